/*
 * provider_bbot_rules.c
 *	  Bbot: the rules that its amounts are held against.
 */
#include "provider_bbot.h"

#include "amount.h"

static OhNode
order_of(const OhCheck *check)
{
	return oh_check_member(check, check->root, "order");
}

/* pretax + fee + tax + tip = total; how a promotion would come into it is not documented. */
static void
check_total(OhCheck *check)
{
	static const char *const parts[] = {"fee_pretax_cents", "tax_cents", "tip_cents"};
	OhNode		order = order_of(check);
	OhCell		sum = oh_check_money(check, order, "pretax_cents");

	if (check->reading->order->cells[OH_ORDER_DISCOUNT].state == OH_STATE_UNREADABLE)
		return;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		sum = oh_amount_plus(check->reader, sum, oh_check_money(check, order, parts[i]));
	oh_check_pair(check, 0, sum, oh_check_money(check, order, "total_cents"));
}

/* The price of an item holds those of its mods. */
static void
check_lines(OhCheck *check)
{
	OhNode		order = order_of(check);

	oh_check_pair(check, 0, oh_check_sum(check, oh_check_member(check, order, "items"), "pretax_cents"),
				  oh_check_money(check, order, "pretax_cents"));
}

/* How a refund would show in the order is not documented: here, most likely, first of all. */
static void
check_charge(OhCheck *check)
{
	OhNode		order = order_of(check);

	oh_check_pair(check, 0, oh_check_money(check, oh_check_member(check, order, "charge"), "amount"),
				  oh_check_money(check, order, "total_cents"));
}

const OhRule oh_bbot_rules[] = {
	{"bbot.total", {0, 2}, check_total},
	{"bbot.lines", {0, 2}, check_lines},
	{"bbot.charge", {0, 2}, check_charge},
	{"any.computed", {0, 2}, oh_check_computed},
	{.name = NULL}
};
