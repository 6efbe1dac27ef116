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
 */
#ifndef OH_ARENA_H
#define OH_ARENA_H

#include "bytes.h"

/*
 * What the core asks of whoever runs it.  allocate returns NULL when there is
 * no more; cancelled (may be NULL) is asked at intervals during long work, and
 * true makes the work end early with an error code of its own.
 */
typedef struct OhHost
{
	void	   *context;
	void	   *(*allocate) (void *context, size_t size);
	bool		(*cancelled) (void *context);
} OhHost;

typedef struct OhArena
{
	const OhHost *host;
	char	   *free;			/* next free byte of the current block */
	size_t		left;			/* bytes left in it */
	size_t		used;			/* bytes asked of the host so far */
	bool		exhausted;
} OhArena;

extern void oh_arena_init(OhArena *arena, const OhHost *host);

/* Zeroed memory, aligned for any type; NULL when the host has no more. */
extern void *oh_arena_alloc(OhArena *arena, size_t size);

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
