/*
 * auth.c
 *	  The authentication schemes.
 *
 * What is compared is always two MACs of 32 bytes, never a secret itself: the
 * length of a credential shows no more than its bytes do.  A call to OpenSSL that
 * fails proves nothing, and the key in question did not hold.
 */
#include "auth.h"
#include "credential.h"

/* Everything that one verification looks at. */
typedef struct Check
{
	OhMac	   *mac;
	const OhRequest *request;
	const OhKey *keys;
	int			count;
} Check;

static const OhReason header_reasons[] = {
	[OH_HEADER_FOUND] = OH_REASON_OK,
	[OH_HEADER_MISSING] = OH_REASON_MISSING_HEADER,
	[OH_HEADER_AMBIGUOUS] = OH_REASON_AMBIGUOUS_HEADER,
	[OH_HEADER_MALFORMED] = OH_REASON_MALFORMED_HEADER
};

static OhVerdict
refused(OhReason reason)
{
	return (OhVerdict) {.reason = reason, .key = -1};
}

static OhVerdict
proven(OhStrength strength, int key)
{
	return (OhVerdict) {.valid = true, .strength = strength, .key = key};
}

/*
 * Keys
 */

static bool
is_signing_key(const OhKey *key)
{
	return key->kind == OH_KEY_HMAC && key->secret.len > 0;
}

static bool
is_credential(const OhKey *key)
{
	if (key->kind == OH_KEY_DIGEST)
		return key->secret.len == OH_DIGEST_LEN && key->salt.len > 0;
	return key->kind == OH_KEY_CREDENTIAL && key->secret.len > 0;
}

static bool
is_named_credential(const OhKey *key)
{
	return is_credential(key) && key->name.len > 0;
}

static bool
is_token_key(const OhKey *key)
{
	return is_credential(key) || is_signing_key(key);
}

static bool
any_key(const Check *check, bool (*usable) (const OhKey *key))
{
	for (int i = 0; i < check->count; i++)
		if (usable(&check->keys[i]))
			return true;
	return false;
}

/* The key under which the parts have this MAC, or -1.  One that held does not end the search. */
static int
find_signing_key(const Check *check, const OhBytes *parts, int count, const uint8_t *tag)
{
	uint8_t		expected[OH_DIGEST_LEN];
	int			found = -1;

	for (int i = 0; i < check->count; i++)
	{
		bool		done;
		bool		same;

		if (!is_signing_key(&check->keys[i]))
			continue;
		/* Among several, none is to be quicker for standing beside itself. */
		if (check->count > 1)
			oh_mac_forget(check->mac);
		done = oh_mac_sign(check->mac, check->keys[i].secret, parts, count, expected);
		same = oh_mac_equal(expected, tag);
		if (done & same & (found < 0))
			found = i;
	}
	oh_wipe(expected, sizeof(expected));
	return found;
}

static bool
credential_holds(OhMac *mac, const OhKey *key, OhBytes presented)
{
	OhBytes		salt = key->kind == OH_KEY_DIGEST ? key->salt : OH_BYTES("orderhook credential");
	uint8_t		given[OH_DIGEST_LEN];
	uint8_t		expected[OH_DIGEST_LEN];
	bool		done = oh_mac_sign(mac, salt, &presented, 1, given);
	bool		same;

	if (key->kind == OH_KEY_DIGEST)
		memcpy(expected, key->secret.data, OH_DIGEST_LEN);
	else
		done &= oh_mac_sign(mac, salt, &key->secret, 1, expected);
	same = oh_mac_equal(given, expected);
	oh_wipe(given, sizeof(given));
	oh_wipe(expected, sizeof(expected));
	return done & same;
}

/* The key whose credential this is, or -1.  One that held does not end the search. */
static int
find_credential(const Check *check, OhBytes presented)
{
	int			found = -1;

	for (int i = 0; i < check->count; i++)
	{
		bool		holds;

		if (!is_credential(&check->keys[i]))
			continue;
		holds = credential_holds(check->mac, &check->keys[i], presented);
		if (holds & (found < 0))
			found = i;
	}
	return found;
}

/*
 * The schemes, each over the value of its header
 */

static OhVerdict
check_signature(const Check *check, OhBytes value)
{
	uint8_t		tag[OH_DIGEST_LEN];
	int			key;

	if (!oh_credential_read_tag(value, tag))
		return refused(OH_REASON_MALFORMED_HEADER);
	key = find_signing_key(check, &check->request->body, 1, tag);
	return key < 0 ? refused(OH_REASON_BAD_SIGNATURE) : proven(OH_STRENGTH_BODY, key);
}

static OhVerdict
check_basic(const Check *check, OhBytes value)
{
	uint8_t		buffer[OH_BASIC_MAX];
	OhBytes		credential;
	OhVerdict	verdict = refused(OH_REASON_MALFORMED_HEADER);

	if (oh_credential_read_basic(value, buffer, &credential))
	{
		int			key = find_credential(check, credential);

		verdict = key < 0 ? refused(OH_REASON_BAD_CREDENTIAL) : proven(OH_STRENGTH_CREDENTIAL, key);
	}
	oh_wipe(buffer, sizeof(buffer));
	return verdict;
}

/* The signature of a Token header, which covers the Date header too; OK when one of the keys made it. */
static OhReason
check_dated_signature(const Check *check, OhBytes signature, OhMoment *sent_at, int *key)
{
	OhBytes		parts[3] = {OH_NO_BYTES, OH_BYTES("\n"), check->request->body};
	OhHeaderCode code = oh_headers_find(check->request->headers, OH_BYTES("Date"), &parts[0]);
	uint8_t		tag[OH_DIGEST_LEN];

	if (code != OH_HEADER_FOUND)
		return header_reasons[code];
	if (!oh_moment_parse_http(parts[0], sent_at))
		return OH_REASON_MALFORMED_HEADER;
	if (signature.data == NULL)
		return OH_REASON_BAD_SIGNATURE;
	if (!oh_credential_read_base64_tag(signature, tag))
		return OH_REASON_MALFORMED_HEADER;
	*key = find_signing_key(check, parts, 3, tag);
	return *key < 0 ? OH_REASON_BAD_SIGNATURE : OH_REASON_OK;
}

static bool
is_expired(const OhRequest *request, OhMoment sent_at)
{
	int64_t		age;

	if (!request->has_received_at)
		return false;
	return __builtin_sub_overflow(request->received_at, sent_at, &age) ||
		age > OH_DATE_TOLERANCE || age < -OH_DATE_TOLERANCE;
}

static OhVerdict
check_token(const Check *check, OhBytes value)
{
	bool		needs_signature = any_key(check, is_signing_key);
	bool		needs_token = any_key(check, is_credential);
	OhReason	reason = OH_REASON_OK;
	OhMoment	sent_at = 0;
	int			signing_key = -1;
	int			token_key = -1;
	OhToken		token;

	if (!oh_credential_read_token(value, &token))
		return refused(OH_REASON_MALFORMED_HEADER);
	if (needs_signature)
		reason = check_dated_signature(check, token.signature, &sent_at, &signing_key);
	if (needs_token && token.token.data != NULL)
		token_key = find_credential(check, token.token);

	if (reason != OH_REASON_OK)
		return refused(reason);
	if (needs_token && token_key < 0)
		return refused(OH_REASON_BAD_CREDENTIAL);
	if (!needs_signature)
		return proven(OH_STRENGTH_CREDENTIAL, token_key);
	if (is_expired(check->request, sent_at))
		return refused(OH_REASON_EXPIRED);
	return proven(OH_STRENGTH_BODY, signing_key);
}

/* Each key names a header of its own.  Where none holds, the worst of what was met is the reason. */
static OhVerdict
check_static(const Check *check)
{
	OhReason	worst = OH_REASON_MISSING_HEADER;
	int			found = -1;

	if (check->count == 0)
		return refused(OH_REASON_UNAUTHENTICATED);
	if (!any_key(check, is_named_credential))
		return refused(OH_REASON_NO_SECRET);
	for (int i = 0; i < check->count; i++)
	{
		const OhKey *key = &check->keys[i];
		OhReason	reason;
		OhBytes		value;
		bool		holds = false;

		if (!is_named_credential(key))
			continue;
		reason = header_reasons[oh_headers_find(check->request->headers, key->name, &value)];
		if (reason == OH_REASON_OK)
		{
			holds = credential_holds(check->mac, key, value);
			reason = OH_REASON_BAD_CREDENTIAL;
		}
		if (holds & (found < 0))
			found = i;
		if (reason != OH_REASON_MISSING_HEADER && (worst == OH_REASON_MISSING_HEADER || reason > worst))
			worst = reason;
	}
	return found < 0 ? refused(worst) : proven(OH_STRENGTH_CREDENTIAL, found);
}

/*
 * The whole request
 */

/* A request that bears both names of the header has two signatures, and nobody may pick one. */
static OhHeaderCode
find_deciding_header(const OhAuth *auth, OhHeaders headers, OhBytes *value)
{
	OhHeaderCode code = oh_headers_find(headers, auth->header, value);
	OhHeaderCode other_code;
	OhBytes		other_value;

	if (auth->other_header.data == NULL || headers.malformed)
		return code;
	other_code = oh_headers_find(headers, auth->other_header, &other_value);
	if (other_code == OH_HEADER_MISSING)
		return code;
	if (code != OH_HEADER_MISSING)
		return OH_HEADER_AMBIGUOUS;
	*value = other_value;
	return other_code;
}

static OhVerdict
check_header(const Check *check, const OhAuth *auth,
			 bool (*usable) (const OhKey *key),
			 OhVerdict (*check_value) (const Check *check, OhBytes value))
{
	OhHeaderCode code;
	OhBytes		value;

	if (!any_key(check, usable))
		return refused(OH_REASON_NO_SECRET);
	code = find_deciding_header(auth, check->request->headers, &value);
	return code == OH_HEADER_FOUND ? check_value(check, value) : refused(header_reasons[code]);
}

static OhVerdict
check_request(const Check *check, const OhAuth *auth)
{
	switch (auth->scheme)
	{
		case OH_SCHEME_BODY_HMAC:
			return check_header(check, auth, is_signing_key, check_signature);
		case OH_SCHEME_BASIC:
			return check_header(check, auth, is_credential, check_basic);
		case OH_SCHEME_TOKEN:
			return check_header(check, auth, is_token_key, check_token);
		case OH_SCHEME_STATIC_HEADER:
			return check_static(check);
	}
	return refused(OH_REASON_UNSUPPORTED);
}

/* Nothing is proven of a body that is not there, whatever the headers are worth. */
static OhVerdict
require_body(OhVerdict verdict, OhBytes body)
{
	return verdict.valid && body.data == NULL ? refused(OH_REASON_BAD_SIGNATURE) : verdict;
}

OhVerdict
oh_auth_verify(OhMac *mac, const OhAuth *auth, const OhRequest *request, const OhKey *keys, int count)
{
	Check		check = {mac, request, keys, count};

	return require_body(check_request(&check, auth), request->body);
}

OhVerdict
oh_auth_verify_value(OhMac *mac, OhBytes body, OhBytes value, OhBytes secret)
{
	bool		basic = oh_credential_has_scheme(value, OH_BYTES("Basic"));
	bool		token = oh_credential_has_scheme(value, OH_BYTES("Token"));
	OhKey		key = {.kind = basic || token ? OH_KEY_CREDENTIAL : OH_KEY_HMAC, .secret = secret};
	OhRequest	request = {.body = body};
	Check		check = {mac, &request, &key, 1};

	if (secret.len == 0)
		return refused(OH_REASON_NO_SECRET);
	if (value.data == NULL)
		return refused(OH_REASON_MISSING_HEADER);
	if (basic)
		return require_body(check_basic(&check, value), body);
	if (!token)
		return require_body(check_signature(&check, value), body);

	/* What a signing key signs begins with the Date header, which is not here. */
	if (oh_bytes_start(secret, OH_BYTES(OH_SIGNING_KEY_PREFIX)))
		return refused(OH_REASON_UNSUPPORTED);
	return require_body(check_token(&check, value), body);
}

bool
oh_auth_is_credential_header(OhBytes name)
{
	static const OhBytes names[] = {
		OH_LITERAL("authorization"),
		OH_LITERAL("proxy-authorization"),
		OH_LITERAL("cookie"),
		OH_LITERAL("set-cookie"),
		OH_LITERAL("x-api-key")
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (oh_bytes_equal_fold(name, names[i]))
			return true;
	return false;
}

const char *
oh_reason_name(OhReason reason)
{
	static const char *const names[] = {
		[OH_REASON_OK] = "ok",
		[OH_REASON_BAD_SIGNATURE] = "bad_signature",
		[OH_REASON_BAD_CREDENTIAL] = "bad_credential",
		[OH_REASON_MISSING_HEADER] = "missing_header",
		[OH_REASON_MALFORMED_HEADER] = "malformed_header",
		[OH_REASON_AMBIGUOUS_HEADER] = "ambiguous_header",
		[OH_REASON_NO_SECRET] = "no_secret",
		[OH_REASON_EXPIRED] = "expired",
		[OH_REASON_UNAUTHENTICATED] = "unauthenticated",
		[OH_REASON_UNSUPPORTED] = "unsupported"
	};

	return names[reason];
}

const char *
oh_strength_name(OhStrength strength)
{
	static const char *const names[] = {
		[OH_STRENGTH_NONE] = "none",
		[OH_STRENGTH_CREDENTIAL] = "credential",
		[OH_STRENGTH_BODY] = "body"
	};

	return names[strength];
}
