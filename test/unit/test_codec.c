/*
 * test_codec.c
 *	  Strict hex and base64: tables of both kinds, and what holds for every text.
 */
#include "codec.h"
#include "unit.h"

/* Random numbers that are the same on every machine. */
static uint32_t seed = 1;

static uint32_t
next_random(void)
{
	seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return seed >> 8;
}

/* Decodes in exact-size memory on both sides. */
static bool
decode_base64(OhBytes text, uint8_t *out, size_t *len)
{
	OhBytes		exact = unit_exact(text);
	size_t		room = text.len / 4 * 3;
	uint8_t    *buffer = malloc(room ? room : 1);
	bool		valid = oh_base64_decode(exact, buffer, len);

	if (valid && *len > 0)
		memcpy(out, buffer, *len);
	free(buffer);
	unit_exact_free(exact);
	return valid;
}

static bool
decode_hex(OhBytes text, uint8_t *out)
{
	OhBytes		exact = unit_exact(text);
	size_t		room = text.len / 2;
	uint8_t    *buffer = malloc(room ? room : 1);
	bool		valid = oh_hex_decode(exact, buffer);

	if (valid && room > 0)
		memcpy(out, buffer, room);
	free(buffer);
	unit_exact_free(exact);
	return valid;
}

static void
test_hex_tables(void)
{
	static const struct
	{
		OhBytes		text;
		OhBytes		bytes;
	}			valid[] = {
		{OH_LITERAL(""), OH_LITERAL("")},
		{OH_LITERAL("00"), OH_LITERAL("\0")},
		{OH_LITERAL("09af"), OH_LITERAL("\x09\xAF")},
		{OH_LITERAL("AFaf"), OH_LITERAL("\xAF\xAF")},
		{OH_LITERAL("fFFf"), OH_LITERAL("\xFF\xFF")}
	};
	static const OhBytes invalid[] = {
		OH_LITERAL("0"), OH_LITERAL("000"), OH_LITERAL("0g"), OH_LITERAL("g0"), OH_LITERAL("0x"),
		OH_LITERAL(" 0"), OH_LITERAL("0 "), OH_LITERAL("0\n"), OH_LITERAL("0\0"), OH_LITERAL("-1"),
		OH_LITERAL("+1"), OH_LITERAL("00:0"), OH_LITERAL("@0"), OH_LITERAL("`0"), OH_LITERAL("/0"),
		OH_LITERAL("\xEF\xBC\x91\xEF\xBC\x91"), OH_LITERAL("\xFF\xFF")
	};
	uint8_t		out[16];

	for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++)
	{
		CHECK(decode_hex(valid[i].text, out), "row %zu", i);
		CHECK(memcmp(out, valid[i].bytes.data, valid[i].bytes.len) == 0, "row %zu", i);
	}
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		CHECK(!decode_hex(invalid[i], out), "row %zu", i);
}

/* Every byte at both places: 22 of them are digits. */
static void
test_hex_every_pair(void)
{
	int			accepted = 0;
	bool		same = true;

	for (int pair = 0; pair < 65536; pair++)
	{
		char		text[2] = {(char) (pair >> 8), (char) pair};
		uint8_t		byte;
		char		again[2];

		if (!oh_hex_decode(oh_bytes(text, 2), &byte))
			continue;
		accepted++;
		oh_hex_encode(&byte, 1, again);
		same &= oh_bytes_equal_fold(oh_bytes(text, 2), oh_bytes(again, 2));
	}
	CHECK(accepted == 22 * 22, "%d pairs accepted", accepted);
	CHECK(same, "a pair encodes back to itself, but for the case");
}

static void
test_base64_tables(void)
{
	/* RFC 4648 section 10, and the digits that it leaves out. */
	static const struct
	{
		OhBytes		text;
		OhBytes		bytes;
	}			valid[] = {
		{OH_LITERAL("Zg=="), OH_LITERAL("f")},
		{OH_LITERAL("Zm8="), OH_LITERAL("fo")},
		{OH_LITERAL("Zm9v"), OH_LITERAL("foo")},
		{OH_LITERAL("Zm9vYg=="), OH_LITERAL("foob")},
		{OH_LITERAL("Zm9vYmE="), OH_LITERAL("fooba")},
		{OH_LITERAL("Zm9vYmFy"), OH_LITERAL("foobar")},
		{OH_LITERAL("AAAA"), OH_LITERAL("\0\0\0")},
		{OH_LITERAL("AA=="), OH_LITERAL("\0")},
		{OH_LITERAL("////"), OH_LITERAL("\xFF\xFF\xFF")},
		{OH_LITERAL("++++"), OH_LITERAL("\xFB\xEF\xBE")}
	};
	static const OhBytes invalid[] = {
		OH_LITERAL(""), OH_LITERAL("Z"), OH_LITERAL("Zg"), OH_LITERAL("Zm8"), OH_LITERAL("Zg="),
		OH_LITERAL("Zg==="), OH_LITERAL("Zg====="), OH_LITERAL("===="), OH_LITERAL("Z==="), OH_LITERAL("="),
		OH_LITERAL("=Zg="), OH_LITERAL("Z=g="), OH_LITERAL("Zg=A"), OH_LITERAL("Zg==Zg=="),
		OH_LITERAL("Zm8=Zg=="),
		OH_LITERAL("Zh=="), OH_LITERAL("Zv=="), OH_LITERAL("Zm9="), OH_LITERAL("Zm+="),
		OH_LITERAL("Zm9v\n"), OH_LITERAL("Zm9v\r\n\r\n"), OH_LITERAL(" Zm9"), OH_LITERAL("Zm9 "),
		OH_LITERAL("Zm\n9"),
		OH_LITERAL("Zm9-"), OH_LITERAL("Zm9_"), OH_LITERAL("Zm9\0"), OH_LITERAL("Zm9\xFF"),
		OH_LITERAL("Zm9."),
		OH_LITERAL("Zm9@"), OH_LITERAL("Zm9["), OH_LITERAL("Zm9`"), OH_LITERAL("Zm9{"), OH_LITERAL("Zm9:")
	};
	uint8_t		out[64];
	char		again[64];
	size_t		len;

	for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++)
	{
		CHECK(decode_base64(valid[i].text, out, &len), "row %zu", i);
		CHECK(oh_bytes_equal(oh_bytes((char *) out, len), valid[i].bytes), "row %zu", i);
		oh_base64_encode(out, len, again);
		CHECK(oh_bytes_equal(oh_bytes(again, OH_BASE64_LEN(len)), valid[i].text), "row %zu", i);
	}
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		CHECK(!decode_base64(invalid[i], out, &len), "row %zu: %s", i, invalid[i].data);
}

/* Every length: both codings give the bytes back, and no truncation of a text gives them. */
static void
test_round_trips(void)
{
	uint8_t		data[100];
	uint8_t		back[100];
	char		text[200];
	size_t		len;

	for (size_t size = 0; size <= sizeof(data); size++)
	{
		for (size_t i = 0; i < size; i++)
			data[i] = (uint8_t) next_random();
		oh_hex_encode(data, size, text);
		CHECK(decode_hex(oh_bytes(text, OH_HEX_LEN(size)), back) && memcmp(back, data, size) == 0, "%zu",
			  size);
		if (size == 0)
			continue;
		oh_base64_encode(data, size, text);
		CHECK(decode_base64(oh_bytes(text, OH_BASE64_LEN(size)), back, &len) && len == size &&
			  memcmp(back, data, size) == 0, "%zu", size);
		for (size_t cut = 0; cut < OH_BASE64_LEN(size); cut++)
			CHECK(!decode_base64(oh_bytes(text, cut), back, &len) || len < size, "%zu cut to %zu", size, cut);
	}
}

/* What is accepted encodes back to the same text: each byte of a text replaced by each other byte. */
static void
test_base64_one_text(size_t size)
{
	uint8_t		data[8];
	uint8_t		back[16];
	char		text[16];
	char		again[16];
	size_t		len;
	int			wrong = 0;

	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t) next_random();
	oh_base64_encode(data, size, text);
	for (size_t at = 0; at < OH_BASE64_LEN(size); at++)
		for (int c = 0; c < 256; c++)
		{
			char		kept = text[at];

			text[at] = (char) c;
			if (oh_base64_decode(oh_bytes(text, OH_BASE64_LEN(size)), back, &len))
			{
				oh_base64_encode(back, len, again);
				wrong += OH_BASE64_LEN(len) != OH_BASE64_LEN(size) ||
					memcmp(again, text, OH_BASE64_LEN(size)) != 0;
			}
			text[at] = kept;
		}
	CHECK(wrong == 0, "%d texts of %zu bytes have a twin", wrong, size);
}

/* The same of random texts made of the characters that matter. */
static void
test_base64_random(void)
{
	static const char alphabet[] = "AQgwZz09+/=-_ \n";
	int			accepted = 0;
	int			wrong = 0;

	for (int round = 0; round < 300000; round++)
	{
		size_t		size = next_random() % 9;
		char		text[8];
		char		again[8];
		uint8_t		back[6];
		size_t		len;

		for (size_t i = 0; i < size; i++)
			text[i] = alphabet[next_random() % (sizeof(alphabet) - 1)];
		if (!oh_base64_decode(oh_bytes(text, size), back, &len))
			continue;
		accepted++;
		oh_base64_encode(back, len, again);
		wrong += OH_BASE64_LEN(len) != size || memcmp(again, text, size) != 0;
	}
	CHECK(accepted > 1000, "only %d texts were accepted", accepted);
	CHECK(wrong == 0, "%d texts have a twin", wrong);
}

int
main(void)
{
	test_hex_tables();
	test_hex_every_pair();
	test_base64_tables();
	test_round_trips();
	for (size_t size = 1; size <= 8; size++)
		test_base64_one_text(size);
	test_base64_random();
	return unit_done();
}
