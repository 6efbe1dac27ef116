/*
 * direct_read.h
 *	  Rows of a table of the store by its key: one probe of the key's index, without
 *	  starting a statement for it.
 *
 * Like a statement it sees what the transaction wrote before, and takes predicate locks.
 */
#ifndef ORDERHOOK_DIRECT_READ_H
#define ORDERHOOK_DIRECT_READ_H

#include "compat.h"

#include "access/genam.h"
#include "direct_table.h"
#include "storage/itemptr.h"
#include "utils/snapshot.h"

/* Rows on their way out of one table. */
typedef struct DirectRead
{
	const DirectTable *table;
	Relation	relation;
	Snapshot	snapshot;
	SysScanDesc scan;
	ItemPointerData place;		/* of the last row */
} DirectRead;

/*
 * Asks for the rows whose key, or the beginning of whose key, has these values.  The
 * snapshot must be registered.  False: run a statement instead.
 */
extern bool direct_read_begin(DirectRead *read, DirectTable *table, Snapshot snapshot, const Parameters *key);

/* The same for rows that are to be locked and updated. */
extern bool direct_lock_begin(DirectRead *read, DirectTable *table, Snapshot snapshot, const Parameters *key);

/* The next row's columns, in the order of the table's, in the current context.  False: no more. */
extern bool direct_read_row(DirectRead *read, Datum *values, bool *nulls);

/* Locks the last row FOR UPDATE, waiting for others; false when they changed it. */
extern bool direct_lock_row(const DirectRead *read);

extern void direct_read_end(DirectRead *read);

#endif
