/*
 * store_quota.c
 *	  The statement that keeps what nobody proved within the quota of its source.
 */
#include "store.h"

#include "statement.h"

/*
 * What a receipt takes: headers and body as they are stored, compressed, and the rest.
 * The view sources adds up the same.
 */
#define STORED_SIZE \
	"(" CppAsString2(UNPROVEN_OVERHEAD) " OPERATOR(pg_catalog.+) COALESCE(pg_catalog.pg_column_size(headers), 0)" \
	" OPERATOR(pg_catalog.+) COALESCE(pg_catalog.pg_column_size(body), 0))"

/* Rejected, or too large; the index receipt_refused has all of these. */
#define UNPROVEN \
	" source_id" EQ "$1 AND http_status OPERATOR(pg_catalog.<>) 200 AND strength" EQ "'none'"

/*
 * All up to the newest that is beyond the quota, with those after it, goes.  No more than
 * so many can be within it, so that this reads no further back, where rows that went may
 * await VACUUM.  A row that another session has is left to it, or to the next time.
 */
static const char prune_sql[] =
	"DELETE FROM orderhook.receipt WHERE source_id" EQ "$1 AND webhook_id OPERATOR(pg_catalog.=) ANY (ARRAY("
	"SELECT webhook_id FROM orderhook.receipt WHERE" UNPROVEN
	" AND webhook_id OPERATOR(pg_catalog.<=) (SELECT pg_catalog.max(n.webhook_id) FROM ("
	"SELECT r.webhook_id, pg_catalog.sum(r.size) OVER (ORDER BY r.webhook_id DESC ROWS UNBOUNDED PRECEDING) AS kept FROM ("
	"SELECT webhook_id, " STORED_SIZE " AS size FROM orderhook.receipt WHERE" UNPROVEN
	" ORDER BY webhook_id DESC LIMIT $3) r) n WHERE n.kept OPERATOR(pg_catalog.>) $2)"
	" ORDER BY webhook_id DESC FOR UPDATE SKIP LOCKED))";

void
store_prune_unproven(int64 source_id, int64 quota)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, source_id);
	bind_int8(&p, quota);
	bind_int8(&p, quota / UNPROVEN_OVERHEAD + 1);
	run_statement(plan ? plan : plan_statement(&plan, &p, prune_sql), &p, SPI_OK_DELETE);
}
