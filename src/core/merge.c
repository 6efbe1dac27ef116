/*
 * merge.c
 *	  Placing and merging the deliveries of one order.
 */
#include "merge.h"

#include "lifecycle.h"

_Static_assert(OH_ORDER_COUNT <= 64, "OhStated has a bit for each column");

static int
rank_of(const OhRow *order)
{
	return oh_lifecycle_rank(oh_cell_bytes(&order->cells[OH_ORDER_LIFECYCLE]));
}

OhPlace
oh_merge_place(const OhRow *known, const OhRow *incoming)
{
	const OhCell *known_at = &known->cells[OH_ORDER_PROVIDER_UPDATED_AT];
	const OhCell *incoming_at = &incoming->cells[OH_ORDER_PROVIDER_UPDATED_AT];

	if (oh_cell_known(known_at) && oh_cell_known(incoming_at))
	{
		if (incoming_at->number != known_at->number)
			return incoming_at->number > known_at->number ? OH_PLACE_AHEAD : OH_PLACE_OLDER;
	}
	/* A delivery that says nothing of any stage is an addition, never behind. */
	if (!oh_cell_known(&incoming->cells[OH_ORDER_LIFECYCLE]))
		return OH_PLACE_AHEAD;
	return rank_of(incoming) >= rank_of(known) ? OH_PLACE_AHEAD : OH_PLACE_BEHIND;
}

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

/* Two cells of which neither holds a value say the same to whoever reads the order. */
static bool
reads_the_same(const OhCell *a, const OhCell *b, OhKind kind)
{
	if (!oh_cell_known(a) && !oh_cell_known(b))
		return true;
	return oh_cell_equal(a, b, kind);
}

static bool
derive_lifecycle(OhRow *order)
{
	OhCell		before = order->cells[OH_ORDER_LIFECYCLE];

	order->cells[OH_ORDER_LIFECYCLE] = oh_cell_string(oh_lifecycle(order));
	return !reads_the_same(&before, &order->cells[OH_ORDER_LIFECYCLE], OH_KIND_TEXT);
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
	return derive_lifecycle(known) || changed;
}
