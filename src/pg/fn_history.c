/*
 * fn_history.c
 *	  orderhook_order_as_of and orderhook_retell: an order as it was, and as it would be.
 *
 * Both tell the order anew from its stored bytes, with the rights of the caller.
 */
#include "history.h"

#include "access/htup_details.h"
#include "datum.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(orderhook_order_as_of);
PG_FUNCTION_INFO_V1(orderhook_retell);

/* source_id, provider, timezone, money_unit: the first arguments of both. */
static HistoryOf
argument_history(FunctionCallInfo fcinfo, int64 order_id)
{
	return (HistoryOf) {
		.source_id = PG_GETARG_INT64(0),
		.order_id = order_id,
		.provider = named_provider(argument_string(fcinfo, 1)),
		.options = reading_options(argument_string(fcinfo, 2), argument_string(fcinfo, 3)),
	};
}

/* ---- as of ---- */

/* What was known at a point of the clock of this server, or of the provider where it states one. */
static History
until(const History *whole, TimestampTz at, bool by_provider)
{
	History		history = {.is_whole = true};
	OhMoment	moment = moment_of_timestamp(at);

	for (int i = 0; i < whole->count; i++)
	{
		const Step *step = &whole->steps[i];
		bool		was_there = by_provider && step->version.timed
			? step->version.time <= moment : step->received_at <= at;

		if (was_there)
			history_add(&history, step);
	}
	return history;
}

static bool
is_by_provider(const char *clock)
{
	if (strcmp(clock, "provider") == 0)
		return true;
	if (strcmp(clock, "receipt") == 0)
		return false;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized clock \"%s\"", clock),
			 errhint("Use \"receipt\" for this server's clock or \"provider\" for the provider's.")));
}

/* An order that was told, as a reading: what its last step was called is what it is called. */
static OhReading
reading_of_known(const History *history, const Known *told)
{
	const OhReading *last = history->steps[history->count - 1].reading;
	OhReading	reading = {
		.subject = OH_SUBJECT_ORDER,
		.event = last->event,
		.provider_event = last->provider_event,
		.order = told->order,
	};

	for (int i = 0; i < STORED_GROUPS; i++)
		if (told->rows[i])
			reading.rows[stored_groups[i]] = *told->rows[i];
	return reading;
}

static Datum
as_of_datum(FunctionCallInfo fcinfo, const History *history, const Known *told)
{
	OhReading	reading = reading_of_known(history, told);
	TupleDesc	desc;
	Datum		values[5];
	bool		nulls[5] = {false};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != lengthof(values))
		elog(ERROR, "return type must be a row type");
	values[0] = order_datum(order_type(fcinfo), &reading);
	values[1] = string_datum(told->authenticity);
	values[2] = Int64GetDatum(told->revision);
	values[3] = Int64GetDatum(told->problem_count);
	values[4] = TimestampTzGetDatum(told->last_received_at);
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls));
}

/* All but money_unit must be there. */
static bool
lacks_argument(FunctionCallInfo fcinfo)
{
	for (int i = 0; i < PG_NARGS(); i++)
		if (i != 3 && PG_ARGISNULL(i))
			return true;
	return false;
}

Datum
orderhook_order_as_of(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	HistoryOf	of;
	bool		by_provider;
	Workspace	work;
	History		whole;
	History		history;
	Known		told;
	Events		events = {0};
	Datum		result = (Datum) 0;

	if (lacks_argument(fcinfo))
		PG_RETURN_NULL();
	of = argument_history(fcinfo, PG_GETARG_INT64(4));
	by_provider = is_by_provider(argument_string(fcinfo, 6));
	workspace_begin(&work, "orderhook_order_as_of", ALLOWANCE_OF_DELIVERY);
	SPI_connect();
	of.first_received_at = store_first_received(of.source_id, of.order_id);
	whole = history_collect(&work, &of);
	if (!whole.is_whole)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the history of order " INT64_FORMAT " cannot be told any more", of.order_id),
				 errdetail("The body of one of its deliveries was purged.")));
	history = until(&whole, PG_GETARG_TIMESTAMPTZ(5), by_provider);
	if (history.count > 0)
	{
		history_tell(&history, &told, &events);
		MemoryContextSwitchTo(caller);
		result = as_of_datum(fcinfo, &history, &told);
	}
	SPI_finish();
	workspace_end(&work);
	if (history.count == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(result);
}

/* ---- differences ---- */

typedef struct Difference
{
	ReturnSetInfo *result;
	int64		order_id;
	const OhTable *table;
} Difference;

static Datum
text_or_null(const char *text, bool *isnull)
{
	*isnull = text == NULL;
	return text ? CStringGetTextDatum(text) : (Datum) 0;
}

static void
put_difference(const Difference *difference, int64 row_no, int column, const char *old, const char *new)
{
	Datum		values[6];
	bool		nulls[6] = {false};

	values[0] = Int64GetDatum(difference->order_id);
	values[1] = CStringGetTextDatum(difference->table->view);
	values[2] = Int64GetDatum(row_no);
	nulls[2] = row_no == 0;
	values[3] = CStringGetTextDatum(difference->table->columns[column].name);
	values[4] = text_or_null(old, &nulls[4]);
	values[5] = text_or_null(new, &nulls[5]);
	tuplestore_putvalues(difference->result->setResult, difference->result->setDesc, values, nulls);
}

/* Cells differ where their values do; JSON is compared as it is shown. */
static bool
compare_rows(const Difference *difference, int64 row_no, const OhRow *old, const OhRow *new)
{
	static const OhCell none = {.state = OH_STATE_ABSENT};
	bool		differ = false;

	for (int i = 0; i < difference->table->count; i++)
	{
		OhKind		kind = difference->table->columns[i].kind;
		const OhCell *a = old ? &old->cells[i] : &none;
		const OhCell *b = new ? &new->cells[i] : &none;
		char	   *a_text = cell_text(a, kind);
		char	   *b_text = cell_text(b, kind);

		if (a_text == NULL && b_text == NULL)
			continue;
		if (a_text && b_text && (strcmp(a_text, b_text) == 0 || (kind != OH_KIND_JSON && oh_cell_equal(a, b, kind))))
			continue;
		put_difference(difference, row_no, i, a_text, b_text);
		differ = true;
	}
	return differ;
}

static bool
compare_group(const Difference *difference, const OhRows *old, const OhRows *new)
{
	const OhRow *a = old->first;
	const OhRow *b = new->first;
	bool		differ = false;

	for (int64 row_no = 1; a || b; row_no++)
	{
		differ |= compare_rows(difference, row_no, a, b);
		a = a ? a->next : NULL;
		b = b ? b->next : NULL;
	}
	return differ;
}

/* What is stored is compared itself, and not its digest: somebody may have written to the tables. */
static void
compare_groups(Difference *difference, const HistoryOf *of, Known *stored, const Known *told)
{
	for (int i = 0; i < STORED_GROUPS; i++)
	{
		OhRows		old;

		if (told->rows[i] == NULL)
			continue;
		difference->table = &oh_tables[stored_groups[i]];
		old = store_read_rows(of->source_id, stored->order_id, stored_groups[i], of->steady);
		if (compare_group(difference, &old, told->rows[i]))
			stored->digests[i] = 0;
	}
}

/* An order whose bytes are not all there any more stays as it is. */
static void
retell(FunctionCallInfo fcinfo, Workspace *work, Known *stored, bool dry_run)
{
	HistoryOf	of = argument_history(fcinfo, stored->order_id);
	Difference	difference = {
		.result = (ReturnSetInfo *) fcinfo->resultinfo,
		.order_id = stored->order_id,
		.table = &oh_tables[OH_ORDER],
	};
	History		history;
	Events		events = {0};
	Known		told;

	of.steady = dry_run;
	of.first_received_at = stored->first_received_at;
	history = history_collect(work, &of);
	if (!history.is_whole || history.count == 0)
		return;
	history_tell(&history, &told, &events);
	(void) compare_rows(&difference, 0, stored->order, told.order);
	compare_groups(&difference, &of, stored, &told);
	if (!dry_run)
		(void) history_write(of.source_id, stored, &told, &events);
}

/* A dry run locks nothing and sees one state of all, so that deliveries go on and a standby can tell it. */
Datum
orderhook_retell(PG_FUNCTION_ARGS)
{
	Workspace	work;
	Known		stored;
	bool		dry_run;

	InitMaterializedSRF(fcinfo, 0);
	if (lacks_argument(fcinfo))
		return (Datum) 0;
	workspace_begin(&work, "orderhook_retell", ALLOWANCE_OF_DELIVERY);
	SPI_connect();
	dry_run = PG_GETARG_BOOL(5);
	if (!dry_run)
		store_keep_place(PG_GETARG_INT64(0));
	if ((dry_run ? store_read_order : store_lock_order) (PG_GETARG_INT64(0), argument_bytes(fcinfo, 4), &stored))
		retell(fcinfo, &work, &stored, dry_run);
	SPI_finish();
	workspace_end(&work);
	return (Datum) 0;
}
