/*
 * fn_receive.c
 *	  orderhook_receive: one delivery, of a source that is named by its id.
 *
 * By the id an engine that distributes tables can send the whole call to the node that has
 * the source: there it is one delivery as on a single node.
 */
#include "passage.h"

#include "access/htup_details.h"
#include "datum.h"
#include "durability.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "inbox.h"
#include "miscadmin.h"

PG_FUNCTION_INFO_V1(orderhook_receive);

static NullableDatum
argument(FunctionCallInfo fcinfo, int n)
{
	return fcinfo->args[n];
}

static NullableDatum
source_argument(FunctionCallInfo fcinfo)
{
	NullableDatum name = {.isnull = PG_ARGISNULL(0)};

	if (!name.isnull && !store_find_source_name(PG_GETARG_INT64(0), &name.value))
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("source with id " INT64_FORMAT " does not exist", PG_GETARG_INT64(0)),
				 errhint("Its id is source_id of orderhook.source.")));
	return name;
}

static void
receive(FunctionCallInfo fcinfo, Delivery *d)
{
	static const NullableDatum now = {.isnull = true};
	NullableDatum source = source_argument(fcinfo);
	NullableDatum headers = argument(fcinfo, 1);
	NullableDatum body = argument(fcinfo, 2);

	passage_examine(d, &source, &headers, &body, &now);
	passage_settle(d);
	passage_note(d);
}

Datum
orderhook_receive(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	Workspace	work;
	Delivery	delivery = {.work = &work};
	TupleDesc	desc;
	Datum		values[ANSWER_COLUMNS];
	bool		nulls[ANSWER_COLUMNS];
	HeapTuple	row;
	Oid			user;
	int			security;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != lengthof(values))
		elog(ERROR, "return type must be a row type");
	demand_durable_commit();
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(inbox_owner(), security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	workspace_begin(&work, "orderhook delivery", ALLOWANCE_OF_DELIVERY);
	SPI_connect();
	receive(fcinfo, &delivery);
	MemoryContextSwitchTo(caller);
	passage_answer(&delivery, values, nulls);
	row = heap_form_tuple(BlessTupleDesc(desc), values, nulls);
	SPI_finish();
	workspace_end(&work);
	SetUserIdAndSecContext(user, security);
	PG_RETURN_DATUM(HeapTupleGetDatum(row));
}
