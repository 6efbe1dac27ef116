/*
 * test_mac.c
 *	  HMAC-SHA256 against RFC 4231 and against its own definition; OpenSSL's
 *	  queue of errors and its failures.
 */
#include "openssl_fixture.h"

#include <limits.h>

#include "codec.h"
#include "mac.h"
#include "openssl_memory.h"

static bool
is_zero(const uint8_t *digest)
{
	static const uint8_t zero[OH_DIGEST_LEN];

	return memcmp(digest, zero, OH_DIGEST_LEN) == 0;
}

static bool
is_hex(const uint8_t *digest, const char *hex)
{
	char		text[OH_HEX_LEN(OH_DIGEST_LEN)];

	oh_hex_encode(digest, OH_DIGEST_LEN, text);
	return memcmp(text, hex, strlen(hex)) == 0;
}

static void
test_rfc4231(OhMac *mac)
{
	static const struct
	{
		const char *key;
		const char *data;
		const char *tag;		/* of case 5 the RFC gives the first half only */
	}			rows[] = {
		{"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
		{"4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"dddddddddddddddddddddddddddddddddddddddddddddddddd"
			"dddddddddddddddddddddddddddddddddddddddddddddddddd",
		"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
		{"0102030405060708090a0b0c0d0e0f10111213141516171819",
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
			"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
		"82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
		{"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c", "546573742057697468205472756e636174696f6e",
		"a3b6167473100ee06e0c796c2955552b"},
		{NULL,					/* 131 bytes of 0xaa */
			"54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a"
			"65204b6579202d2048617368204b6579204669727374",
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
		{NULL,
			"5468697320697320612074657374207573696e672061206c6172676572207468"
			"616e20626c6f636b2d73697a65206b657920616e642061206c61726765722074"
			"68616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565"
			"647320746f20626520686173686564206265666f7265206265696e6720757365"
			"642062792074686520484d414320616c676f726974686d2e",
		"9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		uint8_t		key[131];
		uint8_t		data[200];
		size_t		key_len = rows[i].key ? strlen(rows[i].key) / 2 : sizeof(key);
		OhBytes		part = oh_bytes((char *) data, strlen(rows[i].data) / 2);
		uint8_t		out[OH_DIGEST_LEN];

		memset(key, 0xAA, sizeof(key));
		if (rows[i].key != NULL)
			CHECK(oh_hex_decode(oh_bytes_of_string(rows[i].key), key), "case %zu", i + 1);
		CHECK(oh_hex_decode(oh_bytes_of_string(rows[i].data), data), "case %zu", i + 1);
		CHECK(oh_mac_sign(mac, oh_bytes((char *) key, key_len), &part, 1, out), "case %zu", i + 1);
		CHECK(is_hex(out, rows[i].tag), "case %zu", i + 1);
	}
}

static void
test_digest(OhMac *mac)
{
	static const struct
	{
		OhBytes		data;
		const char *digest;
	}			rows[] = {
		{{NULL, 0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{OH_LITERAL(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{OH_LITERAL("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{OH_LITERAL("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}
	};
	uint8_t		out[OH_DIGEST_LEN];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK(oh_mac_digest(mac, rows[i].data, out) && is_hex(out, rows[i].digest), "row %zu", i);
}

/* RFC 2104 by the letter, with nothing but SHA-256. */
static void
sign_by_definition(OhMac *mac, OhBytes key, OhBytes data, uint8_t *out)
{
	uint8_t		padded[64] = {0};
	char		inner[64 + 512];
	char		outer[64 + OH_DIGEST_LEN];

	if (key.len > sizeof(padded))
		CHECK(oh_mac_digest(mac, key, padded), "long key");
	else
		memcpy(padded, key.data, key.len);
	for (size_t i = 0; i < sizeof(padded); i++)
	{
		inner[i] = (char) (padded[i] ^ 0x36);
		outer[i] = (char) (padded[i] ^ 0x5C);
	}
	memcpy(inner + 64, data.data, data.len);
	CHECK(oh_mac_digest(mac, oh_bytes(inner, 64 + data.len), (uint8_t *) outer + 64), "inner");
	CHECK(oh_mac_digest(mac, oh_bytes(outer, sizeof(outer)), out), "outer");
}

/* Keys and messages of every length around the blocks of SHA-256, the context used again and again. */
static void
test_definition(OhMac *mac)
{
	char		text[512];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char) (i * 7 + i / 256);
	for (size_t len = 1; len <= 200; len++)
	{
		OhBytes		key = unit_exact(oh_bytes(text + 100, len));
		OhBytes		data = unit_exact(oh_bytes(text, len * 2));
		uint8_t		out[OH_DIGEST_LEN];
		uint8_t		expected[OH_DIGEST_LEN];

		sign_by_definition(mac, key, data, expected);
		CHECK(oh_mac_sign(mac, key, &data, 1, out) && memcmp(out, expected, OH_DIGEST_LEN) == 0, "%zu", len);
		unit_exact_free(key);
		unit_exact_free(data);
	}
}

/* Under keys of one length that differ at their last byte, by turns, and each again: whichever was the last. */
static void
test_last_key(OhMac *mac)
{
	static const size_t lengths[] = {1, 63, 64, 65, 100};
	char		text[100];
	OhBytes		data = OH_BYTES("{\"id\":42}");
	uint8_t		expected[2][OH_DIGEST_LEN];
	uint8_t		out[OH_DIGEST_LEN];

	memset(text, 'k', sizeof(text));
	for (size_t i = 0; i < 5; i++)
		for (int turn = 0; turn < 12; turn++)
		{
			int			which = turn / 2 % 2;
			OhBytes		key = oh_bytes(text, lengths[i]);

			text[key.len - 1] = (char) ('a' + which);
			if (turn < 4)
				sign_by_definition(mac, key, data, expected[which]);
			if (turn > 8)
				oh_mac_forget(mac);
			CHECK(oh_mac_sign(mac, key, &data, 1, out) && oh_mac_equal(out, expected[which]),
				  "%zu bytes, turn %d", key.len, turn);
			text[key.len - 1] = 'k';
		}
}

/* However a message is cut in three, empty and absent parts included, its MAC is the same. */
static void
test_parts(OhMac *mac)
{
	OhBytes		whole = OH_BYTES("Tue, 26 Feb 2019 17:15:33 GMT\n{\"id\":42}");
	OhBytes		key = OH_BYTES("key");
	uint8_t		expected[OH_DIGEST_LEN];
	uint8_t		out[OH_DIGEST_LEN];

	CHECK(oh_mac_sign(mac, key, &whole, 1, expected), "whole");
	for (size_t a = 0; a <= whole.len; a++)
		for (size_t b = a; b <= whole.len; b++)
		{
			OhBytes		parts[4] = {
				oh_bytes(whole.data, a), oh_bytes(whole.data + a, b - a),
				OH_NO_BYTES, oh_bytes(whole.data + b, whole.len - b)
			};

			if (!oh_mac_sign(mac, key, parts, 4, out) || memcmp(out, expected, OH_DIGEST_LEN) != 0)
				CHECK(false, "cut at %zu and %zu", a, b);
		}
	CHECK(oh_mac_sign(mac, key, NULL, 0, out), "no part");
	CHECK(oh_mac_sign(mac, key, &OH_NO_BYTES, 1, expected), "absent part");
	CHECK(oh_mac_equal(out, expected), "no part and an absent one are the empty message");
}

static void
test_refused_keys(OhMac *mac)
{
	OhBytes		data = OH_BYTES("data");
	OhBytes		keys[] = {OH_NO_BYTES, OH_BYTES(""), oh_bytes("", (size_t) INT_MAX + 1),
						  oh_bytes("", SIZE_MAX)};
	uint8_t		out[OH_DIGEST_LEN];
	uint8_t		again[OH_DIGEST_LEN];

	CHECK(oh_mac_sign(mac, OH_BYTES("key"), &data, 1, again), "before");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
	{
		memset(out, 0xEE, sizeof(out));
		CHECK(!oh_mac_sign(mac, keys[i], &data, 1, out), "row %zu", i);
		CHECK(is_zero(out), "row %zu", i);
		CHECK(oh_mac_sign(mac, OH_BYTES("key"), &data, 1, out) && oh_mac_equal(out, again), "after row %zu",
			  i);
	}
}

static void
test_equal(void)
{
	uint8_t		a[OH_DIGEST_LEN];
	uint8_t		b[OH_DIGEST_LEN];

	for (int i = 0; i < OH_DIGEST_LEN; i++)
		a[i] = b[i] = (uint8_t) (i * 37);
	CHECK(oh_mac_equal(a, b), "the same");
	for (int bit = 0; bit < OH_DIGEST_LEN * 8; bit++)
	{
		b[bit / 8] ^= (uint8_t) (1 << bit % 8);
		CHECK(!oh_mac_equal(a, b), "bit %d", bit);
		b[bit / 8] ^= (uint8_t) (1 << bit % 8);
	}
}

static void
test_wipe(void)
{
	char		text[16] = "0123456789abcde";

	oh_wipe(text + 1, 14);
	CHECK(text[0] == '0' && text[15] == 0, "its neighbours stay");
	for (int i = 1; i < 15; i++)
		CHECK(text[i] == 0, "byte %d", i);
	oh_wipe(text, 0);
}

/* Uses every function once; the number of those that failed. */
static int
use_all(void)
{
	OhBytes		data = OH_BYTES("data");
	uint8_t		out[OH_DIGEST_LEN];
	OhMac	   *mac = oh_mac_create();
	int			failed = mac == NULL;

	if (mac == NULL)
		return failed;
	memset(out, 0xEE, sizeof(out));
	if (!oh_mac_sign(mac, OH_BYTES("key"), &data, 1, out))
		failed += is_zero(out) ? 1 : 1000;
	memset(out, 0xEE, sizeof(out));
	if (!oh_mac_digest(mac, data, out))
		failed += is_zero(out) ? 1 : 1000;
	oh_mac_free(mac);
	return failed;
}

/* Fails every allocation of OpenSSL from the n-th on: an answer, and no error that stays behind. */
static void
test_failing_openssl(void)
{
	int			limit = 0;
	int			failed;

	do
	{
		allocations_left = limit++;
		failed = use_all();
		allocations_left = -1;
		CHECK(failed < 1000, "out is zero after a failure, limit %d", limit);
		CHECK(ERR_peek_error() == 0, "limit %d", limit);
	} while (failed > 0 && limit < 1000);
	CHECK(limit > 3 && limit < 1000, "%d allocations", limit);
	CHECK(use_all() == 0, "afterwards all is well");
}

/* OpenSSL fails from each of its calls on, or makes a shorter MAC: the same. */
static void
test_refusing_openssl(void)
{
	int			calls = 0;
	int			failed;

	do
	{
		openssl_calls_left = calls++;
		failed = use_all();
		openssl_calls_left = -1;
		CHECK(failed < 1000, "out is zero after a failure, call %d", calls);
		CHECK(ERR_peek_error() == 0, "call %d", calls);
	} while (failed > 0 && calls < 100);
	CHECK(calls > 3 + 3 && calls < 100, "%d calls", calls);
	openssl_tag_len = OH_DIGEST_LEN / 2;
	CHECK(use_all() == 1, "half a MAC is none");
	openssl_tag_len = 0;
	CHECK(use_all() == 0, "afterwards all is well");
}

/* Errors that somebody else left are still there, and no other. */
static void
test_error_queue(void)
{
	ERR_raise(ERR_LIB_USER, 77);
	CHECK(use_all() == 0, "with an error of another's in the queue");
	allocations_left = 3;
	CHECK(use_all() > 0, "it fails");
	allocations_left = -1;
	CHECK(ERR_GET_REASON(ERR_get_error()) == 77, "the other's error");
	CHECK(ERR_get_error() == 0, "alone");
}

static int	polls_left;

static bool
cancels(void *context)
{
	(void) context;
	return polls_left-- == 0;
}

/* A long message is given up at any of its pieces; the next one is signed as ever. */
static void
test_cancel(OhMac *mac)
{
	static char text[(3 << 20) + 1];
	static const OhHost host = {.cancelled = cancels};
	OhBytes		data = oh_bytes(text, sizeof(text));
	uint8_t		expected[OH_DIGEST_LEN];
	uint8_t		out[OH_DIGEST_LEN];

	CHECK(oh_mac_sign(mac, OH_BYTES("key"), &data, 1, expected), "without a host");
	oh_mac_set_host(mac, &host);
	for (int n = 0; n < 4; n++)
	{
		polls_left = n;
		CHECK(!oh_mac_sign(mac, OH_BYTES("key"), &data, 1, out) && is_zero(out), "signing, piece %d", n);
		polls_left = n;
		CHECK(!oh_mac_digest(mac, data, out) && is_zero(out), "digest, piece %d", n);
	}
	polls_left = 4;
	CHECK(oh_mac_sign(mac, OH_BYTES("key"), &data, 1, out) && oh_mac_equal(out, expected), "not cancelled");
	oh_mac_set_host(mac, NULL);
}

int
main(void)
{
	OhMac	   *mac;

	limit_openssl();
	mac = oh_mac_create();
	if (!CHECK(mac != NULL, "create"))
		return unit_done();
	test_rfc4231(mac);
	test_digest(mac);
	test_definition(mac);
	test_last_key(mac);
	test_parts(mac);
	test_refused_keys(mac);
	test_cancel(mac);
	test_equal();
	test_wipe();
	CHECK(ERR_peek_error() == 0, "nothing was left behind");
	oh_mac_free(mac);
	oh_mac_free(NULL);
	test_failing_openssl();
	test_refusing_openssl();
	test_error_queue();
	return unit_done();
}
