/*
 * kept.c
 *	  A target without libFuzzer: runs it on the files that it is given and on samples
 *	  of every provider, and counts inputs of which all properties held.
 */
#include "fuzz.h"
#include "provider.h"

#define SAMPLES		40

static const char *running;
static int	violations;

void
fuzz_violated(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold of %s: %s\n", file, line, running, what);
	violations++;
}

static void
run(const char *name, OhBytes input)
{
	OhBytes		exact = unit_exact(input);

	running = name;
	violations = 0;
	LLVMFuzzerTestOneInput((const uint8_t *) exact.data, exact.len);
	CHECK(violations == 0, "%s", name);
	unit_exact_free(exact);
}

static void
run_file(const char *name)
{
	static char text[1 << 20];
	FILE	   *file = fopen(name, "rb");

	if (!CHECK(file != NULL, "%s", name))
		return;
	run(name, oh_bytes(text, fread(text, 1, sizeof(text), file)));
	fclose(file);
}

static void
run_sample(const OhProvider *provider, uint32_t seed)
{
	static UnitHost host;
	char		name[64];
	OhArena		arena;
	OhWriter	writer;
	OhSample	sample;

	snprintf(name, sizeof(name), "sample %u of %s", (unsigned) seed, provider->name);
	unit_host_init(&host);
	oh_arena_init(&arena, &host.host);
	oh_sample_draw(seed, &sample);
	oh_writer_init(&writer, &arena);
	provider->compose(&writer, &sample);
	run(name, oh_writer_text(&writer));
	unit_host_free(&host);
}

int
main(int argc, char **argv)
{
	run("no bytes at all", OH_BYTES(""));
	for (int i = 1; i < argc; i++)
		run_file(argv[i]);
	for (int i = 0; oh_providers[i]; i++)
		for (uint32_t seed = 0; seed < SAMPLES; seed++)
			run_sample(oh_providers[i], seed);
	return unit_done();
}
