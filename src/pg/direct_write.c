/*
 * direct_write.c
 *	  Rows into tables that are what orderhook made.
 */
#include "direct_write.h"

#include "access/relation.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "commands/sequence.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/rel.h"

/* ---- beginning and end ---- */

static bool
begin(DirectWrite *write, DirectTable *table, AclMode rights)
{
	MemoryContext caller;

	/* Who may not read a row may not see it in an error either. */
	write->relation = direct_open(table, RowExclusiveLock, rights | ACL_SELECT);
	if (write->relation == NULL)
		return false;
	write->table = table;
	write->estate = CreateExecutorState();
	caller = MemoryContextSwitchTo(write->estate->es_query_cxt);
	write->target = makeNode(ResultRelInfo);
	InitResultRelInfo(write->target, write->relation, 0, NULL, 0);
	write->slot = table_slot_create(write->relation, NULL);
	write->slot->tts_tableOid = RelationGetRelid(write->relation);	/* a check may ask for it */
	MemoryContextSwitchTo(caller);
	return true;
}

static void
open_indexes(DirectWrite *write, bool speculative)
{
	MemoryContext caller = MemoryContextSwitchTo(write->estate->es_query_cxt);

	ExecOpenIndices(write->target, speculative);
	MemoryContextSwitchTo(caller);
}

bool
direct_insert_begin(DirectWrite *write, DirectTable *table)
{
	if (!begin(write, table, ACL_INSERT))
		return false;
	open_indexes(write, false);
	return true;
}

bool
direct_insert_begin_unless(DirectWrite *write, DirectTable *table)
{
	if (IsolationUsesXactSnapshot() || !begin(write, table, ACL_INSERT))
		return false;
	open_indexes(write, true);
	return true;
}

void
direct_write_end(DirectWrite *write)
{
	ExecDropSingleTupleTableSlot(write->slot);
	ExecCloseIndices(write->target);
	FreeExecutorState(write->estate);
	relation_close(write->relation, NoLock);
	CommandCounterIncrement();
}

/* ---- rows ---- */

MemoryContext
direct_insert_memory(DirectWrite *write)
{
	ResetPerTupleExprContext(write->estate);
	return GetPerTupleMemoryContext(write->estate);
}

/* What is no parameter is a column that was dropped. */
static void
fill_slot(DirectWrite *write, const Parameters *row)
{
	TupleTableSlot *slot = write->slot;

	Assert(row->count == write->table->count);
	ExecClearTuple(slot);
	memset(slot->tts_isnull, true, sizeof(bool) * slot->tts_tupleDescriptor->natts);
	for (int i = 0; i < row->count; i++)
	{
		int			attribute = write->table->attributes[i] - 1;

		slot->tts_values[attribute] = row->values[i];
		slot->tts_isnull[attribute] = row->nulls[i] == 'n';
	}
	ExecStoreVirtualTuple(slot);
}

void
direct_insert_row(DirectWrite *write, const Parameters *row)
{
	CHECK_FOR_INTERRUPTS();
	fill_slot(write, row);
	ExecSimpleRelationInsert(write->target, write->estate, write->slot);
}

int64
direct_next_id(const DirectWrite *write)
{
	return nextval_internal(write->table->sequence, false);
}

/*
 * As the executor does ON CONFLICT DO NOTHING, but for looking first whether there is a
 * row: that has just been asked.
 */
bool
direct_insert_unless(DirectWrite *write, const Parameters *row)
{
	TransactionId xid = GetCurrentTransactionId();
	bool		conflict = false;
	uint32		token;

	fill_slot(write, row);
	if (RelationGetDescr(write->relation)->constr)
		ExecConstraints(write->target, write->slot, write->estate);
	token = SpeculativeInsertionLockAcquire(xid);
	table_tuple_insert_speculative(write->relation, write->slot, GetCurrentCommandId(true), 0, NULL, token);
	(void) insert_index_entries(write->target, write->slot, write->estate, &conflict,
								list_make1_oid(write->table->key_index));
	table_tuple_complete_speculative(write->relation, write->slot, token, !conflict);
	SpeculativeInsertionLockRelease(xid);
	return !conflict;
}

/* As ExecSimpleRelationUpdate, but for opening indexes: most new versions of a row need no entry in any. */
static void
update_tuple(DirectWrite *write, ItemPointer place)
{
	IndexNeed	need;

	CheckCmdReplicaIdentity(write->relation, CMD_UPDATE);
	if (RelationGetDescr(write->relation)->constr)
		ExecConstraints(write->target, write->slot, write->estate);
	simple_table_tuple_update(write->relation, place, write->slot, write->estate->es_snapshot, &need);
	if (!need)
		return;
	open_indexes(write, false);
	(void) update_index_entries(write->target, write->slot, write->estate, need);
}

bool
direct_update_row(DirectTable *table, ItemPointer place, const Parameters *row)
{
	DirectWrite write;

	if (!begin(&write, table, ACL_UPDATE))
		return false;
	fill_slot(&write, row);
	update_tuple(&write, place);
	direct_write_end(&write);
	return true;
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
	DirectWrite write;

	if (direct_insert_begin(&write, table))
	{
		direct_insert_row(&write, row);
		direct_write_end(&write);
	}
	else
		run_statement(table->plan ? table->plan : plan_statement(&table->plan, row, insert_sql(table)),
					  row, SPI_OK_INSERT);
}
