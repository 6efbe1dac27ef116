/*
 * single_arena.h
 *	  An arena of which every allocation is one of the host's, exactly as long as it was
 *	  asked for: each can fail by itself, and ASan sees where each ends.
 *
 * A program that includes this has it instead of arena.c, whose blocks hide both.  The
 * real one may refuse a large piece and still find room for a small one: so may this.
 */
#ifndef SINGLE_ARENA_H
#define SINGLE_ARENA_H

#include "unit.h"

static int	single_count;		/* allocations so far */
static int	single_fails_from;	/* number of the first one that fails; 0: none */
static int	single_fails_to;	/* and of the last one */

void
oh_arena_init(OhArena *arena, const OhHost *host)
{
	*arena = (OhArena) {.host = host};
	single_count = 0;
}

/* The host of these tests allows whatever it has. */
void
oh_arena_allow(OhArena *arena, size_t document_len)
{
	(void) arena;
	(void) document_len;
}

/* Filled with what nobody would want to read. */
void *
oh_arena_take(OhArena *arena, size_t size)
{
	int			number = ++single_count;
	bool		fails = number >= single_fails_from && number <= single_fails_to;
	void	   *result = fails ? NULL : arena->host->allocate(arena->host->context, size ? size : 1);

	if (result == NULL)
		arena->exhausted = true;
	else
		memset(result, 0xFF, size);
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
	char	   *copy = oh_arena_alloc(arena, bytes.len);

	if (copy == NULL)
		return OH_NO_BYTES;
	if (bytes.len > 0)
		memcpy(copy, bytes.data, bytes.len);
	return oh_bytes(copy, bytes.len);
}

OhBytes
oh_arena_join(OhArena *arena, OhBytes a, char between, OhBytes b)
{
	char	   *text = oh_arena_alloc(arena, a.len + 1 + b.len);

	if (text == NULL)
		return OH_NO_BYTES;
	if (a.len > 0)
		memcpy(text, a.data, a.len);
	text[a.len] = between;
	if (b.len > 0)
		memcpy(text + a.len + 1, b.data, b.len);
	return oh_bytes(text, a.len + 1 + b.len);
}

#endif
