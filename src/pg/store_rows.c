/*
 * store_rows.c
 *	  The statements over the rows that hang on an order, its events, and records.
 */
#include "store.h"

#include "catalog/pg_type.h"
#include "citus.h"
#include "datum.h"
#include "direct_write.h"
#include "lib/stringinfo.h"
#include "statement.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

const OhGroup stored_groups[STORED_GROUPS] = {
	OH_ITEM, OH_MODIFIER, OH_CHARGE, OH_PAYMENT, OH_PARTY, OH_DELIVERY, OH_ARRIVAL, OH_CHECK
};

/* ---- rows that hang on an order ---- */

/* Rows are written in pieces, so that an order of many lines, or of long ones, needs no memory for all at once. */
#define ROWS_AT_ONCE	1000
#define TEXT_AT_ONCE	1048576

/* These have no number of their own, and are numbered as they come. */
static bool
needs_row_no(OhGroup group)
{
	return group == OH_PARTY || group == OH_DELIVERY || group == OH_ARRIVAL || group == OH_CHECK;
}

static Oid
kind_array_type(OhKind kind)
{
	switch (kind)
	{
		case OH_KIND_TEXT:
			return TEXTARRAYOID;
		case OH_KIND_DECIMAL:
			return NUMERICARRAYOID;
		case OH_KIND_INTEGER:
			return INT4ARRAYOID;
		case OH_KIND_TIME:
			return TIMESTAMPTZARRAYOID;
		case OH_KIND_FLAG:
			return BOOLARRAYOID;
		case OH_KIND_JSON:
			return JSONBARRAYOID;
	}
	pg_unreachable();
}

static Datum
column_array(const OhRow *row, int count, int column, OhKind kind)
{
	Oid			element = kind_type(kind);
	Datum	   *values = palloc(sizeof(Datum) * count);
	bool	   *nulls = palloc(sizeof(bool) * count);
	int			dims[1] = {count};
	int			lower[1] = {1};
	int16		len;
	bool		byval;
	char		align;

	for (int i = 0; i < count; i++, row = row->next)
	{
		nulls[i] = !oh_cell_known(&row->cells[column]);
		if (!nulls[i])
			values[i] = cell_datum(&row->cells[column], kind);
	}
	get_typlenbyvalalign(element, &len, &byval, &align);
	return PointerGetDatum(construct_md_array(values, nulls, 1, dims, lower, element, len, byval, align));
}

static void
bind_columns(Parameters *p, OhGroup group, const OhRow *row, int count)
{
	const OhTable *table = &oh_tables[group];

	for (int i = 0; i < table->count; i++)
		bind_datum(p, kind_array_type(table->columns[i].kind),
			 column_array(row, count, i, table->columns[i].kind), false);
}

/* FROM ROWS FROM (unnest($n), …) WITH ORDINALITY AS u (…), the first parameter being $first. */
static void
append_unnest(StringInfo sql, const OhTable *table, const char *extra, int first)
{
	int			count = table->count + (extra ? 1 : 0);

	appendStringInfoString(sql, " FROM ROWS FROM (");
	for (int i = 0; i < count; i++)
		appendStringInfo(sql, "%spg_catalog.unnest($%d)", i > 0 ? ", " : "", first + i);
	appendStringInfoString(sql, ") WITH ORDINALITY AS u (");
	for (int i = 0; i < table->count; i++)
		appendStringInfo(sql, "%s, ", table->columns[i].name);
	if (extra)
		appendStringInfo(sql, "%s, ", extra);
	appendStringInfoString(sql, "row_no)");
}

static const char *
insert_rows_sql(OhGroup group)
{
	const OhTable *table = &oh_tables[group];
	bool		row_no = needs_row_no(group);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO orderhook.%s (source_id, order_id", table->store);
	append_columns(&sql, table, "");
	appendStringInfo(&sql, "%s) SELECT $1, $2", row_no ? ", row_no" : "");
	append_columns(&sql, table, "u.");
	if (row_no)
		appendStringInfoString(&sql, ", $3 OPERATOR(pg_catalog.+) u.row_no");
	append_unnest(&sql, table, NULL, 4);
	appendStringInfoString(&sql, " WHERE $3 OPERATOR(pg_catalog.>=) 0");
	return sql.data;
}

static void
insert_rows(int64 source_id, int64 order_id, OhGroup group, int64 before, const OhRow *row, int count)
{
	static SPIPlanPtr plans[OH_GROUP_COUNT];
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	bind_int8(&p, before);
	bind_columns(&p, group, row, count);
	run_statement(plans[group] ? plans[group] : plan_statement(&plans[group], &p, insert_rows_sql(group)), &p, SPI_OK_INSERT);
}

static void
delete_rows(int64 source_id, int64 order_id, OhGroup group)
{
	static SPIPlanPtr plans[OH_GROUP_COUNT];
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	if (plans[group] == NULL)
		plan_statement(&plans[group], &p,
				psprintf("DELETE FROM orderhook.%s WHERE source_id" EQ "$1 AND order_id" EQ "$2",
						 oh_tables[group].store));
	run_statement(plans[group], &p, SPI_OK_DELETE);
}

static size_t
text_of_row(const OhRow *row, const OhTable *table)
{
	size_t		len = 0;

	for (int i = 0; i < table->count; i++)
		if (table->columns[i].kind == OH_KIND_TEXT || table->columns[i].kind == OH_KIND_JSON)
			len += oh_cell_bytes(&row->cells[i]).len;
	return len;
}

/* The length of the next piece, and the row behind it. */
static int
next_piece(const OhTable *table, const OhRow *row, const OhRow **behind)
{
	size_t		text = 0;
	int			count = 0;

	while (row && count < ROWS_AT_ONCE && text < TEXT_AT_ONCE)
	{
		text += text_of_row(row, table);
		row = row->next;
		count++;
	}
	*behind = row;
	return count;
}

static void
insert_by_statements(int64 source_id, int64 order_id, OhGroup group, const OhRows *rows)
{
	MemoryContext piece = AllocSetContextCreate(CurrentMemoryContext, "orderhook rows", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = CurrentMemoryContext;
	const OhRow *behind;
	int64		done = 0;

	for (const OhRow *row = rows->first; row; row = behind)
	{
		int			count = next_piece(&oh_tables[group], row, &behind);

		/* In each round: SPI leaves the session in its own context. */
		MemoryContextSwitchTo(piece);
		insert_rows(source_id, order_id, group, done, row, count);
		done += count;
		MemoryContextReset(piece);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(piece);
}

static DirectTable *
direct_table(OhGroup group)
{
	static DirectTable tables[OH_GROUP_COUNT];
	DirectTable *direct = &tables[group];
	const OhTable *table = &oh_tables[group];

	if (direct->name)
		return direct;
	direct->name = table->store;
	add_column(direct, "source_id", INT8OID);
	add_column(direct, "order_id", INT8OID);
	for (int i = 0; i < table->count; i++)
		add_column(direct, table->columns[i].name, kind_type(table->columns[i].kind));
	if (needs_row_no(group))
		add_column(direct, "row_no", INT8OID);
	return direct;
}

static void
insert_directly(DirectWrite *write, int64 source_id, int64 order_id, OhGroup group, const OhRows *rows)
{
	const OhTable *table = &oh_tables[group];
	MemoryContext caller = CurrentMemoryContext;
	int64		row_no = 1;

	for (const OhRow *row = rows->first; row; row = row->next, row_no++)
	{
		Parameters	p;

		p.count = 0;
		MemoryContextSwitchTo(direct_insert_memory(write));
		bind_int8(&p, source_id);
		bind_int8(&p, order_id);
		for (int i = 0; i < table->count; i++)
			bind_cell(&p, &row->cells[i], table->columns[i].kind);
		if (needs_row_no(group))
			bind_int8(&p, row_no);
		direct_insert_row(write, &p);
	}
	MemoryContextSwitchTo(caller);
	direct_write_end(write);
}

void
store_insert_rows(int64 source_id, int64 order_id, OhGroup group, const OhRows *rows)
{
	DirectWrite write;

	if (rows->first == NULL)
		return;
	if (direct_insert_begin(&write, direct_table(group)))
		insert_directly(&write, source_id, order_id, group, rows);
	else
		insert_by_statements(source_id, order_id, group, rows);
}

void
store_replace_rows(int64 source_id, int64 order_id, OhGroup group, const OhRows *rows)
{
	delete_rows(source_id, order_id, group);
	store_insert_rows(source_id, order_id, group, rows);
}

static OhRow *
stored_row(uint64 n, const OhTable *table)
{
	OhRow	   *row = palloc0(sizeof(OhRow) + sizeof(OhCell) * table->count);

	for (int i = 0; i < table->count; i++)
	{
		bool		isnull;
		Datum		value = result_value(n, 1 + i, &isnull);

		row->cells[i] = datum_cell(value, isnull, table->columns[i].kind);
	}
	return row;
}

OhRows
store_read_rows(int64 source_id, int64 order_id, OhGroup group, bool steady)
{
	static SPIPlanPtr plans[OH_GROUP_COUNT];
	const OhTable *table = &oh_tables[group];
	Parameters	p = {0};
	OhRows		rows = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	if (plans[group] == NULL)
	{
		StringInfoData sql;

		initStringInfo(&sql);
		appendStringInfoString(&sql, "SELECT ");
		for (int i = 0; i < table->count; i++)
			appendStringInfo(&sql, "%s%s", i > 0 ? ", " : "", table->columns[i].name);
		appendStringInfo(&sql, " FROM orderhook.%s WHERE source_id" EQ "$1 AND order_id" EQ "$2 ORDER BY %s",
						 table->store, needs_row_no(group) ? "row_no" : group == OH_MODIFIER ? "1, 2" : "1");
		plan_statement(&plans[group], &p, sql.data);
	}
	select_rows(plans[group], &p, steady);
	for (uint64 n = 0; n < SPI_processed; n++)
		oh_rows_append(&rows, stored_row(n, table));
	return rows;
}

/* ---- events ---- */

static DirectTable event_table = {
	.name = "order_event",
	.count = 10,
	.columns = {
		{"source_id", INT8OID}, {"order_id", INT8OID}, {"webhook_id", INT8OID}, {"axis", TEXTOID},
		{"event", TEXTOID}, {"provider_event", TEXTOID}, {"from_state", TEXTOID}, {"to_state", TEXTOID},
		{"occurred_at", TIMESTAMPTZOID}, {"received_at", TIMESTAMPTZOID}
	},
};

void
store_write_event(int64 source_id, int64 order_id, const AxisEvent *event)
{
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	bind_int8(&p, event->webhook_id);
	bind_string(&p, event->axis);
	bind_string(&p, event->event);
	bind_text(&p, event->provider_event);
	bind_cell(&p, &event->from, OH_KIND_TEXT);
	bind_cell(&p, &event->to, OH_KIND_TEXT);
	bind_cell(&p, &event->occurred_at, OH_KIND_TIME);
	bind_time(&p, event->received_at);
	insert_row(&event_table, &p);
}

void
store_delete_events(int64 source_id, int64 order_id)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, order_id);
	if (plan == NULL)
		plan_statement(&plan, &p, "DELETE FROM orderhook.order_event WHERE source_id" EQ "$1 AND order_id" EQ "$2"
					   " AND axis OPERATOR(pg_catalog.<>) 'refund'");
	run_statement(plan, &p, SPI_OK_DELETE);
}

/* ---- records ---- */

/*
 * What the document stated overwrites, what it did not stays.  Sorted by id, so that two
 * sessions lock the same records in the same order; of one id the last row counts.
 */
static const char *
write_records_sql(OhGroup group)
{
	const OhTable *table = &oh_tables[group];
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO orderhook.%s AS t (source_id, body_digest", table->store);
	append_columns(&sql, table, "");
	appendStringInfoString(&sql, ", stated) SELECT DISTINCT ON (u.external_id) $1, $2");
	append_columns(&sql, table, "u.");
	appendStringInfoString(&sql, ", u.stated");
	append_unnest(&sql, table, "stated", 3);
	appendStringInfoString(&sql, " ORDER BY u.external_id, u.row_no DESC"
						   " ON CONFLICT (source_id, external_id) DO UPDATE SET body_digest = EXCLUDED.body_digest");
	for (int i = 1; i < table->count; i++)
		appendStringInfo(&sql, ", %s = CASE WHEN EXCLUDED.stated OPERATOR(pg_catalog.&) " INT64_FORMAT
						 " OPERATOR(pg_catalog.<>) 0 THEN EXCLUDED.%s ELSE t.%s END",
						 table->columns[i].name, INT64CONST(1) << i, table->columns[i].name, table->columns[i].name);
	appendStringInfoString(&sql, ", stated = EXCLUDED.stated OPERATOR(pg_catalog.|) t.stated"
						   " WHERE t.body_digest OPERATOR(pg_catalog.<>) EXCLUDED.body_digest");
	if (group == OH_CUSTOMER)
		appendStringInfoString(&sql, " AND (t.updated_at OPERATOR(pg_catalog.<=) EXCLUDED.updated_at) IS NOT FALSE");
	return sql.data;
}

static Datum
stated_array(const OhRow *row, int count, int columns)
{
	Datum	   *values = palloc(sizeof(Datum) * count);

	for (int i = 0; i < count; i++, row = row->next)
		values[i] = Int64GetDatum((int64) oh_row_stated(row, columns));
	return PointerGetDatum(construct_array(values, count, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* How many of the records are as this body left them. */
static uint64
count_written(int64 source_id, OhGroup group, const OhRows *rows, const uint8 *body_digest)
{
	static SPIPlanPtr plans[OH_GROUP_COUNT];
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_digest(&p, body_digest);
	bind_datum(&p, TEXTARRAYOID, column_array(rows->first, (int) rows->count, 0, OH_KIND_TEXT), false);
	if (plans[group] == NULL)
		plan_statement(&plans[group], &p,
					   psprintf("SELECT pg_catalog.count(*) FROM orderhook.%s WHERE source_id" EQ "$1"
								" AND body_digest" EQ "$2 AND external_id OPERATOR(pg_catalog.=) ANY ($3)",
								oh_tables[group].store));
	run_statement(plans[group], &p, SPI_OK_SELECT);
	return (uint64) result_int8(0, 1);
}

static uint64
write_records(int64 source_id, OhGroup group, const OhRows *rows, const uint8 *body_digest)
{
	static SPIPlanPtr plans[OH_GROUP_COUNT];
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_digest(&p, body_digest);
	bind_columns(&p, group, rows->first, (int) rows->count);
	bind_datum(&p, INT8ARRAYOID, stated_array(rows->first, (int) rows->count, oh_tables[group].count), false);
	run_statement(plans[group] ? plans[group] : plan_statement(&plans[group], &p, write_records_sql(group)),
				  &p, SPI_OK_INSERT);
	return SPI_processed;
}

uint64
store_write_records(int64 source_id, OhGroup group, const OhRows *rows, const uint8 *body_digest)
{
	uint64		before;

	if (!is_store_distributed())
		return write_records(source_id, group, rows, body_digest);
	/* There the number of rows is that of those given, not of those written. */
	before = count_written(source_id, group, rows, body_digest);
	(void) write_records(source_id, group, rows, body_digest);
	return count_written(source_id, group, rows, body_digest) - before;
}

bool
store_knows_record(int64 source_id, OhGroup group, OhBytes external_id, const uint8 *body_digest)
{
	static SPIPlanPtr plans[OH_GROUP_COUNT];
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_text(&p, external_id);
	bind_digest(&p, body_digest);
	if (plans[group] == NULL)
		plan_statement(&plans[group], &p,
					   psprintf("SELECT FROM orderhook.%s WHERE source_id" EQ "$1 AND external_id" EQ "$2"
								" AND body_digest" EQ "$3", oh_tables[group].store));
	run_statement(plans[group], &p, SPI_OK_SELECT);
	return SPI_processed > 0;
}
