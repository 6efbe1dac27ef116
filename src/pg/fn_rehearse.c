/*
 * fn_rehearse.c
 *	  orderhook_rehearse: the deliveries of a night, one for each call.
 *
 * The plan is made once, some 24 bytes for each delivery; bodies are written as they
 * are asked for.
 */
#include "input.h"

#include "access/htup_details.h"
#include "datum.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "rehearsal.h"
#include "utils/date.h"
#include "utils/datetime.h"

PG_FUNCTION_INFO_V1(orderhook_rehearse);

#define OPENS_AT	(17 * 60 * OH_MINUTE)
#define COLUMNS		7

typedef struct Rehearsal
{
	const OhProvider *provider;
	OhNight		night;
	OhSending  *sendings;
	int64_t		count;
	Workspace	work;			/* of the plan */
} Rehearsal;

/* ---- arguments ---- */

static int
argument_orders(FunctionCallInfo fcinfo, int n)
{
	int			orders = PG_GETARG_INT32(n);

	if (orders < 0 || orders > OH_NIGHT_ORDERS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("orders must be between 0 and %d", OH_NIGHT_ORDERS),
				 errhint("For more, rehearse another seed as well.")));
	return orders;
}

static int
argument_share(FunctionCallInfo fcinfo, int n)
{
	int			share = PG_GETARG_INT32(n);

	if (share < 0 || share > OH_WHOLE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a share must be between 0 and %d millionths", OH_WHOLE)));
	return share;
}

/* Five in the afternoon of that day, by the clock of the place, as if that were UTC. */
static OhMoment
argument_opening(FunctionCallInfo fcinfo, int n)
{
	DateADT		date = PG_GETARG_DATEADT(n);

	if (date < 0 || date > date2j(2999, 12, 31) - POSTGRES_EPOCH_JDATE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("night must be a day of the years 2000 to 2999"),
				 errhint("Leave it out for 2025-01-03, a Friday.")));
	return date * USECS_PER_DAY + EPOCH_SHIFT + OPENS_AT;
}

static OhNight
argument_night(FunctionCallInfo fcinfo, const OhProvider *provider)
{
	OhOptions	options = reading_options(argument_string(fcinfo, 1), NULL);
	OhMoment	local = argument_opening(fcinfo, 2);
	OhNight		night = {
		.course = &provider->course,
		.opens = options.zone ? options.zone(options.zone_context, local) : local,
		.orders = argument_orders(fcinfo, 3),
		.duplicates = argument_share(fcinfo, 4),
		.reorder = argument_share(fcinfo, 5),
		.tamper = argument_share(fcinfo, 6),
		.sparse = argument_share(fcinfo, 7),
		.seed = (uint32) PG_GETARG_INT32(8),
	};

	night.ahead = local - night.opens;
	return night;
}

static Rehearsal *
begin_rehearsal(FunctionCallInfo fcinfo)
{
	Rehearsal  *r = palloc0(sizeof(Rehearsal));

	/* By its name: what a call site remembers of a label is kept where a function of rows keeps its place. */
	r->provider = named_provider(argument_string(fcinfo, 0));
	r->night = argument_night(fcinfo, r->provider);
	workspace_begin(&r->work, "orderhook_rehearse", ALLOWANCE_OF_ARGUMENT);
	r->sendings = oh_rehearsal_plan(&r->work.arena, &r->night, &r->count);
	if (r->sendings == NULL)
		workspace_give_up();
	return r;
}

/* ---- deliveries ---- */

static bytea *
body_of(const Rehearsal *r, const OhSending *sending)
{
	Workspace	work;
	OhWriter	writer;
	OhSample	sample;
	OhBytes		text;
	Datum		body;

	workspace_begin(&work, "orderhook_rehearse body", ALLOWANCE_OF_ARGUMENT);
	oh_writer_init(&writer, &work.arena);
	oh_rehearsal_sample(&r->night, sending, &sample);
	r->provider->compose(&writer, &sample);
	text = oh_writer_text(&writer);
	if (text.data == NULL)
		workspace_give_up();
	body = bytea_datum(text);
	workspace_end(&work);
	return (bytea *) DatumGetPointer(body);
}

static Datum
delivery_datum(TupleDesc desc, const Rehearsal *r, int64 number)
{
	const OhSending *sending = &r->sendings[number];
	bytea	   *body = body_of(r, sending);
	bytea	   *sent = body;
	Datum		values[COLUMNS];
	bool		nulls[COLUMNS] = {false};

	if (sending->copy == OH_COPY_FORGED)
	{
		sent = palloc(VARSIZE(body));
		memcpy(sent, body, VARSIZE(body));
		oh_rehearsal_alter(VARDATA(sent), VARSIZE(sent) - VARHDRSZ);
	}
	values[0] = Int64GetDatum(number + 1);
	values[1] = Int64GetDatum(r->count);
	values[2] = Int32GetDatum((int32) sending->order + 1);
	values[3] = TimestampTzGetDatum(sending->at - EPOCH_SHIFT);
	values[4] = BoolGetDatum(sending->copy == OH_COPY_FORGED);
	values[5] = PointerGetDatum(body);
	values[6] = PointerGetDatum(sent);
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}

Datum
orderhook_rehearse(PG_FUNCTION_ARGS)
{
	FuncCallContext *calls;
	Rehearsal  *r;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;

		calls = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(calls->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &calls->tuple_desc) != TYPEFUNC_COMPOSITE ||
			calls->tuple_desc->natts != COLUMNS)
			elog(ERROR, "return type must be a row type");
		calls->tuple_desc = BlessTupleDesc(calls->tuple_desc);
		calls->user_fctx = begin_rehearsal(fcinfo);
		MemoryContextSwitchTo(caller);
	}
	calls = SRF_PERCALL_SETUP();
	r = calls->user_fctx;
	CHECK_FOR_INTERRUPTS();
	if (calls->call_cntr < (uint64) r->count)
	{
		Datum		delivery = delivery_datum(calls->tuple_desc, r, (int64) calls->call_cntr);

		SRF_RETURN_NEXT(calls, delivery);
	}
	SRF_RETURN_DONE(calls);
}
