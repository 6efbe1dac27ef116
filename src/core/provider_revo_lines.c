/*
 * provider_revo_lines.c
 *	  The lines of a Revo order: what they cost, in which price convention, and the
 *	  charges that they and their order bear.
 *
 * S, D, C and I as in provider_revo.c.
 */
#include "provider_revo.h"

#include "amount.h"

/* ---- lines ---- */

static bool
is_voided(const OhRow *line)
{
	return oh_cell_known(&line->cells[OH_ITEM_VOIDED]) && line->cells[OH_ITEM_VOIDED].number;
}

static bool
belongs_to(const OhRow *modifier, const OhRow *line)
{
	return modifier && modifier->cells[OH_MODIFIER_LINE_NO].number == line->cells[OH_ITEM_LINE_NO].number;
}

/* The sum of the prices of a line's modifiers, for one unit; absent where there are none, or not all. */
static OhCell
listed_extras(OhReader *reader, OhNode item, const OhRow *modifier, const OhRow *line)
{
	OhNode		list = oh_node_member(reader->doc, item, OH_BYTES("modifiers"));
	OhCell		sum = oh_amount_zero;
	int64_t		count = 0;

	for (; belongs_to(modifier, line); modifier = modifier->next)
	{
		if (modifier->cells[OH_MODIFIER_PRICE_IN_ITEM].number)
			continue;
		sum = oh_amount_plus(reader, sum, modifier->cells[OH_MODIFIER_UNIT_PRICE]);
		count++;
	}
	return count > 0 && oh_amount_covers(reader, list, count) ? sum : (OhCell) {.state = OH_STATE_ABSENT};
}

/*
 * The modifiers of one unit: what they are listed with, else what they add to the
 * unit's price, else extrasAmount, of one unit too (I: the source shows 0.00 alone).
 */
static OhCell
unit_extras(OhReader *reader, OhNode item, const OhRow *modifier, const OhRow *line, OhCell with_extras)
{
	OhCell		extras = listed_extras(reader, item, modifier, line);
	OhCell		stated = oh_reader_member(reader, item, "extrasAmount", OH_READ_MONEY);

	if (!oh_cell_known(&extras))
		extras = oh_amount_minus(reader, with_extras, line->cells[OH_ITEM_UNIT_PRICE]);
	return oh_cell_known(&extras) ? extras : oh_amount_or_zero(stated);
}

/* What so many units cost, less the discount, which takes its sign from them. */
static OhCell
net_of(OhReader *reader, OhCell unit, OhCell quantity, OhCell *discount)
{
	OhCell		gross = oh_amount_times(reader, unit, quantity);

	*discount = oh_amount_against(*discount, gross);
	return oh_cell_known(discount) ? oh_amount_plus(reader, gross, *discount) : gross;
}

/*
 * Goods sold by weight carry it beside their quantity (I).  It counts only where the
 * line's own amounts hold with it and do not hold without.
 */
static OhCell
weighted(OhReader *reader, OhCell unit, OhCell quantity, OhCell weight, OhCell discount,
		 OhCell total, OhCell subtotal)
{
	OhCell		plain = net_of(reader, unit, quantity, &discount);
	OhCell		product = oh_amount_times(reader, quantity, weight);
	OhCell		net;

	if (!oh_amount_positive(weight) || oh_amount_near(plain, total) || oh_amount_near(plain, subtotal))
		return quantity;
	net = net_of(reader, unit, product, &discount);
	return oh_amount_near(net, total) || oh_amount_near(net, subtotal) ? product : quantity;
}

/* Whether prices include tax is a setting of the account (D), which its lines give away. */
static void
note_convention(OhRevoLines *lines, OhCell net, OhCell total, OhCell subtotal)
{
	OhDecimal	with;
	OhDecimal	without;
	int			nearer;

	if (!oh_amount_distance(net, total, &with) || !oh_amount_distance(net, subtotal, &without))
		return;
	nearer = oh_decimal_compare(with, without);
	if (nearer < 0 && oh_amount_near(net, total))
		lines->inclusive++;
	if (nearer > 0 && oh_amount_near(net, subtotal))
		lines->exclusive++;
}

/* Modifier rows speak of the whole line. A repeated modifier is written again: none has a quantity (S, D). */
static OhRow *
settle_modifiers(OhReader *reader, OhRow *modifier, const OhRow *line)
{
	for (; belongs_to(modifier, line); modifier = modifier->next)
	{
		OhCell	   *cells = modifier->cells;
		OhCell		each = cells[OH_MODIFIER_QUANTITY];

		if (each.state == OH_STATE_ABSENT || each.state == OH_STATE_NULL)
			each = oh_cell_decimal((OhDecimal) {1, 0});
		cells[OH_MODIFIER_QUANTITY] = oh_amount_times(reader, each, line->cells[OH_ITEM_QUANTITY]);
		cells[OH_MODIFIER_TOTAL] = oh_amount_times(reader, cells[OH_MODIFIER_QUANTITY],
												 cells[OH_MODIFIER_UNIT_PRICE]);
	}
	return modifier;
}

/* The line: subtotal + taxAmount = total (S). Its total is left with tax until all lines are known. */
static void
settle_line(OhReader *reader, OhNode item, OhRow *line, OhRevoLines *lines)
{
	OhCell	   *cells = line->cells;
	OhCell		with_extras = oh_reader_member(reader, item, "priceWithExtrasIndividual", OH_READ_MONEY);
	OhCell		weight = oh_reader_member(reader, item, "weight", OH_READ_DECIMAL);
	OhCell		subtotal = oh_reader_member(reader, item, "subtotal", OH_READ_MONEY);
	OhCell		discount = oh_amount_or_zero(oh_reader_member(reader, item, "discountAmount", OH_READ_MONEY));
	OhCell		updated = oh_reader_member(reader, item, "updated_at", OH_READ_TIME);
	OhCell		extras = unit_extras(reader, item, lines->modifier, line, with_extras);
	OhCell		claimed = oh_amount_plus(reader, subtotal, oh_amount_or_zero(cells[OH_ITEM_TAX]));
	OhCell		net;

	if (!oh_cell_known(&with_extras))
		with_extras = oh_amount_plus(reader, cells[OH_ITEM_UNIT_PRICE], extras);
	cells[OH_ITEM_QUANTITY] = weighted(reader, with_extras, cells[OH_ITEM_QUANTITY], weight, discount,
									   cells[OH_ITEM_TOTAL], subtotal);
	net = net_of(reader, with_extras, cells[OH_ITEM_QUANTITY], &discount);
	cells[OH_ITEM_DISCOUNT] = discount;
	cells[OH_ITEM_MODIFIERS_TOTAL] = oh_amount_times(reader, extras, cells[OH_ITEM_QUANTITY]);
	note_convention(lines, net, cells[OH_ITEM_TOTAL], subtotal);
	if (oh_amount_differ(claimed, cells[OH_ITEM_TOTAL]))
		oh_reader_problem_at(reader, "total", OH_WARNING, "subtotal + taxAmount", "another amount");
	if (!is_voided(line))
		lines->total = oh_amount_plus(reader, lines->total, cells[OH_ITEM_TOTAL]);
	if (oh_cell_known(&updated) && (!oh_cell_known(&lines->newest) || updated.number > lines->newest.number))
		lines->newest = updated;
	lines->modifier = settle_modifiers(reader, lines->modifier, line);
}

/* Goes through the elements and their rows side by side; what is no object has no row. */
void
oh_revo_settle_lines(OhReader *reader, OhNode contents, OhRevoLines *lines)
{
	OhRow	   *line = reader->out->rows[OH_ITEM].first;
	uint32_t	index = 0;

	*lines = (OhRevoLines) {.total = oh_amount_zero, .modifier = reader->out->rows[OH_MODIFIER].first};
	oh_reader_enter(reader, OH_BYTES("orderContents"));
	for (OhNode item = oh_node_first(reader->doc, contents); item != OH_NO_NODE && line;
		 item = oh_node_next(reader->doc, item), index++)
	{
		if (oh_node_type(reader->doc, item) != OH_OBJECT)
			continue;
		oh_reader_enter_element(reader, index);
		settle_line(reader, item, line, lines);
		oh_reader_leave(reader);
		line = line->next;
	}
	oh_reader_leave(reader);
	if (reader->out->rows[OH_ITEM].count != oh_node_count(reader->doc, contents))
		lines->total = (OhCell) {.state = OH_STATE_UNREADABLE};
}

/* ---- charges ---- */

static void
add_order_charge(OhReader *reader, const char *kind, OhCell amount, bool included)
{
	if (oh_cell_known(&amount))
		oh_reader_charge(reader, 0, kind, OH_NO_BYTES, oh_cell_amount(&amount), included);
}

/* A charge of each line, and what the order says beyond them. */
static void
add_charges(OhReader *reader, const char *kind, int column, OhCell whole, bool included)
{
	for (OhRow *line = reader->out->rows[OH_ITEM].first; line; line = line->next)
	{
		const OhCell *amount = &line->cells[column];

		if (!oh_cell_known(amount) || is_voided(line))
			continue;
		oh_reader_charge(reader, line->cells[OH_ITEM_LINE_NO].number, kind, OH_NO_BYTES,
						 oh_cell_amount(amount), included);
		whole = oh_amount_minus(reader, whole, *amount);
	}
	add_order_charge(reader, kind, whole, included);
}

/*
 * Which totals are the lines' own?  With tax where prices include it, and where that
 * cannot be told: then taxes are in what the totals say.
 */
void
oh_revo_settle_charges(OhReader *reader, const OhRevoLines *lines, OhCell *order)
{
	bool		exclusive = lines->exclusive > 0 && lines->inclusive == 0;

	if (exclusive || (lines->inclusive > 0 && lines->exclusive == 0))
		order[OH_ORDER_TAX_INCLUSIVE] = oh_cell_flag(!exclusive);
	add_charges(reader, "discount", OH_ITEM_DISCOUNT, order[OH_ORDER_DISCOUNT], false);
	add_charges(reader, "tax", OH_ITEM_TAX, order[OH_ORDER_TAX], !exclusive);
	add_order_charge(reader, "fee", order[OH_ORDER_FEE], false);
	add_order_charge(reader, "tip", order[OH_ORDER_TIP], false);
	for (OhRow *line = reader->out->rows[OH_ITEM].first; exclusive && line; line = line->next)
		line->cells[OH_ITEM_TOTAL] = oh_amount_minus(reader, line->cells[OH_ITEM_TOTAL],
												   oh_amount_or_zero(line->cells[OH_ITEM_TAX]));
}
