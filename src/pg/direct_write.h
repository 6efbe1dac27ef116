/*
 * direct_write.h
 *	  Rows straight into a table of the store, as the apply worker of logical replication
 *	  puts them in: without planning and starting a statement for each.
 *
 * A row that goes this way is stored, refused and seen as if INSERT had brought it: checks,
 * indexes, locks, and the permissions of the current user.
 */
#ifndef ORDERHOOK_DIRECT_WRITE_H
#define ORDERHOOK_DIRECT_WRITE_H

#include "compat.h"

#include "direct_table.h"
#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "statement.h"

/* Rows on their way into one table. */
typedef struct DirectWrite
{
	const DirectTable *table;
	Relation	relation;
	EState	   *estate;
	ResultRelInfo *target;
	TupleTableSlot *slot;
} DirectWrite;

/* One row, directly or by a statement. */
extern void insert_row(DirectTable *table, Parameters *row);

/* The same of many rows, in three steps: false says to run a statement instead. */
extern bool direct_insert_begin(DirectWrite *write, DirectTable *table);

/*
 * The same for a row that may conflict with another in the table's key.  Not for
 * transactions with one snapshot, which must not learn of rows that they cannot see.
 */
extern bool direct_insert_begin_unless(DirectWrite *write, DirectTable *table);

/* The row, unless there is one of its key, or may come to be one: then false, without waiting. */
extern bool direct_insert_unless(DirectWrite *write, const Parameters *row);

/* The next number of the table's identity. */
extern int64 direct_next_id(const DirectWrite *write);

/* A row: all parameters, of the types that the table names. */
extern void direct_insert_row(DirectWrite *write, const Parameters *row);

/* Where the parameters of the next row can be made: what the last one took is freed. */
extern MemoryContext direct_insert_memory(DirectWrite *write);

/* After this, what follows in the transaction sees the rows. */
extern void direct_write_end(DirectWrite *write);

/* Puts the row in place of one that is locked, and was read under the lock.  False: run a statement instead. */
extern bool direct_update_row(DirectTable *table, ItemPointer place, const Parameters *row);

#endif
