/*
 * document.c
 *	  The tree of nodes.
 *
 * Nodes lie in segments that never move, and the table of the segments grows by
 * doubling.  A member has a key even where that is empty; an element of an array
 * is told by a key of no length at the beginning of the source, where no member's
 * key can be empty (in JSON two characters precede it).
 */
#include "document.h"

#define OH_FREE_NODES		4096
#define OH_BYTES_PER_NODE	6
#define OH_FIRST_SLOTS		16
#define OH_FIRST_COPIED		256

void
oh_document_init(OhDocument *doc, OhArena *arena, OhBytes source)
{
	*doc = (OhDocument) {.arena = arena, .source = source, .count = 1};
	oh_arena_allow(arena, source.len);
	doc->limit = (uint32_t) (1 + OH_FREE_NODES + source.len / OH_BYTES_PER_NODE);
}

static bool
grow_table(OhDocument *doc)
{
	uint32_t	slots = doc->segment_slots ? doc->segment_slots * 2 : OH_FIRST_SLOTS;
	OhNodeData **table = oh_arena_alloc(doc->arena, slots * sizeof(*table));

	if (table == NULL)
		return false;
	if (doc->segment_slots > 0)
		memcpy(table, doc->segments, doc->segment_slots * sizeof(*table));
	doc->segments = table;
	doc->segment_slots = slots;
	return true;
}

bool
oh_document_grow(OhDocument *doc)
{
	uint32_t	slot = doc->room / OH_NODE_SEGMENT;
	uint32_t	room = (slot + 1) * OH_NODE_SEGMENT;

	if (doc->room >= doc->limit || (slot >= doc->segment_slots && !grow_table(doc)))
		return false;
	doc->segments[slot] = oh_arena_take(doc->arena, OH_NODE_SEGMENT * sizeof(OhNodeData));
	if (doc->segments[slot] == NULL)
		return false;
	doc->room = room < doc->limit ? room : doc->limit;
	return true;
}

char *
oh_document_reserve(OhDocument *doc, size_t len)
{
	size_t		needed;
	size_t		size = (size_t) doc->copied_size * 2;
	char	   *bigger;

	if (doc->copied != NULL && len <= doc->copied_size - doc->copied_len)
		return doc->copied + doc->copied_len;
	if (__builtin_add_overflow(doc->copied_len, len, &needed) || needed > UINT32_MAX)
	{
		doc->arena->exhausted = true;
		return NULL;
	}
	size = size < OH_FIRST_COPIED ? OH_FIRST_COPIED : size;
	size = size > UINT32_MAX ? UINT32_MAX : size;
	size = size < needed ? needed : size;
	bigger = oh_arena_take(doc->arena, size);
	if (bigger == NULL)
		return NULL;
	if (doc->copied_len > 0)
		memcpy(bigger, doc->copied, doc->copied_len);
	doc->copied = bigger;
	doc->copied_size = (uint32_t) size;
	return bigger + doc->copied_len;
}

/* What is there is never the view that means "none", even where it is empty. */
static OhBytes
stretch(const OhDocument *doc, bool copied, uint32_t at, uint32_t len)
{
	const char *base = copied ? doc->copied : doc->source.data;

	return oh_bytes(base ? base + at : "", len);
}

OhBytes
oh_node_text(const OhDocument *doc, OhNode node)
{
	OhType		type = oh_node_type(doc, node);
	const OhNodeData *data;

	if (type != OH_STRING && type != OH_NUMBER)
		return OH_NO_BYTES;
	data = oh_node_data(doc, node);
	return stretch(doc, data->text_copied, data->at, data->len);
}

/* Off with the last character of a text, which the cut at OH_KEY_LEN_MAX may have gone through. */
static OhBytes
without_last_character(OhBytes text)
{
	do
		text.len--;
	while (((unsigned char) text.data[text.len] & 0xC0) == 0x80);
	return text;
}

OhBytes
oh_node_key(const OhDocument *doc, OhNode node)
{
	const OhNodeData *data;
	OhBytes		key;

	if (node == OH_NO_NODE)
		return OH_NO_BYTES;
	data = oh_node_data(doc, node);
	if (data->key_len == 0 && data->key_at == 0 && !data->key_copied)
		return OH_NO_BYTES;
	key = stretch(doc, data->key_copied, data->key_at, data->key_len);
	return key.len < OH_KEY_LEN_MAX ? key : without_last_character(key);
}

static bool
is_container(const OhDocument *doc, OhNode node)
{
	return oh_node_type(doc, node) >= OH_ARRAY;
}

OhNode
oh_node_first(const OhDocument *doc, OhNode node)
{
	return is_container(doc, node) ? oh_node_data(doc, node)->at : OH_NO_NODE;
}

uint32_t
oh_node_count(const OhDocument *doc, OhNode node)
{
	return is_container(doc, node) ? oh_node_data(doc, node)->len : 0;
}

/* A sibling mostly lies beside: what is there need not wait for where it is. */
static inline const OhNodeData *
following(const OhDocument *doc, OhNode *node, const OhNodeData *data)
{
	bool		beside = data->next == *node + 1 && data->next % OH_NODE_SEGMENT != 0;

	*node = data->next;
	return beside ? data + 1 : oh_node_data(doc, *node);
}

OhNode
oh_node_member(const OhDocument *doc, OhNode object, OhBytes key)
{
	OhNode		found = OH_NO_NODE;
	OhNode		node = oh_node_first(doc, object);
	const OhNodeData *data;

	if (oh_node_type(doc, object) != OH_OBJECT || key.len >= OH_KEY_LEN_MAX)
		return OH_NO_NODE;
	data = oh_node_data(doc, node);
	for (; node != OH_NO_NODE; data = following(doc, &node, data))
	{
		if (data->key_len == key.len
			&& oh_bytes_equal(stretch(doc, data->key_copied, data->key_at, data->key_len), key))
			found = node;
	}
	return found;
}

const char *
oh_type_name(OhType type)
{
	static const char *const names[] = {
		[OH_ABSENT] = "absent",
		[OH_NULL] = "null",
		[OH_FALSE] = "boolean",
		[OH_TRUE] = "boolean",
		[OH_NUMBER] = "number",
		[OH_STRING] = "string",
		[OH_ARRAY] = "array",
		[OH_OBJECT] = "object",
	};

	return names[type];
}
