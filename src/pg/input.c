/*
 * input.c
 *	  Arguments of SQL functions, and headers as jsonb.
 */
#include "input.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

OhBytes
argument_bytes(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? OH_NO_BYTES : varlena_bytes(PG_GETARG_VARLENA_PP(n));
}

char *
argument_string(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* ---- the provider ---- */

static const OhProvider *
provider_of_label(Oid label)
{
	HeapTuple	tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(label));
	const OhProvider *provider;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for enum label %u", label);
	provider = oh_provider_find(oh_bytes_of_string(NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel)));
	ReleaseSysCache(tuple);
	if (provider == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("the loaded library does not know this provider"),
				 errhint("Restart the session, so that the installed version of the library is loaded.")));
	return provider;
}

const OhProvider *
named_provider(const char *name)
{
	const OhProvider *provider = oh_provider_find(oh_bytes_of_string(name));

	if (provider == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("provider \"%s\" is not known to this version", name)));
	return provider;
}

CallSite *
call_site(FunctionCallInfo fcinfo)
{
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CallSite));
	return fcinfo->flinfo->fn_extra;
}

const OhProvider *
argument_provider(FunctionCallInfo fcinfo, int n)
{
	Oid			label = PG_GETARG_OID(n);
	CallSite   *site = call_site(fcinfo);

	if (site->label != label)
	{
		site->provider = provider_of_label(label);
		site->label = label;
	}
	return site->provider;
}

/* ---- headers ---- */

typedef struct HeaderList
{
	Workspace  *work;
	OhHeader   *list;
	size_t		count;
	size_t		size;
} HeaderList;

static void
add_header(HeaderList *headers, OhBytes name, OhBytes value)
{
	if (headers->count == headers->size)
	{
		size_t		size = headers->size ? headers->size * 2 : 32;
		OhHeader   *list = MemoryContextAlloc(headers->work->memory, size * sizeof(OhHeader));

		if (headers->count > 0)
			memcpy(list, headers->list, headers->count * sizeof(OhHeader));
		headers->list = list;
		headers->size = size;
	}
	headers->list[headers->count++] = (OhHeader) {.name = name, .value = value};
}

/* A value of the object form: a string, or one for each time the header came. */
static void
add_values(HeaderList *headers, const OhDocument *doc, OhNode value)
{
	OhBytes		name = oh_node_key(doc, value);

	if (oh_node_type(doc, value) != OH_ARRAY)
	{
		add_header(headers, name, oh_node_type(doc, value) == OH_STRING ? oh_node_text(doc, value) : OH_NO_BYTES);
		return;
	}
	for (OhNode element = oh_node_first(doc, value); element; element = oh_node_next(doc, element))
		add_header(headers, name,
				   oh_node_type(doc, element) == OH_STRING ? oh_node_text(doc, element) : OH_NO_BYTES);
}

/* [name, value]; false for anything else. */
static bool
add_pair(HeaderList *headers, const OhDocument *doc, OhNode pair)
{
	OhNode		name = oh_node_first(doc, pair);
	OhNode		value = oh_node_next(doc, name);

	if (oh_node_type(doc, pair) != OH_ARRAY || oh_node_count(doc, pair) != 2 || oh_node_type(doc, name) != OH_STRING)
		return false;
	add_header(headers, oh_node_text(doc, name),
			   oh_node_type(doc, value) == OH_STRING ? oh_node_text(doc, value) : OH_NO_BYTES);
	return true;
}

OhHeaders
headers_from_jsonb(Workspace *work, Jsonb *jb)
{
	HeaderList	headers = {.work = work};
	OhDocument	doc;
	OhJsonCode	code;
	bool		malformed;

	if (jb == NULL)
		return (OhHeaders) {0};
	malformed = !document_from_jsonb(&doc, work, jb, &code);
	if (!malformed && oh_node_type(&doc, doc.root) == OH_OBJECT)
	{
		for (OhNode value = oh_node_first(&doc, doc.root); value; value = oh_node_next(&doc, value))
			add_values(&headers, &doc, value);
	}
	else if (!malformed && oh_node_type(&doc, doc.root) == OH_ARRAY)
	{
		for (OhNode pair = oh_node_first(&doc, doc.root); pair; pair = oh_node_next(&doc, pair))
			malformed |= !add_pair(&headers, &doc, pair);
	}
	else
		malformed = true;
	return (OhHeaders) {.list = headers.list, .count = headers.count, .malformed = malformed};
}
