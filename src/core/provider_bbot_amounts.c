/*
 * provider_bbot_amounts.c
 *	  Bbot: what its amounts add up to.
 *
 * "Proven" is what the figures of the vendor's own samples show; all else is assumed,
 * and says so.
 */
#include "provider_bbot.h"

#include "amount.h"

static const OhCell none = {.state = OH_STATE_NULL};
static const OhCell unreadable = {.state = OH_STATE_UNREADABLE};

/* Cents are not split: what does not come out even stays unreadable.  The quantity is default_quantity()'s. */
static OhCell
per_unit(OhReader *reader, OhCell amount, OhCell quantity)
{
	int64_t		units;

	if (amount.state == OH_STATE_UNREADABLE || quantity.state == OH_STATE_UNREADABLE)
		return unreadable;
	if (!oh_cell_known(&amount))
		return none;
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
	if (modifier[OH_MODIFIER_MODIFIER_NO].number == 1)
		*sum = oh_amount_zero_cents;
	*sum = oh_amount_plus(reader, *sum, price);
	if (oh_cell_known(&before) && oh_cell_known(&price)
		&& oh_decimal_compare(oh_cell_amount(&before), oh_cell_amount(&price)) > 0)
		note_discount(reader, "orig_pretax_cents");
}

/* unit price = (pretax - mods) / quantity, where all of the mods could be read */
void
oh_bbot_price_item(OhReader *reader, OhNode object, OhCell *item)
{
	OhCell		goods;

	oh_amount_close_modifiers(reader, oh_node_member(reader->doc, object, OH_BYTES("mods")), item);
	goods = oh_amount_minus(reader, item[OH_ITEM_TOTAL], item[OH_ITEM_MODIFIERS_TOTAL]);
	default_quantity(&item[OH_ITEM_QUANTITY]);
	item[OH_ITEM_UNIT_PRICE] = per_unit(reader, goods, item[OH_ITEM_QUANTITY]);
}

/* ---- the order ---- */

bool
oh_bbot_has_all_items(const OhReader *reader, OhNode order)
{
	return oh_amount_covers(reader, oh_node_member(reader->doc, order, OH_BYTES("items")),
							reader->out->rows[OH_ITEM].count);
}

/*
 * A charge of each line, and one of the order for what they do not account for: fees
 * are taxed in tax_cents alone (assumed), and the items then add up to less, never more.
 * Where an item could not be read, nobody can tell what the rest is for.
 */
static void
add_charges(OhReader *reader, OhNode object, const OhCell *order, int column, int item_column, const char *key,
			const char *kind)
{
	OhCell		rest = order[column];
	bool		all_read = oh_bbot_has_all_items(reader, object);
	bool		fee_tax;

	for (const OhRow *row = reader->out->rows[OH_ITEM].first; row; row = row->next)
	{
		const OhCell *amount = &row->cells[item_column];

		all_read &= amount->state != OH_STATE_UNREADABLE;
		if (!oh_cell_known(amount))
			continue;
		oh_reader_charge(reader, row->cells[OH_ITEM_LINE_NO].number, kind, OH_NO_BYTES,
						 oh_cell_amount(amount), false);
		rest = oh_amount_minus(reader, rest, *amount);
	}
	if (!oh_cell_known(&rest))
		return;
	if (all_read && oh_amount_negative(rest))
		oh_reader_problem_at(reader, key, OH_WARNING, "at least what the items add up to", "less");
	fee_tax = all_read && column == OH_ORDER_TAX && oh_amount_positive(rest) && oh_amount_positive(order[OH_ORDER_FEE]);
	oh_reader_charge(reader, 0, kind, oh_bytes_of_string(fee_tax ? "fee tax" : NULL), oh_cell_amount(&rest),
					 false);
}

/* total = pretax + fee + tax + tip (2388 + 0 + 212 + 478 = 3078), where no discount comes into it */
static void
total_up(OhReader *reader, OhNode object, OhCell *order)
{
	const OhRows *items = &reader->out->rows[OH_ITEM];
	const OhCell *total = &order[OH_ORDER_TOTAL];
	OhCell		sum = oh_amount_zero_cents;

	if (!items->present || !oh_bbot_has_all_items(reader, object)
		|| order[OH_ORDER_DISCOUNT].state == OH_STATE_UNREADABLE)
		return;
	for (const OhRow *row = items->first; row; row = row->next)
		sum = oh_amount_plus(reader, sum, row->cells[OH_ITEM_TOTAL]);
	sum = oh_amount_plus(reader, sum, order[OH_ORDER_FEE]);
	sum = oh_amount_plus(reader, sum, order[OH_ORDER_TAX]);
	sum = oh_amount_plus(reader, sum, order[OH_ORDER_TIP]);
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
	OhCell		paid = payments->first ? payments->first->cells[OH_PAYMENT_AMOUNT] : none;
	OhCell		difference = oh_amount_minus(reader, order[OH_ORDER_TOTAL], paid);
	const char *state = oh_amount_positive(paid) ? "partial" : NULL;

	if (!payments->present)
		return;
	order[OH_ORDER_PAID] = paid;
	order[OH_ORDER_REFUNDED] = order[OH_ORDER_PAYMENT_STATE] =
		difference.state == OH_STATE_UNREADABLE ? unreadable : none;
	if (!oh_cell_known(&difference))
		return;
	if (difference.number == 0)
		state = "paid";
	else if (oh_amount_negative(difference))
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
	add_charges(reader, object, order, OH_ORDER_TAX, OH_ITEM_TAX, "tax_cents", "tax");
	add_charges(reader, object, order, OH_ORDER_TIP, OH_ITEM_TIP, "tip_cents", "tip");
	total_up(reader, object, order);
	settle_payment(reader, order);
}
