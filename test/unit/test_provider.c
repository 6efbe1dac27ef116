/*
 * test_provider.c
 *	  The registry, the words of providers, and what is the same for every provider.
 */
#include "provider_fixture.h"

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

static Fixture fixture;

static const OhReading *
read_text(const OhProvider *provider, const char *text)
{
	fixture_free(&fixture);
	CHECK(fixture_read(&fixture, provider, oh_bytes_of_string(text), OH_UNIT_MINOR), "%s", text);
	return &fixture.out;
}

/* ---- the registry ---- */

static const char *const nobody[] = {"", "bbo", "bbott", "Bbot", "bbot ", "orderhook"};

static void
test_registry(void)
{
	int			count = 0;

	for (; oh_providers[count]; count++)
	{
		OhBytes		name = oh_bytes_of_string(oh_providers[count]->name);

		CHECK(oh_provider_find(name) == oh_providers[count], "%s", oh_providers[count]->name);
	}
	CHECK(count == 5, "%d providers", count);
	for (size_t i = 0; i < LENGTH(nobody); i++)
		CHECK(oh_provider_find(oh_bytes_of_string(nobody[i])) == NULL, "%s", nobody[i]);
	CHECK(oh_provider_find(OH_NO_BYTES) == NULL, "no name");
}

/* ---- words ---- */

static const struct
{
	const char *a;
	const char *b;
	bool		equal;
}			pairs[] = {
	{"en_route", "enRoute", true},
	{"en_route", "EN-ROUTE", true},
	{"en_route", " en route ", true},
	{"en_route", "__e-n r_o-u t_e--", true},
	{"", " -_", true},
	{"en_route", "en_rout", false},
	{"en_route", "en_routed", false},
	{"en_route", "en.route", false},
	{"en_route", "", false},
	{"\xC3\xA9", "\xC3\x89", false},
};

static const OhWord words[] = {
	{OH_LITERAL("all"), "closed", "done", "delivered", "completed", "curbside"},
	{OH_LITERAL("kitchen"), .prep = "ready", .service = "pickup"},
	{OH_LITERAL("none"), NULL, NULL, NULL, NULL, NULL},
	{.word = {NULL, 0}}
};

/* What a word sets on the four axes of an order that is new on all. */
static const struct
{
	const char *word;
	const char *states[4];
}			applied[] = {
	{"All", {"closed", "done", "delivered", "completed"}},
	{"KITCHEN", {"new", "ready", "new", "new"}},
	{"none", {"new", "new", "new", "new"}},
};

static const int axes[] = {
	OH_ORDER_ORDER_STATE, OH_ORDER_PREP_STATE, OH_ORDER_DELIVERY_STATE, OH_ORDER_ARRIVAL_STATE
};

static void
test_words(void)
{
	for (size_t i = 0; i < LENGTH(pairs); i++)
	{
		OhBytes		a = unit_exact(oh_bytes_of_string(pairs[i].a));
		OhBytes		b = unit_exact(oh_bytes_of_string(pairs[i].b));

		CHECK(oh_word_equal(a, b) == pairs[i].equal, "%s and %s", pairs[i].a, pairs[i].b);
		CHECK(oh_word_equal(b, a) == pairs[i].equal, "%s and %s", pairs[i].b, pairs[i].a);
		unit_exact_free(a);
		unit_exact_free(b);
	}
	CHECK(oh_word_find(words, OH_BYTES("al")) == NULL && oh_word_find(words, OH_NO_BYTES) == NULL, "not listed");
	for (size_t i = 0; i < LENGTH(applied); i++)
	{
		const OhReading *out = read_text(&oh_provider_flybuy, "{}");

		for (size_t axis = 0; axis < LENGTH(axes); axis++)
			out->order->cells[axes[axis]] = oh_cell_string("new");
		oh_word_apply(oh_word_find(words, oh_bytes_of_string(applied[i].word)), out->order);
		for (size_t axis = 0; axis < LENGTH(axes); axis++)
			CHECK(oh_cell_is(&out->order->cells[axes[axis]], applied[i].states[axis]), "%s: %s", applied[i].word,
				  fixture_cell(out, OH_ORDER, 0, axes[axis]));
	}
}

static const struct
{
	OhCell		text;
	const char *service;
}			services[] = {
	{{.text = "all", .len = 3, .state = OH_STATE_VALUE}, "curbside"},
	{{.text = "Kitchen", .len = 7, .state = OH_STATE_VALUE}, "pickup"},
	{{.text = "none", .len = 4, .state = OH_STATE_VALUE}, "null"},
	{{.text = "other", .len = 5, .state = OH_STATE_VALUE}, "unknown"},
	{{.state = OH_STATE_ABSENT}, "absent"},
	{{.state = OH_STATE_NULL}, "null"},
	{{.state = OH_STATE_UNREADABLE}, "unreadable"},
};

static void
test_services(void)
{
	for (size_t i = 0; i < LENGTH(services); i++)
	{
		OhCell		cell = oh_word_service(words, services[i].text);

		CHECK(strcmp(fixture_show(&cell, OH_KIND_TEXT), services[i].service) == 0, "row %zu: %s", i,
			  fixture_show(&cell, OH_KIND_TEXT));
	}
}

/* ---- what is the same for all ---- */

#define ORDER_OF(items)	"{\"external_id\":\"1\",\"total\":0,\"items\":[" items "]}"

/* Quantities of lines, and their sum where it can be told. */
static const struct
{
	const char *order;
	const char *count;
}			sums[] = {
	{ORDER_OF(""), "0"},
	{ORDER_OF("{\"quantity\":2},{\"quantity\":3}"), "5"},
	{ORDER_OF("{\"quantity\":2},{\"quantity\":0.5}"), "2.5"},
	{ORDER_OF("{\"quantity\":2},{}"), "absent"},
	{ORDER_OF("{\"quantity\":2},{\"quantity\":null}"), "absent"},
	{ORDER_OF("{\"quantity\":2},{\"quantity\":\"x\"}"), "absent"},
	{ORDER_OF("{\"quantity\":9000000000000000000},{\"quantity\":9000000000000000000}"), "absent"},
};

static void
test_item_count(void)
{
	for (size_t i = 0; i < LENGTH(sums); i++)
	{
		const OhReading *out = read_text(&oh_provider_mipos, sums[i].order);

		CHECK(strcmp(fixture_cell(out, OH_ORDER, 0, OH_ORDER_ITEM_COUNT), sums[i].count) == 0, "%s: %s",
			  sums[i].order, fixture_cell(out, OH_ORDER, 0, OH_ORDER_ITEM_COUNT));
	}
}

/* Text that was replaced is noted once a document and kind, and no warning. */
static const struct
{
	const char *document;
	int			notes;
}			replaced[] = {
	{"{\"data\":{\"id\":1,\"customer_name\":\"Ana\"}}", 0},
	{"{\"data\":{\"id\":1,\"customer_name\":\"A\\u0000na\\u0000\"}}", 1},
	{"{\"data\":{\"id\":1,\"customer_name\":\"A\\ud800na\"}}", 1},
	{"{\"data\":{\"id\":1,\"customer_name\":\"A\\ud800na\\u0000\"}}", 2},
	{"{\"data\":{\"id\":1,\"customer_name\":\"\\ud83d\\ude00\"}}", 0},
};

static void
test_replacements(void)
{
	for (size_t i = 0; i < LENGTH(replaced); i++)
	{
		const OhReading *out = read_text(&oh_provider_flybuy, replaced[i].document);

		CHECK(out->rows[OH_PROBLEM].count == (uint32_t) replaced[i].notes && fixture_is_clean(out), "%s",
			  replaced[i].document);
		for (int n = 0; n < replaced[i].notes; n++)
			CHECK(strcmp(fixture_cell(out, OH_PROBLEM, n, OH_PROBLEM_EXPECTED), "text") == 0
				  && strcmp(fixture_cell(out, OH_PROBLEM, n, OH_PROBLEM_PATH), "$") == 0, "%s", replaced[i].document);
	}
}

/* Records that cannot be told apart are left out; a document that leaves none is unreadable. */
static const struct
{
	const OhProvider *provider;
	const char *document;
	OhGroup		group;
	const char *ids;
	OhSubject	subject;
}			records[] = {
	{&oh_provider_mipos, "{\"type\":\"menu\",\"menus\":[]}", OH_PRODUCT, "", OH_SUBJECT_PRODUCT},
	{&oh_provider_revo, "{\"event\":\"customer.created\",\"data\":{\"id\":7}}", OH_CUSTOMER, "7", OH_SUBJECT_CUSTOMER},
	{&oh_provider_revo, "{\"event\":\"customer.created\",\"data\":{\"name\":\"Ana\"}}", OH_CUSTOMER, "",
	OH_SUBJECT_UNREADABLE},
	{&oh_provider_revo, "{\"event\":\"product.created\",\"data\":{\"id\":7}}", OH_PRODUCT, "7", OH_SUBJECT_PRODUCT},
	{&oh_provider_revo, "{\"event\":\"product.created\",\"data\":{\"id\":\"\"}}", OH_PRODUCT, "",
	OH_SUBJECT_UNREADABLE},
	{&oh_provider_revo, "{\"event\":\"product.created\",\"data\":null,\"tenant\":\"cafe\"}", OH_PRODUCT, "",
	OH_SUBJECT_UNREADABLE},
};

static void
test_records(void)
{
	for (size_t i = 0; i < LENGTH(records); i++)
	{
		const OhReading *out = read_text(records[i].provider, records[i].document);
		const OhRows *rows = &out->rows[records[i].group];
		const char *found = rows->count ? fixture_cell(out, records[i].group, 0, 0) : "";

		CHECK(strcmp(found, records[i].ids) == 0 && (rows->first == NULL) == (rows->count == 0)
			  && (rows->last == NULL) == (rows->count == 0), "%s: %s", records[i].document, found);
		CHECK(out->subject == records[i].subject, "%s: %d", records[i].document, (int) out->subject);
	}
}

int
main(void)
{
	fixture_init(&fixture);
	test_registry();
	test_words();
	test_services();
	test_item_count();
	test_replacements();
	test_records();
	fixture_free(&fixture);
	return unit_done();
}
