/*
 * fn_verify.c
 *	  orderhook_verify and orderhook_sign: who sent this, and how it would be sent.
 */
#include "input.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "credential.h"
#include "datum.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(orderhook_verify_value);
PG_FUNCTION_INFO_V1(orderhook_verify_request);
PG_FUNCTION_INFO_V1(orderhook_sign);

/* The verdict as a row; key_id is the position of the key that held, where keys have one. */
static Datum
verdict_datum(FunctionCallInfo fcinfo, OhVerdict verdict, bool keys_have_positions)
{
	TupleDesc	desc = result_desc(fcinfo);
	Datum		values[4];
	bool		nulls[4] = {false};

	/* What was cancelled on the way ended like what does not hold. */
	CHECK_FOR_INTERRUPTS();
	if (desc->natts != lengthof(values))
		elog(ERROR, "return type is not orderhook_verdict");
	values[0] = BoolGetDatum(verdict.valid);
	values[1] = string_datum(oh_strength_name(verdict.strength));
	values[2] = string_datum(oh_reason_name(verdict.reason));
	nulls[3] = !keys_have_positions || verdict.key < 0;
	if (!nulls[3])
		values[3] = string_datum(psprintf("%d", verdict.key + 1));
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}

Datum
orderhook_verify_value(PG_FUNCTION_ARGS)
{
	OhVerdict	verdict = oh_auth_verify_value(backend_mac(), argument_bytes(fcinfo, 0),
											   argument_bytes(fcinfo, 1), argument_bytes(fcinfo, 2));

	return verdict_datum(fcinfo, verdict, false);
}

/*
 * A secret that does not fit the scheme matches nothing.  A damaged signing key stays
 * one, which no signature can hold for: else a slip of the pen would leave the token
 * alone to prove the sender.
 */
static OhKey
unusable_key(OhBytes secret)
{
	if (oh_bytes_start(secret, OH_BYTES(OH_SIGNING_KEY_PREFIX)))
		return (OhKey) {.kind = OH_KEY_HMAC, .secret = secret};
	return (OhKey) {0};
}

/*
 * The secrets as keys, each at its position, so that the verdict names it.  One that
 * is NULL or does not fit the scheme stays an empty key, which nothing matches.
 */
static OhKey *
keys_of_array(const OhAuth *auth, ArrayType *secrets, int *count)
{
	Datum	   *elements;
	bool	   *nulls;
	OhKey	   *keys;

	deconstruct_array(secrets, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, count);
	keys = palloc0(sizeof(OhKey) * Max(*count, 1));
	for (int i = 0; i < *count; i++)
	{
		OhBytes		secret;

		if (nulls[i])
			continue;
		secret = varlena_bytes(DatumGetTextPP(elements[i]));
		if (oh_auth_read_secret(auth, secret, palloc(secret.len + 1), &keys[i]) != NULL)
			keys[i] = unusable_key(secret);
	}
	return keys;
}

Datum
orderhook_verify_request(PG_FUNCTION_ARGS)
{
	Workspace	work;
	OhRequest	request = {.body = argument_bytes(fcinfo, 0)};
	OhKey	   *keys = NULL;
	int			count = 0;
	OhVerdict	verdict;
	const OhAuth *auth;

	/* Which scheme nobody said: there is no answer but "not so". */
	if (PG_ARGISNULL(3))
		return verdict_datum(fcinfo, (OhVerdict) {.reason = OH_REASON_UNSUPPORTED, .key = -1}, true);
	auth = &argument_provider(fcinfo, 3)->auth;
	workspace_begin(&work, "orderhook_verify", ALLOWANCE_OF_ARGUMENT);
	request.headers = headers_from_jsonb(&work, PG_ARGISNULL(1) ? NULL : PG_GETARG_JSONB_P(1));
	if (!PG_ARGISNULL(2))
		keys = keys_of_array(auth, PG_GETARG_ARRAYTYPE_P(2), &count);
	if (!PG_ARGISNULL(4))
	{
		request.has_received_at = true;
		request.received_at = moment_of_timestamp(PG_GETARG_TIMESTAMPTZ(4));
	}
	verdict = oh_auth_verify(backend_mac(), auth, &request, keys, count);
	workspace_end(&work);
	return verdict_datum(fcinfo, verdict, true);
}

/* ---- signing ---- */

static void
push_string(JsonbParseState **state, JsonbIteratorToken token, OhBytes text)
{
	JsonbValue	value = {.type = jbvString};

	value.val.string.val = unconstify(char *, text.data);
	value.val.string.len = (int) text.len;
	pushJsonbValue(state, token, &value);
}

static Datum
headers_datum(const OhHeader *headers, int count)
{
	JsonbParseState *state = NULL;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < count; i++)
	{
		push_string(&state, WJB_KEY, headers[i].name);
		push_string(&state, WJB_VALUE, headers[i].value);
	}
	return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL)));
}

Datum
orderhook_sign(PG_FUNCTION_ARGS)
{
	OhBytes		secret = argument_bytes(fcinfo, 1);
	TimestampTz sent_at;
	size_t		size = 2 * secret.len + 256;
	OhHeader	headers[2];
	int			count;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	sent_at = PG_ARGISNULL(3) ? GetCurrentTransactionStartTimestamp() : PG_GETARG_TIMESTAMPTZ(3);
	if (TIMESTAMP_NOT_FINITE(sent_at))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the time of sending must be finite")));
	count = oh_auth_sign(backend_mac(), &argument_provider(fcinfo, 2)->auth, argument_bytes(fcinfo, 0), secret,
						 moment_of_timestamp(sent_at), palloc(size), size, headers);
	CHECK_FOR_INTERRUPTS();
	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("secret does not fit the provider \"%s\"", argument_provider(fcinfo, 2)->name),
				 errhint("Write it as for orderhook.set_secret.")));
	PG_RETURN_DATUM(headers_datum(headers, count));
}
