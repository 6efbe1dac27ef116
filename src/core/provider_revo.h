/*
 * provider_revo.h
 *	  What the files of the provider revo share.
 *
 * The arithmetic carries the states of cells along.  A result is unknown where one
 * of its parts is, and unreadable, with a problem row, where it cannot be held.
 */
#ifndef OH_PROVIDER_REVO_H
#define OH_PROVIDER_REVO_H

#include "fields.h"

extern const OhCell oh_revo_zero;

extern OhCell oh_revo_plus(OhReader *reader, OhCell a, OhCell b);
extern OhCell oh_revo_minus(OhReader *reader, OhCell a, OhCell b);
extern OhCell oh_revo_times(OhReader *reader, OhCell a, OhCell b);
extern OhCell oh_revo_negate(OhCell cell);

/* Zero for null, else the cell itself: null says that there is none, absent says nothing. */
extern OhCell oh_revo_or_zero(OhCell cell);

extern bool oh_revo_negative(OhCell cell);
extern bool oh_revo_positive(OhCell cell);

/* A discount, whose sign varies (D), with the sign opposite to that of what it reduces. */
extern OhCell oh_revo_against(OhCell discount, OhCell whole);

/* How far apart; false where that is unknown. */
extern bool oh_revo_distance(OhCell a, OhCell b, OhDecimal *out);

/* Known and at most a cent apart. */
extern bool oh_revo_near(OhCell a, OhCell b);

/* Both known, and more than a cent apart. */
extern bool oh_revo_differ(OhCell a, OhCell b);

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
