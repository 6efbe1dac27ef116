/*
 * fuzz_scalar.c
 *	  Decimals and times.  The input is three lines, each of which is tried as both.
 */
#include "decimal.h"
#include "decimal_model.h"
#include "fuzz.h"
#include "moment.h"

/* ---- decimals ---- */

static bool
same_decimal(OhDecimal a, OhDecimal b)
{
	return a.unscaled == b.unscaled && a.scale == b.scale;
}

static OhBytes
print_decimal(OhDecimal d, char out[OH_DECIMAL_TEXT])
{
	int			len = oh_decimal_format(d, out);

	HOLDS(len > 0 && len <= OH_DECIMAL_TEXT);
	return oh_bytes(out, (size_t) len);
}

/* Printed and read again it is the same, digits and places. */
static void
check_print(OhDecimal d)
{
	char		text[OH_DECIMAL_TEXT];
	OhBytes		printed = print_decimal(d, text);
	OhDecimal	read;

	HOLDS(d.scale >= 0 && d.scale <= OH_MAX_SCALE && d.unscaled != INT64_MIN);
	HOLDS(oh_decimal_parse(printed, 0, &read) == OH_DECIMAL_OK && same_decimal(read, d));
	HOLDS(oh_decimal_compare(d, d) == 0);
	HOLDS(oh_decimal_sign(oh_decimal_negate(d)) == -oh_decimal_sign(d));
}

/* The same number in another spelling: more zeros in front, an exponent that says nothing, a comma. */
static void
check_spellings(OhBytes line, OhDecimalCode code, OhDecimal d)
{
	bool		negative = line.len > 0 && line.data[0] == '-';
	FuzzText	zeros = {0};
	FuzzText	comma = {0};
	OhDecimal	read;

	fuzz_put(&zeros, negative ? OH_BYTES("-000") : OH_BYTES("000"));
	fuzz_put(&zeros, oh_bytes(line.data + negative, line.len - negative));
	if (line.len > 0 && line.data[0] != '+')
		HOLDS(oh_decimal_parse(fuzz_bytes(&zeros), 0, &read) == code
			  && (code != OH_DECIMAL_OK || same_decimal(read, d)));
	fuzz_put(&comma, line);
	for (size_t i = 0; i < comma.len; i++)
		if (comma.text[i] == '.')
			comma.text[i] = ',';
	if (line.len > 0 && memchr(line.data, ',', line.len) == NULL)
		HOLDS(oh_decimal_parse(fuzz_bytes(&comma), OH_DECIMAL_COMMA, &read) == code
			  && (code != OH_DECIMAL_OK || same_decimal(read, d)));
	free(zeros.text);
	free(comma.text);
}

/* Writes the digits from that place on; false where they do not fit. */
static bool
slow_put(Slow *s, int64_t at, OhBytes digits)
{
	for (size_t i = 0; i < digits.len; i++, at++)
	{
		if (digits.data[i] == '0')
			continue;
		if (at < 0 || at >= DIGITS)
			return false;
		s->digits[at] = (char) (digits.data[i] - '0');
	}
	return true;
}

static OhBytes
take_digits(OhBytes *text)
{
	OhBytes		digits = oh_bytes(text->data, 0);

	while (digits.len < text->len && oh_is_digit(text->data[digits.len]))
		digits.len++;
	*text = oh_bytes(text->data + digits.len, text->len - digits.len);
	return digits;
}

/* What follows a mark at the front of the text: its digits, none where the mark is not there. */
static OhBytes
take_part(OhBytes *text, char mark)
{
	if (text->len < 2 || oh_ascii_lower(text->data[0]) != mark)
		return OH_BYTES("");
	*text = oh_bytes(text->data + 1, text->len - 1);
	return take_digits(text);
}

/* A numeral without a sign, its exponent of two digits at most, read as on paper. */
static void
check_reading(OhBytes line, OhDecimalCode code, OhDecimal d)
{
	OhBytes		rest = line;
	OhBytes		whole = take_digits(&rest);
	OhBytes		fraction = take_part(&rest, '.');
	OhBytes		digits = take_part(&rest, 'e');
	Slow		slow = {.negative = false};
	int			exponent = 0;
	OhDecimal	expected;

	if (whole.len == 0 || rest.len > 0 || digits.len > 2)
		return;
	for (size_t i = 0; i < digits.len; i++)
		exponent = exponent * 10 + (digits.data[i] - '0');
	if (!slow_put(&slow, WHOLE - exponent - (int64_t) whole.len, whole)
		|| !slow_put(&slow, WHOLE - exponent, fraction))
		return;
	if (slow_settle(&slow, (int) fraction.len - exponent, &expected))
		HOLDS(code == OH_DECIMAL_OK && same_decimal(d, expected));
	else
		HOLDS(code == OH_DECIMAL_OUT_OF_RANGE);
}

static bool
read_decimal(OhBytes line, OhDecimal *d)
{
	OhDecimalCode code;

	*d = (OhDecimal) {0, 0};
	code = oh_decimal_parse(line, 0, d);
	if (code == OH_DECIMAL_OK)
		check_print(*d);
	if (code != OH_DECIMAL_MALFORMED)
		check_reading(line, code, *d);
	if (code == OH_DECIMAL_OK || line.len == 0 || oh_is_digit(line.data[0]))
		check_spellings(line, code, *d);
	return code == OH_DECIMAL_OK;
}

/* Computed as on paper. */
static void
check_with_model(OhDecimal a, OhDecimal b)
{
	Slow		slow_a = slow_of(a);
	Slow		slow_b = slow_of(b);
	Slow		sum = slow_add(&slow_a, &slow_b);
	Slow		product = slow_multiply(&slow_a, &slow_b);
	OhDecimal	expected;
	OhDecimal	result;
	bool		fits = slow_settle(&sum, a.scale > b.scale ? a.scale : b.scale, &expected);

	HOLDS(oh_decimal_add(a, b, &result) == fits && (!fits || same_decimal(result, expected)));
	fits = slow_settle(&product, a.scale + b.scale, &expected);
	HOLDS(oh_decimal_multiply(a, b, &result) == fits && (!fits || same_decimal(result, expected)));
	HOLDS(oh_decimal_compare(a, b) == slow_compare(&slow_a, &slow_b));
}

static void
check_pair(OhDecimal a, OhDecimal b)
{
	OhDecimal	one;
	OhDecimal	other;

	HOLDS(oh_decimal_add(a, b, &one) == oh_decimal_add(b, a, &other));
	if (oh_decimal_add(a, b, &one) && oh_decimal_add(b, a, &other))
	{
		HOLDS(same_decimal(one, other));
		HOLDS(!oh_decimal_subtract(one, b, &other) || oh_decimal_compare(other, a) == 0);
	}
	if (oh_decimal_subtract(a, b, &one))
		HOLDS(oh_decimal_sign(one) == oh_decimal_compare(a, b)
			  && oh_decimal_subtract(b, a, &other) && same_decimal(one, oh_decimal_negate(other)));
	if (oh_decimal_multiply(a, b, &one))
		HOLDS(oh_decimal_sign(one) == oh_decimal_sign(a) * oh_decimal_sign(b));
	HOLDS(oh_decimal_compare(a, b) == -oh_decimal_compare(b, a));
}

/* a (b + c) = ab + ac, and of three in order the outer two are. */
static void
check_three(OhDecimal a, OhDecimal b, OhDecimal c)
{
	OhDecimal	sum;
	OhDecimal	left;
	OhDecimal	ab;
	OhDecimal	ac;
	OhDecimal	right;

	if (oh_decimal_add(b, c, &sum) && oh_decimal_multiply(a, sum, &left) && oh_decimal_multiply(a, b, &ab)
		&& oh_decimal_multiply(a, c, &ac) && oh_decimal_add(ab, ac, &right))
		HOLDS(oh_decimal_compare(left, right) == 0);
	if (oh_decimal_compare(a, b) <= 0 && oh_decimal_compare(b, c) <= 0)
		HOLDS(oh_decimal_compare(a, c) <= 0);
}

static void
check_point(OhDecimal d)
{
	OhDecimal	moved;
	int64_t		whole;

	for (int places = -3; places <= 3; places++)
		if (oh_decimal_shift(d, places, &moved) && oh_decimal_shift(moved, -places, &moved))
			HOLDS(oh_decimal_compare(moved, d) == 0);
	if (oh_decimal_to_integer(d, &whole))
		HOLDS(oh_decimal_compare((OhDecimal) {whole, 0}, d) == 0);
	else
		HOLDS(d.scale > 0);
}

static void
check_decimals(const OhBytes lines[3])
{
	OhDecimal	d[3];
	int			read = 0;

	for (int i = 0; i < 3; i++)
		if (read_decimal(lines[i], &d[read]))
			read++;
	for (int i = 0; i < read; i++)
		check_point(d[i]);
	if (read > 1)
	{
		check_pair(d[0], d[1]);
		check_with_model(d[0], d[1]);
	}
	if (read > 2)
		check_three(d[0], d[1], d[2]);
}

/* ---- times ---- */

static int
number_at(const char *text, int width)
{
	int			value = 0;

	while (width-- > 0)
		value = value * 10 + (*text++ - '0');
	return value;
}

/* Microseconds since 1970 of a printed time, by counting days. */
static OhMoment
slow_moment(const char *text)
{
	static const int before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int			year = number_at(text, 4);
	int			month = number_at(text + 5, 2);
	int			last = month > 2 ? year : year - 1;
	int64_t		days = (year - 1) * INT64_C(365) + last / 4 - last / 100 + last / 400
		+ before[month - 1] + number_at(text + 8, 2) - 1 - 719162;

	return ((days * 24 + number_at(text + 11, 2)) * 60 + number_at(text + 14, 2)) * OH_MINUTE
		+ number_at(text + 17, 2) * OH_SECOND + number_at(text + 20, 6);
}

/* In another zone the same clock shows another time. */
static void
check_zones(const char *text, OhMoment at)
{
	static const struct
	{
		const char *zone;
		int			minutes;
	}			zones[] = {{"+02:30", 150}, {"-0930", -570}, {"+15", 900}, {"z", 0}};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
	{
		char		other[OH_MOMENT_LEN + 8];
		OhMoment	read;

		snprintf(other, sizeof(other), "%.26s%s", text, zones[i].zone);
		if (oh_moment_parse(oh_bytes_of_string(other), &read) == OH_MOMENT_OK)
			HOLDS(read == at - zones[i].minutes * OH_MINUTE);
		else
			HOLDS(at < -719161 * OH_DAY || at > 2932896 * OH_DAY);
	}
}

static void
check_moment(OhMoment at)
{
	char		text[OH_MOMENT_LEN];
	char		http[OH_HTTP_DATE_LEN];
	OhMoment	read;

	oh_moment_format(at, text);
	HOLDS(oh_moment_parse(oh_bytes(text, sizeof(text)), &read) == OH_MOMENT_OK && read == at);
	HOLDS(slow_moment(text) == at);
	check_zones(text, at);
	HOLDS(oh_moment_parse(oh_bytes(text, sizeof(text) - 1), &read) == OH_MOMENT_NAIVE && read == at);
	oh_moment_format_http(at, http);
	HOLDS(oh_moment_parse_http(oh_bytes(http, sizeof(http)), &read));
	HOLDS(read <= at && at - read < OH_SECOND && read % OH_SECOND == 0);
	HOLDS(oh_moment_of_epoch(read / OH_SECOND, &at) && at == read);
}

static bool
read_moment(OhBytes line, OhMoment *at)
{
	char		http[OH_HTTP_DATE_LEN];
	char		text[OH_MOMENT_LEN];
	OhMomentCode code = oh_moment_parse(line, at);

	if (code != OH_MOMENT_MALFORMED)
	{
		check_moment(*at);
		oh_moment_format(*at, text);
		HOLDS(code == OH_MOMENT_OK || memcmp(text, line.data, 10) == 0);
		return true;
	}
	if (!oh_moment_parse_http(line, at))
		return false;
	check_moment(*at);
	oh_moment_format_http(*at, http);
	HOLDS(oh_bytes_equal(line, oh_bytes(http, sizeof(http))));
	return true;
}

/* Printed times stand in the order of the times. */
static void
check_order(OhMoment a, OhMoment b)
{
	char		text_a[OH_MOMENT_LEN];
	char		text_b[OH_MOMENT_LEN];
	int			compared;

	oh_moment_format(a, text_a);
	oh_moment_format(b, text_b);
	compared = memcmp(text_a, text_b, OH_MOMENT_LEN);
	HOLDS(a < b ? compared < 0 : a > b ? compared > 0 : compared == 0);
}

/* Any number of seconds: in range, or refused. */
static void
check_epoch(OhBytes line)
{
	OhDecimal	d;
	OhMoment	at;

	if (oh_decimal_parse(line, 0, &d) == OH_DECIMAL_OK && oh_moment_of_epoch(d.unscaled, &at))
		check_moment(at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OhBytes		rest = oh_bytes((const char *) data, size);
	OhBytes		lines[3];
	OhMoment	moments[3];
	int			read = 0;

	for (int i = 0; i < 3; i++)
	{
		lines[i] = unit_exact(fuzz_take(&rest, '\n'));
		check_epoch(lines[i]);
		if (read_moment(lines[i], &moments[read]))
			read++;
	}
	check_decimals(lines);
	if (read > 1)
		check_order(moments[0], moments[1]);
	for (int i = 0; i < 3; i++)
		unit_exact_free(lines[i]);
	return 0;
}
