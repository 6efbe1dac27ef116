/*
 * merge.c
 *	  Placing and merging the deliveries of one order.
 */
#include "merge.h"

#include "lifecycle.h"

_Static_assert(OH_ORDER_COUNT <= 64, "OhStated has a bit for each column");

static bool
is_statement(const OhCell *cell)
{
	return cell->state == OH_STATE_VALUE || cell->state == OH_STATE_NULL;
}

OhStated
oh_row_stated(const OhRow *row, int columns)
{
	OhStated	stated = 0;

	for (int i = 0; i < columns; i++)
		if (is_statement(&row->cells[i]))
			stated |= (OhStated) 1 << i;
	return stated;
}

OhVersion
oh_version_of(const OhRow *order)
{
	const OhCell *time = &order->cells[OH_ORDER_PROVIDER_UPDATED_AT];

	return (OhVersion) {
		.timed = oh_cell_known(time),
		.time = oh_cell_known(time) ? time->number : 0,
		.rank = oh_order_rank(order),
		.stated = __builtin_popcountll(oh_row_stated(order, OH_ORDER_COUNT)),
	};
}

int
oh_version_compare(const OhVersion *a, const OhVersion *b)
{
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->stated > b->stated) - (a->stated < b->stated);
}

/* Without a time: may it overwrite? */
static bool
carries_further(const OhStanding *standing, const OhVersion *incoming)
{
	if (standing->top.timed && incoming->rank <= standing->top.rank)
		return false;
	/* What says nothing of any stage is an addition. */
	return incoming->rank < 0 || incoming->rank >= standing->rank;
}

OhPlace
oh_merge_place(const OhStanding *standing, const OhVersion *incoming)
{
	if (!incoming->timed)
		return carries_further(standing, incoming) ? OH_PLACE_AHEAD : OH_PLACE_BEHIND;
	if (standing->loose || (standing->top.timed && oh_version_compare(incoming, &standing->top) < 0))
		return OH_PLACE_LATE;
	return OH_PLACE_AHEAD;
}

bool
oh_merge_ties(const OhStanding *standing, const OhVersion *incoming)
{
	return incoming->timed && standing->top.timed && oh_version_compare(incoming, &standing->top) == 0;
}

void
oh_merge_stand(OhStanding *standing, const OhVersion *merged, const OhRow *order)
{
	if (merged->timed)
		standing->top = *merged;
	else
		standing->loose = true;
	standing->rank = oh_order_rank(order);
}

OhStanding
oh_standing_of(const OhRow *order, int top_rank, int top_stated, bool loose)
{
	OhStanding	standing = {.top = oh_version_of(order), .loose = loose, .rank = oh_order_rank(order)};

	standing.top.rank = top_rank;
	standing.top.stated = top_stated;
	return standing;
}

/* Two cells of which neither holds a value say the same to whoever reads the order. */
static bool
reads_the_same(const OhCell *a, const OhCell *b, OhKind kind)
{
	if (!oh_cell_known(a) && !oh_cell_known(b))
		return true;
	return oh_cell_equal(a, b, kind);
}

/* Sets one of the states that are derived; true when it changed. */
static bool
set_state(OhCell *state, const char *word)
{
	OhCell		before = *state;

	*state = oh_cell_string(word);
	return !reads_the_same(&before, state, OH_KIND_TEXT);
}

/*
 * What was said of the payment before does not hold for another total or another sum
 * paid, and a sparse delivery does not say it anew.
 */
static bool
derive_payment(OhRow *order, const OhRow *incoming)
{
	const OhCell *paid = &order->cells[OH_ORDER_PAID];
	const OhCell *total = &order->cells[OH_ORDER_TOTAL];
	int			sign;
	int			compared;

	if (is_statement(&incoming->cells[OH_ORDER_PAYMENT_STATE]) || !oh_cell_known(paid) || !oh_cell_known(total))
		return false;
	if (!is_statement(&incoming->cells[OH_ORDER_PAID]) && !is_statement(&incoming->cells[OH_ORDER_TOTAL]))
		return false;
	sign = oh_decimal_sign(oh_cell_amount(total));
	if (sign == 0 || oh_cell_known(&order->cells[OH_ORDER_REFUNDED]))
		return false;
	compared = sign * oh_decimal_compare(oh_cell_amount(paid), oh_cell_amount(total));
	return set_state(&order->cells[OH_ORDER_PAYMENT_STATE], compared >= 0 ? "paid"
					 : sign * oh_decimal_sign(oh_cell_amount(paid)) > 0 ? "partial" : "unpaid");
}

bool
oh_merge_apply(OhRow *known, OhStated *stated, const OhRow *incoming, OhPlace place)
{
	bool		changed = false;

	for (int i = 0; i < OH_ORDER_COUNT; i++)
	{
		OhStated	bit = (OhStated) 1 << i;

		if (i == OH_ORDER_LIFECYCLE || !is_statement(&incoming->cells[i]))
			continue;
		if (place != OH_PLACE_AHEAD && (*stated & bit))
			continue;
		changed |= !reads_the_same(&known->cells[i], &incoming->cells[i], oh_tables[OH_ORDER].columns[i].kind);
		known->cells[i] = incoming->cells[i];
		*stated |= bit;
	}
	if (place == OH_PLACE_AHEAD)
		changed |= derive_payment(known, incoming);
	return set_state(&known->cells[OH_ORDER_LIFECYCLE], oh_lifecycle(known)) || changed;
}

bool
oh_orders_equal(const OhRow *a, const OhRow *b)
{
	for (int i = 0; i < OH_ORDER_COUNT; i++)
		if (!reads_the_same(&a->cells[i], &b->cells[i], oh_tables[OH_ORDER].columns[i].kind))
			return false;
	return true;
}
