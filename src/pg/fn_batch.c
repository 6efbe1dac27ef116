/*
 * fn_batch.c
 *	  orderhook_receive_batch: many deliveries in one call.
 *
 * All of them are verified and read before the first lock is taken, and then settled in
 * the order of their keys, so that batches that run side by side cannot deadlock.  Each
 * is settled in a subtransaction: what fails to be stored is answered with a 500 and
 * takes nothing away from the others.
 */
#include "passage.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "datum.h"
#include "durability.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "inbox.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/resowner.h"

PG_FUNCTION_INFO_V1(orderhook_receive_batch);

typedef struct BatchItem
{
	int			number;			/* from 1, in the order given */
	NullableDatum source;
	NullableDatum headers;
	NullableDatum body;
	Workspace	work;
	Delivery	delivery;
	char	   *error;			/* why it could not be stored; NULL: it was */
} BatchItem;

/* ---- arguments ---- */

static void
deconstruct(FunctionCallInfo fcinfo, int n, Oid element, Datum **values, bool **nulls, int *count)
{
	int16		len;
	bool		byval;
	char		align;

	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("sources, headers and bodies must not be null")));
	get_typlenbyvalalign(element, &len, &byval, &align);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(n), element, len, byval, align, values, nulls, count);
}

/* One pointer for each: they are sorted, and what they hold points into itself. */
static BatchItem **
argument_items(FunctionCallInfo fcinfo, int *count)
{
	static const Oid elements[3] = {TEXTOID, JSONBOID, BYTEAOID};
	Datum	   *values[3];
	bool	   *nulls[3];
	int			counts[3];
	BatchItem **items;

	for (int i = 0; i < 3; i++)
		deconstruct(fcinfo, i, elements[i], &values[i], &nulls[i], &counts[i]);
	if (counts[0] != counts[1] || counts[0] != counts[2])
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("sources, headers and bodies must have the same number of elements")));
	*count = counts[0];
	items = palloc(sizeof(BatchItem *) * Max(*count, 1));
	for (int i = 0; i < *count; i++)
	{
		items[i] = palloc0(sizeof(BatchItem));
		items[i]->number = i + 1;
		items[i]->source = (NullableDatum) {.value = values[0][i], .isnull = nulls[0][i]};
		items[i]->headers = (NullableDatum) {.value = values[1][i], .isnull = nulls[1][i]};
		items[i]->body = (NullableDatum) {.value = values[2][i], .isnull = nulls[2][i]};
	}
	return items;
}

/* ---- one delivery ---- */

static void
examine(BatchItem *item)
{
	static const NullableDatum now = {.isnull = true};

	passage_examine(&item->delivery, &item->source, &item->headers, &item->body, &now);
}

static void
settle(BatchItem *item)
{
	if (item->error == NULL)
		passage_settle(&item->delivery);
}

/* Runs a half of a delivery; what it raises is remembered and undone. */
static void
attempt(BatchItem *item, void (*half) (BatchItem *))
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		half(item);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED || error->sqlerrcode == ERRCODE_ADMIN_SHUTDOWN)
			ReThrowError(error);
		item->error = error->message;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

/* ---- the order of locks ---- */

static const OhCell *
key_of(const Delivery *d)
{
	static const OhCell none = {.state = OH_STATE_ABSENT};

	switch (d->is_to_be_applied ? d->reading.subject : OH_SUBJECT_NOTHING)
	{
		case OH_SUBJECT_ORDER:
			return &d->reading.order->cells[OH_ORDER_EXTERNAL_ID];
		case OH_SUBJECT_REFUND:
			return &d->reading.order->cells[OH_ORDER_EXTERNAL_REF];
		case OH_SUBJECT_CUSTOMER:
			return d->reading.rows[OH_CUSTOMER].first ? &d->reading.rows[OH_CUSTOMER].first->cells[0] : &none;
		case OH_SUBJECT_PRODUCT:
		case OH_SUBJECT_NOTHING:
		case OH_SUBJECT_UNREADABLE:
			break;
	}
	return &none;
}

/* By what is locked: the kind of it, the source, the key; of one key in the order given. */
static int
compare_items(const void *a, const void *b)
{
	const BatchItem *x = *(BatchItem *const *) a;
	const BatchItem *y = *(BatchItem *const *) b;
	OhBytes		x_key = oh_cell_bytes(key_of(&x->delivery));
	OhBytes		y_key = oh_cell_bytes(key_of(&y->delivery));
	int			order;

	if (x->delivery.reading.subject != y->delivery.reading.subject)
		return x->delivery.reading.subject < y->delivery.reading.subject ? -1 : 1;
	if (x->delivery.source.source_id != y->delivery.source.source_id)
		return x->delivery.source.source_id < y->delivery.source.source_id ? -1 : 1;
	order = memcmp(x_key.data ? x_key.data : "", y_key.data ? y_key.data : "", Min(x_key.len, y_key.len));
	if (order == 0 && x_key.len != y_key.len)
		order = x_key.len < y_key.len ? -1 : 1;
	return order != 0 ? order : x->number - y->number;
}

static int
compare_numbers(const void *a, const void *b)
{
	return (*(BatchItem *const *) a)->number - (*(BatchItem *const *) b)->number;
}

/* ---- answers ---- */

static void
put_answer(ReturnSetInfo *result, const BatchItem *item)
{
	const Delivery *d = &item->delivery;
	Datum		values[9] = {Int32GetDatum(item->number)};
	bool		nulls[9] = {false, true, true, true, true, true, false, true, true};

	values[6] = Int32GetDatum(500);
	if (item->error)
	{
		values[5] = CStringGetTextDatum(item->error);
		nulls[5] = false;
	}
	else
		passage_answer(d, values + 1, nulls + 1);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
run_batch(BatchItem **items, int count)
{
	for (int i = 0; i < count; i++)
	{
		workspace_begin(&items[i]->work, "orderhook delivery", ALLOWANCE_OF_DELIVERY);
		items[i]->delivery.work = &items[i]->work;
		attempt(items[i], examine);
	}
	qsort(items, count, sizeof(BatchItem *), compare_items);
	for (int i = 0; i < count; i++)
		attempt(items[i], settle);
	qsort(items, count, sizeof(BatchItem *), compare_numbers);
	for (int i = 0; i < count; i++)
		if (items[i]->error == NULL)
			passage_note(&items[i]->delivery);
}

Datum
orderhook_receive_batch(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext caller = CurrentMemoryContext;
	int			count;
	BatchItem **items = argument_items(fcinfo, &count);
	Oid			user;
	int			security;

	InitMaterializedSRF(fcinfo, 0);
	/* Otherwise each delivery would be answered with a 500, as if another try could help. */
	PreventCommandIfReadOnly("receive_batch()");
	demand_durable_commit();
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(inbox_owner(), security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	SPI_connect();
	run_batch(items, count);
	MemoryContextSwitchTo(caller);
	for (int i = 0; i < count; i++)
		put_answer(result, items[i]);
	SPI_finish();
	SetUserIdAndSecContext(user, security);
	return (Datum) 0;
}
