/*
 * test_provider_bbot.c
 *	  Bbot's payloads.
 */
#include "provider_fixture.h"

#define PROVIDER	(&oh_provider_bbot)
#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

/* Orders that read without an error or a warning. */
static const char *const clean_files[] = {
	"sample", "new_order", "preparing_mixed", "delivery", "delivered", "tab", "part_paid", "promotion",
	"quantity", "unknown_words", "minimal", "no_items",
};

static const char *const other_orders[] = {
	"refund_suspected", "refund_full", "odd_values", "huge_values",
};

static const struct
{
	const char *file;
	OhSubject	subject;
	const char *event;
	const char *provider_event;
}			kinds[] = {
	{"sample", OH_SUBJECT_ORDER, "order.snapshot", NULL},
	{"refund_full", OH_SUBJECT_ORDER, "order.snapshot", NULL},
	{"minimal", OH_SUBJECT_ORDER, "order.snapshot", NULL},
	{"no_id", OH_SUBJECT_UNREADABLE, "order.snapshot", NULL},
	{"pricecheck", OH_SUBJECT_NOTHING, "checkout.updated", "pricecheck"},
	{"checkout_beginning", OH_SUBJECT_NOTHING, "checkout.updated", "checkout_beginning"},
	{"checkout_finished", OH_SUBJECT_NOTHING, "checkout.updated", "checkout_finished"},
	{"checkout_cancelled", OH_SUBJECT_NOTHING, "checkout.updated", "checkout_cancelled"},
	{"items_refunded", OH_SUBJECT_REFUND, "order.refunded", "items_refunded"},
	{"unknown_event", OH_SUBJECT_NOTHING, "unknown", "loyalty_tier_changed"},
};

#define ORDER(c)		OH_ORDER, 0, OH_ORDER_##c
#define ITEM(n, c)		OH_ITEM, n, OH_ITEM_##c
#define MODIFIER(n, c)	OH_MODIFIER, n, OH_MODIFIER_##c
#define CHARGE(n, c)	OH_CHARGE, n, OH_CHARGE_##c
#define PAYMENT(c)		OH_PAYMENT, 0, OH_PAYMENT_##c
#define PARTY(c)		OH_PARTY, 0, OH_PARTY_##c
#define DELIVERY(c)		OH_DELIVERY, 0, OH_DELIVERY_##c

static const struct
{
	const char *file;
	OhGroup		group;
	int			row;
	int			column;
	const char *value;
}			cells[] = {
	{"items_refunded", ORDER(EXTERNAL_REF), "3f36ef4a-5a1e-4005-9c0d-7f3b2a066132"},
	{"items_refunded", ORDER(REFUNDED), "absent"},
	{"items_refunded", ITEM(0, LINE_NO), "no row"},
	{"sample", ORDER(EXTERNAL_ID), "bc960165-aa17-4506-abdc-0b1c26e44ff9"},
	{"sample", ORDER(EXTERNAL_REF), "5f52f359-0d48-41a3-a7f4-d79c4cdb5c97"},
	{"sample", ORDER(DISPLAY_NUMBER), "233"},
	{"sample", ORDER(STORE_EXTERNAL_ID), "ecde3351-606c-4971-ab5a-792bccb0e5e2"},
	{"sample", ORDER(SERVICE_TYPE), "dine_in"},
	{"sample", ORDER(IS_TEST), "absent"},
	{"sample", ORDER(IS_REFUND), "false"},
	{"sample", ORDER(LIFECYCLE), "placed"},
	{"sample", ORDER(ORDER_STATE), "open"},
	{"sample", ORDER(PREP_STATE), "pending"},
	{"sample", ORDER(DELIVERY_STATE), "null"},
	{"sample", ORDER(PAYMENT_STATE), "paid"},
	{"sample", ORDER(PROVIDER_STATUS), "waiting"},
	{"sample", ORDER(PLACED_AT), "2021-12-08T00:53:52.057350Z"},
	{"sample", ORDER(PROVIDER_UPDATED_AT), "2021-12-08T00:53:52.057361Z"},
	{"sample", ORDER(DUE_AT), "null"},
	{"sample", ORDER(CLOSED_AT), "null"},
	{"sample", ORDER(SUBTOTAL), "23.88"},
	{"sample", ORDER(DISCOUNT), "absent"},
	{"sample", ORDER(FEE), "0.00"},
	{"sample", ORDER(TAX), "2.12"},
	{"sample", ORDER(TIP), "4.78"},
	{"sample", ORDER(TOTAL), "30.78"},
	{"sample", ORDER(COMPUTED_TOTAL), "30.78"},
	{"sample", ORDER(PAID), "30.78"},
	{"sample", ORDER(REFUNDED), "null"},
	{"sample", ORDER(TAX_INCLUSIVE), "false"},
	{"sample", ORDER(ITEM_COUNT), "2"},
	{"sample", ORDER(TABLE_NAME), "Barge"},
	{"sample", ORDER(NOTES), "absent"},
	{"sample", ITEM(0, LINE_NO), "1"},
	{"sample", ITEM(0, EXTERNAL_ID), "bc961912-26c0-43ef-b3f3-af6bbce9a3e9"},
	{"sample", ITEM(0, PRODUCT_ID), "5100d13b-05dc-4908-ae66-c2d9d63e704d"},
	{"sample", ITEM(0, NAME), "Ceviche"},
	{"sample", ITEM(0, QUANTITY), "1"},
	{"sample", ITEM(0, UNIT_PRICE), "11.02"},
	{"sample", ITEM(0, MODIFIERS_TOTAL), "0.92"},
	{"sample", ITEM(0, DISCOUNT), "absent"},
	{"sample", ITEM(0, TAX), "1.06"},
	{"sample", ITEM(0, TIP), "2.39"},
	{"sample", ITEM(0, TOTAL), "11.94"},
	{"sample", ITEM(0, STATUS), "pending"},
	{"sample", ITEM(0, PROVIDER_STATUS), "waiting"},
	{"sample", ITEM(0, NOTES), "null"},
	{"sample", ITEM(1, LINE_NO), "2"},
	{"sample", ITEM(2, LINE_NO), "no row"},
	{"sample", MODIFIER(0, LINE_NO), "1"},
	{"sample", MODIFIER(0, MODIFIER_NO), "1"},
	{"sample", MODIFIER(0, NAME), "Èclairs"},
	{"sample", MODIFIER(0, QUANTITY), "1"},
	{"sample", MODIFIER(0, UNIT_PRICE), "0.92"},
	{"sample", MODIFIER(0, TOTAL), "0.92"},
	{"sample", MODIFIER(0, TAX), "0.08"},
	{"sample", MODIFIER(0, PRICE_IN_ITEM), "true"},
	{"sample", MODIFIER(1, LINE_NO), "2"},
	{"sample", MODIFIER(1, MODIFIER_NO), "1"},
	{"sample", CHARGE(0, KIND), "tax"},
	{"sample", CHARGE(0, LINE_NO), "1"},
	{"sample", CHARGE(0, AMOUNT), "1.06"},
	{"sample", CHARGE(0, INCLUDED_IN_PRICE), "false"},
	{"sample", CHARGE(4, KIND), "no row"},
	{"sample", PAYMENT(KIND), "payment"},
	{"sample", PAYMENT(METHOD), "card"},
	{"sample", PAYMENT(PROVIDER_METHOD), "card"},
	{"sample", PAYMENT(AMOUNT), "30.78"},
	{"sample", PAYMENT(EXTERNAL_ID), "null"},
	{"sample", PAYMENT(STATUS), "null"},
	{"sample", PAYMENT(CARD_BRAND), "Visa"},
	{"sample", PAYMENT(PAID_AT), "2021-12-08T00:53:53.000000Z"},
	{"sample", PARTY(ROLE), "guest"},
	{"sample", PARTY(EXTERNAL_ID), "0b686860-9807-491f-8ac3-1f9187ef1438"},
	{"sample", PARTY(NAME), "Eric Wang"},
	{"sample", PARTY(PHONE), "5555555555"},
	{"sample", PARTY(ADDRESS), "absent"},
	{"sample", DELIVERY(STATE), "no row"},
	{"new_order", ORDER(SERVICE_TYPE), "pickup"},
	{"new_order", ITEM(0, UNIT_PRICE), "12.90"},
	{"new_order", ITEM(0, MODIFIERS_TOTAL), "1.75"},
	{"new_order", ITEM(1, MODIFIERS_TOTAL), "0.00"},
	{"new_order", ITEM(0, NOTES), "no peanuts, please"},
	{"new_order", MODIFIER(0, UNIT_PRICE), "0.00"},
	{"new_order", MODIFIER(1, MODIFIER_NO), "2"},
	{"preparing_mixed", ORDER(PREP_STATE), "mixed"},
	{"preparing_mixed", ORDER(LIFECYCLE), "preparing"},
	{"preparing_mixed", ORDER(PROVIDER_STATUS), "Preparing Your Order, accepted_by_staff"},
	{"preparing_mixed", ORDER(DELIVERY_STATE), "absent"},
	{"preparing_mixed", ITEM(1, STATUS), "accepted"},
	{"delivery", ORDER(SERVICE_TYPE), "delivery"},
	{"delivery", ORDER(PREP_STATE), "out"},
	{"delivery", ORDER(DELIVERY_STATE), "to_dropoff"},
	{"delivery", ORDER(LIFECYCLE), "in_delivery"},
	{"delivery", ORDER(PROVIDER_STATUS), "With Driver, en_route"},
	{"delivery", ORDER(DUE_AT), "2025-03-07T18:45:00.000000Z"},
	{"delivery", ORDER(FEE), "2.99"},
	{"delivery", CHARGE(0, KIND), "fee"},
	{"delivery", CHARGE(0, AMOUNT), "2.99"},
	{"delivery", CHARGE(3, KIND), "tax"},
	{"delivery", CHARGE(3, NAME), "fee tax"},
	{"delivery", CHARGE(3, LINE_NO), "null"},
	{"delivery", CHARGE(3, AMOUNT), "0.27"},
	{"delivery", DELIVERY(STATE), "to_dropoff"},
	{"delivery", DELIVERY(DROPOFF_CITY), "San Francisco"},
	{"delivery", PARTY(ADDRESS), "710 Steiner St, 2B, San Francisco, CA, 94117, US"},
	{"delivered", ORDER(ORDER_STATE), "closed"},
	{"delivered", ORDER(PREP_STATE), "done"},
	{"delivered", ORDER(DELIVERY_STATE), "delivered"},
	{"delivered", ORDER(LIFECYCLE), "completed"},
	{"delivered", ORDER(PROVIDER_STATUS), "Delivered, delivered"},
	{"delivered", ORDER(CLOSED_AT), "2025-03-07T18:52:00.400000Z"},
	{"delivered", PARTY(ADDRESS), "710 Steiner St, San Francisco, CA, 94117, US"},
	{"refund_suspected", ORDER(TOTAL), "13.27"},
	{"refund_suspected", ORDER(PAID), "18.27"},
	{"refund_suspected", ORDER(REFUNDED), "-5.00"},
	{"refund_suspected", ORDER(PAYMENT_STATE), "refunded_part"},
	{"refund_suspected", ORDER(IS_REFUND), "false"},
	{"refund_suspected", OH_PAYMENT, 1, OH_PAYMENT_KIND, "no row"},
	{"refund_full", ORDER(REFUNDED), "-18.27"},
	{"refund_full", ORDER(PAYMENT_STATE), "refunded_full"},
	{"tab", ORDER(SERVICE_TYPE), "catering"},
	{"tab", ORDER(PAID), "null"},
	{"tab", ORDER(PAYMENT_STATE), "null"},
	{"tab", PAYMENT(KIND), "no row"},
	{"part_paid", ORDER(PAID), "5.00"},
	{"part_paid", ORDER(PAYMENT_STATE), "partial"},
	{"part_paid", ORDER(REFUNDED), "null"},
	{"promotion", ORDER(PREP_STATE), "preparing"},
	{"promotion", ORDER(DISCOUNT), "unreadable"},
	{"promotion", ORDER(COMPUTED_TOTAL), "absent"},
	{"promotion", MODIFIER(0, TOTAL), "2.00"},
	{"quantity", ORDER(ITEM_COUNT), "3"},
	{"quantity", ORDER(COMPUTED_TOTAL), "39.00"},
	{"quantity", ITEM(0, QUANTITY), "3"},
	{"quantity", ITEM(0, UNIT_PRICE), "11.02"},
	{"quantity", ITEM(0, MODIFIERS_TOTAL), "2.76"},
	{"quantity", ITEM(0, TOTAL), "35.82"},
	{"quantity", MODIFIER(0, QUANTITY), "3"},
	{"quantity", MODIFIER(0, UNIT_PRICE), "0.92"},
	{"quantity", MODIFIER(0, TOTAL), "2.76"},
	{"unknown_words", ORDER(SERVICE_TYPE), "unknown"},
	{"unknown_words", ORDER(PREP_STATE), "unknown"},
	{"unknown_words", ORDER(PROVIDER_STATUS), "on_hold_86"},
	{"unknown_words", ORDER(DELIVERY_STATE), "absent"},
	{"minimal", ORDER(ORDER_STATE), "absent"},
	{"minimal", ORDER(PREP_STATE), "absent"},
	{"minimal", ORDER(PAID), "absent"},
	{"minimal", ORDER(COMPUTED_TOTAL), "absent"},
	{"minimal", PARTY(ROLE), "no row"},
	{"no_items", ORDER(STORE_EXTERNAL_ID), "r1"},
	{"no_items", ORDER(ORDER_STATE), "open"},
	{"no_items", ORDER(PREP_STATE), "null"},
	{"no_items", ORDER(PROVIDER_STATUS), "null"},
	{"no_items", ORDER(ITEM_COUNT), "0"},
	{"no_items", PARTY(ROLE), "guest"},
	{"no_items", PARTY(NAME), "Mei"},
	{"odd_values", ORDER(ORDER_STATE), "unknown"},
	{"odd_values", ORDER(SERVICE_TYPE), "unreadable"},
	{"odd_values", ORDER(COMPUTED_TOTAL), "absent"},
	{"odd_values", ITEM(0, UNIT_PRICE), "unreadable"},
	{"odd_values", ITEM(0, MODIFIERS_TOTAL), "unreadable"},
	{"odd_values", ITEM(1, UNIT_PRICE), "11.02"},
	{"odd_values", ITEM(1, STATUS), "unreadable"},
	{"odd_values", ITEM(2, UNIT_PRICE), "unreadable"},
	{"odd_values", ORDER(PREP_STATE), "unreadable"},
	{"huge_values", ORDER(COMPUTED_TOTAL), "unreadable"},
	{"huge_values", ITEM(0, UNIT_PRICE), "unreadable"},
};

/* A problem of that file, and where. */
static const struct
{
	const char *file;
	const char *severity;
	const char *path;
}			problems[] = {
	{"sample", OH_NOTE, "$.order_id"},
	{"no_id", OH_ERROR, "$.order.id"},
	{"refund_suspected", OH_WARNING, "$.order.charge.amount"},
	{"refund_full", OH_WARNING, "$.order.charge.amount"},
	{"promotion", OH_NOTE, "$.order.items[0].mods[0].orig_pretax_cents"},
	{"odd_values", OH_WARNING, "$.order.checkout_id"},
	{"odd_values", OH_WARNING, "$.order.fulfillment_method"},
	{"odd_values", OH_WARNING, "$.order.time"},
	{"odd_values", OH_WARNING, "$.order.time_closed"},
	{"odd_values", OH_WARNING, "$.order.pretax_cents"},
	{"odd_values", OH_WARNING, "$.order.tip_cents"},
	{"odd_values", OH_WARNING, "$.order.items[0].mods[1]"},
	{"odd_values", OH_WARNING, "$.order.items[1].status"},
	{"odd_values", OH_WARNING, "$.order.items[2]"},
	{"odd_values", OH_WARNING, "$.order.items[3].mods"},
	{"odd_values", OH_WARNING, "$.order.charge.created"},
	{"odd_values", OH_WARNING, "$.order.deliveryAddress"},
	{"odd_values", OH_WARNING, "$.order.table"},
	{"odd_values", OH_WARNING, "$.order.loyalty_webhook_discounts[1]"},
	{"huge_values", OH_WARNING, "$.order.items[0]"},
	{"huge_values", OH_WARNING, "$.order"},
};

/* Each label of the guest's screen, as staff's and as a driver's. */
static const struct
{
	const char *word;
	const char *prep;
	const char *delivery;		/* where a driver carries it */
}			status_words[] = {
	{"waiting", "pending", "null"},
	{"Accepted by Staff", "accepted", "null"},
	{"ACCEPTED_BY_STAFF", "accepted", "null"},
	{"preparing-your-order", "preparing", "null"},
	{"claimed_by_runner", "preparing", "null"},
	{"Waiting for Delivery", "ready", "null"},
	{"ready_for_driver", "ready", "null"},
	{"delivering", "out", "to_dropoff"},
	{"En Route", "out", "to_dropoff"},
	{"with_driver", "out", "to_dropoff"},
	{"Delivered", "done", "delivered"},
	{"undelivered", "unknown", "absent"},
};

static const struct
{
	const char *method;
	const char *service;
}			methods[] = {
	{"patron_pickup", "pickup"},
	{"Pickup NoFeedback", "pickup"},
	{"server_delivery", "dine_in"},
	{"runner_with_cc", "dine_in"},
	{"runner_nofeedback", "dine_in"},
	{"robot_delivery", "dine_in"},
	{"driver_delivery", "delivery"},
	{"catering", "catering"},
	{"teleport", "unknown"},
	{"", "null"},
};

static const char *const no_orders[] = {
	"{}", "{\"order\":null}", "{\"order\":[]}", "{\"order\":{}}", "{\"order\":{\"id\":\"\"}}",
	"{\"order\":{\"id\":1.5}}", "{\"event_type\":7}", "{\"event_type\":null}", "[]", "\"order\"",
};

static Fixture fixture;

static void
test_kinds(void)
{
	for (size_t i = 0; i < LENGTH(kinds); i++)
	{
		fixture_init(&fixture);
		if (fixture_read_file(&fixture, PROVIDER, kinds[i].file, OH_UNIT_UNSAID))
			CHECK(fixture.out.subject == kinds[i].subject && strcmp(fixture.out.event, kinds[i].event) == 0
				  && oh_bytes_equal(fixture.out.provider_event, oh_bytes_of_string(kinds[i].provider_event)),
				  "%s: %d %s", kinds[i].file, (int) fixture.out.subject, fixture.out.event);
		fixture_free(&fixture);
	}
}

static void
test_cells(void)
{
	for (size_t i = 0; i < LENGTH(cells); i++)
	{
		fixture_init(&fixture);
		if (fixture_read_file(&fixture, PROVIDER, cells[i].file, OH_UNIT_UNSAID))
		{
			const char *found = fixture_cell(&fixture.out, cells[i].group, cells[i].row, cells[i].column);

			CHECK(strcmp(found, cells[i].value) == 0, "%s %s[%d].%s: %s, not %s", cells[i].file,
				  fixture_group_names[cells[i].group], cells[i].row,
				  oh_tables[cells[i].group].columns[cells[i].column].name, found, cells[i].value);
		}
		fixture_free(&fixture);
	}
}

static void
test_problems(void)
{
	for (size_t i = 0; i < LENGTH(clean_files); i++)
	{
		fixture_init(&fixture);
		fixture_read_file(&fixture, PROVIDER, clean_files[i], OH_UNIT_UNSAID);
		CHECK(fixture_is_clean(&fixture.out), "%s", clean_files[i]);
		fixture_check_keys(&fixture.doc, fixture.doc.root, PROVIDER->forms[0].shape, clean_files[i]);
		fixture_free(&fixture);
	}
	for (size_t i = 0; i < LENGTH(problems); i++)
	{
		fixture_init(&fixture);
		fixture_read_file(&fixture, PROVIDER, problems[i].file, OH_UNIT_UNSAID);
		CHECK(fixture_has_problem(&fixture.out, problems[i].severity, problems[i].path), "%s: no %s at %s",
			  problems[i].file, problems[i].severity, problems[i].path);
		fixture_free(&fixture);
	}
}

/* Reads an order of one item; the body has two places for words. */
static void
read_words(const char *method, const char *status)
{
	char		body[256];

	snprintf(body, sizeof(body), "{\"order\":{\"id\":1,\"fulfillment_method\":\"%s\","
			 "\"items\":[{\"status\":\"%s\"}]}}", method, status);
	fixture_init(&fixture);
	CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID), "%s", body);
	CHECK(fixture.out.rows[OH_PROBLEM].count == 0, "%s", body);
}

static bool
order_says(int column, const char *value)
{
	return strcmp(fixture_cell(&fixture.out, OH_ORDER, 0, column), value) == 0;
}

static void
test_words(void)
{
	for (size_t i = 0; i < LENGTH(status_words); i++)
	{
		const char *unmoved = strcmp(status_words[i].prep, "unknown") == 0 ? "absent" : "null";

		read_words("driver_delivery", status_words[i].word);
		CHECK(order_says(OH_ORDER_PREP_STATE, status_words[i].prep)
			  && order_says(OH_ORDER_DELIVERY_STATE, status_words[i].delivery)
			  && strcmp(fixture_cell(&fixture.out, DELIVERY(STATE)), status_words[i].delivery) == 0,
			  "%s", status_words[i].word);
		fixture_free(&fixture);
		read_words("server_delivery", status_words[i].word);
		CHECK(order_says(OH_ORDER_PREP_STATE, status_words[i].prep)
			  && order_says(OH_ORDER_DELIVERY_STATE, unmoved)
			  && fixture.out.rows[OH_DELIVERY].count == 0, "%s", status_words[i].word);
		fixture_free(&fixture);
	}
	for (size_t i = 0; i < LENGTH(methods); i++)
	{
		read_words(methods[i].method, "waiting");
		CHECK(order_says(OH_ORDER_SERVICE_TYPE, methods[i].service), "%s", methods[i].method);
		fixture_free(&fixture);
	}
}

static void
test_no_orders(void)
{
	for (size_t i = 0; i < LENGTH(no_orders); i++)
	{
		fixture_init(&fixture);
		CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(no_orders[i]), OH_UNIT_UNSAID)
			  && fixture.out.subject == OH_SUBJECT_UNREADABLE && fixture.out.rows[OH_PROBLEM].count > 0,
			  "%s", no_orders[i]);
		fixture_free(&fixture);
	}
}

static OhDecimal
sum_of_charges(const OhReading *out, const char *kind)
{
	OhDecimal	sum = {0, 0};

	for (const OhRow *row = out->rows[OH_CHARGE].first; row; row = row->next)
		if (oh_cell_is(&row->cells[OH_CHARGE_KIND], kind))
			CHECK(oh_decimal_add(sum, oh_cell_amount(&row->cells[OH_CHARGE_AMOUNT]), &sum), "%s", kind);
	return sum;
}

static void
check_charges(const char *name)
{
	static const struct
	{
		const char *kind;
		int			column;
	}			charge_kinds[] = {
		{"fee", OH_ORDER_FEE}, {"tax", OH_ORDER_TAX}, {"tip", OH_ORDER_TIP}, {"discount", OH_ORDER_DISCOUNT},
	};

	for (size_t i = 0; i < LENGTH(charge_kinds); i++)
	{
		const OhCell *whole = &fixture.out.order->cells[charge_kinds[i].column];
		OhDecimal	sum = sum_of_charges(&fixture.out, charge_kinds[i].kind);

		if (oh_cell_known(whole))
			CHECK(oh_decimal_compare(sum, oh_cell_amount(whole)) == 0, "%s: %s", name, charge_kinds[i].kind);
	}
}

/* total = quantity x unit price + modifiers, and the modifiers are those of the rows */
static void
check_lines(const char *name)
{
	const OhRow *modifier = fixture.out.rows[OH_MODIFIER].first;

	for (const OhRow *row = fixture.out.rows[OH_ITEM].first; row; row = row->next)
	{
		const OhCell *item = row->cells;
		OhDecimal	sum = {0, 2};
		OhDecimal	total;

		for (; modifier && modifier->cells[OH_MODIFIER_LINE_NO].number == item[OH_ITEM_LINE_NO].number;
			 modifier = modifier->next)
			oh_decimal_add(sum, oh_cell_amount(&modifier->cells[OH_MODIFIER_TOTAL]), &sum);
		CHECK(oh_decimal_compare(sum, oh_cell_amount(&item[OH_ITEM_MODIFIERS_TOTAL])) == 0, "%s", name);
		CHECK(oh_decimal_multiply(oh_cell_amount(&item[OH_ITEM_QUANTITY]),
								  oh_cell_amount(&item[OH_ITEM_UNIT_PRICE]), &total)
			  && oh_decimal_add(total, sum, &total)
			  && oh_decimal_compare(total, oh_cell_amount(&item[OH_ITEM_TOTAL])) == 0, "%s", name);
	}
	CHECK(modifier == NULL, "%s", name);
}

static void
test_amounts(void)
{
	static const char *const files[] = {
		"sample", "new_order", "preparing_mixed", "delivery", "delivered", "tab", "part_paid", "promotion",
		"quantity", "refund_suspected", "refund_full",
	};

	for (size_t i = 0; i < LENGTH(files); i++)
	{
		fixture_init(&fixture);
		fixture_read_file(&fixture, PROVIDER, files[i], OH_UNIT_UNSAID);
		check_charges(files[i]);
		check_lines(files[i]);
		fixture_free(&fixture);
	}
}

/* Parts that do not add up: what is left is the order's, and said where it cannot be. */
static void
test_remainders(void)
{
	static const char more[] =
	"{\"order\":{\"id\":\"1\",\"tax_cents\":100,\"tip_cents\":90,\"items\":["
	"{\"pretax_cents\":1,\"tax_cents\":60,\"tip_in_cents\":100},{\"pretax_cents\":2}]}}";
	static const char uneven[] =
	"{\"order\":{\"id\":\"1\",\"items\":[{\"pretax_cents\":100,\"qty\":3},{\"pretax_cents\":100,\"qty\":0},"
	"{\"pretax_cents\":100,\"qty\":-1},{\"pretax_cents\":100,\"qty\":0.5},"
	"{\"pretax_cents\":100,\"qty\":2.0}]}}";
	const OhReading *out = &fixture.out;

	fixture_init(&fixture);
	CHECK(fixture_read(&fixture, PROVIDER, OH_BYTES(more), OH_UNIT_UNSAID), "more");
	check_charges("more");
	CHECK(strcmp(fixture_cell(out, CHARGE(1, NAME)), "null") == 0, "no fee, so that it is no tax of one");
	CHECK(!fixture_has_problem(out, NULL, "$.order.tax_cents"), "more tax");
	CHECK(fixture_has_problem(out, OH_WARNING, "$.order.tip_cents"), "less tip");
	CHECK(order_says(OH_ORDER_COMPUTED_TOTAL, "absent"), "the fee is not known");
	fixture_free(&fixture);

	fixture_init(&fixture);
	CHECK(fixture_read(&fixture, PROVIDER, OH_BYTES(uneven), OH_UNIT_UNSAID), "uneven");
	CHECK(fixture_has_problem(out, OH_WARNING, "$.order.items[0].pretax_cents"), "a third of a cent");
	for (int i = 0; i < 5; i++)
		CHECK(strcmp(fixture_cell(out, ITEM(i, UNIT_PRICE)), i < 4 ? "unreadable" : "0.50") == 0,
			  "item %d", i);
	fixture_free(&fixture);
}

/* A guest is whoever anything is known of: a name, a number, or where to deliver to. */
static void
test_guests(void)
{
	static const struct
	{
		const char *members;
		const char *role;
		const char *name;
		const char *address;
	}			rows[] = {
		{"\"items\":[]", "no row", "no row", "no row"},
		{"\"guest_email\":\"a@b.example\"", "guest", "absent", "absent"},
		{"\"guest_first_name\":\"Ana\"", "guest", "Ana", "absent"},
		{"\"guest_last_name\":\"Ruiz\"", "guest", "Ruiz", "absent"},
		{"\"guest_name\":\"A. Ruiz\",\"guest_first_name\":\"Ana\"", "guest", "A. Ruiz", "absent"},
		{"\"deliveryAddress\":{\"city\":\"Austin\",\"zip\":\"78701\"}", "guest", "absent", "Austin, 78701"},
		{"\"deliveryAddress\":{}", "no row", "no row", "no row"},
		{"\"deliveryAddress\":{},\"mobile\":\"1\"", "guest", "absent", "absent"},
	};
	char		body[256];

	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		const OhReading *out = &fixture.out;

		snprintf(body, sizeof(body), "{\"order\":{\"id\":\"1\",%s}}", rows[i].members);
		fixture_init(&fixture);
		CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID), "%s", body);
		CHECK(strcmp(fixture_cell(out, OH_PARTY, 0, OH_PARTY_ROLE), rows[i].role) == 0, "%s: %s", body,
			  fixture_cell(out, OH_PARTY, 0, OH_PARTY_ROLE));
		CHECK(strcmp(fixture_cell(out, OH_PARTY, 0, OH_PARTY_NAME), rows[i].name) == 0, "%s: %s", body,
			  fixture_cell(out, OH_PARTY, 0, OH_PARTY_NAME));
		CHECK(strcmp(fixture_cell(out, OH_PARTY, 0, OH_PARTY_ADDRESS), rows[i].address) == 0, "%s: %s", body,
			  fixture_cell(out, OH_PARTY, 0, OH_PARTY_ADDRESS));
		fixture_free(&fixture);
	}
}

/* What says that there is none takes back what was known; what is an order is one, whatever it is called. */
static void
test_statements(void)
{
	static const char named[] = "{\"event_type\":\"checkout_finished\",\"order\":{\"id\":\"1\"}}";
	const OhRows *rows = fixture.out.rows;

	fixture_init(&fixture);
	fixture_read_file(&fixture, PROVIDER, "no_items", OH_UNIT_UNSAID);
	CHECK(rows[OH_DELIVERY].present && rows[OH_ITEM].present && rows[OH_PAYMENT].present, "nulls");
	fixture_free(&fixture);
	fixture_init(&fixture);
	fixture_read_file(&fixture, PROVIDER, "minimal", OH_UNIT_UNSAID);
	CHECK(!rows[OH_DELIVERY].present && !rows[OH_ITEM].present && !rows[OH_PAYMENT].present, "silence");
	fixture_free(&fixture);
	fixture_init(&fixture);
	CHECK(fixture_read(&fixture, PROVIDER, OH_BYTES(named), OH_UNIT_UNSAID)
		  && fixture.out.subject == OH_SUBJECT_ORDER && strcmp(fixture.out.event, "order.snapshot") == 0
		  && oh_bytes_equal(fixture.out.provider_event, OH_BYTES("checkout_finished")), "%s", named);
	fixture_free(&fixture);
}

/* A hostile number of words makes no long status. */
static void
test_many_words(void)
{
	static const char body[] =
	"{\"order\":{\"id\":\"1\",\"items\":[{\"status\":\"a\"},{\"status\":\"b\"},{\"status\":\"a\"},"
	"{\"status\":null},{\"status\":\"c\"},{\"status\":\"d\"},{\"status\":\"e\"},{\"status\":\"f\"},"
	"{\"status\":\"g\"}]}}";

	fixture_init(&fixture);
	CHECK(fixture_read(&fixture, PROVIDER, OH_BYTES(body), OH_UNIT_UNSAID), "many words");
	CHECK(order_says(OH_ORDER_PROVIDER_STATUS, "a, b, c, d, e"), "%s",
		  fixture_cell(&fixture.out, ORDER(PROVIDER_STATUS)));
	CHECK(order_says(OH_ORDER_PREP_STATE, "unknown"), "all of them unknown");
	fixture_free(&fixture);
}

static void
test_properties(void)
{
	for (size_t i = 0; i < LENGTH(clean_files) + LENGTH(other_orders); i++)
	{
		const char *name = i < LENGTH(clean_files) ? clean_files[i] : other_orders[i - LENGTH(clean_files)];
		OhBytes		body = fixture_file(PROVIDER, name);

		fixture_check_order(PROVIDER, body, OH_UNIT_UNSAID, name);
		unit_exact_free(body);
	}
}

/* The samples' amounts hold, and show every state of the kitchen. */
static void
test_samples(void)
{
	static const char *const states[] = {
		"pending", "accepted", "preparing", "ready", "out", "done", "mixed",
	};
	bool		seen[LENGTH(states)] = {false};

	for (uint32_t seed = 0; seed <= 200; seed++)
	{
		if (fixture_read_sample(&fixture, PROVIDER, seed, OH_UNIT_UNSAID))
		{
			const OhCell *order = fixture.out.order->cells;

			CHECK(fixture.out.rows[OH_PROBLEM].count == 0, "seed %u", seed);
			fixture_check_keys(&fixture.doc, fixture.doc.root, PROVIDER->forms[0].shape, "sample");
			check_charges("sample");
			check_lines("sample");
			CHECK(oh_cell_known(&order[OH_ORDER_COMPUTED_TOTAL])
				  && oh_cell_equal(&order[OH_ORDER_COMPUTED_TOTAL], &order[OH_ORDER_TOTAL], OH_KIND_DECIMAL),
				  "seed %u", seed);
			for (size_t i = 0; i < LENGTH(states); i++)
				seen[i] |= oh_cell_is(&order[OH_ORDER_PREP_STATE], states[i]);
		}
		fixture_free(&fixture);
	}
	for (size_t i = 0; i < LENGTH(states); i++)
		CHECK(seen[i], "%s", states[i]);
}

int
main(void)
{
	test_kinds();
	test_cells();
	test_problems();
	test_words();
	test_no_orders();
	test_amounts();
	test_remainders();
	test_guests();
	test_statements();
	test_many_words();
	test_properties();
	test_samples();
	return unit_done();
}
