/*
 * sample_revo.c
 *	  Realistic Revo bodies: the inverse of the field tables.
 *
 * The seed picks the event and the variants: a short close, a cancellation, a
 * refund, a delivery, prices without tax, discounts, cash and its change, a voided
 * payment.  Every order bears 10 % tax.
 */
#include "sample.h"

typedef struct Bill
{
	int64_t		sign;			/* -1: a refund */
	bool		exclusive;		/* prices come without tax */
	bool		cancelled;
	bool		closed;
	bool		delivered;
	int64_t		line_discount;	/* of the first line; before tax where prices are */
	int64_t		sum;			/* of the lines, with tax */
	int64_t		order_discount;
	int64_t		total;
} Bill;

/* The tax within an amount, rounded. */
static int64_t
tax_within(int64_t cents)
{
	return (cents * 10 + 55) / 110;
}

static int64_t
price_of_line(const OhSample *sample, const Bill *bill, int line)
{
	return sample->lines[line].total - (line == 0 ? bill->line_discount : 0);
}

static int64_t
tax_of_line(const OhSample *sample, const Bill *bill, int line)
{
	int64_t		price = price_of_line(sample, bill, line);

	return bill->exclusive ? (price + 5) / 10 : tax_within(price);
}

static int64_t
total_of_line(const OhSample *sample, const Bill *bill, int line)
{
	return price_of_line(sample, bill, line) + (bill->exclusive ? tax_of_line(sample, bill, line) : 0);
}

/* Times come without a zone, by the clock of the till. */
static void
write_time(OhWriter *writer, const char *key, const OhSample *sample, OhMoment at)
{
	oh_write_naive_time(writer, key, at + sample->ahead);
}

static Bill
draw_bill(const OhSample *sample)
{
	uint32_t	seed = sample->seed;
	bool		by_seed = sample->turn == OH_TURN_BY_SEED;
	bool		refund = by_seed ? seed % 9 == 8 : sample->turn == OH_TURN_REFUND;
	Bill		bill = {
		.sign = refund ? -1 : 1,
		.exclusive = seed % 4 == 1,
		.cancelled = by_seed ? sample->stage < 3 && seed % 5 == 3 : sample->turn == OH_TURN_CANCELLED,
		.delivered = seed % 5 == 2,
	};

	bill.closed = bill.sign < 0 || sample->stage >= 3;
	if (seed % 5 == 0)
		bill.line_discount = 50;
	for (int i = 0; i < sample->line_count; i++)
		bill.sum += total_of_line(sample, &bill, i);
	bill.order_discount = seed % 3 == 0 ? bill.sum / 10 : 0;
	bill.total = bill.sum - bill.order_discount;
	return bill;
}

static void
write_modifiers(OhWriter *writer, const OhSampleLine *line)
{
	int			order = 0;

	oh_write_open(writer, "modifiers", '[');
	for (int i = 0; i < line->modifier_count; i++)
	{
		const OhSampleModifier *modifier = &line->modifiers[i];

		/* No quantity: what is wanted twice stands there twice. */
		for (int64_t n = 0; n < modifier->quantity; n++)
		{
			oh_write_open(writer, NULL, '{');
			oh_write_integer(writer, "category_id", 3);
			oh_write_integer(writer, "id", modifier->id);
			oh_write_integer(writer, "order", order++);
			oh_write_string(writer, "name", modifier->name);
			oh_write_null(writer, "photo");
			oh_write_cents(writer, "price", modifier->price);
			oh_write_close(writer, '}');
		}
	}
	oh_write_close(writer, ']');
}

static void
write_line(OhWriter *writer, const OhSample *sample, const Bill *bill, int number)
{
	const OhSampleLine *line = &sample->lines[number];
	int64_t		tax = tax_of_line(sample, bill, number);
	int64_t		total = total_of_line(sample, bill, number);

	oh_write_open(writer, NULL, '{');
	oh_write_integer(writer, "id", (int64_t) sample->number * 10 + number);
	oh_write_integer(writer, "order_id", (int64_t) sample->number);
	oh_write_integer(writer, "item_id", line->id);
	oh_write_integer(writer, "dishOrder", number / 2 + 1);
	oh_write_null(writer, "seat");
	oh_write_integer(writer, "quantity", bill->sign * line->quantity);
	oh_write_null(writer, "weight");
	oh_write_cents(writer, "itemPrice", line->price);
	oh_write_integer(writer, "alreadyPaidQuantity", bill->closed ? bill->sign * line->quantity : 0);
	oh_write_integer(writer, "alreadyPrintedQuantity", bill->sign * line->quantity);
	write_modifiers(writer, line);
	oh_write_null(writer, "discount");
	oh_write_cents(writer, "discountAmount", number == 0 ? bill->sign * bill->line_discount : 0);
	oh_write_cents(writer, "taxAmount", bill->sign * tax);
	oh_write_string(writer, "taxPercentage", "10.00");
	oh_write_cents(writer, "total", bill->sign * total);
	oh_write_cents(writer, "extrasAmount", line->unit_total - line->price);
	oh_write_cents(writer, "subtotal", bill->sign * (total - tax));
	oh_write_cents(writer, "priceWithExtrasIndividual", line->unit_total);
	oh_write_null(writer, "notes");
	oh_write_null(writer, "cancelReason");
	write_time(writer, "created_at", sample, sample->placed_at);
	write_time(writer, "updated_at", sample, sample->updated_at);
	oh_write_string(writer, "itemName", line->name);
	oh_write_null(writer, "optional_modifiers");
	oh_write_null(writer, "format_pivot_id");
	oh_write_null(writer, "margin");
	oh_write_null(writer, "price_id");
	oh_write_null(writer, "tenantUser_id");
	oh_write_open(writer, "menuMenuContents", '[');
	oh_write_close(writer, ']');
	oh_write_null(writer, "orderContentCombination");
	oh_write_close(writer, '}');
}

/* method 1 is card, 2 is cash, which gets its change up to the next 5.00. */
static void
write_payment(OhWriter *writer, const OhSample *sample, const Bill *bill, int64_t id, const char *void_reason)
{
	bool		cash = sample->seed % 2 == 0;
	int64_t		tip = bill->sign > 0 && !void_reason ? sample->tip : 0;
	int64_t		change = cash && bill->sign > 0 ? (500 - (bill->total + tip) % 500) % 500 : 0;

	oh_write_open(writer, NULL, '{');
	oh_write_integer(writer, "id", id);
	oh_write_integer(writer, "invoice_id", (int64_t) sample->number);
	oh_write_integer(writer, "tenantUser_id", 7);
	oh_write_string(writer, "tenantUserName", "Marta");
	write_time(writer, "date", sample, sample->updated_at);
	oh_write_cents(writer, "tipAmount", tip);
	oh_write_cents(writer, "payAmount", bill->sign * bill->total);
	oh_write_cents(writer, "totalCollected", bill->sign * bill->total + tip + change);
	oh_write_cents(writer, "change", change);
	oh_write_integer(writer, "paymentMethod", cash ? 2 : 1);
	oh_write_string(writer, "voidReason", void_reason);
	oh_write_integer(writer, "turn_id", 31);
	oh_write_null(writer, "cancelReason");
	oh_write_string(writer, "gratuity", "0.00");
	oh_write_null(writer, "provider_id");
	oh_write_close(writer, '}');
}

static void
write_invoices(OhWriter *writer, const OhSample *sample, const Bill *bill)
{
	int64_t		tax = tax_within(bill->total);

	oh_write_open(writer, "orderInvoices", '[');
	if (bill->closed)
	{
		oh_write_open(writer, NULL, '{');
		oh_write_integer(writer, "id", (int64_t) sample->number);
		oh_write_integer(writer, "order_id", (int64_t) sample->number);
		oh_write_null(writer, "customer_id");
		oh_write_null(writer, "customerJSON");
		write_time(writer, "date", sample, sample->updated_at);
		oh_write_null(writer, "paymentMode");
		oh_write_cents(writer, "sum", bill->sign * bill->sum);
		oh_write_cents(writer, "discountAmount", bill->sign * bill->line_discount);
		oh_write_cents(writer, "orderDiscountAmount", bill->sign * bill->order_discount);
		oh_write_cents(writer, "taxAmount", bill->sign * tax);
		oh_write_cents(writer, "subtotal", bill->sign * (bill->total - tax));
		oh_write_cents(writer, "total", bill->sign * bill->total);
		oh_write_null(writer, "cancelReason");
		oh_write_integer(writer, "number", (int64_t) sample->number + 2000);
		oh_write_flag(writer, "notAccountable", false);
		oh_write_open(writer, "orderPayments", '[');
		if (sample->seed % 6 == 5)
			write_payment(writer, sample, bill, (int64_t) sample->number * 2, "card declined");
		write_payment(writer, sample, bill, (int64_t) sample->number * 2 + 1, NULL);
		oh_write_close(writer, ']');
		oh_write_close(writer, '}');
	}
	oh_write_close(writer, ']');
}

static void
write_delivery(OhWriter *writer, const OhSample *sample, const Bill *bill)
{
	if (!bill->delivered)
	{
		oh_write_null(writer, "delivery");
		return;
	}
	oh_write_open(writer, "delivery", '{');
	oh_write_string(writer, "phone", "+34 600 000 000");
	write_time(writer, "date", sample, sample->placed_at + 45 * OH_MINUTE);
	oh_write_string(writer, "address", "Carrer de la Mel 12");
	oh_write_string(writer, "city", "Manresa");
	oh_write_string(writer, "channel", "web");
	oh_write_close(writer, '}');
}

static void
write_amounts(OhWriter *writer, const OhSample *sample, const Bill *bill)
{
	int64_t		tax = tax_within(bill->total);
	int64_t		gratuity = sample->seed % 7 == 0 ? bill->total / 20 : 0;

	oh_write_cents(writer, "orderDiscountAmount", bill->sign * bill->order_discount);
	oh_write_cents(writer, "sum", bill->sign * bill->sum);
	oh_write_cents(writer, "discountAmount", bill->sign * bill->line_discount);
	oh_write_cents(writer, "subtotal", bill->sign * (bill->total - tax));
	oh_write_cents(writer, "taxAmount", bill->sign * tax);
	oh_write_cents(writer, "total", bill->sign * bill->total);
	oh_write_cents(writer, "alreadyPaid", bill->closed ? bill->sign * bill->total : 0);
	oh_write_cents(writer, "gratuity", bill->sign * gratuity);
}

static void
write_table(OhWriter *writer, const OhSample *sample, const Bill *bill)
{
	oh_write_integer(writer, "tenantUser_id", 7);
	oh_write_string(writer, "tenantUserName", "Marta");
	oh_write_null(writer, "discount");
	if (bill->delivered)
	{
		oh_write_integer(writer, "customer_id", (int64_t) (sample->seed % 90) + 10);
		oh_write_null(writer, "table_id");
		oh_write_null(writer, "tableName");
		return;
	}
	oh_write_null(writer, "customer_id");
	oh_write_integer(writer, "table_id", (int64_t) (sample->seed % 20) + 1);
	oh_write_string(writer, "tableName", sample->seed % 2 ? "Terraza 4" : "Sala 12");
}

static void
write_order(OhWriter *writer, const OhSample *sample, const Bill *bill)
{
	oh_write_integer(writer, "id", (int64_t) sample->number);
	write_time(writer, "opened", sample, sample->placed_at);
	if (bill->closed)
		write_time(writer, "closed", sample, sample->updated_at);
	else
		oh_write_null(writer, "closed");
	oh_write_null(writer, "merged");
	if (bill->cancelled)
		write_time(writer, "canceled", sample, sample->updated_at);
	else
		oh_write_null(writer, "canceled");
	oh_write_integer(writer, "guests", (int64_t) (sample->seed % 4) + 1);
	write_amounts(writer, sample, bill);
	write_table(writer, sample, bill);
	oh_write_integer(writer, "status", bill->closed);
	oh_write_null(writer, "notes_sent");
	oh_write_null(writer, "delivery_id");
	oh_write_null(writer, "margin");
	oh_write_null(writer, "offline_id");
	oh_write_null(writer, "notes");
	if (bill->sign < 0)
		oh_write_integer(writer, "refunded_order_id", (int64_t) sample->refunded);
	else
		oh_write_null(writer, "refunded_order_id");
	oh_write_open(writer, "orderContents", '[');
	for (int i = 0; i < sample->line_count; i++)
		write_line(writer, sample, bill, i);
	oh_write_close(writer, ']');
	write_invoices(writer, sample, bill);
	write_delivery(writer, sample, bill);
}

static void
write_short_close(OhWriter *writer, const OhSample *sample, const Bill *bill)
{
	oh_write_integer(writer, "id", (int64_t) sample->number);
	oh_write_integer(writer, "table_id", (int64_t) (sample->seed % 20) + 1);
	oh_write_cents(writer, "total", bill->total);
	oh_write_integer(writer, "guests", (int64_t) (sample->seed % 4) + 1);
}

static const char *
event_of(const OhSample *sample, const Bill *bill)
{
	if (bill->cancelled)
		return "order.cancelled";
	if (bill->sign < 0 || sample->stage == 0)
		return "order.created";
	if (bill->closed)
		return "order.closed";
	return sample->seed % 2 ? "order.moved" : "order.updated";
}

void
oh_sample_revo(OhWriter *writer, const OhSample *sample)
{
	Bill		bill = draw_bill(sample);
	bool		is_short = sample->turn == OH_TURN_BY_SEED
		? bill.sign > 0 && sample->stage == 4 && sample->seed % 4 == 3 : sample->turn == OH_TURN_SHORT;

	oh_write_open(writer, NULL, '{');
	oh_write_string(writer, "tenant", "cafe-mel");
	oh_write_string(writer, "event", event_of(sample, &bill));
	oh_write_open(writer, "data", '{');
	if (is_short)
		write_short_close(writer, sample, &bill);
	else
		write_order(writer, sample, &bill);
	oh_write_close(writer, '}');
	oh_write_close(writer, '}');
}
