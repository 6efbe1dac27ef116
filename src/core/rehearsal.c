/*
 * rehearsal.c
 *	  The schedule of a night.
 *
 * Each kind of draw has a stream of its own, so that another share of one kind changes
 * nothing of the others.  All is over before midnight by the clock of the place, so
 * that no change of that clock comes in between.
 */
#include "rehearsal.h"

#include <stdlib.h>

#include "draw.h"

/* Orders grow more up to the peak, 19:30 where the night opens at 17:00, and fewer up to 23:30. */
#define RISING			(150 * OH_MINUTE)
#define FALLING			(240 * OH_MINUTE)

/* The uses of a seed. */
enum { USE_COURSE, USE_DUPLICATES, USE_REORDER, USE_TAMPER, USE_SPARSE };

/* What becomes of one order. */
typedef struct Evening
{
	OhMoment	reached[OH_SAMPLE_STAGES];
	OhMoment	refunded_at;
	int			last;			/* stage of its last delivery */
	bool		cancelled;
	bool		refunded;
	bool		settled;		/* its last delivery could be short */
} Evening;

/* How many deliveries of each sort a night has, before any are sent twice. */
typedef struct Totals
{
	int64_t		deliveries;
	int64_t		followed;		/* those with a successor */
	int64_t		settled;
} Totals;

/* Picks exactly `wanted` of those that are `left` (Knuth's algorithm S). */
typedef struct Choice
{
	uint64_t	state;
	int64_t		left;
	int64_t		wanted;
} Choice;

typedef struct Plan
{
	const OhNight *night;
	Choice		duplicates;
	Choice		reorder;
	Choice		tamper;
	Choice		sparse;
	OhSending  *sendings;
	int64_t		count;
} Plan;

/* ---- drawing ---- */

static uint64_t
stream(uint32_t seed, uint32_t order, int use)
{
	uint64_t	state = (uint64_t) seed << 32 | order;

	return oh_draw_bits(&state) + (uint64_t) use;
}

static int64_t
share_of(int share, int64_t count)
{
	return (share * count + OH_WHOLE / 2) / OH_WHOLE;
}

static Choice
choice(const OhNight *night, int use, int share, int64_t count)
{
	return (Choice) {
		.state = stream(night->seed, UINT32_MAX, use),
		.left = count,
		.wanted = share_of(share, count),
	};
}

static bool
choose(Choice *choice)
{
	bool		chosen = oh_draw(&choice->state, choice->left--) < choice->wanted;

	choice->wanted -= chosen;
	return chosen;
}

/* The later of two draws grows likelier with the time, the earlier less so: a triangle with its peak between. */
static OhMoment
draw_placing(uint64_t *state)
{
	bool		rising = oh_draw(state, RISING + FALLING) < RISING;
	OhMoment	side = rising ? RISING : FALLING;
	OhMoment	a = oh_draw(state, side);
	OhMoment	b = oh_draw(state, side);

	return rising ? (a > b ? a : b) : RISING + (a < b ? a : b);
}

/* Each stage takes two to six minutes; of a hundred orders four are cancelled and three refunded. */
static Evening
draw_evening(const OhNight *night, uint32_t order)
{
	uint64_t	state = stream(night->seed, order, USE_COURSE);
	Evening		evening = {.last = night->course->stages - 1};
	OhMoment	at = night->opens + draw_placing(&state);
	int64_t		ending = oh_draw(&state, 100);

	for (int i = 0; i < OH_SAMPLE_STAGES; i++)
	{
		evening.reached[i] = at;
		at += 2 * OH_MINUTE + oh_draw(&state, 4 * OH_MINUTE);
	}
	evening.refunded_at = evening.reached[evening.last] + OH_MINUTE + oh_draw(&state, 3 * OH_MINUTE);
	evening.cancelled = ending < 4 && night->course->cancels;
	evening.refunded = ending >= 97 && night->course->refunds;
	evening.settled = !evening.cancelled && night->course->shortens;
	if (evening.cancelled && evening.last > 2)
		evening.last = 2;
	return evening;
}

static Totals
count_night(const OhNight *night)
{
	Totals		totals = {0};

	for (uint32_t order = 0; order < (uint32_t) night->orders; order++)
	{
		Evening		evening = draw_evening(night, order);

		totals.deliveries += evening.last + 1 + evening.refunded;
		totals.followed += evening.last;
		totals.settled += evening.settled;
	}
	return totals;
}

/* ---- the plan ---- */

static void
put(Plan *plan, OhSending sending, OhCopy copy)
{
	sending.copy = (uint8_t) copy;
	sending.number = (int) plan->count;
	plan->sendings[plan->count++] = sending;
}

/* A delivery, and what is sent beside it: once more, at once or within twenty minutes, and forged. */
static void
send(Plan *plan, OhSending sending)
{
	OhMoment	at = sending.at;

	put(plan, sending, OH_COPY_NONE);
	if (choose(&plan->duplicates))
	{
		bool		later = oh_draw(&plan->duplicates.state, 2) == 1;

		sending.at = at + (later ? oh_draw(&plan->duplicates.state, 20 * OH_MINUTE) : 0);
		put(plan, sending, OH_COPY_AGAIN);
	}
	if (choose(&plan->tamper))
	{
		sending.at = at + oh_draw(&plan->tamper.state, OH_MINUTE);
		put(plan, sending, OH_COPY_FORGED);
	}
}

static OhTurn
turn_at(Plan *plan, const Evening *evening, int stage)
{
	if (stage < evening->last)
		return OH_TURN_STAGE;
	if (evening->cancelled)
		return OH_TURN_CANCELLED;
	return evening->settled && choose(&plan->sparse) ? OH_TURN_SHORT : OH_TURN_STAGE;
}

/* From its last delivery back: one that is late waits for its successor, late as that may be itself. */
static void
send_order(Plan *plan, uint32_t order)
{
	Evening		evening = draw_evening(plan->night, order);
	OhSending	sending = {.order = order};

	for (int stage = evening.last; stage >= 0; stage--)
	{
		if (stage < evening.last && choose(&plan->reorder))
			sending.at += 1 + oh_draw(&plan->reorder.state, 30 * OH_SECOND);
		else
			sending.at = evening.reached[stage];
		sending.stage = (uint8_t) stage;
		sending.turn = (uint8_t) turn_at(plan, &evening, stage);
		send(plan, sending);
	}
	if (evening.refunded)
		send(plan, (OhSending) {
			.at = evening.refunded_at, .order = order, .stage = (uint8_t) evening.last, .turn = OH_TURN_REFUND
		});
}

/* No two compare as equal, so that no sort can choose. */
static int
compare_sendings(const void *a, const void *b)
{
	const OhSending *x = a;
	const OhSending *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->number - y->number;
}

OhSending *
oh_rehearsal_plan(OhArena *arena, const OhNight *night, int64_t *count)
{
	Totals		totals = count_night(night);
	Plan		plan = {
		.night = night,
		.duplicates = choice(night, USE_DUPLICATES, night->duplicates, totals.deliveries),
		.reorder = choice(night, USE_REORDER, night->reorder, totals.followed),
		.tamper = choice(night, USE_TAMPER, night->tamper, totals.deliveries),
		.sparse = choice(night, USE_SPARSE, night->sparse, totals.settled),
	};

	*count = totals.deliveries + plan.duplicates.wanted + plan.tamper.wanted;
	plan.sendings = oh_arena_alloc(arena, (size_t) (*count + 1) * sizeof(OhSending));
	if (plan.sendings == NULL)
		return NULL;
	for (uint32_t order = 0; order < (uint32_t) night->orders; order++)
		send_order(&plan, order);
	qsort(plan.sendings, (size_t) plan.count, sizeof(OhSending), compare_sendings);
	return plan.sendings;
}

/* ---- what is sent ---- */

void
oh_rehearsal_sample(const OhNight *night, const OhSending *sending, OhSample *sample)
{
	Evening		evening = draw_evening(night, sending->order);

	oh_sample_draw_order(night->seed, sending->order, sample);
	sample->ahead = night->ahead;
	sample->stage = sending->stage;
	sample->turn = (OhTurn) sending->turn;
	sample->placed_at = evening.reached[0];
	sample->updated_at = evening.reached[sending->stage];
	memcpy(sample->reached, evening.reached, sizeof(sample->reached));
	if (sample->turn == OH_TURN_REFUND)
	{
		oh_sample_refund(sample);
		sample->placed_at = sample->updated_at = evening.refunded_at;
	}
}

void
oh_rehearsal_alter(char *body, size_t len)
{
	size_t		at = len;

	while (at > 0 && (body[at - 1] < '0' || body[at - 1] > '9'))
		at--;
	if (at > 0)
		body[at - 1] = body[at - 1] == '9' ? '0' : (char) (body[at - 1] + 1);
	else if (len > 0)
		body[len - 1] ^= 1;
}
