/*
 * test_reconcile.c
 *	  What the rules find: nothing in the samples, and every digit that is changed.
 */
#include "provider_fixture.h"

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

static Fixture fixture;
static FixtureText found;

/* "bbot.total=pass bbot.lines=fail", in the order of the rules. */
static const char *
statuses(const OhReading *out)
{
	found.len = 0;
	found.text[0] = '\0';
	for (const OhRow *row = out->rows[OH_CHECK].first; row; row = row->next)
	{
		const OhCell *rule = &row->cells[OH_CHECK_RULE];
		const OhCell *status = &row->cells[OH_CHECK_STATUS];

		fixture_print(&found, "%s%.*s=%.*s", found.len ? " " : "", (int) rule->len, rule->text,
					  (int) status->len, status->text);
	}
	return found.text;
}

/* Those of one status, "bbot.total bbot.lines". */
static const char *
rules_of_status(const OhReading *out, const char *status)
{
	found.len = 0;
	found.text[0] = '\0';
	for (const OhRow *row = out->rows[OH_CHECK].first; row; row = row->next)
	{
		const OhCell *rule = &row->cells[OH_CHECK_RULE];

		if (oh_cell_is(&row->cells[OH_CHECK_STATUS], status))
			fixture_print(&found, "%s%.*s", found.len ? " " : "", (int) rule->len, rule->text);
	}
	return found.text;
}

/* ---- the payload files ---- */

static const struct
{
	const OhProvider *provider;
	const char *file;
	const char *statuses;
}			files[] = {
#define BBOT	&oh_provider_bbot
#define MIPOS	&oh_provider_mipos
#define REVO	&oh_provider_revo
	{BBOT, "sample", "bbot.total=pass bbot.lines=pass bbot.charge=pass any.computed=pass"},
	{BBOT, "tab", "bbot.total=pass bbot.lines=pass bbot.charge=not_applicable any.computed=pass"},
	{BBOT, "quantity", "bbot.total=pass bbot.lines=pass bbot.charge=pass any.computed=pass"},
	{BBOT, "promotion",
		"bbot.total=not_applicable bbot.lines=pass bbot.charge=pass any.computed=not_applicable"},
	{BBOT, "refund_suspected", "bbot.total=pass bbot.lines=pass bbot.charge=fail any.computed=pass"},
	{BBOT, "refund_full", "bbot.total=pass bbot.lines=pass bbot.charge=fail any.computed=pass"},
	{BBOT, "part_paid", "bbot.total=pass bbot.lines=pass bbot.charge=fail any.computed=pass"},
	{BBOT, "delivery", "bbot.total=pass bbot.lines=pass bbot.charge=pass any.computed=pass"},
	{BBOT, "delivered", "bbot.total=pass bbot.lines=pass bbot.charge=pass any.computed=pass"},
	{BBOT, "new_order", "bbot.total=pass bbot.lines=pass bbot.charge=pass any.computed=pass"},
	{BBOT, "preparing_mixed", "bbot.total=pass bbot.lines=pass bbot.charge=pass any.computed=pass"},
	{BBOT, "no_items",
		"bbot.total=not_applicable bbot.lines=not_applicable bbot.charge=not_applicable"
		" any.computed=not_applicable"},
	{BBOT, "minimal", ""},
	{BBOT, "huge_values",
		"bbot.total=pass bbot.lines=not_applicable bbot.charge=pass any.computed=not_applicable"},
	{BBOT, "odd_values",
		"bbot.total=not_applicable bbot.lines=not_applicable bbot.charge=pass any.computed=not_applicable"},
	{MIPOS, "sample", "mipos.line=pass mipos.order=pass any.computed=pass"},
	{MIPOS, "order_net_total", "mipos.line=pass mipos.order=pass any.computed=pass"},
	{MIPOS, "order_several_lines", "mipos.line=pass mipos.order=pass any.computed=pass"},
	{MIPOS, "order_minimal", ""},
	{MIPOS, "order_typed", "mipos.line=pass mipos.order=pass any.computed=pass"},
	{MIPOS, "order_odd", "mipos.line=fail mipos.order=pass any.computed=pass"},
	{MIPOS, "order_broken_values",
		"mipos.line=not_applicable mipos.order=not_applicable any.computed=not_applicable"},
	{MIPOS, "status_accept", ""},
	{REVO, "sample", "revo.line=pass revo.order=pass revo.invoice=pass any.computed=pass"},
	{REVO, "sample_closed", ""},
	{REVO, "order_closed_full", "revo.line=pass revo.order=pass revo.invoice=pass any.computed=pass"},
	{REVO, "order_exclusive", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{REVO, "order_open", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{REVO, "partial", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{REVO, "refund", "revo.line=pass revo.order=pass revo.invoice=fail any.computed=pass"},
	{REVO, "split_bill", "revo.line=pass revo.order=pass revo.invoice=fail any.computed=pass"},
	{REVO, "comma", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{REVO, "merged", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{REVO, "moved", ""},
	{REVO, "delivery", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{REVO, "pickup", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{REVO, "quick_sale", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{REVO, "odd_values",
		"revo.line=fail revo.order=not_applicable revo.invoice=not_applicable any.computed=not_applicable"},
	{REVO, "cancelled", "revo.line=pass revo.order=pass revo.invoice=not_applicable any.computed=pass"},
	{&oh_provider_flybuy, "sample", ""},
	{&oh_provider_fulflld, "sample", ""},
};

static void
test_files(void)
{
	for (size_t i = 0; i < LENGTH(files); i++)
	{
		fixture_init(&fixture);
		if (fixture_read_file(&fixture, files[i].provider, files[i].file, OH_UNIT_UNSAID))
			CHECK(strcmp(statuses(&fixture.out), files[i].statuses) == 0, "%s %s: %s",
				  files[i].provider->name, files[i].file, found.text);
		CHECK(fixture.out.rows[OH_CHECK].present == (files[i].statuses[0] != '\0'), "%s", files[i].file);
		fixture_free(&fixture);
	}
}

/* The amounts of a composed body always add up. */
static void
test_samples(void)
{
	for (int n = 0; oh_providers[n]; n++)
		for (uint32_t seed = 1; seed <= 300; seed++)
		{
			OhUnit		unit = oh_providers[n]->unit == OH_UNIT_UNSAID ? OH_UNIT_MAJOR : OH_UNIT_UNSAID;

			if (fixture_read_sample(&fixture, oh_providers[n], seed, unit))
				CHECK(rules_of_status(&fixture.out, "fail")[0] == '\0', "%s seed %u: %s",
					  oh_providers[n]->name, seed, found.text);
			fixture_free(&fixture);
		}
}

/* ---- one digit ---- */

/* By the end of its path, which rules hold an amount; the first entry that fits counts. */
typedef struct Field
{
	const char *file;			/* NULL: any */
	const char *path;
	const char *fails;
	const char *not_applicable;	/* NULL: depends on the digit */
} Field;

static const Field bbot_fields[] = {
	/* Below what it was before a promotion, or not: which digit it is decides. */
	{NULL, ".mods[*].pretax_cents", "", NULL},
	{NULL, ".mods[*].tax_cents", "", ""},
	{NULL, ".mods[*].orig_pretax_cents", "", NULL},
	{NULL, ".items[*].pretax_cents", "bbot.lines any.computed", ""},
	{NULL, ".items[*].tax_cents", "", ""},
	{NULL, ".items[*].tip_in_cents", "", ""},
	{NULL, ".order.pretax_cents", "bbot.total bbot.lines", ""},
	{NULL, ".order.fee_pretax_cents", "bbot.total any.computed", ""},
	{NULL, ".order.tax_cents", "bbot.total any.computed", ""},
	{NULL, ".order.tip_cents", "bbot.total any.computed", ""},
	{NULL, ".order.total_cents", "bbot.total bbot.charge any.computed", ""},
	{NULL, ".charge.amount", "bbot.charge", ""},
	{NULL, ".cents_to_add_per_cart_effect", "", "bbot.total any.computed"},
	{.path = NULL}
};

static const Field mipos_fields[] = {
	{NULL, ".modifiers[*].unit_value", "mipos.line", ""},
	{NULL, ".modifiers[*].total_value", "mipos.line", ""},
	/* The first one is free. */
	{NULL, ".modifiers[0].quantity", "", ""},
	{NULL, ".modifiers[*].quantity", "mipos.line", ""},
	{NULL, ".items[*].quantity", "mipos.line", ""},
	{NULL, ".items[*].unit_value", "mipos.line", ""},
	{NULL, ".items[*].total_unit_value", "mipos.line", ""},
	{NULL, ".items[*].total_value", "mipos.line mipos.order any.computed", ""},
	{NULL, ".total", "mipos.order any.computed", ""},
	{NULL, ".discount_value", "", ""},
	{.path = NULL}
};

static const Field revo_fields[] = {
	{NULL, ".data.orderDiscountAmount", "revo.order any.computed", ""},
	{NULL, ".data.sum", "", ""},
	{NULL, ".data.discountAmount", "", ""},
	{NULL, ".data.subtotal", "revo.order", ""},
	{NULL, ".data.taxAmount", "revo.order", ""},
	{"sample", ".data.total", "revo.order any.computed", ""},
	{NULL, ".data.total", "revo.order revo.invoice any.computed", ""},
	{NULL, ".data.alreadyPaid", "", ""},
	{NULL, ".data.gratuity", "", ""},
	{NULL, ".modifiers[*].price", "", ""},
	{NULL, ".menuMenuContents[*].itemPrice", "", ""},
	{NULL, ".itemPrice", "", ""},
	{NULL, ".extrasAmount", "", ""},
	{NULL, ".priceWithExtrasIndividual", "", ""},
	{NULL, ".orderContents[*].discountAmount", "", ""},
	{NULL, ".orderContents[*].taxAmount", "revo.line", ""},
	{NULL, ".orderContents[*].subtotal", "revo.line", ""},
	{"order_closed_full", ".orderContents[2].total", "revo.line", ""},
	{NULL, ".orderContents[*].total", "revo.line revo.order any.computed", ""},
	{NULL, ".orderInvoices[*].total", "revo.invoice", ""},
	{NULL, ".orderInvoices[*].sum", "", ""},
	{NULL, ".orderInvoices[*].discountAmount", "", ""},
	{NULL, ".orderInvoices[*].orderDiscountAmount", "", ""},
	{NULL, ".orderInvoices[*].taxAmount", "", ""},
	{NULL, ".orderInvoices[*].subtotal", "", ""},
	{"order_closed_full", ".orderPayments[0].payAmount", "", ""},
	{NULL, ".payAmount", "revo.invoice", ""},
	{NULL, ".tipAmount", "", ""},
	{NULL, ".totalCollected", "", ""},
	{NULL, ".change", "", ""},
	{NULL, ".orderPayments[*].gratuity", "", ""},
	{.path = NULL}
};

/* Does the path end so?  [*] stands for any element. */
static bool
ends_with(const char *path, const char *end)
{
	const char *p = path + strlen(path);
	const char *e = end + strlen(end);

	while (e > end && p > path)
	{
		e--;
		p--;
		if (*e == '*')
		{
			while (p > path && *p != '[')
				p--;
			p++;
		}
		else if (*e != *p)
			return false;
	}
	return e == end;
}

static const Field *
find_field(const Field *fields, const char *file, const char *path)
{
	for (; fields->path; fields++)
		if ((fields->file == NULL || strcmp(fields->file, file) == 0) && ends_with(path, fields->path))
			return fields;
	return NULL;
}

/* Four or five up or down: above every tolerance, and never a leading zero. */
static void
change_digit(const OhProvider *provider, OhBytes body, size_t at, const Field *field, const char *path)
{
	char	   *text = (char *) body.data;
	char		digit = text[at];
	static Fixture other;

	text[at] = (char) (digit >= '5' ? digit - 4 : digit + 5);
	fixture_init(&other);
	if (CHECK(fixture_read(&other, provider, body, OH_UNIT_UNSAID), "%s", path))
	{
		CHECK(strcmp(rules_of_status(&other.out, "fail"), field->fails) == 0, "%s %s: %s fail, not %s",
			  provider->name, path, found.text, field->fails);
		CHECK(field->not_applicable == NULL
			  || strcmp(rules_of_status(&other.out, "not_applicable"), field->not_applicable) == 0,
			  "%s %s: %s not applicable", provider->name, path, found.text);
	}
	fixture_free(&other);
	text[at] = digit;
}

/* Every digit of every amount of a file that passes whole. */
static void
test_digits(const OhProvider *provider, const char *file, const Field *fields, int amounts)
{
	OhBytes		body = fixture_file(provider, file);
	int			count = 0;

	fixture_init(&fixture);
	if (!fixture_read_file(&fixture, provider, file, OH_UNIT_UNSAID))
		return;
	for (OhNode node = 1; node < fixture.doc.count; node++)
	{
		OhBytes		text = oh_node_text(&fixture.doc, node);
		char		path[512] = "$";
		const Field *field;

		fixture_path(&fixture.doc, fixture.doc.root, node, path + 1, sizeof(path) - 1);
		field = find_field(fields, file, path);
		if (field == NULL || text.len == 0)
			continue;
		count++;
		for (size_t i = 0; i < text.len; i++)
			if (text.data[i] >= '0' && text.data[i] <= '9')
				change_digit(provider, body, (size_t) (text.data - fixture.body.data) + i, field, path);
	}
	CHECK(count == amounts, "%s %s: %d amounts", provider->name, file, count);
	fixture_free(&fixture);
	unit_exact_free(body);
}

/* ---- what the rows say ---- */

static const struct
{
	const OhProvider *provider;
	const char *body;
	int			row;
	const char *amounts;		/* left, right, difference, tolerance, status */
}			rows[] = {
	/* Two lines that are off against each other. */
	{REVO, "{\"event\":\"order.updated\",\"data\":{\"id\":1,\"orderContents\":["
		"{\"subtotal\":\"1.00\",\"taxAmount\":\"0.10\",\"total\":\"1.20\"},"
		"{\"subtotal\":\"1.00\",\"taxAmount\":\"0.10\",\"total\":\"1.00\"}]}}", 0,
		"2.20 2.20 0.00 0.00 fail"},
	/* One line that is off, beside one of which nothing is known. */
	{REVO, "{\"event\":\"order.updated\",\"data\":{\"id\":1,\"orderContents\":["
		"{\"subtotal\":\"1.00\",\"taxAmount\":\"0.10\",\"total\":\"1.20\"},{}]}}", 0,
		"absent absent absent 0.00 fail"},
	/* A rate that is another than the tax's. */
	{REVO, "{\"event\":\"order.updated\",\"data\":{\"id\":1,\"orderContents\":["
		"{\"subtotal\":\"1.00\",\"taxAmount\":\"0.10\",\"total\":\"1.10\",\"taxPercentage\":\"21.00\"}]}}", 0,
		"0.210000 0.10 0.110000 0.01 fail"},
	/* Two invoices, a cent off each: within a cent for each. */
	{REVO, "{\"event\":\"order.closed\",\"data\":{\"id\":1,\"total\":\"2.00\","
		"\"orderContents\":[],\"orderInvoices\":[{\"total\":\"1.01\"},{\"total\":\"1.01\"}]}}", 2,
		"2.02 2.00 0.02 0.02 pass"},
	/* The second identity fails and is shown. */
	{REVO, "{\"event\":\"order.updated\",\"data\":{\"id\":1,\"subtotal\":\"1.00\",\"taxAmount\":\"0.20\","
		"\"total\":\"1.10\",\"orderDiscountAmount\":null,\"orderContents\":[{\"total\":\"1.10\"}]}}", 1,
		"1.20 1.10 0.10 0.00 fail"},
	/* What is unknown. */
	{BBOT, "{\"order\":{\"id\":\"1\",\"items\":[],\"total_cents\":5}}", 0,
		"absent 0.05 absent 0.00 not_applicable"},
	{MIPOS, "{\"external_id\":\"1\",\"total\":100,\"items\":[{\"total_value\":90}]}", 1,
		"0.90 1.00 -0.10 0.00 fail"},
};

static void
test_rows(void)
{
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		fixture_init(&fixture);
		if (!CHECK(fixture_read(&fixture, rows[i].provider, oh_bytes_of_string(rows[i].body), OH_UNIT_UNSAID),
				   "row %zu", i))
			continue;
		found.len = 0;
		for (int column = OH_CHECK_LEFT_AMOUNT; column <= OH_CHECK_STATUS; column++)
			fixture_print(&found, "%s%s", column > OH_CHECK_LEFT_AMOUNT ? " " : "",
						  fixture_cell(&fixture.out, OH_CHECK, rows[i].row, column));
		CHECK(strcmp(found.text, rows[i].amounts) == 0, "row %zu: %s", i, found.text);
		fixture_free(&fixture);
	}
}

/* What is of a wrong type is told once, by reading. */
static void
test_problems(void)
{
	static const char body[] =
		"{\"event\":\"order.updated\",\"data\":{\"id\":1,\"subtotal\":[1],"
		"\"orderContents\":[{\"total\":[1]}],"
		"\"orderInvoices\":[{\"total\":[1],\"orderPayments\":[{\"payAmount\":[1]}]}]}}";

	fixture_init(&fixture);
	fixture_read(&fixture, REVO, oh_bytes_of_string(body), OH_UNIT_UNSAID);
	CHECK(fixture.out.rows[OH_PROBLEM].count == 4, "%u problems", fixture.out.rows[OH_PROBLEM].count);
	CHECK(strcmp(rules_of_status(&fixture.out, "not_applicable"),
				 "revo.line revo.order revo.invoice any.computed") == 0, "%s", found.text);
	fixture_free(&fixture);
}

/* Who wants no checks is told all else. */
static void
test_unchecked(void)
{
	static FixtureText checked;
	static FixtureText unchecked;
	OhOptions	options = {.unchecked = true};

	fixture_init(&fixture);
	fixture.body = fixture_file(REVO, "sample");
	fixture_reread(&fixture, REVO, &(OhOptions) {.unit = OH_UNIT_UNSAID});
	CHECK(fixture.out.rows[OH_CHECK].count > 0, "no checks");
	fixture.out.rows[OH_CHECK] = (OhRows) {0};
	fixture_dump(&fixture.out, true, &checked);
	fixture_reread(&fixture, REVO, &options);
	fixture_dump(&fixture.out, true, &unchecked);
	CHECK(strcmp(checked.text, unchecked.text) == 0, "%s", unchecked.text);
	fixture_free(&fixture);
}

int
main(void)
{
	test_files();
	test_samples();
	test_digits(BBOT, "sample", bbot_fields, 19);
	test_digits(MIPOS, "sample", mipos_fields, 12);
	test_digits(REVO, "sample", revo_fields, 28);
	test_digits(REVO, "order_closed_full", revo_fields, 61);
	test_rows();
	test_problems();
	test_unchecked();
	return unit_done();
}
