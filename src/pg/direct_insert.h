/*
 * direct_insert.h
 *	  Rows straight into a table of the store, as the apply worker of logical replication
 *	  puts them in: without planning and starting a statement for each.
 *
 * A row that goes this way is stored, refused and seen as if INSERT had brought it:
 * constraints, indexes, locks, the permissions of the current user.  Only tables that are
 * as orderhook made them, but for constraints and indexes, take it.  For all others, and
 * wherever there is a doubt, begin says false, and the caller runs its statement, which
 * does what is right or raises what is due.
 */
#ifndef ORDERHOOK_DIRECT_INSERT_H
#define ORDERHOOK_DIRECT_INSERT_H

#include "compat.h"

#include "executor/executor.h"
#include "statement.h"

/* A table of the schema orderhook and its columns, all of them, in the order of the parameters. */
typedef struct DirectTable
{
	const char *name;
	int			count;
	struct
	{
		const char *name;
		Oid			type;
	}			columns[MAX_PARAMETERS];

	/* What was learned of it; forgotten when the table changes. */
	Oid			relid;
	bool		is_plain;
	AttrNumber	attributes[MAX_PARAMETERS];
	struct DirectTable *next;
	SPIPlanPtr	plan;			/* of insert_row */
} DirectTable;

/* Some rows on their way into one table. */
typedef struct DirectInsert
{
	const DirectTable *table;
	Relation	relation;
	EState	   *estate;
	ResultRelInfo *target;
	TupleTableSlot *slot;
} DirectInsert;

/* One row, directly or by a statement.  The table must live as long as the session. */
extern void insert_row(DirectTable *table, Parameters *row);

/* The same of many rows: false says to run a statement instead. */
extern bool direct_insert_begin(DirectInsert *insert, DirectTable *table);

/* One row: all parameters, of the types that the table names. */
extern void direct_insert_row(DirectInsert *insert, const Parameters *row);

/* Where the parameters of the next row can be made: what the last one took is freed. */
extern MemoryContext direct_insert_memory(DirectInsert *insert);

/* After this, what follows in the transaction sees the rows. */
extern void direct_insert_end(DirectInsert *insert);

#endif
