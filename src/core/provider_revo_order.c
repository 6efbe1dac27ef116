/*
 * provider_revo_order.c
 *	  The irregular part of a Revo order: its states, its payments, its sums.
 *
 * S, D, C and I as in provider_revo.c.
 */
#include "provider_revo.h"

#include "amount.h"

/* ---- what is set ---- */

bool
oh_revo_is_set(OhReader *reader, OhNode value)
{
	OhType		type = oh_node_type(reader->doc, value);
	OhBytes		text = oh_node_text(reader->doc, value);

	if ((type == OH_ARRAY || type == OH_OBJECT) && oh_node_count(reader->doc, value) > 0)
		oh_reader_problem(reader, OH_WARNING, "text, number or null", oh_type_name(type));
	return type == OH_TRUE || (text.len > 0 && !oh_bytes_equal(text, OH_BYTES("0")));
}

static bool
member_is_set(OhReader *reader, OhNode object, const char *key)
{
	OhBytes		name = oh_bytes_of_string(key);
	bool		set;

	oh_reader_enter(reader, name);
	set = oh_revo_is_set(reader, oh_node_member(reader->doc, object, name));
	oh_reader_leave(reader);
	return set;
}

void
oh_revo_finish_modifier(OhReader *reader, OhNode object, OhRow *row)
{
	(void) reader;
	(void) object;
	row->cells[OH_MODIFIER_PRICE_IN_ITEM] = oh_cell_flag(false);
}

/* What a set menu is made of is in the menu's price (I). */
void
oh_revo_finish_combo(OhReader *reader, OhNode object, OhRow *row)
{
	(void) reader;
	(void) object;
	row->cells[OH_MODIFIER_PRICE_IN_ITEM] = oh_cell_flag(true);
}

void
oh_revo_read_item_void(OhReader *reader, OhNode value)
{
	reader->current[OH_ITEM]->cells[OH_ITEM_VOIDED] = oh_cell_flag(oh_revo_is_set(reader, value));
}

/* ---- payments ---- */

/* 1 and 2 are the same for every account, all others are the account's own (D). */
static const char *
method_of(const OhCell *raw)
{
	if (oh_cell_is(raw, "1"))
		return "card";
	if (oh_cell_is(raw, "2"))
		return "cash";
	return "other";
}

/* Cash given back: a row of its own beside a payment that then is what the guest handed over. */
static void
add_change(OhReader *reader, OhRow *payment, OhCell change)
{
	OhCell		tendered = oh_amount_plus(reader, payment->cells[OH_PAYMENT_AMOUNT], change);
	OhRow	   *row;

	if (!oh_cell_known(&tendered))
		return;
	row = oh_reader_add(reader, OH_PAYMENT);
	if (row == NULL)
		return;
	payment->cells[OH_PAYMENT_AMOUNT] = tendered;
	row->cells[OH_PAYMENT_KIND] = oh_cell_string("change");
	row->cells[OH_PAYMENT_METHOD] = payment->cells[OH_PAYMENT_METHOD];
	row->cells[OH_PAYMENT_PROVIDER_METHOD] = payment->cells[OH_PAYMENT_PROVIDER_METHOD];
	row->cells[OH_PAYMENT_AMOUNT] = oh_amount_negate(change);
	row->cells[OH_PAYMENT_STATUS] = payment->cells[OH_PAYMENT_STATUS];
	row->cells[OH_PAYMENT_PAID_AT] = payment->cells[OH_PAYMENT_PAID_AT];
}

/* totalCollected = payAmount + tipAmount + change (I). */
void
oh_revo_finish_payment(OhReader *reader, OhNode object, OhRow *row)
{
	OhCell	   *cells = row->cells;
	OhCell		change = oh_amount_or_zero(oh_reader_member(reader, object, "change", OH_READ_MONEY));
	OhCell		collected = oh_reader_member(reader, object, "totalCollected", OH_READ_MONEY);
	OhCell		parts = oh_amount_plus(reader, cells[OH_PAYMENT_AMOUNT], change);
	bool		voided = member_is_set(reader, object, "voidReason");

	voided = member_is_set(reader, object, "cancelReason") || voided;
	cells[OH_PAYMENT_KIND] = oh_cell_string("payment");
	if (oh_amount_negative(cells[OH_PAYMENT_AMOUNT]))
		cells[OH_PAYMENT_KIND] = oh_cell_string("refund");
	cells[OH_PAYMENT_STATUS] = oh_cell_string(voided ? "voided" : "settled");
	if (oh_cell_known(&cells[OH_PAYMENT_PROVIDER_METHOD]))
		cells[OH_PAYMENT_METHOD] = oh_cell_string(method_of(&cells[OH_PAYMENT_PROVIDER_METHOD]));
	parts = oh_amount_plus(reader, parts, oh_amount_or_zero(cells[OH_PAYMENT_TIP]));
	if (oh_amount_differ(parts, collected))
		oh_reader_problem_at(reader, "totalCollected", OH_WARNING, "payAmount + tipAmount + change",
							 "another amount");
	else if (oh_amount_positive(change) && oh_cell_is(&cells[OH_PAYMENT_METHOD], "cash"))
		add_change(reader, row, change);
}

/* Marks the payments of this invoice; the one at hand is then the last that is done. */
void
oh_revo_finish_invoice(OhReader *reader, OhNode object, OhRow *row)
{
	OhCell		number = oh_reader_member(reader, object, "number", OH_READ_ID);
	OhCell		outside = oh_reader_member(reader, object, "notAccountable", OH_READ_FLAG);
	bool		cancelled = member_is_set(reader, object, "cancelReason");
	OhRow	   *done = reader->current[OH_PAYMENT];
	OhRow	   *payment = done ? done->next : reader->out->rows[OH_PAYMENT].first;

	for (; payment; payment = payment->next)
	{
		OhCell	   *status = &payment->cells[OH_PAYMENT_STATUS];

		payment->cells[OH_PAYMENT_INVOICE_NUMBER] = number;
		if (cancelled)
			*status = oh_cell_string("voided");
		else if (oh_cell_is(status, "voided"))
			continue;
		else if (outside.state == OH_STATE_UNREADABLE)
			*status = outside;
		else if (oh_cell_known(&outside) && outside.number)
			*status = oh_cell_string("not_accountable");
	}
	/* Only the rules use it, and they tell of no problem. */
	(void) oh_reader_member(reader, object, "total", OH_READ_MONEY);
	reader->current[OH_PAYMENT] = reader->out->rows[OH_PAYMENT].last;
	row->cells[OH_ORDER_DISPLAY_NUMBER] = number;
}

/* Is there a row for each payment that the invoices list?  Those of change are nobody's payment. */
static bool
has_all_payments(const OhReader *reader, OhNode order)
{
	const OhDocument *doc = reader->doc;
	OhNode		invoices = oh_node_member(doc, order, OH_BYTES("orderInvoices"));
	int64_t		listed = 0;
	int64_t		payments = 0;

	for (const OhRow *row = reader->out->rows[OH_PAYMENT].first; row; row = row->next)
		payments += !oh_cell_is(&row->cells[OH_PAYMENT_KIND], "change");
	for (OhNode invoice = oh_node_first(doc, invoices); invoice != OH_NO_NODE; invoice = oh_node_next(doc, invoice))
	{
		OhNode		list = oh_node_member(doc, invoice, OH_BYTES("orderPayments"));

		listed += oh_node_count(doc, list);
		if (oh_node_type(doc, invoice) != OH_OBJECT || !oh_amount_covers(reader, list, oh_node_count(doc, list)))
			return false;
	}
	return listed == payments;
}

/* Both out of the payments that stand; until there are any, alreadyPaid. */
static void
sum_payments(OhReader *reader, OhNode order, OhCell *cells)
{
	const OhRows *rows = &reader->out->rows[OH_PAYMENT];
	OhCell		already = oh_reader_member(reader, order, "alreadyPaid", OH_READ_MONEY);
	OhCell		paid = oh_amount_zero;
	OhCell		tip = oh_amount_zero;

	if (rows->count == 0)
	{
		cells[OH_ORDER_PAID] = already;
		return;
	}
	if (!has_all_payments(reader, order))
	{
		cells[OH_ORDER_PAID] = cells[OH_ORDER_TIP] = (OhCell) {.state = OH_STATE_UNREADABLE};
		return;
	}
	for (const OhRow *row = rows->first; row; row = row->next)
	{
		if (oh_cell_is(&row->cells[OH_PAYMENT_STATUS], "voided"))
			continue;
		paid = oh_amount_plus(reader, paid, row->cells[OH_PAYMENT_AMOUNT]);
		if (!oh_cell_is(&row->cells[OH_PAYMENT_KIND], "change"))
			tip = oh_amount_plus(reader, tip, oh_amount_or_zero(row->cells[OH_PAYMENT_TIP]));
	}
	cells[OH_ORDER_PAID] = paid;
	cells[OH_ORDER_TIP] = tip;
}

/* Only amounts prove it: what was paid against the total, in a refund both below zero. */
static void
set_payment_state(OhCell *cells)
{
	OhCell		paid = cells[OH_ORDER_PAID];
	OhCell		total = cells[OH_ORDER_TOTAL];

	if (!oh_cell_known(&paid) || !oh_cell_known(&total) || oh_decimal_sign(oh_cell_amount(&total)) == 0)
		return;
	if (oh_amount_negative(total))
	{
		paid = oh_amount_negate(paid);
		total = oh_amount_negate(total);
	}
	if (!oh_amount_positive(paid))
		cells[OH_ORDER_PAYMENT_STATE] = oh_cell_string("unpaid");
	else if (oh_decimal_compare(oh_cell_amount(&paid), oh_cell_amount(&total)) < 0)
		cells[OH_ORDER_PAYMENT_STATE] = oh_cell_string("partial");
	else
		cells[OH_ORDER_PAYMENT_STATE] = oh_cell_string("paid");
}

/* ---- the order ---- */

void
oh_revo_read_customer_id(OhReader *reader, OhNode value)
{
	OhCell		id = oh_reader_cell(reader, value, OH_READ_ID);
	OhRow	   *row;

	reader->out->rows[OH_PARTY].present = true;
	if (!oh_cell_known(&id))
		return;
	row = oh_reader_add(reader, OH_PARTY);
	if (row == NULL)
		return;
	row->cells[OH_PARTY_ROLE] = oh_cell_string("customer");
	row->cells[OH_PARTY_EXTERNAL_ID] = id;
	reader->current[OH_PARTY] = NULL;
}

/* A delivery without an address is collected (D); with one that cannot be read it may be either. */
void
oh_revo_finish_delivery(OhReader *reader, OhNode object, OhRow *row)
{
	OhRow	   *guest = reader->current[OH_PARTY];
	OhNode		address = oh_node_member(reader->doc, object, OH_BYTES("address"));
	bool		erased = oh_bytes_equal(oh_node_text(reader->doc, address), OH_BYTES(OH_ERASED));
	bool		sent = guest && (erased || oh_cell_known(&guest->cells[OH_PARTY_ADDRESS]));
	bool		unread = !sent && oh_node_type(reader->doc, address) > OH_NULL
		&& (oh_node_type(reader->doc, address) != OH_STRING || oh_node_text(reader->doc, address).len > 0);

	if (guest)
		guest->cells[OH_PARTY_ROLE] = oh_cell_string(sent ? "dropoff" : "guest");
	row->cells[OH_ORDER_SERVICE_TYPE] = unread ? (OhCell) {.state = OH_STATE_UNREADABLE}
		: oh_cell_string(sent ? "delivery" : "pickup");
}

static bool
is_event(const OhReader *reader, const char *event)
{
	return strcmp(reader->out->event, event) == 0;
}

static const char *
status_word(const OhReader *reader, const OhCell *status)
{
	/* Exact, for -1 is not 1. */
	for (const OhWord *word = reader->provider->words; word->word.data; word++)
		if (oh_bytes_equal(word->word, oh_cell_bytes(status)))
			return word->order;
	return "unknown";
}

/* The event outranks the status, which a quick sale closes with 0 (C). */
static const char *
order_state(OhReader *reader, OhNode order, const OhCell *cells)
{
	bool		cancelled = member_is_set(reader, order, "canceled");
	bool		merged = member_is_set(reader, order, "merged");
	bool		merge_told = oh_node_member(reader->doc, order, OH_BYTES("merged")) != OH_NO_NODE;

	if (cancelled || is_event(reader, "order.cancelled") || is_event(reader, "order.deleted"))
		return "cancelled";
	/* Of two merged orders one lives on: with `merged` null (I). */
	if (merged || (is_event(reader, "order.merged") && !merge_told))
		return "merged";
	if (is_event(reader, "order.closed"))
		return "closed";
	if (oh_cell_known(&cells[OH_ORDER_PROVIDER_STATUS]))
		return status_word(reader, &cells[OH_ORDER_PROVIDER_STATUS]);
	if (oh_cell_known(&cells[OH_ORDER_CLOSED_AT]))
		return "closed";
	if (is_event(reader, "order.created") || cells[OH_ORDER_CLOSED_AT].state == OH_STATE_NULL)
		return "open";
	return NULL;
}

static void
set_states(OhReader *reader, OhNode order, OhCell *cells)
{
	const char *state = order_state(reader, order, cells);
	OhNode		canceled = oh_node_member(reader->doc, order, OH_BYTES("canceled"));
	OhNode		delivery = oh_node_member(reader->doc, order, OH_BYTES("delivery"));
	bool		at_table = member_is_set(reader, order, "table_id");
	bool		by_invoice = member_is_set(reader, order, "refunded_invoice_id");
	const OhCell *refund_of = &cells[OH_ORDER_REFUND_OF];

	if (state)
		cells[OH_ORDER_ORDER_STATE] = oh_cell_string(state);
	/* A time or an id (C); the shortest time is a date. */
	if (oh_node_text(reader->doc, canceled).len >= strlen("2016-10-25"))
		cells[OH_ORDER_CANCELLED_AT] = oh_reader_member(reader, order, "canceled", OH_READ_TIME);
	if (by_invoice || refund_of->state == OH_STATE_NULL || oh_cell_known(refund_of))
		cells[OH_ORDER_IS_REFUND] = oh_cell_flag(by_invoice || oh_cell_known(refund_of));
	/* A short close says nothing of a delivery: its table alone proves none. */
	if (at_table && (delivery != OH_NO_NODE || reader->out->rows[OH_ITEM].present)
		&& cells[OH_ORDER_SERVICE_TYPE].state != OH_STATE_UNREADABLE)
		oh_cell_default(&cells[OH_ORDER_SERVICE_TYPE], oh_cell_string("dine_in"));
}

static OhCell
later_of(OhCell a, OhCell b)
{
	if (!oh_cell_known(&a) || !oh_cell_known(&b))
		return oh_cell_known(&b) ? b : a;
	return a.number >= b.number ? a : b;
}

/*
 * The whole order: total = sum of the lines' totals - orderDiscountAmount, gratuity
 * and tips beside it (I; the sibling till's sample: 71.5 - 6.5 = 65).
 */
static void
settle_order(OhReader *reader, OhNode order, OhCell *cells, OhCell order_discount)
{
	OhRevoLines lines;

	reader->out->rows[OH_MODIFIER].present = true;
	reader->out->rows[OH_CHARGE].present = true;
	oh_revo_settle_lines(reader, oh_node_member(reader->doc, order, OH_BYTES("orderContents")), &lines);
	cells[OH_ORDER_PROVIDER_UPDATED_AT] = later_of(cells[OH_ORDER_PROVIDER_UPDATED_AT], lines.newest);
	cells[OH_ORDER_COMPUTED_TOTAL] = oh_amount_plus(reader, lines.total, order_discount);
	set_payment_state(cells);
	oh_revo_settle_charges(reader, &lines, cells);
}

void
oh_revo_finish_order(OhReader *reader, OhNode order, OhRow *row)
{
	OhCell	   *cells = row->cells;
	OhCell		total = cells[OH_ORDER_TOTAL];
	OhCell		of_lines = oh_reader_member(reader, order, "discountAmount", OH_READ_MONEY);
	OhCell		of_order = oh_reader_member(reader, order, "orderDiscountAmount", OH_READ_MONEY);
	OhNode		invoices = oh_node_member(reader->doc, order, OH_BYTES("orderInvoices"));

	of_lines = oh_amount_against(oh_amount_or_zero(of_lines), total);
	of_order = oh_amount_against(oh_amount_or_zero(of_order), total);
	cells[OH_ORDER_DISCOUNT] = oh_amount_plus(reader, of_lines, of_order);
	cells[OH_ORDER_PROVIDER_UPDATED_AT] =
		later_of(oh_reader_member(reader, order, "updated_at", OH_READ_TIME), cells[OH_ORDER_CLOSED_AT]);
	if (oh_node_count(reader->doc, invoices) != 1)
		cells[OH_ORDER_DISPLAY_NUMBER] = (OhCell) {.state = OH_STATE_ABSENT};
	if (oh_node_type(reader->doc, invoices) == OH_NULL || oh_node_type(reader->doc, invoices) == OH_ARRAY)
		reader->out->rows[OH_PAYMENT].present = true;
	sum_payments(reader, order, cells);
	set_states(reader, order, cells);
	if (reader->out->rows[OH_ITEM].present)
		settle_order(reader, order, cells, of_order);
}
