/*
 * direct_read.c
 *	  Rows by their key.
 */
#include "direct_read.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/stratnum.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"

static void
init_key(ScanKey scan_key, const DirectRead *read, int n, Datum value)
{
	int			column = read->table->keys[n];
	AttrNumber	attribute = read->table->attributes[column];
	Oid			collation = TupleDescAttr(RelationGetDescr(read->relation), attribute - 1)->attcollation;
	RegProcedure equal = read->table->columns[column].type == TEXTOID ? F_TEXTEQ : F_INT8EQ;

	ScanKeyEntryInitialize(scan_key, 0, attribute, BTEqualStrategyNumber, InvalidOid, collation, equal, value);
}

static bool
begin(DirectRead *read, DirectTable *table, LOCKMODE lock, AclMode rights, Snapshot snapshot, const Parameters *key)
{
	ScanKeyData keys[MAX_KEYS];

	Assert(key->count <= table->key_count);
	read->relation = direct_open(table, lock, rights);
	if (read->relation == NULL)
		return false;
	read->table = table;
	read->snapshot = snapshot;
	for (int i = 0; i < key->count; i++)
		init_key(&keys[i], read, i, key->values[i]);
	read->scan = systable_beginscan(read->relation, table->key_index, true, snapshot, key->count, keys);
	return true;
}

bool
direct_read_begin(DirectRead *read, DirectTable *table, Snapshot snapshot, const Parameters *key)
{
	return begin(read, table, AccessShareLock, ACL_SELECT, snapshot, key);
}

bool
direct_lock_begin(DirectRead *read, DirectTable *table, Snapshot snapshot, const Parameters *key)
{
	return begin(read, table, RowShareLock, ACL_SELECT | ACL_UPDATE, snapshot, key);
}

/* Columns of the table from a row of it. */
static void
take_columns(const DirectRead *read, HeapTuple row, Datum *values, bool *nulls)
{
	TupleDesc	desc = RelationGetDescr(read->relation);
	Datum	   *all = palloc(sizeof(Datum) * desc->natts);
	bool	   *all_nulls = palloc(sizeof(bool) * desc->natts);

	heap_deform_tuple(row, desc, all, all_nulls);
	for (int i = 0; i < read->table->count; i++)
	{
		values[i] = all[read->table->attributes[i] - 1];
		nulls[i] = all_nulls[read->table->attributes[i] - 1];
	}
	pfree(all);
	pfree(all_nulls);
}

bool
direct_read_row(DirectRead *read, Datum *values, bool *nulls)
{
	HeapTuple	row = systable_getnext(read->scan);

	if (!HeapTupleIsValid(row))
		return false;
	read->place = row->t_self;
	take_columns(read, heap_copytuple(row), values, nulls);
	return true;
}

bool
direct_lock_row(const DirectRead *read)
{
	TupleTableSlot *slot = table_slot_create(read->relation, NULL);
	ItemPointerData place = read->place;
	TM_FailureData failure;
	TM_Result	result;

	result = table_tuple_lock(read->relation, &place, read->snapshot, slot, GetCurrentCommandId(true),
							  LockTupleExclusive, LockWaitBlock, 0, &failure);
	ExecDropSingleTupleTableSlot(slot);
	return result == TM_Ok;
}

void
direct_read_end(DirectRead *read)
{
	systable_endscan(read->scan);
	relation_close(read->relation, NoLock);
}
