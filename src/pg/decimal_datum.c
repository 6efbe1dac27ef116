/*
 * decimal_datum.c
 *	  The core's decimals as numeric, and back.
 *
 * A decimal is settled already, so that all there is to do is to cut it into numeric's
 * digits of four places: the server's own functions compute and round their way there,
 * five times as long.  What is written and read is numeric's short form as it lies on
 * disk since 9.1.
 */
#include "datum.h"

#include "common/int.h"

#define BASE			10000
#define BASE_PLACES		4
#define MAX_DIGITS		6		/* five and a half hold 19 places, wherever the point is */

/* The header of the short form: sign, scale, and the weight of the first digit in seven bits. */
#define FORM			0xC000
#define SHORT_FORM		0x8000
#define SHORT_NEGATIVE	0x2000
#define SHORT_SCALE(s)	((s) << 7)
#define SHORT_WEIGHT(w)	((w) & 0x7F)
#define SCALE_OF(h)		(((h) >> 7) & 0x3F)
#define WEIGHT_OF(h)	((((h) & 0x7F) ^ 0x40) - 0x40)

typedef struct ShortNumeric
{
	int32		vl_len_;
	uint16		header;
	int16		digits[MAX_DIGITS];
} ShortNumeric;

/* From the last to the first; none of zero.  What is left of the point's own digit is filled with zeros. */
static int
cut_digits(uint64 value, int scale, int16 *digits)
{
	static const int powers[BASE_PLACES] = {1, 10, 100, 1000};
	int			odd = scale % BASE_PLACES;
	int			count = 0;

	if (odd > 0 && value > 0)
	{
		digits[count++] = (int16) (value % powers[odd] * powers[BASE_PLACES - odd]);
		value /= powers[odd];
	}
	for (; value > 0; value /= BASE)
		digits[count++] = (int16) (value % BASE);
	return count;
}

Datum
decimal_datum(OhDecimal d)
{
	ShortNumeric *result = palloc(sizeof(ShortNumeric));
	int16		digits[MAX_DIGITS];
	int			count = cut_digits(d.unscaled < 0 ? -(uint64) d.unscaled : (uint64) d.unscaled, d.scale, digits);
	int			weight = count > 0 ? count - 1 - (d.scale + BASE_PLACES - 1) / BASE_PLACES : 0;
	int			last = 0;

	/* Digits of zero at the end are not kept. */
	while (last < count && digits[last] == 0)
		last++;
	for (int i = last; i < count; i++)
		result->digits[count - 1 - i] = digits[i];
	result->header = SHORT_FORM | (d.unscaled < 0 ? SHORT_NEGATIVE : 0) | SHORT_SCALE(d.scale) | SHORT_WEIGHT(weight);
	SET_VARSIZE(result, offsetof(ShortNumeric, digits) + sizeof(int16) * (count - last));
	return PointerGetDatum(result);
}

/* value times ten to that power, which leaves no rest; false where it does not fit. */
static bool
shift(int64 *value, int places)
{
	for (; places < 0; places++)
		*value /= 10;
	for (; places > 0; places--)
		if (pg_mul_s64_overflow(*value, 10, value))
			return false;
	return true;
}

bool
numeric_decimal(const void *numeric, OhDecimal *d)
{
	size_t		count = VARSIZE_ANY_EXHDR(numeric) / sizeof(int16) - 1;
	int64		value = 0;
	uint16		header;
	int16		digits[MAX_DIGITS];

	memcpy(&header, VARDATA_ANY(numeric), sizeof(header));
	if ((header & FORM) != SHORT_FORM || count > MAX_DIGITS || SCALE_OF(header) > OH_MAX_SCALE)
		return false;
	memcpy(digits, (const char *) VARDATA_ANY(numeric) + sizeof(header), count * sizeof(int16));
	for (size_t i = 0; i < count; i++)
		if (pg_mul_s64_overflow(value, BASE, &value) || pg_add_s64_overflow(value, digits[i], &value))
			return false;
	if (value != 0 && !shift(&value, (WEIGHT_OF(header) + 1 - (int) count) * BASE_PLACES + SCALE_OF(header)))
		return false;
	*d = (OhDecimal) {header & SHORT_NEGATIVE ? -value : value, (int8) SCALE_OF(header)};
	return true;
}
