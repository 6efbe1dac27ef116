/*
 * direct_table.c
 *	  Which tables are what orderhook made.
 *
 * What was learned of a table is kept for the session and forgotten by the server's own
 * invalidation.  It is used under a lock that keeps others from changing the table.
 */
#include "direct_table.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "citus.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/inval.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#define RIGHTS_TO_WRITE	(ACL_INSERT | ACL_UPDATE | ACL_DELETE)

void
add_column(DirectTable *table, const char *name, Oid type)
{
	Assert(table->count < MAX_PARAMETERS);
	table->columns[table->count++] = (DirectColumn) {name, type};
}

/* ---- what was learned ---- */

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

/* ---- learning ---- */

static AttrNumber
find_attribute(TupleDesc desc, const DirectColumn *column)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (attribute->attisdropped || strcmp(NameStr(attribute->attname), column->name) != 0)
			continue;
		if (attribute->atttypid != column->type || attribute->atttypmod != -1 ||
			attribute->attgenerated || attribute->attidentity == ATTRIBUTE_IDENTITY_ALWAYS)
			break;
		return attribute->attnum;
	}
	return InvalidAttrNumber;
}

/* The columns are there, and of these types, so that none needs a cast. */
static bool
has_columns(DirectTable *table, TupleDesc desc)
{
	for (int i = 0; i < table->count; i++)
	{
		table->attributes[i] = find_attribute(desc, &table->columns[i]);
		if (table->attributes[i] == InvalidAttrNumber)
			return false;
	}
	return true;
}

/* There are no others, so that none needs a default. */
static bool
has_no_more_columns(const DirectTable *table, TupleDesc desc)
{
	int			live = 0;

	for (int i = 0; i < desc->natts; i++)
		live += !TupleDescAttr(desc, i)->attisdropped;
	return live == table->count;
}

/* The column that the server is to number is one that it numbers. */
static bool
has_identity(DirectTable *table, Relation relation)
{
	AttrNumber	attribute;

	if (table->identity == 0)
		return true;
	attribute = table->attributes[table->identity];
	if (!TupleDescAttr(RelationGetDescr(relation), attribute - 1)->attidentity)
		return false;
	table->sequence = identity_sequence(relation, attribute);
	return OidIsValid(table->sequence);
}

/* Can a row be found by this index, by the keys of the table and by nothing else? */
static bool
is_key_index(const DirectTable *table, Relation relation, Relation index)
{
	Form_pg_index form = index->rd_index;

	if (!form->indisvalid || !form->indisunique || !form->indimmediate || form->indcheckxmin ||
		form->indnkeyatts != table->key_count || index->rd_rel->relam != BTREE_AM_OID ||
		RelationGetIndexPredicate(index) != NIL)
		return false;
	for (int i = 0; i < table->key_count; i++)
	{
		AttrNumber	attribute = table->attributes[table->keys[i]];

		if (form->indkey.values[i] != attribute ||
			index->rd_indcollation[i] != TupleDescAttr(RelationGetDescr(relation), attribute - 1)->attcollation)
			return false;
	}
	return true;
}

static Oid
find_key_index(const DirectTable *table, Relation relation)
{
	ListCell   *cell;

	foreach(cell, RelationGetIndexList(relation))
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);
		bool		is_key = is_key_index(table, relation, index);

		index_close(index, AccessShareLock);
		if (is_key)
			return lfirst_oid(cell);
	}
	return InvalidOid;
}

/* A heap of this node: an engine that distributes tables keeps their rows elsewhere. */
static bool
is_local_heap(Relation relation)
{
	Form_pg_class form = relation->rd_rel;

	return form->relkind == RELKIND_RELATION && form->relam == HEAP_TABLE_AM_OID && !form->relhassubclass &&
		!has_citus();
}

/* Foreign and deferred keys are triggers. */
static bool
has_nothing_to_run(Relation relation)
{
	return relation->trigdesc == NULL && relation->rd_rules == NULL && !relation->rd_rel->relispartition;
}

/* Of the table of that name, which it locks; false where there is none. */
static bool
learn_table(DirectTable *table, LOCKMODE lock)
{
	RangeVar   *name = makeRangeVar("orderhook", unconstify(char *, table->name), -1);
	Oid			relid = RangeVarGetRelid(name, lock, true);
	Relation	relation;

	if (!OidIsValid(relid))
		return false;
	relation = relation_open(relid, NoLock);
	table->is_readable = is_local_heap(relation) && has_columns(table, RelationGetDescr(relation));
	if (table->is_readable && table->key_count > 0)
	{
		table->key_index = find_key_index(table, relation);
		table->is_readable = OidIsValid(table->key_index);
	}
	table->is_writable = table->is_readable && has_nothing_to_run(relation) &&
		has_no_more_columns(table, RelationGetDescr(relation)) && has_identity(table, relation);
	relation_close(relation, NoLock);
	table->relid = relid;
	remember_table(table);
	return true;
}

/* ---- opening ---- */

/* Locks the table as it was learned; false when it has changed since. */
static bool
lock_learned(const DirectTable *table, LOCKMODE lock)
{
	Oid			relid = table->relid;

	LockRelationOid(relid, lock);
	if (table->relid == relid)
		return true;
	UnlockRelationOid(relid, lock);
	return false;
}

static bool
is_suited(const DirectTable *table, AclMode rights)
{
	return (rights & RIGHTS_TO_WRITE) ? table->is_writable : table->is_readable;
}

static bool
is_permitted(Relation relation, AclMode rights)
{
	Oid			relid = RelationGetRelid(relation);

	return pg_class_aclmask(relid, GetUserId(), rights, ACLMASK_ALL) == rights &&
		(!relation->rd_rel->relrowsecurity || check_enable_rls(relid, InvalidOid, true) != RLS_ENABLED);
}

Relation
direct_open(DirectTable *table, LOCKMODE lock, AclMode rights)
{
	Relation	relation;

	/* Statements refuse to write where that is not allowed, and show extensions whom they let do what. */
	if (XactReadOnly || ExecutorCheckPerms_hook)
		return NULL;
	if (OidIsValid(table->relid) && !is_suited(table, rights))
		return NULL;
	if (!(OidIsValid(table->relid) && lock_learned(table, lock)) && !learn_table(table, lock))
		return NULL;
	if (!is_suited(table, rights))
		return NULL;
	relation = relation_open(table->relid, NoLock);
	if (is_permitted(relation, rights))
		return relation;
	relation_close(relation, NoLock);
	return NULL;
}
