/*
 * amount.h
 *	  Arithmetic on cells, which carries along what is not known.
 *
 * A result is absent where one of its parts is absent or null, and unreadable where
 * one of them is.  A result that cannot be held is unreadable too, and a problem row
 * says so, at the place where the reader stands.
 */
#ifndef OH_AMOUNT_H
#define OH_AMOUNT_H

#include "reader.h"

/* Zero; in hundredths (0.00), for the providers whose amounts are such. */
extern const OhCell oh_amount_zero;
extern const OhCell oh_amount_zero_cents;

extern OhCell oh_amount_plus(OhReader *reader, OhCell a, OhCell b);
extern OhCell oh_amount_minus(OhReader *reader, OhCell a, OhCell b);
extern OhCell oh_amount_times(OhReader *reader, OhCell a, OhCell b);

/* What is not known stays what it is. */
extern OhCell oh_amount_negate(OhCell cell);

/* Zero for null, else the cell itself: null says that there is none, absent says nothing. */
extern OhCell oh_amount_or_zero(OhCell cell);

/* Known, and below or above zero. */
extern bool oh_amount_negative(OhCell cell);
extern bool oh_amount_positive(OhCell cell);

/*
 * A discount of either sign, with the sign opposite to that of what it reduces: which
 * has none where that is unreadable.
 */
extern OhCell oh_amount_against(OhCell discount, OhCell whole);

/* How far apart; false where that is unknown. */
extern bool oh_amount_distance(OhCell a, OhCell b, OhDecimal *out);

/* Known and at most a cent apart: taxes are rounded (10 % of 1.05 is 0.105, and 0.10 is said). */
extern bool oh_amount_near(OhCell a, OhCell b);

/* Both known, and more than a cent apart. */
extern bool oh_amount_differ(OhCell a, OhCell b);

/* ---- sums over rows ---- */

/* Did each element of the list become one of so many rows?  A list that is null or not there has none. */
extern bool oh_amount_covers(const OhReader *reader, OhNode list, int64_t rows);

/*
 * The total of a line's modifiers, once each of them has been added to it: unreadable
 * where one of the list became no row, zero where there are none.
 */
extern void oh_amount_close_modifiers(const OhReader *reader, OhNode list, OhCell *line);

#endif
