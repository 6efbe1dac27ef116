/*
 * test_laws_truncation.c
 *	  What is left of a body that was cut off, at every byte of every body.
 *
 * JSON: cut before its last brace it is refused, as truncated, at the very place of
 * the cut; cut in the white space after that brace it says what it said.
 *
 * A form that was cut is mostly a shorter form, which nothing in it can tell.  Cut
 * within an escape or a character it is refused at that escape or character; before
 * its first `=` it is no form, and refused as JSON.  All else says what the pairs
 * before the last one say, and of the last one what is left of it.  It is an order only
 * where the event is whole and the order's id at least begun; an order that stands in
 * one pair, as JSON text, is none until it is whole.
 */
#include "corpus_fixture.h"
#include "form.h"

static UnitHost host;
static OhArena arena;
static OhDocument doc;
static OhJsonError error;
static OhReading reading;
static OhBytes held;

/* Loads a copy of the first bytes that ends where its memory ends. */
static bool
load_cut(const Body *body, size_t len)
{
	unit_host_free(&host);
	oh_arena_init(&arena, &host.host);
	unit_exact_free(held);
	held = unit_exact(oh_bytes(body->text.data, len));
	return oh_provider_load(body->provider, &doc, &arena, held, &error);
}

static void
read_loaded(const Body *body, FixtureText *text)
{
	OhOptions	options = {.unit = body->unit};

	if (CHECK(oh_provider_read(body->provider, &doc, &options, &reading), "%s", body->name))
		fixture_dump(&reading, true, text);
}

static void
check_place(const Body *body, size_t len)
{
	const char *begin = body->text.data;
	const char *line = begin;
	const char *newline;
	size_t		lines = 1;

	if (!CHECK(error.offset <= len, "%s cut at %zu: offset %zu", body->name, len, error.offset))
		return;
	for (; (newline = memchr(line, '\n', (size_t) (begin + error.offset - line))) != NULL; lines++)
		line = newline + 1;
	CHECK(error.line == lines && error.column == (size_t) (begin + error.offset - line) + 1,
		  "%s cut at %zu: line %zu, column %zu", body->name, len, error.line, error.column);
}

/* ---- JSON ---- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
check_json(const Body *body)
{
	static FixtureText whole;
	static FixtureText cut;
	OhBytes		text = body->text;
	size_t		begin = 0;
	size_t		end = text.len;

	while (begin < text.len && is_space(text.data[begin]))
		begin++;
	while (end > 0 && is_space(text.data[end - 1]))
		end--;
	if (!CHECK(load_cut(body, text.len), "%s", body->name))
		return;
	read_loaded(body, &whole);
	for (size_t len = 0; len < end; len++)
	{
		CHECK(!load_cut(body, len) && error.code == (len > begin ? OH_JSON_TRUNCATED : OH_JSON_EMPTY)
			  && error.offset == len, "%s cut at %zu: code %d at %zu", body->name, len, error.code, error.offset);
		check_place(body, len);
	}
	for (size_t len = end; len <= text.len; len++)
		if (CHECK(load_cut(body, len), "%s cut at %zu", body->name, len))
		{
			read_loaded(body, &cut);
			CHECK(strcmp(whole.text, cut.text) == 0, "%s cut at %zu", body->name, len);
		}
}

/* ---- forms ---- */

/* What the last pair of a cut form comes to, worked out on its own. */
typedef struct Tail
{
	size_t		pairs;			/* before the last one */
	size_t		begin;			/* of the last one */
	bool		has_value;
	char		text[16384];	/* its value */
	size_t		text_len;
	OhJsonCode	code;			/* why it is refused, */
	size_t		refused_at;		/* and where */
} Tail;

static int
hex_value(char c)
{
	const char *digits = "0123456789abcdef";
	const char *found = c ? strchr(digits, oh_ascii_lower(c)) : NULL;

	return found ? (int) (found - digits) : 0;
}

static size_t
character_length(unsigned char lead)
{
	return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static void
refuse(Tail *tail, OhJsonCode code, size_t at)
{
	tail->code = code;
	tail->refused_at = at;
}

/* Of a form that is well as a whole. */
static void
read_tail(OhBytes cut, Tail *tail)
{
	size_t		begin = 0;
	size_t		wanted = 0;		/* bytes that the character still lacks */

	*tail = (Tail) {.code = OH_JSON_OK};
	for (size_t at = 0; at < cut.len && tail->code == OH_JSON_OK; at++)
	{
		size_t		start = at;
		char		c = cut.data[at];

		if (c == '&' || (c == '=' && !tail->has_value))
		{
			tail->has_value = c == '=';
			tail->pairs += c == '&';
			tail->begin = c == '&' ? at + 1 : tail->begin;
			tail->text_len = 0;
			continue;
		}
		if (c == '%' && cut.len - at < 3)
			refuse(tail, OH_JSON_BAD_STRING, at);
		else if (c == '%')
		{
			c = (char) (hex_value(cut.data[at + 1]) * 16 + hex_value(cut.data[at + 2]));
			at += 2;
		}
		begin = wanted == 0 ? start : begin;
		wanted = wanted == 0 ? character_length((unsigned char) c) - 1 : wanted - 1;
		if (tail->has_value)
			tail->text[tail->text_len++] = cut.data[start] == '+' ? ' ' : c;
	}
	if (tail->code == OH_JSON_OK && wanted > 0)
		refuse(tail, OH_JSON_BAD_UTF8, begin);
}

typedef struct Leaf
{
	Path		path;
	OhType		type;
	OhBytes		text;
} Leaf;

typedef struct Leaves
{
	Leaf		list[1024];
	size_t		count;
} Leaves;

static void
list_leaves(OhNode node, const Path *path, Leaves *leaves)
{
	uint32_t	index = 0;

	if (oh_node_type(&doc, node) < OH_ARRAY || oh_node_count(&doc, node) == 0)
		leaves->list[leaves->count++] = (Leaf) {*path, oh_node_type(&doc, node), oh_node_text(&doc, node)};
	for (OhNode child = oh_node_first(&doc, node); child != OH_NO_NODE; child = oh_node_next(&doc, child))
	{
		Path		next = corpus_step(path, &doc, child, index++);

		list_leaves(child, &next, leaves);
	}
}

/* The leaves of the document at hand, in the order of the text. */
static void
list_document(Leaves *leaves)
{
	Path		root = {"$", 1};

	leaves->count = 0;
	list_leaves(doc.root, &root, leaves);
}

/* A list whose last index was cut short is none any more: then its elements are members. */
static bool
same_path(const char *a, const char *b)
{
	for (;; a++, b++)
	{
		a += *a == ']';
		b += *b == ']';
		if (*a != *b && !((*a == '[' || *a == '.') && (*b == '[' || *b == '.')))
			return false;
		if (*a == '\0')
			return true;
	}
}

static bool
same_leaf(const Leaf *a, const Leaf *b)
{
	return same_path(a->path.text, b->path.text) && a->type == b->type && oh_bytes_equal(a->text, b->text);
}

static const Leaf *
find_leaf(const Leaves *leaves, const char *path)
{
	for (size_t i = 0; i < leaves->count; i++)
		if (strcmp(leaves->list[i].path.text, path) == 0)
			return &leaves->list[i];
	return NULL;
}

/* What may be told of a form whose event is an order's. */
static OhSubject
expected_subject(const Leaves *whole, const Leaves *cut)
{
	const Leaf *event = find_leaf(cut, "$.event");
	const Leaf *id = find_leaf(cut, "$.data.id");

	if (event == NULL || event->text.len == 0)
		return OH_SUBJECT_UNREADABLE;
	if (!same_leaf(event, find_leaf(whole, "$.event")))
		return OH_SUBJECT_NOTHING;
	/* What is left of a last pair may stand for the whole of data. */
	return id && id->text.len > 0 && !find_leaf(cut, "$.data") ? OH_SUBJECT_ORDER : OH_SUBJECT_UNREADABLE;
}

static void
check_shorter(const Body *body, size_t len, const Tail *tail, const Leaves *whole)
{
	static Leaves cut;
	static FixtureText text;
	size_t		kept = 0;
	const Leaf *last;

	list_document(&cut);
	while (kept < cut.count && kept < whole->count && same_leaf(&cut.list[kept], &whole->list[kept]))
		kept++;
	CHECK(kept + 1 >= cut.count && cut.count >= tail->pairs + (len > tail->begin),
		  "%s cut at %zu: %zu of %zu leaves", body->name, len, kept, cut.count);
	last = &cut.list[cut.count - 1];
	if (len > tail->begin && kept < cut.count)
		CHECK(last->type == OH_STRING && oh_bytes_equal(last->text, oh_bytes(tail->text, tail->text_len)),
			  "%s cut at %zu: %.*s", body->name, len, (int) last->text.len, last->text.data);
	read_loaded(body, &text);
	CHECK(reading.subject == expected_subject(whole, &cut), "%s cut at %zu: subject %d", body->name, len,
		  (int) reading.subject);
}

static void
check_form(const Body *body)
{
	static Leaves whole;
	static Tail tail;
	static UnitHost whole_host;
	const char *equals = memchr(body->text.data, '=', body->text.len);
	OhArena		whole_arena;
	OhDocument	kept;

	if (!CHECK(load_cut(body, body->text.len) && equals != NULL, "%s", body->name))
		return;
	unit_host_init(&whole_host);
	oh_arena_init(&whole_arena, &whole_host.host);
	CHECK(oh_provider_load(body->provider, &kept, &whole_arena, body->text, &error), "%s", body->name);
	doc = kept;
	list_document(&whole);
	for (size_t len = 0; len <= body->text.len; len++)
	{
		bool		loaded = load_cut(body, len);

		read_tail(oh_bytes(body->text.data, len), &tail);
		if (body->text.data + len <= equals)
			CHECK(!loaded, "%s cut at %zu", body->name, len);
		else if (tail.code != OH_JSON_OK)
			CHECK(!loaded && error.code == tail.code && error.offset == tail.refused_at,
				  "%s cut at %zu: code %d at %zu", body->name, len, error.code, error.offset);
		else if (CHECK(loaded, "%s cut at %zu: code %d", body->name, len, error.code))
			check_shorter(body, len, &tail, &whole);
		if (!loaded)
			check_place(body, len);
	}
	unit_host_free(&whole_host);
}

static void
check_body(const Body *body)
{
	if (body->provider->sends_forms && oh_form_likely(body->text))
		check_form(body);
	else
		check_json(body);
}

int
main(void)
{
	unit_host_init(&host);
	held = unit_exact(OH_BYTES(""));
	corpus_each(corpus_is_long() ? 100 : 2, check_body);
	unit_exact_free(held);
	unit_host_free(&host);
	return unit_done();
}
