/*
 * moment.c
 *	  Reading and writing points in time.
 *
 * The proleptic Gregorian calendar by arithmetic: no locale, no time zone
 * database, and nothing of libc that has a state.  A form of date is a shape and
 * a table that says where its numbers stand; reading and writing share both.
 */
#include "moment.h"

#define FIRST_DAY		INT64_C(-719162)	/* 0001-01-01, in days since 1970-01-01 */
#define LAST_DAY		INT64_C(2932896)	/* 9999-12-31 */
#define FIRST_MOMENT	(FIRST_DAY * OH_DAY)
#define LAST_MOMENT		((LAST_DAY + 1) * OH_DAY - 1)

#define DAYS_OF_ERA		146097		/* 400 years, after which the calendar repeats itself */
#define ERA_TO_EPOCH	719468		/* days from 0000-03-01 to 1970-01-01 */
#define EPOCH_WEEKDAY	4			/* 1970-01-01 was a Thursday */

#define FRACTION_KEPT	6
#define FRACTION_MOST	18
#define OFFSET_HOURS	15			/* as far from UTC as PostgreSQL goes */

typedef enum Field
{
	YEAR,
	MONTH,
	DAY,
	HOUR,
	MINUTE,
	SECOND,
	FIELD_COUNT
} Field;

typedef struct Place
{
	uint8_t		at;
	uint8_t		width;
} Place;

/* In a shape, 0 is any digit, _ is any byte, and all else is itself. */
static const char date_shape[] = "0000-00-00";
static const char time_shape[] = "0000-00-00_00:00:00";
static const char http_shape[] = "___, 00 ___ 0000 00:00:00 GMT";

static const Place time_places[FIELD_COUNT] = {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}};

/* The month is a name here: width 0 reads as 0 and writes nothing. */
static const Place http_places[FIELD_COUNT] = {{12, 4}, {8, 0}, {5, 2}, {17, 2}, {20, 2}, {23, 2}};

static const int field_range[FIELD_COUNT][2] = {{1, 9999}, {1, 12}, {1, 31}, {0, 23}, {0, 59}, {0, 59}};

static const char weekday_names[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char month_names[12][4] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

/* Whether the text begins with the shape. */
static bool
has_shape(OhBytes text, const char *shape)
{
	for (size_t i = 0; shape[i] != '\0'; i++)
	{
		if (i >= text.len)
			return false;
		if (shape[i] == '0' ? !oh_is_digit(text.data[i])
			: shape[i] != '_' && shape[i] != text.data[i])
			return false;
	}
	return true;
}

static int
read_digits(const char *at, int width)
{
	int			value = 0;

	for (int i = 0; i < width; i++)
		value = value * 10 + (at[i] - '0');
	return value;
}

static void
write_digits(char *at, int width, int value)
{
	for (int i = width - 1; i >= 0; i--)
	{
		at[i] = (char) ('0' + value % 10);
		value /= 10;
	}
}

static void
read_fields(const char *text, const Place *places, int count, int *fields)
{
	for (int i = 0; i < count; i++)
		fields[i] = read_digits(text + places[i].at, places[i].width);
}

static void
write_fields(char *text, const Place *places, const int *fields)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		write_digits(text + places[i].at, places[i].width, fields[i]);
}

static int
days_in_month(int year, int month)
{
	static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool		leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (leap && month == 2);
}

/* Years are counted from March, so that the leap day is the last of its year. */
static int64_t
days_of_date(int year, int month, int day)
{
	int			from_march = (month + 9) % 12;
	int			y = year - (month <= 2);
	int			year_of_era = y % 400;
	int			day_of_year = (153 * from_march + 2) / 5 + day - 1;
	int			day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return (int64_t) (y / 400) * DAYS_OF_ERA + day_of_era - ERA_TO_EPOCH;
}

static void
date_of_days(int64_t days, int *fields)
{
	int			since = (int) (days + ERA_TO_EPOCH);
	int			day_of_era = since % DAYS_OF_ERA;
	int			year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524
							   - day_of_era / (DAYS_OF_ERA - 1)) / 365;
	int			day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int			from_march = (5 * day_of_year + 2) / 153;

	fields[DAY] = day_of_year - (153 * from_march + 2) / 5 + 1;
	fields[MONTH] = (from_march + 2) % 12 + 1;
	fields[YEAR] = since / DAYS_OF_ERA * 400 + year_of_era + (fields[MONTH] <= 2);
}

static int
weekday_of_days(int64_t days)
{
	return (int) ((days % 7 + 7 + EPOCH_WEEKDAY) % 7);
}

static bool
in_range(OhMoment at)
{
	return at >= FIRST_MOMENT && at <= LAST_MOMENT;
}

/* False when there is no such day in the calendar, or no such time on a day. */
static bool
moment_of_fields(const int *fields, OhMoment *out)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (fields[i] < field_range[i][0] || fields[i] > field_range[i][1])
			return false;
	if (fields[DAY] > days_in_month(fields[YEAR], fields[MONTH]))
		return false;
	*out = days_of_date(fields[YEAR], fields[MONTH], fields[DAY]) * OH_DAY
		+ (fields[HOUR] * 60 + fields[MINUTE]) * OH_MINUTE + fields[SECOND] * OH_SECOND;
	return true;
}

/*
 * The other way; returns the days since 1970 and sets what is left of the second.
 * What is outside the years becomes their first or last moment: the texts have no
 * room for more.
 */
static int64_t
fields_of_moment(OhMoment at, int *fields, int *microseconds)
{
	OhMoment	clamped = at < FIRST_MOMENT ? FIRST_MOMENT : at > LAST_MOMENT ? LAST_MOMENT : at;
	int64_t		since_first = clamped - FIRST_MOMENT;
	int64_t		days = since_first / OH_DAY + FIRST_DAY;
	int			seconds = (int) (since_first % OH_DAY / OH_SECOND);

	date_of_days(days, fields);
	fields[HOUR] = seconds / 3600;
	fields[MINUTE] = seconds / 60 % 60;
	fields[SECOND] = seconds % 60;
	*microseconds = (int) (since_first % OH_SECOND);
	return days;
}

/* Takes the fraction of a second off the front of the text, if there is one. */
static bool
take_fraction(OhBytes *text, OhMoment *fraction)
{
	OhMoment	unit = OH_SECOND;
	size_t		len = 1;

	*fraction = 0;
	if (text->len == 0 || text->data[0] != '.')
		return true;
	for (; len < text->len && oh_is_digit(text->data[len]); len++)
	{
		unit /= 10;
		*fraction += (text->data[len] - '0') * unit;
	}
	text->data += len;
	text->len -= len;
	return len > 1 && len <= 1 + FRACTION_MOST;
}

static bool
is_offset(OhBytes digits)
{
	return (digits.len == 2 && has_shape(digits, "00"))
		|| (digits.len == 4 && has_shape(digits, "0000"))
		|| (digits.len == 5 && has_shape(digits, "00:00"));
}

/* The text is all of a zone: Z, or a sign and 02, 0200 or 02:00. */
static bool
read_zone(OhBytes text, OhMoment *offset)
{
	char		sign = text.data[0];
	int			hours;
	int			minutes;

	*offset = 0;
	if (sign == 'Z' || sign == 'z')
		return text.len == 1;
	if ((sign != '+' && sign != '-') || !is_offset(oh_bytes(text.data + 1, text.len - 1)))
		return false;
	hours = read_digits(text.data + 1, 2);
	minutes = text.len == 3 ? 0 : read_digits(text.data + text.len - 2, 2);
	*offset = (hours * 60 + minutes) * (sign == '-' ? -OH_MINUTE : OH_MINUTE);
	return hours <= OFFSET_HOURS && minutes <= 59;
}

static bool
starts_time(char c)
{
	return c == 'T' || c == 't' || c == ' ';
}

static OhMomentCode
parse_date(OhBytes text, OhMoment *out)
{
	int			fields[FIELD_COUNT] = {0};

	read_fields(text.data, time_places, HOUR, fields);
	return moment_of_fields(fields, out) ? OH_MOMENT_NAIVE : OH_MOMENT_MALFORMED;
}

OhMomentCode
oh_moment_parse(OhBytes text, OhMoment *out)
{
	const size_t date_len = sizeof(date_shape) - 1;
	const size_t time_len = sizeof(time_shape) - 1;
	int			fields[FIELD_COUNT];
	OhMoment	at;
	OhMoment	fraction;
	OhMoment	offset = 0;
	OhBytes		rest;

	if (text.len == date_len && has_shape(text, date_shape))
		return parse_date(text, out);
	if (!has_shape(text, time_shape) || !starts_time(text.data[date_len]))
		return OH_MOMENT_MALFORMED;

	read_fields(text.data, time_places, FIELD_COUNT, fields);
	rest = oh_bytes(text.data + time_len, text.len - time_len);
	if (!moment_of_fields(fields, &at) || !take_fraction(&rest, &fraction))
		return OH_MOMENT_MALFORMED;
	if (rest.len > 0 && !read_zone(rest, &offset))
		return OH_MOMENT_MALFORMED;
	at += fraction - offset;
	if (!in_range(at))
		return OH_MOMENT_MALFORMED;
	*out = at;
	return rest.len > 0 ? OH_MOMENT_OK : OH_MOMENT_NAIVE;
}

/* The number of the month, or 0. */
static int
month_of_name(const char *name)
{
	for (int i = 0; i < 12; i++)
		if (memcmp(name, month_names[i], 3) == 0)
			return i + 1;
	return 0;
}

/* The names are matched as they are written: RFC 9110 has the date case-sensitive. */
bool
oh_moment_parse_http(OhBytes text, OhMoment *out)
{
	int			fields[FIELD_COUNT];
	OhMoment	at;
	int64_t		days;

	if (text.len != OH_HTTP_DATE_LEN || !has_shape(text, http_shape))
		return false;
	read_fields(text.data, http_places, FIELD_COUNT, fields);
	fields[MONTH] = month_of_name(text.data + http_places[MONTH].at);
	if (!moment_of_fields(fields, &at))
		return false;
	days = days_of_date(fields[YEAR], fields[MONTH], fields[DAY]);
	if (memcmp(text.data, weekday_names[weekday_of_days(days)], 3) != 0)
		return false;
	*out = at;
	return true;
}

void
oh_moment_format_http(OhMoment at, char out[OH_HTTP_DATE_LEN])
{
	int			fields[FIELD_COUNT];
	int			microseconds;
	int64_t		days = fields_of_moment(at, fields, &microseconds);

	memcpy(out, http_shape, OH_HTTP_DATE_LEN);
	write_fields(out, http_places, fields);
	memcpy(out, weekday_names[weekday_of_days(days)], 3);
	memcpy(out + http_places[MONTH].at, month_names[fields[MONTH] - 1], 3);
}

void
oh_moment_format(OhMoment at, char out[OH_MOMENT_LEN])
{
	int			fields[FIELD_COUNT];
	int			microseconds;

	fields_of_moment(at, fields, &microseconds);
	memcpy(out, "0000-00-00T00:00:00.000000Z", OH_MOMENT_LEN);
	write_fields(out, time_places, fields);
	write_digits(out + sizeof(time_shape), FRACTION_KEPT, microseconds);
}

bool
oh_moment_of_epoch(int64_t seconds, OhMoment *out)
{
	if (seconds < FIRST_DAY * (OH_DAY / OH_SECOND) || seconds >= (LAST_DAY + 1) * (OH_DAY / OH_SECOND))
		return false;
	*out = seconds * OH_SECOND;
	return true;
}
