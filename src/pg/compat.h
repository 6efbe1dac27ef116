/*
 * compat.h
 *	  Every difference between the supported server versions (15 to 18).
 */
#ifndef ORDERHOOK_COMPAT_H
#define ORDERHOOK_COMPAT_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/datetime.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"				/* moved out of postgres.h */
#endif

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "orderhook supports PostgreSQL 15 to 18"
#endif

/* From 18 on a module says its name and version. */
#if PG_VERSION_NUM >= 180000
#define ORDERHOOK_MODULE_MAGIC \
	PG_MODULE_MAGIC_EXT(.name = "orderhook", .version = ORDERHOOK_VERSION)
#else
#define ORDERHOOK_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* 16 gave the rule by which AT TIME ZONE reads a name a function of its own; this is that rule for 15. */
#if PG_VERSION_NUM < 160000

#define TZNAME_FIXED_OFFSET	0
#define TZNAME_DYNTZ		1
#define TZNAME_ZONE			2

#include "parser/scansup.h"

static inline int
DecodeTimezoneName(const char *tzname, int *offset, pg_tz **tz)
{
	char	   *lowered = downcase_truncate_identifier(tzname, strlen(tzname), false);
	int			type = DecodeTimezoneAbbrev(0, lowered, offset, tz);

	if (type == TZ || type == DTZ)
		return TZNAME_FIXED_OFFSET;
	if (type == DYNTZ)
		return TZNAME_DYNTZ;
	*tz = pg_tzset(tzname);
	if (*tz == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" not recognized", tzname)));
	return TZNAME_ZONE;
}
#endif

#endif
