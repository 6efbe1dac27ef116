/*
 * fn_owner.c
 *	  orderhook_rows_of_owner: a view of a distributed store, with the rights of its owner.
 *
 * On one node a view over receipts runs with its owner's rights.  An engine that distributes
 * tables writes views into the statements for its nodes, which then need the rights of who
 * reads.  So there the view owner_x is what x was, is granted to nobody, and x is read
 * through this function: by its owner, switched as the door switches.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

PG_FUNCTION_INFO_V1(orderhook_rows_of_owner);

#define ROWS_AT_ONCE	1000

static Oid
find_view(char *name)
{
	return RangeVarGetRelid(makeRangeVar(pstrdup("orderhook"), name, -1), NoLock, false);
}

static Oid
owner_of(Oid view)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(view));
	Form_pg_class form;
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", view);
	form = (Form_pg_class) GETSTRUCT(tuple);
	if (form->relkind != RELKIND_VIEW)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a view", NameStr(form->relname))));
	owner = form->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/* The owner of owner_x, for whoever may select from all of x, where both are the same role's. */
static Oid
owner_for_caller(char *name)
{
	Oid			view = find_view(name);
	Oid			owner = owner_of(find_view(psprintf("owner_%s", name)));

	if (pg_class_aclcheck(view, GetUserId(), ACL_SELECT) != ACLCHECK_OK || owner_of(view) != owner)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_VIEW, name);
	return owner;
}

static void
put_rows(ReturnSetInfo *result, const char *sql)
{
	SPIPlanPtr	plan = SPI_prepare(sql, 0, NULL);
	Portal		portal;

	if (plan == NULL)
		elog(ERROR, "could not prepare a statement of the store: %s", SPI_result_code_string(SPI_result));
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	for (;;)
	{
		SPI_cursor_fetch(portal, true, ROWS_AT_ONCE);
		if (SPI_processed == 0)
			break;
		for (uint64 i = 0; i < SPI_processed; i++)
			tuplestore_puttuple(result->setResult, SPI_tuptable->vals[i]);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
}

Datum
orderhook_rows_of_owner(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Oid			owner = owner_for_caller(name);
	Oid			user;
	int			security;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(owner, security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	SPI_connect();
	put_rows(result, psprintf("SELECT * FROM orderhook.%s", quote_identifier(psprintf("owner_%s", name))));
	SPI_finish();
	SetUserIdAndSecContext(user, security);
	return (Datum) 0;
}
