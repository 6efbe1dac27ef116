/*
 * direct_insert.c
 *	  Which tables take rows directly, and how these get in.
 *
 * What was learned of a table is kept for the session and forgotten by the server's own
 * invalidation.  It is used under a lock that keeps others from changing the table.
 */
#include "direct_insert.h"

#include "access/relation.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/inval.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/syscache.h"

/* ---- what is known of the tables ---- */

static DirectTable *learned_tables = NULL;

static void
forget_table(Datum arg pg_attribute_unused(), Oid relid)
{
	for (DirectTable *table = learned_tables; table; table = table->next)
		if (table->relid == relid || !OidIsValid(relid))
			table->relid = InvalidOid;
}

/* A schema was renamed, or its like: the names may mean other tables. */
static void
forget_names(Datum arg, int cache pg_attribute_unused(), uint32 hash pg_attribute_unused())
{
	forget_table(arg, InvalidOid);
}

static void
remember_table(DirectTable *table)
{
	static bool is_listening = false;

	if (!is_listening)
	{
		CacheRegisterRelcacheCallback(forget_table, (Datum) 0);
		CacheRegisterSyscacheCallback(NAMESPACEOID, forget_names, (Datum) 0);
		is_listening = true;
	}
	for (DirectTable *known = learned_tables; known; known = known->next)
		if (known == table)
			return;
	table->next = learned_tables;
	learned_tables = table;
}

/* ---- which tables are plain ---- */

static AttrNumber
find_attribute(TupleDesc desc, const char *name, Oid type)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (attribute->attisdropped || strcmp(NameStr(attribute->attname), name) != 0)
			continue;
		if (attribute->atttypid != type || attribute->atttypmod != -1 ||
			attribute->attgenerated || attribute->attidentity == ATTRIBUTE_IDENTITY_ALWAYS)
			break;
		return attribute->attnum;
	}
	return InvalidAttrNumber;
}

/* All of its columns are given, and are of the types given, so that none needs a default or a cast. */
static bool
match_columns(DirectTable *table, TupleDesc desc)
{
	int			live = 0;

	for (int i = 0; i < desc->natts; i++)
		live += !TupleDescAttr(desc, i)->attisdropped;
	for (int i = 0; i < table->count; i++)
	{
		table->attributes[i] = find_attribute(desc, table->columns[i].name, table->columns[i].type);
		if (table->attributes[i] == InvalidAttrNumber)
			return false;
	}
	return live == table->count;
}

/*
 * What others hung on a table is theirs to run.  Triggers of any kind say so: foreign and
 * deferred keys have them, and so have the tables that an engine distributes.
 */
static bool
is_plain(Relation relation)
{
	Form_pg_class form = relation->rd_rel;

	return form->relkind == RELKIND_RELATION && form->relam == HEAP_TABLE_AM_OID && !form->relispartition &&
		relation->trigdesc == NULL && relation->rd_rules == NULL &&
		!OidIsValid(get_extension_oid("citus", true));
}

/* Locks the table of that name. */
static bool
learn_table(DirectTable *table)
{
	RangeVar   *name = makeRangeVar("orderhook", unconstify(char *, table->name), -1);
	Oid			relid = RangeVarGetRelid(name, RowExclusiveLock, true);
	Relation	relation;

	if (!OidIsValid(relid))
		return false;
	relation = relation_open(relid, NoLock);
	table->is_plain = is_plain(relation) && match_columns(table, RelationGetDescr(relation));
	relation_close(relation, NoLock);
	table->relid = relid;
	remember_table(table);
	return true;
}

/* ---- opening ---- */

/* Locks the table as it was learned; false when it has changed since. */
static bool
lock_learned(const DirectTable *table)
{
	Oid			relid = table->relid;

	LockRelationOid(relid, RowExclusiveLock);
	if (table->relid == relid)
		return true;
	UnlockRelationOid(relid, RowExclusiveLock);
	return false;
}

static bool
is_permitted(Relation relation)
{
	Oid			relid = RelationGetRelid(relation);
	AclMode		needed = ACL_INSERT | ACL_SELECT;	/* who may not read a row may not see it in an error */

	return pg_class_aclmask(relid, GetUserId(), needed, ACLMASK_ALL) == needed &&
		(!relation->rd_rel->relrowsecurity || check_enable_rls(relid, InvalidOid, true) != RLS_ENABLED);
}

/* The table, locked; NULL where it is not for this way. */
static Relation
open_table(DirectTable *table)
{
	Relation	relation;

	if (OidIsValid(table->relid) && !table->is_plain)
		return NULL;
	if (!(OidIsValid(table->relid) && lock_learned(table)) && !learn_table(table))
		return NULL;
	if (!table->is_plain)
		return NULL;
	relation = table_open(table->relid, NoLock);
	if (is_permitted(relation))
		return relation;
	table_close(relation, NoLock);
	return NULL;
}

/* ---- inserting ---- */

bool
direct_insert_begin(DirectInsert *insert, DirectTable *table)
{
	MemoryContext caller;

	/* Statements refuse to write where that is not allowed, and show extensions whom they let do what. */
	if (XactReadOnly || ExecutorCheckPerms_hook)
		return false;
	insert->relation = open_table(table);
	if (insert->relation == NULL)
		return false;
	insert->table = table;
	insert->estate = CreateExecutorState();
	caller = MemoryContextSwitchTo(insert->estate->es_query_cxt);
	insert->target = makeNode(ResultRelInfo);
	InitResultRelInfo(insert->target, insert->relation, 0, NULL, 0);
	ExecOpenIndices(insert->target, false);
	insert->slot = table_slot_create(insert->relation, NULL);
	MemoryContextSwitchTo(caller);
	return true;
}

MemoryContext
direct_insert_memory(DirectInsert *insert)
{
	ResetPerTupleExprContext(insert->estate);
	return GetPerTupleMemoryContext(insert->estate);
}

void
direct_insert_row(DirectInsert *insert, const Parameters *row)
{
	TupleTableSlot *slot = insert->slot;

	CHECK_FOR_INTERRUPTS();
	Assert(row->count == insert->table->count);
	ExecClearTuple(slot);
	memset(slot->tts_isnull, true, sizeof(bool) * slot->tts_tupleDescriptor->natts);
	for (int i = 0; i < row->count; i++)
	{
		int			attribute = insert->table->attributes[i] - 1;

		slot->tts_values[attribute] = row->values[i];
		slot->tts_isnull[attribute] = row->nulls[i] == 'n';
	}
	ExecStoreVirtualTuple(slot);
	ExecSimpleRelationInsert(insert->target, insert->estate, slot);
}

void
direct_insert_end(DirectInsert *insert)
{
	ExecDropSingleTupleTableSlot(insert->slot);
	ExecCloseIndices(insert->target);
	FreeExecutorState(insert->estate);
	table_close(insert->relation, NoLock);
	CommandCounterIncrement();
}

/* ---- one row, either way ---- */

static const char *
insert_sql(const DirectTable *table)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO orderhook.%s (", table->name);
	for (int i = 0; i < table->count; i++)
		appendStringInfo(&sql, "%s%s", i > 0 ? ", " : "", table->columns[i].name);
	appendStringInfoString(&sql, ") VALUES (");
	for (int i = 0; i < table->count; i++)
		appendStringInfo(&sql, "%s$%d", i > 0 ? ", " : "", i + 1);
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

void
insert_row(DirectTable *table, Parameters *row)
{
	DirectInsert insert;

	if (direct_insert_begin(&insert, table))
	{
		direct_insert_row(&insert, row);
		direct_insert_end(&insert);
	}
	else
		run_statement(table->plan ? table->plan : plan_statement(&table->plan, row, insert_sql(table)),
					  row, SPI_OK_INSERT);
}
