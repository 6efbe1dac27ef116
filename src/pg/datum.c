/*
 * datum.c
 *	  Cells, rows and readings as datums.
 */
#include "datum.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "encoding.h"
#include "funcapi.h"
#include "host.h"
#include "input.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

/* ---- cells ---- */

Oid
kind_type(OhKind kind)
{
	switch (kind)
	{
		case OH_KIND_TEXT:
			return TEXTOID;
		case OH_KIND_DECIMAL:
			return NUMERICOID;
		case OH_KIND_INTEGER:
			return INT4OID;
		case OH_KIND_TIME:
			return TIMESTAMPTZOID;
		case OH_KIND_FLAG:
			return BOOLOID;
		case OH_KIND_JSON:
			return JSONBOID;
	}
	pg_unreachable();
}

Datum
text_datum(OhBytes utf8)
{
	OhBytes		text = server_from_utf8(utf8);

	return PointerGetDatum(cstring_to_text_with_len(text.data, (int) text.len));
}

Datum
string_datum(const char *ascii)
{
	return CStringGetTextDatum(ascii);
}

Datum
bytea_datum(OhBytes bytes)
{
	bytea	   *result = palloc(VARHDRSZ + bytes.len);

	SET_VARSIZE(result, VARHDRSZ + bytes.len);
	memcpy(VARDATA(result), bytes.data, bytes.len);
	return PointerGetDatum(result);
}

/* The core wrote this JSON, so that the server's own reading of it cannot fail. */
static Datum
json_datum(OhBytes utf8)
{
	OhBytes		text = server_json_from_utf8(utf8);

	return DirectFunctionCall1(jsonb_in, CStringGetDatum(pnstrdup(text.data, text.len)));
}

Datum
cell_datum(const OhCell *cell, OhKind kind)
{
	switch (kind)
	{
		case OH_KIND_TEXT:
			return text_datum(oh_cell_bytes(cell));
		case OH_KIND_DECIMAL:
			return decimal_datum(oh_cell_amount(cell));
		case OH_KIND_INTEGER:
			return Int32GetDatum((int32) cell->number);
		case OH_KIND_TIME:
			return TimestampTzGetDatum(cell->number - EPOCH_SHIFT);
		case OH_KIND_FLAG:
			return BoolGetDatum(cell->number != 0);
		case OH_KIND_JSON:
			return json_datum(oh_cell_bytes(cell));
	}
	pg_unreachable();
}

char *
cell_text(const OhCell *cell, OhKind kind)
{
	Oid			function;
	bool		is_varlena;

	if (!oh_cell_known(cell))
		return NULL;
	getTypeOutputInfo(kind_type(kind), &function, &is_varlena);
	return OidOutputFunctionCall(function, cell_datum(cell, kind));
}

static OhCell
numeric_cell(Datum value)
{
	Numeric		numeric = DatumGetNumeric(value);
	OhBytes		text;
	OhDecimal	d;

	if (numeric_decimal(numeric, &d))
		return oh_cell_decimal(d);
	text = oh_bytes_of_string(DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(numeric))));
	/* Written by this library, or by an owner who may have put in more than it can hold. */
	if (oh_decimal_parse(text, 0, &d) != OH_DECIMAL_OK)
		return (OhCell) {.state = OH_STATE_UNREADABLE};
	return oh_cell_decimal(d);
}

static OhCell
json_cell(Datum value)
{
	char	   *text = DatumGetCString(DirectFunctionCall1(jsonb_out, value));

	return oh_cell_text(utf8_from_server(oh_bytes_of_string(text)));
}

OhCell
datum_cell(Datum value, bool isnull, OhKind kind)
{
	if (isnull)
		return (OhCell) {.state = OH_STATE_ABSENT};
	switch (kind)
	{
		case OH_KIND_TEXT:
			{
				text	   *t = DatumGetTextPP(value);

				return oh_cell_text(utf8_from_server(oh_bytes(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t))));
			}
		case OH_KIND_DECIMAL:
			return numeric_cell(value);
		case OH_KIND_INTEGER:
			return oh_cell_integer(DatumGetInt32(value));
		case OH_KIND_TIME:
			return oh_cell_time(DatumGetTimestampTz(value) + EPOCH_SHIFT);
		case OH_KIND_FLAG:
			return oh_cell_flag(DatumGetBool(value));
		case OH_KIND_JSON:
			return json_cell(value);
	}
	pg_unreachable();
}

/* ---- rows ---- */

/* Enough for any row and the arrays that orderhook_order has besides. */
#define MAX_COLUMNS	64

/* Every row of a result passes here, of which a document may hold a million. */
static void
fill_columns(OhGroup group, const OhRow *row, Datum *values, bool *nulls)
{
	const OhTable *table = &oh_tables[group];

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < table->count; i++)
	{
		nulls[i] = !oh_cell_known(&row->cells[i]);
		if (!nulls[i])
			values[i] = cell_datum(&row->cells[i], table->columns[i].kind);
	}
}

HeapTuple
row_tuple(TupleDesc desc, OhGroup group, const OhRow *row)
{
	Datum		values[MAX_COLUMNS];
	bool		nulls[MAX_COLUMNS];

	fill_columns(group, row, values, nulls);
	return heap_form_tuple(desc, values, nulls);
}

/* As construct_array() makes it of rows, which never hears of a cancellation. */
static Datum
array_datum(Oid element, Datum *values, int count)
{
	Size		size = ARR_OVERHEAD_NONULLS(1);
	ArrayType  *array;
	char	   *at;

	if (count == 0)
		return PointerGetDatum(construct_empty_array(element));
	for (int i = 0; i < count; i++)
		size += MAXALIGN(VARSIZE(DatumGetPointer(values[i])));
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = element;
	ARR_DIMS(array)[0] = count;
	ARR_LBOUND(array)[0] = 1;
	at = ARR_DATA_PTR(array);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		memcpy(at, DatumGetPointer(values[i]), VARSIZE(DatumGetPointer(values[i])));
		at += MAXALIGN(VARSIZE(DatumGetPointer(values[i])));
	}
	return PointerGetDatum(array);
}

TupleDesc
item_modifier_desc(TupleDesc item, Oid *type)
{
	*type = get_element_type(TupleDescAttr(item, OH_ITEM_COUNT)->atttypid);
	return lookup_rowtype_tupdesc(*type, -1);
}

HeapTuple
item_tuple(TupleDesc desc, Oid modifier_type, TupleDesc modifier_desc, const OhRow *item,
		   const OhRow **modifier)
{
	Datum		values[MAX_COLUMNS];
	bool		nulls[MAX_COLUMNS];
	int64		line = item->cells[OH_ITEM_LINE_NO].number;
	const OhRow *first = *modifier;
	int			count = 0;
	Datum	   *modifiers;

	for (const OhRow *m = first; m && m->cells[OH_MODIFIER_LINE_NO].number == line; m = m->next)
		count++;
	modifiers = palloc(sizeof(Datum) * Max(count, 1));
	for (int i = 0; i < count; i++, first = first->next)
		modifiers[i] = HeapTupleGetDatum(row_tuple(modifier_desc, OH_MODIFIER, first));
	*modifier = first;
	fill_columns(OH_ITEM, item, values, nulls);
	values[OH_ITEM_COUNT] = array_datum(modifier_type, modifiers, count);
	nulls[OH_ITEM_COUNT] = false;
	return heap_form_tuple(desc, values, nulls);
}

/* ---- readings ---- */

/* The columns of orderhook_order behind those of an order, in its order. */
static const struct
{
	OhGroup		group;
	bool		is_array;
}			order_groups[] = {
	{OH_ITEM, true},
	{OH_CHARGE, true},
	{OH_PAYMENT, true},
	{OH_PARTY, true},
	{OH_DELIVERY, true},
	{OH_ARRIVAL, false},
	{OH_PROBLEM, true},
	{OH_CUSTOMER, false},
	{OH_PRODUCT, true},
};

/* event and provider_event */
#define LEADING_COLUMNS	2

static TupleDesc
keep_desc(FunctionCallInfo fcinfo, TupleDesc desc)
{
	MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	TupleDesc	copy = BlessTupleDesc(CreateTupleDescCopy(desc));

	MemoryContextSwitchTo(caller);
	return copy;
}

static TupleDesc
keep_row_desc(FunctionCallInfo fcinfo, Oid type)
{
	TupleDesc	shared = lookup_rowtype_tupdesc(type, -1);
	TupleDesc	kept = keep_desc(fcinfo, shared);

	ReleaseTupleDesc(shared);
	return kept;
}

static void
find_group(FunctionCallInfo fcinfo, OrderType *type, size_t n)
{
	OhGroup		group = order_groups[n].group;
	int			column = LEADING_COLUMNS + OH_ORDER_COUNT + (int) n;
	Oid			found = TupleDescAttr(type->order, column)->atttypid;

	type->groups[group].column = column;
	type->groups[group].element = order_groups[n].is_array ? get_element_type(found) : found;
	type->groups[group].row = keep_row_desc(fcinfo, type->groups[group].element);
}

TupleDesc
result_desc(FunctionCallInfo fcinfo)
{
	CallSite   *site = call_site(fcinfo);
	TupleDesc	desc;

	if (site->result != NULL)
		return site->result;
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type is not a row");
	return site->result = keep_desc(fcinfo, desc);
}

static OrderType *
make_order_type(FunctionCallInfo fcinfo)
{
	OrderType  *type = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(OrderType));
	Oid			first;

	type->order = result_desc(fcinfo);
	first = TupleDescAttr(type->order, 0)->atttypid;
	if (get_typtype(first) == TYPTYPE_COMPOSITE)
		type->order = keep_row_desc(fcinfo, first);
	if (type->order->natts != LEADING_COLUMNS + OH_ORDER_COUNT + lengthof(order_groups))
		elog(ERROR, "return type is not orderhook_order");
	for (size_t i = 0; i < lengthof(order_groups); i++)
		find_group(fcinfo, type, i);
	type->modifier = get_element_type(TupleDescAttr(type->groups[OH_ITEM].row, OH_ITEM_COUNT)->atttypid);
	type->modifier_row = keep_row_desc(fcinfo, type->modifier);
	return type;
}

OrderType *
order_type(FunctionCallInfo fcinfo)
{
	CallSite   *site = call_site(fcinfo);

	if (site->type == NULL)
		site->type = make_order_type(fcinfo);
	return site->type;
}

static Datum
group_datum(const OrderType *type, OhGroup group, const OhReading *reading)
{
	const OhRows *rows = &reading->rows[group];
	const OhRow *modifier = reading->rows[OH_MODIFIER].first;
	TupleDesc	desc = type->groups[group].row;
	Datum	   *values = palloc(sizeof(Datum) * Max(rows->count, 1));
	int			n = 0;

	for (const OhRow *row = rows->first; row; row = row->next)
	{
		HeapTuple	tuple = group == OH_ITEM
			? item_tuple(desc, type->modifier, type->modifier_row, row, &modifier)
			: row_tuple(desc, group, row);

		values[n++] = HeapTupleGetDatum(tuple);
	}
	return array_datum(type->groups[group].element, values, n);
}

/* An empty array says that there are none, NULL that the document does not speak of them. */
static bool
is_spoken_of(const OhReading *reading, OhGroup group)
{
	switch (group)
	{
		case OH_PROBLEM:
			return true;
		case OH_ARRIVAL:
		case OH_CUSTOMER:
			return reading->rows[group].count > 0;
		default:
			return reading->rows[group].present;
	}
}

Datum
order_datum(const OrderType *type, const OhReading *reading)
{
	Datum		values[MAX_COLUMNS];
	bool		nulls[MAX_COLUMNS];

	values[0] = string_datum(reading->event);
	nulls[0] = false;
	nulls[1] = reading->provider_event.data == NULL;
	if (!nulls[1])
		values[1] = text_datum(reading->provider_event);
	fill_columns(OH_ORDER, reading->order, values + LEADING_COLUMNS, nulls + LEADING_COLUMNS);
	for (size_t i = 0; i < lengthof(order_groups); i++)
	{
		OhGroup		group = order_groups[i].group;
		int			column = type->groups[group].column;

		nulls[column] = !is_spoken_of(reading, group);
		if (nulls[column])
			continue;
		if (order_groups[i].is_array)
			values[column] = group_datum(type, group, reading);
		else
			values[column] = HeapTupleGetDatum(row_tuple(type->groups[group].row, group, reading->rows[group].first));
	}
	return HeapTupleGetDatum(heap_form_tuple(type->order, values, nulls));
}

/* ---- problems ---- */

static void
push_text(JsonbParseState **state, JsonbIteratorToken token, OhBytes utf8)
{
	OhBytes		text = server_from_utf8(utf8);
	JsonbValue	value = {.type = jbvString};

	value.val.string.val = unconstify(char *, text.data);
	value.val.string.len = (int) text.len;
	pushJsonbValue(state, token, &value);
}

Datum
problems_datum(const OhRows *problems)
{
	const OhTable *table = &oh_tables[OH_PROBLEM];
	JsonbParseState *state = NULL;

	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	for (const OhRow *row = problems->first; row; row = row->next)
	{
		pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		for (int i = 0; i < table->count; i++)
		{
			push_text(&state, WJB_KEY, oh_bytes_of_string(table->columns[i].name));
			push_text(&state, WJB_VALUE, oh_cell_bytes(&row->cells[i]));
		}
		pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	}
	return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL)));
}
