/*
 * order.c
 *	  The tables of the neutral model, from the lists in order.h.
 */
#include "order.h"

#define COLUMN(c, name, kind)	{#name, OH_KIND_##kind},

static const OhColumn order_columns[] = {OH_ORDER_COLUMNS(COLUMN)};
static const OhColumn item_columns[] = {OH_ITEM_COLUMNS(COLUMN)};
static const OhColumn modifier_columns[] = {OH_MODIFIER_COLUMNS(COLUMN)};
static const OhColumn charge_columns[] = {OH_CHARGE_COLUMNS(COLUMN)};
static const OhColumn payment_columns[] = {OH_PAYMENT_COLUMNS(COLUMN)};
static const OhColumn party_columns[] = {OH_PARTY_COLUMNS(COLUMN)};
static const OhColumn delivery_columns[] = {OH_DELIVERY_COLUMNS(COLUMN)};
static const OhColumn arrival_columns[] = {OH_ARRIVAL_COLUMNS(COLUMN)};
static const OhColumn customer_columns[] = {OH_CUSTOMER_COLUMNS(COLUMN)};
static const OhColumn product_columns[] = {OH_PRODUCT_COLUMNS(COLUMN)};
static const OhColumn problem_columns[] = {OH_PROBLEM_COLUMNS(COLUMN)};
static const OhColumn check_columns[] = {OH_CHECK_COLUMNS(COLUMN)};

#define TABLE(type, store, view, columns) \
	{type, store, view, columns, sizeof(columns) / sizeof((columns)[0])}

const OhTable oh_tables[OH_GROUP_COUNT] = {
	[OH_ORDER] = TABLE("orderhook_order", "order_header", "orders", order_columns),
	[OH_ITEM] = TABLE("orderhook_item", "order_item", "order_items", item_columns),
	[OH_MODIFIER] = TABLE("orderhook_modifier", "order_modifier", "order_modifiers", modifier_columns),
	[OH_CHARGE] = TABLE("orderhook_charge", "order_charge", "order_charges", charge_columns),
	[OH_PAYMENT] = TABLE("orderhook_payment", "order_payment", "order_payments", payment_columns),
	[OH_PARTY] = TABLE("orderhook_party", "order_contact", "order_contacts", party_columns),
	[OH_DELIVERY] = TABLE("orderhook_delivery", "order_delivery", "order_deliveries", delivery_columns),
	[OH_ARRIVAL] = TABLE("orderhook_arrival", "order_arrival", "order_arrivals", arrival_columns),
	[OH_CUSTOMER] = TABLE("orderhook_customer", "customer", "customers", customer_columns),
	[OH_PRODUCT] = TABLE("orderhook_product", "product", "products", product_columns),
	[OH_PROBLEM] = TABLE("orderhook_problem", NULL, NULL, problem_columns),
	[OH_CHECK] = TABLE(NULL, "order_check", "reconciliation", check_columns),
};

OhRow *
oh_row_new(OhArena *arena, OhGroup group)
{
	return oh_arena_alloc(arena, sizeof(OhRow) + sizeof(OhCell) * (size_t) oh_tables[group].count);
}

void
oh_rows_append(OhRows *rows, OhRow *row)
{
	if (rows->last)
		rows->last->next = row;
	else
		rows->first = row;
	rows->last = row;
	rows->count++;
	rows->present = true;
}

bool
oh_cell_equal(const OhCell *a, const OhCell *b, OhKind kind)
{
	if (a->state != b->state)
		return false;
	if (a->state != OH_STATE_VALUE)
		return true;
	switch (kind)
	{
		case OH_KIND_TEXT:
		case OH_KIND_JSON:
			return oh_bytes_equal(oh_cell_bytes(a), oh_cell_bytes(b));
		case OH_KIND_DECIMAL:
			return oh_decimal_compare(oh_cell_amount(a), oh_cell_amount(b)) == 0;
		case OH_KIND_INTEGER:
		case OH_KIND_TIME:
		case OH_KIND_FLAG:
			break;
	}
	return a->number == b->number;
}
