/*
 * store_past.c
 *	  The statements over the earlier deliveries of an order.
 */
#include "store.h"

#include "catalog/pg_type.h"
#include "statement.h"
#include "utils/timestamp.h"

/* Of these outcomes a delivery said something of the order, whether or not it changed it. */
#define ABOUT_THE_ORDER \
	" FROM orderhook.receipt WHERE source_id" EQ "$1 AND order_id" EQ "$2"

static Past
result_past(uint64 row)
{
	return (Past) {
		.webhook_id = result_int8(row, 1),
		.received_at = result_int8(row, 2),
		.strength = result_string(row, 3),
		.body_digest = result_bytes(row, 4),
		.body = result_bytes(row, 5),
	};
}

/* A reported refund is about the order and does not carry it: without its bytes the order is whole still. */
Past *
store_read_past(int64 source_id, int64 order_id, bool steady, int *count)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};
	Past	   *past;

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	if (plan == NULL)
		plan_statement(&plan, &p,
					   "SELECT webhook_id, received_at, strength, body_digest, body" ABOUT_THE_ORDER
					   " AND event OPERATOR(pg_catalog.<>) 'order.refunded'"
					   " ORDER BY webhook_id");
	select_rows(plan, &p, steady);
	*count = (int) SPI_processed;
	past = palloc(sizeof(Past) * Max(*count, 1));
	for (int i = 0; i < *count; i++)
		past[i] = result_past(i);
	return past;
}

TimestampTz
store_first_received(int64 source_id, int64 order_id)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	if (plan == NULL)
		plan_statement(&plan, &p,
					   "SELECT first_received_at FROM orderhook.order_header"
					   " WHERE source_id" EQ "$1 AND order_id" EQ "$2");
	run_statement(plan, &p, SPI_OK_SELECT);
	return SPI_processed > 0 ? result_int8(0, 1) : DT_NOBEGIN;
}

bool
store_has_received(int64 source_id, int64 order_id, TimestampTz received_at)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	bind_time(&p, received_at);
	if (plan == NULL)
		plan_statement(&plan, &p, "SELECT" ABOUT_THE_ORDER " AND received_at" EQ "$3 LIMIT 1");
	run_statement(plan, &p, SPI_OK_SELECT);
	return SPI_processed > 0;
}

int64
store_find_repeat(int64 source_id, int64 order_id, const uint8 *body_digest, TimestampTz since)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	bind_digest(&p, body_digest);
	bind_time(&p, since);
	if (plan == NULL)
		plan_statement(&plan, &p,
					   "SELECT webhook_id" ABOUT_THE_ORDER
					   " AND body_digest" EQ "$3 AND received_at OPERATOR(pg_catalog.>=) $4"
					   " ORDER BY webhook_id DESC LIMIT 1");
	run_statement(plan, &p, SPI_OK_SELECT);
	return SPI_processed > 0 ? result_int8(0, 1) : 0;
}

Referred
store_find_referred(int64 source_id, OhBytes external_ref)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};
	Referred	referred = {0};

	bind_int8(&p, source_id);
	bind_text(&p, external_ref);
	if (plan == NULL)
		plan_statement(&plan, &p,
					   "SELECT pg_catalog.count(*), pg_catalog.max(order_id) FROM orderhook.order_header"
					   " WHERE source_id" EQ "$1 AND external_ref" EQ "$2");
	run_statement(plan, &p, SPI_OK_SELECT);
	referred.count = result_int8(0, 1);
	if (referred.count > 0)
		referred.order_id = result_int8(0, 2);
	return referred;
}
