/*
 * citus.c
 *	  The engine that can distribute the tables of a store.
 *
 * What was learned is kept for the session and forgotten by the server's own invalidation.
 */
#include "citus.h"

#include "catalog/namespace.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

typedef enum Learned
{
	NOT_LOOKED,
	ABSENT,
	PRESENT
} Learned;

static Learned engine = NOT_LOOKED;
static Learned distribution = NOT_LOOKED;
static Oid	receipt = InvalidOid;

/* ---- what was learned ---- */

/* To create or drop the engine makes or drops schemas. */
static void
forget_all(Datum arg pg_attribute_unused(), int cache pg_attribute_unused(), uint32 hash pg_attribute_unused())
{
	engine = NOT_LOOKED;
	distribution = NOT_LOOKED;
}

static void
forget_distribution(Datum arg pg_attribute_unused(), Oid relid)
{
	if (relid == receipt || !OidIsValid(relid))
		distribution = NOT_LOOKED;
}

bool
has_citus(void)
{
	static bool is_listening = false;

	if (!is_listening)
	{
		CacheRegisterSyscacheCallback(NAMESPACEOID, forget_all, (Datum) 0);
		CacheRegisterRelcacheCallback(forget_distribution, (Datum) 0);
		is_listening = true;
	}
	if (engine == NOT_LOOKED)
		engine = OidIsValid(get_extension_oid("citus", true)) ? PRESENT : ABSENT;
	return engine == PRESENT;
}

/* By the latest that is committed: the statement under way may have waited for what changed it. */
static bool
look_for_receipt(void)
{
	static SPIPlanPtr plan = NULL;
	int			result;

	if (plan == NULL)
	{
		plan = SPI_prepare("SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid"
						   " OPERATOR(pg_catalog.=) 'orderhook.receipt'::pg_catalog.regclass", 0, NULL);
		if (plan == NULL)
			elog(ERROR, "could not ask where the store is: %s", SPI_result_code_string(SPI_result));
		SPI_keepplan(plan);
	}
	result = SPI_execute_snapshot(plan, NULL, NULL, GetLatestSnapshot(), InvalidSnapshot, true, false, 1);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "could not ask where the store is: %s", SPI_result_code_string(result));
	return SPI_processed > 0;
}

bool
is_store_distributed(void)
{
	if (!has_citus())
		return false;
	if (distribution == NOT_LOOKED)
	{
		receipt = get_relname_relid("receipt", get_namespace_oid("orderhook", false));
		distribution = look_for_receipt() ? PRESENT : ABSENT;
	}
	return distribution == PRESENT;
}

/* The engine's own way to tell. */
bool
is_session_of_a_node(void)
{
	return has_citus() && strncmp(application_name, "citus_internal", strlen("citus_internal")) == 0;
}

/* ---- numbers ---- */

#define BITS_OF_NODE		5
#define BITS_OF_SEQUENCE	7
#define BITS_OF_RANGE		48	/* of the numbers that the engine gives each node */

/* 2020-01-01, in the microseconds of the server. */
#define FIRST_MOMENT	(INT64CONST(7305) * USECS_PER_DAY)

static int64
low_bits(int64 value, int bits)
{
	return value & ((INT64CONST(1) << bits) - 1);
}

int64
id_by_time(int64 drawn, TimestampTz now)
{
	int64		milliseconds = (now - FIRST_MOMENT) / 1000;
	int64		node = low_bits(drawn >> BITS_OF_RANGE, BITS_OF_NODE);

	return (milliseconds << (BITS_OF_NODE + BITS_OF_SEQUENCE))
		| (node << BITS_OF_SEQUENCE) | low_bits(drawn, BITS_OF_SEQUENCE);
}
