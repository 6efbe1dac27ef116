/*
 * decimal.c
 *	  Exact decimal arithmetic.
 *
 * What is computed is computed in 128 bits, where no operation on two decimals
 * can overflow, and then settled into 64 bits and a scale, or refused.
 */
#include "decimal.h"

#define INTEGER_DIGITS	19		/* of INT64_MAX */
#define EXPONENT_CAP	(INT64_C(1) << 62)	/* beyond what the length of any text could make up for */

__extension__ typedef __int128 Wide;

/* A number's text taken apart: its digits are those of whole, then those of fraction. */
typedef struct Numeral
{
	bool		negative;
	OhBytes		whole;
	OhBytes		fraction;
	int64_t		exponent;
} Numeral;

static const int64_t power_of_ten[OH_MAX_SCALE + 1] = {
	INT64_C(1),
	INT64_C(10),
	INT64_C(100),
	INT64_C(1000),
	INT64_C(10000),
	INT64_C(100000),
	INT64_C(1000000),
	INT64_C(10000000),
	INT64_C(100000000),
	INT64_C(1000000000),
	INT64_C(10000000000),
	INT64_C(100000000000),
	INT64_C(1000000000000),
	INT64_C(10000000000000),
	INT64_C(100000000000000),
	INT64_C(1000000000000000),
	INT64_C(10000000000000000),
	INT64_C(100000000000000000),
	INT64_C(1000000000000000000)
};

static bool
take_one(OhBytes *text, char a, char b)
{
	if (text->len == 0 || (text->data[0] != a && text->data[0] != b))
		return false;
	text->data++;
	text->len--;
	return true;
}

static OhBytes
take_digits(OhBytes *text)
{
	OhBytes		digits = {text->data, 0};

	while (digits.len < text->len && oh_is_digit(text->data[digits.len]))
		digits.len++;
	text->data += digits.len;
	text->len -= digits.len;
	return digits;
}

static bool
take_minus(OhBytes *text)
{
	bool		negative = text->len > 0 && text->data[0] == '-';

	take_one(text, '-', '+');
	return negative;
}

/* An exponent past the cap stays there, so that no text overflows it. */
static bool
take_exponent(OhBytes *text, int64_t *exponent)
{
	bool		negative;
	OhBytes		digits;

	*exponent = 0;
	if (!take_one(text, 'e', 'E'))
		return true;
	negative = take_minus(text);
	digits = take_digits(text);
	for (size_t i = 0; i < digits.len; i++)
		*exponent = *exponent >= EXPONENT_CAP / 10 ? EXPONENT_CAP : *exponent * 10 + (digits.data[i] - '0');
	if (negative)
		*exponent = -*exponent;
	return digits.len > 0;
}

static bool
read_numeral(OhBytes text, int flags, Numeral *n)
{
	n->negative = take_minus(&text);
	n->whole = take_digits(&text);
	n->fraction = OH_NO_BYTES;
	if (n->whole.len == 0)
		return false;
	if (take_one(&text, '.', (flags & OH_DECIMAL_COMMA) ? ',' : '.'))
	{
		n->fraction = take_digits(&text);
		if (n->fraction.len == 0)
			return false;
	}
	return take_exponent(&text, &n->exponent) && text.len == 0;
}

static int
digit_at(const Numeral *n, size_t i)
{
	return (i < n->whole.len ? n->whole.data[i] : n->fraction.data[i - n->whole.len]) - '0';
}

static uint64_t
read_digits(const Numeral *n, size_t from, size_t end)
{
	uint64_t	value = 0;

	for (size_t i = from; i < end; i++)
		value = value * 10 + (uint64_t) digit_at(n, i);
	return value;
}

/* Zero has no digits that could fail to fit: only its scale is brought into range. */
static OhDecimal
zero_of_scale(int64_t scale)
{
	return (OhDecimal) {0, (int8_t) (scale < 0 ? 0 : scale > OH_MAX_SCALE ? OH_MAX_SCALE : scale)};
}

/*
 * What the digits mean: those before `end` without their zeros at both ends, given
 * back as many of the trailing zeros as were written and fit.
 */
static OhDecimalCode
settle_digits(const Numeral *n, size_t from, size_t end, OhDecimal *out)
{
	int64_t		written = (int64_t) n->fraction.len - n->exponent;
	int64_t		wanted = written < 0 ? 0 : written > OH_MAX_SCALE ? OH_MAX_SCALE : written;
	int64_t		scale = written - (int64_t) (n->whole.len + n->fraction.len - end);
	uint64_t	digits;
	int64_t		value;

	if (end - from > INTEGER_DIGITS)
		return OH_DECIMAL_OUT_OF_RANGE;
	digits = read_digits(n, from, end);
	if (digits > INT64_MAX)
		return OH_DECIMAL_OUT_OF_RANGE;
	value = (int64_t) digits;
	while (scale < wanted && value <= INT64_MAX / 10)
	{
		value *= 10;
		scale++;
	}
	if (scale < 0 || scale > OH_MAX_SCALE)
		return OH_DECIMAL_OUT_OF_RANGE;
	*out = (OhDecimal) {n->negative ? -value : value, (int8_t) scale};
	return OH_DECIMAL_OK;
}

#define SHORT_TEXT	18			/* digits that an int64_t holds, whatever they are */

/* Nearly every number there is: a few digits, with a point among them or none.  False: look closer. */
static bool
parse_short(OhBytes text, OhDecimal *out)
{
	size_t		begin = text.data[0] == '-';
	size_t		point = 0;
	int64_t		value = 0;

	if (text.len > SHORT_TEXT)
		return false;
	for (size_t i = begin; i < text.len; i++)
	{
		if (oh_is_digit(text.data[i]))
			value = value * 10 + (text.data[i] - '0');
		else if (text.data[i] == '.' && point == 0 && i > begin)
			point = i + 1;
		else
			return false;
	}
	if (text.len == begin || text.len == point)
		return false;
	*out = (OhDecimal) {begin ? -value : value, (int8_t) (point ? text.len - point : 0)};
	return true;
}

OhDecimalCode
oh_decimal_parse(OhBytes text, int flags, OhDecimal *out)
{
	Numeral		n;
	size_t		from = 0;
	size_t		end;

	if (text.len == 0)
		return OH_DECIMAL_MALFORMED;
	if (parse_short(text, out))
		return OH_DECIMAL_OK;
	if (!read_numeral(text, flags, &n))
		return OH_DECIMAL_MALFORMED;

	end = n.whole.len + n.fraction.len;
	while (from < end && digit_at(&n, from) == 0)
		from++;
	if (from == end)
	{
		*out = zero_of_scale((int64_t) n.fraction.len - n.exponent);
		return OH_DECIMAL_OK;
	}
	while (digit_at(&n, end - 1) == 0)
		end--;
	return settle_digits(&n, from, end, out);
}

int
oh_decimal_format(OhDecimal d, char out[OH_DECIMAL_TEXT])
{
	char		reversed[OH_DECIMAL_TEXT];
	uint64_t	rest = d.unscaled < 0 ? 0 - (uint64_t) d.unscaled : (uint64_t) d.unscaled;
	int			len = 0;

	for (int digits = 0; rest > 0 || digits <= d.scale; digits++)
	{
		if (digits == d.scale && digits > 0)
			reversed[len++] = '.';
		reversed[len++] = (char) ('0' + rest % 10);
		rest /= 10;
	}
	if (d.unscaled < 0)
		reversed[len++] = '-';
	for (int i = 0; i < len; i++)
		out[i] = reversed[len - 1 - i];
	return len;
}

static bool
fits(Wide value, int scale)
{
	return scale <= OH_MAX_SCALE && value >= -INT64_MAX && value <= INT64_MAX;
}

/* Zeros go off the end of the fraction only as far as they have to. */
static bool
settle(Wide value, int scale, OhDecimal *out)
{
	if (value == 0)
	{
		*out = zero_of_scale(scale);
		return true;
	}
	while (!fits(value, scale) && scale > 0 && value % 10 == 0)
	{
		value /= 10;
		scale--;
	}
	if (!fits(value, scale))
		return false;
	*out = (OhDecimal) {(int64_t) value, (int8_t) scale};
	return true;
}

/* The unscaled value at a scale that is no less than the decimal's own. */
static Wide
at_scale(OhDecimal d, int scale)
{
	return (Wide) d.unscaled * power_of_ten[scale - d.scale];
}

static int
common_scale(OhDecimal a, OhDecimal b)
{
	return a.scale > b.scale ? a.scale : b.scale;
}

bool
oh_decimal_add(OhDecimal a, OhDecimal b, OhDecimal *out)
{
	int			scale = common_scale(a, b);

	return settle(at_scale(a, scale) + at_scale(b, scale), scale, out);
}

bool
oh_decimal_subtract(OhDecimal a, OhDecimal b, OhDecimal *out)
{
	int			scale = common_scale(a, b);

	return settle(at_scale(a, scale) - at_scale(b, scale), scale, out);
}

bool
oh_decimal_multiply(OhDecimal a, OhDecimal b, OhDecimal *out)
{
	return settle((Wide) a.unscaled * b.unscaled, a.scale + b.scale, out);
}

/* Negative places move the point to the right, which a scale below 0 spells out in zeros. */
bool
oh_decimal_shift(OhDecimal a, int places, OhDecimal *out)
{
	int64_t		scale = (int64_t) a.scale + places;

	if (a.unscaled == 0)
	{
		*out = zero_of_scale(scale);
		return true;
	}
	if (scale < -OH_MAX_SCALE || scale > 2 * OH_MAX_SCALE)
		return false;
	if (scale >= 0)
		return settle(a.unscaled, (int) scale, out);
	return settle((Wide) a.unscaled * power_of_ten[-scale], 0, out);
}

bool
oh_decimal_to_integer(OhDecimal d, int64_t *out)
{
	if (d.unscaled % power_of_ten[d.scale] != 0)
		return false;
	*out = d.unscaled / power_of_ten[d.scale];
	return true;
}

int
oh_decimal_compare(OhDecimal a, OhDecimal b)
{
	int			scale = common_scale(a, b);
	Wide		x = at_scale(a, scale);
	Wide		y = at_scale(b, scale);

	return (x > y) - (x < y);
}
