/*
 * merge.h
 *	  Where a delivery stands among what is known of its order, and what it changes.
 *
 * A provider that states a version time is believed: newer wins, also backwards.  Where
 * either side has none, the lifecycle's rank decides and may only rise; the later
 * receipt wins among equals.  What is behind never overwrites: it fills in what nobody
 * has stated yet, so that a full snapshot that comes after a sparse one is not lost.
 *
 * Cells merge by what was stated: absent is not null is not 0, and what could not be
 * read changes nothing.
 */
#ifndef OH_MERGE_H
#define OH_MERGE_H

#include "order.h"

typedef enum OhPlace
{
	OH_PLACE_AHEAD,				/* its statements overwrite */
	OH_PLACE_OLDER,				/* an older version time: they fill in */
	OH_PLACE_BEHIND				/* an earlier stage, and no version time to compare: they fill in */
} OhPlace;

/* Bit n: column n was stated by some applied delivery, if only as null. */
typedef uint64_t OhStated;

extern OhPlace oh_merge_place(const OhRow *known, const OhRow *incoming);

/* What a row of that many columns states by itself. */
extern OhStated oh_row_stated(const OhRow *row, int columns);

/*
 * Merges `incoming` into `known` and derives the lifecycle anew.  True when a cell
 * changed; *stated grows by what was taken over.
 */
extern bool oh_merge_apply(OhRow *known, OhStated *stated, const OhRow *incoming, OhPlace place);

#endif
