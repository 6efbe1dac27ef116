/*
 * fn_read.c
 *	  orderhook_normalize, _parse, _items, _modifiers: documents to composites.
 */
#include "datum.h"
#include "reading.h"

#include "funcapi.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(orderhook_normalize);
PG_FUNCTION_INFO_V1(orderhook_parse);
PG_FUNCTION_INFO_V1(orderhook_items);
PG_FUNCTION_INFO_V1(orderhook_modifiers);

/* ---- one order ---- */

/* orderhook_order has no column for checks. */
static OhOptions
argument_options(FunctionCallInfo fcinfo)
{
	OhOptions	options = reading_options(argument_string(fcinfo, 2), argument_string(fcinfo, 3));

	options.unchecked = true;
	return options;
}

Datum
orderhook_normalize(PG_FUNCTION_ARGS)
{
	Workspace	work;
	OhOptions	options;
	OhReading	reading;
	Datum		result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	options = argument_options(fcinfo);
	workspace_begin(&work, "orderhook_normalize", ALLOWANCE_OF_ARGUMENT);
	reading = reading_of_jsonb(&work, argument_provider(fcinfo, 1), PG_GETARG_JSONB_P(0), &options);
	result = order_datum(order_type(fcinfo), &reading);
	workspace_end(&work);
	PG_RETURN_DATUM(result);
}

Datum
orderhook_parse(PG_FUNCTION_ARGS)
{
	Workspace	work;
	OhOptions	options;
	OhReading	reading;
	Datum		result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	options = argument_options(fcinfo);
	workspace_begin(&work, "orderhook_parse", ALLOWANCE_OF_ARGUMENT);
	reading = reading_of_body(&work, argument_provider(fcinfo, 1), argument_bytes(fcinfo, 0), &options);
	result = order_datum(order_type(fcinfo), &reading);
	workspace_end(&work);
	PG_RETURN_DATUM(result);
}

/* ---- rows of one order ---- */

static const OhReading *
argument_reading(FunctionCallInfo fcinfo)
{
	return reading_to_share(argument_provider(fcinfo, 1), PG_GETARG_JSONB_P(0));
}

Datum
orderhook_items(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const OhReading *reading;
	const OhRow *modifier;
	Oid			modifier_type;
	TupleDesc	modifier_desc;

	InitMaterializedSRF(fcinfo, 0);
	reading = argument_reading(fcinfo);
	modifier = reading->rows[OH_MODIFIER].first;
	modifier_desc = item_modifier_desc(result->setDesc, &modifier_type);
	for (const OhRow *item = reading->rows[OH_ITEM].first; item; item = item->next)
		tuplestore_puttuple(result->setResult,
							item_tuple(result->setDesc, modifier_type, modifier_desc, item, &modifier));
	ReleaseTupleDesc(modifier_desc);
	return (Datum) 0;
}

Datum
orderhook_modifiers(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const OhReading *reading;

	InitMaterializedSRF(fcinfo, 0);
	reading = argument_reading(fcinfo);
	for (const OhRow *row = reading->rows[OH_MODIFIER].first; row; row = row->next)
		tuplestore_puttuple(result->setResult, row_tuple(result->setDesc, OH_MODIFIER, row));
	return (Datum) 0;
}
