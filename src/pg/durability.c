/*
 * durability.c
 *	  synchronous_commit, held at `on` or stronger at the commit of a delivery.
 */
#include "compat.h"

#include "access/xact.h"
#include "durability.h"
#include "utils/guc.h"

/* Did this transaction use the door? */
static bool demanded = false;

static void
at_end_of_transaction(XactEvent event, void *arg pg_attribute_unused())
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
			if (demanded && synchronous_commit < SYNCHRONOUS_COMMIT_REMOTE_FLUSH)
				(void) set_config_option("synchronous_commit", "on", PGC_USERSET, PGC_S_SESSION,
										 GUC_ACTION_LOCAL, true, 0, false);
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			demanded = false;
			break;
		default:
			break;
	}
}

void
demand_durable_commit(void)
{
	static bool registered = false;

	if (!registered)
		RegisterXactCallback(at_end_of_transaction, NULL);
	registered = true;
	demanded = true;
}
