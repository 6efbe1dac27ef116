/*
 * direct_write.c
 *	  Rows into tables that are what orderhook made.
 */
#include "direct_write.h"

#include "access/relation.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "miscadmin.h"

/* ---- inserting ---- */

bool
direct_insert_begin(DirectWrite *write, DirectTable *table)
{
	MemoryContext caller;

	/* Who may not read a row may not see it in an error either. */
	write->relation = direct_open(table, RowExclusiveLock, ACL_INSERT | ACL_SELECT);
	if (write->relation == NULL)
		return false;
	write->table = table;
	write->estate = CreateExecutorState();
	caller = MemoryContextSwitchTo(write->estate->es_query_cxt);
	write->target = makeNode(ResultRelInfo);
	InitResultRelInfo(write->target, write->relation, 0, NULL, 0);
	ExecOpenIndices(write->target, false);
	write->slot = table_slot_create(write->relation, NULL);
	MemoryContextSwitchTo(caller);
	return true;
}

MemoryContext
direct_insert_memory(DirectWrite *write)
{
	ResetPerTupleExprContext(write->estate);
	return GetPerTupleMemoryContext(write->estate);
}

void
direct_insert_row(DirectWrite *write, const Parameters *row)
{
	TupleTableSlot *slot = write->slot;

	CHECK_FOR_INTERRUPTS();
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
	ExecSimpleRelationInsert(write->target, write->estate, slot);
}

void
direct_insert_end(DirectWrite *write)
{
	ExecDropSingleTupleTableSlot(write->slot);
	ExecCloseIndices(write->target);
	FreeExecutorState(write->estate);
	relation_close(write->relation, NoLock);
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
	DirectWrite write;

	if (direct_insert_begin(&write, table))
	{
		direct_insert_row(&write, row);
		direct_insert_end(&write);
	}
	else
		run_statement(table->plan ? table->plan : plan_statement(&table->plan, row, insert_sql(table)),
					  row, SPI_OK_INSERT);
}
