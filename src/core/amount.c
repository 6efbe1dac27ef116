/*
 * amount.c
 *	  Arithmetic on cells.
 */
#include "amount.h"

const OhCell oh_amount_zero = {.state = OH_STATE_VALUE};
const OhCell oh_amount_zero_cents = {.state = OH_STATE_VALUE, .scale = 2};

typedef bool (*Operation) (OhDecimal a, OhDecimal b, OhDecimal *out);

static OhCell
combine(OhReader *reader, OhCell a, OhCell b, Operation operation)
{
	OhDecimal	result;

	if (a.state == OH_STATE_UNREADABLE || b.state == OH_STATE_UNREADABLE)
		return (OhCell) {.state = OH_STATE_UNREADABLE};
	if (!oh_cell_known(&a) || !oh_cell_known(&b))
		return (OhCell) {.state = OH_STATE_ABSENT};
	if (operation(oh_cell_amount(&a), oh_cell_amount(&b), &result))
		return oh_cell_decimal(result);
	oh_reader_problem(reader, OH_WARNING, "amounts with a result that can be held", "number out of range");
	return (OhCell) {.state = OH_STATE_UNREADABLE};
}

OhCell
oh_amount_plus(OhReader *reader, OhCell a, OhCell b)
{
	return combine(reader, a, b, oh_decimal_add);
}

OhCell
oh_amount_minus(OhReader *reader, OhCell a, OhCell b)
{
	return combine(reader, a, b, oh_decimal_subtract);
}

OhCell
oh_amount_times(OhReader *reader, OhCell a, OhCell b)
{
	return combine(reader, a, b, oh_decimal_multiply);
}

OhCell
oh_amount_negate(OhCell cell)
{
	return oh_cell_known(&cell) ? oh_cell_decimal(oh_decimal_negate(oh_cell_amount(&cell))) : cell;
}

OhCell
oh_amount_or_zero(OhCell cell)
{
	return cell.state == OH_STATE_NULL ? oh_amount_zero : cell;
}

bool
oh_amount_negative(OhCell cell)
{
	return oh_cell_known(&cell) && oh_decimal_sign(oh_cell_amount(&cell)) < 0;
}

bool
oh_amount_positive(OhCell cell)
{
	return oh_cell_known(&cell) && oh_decimal_sign(oh_cell_amount(&cell)) > 0;
}

OhCell
oh_amount_against(OhCell discount, OhCell whole)
{
	if (whole.state == OH_STATE_UNREADABLE && oh_cell_known(&discount) && discount.number != 0)
		return (OhCell) {.state = OH_STATE_UNREADABLE};
	return oh_amount_negative(discount) == oh_amount_negative(whole) ? oh_amount_negate(discount) : discount;
}

bool
oh_amount_distance(OhCell a, OhCell b, OhDecimal *out)
{
	if (!oh_cell_known(&a) || !oh_cell_known(&b)
		|| !oh_decimal_subtract(oh_cell_amount(&a), oh_cell_amount(&b), out))
		return false;
	if (oh_decimal_sign(*out) < 0)
		*out = oh_decimal_negate(*out);
	return true;
}

bool
oh_amount_near(OhCell a, OhCell b)
{
	OhDecimal	apart;

	return oh_amount_distance(a, b, &apart) && oh_decimal_compare(apart, (OhDecimal) {1, 2}) <= 0;
}

bool
oh_amount_differ(OhCell a, OhCell b)
{
	return oh_cell_known(&a) && oh_cell_known(&b) && !oh_amount_near(a, b);
}

/* ---- sums over rows ---- */

bool
oh_amount_covers(const OhReader *reader, OhNode list, int64_t rows)
{
	OhType		type = oh_node_type(reader->doc, list);

	return type == OH_ABSENT || type == OH_NULL
		|| (type == OH_ARRAY && oh_node_count(reader->doc, list) == rows);
}

void
oh_amount_close_modifiers(const OhReader *reader, OhNode list, OhCell *line)
{
	const OhRow *last = reader->out->rows[OH_MODIFIER].last;
	int64_t		count = 0;

	/* Modifiers are numbered within their line, and the last one may belong to an earlier line. */
	if (last && last->cells[OH_MODIFIER_LINE_NO].number == line[OH_ITEM_LINE_NO].number)
		count = last->cells[OH_MODIFIER_MODIFIER_NO].number;
	if (!oh_amount_covers(reader, list, count))
		line[OH_ITEM_MODIFIERS_TOTAL] = (OhCell) {.state = OH_STATE_UNREADABLE};
	else if (count == 0)
		line[OH_ITEM_MODIFIERS_TOTAL] = oh_amount_zero_cents;
}
