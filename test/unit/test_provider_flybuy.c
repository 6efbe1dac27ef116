/*
 * test_provider_flybuy.c
 *	  FlyBuy's payloads.
 */
#include "provider_fixture.h"

#define PROVIDER	(&oh_provider_flybuy)

/* Everything but odd_values: that one holds what cannot be read. */
static const char *const clean_files[] = {
	"sample", "order_created", "en_route", "waiting", "delayed", "out_for_delivery", "delivered",
	"dispatched", "cancelled", "unknown_words", "guest_moved", "aliases_only",
};

static const FixtureKind kinds[] = {
	{"sample", OH_SUBJECT_ORDER, "order.updated", NULL},
	{"order_created", OH_SUBJECT_ORDER, "order.created", "order_created"},
	{"waiting", OH_SUBJECT_ORDER, "order.updated", "order_updated"},
	{"guest_moved", OH_SUBJECT_ORDER, "arrival.updated", NULL},
	{"unknown_words", OH_SUBJECT_ORDER, "order.updated", "order_rated"},
	{"aliases_only", OH_SUBJECT_ORDER, "order.created", "order_created"},
	{"not_an_order", OH_SUBJECT_NOTHING, "unknown", NULL},
	{"no_id", OH_SUBJECT_UNREADABLE, "order.updated", NULL},
};

#define ORDER(c)	OH_ORDER, 0, OH_ORDER_##c
#define PARTY(c)	OH_PARTY, 0, OH_PARTY_##c
#define ARRIVAL(c)	OH_ARRIVAL, 0, OH_ARRIVAL_##c
#define DELIVERY(c)	OH_DELIVERY, 0, OH_DELIVERY_##c

static const FixtureCell cells[] = {
	{"sample", ORDER(EXTERNAL_ID), "187"},
	{"sample", ORDER(EXTERNAL_REF), "24667"},
	{"sample", ORDER(DISPLAY_NUMBER), "24667"},
	{"sample", ORDER(STORE_EXTERNAL_ID), "43"},
	{"sample", ORDER(SERVICE_TYPE), "absent"},
	{"sample", ORDER(IS_TEST), "absent"},
	{"sample", ORDER(LIFECYCLE), "completed"},
	{"sample", ORDER(ORDER_STATE), "closed"},
	{"sample", ORDER(PREP_STATE), "done"},
	{"sample", ORDER(DELIVERY_STATE), "absent"},
	{"sample", ORDER(ARRIVAL_STATE), "nearby"},
	{"sample", ORDER(PROVIDER_STATUS), "completed"},
	{"sample", ORDER(PLACED_AT), "2019-02-26T17:14:50.941000Z"},
	{"sample", ORDER(PROVIDER_UPDATED_AT), "2019-02-26T17:55:20.442000Z"},
	{"sample", ORDER(DUE_AT), "null"},
	{"sample", ORDER(DUE_FROM), "null"},
	{"sample", ORDER(CLOSED_AT), "absent"},
	{"sample", ORDER(TOTAL), "absent"},
	{"sample", ORDER(ITEM_COUNT), "absent"},
	{"sample", ARRIVAL(STATE), "nearby"},
	{"sample", ARRIVAL(ETA_AT), "2019-02-26T17:15:33.645000Z"},
	{"sample", ARRIVAL(ARRIVED_AT), "null"},
	{"sample", ARRIVAL(AREA), "null"},
	{"sample", ARRIVAL(VEHICLE), "Red Ford Fiesta"},
	{"sample", PARTY(ROLE), "guest"},
	{"sample", PARTY(EXTERNAL_ID), "135"},
	{"sample", PARTY(NAME), "Brian Johnson"},
	{"sample", PARTY(VEHICLE), "Red Ford Fiesta"},
	{"sample", PARTY(PLATE), "KLW-9104"},
	{"sample", DELIVERY(STATE), "no row"},
	{"order_created", ORDER(ORDER_STATE), "open"},
	{"order_created", ORDER(PREP_STATE), "pending"},
	{"order_created", ORDER(ARRIVAL_STATE), "not_started"},
	{"order_created", ORDER(SERVICE_TYPE), "null"},
	{"order_created", ORDER(LIFECYCLE), "placed"},
	{"order_created", ARRIVAL(STATE), "not_started"},
	{"order_created", ARRIVAL(VEHICLE), "null"},
	{"order_created", PARTY(ROLE), "no row"},
	{"en_route", ORDER(ARRIVAL_STATE), "en_route"},
	{"en_route", ORDER(SERVICE_TYPE), "curbside"},
	{"en_route", ORDER(DUE_AT), "2026-03-07T17:30:00.000000Z"},
	{"en_route", ORDER(DUE_FROM), "null"},
	{"en_route", PARTY(PHONE), "+15035550142"},
	{"guest_moved", ORDER(ARRIVAL_STATE), "en_route"},
	{"waiting", ORDER(DISPLAY_NUMBER), "#12"},
	{"waiting", ORDER(PREP_STATE), "ready"},
	{"waiting", ORDER(LIFECYCLE), "ready"},
	{"waiting", ORDER(SERVICE_TYPE), "drive_through"},
	{"waiting", ORDER(DUE_AT), "null"},
	{"waiting", ORDER(DUE_FROM), "2026-03-07T17:30:00.000000Z"},
	{"waiting", ORDER(DUE_UNTIL), "2026-03-07T17:45:00.000000Z"},
	{"waiting", ARRIVAL(STATE), "waiting"},
	{"waiting", ARRIVAL(ARRIVED_AT), "2026-03-07T17:33:05.900000Z"},
	{"waiting", ARRIVAL(AREA), "Curbside 2"},
	{"delayed", ORDER(ORDER_STATE), "open"},
	{"delayed", ORDER(PREP_STATE), "absent"},
	{"delayed", ORDER(PROVIDER_STATUS), "delayed"},
	{"delayed", ORDER(ARRIVAL_STATE), "arrived"},
	{"out_for_delivery", ORDER(DELIVERY_STATE), "to_dropoff"},
	{"out_for_delivery", ORDER(PREP_STATE), "absent"},
	{"out_for_delivery", ORDER(LIFECYCLE), "in_delivery"},
	{"out_for_delivery", DELIVERY(STATE), "to_dropoff"},
	{"delivered", ORDER(SERVICE_TYPE), "delivery"},
	{"delivered", ORDER(DELIVERY_STATE), "delivered"},
	{"delivered", DELIVERY(STATE), "delivered"},
	{"dispatched", ORDER(SERVICE_TYPE), "delivery"},
	{"dispatched", ORDER(DELIVERY_STATE), "absent"},
	{"cancelled", ORDER(ORDER_STATE), "cancelled"},
	{"cancelled", ORDER(PREP_STATE), "absent"},
	{"cancelled", ORDER(CANCELLED_AT), "absent"},
	{"unknown_words", ORDER(ORDER_STATE), "unknown"},
	{"unknown_words", ORDER(ARRIVAL_STATE), "unknown"},
	{"unknown_words", ORDER(SERVICE_TYPE), "unknown"},
	{"unknown_words", ORDER(PROVIDER_STATUS), "teleported"},
	{"aliases_only", ORDER(EXTERNAL_ID), "90214"},
	{"aliases_only", ORDER(DISPLAY_NUMBER), "TFPQUVAXA5"},
	{"aliases_only", ORDER(PREP_STATE), "ready"},
	{"odd_values", ORDER(EXTERNAL_ID), "187"},
	{"odd_values", ORDER(STORE_EXTERNAL_ID), "unreadable"},
	{"odd_values", ORDER(DUE_FROM), "unreadable"},
	{"odd_values", ORDER(DUE_UNTIL), "2019-02-26T18:00:00.000000Z"},
	{"odd_values", ARRIVAL(ETA_AT), "unreadable"},
	{"odd_values", PARTY(NAME), "unreadable"},
};

static const char *const accused[] = {
	"$.data.eta_at", "$.data.pickup_window", "$.data.customer_name", "$.data.site_id", "$.data.state_changed",
};

/* Each word of `state`, in several spellings; what it does not speak of stays absent. */
static const struct
{
	const char *word;
	const char *order;
	const char *prep;
	const char *delivery;
}			state_words[] = {
	{"created", "open", "pending", "absent"},
	{"ready", "open", "ready", "absent"},
	{"delayed", "open", "absent", "absent"},
	{"Delivery Dispatched", "open", "absent", "dispatched"},
	{"driver_assigned", "open", "absent", "assigned"},
	{"pickedUp", "open", "absent", "picked_up"},
	{"out_for_delivery", "open", "absent", "to_dropoff"},
	{"delivery_failed", "open", "absent", "failed"},
	{"undeliverable", "open", "absent", "failed"},
	{"completed", "closed", "done", "absent"},
	{"cancelled", "cancelled", "absent", "absent"},
	{"gone", "gone", "absent", "absent"},
	{"nearby", "unknown", "absent", "absent"},
};

/* Without a word the flags tell the event; with one they do not. */
static const struct
{
	const char *members;
	const char *event;
}			flags[] = {
	{"\"state\":\"ready\"", "order.updated"},
	{"\"state_changed\":true", "order.updated"},
	{"\"customer_state_changed\":true", "arrival.updated"},
	{"\"customer_state_changed\":true,\"state_changed\":false", "arrival.updated"},
	{"\"customer_state_changed\":true,\"state_changed\":null", "arrival.updated"},
	{"\"customer_state_changed\":true,\"state_changed\":true", "order.updated"},
	{"\"customer_state_changed\":false,\"state_changed\":false", "order.updated"},
	{"\"customer_state_changed\":true,\"event\":\"order_updated\"", "order.updated"},
	{"\"customer_state_changed\":true,\"event\":\"order_rated\"", "order.updated"},
};

static const char *const no_orders[] = {
	"{}", "{\"data\":null}", "{\"data\":[]}", "{\"data\":{}}", "{\"data\":{\"type\":\"order\",\"id\":\"\"}}",
	"{\"data\":{\"id\":1.5}}", "[]", "\"order\"",
};

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

static Fixture fixture;

static void
test_problems(void)
{
	for (size_t i = 0; i < LENGTH(clean_files); i++)
	{
		fixture_init(&fixture);
		fixture_read_file(&fixture, PROVIDER, clean_files[i], OH_UNIT_UNSAID);
		CHECK(fixture.out.rows[OH_PROBLEM].count == 0, "%s", clean_files[i]);
		CHECK(!fixture.out.rows[OH_ITEM].present && !fixture.out.rows[OH_CHARGE].present, "%s",
			  clean_files[i]);
		fixture_check_keys(&fixture.doc, fixture.doc.root, PROVIDER->forms[0].shape, clean_files[i]);
		fixture_free(&fixture);
	}
	fixture_init(&fixture);
	fixture_read_file(&fixture, PROVIDER, "odd_values", OH_UNIT_UNSAID);
	CHECK(fixture.out.rows[OH_PROBLEM].count == LENGTH(accused), "%u", fixture.out.rows[OH_PROBLEM].count);
	for (size_t i = 0; i < LENGTH(accused); i++)
		CHECK(fixture_has_problem(&fixture.out, OH_WARNING, accused[i]), "%s", accused[i]);
	fixture_free(&fixture);
	fixture_init(&fixture);
	fixture_read_file(&fixture, PROVIDER, "no_id", OH_UNIT_UNSAID);
	CHECK(fixture_has_problem(&fixture.out, OH_ERROR, "$.data.id"), "no id");
	fixture_free(&fixture);
}

static void
test_words(void)
{
	char		body[256];

	for (size_t i = 0; i < LENGTH(state_words); i++)
	{
		const OhReading *out = &fixture.out;

		snprintf(body, sizeof(body), "{\"data\":{\"id\":1,\"state\":\"%s\"}}", state_words[i].word);
		fixture_init(&fixture);
		CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID), "%s", body);
		CHECK(strcmp(fixture_cell(out, ORDER(ORDER_STATE)), state_words[i].order) == 0
			  && strcmp(fixture_cell(out, ORDER(PREP_STATE)), state_words[i].prep) == 0
			  && strcmp(fixture_cell(out, ORDER(DELIVERY_STATE)), state_words[i].delivery) == 0, "%s", body);
		CHECK(out->rows[OH_PROBLEM].count == 0, "%s", body);
		fixture_free(&fixture);
	}
}

static void
test_flags(void)
{
	char		body[256];

	for (size_t i = 0; i < LENGTH(flags); i++)
	{
		snprintf(body, sizeof(body), "{\"data\":{\"id\":1,%s}}", flags[i].members);
		fixture_init(&fixture);
		CHECK(fixture_read(&fixture, PROVIDER, oh_bytes_of_string(body), OH_UNIT_UNSAID)
			  && strcmp(fixture.out.event, flags[i].event) == 0, "%s: %s", body, fixture.out.event);
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

static void
test_properties(void)
{
	for (size_t i = 0; i < LENGTH(clean_files); i++)
	{
		OhBytes		body = fixture_file(PROVIDER, clean_files[i]);

		fixture_check_order(PROVIDER, body, OH_UNIT_UNSAID, clean_files[i]);
		unit_exact_free(body);
	}
}

/* The samples show every state of an order that is collected, and most of one that is delivered. */
static void
test_samples(void)
{
	static const char *const words[] = {
		"created", "ready", "delayed", "driver_assigned", "picked_up", "out_for_delivery", "completed",
		"cancelled",
	};
	bool		seen[LENGTH(words)] = {false};

	for (uint32_t seed = 0; seed <= 200; seed++)
	{
		if (fixture_read_sample(&fixture, PROVIDER, seed, OH_UNIT_UNSAID))
		{
			CHECK(fixture.out.rows[OH_PROBLEM].count == 0, "seed %u", seed);
			fixture_check_keys(&fixture.doc, fixture.doc.root, PROVIDER->forms[0].shape, "sample");
			for (size_t i = 0; i < LENGTH(words); i++)
				seen[i] |= oh_cell_is(&fixture.out.order->cells[OH_ORDER_PROVIDER_STATUS], words[i]);
		}
		fixture_free(&fixture);
	}
	for (size_t i = 0; i < LENGTH(words); i++)
		CHECK(seen[i], "%s", words[i]);
}

int
main(void)
{
	fixture_check_kinds(PROVIDER, kinds, LENGTH(kinds));
	fixture_check_cells(PROVIDER, OH_UNIT_UNSAID, cells, LENGTH(cells));
	test_problems();
	test_words();
	test_flags();
	test_no_orders();
	test_properties();
	test_samples();
	return unit_done();
}
