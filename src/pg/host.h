/*
 * host.h
 *	  What the core asks of its host, answered by the server: memory, interrupts, time
 *	  zones, and the one MAC context of the backend.
 */
#ifndef ORDERHOOK_HOST_H
#define ORDERHOOK_HOST_H

#include "compat.h"

#include "arena.h"
#include "datatype/timestamp.h"
#include "mac.h"
#include "pgtime.h"
#include "reader.h"

/*
 * The memory of one document: a context of its own below the caller's.  What is to
 * outlive workspace_end must be copied out before.
 */
typedef struct Workspace
{
	MemoryContext memory;
	OhHost		host;
	OhArena		arena;
} Workspace;

/*
 * What a document may take of memory, besides its own bytes.  No real order comes near:
 * that of a delivery allows for some 25,000 lines, without the size that they have.
 */
typedef struct Allowance
{
	size_t		free;
	size_t		per_byte;
} Allowance;

/* The door is open to the internet; of the functions the caller chose the argument. */
#define ALLOWANCE_OF_DELIVERY	((Allowance) {.free = 12 * 1024 * 1024, .per_byte = 1})
#define ALLOWANCE_OF_ARGUMENT	((Allowance) {.free = 64 * 1024 * 1024, .per_byte = 2})

extern void workspace_begin(Workspace *work, const char *name, Allowance allowance);
extern void workspace_end(Workspace *work);

/* For when the core says that it stopped early: raises the cancellation, or out of memory. */
extern void workspace_give_up(void) pg_attribute_noreturn();

/* The MAC context of this backend, made once; raises where OpenSSL gives none. */
extern OhMac *backend_mac(void);

/*
 * The options of reading, from SQL's words: the name of a zone, and
 * 'minor', 'major' or NULL.  Raises 22023 for others.
 */
extern OhOptions reading_options(const char *timezone, const char *money_unit);

/* The core's moment; what lies outside the years 1 to 9999, infinity too, is taken as the nearest inside. */
extern OhMoment moment_of_timestamp(TimestampTz at);

/* Between the core's microseconds since 1970 and the server's since 2000. */
#define EPOCH_SHIFT		(((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE)) * USECS_PER_DAY)

#endif
