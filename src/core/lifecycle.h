/*
 * lifecycle.h
 *	  The one-word summary of an order's axes, and its rank.
 *
 * `completed` says that the goods were handed over, `closed` only that the bill is
 * settled: a paid bill is not a served meal.
 */
#ifndef OH_LIFECYCLE_H
#define OH_LIFECYCLE_H

#include "order.h"

/* From the state columns of a row of orders; NULL where no axis says anything. */
extern const char *oh_lifecycle(const OhRow *order);

/* How far along, 0 (unknown) to 8 (ended otherwise): only ever compared. */
extern int	oh_lifecycle_rank(OhBytes lifecycle);

/* How far a row of orders is, its courier's steps told apart; -1 where it says nothing of any stage. */
extern int	oh_order_rank(const OhRow *order);

#endif
