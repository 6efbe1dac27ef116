/*
 * test_provider_mipos.c
 *	  mipOS: the payload files, row by row, and what holds for every document.
 */
#include "provider_fixture.h"

#define PROVIDER	(&oh_provider_mipos)
#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

static Fixture fixture;
static FixtureText text;

/* ---- a reading as text: its subject, then `order external_id=7 total=1.50`, what is absent left out ---- */

static void
print_row(OhGroup group, const OhRow *row)
{
	const OhTable *table = &oh_tables[group];

	fixture_print(&text, "%s", table->type + strlen("orderhook_"));
	for (int i = 0; i < table->count; i++)
		if (row->cells[i].state != OH_STATE_ABSENT)
			fixture_print(&text, " %s=%s", table->columns[i].name,
						  fixture_show(&row->cells[i], table->columns[i].kind));
	fixture_print(&text, "\n");
}

static void
print_reading(const OhReading *out)
{
	static const char *const subjects[] = {"unreadable", "order", "customer", "product", "refund", "nothing"};
	OhBytes		said = out->provider_event;

	text.len = 0;
	fixture_print(&text, "%s %s%s%.*s\n", subjects[out->subject], out->event, said.data ? " " : "",
				  (int) said.len, said.data ? said.data : "");
	for (int group = out->subject == OH_SUBJECT_ORDER ? OH_ORDER : OH_ITEM; group <= OH_PROBLEM; group++)
		for (const OhRow *row = fixture_row(out, (OhGroup) group, 0); row; row = row->next)
			print_row((OhGroup) group, row);
}

/* ---- the files ---- */

static const struct
{
	const char *name;
	const char *expected;
}			files[] = {
	{"sample",
		"order order.created\n"
		"order external_id=7c0e2f4a-93b1-4d58-8a6e-2b51c94d06f3 display_number=D06F3 store_external_id=3"
		" service_type=delivery lifecycle=placed order_state=open prep_state=pending"
		" placed_at=2020-03-20T04:51:03.000000Z subtotal=258.00 discount=-8.00 total=250.00"
		" computed_total=250.00 item_count=2 notes=null\n"
		"item line_no=1 product_id=13753 name=Perro de la casa quantity=2 unit_price=109.00"
		" modifiers_total=40.00 total=258.00 notes=null\n"
		"modifier line_no=1 modifier_no=1 external_id=3006 name=Papas a la francesa quantity=2"
		" unit_price=0.00 total=0.00 price_in_item=false\n"
		"modifier line_no=1 modifier_no=2 external_id=3012 name=Salchicha ahumada quantity=2"
		" unit_price=20.00 total=40.00 price_in_item=false\n"
		"charge charge_no=1 line_no=null kind=discount name=null amount=-8.00 included_in_price=false\n"
	"party role=guest name=Lucía M.\n"},
	{"order_several_lines",
		"order order.created\n"
		"order external_id=4180290 display_number=4180290 store_external_id=BOG-014 service_type=delivery"
		" lifecycle=placed order_state=open prep_state=pending placed_at=2025-11-09T04:14:40.000000Z"
		" subtotal=615.00 discount=0.00 total=615.00 computed_total=615.00 item_count=6"
		" notes=Timbre dañado, llamar al llegar\n"
		"item line_no=1 product_id=201 name=Hamburguesa doble quantity=3 unit_price=125.00"
		" modifiers_total=120.00 total=495.00 notes=Sin cebolla\n"
		"item line_no=2 product_id=305 name=Limonada de coco quantity=1 unit_price=90.00"
		" modifiers_total=0.00 total=90.00 notes=null\n"
		"item line_no=3 product_id=410 name=Salsa de ajo quantity=2 unit_price=15.00"
		" modifiers_total=0.00 total=30.00 notes=null\n"
		"modifier line_no=1 modifier_no=1 external_id=31 name=Queso extra quantity=6"
		" unit_price=15.00 total=90.00 price_in_item=false\n"
		"modifier line_no=1 modifier_no=2 external_id=32 name=Tocineta quantity=3"
		" unit_price=10.00 total=30.00 price_in_item=false\n"
	"party role=guest name=Andrés Peña\n"},
	{"order_minimal",
		"order order.created\n"
		"order external_id=4180291 service_type=delivery lifecycle=placed order_state=open"
	" prep_state=pending placed_at=2025-11-09T00:02:11.000000Z\n"},
	{"order_net_total",
		"order order.created\n"
		"order external_id=4180305 display_number=4180305 store_external_id=3 service_type=delivery"
		" lifecycle=placed order_state=open prep_state=pending placed_at=2025-11-09T18:20:00.000000Z"
		" subtotal=200.00 discount=-20.00 total=180.00 computed_total=180.00 item_count=2 notes=null\n"
		"item line_no=1 product_id=501 name=Arroz con pollo quantity=2 unit_price=100.00"
		" modifiers_total=0.00 total=200.00 notes=null\n"
		"charge charge_no=1 line_no=null kind=discount name=null amount=-20.00 included_in_price=false\n"
		"party role=guest name=Mateo R.\n"
		"problem severity=note path=$.total expected=total before the discount"
	" found=total after the discount\n"},
	{"order_typed",
		"order order.created ORDER\n"
		"order external_id=a41b9e07-5c2d-4f0e-b6a3-90d17be2c85a display_number=2C85A"
		" store_external_id=QUI-02 service_type=delivery lifecycle=placed order_state=open"
		" prep_state=pending placed_at=2026-01-15T12:30:05.000000Z subtotal=103.00 discount=null"
		" total=103.00 computed_total=103.00 item_count=1 notes=null\n"
		"item line_no=1 product_id=12 name=Encebollado quantity=1 unit_price=103.00"
	" modifiers_total=0.00 total=103.00 notes=null\n"},
	{"order_odd",
		"order order.created\n"
		"order external_id=4180399 display_number=4180399 store_external_id=3 service_type=delivery"
		" lifecycle=placed order_state=open prep_state=pending placed_at=2026-02-02T19:05:00.000000Z"
		" subtotal=150.00 discount=-1.00 total=149.00 computed_total=149.00 item_count=2"
		" notes=Línea 1\nLínea 2\n"
		"item line_no=1 product_id=88 name=Combo familiar quantity=2 unit_price=50.00"
		" modifiers_total=50.00 total=150.00 notes=null\n"
		"modifier line_no=1 modifier_no=1 external_id=9 name=Bebida quantity=4 unit_price=12.50"
		" total=50.00 price_in_item=false\n"
		"charge charge_no=1 line_no=null kind=discount name=null amount=-1.00 included_in_price=false\n"
		"party role=guest name=Ñandú \"el flaco\"\n"
		"problem severity=note path=$.created_at expected=time with a zone"
		" found=naive time, read in the zone of the source\n"
		"problem severity=note path=$.discount_value expected=discount of zero or more"
		" found=negative amount, taken as a discount\n"
		"problem severity=note path=$.total expected=total before the discount"
	" found=total after the discount\n"},
	{"order_broken_values",
		"order order.created\n"
		"order external_id=4180400 display_number=00400 store_external_id=3 service_type=delivery"
		" lifecycle=placed order_state=open prep_state=pending placed_at=unreadable subtotal=unreadable"
		" discount=unreadable total=unreadable computed_total=unreadable notes=null\n"
		"item line_no=1 product_id=88 name=Combo quantity=unreadable unit_price=unreadable"
		" modifiers_total=unreadable total=100.00 notes=null\n"
		"modifier line_no=1 modifier_no=1 external_id=9 name=Bebida quantity=unreadable unit_price=12.50"
		" total=unreadable price_in_item=false\n"
		"problem severity=warning path=$.created_at expected=time found=string\n"
		"problem severity=warning path=$.total expected=amount found=string\n"
		"problem severity=warning path=$.customer expected=string found=array\n"
		"problem severity=warning path=$.items[0].quantity expected=number found=string\n"
		"problem severity=warning path=$.items[0].unit_value expected=whole number of hundredths"
		" found=fraction\n"
		"problem severity=warning path=$.items[0].modifiers[1] expected=object found=string\n"
	"problem severity=warning path=$.discount_value expected=amount found=boolean\n"},
	{"order_without_id",
		"unreadable order.created\n"
		"party role=guest name=Inés\n"
	"problem severity=error path=$.external_id expected=id found=absent\n"},
	{"status_accept",
		"order order.accepted ORDER_STATUS\n"
		"order external_id=7c0e2f4a-93b1-4d58-8a6e-2b51c94d06f3 store_external_id=3 lifecycle=accepted"
	" order_state=open prep_state=accepted provider_status=ACCEPT\n"},
	{"status_reject",
		"order order.rejected\n"
		"order external_id=4180290 store_external_id=BOG-014 lifecycle=rejected order_state=rejected"
	" provider_status=rejected\n"},
	{"status_unknown",
		"order order.updated\n"
		"order external_id=7c0e2f4a-93b1-4d58-8a6e-2b51c94d06f3 store_external_id=3 lifecycle=unknown"
	" order_state=unknown provider_status=HANDED_TO_COURIER\n"},
	{"menu",
		"product menu.updated\n"
		"product external_id=301 store_external_id=QUI-02 name=Seco de chivo"
		" description=Con arroz amarillo price=10.30 image_url=https://img.example/301.jpg\n"
		"product external_id=302 store_external_id=QUI-02 name=Fritada price=12.00\n"
	"product external_id=9001 store_external_id=QUI-02 name=Ají description=null price=0.00\n"},
	{"menu_small",
		"product menu.updated\n"
		"product external_id=55 store_external_id=1 name=Arepa description=De maíz price=4.50"
	" image_url=https://img.example/55.jpg\n"},
	{"menu_request", "nothing menu.requested\n"},
	{"unknown_event", "nothing unknown STOCK\n"},
};

static void
test_files(void)
{
	for (size_t i = 0; i < LENGTH(files); i++)
	{
		fixture_init(&fixture);
		fixture_read_file(&fixture, PROVIDER, files[i].name, OH_UNIT_UNSAID);
		print_reading(&fixture.out);
		CHECK(strcmp(text.text, files[i].expected) == 0, "%s:\n%s", files[i].name, text.text);
		fixture_free(&fixture);
	}
}

static void
test_properties(void)
{
	/* one of each kind, with nothing but what the tables name */
	static const char *const whole[] = {
		"sample", "order_several_lines", "order_typed", "status_accept", "menu_small",
	};
	static const int forms[] = {0, 0, 0, 1, 2};

	for (size_t i = 0; i < LENGTH(files); i++)
	{
		OhBytes		body = fixture_file(PROVIDER, files[i].name);

		fixture_check_order(PROVIDER, body, OH_UNIT_UNSAID, files[i].name);
		unit_exact_free(body);
	}
	for (size_t i = 0; i < LENGTH(whole); i++)
	{
		OhBytes		body = fixture_file(PROVIDER, whole[i]);

		fixture_init(&fixture);
		if (CHECK(fixture_read(&fixture, PROVIDER, body, OH_UNIT_UNSAID), "%s", whole[i]))
			fixture_check_keys(&fixture.doc, fixture.doc.root, PROVIDER->forms[forms[i]].shape, whole[i]);
		fixture_free(&fixture);
		unit_exact_free(body);
	}
}

/* ---- what a document is ---- */

static const struct
{
	const char *body;
	const char *first_line;
	const char *problem;		/* its path; NULL: none at all */
}			kinds[] = {
	{"{\"external_id\":\"1\",\"items\":[]}", "order order.created", NULL},
	{"{\"external_id\":\"1\",\"items\":[{}]}", "order order.created", NULL},
	{"{\"external_id\":\"1\",\"created_at\":null}", "order order.created", NULL},
	{"{\"external_id\":\"1\",\"created_at\":null,\"items\":7}", "order order.created", "$.items"},
	{"{\"external_id\":\"\",\"items\":[]}", "unreadable order.created", "$.external_id"},
	{"{\"external_id\":null,\"items\":[]}", "unreadable order.created", "$.external_id"},
	{"{\"external_id\":[],\"items\":[]}", "unreadable order.created", "$.external_id"},
	{"{\"total\":1,\"items\":[]}", "unreadable order.created", "$.external_id"},
	{"{\"external_id\":\"1\"}", "unreadable unknown", "$.items"},
	{"{\"items\":[]}", "unreadable unknown", "$.external_id"},
	{"{}", "unreadable unknown", "$.external_id"},
	{"[]", "unreadable unknown", "$"},
	{"null", "unreadable unknown", "$"},
	{"{\"type\":\"order\",\"external_id\":\"1\"}", "order order.created order", NULL},
	{"{\"event\":\"ORDER\",\"external_id\":\"1\"}", "order order.created ORDER", NULL},
	{"{\"type\":null,\"event\":\"ORDER\",\"external_id\":\"1\"}", "order order.created ORDER", NULL},
	{"{\"type\":\"ORDER\",\"event\":\"MENU\",\"external_id\":\"1\"}", "order order.created ORDER", NULL},
	{"{\"type\":\"\",\"external_id\":\"1\",\"items\":[]}", "order order.created", NULL},
	{"{\"type\":5,\"external_id\":\"1\",\"items\":[]}", "order order.created", "$.type"},
	{"{\"type\":\"ORDER\",\"store_id\":\"1\"}", "unreadable order.created ORDER", "$.external_id"},
	{"{\"type\":\"ping\",\"external_id\":\"1\",\"items\":[]}", "nothing unknown ping", NULL},
	{"{\"menus\":[]}", "product menu.updated", NULL},
	{"{\"categories\":null}", "product menu.updated", NULL},
	{"{\"menus\":[],\"language\":\"\\u0000\"}", "product menu.updated", "$"},
	{"{\"menus\":[],\"type\":5}", "unreadable menu.updated", "$.type"},
	{"{\"menus\":[],\"items\":7}", "unreadable menu.updated", "$.items"},
	{"{\"menus\":[],\"items\":[7]}", "unreadable menu.updated", "$.items[0]"},
	{"{\"modifier_groups\":[],\"items\":[{\"external_id\":\"1\"}]}", "product menu.updated", NULL},
	{"{\"menus\":[],\"items\":[{\"name\":\"x\"}]}", "unreadable menu.updated", "$.items[0].external_id"},
	{"{\"menus\":[],\"items\":[{\"external_id\":\"1\",\"price\":{\"value\":[]}}]}", "product menu.updated",
	"$.items[0].price.value"},
	{"{\"type\":\"MENU\",\"store_id\":\"1\",\"items\":[]}", "product menu.updated MENU", NULL},
	{"{\"type\":\"Menu\",\"store_id\":\"1\"}", "nothing menu.requested Menu", NULL},
	{"{\"store_id\":1}", "nothing menu.requested", NULL},
	{"{\"external_store_id\":\"1\",\"store_id\":null}", "nothing menu.requested", NULL},
	{"{\"store_id\":\"1\",\"customer\":\"x\"}", "unreadable unknown", "$.external_id"},
	{"{\"order_external_id\":\"1\",\"status\":\"accepted\"}", "order order.accepted", NULL},
	{"{\"external_id\":\"1\",\"status\":\"ACCEPT\"}", "order order.accepted", NULL},
	{"{\"external_id\":\"1\",\"status\":\"Deny\",\"created_at\":null}", "order order.rejected", NULL},
	{"{\"order_external_id\":null,\"external_id\":\"1\",\"status\":\"REJECT\"}", "order order.rejected",
	NULL},
	{"{\"order_external_id\":\"1\"}", "order order.updated", NULL},
	{"{\"order_external_id\":\"1\",\"status\":{}}", "order order.updated", "$.status"},
	{"{\"order_external_id\":\"\",\"status\":\"ACCEPT\"}", "unreadable order.accepted",
	"$.order_external_id"},
	{"{\"type\":\"ORDER_STATUS\",\"status\":\"ACCEPT\"}", "unreadable order.accepted ORDER_STATUS",
	"$.order_external_id"},
};

/* Reads a body; says whether its problems are the one at `path` (NULL: none). */
static void
check_problem(const char *body, const char *path)
{
	fixture_init(&fixture);
	CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID), "%s", body);
	print_reading(&fixture.out);
	CHECK(path ? fixture_has_problem(&fixture.out, NULL, path) : fixture.out.rows[OH_PROBLEM].count == 0,
		  "%s: %s", body, text.text);
	fixture_free(&fixture);
}

static void
test_kinds(void)
{
	for (size_t i = 0; i < LENGTH(kinds); i++)
	{
		size_t		len = strlen(kinds[i].first_line);

		check_problem(kinds[i].body, kinds[i].problem);
		CHECK(strncmp(text.text, kinds[i].first_line, len) == 0 && text.text[len] == '\n', "%s: %s",
			  kinds[i].body, text.text);
	}
}

/* However many warnings came before it, an error is among the problems that are listed. */
static void
test_many_problems(void)
{
	static char body[8192];
	const OhRows *problems = &fixture.out.rows[OH_PROBLEM];
	size_t		len = (size_t) sprintf(body, "{\"items\":[],\"total\":1");

	for (int i = 0; i < 3 * OH_MAX_PROBLEMS; i++)
		len += (size_t) sprintf(body + len, ",\"customer\":7");
	sprintf(body + len, "}");
	fixture_init(&fixture);
	CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID), "many problems");
	CHECK(fixture.out.subject == OH_SUBJECT_UNREADABLE, "many problems");
	CHECK(fixture_has_problem(&fixture.out, OH_ERROR, "$.external_id"), "the error is listed");
	CHECK(problems->count == OH_MAX_PROBLEMS, "%u problems", (unsigned) problems->count);
	fixture_free(&fixture);
}

/* Where there are errors alone, the first ones are listed. */
static void
test_many_errors(void)
{
	static char body[8192];
	const OhRows *problems = &fixture.out.rows[OH_PROBLEM];
	size_t		len = (size_t) sprintf(body, "{\"menus\":[],\"items\":[{}");

	for (int i = 0; i < 3 * OH_MAX_PROBLEMS; i++)
		len += (size_t) sprintf(body + len, ",{}");
	sprintf(body + len, "]}");
	fixture_init(&fixture);
	CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID), "many errors");
	CHECK(problems->count == OH_MAX_PROBLEMS, "%u problems", (unsigned) problems->count);
	CHECK(fixture_has_problem(&fixture.out, OH_ERROR, "$.items[0].external_id"), "the first");
	CHECK(fixture_has_problem(&fixture.out, OH_ERROR, "$.items[99].external_id"), "the last that has a place");
	CHECK(!fixture_has_problem(&fixture.out, OH_ERROR, "$.items[100].external_id"), "not the next");
	fixture_free(&fixture);
}

/* ---- amounts ---- */

#define HUGE_AMOUNT "9223372036854775807"
#define ORDER_OF(members) "{\"external_id\":\"1\",\"created_at\":\"2026-01-01T00:00:00Z\"," members "}"

/* Each document, and a stretch of its text as print_reading writes it. */
static const struct
{
	const char *body;
	const char *part;
	const char *problem;
}			amounts[] = {
	{ORDER_OF("\"external_store_id\":null"), "store_external_id=null ", NULL},
	{ORDER_OF("\"external_store_id\":null,\"store_id\":\"7\""), "store_external_id=7 ", NULL},
	{ORDER_OF("\"external_store_id\":\"8\",\"store_id\":null"), "store_external_id=8 ", NULL},
	{ORDER_OF("\"total\":100"), "subtotal=1.00 total=1.00\n", NULL},
	{ORDER_OF("\"total\":100,\"discount_value\":30"), "subtotal=1.00 discount=-0.30 total=0.70\n", NULL},
	{ORDER_OF("\"total\":null,\"discount_value\":30"), "subtotal=null discount=-0.30 total=null\n", NULL},
	{ORDER_OF("\"discount_value\":30"), "discount=-0.30\n", NULL},
	{ORDER_OF("\"total\":100,\"discount_value\":\"30\""),
	"subtotal=1.00 discount=unreadable total=unreadable\n", "$.discount_value"},
	{ORDER_OF("\"total\":-" HUGE_AMOUNT ",\"discount_value\":" HUGE_AMOUNT), " total=unreadable\n",
	"$.total"},
	/* neither gross nor net: as the provider states it */
	{ORDER_OF("\"total\":90,\"discount_value\":30,\"items\":[{\"total_value\":100}]"),
	"subtotal=0.90 discount=-0.30 total=0.60 computed_total=0.70\n", NULL},
	/* what cannot be known of a line leaves the sum unknown */
	{ORDER_OF("\"total\":90,\"items\":[{\"total_value\":100},{}]"), "subtotal=0.90 total=0.90\n", NULL},
	{ORDER_OF("\"total\":90,\"items\":[{\"total_value\":90},3]"), "subtotal=0.90 total=0.90\n", "$.items[1]"},
	{ORDER_OF("\"total\":90,\"items\":[]"), "subtotal=0.90 total=0.90 item_count=0\n", NULL},
	{ORDER_OF("\"items\":[{\"total_value\":" HUGE_AMOUNT "},{\"total_value\":1}]"),
	"computed_total=unreadable\n", "$.items"},
	/* modifiers: of the whole line, or not at all */
	{ORDER_OF("\"items\":[{\"modifiers\":[{\"quantity\":2,\"unit_value\":5,\"total_value\":10}]}]"),
	"modifier line_no=1 modifier_no=1 unit_price=0.05 price_in_item=false\n", NULL},
	{ORDER_OF("\"items\":[{\"quantity\":3,\"modifiers\":[{\"quantity\":2,\"unit_value\":5}]}]"),
	"quantity=6 unit_price=0.05 total=0.30 price_in_item=false\n", NULL},
	{ORDER_OF("\"items\":[{\"quantity\":3,\"modifiers\":[{\"total_value\":10},{\"total_value\":5}]}]"),
	"modifiers_total=0.45\n", NULL},
	{ORDER_OF("\"items\":[{\"quantity\":3,\"modifiers\":[{},{\"total_value\":5}]}]"),
	"item line_no=1 quantity=3\n", NULL},
	{ORDER_OF("\"items\":[{\"quantity\":3,\"modifiers\":[{\"total_value\":5},7]}]"),
	"modifiers_total=unreadable\n", "$.items[0].modifiers[1]"},
	{ORDER_OF("\"items\":[{\"quantity\":3,\"modifiers\":[7]}]"), "modifiers_total=unreadable\n",
	"$.items[0].modifiers[0]"},
	{ORDER_OF("\"items\":[{\"quantity\":3,\"modifiers\":{}}]"), "modifiers_total=unreadable\n",
	"$.items[0].modifiers"},
	{ORDER_OF("\"items\":[{\"quantity\":3,\"modifiers\":[]},{\"modifiers\":[]}]"),
	"item line_no=2 modifiers_total=0.00\n", NULL},
	{ORDER_OF("\"items\":[{\"quantity\":" HUGE_AMOUNT
			  ",\"modifiers\":[{\"quantity\":2,\"total_value\":3}]}]"),
	"quantity=unreadable total=unreadable price_in_item=false\n", "$.items[0].modifiers[0].total_value"},
};

static void
test_amounts(void)
{
	for (size_t i = 0; i < LENGTH(amounts); i++)
	{
		check_problem(amounts[i].body, amounts[i].problem);
		CHECK(strstr(text.text, amounts[i].part) != NULL, "%s: %s", amounts[i].body, text.text);
	}
}

/* Rows said again, even as none, replace what was known; rows unsaid do not. */
static void
test_presence(void)
{
	const OhRows *rows = fixture.out.rows;

	check_problem(ORDER_OF("\"items\":null,\"discount_value\":0"), NULL);
	CHECK(rows[OH_CHARGE].present && rows[OH_CHARGE].count == 0, "no discount");
	CHECK(!rows[OH_ITEM].present && !rows[OH_PARTY].present, "null is no list");
	check_problem(ORDER_OF("\"items\":[]"), NULL);
	CHECK(rows[OH_ITEM].present && rows[OH_ITEM].count == 0, "no items");
	check_problem(ORDER_OF("\"customer\":null,\"discount_value\":{}"), "$.discount_value");
	CHECK(!rows[OH_CHARGE].present, "a discount that could not be read");
	CHECK(!rows[OH_ITEM].present && rows[OH_PARTY].present, "no customer");
}

/* ---- composed samples ---- */

static bool
adds_up(OhDecimal a, OhDecimal b, const OhCell *sum)
{
	return oh_cell_known(sum) && oh_decimal_add(a, b, &a) && oh_decimal_compare(a, oh_cell_amount(sum)) == 0;
}

static OhDecimal
sum_of(const OhRows *rows, int column, int64_t line, int line_column)
{
	OhDecimal	sum = {0, 2};

	for (const OhRow *row = rows->first; row; row = row->next)
		if (line == 0 || row->cells[line_column].number == line)
			oh_decimal_add(sum, oh_cell_amount(&row->cells[column]), &sum);
	return sum;
}

static void
check_identities(const OhReading *reading, const OhSample *sample)
{
	const OhCell *order = reading->order->cells;
	const OhDecimal zero = {0, 0};
	int			i = 0;

	CHECK(adds_up(oh_cell_amount(&order[OH_ORDER_SUBTOTAL]), oh_cell_amount(&order[OH_ORDER_DISCOUNT]),
				  &order[OH_ORDER_TOTAL]), "seed %u", sample->seed);
	CHECK(oh_cell_equal(&order[OH_ORDER_TOTAL], &order[OH_ORDER_COMPUTED_TOTAL], OH_KIND_DECIMAL), "seed %u",
		  sample->seed);
	CHECK(adds_up((OhDecimal) {sample->goods, 2}, zero, &order[OH_ORDER_SUBTOTAL]), "seed %u", sample->seed);
	CHECK(adds_up(sum_of(&reading->rows[OH_CHARGE], OH_CHARGE_AMOUNT, 0, 0), zero, &order[OH_ORDER_DISCOUNT]),
		  "seed %u", sample->seed);
	CHECK(adds_up(sum_of(&reading->rows[OH_ITEM], OH_ITEM_TOTAL, 0, 0), zero, &order[OH_ORDER_SUBTOTAL]),
		  "seed %u", sample->seed);
	CHECK(reading->rows[OH_ITEM].count == (uint32_t) sample->line_count, "seed %u", sample->seed);
	for (const OhRow *row = reading->rows[OH_ITEM].first; row; row = row->next, i++)
	{
		const OhCell *item = row->cells;
		OhDecimal	goods;

		CHECK(oh_cell_is(&item[OH_ITEM_NAME], sample->lines[i].name), "seed %u line %d", sample->seed, i);
		CHECK(oh_decimal_multiply(oh_cell_amount(&item[OH_ITEM_QUANTITY]),
								  oh_cell_amount(&item[OH_ITEM_UNIT_PRICE]), &goods) &&
			  adds_up(goods, oh_cell_amount(&item[OH_ITEM_MODIFIERS_TOTAL]), &item[OH_ITEM_TOTAL]),
			  "seed %u line %d", sample->seed, i);
		CHECK(adds_up(sum_of(&reading->rows[OH_MODIFIER], OH_MODIFIER_TOTAL, i + 1, OH_MODIFIER_LINE_NO),
					  zero, &item[OH_ITEM_MODIFIERS_TOTAL]), "seed %u line %d", sample->seed, i);
	}
}

static void
test_samples(void)
{
	static const char *const names[] = {"order.created", "order.accepted", "order.rejected"};
	int			counts[LENGTH(names)] = {0};
	OhSample	sample;

	for (uint32_t seed = 0; seed <= 200; seed++)
	{
		oh_sample_draw(seed, &sample);
		if (fixture_read_sample(&fixture, PROVIDER, seed, OH_UNIT_UNSAID))
		{
			const OhReading *out = &fixture.out;
			bool		created = strcmp(out->event, names[0]) == 0;

			CHECK(out->rows[OH_PROBLEM].count == 0, "seed %u", seed);
			fixture_check_keys(&fixture.doc, fixture.doc.root, PROVIDER->forms[created ? 0 : 1].shape,
							   "a sample");
			for (size_t i = 0; i < LENGTH(names); i++)
				counts[i] += strcmp(out->event, names[i]) == 0;
			if (created)
				check_identities(out, &sample);
		}
		fixture_free(&fixture);
	}
	CHECK(counts[0] > 150 && counts[1] > 5 && counts[2] > 5 && counts[0] + counts[1] + counts[2] == 201,
		  "%d created, %d accepted, %d rejected", counts[0], counts[1], counts[2]);
}

int
main(void)
{
	test_files();
	test_properties();
	test_kinds();
	test_many_problems();
	test_many_errors();
	test_amounts();
	test_presence();
	test_samples();
	return unit_done();
}
