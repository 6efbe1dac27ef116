/*
 * fn_replay.c
 *	  orderhook_replay and orderhook_recheck: stored deliveries, once more.
 *
 * They work from the receipt, with the rights of the caller.  Credentials were not kept,
 * so that only signatures can be checked again.  A dry run locks nothing.
 */
#include "passage.h"

#include "access/htup_details.h"
#include "datum.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "redact.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(orderhook_replay);
PG_FUNCTION_INFO_V1(orderhook_recheck);

/* ---- the receipt ---- */

static Stored
stored_delivery(int64 webhook_id, bool steady)
{
	Stored		stored;

	if (!store_read_receipt(webhook_id, steady, &stored))
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("webhook " INT64_FORMAT " does not exist", webhook_id)));
	return stored;
}

static bool
is_whole(const Stored *stored)
{
	return strcmp(stored->outcome, "too_large") != 0 && !(stored->body.isnull && stored->body_bytes > 0);
}

/* ---- checking again ---- */

/* Is there a signature, and is it still in the headers? */
static bool
was_signed(const Delivery *d)
{
	return d->provider->auth.scheme == OH_SCHEME_BODY_HMAC || has_kept_signature(d->provider, d->headers);
}

/* Of two proofs the shared word is gone: the signature alone is checked. */
static void
keep_signing_keys(Source *source)
{
	int			kept = 0;

	for (int i = 0; i < source->key_count; i++)
	{
		if (source->keys[i].kind != OH_KEY_HMAC)
			continue;
		source->keys[kept] = source->keys[i];
		source->key_ids[kept++] = source->key_ids[i];
	}
	source->key_count = kept;
}

Datum
orderhook_recheck(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	Workspace	work;
	Delivery	d = {.work = &work, .verdict.key = -1};
	Stored		stored;
	TupleDesc	desc;
	Datum		values[3];
	bool		nulls[3] = {true, true, true};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != lengthof(values))
		elog(ERROR, "return type must be a row type");
	workspace_begin(&work, "orderhook_recheck", ALLOWANCE_OF_DELIVERY);
	SPI_connect();
	stored = stored_delivery(PG_GETARG_INT64(0), PG_GETARG_BOOL(1));
	passage_load(&d, &stored, stored.received_at, true);
	MemoryContextSwitchTo(caller);
	if (is_whole(&stored) && !stored.is_erased && was_signed(&d))
	{
		keep_signing_keys(&d.source);
		passage_verify(&d);
		nulls[0] = nulls[1] = false;
		values[0] = string_datum(d.verdict_name);
		values[1] = string_datum(oh_strength_name(d.verdict.strength));
		nulls[2] = d.verdict.key < 0;
		if (d.verdict.key >= 0)
			values[2] = string_datum(d.source.key_ids[d.verdict.key]);
	}
	SPI_finish();
	workspace_end(&work);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* ---- replaying ---- */

static void
check_replayable(const Stored *stored)
{
	if (strcmp(stored->outcome, "too_large") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the body of webhook " INT64_FORMAT " was not kept", stored->webhook_id),
				 errdetail("It was over the limit of its source, and only its beginning is stored.")));
	if (!is_whole(stored))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the body of webhook " INT64_FORMAT " was purged", stored->webhook_id)));
	if (strcmp(stored->outcome, "rejected") != 0 && strcmp(stored->outcome, "quarantined") != 0 &&
		strcmp(stored->outcome, "ignored") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("webhook " INT64_FORMAT " is %s", stored->webhook_id, stored->outcome),
				 errdetail("Only what was rejected, quarantined or ignored can be replayed."),
				 errhint("orderhook.renormalize reads again what was applied.")));
}

static OhStrength
strength_of_name(const char *name)
{
	if (strcmp(name, oh_strength_name(OH_STRENGTH_BODY)) == 0)
		return OH_STRENGTH_BODY;
	if (strcmp(name, oh_strength_name(OH_STRENGTH_CREDENTIAL)) == 0)
		return OH_STRENGTH_CREDENTIAL;
	return OH_STRENGTH_NONE;
}

/* What was authentic then stays so; what was not is checked anew, where something to check was kept. */
static void
judge_again(Delivery *d, const Stored *stored)
{
	bool		was_let_in = strcmp(stored->verdict, oh_reason_name(OH_REASON_UNAUTHENTICATED)) == 0;

	if (strcmp(stored->outcome, "rejected") == 0)
	{
		if (stored->is_erased)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("webhook " INT64_FORMAT " cannot be checked again", stored->webhook_id),
					 errdetail("Personal data was erased from its body: its signature can no longer be checked.")));
		if (!was_signed(d) && d->provider->auth.scheme != OH_SCHEME_STATIC_HEADER)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("webhook " INT64_FORMAT " cannot be checked again", stored->webhook_id),
					 errdetail("Its credential was not kept.")));
		keep_signing_keys(&d->source);
		passage_verify(d);
		return;
	}
	passage_verify(d);
	/* Repetitions are known by the bytes that came. */
	memcpy(d->digest, stored->body_digest.data, Min(stored->body_digest.len, OH_DIGEST_LEN));
	d->verdict = (OhVerdict) {
		.valid = !was_let_in,
		.strength = strength_of_name(stored->strength),
		.reason = was_let_in ? OH_REASON_UNAUTHENTICATED : OH_REASON_OK,
		.key = -1,
	};
	d->source.allow_unauthenticated |= was_let_in;
}

Datum
orderhook_replay(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	Workspace	work;
	Delivery	d = {.work = &work, .verdict.key = -1};
	Stored		stored;
	TupleDesc	desc;
	Datum		values[ANSWER_COLUMNS];
	bool		nulls[ANSWER_COLUMNS];
	HeapTuple	row;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != lengthof(values))
		elog(ERROR, "return type must be a row type");
	workspace_begin(&work, "orderhook_replay", ALLOWANCE_OF_DELIVERY);
	SPI_connect();
	stored = stored_delivery(PG_GETARG_INT64(0), false);
	check_replayable(&stored);
	passage_load(&d, &stored, GetCurrentTimestamp(), false);
	judge_again(&d, &stored);
	passage_settle_again(&d);
	MemoryContextSwitchTo(caller);
	passage_answer(&d, values, nulls);
	row = heap_form_tuple(BlessTupleDesc(desc), values, nulls);
	SPI_finish();
	workspace_end(&work);
	PG_RETURN_DATUM(HeapTupleGetDatum(row));
}
