/*
 * fn_seal.c
 *	  orderhook_seal: the form in which a secret rests.
 *
 * A credential that is only ever compared rests as HMAC-SHA256(salt, credential).  A
 * key that has to sign rests as it is.  No message shows anything of the secret.
 */
#include "input.h"

#include "access/htup_details.h"
#include "datum.h"
#include "funcapi.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(orderhook_seal);

#define MIN_HMAC_KEY	16
#define SALT_LEN		16

static const char *
secret_hint(OhScheme scheme)
{
	switch (scheme)
	{
		case OH_SCHEME_BODY_HMAC:
			return "Write the secret that the provider shows, as text.";
		case OH_SCHEME_BASIC:
			return "Write user:password.";
		case OH_SCHEME_TOKEN:
			return "Write the token, or hmac: followed by the signing key in base64.";
		case OH_SCHEME_STATIC_HEADER:
			return "Write <header name>: <value>, as the operator's edge adds it.";
	}
	pg_unreachable();
}

static void
check_secret(const OhProvider *provider, OhBytes secret, OhKey *key)
{
	const char *why = oh_auth_read_secret(&provider->auth, secret, palloc(secret.len + 1), key);

	if (why != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("secret does not fit the provider \"%s\"", provider->name),
				 errdetail("%s", why),
				 errhint("%s", secret_hint(provider->auth.scheme))));
	if (key->kind == OH_KEY_HMAC && key->secret.len < MIN_HMAC_KEY)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("signing key is too short"),
				 errdetail("A key of HMAC-SHA256 must have at least %d bytes.", MIN_HMAC_KEY),
				 errhint("Have the provider make a longer one.")));
}

static OhBytes
make_salt(char salt[SALT_LEN])
{
	if (!pg_strong_random(salt, SALT_LEN))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate random bytes")));
	return oh_bytes(salt, SALT_LEN);
}

static OhBytes
digest_credential(OhBytes salt, OhBytes credential, uint8 digest[OH_DIGEST_LEN])
{
	if (!oh_mac_sign(backend_mac(), salt, &credential, 1, digest))
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("could not compute HMAC-SHA256")));
	return oh_bytes((const char *) digest, OH_DIGEST_LEN);
}

Datum
orderhook_seal(PG_FUNCTION_ARGS)
{
	TupleDesc	desc;
	Datum		values[4];
	bool		nulls[4] = {false};
	char		salt[SALT_LEN];
	uint8		digest[OH_DIGEST_LEN];
	OhKey		key;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE || desc->natts != lengthof(values))
		elog(ERROR, "return type must be a row type");
	check_secret(argument_provider(fcinfo, 0), argument_bytes(fcinfo, 1), &key);
	values[0] = string_datum(key.kind == OH_KEY_HMAC ? "hmac" : "digest");
	nulls[1] = key.name.data == NULL;
	if (!nulls[1])
		values[1] = text_datum(key.name);
	nulls[2] = key.kind == OH_KEY_HMAC;
	if (key.kind == OH_KEY_HMAC)
		values[3] = bytea_datum(key.secret);
	else
	{
		OhBytes		salted = make_salt(salt);

		values[2] = bytea_datum(salted);
		values[3] = bytea_datum(digest_credential(salted, key.secret, digest));
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}
