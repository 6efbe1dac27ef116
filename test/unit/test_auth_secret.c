/*
 * test_auth_secret.c
 *	  Secrets as people write them, and the headers that they sign.
 */
#include "openssl_fixture.h"

#include "auth_fixture.h"

typedef struct SecretRow
{
	const OhAuth *auth;
	OhBytes		text;
	OhKeyKind	kind;
	OhBytes		secret;
	OhBytes		name;
} SecretRow;

static const SecretRow good[] = {
	{&mipos, OH_LITERAL("x"), OH_KEY_HMAC, OH_LITERAL("x"), {NULL, 0}},
	{&mipos, OH_LITERAL(" \n\0"), OH_KEY_HMAC, OH_LITERAL(" \n\0"), {NULL, 0}},
	{&revo, OH_LITERAL("hmac:MDEy"), OH_KEY_HMAC, OH_LITERAL("hmac:MDEy"), {NULL, 0}},
	{&basic, OH_LITERAL("u:p"), OH_KEY_CREDENTIAL, OH_LITERAL("u:p"), {NULL, 0}},
	{&basic, OH_LITERAL("u:"), OH_KEY_CREDENTIAL, OH_LITERAL("u:"), {NULL, 0}},
	{&basic, OH_LITERAL("u:a:b "), OH_KEY_CREDENTIAL, OH_LITERAL("u:a:b "), {NULL, 0}},
	{&basic, OH_LITERAL("test:123\xC2\xA3"), OH_KEY_CREDENTIAL, OH_LITERAL("test:123\xC2\xA3"), {NULL, 0}},
	{&token, OH_LITERAL("FFCPUG2A"), OH_KEY_CREDENTIAL, OH_LITERAL("FFCPUG2A"), {NULL, 0}},
	{&token, OH_LITERAL("a, b=\\c"), OH_KEY_CREDENTIAL, OH_LITERAL("a, b=\\c"), {NULL, 0}},
	{&token, OH_LITERAL("HMAC:MDEy"), OH_KEY_CREDENTIAL, OH_LITERAL("HMAC:MDEy"), {NULL, 0}},
	{&token, OH_LITERAL("hmac:MDEy"), OH_KEY_HMAC, OH_LITERAL("012"), {NULL, 0}},
	{&token, OH_LITERAL("hmac:AA=="), OH_KEY_HMAC, OH_LITERAL("\0"), {NULL, 0}},
	{&edge, OH_LITERAL("X-Key: a word"), OH_KEY_CREDENTIAL, OH_LITERAL("a word"), OH_LITERAL("X-Key")},
	{&edge, OH_LITERAL("x:y"), OH_KEY_CREDENTIAL, OH_LITERAL("y"), OH_LITERAL("x")},
	{&edge, OH_LITERAL("!#$%&'*+-.^_`|~09azAZ: \t a:b \t"), OH_KEY_CREDENTIAL, OH_LITERAL("a:b"),
	OH_LITERAL("!#$%&'*+-.^_`|~09azAZ")}
};

static const struct
{
	const OhAuth *auth;
	OhBytes		text;
}			bad[] = {
	{&mipos, OH_LITERAL("")},
	{&basic, OH_LITERAL("")},
	{&token, OH_LITERAL("")},
	{&edge, OH_LITERAL("")},
	{&edge, {NULL, 0}},
	{&basic, OH_LITERAL("verysecret")},
	{&basic, OH_LITERAL(":verysecret")},
	{&basic, OH_LITERAL("verysecret:\n")},
	{&basic, OH_LITERAL("very\0secret:x")},
	{&basic, OH_LITERAL("verysecret:\x7F")},
	{&token, OH_LITERAL("very\"secret")},
	{&token, OH_LITERAL("verysecret\n")},
	{&token, OH_LITERAL("verysecret\0")},
	{&token, OH_LITERAL("verysecret\x7F")},
	{&token, OH_LITERAL("verysecret\xC2\xA3")},
	{&token, OH_LITERAL("hmac:")},
	{&token, OH_LITERAL("hmac:verysecret")},
	{&token, OH_LITERAL("hmac: MDEy")},
	{&token, OH_LITERAL("hmac:MDEy\n")},
	{&token, OH_LITERAL("hmac:AB==")},
	{&edge, OH_LITERAL("verysecret")},
	{&edge, OH_LITERAL(": verysecret")},
	{&edge, OH_LITERAL("X-Key:")},
	{&edge, OH_LITERAL("X-Key: \t ")},
	{&edge, OH_LITERAL("X Key: verysecret")},
	{&edge, OH_LITERAL("X-Key : verysecret")},
	{&edge, OH_LITERAL("X-K\xC3\xA9y: verysecret")},
	{&edge, OH_LITERAL("X-Key\0: verysecret")},
	{&edge, OH_LITERAL("X-Key: very\nsecret")},
	{&edge, OH_LITERAL("X-Key: verysecret\r\n")},
	{&edge, OH_LITERAL("X-Key: very\0secret")}
};

static void
test_good_secrets(void)
{
	for (size_t i = 0; i < LENGTH(good); i++)
	{
		OhBytes		exact = unit_exact(good[i].text);
		uint8_t    *buffer = malloc(exact.len);
		OhKey		key;

		CHECK(oh_auth_read_secret(good[i].auth, exact, buffer, &key) == NULL, "row %zu", i);
		CHECK(key.kind == good[i].kind, "row %zu", i);
		CHECK(oh_bytes_equal(key.secret, good[i].secret), "row %zu", i);
		CHECK(oh_bytes_equal(key.name, good[i].name), "row %zu", i);
		CHECK(key.salt.data == NULL, "row %zu", i);
		free(buffer);
		unit_exact_free(exact);
	}
}

static void
test_bad_secrets(void)
{
	char		out_buffer[512];
	OhHeader	out[2];

	for (size_t i = 0; i < LENGTH(bad); i++)
	{
		OhBytes		exact = bad[i].text.data ? unit_exact(bad[i].text) : OH_NO_BYTES;
		uint8_t    *buffer = malloc(exact.len ? exact.len : 1);
		OhKey		key;
		const char *why = oh_auth_read_secret(bad[i].auth, exact, buffer, &key);

		if (CHECK(why != NULL, "row %zu", i))
			CHECK(strstr(why, "very") == NULL && why[strlen(why) - 1] == '.', "row %zu: %s", i, why);
		CHECK(oh_auth_sign(mac, bad[i].auth, OH_BYTES(BODY), exact, 0, out_buffer, sizeof(out_buffer),
						   out) == -1,
			  "row %zu", i);
		free(buffer);
		if (exact.data != NULL)
			unit_exact_free(exact);
	}
}

/* What a secret signs, that secret verifies, in a buffer of the promised size; another body it does not. */
static void
test_round_trips(void)
{
	for (size_t i = 0; i < LENGTH(good); i++)
	{
		size_t		size = 2 * good[i].text.len + 256;
		char	   *buffer = malloc(size);
		uint8_t		decoded[64];
		OhHeader	out[2];
		OhKey		key;
		OhRequest	request = {.body = OH_BYTES(BODY), .has_received_at = true, .received_at = 17 * OH_DAY};
		int			count = oh_auth_sign(mac, good[i].auth, OH_BYTES(BODY), good[i].text, 17 * OH_DAY,
										 buffer, size, out);

		if (CHECK(count > 0, "row %zu", i))
		{
			request.headers = (OhHeaders) {out, (size_t) count, false};
			CHECK(oh_auth_read_secret(good[i].auth, good[i].text, decoded, &key) == NULL, "row %zu", i);
			CHECK(oh_auth_verify(mac, good[i].auth, &request, &key, 1).valid, "row %zu", i);
			request.body = OH_BYTES("{}");
			CHECK(oh_auth_verify(mac, good[i].auth, &request, &key, 1).valid == (key.kind != OH_KEY_HMAC),
				  "row %zu", i);
		}
		free(buffer);
	}
}

/* Every smaller buffer: the same headers or -1, and never a byte beyond it. */
static void
test_small_buffers(void)
{
	for (size_t i = 0; i < LENGTH(good); i++)
	{
		size_t		enough = 2 * good[i].text.len + 256;
		bool		fitted = false;

		for (size_t size = 0; size <= enough; size++)
		{
			char	   *buffer = malloc(size ? size : 1);
			OhHeader	out[2];
			int			count = oh_auth_sign(mac, good[i].auth, OH_BYTES(BODY), good[i].text, 0, buffer, size,
											 out);

			if (fitted && count <= 0)
				CHECK(false, "row %zu fits in less than %zu bytes", i, size);
			for (int h = 0; h < count; h++)
				if (out[h].value.data < buffer || out[h].value.data + out[h].value.len > buffer + size)
					CHECK(false, "row %zu, header %d, size %zu", i, h, size);
			fitted = count > 0;
			free(buffer);
		}
		CHECK(fitted, "row %zu", i);
	}
}

static void
expect_header(OhHeader header, const char *name, const char *value)
{
	CHECK(oh_bytes_equal(header.name, oh_bytes_of_string(name)), "%s", name);
	CHECK(oh_bytes_equal(header.value, oh_bytes_of_string(value)), "%s: %.*s", name, (int) header.value.len,
		  header.value.data);
}

static void
test_signed_headers(void)
{
	static const struct
	{
		const OhAuth *auth;
		const char *secret;
		const char *name;
		const char *value;
	}			rows[] = {
		{&basic, "Aladdin:open sesame", "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
		{&mipos, MAC_KEY, "Signature-Webhook", MAC_HEX},
		{&revo, MAC_KEY, "X-Revo-Hmac-SHA256", MAC_HEX},
		{&token, FLY_TOKEN, "Authorization", "Token token=\"" FLY_TOKEN "\""},
		{&edge, "X-Edge-Key:  a word ", "X-Edge-Key", "a word"},
		{&token, "hmac:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "Authorization",
		"Token signature=\"" FLY_SIGNATURE "\""}
	};
	char		buffer[512];
	OhHeader	out[2];

	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		int			count;

		memset(buffer, '?', sizeof(buffer));
		count = oh_auth_sign(mac, rows[i].auth, OH_BYTES(BODY), oh_bytes_of_string(rows[i].secret),
							 FLY_SECOND * OH_SECOND + 999999, buffer, sizeof(buffer), out);
		CHECK(count == (i == 5 ? 2 : 1), "row %zu", i);
		expect_header(out[0], rows[i].name, rows[i].value);
	}
	expect_header(out[1], "Date", FLY_DATE);
	for (size_t i = 0; i + 8 <= sizeof(buffer); i++)
		if (memcmp(buffer + i, "01234567", 8) == 0)
			CHECK(false, "the key is still in the buffer at %zu", i);
}

/* A signature that OpenSSL could not compute is not sent. */
static void
test_unsigned(void)
{
	static const OhAuth *const auths[] = {&mipos, &revo, &token};
	char		buffer[512];
	OhHeader	out[2];

	for (size_t i = 0; i < LENGTH(auths); i++)
		for (int call = 0; call < 3; call++)
		{
			int			count;

			openssl_calls_left = call;
			count = oh_auth_sign(mac, auths[i], OH_BYTES(BODY), OH_BYTES("hmac:MDEyMzQ1Njc4OWFiY2RlZg=="), 0,
								 buffer, sizeof(buffer), out);
			openssl_calls_left = -1;
			CHECK(count == -1, "row %zu, call %d", i, call);
		}
}

/* What every secret signs does not hold where OpenSSL fails, from whichever call on. */
static void
test_unverified(void)
{
	for (size_t i = 0; i < LENGTH(good); i++)
	{
		uint8_t		decoded[64];
		char		buffer[1024];
		OhHeader	out[2];
		OhKey		key;
		OhRequest	request = {.headers = {.list = out}, .body = OH_BYTES(BODY)};
		bool		valid = false;
		int			calls = 0;

		CHECK(oh_auth_read_secret(good[i].auth, good[i].text, decoded, &key) == NULL, "row %zu", i);
		request.headers.count = (size_t) oh_auth_sign(mac, good[i].auth, OH_BYTES(BODY), good[i].text, 0,
													  buffer, sizeof(buffer), out);
		while (!valid && calls < 100)
		{
			openssl_failures = 0;
			openssl_calls_left = calls++;
			valid = oh_auth_verify(mac, good[i].auth, &request, &key, 1).valid;
			openssl_calls_left = -1;
			CHECK(valid == (openssl_failures == 0), "row %zu, call %d", i, calls);
		}
		CHECK(calls > 3 && calls < 100, "row %zu, %d calls", i, calls);
	}
}

/* Nor does what a MAC that could not be computed is left as: zeros. */
static void
test_zeros(void)
{
	static const struct
	{
		const OhAuth *auth;
		const OhKey *key;
		OhHeader	headers[2];
	}			rows[] = {
		{&mipos, &mac_key, {{OH_LITERAL("Signature-Webhook"),
		OH_LITERAL("0000000000000000000000000000000000000000000000000000000000000000")}}},
		{&revo, &mac_key, {{OH_LITERAL("X-Revo-Hmac-SHA256"),
		OH_LITERAL("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")}}},
		{&token, &fly_key, {{OH_LITERAL("Authorization"),
		OH_LITERAL("Token signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"")},
		{OH_LITERAL("Date"), OH_LITERAL(FLY_DATE)}}},
		{&token, &token_key, {{OH_LITERAL("Authorization"), OH_LITERAL("Token token=\"another\"")}}},
		{&basic, &basic_key, {{OH_LITERAL("Authorization"), OH_LITERAL("Basic QTpC")}}},
		{&edge, &edge_key, {{OH_LITERAL("X-Edge-Key"), OH_LITERAL("another word")}}},
	};

	for (size_t i = 0; i < LENGTH(rows); i++)
		for (int call = 0; call < 6; call++)
		{
			OhVerdict	verdict;

			openssl_calls_left = call;
			verdict = verify(rows[i].auth, rows[i].headers, rows[i].headers[1].name.data ? 2 : 1, rows[i].key, 1);
			openssl_calls_left = -1;
			CHECK(!verdict.valid && verdict.strength == OH_STRENGTH_NONE && verdict.key == -1, "row %zu, call %d",
				  i, call);
			CHECK(verdict.reason == OH_REASON_BAD_SIGNATURE || verdict.reason == OH_REASON_BAD_CREDENTIAL,
				  "row %zu: %s", i, oh_reason_name(verdict.reason));
		}
}

/* The longest Basic credential that can hold, in the promised buffer, and one that is too long. */
static void
test_longest_basic(void)
{
	static char text[1537];
	static char buffer[2 * 1536 + 256];
	uint8_t		unused[1];
	OhHeader	out[2];
	OhRequest	request = {.headers = {out, 1, false}, .body = OH_BYTES(BODY)};
	OhKey		key;

	memset(text, 'a', sizeof(text));
	text[700] = ':';
	CHECK(oh_auth_read_secret(&basic, oh_bytes(text, 1537), unused, &key) != NULL, "too long");
	CHECK(oh_auth_read_secret(&basic, oh_bytes(text, 1536), unused, &key) == NULL, "longest");
	CHECK(oh_auth_sign(mac, &basic, OH_BYTES(BODY), oh_bytes(text, 1536), 0, buffer, sizeof(buffer),
					   out) == 1, "sign");
	CHECK(oh_auth_verify(mac, &basic, &request, &key, 1).valid, "verify");
}

int
main(void)
{
	mac = oh_mac_create();
	if (!CHECK(mac != NULL, "create"))
		return unit_done();
	test_good_secrets();
	test_bad_secrets();
	test_round_trips();
	test_small_buffers();
	test_signed_headers();
	test_unsigned();
	test_unverified();
	test_zeros();
	test_longest_basic();
	oh_mac_free(mac);
	return unit_done();
}
