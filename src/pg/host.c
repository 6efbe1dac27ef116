/*
 * host.c
 *	  The server as the core's host.
 */
#include "host.h"

#include "miscadmin.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

/* True only where CHECK_FOR_INTERRUPTS() would raise: other interrupts can wait. */
static bool
cancelled(void *context pg_attribute_unused())
{
	return (QueryCancelPending || ProcDiePending) && INTERRUPTS_CAN_BE_PROCESSED();
}

/* Whoever allocates works: so that all work ends soon after it was cancelled. */
static void *
allocate(void *context, size_t size)
{
	if (!AllocSizeIsValid(size) || cancelled(context))
		return NULL;
	return MemoryContextAllocExtended((MemoryContext) context, size, MCXT_ALLOC_NO_OOM);
}

void
workspace_begin(Workspace *work, const char *name, Allowance allowance)
{
	/* One that rounds nothing up, in blocks small enough that the last one wastes little. */
	work->memory = GenerationContextCreate(CurrentMemoryContext, name, 0, 8 * 1024, 64 * 1024);
	work->host = (OhHost) {
		.context = work->memory,
		.allocate = allocate,
		.cancelled = cancelled,
		.memory_free = allowance.free,
		.memory_per_byte = allowance.per_byte,
	};
	oh_arena_init(&work->arena, &work->host);
}

void
workspace_end(Workspace *work)
{
	MemoryContextDelete(work->memory);
}

void
workspace_give_up(void)
{
	CHECK_FOR_INTERRUPTS();
	ereport(ERROR,
			(errcode(ERRCODE_OUT_OF_MEMORY),
			 errmsg("out of memory"),
			 errdetail("The document could not be held.")));
}

OhMac *
backend_mac(void)
{
	static const OhHost host = {.cancelled = cancelled};
	static OhMac *mac = NULL;

	if (mac == NULL)
		mac = oh_mac_create();
	if (mac == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("could not initialize HMAC-SHA256"),
				 errhint("OpenSSL 3 must offer it: its configuration may forbid it.")));
	oh_mac_set_host(mac, &host);
	return mac;
}

/* ---- time ---- */

OhMoment
moment_of_timestamp(TimestampTz at)
{
	const TimestampTz first = (TimestampTz) (1721426 - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY;
	const TimestampTz end = (TimestampTz) (5373485 - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY;

	return Max(first, Min(at, end - 1)) + EPOCH_SHIFT;
}

/* A wall-clock time in a zone with rules; like timestamp_zone() for the hours that a clock change doubles or skips. */
static OhMoment
from_zone(void *zone, OhMoment local)
{
	struct pg_tm tm;
	fsec_t		fsec;
	int			offset;

	if (timestamp2tm(local - EPOCH_SHIFT, NULL, &tm, &fsec, NULL, NULL) != 0)
		return local;
	offset = DetermineTimeZoneOffset(&tm, (pg_tz *) zone);
	return local + (OhMoment) offset * USECS_PER_SEC;
}

static OhUnit
parse_unit(const char *money_unit)
{
	if (money_unit == NULL)
		return OH_UNIT_UNSAID;
	if (strcmp(money_unit, "minor") == 0)
		return OH_UNIT_MINOR;
	if (strcmp(money_unit, "major") == 0)
		return OH_UNIT_MAJOR;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized money unit \"%s\"", money_unit),
			 errhint("Use \"minor\" for hundredths, \"major\" for whole units, or NULL for the provider's own.")));
}

/* Names of zones alone: what an abbreviation means is a setting, which the functions must not depend on. */
static void
set_zone(OhOptions *options, const char *name)
{
	pg_tz	   *zone = pg_tzset(name);

	if (zone == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" is not recognized", name),
				 errhint("Use a name from pg_timezone_names, such as America/New_York.")));
	options->zone = from_zone;
	options->zone_context = zone;
}

OhOptions
reading_options(const char *timezone, const char *money_unit)
{
	OhOptions	options = {.unit = parse_unit(money_unit)};

	if (timezone != NULL && strcmp(timezone, "UTC") != 0)
		set_zone(&options, timezone);
	return options;
}
