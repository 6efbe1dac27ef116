/*
 * store_paths.c
 *	  The statements over the paths that a source has sent.
 */
#include "store.h"

#include "catalog/pg_type.h"
#include "statement.h"
#include "utils/array.h"

static void
bind_texts(Parameters *p, const Datum *texts, int count)
{
	ArrayType  *array = construct_array(unconstify(Datum *, texts), count, TEXTOID, -1, false, TYPALIGN_INT);

	bind_datum(p, TEXTARRAYOID, PointerGetDatum(array), false);
}

#define UNNESTED \
	" FROM ROWS FROM (pg_catalog.unnest($2), pg_catalog.unnest($3)) WITH ORDINALITY AS u (path, json_type, row_no)"

#define KNOWN_PATH(of) \
	"EXISTS (SELECT FROM orderhook.source_path p WHERE p.source_id" EQ "$1 AND p.path" EQ of ".path"

static const char find_unknown_sql[] =
	"SELECT u.row_no" UNNESTED
	" WHERE NOT " KNOWN_PATH("u") " AND p.json_type" EQ "u.json_type) ORDER BY u.row_no";

void
store_drop_known_paths(Paths *paths)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, paths->source_id);
	bind_texts(&p, paths->paths, paths->count);
	bind_texts(&p, paths->types, paths->count);
	run_statement(plan ? plan : plan_statement(&plan, &p, find_unknown_sql), &p, SPI_OK_SELECT);
	paths->count = (int) SPI_processed;
	for (int i = 0; i < paths->count; i++)
	{
		int			unknown = (int) result_int8(i, 1) - 1;

		paths->paths[i] = paths->paths[unknown];
		paths->types[i] = paths->types[unknown];
	}
}

/*
 * What a delivery is told to have changed: see the view drift.  The place of a row is its
 * number among those of the source, and decides who comes last.
 */
static const char write_paths_sql[] =
	"INSERT INTO orderhook.source_path (source_id, path, json_type, first_webhook_id, first_seen_at, change)"
	" SELECT $1, n.path, n.json_type, $4, $5, CASE"
	" WHEN n.place" EQ CppAsString2(MAX_PATHS) " THEN 'limit reached'"
	" WHEN n.known" EQ "0 THEN NULL"
	" WHEN NOT " KNOWN_PATH("n") ") THEN"
	" CASE WHEN n.json_type OPERATOR(pg_catalog.<>) 'null' OR n.types" EQ "1 THEN 'new path' END"
	" WHEN n.json_type OPERATOR(pg_catalog.<>) 'null' AND " KNOWN_PATH("n")
	" AND p.json_type OPERATOR(pg_catalog.<>) 'null') THEN 'new type' END"
	" FROM (SELECT u.path, u.json_type, k.known, k.known OPERATOR(pg_catalog.+) u.row_no AS place,"
	" pg_catalog.count(*) OVER (PARTITION BY u.path) AS types" UNNESTED
	" CROSS JOIN (SELECT pg_catalog.count(*) AS known FROM orderhook.source_path WHERE source_id" EQ "$1) k) n"
	" WHERE n.place OPERATOR(pg_catalog.<=) " CppAsString2(MAX_PATHS)
	" ON CONFLICT (source_id, path, json_type) DO NOTHING";

uint64
store_write_paths(const Paths *paths)
{
	static SPIPlanPtr plan = NULL;
	Parameters	p = {0};

	bind_int8(&p, paths->source_id);
	bind_texts(&p, paths->paths, paths->count);
	bind_texts(&p, paths->types, paths->count);
	bind_int8(&p, paths->webhook_id);
	bind_time(&p, paths->received_at);
	run_statement(plan ? plan : plan_statement(&plan, &p, write_paths_sql), &p, SPI_OK_INSERT);
	return SPI_processed;
}
