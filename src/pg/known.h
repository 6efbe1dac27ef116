/*
 * known.h
 *	  What is known of an order, and one delivery more.
 */
#ifndef ORDERHOOK_KNOWN_H
#define ORDERHOOK_KNOWN_H

#include "reading.h"
#include "store.h"

/* One delivery of an order, as it is merged. */
typedef struct Step
{
	const OhReading *reading;
	OhVersion	version;
	const uint8 *body_digest;
	int64		webhook_id;
	TimestampTz received_at;
	const char *strength;
} Step;

/* The changes of axes that merging made, in their order. */
typedef struct Events
{
	AxisEvent  *list;
	int			count;
	int			size;
} Events;

/* An order of which nothing is known yet. */
extern void known_init(Known *known);

/*
 * Merges one delivery, its place being AHEAD or BEHIND, and notes what axes changed.
 * True when anything changed.  Rows are not written, but remembered in known->rows.
 */
extern bool known_merge(Known *known, const Step *step, OhPlace place, Events *events);

#endif
