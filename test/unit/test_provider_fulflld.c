/*
 * test_provider_fulflld.c
 *	  Fulflld's payloads.
 */
#include "provider_fixture.h"

#define PROVIDER	(&oh_provider_fulflld)

/* Everything but odd_values and the documents that are no order. */
static const char *const clean_files[] = {
	"sample", "order_created", "assigned", "arrived_at_pickup", "picked_up", "in_transit_to_dropoff",
	"completed", "cancelled", "undelivered", "updated_unknown_status", "unknown_order_event", "pickup_only",
	"dropoff_only", "no_event",
};

static const FixtureKind kinds[] = {
	{"sample", OH_SUBJECT_ORDER, "delivery.updated", "ORDER_IN_TRANSIT_TO_PICKUP"},
	{"order_created", OH_SUBJECT_ORDER, "delivery.created", "ORDER_CREATED"},
	{"assigned", OH_SUBJECT_ORDER, "delivery.updated", "ORDER_UPDATED"},
	{"completed", OH_SUBJECT_ORDER, "delivery.completed", "ORDER_COMPLETED"},
	{"cancelled", OH_SUBJECT_ORDER, "delivery.cancelled", "ORDER_CANCELED"},
	{"undelivered", OH_SUBJECT_ORDER, "delivery.failed", "ORDER_UNDELIVERED"},
	{"unknown_order_event", OH_SUBJECT_ORDER, "delivery.updated", "ORDER_REPRICED"},
	{"no_event", OH_SUBJECT_ORDER, "order.snapshot", NULL},
	{"route_updated", OH_SUBJECT_NOTHING, "route.updated", "ROUTE_UPDATED"},
	{"unknown_event", OH_SUBJECT_NOTHING, "unknown", "DRIVER_ONLINE"},
	{"no_order_id", OH_SUBJECT_UNREADABLE, "delivery.created", "ORDER_CREATED"},
};

#define ORDER(c)	OH_ORDER, 0, OH_ORDER_##c
#define PICKUP(c)	OH_PARTY, 0, OH_PARTY_##c
#define DROPOFF(c)	OH_PARTY, 1, OH_PARTY_##c
#define DELIVERY(c)	OH_DELIVERY, 0, OH_DELIVERY_##c

static const FixtureCell cells[] = {
	{"sample", ORDER(EXTERNAL_ID), "8b9f138e-4600-43cd-8659-f823799b1983"},
	{"sample", ORDER(EXTERNAL_REF), "SWT-1001"},
	{"sample", ORDER(DISPLAY_NUMBER), "SWT-1001"},
	{"sample", ORDER(SERVICE_TYPE), "delivery"},
	{"sample", ORDER(ORDER_STATE), "absent"},
	{"sample", ORDER(PREP_STATE), "absent"},
	{"sample", ORDER(DELIVERY_STATE), "to_pickup"},
	{"sample", ORDER(LIFECYCLE), "accepted"},
	{"sample", ORDER(PROVIDER_STATUS), "string"},
	{"sample", ORDER(PLACED_AT), "absent"},
	{"sample", ORDER(PROVIDER_UPDATED_AT), "absent"},
	{"sample", ORDER(DUE_AT), "2024-12-01T15:15:22.000000Z"},
	{"sample", ORDER(TOTAL), "unreadable"},
	{"sample", ORDER(TIP), "unreadable"},
	{"sample", ORDER(COMPUTED_TOTAL), "absent"},
	{"sample", ORDER(ITEM_COUNT), "2"},
	{"sample", ORDER(NOTES), "Order description"},
	{"sample", PICKUP(ROLE), "pickup"},
	{"sample", PICKUP(NAME), "Shohidul Bari"},
	{"sample", PICKUP(PHONE), "+14155552671"},
	{"sample", PICKUP(ADDRESS), "501 Stanyan St, San Francisco, CA 94117"},
	{"sample", PICKUP(LATITUDE), "37.7763"},
	{"sample", PICKUP(LONGITUDE), "-122.4327"},
	{"sample", DROPOFF(ROLE), "dropoff"},
	{"sample", DROPOFF(NAME), "Sumaiya Akter"},
	{"sample", DROPOFF(ADDRESS), "710 Steiner St, San Francisco, CA 94117"},
	{"sample", DELIVERY(STATE), "to_pickup"},
	{"sample", DELIVERY(COURIER_ID), "string"},
	{"sample", DELIVERY(ETA_AT), "2024-12-10T21:08:17.541000Z"},
	{"sample", DELIVERY(PICKED_UP_AT), "absent"},
	{"sample", DELIVERY(DELIVERED_AT), "absent"},
	{"sample", DELIVERY(PICKUP_NAME), "Fulflld Ltd."},
	{"sample", DELIVERY(DROPOFF_CITY), "absent"},
	{"sample", DELIVERY(PROOFS), "[{\"url\":\"string\",\"type\":\"string\"}]"},
	{"order_created", ORDER(DELIVERY_STATE), "created"},
	{"order_created", ORDER(DUE_AT), "2026-03-07T18:50:00.000000Z"},
	{"order_created", DELIVERY(COURIER_ID), "null"},
	{"order_created", DELIVERY(PICKUP_FROM), "2026-03-07T18:15:00.000000Z"},
	{"order_created", DELIVERY(PICKUP_UNTIL), "2026-03-07T18:25:00.000000Z"},
	{"order_created", DELIVERY(DROPOFF_FROM), "2026-03-07T18:35:00.000000Z"},
	{"order_created", DELIVERY(DROPOFF_UNTIL), "2026-03-07T18:50:00.000000Z"},
	{"order_created", DELIVERY(PICKED_UP_AT), "null"},
	{"order_created", DELIVERY(PROOFS), "null"},
	{"assigned", ORDER(DELIVERY_STATE), "assigned"},
	{"assigned", DELIVERY(COURIER_ID), "drv-17"},
	{"arrived_at_pickup", ORDER(DELIVERY_STATE), "at_pickup"},
	{"picked_up", ORDER(DELIVERY_STATE), "picked_up"},
	{"picked_up", ORDER(PROVIDER_STATUS), "INTRANSIT_TO_DROPOFF"},
	{"picked_up", DELIVERY(PICKED_UP_AT), "2026-03-07T18:20:00.000000Z"},
	{"picked_up", DELIVERY(DELIVERED_AT), "null"},
	{"in_transit_to_dropoff", ORDER(DELIVERY_STATE), "to_dropoff"},
	{"in_transit_to_dropoff", ORDER(LIFECYCLE), "in_delivery"},
	{"completed", ORDER(DELIVERY_STATE), "delivered"},
	{"completed", ORDER(LIFECYCLE), "completed"},
	{"completed", DELIVERY(STATE), "delivered"},
	{"completed", DELIVERY(PICKED_UP_AT), "2026-03-07T18:20:00.000000Z"},
	{"completed", DELIVERY(DELIVERED_AT), "2026-03-07T18:46:00.000000Z"},
	{"completed", DELIVERY(PROOFS), "[{\"url\":\"https://files.example.com/p/1.jpg\",\"type\":\"photo\"},"
	"{\"url\":\"https://files.example.com/s/1.png\",\"type\":\"signature\"}]"},
	{"cancelled", ORDER(DELIVERY_STATE), "cancelled"},
	{"undelivered", ORDER(DELIVERY_STATE), "failed"},
	{"undelivered", DELIVERY(PICKED_UP_AT), "2026-03-07T18:20:00.000000Z"},
	{"updated_unknown_status", ORDER(DELIVERY_STATE), "absent"},
	{"updated_unknown_status", ORDER(LIFECYCLE), "absent"},
	{"updated_unknown_status", DELIVERY(STATE), "absent"},
	{"unknown_order_event", ORDER(DELIVERY_STATE), "unknown"},
	{"unknown_order_event", ORDER(PROVIDER_STATUS), "ON_THE_MOON"},
	{"pickup_only", PICKUP(ROLE), "pickup"},
	{"pickup_only", DROPOFF(ROLE), "no row"},
	{"pickup_only", ORDER(DUE_AT), "2026-03-07T18:15:00.000000Z"},
	{"pickup_only", DELIVERY(DROPOFF_UNTIL), "absent"},
	{"dropoff_only", PICKUP(ROLE), "dropoff"},
	{"dropoff_only", DELIVERY(PICKUP_NAME), "absent"},
	{"dropoff_only", ORDER(DELIVERY_STATE), "at_dropoff"},
	{"no_event", ORDER(DELIVERY_STATE), "picked_up"},
	{"odd_values", ORDER(EXTERNAL_ID), "5f0d6d0a-3f4e-4c56-9a0b-0a5b6c1f7d21"},
	{"odd_values", ORDER(ITEM_COUNT), "unreadable"},
	{"odd_values", DELIVERY(ETA_AT), "unreadable"},
	{"odd_values", DELIVERY(PROOFS), "[{\"url\":\"https://files.example.com/p/2.jpg\",\"type\":null}]"},
};

/* What the amounts become once the source says their unit. */
static const FixtureCell major_cells[] = {
	{"order_created", ORDER(TOTAL), "48.5"},
	{"order_created", ORDER(TIP), "6"},
	{"order_created", OH_CHARGE, 0, OH_CHARGE_KIND, "tip"},
	{"order_created", OH_CHARGE, 0, OH_CHARGE_AMOUNT, "6"},
	{"order_created", OH_CHARGE, 0, OH_CHARGE_LINE_NO, "null"},
	{"order_created", OH_CHARGE, 0, OH_CHARGE_INCLUDED_IN_PRICE, "false"},
	{"order_created", ORDER(COMPUTED_TOTAL), "absent"},
};

static const FixtureCell minor_cells[] = {
	{"sample", ORDER(TOTAL), "1.00"},
	{"sample", ORDER(TIP), "0.10"},
	{"sample", OH_CHARGE, 0, OH_CHARGE_AMOUNT, "0.10"},
	{"order_created", ORDER(TOTAL), "unreadable"},
};

static const char *const accused[] = {
	"$.payload.order.total", "$.payload.order.itemCount", "$.payload.eta", "$.payload.attachments[0].type",
	"$.payload.attachments[1]", "$.payload.dropoffDetails",
};

/* An event, a status and the state that they tell together. */
static const struct
{
	const char *event;
	const char *status;
	const char *canonical;
	const char *state;
}			words[] = {
	{"ORDER_CREATED", "string", "delivery.created", "created"},
	{"order_created", "string", "delivery.created", "created"},
	{"ORDER_PICKED_UP", "INTRANSIT_TO_DROPOFF", "delivery.updated", "picked_up"},
	{"ORDER_ARRIVED_AT_DROPOFF", "", "delivery.updated", "at_dropoff"},
	{"ORDER_UPDATED", "ASSIGNED", "delivery.updated", "assigned"},
	{"ORDER_UPDATED", "INTRANSIT_TO_PICKUP", "delivery.updated", "to_pickup"},
	{"ORDER_UPDATED", "IN_TRANSIT_TO_PICKUP", "delivery.updated", "to_pickup"},
	{"ORDER_UPDATED", "ARRIVED_TO_PICKUP", "delivery.updated", "at_pickup"},
	{"ORDER_UPDATED", "ORDER_PICKED_UP", "delivery.updated", "picked_up"},
	{"ORDER_UPDATED", "ARRIVED_AT_DROPOFF", "delivery.updated", "at_dropoff"},
	{"ORDER_UPDATED", "DELIVERED", "delivery.updated", "delivered"},
	{"ORDER_UPDATED", "CANCELLED", "delivery.updated", "cancelled"},
	{"ORDER_UPDATED", "ORDERED", "delivery.updated", "absent"},
	{"ORDER_DELIVERED", "string", "delivery.completed", "delivered"},
	{"ORDER_DROPOFF_COMPLETED", "string", "delivery.completed", "delivered"},
	{"ORDER_PICKUP_COMPLETED", "string", "delivery.updated", "picked_up"},
	{"ORDER_CANCELLED_BY_CLIENT", "string", "delivery.cancelled", "cancelled"},
	{"ORDER_DELIVERY_FAILED", "string", "delivery.failed", "failed"},
	{"ORDER_ASSIGNED", "string", "delivery.updated", "assigned"},
	{"ORDER_REPRICED", "string", "delivery.updated", "unknown"},
	{"ORDER_REPRICED", "PICKED_UP", "delivery.updated", "picked_up"},
};

static const char *const no_orders[] = {
	"{}", "{\"event\":\"ORDER_CREATED\"}", "{\"event\":\"ORDER_CREATED\",\"payload\":null}",
	"{\"event\":\"ORDER_CREATED\",\"payload\":{}}",
	"{\"event\":\"ORDER_CREATED\",\"payload\":{\"orderId\":\"\"}}",
	"{\"event\":\"ORDER_CREATED\",\"payload\":{\"orderId\":{}}}", "[]", "7",
};

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

static Fixture fixture;

/* The documentation's sample leaves two notes on milestones that lie ahead and one on the unit. */
static void
test_sample(void)
{
	static const char *const noted[] = {
		"$.payload.order.total", "$.payload.statusDetails.pickupCompleted",
		"$.payload.statusDetails.dropoffCompleted",
	};

	fixture_init(&fixture);
	fixture_read_file(&fixture, PROVIDER, "sample", OH_UNIT_UNSAID);
	CHECK(fixture.out.rows[OH_PROBLEM].count == LENGTH(noted), "%u", fixture.out.rows[OH_PROBLEM].count);
	for (size_t i = 0; i < LENGTH(noted); i++)
		CHECK(fixture_has_problem(&fixture.out, OH_NOTE, noted[i]), "%s", noted[i]);
	CHECK(!fixture.out.rows[OH_ITEM].present && fixture.out.rows[OH_PARTY].count == 2
		  && fixture.out.rows[OH_DELIVERY].count == 1 && !fixture.out.rows[OH_CHARGE].present, "rows");
	fixture_free(&fixture);
}

static void
test_problems(void)
{
	for (size_t i = 0; i < LENGTH(clean_files); i++)
	{
		fixture_init(&fixture);
		fixture_read_file(&fixture, PROVIDER, clean_files[i], OH_UNIT_UNSAID);
		CHECK(fixture_is_clean(&fixture.out), "%s", clean_files[i]);
		CHECK(oh_cell_equal(&fixture.out.order->cells[OH_ORDER_DELIVERY_STATE],
							&fixture.out.rows[OH_DELIVERY].first->cells[OH_DELIVERY_STATE], OH_KIND_TEXT),
			  "%s", clean_files[i]);
		fixture_free(&fixture);
	}
	fixture_init(&fixture);
	fixture_read_file(&fixture, PROVIDER, "odd_values", OH_UNIT_MAJOR);
	CHECK(fixture.out.rows[OH_PROBLEM].count == LENGTH(accused), "%u", fixture.out.rows[OH_PROBLEM].count);
	for (size_t i = 0; i < LENGTH(accused); i++)
		CHECK(fixture_has_problem(&fixture.out, OH_WARNING, accused[i]), "%s", accused[i]);
	fixture_free(&fixture);
	fixture_init(&fixture);
	fixture_read_file(&fixture, PROVIDER, "no_order_id", OH_UNIT_UNSAID);
	CHECK(fixture_has_problem(&fixture.out, OH_ERROR, "$.payload.orderId"), "no id");
	fixture_free(&fixture);
}

static void
test_words(void)
{
	char		body[256];

	for (size_t i = 0; i < LENGTH(words); i++)
	{
		snprintf(body, sizeof(body), "{\"event\":\"%s\",\"payload\":{\"orderId\":\"1\",\"status\":\"%s\"}}",
				 words[i].event, words[i].status);
		fixture_init(&fixture);
		CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID), "%s", body);
		CHECK(strcmp(fixture_cell(&fixture.out, ORDER(DELIVERY_STATE)), words[i].state) == 0
			  && strcmp(fixture.out.event, words[i].canonical) == 0, "%s: %s %s", body, fixture.out.event,
			  fixture_cell(&fixture.out, ORDER(DELIVERY_STATE)));
		fixture_free(&fixture);
	}
}

/* A milestone's time counts where the state is that far; where the job ended badly, of the pickup alone. */
static void
test_milestones(void)
{
	static const struct
	{
		const char *event;
		const char *picked_up_at;
		const char *delivered_at;
	}			rows[] = {
		{"ORDER_CREATED", "absent", "absent"},
		{"ORDER_PICKED_UP", "2026-03-07T12:00:00.000000Z", "absent"},
		{"ORDER_DELIVERED", "2026-03-07T12:00:00.000000Z", "2026-03-07T12:30:00.000000Z"},
		{"ORDER_CANCELLED_BY_CLIENT", "2026-03-07T12:00:00.000000Z", "absent"},
		{"ORDER_DELIVERY_FAILED", "2026-03-07T12:00:00.000000Z", "absent"},
	};
	char		body[256];

	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		const OhReading *out = &fixture.out;

		snprintf(body, sizeof(body), "{\"event\":\"%s\",\"payload\":{\"orderId\":\"1\",\"statusDetails\":"
				 "{\"pickupCompleted\":\"2026-03-07T12:00:00Z\",\"dropoffCompleted\":\"2026-03-07T12:30:00Z\"}}}",
				 rows[i].event);
		fixture_init(&fixture);
		CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID), "%s", body);
		CHECK(strcmp(fixture_cell(out, OH_DELIVERY, 0, OH_DELIVERY_PICKED_UP_AT), rows[i].picked_up_at) == 0,
			  "%s: %s", rows[i].event, fixture_cell(out, OH_DELIVERY, 0, OH_DELIVERY_PICKED_UP_AT));
		CHECK(strcmp(fixture_cell(out, OH_DELIVERY, 0, OH_DELIVERY_DELIVERED_AT), rows[i].delivered_at) == 0,
			  "%s: %s", rows[i].event, fixture_cell(out, OH_DELIVERY, 0, OH_DELIVERY_DELIVERED_AT));
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

/* A route has no order of its own, whatever happened to it and whatever it lacks. */
static void
test_routes(void)
{
	static const char *const bodies[] = {
		"{\"event\":\"ROUTE_CREATED\"}", "{\"event\":\"route_finished\",\"payload\":{\"orderId\":\"1\"}}",
	};

	for (size_t i = 0; i < LENGTH(bodies); i++)
	{
		fixture_init(&fixture);
		CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(bodies[i]), OH_UNIT_UNSAID)
			  && fixture.out.subject == OH_SUBJECT_NOTHING && strcmp(fixture.out.event, "route.updated") == 0
			  && fixture.out.rows[OH_PROBLEM].count == 0, "%s", bodies[i]);
		fixture_free(&fixture);
	}
}

static void
test_properties(void)
{
	for (size_t i = 0; i < LENGTH(clean_files); i++)
	{
		OhBytes		body = fixture_file(PROVIDER, clean_files[i]);

		fixture_check_order(PROVIDER, body, OH_UNIT_MAJOR, clean_files[i]);
		unit_exact_free(body);
	}
}

/* Where the unit is known the tip's charge equals the tip; where it is not there are no amounts. */
static void
check_amounts(OhUnit unit, uint32_t seed)
{
	const OhCell *tip = &fixture.out.order->cells[OH_ORDER_TIP];
	const OhRow *charge = fixture.out.rows[OH_CHARGE].first;
	OhDecimal	sum = charge ? oh_cell_amount(&charge->cells[OH_CHARGE_AMOUNT]) : (OhDecimal) {0, 0};

	if (unit == OH_UNIT_UNSAID)
		CHECK(!oh_cell_known(tip) && charge == NULL, "seed %u", seed);
	else
		CHECK(oh_cell_known(tip) && oh_decimal_compare(oh_cell_amount(tip), sum) == 0, "seed %u", seed);
}

static void
test_samples(void)
{
	const OhWord *known = PROVIDER->words;
	bool		seen[OH_MAX_FIELDS] = {false};

	for (uint32_t seed = 0; seed <= 200; seed++)
	{
		OhUnit		unit = seed % 2 ? OH_UNIT_MAJOR : OH_UNIT_UNSAID;

		if (fixture_read_sample(&fixture, PROVIDER, seed, unit))
		{
			const OhCell *state = &fixture.out.order->cells[OH_ORDER_DELIVERY_STATE];

			fixture_check_keys(&fixture.doc, fixture.doc.root, PROVIDER->forms[0].shape, "sample");
			check_amounts(unit, seed);
			for (int i = 0; known[i].word.data; i++)
				seen[i] |= oh_cell_is(state, known[i].delivery);
		}
		fixture_free(&fixture);
	}
	for (int i = 0; known[i].word.data; i++)
		CHECK(seen[i] || strcmp(known[i].delivery, "dispatched") == 0, "%s", known[i].delivery);
}

int
main(void)
{
	fixture_check_kinds(PROVIDER, kinds, LENGTH(kinds));
	fixture_check_cells(PROVIDER, OH_UNIT_UNSAID, cells, LENGTH(cells));
	fixture_check_cells(PROVIDER, OH_UNIT_MAJOR, major_cells, LENGTH(major_cells));
	fixture_check_cells(PROVIDER, OH_UNIT_MINOR, minor_cells, LENGTH(minor_cells));
	test_sample();
	test_problems();
	test_words();
	test_milestones();
	test_no_orders();
	test_routes();
	test_properties();
	test_samples();
	return unit_done();
}
