/*
 * orderhook.c
 *	  The module: its magic, and what it is called.
 */
#include "compat.h"

#include "fmgr.h"
#include "utils/builtins.h"

ORDERHOOK_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(orderhook_version);

Datum
orderhook_version(FunctionCallInfo fcinfo pg_attribute_unused())
{
	PG_RETURN_TEXT_P(cstring_to_text(ORDERHOOK_VERSION));
}
