/*
 * provider_revo_rules.c
 *	  Revo: the rules that its amounts are held against.
 *
 * S, D, C and I as in provider_revo.c.
 */
#include "provider_revo.h"

#include "amount.h"

static OhNode
order_of(const OhCheck *check)
{
	return oh_check_member(check, check->root, "data");
}

/* ---- lines ---- */

enum { LINE_SUM, LINE_RATE };

/* subtotal + tax = total (S), rate x subtotal = tax, where both were rounded. */
static void
check_line(OhCheck *check)
{
	OhNode		lines = oh_check_member(check, order_of(check), "orderContents");
	OhReader   *reader = check->reader;

	for (OhNode line = oh_node_first(reader->doc, lines); line != OH_NO_NODE;
		 line = oh_node_next(reader->doc, line))
	{
		OhCell		subtotal = oh_check_money(check, line, "subtotal");
		OhCell		tax = oh_check_money(check, line, "taxAmount");
		OhCell		rate = oh_reader_member(reader, line, "taxPercentage", OH_READ_PERCENT);

		oh_check_pair(check, LINE_SUM, oh_amount_plus(reader, subtotal, tax),
					  oh_check_money(check, line, "total"));
		oh_check_pair_within(check, LINE_RATE, oh_amount_times(reader, rate, subtotal), tax,
							 (OhDecimal) {1, 2});
	}
}

/* ---- the order ---- */

enum { ORDER_LINES, ORDER_SUM };

/* The totals of the lines as sent: in the rows they are without tax where prices exclude it. */
static OhCell
sum_lines(OhCheck *check, OhNode lines)
{
	OhReader   *reader = check->reader;
	const OhRow *row = check->reading->rows[OH_ITEM].first;
	OhCell		sum = oh_amount_zero;

	if (check->reading->rows[OH_ITEM].count != oh_node_count(reader->doc, lines))
		return (OhCell) {.state = OH_STATE_UNREADABLE};
	for (OhNode line = oh_node_first(reader->doc, lines); line != OH_NO_NODE;
		 line = oh_node_next(reader->doc, line), row = row->next)
	{
		const OhCell *voided = &row->cells[OH_ITEM_VOIDED];

		if (!oh_cell_known(voided) || !voided->number)
			sum = oh_amount_plus(reader, sum, oh_check_money(check, line, "total"));
	}
	return sum;
}

/* lines - order discount = total (I), subtotal + tax = total (S). */
static void
check_order(OhCheck *check)
{
	OhNode		order = order_of(check);
	OhReader   *reader = check->reader;
	OhCell		total = oh_check_money(check, order, "total");
	OhCell		subtotal = oh_check_money(check, order, "subtotal");
	OhCell		tax = oh_check_money(check, order, "taxAmount");
	OhCell		discount = oh_amount_or_zero(oh_check_money(check, order, "orderDiscountAmount"));
	OhCell		lines = sum_lines(check, oh_check_member(check, order, "orderContents"));

	discount = oh_amount_against(discount, total);
	oh_check_pair(check, ORDER_LINES, oh_amount_plus(reader, lines, discount), total);
	oh_check_pair(check, ORDER_SUM, oh_amount_plus(reader, subtotal, tax), total);
}

/* ---- invoices ---- */

enum { INVOICE_ORDER, INVOICE_PAYMENTS };

static bool
is_voided(const OhCheck *check, OhNode object)
{
	return oh_revo_is_set(check->reader, oh_check_member(check, object, "cancelReason"))
		|| oh_revo_is_set(check->reader, oh_check_member(check, object, "voidReason"));
}

/* What was paid of one invoice, tips apart; without payAmount it is what was collected less the change. */
static OhCell
paid_amount(const OhCheck *check, OhNode payment)
{
	OhReader   *reader = check->reader;
	OhCell		paid = oh_check_money(check, payment, "payAmount");
	OhCell		rest;

	if (oh_cell_known(&paid))
		return paid;
	rest = oh_amount_minus(reader, oh_check_money(check, payment, "totalCollected"),
						   oh_amount_or_zero(oh_check_money(check, payment, "change")));
	return oh_amount_minus(reader, rest, oh_amount_or_zero(oh_check_money(check, payment, "tipAmount")));
}

/* An invoice that nobody has paid yet is not off. */
static void
check_payments(OhCheck *check, OhNode invoice)
{
	OhReader   *reader = check->reader;
	OhNode		payments = oh_check_member(check, invoice, "orderPayments");
	OhCell		sum = oh_amount_zero;
	bool		any = false;

	for (OhNode payment = oh_node_first(reader->doc, payments); payment != OH_NO_NODE;
		 payment = oh_node_next(reader->doc, payment))
	{
		if (is_voided(check, payment))
			continue;
		sum = oh_amount_plus(reader, sum, paid_amount(check, payment));
		any = true;
	}
	if (any)
		oh_check_pair(check, INVOICE_PAYMENTS, sum, oh_check_money(check, invoice, "total"));
}

/*
 * Payments = total of their invoice; invoices that count = total of the order, once it is
 * closed: until then guests may pay one after the other.  A cent for each invoice.
 */
static void
check_invoice(OhCheck *check)
{
	OhNode		order = order_of(check);
	OhReader   *reader = check->reader;
	OhNode		invoices = oh_check_member(check, order, "orderInvoices");
	OhCell		sum = oh_amount_zero;
	int64_t		counted = 0;

	for (OhNode invoice = oh_node_first(reader->doc, invoices); invoice != OH_NO_NODE;
		 invoice = oh_node_next(reader->doc, invoice))
	{
		OhCell		outside = oh_reader_member(reader, invoice, "notAccountable", OH_READ_FLAG);

		if (is_voided(check, invoice))
			continue;
		check_payments(check, invoice);
		if (oh_cell_known(&outside) && outside.number)
			continue;
		sum = oh_amount_plus(reader, sum, oh_check_money(check, invoice, "total"));
		counted++;
	}
	if (counted > 0 && oh_cell_is(&check->reading->order->cells[OH_ORDER_ORDER_STATE], "closed"))
		oh_check_pair_within(check, INVOICE_ORDER, sum, oh_check_money(check, order, "total"),
							 (OhDecimal) {counted, 2});
}

const OhRule oh_revo_rules[] = {
	{"revo.line", {0, 2}, check_line},
	{"revo.order", {0, 2}, check_order},
	{"revo.invoice", {1, 2}, check_invoice},
	{"any.computed", {0, 2}, oh_check_computed},
	{.name = NULL}
};
