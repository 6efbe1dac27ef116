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
#include "utils/snapmgr.h"

/* ---- beginning and end ---- */

static bool
begin(DirectWrite *write, DirectTable *table, AclMode rights, bool speculative)
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
	ExecOpenIndices(write->target, speculative);
	write->slot = table_slot_create(write->relation, NULL);
	write->slot->tts_tableOid = RelationGetRelid(write->relation);	/* a check may ask for it */
	MemoryContextSwitchTo(caller);
	return true;
}

bool
direct_insert_begin(DirectWrite *write, DirectTable *table)
{
	return begin(write, table, ACL_INSERT, false);
}

bool
direct_insert_begin_unless(DirectWrite *write, DirectTable *table)
{
	return !IsolationUsesXactSnapshot() && begin(write, table, ACL_INSERT, true);
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

/* The parameters, over the row that was; or over none. */
static void
fill_slot(DirectWrite *write, const Parameters *row, TupleTableSlot *old)
{
	TupleTableSlot *slot = write->slot;
	int			count = slot->tts_tupleDescriptor->natts;

	ExecClearTuple(slot);
	memset(slot->tts_isnull, true, sizeof(bool) * count);
	if (old)
	{
		slot_getallattrs(old);
		memcpy(slot->tts_values, old->tts_values, sizeof(Datum) * count);
		memcpy(slot->tts_isnull, old->tts_isnull, sizeof(bool) * count);
	}
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
	Assert(row->count == write->table->count);
	fill_slot(write, row, NULL);
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

	Assert(row->count == write->table->count);
	fill_slot(write, row, NULL);
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

bool
direct_update_row(DirectTable *table, ItemPointer place, const Parameters *row)
{
	DirectWrite write;
	TupleTableSlot *old;

	if (!begin(&write, table, ACL_UPDATE, false))
		return false;
	old = table_slot_create(write.relation, NULL);
	if (!table_tuple_fetch_row_version(write.relation, place, SnapshotAny, old))
		elog(ERROR, "could not find a locked row of table \"%s\"", table->name);
	fill_slot(&write, row, old);
	ExecSimpleRelationUpdate(write.target, write.estate, NULL, old, write.slot);
	ExecDropSingleTupleTableSlot(old);
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
