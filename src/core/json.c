/*
 * json.c
 *	  The JSON parser.
 *
 * Every scanner below takes the place in the text where it begins and returns the
 * place after what it read, or NULL after it called fail().  They look at the text
 * through peek() alone, or up to p->stop, which halts them every POLL_INTERVAL
 * bytes: one comparison guards both the end of the text and the host's patience.
 *
 * The open containers stand on a stack in the parser.  Below the first of them is
 * a level that holds the document's value as its only child.
 */
#include "escape.h"
#include "json.h"
#include "utf8.h"

#define POLL_INTERVAL	65536
#define WORD			sizeof(uint64_t)
#define EVERY_BYTE(b)	(UINT64_C(0x0101010101010101) * (b))
#define END				256		/* what peek() sees where there is no more */

typedef struct Level
{
	OhNodeData *container;
	uint32_t   *link;			/* where the index of the next child goes */
	int			closer;
} Level;

typedef struct Parser
{
	OhDocument *doc;
	const char *begin;
	const char *stop;
	const char *end;
	const char *origin;			/* what the nodes' offsets count from */
	bool		copied;
	OhJsonCode	code;
	const char *failed_at;
	Level	   *level;
	Level	   *deepest;
	OhNodeData	outside;		/* the container of level 0 */
	Level		levels[OH_MAX_DEPTH + 1];
} Parser;

enum
{
	SPACE = 1,
	DIGIT = 2,
	PLAIN = 4					/* stands for itself in a string, and is ASCII */
};

static const uint8_t classes[END + 1] = {
	['\t'] = SPACE, ['\n'] = SPACE, ['\r'] = SPACE,
	[' '] = SPACE | PLAIN, ['!'] = PLAIN, ['#' ... '/'] = PLAIN,
	['0' ... '9'] = DIGIT | PLAIN,
	[':' ... '['] = PLAIN,
	[']' ... 0x7F] = PLAIN,
};

/* The first failure counts: what comes of it on the way out does not. */
static const char *
fail(Parser *p, OhJsonCode code, const char *at)
{
	if (p->code == OH_JSON_OK)
	{
		p->code = code;
		p->failed_at = at;
	}
	return NULL;
}

/* Is there text beyond p->stop? */
static bool
more(Parser *p, const char *at)
{
	if (at == p->end || p->code != OH_JSON_OK)
		return false;
	if (oh_host_cancelled(p->doc->arena->host))
	{
		fail(p, OH_JSON_CANCELLED, at);
		return false;
	}
	p->stop = p->end - at > POLL_INTERVAL ? at + POLL_INTERVAL : p->end;
	return true;
}

static inline int
peek(Parser *p, const char *at)
{
	return at < p->stop || more(p, at) ? (unsigned char) *at : END;
}

/* Moves *at past white space and returns what is there. */
static inline int
skip_space(Parser *p, const char **at)
{
	int			c = peek(p, *at);

	while (classes[c] & SPACE)
		c = peek(p, ++*at);
	return c;
}

/* What is at `at` cannot stand there: the text is over, is in another encoding, or is wrong. */
static const char *
unexpected(Parser *p, const char *at)
{
	if (peek(p, at) == END)
		return fail(p, OH_JSON_TRUNCATED, at);
	if (oh_utf8_length(at, (size_t) (p->end - at)) == 0)
		return fail(p, OH_JSON_BAD_UTF8, at);
	return fail(p, OH_JSON_UNEXPECTED, at);
}

static const char *
read_word(Parser *p, const char *at, const char *word)
{
	for (; *word != '\0'; at++, word++)
		if (peek(p, at) != *word)
			return unexpected(p, at);
	return at;
}

/* One digit or more. */
static inline const char *
skip_digits(Parser *p, const char *at)
{
	int			c = peek(p, at);

	if (!(classes[c] & DIGIT))
		return fail(p, c == END ? OH_JSON_TRUNCATED : OH_JSON_BAD_NUMBER, at);
	while (classes[peek(p, at)] & DIGIT)
		at++;
	return at;
}

static const char *
skip_exponent(Parser *p, const char *at)
{
	int			sign = peek(p, at);

	return skip_digits(p, sign == '+' || sign == '-' ? at + 1 : at);
}

static inline const char *
skip_number(Parser *p, const char *at)
{
	const char *digits = *at == '-' ? at + 1 : at;
	int			c;

	at = skip_digits(p, digits);
	if (at == NULL)
		return NULL;
	if (*digits == '0' && at > digits + 1)
		return fail(p, OH_JSON_BAD_NUMBER, digits + 1);
	c = peek(p, at);
	if (c == '.')
	{
		at = skip_digits(p, at + 1);
		if (at == NULL)
			return NULL;
		c = peek(p, at);
	}
	return c == 'e' || c == 'E' ? skip_exponent(p, at + 1) : at;
}

static inline OhSpan
span_between(const Parser *p, const char *begin, const char *end)
{
	return (OhSpan) {(uint32_t) (begin - p->origin), (uint32_t) (end - begin), p->copied};
}

/*
 * Marks with its high bit each of the WORD bytes at `at` that is not plain, the first
 * of them in the lowest place.  A difference borrows where its byte is too small; the
 * borrow may mark bytes after that one, too, but none before it.
 */
static inline uint64_t
find_special(const char *at)
{
	uint64_t	word;

	memcpy(&word, at, WORD);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return EVERY_BYTE(0x80) & (word | (word - EVERY_BYTE(0x20))
							   | ((word ^ EVERY_BYTE('"')) - EVERY_BYTE(1))
							   | ((word ^ EVERY_BYTE('\\')) - EVERY_BYTE(1)));
}

/* Past a character of several bytes; all else that is not plain is a failure. */
static const char *
skip_foreign(Parser *p, const char *at)
{
	int			c = peek(p, at);
	int			length;

	if (c == END)
		return fail(p, OH_JSON_TRUNCATED, at);
	if (c < 0x20)
		return fail(p, OH_JSON_BAD_STRING, at);
	length = oh_utf8_length(at, (size_t) (p->end - at));
	if (length == OH_UTF8_CUT)
		return fail(p, OH_JSON_TRUNCATED, p->end);
	return length > 0 ? at + length : fail(p, OH_JSON_BAD_UTF8, at);
}

/* Over whole words of plain bytes. */
static inline const char *
skip_words(const Parser *p, const char *at)
{
	while (p->stop - at >= (ptrdiff_t) WORD)
	{
		uint64_t	special = find_special(at);

		if (special != 0)
			return at + (unsigned int) __builtin_ctzll(special) / 8;
		at += WORD;
	}
	return at;
}

/* To the next quote or backslash. */
static const char *
skip_plain(Parser *p, const char *at)
{
	while (at != NULL)
	{
		int			c;

		at = skip_words(p, at);
		c = peek(p, at);
		if (c == '"' || c == '\\')
			break;
		at = classes[c] & PLAIN ? at + 1 : skip_foreign(p, at);
	}
	return at;
}

/* To `copied`, what the text says at `at`; which is returned. */
static const char *
append(Parser *p, const char *at, const char *bytes, size_t len)
{
	char	   *room = oh_document_reserve(p->doc, len);

	if (room == NULL)
		return fail(p, oh_json_shortage(p->doc), at);
	memcpy(room, bytes, len);
	p->doc->copied_len += (uint32_t) len;
	return at;
}

/* From a backslash to the end of the escape, whose meaning goes to `copied`. */
static const char *
read_escape(Parser *p, const char *at)
{
	OhEscape	escape;
	int			length = oh_escape_read(at, p->end, &escape);

	if (length == OH_ESCAPE_CUT)
		return fail(p, OH_JSON_TRUNCATED, p->end);
	if (length == 0)
		return fail(p, OH_JSON_BAD_STRING, at);
	p->doc->notes |= escape.note;
	return append(p, at + length, escape.utf8, (size_t) escape.utf8_len);
}

/* A string with escapes, of which begin to `at` has none. */
static const char *
read_escaped(Parser *p, const char *begin, const char *at, OhSpan *text)
{
	*text = (OhSpan) {p->doc->copied_len, 0, true};
	for (;;)
	{
		if (append(p, at, begin, (size_t) (at - begin)) == NULL)
			return NULL;
		if (*at == '"')
			break;
		begin = read_escape(p, at);
		at = skip_plain(p, begin);
		if (at == NULL)
			return NULL;
	}
	text->len = p->doc->copied_len - text->at;
	return at + 1;
}

/* From after the opening quote to after the closing one. */
static inline const char *
read_string(Parser *p, const char *begin, OhSpan *text)
{
	const char *at = skip_words(p, begin);

	if (at >= p->stop || *at != '"')
	{
		at = skip_plain(p, at);
		if (at == NULL)
			return NULL;
		if (*at != '"')
			return read_escaped(p, begin, at, text);
	}
	*text = span_between(p, begin, at);
	return at + 1;
}

/* A key and its colon, up to the value. */
static inline const char *
read_key(Parser *p, const char *at, OhSpan *key)
{
	if (peek(p, at) != '"')
		return unexpected(p, at);
	at = read_string(p, at + 1, key);
	if (at == NULL)
		return NULL;
	if (skip_space(p, &at) != ':')
		return unexpected(p, at);
	at++;
	skip_space(p, &at);
	return at;
}

/* An empty container is left at once; any other is now p->level, and `at` its first child. */
static const char *
enter(Parser *p, const char *at, OhNodeData *node)
{
	int			closer = node->type == OH_OBJECT ? '}' : ']';

	if (p->level == p->deepest)
		return fail(p, OH_JSON_TOO_DEEP, at);
	at++;
	if (skip_space(p, &at) == closer)
		return at + 1;
	*++p->level = (Level) {node, &node->at, closer};
	return at;
}

static inline const char *
read_value(Parser *p, const char *at, OhNodeData *node)
{
	const char *begin = at;
	OhSpan		text;
	int			c = peek(p, at);

	switch (c)
	{
		case '"':
			node->type = OH_STRING;
			at = read_string(p, at + 1, &text);
			if (at != NULL)
				oh_node_set_text(node, text);
			return at;
		case '{':
		case '[':
			node->type = c == '{' ? OH_OBJECT : OH_ARRAY;
			return enter(p, at, node);
		case 't':
			node->type = OH_TRUE;
			return read_word(p, at, "true");
		case 'f':
			node->type = OH_FALSE;
			return read_word(p, at, "false");
		case 'n':
			node->type = OH_NULL;
			return read_word(p, at, "null");
		default:
			if (c != '-' && !(classes[c] & DIGIT))
				return unexpected(p, at);
			node->type = OH_NUMBER;
			at = skip_number(p, at);
			if (at != NULL)
				oh_node_set_text(node, span_between(p, begin, at));
			return at;
	}
}

static inline OhNodeData *
add_child(Parser *p, const char *at, OhSpan key)
{
	Level	   *level = p->level;
	OhNode		node = oh_document_add(p->doc, OH_ABSENT);
	OhNodeData *data;

	if (node == OH_NO_NODE)
	{
		fail(p, oh_json_shortage_of_nodes(p->doc), at);
		return NULL;
	}
	data = oh_node_data(p->doc, node);
	oh_node_set_key(data, key);
	*level->link = node;
	level->link = &data->next;
	level->container->len++;
	return data;
}

static inline const char *
read_child(Parser *p, const char *at)
{
	OhSpan		key = {0, 0, false};
	OhNodeData *node;

	if (p->level->closer == '}')
	{
		at = read_key(p, at, &key);
		if (at == NULL)
			return NULL;
	}
	node = add_child(p, at, key);
	return node == NULL ? NULL : read_value(p, at, node);
}

/* After a child: past the comma to the next one, or out of every container that ends here. */
static inline const char *
find_next(Parser *p, const char *at)
{
	while (p->level > p->levels)
	{
		int			c = skip_space(p, &at);

		if (c == ',')
		{
			at++;
			skip_space(p, &at);
			return at;
		}
		if (c != p->level->closer)
			return unexpected(p, at);
		at++;
		p->level--;
	}
	return at;
}

static void
parse(Parser *p)
{
	const char *at = p->begin;

	if (skip_space(p, &at) == END)
	{
		fail(p, OH_JSON_EMPTY, at);
		return;
	}
	do
	{
		Level	   *level = p->level;

		at = read_child(p, at);
		if (at != NULL && p->level <= level)
			at = find_next(p, at);
	} while (at != NULL && p->level > p->levels);
	if (at != NULL && skip_space(p, &at) != END)
		fail(p, OH_JSON_TRAILING, at);
}

OhNode
oh_json_graft(OhDocument *doc, OhSpan span, int depth, OhJsonError *error)
{
	const char *origin = span.copied ? doc->copied : doc->source.data;
	uint32_t	count = doc->count;
	uint32_t	copied_len = doc->copied_len;
	uint32_t	notes = doc->notes;
	Parser		p;

	p.doc = doc;
	p.origin = origin ? origin : "";
	p.begin = p.origin + span.at;
	p.end = p.begin + span.len;
	p.stop = span.len > POLL_INTERVAL ? p.begin + POLL_INTERVAL : p.end;
	p.copied = span.copied;
	p.code = OH_JSON_OK;
	p.outside = (OhNodeData) {.type = OH_ARRAY};
	p.level = p.levels;
	p.levels[0] = (Level) {&p.outside, &p.outside.at, END};
	p.deepest = &p.levels[OH_MAX_DEPTH - depth];
	parse(&p);
	if (p.code == OH_JSON_OK)
		return p.outside.at;
	doc->count = count;
	doc->copied_len = copied_len;
	doc->notes = notes;
	oh_json_fail(error, p.code, oh_bytes(p.begin, span.len), (size_t) (p.failed_at - p.begin));
	return OH_NO_NODE;
}

bool
oh_json_parse(OhDocument *doc, OhArena *arena, OhBytes text, OhJsonError *error)
{
	oh_document_init(doc, arena, text);
	if (text.len > OH_MAX_SOURCE)
		return oh_json_fail(error, OH_JSON_TOO_MANY, text, 0);
	if (oh_bytes_start(text, OH_BYTES("\xEF\xBB\xBF")))
		return oh_json_fail(error, OH_JSON_BYTE_ORDER_MARK, text, 0);
	doc->root = oh_json_graft(doc, (OhSpan) {0, (uint32_t) text.len, false}, 0, error);
	return doc->root != OH_NO_NODE;
}
