/*
 * provider_revo.c
 *	  Revo XEF, a till: {tenant, event, data} about orders, products and customers.
 *
 * Amounts are decimal texts in major units; JSON, or a form whose every value is
 * text.  An order comes whole or, at its close, as {id, table_id, total, guests}:
 * only the cells of keys that are there are set.  Of the rules below those marked S
 * are shown by the source document, D by Revo's other pages, C by integrators'
 * notes; I is inferred.
 */
#include "provider_revo.h"

#include "fields.h"

static void read_product_tenant(OhReader *reader, OhNode value);

/* ---- orders ---- */

static const OhField modifier_fields[] = {
	ID("id", MODIFIER, EXTERNAL_ID),
	ID("category_id", MODIFIER, GROUP_ID),
	TEXT("name", MODIFIER, NAME),
	MONEY("price", MODIFIER, UNIT_PRICE),
	STORED("order"),
	STORED("photo"),
};
static const OhShape modifier_shape = {SHAPE(modifier_fields), .finish = oh_revo_finish_modifier};

/* What a set menu is made of; the keys are those of a line (I). */
static const OhField combo_fields[] = {
	ID("id", MODIFIER, EXTERNAL_ID),
	TEXT("itemName", MODIFIER, NAME),
	DECIMAL("quantity", MODIFIER, QUANTITY),
	MONEY("itemPrice", MODIFIER, UNIT_PRICE),
};
static const OhShape combo_shape = {SHAPE(combo_fields), .finish = oh_revo_finish_combo};

static const OhField item_fields[] = {
	ID("id", ITEM, EXTERNAL_ID),
	ID("item_id", ITEM, PRODUCT_ID),
	TEXT("itemName", ITEM, NAME),
	DECIMAL("quantity", ITEM, QUANTITY),
	DERIVED("weight", "multiplies the quantity where the line's total holds with it alone"),
	MONEY("itemPrice", ITEM, UNIT_PRICE),
	DERIVED("extrasAmount", "modifiers of one unit, where they are not listed with prices"),
	DERIVED("priceWithExtrasIndividual", "one unit with its modifiers: tells whether prices include tax"),
	ROWS("modifiers", MODIFIER, modifier_shape),
	ROWS("menuMenuContents", MODIFIER, combo_shape),
	DERIVED("discountAmount", "discount of the line, sign turned against the line's"),
	MONEY("taxAmount", ITEM, TAX),
	PERCENT("taxPercentage", ITEM, TAX_RATE),
	DERIVED("subtotal", "total of the line where prices exclude tax"),
	MONEY("total", ITEM, TOTAL),
	TEXT("seat", ITEM, SEAT),
	TEXT("dishOrder", ITEM, COURSE),
	TEXT("notes", ITEM, NOTES),
	BY("cancelReason", oh_revo_read_item_void, "the line is voided where there is one"),
	DERIVED("updated_at", "the newest of lines, order and `closed` is the order's provider_updated_at"),
	STORED("order_id"),
	STORED("alreadyPaidQuantity"),
	STORED("alreadyPrintedQuantity"),
	STORED("discount"),
	STORED("created_at"),
	STORED("optional_modifiers"),
	STORED("format_pivot_id"),
	STORED("margin"),
	STORED("price_id"),
	STORED("tenantUser_id"),
	STORED("orderContentCombination"),
};
static const OhShape item_shape = {SHAPE(item_fields)};

static const OhField payment_fields[] = {
	ID("id", PAYMENT, EXTERNAL_ID),
	MONEY("payAmount", PAYMENT, AMOUNT),
	MONEY("tipAmount", PAYMENT, TIP),
	DERIVED("change", "a row of its own where cash was given back"),
	DERIVED("totalCollected", "checked: payAmount + tipAmount + change"),
	ID("paymentMethod", PAYMENT, PROVIDER_METHOD),
	TIME("date", PAYMENT, PAID_AT),
	DERIVED("voidReason", "the payment is voided where there is one"),
	DERIVED("cancelReason", "the payment is voided where there is one"),
	STORED("invoice_id"),
	STORED("tenantUser_id"),
	STORED("tenantUserName"),
	STORED("turn_id"),
	STORED("gratuity"),
	STORED("provider_id"),
};
static const OhShape payment_shape = {SHAPE(payment_fields), .finish = oh_revo_finish_payment};

static const OhField invoice_fields[] = {
	DERIVED("number", "invoice_number of its payments; display_number of an order with this invoice alone"),
	DERIVED("cancelReason", "its payments are voided where there is one"),
	DERIVED("notAccountable", "status of its payments: not_accountable"),
	ROWS("orderPayments", PAYMENT, payment_shape),
	STORED("id"),
	STORED("order_id"),
	PERSONAL("customer_id"),
	PERSONAL("customerJSON"),
	STORED("date"),
	STORED("paymentMode"),
	STORED("sum"),
	STORED("discountAmount"),
	STORED("orderDiscountAmount"),
	STORED("taxAmount"),
	STORED("subtotal"),
	DERIVED("total", "checked: its payments, and the order's total by all invoices"),
};
static const OhShape invoice_shape = {SHAPE(invoice_fields), .finish = oh_revo_finish_invoice};

static const OhField delivery_fields[] = {
	MARKED_TEXT("address", PARTY, ADDRESS),
	TEXT("phone", PARTY, PHONE),
	MARKED_TEXT("city", DELIVERY, DROPOFF_CITY),
	TIME("date", ORDER, DUE_AT),
	STORED("channel"),
};
static const OhShape delivery_shape = {SHAPE(delivery_fields), .finish = oh_revo_finish_delivery};

static const OhField order_fields[] = {
	REQUIRED_ID("id", ORDER, EXTERNAL_ID),
	TIME("opened", ORDER, PLACED_AT),
	TIME("closed", ORDER, CLOSED_AT),
	ID("status", ORDER, PROVIDER_STATUS),
	DERIVED("merged", "order_state merged where it is set"),
	DERIVED("canceled", "order_state cancelled where it is set, cancelled_at where it is a time"),
	ID("refunded_order_id", ORDER, REFUND_OF),
	DERIVED("refunded_invoice_id", "is_refund where it is set"),
	INTEGER("guests", ORDER, GUESTS),
	TEXT("tableName", ORDER, TABLE_NAME),
	DERIVED("table_id", "service_type dine_in where it is set and there is no delivery"),
	TEXT("tenantUserName", ORDER, STAFF),
	TEXT("notes", ORDER, NOTES),
	PERSONAL_BY("customer_id", oh_revo_read_customer_id, "external_id of the order's customer"),
	MONEY("subtotal", ORDER, SUBTOTAL),
	DERIVED("discountAmount", "discount, with orderDiscountAmount, sign turned against the total's"),
	DERIVED("orderDiscountAmount", "discount of the order as a whole"),
	MONEY("gratuity", ORDER, FEE),
	MONEY("taxAmount", ORDER, TAX),
	MONEY("total", ORDER, TOTAL),
	DERIVED("alreadyPaid", "paid, until there are payments"),
	DERIVED("updated_at", "provider_updated_at, where no line was updated later"),
	ROWS("orderContents", ITEM, item_shape),
	OBJECTS("orderInvoices", invoice_shape),
	OBJECT("delivery", delivery_shape),
	STORED("sum"),
	STORED("tenantUser_id"),
	STORED("discount"),
	STORED("notes_sent"),
	STORED("delivery_id"),
	STORED("margin"),
	STORED("offline_id"),
};
static const OhShape order_shape = {SHAPE(order_fields), .finish = oh_revo_finish_order};

static const OhField order_root_fields[] = {
	DERIVED("event", "the event, and with it what data is"),
	ID("tenant", ORDER, STORE_EXTERNAL_ID),
	REQUIRED_OBJECT("data", order_shape),
};
static const OhShape order_root = {SHAPE(order_root_fields)};

/* ---- products and customers ---- */

static const OhField product_fields[] = {
	REQUIRED_ID("id", PRODUCT, EXTERNAL_ID),
	TEXT("type", PRODUCT, KIND),
	TEXT("name", PRODUCT, NAME),
	MONEY("price", PRODUCT, PRICE),
	TEXT("photo", PRODUCT, IMAGE_URL),
};
static const OhShape product_shape = {SHAPE(product_fields)};

static const OhField product_root_fields[] = {
	DERIVED("event", "the event, and with it what data is"),
	REQUIRED_ROW("data", PRODUCT, product_shape),
	BY("tenant", read_product_tenant, "store_external_id of the product"),
};
static const OhShape product_root = {SHAPE(product_root_fields)};

static const OhField customer_fields[] = {
	REQUIRED_ID("id", CUSTOMER, EXTERNAL_ID),
	FLAG("active", CUSTOMER, ACTIVE),
	TEXT("name", CUSTOMER, NAME),
	TEXT("address", CUSTOMER, ADDRESS),
	TEXT("city", CUSTOMER, CITY),
	TEXT("state", CUSTOMER, REGION),
	TEXT("country", CUSTOMER, COUNTRY),
	TEXT("postalCode", CUSTOMER, POSTAL_CODE),
	TEXT("nif", CUSTOMER, TAX_ID),
	TEXT("web", CUSTOMER, WEB),
	TEXT("email", CUSTOMER, EMAIL),
	TEXT("phone", CUSTOMER, PHONE),
	TEXT("notes", CUSTOMER, NOTES),
	ID("extra_id", CUSTOMER, EXTERNAL_REF),
	TIME("created_at", CUSTOMER, CREATED_AT),
	TIME("updated_at", CUSTOMER, UPDATED_AT),
	TIME("deleted_at", CUSTOMER, DELETED_AT),
};
static const OhShape customer_shape = {SHAPE(customer_fields)};

static const OhField customer_root_fields[] = {
	DERIVED("event", "the event, and with it what data is"),
	REQUIRED_ROW("data", CUSTOMER, customer_shape),
	STORED("tenant"),
};
static const OhShape customer_root = {SHAPE(customer_root_fields)};

static const OhForm forms[] = {
	{"order events", &order_root, OH_ORDER},
	{"product events", &product_root, OH_PRODUCT},
	{"customer events", &customer_root, OH_CUSTOMER},
	{.title = NULL}
};

/* ---- words ---- */

#define ORDER(word, event)		{OH_LITERAL(word), event, OH_SUBJECT_ORDER, &order_root}
#define PRODUCT(word, event)	{OH_LITERAL(word), event, OH_SUBJECT_PRODUCT, &product_root}
#define CUSTOMER(word)			{OH_LITERAL(word), word, OH_SUBJECT_CUSTOMER, &customer_root}
#define KEPT(word, event)		{OH_LITERAL(word), event, OH_SUBJECT_NOTHING, NULL}

static const OhEvent events[] = {
	ORDER("order.created", "order.created"),
	ORDER("order.updated", "order.updated"),
	ORDER("order.closed", "order.closed"),
	ORDER("order.cancelled", "order.cancelled"),
	ORDER("order.moved", "order.moved"),
	ORDER("order.merged", "order.merged"),
	ORDER("order.deleted", "order.deleted"),
	PRODUCT("product.created", "product.updated"),
	PRODUCT("product.updated", "product.updated"),
	PRODUCT("product.deleted", "product.deleted"),
	CUSTOMER("customer.created"),
	CUSTOMER("customer.updated"),
	CUSTOMER("customer.deleted"),
	KEPT("orderPayment.updated", "payment.updated"),
	KEPT("stocks.created", "stock.updated"),
	KEPT("stocks.updated", "stock.updated"),
	KEPT("kds.contentsReady", "order.ready"),
	KEPT("purchaseOrder.created", "unknown"),
	KEPT("purchaseOrder.updated", "unknown"),
	KEPT("giftCard.created", "unknown"),
	KEPT("turn.opened", "unknown"),
	KEPT("turn.closed", "unknown"),
	{.word = {NULL, 0}}
};

/* data.status (C); others are not documented. */
static const OhWord words[] = {
	{OH_LITERAL("0"), .order = "open"},
	{OH_LITERAL("1"), .order = "closed"},
	{.word = {NULL, 0}}
};

/* ---- the document ---- */

static void
read_product_tenant(OhReader *reader, OhNode value)
{
	OhRow	   *product = reader->out->rows[OH_PRODUCT].last;

	if (product)
		product->cells[OH_PRODUCT_STORE_EXTERNAL_ID] = oh_reader_cell(reader, value, OH_READ_ID);
}

static bool
is_zero(const OhDocument *doc, OhNode value)
{
	OhDecimal	d;

	return oh_decimal_parse(oh_node_text(doc, value), OH_DECIMAL_COMMA, &d) == OH_DECIMAL_OK
		&& oh_decimal_sign(d) == 0;
}

/* A close that says status 0 and total 0 comes in between and means nothing (C). */
static bool
is_intermediate(const OhReader *reader, OhNode root)
{
	OhNode		data = oh_node_member(reader->doc, root, OH_BYTES("data"));

	return strcmp(reader->out->event, "order.closed") == 0
		&& is_zero(reader->doc, oh_node_member(reader->doc, data, OH_BYTES("status")))
		&& is_zero(reader->doc, oh_node_member(reader->doc, data, OH_BYTES("total")));
}

static const OhShape *
recognise(OhReader *reader, OhNode root)
{
	OhReading  *out = reader->out;
	OhCell		word = oh_reader_member(reader, root, "event", OH_READ_TEXT);
	const OhEvent *event = oh_cell_known(&word) ? oh_event_find(events, oh_cell_bytes(&word)) : NULL;

	out->provider_event = oh_cell_bytes(&word);
	if (!oh_cell_known(&word))
	{
		oh_reader_problem_at(reader, "event", OH_ERROR, "name of an event", "none");
		return NULL;
	}
	out->event = event ? event->event : "unknown";
	out->subject = event ? event->subject : OH_SUBJECT_NOTHING;
	if (!is_intermediate(reader, root))
		return event ? event->shape : NULL;
	out->subject = OH_SUBJECT_NOTHING;
	oh_reader_problem_at(reader, "data", OH_NOTE, "status or total of a close",
						 "intermediate close, passed over");
	return NULL;
}

const OhProvider oh_provider_revo = {
	.name = "revo",
	.title = "Revo XEF",
	.auth = {.scheme = OH_SCHEME_BODY_HMAC, .header = OH_LITERAL("X-Revo-Hmac-SHA256")},
	.unit = OH_UNIT_MAJOR,
	.is_lax = true,
	.sends_forms = true,
	.forms = forms,
	.events = events,
	.words = words,
	.recognise = recognise,
	.rules = oh_revo_rules,
	.compose = oh_sample_revo,
	.course = {.stages = 4, .cancels = true, .refunds = true, .shortens = true},
};
