/*
 * direct_table.h
 *	  The tables of the store that can be read and written without a statement.
 *
 * A table is read directly while it is a local heap with the columns that are asked for,
 * and written directly while besides it has no other columns, and nothing hangs on it but
 * indexes and checks.  Whatever else it is or becomes (a view, partitioned, distributed,
 * with triggers, rules, policies or defaults of its own), and wherever there is a doubt,
 * it is not opened, and the caller runs its statement, which does what is right or raises
 * what is due.
 */
#ifndef ORDERHOOK_DIRECT_TABLE_H
#define ORDERHOOK_DIRECT_TABLE_H

#include "compat.h"

#include "access/attnum.h"
#include "nodes/parsenodes.h"
#include "statement.h"
#include "storage/lockdefs.h"
#include "utils/relcache.h"

#define MAX_KEYS	2

typedef struct DirectColumn
{
	const char *name;
	Oid			type;
} DirectColumn;

/* A table of the schema orderhook, and its columns: all of them, where rows are written. */
typedef struct DirectTable
{
	const char *name;
	int			count;
	DirectColumn columns[MAX_PARAMETERS];
	int			key_count;		/* these columns have a unique index of their own; 0: none is asked for */
	int			keys[MAX_KEYS];
	int			identity;		/* this column is numbered by the server; 0: none */

	/* What was learned of it; forgotten when the table changes. */
	Oid			relid;
	bool		is_readable;
	bool		is_writable;
	AttrNumber	attributes[MAX_PARAMETERS];
	Oid			key_index;
	Oid			sequence;		/* of the identity */
	struct DirectTable *next;
	SPIPlanPtr	plan;			/* of insert_row */
} DirectTable;

/* What came of a direct way: NOT_ASKED says to run a statement instead. */
typedef enum Found
{
	FOUND,
	FOUND_NOTHING,
	NOT_ASKED
} Found;

/* To make a table's list of columns as it goes. */
extern void add_column(DirectTable *table, const char *name, Oid type);

/*
 * Opens the table for what needs these rights, with that lock, which is kept until the end
 * of the transaction.  NULL: run a statement.  The table must live as long as the session.
 */
extern Relation direct_open(DirectTable *table, LOCKMODE lock, AclMode rights);

#endif
