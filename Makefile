# orderhook: build, install and test, as PGXS users expect.
#
#   make                build
#   make install        install into the server that pg_config names
#   make installcheck   regression, isolation and TAP tests against a running server
#   make unit           the core's unit tests under AddressSanitizer and UBSan; needs no server
#   make coverage       which branches of the core the unit tests take
#   make -j2 fuzz       the core under libFuzzer, each target for FUZZ_SECONDS=60; needs clang
#   make demo           the five providers' webhooks become one report
#   make examples       the answers in doc/reference.md and the words for functions in README.md, from a running server
#   make check          every test, on a machine that may have nothing yet
#   make dist           the archive for PGXN, of what is committed

EXTENSION = orderhook
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" orderhook.control)

MODULE_big = orderhook
CORE = $(sort $(wildcard src/core/*.c))
SKIN = $(sort $(wildcard src/pg/*.c))
OBJS = $(CORE:.c=.o) $(SKIN:.c=.o)

# The install script is its numbered fragments, one after the other. Those of earlier versions
# stay in sql as they were released, beside the scripts that update them.
FRAGMENTS = $(sort $(wildcard sql/[0-9]*.sql))
DATA = $(sort $(wildcard sql/orderhook--*.sql))
DATA_built = orderhook--$(EXTVERSION).sql

REGRESS = $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=test --outputdir=. --encoding=UTF8
ISOLATION = $(sort $(patsubst test/specs/%.spec,%,$(wildcard test/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test --outputdir=. --encoding=UTF8

# A TAP test starts servers of its own, and initdb refuses to run as root.
ifneq ($(shell id -u),0)
TAP_TESTS = 1
PROVE_TESTS = $(sort $(wildcard test/t/*.pl))
endif

PG_CONFIG ?= pg_config
PG_CPPFLAGS = -std=gnu11 -Isrc/core -DORDERHOOK_VERSION='"$(EXTVERSION)"' \
	-Wall -Wextra -Werror -isystem $(shell $(PG_CONFIG) --includedir-server)
SHLIB_LINK = -lcrypto
# Calls within the library need no detour, as if modules were built for anyone to interpose.
PG_CFLAGS = -fno-semantic-interposition
SHLIB_LINK += -Wl,-Bsymbolic-functions
EXTRA_CLEAN = build results output_iso tmp_check regression.diffs regression.out

# The first two install what they need, PGXS included, and build in a folder of their own.
ifneq ($(filter check demo dist,$(MAKECMDGOALS)),)

check demo:
	sh test/$@.sh

DISTRIBUTION = orderhook-$(shell sed -n '0,/"version"/s/.*"version": "\(.*\)".*/\1/p' META.json)

dist:
	git archive --format=zip --prefix=$(DISTRIBUTION)/ --output=$(DISTRIBUTION).zip HEAD

else

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(OBJS): $(wildcard src/core/*.h) $(wildcard src/pg/*.h) Makefile orderhook.control

$(DATA_built): $(FRAGMENTS)
	cat $^ > $@

# ---- the core alone ----

UNIT_CC ?= $(CC)
UNIT_CFLAGS = -std=c11 -g -O1 -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes \
	-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
UNIT_BUILD = build/unit
UNIT_TESTS = $(sort $(patsubst test/unit/%.c,$(UNIT_BUILD)/%,$(wildcard test/unit/test_*.c)))
UNIT_CORE = $(patsubst src/core/%.c,$(UNIT_BUILD)/core/%.o,$(CORE))

$(UNIT_BUILD)/core/%.o: src/core/%.c $(wildcard src/core/*.h)
	@mkdir -p $(@D)
	$(UNIT_CC) $(UNIT_CFLAGS) -Isrc/core -c $< -o $@

# An archive, so that a test may bring what it wants in the place of a file of the core.
$(UNIT_BUILD)/core.a: $(UNIT_CORE)
	@rm -f $@
	$(AR) crs $@ $^

$(UNIT_BUILD)/%: test/unit/%.c $(UNIT_BUILD)/core.a $(wildcard test/unit/*.h)
	$(UNIT_CC) $(UNIT_CFLAGS) -Wno-missing-prototypes -Isrc/core -Itest/unit $< $(UNIT_BUILD)/core.a -lcrypto -o $@

# The fuzz targets over what is kept, with no need of clang.
PROVIDERS = bbot mipos flybuy fulflld revo
FUZZ_TARGETS = json form auth scalar $(PROVIDERS)
FUZZ_KEPT = $(sort $(wildcard test/fuzz/seeds/*/* test/payloads/*/*.json test/payloads/*/*.form))
FUZZ_HEADERS = $(wildcard src/core/*.h test/fuzz/*.h test/unit/*.h)
FUZZ_ARENA = -DOH_ARENA_BLOCK=1 -DOH_ARENA_ALIGN=1
fuzz_source = $(if $(filter $1,$(PROVIDERS)),\
	-DFUZZ_PROVIDER=oh_provider_$1 test/fuzz/fuzz_provider.c,test/fuzz/fuzz_$1.c)
KEPT_TESTS = $(FUZZ_TARGETS:%=$(UNIT_BUILD)/fuzz_%)
KEPT_CORE = $(filter-out %/arena.o,$(UNIT_CORE)) $(UNIT_BUILD)/arena_exact.o

$(UNIT_BUILD)/arena_exact.o: src/core/arena.c $(wildcard src/core/*.h)
	@mkdir -p $(@D)
	$(UNIT_CC) $(UNIT_CFLAGS) $(FUZZ_ARENA) -Isrc/core -c $< -o $@

$(KEPT_TESTS): $(UNIT_BUILD)/fuzz_%: test/fuzz/kept.c $(KEPT_CORE) $(FUZZ_HEADERS) $(wildcard test/fuzz/*.c)
	$(UNIT_CC) $(UNIT_CFLAGS) -Wno-missing-prototypes -Isrc/core -Itest/unit \
		$(call fuzz_source,$*) $< $(KEPT_CORE) -lcrypto -o $@

unit: $(UNIT_TESTS) $(KEPT_TESTS)
	@failed=0; for t in $(UNIT_TESTS); do \
		printf '%s: ' "$$(basename $$t)"; $$t || failed=1; \
	done; \
	for t in $(KEPT_TESTS); do \
		printf '%s: ' "$$(basename $$t)"; $$t $(FUZZ_KEPT) || failed=1; \
	done; exit $$failed

# How many programs those are.
unit-count:
	@echo $(words $(UNIT_TESTS) $(KEPT_TESTS))

coverage:
	@rm -rf build/coverage && mkdir -p build/coverage
	@$(MAKE) unit UNIT_BUILD=build/coverage UNIT_CFLAGS='-std=c11 -O0 --coverage' >build/coverage/log
	@perl test/coverage.pl build/coverage

# ---- the core under libFuzzer ----

FUZZ_SECONDS ?= 60
FUZZ_CC ?= $(if $(shell command -v clang),clang,$(CLANG))
FUZZ_CFLAGS = -std=c11 -g -O1 -Wall -Wextra -Werror -Wshadow -fno-sanitize-recover=all -fno-omit-frame-pointer
FUZZ_CORE = $(patsubst src/core/%.c,build/fuzz/core/%.o,$(CORE))

build/fuzz/core/%.o: src/core/%.c $(FUZZ_HEADERS)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_ARENA) -fsanitize=fuzzer-no-link,address,undefined -Isrc/core -c $< -o $@

build/fuzz/words: test/fuzz/words.c $(FUZZ_CORE)
	$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=address,undefined -Isrc/core $< $(FUZZ_CORE) -lcrypto -o $@

# What the fuzzer looks for is new ways through the core, not through the targets.
$(FUZZ_TARGETS:%=build/fuzz/%): build/fuzz/%: $(FUZZ_CORE) $(FUZZ_HEADERS) $(wildcard test/fuzz/*.c) build/fuzz/words
	$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=address,undefined -Isrc/core -Itest/unit -c $(call fuzz_source,$*) -o $@.o
	$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer,address,undefined -Isrc/core -Itest/unit \
		$@.o test/fuzz/libfuzzer.c $(FUZZ_CORE) -lcrypto -o $@

$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: build/fuzz/%
	@sh test/fuzz/run.sh $* $(FUZZ_SECONDS)

fuzz: $(FUZZ_TARGETS:%=fuzz-%)
	@cat $(FUZZ_TARGETS:%=build/fuzz/%.result) | awk ' \
		{ total += $$2 } /FAILED/ { failed++ } \
		END { printf "%d targets, %d executions, %d failed\n", NR, total, failed; exit failed > 0 }'

# ---- the README's table of fields, from the providers' tables ----

build/unit/fields: test/unit/fields.c $(UNIT_CORE)
	$(UNIT_CC) $(UNIT_CFLAGS) -Isrc/core $< $(UNIT_CORE) -lcrypto -o $@

fields: build/unit/fields
	@build/unit/fields

# ---- what a server says in the manual ----

examples:
	@perl test/manual.pl --write

endif

.PHONY: unit unit-count coverage fields examples fuzz $(FUZZ_TARGETS:%=fuzz-%) check demo dist
