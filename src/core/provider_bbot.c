/*
 * provider_bbot.c
 *	  Bbot: the order webhook, a full snapshot whatever its cause.
 *
 * An entry of items[] is one unit whose price already holds its mods and holds no
 * tax, tip or fee.  Nothing but the items has a status.  The refund of an order has no
 * field: it shows as a charge above the total, which is said and never booked.  The
 * sibling webhooks carry a checkout_id and no order; they are kept.  Of them, that of a
 * refund says which items, and nothing of what was given back.
 */
#include "provider_bbot.h"

#include "fields.h"

/* The most words of items that stand in provider_status. */
#define MOST_STATUSES	5

static void finish_document(OhReader *reader, OhNode object, OhRow *order);
static void finish_order(OhReader *reader, OhNode object, OhRow *order);
static void finish_item(OhReader *reader, OhNode object, OhRow *item);
static void finish_address(OhReader *reader, OhNode object, OhRow *order);
static void finish_charge(OhReader *reader, OhNode object, OhRow *payment);
static void read_service(OhReader *reader, OhNode value);

/* ---- words ---- */

/* Labels of the guest's screen; on the wire `waiting` alone is documented.  Delivery: of driver_delivery. */
static const OhWord words[] = {
	{OH_LITERAL("waiting"), .prep = "pending"},
	{OH_LITERAL("accepted"), .prep = "accepted"},
	{OH_LITERAL("accepted by staff"), .prep = "accepted"},
	{OH_LITERAL("preparing"), .prep = "preparing"},
	{OH_LITERAL("preparing your order"), .prep = "preparing"},
	{OH_LITERAL("claimed by runner"), .prep = "preparing"},
	{OH_LITERAL("ready"), .prep = "ready"},
	{OH_LITERAL("waiting for delivery"), .prep = "ready"},
	{OH_LITERAL("ready for driver"), .prep = "ready"},
	{OH_LITERAL("delivering"), .prep = "out", .delivery = "to_dropoff"},
	{OH_LITERAL("en route"), .prep = "out", .delivery = "to_dropoff"},
	{OH_LITERAL("with driver"), .prep = "out", .delivery = "to_dropoff"},
	{OH_LITERAL("delivered"), .prep = "done", .delivery = "delivered"},
	{.word = {NULL, 0}}
};

/* What staff or a robot bring to the guest's place is eaten there. */
static const OhWord services[] = {
	{OH_LITERAL("patron_pickup"), .service = "pickup"},
	{OH_LITERAL("pickup_nofeedback"), .service = "pickup"},
	{OH_LITERAL("server_delivery"), .service = "dine_in"},
	{OH_LITERAL("runner_with_cc"), .service = "dine_in"},
	{OH_LITERAL("runner_nofeedback"), .service = "dine_in"},
	{OH_LITERAL("robot_delivery"), .service = "dine_in"},
	{OH_LITERAL("driver_delivery"), .service = "delivery"},
	{OH_LITERAL("catering"), .service = "catering"},
	{.word = {NULL, 0}}
};

static const OhVocabulary vocabularies[] = {
	{"`fulfillment_method`", services},
	{.title = NULL}
};

/* ---- fields ---- */

static const OhField modifier_fields[] = {
	ID("id",					MODIFIER, EXTERNAL_ID),
	TEXT("name",				MODIFIER, NAME),
	MONEY("pretax_cents",		MODIFIER, TOTAL),
	MONEY("tax_cents",			MODIFIER, TAX),
	DERIVED("orig_pretax_cents", "above pretax_cents: the order's discount is unreadable, as a note says"),
};
static const OhShape modifier_shape = {SHAPE(modifier_fields), oh_bbot_finish_modifier};

static const OhField promotion_fields[] = {
	STORED("id"), STORED("name_for_owner"), STORED("promo_type"),
	DERIVED("cents_to_add_per_cart_effect", "not 0: the order's discount is unreadable, as a note says"),
	DERIVED("fraction_multiplier_effect", "not 1: the order's discount is unreadable, as a note says"),
};
static const OhShape promotion_shape = {SHAPE(promotion_fields), oh_bbot_finish_promotion};

/* orderitempromotions is not documented: the effect may stand in the entry or in its promotion. */
static const OhField discount_fields[] = {
	OBJECT("promotion",			promotion_shape),
	DERIVED("cents_to_add_per_cart_effect", "as in a promotion"),
	DERIVED("fraction_multiplier_effect", "as in a promotion"),
	STORED("final_webhook_post"), STORED("final_webhook_response"),
};
static const OhShape discount_shape = {SHAPE(discount_fields), oh_bbot_finish_promotion};

static const OhField item_fields[] = {
	ID("id",					ITEM, EXTERNAL_ID),
	ID("menuitem_id",			ITEM, PRODUCT_ID),
	TEXT("name_when_purchased",	ITEM, NAME),
	DECIMAL("qty",				ITEM, QUANTITY),
	MONEY("pretax_cents",		ITEM, TOTAL),
	MONEY("tax_cents",			ITEM, TAX),
	MONEY("tip_in_cents",		ITEM, TIP),
	TEXT("status",				ITEM, PROVIDER_STATUS),
	TEXT("special_instructions", ITEM, NOTES),
	ROWS("mods",				MODIFIER, modifier_shape),
	OBJECTS("orderitempromotions", discount_shape),
	STORED("order_id"), STORED("tags"),
};
static const OhShape item_shape = {SHAPE(item_fields), finish_item};

static const OhField table_fields[] = {
	TEXT("display_name",		ORDER, TABLE_NAME),
	STORED("id"), STORED("short_id"), STORED("hostname"),
};
static const OhShape table_shape = {SHAPE(table_fields)};

static const OhField address_fields[] = {
	PERSONAL_DERIVED("street", "part of the guest's address"),
	PERSONAL_DERIVED("apartment", "part of the guest's address"),
	PERSONAL_DERIVED("city", "part of the guest's address, and the delivery's city"),
	PERSONAL_DERIVED("state", "part of the guest's address"),
	PERSONAL_DERIVED("zip", "part of the guest's address"),
	PERSONAL_DERIVED("country_code", "part of the guest's address"),
	PERSONAL("delivery_instructions"),
};
static const OhShape address_shape = {SHAPE(address_fields), finish_address};

/* The card that was charged; its id is the card's, not the payment's. */
static const OhField charge_fields[] = {
	MONEY("amount",				PAYMENT, AMOUNT),
	EPOCH("created",			PAYMENT, PAID_AT),
	TEXT("brand",				PAYMENT, CARD_BRAND),
	TEXT("object",				PAYMENT, PROVIDER_METHOD),
	PERSONAL("id"), PERSONAL("name"), PERSONAL("last4"), STORED("country"), STORED("funding"),
	PERSONAL("customer"), PERSONAL("exp_year"), PERSONAL("exp_month"), PERSONAL("metadata"), PERSONAL("fingerprint"),
	STORED("cvc_check"), PERSONAL("dynamic_last4"), STORED("tokenization_method"), PERSONAL("address_line1"),
	PERSONAL("address_line2"), PERSONAL("address_city"), PERSONAL("address_state"), PERSONAL("address_zip"),
	PERSONAL("address_country"), STORED("address_zip_check"), STORED("address_line1_check"),
};
static const OhShape charge_shape = {SHAPE(charge_fields), finish_charge};

static const OhField order_fields[] = {
	REQUIRED_ID("id",			ORDER, EXTERNAL_ID),
	ID("checkout_id",			ORDER, EXTERNAL_REF),
	ID("orderNumberToday",		ORDER, DISPLAY_NUMBER),
	ID("restaurant_id",			ORDER, STORE_EXTERNAL_ID),
	BY("fulfillment_method",	read_service, "service type: pickup, dine_in, delivery, catering or unknown"),
	OBJECT("table",				table_shape),
	TIME("time",				ORDER, PLACED_AT),
	TIME("last_modified",		ORDER, PROVIDER_UPDATED_AT),
	TIME("time_closed",			ORDER, CLOSED_AT),
	TIME("user_desired_time",	ORDER, DUE_AT),
	MONEY("pretax_cents",		ORDER, SUBTOTAL),
	MONEY("fee_pretax_cents",	ORDER, FEE),
	MONEY("tax_cents",			ORDER, TAX),
	MONEY("tip_cents",			ORDER, TIP),
	MONEY("total_cents",		ORDER, TOTAL),
	ID("guest_id",				PARTY, EXTERNAL_ID),
	TEXT("guest_name",			PARTY, NAME),
	PERSONAL_DERIVED("guest_first_name", "the guest's name, where guest_name is not said"),
	PERSONAL_DERIVED("guest_last_name", "the guest's name, where guest_name is not said"),
	TEXT("guest_email",			PARTY, EMAIL),
	TEXT("mobile",				PARTY, PHONE),
	OBJECT("deliveryAddress",	address_shape),
	ROWS("items",				ITEM, item_shape),
	OBJECTS("loyalty_webhook_discounts", discount_shape),
	ROW("charge",				PAYMENT, charge_shape),
	STORED("fees_on_my_receipt"), STORED("snooze_till"), STORED("delivery_provider"),
	STORED("bartending_station_id"), STORED("guest_special_offers"), PERSONAL("extra_checkout_info"),
	STORED("integrations"),
};
static const OhShape order_shape = {SHAPE(order_fields), finish_order};

static const OhField document_fields[] = {
	REQUIRED_OBJECT("order",	order_shape),
	DERIVED("restaurant_id", "the store, where the order itself names none"),
	DERIVED("order_id", "another than the order's own id: a note says so"),
};
static const OhShape document_shape = {SHAPE(document_fields), finish_document};

/* The cart has units in qty, mods within mods, and prices without them; what was given back it does not say. */
static const OhField refund_fields[] = {
	REQUIRED_ID("checkout_id",	ORDER, EXTERNAL_REF),
	STORED("restaurant_id"), STORED("table_id"), STORED("fulfillment_method"),
	STORED("cart_items_this_restaurant"), STORED("cart_items_other_restaurants"),
	STORED("cart_items_pretax_cents_this_restaurant"),
};
static const OhShape refund_shape = {SHAPE(refund_fields)};

static const OhForm forms[] = {
	{"order", &document_shape, OH_ORDER},
	{"items_refunded", &refund_shape, OH_ORDER},
	{.title = NULL}
};

/* By `event_type`, which the order webhook does not have. */
static const OhEvent events[] = {
	{OH_LITERAL(""), "order.snapshot", OH_SUBJECT_ORDER, &document_shape},
	{OH_LITERAL("pricecheck"), "checkout.updated", OH_SUBJECT_NOTHING, NULL},
	{OH_LITERAL("checkout_beginning"), "checkout.updated", OH_SUBJECT_NOTHING, NULL},
	{OH_LITERAL("checkout_finished"), "checkout.updated", OH_SUBJECT_NOTHING, NULL},
	{OH_LITERAL("checkout_cancelled"), "checkout.updated", OH_SUBJECT_NOTHING, NULL},
	{OH_LITERAL("items_refunded"), "order.refunded", OH_SUBJECT_REFUND, &refund_shape},
	{.word = {NULL, 0}}
};

/* ---- states ---- */

static const OhCell none = {.state = OH_STATE_NULL};

static void
finish_item(OhReader *reader, OhNode object, OhRow *row)
{
	OhCell	   *item = row->cells;
	const OhCell *raw = &item[OH_ITEM_PROVIDER_STATUS];
	const OhWord *word = oh_cell_known(raw) ? oh_word_find(words, oh_cell_bytes(raw)) : NULL;

	oh_bbot_price_item(reader, object, item);
	item[OH_ITEM_STATUS] = oh_cell_known(raw) ? oh_cell_string(word ? word->prep : "unknown") : *raw;
}

static void
read_service(OhReader *reader, OhNode value)
{
	OhCell		method = oh_reader_cell(reader, value, OH_READ_TEXT);

	reader->out->order->cells[OH_ORDER_SERVICE_TYPE] = oh_word_service(services, method);
}

/* A driver alone is a courier: what a runner carries to a table is no delivery. */
static bool
is_driven(const OhCell *order)
{
	return oh_cell_is(&order[OH_ORDER_SERVICE_TYPE], "delivery");
}

static void
set_order_state(OhCell *order)
{
	static const char *const states[] = {
		[OH_STATE_NULL] = "open",[OH_STATE_UNREADABLE] = "unknown",[OH_STATE_VALUE] = "closed",
	};
	uint8_t		said = order[OH_ORDER_CLOSED_AT].state;

	if (said != OH_STATE_ABSENT)
		order[OH_ORDER_ORDER_STATE] = oh_cell_string(states[said]);
}

/* Of these cells, those that hold text, with `between` between them; NULL where there is none. */
static OhCell
join(OhReader *reader, const OhCell *const cells[], int count, OhBytes between)
{
	size_t		size = 0;
	char	   *text;
	char	   *end;

	for (int i = 0; i < count; i++)
		size += oh_cell_known(cells[i]) ? cells[i]->len + between.len : 0;
	text = end = size > 0 ? oh_arena_alloc(reader->arena, size) : NULL;
	if (text == NULL)
		return none;
	for (int i = 0; i < count; i++)
	{
		if (!oh_cell_known(cells[i]))
			continue;
		memcpy(end, cells[i]->text, cells[i]->len);
		memcpy(end + cells[i]->len, between.data, between.len);
		end += cells[i]->len + between.len;
	}
	return oh_cell_text(oh_bytes(text, size - between.len));
}

/* The distinct words of the items. */
static OhCell
list_statuses(OhReader *reader)
{
	const OhCell *listed[MOST_STATUSES];
	int			count = 0;

	for (const OhRow *row = reader->out->rows[OH_ITEM].first; row && count < MOST_STATUSES; row = row->next)
	{
		const OhCell *raw = &row->cells[OH_ITEM_PROVIDER_STATUS];
		bool		stands = !oh_cell_known(raw);

		for (int i = 0; i < count; i++)
			stands |= oh_cell_equal(listed[i], raw, OH_KIND_TEXT);
		if (!stands)
			listed[count++] = raw;
	}
	return join(reader, listed, count, OH_BYTES(", "));
}

/*
 * The state that all items have is the order's, and tells the courier's, which else
 * stays.  One that could not be read may be in any state.
 */
static void
roll_up(OhReader *reader, OhNode object, OhCell *order)
{
	const OhRows *items = &reader->out->rows[OH_ITEM];
	OhCell	   *prep = &order[OH_ORDER_PREP_STATE];
	bool		all_read = oh_bbot_has_all_items(reader, object);
	bool		served = order[OH_ORDER_SERVICE_TYPE].state != OH_STATE_UNREADABLE;
	bool		mixed = false;

	if (!items->present)
		return;
	*prep = none;
	for (const OhRow *row = items->first; row; row = row->next)
	{
		const OhCell *status = &row->cells[OH_ITEM_STATUS];

		oh_cell_default(prep, oh_cell_known(status) ? *status : none);
		mixed |= oh_cell_known(status) && !oh_cell_equal(status, prep, OH_KIND_TEXT);
		all_read &= status->state != OH_STATE_UNREADABLE;
	}
	if (mixed)
		*prep = oh_cell_string("mixed");
	else if (!all_read)
		*prep = (OhCell) {.state = OH_STATE_UNREADABLE};
	for (const OhWord *word = words; served && word->word.data; word++)
		if (oh_cell_is(prep, word->prep))
			order[OH_ORDER_DELIVERY_STATE] = oh_cell_string(is_driven(order) ? word->delivery : NULL);
	order[OH_ORDER_PROVIDER_STATUS] = list_statuses(reader);
}

/* ---- guest, card and delivery ---- */

static void
finish_charge(OhReader *reader, OhNode object, OhRow *payment)
{
	(void) reader;
	(void) object;
	payment->cells[OH_PAYMENT_KIND] = oh_cell_string("payment");
	payment->cells[OH_PAYMENT_METHOD] = oh_cell_string("card");
	payment->cells[OH_PAYMENT_STATUS] = payment->cells[OH_PAYMENT_EXTERNAL_ID] = none;
}

static void
finish_address(OhReader *reader, OhNode object, OhRow *order)
{
	OhCell		street = oh_reader_member(reader, object, "street", OH_READ_TEXT);
	OhCell		apartment = oh_reader_member(reader, object, "apartment", OH_READ_TEXT);
	OhCell		city = oh_reader_member(reader, object, "city", OH_READ_TEXT);
	OhCell		state = oh_reader_member(reader, object, "state", OH_READ_TEXT);
	OhCell		zip = oh_reader_member(reader, object, "zip", OH_READ_ID);
	OhCell		country = oh_reader_member(reader, object, "country_code", OH_READ_TEXT);
	const OhCell *const parts[] = {&street, &apartment, &city, &state, &zip, &country};
	OhCell		address = join(reader, parts, 6, OH_BYTES(", "));
	OhRow	   *guest = oh_cell_known(&address) ? oh_reader_row(reader, OH_PARTY) : NULL;
	OhRow	   *delivery = oh_reader_row(reader, OH_DELIVERY);

	(void) order;
	if (guest)
		guest->cells[OH_PARTY_ADDRESS] = address;
	if (delivery)
		delivery->cells[OH_DELIVERY_DROPOFF_CITY] = city;
}

static void
name_guest(OhReader *reader, OhNode object)
{
	OhCell		first = oh_reader_member(reader, object, "guest_first_name", OH_READ_TEXT);
	OhCell		last = oh_reader_member(reader, object, "guest_last_name", OH_READ_TEXT);
	const OhCell *const parts[] = {&first, &last};
	bool		named = oh_cell_known(&first) || oh_cell_known(&last);
	OhRow	   *guest = named ? oh_reader_row(reader, OH_PARTY) : reader->current[OH_PARTY];

	if (guest == NULL)
		return;
	guest->cells[OH_PARTY_ROLE] = oh_cell_string("guest");
	if (named)
		oh_cell_default(&guest->cells[OH_PARTY_NAME], join(reader, parts, 2, OH_BYTES(" ")));
}

static void
settle_delivery(OhReader *reader, OhNode object, const OhCell *order)
{
	OhRows	   *deliveries = &reader->out->rows[OH_DELIVERY];
	OhNode		address = oh_node_member(reader->doc, object, OH_BYTES("deliveryAddress"));
	OhRow	   *delivery = is_driven(order) ? oh_reader_row(reader, OH_DELIVERY) : deliveries->first;

	deliveries->present |= oh_node_type(reader->doc, address) == OH_NULL;
	if (delivery)
		delivery->cells[OH_DELIVERY_STATE] = order[OH_ORDER_DELIVERY_STATE];
}

/* ---- the whole ---- */

static void
finish_order(OhReader *reader, OhNode object, OhRow *row)
{
	OhCell	   *order = row->cells;

	order[OH_ORDER_IS_REFUND] = oh_cell_flag(false);
	order[OH_ORDER_TAX_INCLUSIVE] = oh_cell_flag(false);
	set_order_state(order);
	roll_up(reader, object, order);
	oh_bbot_settle_order(reader, object, order);
	name_guest(reader, object);
	settle_delivery(reader, object, order);
}

/* The outer ids are placeholders in the vendor's sample: the order's own come first. */
static void
finish_document(OhReader *reader, OhNode object, OhRow *order)
{
	OhCell		outer = oh_reader_member(reader, object, "order_id", OH_READ_ID);
	OhCell		store = oh_reader_member(reader, object, "restaurant_id", OH_READ_ID);
	const OhCell *id = &order->cells[OH_ORDER_EXTERNAL_ID];

	if (oh_cell_known(&outer) && oh_cell_known(id) && !oh_cell_equal(&outer, id, OH_KIND_TEXT))
		oh_reader_problem_at(reader, "order_id", OH_NOTE, "the order's own id", "another id");
	if (oh_cell_known(&store))
		oh_cell_default(&order->cells[OH_ORDER_STORE_EXTERNAL_ID], store);
}

/* An event of the siblings carries no order; what carries one is read, whatever it is called. */
static const OhShape *
recognise(OhReader *reader, OhNode root)
{
	OhCell		cell = oh_reader_member(reader, root, "event_type", OH_READ_TEXT);
	OhNode		order = oh_node_member(reader->doc, root, OH_BYTES("order"));
	const OhEvent *event = oh_event_find(events, oh_cell_bytes(&cell));

	if (oh_node_type(reader->doc, order) == OH_OBJECT)
		event = &events[0];
	reader->out->provider_event = oh_cell_bytes(&cell);
	reader->out->event = event ? event->event : "unknown";
	reader->out->subject = event ? event->subject : OH_SUBJECT_NOTHING;
	return event ? event->shape : NULL;
}

const OhProvider oh_provider_bbot = {
	.name = "bbot",
	.title = "Bbot",
	.auth = {.scheme = OH_SCHEME_BASIC, .header = OH_LITERAL("Authorization")},
	.unit = OH_UNIT_MINOR,
	.forms = forms,
	.events = events,
	.words = words,
	.vocabularies = vocabularies,
	.recognise = recognise,
	.rules = oh_bbot_rules,
	.compose = oh_sample_bbot,
	.course = {.stages = 5},
};
