/*
 * redact.c
 *	  Headers without credentials.
 */
#include "redact.h"

#include "credential.h"
#include "encoding.h"

static const OhBytes redacted = OH_LITERAL("[redacted]");

/*
 * Where the shared word itself is sent, it may stand in any header: a gateway moves it, a
 * sender tries others, and for a static header the name was the operator's choice, now or
 * before.  Only these are known to hold none.
 */
static const OhBytes harmless[] = {
	OH_LITERAL("accept"), OH_LITERAL("accept-encoding"), OH_LITERAL("connection"), OH_LITERAL("content-encoding"),
	OH_LITERAL("content-length"), OH_LITERAL("content-type"), OH_LITERAL("date"), OH_LITERAL("host"),
	OH_LITERAL("user-agent"), OH_LITERAL("x-forwarded-for"), OH_LITERAL("x-forwarded-proto"),
	OH_LITERAL("x-real-ip"), OH_LITERAL("x-request-id"),
};

static bool
is_harmless(OhBytes name)
{
	for (size_t i = 0; i < lengthof(harmless); i++)
		if (oh_bytes_equal_fold(harmless[i], name))
			return true;
	return false;
}

static bool
contains_fold(OhBytes text, OhBytes word)
{
	for (size_t i = 0; i + word.len <= text.len; i++)
		if (oh_bytes_equal_fold(oh_bytes(text.data + i, word.len), word))
			return true;
	return false;
}

static bool
starts_fold(OhBytes text, OhBytes word)
{
	return text.len >= word.len && oh_bytes_equal_fold(oh_bytes(text.data, word.len), word);
}

/* However a gateway spells it, "HTTP_AUTHORIZATION" or "Authorization ", a credential is one. */
static bool
is_credential(const OhHeader *header)
{
	return oh_auth_is_credential_header(header->name) ||
		contains_fold(header->name, OH_BYTES("authorization")) ||
		contains_fold(header->name, OH_BYTES("cookie")) ||
		starts_fold(header->value, OH_BYTES("basic ")) ||
		starts_fold(header->value, OH_BYTES("bearer ")) ||
		starts_fold(header->value, OH_BYTES("token "));
}

/* What is no name was not parted from its value: it may be the whole line. */
static bool
has_name(const OhHeader *header)
{
	return oh_credential_is_name(oh_bytes_trim(header->name));
}

static bool
is_secret(const OhProvider *provider, const OhHeader *header)
{
	if (!has_name(header) || is_credential(header))
		return true;
	return provider->auth.scheme != OH_SCHEME_BODY_HMAC && !is_harmless(header->name);
}

/* The signature beside a token: no secret, and the only proof that can be checked again. */
static bool
signature_of(const OhProvider *provider, OhBytes value, OhBytes *signature)
{
	OhToken		token;
	uint8		tag[OH_DIGEST_LEN];

	if (provider->auth.scheme != OH_SCHEME_TOKEN || !oh_credential_read_token(value, &token))
		return false;
	*signature = token.signature;
	return token.signature.data != NULL && oh_credential_read_base64_tag(token.signature, tag);
}

static OhBytes
redacted_value(const OhProvider *provider, const OhHeader *header)
{
	OhBytes		signature;

	if (header->value.data == NULL || !signature_of(provider, header->value, &signature))
		return redacted;
	return oh_bytes_of_string(psprintf("Token token=\"%s\", signature=\"%.*s\"", redacted.data,
									   (int) signature.len, signature.data));
}

bool
has_kept_signature(const OhProvider *provider, OhHeaders headers)
{
	OhBytes		value;
	OhBytes		signature;

	return oh_headers_find(headers, provider->auth.header, &value) == OH_HEADER_FOUND &&
		signature_of(provider, value, &signature);
}

static void
push(JsonbParseState **state, OhBytes utf8)
{
	JsonbValue	value = {.type = jbvNull};

	if (utf8.data != NULL)
	{
		OhBytes		text = server_from_utf8(utf8);

		value.type = jbvString;
		value.val.string.val = unconstify(char *, text.data);
		value.val.string.len = (int) text.len;
	}
	pushJsonbValue(state, WJB_ELEM, &value);
}

static Datum
rebuild(const OhProvider *provider, OhHeaders headers)
{
	JsonbParseState *state = NULL;

	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	for (size_t i = 0; i < headers.count; i++)
	{
		const OhHeader *header = &headers.list[i];

		pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
		push(&state, has_name(header) ? header->name : redacted);
		push(&state, is_secret(provider, header) ? redacted_value(provider, header) : header->value);
		pushJsonbValue(&state, WJB_END_ARRAY, NULL);
	}
	return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL)));
}

Datum
redact_headers(const OhProvider *provider, OhHeaders headers, Datum original)
{
	if (headers.malformed)
		return (Datum) 0;
	for (size_t i = 0; i < headers.count; i++)
		if (is_secret(provider, &headers.list[i]) || headers.list[i].value.data == NULL)
			return rebuild(provider, headers);
	return original;
}
