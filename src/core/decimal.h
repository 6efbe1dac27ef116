/*
 * decimal.h
 *	  Exact decimals: a 64-bit integer and a scale.  No floating point, no rounding,
 *	  no silent overflow.
 *
 * The value is unscaled / 10^scale, 0 <= scale <= OH_MAX_SCALE.  The scale is what
 * the provider wrote (1.10 keeps two places) and equality is of values, not scales.
 */
#ifndef OH_DECIMAL_H
#define OH_DECIMAL_H

#include "bytes.h"

#define OH_MAX_SCALE		18
#define OH_DECIMAL_TEXT		24	/* the longest text, its sign and point included */

typedef struct OhDecimal
{
	int64_t		unscaled;
	int8_t		scale;
} OhDecimal;

typedef enum OhDecimalCode
{
	OH_DECIMAL_OK = 0,
	OH_DECIMAL_MALFORMED,		/* not a decimal number */
	OH_DECIMAL_OUT_OF_RANGE		/* a number that the type cannot hold exactly */
} OhDecimalCode;

#define OH_DECIMAL_COMMA	0x01	/* a lone comma may stand for the point ("1,15") */

/*
 * Reads an optional minus, digits, an optional point with digits and an optional
 * exponent: JSON's grammar, save that leading zeros and a plus are forgiven, since
 * some providers send numbers as text.  Linear in its length, whatever the exponent.
 * Trailing zeros of the fraction are dropped when, and only when, it would not fit else.
 */
extern OhDecimalCode oh_decimal_parse(OhBytes text, int flags, OhDecimal *out);

/* The canonical text ("-0.05", "12.90"); returns its length, writes no NUL. */
extern int	oh_decimal_format(OhDecimal d, char out[OH_DECIMAL_TEXT]);

/* False when the exact result cannot be held; *out is then untouched.  out may be an operand. */
extern bool oh_decimal_add(OhDecimal a, OhDecimal b, OhDecimal *out);
extern bool oh_decimal_subtract(OhDecimal a, OhDecimal b, OhDecimal *out);
extern bool oh_decimal_multiply(OhDecimal a, OhDecimal b, OhDecimal *out);

/* The same digits, the point moved to the left: hundredths to units with places = 2. */
extern bool oh_decimal_shift(OhDecimal a, int places, OhDecimal *out);

/* The value as an integer; false when it has a fraction. */
extern bool oh_decimal_to_integer(OhDecimal d, int64_t *out);

/* -1, 0 or 1: exact for every pair. */
extern int	oh_decimal_compare(OhDecimal a, OhDecimal b);

static inline OhDecimal
oh_decimal_negate(OhDecimal d)
{
	/* The parser refuses INT64_MIN, so that this always holds. */
	return (OhDecimal) {-d.unscaled, d.scale};
}

static inline int
oh_decimal_sign(OhDecimal d)
{
	return (d.unscaled > 0) - (d.unscaled < 0);
}

#endif
