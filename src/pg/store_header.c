/*
 * store_header.c
 *	  The headers of orders: each is found, locked, made and updated by its own key.
 */
#include "store.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "datum.h"
#include "direct_read.h"
#include "direct_write.h"
#include "lib/stringinfo.h"
#include "statement.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

/* ---- the table ---- */

/* What merging needs, behind the columns of an order. */
static const DirectColumn header_tail[] = {
	{"authenticity", TEXTOID}, {"revision", INT8OID}, {"problem_count", INT8OID},
	{"last_received_at", TIMESTAMPTZOID}, {"last_webhook_id", INT8OID}, {"last_body_digest", BYTEAOID},
	{"stated", INT8OID}, {"version_rank", INT4OID}, {"version_stated", INT4OID}, {"is_loose", BOOLOID},
	{"group_digests", INT8ARRAYOID}, {"first_received_at", TIMESTAMPTZOID}
};

#define FIRST_CELL		2
#define EXTERNAL_ID		(FIRST_CELL + OH_ORDER_EXTERNAL_ID)
#define FIRST_TAIL		(FIRST_CELL + OH_ORDER_COUNT)

static DirectTable header_table = {
	.name = "order_header",
	.key_count = 2,
	.keys = {0, EXTERNAL_ID},
	.identity = 1,
};

static DirectTable *
headers(void)
{
	const OhTable *table = &oh_tables[OH_ORDER];

	if (header_table.count > 0)
		return &header_table;
	add_column(&header_table, "source_id", INT8OID);
	add_column(&header_table, "order_id", INT8OID);
	for (int i = 0; i < table->count; i++)
		add_column(&header_table, table->columns[i].name, kind_type(table->columns[i].kind));
	for (size_t i = 0; i < lengthof(header_tail); i++)
		add_column(&header_table, header_tail[i].name, header_tail[i].type);
	return &header_table;
}

/* ---- reading ---- */

static OhRow *
order_of(const Datum *values, const bool *nulls)
{
	const OhTable *table = &oh_tables[OH_ORDER];
	OhRow	   *order = palloc0(sizeof(OhRow) + sizeof(OhCell) * table->count);

	for (int i = 0; i < table->count; i++)
		order->cells[i] = datum_cell(values[i], nulls[i], table->columns[i].kind);
	return order;
}

static void
read_digests(Datum value, int64 digests[STORED_GROUPS])
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	deconstruct_array(DatumGetArrayTypeP(value), INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &elements, &nulls, &count);
	for (int i = 0; i < STORED_GROUPS; i++)
		digests[i] = i < count && !nulls[i] ? DatumGetInt64(elements[i]) : 0;
}

static void
take_header(Known *known, const Datum *values, const bool *nulls)
{
	const Datum *tail = values + FIRST_TAIL;
	OhBytes		digest = value_bytes(tail[5], false);

	memset(known, 0, sizeof(*known));
	known->order_id = DatumGetInt64(values[1]);
	known->order = order_of(values + FIRST_CELL, nulls + FIRST_CELL);
	known->authenticity = TextDatumGetCString(tail[0]);
	known->revision = DatumGetInt64(tail[1]);
	known->problem_count = DatumGetInt64(tail[2]);
	known->last_received_at = DatumGetTimestampTz(tail[3]);
	known->last_webhook_id = DatumGetInt64(tail[4]);
	memcpy(known->last_body_digest, digest.data, Min(digest.len, OH_DIGEST_LEN));
	known->stated = (OhStated) DatumGetInt64(tail[6]);
	known->standing = oh_standing_of(known->order, DatumGetInt32(tail[7]), DatumGetInt32(tail[8]),
									 DatumGetBool(tail[9]));
	read_digests(tail[10], known->digests);
	known->first_received_at = DatumGetTimestampTz(tail[11]);
}

/* One that changed while this waited for it is left to the statement. */
static Found
lock_directly(const Parameters *key, Known *known)
{
	Snapshot	snapshot;
	DirectRead	read;
	Datum		values[MAX_PARAMETERS];
	bool		nulls[MAX_PARAMETERS];
	Found		found = NOT_ASKED;

	if (IsolationUsesXactSnapshot())
		return NOT_ASKED;
	CommandCounterIncrement();
	snapshot = RegisterSnapshot(GetTransactionSnapshot());
	if (direct_lock_begin(&read, headers(), snapshot, key))
	{
		if (!direct_read_row(&read, values, nulls))
			found = FOUND_NOTHING;
		else if (direct_lock_row(&read))
			found = FOUND;
		direct_read_end(&read);
	}
	UnregisterSnapshot(snapshot);
	if (found != FOUND)
		return found;
	take_header(known, values, nulls);
	known->place = read.place;
	return FOUND;
}

static const char *
read_order_sql(const char *lock)
{
	const DirectTable *table = headers();
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < table->count; i++)
		appendStringInfo(&sql, "%s%s", i > 0 ? ", " : "", table->columns[i].name);
	appendStringInfo(&sql, " FROM orderhook.order_header"
					 " WHERE source_id" EQ "$1 AND external_id" EQ "$2%s", lock);
	return sql.data;
}

static bool
read_by_statement(Parameters *key, bool steady, Known *known)
{
	static SPIPlanPtr plans[2];
	SPIPlanPtr *plan = &plans[steady];
	Datum		values[MAX_PARAMETERS];
	bool		nulls[MAX_PARAMETERS];

	if (*plan == NULL)
		plan_statement(plan, key, read_order_sql(steady ? "" : " FOR UPDATE"));
	select_rows(*plan, key, steady);
	if (SPI_processed == 0)
		return false;
	result_row(0, values, nulls);
	take_header(known, values, nulls);
	return true;
}

bool
store_lock_order(int64 source_id, OhBytes external_id, Known *known)
{
	Parameters	key = {0};
	Found		found;

	bind_int8(&key, source_id);
	bind_text(&key, external_id);
	found = lock_directly(&key, known);
	return found == NOT_ASKED ? read_by_statement(&key, false, known) : found == FOUND;
}

bool
store_read_order(int64 source_id, OhBytes external_id, Known *known)
{
	Parameters	key = {0};

	bind_int8(&key, source_id);
	bind_text(&key, external_id);
	return read_by_statement(&key, true, known);
}

/* ---- writing ---- */

static void
bind_header(Parameters *p, int64 source_id, const Known *known)
{
	const OhTable *table = &oh_tables[OH_ORDER];
	Datum		digests[STORED_GROUPS];

	bind_int8(p, source_id);
	bind_int8(p, known->order_id);
	for (int i = 0; i < table->count; i++)
		bind_cell(p, &known->order->cells[i], table->columns[i].kind);
	bind_string(p, known->authenticity);
	bind_int8(p, known->revision);
	bind_int8(p, known->problem_count);
	bind_time(p, known->last_received_at);
	bind_int8(p, known->last_webhook_id);
	bind_digest(p, known->last_body_digest);
	bind_int8(p, (int64) known->stated);
	bind_datum(p, INT4OID, Int32GetDatum(known->standing.top.rank), false);
	bind_datum(p, INT4OID, Int32GetDatum(known->standing.top.stated), false);
	bind_datum(p, BOOLOID, BoolGetDatum(known->standing.loose), false);
	for (int i = 0; i < STORED_GROUPS; i++)
		digests[i] = Int64GetDatum(known->digests[i]);
	bind_datum(p, INT8ARRAYOID,
		 PointerGetDatum(construct_array(digests, STORED_GROUPS, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE)),
		 false);
	bind_time(p, known->first_received_at);
}

/* False: one of that id is there, or on its way; the statement waits for it. */
static bool
insert_directly(int64 source_id, Known *known)
{
	DirectWrite write;
	Parameters	p = {0};
	bool		is_new;

	if (!direct_insert_begin_unless(&write, headers()))
		return false;
	known->order_id = direct_next_id(&write);
	bind_header(&p, source_id, known);
	is_new = direct_insert_unless(&write, &p);
	direct_write_end(&write);
	return is_new;
}

static const char *
insert_order_sql(void)
{
	const DirectTable *table = headers();
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "INSERT INTO orderhook.order_header (source_id");
	for (int i = FIRST_CELL; i < table->count; i++)
		appendStringInfo(&sql, ", %s", table->columns[i].name);
	appendStringInfoString(&sql, ") VALUES ($1");
	for (int i = FIRST_CELL; i < table->count; i++)
		appendStringInfo(&sql, ", $%d", i + 1);
	appendStringInfoString(&sql, ")"
						   " ON CONFLICT (source_id, external_id) DO NOTHING RETURNING order_id");
	return sql.data;
}

static bool
insert_by_statement(int64 source_id, Known *known)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	known->order_id = 0;
	bind_header(&p, source_id, known);
	run_statement(plan ? plan : plan_statement(&plan, &p, insert_order_sql()), &p, SPI_OK_INSERT_RETURNING);
	if (SPI_processed == 0)
		return false;
	known->order_id = result_int8(0, 1);
	return true;
}

bool
store_insert_order(int64 source_id, Known *known)
{
	return insert_directly(source_id, known) || insert_by_statement(source_id, known);
}

/*
 * The id is the key and is left alone: an update then touches no indexed column.
 *
 * Both keys are asked for whole.  Asked for one, the planner may take the index of the other for
 * as good, in a store without statistics, and read all orders of the source.
 */
static const char *
update_order_sql(void)
{
	const DirectTable *table = headers();
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "UPDATE orderhook.order_header SET ");
	for (int i = FIRST_CELL; i < table->count; i++)
		if (i != EXTERNAL_ID)
			appendStringInfo(&sql, "%s%s = $%d", i > EXTERNAL_ID + 1 ? ", " : "", table->columns[i].name, i + 1);
	appendStringInfo(&sql, " WHERE source_id" EQ "$1 AND order_id" EQ "$2 AND external_id" EQ "$%d", EXTERNAL_ID + 1);
	return sql.data;
}

void
store_update_order(int64 source_id, const Known *known)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};
	ItemPointerData place = known->place;

	bind_header(&p, source_id, known);
	if (ItemPointerIsValid(&place) && direct_update_row(headers(), &place, &p))
		return;
	run_statement(plan ? plan : plan_statement(&plan, &p, update_order_sql()), &p, SPI_OK_UPDATE);
}
