/*
 * constant_time.c
 *	  Verifications whose instructions are counted from outside, one call of oh_auth_verify
 *	  each: test/t/085_constant_time.pl runs this under callgrind.
 *
 * Writes a line for each call: group, case, reason.  Within a group the number of
 * instructions must be the same.  What is presented differs within a group in
 * nothing that decoding it depends on: a digit stays a digit, a letter a letter.
 */
#include "auth_fixture.h"

#define USER	"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="

static void
run(const OhAuth *auth, OhBytes value, const OhKey *keys, int count, const char *group, const char *what)
{
	OhHeader	header = {auth->header.data ? auth->header : OH_BYTES("X-Edge-Key"), value};
	OhVerdict	verdict = verify(auth, &header, 1, keys, count);

	printf("%s|%s|%s\n", group, what, oh_reason_name(verdict.reason));
}

/* Another character of the same kind. */
static char
other(char c)
{
	if (c == '9' || c == 'f' || c == 'z' || c == 'Z')
		return (char) (c - 1);
	return (char) (c + 1);
}

/* A signature that is wrong at one character, or nowhere, with its key in each place among three. */
static void
run_signatures(const char *text, const char *group)
{
	static const size_t places[] = {0, 15, 31, 40};
	OhKey		other_key = {.kind = OH_KEY_HMAC, .secret = OH_LITERAL("another secret of mipos!")};
	OhKey		keys[3] = {mac_key, other_key, other_key};
	char		wrong[OH_HEX_LEN(OH_DIGEST_LEN)];
	size_t		len = strlen(text);

	run(&mipos, oh_bytes(text, len), keys, 3, "warm", group);
	for (size_t i = 0; i < LENGTH(places); i++)
	{
		memcpy(wrong, text, len);
		wrong[places[i]] = other(wrong[places[i]]);
		run(&mipos, oh_bytes(wrong, len), keys, 3, group, "wrong");
	}
	for (size_t i = 0; i < LENGTH(keys); i++)
	{
		keys[0] = keys[1] = keys[2] = other_key;
		keys[i] = mac_key;
		run(&mipos, oh_bytes(text, len), keys, 3, group, "right");
	}
}

/* A credential against a digest that differs at one byte, or nowhere. */
static void
run_digests(const OhAuth *auth, const char *value, const char *credential, const char *group)
{
	static const size_t places[] = {0, 15, 31};
	OhBytes		salt = OH_BYTES("sixteen of bytes");
	OhBytes		presented = oh_bytes_of_string(credential);
	uint8_t		digest[OH_DIGEST_LEN];
	OhKey		key = {
		.kind = OH_KEY_DIGEST, .secret = oh_bytes((const char *) digest, OH_DIGEST_LEN), .salt = salt,
		.name = OH_BYTES("X-Edge-Key")
	};

	oh_mac_sign(mac, salt, &presented, 1, digest);
	run(auth, oh_bytes_of_string(value), &key, 1, "warm", group);
	for (size_t i = 0; i < LENGTH(places); i++)
	{
		digest[places[i]] ^= 1;
		run(auth, oh_bytes_of_string(value), &key, 1, group, "wrong");
		digest[places[i]] ^= 1;
	}
	run(auth, oh_bytes_of_string(value), &key, 1, group, "right");
}

int
main(void)
{
	mac = oh_mac_create();
	if (mac == NULL)
		return 1;
	for (int i = 0; i < 2; i++)
	{
		run_signatures(MAC_HEX, i == 0 ? "warm" : "signature in hex");
		run_signatures(MAC_BASE64, i == 0 ? "warm" : "signature in base64");
		run_digests(&basic, USER, "Aladdin:open sesame", i == 0 ? "warm" : "Basic");
		run_digests(&token, "Token token=\"" FLY_TOKEN "\"", FLY_TOKEN, i == 0 ? "warm" : "Token");
		run_digests(&edge, "a word", "a word", i == 0 ? "warm" : "static header");
	}
	oh_mac_free(mac);
	return 0;
}
