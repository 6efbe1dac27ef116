/*
 * document.h
 *	  A JSON document as a tree of small nodes, whoever read it.
 *
 * Three loaders make one: oh_json_parse (json.h) from bytes, oh_form_parse
 * (form.h) from a form-encoded body, and the server's own from jsonb.  Everything
 * from here on is shared, so that all of them mean the same.
 *
 * Nodes lie in the order of the text, 20 bytes each, and speak in offsets: a
 * document costs about one and a half times its text.  Node 0 is the value that
 * does not exist.  It is a legal argument to every function below, and asking it
 * for anything is answered "absent", so that a chain of questions needs no checks.
 */
#ifndef OH_DOCUMENT_H
#define OH_DOCUMENT_H

#include "arena.h"

typedef enum OhType
{
	OH_ABSENT = 0,				/* no such value */
	OH_NULL,
	OH_FALSE,
	OH_TRUE,
	OH_NUMBER,					/* keeps its text, digit by digit */
	OH_STRING,					/* unescaped, valid UTF-8, may be empty */
	OH_ARRAY,
	OH_OBJECT
} OhType;

typedef uint32_t OhNode;		/* index; OH_NO_NODE is absent */

#define OH_NO_NODE		((OhNode) 0)
#define OH_MAX_DEPTH	64		/* the deepest provider document has 9 levels */
#define OH_MAX_SOURCE	((size_t) 1 << 30)

/* What a loader met that the tree no longer shows. */
#define OH_NOTE_NUL			0x01	/* \u0000 became U+FFFD */
#define OH_NOTE_SURROGATE	0x02	/* a lone surrogate became U+FFFD */

typedef struct OhNodeData
{
	uint32_t	next;			/* following sibling, 0 = last */
	uint32_t	at;				/* where its text begins; of a container: the first child, 0 = empty */
	uint32_t	len;			/* bytes of text; of a container: number of children */
	uint32_t	key_at;
	uint32_t	key_len:24;
	uint32_t	type:4;
	uint32_t	text_copied:1;	/* `at` counts in `copied`, not in `source` */
	uint32_t	key_copied:1;
} OhNodeData;

/* A longer key is cut to this length, and a key of this length is never found. */
#define OH_KEY_LEN_MAX		0xFFFFFF

/* A stretch of `source` or of `copied`: an offset, because `copied` moves when it grows. */
typedef struct OhSpan
{
	uint32_t	at;
	uint32_t	len;
	bool		copied;
} OhSpan;

#define OH_NODE_SEGMENT		128

typedef struct OhDocument
{
	OhArena    *arena;
	OhBytes		source;			/* not owned; must outlive the document */
	char	   *copied;			/* unescaped or generated text */
	uint32_t	copied_len;
	uint32_t	copied_size;
	OhNodeData **segments;
	uint32_t	segment_slots;
	uint32_t	count;			/* nodes in use, node 0 included */
	uint32_t	room;			/* nodes that there is memory for, at most the limit */
	uint32_t	limit;			/* the most it may come to hold */
	uint32_t	notes;			/* OH_NOTE_… */
	OhNode		root;
} OhDocument;

/*
 * Begins an empty document over `source` (at most 1 GiB).  The number of nodes
 * is limited to 4096 and one for every six bytes of source, which no order comes
 * near: it bounds the memory of a hostile one.
 */
extern void oh_document_init(OhDocument *doc, OhArena *arena, OhBytes source);

static inline OhNodeData *
oh_node_data(const OhDocument *doc, OhNode node)
{
	return &doc->segments[node / OH_NODE_SEGMENT][node % OH_NODE_SEGMENT];
}

/* Makes room for a node more; false when the limit or the memory is reached. */
extern bool oh_document_grow(OhDocument *doc);

/* A new node, or OH_NO_NODE when the limit or the memory is reached. */
static inline OhNode
oh_document_add(OhDocument *doc, OhType type)
{
	if (doc->count >= doc->room && !oh_document_grow(doc))
		return OH_NO_NODE;
	*oh_node_data(doc, doc->count) = (OhNodeData) {.type = type};
	return doc->count++;
}

/*
 * Room for len bytes more at the end of `copied`; NULL when memory is out.  Who
 * writes there adds what it wrote to copied_len.
 */
extern char *oh_document_reserve(OhDocument *doc, size_t len);

static inline OhType
oh_node_type(const OhDocument *doc, OhNode node)
{
	return node ? (OhType) oh_node_data(doc, node)->type : OH_ABSENT;
}

static inline void
oh_node_set_text(OhNodeData *data, OhSpan text)
{
	data->at = text.at;
	data->len = text.len;
	data->text_copied = text.copied;
}

static inline void
oh_node_set_key(OhNodeData *data, OhSpan key)
{
	data->key_at = key.at;
	data->key_len = key.len < OH_KEY_LEN_MAX ? key.len : OH_KEY_LEN_MAX;
	data->key_copied = key.copied;
}

/* The text of a string or a number; OH_NO_BYTES for every other value. */
extern OhBytes oh_node_text(const OhDocument *doc, OhNode node);

/* The key under which a member stands; OH_NO_BYTES for an element of an array. */
extern OhBytes oh_node_key(const OhDocument *doc, OhNode node);

/* Children in the order of the text; OH_NO_NODE of anything but a container. */
extern OhNode oh_node_first(const OhDocument *doc, OhNode node);
extern uint32_t oh_node_count(const OhDocument *doc, OhNode node);

static inline OhNode
oh_node_next(const OhDocument *doc, OhNode node)
{
	return node ? oh_node_data(doc, node)->next : OH_NO_NODE;
}

/* The member of that name, the last where it stands twice; OH_NO_NODE where there is none. */
extern OhNode oh_node_member(const OhDocument *doc, OhNode object, OhBytes key);

/* "string", "number", "object", …: what a problem row says was found. */
extern const char *oh_type_name(OhType type);

#endif
