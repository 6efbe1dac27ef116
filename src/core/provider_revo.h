/*
 * provider_revo.h
 *	  What the files of the Revo provider share.
 */
#ifndef OH_PROVIDER_REVO_H
#define OH_PROVIDER_REVO_H

#include "provider.h"

/* What the lines of an order say together. */
typedef struct OhRevoLines
{
	OhCell		total;			/* with tax, of those that are not voided */
	OhCell		newest;			/* updated_at */
	uint32_t	inclusive;		/* lines whose prices add up to their total with tax, */
	uint32_t	exclusive;		/* to the one without */
	OhRow	   *modifier;		/* the first one of the lines to come */
} OhRevoLines;

/* Completes the rows of the lines and their modifiers from `orderContents`. */
extern void oh_revo_settle_lines(OhReader *reader, OhNode contents, OhRevoLines *lines);

/* Then, with the amounts of the order known: its charges, and the convention of its prices. */
extern void oh_revo_settle_charges(OhReader *reader, const OhRevoLines *lines, OhCell *order);

/* Not null, false, zero or empty: how Revo says that something happened. A container says nothing. */
extern bool oh_revo_is_set(OhReader *reader, OhNode value);

/* What its amounts are held against. */
extern const OhRule oh_revo_rules[];

/* The irregular functions of the field tables. */
extern void oh_revo_read_customer_id(OhReader *reader, OhNode value);
extern void oh_revo_read_item_void(OhReader *reader, OhNode value);
extern void oh_revo_finish_order(OhReader *reader, OhNode object, OhRow *row);
extern void oh_revo_finish_modifier(OhReader *reader, OhNode object, OhRow *row);
extern void oh_revo_finish_combo(OhReader *reader, OhNode object, OhRow *row);
extern void oh_revo_finish_payment(OhReader *reader, OhNode object, OhRow *row);
extern void oh_revo_finish_invoice(OhReader *reader, OhNode object, OhRow *row);
extern void oh_revo_finish_delivery(OhReader *reader, OhNode object, OhRow *row);

#endif
