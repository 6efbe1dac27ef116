/*
 * direct_read.c
 *	  Rows by their key.
 */
#include "direct_read.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/stratnum.h"
#include "catalog/pg_type.h"
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

bool
direct_read_begin(DirectRead *read, DirectTable *table, Snapshot snapshot, const Parameters *key)
{
	ScanKeyData keys[MAX_KEYS];

	Assert(key->count <= table->key_count);
	read->relation = direct_open(table, AccessShareLock, ACL_SELECT);
	if (read->relation == NULL)
		return false;
	read->table = table;
	for (int i = 0; i < key->count; i++)
		init_key(&keys[i], read, i, key->values[i]);
	read->scan = systable_beginscan(read->relation, table->key_index, true, snapshot, key->count, keys);
	return true;
}

/* Columns of the table from a row of it. */
static void
take_columns(const DirectRead *read, Datum *values, bool *nulls)
{
	TupleDesc	desc = RelationGetDescr(read->relation);
	Datum	   *all = palloc(sizeof(Datum) * desc->natts);
	bool	   *all_nulls = palloc(sizeof(bool) * desc->natts);

	heap_deform_tuple(read->row, desc, all, all_nulls);
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
	read->row = systable_getnext(read->scan);
	if (!HeapTupleIsValid(read->row))
		return false;
	take_columns(read, values, nulls);
	return true;
}

void
direct_read_end(DirectRead *read)
{
	systable_endscan(read->scan);
	relation_close(read->relation, NoLock);
}
