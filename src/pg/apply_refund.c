/*
 * apply_refund.c
 *	  Reports that something of an order was refunded, which say of what checkout and not how much.
 *
 * Such a report is an event of its order and changes nothing else of it: no amount is
 * booked that nobody sent.
 */
#include "delivery.h"

#include "utils/timestamp.h"

static void
write_report(const Delivery *d)
{
	AxisEvent	event = {
		.webhook_id = d->source.webhook_id,
		.received_at = d->received_at,
		.axis = "refund",
		.event = d->reading.event,
		.provider_event = d->reading.provider_event,
		.from = {.state = OH_STATE_NULL},
		.to = oh_cell_string("reported"),
		.occurred_at = {.state = OH_STATE_NULL},
	};

	store_write_event(d->source.source_id, d->order_id, &event);
}

/* A report has neither time nor id: the same bytes within the horizon are the same report. */
static void
apply_report(Delivery *d)
{
	TimestampTz since = d->is_replay ? DT_NOBEGIN : d->source.repeats_since;
	int64		earlier = store_find_repeat(d->source.source_id, d->order_id, d->digest, since);

	if (earlier != 0)
	{
		delivery_end(d, OUTCOME_DUPLICATE, "the same bytes as webhook " INT64_FORMAT, earlier);
		return;
	}
	write_report(d);
	delivery_end(d, OUTCOME_APPLIED, NULL);
}

/* Reports of one source come one after the other: of two with the same bytes, one is the first. */
void
apply_refund(Delivery *d)
{
	OhBytes		external_ref = oh_cell_bytes(&d->reading.order->cells[OH_ORDER_EXTERNAL_REF]);
	Referred	referred;

	store_lock_source(d->source.source_id);
	referred = store_find_referred(d->source.source_id, external_ref);
	if (referred.count == 0)
		delivery_end(d, OUTCOME_IGNORED, "no order of this checkout is known yet");
	else if (referred.count > 1)
		delivery_end(d, OUTCOME_IGNORED, INT64_FORMAT " orders are of this checkout, and none is named",
					 referred.count);
	else
	{
		d->order_id = referred.order_id;
		apply_report(d);
	}
}
