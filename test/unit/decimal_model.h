/*
 * decimal_model.h
 *	  The slow model of decimals that test_decimal.c compares with: a sign and a
 *	  string of digits, computed with as one does on paper.
 */
#ifndef DECIMAL_MODEL_H
#define DECIMAL_MODEL_H

#include <stdio.h>

#include "decimal.h"

/* So many digits stand before the point, and so many after it. */
#define WHOLE	60
#define PLACES	60
#define DIGITS	(WHOLE + PLACES)

typedef struct Slow
{
	bool		negative;
	char		digits[DIGITS];
} Slow;

static const char slow_zeros[DIGITS];

static inline bool
slow_is_zero(const Slow *s)
{
	return memcmp(s->digits, slow_zeros, DIGITS) == 0;
}

static inline Slow
slow_of(OhDecimal d)
{
	Slow		s = {.negative = d.unscaled < 0};
	char		text[32];
	int			len = snprintf(text, sizeof(text), "%lld", (long long) d.unscaled);

	for (int i = 0; i < len && text[len - 1 - i] != '-'; i++)
		s.digits[WHOLE + d.scale - 1 - i] = (char) (text[len - 1 - i] - '0');
	return s;
}

static inline int
slow_compare_sizes(const Slow *a, const Slow *b)
{
	int			order = memcmp(a->digits, b->digits, DIGITS);

	return (order > 0) - (order < 0);
}

static inline int
slow_compare(const Slow *a, const Slow *b)
{
	if (slow_is_zero(a) && slow_is_zero(b))
		return 0;
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	return a->negative ? -slow_compare_sizes(a, b) : slow_compare_sizes(a, b);
}

static inline Slow
slow_add(const Slow *a, const Slow *b)
{
	const Slow *big = slow_compare_sizes(a, b) >= 0 ? a : b;
	const Slow *small = big == a ? b : a;
	int			direction = a->negative == b->negative ? 1 : -1;
	int			carry = 0;
	Slow		sum = {.negative = big->negative};

	for (int i = DIGITS - 1; i >= 0; i--)
	{
		int			digit = big->digits[i] + direction * small->digits[i] + carry;

		carry = digit > 9 ? 1 : digit < 0 ? -1 : 0;
		sum.digits[i] = (char) (digit - 10 * carry);
	}
	return sum;
}

/* The operands have no more than 18 places and 19 whole digits, so that the product has room. */
static inline Slow
slow_multiply(const Slow *a, const Slow *b)
{
	int			columns[2 * DIGITS] = {0};
	Slow		product = {.negative = a->negative != b->negative};

	for (int i = 0; i < DIGITS; i++)
		for (int k = 0; a->digits[i] != 0 && k < DIGITS; k++)
			columns[i + k + 1] += a->digits[i] * b->digits[k];
	for (int i = 2 * DIGITS - 1; i > 0; i--)
	{
		columns[i - 1] += columns[i] / 10;
		columns[i] %= 10;
	}
	for (int i = 0; i < DIGITS; i++)
		product.digits[i] = (char) columns[WHOLE + i];
	return product;
}

/*
 * What the type makes of a number written with so many places: the most of them
 * that fit, provided that those left out are zeros.
 */
static inline bool
slow_settle(const Slow *s, int places, OhDecimal *out)
{
	int			most = places > OH_MAX_SCALE ? OH_MAX_SCALE : places < 0 ? 0 : places;

	for (int scale = most; scale >= 0; scale--)
	{
		const char *last = s->digits + WHOLE + scale - 19;
		int64_t		value = 0;
		bool		fits = memcmp(s->digits + WHOLE + scale, slow_zeros, (size_t) (PLACES - scale)) == 0
			&& memcmp(s->digits, slow_zeros, (size_t) (last - s->digits)) == 0;

		for (int i = 0; fits && i < 19; i++)
		{
			fits = value < INT64_MAX / 10 || (value == INT64_MAX / 10 && last[i] <= INT64_MAX % 10);
			value = fits ? value * 10 + last[i] : 0;
		}
		if (fits)
		{
			*out = (OhDecimal) {s->negative ? -value : value, (int8_t) scale};
			return true;
		}
	}
	return false;
}

#endif
