/*
 * apply.c
 *	  Placing what a delivery says among what is known of its order, and writing what changed.
 *
 * A delivery in its turn costs one locked row and what it changes.  One that comes late
 * makes the order be told again from all its deliveries, in the order of their versions.
 */
#include "delivery.h"

#include "history.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

/* ---- writing ---- */

static void
write_rows(const Delivery *d, const Known *known)
{
	for (int i = 0; i < STORED_GROUPS; i++)
	{
		if (known->rows[i] == NULL)
			continue;
		store_replace_rows(d->source.source_id, known->order_id, stored_groups[i], known->rows[i]);
	}
}

static void
write_events(const Delivery *d, const Events *events)
{
	for (int i = 0; i < events->count; i++)
		store_write_event(d->source.source_id, d->order_id, &events->list[i]);
}

static Step
step_of(const Delivery *d)
{
	return (Step) {
		.reading = &d->reading,
		.version = oh_version_of(d->reading.order),
		.body_digest = d->digest,
		.webhook_id = d->source.webhook_id,
		.received_at = d->received_at,
		.strength = oh_strength_name(d->verdict.strength),
	};
}

/* ---- the first delivery of an order ---- */

/* False when another session made the order meanwhile. */
static bool
apply_first(Delivery *d)
{
	Step		step = step_of(d);
	Events		events = {0};
	Known		known;

	known_init(&known);
	known.first_received_at = d->received_at;
	(void) known_merge(&known, &step, OH_PLACE_AHEAD, &events);
	if (!store_insert_order(d->source.source_id, &known))
		return false;
	d->order_id = known.order_id;
	for (int i = 0; i < STORED_GROUPS; i++)
		if (known.rows[i] && known.rows[i]->count > 0)
			store_insert_rows(d->source.source_id, d->order_id, stored_groups[i], known.rows[i]);
	write_events(d, &events);
	delivery_end(d, OUTCOME_APPLIED, NULL);
	return true;
}

/* ---- one in its turn ---- */

static void
explain_behind(Delivery *d, const Known *known)
{
	const OhCell *incoming = d->reading.order->cells;
	const OhCell *before = known->order->cells;
	int			axis = OH_ORDER_LIFECYCLE;
	OhBytes		stage;
	OhBytes		known_stage;

	/* Of one lifecycle it is the courier's step that is behind. */
	if (oh_cell_equal(&incoming[axis], &before[axis], OH_KIND_TEXT))
		axis = OH_ORDER_DELIVERY_STATE;
	stage = oh_cell_bytes(&incoming[axis]);
	known_stage = oh_cell_bytes(&before[axis]);
	if (stage.data && known_stage.data)
		delivery_end(d, OUTCOME_STALE, "behind webhook " INT64_FORMAT ": %.*s after %.*s", known->last_webhook_id,
					 (int) stage.len, stage.data, (int) known_stage.len, known_stage.data);
	else
		delivery_end(d, OUTCOME_STALE, "behind webhook " INT64_FORMAT ", and fills in nothing",
					 known->last_webhook_id);
}

/*
 * A delivery can be put back to a time before the first that came.  Where the receipt of that one
 * has gone, it stays the first: that it is missed tells that the order's history is not whole.
 */
static bool
comes_first(const Delivery *d, Known *known)
{
	if (d->received_at >= known->first_received_at ||
		!store_has_received(d->source.source_id, d->order_id, known->first_received_at))
		return false;
	known->first_received_at = d->received_at;
	return true;
}

static void
apply_in_turn(Delivery *d, Known *known, OhPlace place)
{
	Step		step = step_of(d);
	Events		events = {0};
	int64		last_webhook_id = known->last_webhook_id;
	bool		was_loose = known->standing.loose;
	bool		changed = known_merge(known, &step, place, &events);
	bool		is_first = comes_first(d, known);

	/* That one without a time came is to be known, if only for what comes after it. */
	if (changed || is_first || known->standing.loose != was_loose)
		store_update_order(d->source.source_id, known);
	if (changed)
	{
		write_rows(d, known);
		write_events(d, &events);
		delivery_end(d, OUTCOME_APPLIED, NULL);
	}
	else if (place == OH_PLACE_AHEAD)
		delivery_end(d, OUTCOME_DUPLICATE, "says nothing new after webhook " INT64_FORMAT, last_webhook_id);
	else
		explain_behind(d, known);
}

/* ---- one that comes late ---- */

/* "4", "0.25": no more places than it takes. */
static const char *
format_seconds(OhMoment span)
{
	char	   *text = palloc(OH_DECIMAL_TEXT + 1);
	OhDecimal	seconds = {span, 6};

	while (seconds.scale > 0 && seconds.unscaled % 10 == 0)
		seconds = (OhDecimal) {seconds.unscaled / 10, seconds.scale - 1};
	text[oh_decimal_format(seconds, text)] = '\0';
	return text;
}

/* The first delivery of the highest version; NULL where none states a time. */
static const Step *
highest(const History *history)
{
	const Step *result = NULL;

	for (int i = 0; i < history->count && history->steps[i].version.timed; i++)
		if (result == NULL || oh_version_compare(&result->version, &history->steps[i].version) < 0)
			result = &history->steps[i];
	return result;
}

static void
explain_late(Delivery *d, const Known *stored, const History *told)
{
	OhVersion	version = oh_version_of(d->reading.order);
	const Step *top = highest(told);

	if (version.timed && top && version.time < top->version.time)
		delivery_end(d, OUTCOME_STALE, "older than webhook " INT64_FORMAT " by %s s", top->webhook_id,
					 format_seconds(top->version.time - version.time));
	else if (version.timed && top && version.rank == top->version.rank)
		delivery_end(d, OUTCOME_STALE, "of the same time as webhook " INT64_FORMAT ", and says less",
					 top->webhook_id);
	else
		explain_behind(d, stored);
}

static History
history_of_delivery(Delivery *d, const Known *stored)
{
	HistoryOf	of = {
		.source_id = d->source.source_id,
		.order_id = d->order_id,
		.provider = d->provider,
		.options = reading_options(d->source.timezone, d->source.money_unit),
		.first_received_at = stored->first_received_at,
		.but = d->source.webhook_id,
	};

	return history_collect(d->work, &of);
}

static void
apply_late(Delivery *d, Known *stored)
{
	Events		events = {0};
	Known		told;
	Step		this = step_of(d);
	History		history = history_of_delivery(d, stored);
	bool		changed;

	/* Where bytes were purged the order cannot be told again: then what is late fills in. */
	if (!history.is_whole)
	{
		apply_in_turn(d, stored, OH_PLACE_BEHIND);
		return;
	}
	/* The same bytes again have the place that they had when they first came. */
	if (!history_has(&history, &this))
		history_add(&history, &this);
	history_tell(&history, &told, &events);
	(void) comes_first(d, stored);
	/* Even where the state stays, what is late is a part of the order's history. */
	changed = !oh_orders_equal(told.order, stored->order);
	changed |= history_write(d->source.source_id, stored, &told, &events);
	if (changed)
		delivery_end(d, OUTCOME_APPLIED, NULL);
	else
		explain_late(d, stored, &history);
}

/* ---- the door's way in ---- */

/*
 * Ends a delivery whose bytes came before.  They are a duplicate where no different state
 * came in between: as the last that overwrote, or, within the horizon, as one that did
 * not.  Of two of one version, that whose bytes came first stays behind.
 */
static bool
ends_as_repeat(Delivery *d, const Known *known, const OhVersion *version, OhPlace place)
{
	bool		ties = oh_merge_ties(&known->standing, version);
	int64		earlier;

	if (memcmp(known->last_body_digest, d->digest, OH_DIGEST_LEN) == 0)
	{
		delivery_end(d, OUTCOME_DUPLICATE, "the same bytes as webhook " INT64_FORMAT, known->last_webhook_id);
		return true;
	}
	if (place == OH_PLACE_AHEAD && !ties)
		return false;
	earlier = store_find_repeat(d->source.source_id, d->order_id, d->digest,
								ties ? DT_NOBEGIN : d->source.repeats_since);
	if (earlier > known->last_webhook_id)
		delivery_end(d, OUTCOME_DUPLICATE, "the same bytes as webhook " INT64_FORMAT, earlier);
	else if (earlier != 0 && ties)
		delivery_end(d, OUTCOME_STALE, "first received before webhook " INT64_FORMAT " of the same version",
					 known->last_webhook_id);
	else
		return false;
	return true;
}

static void
apply_next(Delivery *d, Known *known)
{
	OhVersion	version = oh_version_of(d->reading.order);
	OhPlace		place = d->is_replay ? OH_PLACE_LATE : oh_merge_place(&known->standing, &version);

	d->order_id = known->order_id;
	if (ends_as_repeat(d, known, &version, place))
		return;
	if (place == OH_PLACE_LATE)
		apply_late(d, known);
	else
		apply_in_turn(d, known, place);
}

void
apply_order(Delivery *d)
{
	OhBytes		external_id = oh_cell_bytes(&d->reading.order->cells[OH_ORDER_EXTERNAL_ID]);
	Known		known;

	/* Two sessions may both find no order: one makes it, the other then finds that one. */
	for (;;)
	{
		if (store_lock_order(d->source.source_id, external_id, &known))
		{
			apply_next(d, &known);
			return;
		}
		if (apply_first(d))
			return;
	}
}
