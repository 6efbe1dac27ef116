/*
 * store.c
 *	  The statements over sources, receipts and the headers of orders.
 */
#include "store.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "datum.h"
#include "direct_read.h"
#include "direct_write.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "statement.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

/* ---- sources ---- */

/* What is asked of a source, and of each of its keys. */
static DirectTable source_table = {
	.name = "source",
	.count = 9,
	.columns = {
		{"name", TEXTOID}, {"source_id", INT8OID}, {"provider", TEXTOID}, {"timezone", TEXTOID},
		{"money_unit", TEXTOID}, {"allow_unauthenticated", BOOLOID}, {"max_body_bytes", INT4OID},
		{"enabled", BOOLOID}, {"retry_horizon", INTERVALOID}
	},
	.key_count = 1,
	.keys = {0},
};

static DirectTable key_table = {
	.name = "source_secret",
	.count = 9,
	.columns = {
		{"source_id", INT8OID}, {"key_id", TEXTOID}, {"kind", TEXTOID}, {"sealed", BYTEAOID}, {"salt", BYTEAOID},
		{"name", TEXTOID}, {"valid_from", TIMESTAMPTZOID}, {"valid_to", TIMESTAMPTZOID},
		{"last_used_at", TIMESTAMPTZOID}
	},
	.key_count = 2,
	.keys = {0, 1},
};

#define SOURCE_COLUMNS	9
#define KEY_COLUMNS		9

static void
take_source(Source *source, const Datum *values, const bool *nulls, TimestampTz at)
{
	source->source_id = DatumGetInt64(values[1]);
	source->provider = TextDatumGetCString(values[2]);
	source->timezone = TextDatumGetCString(values[3]);
	source->money_unit = nulls[4] ? NULL : TextDatumGetCString(values[4]);
	source->allow_unauthenticated = DatumGetBool(values[5]);
	source->max_body_bytes = DatumGetInt32(values[6]);
	source->enabled = DatumGetBool(values[7]);
	source->repeats_since = DatumGetTimestampTz(DirectFunctionCall2(timestamptz_mi_interval,
																	 TimestampTzGetDatum(at), values[8]));
	source->webhook_id = 0;
	source->key_count = 0;
}

/* In the current context, whatever becomes of the row. */
static OhBytes
copy_bytes(Datum value, bool isnull)
{
	struct varlena *copy;

	if (isnull)
		return OH_NO_BYTES;
	copy = PG_DETOAST_DATUM_COPY(value);
	return oh_bytes(VARDATA_ANY(copy), VARSIZE_ANY_EXHDR(copy));
}

static void
make_room_for_key(Source *source)
{
	int			room = source->key_count + 1;

	if (source->key_count == 0)
	{
		source->keys = palloc(sizeof(OhKey) * room);
		source->key_ids = palloc(sizeof(char *) * room);
		source->keys_due = palloc(sizeof(bool) * room);
		return;
	}
	source->keys = repalloc(source->keys, sizeof(OhKey) * room);
	source->key_ids = repalloc(source->key_ids, sizeof(char *) * room);
	source->keys_due = repalloc(source->keys_due, sizeof(bool) * room);
}

/* Keys that are live at that time; or, of then, those that were not revoked by then. */
static void
take_key(Source *source, const Datum *values, const bool *nulls, TimestampTz at, bool keys_of_then)
{
	int			n = source->key_count;

	if (!keys_of_then && DatumGetTimestampTz(values[6]) > at)
		return;
	if (!nulls[7] && DatumGetTimestampTz(values[7]) <= at)
		return;
	make_room_for_key(source);
	source->key_ids[n] = TextDatumGetCString(values[1]);
	source->keys[n] = (OhKey) {
		.kind = strcmp(TextDatumGetCString(values[2]), "hmac") == 0 ? OH_KEY_HMAC : OH_KEY_DIGEST,
		.secret = copy_bytes(values[3], nulls[3]),
		.salt = copy_bytes(values[4], nulls[4]),
		.name = copy_bytes(values[5], nulls[5]),
	};
	source->keys_due[n] = nulls[8] || DatumGetTimestampTz(values[8]) <= at - USECS_PER_MINUTE;
	source->key_count++;
}

typedef enum Found
{
	FOUND,
	FOUND_NOTHING,
	NOT_ASKED					/* directly: ask by a statement */
} Found;

static Found
read_source(Datum name, TimestampTz at, Snapshot snapshot, Source *source)
{
	DirectRead	read;
	Parameters	p = {0};
	Datum		values[SOURCE_COLUMNS];
	bool		nulls[SOURCE_COLUMNS];
	bool		found;

	bind_datum(&p, TEXTOID, name, false);
	if (!direct_read_begin(&read, &source_table, snapshot, &p))
		return NOT_ASKED;
	found = direct_read_row(&read, values, nulls);
	if (found)
		take_source(source, values, nulls, at);
	direct_read_end(&read);
	return found ? FOUND : FOUND_NOTHING;
}

static Found
read_keys(Source *source, TimestampTz at, bool keys_of_then, Snapshot snapshot)
{
	DirectRead	read;
	Parameters	p = {0};
	Datum		values[KEY_COLUMNS];
	bool		nulls[KEY_COLUMNS];

	bind_int8(&p, source->source_id);
	if (!direct_read_begin(&read, &key_table, snapshot, &p))
		return NOT_ASKED;
	while (direct_read_row(&read, values, nulls))
		take_key(source, values, nulls, at, keys_of_then);
	direct_read_end(&read);
	return FOUND;
}

static const char find_source_sql[] =
	"SELECT s.name, s.source_id, s.provider, s.timezone, s.money_unit, s.allow_unauthenticated,"
	" s.max_body_bytes, s.enabled, s.retry_horizon,"
	" k.source_id, k.key_id, k.kind, k.sealed, k.salt, k.name, k.valid_from, k.valid_to, k.last_used_at"
	" FROM orderhook.source s LEFT JOIN orderhook.source_secret k ON k.source_id" EQ "s.source_id"
	" WHERE s.name" EQ "$1";

static bool
select_source(Datum name, TimestampTz at, bool keys_of_then, Source *source)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};
	Datum		values[SOURCE_COLUMNS + KEY_COLUMNS];
	bool		nulls[SOURCE_COLUMNS + KEY_COLUMNS];

	bind_datum(&p, TEXTOID, name, false);
	run_with_latest_snapshot(plan ? plan : plan_statement(&plan, &p, find_source_sql), &p, SPI_OK_SELECT);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		result_row(row, values, nulls);
		if (row == 0)
			take_source(source, values, nulls, at);
		if (!nulls[SOURCE_COLUMNS])
			take_key(source, values + SOURCE_COLUMNS, nulls + SOURCE_COLUMNS, at, keys_of_then);
	}
	return SPI_processed > 0;
}

/* Both tables under one snapshot, or by one statement. */
static bool
find_source(Datum name, TimestampTz at, bool keys_of_then, Source *source)
{
	Snapshot	snapshot;
	Found		found;

	CommandCounterIncrement();
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	found = read_source(name, at, snapshot, source);
	if (found == FOUND)
		found = read_keys(source, at, keys_of_then, snapshot);
	UnregisterSnapshot(snapshot);
	if (found == NOT_ASKED)
		return select_source(name, at, keys_of_then, source);
	return found == FOUND;
}

static int64
next_webhook_id(void)
{
	RangeVar   *name = makeRangeVar("orderhook", "receipt_webhook_id_seq", -1);

	return nextval_internal(RangeVarGetRelid(name, NoLock, false), true);
}

bool
store_find_source(Datum name, TimestampTz at, bool keys_of_then, Source *source)
{
	if (!find_source(name, at, keys_of_then, source))
		return false;
	if (!keys_of_then)
		source->webhook_id = next_webhook_id();
	return true;
}

static const char lock_key_sql[] =
	"SELECT FROM orderhook.source_secret WHERE source_id" EQ "$1 AND key_id" EQ "$2"
	" AND (last_used_at IS NULL OR last_used_at OPERATOR(pg_catalog.<=)"
	" ($3 OPERATOR(pg_catalog.-) '1 minute'::pg_catalog.interval)) FOR NO KEY UPDATE SKIP LOCKED";

static const char note_key_sql[] =
	"UPDATE orderhook.source_secret SET last_used_at = $3 WHERE source_id" EQ "$1 AND key_id" EQ "$2";

void
store_note_key(int64 source_id, const char *key_id, TimestampTz at)
{
	static SPIPlanPtr lock = NULL;
	static SPIPlanPtr note = NULL;
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_string(&p, key_id);
	bind_time(&p, at);
	run_statement(lock ? lock : plan_statement(&lock, &p, lock_key_sql), &p, SPI_OK_SELECT);
	if (SPI_processed == 0)
		return;
	run_statement(note ? note : plan_statement(&note, &p, note_key_sql), &p, SPI_OK_UPDATE);
}

void
store_lock_source(int64 source_id)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, source_id);
	if (plan == NULL)
		plan_statement(&plan, &p, "SELECT FROM orderhook.source WHERE source_id" EQ "$1 FOR NO KEY UPDATE");
	run_statement(plan, &p, SPI_OK_SELECT);
}

/* ---- receipts ---- */

static DirectTable receipt_table = {
	.name = "receipt",
	.count = 17,
	.columns = {
		{"source_id", INT8OID}, {"webhook_id", INT8OID}, {"received_at", TIMESTAMPTZOID}, {"verdict", TEXTOID},
		{"strength", TEXTOID}, {"key_id", TEXTOID}, {"outcome", TEXTOID}, {"reason", TEXTOID},
		{"http_status", INT4OID}, {"event", TEXTOID}, {"provider_event", TEXTOID}, {"order_id", INT8OID},
		{"body_digest", BYTEAOID}, {"body_bytes", INT8OID}, {"problems", JSONBOID}, {"headers", JSONBOID},
		{"body", BYTEAOID}
	},
};

void
store_write_receipt(const Receipt *r)
{
	Parameters	p = {0};

	bind_int8(&p, r->source_id);
	bind_int8(&p, r->webhook_id);
	bind_time(&p, r->received_at);
	bind_string(&p, r->verdict);
	bind_string(&p, r->strength);
	bind_string(&p, r->key_id);
	bind_string(&p, r->outcome);
	bind_string(&p, r->reason);
	bind_datum(&p, INT4OID, Int32GetDatum(r->http_status), false);
	bind_string(&p, r->event);
	bind_text(&p, r->provider_event);
	bind_datum(&p, INT8OID, Int64GetDatum(r->order_id), r->order_id == 0);
	bind_digest(&p, r->body_digest);
	bind_int8(&p, r->body_bytes);
	bind_datum(&p, JSONBOID, r->problems, r->problems == 0);
	bind_datum(&p, JSONBOID, r->headers, r->headers == 0);
	bind_datum(&p, BYTEAOID, r->body, r->body == 0);
	insert_row(&receipt_table, &p);
}

static const char rewrite_receipt_sql[] =
	"UPDATE orderhook.receipt SET verdict = $3, strength = $4, key_id = COALESCE($5, key_id), outcome = $6,"
	" reason = $7, http_status = $8, event = $9, provider_event = $10, order_id = $11, problems = $12"
	" WHERE source_id" EQ "$1 AND webhook_id" EQ "$2";

void
store_rewrite_receipt(const Receipt *r)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, r->source_id);
	bind_int8(&p, r->webhook_id);
	bind_string(&p, r->verdict);
	bind_string(&p, r->strength);
	bind_string(&p, r->key_id);
	bind_string(&p, r->outcome);
	bind_string(&p, r->reason);
	bind_datum(&p, INT4OID, Int32GetDatum(r->http_status), false);
	bind_string(&p, r->event);
	bind_text(&p, r->provider_event);
	bind_datum(&p, INT8OID, Int64GetDatum(r->order_id), r->order_id == 0);
	bind_datum(&p, JSONBOID, r->problems, r->problems == 0);
	run_statement(plan ? plan : plan_statement(&plan, &p, rewrite_receipt_sql), &p, SPI_OK_UPDATE);
}

static const char read_receipt_sql[] =
	"SELECT s.name, r.received_at, r.verdict, r.strength, r.outcome, r.headers, r.body, r.body_bytes"
	" FROM orderhook.source s JOIN orderhook.receipt r ON r.source_id" EQ "s.source_id"
	" WHERE r.webhook_id" EQ "$1 FOR UPDATE OF r";

static NullableDatum
result_datum(uint64 row, int column)
{
	NullableDatum result;

	result.value = result_value(row, column, &result.isnull);
	return result;
}

bool
store_read_receipt(int64 webhook_id, Stored *stored)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, webhook_id);
	run_statement(plan ? plan : plan_statement(&plan, &p, read_receipt_sql), &p, SPI_OK_SELECT);
	if (SPI_processed == 0)
		return false;
	*stored = (Stored) {
		.webhook_id = webhook_id,
		.source = result_datum(0, 1).value,
		.received_at = result_int8(0, 2),
		.verdict = result_string(0, 3),
		.strength = result_string(0, 4),
		.outcome = result_string(0, 5),
		.headers = result_datum(0, 6),
		.body = result_datum(0, 7),
		.body_bytes = result_int8(0, 8),
	};
	return true;
}

/* ---- the header of an order ---- */

static const char *
lock_order_sql(void)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT order_id");
	append_columns(&sql, &oh_tables[OH_ORDER], "");
	appendStringInfoString(&sql,
						   ", authenticity, revision, problem_count, last_received_at, last_webhook_id,"
						   " last_body_digest, stated, version_rank, version_stated, is_loose, group_digests"
						   " FROM orderhook.order_header"
						   " WHERE source_id" EQ "$1 AND external_id" EQ "$2 FOR UPDATE");
	return sql.data;
}

static OhRow *
result_order(void)
{
	const OhTable *table = &oh_tables[OH_ORDER];
	OhRow	   *order = palloc0(sizeof(OhRow) + sizeof(OhCell) * table->count);

	for (int i = 0; i < table->count; i++)
	{
		bool		isnull;
		Datum		value = result_value(0, 2 + i, &isnull);

		order->cells[i] = datum_cell(value, isnull, table->columns[i].kind);
	}
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

bool
store_lock_order(int64 source_id, OhBytes external_id, Known *known)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};
	int			tail = 2 + OH_ORDER_COUNT;
	OhBytes		digest;
	bool		isnull;

	bind_int8(&p, source_id);
	bind_text(&p, external_id);
	run_statement(plan ? plan : plan_statement(&plan, &p, lock_order_sql()), &p, SPI_OK_SELECT);
	if (SPI_processed == 0)
		return false;
	memset(known, 0, sizeof(*known));
	known->order_id = result_int8(0, 1);
	known->order = result_order();
	known->authenticity = result_string(0, tail);
	known->revision = result_int8(0, tail + 1);
	known->problem_count = result_int8(0, tail + 2);
	known->last_received_at = result_int8(0, tail + 3);
	known->last_webhook_id = result_int8(0, tail + 4);
	digest = result_bytes(0, tail + 5);
	memcpy(known->last_body_digest, digest.data, Min(digest.len, OH_DIGEST_LEN));
	known->stated = (OhStated) result_int8(0, tail + 6);
	known->standing = oh_standing_of(known->order, DatumGetInt32(result_value(0, tail + 7, &isnull)),
									 DatumGetInt32(result_value(0, tail + 8, &isnull)),
									 DatumGetBool(result_value(0, tail + 9, &isnull)));
	read_digests(result_value(0, tail + 10, &isnull), known->digests);
	return true;
}

/* $1 source, $2 order, then the columns, then what merging needs: the same for both statements. */
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
}

static const char *const header_tail[] = {
	"authenticity", "revision", "problem_count", "last_received_at", "last_webhook_id", "last_body_digest",
	"stated", "version_rank", "version_stated", "is_loose", "group_digests"
};

#define FIRST_TAIL			(3 + OH_ORDER_COUNT)
#define LAST_RECEIVED_AT	(FIRST_TAIL + 3)

static const char *
insert_order_sql(void)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "INSERT INTO orderhook.order_header (source_id");
	append_columns(&sql, &oh_tables[OH_ORDER], "");
	for (size_t i = 0; i < lengthof(header_tail); i++)
		appendStringInfo(&sql, ", %s", header_tail[i]);
	appendStringInfoString(&sql, ", first_received_at) SELECT $1");
	for (int i = 3; i < FIRST_TAIL + (int) lengthof(header_tail); i++)
		appendStringInfo(&sql, ", $%d", i);
	appendStringInfo(&sql, ", $%d WHERE $2 OPERATOR(pg_catalog.>=) 0"
					 " ON CONFLICT (source_id, external_id) DO NOTHING RETURNING order_id", LAST_RECEIVED_AT);
	return sql.data;
}

bool
store_insert_order(int64 source_id, Known *known)
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

/*
 * The id is the key and is left alone: an update then touches no indexed column.
 *
 * Both keys are asked for whole.  Asked for one, the planner may take the index of the other for
 * as good, in a store without statistics, and read all orders of the source.
 */
static const char *
update_order_sql(void)
{
	const OhTable *table = &oh_tables[OH_ORDER];
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "UPDATE orderhook.order_header SET ");
	for (int i = 0; i < table->count; i++)
		if (i != OH_ORDER_EXTERNAL_ID)
			appendStringInfo(&sql, "%s = $%d, ", table->columns[i].name, 3 + i);
	for (size_t i = 0; i < lengthof(header_tail); i++)
		appendStringInfo(&sql, "%s%s = $%d", i > 0 ? ", " : "", header_tail[i], FIRST_TAIL + (int) i);
	appendStringInfo(&sql, " WHERE source_id" EQ "$1 AND order_id" EQ "$2 AND external_id" EQ "$%d",
					 3 + OH_ORDER_EXTERNAL_ID);
	return sql.data;
}

void
store_update_order(int64 source_id, const Known *known)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_header(&p, source_id, known);
	run_statement(plan ? plan : plan_statement(&plan, &p, update_order_sql()), &p, SPI_OK_UPDATE);
}
