/*
 * test_credential.c
 *	  The values of authentication headers: which are read, which hold, and that no
 *	  right one has a twin.
 */
#include "auth_fixture.h"

typedef struct ValueRow
{
	OhBytes		value;
	OhReason	reason;
} ValueRow;

static const ValueRow signatures[] = {
	{OH_LITERAL(MAC_HEX), OH_REASON_OK},
	{OH_LITERAL("56DA5A01EDEEE0ABB73AEB95C3C2EFFA873CAB7AF2F9480771478D9D2A2D8852"), OH_REASON_OK},
	{OH_LITERAL("56DA5A01edeee0abb73aeb95c3c2effa873cab7af2f9480771478d9d2a2d8852"), OH_REASON_OK},
	{OH_LITERAL(MAC_BASE64), OH_REASON_OK},
	{OH_LITERAL("sha256=" MAC_HEX), OH_REASON_OK},
	{OH_LITERAL("sha256=" MAC_BASE64), OH_REASON_OK},
	/* the bits of the last digit that count for nothing, padding, alphabet */
	{OH_LITERAL("VtpaAe3u4Ku3OuuVw8Lv+oc8q3ry+UgHcUeNnSotiFJ="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("VtpaAe3u4Ku3OuuVw8Lv+oc8q3ry+UgHcUeNnSotiFI"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("VtpaAe3u4Ku3OuuVw8Lv+oc8q3ry+UgHcUeNnSotiFI=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("VtpaAe3u4Ku3OuuVw8Lv-oc8q3ry-UgHcUeNnSotiFI="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("VtpaAe3u4Ku3OuuVw8Lv+oc8q3ry+UgHcUeNnSotiA=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("VtpaAe3u4Ku3OuuVw8Lv+oc8q3ry+UgHcUeNnSotiFIA"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("VtpaAe3u4Ku3OuuVw8Lv+oc8q3ry+UgHcUeN\nSotiFI="), OH_REASON_MALFORMED_HEADER},
	/* what stands around it */
	{OH_LITERAL(" " MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL(MAC_HEX " "), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL(MAC_HEX "\n"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL(MAC_HEX "\0"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL(MAC_BASE64 "\n"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("\"" MAC_HEX "\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("0x" MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL(MAC_HEX "," MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("sha256= " MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("sha256:" MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("SHA256=" MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("sha1=" MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("sha256=sha256=" MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("sha256="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL(""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Bearer " MAC_HEX), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("\xEF\xBC\x95" "6da5a01edeee0abb73aeb95c3c2effa873cab7af2f9480771478d9d2a2d88"),
	OH_REASON_MALFORMED_HEADER},
	/* RFC 4231, case 5: a MAC of half the length is none */
	{OH_LITERAL("a3b6167473100ee06e0c796c2955552b"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("56da5a01edeee0abb73aeb95c3c2effa"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL(MAC_HEX "00"), OH_REASON_MALFORMED_HEADER},
	/* SHA-1's; then 32 bytes each of: nothing, SHA-256, of key and body, key and body
	 * swapped, under the empty key, of SHA-512, and FlyBuy's */
	{OH_LITERAL("696fd85f89fa3d65a4761778fbaa3ec00d123135"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("0000000000000000000000000000000000000000000000000000000000000000"),
	OH_REASON_BAD_SIGNATURE},
	{OH_LITERAL("db61b80cc65c4637cd2fe400f4d0bd4dfe9418942836de4f1b4667e1c3fd6f04"),
	OH_REASON_BAD_SIGNATURE},
	{OH_LITERAL("ffc205bdc08e13bf709e97d3edbbe8df4948ba524a6f6bf9d304dba82581df7a"),
	OH_REASON_BAD_SIGNATURE},
	{OH_LITERAL("cc495ced9e228f53f0e750b6c2c0c2c155dca0b4d9a9328a389804b833cd70be"),
	OH_REASON_BAD_SIGNATURE},
	{OH_LITERAL("fd53842765adcb5b30f35a631e2d7fb640e1644e4a755c3fe70e5a7e2d80c4e4"),
	OH_REASON_BAD_SIGNATURE},
	{OH_LITERAL("af456888a0e4ada1226b40f9a9c7eb38847dcd3672b1ffc8a75bd99896b8cf99"),
	OH_REASON_BAD_SIGNATURE},
	{OH_LITERAL(FLY_SIGNATURE), OH_REASON_BAD_SIGNATURE}
};

/* Values as they stand, over BODY: the strict reading, without trimming. */
static void
test_signature_values(void)
{
	for (size_t i = 0; i < LENGTH(signatures); i++)
	{
		OhReason	reason = signatures[i].reason;

		expect(verify_value(BODY, signatures[i].value, MAC_KEY), reason,
			   strength_of(reason, OH_STRENGTH_BODY),
			   key_of(reason), "signature", i);
		expect_refused(verify_value(BODY, signatures[i].value, ""), OH_REASON_NO_SECRET, "empty secret", i);
	}
	for (size_t cut = 0; cut < strlen(MAC_HEX); cut++)
		expect_refused(verify_value(BODY, oh_bytes(MAC_HEX, cut), MAC_KEY), OH_REASON_MALFORMED_HEADER,
					   "hex cut", cut);
	for (size_t cut = 0; cut < strlen(MAC_BASE64); cut++)
		expect_refused(verify_value(BODY, oh_bytes(MAC_BASE64, cut), MAC_KEY), OH_REASON_MALFORMED_HEADER,
					   "base64 cut", cut);
}

/* Each bit of the body, of the key and of the tag counts; the tag in both codings. */
static void
test_bit_flips(void)
{
	static const size_t sizes[] = {0, 1, 31, 55, 56, 63, 64, 65, 200};

	for (size_t s = 0; s < LENGTH(sizes); s++)
	{
		size_t		size = sizes[s];
		char		all[200 + 20 + OH_DIGEST_LEN];	/* body, key, tag */
		OhBytes		body = oh_bytes(all, size);
		OhBytes		key = oh_bytes(all + size, 20);
		uint8_t    *tag = (uint8_t *) all + size + 20;
		char		text[OH_HEX_LEN(OH_DIGEST_LEN)];
		int			accepted = 0;

		for (size_t i = 0; i < size + 20; i++)
			all[i] = (char) (i * 89 + s);
		CHECK(oh_mac_sign(mac, key, &body, 1, tag), "size %zu", size);
		for (size_t bit = 0; bit < (size + 20 + OH_DIGEST_LEN) * 8; bit++)
		{
			all[bit / 8] ^= (char) (1 << bit % 8);
			oh_hex_encode(tag, OH_DIGEST_LEN, text);
			accepted += oh_auth_verify_value(mac, body, oh_bytes(text, sizeof(text)), key).valid;
			oh_base64_encode(tag, OH_DIGEST_LEN, text);
			accepted += oh_auth_verify_value(mac, body, oh_bytes(text, OH_BASE64_LEN(OH_DIGEST_LEN)),
											 key).valid;
			all[bit / 8] ^= (char) (1 << bit % 8);
		}
		CHECK(accepted == 0, "size %zu: %d accepted", size, accepted);
		oh_hex_encode(tag, OH_DIGEST_LEN, text);
		CHECK(oh_auth_verify_value(mac, body, oh_bytes(text, sizeof(text)), key).valid, "size %zu", size);
	}
}

static const ValueRow basics[] = {
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_OK},
	{OH_LITERAL("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_OK},
	{OH_LITERAL("BASIC    QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_OK},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZR=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==, x"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QWxhZGRpbjpv cGVuIHNlc2FtZQ=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\n"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\0"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic\tQWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic \tQWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic \"QWxhZGRpbjpvcGVuIHNlc2FtZQ==\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("BasicQWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basi\xC4\xB1 QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic Aladdin:open sesame"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic "), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic ===="), OH_REASON_MALFORMED_HEADER},
	/* no colon, a NUL, a newline, DEL, and a NUL after all of it */
	{OH_LITERAL("Basic QWxhZGRpbg=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QQA6Yg=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQo="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QTpifw=="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQA="), OH_REASON_MALFORMED_HEADER},
	/* ":", "a:", ":b", the password alone wrong, the user alone, a longer one */
	{OH_LITERAL("Basic Og=="), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Basic YTo="), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Basic OmI="), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtYQ=="), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2FtZTo="), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Basic QWxhZGRpbjpvcGVuIHNlc2Ft"), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Token token=\"Aladdin:open sesame\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), OH_REASON_MALFORMED_HEADER}
};

/* Basic credentials; all of them under the secret "Aladdin:open sesame". */
static void
test_basic(void)
{
	for (size_t i = 0; i < LENGTH(basics); i++)
	{
		OhReason	reason = basics[i].reason;

		expect(verify_header(&basic, "Authorization", basics[i].value, &basic_key, 1), reason,
			   strength_of(reason, OH_STRENGTH_CREDENTIAL), key_of(reason), "basic", i);
		if (oh_bytes_start(basics[i].value, OH_BYTES("Basic ")))
			expect(verify_value(BODY, basics[i].value, "Aladdin:open sesame"), reason,
				   strength_of(reason, OH_STRENGTH_CREDENTIAL), key_of(reason), "basic value", i);
	}

	/* RFC 7617 section 2.1, and a password with colons */
	CHECK(verify_value(BODY, OH_BYTES("Basic dGVzdDoxMjPCow=="), "test:123\xC2\xA3").valid, "UTF-8");
	CHECK(!verify_value(BODY, OH_BYTES("Basic dGVzdDoxMjPCow=="), "test:123\xA3").valid, "Latin-1");
	CHECK(verify_value(BODY, OH_BYTES("Basic dTphOmI6"), "u:a:b:").valid, "colons");
	CHECK(!verify_value(BODY, OH_BYTES("Basic dTphOmI6"), "u:a").valid, "colons");
}

/* The longest Basic credential that is read, and one byte group more. */
static void
test_basic_limit(void)
{
	static char credential[1539];
	static char value[6 + 2052];
	OhKey		key = {.kind = OH_KEY_CREDENTIAL, .secret = oh_bytes(credential, 1536)};

	memset(credential, 'a', sizeof(credential));
	credential[1] = ':';
	memcpy(value, "Basic ", 6);
	oh_base64_encode((uint8_t *) credential, 1536, value + 6);
	expect(verify_header(&basic, "authorization", oh_bytes(value, 6 + 2048), &key, 1), OH_REASON_OK,
		   OH_STRENGTH_CREDENTIAL, 0, "longest", 0);
	key.secret.len = 1539;
	oh_base64_encode((uint8_t *) credential, 1539, value + 6);
	expect_refused(verify_header(&basic, "authorization", oh_bytes(value, 6 + 2052), &key, 1),
				   OH_REASON_MALFORMED_HEADER, "too long", 0);
}

static const ValueRow tokens[] = {
	{OH_LITERAL("Token token=\"FFCPUG2A\""), OH_REASON_OK},
	{OH_LITERAL("token token=\"FFCPUG2A\""), OH_REASON_OK},
	{OH_LITERAL("TOKEN   TOKEN=\"FFCPUG2A\""), OH_REASON_OK},
	{OH_LITERAL("Token token=FFCPUG2A"), OH_REASON_OK},
	{OH_LITERAL("Token token=\"FFCPUG2A\", signature=\"junk\""), OH_REASON_OK},
	{OH_LITERAL("Token signature=\"junk\" token=\"FFCPUG2A\""), OH_REASON_OK},
	{OH_LITERAL("Token signature=junk,token=FFCPUG2A"), OH_REASON_OK},
	{OH_LITERAL("Token nonce=\"\" , token=\"FFCPUG2A\" nonce=1"), OH_REASON_OK},
	{OH_LITERAL("Token x=\"token=\\\", token=\"FFCPUG2A\""), OH_REASON_OK},
	{OH_LITERAL("Token x=\" , token=1\", token=\"FFCPUG2A\""), OH_REASON_OK},
	{OH_LITERAL("Token token=\"ffcpug2a\""), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Token token=\"FFCPUG2\""), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Token token=\"FFCPUG2A \""), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Token token=\"\""), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Token signature=\"FFCPUG2A\""), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Token tokens=\"FFCPUG2A\""), OH_REASON_BAD_CREDENTIAL},
	{OH_LITERAL("Token token=\"FFCPUG2A\" token=\"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"x\",Token=\"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"\",token=\"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\" signature=a signature=b"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\"x"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\"x=1"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\","), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\",,x=1"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token ,token=\"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\";x=1"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\"\tx=1"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\"\r\nx=1"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\0\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=\"FFCPUG2A\n\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token=FFCPUG2A\n"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token= \"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token =\"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token="), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token token"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token =\"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token \"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token FFCPUG2A"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Token\ttoken=\"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Bearer FFCPUG2A"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("Tokentoken=\"FFCPUG2A\""), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL("FFCPUG2A"), OH_REASON_MALFORMED_HEADER},
	{OH_LITERAL(""), OH_REASON_MALFORMED_HEADER}
};

/* Token headers under the token FFCPUG2A, without a signing key. */
static void
test_token(void)
{
	for (size_t i = 0; i < LENGTH(tokens); i++)
	{
		OhReason	reason = tokens[i].reason;

		expect(verify_header(&token, "Authorization", tokens[i].value, &token_key, 1), reason,
			   strength_of(reason, OH_STRENGTH_CREDENTIAL), key_of(reason), "token", i);
		expect(verify_value(BODY, tokens[i].value, FLY_TOKEN), reason,
			   strength_of(reason, OH_STRENGTH_CREDENTIAL), key_of(reason), "token value", i);
	}
	expect_refused(verify_value(BODY, OH_BYTES("Token signature=\"x\""), "hmac:MDEy"), OH_REASON_UNSUPPORTED,
				   "signing key", 0);
	expect_refused(verify_value(BODY, OH_BYTES("tOKEN token=\"hmac:MDEy\""), "hmac:MDEy"),
				   OH_REASON_UNSUPPORTED,
				   "signing key", 1);
}

/* A megabyte of one character, or of one parameter again and again: an answer at once. */
static void
test_long_token(void)
{
	static const char *const pieces[] = {" ", ",", "\"", "a", "=", "a=b ", "a=\"", "a=b,", "x=\"y\" , ",
										 "\\"};
	size_t		size = 1 << 20;
	char	   *value = malloc(size);

	for (size_t i = 0; i < LENGTH(pieces); i++)
	{
		size_t		len = strlen(pieces[i]);
		OhVerdict	verdict;

		memcpy(value, "Token ", 6);
		for (size_t at = 6; at < size; at++)
			value[at] = pieces[i][(at - 6) % len];
		verdict = verify_header(&token, "Authorization", oh_bytes(value, size), &token_key, 1);
		CHECK(!verdict.valid, "piece %zu", i);
		memcpy(value, "Basic ", 6);
		verdict = verify_header(&basic, "Authorization", oh_bytes(value, size), &basic_key, 1);
		CHECK(!verdict.valid, "piece %zu", i);
	}
	free(value);
}

int
main(void)
{
	mac = oh_mac_create();
	if (!CHECK(mac != NULL, "create"))
		return unit_done();
	test_signature_values();
	test_bit_flips();
	test_basic();
	test_basic_limit();
	test_token();
	test_long_token();
	oh_mac_free(mac);
	return unit_done();
}
