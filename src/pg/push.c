/*
 * push.c
 *	  Telling others that a delivery changed something.
 */
#include "push.h"

#include "access/xact.h"
#include "commands/async.h"

/* Of the transaction as a whole, and for all time: not that of a savepoint, and never the same again. */
static int64
transaction_id(void)
{
	return (int64) U64FromFullTransactionId(GetTopFullTransactionId());
}

static void
put_in_outbox(const Delivery *d)
{
	Change		change = {
		.transaction_id = transaction_id(),
		.webhook_id = d->source.webhook_id,
		.order_id = d->order_id,
		.event = d->reading.event,
		.received_at = d->received_at,
	};

	store_write_change(d->source.source_id, &change);
}

/*
 * Everybody may listen, so that it holds the id of the transaction alone.  Of the same
 * payload the server sends one a transaction, however many deliveries ask for it.
 */
static void
notify(void)
{
	char		payload[32];

	snprintf(payload, sizeof(payload), INT64_FORMAT, transaction_id());
	Async_Notify("orderhook", payload);
}

void
push_change(const Delivery *d)
{
	if (d->outcome != OUTCOME_APPLIED)
		return;
	if (d->source.outbox)
		put_in_outbox(d);
	if (d->source.notify)
		notify();
}
