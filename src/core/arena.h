/*
 * arena.h
 *	  One bump allocator per document, over memory that the host supplies.
 *
 * Nothing is freed singly: the host drops what it handed out, all at once, when
 * it is done with the document (in the server: a memory context reset).
 *
 * Running out of memory is an answer, not a jump: oh_arena_alloc returns NULL,
 * and the arena remembers it in `exhausted`, so that a long reading can go on
 * with what it has and its caller looks once, at the end.
 *
 * A hostile document makes much of little: each two bytes of "[{},{},{}]" can be a
 * line of an order.  So a document may take memory in proportion to its size alone,
 * and what would take more is refused.
 */
#ifndef OH_ARENA_H
#define OH_ARENA_H

#include "bytes.h"

/*
 * What the core asks of whoever runs it.  allocate returns NULL when there is
 * no more, or when the work is to end; cancelled (may be NULL) is asked at
 * intervals during long work, and true makes the work end early with an error
 * code of its own.
 */
typedef struct OhHost
{
	void	   *context;
	void	   *(*allocate) (void *context, size_t size);
	bool		(*cancelled) (void *context);
	/* What a document may take: so much, and so much more for each of its bytes; 0: whatever there is. */
	size_t		memory_free;
	size_t		memory_per_byte;
} OhHost;

typedef struct OhArena
{
	const OhHost *host;
	char	   *free;			/* next free byte of the current block */
	size_t		left;			/* bytes left in it */
	size_t		used;			/* bytes asked of the host so far */
	size_t		allowed;		/* what `used` may come to; 0: anything */
	bool		exhausted;
	bool		is_over;		/* exhausted, because more than this was not allowed */
} OhArena;

extern void oh_arena_init(OhArena *arena, const OhHost *host);

/* From here on a document of that many bytes is read; an arena that was over its allowance goes on. */
extern void oh_arena_allow(OhArena *arena, size_t document_len);

/* Zeroed memory, aligned for any type; NULL when the host has no more. */
extern void *oh_arena_alloc(OhArena *arena, size_t size);

/* The same as it comes, for who writes before reading. */
extern void *oh_arena_take(OhArena *arena, size_t size);

/* A copy of the bytes; OH_NO_BYTES when the host has no more. */
extern OhBytes oh_arena_copy(OhArena *arena, OhBytes bytes);

/* Both, with one character between them; OH_NO_BYTES when the host has no more. */
extern OhBytes oh_arena_join(OhArena *arena, OhBytes a, char between, OhBytes b);

static inline bool
oh_host_cancelled(const OhHost *host)
{
	return host->cancelled != NULL && host->cancelled(host->context);
}

#endif
