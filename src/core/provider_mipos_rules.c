/*
 * provider_mipos_rules.c
 *	  mipOS: the rules that its amounts are held against.
 */
#include "provider_mipos.h"

#include "amount.h"

enum { LINE_TOTAL, LINE_UNIT, LINE_MODIFIER };

/* Of one unit of the item: the quantity of a modifier is for that. */
static OhCell
sum_modifiers(OhCheck *check, OhNode modifiers)
{
	OhReader   *reader = check->reader;

	for (OhNode modifier = oh_node_first(reader->doc, modifiers); modifier != OH_NO_NODE;
		 modifier = oh_node_next(reader->doc, modifier))
		oh_check_pair(check, LINE_MODIFIER,
					  oh_amount_times(reader, oh_check_number(check, modifier, "quantity"),
									  oh_check_money(check, modifier, "unit_value")),
					  oh_check_money(check, modifier, "total_value"));
	return oh_check_sum(check, modifiers, "total_value");
}

/* unit + modifiers = total_unit_value, x quantity = total_value. */
static void
check_line(OhCheck *check)
{
	OhReader   *reader = check->reader;
	OhNode		items = oh_check_member(check, check->root, "items");

	for (OhNode item = oh_node_first(reader->doc, items); item != OH_NO_NODE;
		 item = oh_node_next(reader->doc, item))
	{
		OhCell		modifiers = sum_modifiers(check, oh_check_member(check, item, "modifiers"));
		OhCell		parts = oh_amount_plus(reader, oh_check_money(check, item, "unit_value"), modifiers);
		OhCell		unit = oh_check_money(check, item, "total_unit_value");

		oh_check_pair(check, LINE_UNIT, parts, unit);
		oh_cell_default(&unit, parts);
		unit = oh_amount_times(reader, unit, oh_check_number(check, item, "quantity"));
		oh_check_pair(check, LINE_TOTAL, unit, oh_check_money(check, item, "total_value"));
	}
}

/* lines = total, before the discount; or after it, where reading found the total to be so. */
static void
check_order(OhCheck *check)
{
	const OhCell *order = check->reading->order->cells;
	OhCell		sum = oh_check_sum(check, oh_check_member(check, check->root, "items"), "total_value");
	OhCell		total = oh_check_money(check, check->root, "total");
	bool		net = oh_cell_known(&order[OH_ORDER_SUBTOTAL])
		&& !oh_cell_equal(&total, &order[OH_ORDER_SUBTOTAL], OH_KIND_DECIMAL);

	/* Without the discount nobody can tell which it is. */
	if (net || order[OH_ORDER_DISCOUNT].state == OH_STATE_UNREADABLE)
		sum = oh_amount_plus(check->reader, sum, order[OH_ORDER_DISCOUNT]);
	oh_check_pair(check, 0, sum, total);
}

const OhRule oh_mipos_rules[] = {
	{"mipos.line", {0, 2}, check_line},
	{"mipos.order", {0, 2}, check_order},
	{"any.computed", {0, 2}, oh_check_computed},
	{.name = NULL}
};
