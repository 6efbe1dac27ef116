/*
 * jsonb_document.c
 *	  jsonb as the core's document.
 *
 * Walks the containers as they lie: an iterator would copy each value out, once for
 * every level that it goes down.
 */
#include "input.h"

#include "datum.h"
#include "encoding.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* One value or key: what jsonb says of it, and where it lies among its container's. */
typedef struct Entry
{
	JEntry		entry;
	const char *data;			/* of the container's values */
	uint32		at;
	uint32		end;
} Entry;

static OhJsonCode load_container(OhDocument *doc, const JsonbContainer *container, OhNodeData *node, int depth);

static OhBytes
entry_text(const Entry *e)
{
	return utf8_from_server(oh_bytes(e->data + e->at, e->end - e->at));
}

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

static OhJsonCode
load_text(OhDocument *doc, OhBytes text, OhType type, OhNodeData *node)
{
	OhSpan		span;

	if (!place_text(doc, text, &span))
		return oh_json_shortage(doc);
	node->type = type;
	oh_node_set_text(node, span);
	return OH_JSON_OK;
}

/* Eight bytes of jsonb can print as a hundred thousand digits: nothing of them is kept twice. */
static OhJsonCode
load_number(OhDocument *doc, const Entry *e, OhNodeData *node)
{
	const char *numeric = e->data + INTALIGN(e->at);
	char		digits[OH_DECIMAL_TEXT];
	char	   *text;
	OhDecimal	d;
	OhJsonCode	code;

	if (numeric_decimal(numeric, &d))
		return load_text(doc, oh_bytes(digits, (size_t) oh_decimal_format(d, digits)), OH_NUMBER, node);
	text = DatumGetCString(DirectFunctionCall1(numeric_out, PointerGetDatum(numeric)));
	code = load_text(doc, oh_bytes_of_string(text), OH_NUMBER, node);
	pfree(text);
	return code;
}

static OhJsonCode
load_value(OhDocument *doc, const Entry *e, OhNodeData *node, int depth)
{
	switch (e->entry & JENTRY_TYPEMASK)
	{
		case JENTRY_ISSTRING:
			return load_text(doc, entry_text(e), OH_STRING, node);
		case JENTRY_ISNUMERIC:
			return load_number(doc, e, node);
		case JENTRY_ISBOOL_TRUE:
			node->type = OH_TRUE;
			return OH_JSON_OK;
		case JENTRY_ISBOOL_FALSE:
			node->type = OH_FALSE;
			return OH_JSON_OK;
		case JENTRY_ISNULL:
			node->type = OH_NULL;
			return OH_JSON_OK;
		case JENTRY_ISCONTAINER:
			return load_container(doc, (const JsonbContainer *) (e->data + INTALIGN(e->at)), node, depth);
		default:
			elog(ERROR, "unrecognized jsonb entry: %u", (unsigned) e->entry);
	}
}

static void
advance(Entry *e, JEntry entry)
{
	e->entry = entry;
	e->at = e->end;
	JBE_ADVANCE_OFFSET(e->end, entry);
}

/* A container's child, with its key where it is an object's. */
static OhJsonCode
load_child(OhDocument *doc, const Entry *key, const Entry *value, uint32_t **link, int depth)
{
	OhNode		node = oh_document_add(doc, OH_ABSENT);
	OhNodeData *data;
	OhSpan		span;

	if (node == OH_NO_NODE)
		return oh_json_shortage_of_nodes(doc);
	data = oh_node_data(doc, node);
	if (key != NULL)
	{
		if (!place_text(doc, entry_text(key), &span))
			return oh_json_shortage(doc);
		oh_node_set_key(data, span);
	}
	**link = node;
	*link = &data->next;
	return load_value(doc, value, data, depth);
}

/* An object's entries are its keys and then its values, which lie in the same order. */
static OhJsonCode
load_container(OhDocument *doc, const JsonbContainer *container, OhNodeData *node, int depth)
{
	bool		is_object = JsonContainerIsObject(container);
	uint32		count = JsonContainerSize(container);
	uint32		keys = is_object ? count : 0;
	const char *data = (const char *) &container->children[keys + count];
	Entry		key = {.data = data};
	Entry		value = {.data = data};
	OhJsonCode	code = OH_JSON_OK;
	uint32_t   *link = &node->at;

	if (depth == OH_MAX_DEPTH)
		return OH_JSON_TOO_DEEP;
	node->type = is_object ? OH_OBJECT : OH_ARRAY;
	node->len = count;
	if (is_object)
		value.end = getJsonbOffset(container, (int) keys);
	for (uint32 i = 0; i < count && code == OH_JSON_OK; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (is_object)
			advance(&key, container->children[i]);
		advance(&value, container->children[keys + i]);
		code = load_child(doc, is_object ? &key : NULL, &value, &link, depth + 1);
	}
	return code;
}

/* A scalar by itself is kept as an array of one. */
static OhJsonCode
load_root(OhDocument *doc, const JsonbContainer *root)
{
	uint32_t   *link = &doc->root;
	Entry		value = {.data = (const char *) &root->children[1]};

	if (JsonContainerIsScalar(root))
	{
		advance(&value, root->children[0]);
		return load_child(doc, NULL, &value, &link, 0);
	}
	doc->root = oh_document_add(doc, OH_ABSENT);
	if (doc->root == OH_NO_NODE)
		return oh_json_shortage_of_nodes(doc);
	return load_container(doc, root, oh_node_data(doc, doc->root), 0);
}

bool
document_from_jsonb(OhDocument *doc, Workspace *work, Jsonb *jb, OhJsonCode *code)
{
	MemoryContext caller = MemoryContextSwitchTo(work->memory);

	oh_document_init(doc, &work->arena, oh_bytes((const char *) jb, VARSIZE(jb)));
	*code = load_root(doc, &jb->root);
	if (work->arena.exhausted && !work->arena.is_over)
		workspace_give_up();
	MemoryContextSwitchTo(caller);
	return *code == OH_JSON_OK;
}
