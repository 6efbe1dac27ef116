/*
 * arena.c
 *	  The bump allocator.
 */
#include "arena.h"

/*
 * The fuzz targets are built with both at 1: each allocation is then one of the host's,
 * to the byte, and a sanitizer sees what oversteps it.
 */
#ifndef OH_ARENA_BLOCK
#define OH_ARENA_BLOCK	4096
#define OH_ARENA_ALIGN	8
#endif

void
oh_arena_init(OhArena *arena, const OhHost *host)
{
	*arena = (OhArena) {.host = host};
}

void
oh_arena_allow(OhArena *arena, size_t document_len)
{
	const OhHost *host = arena->host;

	if (arena->is_over)
		arena->exhausted = arena->is_over = false;
	arena->allowed = host->memory_per_byte
		? arena->used + host->memory_free + document_len * host->memory_per_byte : 0;
}

static void *
take_from_host(OhArena *arena, size_t size)
{
	void	   *block = NULL;

	if (arena->exhausted)
		return NULL;
	if (arena->allowed && size > arena->allowed - arena->used)
		arena->is_over = true;
	else
		block = arena->host->allocate(arena->host->context, size);
	if (block == NULL)
		arena->exhausted = true;
	else
		arena->used += size;
	return block;
}

void *
oh_arena_take(OhArena *arena, size_t size)
{
	char	   *result;

	if (size > SIZE_MAX - OH_ARENA_BLOCK)
	{
		arena->exhausted = true;
		return NULL;
	}
	size = (size + OH_ARENA_ALIGN - 1) & ~(size_t) (OH_ARENA_ALIGN - 1);

	/* What would fill most of a block gets one of its own, and the current block stays in use. */
	if (size > OH_ARENA_BLOCK / 4)
		return take_from_host(arena, size);
	if (size > arena->left)
	{
		arena->free = take_from_host(arena, OH_ARENA_BLOCK);
		arena->left = arena->free ? OH_ARENA_BLOCK : 0;
		if (arena->free == NULL)
			return NULL;
	}
	result = arena->free;
	arena->free += size;
	arena->left -= size;
	return result;
}

void *
oh_arena_alloc(OhArena *arena, size_t size)
{
	void	   *result = oh_arena_take(arena, size);

	return result ? memset(result, 0, size) : NULL;
}

OhBytes
oh_arena_copy(OhArena *arena, OhBytes bytes)
{
	char	   *copy = oh_arena_take(arena, bytes.len ? bytes.len : 1);

	if (copy == NULL)
		return OH_NO_BYTES;
	if (bytes.len > 0)
		memcpy(copy, bytes.data, bytes.len);
	return oh_bytes(copy, bytes.len);
}

OhBytes
oh_arena_join(OhArena *arena, OhBytes a, char between, OhBytes b)
{
	size_t		len = a.len + 1 + b.len;
	char	   *text = oh_arena_take(arena, len);

	if (text == NULL)
		return OH_NO_BYTES;
	if (a.len > 0)
		memcpy(text, a.data, a.len);
	text[a.len] = between;
	if (b.len > 0)
		memcpy(text + a.len + 1, b.data, b.len);
	return oh_bytes(text, len);
}
