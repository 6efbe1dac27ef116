/*
 * lifecycle.c
 *	  Axes to lifecycle, as one table.
 */
#include "lifecycle.h"

/* A state on an axis puts the order at least this far. */
typedef struct Stage
{
	int			column;
	const char *state;
	const char *lifecycle;
} Stage;

#define ENDED_OTHERWISE	8

static const struct
{
	const char *lifecycle;
	int			rank;
}			ranks[] = {
	{"unknown", 0},
	{"placed", 1},
	{"accepted", 2},
	{"preparing", 3},
	{"ready", 4},
	{"in_delivery", 5},
	{"closed", 6},
	{"completed", 7},
	{"failed", ENDED_OTHERWISE},
	{"merged", ENDED_OTHERWISE},
	{"rejected", ENDED_OTHERWISE},
	{"cancelled", ENDED_OTHERWISE},
};

static const Stage stages[] = {
	{OH_ORDER_ORDER_STATE, "unknown", "unknown"},
	{OH_ORDER_ORDER_STATE, "gone", "unknown"},
	{OH_ORDER_ORDER_STATE, "open", "placed"},
	{OH_ORDER_ORDER_STATE, "closed", "closed"},
	{OH_ORDER_ORDER_STATE, "merged", "merged"},
	{OH_ORDER_ORDER_STATE, "rejected", "rejected"},
	{OH_ORDER_ORDER_STATE, "cancelled", "cancelled"},
	{OH_ORDER_PREP_STATE, "unknown", "unknown"},
	{OH_ORDER_PREP_STATE, "pending", "placed"},
	{OH_ORDER_PREP_STATE, "accepted", "accepted"},
	{OH_ORDER_PREP_STATE, "preparing", "preparing"},
	{OH_ORDER_PREP_STATE, "mixed", "preparing"},
	{OH_ORDER_PREP_STATE, "ready", "ready"},
	{OH_ORDER_PREP_STATE, "out", "in_delivery"},
	{OH_ORDER_PREP_STATE, "done", "completed"},
	{OH_ORDER_DELIVERY_STATE, "unknown", "unknown"},
	{OH_ORDER_DELIVERY_STATE, "created", "placed"},
	{OH_ORDER_DELIVERY_STATE, "dispatched", "accepted"},
	{OH_ORDER_DELIVERY_STATE, "assigned", "accepted"},
	{OH_ORDER_DELIVERY_STATE, "to_pickup", "accepted"},
	{OH_ORDER_DELIVERY_STATE, "at_pickup", "accepted"},
	{OH_ORDER_DELIVERY_STATE, "picked_up", "in_delivery"},
	{OH_ORDER_DELIVERY_STATE, "to_dropoff", "in_delivery"},
	{OH_ORDER_DELIVERY_STATE, "at_dropoff", "in_delivery"},
	{OH_ORDER_DELIVERY_STATE, "delivered", "completed"},
	{OH_ORDER_DELIVERY_STATE, "failed", "failed"},
	{OH_ORDER_DELIVERY_STATE, "cancelled", "cancelled"},
};

int
oh_lifecycle_rank(OhBytes lifecycle)
{
	for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++)
		if (oh_bytes_equal(lifecycle, oh_bytes_of_string(ranks[i].lifecycle)))
			return ranks[i].rank;
	return 0;
}

/* The furthest of what the axes say. */
const char *
oh_lifecycle(const OhRow *order)
{
	const char *result = NULL;
	int			best = -1;

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
	{
		const Stage *stage = &stages[i];
		int			rank;

		if (!oh_cell_is(&order->cells[stage->column], stage->state))
			continue;
		rank = oh_lifecycle_rank(oh_bytes_of_string(stage->lifecycle));
		if (rank > best)
		{
			best = rank;
			result = stage->lifecycle;
		}
	}
	return result;
}

/* The steps of a courier, which one lifecycle does not tell apart. */
static const char *const courier_steps[] = {
	"created", "dispatched", "assigned", "to_pickup", "at_pickup", "picked_up", "to_dropoff", "at_dropoff", "delivered"
};

int
oh_order_rank(const OhRow *order)
{
	const OhCell *lifecycle = &order->cells[OH_ORDER_LIFECYCLE];
	int			step = 0;

	if (!oh_cell_known(lifecycle))
		return -1;
	for (int i = 0; i < (int) (sizeof(courier_steps) / sizeof(courier_steps[0])); i++)
		if (oh_cell_is(&order->cells[OH_ORDER_DELIVERY_STATE], courier_steps[i]))
			step = i + 1;
	return oh_lifecycle_rank(oh_cell_bytes(lifecycle)) * 16 + step;
}
