/*
 * test_sample.c
 *	  The sample orders and the writer of JSON.
 */
#include "json.h"
#include "sample.h"
#include "unit.h"

#define SEEDS	2000

static bool
is_uuid(const char *text)
{
	static const char shape[] = "hhhhhhhh-hhhh-4hhh-vhhh-hhhhhhhhhhhh";

	for (int i = 0; i < 36; i++)
	{
		const char *allowed = shape[i] == 'h' ? "0123456789abcdef" : shape[i] == 'v' ? "89ab" : &shape[i];

		if (shape[i] == '-' || shape[i] == '4' ? text[i] != shape[i]
			: text[i] == '\0' || strchr(allowed, text[i]) == NULL)
			return false;
	}
	return text[36] == '\0';
}

static bool
line_holds(const OhSampleLine *line)
{
	int64_t		unit = line->price;

	for (int i = 0; i < line->modifier_count; i++)
		unit += line->modifiers[i].quantity * line->modifiers[i].price;
	return line->quantity >= 1 && line->price > 0 && line->unit_total == unit
		&& line->total == line->quantity * unit && line->name && line->name[0];
}

static void
test_order(uint32_t seed)
{
	OhSample	a;
	OhSample	b;
	int64_t		goods = 0;
	OhMoment	minute;

	memset(&a, 0x55, sizeof(a));
	memset(&b, 0xAA, sizeof(b));
	oh_sample_draw(seed, &a);
	oh_sample_draw(seed, &b);
	CHECK(memcmp(a.uuid, b.uuid, sizeof(a.uuid)) == 0 && a.placed_at == b.placed_at
		  && a.updated_at == b.updated_at && a.goods == b.goods && a.tip == b.tip
		  && a.stage == b.stage && a.line_count == b.line_count, "seed %u", seed);
	CHECK(a.line_count >= 1 && a.line_count <= OH_SAMPLE_LINES, "seed %u", seed);
	for (int i = 0; i < a.line_count; i++)
	{
		CHECK(line_holds(&a.lines[i]), "seed %u line %d", seed, i);
		goods += a.lines[i].total;
	}
	CHECK(goods == a.goods && a.tip >= 0 && a.tip <= a.goods, "seed %u", seed);
	CHECK(a.stage >= 0 && a.stage <= 4, "seed %u", seed);
	CHECK(a.number >= 1 && a.number <= INT32_MAX, "seed %u", seed);
	for (int i = 0; i < 3; i++)
		CHECK(is_uuid(a.uuid[i]), "seed %u: %s", seed, a.uuid[i]);
	minute = a.placed_at % OH_DAY / OH_MINUTE;
	CHECK(minute >= 11 * 60 && minute < 22 * 60, "seed %u", seed);
	CHECK(a.placed_at >= 19723 * OH_DAY && a.placed_at < 20819 * OH_DAY, "seed %u", seed);
	CHECK(a.updated_at > a.placed_at && a.updated_at < a.placed_at + 60 * OH_MINUTE, "seed %u", seed);
}

/* The seeds of a rehearsal must tell its orders apart. */
static void
test_variety(void)
{
	bool		stages[5] = {false};
	static OhSample samples[SEEDS];

	for (uint32_t i = 0; i < SEEDS; i++)
	{
		oh_sample_draw(i, &samples[i]);
		stages[samples[i].stage] = true;
		for (uint32_t j = 0; j < i; j++)
			if (samples[j].number == samples[i].number || strcmp(samples[j].uuid[0], samples[i].uuid[0]) == 0
				|| strcmp(samples[j].uuid[1], samples[i].uuid[1]) == 0)
				CHECK(false, "seeds %u and %u draw one id", i, j);
	}
	for (int i = 0; i < 5; i++)
		CHECK(stages[i], "stage %d is drawn", i);
}

/* The bytes are a contract: other machines and later releases draw the same. */
static void
test_pinned(void)
{
	OhSample	sample;

	oh_sample_draw(1, &sample);
	CHECK(sample.number == 100002, "%llu", (unsigned long long) sample.number);
	CHECK(strcmp(sample.uuid[0], "76cee856-ad8b-4be5-923b-ee2a398fb09c") == 0, "%s", sample.uuid[0]);
	CHECK(sample.placed_at == INT64_C(1713817359163816), "%lld", (long long) sample.placed_at);
	CHECK(sample.goods == 13909, "%lld", (long long) sample.goods);
	oh_sample_draw(UINT32_MAX, &sample);
	CHECK(sample.number <= INT32_MAX, "%llu", (unsigned long long) sample.number);
}

static void
write_everything(OhWriter *writer)
{
	oh_write_open(writer, NULL, '{');
	oh_write_string(writer, "plain", "Café");
	oh_write_string(writer, "a\"key\\", "\"\\/\b\f\n\r\t\x01\x1f\x7f");
	oh_write_string(writer, "none", NULL);
	oh_write_text(writer, "empty", OH_BYTES(""));
	oh_write_text(writer, "nul", oh_bytes("a\0b", 3));
	oh_write_open(writer, "list", '[');
	oh_write_integer(writer, NULL, 0);
	oh_write_integer(writer, NULL, -42);
	oh_write_integer(writer, NULL, INT64_MIN);
	oh_write_open(writer, NULL, '{');
	oh_write_close(writer, '}');
	oh_write_open(writer, NULL, '[');
	oh_write_close(writer, ']');
	oh_write_null(writer, NULL);
	oh_write_close(writer, ']');
	oh_write_flag(writer, "yes", true);
	oh_write_flag(writer, "no", false);
	oh_write_cents(writer, "cents", 1194);
	oh_write_cents(writer, "minus", -5);
	oh_write_time(writer, "time", INT64_C(1733066122123456));
	oh_write_naive_time(writer, "naive", INT64_C(1733066122123456));
	oh_write_close(writer, '}');
}

static const char expected[] =
"{\"plain\":\"Café\",\"a\\\"key\\\\\":\"\\\"\\\\/\\u0008\\u000c\\u000a\\u000d\\u0009\\u0001\\u001f\x7f\","
"\"none\":null,\"empty\":\"\",\"nul\":\"a\\u0000b\",\"list\":[0,-42,-9223372036854775808,{},[],null],"
"\"yes\":true,\"no\":false,\"cents\":\"11.94\",\"minus\":\"-0.05\","
"\"time\":\"2024-12-01T15:15:22.123456Z\",\"naive\":\"2024-12-01 15:15:22\"}";

static void
test_writer(void)
{
	UnitHost	unit;
	OhArena		arena;
	OhWriter	writer;
	OhBytes		text;
	OhDocument	doc;
	OhJsonError error;

	unit_host_init(&unit);
	oh_arena_init(&arena, &unit.host);
	oh_writer_init(&writer, &arena);
	write_everything(&writer);
	text = oh_writer_text(&writer);
	CHECK(oh_bytes_equal(text, OH_BYTES(expected)), "%.*s", (int) text.len, text.data);
	CHECK(oh_json_parse(&doc, &arena, text, &error), "%s", oh_json_reason(error.code));
	text = oh_node_text(&doc, oh_node_member(&doc, doc.root, OH_BYTES("a\"key\\")));
	CHECK(oh_bytes_equal(text, OH_BYTES("\"\\/\b\f\n\r\t\x01\x1f\x7f")), "what was written is read");
	unit_host_free(&unit);
}

/* Long text grows the buffer; where there is no memory the writer goes quiet. */
static void
test_growth(int fail_at)
{
	UnitHost	unit;
	OhArena		arena;
	OhWriter	writer;
	OhBytes		text;

	unit_host_init(&unit);
	unit.fail_at = fail_at;
	oh_arena_init(&arena, &unit.host);
	oh_writer_init(&writer, &arena);
	oh_write_open(&writer, NULL, '[');
	for (int i = 0; i < 5000; i++)
		oh_write_integer(&writer, NULL, 1000);
	oh_write_close(&writer, ']');
	text = oh_writer_text(&writer);
	CHECK(fail_at ? text.data == NULL : text.len == 5000 * 5 + 1, "fail at %d: %zu bytes", fail_at, text.len);
	unit_host_free(&unit);
}

int
main(void)
{
	for (uint32_t seed = 0; seed < SEEDS; seed++)
		test_order(seed);
	test_order(UINT32_MAX);
	test_variety();
	test_pinned();
	test_writer();
	test_growth(0);
	for (int i = 1; i <= 5; i++)
		test_growth(i);
	return unit_done();
}
