/*
 * statement.c
 *	  Prepared statements over SPI.
 */
#include "statement.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "citus.h"
#include "datum.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/plancache.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

/* ---- parameters ---- */

void
bind_datum(Parameters *p, Oid type, Datum value, bool isnull)
{
	Assert(p->count < MAX_PARAMETERS);
	p->types[p->count] = type;
	p->values[p->count] = value;
	p->nulls[p->count] = isnull ? 'n' : ' ';
	p->count++;
}

void
bind_int8(Parameters *p, int64 value)
{
	bind_datum(p, INT8OID, Int64GetDatum(value), false);
}

void
bind_id(Parameters *p, int64 value)
{
	bind_datum(p, INT8OID, Int64GetDatum(value), value == 0);
}

void
bind_time(Parameters *p, TimestampTz value)
{
	bind_datum(p, TIMESTAMPTZOID, TimestampTzGetDatum(value), false);
}

void
bind_string(Parameters *p, const char *value)
{
	bind_datum(p, TEXTOID, value ? text_datum(oh_bytes_of_string(value)) : (Datum) 0, value == NULL);
}

void
bind_text(Parameters *p, OhBytes value)
{
	bind_datum(p, TEXTOID, value.data ? text_datum(value) : (Datum) 0, value.data == NULL);
}

void
bind_digest(Parameters *p, const uint8 *digest)
{
	bind_datum(p, BYTEAOID, bytea_datum(oh_bytes((const char *) digest, OH_DIGEST_LEN)), false);
}

void
bind_cell(Parameters *p, const OhCell *cell, OhKind kind)
{
	bool		known = oh_cell_known(cell);

	bind_datum(p, kind_type(kind), known ? cell_datum(cell, kind) : (Datum) 0, !known);
}

/* ---- text ---- */

void
append_columns(StringInfo sql, const OhTable *table, const char *prefix)
{
	for (int i = 0; i < table->count; i++)
		appendStringInfo(sql, ", %s%s", prefix, table->columns[i].name);
}

/* ---- running ---- */

SPIPlanPtr
plan_statement(SPIPlanPtr *plan, Parameters *p, const char *sql)
{
	SPIPlanPtr	made = SPI_prepare(sql, p->count, p->types);

	if (made == NULL)
		elog(ERROR, "could not prepare a statement of the store: %s", SPI_result_code_string(SPI_result));
	SPI_keepplan(made);
	return *plan = made;
}

/* Takes what the session says of plans away until AtEOXact_GUC(), here or when the transaction fails. */
static int
let_plans_be_chosen(void)
{
	int			level = NewGUCNestLevel();

	(void) set_config_option("plan_cache_mode", "auto", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	return level;
}

/*
 * One plan serves all values; but an engine that distributes tables has to see some of them
 * to tell where a statement goes.  It may come and go while a session keeps its plans, and
 * even while a function runs that began with plans for all values.
 */
static void
run(SPIPlanPtr plan, Parameters *p, Snapshot snapshot, bool steady, int expected)
{
	CachedPlanSource *source = linitial(SPI_plan_get_plan_sources(plan));
	bool		is_distributing = has_citus();
	int			level = is_distributing ? let_plans_be_chosen() : 0;
	int			result;

	source->cursor_options = is_distributing ? 0 : CURSOR_OPT_GENERIC_PLAN;
	result = SPI_execute_snapshot(plan, p->values, p->nulls, snapshot, InvalidSnapshot, steady, true, 0);
	if (is_distributing)
		AtEOXact_GUC(true, level);
	if (result != expected)
		elog(ERROR, "could not run a statement of the store: %s", SPI_result_code_string(result));
}

void
run_statement(SPIPlanPtr plan, Parameters *p, int expected)
{
	run(plan, p, InvalidSnapshot, false, expected);
}

void
select_rows(SPIPlanPtr plan, Parameters *p, bool steady)
{
	run(plan, p, InvalidSnapshot, steady, SPI_OK_SELECT);
}

void
run_with_latest_snapshot(SPIPlanPtr plan, Parameters *p, int expected)
{
	run(plan, p, GetLatestSnapshot(), false, expected);
}

/* ---- results ---- */

Datum
result_value(uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}

void
result_row(uint64 row, Datum *values, bool *nulls)
{
	heap_deform_tuple(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, values, nulls);
}

char *
result_string(uint64 row, int column)
{
	bool		isnull;
	Datum		value = result_value(row, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

OhBytes
value_bytes(Datum value, bool isnull)
{
	if (isnull)
		return OH_NO_BYTES;
	value = PointerGetDatum(PG_DETOAST_DATUM_PACKED(value));
	return oh_bytes(VARDATA_ANY(DatumGetPointer(value)), VARSIZE_ANY_EXHDR(DatumGetPointer(value)));
}

OhBytes
result_bytes(uint64 row, int column)
{
	bool		isnull;
	Datum		value = result_value(row, column, &isnull);

	return value_bytes(value, isnull);
}

int64
result_int8(uint64 row, int column)
{
	bool		isnull;

	return DatumGetInt64(result_value(row, column, &isnull));
}
