/*
 * inbox.c
 *	  The inbox of the store, for functions that take deliveries.
 */
#include "inbox.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

Oid
inbox_owner(void)
{
	static const char *const columns[] = {"source", "headers", "body"};
	Oid			inbox = RangeVarGetRelid(makeRangeVar(pstrdup("orderhook"), pstrdup("inbox"), -1), NoLock, false);
	HeapTuple	tuple;
	Oid			owner;

	for (size_t i = 0; i < lengthof(columns); i++)
		if (pg_class_aclcheck(inbox, GetUserId(), ACL_INSERT) != ACLCHECK_OK &&
			pg_attribute_aclcheck(inbox, get_attnum(inbox, columns[i]), GetUserId(), ACL_INSERT) != ACLCHECK_OK)
			aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_VIEW, "inbox");
	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(inbox));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", inbox);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}
