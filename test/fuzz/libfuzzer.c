/*
 * libfuzzer.c
 *	  Under libFuzzer a property that does not hold is a crash.
 */
#include "fuzz.h"

void
fuzz_violated(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}
