/*
 * known.c
 *	  One delivery more.
 */
#include "known.h"

#include "common/hashfn.h"

void
known_init(Known *known)
{
	*known = (Known) {
		.order = palloc0(sizeof(OhRow) + sizeof(OhCell) * OH_ORDER_COUNT),
		.authenticity = oh_strength_name(OH_STRENGTH_BODY),
		.standing.top.rank = -1,
		.standing.rank = -1,
	};
}

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

/* ---- axes ---- */

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

static AxisEvent *
next_event(Events *events)
{
	if (events->list == NULL)
	{
		events->size = lengthof(axes);
		events->list = palloc(sizeof(AxisEvent) * events->size);
	}
	else if (events->count == events->size)
	{
		events->size *= 2;
		events->list = repalloc(events->list, sizeof(AxisEvent) * events->size);
	}
	return &events->list[events->count++];
}

static void
note_axes(Events *events, const Step *step, const OhCell *before, const OhRow *after)
{
	for (size_t i = 0; i < lengthof(axes); i++)
	{
		const OhCell *to = &after->cells[axes[i].column];

		if (oh_bytes_equal(oh_cell_bytes(&before[i]), oh_cell_bytes(to)))
			continue;
		*next_event(events) = (AxisEvent) {
			.webhook_id = step->webhook_id,
			.received_at = step->received_at,
			.axis = axes[i].axis,
			.event = step->reading->event,
			.provider_event = step->reading->provider_event,
			.from = before[i],
			.to = *to,
			.occurred_at = step->reading->order->cells[OH_ORDER_PROVIDER_UPDATED_AT],
		};
	}
}

/* ---- merging ---- */

/*
 * Rows come in whole groups: those that a delivery speaks of replace the known ones where
 * it is ahead, and fill in for groups that nobody spoke of where it is not.  A group
 * whose rows are the same is not touched.
 */
static bool
merge_groups(Known *known, const OhReading *reading, OhPlace place)
{
	bool		changed = false;

	for (int i = 0; i < STORED_GROUPS; i++)
	{
		const OhRows *rows = &reading->rows[stored_groups[i]];
		int64		digest;

		if (!rows->present || (place != OH_PLACE_AHEAD && known->digests[i] != 0))
			continue;
		digest = digest_rows(stored_groups[i], rows);
		if (digest == known->digests[i])
			continue;
		known->rows[i] = rows;
		known->digests[i] = digest;
		changed = true;
	}
	return changed;
}

/* Notes are assumptions, not problems. */
static int64
count_problems(const OhRows *problems)
{
	int64		count = 0;

	for (const OhRow *row = problems->first; row; row = row->next)
		count += !oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], OH_NOTE);
	return count;
}

/* An order is worth what the weakest of its proofs is worth. */
static const char *
weaker(const char *known, const char *incoming)
{
	if (strcmp(known, "none") == 0 || strcmp(incoming, "body") == 0)
		return known;
	return incoming;
}

bool
known_merge(Known *known, const Step *step, OhPlace place, Events *events)
{
	OhCell		before[lengthof(axes)];
	bool		changed;

	for (size_t i = 0; i < lengthof(axes); i++)
		before[i] = known->order->cells[axes[i].column];
	changed = oh_merge_apply(known->order, &known->stated, step->reading->order, place);
	changed |= merge_groups(known, step->reading, place);
	oh_merge_stand(&known->standing, &step->version, known->order);
	if (!changed)
		return false;
	known->revision++;
	known->last_received_at = Max(known->last_received_at, step->received_at);
	known->authenticity = weaker(known->authenticity, step->strength);
	note_axes(events, step, before, known->order);
	if (place == OH_PLACE_AHEAD)
	{
		known->last_webhook_id = step->webhook_id;
		known->problem_count = count_problems(&step->reading->rows[OH_PROBLEM]);
		memcpy(known->last_body_digest, step->body_digest, OH_DIGEST_LEN);
	}
	return true;
}
