/*
 * json.h
 *	  A total parser of JSON: bytes in, document out, in one pass.
 *
 * Strict RFC 8259 over strict UTF-8 (Unicode 15, table 3-7: no overlong forms, no
 * encoded surrogates, nothing above U+10FFFF); no byte order mark.  It recurses
 * never, reads every byte once and holds at most OH_MAX_DEPTH levels.
 */
#ifndef OH_JSON_H
#define OH_JSON_H

#include "document.h"

typedef enum OhJsonCode
{
	OH_JSON_OK = 0,
	OH_JSON_EMPTY,				/* nothing but white space */
	OH_JSON_TRUNCATED,			/* the text ends inside a value */
	OH_JSON_UNEXPECTED,			/* a character that cannot stand here */
	OH_JSON_BAD_STRING,			/* raw control character or malformed escape */
	OH_JSON_BAD_NUMBER,
	OH_JSON_BAD_UTF8,
	OH_JSON_BYTE_ORDER_MARK,
	OH_JSON_TRAILING,			/* something after the value */
	OH_JSON_TOO_DEEP,
	OH_JSON_TOO_MANY,			/* over the document's limit of nodes, or of bytes */
	OH_JSON_TOO_COSTLY,			/* over what a document of its size may take of memory */
	OH_JSON_NO_MEMORY,
	OH_JSON_CANCELLED
} OhJsonCode;

/* Where it stopped: offset from 0; line and column from 1, in bytes. */
typedef struct OhJsonError
{
	OhJsonCode	code;
	size_t		offset;
	size_t		line;
	size_t		column;
} OhJsonError;

/*
 * Fills *doc (begun here, over `text`) and returns true; or returns false with
 * *error filled, and then *doc holds nothing that may be used.
 */
extern bool oh_json_parse(OhDocument *doc, OhArena *arena, OhBytes text, OhJsonError *error);

/*
 * Reads a stretch of text that the document already holds as one value more of it,
 * `depth` levels below the root, and leaves the linking of it to the caller.  On
 * failure, OH_NO_NODE: the document is as it was and *error counts from the span.
 */
extern OhNode oh_json_graft(OhDocument *doc, OhSpan span, int depth, OhJsonError *error);

/* For loaders: fills *error for that place in the text, and returns false. */
extern bool oh_json_fail(OhJsonError *error, OhJsonCode code, OhBytes text, size_t offset);

/* For loaders: why the document has no room for more text. */
static inline OhJsonCode
oh_json_shortage(const OhDocument *doc)
{
	return doc->arena->is_over ? OH_JSON_TOO_COSTLY : OH_JSON_NO_MEMORY;
}

/* The same for a node. */
static inline OhJsonCode
oh_json_shortage_of_nodes(const OhDocument *doc)
{
	return doc->count >= doc->limit ? OH_JSON_TOO_MANY : oh_json_shortage(doc);
}

/* "unexpected character", …: lower case, no full stop, never any of the text. */
extern const char *oh_json_reason(OhJsonCode code);

#endif
