/*
 * provider_revo_amounts.c
 *	  Arithmetic on cells.
 */
#include "provider_revo.h"

const OhCell oh_revo_zero = {.state = OH_STATE_VALUE};

typedef bool (*Operation) (OhDecimal a, OhDecimal b, OhDecimal *out);

/* Unknown where a part is; unreadable, with a problem, where the result cannot be held. */
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
	oh_reader_problem(reader, OH_WARNING, "amounts whose result can be held", "number out of range");
	return (OhCell) {.state = OH_STATE_UNREADABLE};
}

OhCell
oh_revo_plus(OhReader *reader, OhCell a, OhCell b)
{
	return combine(reader, a, b, oh_decimal_add);
}

OhCell
oh_revo_minus(OhReader *reader, OhCell a, OhCell b)
{
	return combine(reader, a, b, oh_decimal_subtract);
}

OhCell
oh_revo_times(OhReader *reader, OhCell a, OhCell b)
{
	return combine(reader, a, b, oh_decimal_multiply);
}

OhCell
oh_revo_or_zero(OhCell cell)
{
	return cell.state == OH_STATE_NULL ? oh_revo_zero : cell;
}

bool
oh_revo_negative(OhCell cell)
{
	return oh_cell_known(&cell) && oh_decimal_sign(oh_cell_amount(&cell)) < 0;
}

bool
oh_revo_positive(OhCell cell)
{
	return oh_cell_known(&cell) && oh_decimal_sign(oh_cell_amount(&cell)) > 0;
}

OhCell
oh_revo_negate(OhCell cell)
{
	return oh_cell_known(&cell) ? oh_cell_decimal(oh_decimal_negate(oh_cell_amount(&cell))) : cell;
}

OhCell
oh_revo_against(OhCell discount, OhCell whole)
{
	return oh_revo_negative(discount) == oh_revo_negative(whole) ? oh_revo_negate(discount) : discount;
}

bool
oh_revo_distance(OhCell a, OhCell b, OhDecimal *out)
{
	if (!oh_cell_known(&a) || !oh_cell_known(&b)
		|| !oh_decimal_subtract(oh_cell_amount(&a), oh_cell_amount(&b), out))
		return false;
	if (oh_decimal_sign(*out) < 0)
		*out = oh_decimal_negate(*out);
	return true;
}

/* Taxes are rounded, so that a cent is no contradiction (S: 10 % of 1.05 is 0.105, and 0.10 is said). */
bool
oh_revo_near(OhCell a, OhCell b)
{
	OhDecimal	apart;

	return oh_revo_distance(a, b, &apart) && oh_decimal_compare(apart, (OhDecimal) {1, 2}) <= 0;
}

bool
oh_revo_differ(OhCell a, OhCell b)
{
	return oh_cell_known(&a) && oh_cell_known(&b) && !oh_revo_near(a, b);
}
