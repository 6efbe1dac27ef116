/*
 * test_json.c
 *	  The JSON parser: what it accepts, and what it refuses where.
 */
#include "document_fixture.h"

static bool
parse(OhBytes text)
{
	return load(oh_json_parse, text);
}

static const struct
{
	OhBytes		text;
	const char *dump;
	uint32_t	notes;
}			accepted[] = {
	{OH_LITERAL("null"), "null", 0},
	{OH_LITERAL(" true\t"), "true", 0},
	{OH_LITERAL("\r\nfalse \n"), "false", 0},
	{OH_LITERAL("0"), "0", 0},
	{OH_LITERAL("-0"), "-0", 0},
	{OH_LITERAL("-0.0e-00"), "-0.0e-00", 0},
	{OH_LITERAL("10"), "10", 0},
	{OH_LITERAL("123456789012345678901234567890"), "123456789012345678901234567890", 0},
	{OH_LITERAL("1.10"), "1.10", 0},
	{OH_LITERAL("1E+2"), "1E+2", 0},
	{OH_LITERAL("1e5"), "1e5", 0},
	{OH_LITERAL("[0,-1 , 2.5]"), "[0,-1,2.5]", 0},
	{OH_LITERAL("\"\""), "\"\"", 0},
	{OH_LITERAL("\"\x7F~ /'\""), "\"\x7F~ /'\"", 0},
	{OH_LITERAL("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "\"\"\\/\b\f\n\r\t\"", 0},
	{OH_LITERAL("\"a long enough beginning\\nand an end\""), "\"a long enough beginning\nand an end\"", 0},
	{OH_LITERAL("\"\\u0041\\u00e9\\u20AC\\uFFff\""), "\"A\xC3\xA9\xE2\x82\xAC\xEF\xBF\xBF\"", 0},
	{OH_LITERAL("\"\\ud83d\\ude00\\uDBFF\\uDFFF\""), "\"\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF\"", 0},
	{OH_LITERAL("\"\\u0000\""), "\"\xEF\xBF\xBD\"", OH_NOTE_NUL},
	{OH_LITERAL("\"\\ud800\""), "\"\xEF\xBF\xBD\"", OH_NOTE_SURROGATE},
	{OH_LITERAL("\"\\udc00x\""), "\"\xEF\xBF\xBDx\"", OH_NOTE_SURROGATE},
	{OH_LITERAL("\"\\ud800\\ue000\""), "\"\xEF\xBF\xBD\xEE\x80\x80\"", OH_NOTE_SURROGATE},
	{OH_LITERAL("\"\\udc00\\ud800\""), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"", OH_NOTE_SURROGATE},
	{OH_LITERAL("\"\\udc00\\udc00\""), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"", OH_NOTE_SURROGATE},
	{OH_LITERAL("\"\\ud800\\ud83d\\ude00\""), "\"\xEF\xBF\xBD\xF0\x9F\x98\x80\"", OH_NOTE_SURROGATE},
	{OH_LITERAL("\"\\ud800\\u0000\\n\""), "\"\xEF\xBF\xBD\xEF\xBF\xBD\n\"",
	OH_NOTE_SURROGATE | OH_NOTE_NUL},
	{OH_LITERAL("\"\xEF\xBB\xBF\""), "\"\xEF\xBB\xBF\"", 0},
	{OH_LITERAL("[]"), "[]", 0},
	{OH_LITERAL(" [ ] "), "[]", 0},
	{OH_LITERAL("{}"), "{}", 0},
	{OH_LITERAL("[[],{},[[]]]"), "[[],{},[[]]]", 0},
	{OH_LITERAL("{\"\":1,\"a\":{\"b\":[null]},\"a\":2}"), "{\"\":1,\"a\":{\"b\":[null]},\"a\":2}", 0},
	{OH_LITERAL("{ \"a\\u0062\" : true , \"c\"\n:\tfalse }"), "{\"ab\":true,\"c\":false}", 0},
	{OH_LITERAL("[\"a\\n\",1,\"\\u0000\",\"b\"]"), "[\"a\n\",1,\"\xEF\xBF\xBD\",\"b\"]", OH_NOTE_NUL},
};

static void
test_accepted(void)
{
	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
	{
		if (!CHECK(parse(accepted[i].text), "%s", accepted[i].text.data))
			continue;
		CHECK(strcmp(dump(&doc), accepted[i].dump) == 0, "%s: %s", accepted[i].text.data, dump(&doc));
		CHECK(doc.notes == accepted[i].notes, "%s: notes %x", accepted[i].text.data, doc.notes);
	}
}

static const struct
{
	OhBytes		text;
	OhJsonCode	code;
	size_t		offset;
}			refused[] = {
	{OH_LITERAL(""), OH_JSON_EMPTY, 0},
	{OH_LITERAL(" \r\n\t"), OH_JSON_EMPTY, 4},
	{OH_LITERAL("["), OH_JSON_TRUNCATED, 1},
	{OH_LITERAL("[1 "), OH_JSON_TRUNCATED, 3},
	{OH_LITERAL("{\"a\""), OH_JSON_TRUNCATED, 4},
	{OH_LITERAL("{\"a\": "), OH_JSON_TRUNCATED, 6},
	{OH_LITERAL("tru"), OH_JSON_TRUNCATED, 3},
	{OH_LITERAL("-"), OH_JSON_TRUNCATED, 1},
	{OH_LITERAL("1."), OH_JSON_TRUNCATED, 2},
	{OH_LITERAL("1e"), OH_JSON_TRUNCATED, 2},
	{OH_LITERAL("1e+"), OH_JSON_TRUNCATED, 3},
	{OH_LITERAL("\"abc"), OH_JSON_TRUNCATED, 4},
	{OH_LITERAL("\"a\\"), OH_JSON_TRUNCATED, 3},
	{OH_LITERAL("\"a\\u"), OH_JSON_TRUNCATED, 4},
	{OH_LITERAL("\"a\\u00e"), OH_JSON_TRUNCATED, 7},
	{OH_LITERAL("\"\\ud800\\udc0"), OH_JSON_TRUNCATED, 12},
	{OH_LITERAL("\"\xF0\x9F\x98"), OH_JSON_TRUNCATED, 4},
	{OH_LITERAL("trux"), OH_JSON_UNEXPECTED, 3},
	{OH_LITERAL("True"), OH_JSON_UNEXPECTED, 0},
	{OH_LITERAL("NaN"), OH_JSON_UNEXPECTED, 0},
	{OH_LITERAL("'a'"), OH_JSON_UNEXPECTED, 0},
	{OH_LITERAL("+1"), OH_JSON_UNEXPECTED, 0},
	{OH_LITERAL(".5"), OH_JSON_UNEXPECTED, 0},
	{OH_LITERAL("]"), OH_JSON_UNEXPECTED, 0},
	{OH_LITERAL("[1,]"), OH_JSON_UNEXPECTED, 3},
	{OH_LITERAL("[,1]"), OH_JSON_UNEXPECTED, 1},
	{OH_LITERAL("[1 2]"), OH_JSON_UNEXPECTED, 3},
	{OH_LITERAL("[1}"), OH_JSON_UNEXPECTED, 2},
	{OH_LITERAL("[\"a\":1]"), OH_JSON_UNEXPECTED, 4},
	{OH_LITERAL("{]"), OH_JSON_UNEXPECTED, 1},
	{OH_LITERAL("{a:1}"), OH_JSON_UNEXPECTED, 1},
	{OH_LITERAL("{1:1}"), OH_JSON_UNEXPECTED, 1},
	{OH_LITERAL("{\"a\" 1}"), OH_JSON_UNEXPECTED, 5},
	{OH_LITERAL("{\"a\":}"), OH_JSON_UNEXPECTED, 5},
	{OH_LITERAL("{\"a\":1,}"), OH_JSON_UNEXPECTED, 7},
	{OH_LITERAL("[1.5.5]"), OH_JSON_UNEXPECTED, 4},
	{OH_LITERAL("[0x1]"), OH_JSON_UNEXPECTED, 2},
	{OH_LITERAL("[1\f]"), OH_JSON_UNEXPECTED, 2},
	{OH_LITERAL("[1\0]"), OH_JSON_UNEXPECTED, 2},
	{OH_LITERAL("[\xC2\xA0]"), OH_JSON_UNEXPECTED, 1},
	{OH_LITERAL("{\xE2\x80\x9C\xE2\x80\x9D:1}"), OH_JSON_UNEXPECTED, 1},
	{OH_LITERAL("// c\n1"), OH_JSON_UNEXPECTED, 0},
	{OH_LITERAL("{\0\"\0"), OH_JSON_UNEXPECTED, 1},
	{OH_LITERAL("\"a\tb\""), OH_JSON_BAD_STRING, 2},
	{OH_LITERAL("\"a\0b\""), OH_JSON_BAD_STRING, 2},
	{OH_LITERAL("\"12345678\n\""), OH_JSON_BAD_STRING, 9},
	{OH_LITERAL("\"ab\\x\""), OH_JSON_BAD_STRING, 3},
	{OH_LITERAL("\"ab\\\0\""), OH_JSON_BAD_STRING, 3},
	{OH_LITERAL("\"\\u00g0\""), OH_JSON_BAD_STRING, 1},
	{OH_LITERAL("\"\\u00\""), OH_JSON_BAD_STRING, 1},
	{OH_LITERAL("\"\\u-123\""), OH_JSON_BAD_STRING, 1},
	{OH_LITERAL("\"\\U0041\""), OH_JSON_BAD_STRING, 1},
	{OH_LITERAL("\"\\ud800\\uzzzz\""), OH_JSON_BAD_STRING, 7},
	{OH_LITERAL("{\"a\\q\":1}"), OH_JSON_BAD_STRING, 3},
	{OH_LITERAL("01"), OH_JSON_BAD_NUMBER, 1},
	{OH_LITERAL("-01"), OH_JSON_BAD_NUMBER, 2},
	{OH_LITERAL("[00]"), OH_JSON_BAD_NUMBER, 2},
	{OH_LITERAL("[-]"), OH_JSON_BAD_NUMBER, 2},
	{OH_LITERAL("--1"), OH_JSON_BAD_NUMBER, 1},
	{OH_LITERAL("-Infinity"), OH_JSON_BAD_NUMBER, 1},
	{OH_LITERAL("[1.]"), OH_JSON_BAD_NUMBER, 3},
	{OH_LITERAL("1.e5"), OH_JSON_BAD_NUMBER, 2},
	{OH_LITERAL("[1e]"), OH_JSON_BAD_NUMBER, 3},
	{OH_LITERAL("1e+-1"), OH_JSON_BAD_NUMBER, 3},
	{OH_LITERAL("\"Caf\xE9\""), OH_JSON_BAD_UTF8, 4},
	{OH_LITERAL("\"12345678\x80\""), OH_JSON_BAD_UTF8, 9},
	{OH_LITERAL("\"\xC0\xAF\""), OH_JSON_BAD_UTF8, 1},
	{OH_LITERAL("\"\xED\xA0\x80\""), OH_JSON_BAD_UTF8, 1},
	{OH_LITERAL("\"\\n\xF4\x90\x80\x80\""), OH_JSON_BAD_UTF8, 3},
	{OH_LITERAL("{\"\xFF\":1}"), OH_JSON_BAD_UTF8, 2},
	{OH_LITERAL("\xFF\xFE{\0}\0"), OH_JSON_BAD_UTF8, 0},
	{OH_LITERAL("\xEF\xBB\xBF{}"), OH_JSON_BYTE_ORDER_MARK, 0},
	{OH_LITERAL("{}{}"), OH_JSON_TRAILING, 2},
	{OH_LITERAL("1 2"), OH_JSON_TRAILING, 2},
	{OH_LITERAL("nullx"), OH_JSON_TRAILING, 4},
	{OH_LITERAL("[] ]"), OH_JSON_TRAILING, 3},
	{OH_LITERAL("{}\0"), OH_JSON_TRAILING, 2},
};

static void
test_refused(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		check_refused(oh_json_parse, refused[i].text, refused[i].code, refused[i].offset);
	check_refused(oh_json_parse, OH_NO_BYTES, OH_JSON_EMPTY, 0);
	CHECK(!oh_json_parse(&doc, &arena, OH_NO_BYTES, &error) && error.code == OH_JSON_EMPTY && error.offset == 0,
		  "no text at all");
	CHECK(!oh_json_parse(&doc, &arena, oh_bytes("[", OH_MAX_SOURCE + 1), &error)
		  && error.code == OH_JSON_TOO_MANY, "more than a source may have");
}

static void
test_lines(void)
{
	static const struct
	{
		OhBytes		text;
		size_t		line;
		size_t		column;
	}			rows[] = {
		{OH_LITERAL("x"), 1, 1},
		{OH_LITERAL("[1,x]"), 1, 4},
		{OH_LITERAL("[\nx]"), 2, 1},
		{OH_LITERAL("[\r\n\r\n  x]"), 3, 3},
		{OH_LITERAL("\n\n\n"), 4, 1},
		{OH_LITERAL("[\"\xC3\xA9\",x]"), 1, 7},
		{OH_LITERAL("{\n\"a\":1,\n\"b\""), 3, 4},
		{OH_LITERAL("[1]\nx\n"), 2, 1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		CHECK(!parse(rows[i].text), "%s", rows[i].text.data);
		CHECK(error.line == rows[i].line && error.column == rows[i].column, "%s: line %zu column %zu",
			  rows[i].text.data, error.line, error.column);
	}
}

/* Each byte at each place of a string of each length up to three words. */
static void
test_string_bytes(void)
{
	char		text[32];

	for (int byte = 0; byte < 256; byte++)
		for (size_t len = 1; len <= 24; len++)
			for (size_t at = 0; at < len; at++)
			{
				bool		plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
				OhBytes		whole = oh_bytes(text, len + 2);

				memset(text, 'x', sizeof(text));
				text[0] = text[len + 1] = '"';
				text[at + 1] = (char) byte;
				if (plain != parse(whole) || (!plain && error.offset < at + 1))
					CHECK(false, "byte %02X at %zu of %zu", (unsigned) byte, at, len);
				else if (plain && !oh_bytes_equal(oh_node_text(&doc, doc.root), oh_bytes(text + 1, len)))
					CHECK(false, "byte %02X at %zu of %zu is not kept", (unsigned) byte, at, len);
			}
}

/* The whole of UTF-8's table 3-7, by another way: each scalar value has its one encoding. */
static bool
is_one_character(const unsigned char *bytes, size_t len)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t	value = len == 2 ? bytes[0] ^ 0xC0u : len == 3 ? bytes[0] ^ 0xE0u : bytes[0] ^ 0xF0u;

	if (value >= (0x80u >> len))
		return false;
	for (size_t i = 1; i < len; i++)
	{
		if ((bytes[i] & 0xC0) != 0x80)
			return false;
		value = value << 6 | (bytes[i] & 0x3F);
	}
	return value >= least[len] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

static void
test_utf8(void)
{
	static const unsigned char edges[] = {
		0x21, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xFF
	};
	size_t		count = sizeof(edges);
	unsigned char text[8] = {'"', 0, 0, 0, 0, '"', '"', '"'};

	for (int lead = 0xC0; lead < 256; lead++)
		for (size_t i = 0; i < count * count * count; i++)
		{
			unsigned char *bytes = text + 1;
			size_t		len = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

			bytes[0] = (unsigned char) lead;
			bytes[1] = edges[i % count];
			bytes[2] = edges[i / count % count];
			bytes[3] = edges[i / count / count];
			bytes[len] = '"';
			if (parse(oh_bytes((char *) text, len + 2)) != is_one_character(bytes, len))
				CHECK(false, "%02X %02X %02X %02X", bytes[0], bytes[1], bytes[2], bytes[3]);
			bytes[4] = '"';
		}
}

/* Every scalar value, raw and escaped, is the same string. */
static void
test_characters(void)
{
	char		text[40];

	for (uint32_t character = 1; character <= 0x10FFFF; character += character < 0x3000 ? 1 : 17)
	{
		char		raw[4];
		int			length;

		if (character >= 0xD800 && character <= 0xDFFF)
			continue;
		length = oh_utf8_encode(character, raw);
		if (character < 0x10000)
			sprintf(text, "\"\\u%04x\"", character);
		else
			sprintf(text, "\"\\u%04X\\u%04x\"", 0xD7C0 + (character >> 10), 0xDC00 + (character & 0x3FF));
		if (!parse(oh_bytes_of_string(text))
			|| !oh_bytes_equal(oh_node_text(&doc, doc.root), oh_bytes(raw, (size_t) length)))
			CHECK(false, "U+%04X", character);
	}
}

int
main(void)
{
	unit_host_init(&host);
	test_accepted();
	test_refused();
	test_lines();
	test_string_bytes();
	test_utf8();
	test_characters();
	unit_host_free(&host);
	return unit_done();
}
