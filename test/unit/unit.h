/*
 * unit.h
 *	  The harness of the core's unit tests: one program a module, no server.
 *
 * A test program is main() with CHECKs in it and `return unit_done();` at the end,
 * which prints "N passed, N failed" under the program's name.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

static int	unit_passed;
static int	unit_failed;

/* One checked fact; the rest is a printf format that says which row of the table it was. */
#define CHECK(condition, ...) \
	unit_check((condition), #condition, __FILE__, __LINE__, __VA_ARGS__)

__attribute__((format(printf, 5, 6)))
static inline bool
unit_check(bool held, const char *what, const char *file, int line, const char *format, ...)
{
	va_list		args;

	if (held)
	{
		unit_passed++;
		return true;
	}
	unit_failed++;
	fprintf(stderr, "%s:%d: not true: %s: ", file, line, what);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return false;
}

static inline int
unit_done(void)
{
	printf("%d passed, %d failed\n", unit_passed, unit_failed);
	return unit_failed > 0 || unit_passed == 0;
}

/*
 * A host over malloc that remembers its blocks, and fails every allocation from
 * number `fail_at` on (0: none), so that each can be made to fail once.
 */
typedef struct UnitHost
{
	OhHost		host;
	void	   *blocks[65536];
	int			count;
	int			fail_at;
	size_t		bytes;
} UnitHost;

static inline void *
unit_allocate(void *context, size_t size)
{
	UnitHost   *unit = context;

	if ((unit->fail_at > 0 && unit->count + 1 >= unit->fail_at) || unit->count == 65536)
		return NULL;
	unit->bytes += size;
	return unit->blocks[unit->count++] = malloc(size);
}

static inline void
unit_host_init(UnitHost *unit)
{
	unit->host = (OhHost) {.context = unit, .allocate = unit_allocate};
	unit->count = 0;
	unit->fail_at = 0;
	unit->bytes = 0;
}

static inline void
unit_host_free(UnitHost *unit)
{
	for (int i = 0; i < unit->count; i++)
		free(unit->blocks[i]);
	unit->count = 0;
}

/* A copy that ends where its memory ends: reading one byte more is an error that ASan sees. */
static inline OhBytes
unit_exact(OhBytes bytes)
{
	char	   *copy = malloc(bytes.len ? bytes.len : 1);

	if (bytes.len)
		memcpy(copy, bytes.data, bytes.len);
	return oh_bytes(bytes.len ? copy : copy + 1, bytes.len);
}

static inline void
unit_exact_free(OhBytes bytes)
{
	free((char *) bytes.data - (bytes.len ? 0 : 1));
}

#endif
