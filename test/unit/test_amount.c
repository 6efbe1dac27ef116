/*
 * test_amount.c
 *	  Arithmetic on cells: what is known, what is not, and what cannot be held.
 */
#include "amount.h"
#include "provider_fixture.h"

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))
#define MOST		INT64_MAX

/* A reader that stands at $.total of an empty document. */
typedef struct Desk
{
	UnitHost	host;
	OhArena		arena;
	OhDocument	doc;
	OhReading	out;
	OhReader	reader;
} Desk;

static Desk desk;

static void
desk_open(const char *body)
{
	OhJsonError error;

	unit_host_init(&desk.host);
	oh_arena_init(&desk.arena, &desk.host.host);
	CHECK(oh_json_parse(&desk.doc, &desk.arena, oh_bytes_of_string(body), &error), "%s", body);
	desk.out = (OhReading) {.subject = OH_SUBJECT_ORDER};
	desk.reader = (OhReader) {
		.provider = &oh_provider_bbot, .doc = &desk.doc, .arena = &desk.arena, .out = &desk.out,
	};
	oh_reader_enter(&desk.reader, OH_BYTES("total"));
}

static void
desk_close(void)
{
	unit_host_free(&desk.host);
}

static OhCell
amount(int64_t unscaled, int8_t scale)
{
	return oh_cell_decimal((OhDecimal) {unscaled, scale});
}

static const char *
show(OhCell cell)
{
	return fixture_show(&cell, OH_KIND_DECIMAL);
}

static bool
shows(OhCell cell, const char *expected)
{
	return strcmp(show(cell), expected) == 0;
}

static const OhCell absent = {.state = OH_STATE_ABSENT};
static const OhCell null = {.state = OH_STATE_NULL};
static const OhCell unreadable = {.state = OH_STATE_UNREADABLE};

/* ---- of two ---- */

typedef OhCell (*Operation) (OhReader *reader, OhCell a, OhCell b);

static const Operation operations[] = {oh_amount_plus, oh_amount_minus, oh_amount_times};

static const struct
{
	OhDecimal	a;
	OhDecimal	b;
	const char *results[LENGTH(operations)];	/* "unreadable": it cannot be held */
}			sums[] = {
	{{110, 2}, {9, 1}, {"2.00", "0.20", "0.990"}},
	{{0, 0}, {5, 2}, {"0.05", "-0.05", "0.00"}},
	{{-350, 2}, {350, 2}, {"0.00", "-7.00", "-12.2500"}},
	{{MOST, 0}, {0, 0}, {"9223372036854775807", "9223372036854775807", "0"}},
	{{MOST, 0}, {1, 0}, {"unreadable", "9223372036854775806", "9223372036854775807"}},
	{{-MOST, 2}, {2, 2}, {"-92233720368547758.05", "unreadable", "unreadable"}},
	{{MOST, 0}, {1, 18}, {"unreadable", "unreadable", "9.223372036854775807"}},
};

static void
test_results(void)
{
	for (size_t i = 0; i < LENGTH(sums); i++)
		for (size_t j = 0; j < LENGTH(operations); j++)
		{
			const char *expected = sums[i].results[j];
			OhCell		result;

			desk_open("{}");
			result = operations[j](&desk.reader, oh_cell_decimal(sums[i].a), oh_cell_decimal(sums[i].b));
			CHECK(shows(result, expected), "%zu, operation %zu: %s", i, j, show(result));
			CHECK(fixture_has_problem(&desk.out, OH_WARNING, "$.total") == (strcmp(expected, "unreadable") == 0),
				  "%zu, operation %zu: %u problems", i, j, desk.out.rows[OH_PROBLEM].count);
			desk_close();
		}
}

/* What is not known comes out, whichever side it stands on, and is no problem of the arithmetic. */
static void
test_unknown(void)
{
	const OhCell cells[] = {absent, null, unreadable, amount(5, 0)};

	desk_open("{}");
	for (size_t i = 0; i < LENGTH(cells); i++)
		for (size_t j = 0; j < LENGTH(cells); j++)
			for (size_t k = 0; k < LENGTH(operations); k++)
			{
				OhCell		result = operations[k](&desk.reader, cells[i], cells[j]);
				bool		spoilt = i == 2 || j == 2;

				if (i < 3 || j < 3)
					CHECK(result.state == (spoilt ? OH_STATE_UNREADABLE : OH_STATE_ABSENT),
						  "%zu, %zu, operation %zu: %s", i, j, k, show(result));
			}
	CHECK(desk.out.rows[OH_PROBLEM].count == 0, "%u", desk.out.rows[OH_PROBLEM].count);
	desk_close();
}

/* ---- of one ---- */

static void
test_signs(void)
{
	const struct
	{
		OhCell		cell;
		const char *negated;
		const char *or_zero;
		int			sign;
	}			rows[] = {
		{absent, "absent", "absent", 0},
		{null, "null", "0", 0},
		{unreadable, "unreadable", "unreadable", 0},
		{oh_amount_zero, "0", "0", 0},
		{oh_amount_zero_cents, "0.00", "0.00", 0},
		{amount(1, 18), "-0.000000000000000001", "0.000000000000000001", 1},
		{amount(-150, 2), "1.50", "-1.50", -1},
		{amount(MOST, 0), "-9223372036854775807", "9223372036854775807", 1},
		{{.number = -1, .state = OH_STATE_NULL}, "null", "0", 0},
	};

	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		CHECK(shows(oh_amount_negate(rows[i].cell), rows[i].negated), "%zu", i);
		CHECK(shows(oh_amount_or_zero(rows[i].cell), rows[i].or_zero), "%zu", i);
		CHECK(oh_amount_negative(rows[i].cell) == (rows[i].sign < 0), "%zu", i);
		CHECK(oh_amount_positive(rows[i].cell) == (rows[i].sign > 0), "%zu", i);
	}
}

static void
test_against(void)
{
	const struct
	{
		OhCell		discount;
		OhCell		whole;
		const char *result;
	}			rows[] = {
		{amount(5, 1), amount(20, 1), "-0.5"},
		{amount(-5, 1), amount(20, 1), "-0.5"},
		{amount(5, 1), amount(-20, 1), "0.5"},
		{amount(-5, 1), amount(-20, 1), "0.5"},
		{amount(5, 1), absent, "-0.5"},
		{absent, amount(20, 1), "absent"},
		{null, amount(-20, 1), "null"},
		{unreadable, amount(20, 1), "unreadable"},
	};

	for (size_t i = 0; i < LENGTH(rows); i++)
		CHECK(shows(oh_amount_against(rows[i].discount, rows[i].whole), rows[i].result), "%zu", i);
}

/* ---- how far apart ---- */

static void
test_distance(void)
{
	const struct
	{
		OhCell		a;
		OhCell		b;
		const char *apart;			/* NULL: unknown */
		bool		near;
		bool		differ;
	}			rows[] = {
		{amount(105, 2), amount(105, 2), "0.00", true, false},
		{amount(105, 2), amount(106, 2), "0.01", true, false},
		{amount(1050, 3), amount(1061, 3), "0.011", false, true},
		{amount(-1, 0), amount(1, 0), "2", false, true},
		{amount(MOST, 0), amount(-MOST, 0), NULL, false, true},
		{absent, amount(1, 0), NULL, false, false},
		{null, null, NULL, false, false},
		{unreadable, amount(1, 0), NULL, false, false},
	};

	for (size_t i = 0; i < LENGTH(rows); i++)
		for (int turned = 0; turned < 2; turned++)
		{
			OhCell		a = turned ? rows[i].b : rows[i].a;
			OhCell		b = turned ? rows[i].a : rows[i].b;
			OhDecimal	apart;
			bool		known = oh_amount_distance(a, b, &apart);

			CHECK(known == (rows[i].apart != NULL), "%zu", i);
			CHECK(!known || shows(oh_cell_decimal(apart), rows[i].apart), "%zu", i);
			CHECK(oh_amount_near(a, b) == rows[i].near, "%zu", i);
			CHECK(oh_amount_differ(a, b) == rows[i].differ, "%zu", i);
		}
}

/* ---- sums over rows ---- */

static void
test_lists(void)
{
	static const struct
	{
		const char *body;
		int64_t		rows;
		bool		covered;
	}			lists[] = {
		{"{}", 0, true},
		{"{\"list\":null}", 0, true},
		{"{\"list\":[]}", 0, true},
		{"{\"list\":[{},{}]}", 2, true},
		{"{\"list\":[{},7]}", 1, false},
		{"{\"list\":[7]}", 0, false},
		{"{\"list\":{}}", 0, false},
		{"{\"list\":\"\"}", 0, false},
	};

	for (size_t i = 0; i < LENGTH(lists); i++)
	{
		OhNode		list;
		OhRow	   *line;
		OhRow	   *other;
		OhCell	   *total;

		desk_open(lists[i].body);
		list = oh_node_member(&desk.doc, desk.doc.root, OH_BYTES("list"));
		CHECK(oh_amount_covers(&desk.reader, list, lists[i].rows) == lists[i].covered, "%s", lists[i].body);

		/* A line before it has modifiers of its own, which are not counted. */
		other = oh_reader_add(&desk.reader, OH_ITEM);
		oh_reader_add(&desk.reader, OH_MODIFIER);
		line = oh_reader_add(&desk.reader, OH_ITEM);
		for (int64_t row = 0; row < lists[i].rows; row++)
			oh_reader_add(&desk.reader, OH_MODIFIER);
		total = &line->cells[OH_ITEM_MODIFIERS_TOTAL];
		*total = amount(725, 2);
		oh_amount_close_modifiers(&desk.reader, list, line->cells);
		CHECK(shows(*total, !lists[i].covered ? "unreadable" : lists[i].rows ? "7.25" : "0.00"), "%s: %s",
			  lists[i].body, show(*total));
		CHECK(shows(other->cells[OH_ITEM_MODIFIERS_TOTAL], "absent"), "%s", lists[i].body);
		desk_close();
	}
}

int
main(void)
{
	test_results();
	test_unknown();
	test_signs();
	test_against();
	test_distance();
	test_lists();
	return unit_done();
}
