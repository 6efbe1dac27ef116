/*
 * history.c
 *	  Deliveries to order.
 */
#include "history.h"

#include "miscadmin.h"

static Step
step_of_past(Workspace *work, const HistoryOf *of, const Past *past)
{
	OhReading  *reading = oh_arena_alloc(&work->arena, sizeof(OhReading));

	if (reading == NULL)
		workspace_give_up();
	*reading = reading_of_body(work, of->provider, past->body, &of->options);
	return (Step) {
		.reading = reading,
		.version = oh_version_of(reading->order),
		.body_digest = (const uint8 *) past->body_digest.data,
		.webhook_id = past->webhook_id,
		.received_at = past->received_at,
		.strength = past->strength,
	};
}

void
history_add(History *history, const Step *step)
{
	if (history->count == history->size)
	{
		history->size = history->size ? history->size * 2 : 8;
		history->steps = history->steps
			? repalloc(history->steps, sizeof(Step) * history->size)
			: palloc(sizeof(Step) * history->size);
	}
	history->steps[history->count++] = *step;
}

bool
history_has(const History *history, const Step *step)
{
	for (int i = 0; i < history->count; i++)
		if (step->version.timed && memcmp(history->steps[i].body_digest, step->body_digest, OH_DIGEST_LEN) == 0)
			return true;
	return false;
}

/* Receipts go by their age, the oldest first: where the first of an order is, all are. */
static bool
has_first(const HistoryOf *of, const Past *past, int count)
{
	for (int i = 0; i < count; i++)
		if (past[i].received_at == of->first_received_at)
			return true;
	return false;
}

History
history_collect(Workspace *work, const HistoryOf *of)
{
	History		history = {0};
	int			count;
	Past	   *past = store_read_past(of->source_id, of->order_id, of->steady, &count);

	history.is_whole = has_first(of, past, count);
	for (int i = 0; i < count; i++)
	{
		Step		step;

		CHECK_FOR_INTERRUPTS();
		if (past[i].webhook_id == of->but)
			continue;
		if (past[i].body.data == NULL)
		{
			history.is_whole = false;
			continue;
		}
		step = step_of_past(work, of, &past[i]);
		if (step.reading->subject == OH_SUBJECT_ORDER && !history_has(&history, &step))
			history_add(&history, &step);
	}
	return history;
}

/* With a time before without; by version, and of one version, or without any, as they were received. */
static int
compare_steps(const void *a, const void *b)
{
	const Step *x = a;
	const Step *y = b;
	int			order = 0;

	if (x->version.timed != y->version.timed)
		return x->version.timed ? -1 : 1;
	if (x->version.timed)
		order = oh_version_compare(&x->version, &y->version);
	return order != 0 ? order : (x->webhook_id > y->webhook_id) - (x->webhook_id < y->webhook_id);
}

void
history_tell(History *history, Known *told, Events *events)
{
	known_init(told);
	qsort(history->steps, history->count, sizeof(Step), compare_steps);
	for (int i = 0; i < history->count; i++)
	{
		const Step *step = &history->steps[i];

		(void) known_merge(told, step, oh_merge_place(&told->standing, &step->version), events);
	}
}

bool
history_write(int64 source_id, const Known *stored, Known *told, const Events *events)
{
	bool		changed = false;

	told->order_id = stored->order_id;
	told->place = stored->place;
	told->first_received_at = stored->first_received_at;
	store_update_order(source_id, told);
	for (int i = 0; i < STORED_GROUPS; i++)
	{
		if (told->rows[i] == NULL || told->digests[i] == stored->digests[i])
			continue;
		store_replace_rows(source_id, stored->order_id, stored_groups[i], told->rows[i]);
		changed = true;
	}
	store_delete_events(source_id, stored->order_id);
	for (int i = 0; i < events->count; i++)
		store_write_event(source_id, stored->order_id, &events->list[i]);
	return changed;
}
