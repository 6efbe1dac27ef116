/*
 * test_arena.c
 *	  The bump allocator: what it hands out, and what it says when there is no more.
 */
#include "unit.h"

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

static UnitHost host;
static OhArena arena;

static void
begin(int fail_at)
{
	unit_host_free(&host);
	unit_host_init(&host);
	host.fail_at = fail_at;
	oh_arena_init(&arena, &host.host);
}

static bool
is_filled_with(const unsigned char *memory, size_t size, unsigned char byte)
{
	for (size_t i = 0; i < size; i++)
		if (memory[i] != byte)
			return false;
	return true;
}

/* Sizes about the alignment, the quarter of a block that gets one of its own, and the block. */
static const size_t sizes[] = {1, 7, 8, 9, 0, 24, 1000, 1023, 1024, 1025, 3000, 4096, 4097, 10000, 40, 1};

/* Zeroed, aligned, and nobody else's, in whatever order of sizes. */
static void
test_memory(void)
{
	unsigned char *taken[3 * LENGTH(sizes)];
	size_t		asked = 0;

	begin(0);
	for (size_t i = 0; i < LENGTH(taken); i++)
	{
		size_t		size = sizes[i * 7 % LENGTH(sizes)];

		taken[i] = oh_arena_alloc(&arena, size);
		if (!CHECK(taken[i] != NULL, "%zu bytes", size))
			return;
		CHECK((uintptr_t) taken[i] % 8 == 0 && is_filled_with(taken[i], size, 0), "%zu bytes", size);
		memset(taken[i], (int) i + 1, size);
		asked += size;
	}
	for (size_t i = 0; i < LENGTH(taken); i++)
		CHECK(is_filled_with(taken[i], sizes[i * 7 % LENGTH(sizes)], (unsigned char) (i + 1)), "number %zu", i);
	CHECK(arena.used == host.bytes && arena.used >= asked, "%zu of %zu bytes", arena.used, host.bytes);
}

/* Many small ones come out of few blocks, and a large one between them wastes none. */
static void
test_blocks(void)
{
	begin(0);
	for (int i = 0; i < 512; i++)
		oh_arena_alloc(&arena, 8);
	CHECK(host.count == 1, "%d blocks", host.count);
	oh_arena_alloc(&arena, 8);
	oh_arena_alloc(&arena, 4090);
	oh_arena_alloc(&arena, 8);
	CHECK(host.count == 3, "%d blocks", host.count);
}

/* Sizes that no host has are not asked for, so that none is rounded to a small one. */
static void
test_impossible_sizes(void)
{
	static const size_t impossible[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 7, SIZE_MAX - 4095};

	for (size_t i = 0; i < LENGTH(impossible); i++)
	{
		begin(0);
		CHECK(oh_arena_alloc(&arena, impossible[i]) == NULL && arena.exhausted, "%zu", impossible[i]);
		CHECK(host.count == 0, "%zu", impossible[i]);
	}
}

/* Once there was no more, the host is not asked again. */
static void
test_exhaustion(void)
{
	static const size_t wanted[] = {8, 1000, 5000};

	for (size_t i = 0; i < LENGTH(wanted); i++)
	{
		begin(2);
		CHECK(oh_arena_alloc(&arena, 8) != NULL && !arena.exhausted, "the first block");
		while (!arena.exhausted)
			oh_arena_alloc(&arena, wanted[i]);
		host.fail_at = 0;
		CHECK(oh_arena_alloc(&arena, 5000) == NULL && arena.exhausted && host.count == 1, "%zu bytes", wanted[i]);
	}
}

static const struct
{
	OhBytes		a;
	OhBytes		b;
	OhBytes		joined;
}			joins[] = {
	{OH_LITERAL("red"), OH_LITERAL("Fiesta"), OH_LITERAL("red Fiesta")},
	{OH_LITERAL(""), OH_LITERAL("Fiesta"), OH_LITERAL(" Fiesta")},
	{OH_LITERAL("red"), OH_LITERAL(""), OH_LITERAL("red ")},
	{{NULL, 0}, {NULL, 0}, OH_LITERAL(" ")},
	{OH_LITERAL("a\0b"), OH_LITERAL("\0"), OH_LITERAL("a\0b \0")},
};

/* A copy is equal and elsewhere; one of an empty text is empty and not the view that means "none". */
static void
test_texts(void)
{
	begin(0);
	for (size_t i = 0; i < LENGTH(joins); i++)
	{
		OhBytes		copy = oh_arena_copy(&arena, joins[i].a);
		OhBytes		joined = oh_arena_join(&arena, joins[i].a, ' ', joins[i].b);

		CHECK(oh_bytes_equal(copy, joins[i].a) && copy.data != NULL && copy.data != joins[i].a.data, "row %zu", i);
		CHECK(oh_bytes_equal(joined, joins[i].joined), "row %zu: %.*s", i, (int) joined.len, joined.data);
	}
	begin(1);
	for (size_t i = 0; i < LENGTH(joins); i++)
		CHECK(oh_arena_copy(&arena, joins[i].a).data == NULL
			  && oh_arena_join(&arena, joins[i].a, ' ', joins[i].b).data == NULL && arena.exhausted,
			  "row %zu without memory", i);
}

int
main(void)
{
	test_memory();
	test_blocks();
	test_impossible_sizes();
	test_exhaustion();
	test_texts();
	unit_host_free(&host);
	return unit_done();
}
