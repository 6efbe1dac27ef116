/*
 * fuzz.h
 *	  What the fuzz targets share: the properties' own word, memory to the byte, and a
 *	  document printed.
 *
 * A target is LLVMFuzzerTestOneInput over one part of the core.  libFuzzer runs it on
 * what it makes up (make fuzz), kept.c on what is kept and on every payload and sample
 * (make unit).  Both are built with OH_ARENA_BLOCK 1: each allocation of an arena is one
 * of malloc's, so that AddressSanitizer sees one that is overstepped.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "sound.h"
#include "unit.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that does not hold: libFuzzer stops there, kept.c counts it. */
extern void fuzz_violated(const char *what, const char *file, int line);

#define HOLDS(condition)	fuzz_check((condition), #condition, __FILE__, __LINE__)

static inline bool
fuzz_check(bool held, const char *what, const char *file, int line)
{
	if (!held)
		fuzz_violated(what, file, line);
	return held;
}

/* Decides what the input itself does not say; the same input decides the same. */
static inline uint32_t
fuzz_hash(OhBytes input)
{
	uint32_t	hash = 2166136261u;

	for (size_t i = 0; i < input.len; i++)
		hash = (hash ^ (unsigned char) input.data[i]) * 16777619u;
	return hash ^ hash >> 15;
}

/* What stands before the separator, and after it; all of it where there is none. */
static inline OhBytes
fuzz_take(OhBytes *rest, char separator)
{
	const char *at = rest->len ? memchr(rest->data, separator, rest->len) : NULL;
	size_t		len = at ? (size_t) (at - rest->data) : rest->len;
	OhBytes		head = oh_bytes(rest->data, len);

	*rest = at ? oh_bytes(at + 1, rest->len - len - 1) : oh_bytes(rest->data + len, 0);
	return head;
}

/* ---- text that grows ---- */

typedef struct FuzzText
{
	char	   *text;
	size_t		len;
	size_t		size;
} FuzzText;

static inline void
fuzz_put(FuzzText *to, OhBytes bytes)
{
	if (to->len + bytes.len > to->size)
	{
		to->size = (to->len + bytes.len) * 2 + 1024;
		to->text = realloc(to->text, to->size);
		if (to->text == NULL)
			abort();
	}
	if (bytes.len > 0)
		memcpy(to->text + to->len, bytes.data, bytes.len);
	to->len += bytes.len;
}

static inline OhBytes
fuzz_bytes(const FuzzText *text)
{
	return oh_bytes(text->text ? text->text : "", text->len);
}

/* ---- documents ---- */

typedef struct FuzzDocument
{
	UnitHost	host;
	OhArena		arena;
	OhBytes		text;			/* ends where its memory ends */
	OhDocument	doc;
	OhJsonError error;
} FuzzDocument;

/* fail_at: the allocation that fails, and all after it; 0: none. */
static inline void
fuzz_begin(FuzzDocument *document, OhBytes text, int fail_at)
{
	unit_host_init(&document->host);
	document->host.fail_at = fail_at;
	oh_arena_init(&document->arena, &document->host.host);
	document->text = unit_exact(text);
}

static inline void
fuzz_end(FuzzDocument *document)
{
	unit_host_free(&document->host);
	unit_exact_free(document->text);
}

/* The place is in the text, and line and column name the same place. */
static inline void
fuzz_check_error(OhBytes text, const OhJsonError *error)
{
	size_t		line = 1;
	size_t		column = 1;

	if (!HOLDS(error->code != OH_JSON_OK && error->offset <= text.len))
		return;
	for (size_t i = 0; i < error->offset; i++)
	{
		column = text.data[i] == '\n' ? 1 : column + 1;
		line += text.data[i] == '\n';
	}
	HOLDS(error->line == line && error->column == column);
	HOLDS(oh_json_reason(error->code)[0] != '\0');
	HOLDS(error->code != OH_JSON_EMPTY || error->offset == text.len);
	HOLDS(error->code != OH_JSON_CANCELLED);
}

/* After a loader spoke, to whom memory was not refused. */
static inline bool
fuzz_check_loaded(const FuzzDocument *document, bool loaded)
{
	if (loaded)
		HOLDS(is_sound(&document->doc) && document->doc.count - 1 <= document->doc.limit);
	else
		fuzz_check_error(document->text, &document->error);
	HOLDS(!document->arena.exhausted && document->error.code != OH_JSON_NO_MEMORY);
	return loaded;
}

typedef bool (*FuzzLoader) (OhDocument *doc, OhArena *arena, OhBytes text, OhJsonError *error);

static inline bool
fuzz_load(FuzzDocument *document, FuzzLoader loader, OhBytes text)
{
	fuzz_begin(document, text, 0);
	document->error.code = OH_JSON_OK;
	return fuzz_check_loaded(document,
							 loader(&document->doc, &document->arena, document->text, &document->error));
}

/* Each allocation may fail, and that is the answer then. */
static inline void
fuzz_load_failing(FuzzDocument *document, FuzzLoader loader, OhBytes text, int fail_at)
{
	bool		loaded;

	fuzz_begin(document, text, fail_at);
	loaded = loader(&document->doc, &document->arena, document->text, &document->error);
	HOLDS(loaded ? !document->arena.exhausted
		  : (document->error.code == OH_JSON_NO_MEMORY) == document->arena.exhausted);
	fuzz_end(document);
}

/* ---- a document printed ---- */

static inline void
fuzz_put_string(FuzzText *to, OhBytes text)
{
	fuzz_put(to, OH_BYTES("\""));
	for (size_t i = 0; i < text.len; i++)
	{
		char		c = text.data[i];
		char		escape[8];

		if (c == '"' || c == '\\')
			snprintf(escape, sizeof(escape), "\\%c", c);
		else
			snprintf(escape, sizeof(escape), "\\u%04x", (unsigned) c & 0xFF);
		if (c == '"' || c == '\\' || (unsigned char) c < 0x20)
			fuzz_put(to, oh_bytes_of_string(escape));
		else
			fuzz_put(to, oh_bytes(&c, 1));
	}
	fuzz_put(to, OH_BYTES("\""));
}

static inline void fuzz_print(FuzzText *to, const OhDocument *doc, OhNode node, bool reversed);

static inline void
fuzz_print_child(FuzzText *to, const OhDocument *doc, OhNode child, bool reversed)
{
	OhBytes		key = oh_node_key(doc, child);

	if (to->text[to->len - 1] != '[' && to->text[to->len - 1] != '{')
		fuzz_put(to, OH_BYTES(","));
	if (key.data != NULL)
	{
		fuzz_put_string(to, key);
		fuzz_put(to, OH_BYTES(":"));
	}
	fuzz_print(to, doc, child, reversed);
}

#define FUZZ_TURNED	64			/* objects of more members stay as they are */

/* Can the members be turned round?  Not where a key stands twice: there the last one counts. */
static inline uint32_t
fuzz_members(const OhDocument *doc, OhNode object, OhNode members[FUZZ_TURNED])
{
	uint32_t	count = 0;

	if (oh_node_type(doc, object) != OH_OBJECT || oh_node_count(doc, object) > FUZZ_TURNED)
		return 0;
	for (OhNode child = oh_node_first(doc, object); child != OH_NO_NODE; child = oh_node_next(doc, child))
	{
		if (oh_node_member(doc, object, oh_node_key(doc, child)) != child)
			return 0;
		members[count++] = child;
	}
	return count;
}

static inline void
fuzz_print_children(FuzzText *to, const OhDocument *doc, OhNode node, bool reversed)
{
	OhNode		members[FUZZ_TURNED];
	uint32_t	turned = reversed ? fuzz_members(doc, node, members) : 0;

	if (turned == 0)
		for (OhNode child = oh_node_first(doc, node); child != OH_NO_NODE; child = oh_node_next(doc, child))
			fuzz_print_child(to, doc, child, reversed);
	while (turned > 0)
		fuzz_print_child(to, doc, members[--turned], reversed);
}

/* Compact JSON.  Two documents are the same tree where they print the same. */
static inline void
fuzz_print(FuzzText *to, const OhDocument *doc, OhNode node, bool reversed)
{
	static const char *const words[] = {
		[OH_ABSENT] = "absent", [OH_NULL] = "null", [OH_FALSE] = "false", [OH_TRUE] = "true",
	};
	OhType		type = oh_node_type(doc, node);

	switch (type)
	{
		case OH_NUMBER:
			fuzz_put(to, oh_node_text(doc, node));
			break;
		case OH_STRING:
			fuzz_put_string(to, oh_node_text(doc, node));
			break;
		case OH_ARRAY:
		case OH_OBJECT:
			fuzz_put(to, type == OH_ARRAY ? OH_BYTES("[") : OH_BYTES("{"));
			fuzz_print_children(to, doc, node, reversed);
			fuzz_put(to, type == OH_ARRAY ? OH_BYTES("]") : OH_BYTES("}"));
			break;
		default:
			fuzz_put(to, oh_bytes_of_string(words[type]));
			break;
	}
}

#endif
