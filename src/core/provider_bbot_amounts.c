/*
 * provider_bbot_amounts.c
 *	  Bbot: what its amounts add up to.
 *
 * "Proven" is what the figures of the vendor's own samples show; all else is assumed,
 * and says so.
 */
#include "provider_bbot.h"

static const OhCell nothing = {.state = OH_STATE_NULL};
static const OhCell unreadable = {.state = OH_STATE_UNREADABLE};
static const OhCell zero = {.state = OH_STATE_VALUE, .scale = 2};

/* NULL where a part is not said; unreadable where one is, or the result, with a problem, cannot be held. */
static OhCell
combine(OhReader *reader, bool (*operation) (OhDecimal a, OhDecimal b, OhDecimal *out), OhCell a, OhCell b)
{
	OhDecimal	result;

	if (a.state == OH_STATE_UNREADABLE || b.state == OH_STATE_UNREADABLE)
		return unreadable;
	if (!oh_cell_known(&a) || !oh_cell_known(&b))
		return nothing;
	if (operation(oh_cell_amount(&a), oh_cell_amount(&b), &result))
		return oh_cell_decimal(result);
	oh_reader_problem(reader, OH_WARNING, "amounts with a result that can be held", "number out of range");
	return unreadable;
}

static OhCell
plus(OhReader *reader, OhCell a, OhCell b)
{
	return combine(reader, oh_decimal_add, a, b);
}

static OhCell
minus(OhReader *reader, OhCell a, OhCell b)
{
	return combine(reader, oh_decimal_subtract, a, b);
}

/* Cents are not split: what does not come out even stays unreadable. */
static OhCell
per_unit(OhReader *reader, OhCell amount, OhCell quantity)
{
	int64_t		units;

	if (amount.state == OH_STATE_UNREADABLE || quantity.state == OH_STATE_UNREADABLE)
		return unreadable;
	if (!oh_cell_known(&amount) || !oh_cell_known(&quantity))
		return nothing;
	if (oh_decimal_to_integer(oh_cell_amount(&quantity), &units) && units > 0 && amount.number % units == 0)
		return oh_cell_decimal((OhDecimal) {amount.number / units, amount.scale});
	oh_reader_problem_at(reader, "pretax_cents", OH_WARNING, "multiple of the quantity", "other amount");
	return unreadable;
}

/* How a discount shows in the amounts is not documented: that there is one is all that can be said. */
static void
note_discount(OhReader *reader, const char *key)
{
	OhCell	   *discount = &reader->out->order->cells[OH_ORDER_DISCOUNT];

	if (discount->state != OH_STATE_UNREADABLE)
		oh_reader_problem_at(reader, key, OH_NOTE, "no discount", "discount of an amount that is not said");
	*discount = unreadable;
}

void
oh_bbot_finish_promotion(OhReader *reader, OhNode object, OhRow *order)
{
	OhCell		cents = oh_reader_member(reader, object, "cents_to_add_per_cart_effect", OH_READ_DECIMAL);
	OhCell		factor = oh_reader_member(reader, object, "fraction_multiplier_effect", OH_READ_DECIMAL);

	(void) order;
	if (oh_cell_known(&cents) && cents.number != 0)
		note_discount(reader, "cents_to_add_per_cart_effect");
	if (oh_cell_known(&factor) && oh_decimal_compare(oh_cell_amount(&factor), (OhDecimal) {1, 0}) != 0)
		note_discount(reader, "fraction_multiplier_effect");
}

/* ---- items ---- */

/* This hook lists each unit; `qty`, which its siblings have, counts the units of an entry. */
static void
default_quantity(OhCell *quantity)
{
	if (quantity->state != OH_STATE_UNREADABLE)
		oh_cell_default(quantity, oh_cell_decimal((OhDecimal) {1, 0}));
}

/* Its price is in the item's: proven by the same cart in a sibling webhook (1102 + 92 = 1194). */
void
oh_bbot_finish_modifier(OhReader *reader, OhNode object, OhRow *row)
{
	OhCell	   *modifier = row->cells;
	OhCell	   *item = reader->current[OH_ITEM]->cells;
	OhCell	   *sum = &item[OH_ITEM_MODIFIERS_TOTAL];
	OhCell		price = modifier[OH_MODIFIER_TOTAL];
	OhCell		before = oh_reader_member(reader, object, "orig_pretax_cents", OH_READ_MONEY);

	default_quantity(&item[OH_ITEM_QUANTITY]);
	modifier[OH_MODIFIER_QUANTITY] = item[OH_ITEM_QUANTITY];
	modifier[OH_MODIFIER_UNIT_PRICE] = per_unit(reader, price, item[OH_ITEM_QUANTITY]);
	modifier[OH_MODIFIER_PRICE_IN_ITEM] = oh_cell_flag(true);
	*sum = plus(reader, sum->state == OH_STATE_ABSENT ? zero : *sum, price);
	if (oh_cell_known(&before) && oh_cell_known(&price)
		&& oh_decimal_compare(oh_cell_amount(&before), oh_cell_amount(&price)) > 0)
		note_discount(reader, "orig_pretax_cents");
}

/* Did every element of the list become a row?  A list that is null or not there has none. */
static bool
all_read(const OhReader *reader, OhNode object, const char *key, int64_t rows)
{
	OhNode		list = oh_node_member(reader->doc, object, oh_bytes_of_string(key));
	OhType		type = oh_node_type(reader->doc, list);

	return type == OH_ABSENT || type == OH_NULL
		|| (type == OH_ARRAY && oh_node_count(reader->doc, list) == rows);
}

/* unit price = (pretax - mods) / quantity, where all of the mods could be read */
void
oh_bbot_price_item(OhReader *reader, OhNode object, OhCell *item)
{
	const OhRow *last = reader->out->rows[OH_MODIFIER].last;
	OhCell	   *mods = &item[OH_ITEM_MODIFIERS_TOTAL];
	int64_t		count = 0;

	if (last && last->cells[OH_MODIFIER_LINE_NO].number == item[OH_ITEM_LINE_NO].number)
		count = last->cells[OH_MODIFIER_MODIFIER_NO].number;
	if (!all_read(reader, object, "mods", count))
		*mods = unreadable;
	else if (count == 0)
		*mods = zero;
	default_quantity(&item[OH_ITEM_QUANTITY]);
	item[OH_ITEM_UNIT_PRICE] = per_unit(reader, minus(reader, item[OH_ITEM_TOTAL], *mods),
										item[OH_ITEM_QUANTITY]);
}

/* ---- the order ---- */

/*
 * A charge of each line, and one of the order for what they do not account for: fees
 * are taxed in tax_cents alone (assumed), and the items then add up to less, never more.
 */
static void
add_charges(OhReader *reader, const OhCell *order, int column, int item_column, const char *key,
			const char *kind)
{
	const OhCell *fee = &order[OH_ORDER_FEE];
	OhCell		rest = order[column];
	bool		fee_tax;

	for (const OhRow *row = reader->out->rows[OH_ITEM].first; row; row = row->next)
	{
		const OhCell *amount = &row->cells[item_column];

		if (!oh_cell_known(amount))
			continue;
		oh_reader_charge(reader, row->cells[OH_ITEM_LINE_NO].number, kind, OH_NO_BYTES,
						 oh_cell_amount(amount), false);
		rest = minus(reader, rest, *amount);
	}
	if (!oh_cell_known(&rest))
		return;
	if (rest.number < 0)
		oh_reader_problem_at(reader, key, OH_WARNING, "at least what the items add up to", "less");
	fee_tax = column == OH_ORDER_TAX && rest.number > 0 && oh_cell_known(fee) && fee->number > 0;
	oh_reader_charge(reader, 0, kind, oh_bytes_of_string(fee_tax ? "fee tax" : NULL), oh_cell_amount(&rest),
					 false);
}

/* total = pretax + fee + tax + tip (2388 + 0 + 212 + 478 = 3078), where no discount comes into it */
static void
total_up(OhReader *reader, OhNode object, OhCell *order)
{
	const OhRows *items = &reader->out->rows[OH_ITEM];
	const OhCell *total = &order[OH_ORDER_TOTAL];
	OhCell		sum = zero;

	if (!items->present || !all_read(reader, object, "items", items->count)
		|| order[OH_ORDER_DISCOUNT].state == OH_STATE_UNREADABLE)
		return;
	for (const OhRow *row = items->first; row; row = row->next)
		sum = plus(reader, sum, row->cells[OH_ITEM_TOTAL]);
	sum = plus(reader, sum, order[OH_ORDER_FEE]);
	sum = plus(reader, sum, order[OH_ORDER_TAX]);
	sum = plus(reader, sum, order[OH_ORDER_TIP]);
	if (sum.state == OH_STATE_NULL)
		return;
	order[OH_ORDER_COMPUTED_TOTAL] = sum;
	if (oh_cell_known(&sum) && oh_cell_known(total) && !oh_cell_equal(&sum, total, OH_KIND_DECIMAL))
		oh_reader_problem_at(reader, "total_cents", OH_WARNING, "items, fee, tax and tip", "other amount");
}

/*
 * charge.amount = total_cents (3078 in the sample); less is a part of it.  More is a
 * refund as far as anyone can tell (assumed): it is said, and no payment row tells of it.
 */
static void
settle_payment(OhReader *reader, OhCell *order)
{
	const OhRows *payments = &reader->out->rows[OH_PAYMENT];
	OhCell		paid = payments->first ? payments->first->cells[OH_PAYMENT_AMOUNT] : nothing;
	OhCell		difference = minus(reader, order[OH_ORDER_TOTAL], paid);
	const char *state = paid.number > 0 ? "partial" : NULL;

	if (!payments->present)
		return;
	order[OH_ORDER_PAID] = paid;
	order[OH_ORDER_REFUNDED] = order[OH_ORDER_PAYMENT_STATE] = nothing;
	if (!oh_cell_known(&difference))
		return;
	if (difference.number == 0)
		state = "paid";
	else if (difference.number < 0)
	{
		state = order[OH_ORDER_TOTAL].number == 0 ? "refunded_full" : "refunded_part";
		order[OH_ORDER_REFUNDED] = difference;
		oh_reader_enter(reader, OH_BYTES("charge"));
		oh_reader_problem_at(reader, "amount", OH_WARNING, "the order's total", "suspected refund");
		oh_reader_leave(reader);
	}
	order[OH_ORDER_PAYMENT_STATE] = oh_cell_string(state);
}

void
oh_bbot_settle_order(OhReader *reader, OhNode object, OhCell *order)
{
	reader->out->rows[OH_CHARGE].present = true;
	if (oh_cell_known(&order[OH_ORDER_FEE]))
		oh_reader_charge(reader, 0, "fee", OH_NO_BYTES, oh_cell_amount(&order[OH_ORDER_FEE]), false);
	add_charges(reader, order, OH_ORDER_TAX, OH_ITEM_TAX, "tax_cents", "tax");
	add_charges(reader, order, OH_ORDER_TIP, OH_ITEM_TIP, "tip_cents", "tip");
	total_up(reader, object, order);
	settle_payment(reader, order);
}
