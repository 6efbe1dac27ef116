/*
 * test_decimal.c
 *	  Exact decimals: tables of texts, the operations and random texts against
 *	  the slow model, and texts that were cut short or had a byte changed.
 */
#include "decimal.h"
#include "decimal_model.h"
#include "unit.h"

#define MAX			INT64_MAX
#define UNTOUCHED	((OhDecimal) {-777, 7})

static uint64_t random_state = 115;

static uint64_t
next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static bool
same(OhDecimal a, OhDecimal b)
{
	return a.unscaled == b.unscaled && a.scale == b.scale;
}

/* Parses a copy that ends with its memory, and checks that a refusal leaves *out alone. */
static OhDecimalCode
parse(OhBytes text, int flags, OhDecimal *out)
{
	OhBytes		copy = unit_exact(text);
	OhDecimalCode code;

	*out = UNTOUCHED;
	code = oh_decimal_parse(copy, flags, out);
	unit_exact_free(copy);
	if (code != OH_DECIMAL_OK)
		CHECK(same(*out, UNTOUCHED), "%.*s", (int) text.len, text.data);
	return code;
}

/* A text, and the one text of the decimal that it stands for. */
static const char *const good[][2] = {
	{"0", "0"}, {"-0", "0"}, {"+0", "0"}, {"0.00", "0.00"}, {"-0.00", "0.00"}, {"000", "0"},
	{"1.15", "1.15"}, {"1.10", "1.10"}, {"12.90", "12.90"}, {"-0.05", "-0.05"}, {"+12", "12"},
	{"007.50", "7.50"}, {"1e2", "100"}, {"1E+2", "100"}, {"1.5e-3", "0.0015"}, {"1.50e1", "15.0"},
	{"1.5e0003", "1500"}, {"1200e-2", "12.00"}, {"1e18", "1000000000000000000"},
	{"9e18", "9000000000000000000"}, {"1e-18", "0.000000000000000001"},
	{"10e-19", "0.000000000000000001"}, {"0.1e19", "1000000000000000000"},
	{"9223372036854775807", "9223372036854775807"}, {"-9223372036854775807", "-9223372036854775807"},
	{"9.223372036854775807", "9.223372036854775807"}, {"-9.223372036854775807", "-9.223372036854775807"},
	{"9223372036854775807.000", "9223372036854775807"},
	{"922337203685477580.70", "922337203685477580.7"},
	{"9223372036854775807000e-3", "9223372036854775807"},
	{"0.000000000000000001", "0.000000000000000001"}, {"0.0000000000000000010", "0.000000000000000001"},
	{"0.0000000000000000000000000000", "0.000000000000000000"},
	{"1.0000000000000000000000000000", "1.000000000000000000"},
	{"10.000000000000000000", "10.00000000000000000"},
	{"1234567890.5000000000000", "1234567890.500000000"}, {"0e999999999", "0"},
	{"0e-999999999", "0.000000000000000000"}, {"0.0e99999999999999999999999999", "0"},
	{"-0.0e-99999999999999999999999999", "0.000000000000000000"}, {"0e-3", "0.000"},
};

static const char *const good_with_comma[][2] = {
	{"1,15", "1.15"}, {"-1,234", "-1.234"}, {"1,5e1", "15"},
};

static const char *const out_of_range[] = {
	"9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
	"18446744073709551617", "99999999999999999999", "9.223372036854775808", "-9.223372036854775808",
	"0.0000000000000000001", "1.0000000000000000001", "12345678901234567890.5", "10000000000000000000",
	"1e19", "1e-19", "1e400000000", "1e-400000000", "1e4294967296", "1e9223372036854775807",
	"1e-9223372036854775808", "1e18446744073709551616", "1.5e-99999999999999999999999999999999",
};

static const char *const malformed[] = {
	"", "-", "+", ".", "-.", "1.", ".5", "-.5", "1.e5", "e5", "1e", "1e+", "1e-", "1e5.0", "1e5e5",
	"1e+-5", "--1", "+-1", "-+1", "++1", "1-", "1,15", "1.2.3", "1..2", " 1", "1 ", "1 000", "- 1",
	"1\n", "1_000", "1'000", "$1", "1%", "NaN", "nan", "Infinity", "-Infinity", "inf", "0x1F", "0b1",
	"1f", "1p3", "true", "null", "１", "−1", "99999999999999999999x", "1e400000000x",
};

static const char *const malformed_with_comma[] = {
	"1,", ",5", ",", "1,234.5", "1.234,5", "1,234,567", "1,,2", "1٫5",
};

#define COUNT(table)	(sizeof(table) / sizeof((table)[0]))

static void
check_good(const char *const pair[2], int flags)
{
	OhDecimal	d;
	char		text[OH_DECIMAL_TEXT];
	int			len;

	CHECK(parse(oh_bytes_of_string(pair[0]), flags, &d) == OH_DECIMAL_OK, "%s", pair[0]);
	len = oh_decimal_format(d, text);
	CHECK(oh_bytes_equal(oh_bytes(text, (size_t) len), oh_bytes_of_string(pair[1])),
		  "%s gave %.*s", pair[0], len, text);
}

static void
check_bad(const char *text, int flags, OhDecimalCode code)
{
	OhDecimal	d;

	CHECK(parse(oh_bytes_of_string(text), flags, &d) == code, "%s", text);
}

static void
test_tables(void)
{
	OhDecimal	d;

	for (size_t i = 0; i < COUNT(good); i++)
	{
		check_good(good[i], 0);
		check_good(good[i], OH_DECIMAL_COMMA);
	}
	for (size_t i = 0; i < COUNT(good_with_comma); i++)
	{
		check_good(good_with_comma[i], OH_DECIMAL_COMMA);
		check_bad(good_with_comma[i][0], 0, OH_DECIMAL_MALFORMED);
	}
	for (size_t i = 0; i < COUNT(out_of_range); i++)
		check_bad(out_of_range[i], 0, OH_DECIMAL_OUT_OF_RANGE);
	for (size_t i = 0; i < COUNT(malformed); i++)
		check_bad(malformed[i], 0, OH_DECIMAL_MALFORMED);
	for (size_t i = 0; i < COUNT(malformed_with_comma); i++)
		check_bad(malformed_with_comma[i], OH_DECIMAL_COMMA, OH_DECIMAL_MALFORMED);
	CHECK(parse(OH_NO_BYTES, 0, &d) == OH_DECIMAL_MALFORMED, "no bytes");
	CHECK(parse(OH_BYTES("1\0"), 0, &d) == OH_DECIMAL_MALFORMED, "NUL");
	CHECK(parse(OH_BYTES("-12.90"), 0, &d) == OH_DECIMAL_OK && same(d, (OhDecimal) {-1290, 2}), "-12.90");
}

/* Decimals of all sizes, with many zeros, and often next to a limit. */
static OhDecimal
random_decimal(void)
{
	static const int64_t corners[] = {0, 1, 5, 10, 100, 999999999, MAX, MAX - 1, MAX / 10, MAX / 100};
	OhDecimal	d = {.scale = (int8_t) (next_random() % (OH_MAX_SCALE + 1))};
	int			trailing = (int) (next_random() % 6);

	if (next_random() % 4 == 0)
		d.unscaled = corners[next_random() % COUNT(corners)];
	else
		d.unscaled = (int64_t) (next_random() >> (1 + next_random() % 63));
	for (int i = 0; i < trailing; i++)
		d.unscaled = d.unscaled / 10 * 10 <= MAX / 10 ? d.unscaled * 10 : d.unscaled / 10 * 10;
	if (next_random() % 2)
		d.unscaled = -d.unscaled;
	return d;
}

typedef bool (*Operation) (OhDecimal a, OhDecimal b, OhDecimal *out);

static void
check_operation(const char *name, Operation operate, OhDecimal a, OhDecimal b,
				const Slow *expected, int places)
{
	OhDecimal	wanted = UNTOUCHED;
	OhDecimal	got = UNTOUCHED;
	OhDecimal	first = a;
	OhDecimal	second = b;
	bool		holds = slow_settle(expected, places, &wanted);

	CHECK(operate(a, b, &got) == holds && same(got, wanted),
		  "%s of %lld/%d and %lld/%d gave %lld/%d", name, (long long) a.unscaled, a.scale,
		  (long long) b.unscaled, b.scale, (long long) got.unscaled, got.scale);

	/* The result may replace an operand; a refusal replaces nothing. */
	CHECK(operate(first, b, &first) == holds && same(first, holds ? wanted : a), "%s into a", name);
	CHECK(operate(a, second, &second) == holds && same(second, holds ? wanted : b), "%s into b", name);
}

static bool
shift_by(OhDecimal a, OhDecimal places, OhDecimal *out)
{
	return oh_decimal_shift(a, (int) places.unscaled, out);
}

static void
check_shift(OhDecimal a, int places)
{
	Slow		moved = {.negative = a.unscaled < 0};
	Slow		s = slow_of(a);

	for (int i = 0; i < DIGITS; i++)
		if (i + places >= 0 && i + places < DIGITS)
			moved.digits[i + places] = s.digits[i];
	check_operation("shift", shift_by, a, (OhDecimal) {places, 0}, &moved, a.scale + places);
}

static void
check_integer(OhDecimal a)
{
	Slow		s = slow_of(a);
	OhDecimal	wanted;
	int64_t		got = -777;
	bool		holds = slow_settle(&s, 0, &wanted);

	CHECK(oh_decimal_to_integer(a, &got) == holds && got == (holds ? wanted.unscaled : -777),
		  "%lld/%d gave %lld", (long long) a.unscaled, a.scale, (long long) got);
}

static void
check_pair(OhDecimal a, OhDecimal b)
{
	int			places = a.scale > b.scale ? a.scale : b.scale;
	Slow		x = slow_of(a);
	Slow		y = slow_of(b);
	Slow		minus_y = y;
	Slow		result;

	CHECK(oh_decimal_compare(a, b) == slow_compare(&x, &y), "%lld/%d and %lld/%d",
		  (long long) a.unscaled, a.scale, (long long) b.unscaled, b.scale);
	result = slow_add(&x, &y);
	check_operation("sum", oh_decimal_add, a, b, &result, places);
	minus_y.negative = !y.negative;
	result = slow_add(&x, &minus_y);
	check_operation("difference", oh_decimal_subtract, a, b, &result, places);
	result = slow_multiply(&x, &y);
	check_operation("product", oh_decimal_multiply, a, b, &result, a.scale + b.scale);
}

/* What the format writes, the parser reads as the same decimal: value and scale. */
static void
check_format(OhDecimal a)
{
	char	   *text = malloc(OH_DECIMAL_TEXT);
	int			len = oh_decimal_format(a, text);
	OhDecimal	read;

	CHECK(parse(oh_bytes(text, (size_t) len), 0, &read) == OH_DECIMAL_OK && same(read, a),
		  "%lld/%d: %.*s", (long long) a.unscaled, a.scale, len, text);
	free(text);
}

static void
test_operations(void)
{
	for (int i = 0; i < 60000; i++)
	{
		OhDecimal	a = random_decimal();
		OhDecimal	b = random_decimal();
		OhDecimal	opposite = oh_decimal_negate(a);

		check_pair(a, b);
		check_shift(a, (int) (next_random() % 61) - 30);
		check_integer(a);
		check_format(a);
		CHECK(oh_decimal_sign(a) == oh_decimal_compare(a, (OhDecimal) {0, 3}), "sign");
		CHECK(oh_decimal_compare(a, opposite) == oh_decimal_sign(a), "opposite");
		check_pair(a, opposite);
	}
}

static void
test_far_shifts(void)
{
	static const int far[] = {INT32_MAX, INT32_MIN, 37, -37, 1000, -1000};
	OhDecimal	nine;

	CHECK(oh_decimal_shift((OhDecimal) {INT64_C(9000000000000000000), 18}, 18, &nine)
		  && same(nine, (OhDecimal) {9, 18}), "as far as zeros go");

	for (size_t i = 0; i < COUNT(far); i++)
	{
		OhDecimal	d = UNTOUCHED;

		CHECK(!oh_decimal_shift((OhDecimal) {1, 0}, far[i], &d) && same(d, UNTOUCHED), "%d", far[i]);
		CHECK(!oh_decimal_shift((OhDecimal) {-MAX, 18}, far[i], &d) && same(d, UNTOUCHED), "%d", far[i]);
		CHECK(oh_decimal_shift((OhDecimal) {0, 18}, far[i], &d) && d.unscaled == 0
			  && d.scale == (far[i] > 0 ? OH_MAX_SCALE : 0), "%d", far[i]);
	}
}

/* Random digits, mostly zeros at the ends, so that the number is now and then one that fits. */
static int
write_digits(char *text, int most)
{
	int			len = 1 + (int) (next_random() % (uint64_t) most);
	int			zeros_first = (int) (next_random() % 8);
	int			zeros_last = (int) (next_random() % 12);

	for (int i = 0; i < len; i++)
		text[i] = (char) (i < zeros_first || i >= len - zeros_last ? '0' : '0' + next_random() % 10);
	return len;
}

/* A random text in the grammar, and what it says in digits: at most 20 + 20, times 10^-15 to 10^15. */
static int
write_numeral(char *text, Slow *s, int *places)
{
	char		whole[20];
	char		fraction[20];
	int			wholes = write_digits(whole, 20);
	int			fractions = next_random() % 3 ? write_digits(fraction, 20) : 0;
	int			exponent = next_random() % 2 ? (int) (next_random() % 31) - 15 : 0;
	const char *sign = (const char *[]) {"", "-", "+"}[next_random() % 3];
	int			len = sprintf(text, "%s%.*s", sign, wholes, whole);

	*s = (Slow) {.negative = *sign == '-'};
	*places = fractions - exponent;
	for (int i = 0; i < wholes; i++)
		s->digits[WHOLE - exponent - wholes + i] = (char) (whole[i] - '0');
	for (int i = 0; i < fractions; i++)
		s->digits[WHOLE - exponent + i] = (char) (fraction[i] - '0');
	if (fractions > 0)
		len += sprintf(text + len, "%c%.*s", ".,"[next_random() % 2], fractions, fraction);
	if (exponent != 0)
		len += sprintf(text + len, exponent < 0 || next_random() % 2 ? "e%d" : "E+%d", exponent);
	return len;
}

static void
test_random_texts(void)
{
	int			held = 0;

	for (int i = 0; i < 200000; i++)
	{
		char		text[80];
		Slow		s;
		int			places;
		OhDecimal	wanted = UNTOUCHED;
		OhDecimal	got;
		int			len = write_numeral(text, &s, &places);
		bool		holds = slow_settle(&s, places, &wanted);

		CHECK(parse(oh_bytes(text, (size_t) len), OH_DECIMAL_COMMA, &got)
			  == (holds ? OH_DECIMAL_OK : OH_DECIMAL_OUT_OF_RANGE), "%s", text);
		CHECK(same(got, wanted), "%s gave %lld/%d", text, (long long) got.unscaled, got.scale);
		held += holds;
	}
	CHECK(held > 20000 && held < 180000, "the set has both kinds: %d", held);
}

/* The grammar once more, as a table of states; the columns are the classes of bytes. */
static bool
in_grammar(OhBytes text, bool comma)
{
	enum {SIGN, DIGIT, POINT, EXPONENT, OTHER};
	static const int8_t next[8][5] = {
		{1, 2, -1, -1, -1},			/* 0: nothing yet */
		{-1, 2, -1, -1, -1},		/* 1: a sign */
		{-1, 2, 3, 5, -1},			/* 2: whole digits: may end here */
		{-1, 4, -1, -1, -1},		/* 3: the point */
		{-1, 4, -1, 5, -1},			/* 4: places: may end here */
		{6, 7, -1, -1, -1},			/* 5: the e */
		{-1, 7, -1, -1, -1},		/* 6: its sign */
		{-1, 7, -1, -1, -1},		/* 7: its digits: may end here */
	};
	int			state = 0;

	for (size_t i = 0; i < text.len && state >= 0; i++)
	{
		char		c = text.data[i];
		int			class = c == '+' || c == '-' ? SIGN : c >= '0' && c <= '9' ? DIGIT
			: c == '.' || (comma && c == ',') ? POINT : c == 'e' || c == 'E' ? EXPONENT : OTHER;

		state = next[state][class];
	}
	return state == 2 || state == 4 || state == 7;
}

static void
check_grammar(OhBytes text)
{
	for (int flags = 0; flags <= OH_DECIMAL_COMMA; flags++)
	{
		OhDecimal	d;
		bool		read = parse(text, flags, &d) != OH_DECIMAL_MALFORMED;

		CHECK(read == in_grammar(text, flags != 0), "%.*s", (int) text.len, text.data);
	}
}

static void
mutate(OhBytes text)
{
	char		changed[64];

	for (size_t cut = 0; cut <= text.len; cut++)
		check_grammar(oh_bytes(text.data, cut));
	for (size_t i = 0; i < text.len; i++)
		for (int byte = 0; byte < 256; byte++)
		{
			memcpy(changed, text.data, text.len);
			changed[i] = (char) byte;
			check_grammar(oh_bytes(changed, text.len));
		}
}

static void
test_mutations(void)
{
	for (size_t i = 0; i < COUNT(good); i++)
		mutate(oh_bytes_of_string(good[i][0]));
	for (size_t i = 0; i < COUNT(malformed); i++)
		mutate(oh_bytes_of_string(malformed[i]));
}

/* Megabytes of one digit between a head and a tail: what is not linear would not come back. */
static void
test_long_texts(void)
{
	static const struct
	{
		const char *head;
		char		filler;
		const char *tail;
		OhDecimalCode code;
		OhDecimal	value;
	}			rows[] =
	{
		{"0.", '0', "", OH_DECIMAL_OK, {0, 18}},
		{"", '0', "1.50", OH_DECIMAL_OK, {150, 2}},
		{"12345678901234567.5", '0', "", OH_DECIMAL_OK, {INT64_C(1234567890123456750), 2}},
		{"1", '0', "e-4000000", OH_DECIMAL_OK, {INT64_C(1000000000000000000), 18}},
		{"0.", '0', "12e4000002", OH_DECIMAL_OK, {12, 0}},
		{"0.", '0', "12e4000001", OH_DECIMAL_OK, {12, 1}},
		{"1e", '0', "2", OH_DECIMAL_OK, {100, 0}},
		{"0e-", '9', "", OH_DECIMAL_OK, {0, 18}},
		{"1e", '9', "", OH_DECIMAL_OUT_OF_RANGE, {-777, 7}},
		{"1e-", '9', "", OH_DECIMAL_OUT_OF_RANGE, {-777, 7}},
		{"", '9', "", OH_DECIMAL_OUT_OF_RANGE, {-777, 7}},
		{"0.", '0', "1", OH_DECIMAL_OUT_OF_RANGE, {-777, 7}},
		{"1", '0', "", OH_DECIMAL_OUT_OF_RANGE, {-777, 7}},
		{"1.", '0', "x", OH_DECIMAL_MALFORMED, {-777, 7}},
		{"", '-', "1", OH_DECIMAL_MALFORMED, {-777, 7}},
	};
	const size_t filled = 4000000;
	char	   *text = malloc(filled + 64);

	for (size_t i = 0; i < COUNT(rows); i++)
	{
		size_t		head = strlen(rows[i].head);
		OhDecimal	d;

		memcpy(text, rows[i].head, head);
		memset(text + head, rows[i].filler, filled);
		strcpy(text + head + filled, rows[i].tail);
		CHECK(parse(oh_bytes_of_string(text), 0, &d) == rows[i].code, "row %d", (int) i);
		CHECK(same(d, rows[i].value), "row %d gave %lld/%d", (int) i, (long long) d.unscaled, d.scale);
	}
	free(text);
}

int
main(void)
{
	test_tables();
	test_operations();
	test_far_shifts();
	test_random_texts();
	test_mutations();
	test_long_texts();
	return unit_done();
}
