/*
 * jsonb_document.c
 *	  jsonb as the core's document.
 */
#include "input.h"

#include "encoding.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

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

/* Text as a stretch of the jsonb itself, or of a copy where it had to be converted or printed. */
static bool
place_text(OhDocument *doc, OhBytes text, OhSpan *span)
{
	char	   *copy;

	span->len = (uint32_t) text.len;
	span->copied = text.data < doc->source.data || text.data > doc->source.data + doc->source.len;
	if (!span->copied)
	{
		span->at = (uint32_t) (text.data - doc->source.data);
		return true;
	}
	copy = oh_document_reserve(doc, text.len);
	if (copy == NULL)
		return false;
	memcpy(copy, text.data, text.len);
	span->at = doc->copied_len;
	doc->copied_len += span->len;
	return true;
}

static OhBytes
string_text(const JsonbValue *value)
{
	return utf8_from_server(oh_bytes(value->val.string.val, value->val.string.len));
}

/* Adds a node where the loader stands. */
static OhNode
add_node(Loader *loader, OhType type)
{
	OhNode		node = oh_document_add(loader->doc, type);
	Level	   *level = loader->depth > 0 ? &loader->levels[loader->depth - 1] : NULL;
	OhSpan		key;

	if (node == OH_NO_NODE)
		return OH_NO_NODE;
	if (loader->has_key)
	{
		if (!place_text(loader->doc, loader->key, &key))
			return OH_NO_NODE;
		oh_node_set_key(oh_node_data(loader->doc, node), key);
	}
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
add_text(Loader *loader, OhType type, OhBytes text)
{
	OhNode		node = add_node(loader, type);
	OhSpan		span;

	if (node == OH_NO_NODE || !place_text(loader->doc, text, &span))
		return false;
	oh_node_set_text(oh_node_data(loader->doc, node), span);
	return true;
}

/* Eight bytes of jsonb can print as a hundred thousand digits: nothing of them is kept twice. */
static bool
add_number(Loader *loader, Numeric number)
{
	char	   *text = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
	bool		added = add_text(loader, OH_NUMBER, oh_bytes_of_string(text));

	pfree(text);
	return added;
}

static bool
add_scalar(Loader *loader, const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			return add_node(loader, OH_NULL) != OH_NO_NODE;
		case jbvBool:
			return add_node(loader, value->val.boolean ? OH_TRUE : OH_FALSE) != OH_NO_NODE;
		case jbvNumeric:
			return add_number(loader, value->val.numeric);
		case jbvString:
			return add_text(loader, OH_STRING, string_text(value));
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
		return oh_json_shortage_of_nodes(loader->doc);
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
			loader->key = string_text(value);
			loader->has_key = true;
			return OH_JSON_OK;
		default:
			return add_scalar(loader, value) ? OH_JSON_OK : oh_json_shortage_of_nodes(loader->doc);
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
	if (work->arena.exhausted && !work->arena.is_over)
		workspace_give_up();
	MemoryContextSwitchTo(caller);
	return *code == OH_JSON_OK;
}
