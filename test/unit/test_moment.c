/*
 * test_moment.c
 *	  Points in time: tables of texts, a calendar that counts day by day as the
 *	  model, and texts that were cut short or had a byte changed.
 */
#include "moment.h"
#include "unit.h"

#define UNTOUCHED	INT64_C(-7777777777777)
#define FIRST		INT64_C(-62135596800000000)
#define LAST		INT64_C(253402300799999999)

static uint64_t random_state = 20190226;

static uint64_t
next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static OhMoment
random_moment(void)
{
	return FIRST + (OhMoment) (next_random() % (uint64_t) (LAST - FIRST + 1));
}

/* Parses a copy that ends with its memory, and checks that a refusal leaves *out alone. */
static OhMomentCode
parse(OhBytes text, OhMoment *out)
{
	OhBytes		copy = unit_exact(text);
	OhMomentCode code;

	*out = UNTOUCHED;
	code = oh_moment_parse(copy, out);
	unit_exact_free(copy);
	if (code == OH_MOMENT_MALFORMED)
		CHECK(*out == UNTOUCHED, "%.*s", (int) text.len, text.data);
	return code;
}

static bool
parse_http(OhBytes text, OhMoment *out)
{
	OhBytes		copy = unit_exact(text);
	bool		parsed;

	*out = UNTOUCHED;
	parsed = oh_moment_parse_http(copy, out);
	unit_exact_free(copy);
	if (!parsed)
		CHECK(*out == UNTOUCHED, "%.*s", (int) text.len, text.data);
	return parsed;
}

static const struct
{
	const char *text;
	OhMomentCode code;
	OhMoment	moment;
}			good[] =
{
	{"1970-01-01T00:00:00Z", OH_MOMENT_OK, 0},
	{"1970-01-01t00:00:00z", OH_MOMENT_OK, 0},
	{"1970-01-01 00:00:00Z", OH_MOMENT_OK, 0},
	{"1970-01-01T00:00:00", OH_MOMENT_NAIVE, 0},
	{"1970-01-01 00:00:00.000001", OH_MOMENT_NAIVE, 1},
	{"1970-01-01", OH_MOMENT_NAIVE, 0},
	{"2019-02-26T17:15:33.645000Z", OH_MOMENT_OK, INT64_C(1551201333645000)},
	{"2019-02-26T17:15:33.645Z", OH_MOMENT_OK, INT64_C(1551201333645000)},
	{"2019-02-26T19:15:33.645+02:00", OH_MOMENT_OK, INT64_C(1551201333645000)},
	{"2019-02-26T19:15:33.645+0200", OH_MOMENT_OK, INT64_C(1551201333645000)},
	{"2019-02-26T19:15:33.645+02", OH_MOMENT_OK, INT64_C(1551201333645000)},
	{"2019-02-26 14:45:33.645-02:30", OH_MOMENT_OK, INT64_C(1551201333645000)},
	{"2019-02-26 14:45:33-0230", OH_MOMENT_OK, INT64_C(1551201333000000)},
	{"2019-02-26 17:15:33-00:00", OH_MOMENT_OK, INT64_C(1551201333000000)},
	{"2019-02-27T09:14:33+15:59", OH_MOMENT_OK, INT64_C(1551201333000000)},
	{"2019-02-26T01:16:33-15:59", OH_MOMENT_OK, INT64_C(1551201333000000)},
	{"2024-02-29", OH_MOMENT_NAIVE, INT64_C(1709164800000000)},
	{"2000-02-29", OH_MOMENT_NAIVE, INT64_C(951782400000000)},
	{"1969-12-31T23:59:59.9Z", OH_MOMENT_OK, -100000},
	{"1969-12-31T23:59:59.9999999Z", OH_MOMENT_OK, -1},
	{"1970-01-01T00:00:00.1Z", OH_MOMENT_OK, 100000},
	{"1970-01-01T00:00:00.000000999999999999Z", OH_MOMENT_OK, 0},
	{"1970-01-01T00:00:00.999999999999999999+00", OH_MOMENT_OK, 999999},
	{"0001-01-01T00:00:00Z", OH_MOMENT_OK, FIRST},
	{"0001-01-01", OH_MOMENT_NAIVE, FIRST},
	{"0001-01-01T15:59:00+15:59", OH_MOMENT_OK, FIRST},
	{"9999-12-31T23:59:59.999999Z", OH_MOMENT_OK, LAST},
	{"9999-12-31T08:00:59.999999-15:59", OH_MOMENT_OK, LAST},
};

static const char *const bad[] = {
	"", " ", "now", "today", "infinity", "-infinity", "epoch", "0", "1551201333", "null", "2019-02-26T",
	"2019-02-26 ", "2019-02-26Z", "2019-02-26+02:00", " 2019-02-26", "2019-02-26T17", "2019-02-26T17:15",
	"2019-02-26T17:15Z", "2019-02-26T17:15:3Z", "2019-02-26T171533Z", "20190226T171533Z", "20190226",
	"2019-2-26", "2019-02-6", "19-02-26", "2019/02/26", "26-02-2019", "2019-00-26", "2019-13-26",
	"2019-02-00", "2019-02-29", "2019-02-30", "2019-04-31", "2019-06-31", "2019-09-31", "2019-11-31",
	"2019-01-32", "1900-02-29", "2100-02-29", "0000-01-01", "0000-12-31T23:59:59Z",
	"2019-02-26T24:00:00Z", "2019-02-26T23:60:00Z", "2019-02-26T23:59:60Z", "2019-02-26T99:99:99Z",
	"2019-02-26T17:15:33ZZ", "2019-02-26T17:15:33Z ", "2019-02-26T17:15:33 Z",
	"2019-02-26T17:15:33 +02:00", "2019-02-26T17:15:33UTC", "2019-02-26T17:15:33GMT",
	"2019-02-26T17:15:33 UTC", "2019-02-26T17:15:33A", "2019-02-26T17:15:33.", "2019-02-26T17:15:33.Z",
	"2019-02-26T17:15:33,5Z", "2019-02-26T17:15:33..5Z", "2019-02-26T17:15:33.5.5Z",
	"2019-02-26T17:15:33.-5Z", "2019-02-26T17:15:33.5e1Z", "2019-02-26T17:15:33.0000000000000000000Z",
	"2019-02-26T17:15:33+", "2019-02-26T17:15:33-", "2019-02-26T17:15:33+2", "2019-02-26T17:15:33+200",
	"2019-02-26T17:15:33+02:", "2019-02-26T17:15:33+02:0", "2019-02-26T17:15:33+02:000",
	"2019-02-26T17:15:33+2:00", "2019-02-26T17:15:33+02-00", "2019-02-26T17:15:33+02:00:00",
	"2019-02-26T17:15:33+02:60", "2019-02-26T17:15:33+0260", "2019-02-26T17:15:33+16",
	"2019-02-26T17:15:33-16:00", "2019-02-26T17:15:33+99:99", "2019-02-26T17:15:33++2:00",
	"2019-02-26T17:15:33+02:00Z", "2019-02-26_17:15:33Z", "2019-02-26\t17:15:33Z",
	"2019-02-26TT17:15:33Z", "2019-02-26T 7:15:33Z", "+2019-02-26", "-2019-02-26",
	"+002019-02-26T17:15:33Z", "10000-01-01", "2019-W09-2", "2019-057",
	"2019-02-26T17:15:33−02", "0001-01-01T00:00:00+00:01",
	"0001-01-01T15:58:59.999999+15:59", "9999-12-31T23:59:59-00:01", "9999-12-31T08:01:00-15:59",
	"２０１９-02-26", "2019−02-26", "Tue, 26 Feb 2019 17:15:33 GMT",
};

static void
test_tables(void)
{
	OhMoment	at;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
	{
		CHECK(parse(oh_bytes_of_string(good[i].text), &at) == good[i].code, "%s", good[i].text);
		CHECK(at == good[i].moment, "%s gave %lld", good[i].text, (long long) at);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(parse(oh_bytes_of_string(bad[i]), &at) == OH_MOMENT_MALFORMED, "%s", bad[i]);
	CHECK(parse(OH_NO_BYTES, &at) == OH_MOMENT_MALFORMED, "no bytes");
	CHECK(parse(OH_BYTES("2019-02-26\0" "17:15:33Z"), &at) == OH_MOMENT_MALFORMED, "NUL for the T");
	CHECK(parse(OH_BYTES("2019-02-26T17:15:33Z\0"), &at) == OH_MOMENT_MALFORMED, "NUL at the end");
	CHECK(parse(OH_BYTES("2019-02-26T17:15:33\0"), &at) == OH_MOMENT_MALFORMED, "NUL for the zone");
}

static const struct
{
	const char *text;
	OhMoment	moment;
}			http_good[] =
{
	{"Tue, 26 Feb 2019 17:15:33 GMT", INT64_C(1551201333000000)},
	{"Thu, 01 Jan 1970 00:00:00 GMT", 0},
	{"Wed, 31 Dec 1969 23:59:59 GMT", -1000000},
	{"Sun, 06 Nov 1994 08:49:37 GMT", INT64_C(784111777000000)},
	{"Thu, 29 Feb 2024 00:00:00 GMT", INT64_C(1709164800000000)},
	{"Mon, 01 Jan 0001 00:00:00 GMT", FIRST},
	{"Fri, 31 Dec 9999 23:59:59 GMT", LAST - 999999},
};

static const char *const http_bad[] = {
	"", "Tue, 26 Feb 2019 17:15:33", "Tue, 26 Feb 2019 17:15:33 UTC", "Tue, 26 Feb 2019 17:15:33 gmt",
	"tue, 26 Feb 2019 17:15:33 GMT", "TUE, 26 Feb 2019 17:15:33 GMT", "Tue, 26 feb 2019 17:15:33 GMT",
	"Tue, 26 FEB 2019 17:15:33 GMT", "Wed, 26 Feb 2019 17:15:33 GMT", "Xyz, 26 Feb 2019 17:15:33 GMT",
	"Tue, 26 Fev 2019 17:15:33 GMT", "Fri, 29 Feb 2019 00:00:00 GMT", "Tue, 26 Feb 2019 24:15:33 GMT",
	"Tue, 26 Feb 2019 17:60:33 GMT", "Tue, 26 Feb 2019 17:15:60 GMT", "Tue, 6 Feb 2019 17:15:33 GMT",
	"Tue,  6 Feb 2019 17:15:33 GMT", "Tue 26 Feb 2019 17:15:33 GMT", "Tue, 26-Feb-2019 17:15:33 GMT",
	"Tuesday, 26-Feb-19 17:15:33 GMT", "Tue Feb 26 17:15:33 2019", "Tue, 26 Feb 2019 17:15:33 GMT ",
	" Tue, 26 Feb 2019 17:15:33 GMT", "Tue, 26 Feb 2019 17:15:33 +0000", "Tue, 26 Feb 19 17:15:33 GMT",
	"Tue, 26 Feb 2019 17:15:33.0 GMT", "Sun, 00 Jan 2023 00:00:00 GMT", "Sat, 01 Jan 0000 00:00:00 GMT",
	"2019-02-26T17:15:33Z",
};

static void
test_http_tables(void)
{
	OhMoment	at;
	char		text[OH_HTTP_DATE_LEN];

	for (size_t i = 0; i < sizeof(http_good) / sizeof(http_good[0]); i++)
	{
		CHECK(parse_http(oh_bytes_of_string(http_good[i].text), &at), "%s", http_good[i].text);
		CHECK(at == http_good[i].moment, "%s gave %lld", http_good[i].text, (long long) at);
		oh_moment_format_http(at, text);
		CHECK(memcmp(text, http_good[i].text, sizeof(text)) == 0, "%s", http_good[i].text);
	}
	for (size_t i = 0; i < sizeof(http_bad) / sizeof(http_bad[0]); i++)
		CHECK(!parse_http(oh_bytes_of_string(http_bad[i]), &at), "%s", http_bad[i]);
	CHECK(!parse_http(OH_NO_BYTES, &at), "no bytes");
}

static const struct
{
	int64_t		seconds;
	bool		valid;
}			epochs[] =
{
	{0, true},
	{-1, true},
	{1551201333, true},
	{INT64_C(-62135596800), true},
	{INT64_C(-62135596801), false},
	{INT64_C(253402300799), true},
	{INT64_C(253402300800), false},
	{INT64_C(1551201333000), false},
	{INT64_MAX, false},
	{INT64_MIN, false},
};

static void
test_epochs(void)
{
	for (size_t i = 0; i < sizeof(epochs) / sizeof(epochs[0]); i++)
	{
		OhMoment	at = UNTOUCHED;
		bool		valid = oh_moment_of_epoch(epochs[i].seconds, &at);

		CHECK(valid == epochs[i].valid, "%lld", (long long) epochs[i].seconds);
		CHECK(at == (valid ? epochs[i].seconds * OH_SECOND : UNTOUCHED), "gave %lld", (long long) at);
	}
}

/* What a moment outside the years formats as: the nearest one inside, nothing unreadable. */
static void
test_format_outside(void)
{
	static const OhMoment outside[][2] = {
		{INT64_MIN, FIRST}, {FIRST - 1, FIRST}, {LAST + 1, LAST}, {INT64_MAX, LAST},
	};

	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
	{
		char		text[OH_MOMENT_LEN];
		char		http[OH_HTTP_DATE_LEN];
		OhMoment	at;

		oh_moment_format(outside[i][0], text);
		CHECK(oh_moment_parse(oh_bytes(text, sizeof(text)), &at) == OH_MOMENT_OK && at == outside[i][1],
			  "%.27s", text);
		oh_moment_format_http(outside[i][0], http);
		CHECK(oh_moment_parse_http(oh_bytes(http, sizeof(http)), &at), "%.29s", http);
	}
}

static int
model_days_in_month(int year, int month)
{
	if (month == 2)
		return year % 400 == 0 ? 29 : year % 100 == 0 ? 28 : year % 4 == 0 ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* One day of the model, in both forms and both directions. */
static bool
day_agrees(int year, int month, int day, int64_t days)
{
	static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char *const months[] = {
		"", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
	};
	OhMoment	at = FIRST + days * OH_DAY;
	OhMoment	read;
	char		expected[64];
	char		text[OH_HTTP_DATE_LEN];

	snprintf(expected, sizeof(expected), "%04d-%02d-%02dT00:00:00.000000Z", year, month, day);
	oh_moment_format(at, text);
	if (memcmp(text, expected, OH_MOMENT_LEN) != 0)
		return false;
	if (oh_moment_parse(oh_bytes(expected, 10), &read) != OH_MOMENT_NAIVE || read != at)
		return false;

	/* Weekdays repeat after 400 years; 0001-01-01 was a Monday. */
	if (year > 400 && year < 9600)
		return true;
	snprintf(expected, sizeof(expected), "%s, %02d %s %04d 23:59:59 GMT",
			 weekdays[days % 7], day, months[month], year);
	oh_moment_format_http(at + OH_DAY - 1, text);
	return memcmp(text, expected, OH_HTTP_DATE_LEN) == 0
		&& oh_moment_parse_http(oh_bytes(text, OH_HTTP_DATE_LEN), &read)
		&& read == at + OH_DAY - OH_SECOND;
}

/* Every day of the calendar, counted one by one, and none beyond the end of a month. */
static void
test_every_day(void)
{
	int64_t		days = 0;

	for (int year = 1; year <= 9999; year++)
	{
		bool		agrees = true;

		for (int month = 1; month <= 12; month++)
		{
			char		beyond[32];
			OhMoment	at;

			int			last = model_days_in_month(year, month);

			for (int day = 1; day <= last; day++)
				agrees = day_agrees(year, month, day, days++) && agrees;
			snprintf(beyond, sizeof(beyond), "%04d-%02d-%02d", year, month, last + 1);
			agrees = agrees && oh_moment_parse(oh_bytes_of_string(beyond), &at) == OH_MOMENT_MALFORMED;
		}
		CHECK(agrees, "year %d", year);
	}
	CHECK(FIRST + days * OH_DAY - 1 == LAST, "%lld days", (long long) days);
}

/* A moment, written as a clock that is `minutes` from UTC shows it, in one of the zone's spellings. */
static int
write_in_zone(OhMoment at, int minutes, int spelling, char *text)
{
	static const char *const formats[] = {"%c%02d:%02d", "%c%02d%02d", "%c%02d"};
	int			of_hour = abs(minutes) % 60;

	oh_moment_format(at + minutes * OH_MINUTE, text);
	if (of_hour != 0 && spelling == 2)
		spelling = 0;
	return 26 + sprintf(text + 26, formats[spelling], minutes < 0 ? '-' : '+', abs(minutes) / 60, of_hour);
}

static void
test_round_trips(void)
{
	for (int i = 0; i < 200000; i++)
	{
		OhMoment	at = random_moment();
		OhMoment	read = UNTOUCHED;
		int			minutes = (int) (next_random() % (2 * 959 + 1)) - 959;
		char		text[64];
		int			len;

		oh_moment_format(at, text);
		CHECK(oh_moment_parse(oh_bytes(text, OH_MOMENT_LEN), &read) == OH_MOMENT_OK && read == at,
			  "%.27s", text);
		if (at < FIRST + OH_DAY || at > LAST - OH_DAY)
			continue;
		len = write_in_zone(at, minutes, i % 3, text);
		CHECK(oh_moment_parse(oh_bytes(text, (size_t) len), &read) == OH_MOMENT_OK && read == at,
			  "%.*s", len, text);
	}
}

/* Each fraction of 1 to 18 places against its first six, padded; 0 and 19 to 40 are refused. */
static void
test_fractions(void)
{
	for (int places = 0; places <= 40; places++)
	{
		char		text[80] = "1969-07-20T20:17:40.";
		int			micros = 0;
		OhMoment	at;
		OhMomentCode code;

		for (int i = 0; i < places; i++)
			text[20 + i] = (char) ('0' + next_random() % 10);
		for (int i = 0; i < 6; i++)
			micros = micros * 10 + (i < places ? text[20 + i] - '0' : 0);
		strcpy(text + 20 + places, "Z");
		code = parse(oh_bytes_of_string(text), &at);
		CHECK(code == (places >= 1 && places <= 18 ? OH_MOMENT_OK : OH_MOMENT_MALFORMED), "%s", text);
		if (code == OH_MOMENT_OK)
			CHECK(at == INT64_C(-14182940000000) + micros, "%s", text);
	}
}

/*
 * A text that parses, though a byte of it was changed, says what it meant: written
 * out again it is the changed text, up to the seconds where no offset moves them.
 */
static void
check_changed(OhBytes text)
{
	OhMoment	at;
	char		again[OH_MOMENT_LEN];
	OhMomentCode code = parse(text, &at);
	bool		in_utc = code == OH_MOMENT_OK && (text.data[text.len - 1] | 0x20) == 'z';

	if (code == OH_MOMENT_NAIVE || in_utc)
	{
		oh_moment_format(at, again);
		CHECK(memcmp(again, text.data, 10) == 0, "%.*s", (int) text.len, text.data);
		if (text.len > 10)
			CHECK(memcmp(again + 11, text.data + 11, 8) == 0, "%.*s", (int) text.len, text.data);
	}
	if (parse_http(text, &at))
	{
		char		http[OH_HTTP_DATE_LEN];

		oh_moment_format_http(at, http);
		CHECK(memcmp(http, text.data, sizeof(http)) == 0, "%.*s", (int) text.len, text.data);
	}
}

static void
mutate(OhBytes text)
{
	char		changed[64];

	for (size_t cut = 0; cut < text.len; cut++)
	{
		OhMoment	at;

		check_changed(oh_bytes(text.data, cut));
		CHECK(!parse_http(oh_bytes(text.data, cut), &at), "%.*s", (int) cut, text.data);
		if (cut < 10 || (cut > 10 && cut < 19))
			CHECK(parse(oh_bytes(text.data, cut), &at) == OH_MOMENT_MALFORMED, "%.*s", (int) cut, text.data);
	}
	for (size_t i = 0; i < text.len; i++)
		for (int byte = 0; byte < 256; byte++)
		{
			memcpy(changed, text.data, text.len);
			changed[i] = (char) byte;
			check_changed(oh_bytes(changed, text.len));
		}
}

static void
test_mutations(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		mutate(oh_bytes_of_string(good[i].text));
	for (size_t i = 0; i < sizeof(http_good) / sizeof(http_good[0]); i++)
		mutate(oh_bytes_of_string(http_good[i].text));
}

/* Of all the weekdays, one alone is right. */
static void
test_weekdays(void)
{
	for (int i = 0; i < 2000; i++)
	{
		char		text[OH_HTTP_DATE_LEN];
		OhMoment	at;
		int			accepted = 0;

		oh_moment_format_http(random_moment(), text);
		for (int day = 0; day < 7; day++)
		{
			memcpy(text, &"MonTueWedThuFriSatSun"[3 * day], 3);
			accepted += oh_moment_parse_http(oh_bytes(text, sizeof(text)), &at);
		}
		CHECK(accepted == 1, "%.29s", text);
	}
}

int
main(void)
{
	test_tables();
	test_http_tables();
	test_epochs();
	test_format_outside();
	test_every_day();
	test_round_trips();
	test_fractions();
	test_mutations();
	test_weekdays();
	return unit_done();
}
