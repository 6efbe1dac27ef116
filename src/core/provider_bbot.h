/*
 * provider_bbot.h
 *	  What the files of the Bbot provider share: its amounts.
 */
#ifndef OH_PROVIDER_BBOT_H
#define OH_PROVIDER_BBOT_H

#include "provider.h"

extern void oh_bbot_finish_promotion(OhReader *reader, OhNode object, OhRow *order);
extern void oh_bbot_finish_modifier(OhReader *reader, OhNode object, OhRow *modifier);

/* The unit price and the modifiers of an item whose fields and modifiers were read. */
extern void oh_bbot_price_item(OhReader *reader, OhNode object, OhCell *item);

/* Has each element of the order's list of items become a row? */
extern bool oh_bbot_has_all_items(const OhReader *reader, OhNode order);

/* Charges, the computed total and the state of the payment, once all of the order was read. */
extern void oh_bbot_settle_order(OhReader *reader, OhNode object, OhCell *order);

/* What its amounts are held against. */
extern const OhRule oh_bbot_rules[];

#endif
