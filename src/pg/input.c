/*
 * input.c
 *	  Arguments, jsonb documents and jsonb headers.
 */
#include "input.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "encoding.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
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

/* ---- documents ---- */

/* A container that is being filled. */
typedef struct Level
{
	OhNode		container;
	OhNode		last;			/* its last child so far */
} Level;

typedef struct Loader
{
	OhDocument *doc;
	Level		levels[OH_MAX_DEPTH];
	int			depth;
	OhBytes		key;			/* of the value that comes next */
	bool		has_key;
} Loader;

/* Text as an offset into the jsonb itself, or into a copy where it is not UTF-8 there. */
static bool
place_text(OhDocument *doc, OhBytes text, uint32_t *at, bool *copied)
{
	char	   *copy;

	*copied = text.data < doc->source.data || text.data > doc->source.data + doc->source.len;
	if (!*copied)
	{
		*at = (uint32_t) (text.data - doc->source.data);
		return true;
	}
	copy = oh_document_reserve(doc, text.len);
	if (copy == NULL)
		return false;
	memcpy(copy, text.data, text.len);
	*at = doc->copied_len;
	doc->copied_len += (uint32_t) text.len;
	return true;
}

static OhBytes
jsonb_text(const JsonbValue *value)
{
	return utf8_from_server(oh_bytes(value->val.string.val, value->val.string.len));
}

static bool
set_text(OhDocument *doc, OhNode node, OhBytes text)
{
	OhNodeData *data = oh_node_data(doc, node);
	uint32_t	at;
	bool		copied;

	if (!place_text(doc, text, &at, &copied))
		return false;
	data->at = at;
	data->len = (uint32_t) text.len;
	data->text_copied = copied;
	return true;
}

static bool
set_key(OhDocument *doc, OhNode node, OhBytes key)
{
	OhNodeData *data = oh_node_data(doc, node);
	uint32_t	at;
	bool		copied;

	if (!place_text(doc, key, &at, &copied))
		return false;
	data->key_at = at;
	data->key_len = (uint32_t) Min(key.len, (1 << 24) - 1);
	data->key_copied = copied;
	return true;
}

/* Adds a node where the loader stands. */
static OhNode
add_node(Loader *loader, OhType type)
{
	OhNode		node = oh_document_add(loader->doc, type);
	Level	   *level = loader->depth > 0 ? &loader->levels[loader->depth - 1] : NULL;

	if (node == OH_NO_NODE || (loader->has_key && !set_key(loader->doc, node, loader->key)))
		return OH_NO_NODE;
	loader->has_key = false;
	if (level == NULL)
		loader->doc->root = node;
	else
	{
		OhNodeData *container = oh_node_data(loader->doc, level->container);

		if (level->last == OH_NO_NODE)
			container->at = node;
		else
			oh_node_data(loader->doc, level->last)->next = node;
		container->len++;
		level->last = node;
	}
	return node;
}

static bool
add_scalar(Loader *loader, const JsonbValue *value)
{
	OhNode		node;

	switch (value->type)
	{
		case jbvNull:
			return add_node(loader, OH_NULL) != OH_NO_NODE;
		case jbvBool:
			return add_node(loader, value->val.boolean ? OH_TRUE : OH_FALSE) != OH_NO_NODE;
		case jbvNumeric:
			node = add_node(loader, OH_NUMBER);
			return node != OH_NO_NODE &&
				set_text(loader->doc, node,
						 oh_bytes_of_string(DatumGetCString(DirectFunctionCall1(numeric_out,
																				NumericGetDatum(value->val.numeric)))));
		case jbvString:
			node = add_node(loader, OH_STRING);
			return node != OH_NO_NODE && set_text(loader->doc, node, jsonb_text(value));
		default:
			elog(ERROR, "unrecognized jsonb value type: %d", (int) value->type);
	}
}

static OhJsonCode
open_level(Loader *loader, OhType type)
{
	OhNode		node;

	if (loader->depth == OH_MAX_DEPTH)
		return OH_JSON_TOO_DEEP;
	node = add_node(loader, type);
	if (node == OH_NO_NODE)
		return OH_JSON_TOO_MANY;
	loader->levels[loader->depth++] = (Level) {.container = node};
	return OH_JSON_OK;
}

static OhJsonCode
load_token(Loader *loader, JsonbIteratorToken token, const JsonbValue *value)
{
	switch (token)
	{
		case WJB_BEGIN_OBJECT:
			return open_level(loader, OH_OBJECT);
		case WJB_BEGIN_ARRAY:
			/* A scalar by itself is kept as an array of one. */
			return value->val.array.rawScalar ? OH_JSON_OK : open_level(loader, OH_ARRAY);
		case WJB_END_OBJECT:
		case WJB_END_ARRAY:
			if (loader->depth > 0)
				loader->depth--;
			return OH_JSON_OK;
		case WJB_KEY:
			loader->key = jsonb_text(value);
			loader->has_key = true;
			return OH_JSON_OK;
		default:
			return add_scalar(loader, value) ? OH_JSON_OK : OH_JSON_TOO_MANY;
	}
}

bool
document_from_jsonb(OhDocument *doc, Workspace *work, Jsonb *jb, OhJsonCode *code)
{
	MemoryContext caller = MemoryContextSwitchTo(work->memory);
	Loader		loader = {.doc = doc};
	JsonbIterator *it = JsonbIteratorInit(&jb->root);
	JsonbIteratorToken token;
	JsonbValue	value;

	oh_document_init(doc, &work->arena, oh_bytes((const char *) jb, VARSIZE(jb)));
	*code = OH_JSON_OK;
	while (*code == OH_JSON_OK && (token = JsonbIteratorNext(&it, &value, false)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		*code = load_token(&loader, token, &value);
	}
	if (work->arena.exhausted)
		workspace_give_up();
	MemoryContextSwitchTo(caller);
	return *code == OH_JSON_OK;
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
