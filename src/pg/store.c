/*
 * store.c
 *	  The statements over sources, receipts and the outbox.
 */
#include "store.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "citus.h"
#include "commands/sequence.h"
#include "datum.h"
#include "direct_read.h"
#include "direct_write.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "statement.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

/* ---- sources ---- */

/* What is asked of a source, and of each of its keys. */
#define SOURCE_COLUMNS	12
#define KEY_COLUMNS		9

static DirectTable source_table = {
	.name = "source",
	.count = SOURCE_COLUMNS,
	.columns = {
		{"name", TEXTOID}, {"source_id", INT8OID}, {"provider", TEXTOID}, {"timezone", TEXTOID},
		{"money_unit", TEXTOID}, {"allow_unauthenticated", BOOLOID}, {"max_body_bytes", INT4OID},
		{"enabled", BOOLOID}, {"retry_horizon", INTERVALOID}, {"notify", BOOLOID}, {"outbox", BOOLOID},
		{"rejected_quota", INT8OID}
	},
	.key_count = 1,
	.keys = {0},
};

static DirectTable key_table = {
	.name = "source_secret",
	.count = KEY_COLUMNS,
	.columns = {
		{"source_id", INT8OID}, {"key_id", TEXTOID}, {"kind", TEXTOID}, {"sealed", BYTEAOID}, {"salt", BYTEAOID},
		{"name", TEXTOID}, {"valid_from", TIMESTAMPTZOID}, {"valid_to", TIMESTAMPTZOID},
		{"last_used_at", TIMESTAMPTZOID}
	},
	.key_count = 2,
	.keys = {0, 1},
};

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
	source->notify = DatumGetBool(values[9]);
	source->outbox = DatumGetBool(values[10]);
	source->rejected_quota = DatumGetInt64(values[11]);
	source->webhook_id = 0;
	source->key_count = 0;
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
		.secret = value_bytes(values[3], nulls[3]),
		.salt = value_bytes(values[4], nulls[4]),
		.name = value_bytes(values[5], nulls[5]),
	};
	source->keys_due[n] = nulls[8] || DatumGetTimestampTz(values[8]) <= at - USECS_PER_MINUTE;
	source->key_count++;
}

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

/*
 * One statement a table: of a distributed store each node has all sources, and the keys of
 * those alone whose shards it has.
 */
static const char find_source_sql[] =
	"SELECT name, source_id, provider, timezone, money_unit, allow_unauthenticated, max_body_bytes, enabled,"
	" retry_horizon, notify, outbox, rejected_quota"
	" FROM orderhook.source WHERE name" EQ "$1";

static const char find_keys_sql[] =
	"SELECT source_id, key_id, kind, sealed, salt, name, valid_from, valid_to, last_used_at"
	" FROM orderhook.source_secret WHERE source_id" EQ "$1";

static bool
select_source(Datum name, TimestampTz at, Source *source)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};
	Datum		values[SOURCE_COLUMNS];
	bool		nulls[SOURCE_COLUMNS];

	bind_datum(&p, TEXTOID, name, false);
	run_with_latest_snapshot(plan ? plan : plan_statement(&plan, &p, find_source_sql), &p, SPI_OK_SELECT);
	if (SPI_processed == 0)
		return false;
	result_row(0, values, nulls);
	take_source(source, values, nulls, at);
	return true;
}

static void
select_keys(Source *source, TimestampTz at, bool keys_of_then)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};
	Datum		values[KEY_COLUMNS];
	bool		nulls[KEY_COLUMNS];

	bind_int8(&p, source->source_id);
	run_with_latest_snapshot(plan ? plan : plan_statement(&plan, &p, find_keys_sql), &p, SPI_OK_SELECT);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		result_row(row, values, nulls);
		take_key(source, values, nulls, at, keys_of_then);
	}
}

/*
 * Before the snapshot is taken: whoever waits here for a transaction that makes the tables
 * anew, as to distribute them does, would see no row of them with an older one.  That
 * transaction takes them in this order: an engine that sends a call to another node locks the
 * first before the call begins.
 */
static void
lock_source_tables(void)
{
	(void) RangeVarGetRelid(makeRangeVar("orderhook", "source_secret", -1), AccessShareLock, false);
	(void) RangeVarGetRelid(makeRangeVar("orderhook", "source", -1), AccessShareLock, false);
}

/*
 * Of a call that another node sent, that node holds a lock for as long.  Who has this one
 * here may be waiting for it: a deadlock over two nodes that nobody detects.  As one on a
 * single node is, it is looked for after a second.
 */
static void
lock_sources(void)
{
	int			level;

	if (!is_session_of_a_node())
	{
		lock_source_tables();
		return;
	}
	level = NewGUCNestLevel();
	(void) set_config_option("lock_timeout", "1s", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	lock_source_tables();
	AtEOXact_GUC(true, level);
}

/* Both tables under one snapshot, or each by a statement. */
static bool
find_source(Datum name, TimestampTz at, bool keys_of_then, Source *source)
{
	Snapshot	snapshot;
	Found		found;

	CommandCounterIncrement();
	lock_sources();
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	found = read_source(name, at, snapshot, source);
	if (found == FOUND)
		found = read_keys(source, at, keys_of_then, snapshot);
	UnregisterSnapshot(snapshot);
	if (found != NOT_ASKED)
		return found == FOUND;
	if (!select_source(name, at, source))
		return false;
	select_keys(source, at, keys_of_then);
	return true;
}

static int64
next_webhook_id(void)
{
	RangeVar   *name = makeRangeVar("orderhook", "receipt_webhook_id_seq", -1);
	int64		drawn = nextval_internal(RangeVarGetRelid(name, NoLock, false), true);

	return is_store_distributed() ? id_by_time(drawn, GetCurrentTimestamp()) : drawn;
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

static const char name_source_sql[] =
	"SELECT name FROM orderhook.source WHERE source_id" EQ "$1";

bool
store_find_source_name(int64 source_id, Datum *name)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};
	bool		isnull;

	lock_sources();
	bind_int8(&p, source_id);
	run_with_latest_snapshot(plan ? plan : plan_statement(&plan, &p, name_source_sql), &p, SPI_OK_SELECT);
	if (SPI_processed == 0)
		return false;
	*name = result_value(0, 1, &isnull);
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

/*
 * The lock that each write takes on what tells where its shard is: 5 is SHARE.  A move takes
 * those of all tables, in the order in which they were distributed: this one first.  Who has
 * it never waits for a move that waits for him.
 */
static const char keep_place_sql[] =
	"SELECT pg_catalog.lock_shard_metadata(5, ARRAY["
	"pg_catalog.get_shard_id_for_distribution_column('orderhook.source_secret', $1)])";

void
store_keep_place(int64 source_id)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	if (!is_store_distributed())
		return;
	bind_int8(&p, source_id);
	run_statement(plan ? plan : plan_statement(&plan, &p, keep_place_sql), &p, SPI_OK_SELECT);
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
	.count = 18,
	.columns = {
		{"source_id", INT8OID}, {"webhook_id", INT8OID}, {"verdict", TEXTOID}, {"strength", TEXTOID},
		{"key_id", TEXTOID}, {"outcome", TEXTOID}, {"reason", TEXTOID}, {"http_status", INT4OID}, {"event", TEXTOID},
		{"provider_event", TEXTOID}, {"order_id", INT8OID}, {"problems", JSONBOID}, {"received_at", TIMESTAMPTZOID},
		{"body_digest", BYTEAOID}, {"body_bytes", INT8OID}, {"headers", JSONBOID}, {"body", BYTEAOID},
		{"erased_at", TIMESTAMPTZOID}
	},
};

/* Which receipt, and what became of the delivery: the columns up to problems. */
static void
bind_ending(Parameters *p, const Receipt *r)
{
	bind_int8(p, r->source_id);
	bind_int8(p, r->webhook_id);
	bind_string(p, r->verdict);
	bind_string(p, r->strength);
	bind_string(p, r->key_id);
	bind_string(p, r->outcome);
	bind_string(p, r->reason);
	bind_datum(p, INT4OID, Int32GetDatum(r->http_status), false);
	bind_string(p, r->event);
	bind_text(p, r->provider_event);
	bind_id(p, r->order_id);
	bind_datum(p, JSONBOID, r->problems, r->problems == 0);
}

void
store_write_receipt(const Receipt *r)
{
	Parameters	p = {0};

	bind_ending(&p, r);
	bind_time(&p, r->received_at);
	bind_digest(&p, r->body_digest);
	bind_int8(&p, r->body_bytes);
	bind_datum(&p, JSONBOID, r->headers, r->headers == 0);
	bind_datum(&p, BYTEAOID, r->body, r->body == 0);
	bind_datum(&p, TIMESTAMPTZOID, (Datum) 0, true);
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

	bind_ending(&p, r);
	run_statement(plan ? plan : plan_statement(&plan, &p, rewrite_receipt_sql), &p, SPI_OK_UPDATE);
}

static const char find_receipt_sql[] =
	"SELECT s.source_id, s.name"
	" FROM orderhook.source s JOIN orderhook.receipt r ON r.source_id" EQ "s.source_id"
	" WHERE r.webhook_id" EQ "$1";

#define READ_RECEIPT \
	"SELECT received_at, verdict, strength, outcome, headers, body, body_bytes, body_digest, erased_at" \
	" FROM orderhook.receipt WHERE source_id" EQ "$1 AND webhook_id" EQ "$2"

static NullableDatum
result_datum(uint64 row, int column)
{
	NullableDatum result;

	result.value = result_value(row, column, &result.isnull);
	return result;
}

/* Found first, and then locked by its whole key: where tables are distributed a lock takes one node. */
bool
store_read_receipt(int64 webhook_id, bool steady, Stored *stored)
{
	static SPIPlanPtr find = NULL;
	static SPIPlanPtr plans[2];
	SPIPlanPtr *read = &plans[steady];
	Parameters	id = {0};
	Parameters	key = {0};
	Datum		source;
	int64		source_id;

	bind_int8(&id, webhook_id);
	if (find == NULL)
		plan_statement(&find, &id, find_receipt_sql);
	select_rows(find, &id, steady);
	if (SPI_processed == 0)
		return false;
	source = result_datum(0, 2).value;
	source_id = result_int8(0, 1);
	if (!steady)
		store_keep_place(source_id);
	bind_int8(&key, source_id);
	bind_int8(&key, webhook_id);
	if (*read == NULL)
		plan_statement(read, &key, steady ? READ_RECEIPT : READ_RECEIPT " FOR UPDATE");
	select_rows(*read, &key, steady);
	if (SPI_processed == 0)
		return false;
	*stored = (Stored) {
		.webhook_id = webhook_id,
		.source = source,
		.received_at = result_int8(0, 1),
		.verdict = result_string(0, 2),
		.strength = result_string(0, 3),
		.outcome = result_string(0, 4),
		.headers = result_datum(0, 5),
		.body = result_datum(0, 6),
		.body_bytes = result_int8(0, 7),
		.body_digest = result_bytes(0, 8),
		.is_erased = !result_datum(0, 9).isnull,
	};
	return true;
}

/* ---- the outbox ---- */

static DirectTable outbox_table = {
	.name = "outbox",
	.count = 6,
	.columns = {
		{"source_id", INT8OID}, {"transaction_id", INT8OID}, {"webhook_id", INT8OID}, {"order_id", INT8OID},
		{"event", TEXTOID}, {"received_at", TIMESTAMPTZOID}
	},
};

void
store_write_change(int64 source_id, const Change *change)
{
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, change->transaction_id);
	bind_int8(&p, change->webhook_id);
	bind_id(&p, change->order_id);
	bind_string(&p, change->event);
	bind_time(&p, change->received_at);
	insert_row(&outbox_table, &p);
}
