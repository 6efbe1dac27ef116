/*
 * test_reader.c
 *	  The interpreter of field tables, with tables of its own: each kind of value, rows,
 *	  required fields, and what is said of the rest.
 */
#include "fields.h"
#include "provider_fixture.h"

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

/* ---- a provider ---- */

static const OhField modifier_fields[] = {
	TEXT("name", MODIFIER, NAME),
};
static const OhShape modifier_shape = {SHAPE(modifier_fields)};

static const OhField item_fields[] = {
	TEXT("name", ITEM, NAME),
	ROWS("modifiers", MODIFIER, modifier_shape),
};
static const OhShape item_shape = {SHAPE(item_fields)};

static const OhField guest_fields[] = {
	TEXT("name", PARTY, NAME),
	TEXT("phone", PARTY, PHONE),
};
static const OhShape guest_shape = {SHAPE(guest_fields)};

static const OhField table_fields[] = {
	TEXT("table", ORDER, TABLE_NAME),
	TEXT("guest", PARTY, NAME),
};
static const OhShape table_shape = {SHAPE(table_fields)};

static const OhField charge_fields[] = {
	TEXT("name", CHARGE, NAME),
};
static const OhShape charge_shape = {SHAPE(charge_fields)};

static const OhField needed_fields[] = {
	REQUIRED_ID("key", ORDER, EXTERNAL_REF),
};
static const OhShape needed_shape = {SHAPE(needed_fields)};

static const OhField fields[] = {
	TEXT("text", ORDER, NOTES),
	ID("id", ORDER, EXTERNAL_ID),
	MONEY("money", ORDER, TOTAL),
	MONEY("more", ORDER, TIP),
	DECIMAL("decimal", ORDER, FEE),
	PERCENT("percent", ORDER, TAX),
	INTEGER("integer", ORDER, GUESTS),
	TIME("time", ORDER, PLACED_AT),
	TIME("later", ORDER, CLOSED_AT),
	EPOCH("epoch", ORDER, DUE_AT),
	FLAG("flag", ORDER, IS_TEST),
	STORED("stored"),
	OBJECT("place", table_shape),
	OBJECTS("places", table_shape),
	ROW("guest", PARTY, guest_shape),
	ROWS("items", ITEM, item_shape),
	ROWS("charges", CHARGE, charge_shape),
	ROWS("modifiers", MODIFIER, modifier_shape),
	OBJECT("needed", needed_shape),
};
static const OhShape shape = {SHAPE(fields)};

static const OhField strict_fields[] = {
	REQUIRED_ID("id", ORDER, EXTERNAL_ID),
	REQUIRED_OBJECT("place", table_shape),
	REQUIRED_ROW("guest", PARTY, guest_shape),
};
static const OhShape strict_shape = {SHAPE(strict_fields)};

static const OhShape *
recognise(OhReader *reader, OhNode root)
{
	bool		strict = oh_node_member(reader->doc, root, OH_BYTES("strict")) != OH_NO_NODE;

	reader->out->subject = OH_SUBJECT_ORDER;
	reader->out->event = "order.updated";
	return strict ? &strict_shape : &shape;
}

static const OhProvider exact = {.name = "exact", .unit = OH_UNIT_MINOR, .recognise = recognise};
static const OhProvider lax = {.name = "lax", .unit = OH_UNIT_MINOR, .is_lax = true, .recognise = recognise};

static Fixture fixture;

static const OhReading *
read_text(const OhProvider *provider, const char *text)
{
	fixture_free(&fixture);
	CHECK(fixture_read(&fixture, provider, oh_bytes_of_string(text), OH_UNIT_UNSAID), "%s", text);
	return &fixture.out;
}

/* ---- values ---- */

/* A member of the document, what its cell becomes, and what the problem there expects and found. */
typedef struct Value
{
	const char *key;
	const char *json;
	const char *shown;
	const char *expected;
	const char *found;
} Value;

#define BEYOND	"99999999999999999999"
#define LONG51	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG255	LONG51 LONG51 LONG51 LONG51 LONG51

static const Value values[] = {
	{"text", "\"x\"", "x", NULL, NULL},
	{"text", "\"\"", "null", NULL, NULL},
	{"text", "null", "null", NULL, NULL},
	{"text", "true", "unreadable", "string", "boolean"},
	{"text", "[]", "unreadable", "string", "array"},
	{"text", "{}", "unreadable", "string", "object"},
	{"id", "\"a-1\"", "a-1", NULL, NULL},
	{"id", "7", "7", NULL, NULL},
	{"id", "-7", "-7", NULL, NULL},
	{"id", BEYOND, BEYOND, NULL, NULL},
	{"id", "\"\"", "null", NULL, NULL},
	{"id", "7.0", "unreadable", "id", "number that is no integer"},
	{"id", "7e1", "unreadable", "id", "number that is no integer"},
	{"id", "false", "unreadable", "id", "boolean"},
	{"id", "\"" LONG255 "\"", LONG255, NULL, NULL},
	{"id", "\"" LONG255 "a\"", "unreadable", "id of at most 255 bytes", "longer text"},
	{"money", "1090", "10.90", NULL, NULL},
	{"money", "-5", "-0.05", NULL, NULL},
	{"money", "1090.0", "10.90", NULL, NULL},
	{"money", "1090.5", "unreadable", "whole number of hundredths", "fraction"},
	{"money", "1e30", "unreadable", "amount", "number out of range"},
	{"money", "{}", "unreadable", "amount", "object"},
	{"decimal", "2.50", "2.50", NULL, NULL},
	{"decimal", BEYOND, "unreadable", "number", "number out of range"},
	{"percent", "10.00", "0.1000", NULL, NULL},
	{"percent", "0.00000000000000001", "unreadable", "percentage", "number out of range"},
	{"percent", BEYOND, "unreadable", "percentage", "number out of range"},
	{"integer", "4", "4", NULL, NULL},
	{"integer", "4.00", "4", NULL, NULL},
	{"integer", "4.5", "unreadable", "integer", "fraction"},
	{"integer", "2147483647", "2147483647", NULL, NULL},
	{"integer", "-2147483648", "-2147483648", NULL, NULL},
	{"integer", "2147483648", "unreadable", "integer", "number out of range"},
	{"integer", "-2147483649", "unreadable", "integer", "number out of range"},
	{"integer", "true", "unreadable", "integer", "boolean"},
	{"time", "\"2026-03-07T12:30:00+01:00\"", "2026-03-07T11:30:00.000000Z", NULL, NULL},
	{"time", "\"\"", "null", NULL, NULL},
	{"time", "\"noon\"", "unreadable", "time", "string"},
	{"time", "\"2026-02-29T00:00:00Z\"", "unreadable", "time", "string"},
	{"time", "1772884800", "unreadable", "time", "number"},
	{"epoch", "0", "1970-01-01T00:00:00.000000Z", NULL, NULL},
	{"epoch", "1772884800", "2026-03-07T12:00:00.000000Z", NULL, NULL},
	{"epoch", "0.5", "unreadable", "integer", "fraction"},
	{"epoch", "253402300800", "unreadable", "seconds since 1970", "number out of range"},
	{"flag", "true", "true", NULL, NULL},
	{"flag", "false", "false", NULL, NULL},
	{"flag", "null", "null", NULL, NULL},
	{"flag", "[]", "unreadable", "boolean", "array"},
};

/* Where a number or a flag is no text, and a text no number. */
static const Value exact_values[] = {
	{"text", "5", "unreadable", "string", "number"},
	{"money", "\"1090\"", "unreadable", "amount", "string"},
	{"money", "\"\"", "unreadable", "amount", "string"},
	{"decimal", "\"2.50\"", "unreadable", "number", "string"},
	{"integer", "\"4\"", "unreadable", "integer", "string"},
	{"epoch", "\"0\"", "unreadable", "integer", "string"},
	{"flag", "1", "unreadable", "boolean", "number"},
	{"flag", "\"0\"", "unreadable", "boolean", "string"},
	{"flag", "\"\"", "unreadable", "boolean", "string"},
};

/* Where they may be; then an empty text is the only way to say null. */
static const Value lax_values[] = {
	{"text", "5", "5", NULL, NULL},
	{"money", "\"1090\"", "10.90", NULL, NULL},
	{"money", "\"\"", "null", NULL, NULL},
	{"money", "\"x\"", "unreadable", "amount", "string"},
	{"decimal", "\"2,50\"", "2.50", NULL, NULL},
	{"decimal", "\"" BEYOND "\"", "unreadable", "number", "number out of range"},
	{"integer", "\"4\"", "4", NULL, NULL},
	{"epoch", "\"0\"", "1970-01-01T00:00:00.000000Z", NULL, NULL},
	{"time", "\"\"", "null", NULL, NULL},
	{"flag", "1", "true", NULL, NULL},
	{"flag", "\"0\"", "false", NULL, NULL},
	{"flag", "\"\"", "null", NULL, NULL},
	{"flag", "2", "unreadable", "boolean", "number"},
	{"flag", "\"10\"", "unreadable", "boolean", "string"},
	{"flag", "\"yes\"", "unreadable", "boolean", "string"},
	{"flag", "\"/\"", "unreadable", "boolean", "string"},
};

static const OhField *
field_of(const char *key)
{
	for (size_t i = 0; i < LENGTH(fields); i++)
		if (oh_bytes_equal(fields[i].key, oh_bytes_of_string(key)))
			return &fields[i];
	return NULL;
}

static bool
is_problem(const OhRow *row, const char *severity, const char *path, const char *expected, const char *found)
{
	return row && oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], severity)
		&& oh_cell_is(&row->cells[OH_PROBLEM_PATH], path)
		&& oh_cell_is(&row->cells[OH_PROBLEM_EXPECTED], expected)
		&& oh_cell_is(&row->cells[OH_PROBLEM_FOUND], found);
}

static void
check_values(const OhProvider *provider, const Value *table, size_t count)
{
	char		text[512];
	char		path[32];

	for (size_t i = 0; i < count; i++)
	{
		const OhField *field = field_of(table[i].key);
		const OhReading *out;
		const char *shown;

		snprintf(text, sizeof(text), "{\"%s\":%s}", table[i].key, table[i].json);
		snprintf(path, sizeof(path), "$.%s", table[i].key);
		out = read_text(provider, text);
		shown = fixture_cell(out, OH_ORDER, 0, field->column);
		CHECK(strcmp(shown, table[i].shown) == 0, "%s: %s %s", provider->name, text, shown);
		if (table[i].expected)
			CHECK(out->rows[OH_PROBLEM].count == 1
				  && is_problem(out->rows[OH_PROBLEM].first, OH_WARNING, path, table[i].expected, table[i].found),
				  "%s: %s: %s", provider->name, text, fixture_cell(out, OH_PROBLEM, 0, OH_PROBLEM_FOUND));
		else
			CHECK(out->rows[OH_PROBLEM].count == 0, "%s: %s", provider->name, text);
	}
}

static void
test_values(void)
{
	check_values(&exact, values, LENGTH(values));
	check_values(&lax, values, LENGTH(values));
	check_values(&exact, exact_values, LENGTH(exact_values));
	check_values(&lax, lax_values, LENGTH(lax_values));
	for (size_t i = 0; i < LENGTH(fields); i++)
		if (fields[i].group == OH_ORDER && fields[i].column > 0)
			CHECK(read_text(&exact, "{\"other\":1}")->order->cells[fields[i].column].state == OH_STATE_ABSENT,
				  "%s", fields[i].key.data);
}

/* ---- units and zones ---- */

static OhMoment
five_hours_later(void *context, OhMoment local)
{
	++*(int *) context;
	return local + 5 * 60 * OH_MINUTE;
}

static const OhReading *
read_with(const OhProvider *provider, const OhOptions *options, const char *text)
{
	OhJsonError error;

	fixture_free(&fixture);
	fixture.body = unit_exact(oh_bytes_of_string(text));
	CHECK(oh_provider_load(provider, &fixture.doc, &fixture.arena, fixture.body, &error)
		  && oh_provider_read(provider, &fixture.doc, options, &fixture.out), "%s", text);
	return &fixture.out;
}

/* The source's unit outweighs the provider's; where nobody knows it, that is said once. */
static void
test_units(void)
{
	static const OhProvider unsaid = {.name = "unsaid", .recognise = recognise};
	static const char document[] = "{\"money\":1090,\"more\":1.5}";
	const OhReading *out;

	out = read_with(&exact, &(OhOptions) {.unit = OH_UNIT_MAJOR}, document);
	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_TOTAL), "1090") == 0, "major");
	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_TIP), "1.5") == 0 && fixture_is_clean(out), "major");
	out = read_with(&unsaid, &(OhOptions) {.unit = OH_UNIT_MINOR}, document);
	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_TOTAL), "10.90") == 0, "minor");
	out = read_with(&unsaid, &(OhOptions) {.unit = OH_UNIT_UNSAID}, document);
	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_TOTAL), "unreadable") == 0
		  && strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_TIP), "unreadable") == 0, "unsaid");
	CHECK(out->rows[OH_PROBLEM].count == 1 && fixture_has_problem(out, OH_NOTE, "$.money"), "unsaid, once");
}

/* A naive time is one of the source's clock, and UTC's where the source has none; said once. */
static void
test_zones(void)
{
	static const char document[] = "{\"time\":\"2026-03-07T12:00:00\",\"later\":\"2026-03-07\"}";
	int			asked = 0;
	OhOptions	options = {.zone = five_hours_later, .zone_context = &asked};
	const OhReading *out = read_with(&exact, &options, document);

	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_PLACED_AT), "2026-03-07T17:00:00.000000Z") == 0, "noon");
	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_CLOSED_AT), "2026-03-07T05:00:00.000000Z") == 0, "a date");
	CHECK(asked == 2 && out->rows[OH_PROBLEM].count == 1 && fixture_has_problem(out, OH_NOTE, "$.time"), "once");
	read_with(&exact, &options, "{\"time\":\"2026-03-07T12:00:00Z\",\"later\":\"noon\"}");
	CHECK(asked == 2, "neither a time with a zone nor what is no time is turned");
	out = read_text(&exact, document);
	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_PLACED_AT), "2026-03-07T12:00:00.000000Z") == 0, "UTC");
}

/* ---- shapes ---- */

typedef struct Place
{
	const char *json;
	const char *severity;		/* NULL: no problem at all */
	const char *path;
	const char *expected;
	const char *found;
} Place;

/* Of the shape of objects and lists; the problem is the first. */
static const Place places[] = {
	{"{\"unknown\":{\"text\":5},\"stored\":[1]}", NULL, NULL, NULL, NULL},
	{"{\"text\":\"a\",\"text\":\"b\"}", OH_WARNING, "$.text", "one value", "repeated key, of which the last counts"},
	{"{\"place\":{\"table\":5}}", OH_WARNING, "$.place.table", "string", "number"},
	{"{\"place\":[]}", OH_WARNING, "$.place", "object", "array"},
	{"{\"place\":null}", NULL, NULL, NULL, NULL},
	{"{\"places\":[{\"table\":\"4\"},7]}", OH_WARNING, "$.places[1]", "object", "number"},
	{"{\"places\":{}}", OH_WARNING, "$.places", "array", "object"},
	{"{\"places\":null}", NULL, NULL, NULL, NULL},
	{"{\"guest\":\"Mateo\"}", OH_WARNING, "$.guest", "object", "string"},
	{"{\"items\":{}}", OH_WARNING, "$.items", "array", "object"},
	{"{\"items\":[{},{},{},{},{},{},{},{},{},{},{\"modifiers\":[{},null]}]}",
	OH_WARNING, "$.items[10].modifiers[1]", "object", "null"},
	{"{\"needed\":{}}", OH_ERROR, "$.needed.key", "id", "absent"},
	{"{\"needed\":null}", NULL, NULL, NULL, NULL},
	{"[]", OH_ERROR, "$", "object", "array"},
	{"null", OH_ERROR, "$", "object", "null"},
};

#define WITH_PLACE	"\"place\":{\"table\":\"4\"}"
#define WITH_GUEST	"\"guest\":{\"name\":\"Ana\"}"

/* Where an id, an object and a row are required. */
static const Place required[] = {
	{"{\"strict\":1,\"id\":7," WITH_PLACE "," WITH_GUEST "}", NULL, NULL, NULL, NULL},
	{"{\"strict\":1," WITH_PLACE "," WITH_GUEST "}", OH_ERROR, "$.id", "id", "absent"},
	{"{\"strict\":1,\"id\":null," WITH_PLACE "," WITH_GUEST "}", OH_ERROR, "$.id", "id", "null"},
	{"{\"strict\":1,\"id\":\"\"," WITH_PLACE "," WITH_GUEST "}", OH_ERROR, "$.id", "id", "empty string"},
	{"{\"strict\":1,\"id\":{}," WITH_PLACE "," WITH_GUEST "}", OH_ERROR, "$.id", "id", "object"},
	{"{\"strict\":1,\"id\":7.5," WITH_PLACE "," WITH_GUEST "}", OH_ERROR, "$.id", "id", "number that is no integer"},
	{"{\"strict\":1,\"id\":7," WITH_GUEST "}", OH_ERROR, "$.place", "object", "absent"},
	{"{\"strict\":1,\"id\":7,\"place\":null," WITH_GUEST "}", OH_ERROR, "$.place", "object", "null"},
	{"{\"strict\":1,\"id\":7,\"place\":{\"table\":4}," WITH_GUEST "}", OH_WARNING, "$.place.table", "string", "number"},
	{"{\"strict\":1,\"id\":7," WITH_PLACE "}", OH_ERROR, "$.guest", "object", "absent"},
	{"{\"strict\":1,\"id\":7," WITH_PLACE ",\"guest\":5}", OH_ERROR, "$.guest", "object", "number"},
};

static void
check_places(const Place *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		const OhReading *out = read_text(&exact, table[i].json);

		if (table[i].severity)
			CHECK(is_problem(out->rows[OH_PROBLEM].first, table[i].severity, table[i].path, table[i].expected,
							 table[i].found), "%s: %s at %s", table[i].json,
				  fixture_cell(out, OH_PROBLEM, 0, OH_PROBLEM_FOUND),
				  out->rows[OH_PROBLEM].first ? out->rows[OH_PROBLEM].first->cells[OH_PROBLEM_PATH].text : "no place");
		else
			CHECK(out->rows[OH_PROBLEM].count == 0, "%s", table[i].json);
	}
}

static void
test_shapes(void)
{
	const OhReading *out;

	check_places(places, LENGTH(places));
	check_places(required, LENGTH(required));
	out = read_text(&exact, "{\"text\":\"a\",\"text\":\"b\"}");
	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_NOTES), "b") == 0, "the last counts");
	CHECK(out->subject == OH_SUBJECT_UNREADABLE, "no id, no order");
	out = read_text(&exact, "{\"id\":7,\"places\":[{\"table\":\"4\"},{\"table\":\"5\"}]}");
	CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_TABLE_NAME), "5") == 0, "objects belong to the row at hand");
	CHECK(out->subject == OH_SUBJECT_ORDER, "an id, an order");
}

/* PHP's empty map says that there is none; a list of something does not. */
static void
test_empty_maps(void)
{
	static const char *const none[] = {"{\"place\":[]}", "{\"guest\":[]}", "{\"items\":[]}", "{\"places\":[]}"};

	for (size_t i = 0; i < LENGTH(none); i++)
		CHECK(read_text(&lax, none[i])->rows[OH_PROBLEM].count == 0, "%s", none[i]);
	CHECK(fixture_has_problem(read_text(&lax, "{\"place\":[1]}"), OH_WARNING, "$.place"), "a list of one");
	CHECK(fixture_has_problem(read_text(&lax, "{\"strict\":1,\"id\":7,\"place\":[]," WITH_GUEST "}"), OH_ERROR, "$.place"),
		  "nor is one that is required");
}

/* ---- rows ---- */

/* Did the document speak of the group, and how many rows did it bring? */
static const struct
{
	const char *json;
	OhGroup		group;
	bool		present;
	uint32_t	count;
}			groups[] = {
	{"{}", OH_ITEM, false, 0},
	{"{\"items\":null}", OH_ITEM, false, 0},
	{"{\"items\":7}", OH_ITEM, false, 0},
	{"{\"items\":[]}", OH_ITEM, true, 0},
	{"{\"items\":[{},7,{}]}", OH_ITEM, true, 2},
	{"{\"guest\":null}", OH_PARTY, true, 0},
	{"{\"guest\":{}}", OH_PARTY, true, 1},
	{"{\"guest\":7}", OH_PARTY, false, 0},
	/* A column of a row that nothing is known of yet. */
	{"{\"place\":{\"guest\":\"Ana\"}}", OH_PARTY, true, 1},
	{"{\"place\":{\"guest\":null}}", OH_PARTY, true, 0},
	{"{\"place\":{\"guest\":7}}", OH_PARTY, false, 0},
	{"{\"place\":{}}", OH_PARTY, false, 0},
};

/* Lines, charges and payments count within the order, modifiers within their line. */
static void
test_rows(void)
{
	const OhReading *out;

	for (size_t i = 0; i < LENGTH(groups); i++)
	{
		const OhRows *rows = &read_text(&exact, groups[i].json)->rows[groups[i].group];

		CHECK(rows->present == groups[i].present && rows->count == groups[i].count, "%s: %u rows", groups[i].json,
			  rows->count);
	}
	out = read_text(&exact, "{\"items\":[{\"modifiers\":[{},{}]},{},{\"modifiers\":[{}]}],\"charges\":[{},{}]}");
	for (int i = 0; i < 3; i++)
	{
		const OhCell *line = fixture_row(out, OH_ITEM, i)->cells;
		const OhCell *modifier = fixture_row(out, OH_MODIFIER, i)->cells;

		CHECK(line[OH_ITEM_LINE_NO].number == i + 1, "line %d", i);
		CHECK(modifier[OH_MODIFIER_LINE_NO].number == (i < 2 ? 1 : 3)
			  && modifier[OH_MODIFIER_MODIFIER_NO].number == (i == 1 ? 2 : 1), "modifier %d", i);
		if (i < 2)
			CHECK(fixture_row(out, OH_CHARGE, i)->cells[OH_CHARGE_CHARGE_NO].number == i + 1, "charge %d", i);
	}
	out = read_text(&exact, "{\"items\":[{}],\"modifiers\":[{\"name\":\"Bacon\"}]}");
	CHECK(strcmp(fixture_cell(out, OH_MODIFIER, 0, OH_MODIFIER_NAME), "Bacon") == 0
		  && strcmp(fixture_cell(out, OH_MODIFIER, 0, OH_MODIFIER_LINE_NO), "absent") == 0
		  && strcmp(fixture_cell(out, OH_MODIFIER, 0, OH_MODIFIER_MODIFIER_NO), "absent") == 0,
		  "a modifier of no line has no number");
}

/* However much is wrong, a hundred problems are told, and the last of them says that there are more. */
static void
test_many_problems(void)
{
	static const size_t counts[] = {1, 98, 99, 100, 101, 5000};

	for (size_t i = 0; i < LENGTH(counts); i++)
	{
		static char text[16384];
		size_t		len = (size_t) sprintf(text, "{\"items\":[");
		const OhRows *problems;
		char		last[32];

		for (size_t j = 0; j < counts[i]; j++)
			len += (size_t) sprintf(text + len, "%s7", j ? "," : "");
		sprintf(text + len, "]}");
		problems = &read_text(&exact, text)->rows[OH_PROBLEM];
		snprintf(last, sizeof(last), "$.items[%zu]", counts[i] - 1);
		CHECK(problems->count == (counts[i] < 100 ? counts[i] : 100), "%zu: %u", counts[i], problems->count);
		CHECK(counts[i] < 100 ? is_problem(problems->last, OH_WARNING, last, "object", "number")
			  : is_problem(problems->last, OH_WARNING, "$", "fewer problems", "more than are listed"), "%zu", counts[i]);
	}
}

int
main(void)
{
	fixture_init(&fixture);
	test_values();
	test_units();
	test_zones();
	test_shapes();
	test_empty_maps();
	test_rows();
	test_many_problems();
	fixture_free(&fixture);
	return unit_done();
}
