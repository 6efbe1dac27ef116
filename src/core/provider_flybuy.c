/*
 * provider_flybuy.c
 *	  FlyBuy: a guest on the way to collect an order.
 *
 * Every document is a full snapshot of one order, with neither items nor amounts.
 * The order's state and the guest's are two axes that move on their own: an order
 * may be completed while its guest is still nearby.
 */
#include "fields.h"

static void read_customer_state(OhReader *reader, OhNode value);
static void read_pickup_type(OhReader *reader, OhNode value);
static void read_pickup_window(OhReader *reader, OhNode value);
static void finish_data(OhReader *reader, OhNode data, OhRow *order);

static const OhField data_fields[] = {
	DERIVED("type", "`order`; a document of any other type is kept and not read"),
	ID("id", ORDER, EXTERNAL_ID),
	DERIVED("order_id", "external_id, where `id` is missing"),
	DERIVED("event", "provider_event, and the event"),
	DERIVED("state_changed", "the event, where the document names none"),
	DERIVED("customer_state_changed", "the event, where the document names none: arrival.updated"),
	DERIVED("state", "provider_status, and the order's states (see the words)"),
	DERIVED("order_state", "the same, where `state` is missing"),
	BY("customer_state", read_customer_state, "arrival_state of the order, state of the arrival"),
	ID("partner_identifier", ORDER, EXTERNAL_REF),
	DERIVED("partner_display_identifier", "display_number, before partner_identifier"),
	DERIVED("redemption_code", "display_number, where the partner gave no number"),
	ID("site_id", ORDER, STORE_EXTERNAL_ID),
	TIME("created_at", ORDER, PLACED_AT),
	TIME("updated_at", ORDER, PROVIDER_UPDATED_AT),
	BY("pickup_type", read_pickup_type, "service_type; `dispatch` is a delivery as well"),
	BY("pickup_window", read_pickup_window, "a time: due_at; `start/end`: due_from and due_until"),
	TIME("eta_at", ARRIVAL, ETA_AT),
	TIME("arrived_at", ARRIVAL, ARRIVED_AT),
	TEXT("area_name", ARRIVAL, AREA),
	ID("customer_id", PARTY, EXTERNAL_ID),
	TEXT("customer_name", PARTY, NAME),
	TEXT("customer_phone", PARTY, PHONE),
	TEXT("customer_license_plate", PARTY, PLATE),
	PERSONAL_DERIVED("customer_car_color", "vehicle of the arrival and of the guest, before the type"),
	PERSONAL_DERIVED("customer_car_type", "vehicle of the arrival and of the guest"),
	STORED("site_partner_identifier"),
	STORED("partner_identifier_for_crew"),
	STORED("partner_identifier_for_customer"),
	STORED("redemption_url"),
	STORED("possible_areas"),
	STORED("spot_identifier"),
	STORED("customer_rating_value"),
	STORED("customer_rating_value_string"),
	PERSONAL("customer_rating_comments"),
	PERSONAL("push_token"),
	STORED("tag_ids"),
	STORED("pay_state"),
	STORED("pos_identifier"),
	STORED("delivery_identifier"),
	STORED("delivery_source"),
	STORED("delivery_errored_at"),
	STORED("delivery_error_reviewed_at"),
};
static const OhShape data_shape = {SHAPE(data_fields), .finish = finish_data};

static const OhField document_fields[] = {
	REQUIRED_OBJECT("data", data_shape),
};
static const OhShape document_shape = {SHAPE(document_fields)};

static const OhForm forms[] = {
	{"order", &document_shape, OH_ORDER},
	{.title = NULL}
};

/* Any other word is read as an update: the order as it is now always comes with it. */
static const OhEvent events[] = {
	{OH_LITERAL("order_created"), "order.created", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("order_updated"), "order.updated", OH_SUBJECT_ORDER, &document_shape},
	{.word = {NULL, 0}}
};

/* `state`. What a word does not speak of stays as it was: `delayed` says nothing of the kitchen. */
static const OhWord words[] = {
	{OH_LITERAL("created"), .order = "open", .prep = "pending"},
	{OH_LITERAL("ready"), .order = "open", .prep = "ready"},
	{OH_LITERAL("delayed"), .order = "open"},
	{OH_LITERAL("delivery_dispatched"), .order = "open", .delivery = "dispatched"},
	{OH_LITERAL("driver_assigned"), .order = "open", .delivery = "assigned"},
	{OH_LITERAL("picked_up"), .order = "open", .delivery = "picked_up"},
	{OH_LITERAL("out_for_delivery"), .order = "open", .delivery = "to_dropoff"},
	{OH_LITERAL("delivery_failed"), .order = "open", .delivery = "failed"},
	{OH_LITERAL("undeliverable"), .order = "open", .delivery = "failed"},
	{OH_LITERAL("completed"), .order = "closed", .prep = "done"},
	{OH_LITERAL("cancelled"), .order = "cancelled"},
	{OH_LITERAL("gone"), .order = "gone"},
	{.word = {NULL, 0}}
};

/* Folding makes en_route, enroute and enRoute one word. */
static const OhWord customer_words[] = {
	{OH_LITERAL("created"), .arrival = "not_started"},
	{OH_LITERAL("en_route"), .arrival = "en_route"},
	{OH_LITERAL("nearby"), .arrival = "nearby"},
	{OH_LITERAL("arrived"), .arrival = "arrived"},
	{OH_LITERAL("waiting"), .arrival = "waiting"},
	{OH_LITERAL("departed"), .arrival = "departed"},
	{OH_LITERAL("completed"), .arrival = "completed"},
	{.word = {NULL, 0}}
};

static const OhWord pickup_types[] = {
	{OH_LITERAL("curbside"), .service = "curbside"},
	{OH_LITERAL("pickup"), .service = "pickup"},
	{OH_LITERAL("delivery"), .service = "delivery"},
	{OH_LITERAL("dispatch"), .service = "delivery"},
	{OH_LITERAL("drive_thru"), .service = "drive_through"},
	{.word = {NULL, 0}}
};

static const OhVocabulary vocabularies[] = {
	{"`customer_state`", customer_words},
	{"`pickup_type`", pickup_types},
	{.title = NULL}
};

/* ---- reading ---- */

/* The first that is known; else the one that says more. */
static OhCell
prefer(OhCell first, OhCell second)
{
	return oh_cell_known(&first) || first.state >= second.state ? first : second;
}

/* What the event is, in the provider's word, or by the flags of the documents that have none. */
static void
read_event(OhReader *reader, OhNode data)
{
	OhCell		word = oh_reader_member(reader, data, "event", OH_READ_TEXT);
	OhCell		state = oh_reader_member(reader, data, "state_changed", OH_READ_FLAG);
	OhCell		customer = oh_reader_member(reader, data, "customer_state_changed", OH_READ_FLAG);
	const OhEvent *event = oh_event_find(events, oh_cell_bytes(&word));

	reader->out->provider_event = oh_cell_bytes(&word);
	if (event)
		reader->out->event = event->event;
	else if (!oh_cell_known(&word) && oh_cell_known(&customer) && customer.number
			 && !(oh_cell_known(&state) && state.number))
		reader->out->event = "arrival.updated";
	else
		reader->out->event = "order.updated";
}

static const OhShape *
recognise(OhReader *reader, OhNode root)
{
	OhNode		data = oh_node_member(reader->doc, root, OH_BYTES("data"));
	OhCell		type;

	oh_reader_enter(reader, OH_BYTES("data"));
	read_event(reader, data);
	type = oh_reader_member(reader, data, "type", OH_READ_TEXT);
	oh_reader_leave(reader);
	if (oh_cell_known(&type) && !oh_cell_is(&type, "order"))
	{
		reader->out->subject = OH_SUBJECT_NOTHING;
		reader->out->event = "unknown";
		return NULL;
	}
	reader->out->subject = OH_SUBJECT_ORDER;
	return &document_shape;
}

static void
read_customer_state(OhReader *reader, OhNode value)
{
	OhRow	   *arrival = oh_reader_row(reader, OH_ARRIVAL);
	OhCell		state = oh_reader_cell(reader, value, OH_READ_TEXT);

	if (arrival == NULL)
		return;
	if (oh_cell_known(&state))
	{
		const OhWord *word = oh_word_find(customer_words, oh_cell_bytes(&state));

		state = oh_cell_string(word ? word->arrival : "unknown");
	}
	arrival->cells[OH_ARRIVAL_STATE] = state;
	reader->out->order->cells[OH_ORDER_ARRIVAL_STATE] = state;
}

static void
read_pickup_type(OhReader *reader, OhNode value)
{
	OhCell		type = oh_reader_cell(reader, value, OH_READ_TEXT);

	reader->out->order->cells[OH_ORDER_SERVICE_TYPE] = oh_word_service(pickup_types, type);
}

/* One time, or two with a slash between them; null is as soon as possible. */
static void
read_pickup_window(OhReader *reader, OhNode value)
{
	OhCell		window = oh_reader_cell(reader, value, OH_READ_TEXT);
	OhBytes		text = oh_cell_bytes(&window);
	const char *slash = text.len > 0 ? memchr(text.data, '/', text.len) : NULL;
	OhCell	   *order = reader->out->order->cells;
	OhCell		time = !slash && text.len > 0 ? oh_reader_time(reader, text) : window;
	OhCell		none = {.state = oh_cell_known(&time) ? OH_STATE_NULL : time.state};

	order[OH_ORDER_DUE_AT] = slash ? none : time;
	order[OH_ORDER_DUE_FROM] = none;
	order[OH_ORDER_DUE_UNTIL] = none;
	if (slash)
	{
		size_t		start = (size_t) (slash - text.data);

		order[OH_ORDER_DUE_FROM] = oh_reader_time(reader, oh_bytes(text.data, start));
		order[OH_ORDER_DUE_UNTIL] = oh_reader_time(reader, oh_bytes(slash + 1, text.len - start - 1));
	}
}

/* Completed says delivered of a delivery alone; a dispatched one may only have been handed to its driver. */
static void
read_state(OhReader *reader, OhNode data, OhRow *order)
{
	OhCell		given = oh_reader_member(reader, data, "state", OH_READ_TEXT);
	OhCell		state = prefer(given, oh_reader_member(reader, data, "order_state", OH_READ_TEXT));
	const OhWord *word = oh_word_find(words, oh_cell_bytes(&state));
	OhBytes		type = oh_node_text(reader->doc, oh_node_member(reader->doc, data, OH_BYTES("pickup_type")));
	OhRow	   *delivery;

	order->cells[OH_ORDER_PROVIDER_STATUS] = state;
	if (word)
		oh_word_apply(word, order);
	else
		order->cells[OH_ORDER_ORDER_STATE] = oh_cell_known(&state) ? oh_cell_string("unknown") : state;
	if (oh_cell_is(&order->cells[OH_ORDER_PREP_STATE], "done") && oh_word_equal(type, OH_BYTES("delivery")))
		order->cells[OH_ORDER_DELIVERY_STATE] = oh_cell_string("delivered");
	if (!oh_cell_known(&order->cells[OH_ORDER_DELIVERY_STATE]))
		return;
	delivery = oh_reader_add(reader, OH_DELIVERY);
	if (delivery)
		delivery->cells[OH_DELIVERY_STATE] = order->cells[OH_ORDER_DELIVERY_STATE];
}

/* "Red Ford Fiesta" */
static OhCell
read_vehicle(OhReader *reader, OhNode data)
{
	OhCell		color = oh_reader_member(reader, data, "customer_car_color", OH_READ_TEXT);
	OhCell		type = oh_reader_member(reader, data, "customer_car_type", OH_READ_TEXT);

	if (!oh_cell_known(&color) || !oh_cell_known(&type))
		return prefer(color, type);
	return oh_cell_text(oh_arena_join(reader->arena, oh_cell_bytes(&color), ' ', oh_cell_bytes(&type)));
}

static void
finish_data(OhReader *reader, OhNode data, OhRow *order)
{
	OhCell	   *id = &order->cells[OH_ORDER_EXTERNAL_ID];
	OhCell		display = oh_reader_member(reader, data, "partner_display_identifier", OH_READ_ID);
	OhCell		code = oh_reader_member(reader, data, "redemption_code", OH_READ_ID);
	OhCell		vehicle = read_vehicle(reader, data);
	OhCell		number = prefer(display, order->cells[OH_ORDER_EXTERNAL_REF]);
	OhRow	   *arrival = oh_reader_row(reader, OH_ARRIVAL);
	OhRow	   *guest = oh_cell_known(&vehicle) ? oh_reader_row(reader, OH_PARTY) : reader->current[OH_PARTY];

	*id = prefer(*id, oh_reader_member(reader, data, "order_id", OH_READ_ID));
	if (!oh_cell_known(id))
		oh_reader_problem_at(reader, "id", OH_ERROR, "id", "none that could be used");
	order->cells[OH_ORDER_DISPLAY_NUMBER] = prefer(number, code);
	read_state(reader, data, order);
	if (arrival)
		arrival->cells[OH_ARRIVAL_VEHICLE] = vehicle;
	if (guest)
	{
		guest->cells[OH_PARTY_ROLE] = oh_cell_string("guest");
		guest->cells[OH_PARTY_VEHICLE] = vehicle;
	}
}

const OhProvider oh_provider_flybuy = {
	.name = "flybuy",
	.title = "FlyBuy",
	.auth = {.scheme = OH_SCHEME_TOKEN, .header = OH_LITERAL("Authorization")},
	.unit = OH_UNIT_UNSAID,
	.forms = forms,
	.events = events,
	.words = words,
	.vocabularies = vocabularies,
	.recognise = recognise,
	.compose = oh_sample_flybuy,
	.course = {.stages = 5, .cancels = true},
};
