/*
 * datum.h
 *	  The core's cells, rows and readings as the server's values.
 */
#ifndef ORDERHOOK_DATUM_H
#define ORDERHOOK_DATUM_H

#include "compat.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "order.h"
#include "utils/array.h"

/* The value of a cell that is known, in the current context; never raises on content. */
extern Datum cell_datum(const OhCell *cell, OhKind kind);

/* The same number, of the same scale. */
extern Datum decimal_datum(OhDecimal d);

/* The reverse, of a numeric in line; false for one that a decimal may not hold, of which numeric_out() tells. */
extern bool numeric_decimal(const void *numeric, OhDecimal *d);

/* The type in SQL of a kind of cell. */
extern Oid	kind_type(OhKind kind);

/* A cell of that kind from a value; absent from a NULL. Text points into the value. */
extern OhCell datum_cell(Datum value, bool isnull, OhKind kind);

/* What people see of a cell that is known; NULL of one that is not. */
extern char *cell_text(const OhCell *cell, OhKind kind);

/* Text in the encoding of the database. */
extern Datum text_datum(OhBytes utf8);
extern Datum string_datum(const char *ascii);

/* A bytea, copied. */
extern Datum bytea_datum(OhBytes bytes);

/*
 * The composite types of a reading, found through the columns of orderhook_order.
 * Made once for a call site, in its memory.
 */
typedef struct OrderType
{
	TupleDesc	order;
	struct
	{
		int			column;		/* in orderhook_order, from 0 */
		Oid			element;
		TupleDesc	row;
	}			groups[OH_GROUP_COUNT];
	Oid			modifier;		/* element of the last column of orderhook_item */
	TupleDesc	modifier_row;
} OrderType;

/* Of the call site of a function that returns orderhook_order, or has it as the first column of its result. */
extern OrderType *order_type(FunctionCallInfo fcinfo);

/* The row that the function returns, for its call site. */
extern TupleDesc result_desc(FunctionCallInfo fcinfo);

extern Datum order_datum(const OrderType *type, const OhReading *reading);

/*
 * The lines of a reading as rows of orderhook_item (desc), their modifiers included.
 * *modifier walks the modifiers of the reading: start it at the first.
 */
extern HeapTuple item_tuple(TupleDesc desc, Oid modifier_type, TupleDesc modifier_desc, const OhRow *item,
							const OhRow **modifier);

/* The type of the modifiers in a row of orderhook_item; to be released with ReleaseTupleDesc. */
extern TupleDesc item_modifier_desc(TupleDesc item, Oid *type);

extern HeapTuple row_tuple(TupleDesc desc, OhGroup group, const OhRow *row);

/* The problems as a jsonb array of objects, empty where there are none. */
extern Datum problems_datum(const OhRows *problems);

#endif
