/*
 * moment.h
 *	  Points in time as microseconds since 1970-01-01 00:00:00 UTC, years 1 to 9999.
 *
 * Digits alone: no words ("now", "infinity"), no 24:00, no second 60, no day that
 * the calendar has not.
 */
#ifndef OH_MOMENT_H
#define OH_MOMENT_H

#include "bytes.h"

typedef int64_t OhMoment;

#define OH_SECOND	INT64_C(1000000)
#define OH_MINUTE	(60 * OH_SECOND)
#define OH_DAY		(24 * 60 * OH_MINUTE)

typedef enum OhMomentCode
{
	OH_MOMENT_OK = 0,
	OH_MOMENT_NAIVE,			/* a wall-clock time without a zone: *out counts as if it were UTC */
	OH_MOMENT_MALFORMED
} OhMomentCode;

/*
 * RFC 3339 and its near relatives: `2024-12-01T15:15:22.123456Z`, a space for the
 * T, +02:00, +0200 or +02 for the Z, no zone at all (naive), a date alone (naive
 * midnight).  Places after the sixth are dropped, never rounded up.
 */
extern OhMomentCode oh_moment_parse(OhBytes text, OhMoment *out);

/* The Date header: `Tue, 26 Feb 2019 17:15:33 GMT`, no other form (RFC 9110, IMF-fixdate). */
extern bool oh_moment_parse_http(OhBytes text, OhMoment *out);

/* Its inverse; writes 29 characters and no NUL. */
#define OH_HTTP_DATE_LEN 29
extern void oh_moment_format_http(OhMoment at, char out[OH_HTTP_DATE_LEN]);

/* `2019-02-26T17:15:33.645000Z`; writes 27 characters and no NUL. */
#define OH_MOMENT_LEN 27
extern void oh_moment_format(OhMoment at, char out[OH_MOMENT_LEN]);

/* Whole seconds since 1970; false outside the years 1 to 9999. */
extern bool oh_moment_of_epoch(int64_t seconds, OhMoment *out);

#endif
