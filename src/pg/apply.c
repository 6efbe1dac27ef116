/*
 * apply.c
 *	  Placing what a delivery says among what is known, and writing what changed.
 */
#include "delivery.h"

#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

/* ---- digests of the rows that hang on an order ---- */

static uint64
hash_cell(const OhCell *cell, OhKind kind, uint64 seed)
{
	OhBytes		text = oh_cell_bytes(cell);
	int64		value[2] = {cell->number, cell->scale};

	if (!oh_cell_known(cell))
		return hash_bytes_extended((const unsigned char *) "", 0, seed);
	if (kind == OH_KIND_TEXT || kind == OH_KIND_JSON)
		return hash_bytes_extended((const unsigned char *) text.data, (int) text.len, seed + 1);
	return hash_bytes_extended((const unsigned char *) value, sizeof(value), seed + 2);
}

/* Equal for equal rows; never 0, which stands for "never stated". */
static int64
digest_rows(OhGroup group, const OhRows *rows)
{
	const OhTable *table = &oh_tables[group];
	uint64		hash = 1;

	for (const OhRow *row = rows->first; row; row = row->next)
		for (int i = 0; i < table->count; i++)
			hash = hash_cell(&row->cells[i], table->columns[i].kind, hash);
	return hash == 0 ? 1 : (int64) hash;
}

/* ---- events ---- */

static const struct
{
	int			column;
	const char *axis;
}			axes[] = {
	{OH_ORDER_ORDER_STATE, "order"},
	{OH_ORDER_PREP_STATE, "prep"},
	{OH_ORDER_DELIVERY_STATE, "delivery"},
	{OH_ORDER_ARRIVAL_STATE, "arrival"},
	{OH_ORDER_PAYMENT_STATE, "payment"},
};

/* The states of an order on the axes. */
typedef struct States
{
	OhCell		cells[lengthof(axes)];
} States;

static States
states_of(const OhRow *order)
{
	States		states;

	for (size_t i = 0; i < lengthof(axes); i++)
		states.cells[i] = order->cells[axes[i].column];
	return states;
}

static Receipt
receipt_for_events(const Delivery *d)
{
	return (Receipt) {
		.source_id = d->source.source_id,
		.webhook_id = d->source.webhook_id,
		.received_at = d->received_at,
		.event = d->reading.event,
		.provider_event = d->reading.provider_event,
		.order_id = d->order_id,
	};
}

static void
write_events(const Delivery *d, const States *before, const OhRow *after)
{
	const OhCell *occurred_at = &d->reading.order->cells[OH_ORDER_PROVIDER_UPDATED_AT];
	Receipt		receipt = receipt_for_events(d);

	for (size_t i = 0; i < lengthof(axes); i++)
	{
		const OhCell *from = &before->cells[i];
		const OhCell *to = &after->cells[axes[i].column];

		if (oh_bytes_equal(oh_cell_bytes(from), oh_cell_bytes(to)))
			continue;
		store_write_event(&receipt, axes[i].axis, from, to, occurred_at);
	}
}

/* ---- orders ---- */

/* Notes are assumptions, not problems. */
static int64
count_problems(const OhRows *problems)
{
	int64		count = 0;

	for (const OhRow *row = problems->first; row; row = row->next)
		count += !oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], OH_NOTE);
	return count;
}

static bool
is_first_to_come(Delivery *d, Known *known)
{
	const OhReading *reading = &d->reading;

	*known = (Known) {
		.order = reading->order,
		.authenticity = unconstify(char *, oh_strength_name(d->verdict.strength)),
		.revision = 1,
		.last_received_at = d->received_at,
		.last_webhook_id = d->source.webhook_id,
		.stated = oh_row_stated(reading->order, OH_ORDER_COUNT),
		.problem_count = count_problems(&reading->rows[OH_PROBLEM]),
	};
	memcpy(known->last_body_digest, d->digest, OH_DIGEST_LEN);
	for (int i = 0; i < STORED_GROUPS; i++)
	{
		const OhRows *rows = &reading->rows[stored_groups[i]];

		known->digests[i] = rows->present ? digest_rows(stored_groups[i], rows) : 0;
	}
	return store_insert_order(d->source.source_id, known);
}

static void
write_new_order(Delivery *d, const Known *known)
{
	States		nothing = {0};

	d->order_id = known->order_id;
	for (int i = 0; i < STORED_GROUPS; i++)
		if (d->reading.rows[stored_groups[i]].count > 0)
			store_insert_rows(d->source.source_id, known->order_id, stored_groups[i],
							  &d->reading.rows[stored_groups[i]]);
	write_events(d, &nothing, known->order);
	delivery_end(d, OUTCOME_APPLIED, NULL);
}

/*
 * Rows come in whole groups: those that a delivery speaks of replace the known ones where
 * it is ahead, and fill in for groups that nobody spoke of where it is not.  A group
 * whose rows are the same is not touched.
 */
static bool
merge_groups(const Delivery *d, Known *known, OhPlace place)
{
	bool		changed = false;

	for (int i = 0; i < STORED_GROUPS; i++)
	{
		const OhRows *rows = &d->reading.rows[stored_groups[i]];
		int64		digest;

		if (!rows->present || (place != OH_PLACE_AHEAD && known->digests[i] != 0))
			continue;
		digest = digest_rows(stored_groups[i], rows);
		if (digest == known->digests[i])
			continue;
		store_replace_rows(d->source.source_id, known->order_id, stored_groups[i], rows);
		known->digests[i] = digest;
		changed = true;
	}
	return changed;
}

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

static void
explain_no_change(Delivery *d, const Known *known, OhPlace place, OhMoment known_at)
{
	OhMoment	at = d->reading.order->cells[OH_ORDER_PROVIDER_UPDATED_AT].number;
	OhBytes		stage = oh_cell_bytes(&d->reading.order->cells[OH_ORDER_LIFECYCLE]);
	OhBytes		known_stage = oh_cell_bytes(&known->order->cells[OH_ORDER_LIFECYCLE]);

	switch (place)
	{
		case OH_PLACE_AHEAD:
			delivery_end(d, OUTCOME_DUPLICATE, "says nothing new after webhook " INT64_FORMAT, known->last_webhook_id);
			break;
		case OH_PLACE_OLDER:
			delivery_end(d, OUTCOME_STALE, "older than webhook " INT64_FORMAT " by %s s", known->last_webhook_id,
						 format_seconds(known_at - at));
			break;
		case OH_PLACE_BEHIND:
			delivery_end(d, OUTCOME_STALE, "behind webhook " INT64_FORMAT ": %.*s after %.*s", known->last_webhook_id,
						 (int) stage.len, stage.data, (int) known_stage.len, known_stage.data);
			break;
	}
}

/* An order is worth what the weakest of its proofs is worth. */
static const char *
weaker(const char *known, const char *incoming)
{
	if (strcmp(known, "none") == 0 || strcmp(incoming, "body") == 0)
		return known;
	return incoming;
}

static void
note_applied(const Delivery *d, Known *known, OhPlace place)
{
	known->revision++;
	known->last_received_at = d->received_at;
	known->authenticity = unconstify(char *, weaker(known->authenticity, oh_strength_name(d->verdict.strength)));
	if (place != OH_PLACE_AHEAD)
		return;
	known->last_webhook_id = d->source.webhook_id;
	known->problem_count = count_problems(&d->reading.rows[OH_PROBLEM]);
	memcpy(known->last_body_digest, d->digest, OH_DIGEST_LEN);
}

static void
merge_known_order(Delivery *d, Known *known)
{
	States		before = states_of(known->order);
	OhMoment	known_at = known->order->cells[OH_ORDER_PROVIDER_UPDATED_AT].number;
	OhPlace		place;
	bool		changed;

	d->order_id = known->order_id;
	if (memcmp(known->last_body_digest, d->digest, OH_DIGEST_LEN) == 0)
	{
		delivery_end(d, OUTCOME_DUPLICATE, "the same bytes as webhook " INT64_FORMAT, known->last_webhook_id);
		return;
	}
	place = oh_merge_place(known->order, d->reading.order);
	changed = oh_merge_apply(known->order, &known->stated, d->reading.order, place);
	changed |= merge_groups(d, known, place);
	if (!changed)
	{
		explain_no_change(d, known, place, known_at);
		return;
	}
	note_applied(d, known, place);
	store_update_order(d->source.source_id, known);
	write_events(d, &before, known->order);
	delivery_end(d, OUTCOME_APPLIED, NULL);
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
			merge_known_order(d, &known);
			return;
		}
		if (is_first_to_come(d, &known))
		{
			write_new_order(d, &known);
			return;
		}
	}
}

/* ---- records ---- */

/* A record that is deleted without saying when was deleted when that was received; any other lives. */
static void
stamp_deletion(Delivery *d, OhGroup group)
{
	int			column = group == OH_CUSTOMER ? OH_CUSTOMER_DELETED_AT : OH_PRODUCT_DELETED_AT;
	size_t		len = strlen(d->reading.event);
	bool		deleted = len > 8 && strcmp(d->reading.event + len - 8, ".deleted") == 0;

	for (OhRow *row = d->reading.rows[group].first; row; row = row->next)
	{
		OhCell	   *cell = &row->cells[column];

		if (cell->state == OH_STATE_ABSENT)
			*cell = deleted ? oh_cell_time(moment_of_timestamp(d->received_at)) : (OhCell) {.state = OH_STATE_NULL};
	}
}

void
apply_records(Delivery *d, OhGroup group)
{
	const OhRows *rows = &d->reading.rows[group];

	if (rows->count == 0)
	{
		delivery_end(d, OUTCOME_IGNORED, "event \"%s\" carries no record", d->reading.event);
		return;
	}
	if (store_knows_record(d->source.source_id, group, oh_cell_bytes(&rows->first->cells[0]), d->digest))
	{
		delivery_end(d, OUTCOME_DUPLICATE, "the same bytes as the last about this record");
		return;
	}
	stamp_deletion(d, group);
	if (store_write_records(d->source.source_id, group, rows, d->digest) > 0)
		delivery_end(d, OUTCOME_APPLIED, NULL);
	else
		delivery_end(d, OUTCOME_STALE, "older than what is known of this record");
}
