/*
 * merge.h
 *	  Where a delivery stands among those of its order, and what it changes.
 *
 * An order is what its deliveries come to, in the order of their versions:
 *
 *	- deliveries with a version time of the provider, by that time, then by the rank of
 *	  their lifecycle, then by how much they state, then by when they were first received:
 *	  each overwrites what it states, so that newer wins, also backwards;
 *	- then those without, as they were received: one overwrites where it carries the
 *	  order further than the versions did, and not back; else it fills in.
 *
 * A delivery that comes in its turn is merged into what is known; one that comes late
 * is merged by going through all of them again (OH_PLACE_LATE).  Both give the same,
 * so that the state depends on the set of deliveries and not on how they came.
 *
 * Cells merge by what was stated: absent is not null is not 0, and what could not be
 * read changes nothing.
 */
#ifndef OH_MERGE_H
#define OH_MERGE_H

#include "order.h"

/* Bit n: column n was stated by some applied delivery, if only as null. */
typedef uint64_t OhStated;

/* What one delivery says of its own place. */
typedef struct OhVersion
{
	bool		timed;			/* the provider states a version time */
	OhMoment	time;
	int			rank;			/* of its lifecycle; -1 where it says nothing of any stage */
	int			stated;			/* how many columns it states */
} OhVersion;

/* What is known of the places of the deliveries so far. */
typedef struct OhStanding
{
	OhVersion	top;			/* the highest of those with a time; timed is false where there is none */
	bool		loose;			/* some without a time came as well */
	int			rank;			/* of the order's lifecycle by now; -1 where it has none */
} OhStanding;

typedef enum OhPlace
{
	OH_PLACE_AHEAD,				/* its statements overwrite */
	OH_PLACE_BEHIND,			/* they fill in what nobody has stated */
	OH_PLACE_LATE				/* its turn was before some that are known: all have to be gone through */
} OhPlace;

extern OhVersion oh_version_of(const OhRow *order);

/* Of two timed versions: -1, 0 or 1. */
extern int	oh_version_compare(const OhVersion *a, const OhVersion *b);

extern OhPlace oh_merge_place(const OhStanding *standing, const OhVersion *incoming);

/* Is it of the highest version that is known?  Then when its bytes were first received decides. */
extern bool oh_merge_ties(const OhStanding *standing, const OhVersion *incoming);

/* After a delivery in its turn was merged into `order`. */
extern void oh_merge_stand(OhStanding *standing, const OhVersion *merged, const OhRow *order);

/* The standing of an order whose top version had this rank and stated so many columns. */
extern OhStanding oh_standing_of(const OhRow *order, int top_rank, int top_stated, bool loose);

/* What a row of that many columns states by itself. */
extern OhStated oh_row_stated(const OhRow *row, int columns);

/*
 * Merges `incoming` into `known` and derives the lifecycle anew.  True when a cell
 * changed; *stated grows by what was taken over.  The place is AHEAD or BEHIND.
 */
extern bool oh_merge_apply(OhRow *known, OhStated *stated, const OhRow *incoming, OhPlace place);

/* Do they read the same, column by column? */
extern bool oh_orders_equal(const OhRow *a, const OhRow *b);

#endif
