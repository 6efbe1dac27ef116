/*
 * delivery.c
 *	  How deliveries end.
 */
#include "delivery.h"

#include "utils/memutils.h"

static const struct
{
	const char *name;
	int			http_status;
}			outcomes[] = {
	[OUTCOME_APPLIED] = {"applied", 200},
	[OUTCOME_DUPLICATE] = {"duplicate", 200},
	[OUTCOME_STALE] = {"stale", 200},
	[OUTCOME_IGNORED] = {"ignored", 200},
	[OUTCOME_QUARANTINED] = {"quarantined", 200},
	[OUTCOME_REJECTED] = {"rejected", 401},
	[OUTCOME_TOO_LARGE] = {"too_large", 413},
};

const char *
outcome_name(Outcome outcome)
{
	return outcomes[outcome].name;
}

int
outcome_http_status(Outcome outcome)
{
	return outcomes[outcome].http_status;
}

void
delivery_end(Delivery *d, Outcome outcome, const char *format,...)
{
	char		text[256];
	va_list		args;

	d->outcome = outcome;
	d->reason = NULL;
	if (format == NULL)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	d->reason = MemoryContextStrdup(d->work->memory, text);
}
