/*
 * passage.c
 *	  What happens to a delivery, whichever way it came in.
 *
 * One pass: source and live keys, verdict over the raw bytes, size, document, order;
 * then the order's lock, its place among what is known, the rows that changed, the
 * receipt, and word of the change to whoever asked for it.  Whatever headers and body hold,
 * it ends with one verdict and one outcome; only an unknown source, a time of receipt out of
 * bounds or a failure to store raises.
 */
#include "passage.h"

#include "access/xact.h"
#include "common/pg_prng.h"
#include "datum.h"
#include "drift.h"
#include "miscadmin.h"
#include "push.h"
#include "redact.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

/* ---- verdicts ---- */

static const char *const verdict_reasons[] = {
	[OH_REASON_BAD_SIGNATURE] = "the signature does not match the body under any live key: another secret, or not the bytes that were sent",
	[OH_REASON_BAD_CREDENTIAL] = "the credential matches no live key",
	[OH_REASON_MISSING_HEADER] = "the header that has to prove the sender is missing",
	[OH_REASON_MALFORMED_HEADER] = "the header that has to prove the sender is malformed",
	[OH_REASON_AMBIGUOUS_HEADER] = "the header that has to prove the sender stands there more than once",
	[OH_REASON_NO_SECRET] = "the source has no live secret: orderhook.set_secret sets one",
	[OH_REASON_EXPIRED] = "the signed date is more than five minutes from the receipt: compare the clocks",
	[OH_REASON_UNAUTHENTICATED] = "the provider has no authentication and the source does not allow that",
	[OH_REASON_UNSUPPORTED] = "the header that has to prove the sender cannot be checked",
};

/* Where the provider has its proof. */
static const char *
deciding_header(const OhAuth *auth)
{
	switch (auth->scheme)
	{
		case OH_SCHEME_BODY_HMAC:
		case OH_SCHEME_BASIC:
			return auth->header.data;
		case OH_SCHEME_TOKEN:
			return "Authorization, or the Date that it signs";
		case OH_SCHEME_STATIC_HEADER:
			return "the one that the secret names";
	}
	pg_unreachable();
}

static void
reject(Delivery *d)
{
	const char *reason = verdict_reasons[d->verdict.reason];

	switch (d->verdict.reason)
	{
		case OH_REASON_MISSING_HEADER:
		case OH_REASON_MALFORMED_HEADER:
		case OH_REASON_AMBIGUOUS_HEADER:
			delivery_end(d, OUTCOME_REJECTED, "%s: %s", reason, deciding_header(&d->provider->auth));
			break;
		default:
			delivery_end(d, OUTCOME_REJECTED, "%s", reason);
	}
}

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
	{
		CHECK_FOR_INTERRUPTS();
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("could not compute SHA-256")));
	}
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
read_delivery(Delivery *d)
{
	OhOptions	options = reading_options(d->source.timezone, d->source.money_unit);

	d->reading = reading_and_document(d->work, d->provider, d->body, &options, &d->document);
	d->was_read = true;
}

static void
apply(Delivery *d)
{
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
		case OH_SUBJECT_REFUND:
			apply_refund(d);
			break;
		case OH_SUBJECT_CUSTOMER:
			apply_records(d, OH_CUSTOMER);
			break;
		case OH_SUBJECT_PRODUCT:
			apply_records(d, OH_PRODUCT);
			break;
	}
}

/* Ends the delivery where its verdict does; true where what it says is to be applied. */
static bool
is_to_be_applied(Delivery *d)
{
	bool		admitted = is_admitted(d);

	if (d->body.len > (size_t) d->source.max_body_bytes)
		delivery_end(d, OUTCOME_TOO_LARGE, "body of %zu bytes, over the limit of %d", d->body.len,
					 d->source.max_body_bytes);
	else if (!admitted)
		reject(d);
	else if (!d->source.enabled)
		delivery_end(d, OUTCOME_IGNORED, "the source is not enabled");
	else
		return true;
	return false;
}

/* ---- the receipt ---- */

/* Of a body that is too large, this much is kept; its digest stands for the rest. */
#define KEPT_OF_TOO_LARGE	1024

static Datum
kept_body(const Delivery *d)
{
	if (d->outcome != OUTCOME_TOO_LARGE || d->body.len <= KEPT_OF_TOO_LARGE)
		return d->body_datum;
	return bytea_datum(oh_bytes(d->body.data, KEPT_OF_TOO_LARGE));
}

static Datum
read_problems(const Delivery *d)
{
	return d->was_read ? problems_datum(&d->reading.rows[OH_PROBLEM]) : (Datum) 0;
}

static Receipt
receipt_of(const Delivery *d)
{
	return (Receipt) {
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
		.headers = d->kept_headers,
		.body = d->body_datum ? kept_body(d) : (Datum) 0,
	};
}

/* What it takes of the quota, before compression; 0 of what is authentic, which has none. */
static uint64
unproven_size(const Delivery *d)
{
	uint64		body = d->outcome == OUTCOME_TOO_LARGE ? Min(d->body.len, KEPT_OF_TOO_LARGE) : d->body.len;

	if (d->outcome < OUTCOME_REJECTED || d->verdict.strength != OH_STRENGTH_NONE)
		return 0;
	return UNPROVEN_OVERHEAD + body + (d->kept_headers ? VARSIZE(DatumGetPointer(d->kept_headers)) : 0);
}

/* One that alone is more than the quota is answered like any other, and takes no other's place. */
static void
write_receipt(const Delivery *d)
{
	Receipt		receipt = receipt_of(d);

	if (unproven_size(d) <= (uint64) d->source.rejected_quota)
		store_write_receipt(&receipt);
}

/* ---- the two halves ---- */

static void
find_source(Delivery *d, const NullableDatum *name, bool keys_of_then)
{
	if (name->isnull)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("a delivery must name its source"),
				 errhint("The source is a name in orderhook.source.")));
	if (!store_find_source(name->value, d->received_at, keys_of_then, &d->source))
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("source \"%s\" does not exist", TextDatumGetCString(name->value)),
				 errhint("Insert it into orderhook.source first.")));
	d->provider = named_provider(d->source.provider);
}

/* An absent body is an empty one: it proves nothing and says nothing. */
static void
take_body(Delivery *d, const NullableDatum *body)
{
	d->body = oh_bytes("", 0);
	if (body->isnull)
		return;
	d->body_datum = PointerGetDatum(PG_DETOAST_DATUM_PACKED(body->value));
	d->body = varlena_bytes(DatumGetPointer(d->body_datum));
}

static void
take_headers(Delivery *d, const NullableDatum *headers)
{
	Jsonb	   *jb = headers->isnull ? NULL : DatumGetJsonbP(headers->value);

	if (jb)
		d->headers_datum = JsonbPGetDatum(jb);
	d->headers = headers_from_jsonb(d->work, jb);
	if (jb)
		d->kept_headers = redact_headers(d->provider, d->headers, d->headers_datum);
}

/*
 * Puts the delivery back to the time that it was received at.  What the caller may say is
 * bounded by the retry horizon: a provider sends again what is no older than that, and who
 * stole the caller's password can bring signed deliveries back for no longer.
 */
static void
take_received_at(Delivery *d, TimestampTz stated)
{
	if (stated < d->source.repeats_since || stated > d->received_at + USECS_PER_MINUTE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("received_at is outside the time for which the source takes deliveries"),
				 errdetail("It may be as old as the retry_horizon of the source, and a minute ahead of this server's clock."),
				 errhint("Leave it out for a delivery that comes now, or raise retry_horizon.")));
	if (stated >= d->received_at)
		return;
	d->source.repeats_since -= d->received_at - stated;
	d->received_at = stated;
}

void
passage_examine(Delivery *d, const NullableDatum *source, const NullableDatum *headers,
				 const NullableDatum *body, const NullableDatum *received_at)
{
	d->received_at = GetCurrentTimestamp();
	find_source(d, source, false);
	if (!received_at->isnull)
		take_received_at(d, DatumGetTimestampTz(received_at->value));
	take_body(d, body);
	take_headers(d, headers);
	verify(d);
	CHECK_FOR_INTERRUPTS();
	d->is_to_be_applied = is_to_be_applied(d);
	if (d->is_to_be_applied)
		read_delivery(d);
}

void
passage_settle(Delivery *d)
{
	CHECK_FOR_INTERRUPTS();
	store_keep_place(d->source.source_id);
	if (d->is_to_be_applied)
		apply(d);
	write_receipt(d);
	push_change(d);
}

/* ---- what is noted ---- */

/* Where a transaction does not see what others did since its start, locking what they changed would raise. */
static void
note_key(const Delivery *d)
{
	int			key = d->verdict.key;

	if (!d->verdict.valid || key < 0 || !d->source.keys_due[key] || IsolationUsesXactSnapshot())
		return;
	store_note_key(d->source.source_id, d->source.key_ids[key], GetCurrentTimestamp());
}

/* In as many bytes as the quota has, on average. */
#define QUOTA_LOOKS	16

/*
 * To look takes as long as the quota is large, so that only one in so many bytes looks;
 * which, nobody can foretell.  That as much came since the last look as the quota itself
 * has a chance of e^-QUOTA_LOOKS.
 */
static void
keep_quota(const Delivery *d)
{
	uint64		quota = (uint64) d->source.rejected_quota;
	uint64		size = unproven_size(d);

	if (size == 0 || IsolationUsesXactSnapshot())
		return;
	if (pg_prng_uint64_range(&pg_global_prng_state, 0, quota / QUOTA_LOOKS) < size)
		store_prune_unproven(d->source.source_id, d->source.rejected_quota);
}

void
passage_note(const Delivery *d)
{
	note_key(d);
	drift_note(d);
	keep_quota(d);
}

/* ---- once more ---- */

void
passage_load(Delivery *d, const Stored *stored, TimestampTz keys_at, bool keys_of_then)
{
	NullableDatum source = {.value = stored->source};

	d->received_at = keys_at;
	find_source(d, &source, keys_of_then);
	d->received_at = stored->received_at;
	d->source.webhook_id = stored->webhook_id;
	take_body(d, &stored->body);
	take_headers(d, &stored->headers);
}

void
passage_verify(Delivery *d)
{
	verify(d);
	(void) is_admitted(d);
}

void
passage_settle_again(Delivery *d)
{
	Receipt		receipt;

	d->is_replay = true;
	d->is_to_be_applied = is_to_be_applied(d);
	if (d->is_to_be_applied)
	{
		read_delivery(d);
		apply(d);
	}
	receipt = receipt_of(d);
	store_rewrite_receipt(&receipt);
	push_change(d);
}

/* ---- the answer ---- */

void
passage_answer(const Delivery *d, Datum *values, bool *nulls)
{
	memset(nulls, false, sizeof(bool) * ANSWER_COLUMNS);
	values[0] = Int64GetDatum(d->source.webhook_id);
	values[1] = string_datum(d->verdict_name);
	values[2] = string_datum(oh_strength_name(d->verdict.strength));
	values[3] = string_datum(outcome_name(d->outcome));
	nulls[4] = d->reason == NULL;
	if (d->reason)
		values[4] = text_datum(oh_bytes_of_string(d->reason));
	values[5] = Int32GetDatum(outcome_http_status(d->outcome));
	nulls[6] = d->order_id == 0;
	values[6] = Int64GetDatum(d->order_id);
	nulls[7] = !d->was_read;
	values[7] = read_problems(d);
}
