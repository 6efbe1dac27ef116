/*
 * test_auth.c
 *	  Whole requests: the shapes of headers, the keys, and that nothing but the one
 *	  right request of the one right provider is ever valid.
 */
#include "auth_fixture.h"

#define HEADERS(...)	{__VA_ARGS__}, sizeof((OhHeader[]) {__VA_ARGS__}) / sizeof(OhHeader)
#define HEADER(n, v)	{OH_LITERAL(n), OH_LITERAL(v)}

typedef struct HeadersRow
{
	OhHeader	list[4];
	size_t		count;
	OhReason	reason;
} HeadersRow;

static void
expect_row(const OhAuth *auth, const HeadersRow *row, const OhKey *keys, int count, OhStrength strength,
		   const char *what, size_t i)
{
	expect(verify(auth, row->list, row->count, keys, count), row->reason, strength_of(row->reason, strength),
		   key_of(row->reason), what, i);
}

/* One header of a body signature, in every shape that headers can have. */
static void
test_header_shapes(void)
{
	static const HeadersRow rows[] = {
		{HEADERS(HEADER("Signature-Webhook", MAC_HEX)), OH_REASON_OK},
		{HEADERS(HEADER("signature-webhook", MAC_BASE64)), OH_REASON_OK},
		{HEADERS(HEADER("SIGNATURE-WEBHOOK", MAC_HEX)), OH_REASON_OK},
		{HEADERS(HEADER("auth-anton-x", MAC_HEX)), OH_REASON_OK},
		{HEADERS(HEADER("Auth-Anton-X", "sha256=" MAC_HEX)), OH_REASON_OK},
		{HEADERS(HEADER("Signature-Webhook", " \t" MAC_HEX "\t ")), OH_REASON_OK},
		{HEADERS(HEADER("Host", "x"), HEADER("Signature-Webhook", MAC_HEX), HEADER("Host", "y")),
		OH_REASON_OK},
		{HEADERS(HEADER("Host", "x")), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("Signature-Webhook ", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER(" Signature-Webhook", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("Signature_Webhook", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("Signature-Webhoo", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("Signature-Webhook\0", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("S\xC4\xB0gnature-Webhook", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("S\xC4\xB1gnature-Webhook", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("X-Revo-Hmac-SHA256", MAC_HEX)), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("Signature-Webhook", MAC_HEX), HEADER("Signature-Webhook", MAC_HEX)),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS(HEADER("Signature-Webhook", MAC_HEX), HEADER("signature-webhook", "x")),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS(HEADER("Signature-Webhook", MAC_HEX), HEADER("signature-webhook", "")),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS(HEADER("Signature-Webhook", MAC_HEX), HEADER("auth-anton-x", MAC_HEX)),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS(HEADER("auth-anton-x", MAC_HEX), HEADER("Auth-Anton-X", MAC_HEX)),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS(HEADER("auth-anton-x", ""), HEADER("Signature-Webhook", MAC_HEX)),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS({OH_LITERAL("auth-anton-x"), {NULL, 0}}, HEADER("Signature-Webhook", MAC_HEX)),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS({OH_LITERAL("Signature-Webhook"), {NULL, 0}}, HEADER("auth-anton-x", MAC_HEX)),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS(HEADER("Signature-Webhook", "1"), HEADER("Signature-Webhook", "2"),
				 HEADER("auth-anton-x", MAC_HEX)), OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS({OH_LITERAL("Signature-Webhook"), {NULL, 0}}, HEADER("Signature-Webhook", MAC_HEX)),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS({OH_LITERAL("Signature-Webhook"), {NULL, 0}}), OH_REASON_MALFORMED_HEADER},
		{HEADERS({OH_LITERAL("auth-anton-x"), {NULL, 0}}), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("Signature-Webhook", "")), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("Signature-Webhook", "  \t ")), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("Signature-Webhook", MAC_HEX "\r\n")), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("Signature-Webhook", "\r\n " MAC_HEX)), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("Signature-Webhook", MAC_HEX "\0")), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("Signature-Webhook", MAC_HEX ", " MAC_HEX)), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("Signature-Webhook", "sha256 = " MAC_HEX)), OH_REASON_MALFORMED_HEADER}
	};

	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		expect_row(&mipos, &rows[i], &mac_key, 1, OH_STRENGTH_BODY, "shape", i);
		expect_refused(verify(&mipos, rows[i].list, rows[i].count, NULL, 0), OH_REASON_NO_SECRET, "no key",
					   i);
	}
	expect_refused(verify(&mipos, NULL, 0, &mac_key, 1), OH_REASON_MISSING_HEADER, "no headers", 0);
}

/* Headers that are none, a body that is not there, and the shapes that all schemes meet alike. */
static void
test_every_scheme(void)
{
	static const struct
	{
		const OhAuth *auth;
		const OhKey *key;
		const char *name;
		OhBytes		value;
	}			rows[] = {
		{&basic, &basic_key, "Authorization", OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")},
		{&mipos, &mac_key, "Signature-Webhook", OH_LITERAL(MAC_HEX)},
		{&token, &token_key, "Authorization", OH_LITERAL("Token token=\"" FLY_TOKEN "\"")},
		{&edge, &edge_key, "X-Edge-Key", OH_LITERAL("a word")},
		{&revo, &mac_key, "x-revo-hmac-sha256", OH_LITERAL(MAC_BASE64)}
	};

	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		OhHeader	list[2] = {
			{oh_bytes_of_string(rows[i].name), rows[i].value},
			{oh_bytes_of_string(rows[i].name), rows[i].value}
		};
		OhRequest	request = {.headers = {list, 1, false}, .body = OH_BYTES(BODY)};
		OhKey		absent = *rows[i].key;

		CHECK(oh_auth_verify(mac, rows[i].auth, &request, rows[i].key, 1).valid, "row %zu", i);
		expect_refused(verify(rows[i].auth, list, 2, rows[i].key, 1), OH_REASON_AMBIGUOUS_HEADER, "twice", i);
		expect_refused(verify(rows[i].auth, list, 0, rows[i].key, 1), OH_REASON_MISSING_HEADER, "missing", i);
		absent.secret = OH_NO_BYTES;
		expect_refused(verify(rows[i].auth, list, 1, &absent, 1), OH_REASON_NO_SECRET, "absent secret", i);
		absent.secret = OH_BYTES("");
		expect_refused(verify(rows[i].auth, list, 1, &absent, 1), OH_REASON_NO_SECRET, "empty secret", i);
		request.headers.malformed = true;
		expect_refused(oh_auth_verify(mac, rows[i].auth, &request, rows[i].key, 1),
					   OH_REASON_MALFORMED_HEADER,
					   "no headers", i);
		request = (OhRequest) {.headers = {list, 1, false}, .body = OH_NO_BYTES};
		expect_refused(oh_auth_verify(mac, rows[i].auth, &request, rows[i].key, 1), OH_REASON_BAD_SIGNATURE,
					   "no body", i);
	}
}

/* A number that stands for no scheme proves nothing. */
static void
test_no_scheme(void)
{
	OhAuth		unknown = {(OhScheme) 99, OH_LITERAL("Authorization"), OH_NO_BYTES};
	OhHeader	header = HEADER("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	uint8_t		unused[1];
	OhKey		key;

	expect_refused(verify(&unknown, &header, 1, &basic_key, 1), OH_REASON_UNSUPPORTED, "unknown", 0);
	CHECK(oh_auth_read_secret(&unknown, OH_BYTES("u:p"), unused, &key) != NULL, "unknown");
}

/* An absent body has no signature, not even that of the empty one, which is legal. */
static void
test_empty_body(void)
{
	OhBytes		key = OH_BYTES(MAC_KEY);
	OhBytes		tag = OH_BYTES("18b60e7ba2e4de735ce8662984c4a4a056281b2c81909b0ff227c5bb6fac08ca");

	expect(oh_auth_verify_value(mac, OH_BYTES(""), tag, key), OH_REASON_OK, OH_STRENGTH_BODY, 0, "empty", 0);
	expect_refused(oh_auth_verify_value(mac, OH_NO_BYTES, tag, key), OH_REASON_BAD_SIGNATURE, "absent", 0);
	expect_refused(oh_auth_verify_value(mac, OH_NO_BYTES, OH_BYTES("Basic OmI="), OH_BYTES(":b")),
				   OH_REASON_BAD_SIGNATURE, "absent", 1);
	expect_refused(oh_auth_verify_value(mac, OH_NO_BYTES, OH_BYTES("Token token=b"), OH_BYTES("b")),
				   OH_REASON_BAD_SIGNATURE, "absent", 2);
	expect_refused(oh_auth_verify_value(mac, OH_BYTES(""), OH_NO_BYTES, key), OH_REASON_MISSING_HEADER,
				   "value", 0);
	expect_refused(oh_auth_verify_value(mac, OH_NO_BYTES, OH_NO_BYTES, OH_NO_BYTES), OH_REASON_NO_SECRET,
				   "all", 0);
}

/* Every provider's right request shown to every provider: the diagonal alone holds. */
static void
test_confusion(void)
{
	static const OhAuth *const auths[] = {&basic, &mipos, &token, &token, &edge, &revo};
	static const char *const secrets[] = {
		"Aladdin:open sesame", MAC_KEY, FLY_TOKEN, "hmac:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
		"X-Edge-Key: Aladdin:open sesame", MAC_KEY
	};
	OhHeader	sent[6][2];
	char		buffers[6][512];
	uint8_t		decoded[64];
	int			counts[6];

	for (size_t i = 0; i < 6; i++)
	{
		counts[i] = oh_auth_sign(mac, auths[i], OH_BYTES(BODY), oh_bytes_of_string(secrets[i]),
								 FLY_SECOND * OH_SECOND, buffers[i], sizeof(buffers[i]), sent[i]);
		CHECK(counts[i] == (i == 3 ? 2 : 1), "provider %zu", i);
	}
	for (size_t mine = 0; mine < 6; mine++)
		for (size_t theirs = 0; theirs < 6; theirs++)
		{
			OhKey		key;
			OhVerdict	verdict;

			CHECK(oh_auth_read_secret(auths[mine], oh_bytes_of_string(secrets[mine]), decoded, &key) == NULL,
				  "secret %zu", mine);
			verdict = verify(auths[mine], sent[theirs], (size_t) counts[theirs], &key, 1);
			CHECK(verdict.valid == (mine == theirs), "%zu shown to %zu: %s", theirs, mine,
				  oh_reason_name(verdict.reason));
			CHECK(verdict.valid || (verdict.strength == OH_STRENGTH_NONE && verdict.key == -1), "%zu %zu",
				  mine, theirs);
		}
}

#define DATE			HEADER("Date", FLY_DATE)
#define AUTHORIZATION(v)	HEADER("Authorization", v)
#define SIGNED			"signature=\"" FLY_SIGNATURE "\""

static const HeadersRow dated[] = {
	{HEADERS(AUTHORIZATION("Token " SIGNED), DATE), OH_REASON_OK},
	{HEADERS(AUTHORIZATION("Token token=\"other\", " SIGNED), HEADER("date", " " FLY_DATE " ")),
	OH_REASON_OK},
	{HEADERS(AUTHORIZATION("Token signature=" FLY_SIGNATURE " token=x"), DATE), OH_REASON_OK},
	{HEADERS(AUTHORIZATION("Token " SIGNED)), OH_REASON_MISSING_HEADER},
	{HEADERS(AUTHORIZATION("Token token=x")), OH_REASON_MISSING_HEADER},
	{HEADERS(DATE), OH_REASON_MISSING_HEADER},
	{HEADERS(AUTHORIZATION("Token " SIGNED), DATE, DATE), OH_REASON_AMBIGUOUS_HEADER},
	{HEADERS(AUTHORIZATION("Token " SIGNED), {OH_LITERAL("Date"), {NULL, 0}}),
	OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token " SIGNED), HEADER("Date", "")), OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token " SIGNED), HEADER("Date", "2019-02-26T17:15:33Z")),
	OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token " SIGNED), HEADER("Date", "Mon, 26 Feb 2019 17:15:33 GMT")),
	OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token " SIGNED), HEADER("Date", FLY_DATE "\n")), OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token " SIGNED), HEADER("Date", "Tue, 26 Feb 2019 17:15:34 GMT")),
	OH_REASON_BAD_SIGNATURE},
	{HEADERS(AUTHORIZATION("Token token=\"" FLY_TOKEN "\""), DATE), OH_REASON_BAD_SIGNATURE},
	{HEADERS(AUTHORIZATION("Token signature=\"S2g1oz285FeinF3Pe+2l7Ou8JOAOayoBmr83e/kLmQ4=\""), DATE),
	OH_REASON_BAD_SIGNATURE},	/* over a backslash and an n */
	{HEADERS(AUTHORIZATION("Token signature=\"" MAC_BASE64 "\""), DATE), OH_REASON_BAD_SIGNATURE},
	{HEADERS(AUTHORIZATION("Token signature=\"iqHZGkG/KQVbNnQ9/5eByZWR2ZArZSFiqdLknwaJk/B=\""), DATE),
	OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token signature=\"" MAC_HEX "\""), DATE), OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token signature=\"sha256=" FLY_SIGNATURE "\""), DATE),
	OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token signature=\"\""), DATE), OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token " SIGNED ", " SIGNED), DATE), OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION(FLY_SIGNATURE), DATE), OH_REASON_MALFORMED_HEADER}
};

static const HeadersRow dated_and_token[] = {
	{HEADERS(AUTHORIZATION("Token token=\"" FLY_TOKEN "\", " SIGNED), DATE), OH_REASON_OK},
	{HEADERS(AUTHORIZATION("Token " SIGNED " token=" FLY_TOKEN), DATE), OH_REASON_OK},
	{HEADERS(AUTHORIZATION("Token " SIGNED), DATE), OH_REASON_BAD_CREDENTIAL},
	{HEADERS(AUTHORIZATION("Token " SIGNED " token=\"\""), DATE), OH_REASON_BAD_CREDENTIAL},
	{HEADERS(AUTHORIZATION("Token " SIGNED " token=x"), DATE), OH_REASON_BAD_CREDENTIAL},
	{HEADERS(AUTHORIZATION("Token token=" FLY_TOKEN), DATE), OH_REASON_BAD_SIGNATURE},
	{HEADERS(AUTHORIZATION("Token token=" FLY_TOKEN " signature=" MAC_BASE64), DATE),
	OH_REASON_BAD_SIGNATURE},
	{HEADERS(AUTHORIZATION("Token token=x signature=" MAC_BASE64), DATE), OH_REASON_BAD_SIGNATURE},
	{HEADERS(AUTHORIZATION("Token token=x signature=x"), DATE), OH_REASON_MALFORMED_HEADER},
	{HEADERS(AUTHORIZATION("Token token=x " SIGNED)), OH_REASON_MISSING_HEADER}
};

/* FlyBuy's signed requests; keys are the signing key alone, or the token's besides it. */
static void
test_dated_signature(void)
{
	OhKey		keys[2] = {fly_key, token_key};

	for (size_t i = 0; i < LENGTH(dated); i++)
		expect_row(&token, &dated[i], &fly_key, 1, OH_STRENGTH_BODY, "dated", i);
	for (size_t i = 0; i < LENGTH(dated_and_token); i++)
		expect_row(&token, &dated_and_token[i], keys, 2, OH_STRENGTH_BODY, "dated and token", i);

	keys[0] = token_key;
	keys[1] = fly_key;
	CHECK(verify(&token, dated_and_token[0].list, dated_and_token[0].count, keys, 2).key == 1,
		  "the signing key's number, wherever it is");
	keys[1].secret = OH_BYTES("");
	expect(verify(&token, dated_and_token[0].list, dated_and_token[0].count, keys, 2), OH_REASON_OK,
		   OH_STRENGTH_CREDENTIAL, 0,
		   "an empty key asks for no signature", 0);
}

/* Five minutes either way, to the microsecond; only what held can be too old. */
static void
test_expiry(void)
{
	static const struct
	{
		int64_t		received_at;
		OhReason	reason;
	}			rows[] = {
		{FLY_SECOND * OH_SECOND, OH_REASON_OK},
		{(FLY_SECOND + 300) * OH_SECOND, OH_REASON_OK},
		{(FLY_SECOND - 300) * OH_SECOND, OH_REASON_OK},
		{(FLY_SECOND + 300) * OH_SECOND + 1, OH_REASON_EXPIRED},
		{(FLY_SECOND - 300) * OH_SECOND - 1, OH_REASON_EXPIRED},
		{0, OH_REASON_EXPIRED},
		{INT64_MAX, OH_REASON_EXPIRED},
		{INT64_MIN, OH_REASON_EXPIRED}
	};
	OhHeader	list[2] = {AUTHORIZATION("Token " SIGNED), DATE};
	OhKey		keys[2] = {fly_key, token_key};
	OhRequest	request = {.headers = {list, 2, false}, .body = OH_BYTES(BODY), .has_received_at = true};

	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		request.received_at = rows[i].received_at;
		expect(oh_auth_verify(mac, &token, &request, &fly_key, 1), rows[i].reason,
			   strength_of(rows[i].reason, OH_STRENGTH_BODY), key_of(rows[i].reason), "received", i);
		expect_refused(oh_auth_verify(mac, &token, &request, keys, 2), OH_REASON_BAD_CREDENTIAL, "credential",
					   i);
		request.body = OH_BYTES("{}");
		expect_refused(oh_auth_verify(mac, &token, &request, &fly_key, 1), OH_REASON_BAD_SIGNATURE,
					   "signature", i);
		request.body = OH_BYTES(BODY);
	}
	list[0].value = OH_BYTES("Token token=" FLY_TOKEN);
	CHECK(oh_auth_verify(mac, &token, &request, &token_key, 1).valid, "a token alone has no date");
}

static void
test_static(void)
{
	static const HeadersRow rows[] = {
		{HEADERS(HEADER("X-Edge-Key", "a word")), OH_REASON_OK},
		{HEADERS(HEADER("x-edge-KEY", "  a word\t")), OH_REASON_OK},
		{HEADERS(HEADER("X-Edge-Key", "a  word")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Edge-Key", "A word")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Edge-Key", "a wor")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Edge-Key", "a word\0")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Edge-Key", "a word\n")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Edge-Key", "")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Edge-Key", "a word"), HEADER("X-Edge-Key", "a word")), OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS({OH_LITERAL("X-Edge-Key"), {NULL, 0}}), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("X-Edge", "a word")), OH_REASON_MISSING_HEADER},
		{HEADERS(HEADER("Authorization", "a word")), OH_REASON_MISSING_HEADER}
	};
	static const HeadersRow pairs[] = {
		{HEADERS(HEADER("X-Other", "nothing"), HEADER("X-Edge-Key", "a word")), OH_REASON_OK},
		{HEADERS(HEADER("X-Other", "1"), HEADER("x-other", "2"), HEADER("X-Edge-Key", "a word")),
		OH_REASON_OK},
		{HEADERS(HEADER("X-Other", "a word")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Edge-Key", "another")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Other", "a word"), HEADER("X-Edge-Key", "another")), OH_REASON_BAD_CREDENTIAL},
		{HEADERS(HEADER("X-Other", "1"), HEADER("X-Other", "2")), OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS(HEADER("X-Other", "1"), HEADER("X-Other", "2"), HEADER("X-Edge-Key", "3")),
		OH_REASON_AMBIGUOUS_HEADER},
		{HEADERS({OH_LITERAL("X-Other"), {NULL, 0}}, HEADER("X-Edge-Key", "3")), OH_REASON_MALFORMED_HEADER},
		{HEADERS(HEADER("Host", "x")), OH_REASON_MISSING_HEADER}
	};
	OhKey		keys[2] = {edge_key, edge_key};
	OhHeader	header = HEADER("X-Edge-Key", "a word");

	keys[1].name = OH_BYTES("X-Other");
	keys[1].secret = OH_BYTES("another word");
	for (size_t i = 0; i < LENGTH(rows); i++)
		expect_row(&edge, &rows[i], &edge_key, 1, OH_STRENGTH_CREDENTIAL, "static", i);
	for (size_t i = 0; i < LENGTH(pairs); i++)
		expect_row(&edge, &pairs[i], keys, 2, OH_STRENGTH_CREDENTIAL, "two static", i);

	expect_refused(verify(&edge, &header, 1, NULL, 0), OH_REASON_UNAUTHENTICATED, "no key", 0);
	keys[0].name = OH_NO_BYTES;
	expect_refused(verify(&edge, &header, 1, keys, 1), OH_REASON_NO_SECRET, "no name", 0);
	keys[1] = edge_key;
	expect(verify(&edge, &header, 1, keys, 2), OH_REASON_OK, OH_STRENGTH_CREDENTIAL, 1, "one name", 0);
	keys[0] = edge_key;
	keys[0].kind = OH_KEY_HMAC;
	expect_refused(verify(&edge, &header, 1, keys, 1), OH_REASON_NO_SECRET, "kind", 0);
}

/* The right key among others, in each place, twice, and not at all. */
static void
test_several_keys(void)
{
	OhHeader	header = HEADER("Signature-Webhook", MAC_HEX);
	OhKey		keys[5];

	for (int place = 0; place < 5; place++)
	{
		for (int i = 0; i < 5; i++)
			keys[i] = (OhKey) {.kind = OH_KEY_HMAC, .secret = oh_bytes("a shared secret of mip", (size_t) i)};
		expect_refused(verify(&mipos, &header, 1, keys, 5), OH_REASON_BAD_SIGNATURE, "none", 0);
		keys[place] = mac_key;
		expect(verify(&mipos, &header, 1, keys, 5), OH_REASON_OK, OH_STRENGTH_BODY, place, "place",
			   (size_t) place);
		keys[4] = mac_key;
		expect(verify(&mipos, &header, 1, keys, 5), OH_REASON_OK, OH_STRENGTH_BODY, place, "first",
			   (size_t) place);
		keys[place].kind = OH_KEY_CREDENTIAL;
		CHECK(verify(&mipos, &header, 1, keys, 5).key == (place == 4 ? -1 : 4), "kind %d", place);
	}
}

/* Credentials that are known by a salted digest alone. */
static void
test_digests(void)
{
	static const uint8_t digest[OH_DIGEST_LEN] = {
		0x90, 0x67, 0xf0, 0xb4, 0xc0, 0xbb, 0x1c, 0xce, 0x94, 0xb1, 0xea, 0x9e, 0x1c, 0xba, 0x25, 0x91,
		0xa3, 0x14, 0xdc, 0x41, 0xb6, 0xb7, 0xf5, 0x79, 0x56, 0xf8, 0x43, 0x2d, 0xac, 0x2f, 0x88, 0x8d
	};
	OhKey		key = {OH_KEY_DIGEST, oh_bytes((const char *) digest, 32), OH_BYTES("salt of the row"),
					   OH_NO_BYTES};
	OhHeader	right = HEADER("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	OhHeader	wrong = HEADER("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtYQ==");
	OhKey		keys[3] = {basic_key, key, token_key};
	uint8_t		changed[OH_DIGEST_LEN];

	expect(verify(&basic, &right, 1, &key, 1), OH_REASON_OK, OH_STRENGTH_CREDENTIAL, 0, "digest", 0);
	expect_refused(verify(&basic, &wrong, 1, &key, 1), OH_REASON_BAD_CREDENTIAL, "digest", 1);
	keys[0].secret = OH_BYTES("old:one");
	expect(verify(&basic, &right, 1, keys, 3), OH_REASON_OK, OH_STRENGTH_CREDENTIAL, 1, "digest", 2);
	for (int bit = 0; bit < 256; bit++)
	{
		memcpy(changed, digest, sizeof(changed));
		changed[bit / 8] ^= (uint8_t) (1 << bit % 8);
		keys[1].secret.data = (const char *) changed;
		CHECK(!verify(&basic, &right, 1, keys, 3).valid, "bit %d", bit);
	}

	keys[1] = key;
	keys[1].salt = OH_BYTES("salt of another");
	expect_refused(verify(&basic, &right, 1, &keys[1], 1), OH_REASON_BAD_CREDENTIAL, "salt", 0);
	keys[1].salt = OH_NO_BYTES;
	expect_refused(verify(&basic, &right, 1, &keys[1], 1), OH_REASON_NO_SECRET, "salt", 1);
	keys[1] = key;
	keys[1].secret.len = 31;
	expect_refused(verify(&basic, &right, 1, &keys[1], 1), OH_REASON_NO_SECRET, "short digest", 0);
	keys[1] = key;
	keys[1].kind = OH_KEY_HMAC;
	expect_refused(verify(&basic, &right, 1, &keys[1], 1), OH_REASON_NO_SECRET, "kind", 0);
}

static void
test_names(void)
{
	static const char *const reasons[] = {
		"ok", "bad_signature", "bad_credential", "missing_header", "malformed_header", "ambiguous_header",
		"no_secret", "expired", "unauthenticated", "unsupported"
	};
	static const char *const credential_headers[] = {
		"authorization", "Proxy-Authorization", "COOKIE", "Set-Cookie", "x-API-key"
	};
	static const char *const others[] = {
		"", "authorization ", "x-authorization", "authorizatio", "cookie2", "date", "x_api_key",
		"Signature-Webhook"
	};

	for (size_t i = 0; i < LENGTH(reasons); i++)
		CHECK(strcmp(oh_reason_name((OhReason) i), reasons[i]) == 0, "%zu", i);
	CHECK(strcmp(oh_strength_name(OH_STRENGTH_NONE), "none") == 0, "none");
	CHECK(strcmp(oh_strength_name(OH_STRENGTH_CREDENTIAL), "credential") == 0, "credential");
	CHECK(strcmp(oh_strength_name(OH_STRENGTH_BODY), "body") == 0, "body");
	for (size_t i = 0; i < LENGTH(credential_headers); i++)
		CHECK(oh_auth_is_credential_header(oh_bytes_of_string(credential_headers[i])), "%zu", i);
	for (size_t i = 0; i < LENGTH(others); i++)
		CHECK(!oh_auth_is_credential_header(oh_bytes_of_string(others[i])), "%zu", i);
}

int
main(void)
{
	mac = oh_mac_create();
	if (!CHECK(mac != NULL, "create"))
		return unit_done();
	test_header_shapes();
	test_every_scheme();
	test_no_scheme();
	test_empty_body();
	test_confusion();
	test_dated_signature();
	test_expiry();
	test_static();
	test_several_keys();
	test_digests();
	test_names();
	oh_mac_free(mac);
	return unit_done();
}
