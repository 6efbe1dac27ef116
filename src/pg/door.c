/*
 * door.c
 *	  orderhook_door: the INSTEAD OF INSERT trigger of the inbox.
 *
 * One pass: source and live keys, size, verdict over the raw bytes, document, order,
 * the order's lock, its place among what is known, the rows that changed, the receipt.
 * Whatever headers and body hold, the delivery ends with one verdict and one outcome;
 * only an unknown source, misuse of the trigger or a failure to store raises.
 *
 * It works as the owner of the view, switched as the foreign-key triggers switch.  On a
 * view of somebody else's it therefore has that role's rights, and nothing more.
 */
#include "delivery.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "datum.h"
#include "durability.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "redact.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(orderhook_door);

/* ---- the view ---- */

enum
{
	DOOR_SOURCE,
	DOOR_HEADERS,
	DOOR_BODY,
	DOOR_WEBHOOK_ID,
	DOOR_VERDICT,
	DOOR_STRENGTH,
	DOOR_OUTCOME,
	DOOR_REASON,
	DOOR_HTTP_STATUS,
	DOOR_ORDER_ID,
	DOOR_PROBLEMS,
	DOOR_COLUMNS
};

static const Oid door_types[DOOR_COLUMNS] = {
	TEXTOID, JSONBOID, BYTEAOID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT4OID, INT8OID, JSONBOID
};

static bool
is_inbox(TupleDesc desc)
{
	if (desc->natts != DOOR_COLUMNS)
		return false;
	for (int i = 0; i < DOOR_COLUMNS; i++)
		if (TupleDescAttr(desc, i)->atttypid != door_types[i])
			return false;
	return true;
}

static TriggerData *
check_trigger(FunctionCallInfo fcinfo)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_INSTEAD(trigger->tg_event) ||
		!TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		!is_inbox(RelationGetDescr(trigger->tg_relation)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger function \"%s\" belongs to the inbox of a store", "orderhook_door"),
				 errdetail("It fires instead of an INSERT, for each row of a view with the columns of orderhook.inbox.")));
	return trigger;
}

/* ---- outcomes ---- */

static const struct
{
	const char *name;
	int			http_status;
}			outcomes[] = {
	[OUTCOME_APPLIED] = {"applied", 200},
	[OUTCOME_DUPLICATE] = {"duplicate", 200},
	[OUTCOME_STALE] = {"stale", 200},
	[OUTCOME_IGNORED] = {"ignored", 200},
	[OUTCOME_QUARANTINED] = {"quarantined", 200},
	[OUTCOME_REJECTED] = {"rejected", 401},
	[OUTCOME_TOO_LARGE] = {"too_large", 413},
};

const char *
outcome_name(Outcome outcome)
{
	return outcomes[outcome].name;
}

int
outcome_http_status(Outcome outcome)
{
	return outcomes[outcome].http_status;
}

void
delivery_end(Delivery *d, Outcome outcome, const char *format,...)
{
	char		text[256];
	va_list		args;

	d->outcome = outcome;
	d->reason = NULL;
	if (format == NULL)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	d->reason = MemoryContextStrdup(d->work->memory, text);
}

/* ---- verdicts ---- */

static const char *const verdict_reasons[] = {
	[OH_REASON_BAD_SIGNATURE] = "the signature does not match the body under any live key",
	[OH_REASON_BAD_CREDENTIAL] = "the credential matches no live key",
	[OH_REASON_MISSING_HEADER] = "the header that has to prove the sender is missing",
	[OH_REASON_MALFORMED_HEADER] = "the header that has to prove the sender is malformed",
	[OH_REASON_AMBIGUOUS_HEADER] = "the header that has to prove the sender stands there more than once",
	[OH_REASON_NO_SECRET] = "the source has no live secret",
	[OH_REASON_EXPIRED] = "the signed date is more than five minutes from the receipt",
	[OH_REASON_UNAUTHENTICATED] = "the provider has no authentication and the source does not allow that",
	[OH_REASON_UNSUPPORTED] = "the header that has to prove the sender cannot be checked",
};

/* A provider without authentication is let in where the source says so, and says so on every order. */
static bool
is_admitted(Delivery *d)
{
	if (d->verdict.reason == OH_REASON_UNAUTHENTICATED && !d->source.allow_unauthenticated)
		d->verdict.reason = OH_REASON_NO_SECRET;
	d->verdict_name = oh_reason_name(d->verdict.reason);
	return d->verdict.valid || d->verdict.reason == OH_REASON_UNAUTHENTICATED;
}

static void
verify(Delivery *d)
{
	OhRequest	request = {
		.headers = d->headers,
		.body = d->body,
		.has_received_at = true,
		.received_at = moment_of_timestamp(d->received_at),
	};

	if (!oh_mac_digest(backend_mac(), d->body, d->digest))
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("could not compute SHA-256")));
	d->verdict = oh_auth_verify(backend_mac(), &d->provider->auth, &request,
								d->source.keys, d->source.key_count);
}

/* ---- what it says ---- */

/* What could not be read is told by the first error, else by the first problem. */
static const OhRow *
gravest_problem(const OhRows *problems)
{
	for (const OhRow *row = problems->first; row; row = row->next)
		if (oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], OH_ERROR))
			return row;
	return problems->first;
}

static void
quarantine(Delivery *d)
{
	const OhRow *problem = gravest_problem(&d->reading.rows[OH_PROBLEM]);
	OhBytes		path = OH_BYTES("$");
	OhBytes		expected = OH_BYTES("order");
	OhBytes		found = OH_BYTES("something else");

	if (problem)
	{
		path = oh_cell_bytes(&problem->cells[OH_PROBLEM_PATH]);
		expected = oh_cell_bytes(&problem->cells[OH_PROBLEM_EXPECTED]);
		found = oh_cell_bytes(&problem->cells[OH_PROBLEM_FOUND]);
	}
	delivery_end(d, OUTCOME_QUARANTINED, "expected %.*s at %.*s, found %.*s", (int) expected.len, expected.data,
				 (int) path.len, path.data, (int) found.len, found.data);
}

static void
apply(Delivery *d)
{
	OhOptions	options = reading_options(d->source.timezone, d->source.money_unit);

	d->reading = reading_of_body(d->work, d->provider, d->body, &options);
	d->was_read = true;
	switch (d->reading.subject)
	{
		case OH_SUBJECT_UNREADABLE:
			quarantine(d);
			break;
		case OH_SUBJECT_NOTHING:
			delivery_end(d, OUTCOME_IGNORED, "event \"%s\" carries no order", d->reading.event);
			break;
		case OH_SUBJECT_ORDER:
			apply_order(d);
			break;
		case OH_SUBJECT_CUSTOMER:
			apply_records(d, OH_CUSTOMER);
			break;
		case OH_SUBJECT_PRODUCT:
			apply_records(d, OH_PRODUCT);
			break;
	}
}

static void
judge(Delivery *d)
{
	bool		admitted;

	verify(d);
	admitted = is_admitted(d);
	if (d->body.len > (size_t) d->source.max_body_bytes)
		delivery_end(d, OUTCOME_TOO_LARGE, "body of %zu bytes, over the limit of %d", d->body.len,
					 d->source.max_body_bytes);
	else if (!admitted)
		delivery_end(d, OUTCOME_REJECTED, "%s", verdict_reasons[d->verdict.reason]);
	else if (!d->source.enabled)
		delivery_end(d, OUTCOME_IGNORED, "the source is not enabled");
	else
		apply(d);
}

/* ---- the receipt ---- */

/* Of a body that is too large, this much is kept; its digest stands for the rest. */
#define KEPT_OF_TOO_LARGE	1024

static Datum
kept_body(const Delivery *d, Datum body)
{
	bytea	   *start;

	if (d->outcome != OUTCOME_TOO_LARGE || d->body.len <= KEPT_OF_TOO_LARGE)
		return body;
	start = palloc(VARHDRSZ + KEPT_OF_TOO_LARGE);
	SET_VARSIZE(start, VARHDRSZ + KEPT_OF_TOO_LARGE);
	memcpy(VARDATA(start), d->body.data, KEPT_OF_TOO_LARGE);
	return PointerGetDatum(start);
}

static Datum
read_problems(const Delivery *d)
{
	return d->was_read ? problems_datum(&d->reading.rows[OH_PROBLEM]) : (Datum) 0;
}

static void
write_receipt(const Delivery *d, Datum headers, Datum body)
{
	Receipt		receipt = {
		.source_id = d->source.source_id,
		.webhook_id = d->source.webhook_id,
		.received_at = d->received_at,
		.verdict = d->verdict_name,
		.strength = oh_strength_name(d->verdict.strength),
		.key_id = d->verdict.key >= 0 ? d->source.key_ids[d->verdict.key] : NULL,
		.outcome = outcome_name(d->outcome),
		.reason = d->reason,
		.http_status = outcome_http_status(d->outcome),
		.event = d->was_read ? d->reading.event : NULL,
		.provider_event = d->was_read ? d->reading.provider_event : OH_NO_BYTES,
		.order_id = d->order_id,
		.body_digest = d->digest,
		.body_bytes = (int64) d->body.len,
		.problems = read_problems(d),
		.headers = headers ? redact_headers(d->provider, d->headers, headers) : (Datum) 0,
		.body = body ? kept_body(d, body) : (Datum) 0,
	};

	store_write_receipt(&receipt);
}

/* ---- the trigger ---- */

static void
find_source(Delivery *d, Datum name, bool isnull)
{
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("a delivery must name its source")));
	if (!store_find_source(name, d->received_at, &d->source))
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("source \"%s\" does not exist", TextDatumGetCString(name)),
				 errhint("Insert it into orderhook.source first.")));
	d->provider = oh_provider_find(oh_bytes_of_string(d->source.provider));
	if (d->provider == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("provider \"%s\" is not known to this version", d->source.provider)));
}

/* What the row says to RETURNING. */
static HeapTuple
answer(const Delivery *d, TupleDesc desc, Datum *values, bool *nulls)
{
	for (int i = DOOR_WEBHOOK_ID; i < DOOR_COLUMNS; i++)
		nulls[i] = false;
	values[DOOR_WEBHOOK_ID] = Int64GetDatum(d->source.webhook_id);
	values[DOOR_VERDICT] = string_datum(d->verdict_name);
	values[DOOR_STRENGTH] = string_datum(oh_strength_name(d->verdict.strength));
	values[DOOR_OUTCOME] = string_datum(outcome_name(d->outcome));
	nulls[DOOR_REASON] = d->reason == NULL;
	if (d->reason)
		values[DOOR_REASON] = text_datum(oh_bytes_of_string(d->reason));
	values[DOOR_HTTP_STATUS] = Int32GetDatum(outcome_http_status(d->outcome));
	nulls[DOOR_ORDER_ID] = d->order_id == 0;
	values[DOOR_ORDER_ID] = Int64GetDatum(d->order_id);
	nulls[DOOR_PROBLEMS] = !d->was_read;
	values[DOOR_PROBLEMS] = read_problems(d);
	return heap_form_tuple(desc, values, nulls);
}

/* An absent body is an empty one: it proves nothing and says nothing. */
static OhBytes
body_bytes(Datum *body, bool isnull)
{
	if (isnull)
	{
		*body = (Datum) 0;
		return oh_bytes("", 0);
	}
	*body = PointerGetDatum(PG_DETOAST_DATUM_PACKED(*body));
	return varlena_bytes(DatumGetPointer(*body));
}

static void
receive(Delivery *d, Datum *values, bool *nulls)
{
	Datum		headers = nulls[DOOR_HEADERS] ? (Datum) 0 : JsonbPGetDatum(DatumGetJsonbP(values[DOOR_HEADERS]));
	Datum		body = values[DOOR_BODY];

	d->received_at = GetCurrentTimestamp();
	find_source(d, values[DOOR_SOURCE], nulls[DOOR_SOURCE]);
	d->body = body_bytes(&body, nulls[DOOR_BODY]);
	d->headers = headers_from_jsonb(d->work, headers ? DatumGetJsonbP(headers) : NULL);
	judge(d);
	write_receipt(d, headers, body);
}

Datum
orderhook_door(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = check_trigger(fcinfo);
	TupleDesc	desc = RelationGetDescr(trigger->tg_relation);
	MemoryContext caller = CurrentMemoryContext;
	Workspace	work;
	Delivery	delivery = {.work = &work, .verdict.key = -1};
	Datum		values[DOOR_COLUMNS];
	bool		nulls[DOOR_COLUMNS];
	HeapTuple	row;
	Oid			user;
	int			security;

	heap_deform_tuple(trigger->tg_trigtuple, desc, values, nulls);
	demand_durable_commit();
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(RelationGetForm(trigger->tg_relation)->relowner,
						   security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	workspace_begin(&work, "orderhook delivery");
	SPI_connect();
	receive(&delivery, values, nulls);
	MemoryContextSwitchTo(caller);
	row = answer(&delivery, desc, values, nulls);
	SPI_finish();
	workspace_end(&work);
	SetUserIdAndSecContext(user, security);
	return PointerGetDatum(row);
}
