/*
 * test_json_limits.c
 *	  The JSON parser: damaged documents, hostile ones, and what they cost.
 */
#include "document_fixture.h"

static bool
parse(OhBytes text)
{
	return load(oh_json_parse, text);
}

static void
test_truncations(void)
{
	OhBytes		order = make_order();

	CHECK(parse(order), "the order");
	for (size_t len = 1; len < order.len; len++)
		check_refused(oh_json_parse, oh_bytes(order.data, len), OH_JSON_TRUNCATED, len);
	free((char *) order.data);
}

static void
test_mutations(void)
{
	static const unsigned char bytes[] = "\"\\{}[]:,0-eu \n\x01\x80\xC3\xED\xF0\xFF";
	OhBytes		order = make_order();
	char	   *text = (char *) order.data;

	for (size_t at = 0; at < order.len; at += 1 + at / 1000)
	{
		char		kept = text[at];

		for (size_t i = 0; i < sizeof(bytes); i++)
		{
			text[at] = (char) bytes[i];
			parse(order);
		}
		text[at] = kept;
		memmove(text + at, text + at + 1, order.len - at - 1);
		parse(oh_bytes(text, order.len - 1));
		memmove(text + at + 1, text + at, order.len - at - 1);
		text[at] = kept;
	}
	CHECK(parse(order), "the order is whole again");
	free(text);
}

static void
test_memory(void)
{
	OhBytes		order = make_order();

	CHECK(parse(order) && order.len > 4500, "an order of %zu bytes", order.len);
	CHECK(host.bytes < 4 * order.len, "%zu bytes of memory for %zu", host.bytes, order.len);
	check_no_memory(oh_json_parse, order);
	free((char *) order.data);
	order = repeat("[\"", "text\\n", 3000, "\"]");
	check_no_memory(oh_json_parse, order);
	free((char *) order.data);
}

static void
test_depth(void)
{
	static const char *const openings[] = {"[", "{\"a\":", "[{\"a\":"};
	static const int levels[] = {1, 1, 2};
	char		text[1024];

	for (size_t i = 0; i < 3; i++)
		for (int inner = 0; inner < 2; inner++)
		{
			size_t		unit = strlen(openings[i]);
			int			times = (OH_MAX_DEPTH - inner) / levels[i];
			size_t		len = 0;

			for (int n = 0; n <= times; n++, len += unit)
				memcpy(text + len, openings[i], unit);
			if (inner == 0)
				check_refused(oh_json_parse, oh_bytes(text, len), OH_JSON_TOO_DEEP, len - unit);
			check_refused(oh_json_parse, oh_bytes(text, len - unit), OH_JSON_TRUNCATED, len - unit);
		}
	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	check_refused(oh_json_parse, oh_bytes(text, 130), OH_JSON_TOO_DEEP, 64);
	CHECK(parse(oh_bytes(text + 1, 128)), "64 levels");
}

static void
test_many(void)
{
	OhBytes		text = repeat("[", "0,", 100000, "0]");

	check_refused(oh_json_parse, text, OH_JSON_TOO_MANY, 1 + 2 * (4096 + text.len / 6 - 1));
	free((char *) text.data);
	text = repeat("[", "12345,", 100000, "0]");
	CHECK(parse(text) && oh_node_count(&doc, doc.root) == 100001, "one value in six bytes is allowed");
	free((char *) text.data);
}

static void
test_long_keys(void)
{
	for (size_t len = OH_KEY_LEN_MAX - 1; len <= OH_KEY_LEN_MAX + 1; len++)
	{
		OhBytes		text = repeat("{\"", "k", len - 2, "\xC3\xA9\":1}");
		OhBytes		key = oh_bytes(text.data + 2, len);
		OhNode		found;

		CHECK(parse(text), "a key of %zu bytes", len);
		found = oh_node_member(&doc, doc.root, key);
		CHECK((found != OH_NO_NODE) == (len < OH_KEY_LEN_MAX), "a key of %zu bytes", len);
		CHECK(oh_node_member(&doc, doc.root, oh_bytes(key.data, OH_KEY_LEN_MAX)) == OH_NO_NODE, "cut key");
		free((char *) text.data);
	}
}

/* However a megabyte is spent, the host is asked about every 64 kB, and its answer ends it. */
static void
test_cancelled(void)
{
	static const char *const shapes[][3] = {
		{"\"", "plain", "\""}, {"\"", "\xE2\x82\xAC", "\""}, {"\"", "\\n", "\""}, {"\"", "\\ud800", "\""},
		{"", "1234567", ""}, {"1.", "0", ""}, {"1e", "7", ""}, {"", " ", "1"}, {"1", "\n", ""},
		{"[", "{\"key\":true},", "0]"}, {"[", "\"abcd\" , ", "0]"}, {"{", "\"key\":-0.5,", "\"\":[]}"},
	};
	Patience	patience = {.host = &host};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
	{
		size_t		times = 1000000 / strlen(shapes[i][1]);
		OhBytes		text = repeat(shapes[i][0], shapes[i][1], times, shapes[i][2]);

		patience.ends_at = 0;
		CHECK(load_patiently(oh_json_parse, &patience, text), "%s", shapes[i][1]);
		CHECK(patience.asked >= 15 && patience.asked <= 17, "%s: asked %d times",
			  shapes[i][1], patience.asked);
		for (patience.ends_at = 1; patience.ends_at <= 15; patience.ends_at += 7)
			CHECK(!load_patiently(oh_json_parse, &patience, text) && error.code == OH_JSON_CANCELLED
				  && error.offset / 65536 == (size_t) patience.ends_at,
				  "%s: asked %d times", shapes[i][1], patience.ends_at);
		free((char *) text.data);
	}
}

int
main(void)
{
	unit_host_init(&host);
	test_truncations();
	test_mutations();
	test_memory();
	test_depth();
	test_many();
	test_long_keys();
	test_cancelled();
	unit_host_free(&host);
	return unit_done();
}
