/*
 * door.c
 *	  orderhook_door: the INSTEAD OF INSERT trigger of the inbox.
 *
 * It works as the owner of the view, switched as the foreign-key triggers switch.  On a
 * view of somebody else's it therefore has that role's rights, and nothing more.
 */
#include "passage.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/copy.h"
#include "commands/trigger.h"
#include "datum.h"
#include "durability.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(orderhook_door);

/* ---- the view ---- */

enum
{
	DOOR_SOURCE,
	DOOR_HEADERS,
	DOOR_BODY,
	DOOR_WEBHOOK_ID,
	DOOR_VERDICT,
	DOOR_STRENGTH,
	DOOR_OUTCOME,
	DOOR_REASON,
	DOOR_HTTP_STATUS,
	DOOR_ORDER_ID,
	DOOR_PROBLEMS,
	DOOR_RECEIVED_AT,
	DOOR_COLUMNS
};

static const Oid door_types[DOOR_COLUMNS] = {
	TEXTOID, JSONBOID, BYTEAOID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT4OID, INT8OID, JSONBOID,
	TIMESTAMPTZOID
};

static bool
is_inbox(TupleDesc desc)
{
	if (desc->natts != DOOR_COLUMNS)
		return false;
	for (int i = 0; i < DOOR_COLUMNS; i++)
		if (TupleDescAttr(desc, i)->atttypid != door_types[i])
			return false;
	return true;
}

static TriggerData *
check_trigger(FunctionCallInfo fcinfo)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_INSTEAD(trigger->tg_event) ||
		!TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		!is_inbox(RelationGetDescr(trigger->tg_relation)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger function \"%s\" belongs to the inbox of a store", "orderhook_door"),
				 errdetail("It fires instead of an INSERT, for each row of a view with the columns of orderhook.inbox.")));
	return trigger;
}

/* ---- the trigger ---- */

static NullableDatum
column(const Datum *values, const bool *nulls, int n)
{
	return (NullableDatum) {.value = values[n], .isnull = nulls[n]};
}

static void
receive(Delivery *d, const Datum *values, const bool *nulls)
{
	NullableDatum source = column(values, nulls, DOOR_SOURCE);
	NullableDatum headers = column(values, nulls, DOOR_HEADERS);
	NullableDatum body = column(values, nulls, DOOR_BODY);
	NullableDatum received_at = column(values, nulls, DOOR_RECEIVED_AT);

	passage_examine(d, &source, &headers, &body, &received_at);
	passage_settle(d);
	passage_note(d);
}

/*
 * The context of every message under COPY shows the line that it is at, and here the
 * credential in that line.  Takes it away until the caller puts back what this returns.
 */
static ErrorContextCallback *
hide_line_of_copy(void)
{
	ErrorContextCallback *innermost = error_context_stack;

	if (innermost && innermost->callback == CopyFromErrorCallback)
		error_context_stack = innermost->previous;
	return innermost;
}

Datum
orderhook_door(PG_FUNCTION_ARGS)
{
	ErrorContextCallback *context = hide_line_of_copy();
	TriggerData *trigger = check_trigger(fcinfo);
	TupleDesc	desc = RelationGetDescr(trigger->tg_relation);
	MemoryContext caller = CurrentMemoryContext;
	Workspace	work;
	Delivery	delivery = {.work = &work};
	Datum		values[DOOR_COLUMNS];
	bool		nulls[DOOR_COLUMNS];
	HeapTuple	row;
	Oid			user;
	int			security;

	heap_deform_tuple(trigger->tg_trigtuple, desc, values, nulls);
	demand_durable_commit();
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(RelationGetForm(trigger->tg_relation)->relowner,
						   security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	workspace_begin(&work, "orderhook delivery", ALLOWANCE_OF_DELIVERY);
	SPI_connect();
	receive(&delivery, values, nulls);
	MemoryContextSwitchTo(caller);
	values[DOOR_HEADERS] = delivery.kept_headers;
	nulls[DOOR_HEADERS] = delivery.kept_headers == 0;
	passage_answer(&delivery, values + DOOR_WEBHOOK_ID, nulls + DOOR_WEBHOOK_ID);
	values[DOOR_RECEIVED_AT] = TimestampTzGetDatum(delivery.received_at);
	nulls[DOOR_RECEIVED_AT] = false;
	row = heap_form_tuple(desc, values, nulls);
	SPI_finish();
	workspace_end(&work);
	SetUserIdAndSecContext(user, security);
	error_context_stack = context;
	return PointerGetDatum(row);
}
