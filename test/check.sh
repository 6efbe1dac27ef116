#!/bin/sh
# check.sh
#	Every test there is, on a Debian machine that may have nothing yet: sh test/check.sh
#
# As root or as a user with sudo. ORDERHOOK_VALGRIND=1 adds the regression tests under valgrind,
# where that is installed; ORDERHOOK_FUZZ_SECONDS says for how long each fuzz target runs, 5 where
# it says nothing. A stage that fails does not keep the later ones from running. The last line is
# "N passed, N failed".
set -u
# shellcheck source=test/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034 # for lib.sh
wants_fuzzer=1 wants_ingress=1 wants_drivers=1 wants_packaging=1
enter "$@"

passed=0
failed=0

stage()
{
	printf '\n== %s\n' "$1"
}

# tally NAME PASSED FAILED STATUS: a stage that ends badly and names no failed test counts as one.
tally()
{
	bad=$3
	if [ "$4" -ne 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
	fi
	passed=$((passed + $2))
	failed=$((failed + bad))
	say "$1: $2 passed, $bad failed"
}

# verdict NAME COMMAND...: one test that is a command.
verdict()
{
	name=$1
	shift
	if "$@"; then
		tally "$name" 1 0 0
	else
		tally "$name" 0 1 1
	fi
}

count_files()
{
	find "$1" -maxdepth 1 -name "$2" 2>/dev/null | wc -l
}

# ---- the core alone ----

# A program that crashed or was not built has printed no counts.
unit_tests()
{
	programs=$(make -s unit-count) || programs=0
	if [ "$programs" -eq 0 ]; then
		tally "unit tests, none found" 0 1 1
		return
	fi
	status=0
	without_aslr make -s -j2 unit >"$work/unit.log" 2>&1 || status=$?
	cat "$work/unit.log"
	# shellcheck disable=SC2046 # three numbers
	set -- $(grep -o '[0-9]* passed, [0-9]* failed$' "$work/unit.log" |
		awk '{ p += $1; f += $3; n++ } END { print p + 0, f + 0, n + 0 }')
	tally "unit tests" "$1" $(($2 + programs - $3)) "$status"
}

# gcc 12's AddressSanitizer dies at random where the kernel randomises more bits than it knows of.
without_aslr()
{
	if setarch "$(uname -m)" -R true 2>/dev/null; then
		setarch "$(uname -m)" -R "$@"
	else
		"$@"
	fi
}

# ---- compilers ----

# The clang that PostgreSQL's own build names is installed beside its headers.
find_clang()
{
	makefile=$(dirname "$(pg_config --pgxs)")/../Makefile.global
	for candidate in clang "$(sed -n 's/^CLANG *= *//p' "$makefile")"; do
		if [ -n "$candidate" ] && have "$candidate"; then
			say "$candidate"
			return
		fi
	done
}

# What the extension's own build does not see: the core by the letter of C11, and the tests.
compile_strictly()
{
	set -- "$1" -std=c11 -Wall -Wextra -Werror -Wshadow -fsyntax-only \
		-Isrc/core -Itest/unit -isystem "$(pg_config --includedir)"
	result=0
	for file in src/core/*.c; do
		"$@" -Wmissing-prototypes "$file" || result=1
	done
	for file in test/*/*.c; do
		"$@" "$file" || result=1
	done
	return $result
}

# As if the headers were those of a version that is not supported: the compiler says so, and which are.
refuses_other_versions()
{
	mkdir -p "$work/headers"
	for number in 140012 190000; do
		echo "#define PG_VERSION_NUM $number" >"$work/headers/postgres.h"
		if gcc -fsyntax-only -I"$work/headers" -Isrc/core src/pg/orderhook.c 2>"$work/headers.log" ||
			! grep -q 'error "orderhook supports PostgreSQL 15 to 18' "$work/headers.log"
		then
			cat "$work/headers.log"
			return 1
		fi
	done
}

# PostgreSQL's CFLAGS are gcc's, with options that clang refuses.
build_with_clang()
{
	copy_tree . "$work/clang"
	make -s -C "$work/clang" -j2 all CC="$1" with_llvm=no \
		CFLAGS='-O2 -fno-strict-aliasing -fwrapv' >"$work/clang.log" 2>&1 || {
		tail -n 60 "$work/clang.log"
		return 1
	}
}

compilers()
{
	verdict "gcc, the extension" build_and_install
	verdict "gcc, core and tests" compile_strictly gcc
	verdict "headers of another version" refuses_other_versions
	clang=$(find_clang)
	if [ -z "$clang" ]; then
		say "no clang here"
		return
	fi
	verdict "clang, the extension" build_with_clang "$clang"
	verdict "clang, core and tests" compile_strictly "$clang"
}

# ---- fuzzing ----

# The clang that can link a fuzz target: the runtime is a package of its own.
find_fuzzer()
{
	makefile=$(dirname "$(pg_config --pgxs)")/../Makefile.global
	for candidate in clang "$(sed -n 's/^CLANG *= *//p' "$makefile")"; do
		if [ -n "$candidate" ] && have "$candidate" &&
			echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
			"$candidate" -fsanitize=fuzzer,address,undefined -x c - -o "$work/fuzzer" 2>/dev/null
		then
			say "$candidate"
			return
		fi
	done
}

# A target without a result was not built.
fuzz_tests()
{
	fuzzer=$(find_fuzzer)
	if [ -z "$fuzzer" ]; then
		say "fuzzing was skipped: no clang here has the runtime of libFuzzer (libclang-rt-<version>-dev)"
		return
	fi
	status=0
	without_aslr make -s -k -j2 fuzz FUZZ_CC="$fuzzer" FUZZ_SECONDS="${ORDERHOOK_FUZZ_SECONDS:-5}" \
		>"$work/fuzz.log" 2>&1 || status=$?
	cat "$work/fuzz.log"
	tally "fuzzing" "$(grep -c ' executions$' "$work/fuzz.log")" \
		"$(grep -c ' executions, FAILED' "$work/fuzz.log")" "$status"
}

# ---- README.md ----

fields_are_current()
{
	for marker in '<!-- fields:begin -->' '<!-- fields:end -->'; do
		if [ "$(grep -cxF "$marker" README.md)" != 1 ]; then
			say "README.md: not exactly one line $marker"
			return 1
		fi
	done
	sed -n '/^<!-- fields:begin -->$/,/^<!-- fields:end -->$/p' README.md |
		grep -v '^<!-- fields:' >"$work/fields.readme"
	make -s fields >"$work/fields.made" && [ -s "$work/fields.made" ] || return 1
	diff -uB "$work/fields.readme" "$work/fields.made"
}

# The part of README.md between two of its marks, without the marks and the fences of code.
readme_part()
{
	sed -n "/^<!-- $1 -->\$/,/^<!-- $2 -->\$/p" README.md | grep -v -e '^<!-- ' -e '^```'
}

# The ten lines of README.md answer what README.md says that they answer.
example_is_real()
{
	readme_part example:begin example:answer >"$work/example.sql"
	readme_part example:answer example:end >"$work/example.said"
	createdb example &&
		psql -X -q -v ON_ERROR_STOP=1 -d example -f "$work/example.sql" >"$work/example.made" 2>&1
	[ -s "$work/example.said" ] && diff -uB "$work/example.said" "$work/example.made"
}

# The tables of views in README.md are what COMMENT ON says; the store is the example's.
model_is_current()
{
	readme_part model:begin model:end >"$work/model.readme"
	psql -X -q -A -t -v ON_ERROR_STOP=1 -d example -f test/model.sql >"$work/model.made" &&
		[ -s "$work/model.made" ] && diff -uB "$work/model.readme" "$work/model.made"
}

# What README.md says to set up each provider runs, and a signed delivery of each reads as it says.
setup_is_real()
{
	readme_part setup:begin setup:end >"$work/setup.sql"
	readme_part setup:answer setup:answered >"$work/setup.said"
	sed -n '/^\\copy /,/^\\\.$/p' "$work/setup.sql" | grep -v '^\\copy ' >"$work/setup.secrets"
	psql -X -q -v ON_ERROR_STOP=1 -d example <"$work/setup.sql" >/dev/null &&
		psql -X -q -v ON_ERROR_STOP=1 -d example -f test/setup.sql <"$work/setup.secrets" >"$work/setup.made" 2>&1
	[ -s "$work/setup.said" ] && diff -uB "$work/setup.said" "$work/setup.made"
}

# The examples of doc/reference.md answer what it says, none is missing, and the words for functions are COMMENT ON's.
manual_is_current()
{
	perl test/manual.pl
}

# ---- a server ----

# The line of each test: 16 and later speak TAP, 15 has a format of its own.
results()
{
	grep -E '^(not )?ok [0-9]|^test .*\.\.\. '
}

# regression NAME FOLDER PATTERN MAKE-ARGUMENTS...: pg_regress or pg_isolation_regress. Neither lists
# what an aborted run never reached: every file that is not ok has failed.
regression()
{
	name=$1
	total=$(count_files "$2" "$3")
	shift 3
	if [ "$total" -eq 0 ]; then
		say "$name: 0 tests"
		return
	fi
	status=0
	make -s installcheck TAP_TESTS= "$@" >"$work/installcheck.log" 2>&1 || status=$?
	good=$(grep -cE '^ok [0-9]|^test .*\.\.\. ok' "$work/installcheck.log")
	if [ "$status" -eq 0 ]; then
		results <"$work/installcheck.log"
	else
		show_failure
	fi
	tally "$name" "$good" $((total - good)) "$status"
	rm -rf regression.diffs regression.out results
}

show_failure()
{
	cat "$work/installcheck.log"
	if [ -s regression.diffs ]; then
		head -n 1000 regression.diffs
	fi
	say "-- the end of the server's log"
	tail -n 60 "$work/regress.log"
}

server_tests()
{
	stage "Regression tests"
	if ! start_server regress; then
		tally "a server with the extension" 0 1 1
		return
	fi
	before=$((passed + failed))
	regression "regression tests" test/sql '*.sql' ISOLATION=
	if [ "$before" -eq $((passed + failed)) ]; then
		tally "regression tests, none ran" 0 1 1
	fi
	stage "Isolation tests"
	regression "isolation tests" test/specs '*.spec' REGRESS=
	verdict "the ten lines of README.md" example_is_real
	verdict "the model in README.md" model_is_current
	verdict "the setup of each provider in README.md" setup_is_real
	verdict "the examples, and the words for functions" manual_is_current
	stop_server regress
}

# ---- TAP: tests that start servers of their own ----

# Each in a tree of its own, since a run of prove clears its folder. They share what ports they take.
tap_worker()
{
	cd "$work/$1" || return
	for file in test/t/*.pl; do
		log=$work/tap/$(basename "$file" .pl)
		mkdir "$log.taken" 2>/dev/null || continue
		status=0
		TEMP_CONFIG=$work/extension.conf PG_TEST_PORT_DIR=$work/ports make -s installcheck REGRESS= ISOLATION= \
			PROVE_TESTS="$file" PROVE_FLAGS=-v >"$log.log" 2>&1 || status=$?
		if [ "$status" -ne 0 ]; then
			tail -n 60 tmp_check/log/* >>"$log.servers" 2>/dev/null
		fi
		echo "$status" >"$log.status"
	done
}

# A test that lacks what it needs says so.
tap_result()
{
	log=$work/tap/$(basename "$1" .pl)
	status=$(cat "$log.status") || status=1
	if [ "$status" -ne 0 ]; then
		cat "$log.log" "$log.servers"
	fi
	grep -o 'skipped: .*\|# skip .*' "$log.log" | sort -u
	tally "$1" "$(grep -c '^ok [0-9]' "$log.log")" "$(grep '^not ok [0-9]' "$log.log" | grep -cv '# TODO')" "$status"
}

# Two at a time: most of the time they wait. What measures time is left for the end, and runs alone.
tap_tests()
{
	if [ "$(count_files test/t '*.pl')" -eq 0 ]; then
		say "TAP tests: 0 tests"
		return
	fi
	mkdir "$work/tap" "$work/ports" "$work/tap/041_hostile_bodies.taken" "$work/tap/085_constant_time.taken"
	for worker in first second; do
		cp -R . "$work/$worker"
		tap_worker $worker &
	done
	wait
	rmdir "$work/tap/041_hostile_bodies.taken" "$work/tap/085_constant_time.taken"
	(tap_worker first)
	for file in test/t/*.pl; do
		tap_result "$file"
	done
}

# ---- packages ----

# Another script's work, in a folder of its own within this one.
package_tests()
{
	mkdir "$work/package"
	copy_tree . "$work/package/src"
	status=0
	ORDERHOOK_WORK=$work/package TMPDIR=$work/package HOME=$work/package \
		sh "$work/package/src/test/package.sh" >"$work/package.log" 2>&1 || status=$?
	cat "$work/package.log"
	tally "packages" "$(grep -c '^ok - ' "$work/package.log")" "$(grep -c '^not ok - ' "$work/package.log")" "$status"
}

# ---- valgrind ----

# What stock PostgreSQL writes uninitialised on purpose: the padding of its own records.
valgrind_suppressions()
{
	for call in 'pwrite64(buf)' 'write(buf)'; do
		printf '{\n\tpostgres\n\tMemcheck:Param\n\t%s\n\t...\n\tobj:*/bin/postgres\n}\n' "$call"
	done
}

valgrind_wrapper()
{
	cat <<-END
		#!/bin/sh
		exec valgrind --quiet --trace-children=yes --leak-check=no --error-markers=BEGIN,END \\
			--fullpath-after= --suppressions='$work/valgrind.supp' --log-file='$work/valgrind-%p.txt' \\
			'$(pg_config --bindir)/postgres' "\$@"
	END
}

# The reports that name a source file of ours, or the library where it has no debug information.
our_reports()
{
	cat "$work"/valgrind-*.txt | awk -v ours="$work/src/src/|orderhook[.]so" '
		/== BEGIN$/ { report = ""; mine = 0; next }
		/== END$/ { if (mine) printf "%s\n", report; next }
		{ report = report $0 "\n" }
		$0 ~ ours { mine = 1 }'
}

# Failures that only slowness explains are the other run's to judge: this one counts memory errors.
under_valgrind()
{
	valgrind_suppressions >"$work/valgrind.supp"
	valgrind_wrapper >"$work/valgrind-postgres"
	chmod +x "$work/valgrind-postgres"
	start_server valgrind -t 300 -p "$work/valgrind-postgres" || return 1
	ran=1
	make -s installcheck TAP_TESTS= ISOLATION= 2>&1 | results || ran=0
	stop_server valgrind
	our_reports >"$work/valgrind.ours"
	cat "$work/valgrind.ours"
	[ "$ran" -eq 1 ] && [ ! -s "$work/valgrind.ours" ]
}

# ---- all of it ----

tests_of_the_extension()
{
	server_tests
	stage "TAP tests"
	tap_tests
	if [ "${ORDERHOOK_VALGRIND:-0}" = 1 ]; then
		stage "Regression tests under valgrind"
		if have valgrind; then
			verdict "valgrind" under_valgrind
		else
			say "no valgrind here"
		fi
	fi
}

stage "Unit tests"
unit_tests
stage "Branch coverage of the core"
verdict "branch coverage of the core" make -s -j2 coverage
stage "Compilers"
compilers
stage "Fuzzing"
fuzz_tests
stage "README.md"
verdict "the table of fields" fields_are_current
stage "Packages"
package_tests
if [ -e "$work/extension.conf" ]; then
	tests_of_the_extension
else
	say "no regression, isolation or TAP tests: the extension was not built"
fi
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
