/*
 * test_document.c
 *	  The tree by itself, as a loader other than the JSON parser fills it.
 */
#include "document.h"
#include "unit.h"

static UnitHost host;

static OhNode
add_member(OhDocument *doc, OhNode object, OhNode previous, const char *key)
{
	OhNode		node = oh_document_add(doc, OH_STRING);
	OhSpan		span = {doc->copied_len, (uint32_t) strlen(key), true};

	memcpy(oh_document_reserve(doc, span.len), key, span.len);
	doc->copied_len += span.len;
	oh_node_set_key(oh_node_data(doc, node), span);
	oh_node_set_text(oh_node_data(doc, node), span);
	*(previous ? &oh_node_data(doc, previous)->next : &oh_node_data(doc, object)->at) = node;
	oh_node_data(doc, object)->len++;
	return node;
}

static void
test_absent(const OhDocument *doc, OhNode node, const char *what)
{
	CHECK(oh_node_first(doc, node) == OH_NO_NODE, "%s", what);
	CHECK(oh_node_count(doc, node) == 0, "%s", what);
	CHECK(oh_node_member(doc, node, OH_BYTES("")) == OH_NO_NODE, "%s", what);
	CHECK(oh_node_key(doc, node).data == NULL, "%s", what);
}

static void
test_members(OhArena *arena)
{
	OhDocument	doc;
	OhNode		object;
	OhNode		a;
	OhNode		empty;
	OhNode		second;

	oh_document_init(&doc, arena, OH_NO_BYTES);
	test_absent(&doc, OH_NO_NODE, "node 0 of an empty document");
	CHECK(oh_node_text(&doc, OH_NO_NODE).data == NULL, "node 0");
	CHECK(oh_node_next(&doc, OH_NO_NODE) == OH_NO_NODE, "node 0");

	for (int copied = 0; copied < 2; copied++)
	{
		OhNode		text = oh_document_add(&doc, OH_STRING);

		oh_node_set_text(oh_node_data(&doc, text), (OhSpan) {0, 0, copied});
		CHECK(oh_node_text(&doc, text).data != NULL && oh_node_text(&doc, text).len == 0,
			  "an empty text of a source and of copies that do not exist, %d", copied);
	}

	object = oh_document_add(&doc, OH_OBJECT);
	test_absent(&doc, object, "an empty object");
	empty = add_member(&doc, object, OH_NO_NODE, "");
	CHECK(oh_node_key(&doc, empty).data != NULL, "an empty key is a key");
	CHECK(oh_node_text(&doc, empty).data != NULL, "an empty text is a text");
	a = add_member(&doc, object, empty, "a");
	second = add_member(&doc, object, a, "a");
	CHECK(oh_node_member(&doc, object, OH_BYTES("a")) == second, "the last one counts");
	CHECK(oh_node_member(&doc, object, OH_BYTES("")) == empty, "the empty key is found");
	CHECK(oh_node_member(&doc, object, OH_BYTES("ab")) == OH_NO_NODE, "no prefixes");
	CHECK(oh_node_first(&doc, object) == empty && oh_node_next(&doc, empty) == a, "order");
	CHECK(oh_node_count(&doc, object) == 3, "count");
	oh_node_data(&doc, object)->type = OH_ARRAY;
	CHECK(oh_node_member(&doc, object, OH_BYTES("a")) == OH_NO_NODE, "arrays have no members");
}

/* Node after node up to the limit, all of them kept. */
/* Wherever in its segment a member stands, beside the one before it or after what that holds. */
static void
test_segments(OhArena *arena)
{
	OhNode		nodes[3 * OH_NODE_SEGMENT];
	OhNode		last = OH_NO_NODE;
	char		key[16];
	OhDocument	doc;
	OhNode		object;

	oh_document_init(&doc, arena, OH_NO_BYTES);
	object = oh_document_add(&doc, OH_OBJECT);
	for (int i = 0; i < 3 * OH_NODE_SEGMENT; i++)
	{
		snprintf(key, sizeof(key), "%d", i);
		last = nodes[i] = add_member(&doc, object, last, key);
		if (i % 5 == 4)
			oh_document_add(&doc, OH_NULL);
	}
	for (int i = 0; i < 3 * OH_NODE_SEGMENT; i++)
	{
		snprintf(key, sizeof(key), "%d", i);
		CHECK(oh_node_member(&doc, object, oh_bytes_of_string(key)) == nodes[i], "member %d", i);
	}
}

static void
test_limit(OhArena *arena, size_t source_len)
{
	OhDocument	doc;
	size_t		allowed = 4096 + source_len / 6;
	size_t		added = 0;
	OhNode		node;

	oh_document_init(&doc, arena, oh_bytes("", source_len));
	while ((node = oh_document_add(&doc, OH_NUMBER)) != OH_NO_NODE)
	{
		added++;
		oh_node_data(&doc, node)->at = node;
	}
	CHECK(added == allowed, "source of %zu bytes: %zu", source_len, added);
	CHECK(!arena->exhausted, "the limit is not want of memory");
	for (node = 1; node <= added; node++)
		if (oh_node_data(&doc, node)->at != node || oh_node_type(&doc, node) != OH_NUMBER)
			CHECK(false, "node %u was not kept", node);
}

static void
test_reserve(OhArena *arena)
{
	OhDocument	doc;
	size_t		before = arena->used;

	oh_document_init(&doc, arena, OH_NO_BYTES);
	CHECK(oh_document_reserve(&doc, 0) != NULL, "room for nothing");
	for (int i = 0; i < 100000; i++)
	{
		char	   *room = oh_document_reserve(&doc, 3);

		memset(room, 'a' + i % 26, 3);
		doc.copied_len += 3;
	}
	for (int i = 0; i < 300000; i++)
		if (doc.copied[i] != 'a' + i / 3 % 26)
			CHECK(false, "byte %d was lost", i);
	CHECK(arena->used - before < 4 * 300000, "growth costs %zu", arena->used - before);
	before = arena->used;
	CHECK(oh_document_reserve(&doc, 5000000) != NULL, "much at once");
	CHECK(arena->used - before < 5400000, "what is asked for at once is not doubled");
	CHECK(oh_document_reserve(&doc, UINT32_MAX) == NULL && arena->exhausted, "more than offsets can say");
	CHECK(oh_document_reserve(&doc, SIZE_MAX) == NULL, "more than there can be");
}

static void
test_no_memory(void)
{
	OhArena		arena;
	OhDocument	doc;

	host.fail_at = host.count + 1;
	oh_arena_init(&arena, &host.host);
	oh_document_init(&doc, &arena, OH_NO_BYTES);
	CHECK(oh_document_add(&doc, OH_NULL) == OH_NO_NODE && arena.exhausted, "no memory, no node");
	CHECK(oh_document_reserve(&doc, 1) == NULL, "no memory, no room");
	test_absent(&doc, OH_NO_NODE, "a document without memory");
	host.fail_at = 0;
}

int
main(void)
{
	OhArena		arena;

	unit_host_init(&host);
	oh_arena_init(&arena, &host.host);
	test_members(&arena);
	test_segments(&arena);
	for (size_t len = 0; len <= 6 * OH_NODE_SEGMENT; len++)
		test_limit(&arena, len);
	test_limit(&arena, 6 * 30000 + 5);
	test_no_memory();
	test_reserve(&arena);
	for (int type = OH_ABSENT; type <= OH_OBJECT; type++)
		CHECK(oh_type_name((OhType) type) != NULL, "type %d has a name", type);
	unit_host_free(&host);
	return unit_done();
}
