/*
 * rehearsal.h
 *	  An evening of one source: which deliveries come, when, and what each of them tells.
 *
 * All of it follows from the night's numbers, in integers alone: the same night is the
 * same sendings everywhere.  What is drawn for an order, its ids and times and how it
 * ends, does not depend on the provider, so that the nights of several providers tell
 * of the same meals.
 */
#ifndef OH_REHEARSAL_H
#define OH_REHEARSAL_H

#include "arena.h"
#include "sample.h"

/* The most orders of a night. */
#define OH_NIGHT_ORDERS		50000

/* A share is in millionths. */
#define OH_WHOLE			1000000

typedef struct OhNight
{
	const OhCourse *course;
	uint32_t	seed;
	int			orders;			/* up to OH_NIGHT_ORDERS */
	OhMoment	opens;			/* the first orders are placed then, the last six and a half hours later */
	OhMoment	ahead;			/* how far the clock of the place is ahead of UTC */
	int			duplicates;		/* share of the deliveries that are sent again */
	int			reorder;		/* of those with a successor, that come after it */
	int			tamper;			/* of the deliveries beside which a forgery comes */
	int			sparse;			/* of the orders that are settled, whose last delivery is short */
} OhNight;

typedef enum OhCopy
{
	OH_COPY_NONE,				/* the delivery itself */
	OH_COPY_AGAIN,				/* the same once more */
	OH_COPY_FORGED				/* to be altered */
} OhCopy;

typedef struct OhSending
{
	OhMoment	at;				/* when it is sent, by the night's clock */
	uint32_t	order;			/* from 0 */
	int			number;			/* tells sendings of one moment apart */
	uint8_t		stage;
	uint8_t		turn;			/* OhTurn */
	uint8_t		copy;			/* OhCopy */
} OhSending;

/*
 * All sendings of a night in the order in which they come.  A share of n deliveries is
 * n times the share, rounded.  NULL where memory ran out.
 */
extern OhSending *oh_rehearsal_plan(OhArena *arena, const OhNight *night, int64_t *count);

/* What a sending tells. */
extern void oh_rehearsal_sample(const OhNight *night, const OhSending *sending, OhSample *sample);

/* Changes one character of a body, its last digit where it has one. */
extern void oh_rehearsal_alter(char *body, size_t len);

#endif
