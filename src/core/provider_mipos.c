/*
 * provider_mipos.c
 *	  mipOS: a hub between delivery platforms (Uber Eats, Rappi) and tills.
 *
 * A body does not say what it is; the registration of the webhook does.  What it is
 * follows from its keys, and where a newer body says `type` or `event`, from that.
 *
 * Amounts are hundredths in every currency.  What the vendor's own sample proves:
 * (10900 + 0 + 2000) x 2 = 25800 = total, so that the quantity of a modifier is for
 * one unit of the item, and that the discount of 800 is not yet off the total.
 *
 * An order goes by `external_id`, the platform's id.  `delivery_id` names the platform
 * by a number of the hub's own: it is no reference that another provider would share.
 */
#include "provider_mipos.h"

#include "amount.h"
#include "fields.h"

/* ---- irregular values, below ---- */

static void read_total(OhReader *reader, OhNode value);
static void read_discount(OhReader *reader, OhNode value);
static void read_price(OhReader *reader, OhNode value);
static void finish_modifier(OhReader *reader, OhNode modifier, OhRow *row);
static void finish_item(OhReader *reader, OhNode item, OhRow *row);
static void finish_order(OhReader *reader, OhNode order, OhRow *row);
static void finish_status(OhReader *reader, OhNode status, OhRow *row);
static void finish_menu(OhReader *reader, OhNode menu, OhRow *row);

/* ---- fields ---- */

#define KIND_OF_DOCUMENT \
	DERIVED("type", "kind of the document, where it says one"), \
	DERIVED("event", "the same, where there is no type")

#define STORE \
	DERIVED("external_store_id", "store_external_id"), \
	DERIVED("store_id", "store_external_id, where there is no external_store_id")

#define PLATFORM \
	DERIVED("delivery_id", "delivery platform, a number of the hub's own; kept in the stored bytes")

static const OhField modifier_fields[] = {
	ID("external_id", MODIFIER, EXTERNAL_ID),
	TEXT("name", MODIFIER, NAME),
	DECIMAL("quantity", MODIFIER, QUANTITY),
	MONEY("unit_value", MODIFIER, UNIT_PRICE),
	MONEY("total_value", MODIFIER, TOTAL),
};
static const OhShape modifier_shape = {SHAPE(modifier_fields), .finish = finish_modifier};

/* The quantity stands before the modifiers: they are multiplied by it. */
static const OhField item_fields[] = {
	ID("external_id", ITEM, PRODUCT_ID),
	TEXT("name", ITEM, NAME),
	DECIMAL("quantity", ITEM, QUANTITY),
	MONEY("unit_value", ITEM, UNIT_PRICE),
	DERIVED("total_unit_value", "checked: unit_value and the modifiers of one unit"),
	MONEY("total_value", ITEM, TOTAL),
	TEXT("instructions", ITEM, NOTES),
	ROWS("modifiers", MODIFIER, modifier_shape),
};
static const OhShape item_shape = {SHAPE(item_fields), .finish = finish_item};

static const OhField order_fields[] = {
	REQUIRED_ID("external_id", ORDER, EXTERNAL_ID),
	TIME("created_at", ORDER, PLACED_AT),
	BY("total", read_total, "subtotal, the goods before the discount; total is this less the discount"),
	TEXT("customer", PARTY, NAME),
	STORE,
	ID("order_number", ORDER, DISPLAY_NUMBER),
	TEXT("instructions", ORDER, NOTES),
	ROWS("items", ITEM, item_shape),
	BY("discount_value", read_discount, "discount of the order, sign turned negative"),
	PLATFORM,
	KIND_OF_DOCUMENT,
};
static const OhShape order_shape = {SHAPE(order_fields), .finish = finish_order};

static const OhField status_fields[] = {
	DERIVED("order_external_id", "external_id"),
	DERIVED("external_id", "external_id, where there is no order_external_id"),
	STORE,
	TEXT("status", ORDER, PROVIDER_STATUS),
	DERIVED("message", "reason of a rejection, kept in the stored bytes"),
	PLATFORM,
	KIND_OF_DOCUMENT,
};
static const OhShape status_shape = {SHAPE(status_fields), .finish = finish_status};

static const OhField product_fields[] = {
	REQUIRED_ID("external_id", PRODUCT, EXTERNAL_ID),
	TEXT("name", PRODUCT, NAME),
	TEXT("description", PRODUCT, DESCRIPTION),
	TEXT("image_url", PRODUCT, IMAGE_URL),
	BY("price", read_price, "price, an amount or an object with the amount as its value"),
	STORED("schedules"),
	STORED("data_modifier_groups"),
};
static const OhShape product_shape = {SHAPE(product_fields)};

static const OhField menu_fields[] = {
	STORE,
	ROWS("items", PRODUCT, product_shape),
	STORED("menus"),
	STORED("categories"),
	STORED("modifier_groups"),
	STORED("language"),
	STORED("integration_id"),
	KIND_OF_DOCUMENT,
};
static const OhShape menu_shape = {SHAPE(menu_fields), .finish = finish_menu};

static const OhForm forms[] = {
	{"New order", &order_shape, OH_ORDER},
	{"Order status", &status_shape, OH_ORDER},
	{"Menu", &menu_shape, OH_PRODUCT},
	{.title = NULL}
};

/* ---- words ---- */

static const OhWord words[] = {
	{OH_LITERAL("ACCEPT"), .order = "open", .prep = "accepted"},
	{OH_LITERAL("ACCEPTED"), .order = "open", .prep = "accepted"},
	{OH_LITERAL("REJECT"), .order = "rejected"},
	{OH_LITERAL("REJECTED"), .order = "rejected"},
	{OH_LITERAL("DENY"), .order = "rejected"},
	{.word = {NULL, 0}}
};

enum { NEW_ORDER, ORDER_STATUS, MENU, MENU_REQUEST };

/* The vendor calls both menus by one name: `MENU` brings one, `Menu` asks for one. */
static const OhEvent events[] = {
	[NEW_ORDER] = {OH_LITERAL("ORDER"), "order.created", OH_SUBJECT_ORDER, &order_shape},
	[ORDER_STATUS] = {OH_LITERAL("ORDER_STATUS"), "order.updated", OH_SUBJECT_ORDER, &status_shape},
	[MENU] = {OH_LITERAL("MENU"), "menu.updated", OH_SUBJECT_PRODUCT, &menu_shape},
	[MENU_REQUEST] = {OH_LITERAL("Menu"), "menu.requested", OH_SUBJECT_NOTHING, NULL},
	{.word = {NULL, 0}}
};

/* ---- which document is it? ---- */

static bool
has(const OhReader *reader, OhNode root, const char *key)
{
	return oh_node_member(reader->doc, root, oh_bytes_of_string(key)) != OH_NO_NODE;
}

static bool
asks_for_menu(const OhReader *reader, OhNode root)
{
	int			stores = has(reader, root, "store_id") + has(reader, root, "external_store_id");
	int			kinds = has(reader, root, "type") + has(reader, root, "event");

	return stores > 0 && oh_node_count(reader->doc, root) == (uint32_t) (stores + kinds);
}

/* By its keys alone: assumed, since no body of the vendor's says its type. NULL: like none of them. */
static const OhEvent *
sniff(const OhReader *reader, OhNode root)
{
	OhNode		items = oh_node_member(reader->doc, root, OH_BYTES("items"));
	bool		named = has(reader, root, "external_id");

	if (oh_node_type(reader->doc, items) == OH_ARRAY && (named || has(reader, root, "total")))
		return &events[NEW_ORDER];
	if (has(reader, root, "menus") || has(reader, root, "categories") ||
		has(reader, root, "modifier_groups"))
		return &events[MENU];
	if (asks_for_menu(reader, root))
		return &events[MENU_REQUEST];
	if (has(reader, root, "order_external_id") || (named && has(reader, root, "status")))
		return &events[ORDER_STATUS];
	return named && has(reader, root, "created_at") ? &events[NEW_ORDER] : NULL;
}

/* What stands under the first of two names, or else under the other. */
static OhCell
either(OhReader *reader, OhNode object, const char *name, const char *other_name, OhRead kind)
{
	OhCell		cell = oh_reader_member(reader, object, name, kind);
	OhCell		other = oh_reader_member(reader, object, other_name, kind);

	return oh_cell_known(&cell) || other.state == OH_STATE_ABSENT ? cell : other;
}

static const OhShape *
recognise(OhReader *reader, OhNode root)
{
	OhReading  *out = reader->out;
	OhCell		kind = either(reader, root, "type", "event", OH_READ_TEXT);
	OhBytes		said = oh_cell_bytes(&kind);
	const OhEvent *event = said.data ? oh_event_find(events, said) : sniff(reader, root);

	out->provider_event = said;
	if (event == &events[MENU] && asks_for_menu(reader, root))
		event = &events[MENU_REQUEST];
	if (event != NULL)
	{
		out->subject = event->subject;
		out->event = event->event;
		return event->shape;
	}
	if (said.data)
		out->subject = OH_SUBJECT_NOTHING;
	else if (!has(reader, root, "external_id"))
		oh_reader_problem_at(reader, "external_id", OH_ERROR, "id", "absent");
	else
		oh_reader_problem_at(reader, "items", OH_ERROR, "array", "no array");
	return NULL;
}

/* ---- amounts ---- */

static void
read_total(OhReader *reader, OhNode value)
{
	reader->out->order->cells[OH_ORDER_SUBTOTAL] = oh_reader_cell(reader, value, OH_READ_MONEY);
}

/* Sent as a magnitude (proven: 800 in the vendor's sample). */
static void
read_discount(OhReader *reader, OhNode value)
{
	OhCell		cell = oh_reader_cell(reader, value, OH_READ_MONEY);

	if (oh_amount_negative(cell))
		oh_reader_problem(reader, OH_NOTE, "discount of zero or more",
						  "negative amount, taken as a discount");
	else
		cell = oh_amount_negate(cell);
	reader->out->order->cells[OH_ORDER_DISCOUNT] = cell;
}

/* The vendor's menus hold {"value": 5000}, hundredths again. */
static void
read_price(OhReader *reader, OhNode value)
{
	bool		wrapped = oh_node_member(reader->doc, value, OH_BYTES("value")) != OH_NO_NODE;

	reader->current[OH_PRODUCT]->cells[OH_PRODUCT_PRICE] = wrapped
		? oh_reader_member(reader, value, "value", OH_READ_MONEY)
		: oh_reader_cell(reader, value, OH_READ_MONEY);
}

/* By an operation of amount.h, which tells of what cannot be held at that member. */
static OhCell
combine(OhReader *reader, const char *key, OhCell (*operation) (OhReader *reader, OhCell a, OhCell b),
		OhCell a, OhCell b)
{
	OhCell		result;

	oh_reader_enter(reader, oh_bytes_of_string(key));
	result = operation(reader, a, b);
	oh_reader_leave(reader);
	return result;
}

/* total_value = quantity x unit_value, both for one unit of the item (proven): here for the whole line. */
static void
finish_modifier(OhReader *reader, OhNode modifier, OhRow *row)
{
	OhCell	   *line = reader->current[OH_ITEM]->cells;
	OhCell		units = line[OH_ITEM_QUANTITY];
	OhCell	   *sum = &line[OH_ITEM_MODIFIERS_TOTAL];
	OhCell	   *quantity = &row->cells[OH_MODIFIER_QUANTITY];
	OhCell	   *total = &row->cells[OH_MODIFIER_TOTAL];
	OhCell		price = row->cells[OH_MODIFIER_UNIT_PRICE];

	(void) modifier;
	row->cells[OH_MODIFIER_PRICE_IN_ITEM] = oh_cell_flag(false);
	if (!oh_cell_known(total))
		*total = combine(reader, "total_value", oh_amount_times, *quantity, price);
	*total = combine(reader, "total_value", oh_amount_times, *total, units);
	*quantity = combine(reader, "quantity", oh_amount_times, *quantity, units);
	*sum = row->cells[OH_MODIFIER_MODIFIER_NO].number == 1 ? *total
		: combine(reader, "total_value", oh_amount_plus, *sum, *total);
}

/* A line that does not speak of modifiers has no total of them. */
static void
finish_item(OhReader *reader, OhNode item, OhRow *row)
{
	OhNode		modifiers = oh_node_member(reader->doc, item, OH_BYTES("modifiers"));

	/* Only the rules use it, and they tell of no problem. */
	(void) oh_reader_member(reader, item, "total_unit_value", OH_READ_MONEY);
	if (modifiers != OH_NO_NODE)
		oh_amount_close_modifiers(reader, modifiers, row->cells);
}

/* The sum of the lines' totals, where each of them is there. */
static OhCell
sum_lines(OhReader *reader, OhNode order)
{
	OhNode		items = oh_node_member(reader->doc, order, OH_BYTES("items"));
	const OhRows *lines = &reader->out->rows[OH_ITEM];
	OhCell		sum = oh_amount_zero_cents;

	if (lines->count == 0 || lines->count != oh_node_count(reader->doc, items))
		return (OhCell) {.state = OH_STATE_ABSENT};
	for (const OhRow *line = lines->first; line; line = line->next)
		sum = combine(reader, "items", oh_amount_plus, sum, line->cells[OH_ITEM_TOTAL]);
	return sum;
}

/*
 * total = sum of lines, gross (proven: 25800, discount 800).  A total that equals the
 * lines only once the discount is off them is net already (assumed, hence the note).
 */
static void
conclude_amounts(OhReader *reader, OhNode order, OhCell *cells)
{
	OhCell	   *subtotal = &cells[OH_ORDER_SUBTOTAL];
	const OhCell *discount = &cells[OH_ORDER_DISCOUNT];
	bool		said = discount->state == OH_STATE_NULL || oh_cell_known(discount);
	OhCell		off = discount->state <= OH_STATE_NULL ? oh_amount_zero_cents : *discount;
	OhCell		lines = sum_lines(reader, order);
	OhCell		owed = lines;

	if (lines.state != OH_STATE_ABSENT)
		owed = combine(reader, "items", oh_amount_plus, lines, off);
	cells[OH_ORDER_COMPUTED_TOTAL] = owed;
	if (oh_cell_known(&owed) && oh_cell_equal(&owed, subtotal, OH_KIND_DECIMAL) &&
		!oh_cell_equal(&owed, &lines, OH_KIND_DECIMAL))
	{
		oh_reader_problem_at(reader, "total", OH_NOTE, "total before the discount",
							 "total after the discount");
		cells[OH_ORDER_TOTAL] = *subtotal;
		*subtotal = lines;
	}
	else if (oh_cell_known(subtotal))
		cells[OH_ORDER_TOTAL] = combine(reader, "total", oh_amount_plus, *subtotal, off);
	else
		cells[OH_ORDER_TOTAL] = *subtotal;
	if (oh_cell_known(discount))
		oh_reader_charge(reader, 0, "discount", OH_NO_BYTES, oh_cell_amount(discount), false);
	reader->out->rows[OH_CHARGE].present = said;
}

/* ---- whole documents ---- */

/* The vendor's table says store_id, its prose external_store_id. */
static OhCell
store_id(OhReader *reader, OhNode object)
{
	return either(reader, object, "external_store_id", "store_id", OH_READ_ID);
}

/* New, and not accepted: the till has yet to call back. */
static void
finish_order(OhReader *reader, OhNode order, OhRow *row)
{
	OhRow	   *guest = reader->current[OH_PARTY];

	row->cells[OH_ORDER_SERVICE_TYPE] = oh_cell_string("delivery");
	row->cells[OH_ORDER_ORDER_STATE] = oh_cell_string("open");
	row->cells[OH_ORDER_PREP_STATE] = oh_cell_string("pending");
	if (guest)
		guest->cells[OH_PARTY_ROLE] = oh_cell_string("guest");
	row->cells[OH_ORDER_STORE_EXTERNAL_ID] = store_id(reader, order);
	conclude_amounts(reader, order, row->cells);
}

static void
finish_status(OhReader *reader, OhNode status, OhRow *row)
{
	OhCell		id = either(reader, status, "order_external_id", "external_id", OH_READ_ID);
	const OhCell *said = &row->cells[OH_ORDER_PROVIDER_STATUS];
	const OhWord *word = oh_cell_known(said) ? oh_word_find(words, oh_cell_bytes(said)) : NULL;

	row->cells[OH_ORDER_EXTERNAL_ID] = id;
	row->cells[OH_ORDER_STORE_EXTERNAL_ID] = store_id(reader, status);
	if (!oh_cell_known(&id))
		oh_reader_problem_at(reader, "order_external_id", OH_ERROR, "id", "none that can be used");
	if (word)
	{
		oh_word_apply(word, row);
		reader->out->event = word->prep ? "order.accepted" : "order.rejected";
	}
	else if (oh_cell_known(said))
		row->cells[OH_ORDER_ORDER_STATE] = oh_cell_string("unknown");
}

static void
finish_menu(OhReader *reader, OhNode menu, OhRow *row)
{
	OhCell		store = store_id(reader, menu);

	(void) row;
	for (OhRow *product = reader->out->rows[OH_PRODUCT].first; product; product = product->next)
		product->cells[OH_PRODUCT_STORE_EXTERNAL_ID] = store;
}

const OhProvider oh_provider_mipos = {
	.name = "mipos",
	.title = "mipOS",
	.auth = {OH_SCHEME_BODY_HMAC, OH_LITERAL("Signature-Webhook"), OH_LITERAL("auth-anton-x")},
	.unit = OH_UNIT_MINOR,
	.forms = forms,
	.events = events,
	.words = words,
	.recognise = recognise,
	.rules = oh_mipos_rules,
	.compose = oh_sample_mipos,
	.course = {.stages = 2, .cancels = true},
};
