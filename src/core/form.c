/*
 * form.c
 *	  The parser of form-encoded bodies.
 *
 * Keys and values are decoded into `copied`, where they need no more room than in
 * the body.  A container that still grows keeps its children in a ring: `at` is
 * the last one and the last one's `next` is the first, so that adding one and
 * finding the latest again take one step.  text_copied, of no use in containers,
 * marks it as such, until close_containers() gives it the shape that readers
 * expect.  It is an array for as long as its keys are 0, 1, 2, …
 */
#include "codec.h"
#include "form.h"
#include "utf8.h"

#define POLL_INTERVAL	65536
#define MAX_LOOKS		1000000

typedef struct Form
{
	OhDocument *doc;
	const char *pair;			/* where the present pair begins */
	const char *poll;			/* where the host is asked next whether to go on */
	uint32_t	looks_left;		/* siblings that may still be looked at */
	OhJsonCode	code;
	const char *failed_at;
} Form;

static bool
fail(Form *f, OhJsonCode code, const char *at)
{
	f->code = code;
	f->failed_at = at;
	return false;
}

static bool
may_go_on(Form *f, const char *at)
{
	if (at < f->poll)
		return true;
	f->poll = at + POLL_INTERVAL;
	if (oh_host_cancelled(f->doc->arena->host))
		return fail(f, OH_JSON_CANCELLED, at);
	return true;
}

/* The byte that stands at *at, which moves past it; -1 for a malformed escape. */
static int
decode_byte(const char **at, const char *end)
{
	const char *here = *at;
	uint8_t		byte;

	if (*here != '%')
	{
		++*at;
		return *here == '+' ? ' ' : (unsigned char) *here;
	}
	if (end - here < 3 || !oh_hex_decode(oh_bytes(here + 1, 2), &byte))
		return -1;
	*at += 3;
	return byte;
}

/* Writes the character at *at, which moves past it, and returns its length; 0 on failure. */
static int
decode_character(Form *f, const char **at, const char *end, char *out)
{
	const char *begin = *at;
	int			length = OH_UTF8_CUT;

	for (int i = 0; length == OH_UTF8_CUT && *at < end; i++)
	{
		int			byte = decode_byte(at, end);

		if (byte < 0)
			return fail(f, OH_JSON_BAD_STRING, *at);
		out[i] = (char) byte;
		length = oh_utf8_length(out, (size_t) i + 1);
	}
	if (length <= 0)
		return fail(f, OH_JSON_BAD_UTF8, begin);
	if (out[0] != '\0')
		return length;
	if (*begin == '\0')
		return fail(f, OH_JSON_BAD_STRING, begin);
	f->doc->notes |= OH_NOTE_NUL;
	return oh_utf8_encode(OH_UTF8_REPLACEMENT, out);
}

static bool
decode(Form *f, const char *at, const char *end, OhSpan *text)
{
	OhDocument *doc = f->doc;
	char	   *room = oh_document_reserve(doc, (size_t) (end - at));

	*text = (OhSpan) {doc->copied_len, 0, true};
	if (room == NULL)
		return fail(f, oh_json_shortage(f->doc), at);
	while (at < end)
	{
		int			length = decode_character(f, &at, end, room + text->len);

		if (length == 0 || !may_go_on(f, at))
			return false;
		text->len += (uint32_t) length;
	}
	doc->copied_len += text->len;
	return true;
}

static OhBytes
bytes_of(const Form *f, OhSpan span)
{
	return oh_bytes(f->doc->copied + span.at, span.len);
}

/* Is the key the n-th index, in PHP's spelling or left out (`list[]`)? */
static bool
is_index(OhBytes key, uint32_t n)
{
	size_t		i = key.len;

	if (i == 0)
		return true;
	do
	{
		if (i == 0 || key.data[--i] != (char) ('0' + n % 10))
			return false;
		n /= 10;
	} while (n > 0);
	return i == 0;
}

static void
link_child(Form *f, OhNode parent, OhNode child, OhSpan key)
{
	OhNodeData *container = oh_node_data(f->doc, parent);
	OhNodeData *added = oh_node_data(f->doc, child);
	OhNodeData *last = container->at ? oh_node_data(f->doc, container->at) : added;

	oh_node_set_key(added, key);
	if (!is_index(bytes_of(f, key), container->len))
		container->type = OH_OBJECT;
	added->next = container->at ? last->next : child;
	last->next = child;
	container->at = child;
	container->len++;
}

/* The last child of that key, OH_NO_NODE where there is none; false when there were too many to look at. */
static bool
find_child(Form *f, const OhNodeData *container, OhBytes key, OhNode *found)
{
	OhNode		node = container->at;

	*found = OH_NO_NODE;
	if (key.len == 0 || (container->type == OH_ARRAY && is_index(key, container->len)))
		return true;
	for (uint32_t i = 0; i < container->len; i++)
	{
		if (oh_bytes_equal(oh_node_key(f->doc, node), key))
			*found = node;
		if (*found == container->at)
			break;
		if (f->looks_left == 0)
			return false;
		f->looks_left--;
		node = oh_node_next(f->doc, node);
	}
	return true;
}

static OhNode
add_node(Form *f, OhType type)
{
	OhNode		node = oh_document_add(f->doc, type);

	if (node == OH_NO_NODE)
		fail(f, oh_json_shortage_of_nodes(f->doc), f->pair);
	return node;
}

/* The container of that key in the parent, made where there is none. */
static OhNode
enter(Form *f, OhNode parent, OhSpan key)
{
	OhNode		node;

	if (!find_child(f, oh_node_data(f->doc, parent), bytes_of(f, key), &node))
	{
		fail(f, OH_JSON_TOO_MANY, f->pair);
		return OH_NO_NODE;
	}
	if (oh_node_type(f->doc, node) >= OH_ARRAY && oh_node_data(f->doc, node)->text_copied)
		return node;
	node = add_node(f, OH_ARRAY);
	if (node != OH_NO_NODE)
	{
		oh_node_data(f->doc, node)->text_copied = 1;
		link_child(f, parent, node, key);
	}
	return node;
}

static OhNode
add_string(Form *f, OhSpan text)
{
	OhNode		node = add_node(f, OH_STRING);

	if (node != OH_NO_NODE)
		oh_node_set_text(oh_node_data(f->doc, node), text);
	return node;
}

/* A plain key's value: what its JSON holds where it is JSON, else the string. */
static OhNode
add_plain(Form *f, OhSpan text)
{
	OhBytes		bytes = bytes_of(f, text);
	OhJsonError error = {.code = OH_JSON_UNEXPECTED};
	OhNode		node = OH_NO_NODE;

	if (bytes.len > 0 && (bytes.data[0] == '{' || bytes.data[0] == '['))
		node = oh_json_graft(f->doc, text, 1, &error);
	if (node != OH_NO_NODE)
		return node;
	if (error.code < OH_JSON_TOO_DEEP)
		return add_string(f, text);
	fail(f, error.code, f->pair);
	return OH_NO_NODE;
}

/* Cuts a key before its brackets; one whose brackets are not `[…]` up to its end is all name. */
static void
split_key(const Form *f, OhSpan key, OhSpan *name, OhSpan *brackets)
{
	OhBytes		text = bytes_of(f, key);
	const char *first = memchr(text.data, '[', text.len);
	size_t		name_len = first ? (size_t) (first - text.data) : text.len;
	char		wanted = '[';
	size_t		i;

	for (i = name_len; i < text.len; i++)
	{
		if (text.data[i] == wanted)
			wanted = wanted == '[' ? ']' : '[';
		else if (wanted == '[' || text.data[i] == '[')
			break;
	}
	if (name_len == 0 || i < text.len || wanted == ']')
		name_len = text.len;
	*name = (OhSpan) {key.at, (uint32_t) name_len, true};
	*brackets = (OhSpan) {key.at + name->len, key.len - name->len, true};
}

/* Takes the first `[…]` off, and what is in it. */
static OhSpan
take_bracket(const Form *f, OhSpan *brackets)
{
	OhBytes		text = bytes_of(f, *brackets);
	uint32_t	closing = (uint32_t) ((const char *) memchr(text.data, ']', text.len) - text.data);
	OhSpan		inside = {brackets->at + 1, closing - 1, true};

	brackets->at += closing + 1;
	brackets->len -= closing + 1;
	return inside;
}

/* Goes down `name[a][b]` from the root and puts the value at its end. */
static bool
place(Form *f, OhSpan key, OhSpan value)
{
	OhNode		parent = f->doc->root;
	int			depth = 1;
	OhSpan		name;
	OhSpan		brackets;
	OhNode		node;

	split_key(f, key, &name, &brackets);
	while (brackets.len > 0)
	{
		if (depth++ == OH_MAX_DEPTH)
			return fail(f, OH_JSON_TOO_DEEP, f->pair);
		parent = enter(f, parent, name);
		if (parent == OH_NO_NODE)
			return false;
		name = take_bracket(f, &brackets);
	}
	node = depth == 1 ? add_plain(f, value) : add_string(f, value);
	if (node == OH_NO_NODE)
		return false;
	link_child(f, parent, node, name);
	return true;
}

/* `key=value`, or a key alone; what has no key is left out, as PHP does. */
static bool
read_pair(Form *f, const char *at, const char *end)
{
	const char *equals = memchr(at, '=', (size_t) (end - at));
	OhSpan		key;
	OhSpan		value;

	f->pair = at;
	if (!decode(f, at, equals ? equals : end, &key) || !decode(f, equals ? equals + 1 : end, end, &value))
		return false;
	return key.len == 0 || place(f, key, value);
}

static bool
read_pairs(Form *f, const char *at, const char *end)
{
	if (oh_document_reserve(f->doc, (size_t) (end - at)) == NULL)
		return fail(f, oh_json_shortage(f->doc), at);
	f->doc->root = add_node(f, OH_OBJECT);
	if (f->doc->root == OH_NO_NODE)
		return false;
	oh_node_data(f->doc, f->doc->root)->text_copied = 1;
	while (at < end)
	{
		const char *separator = memchr(at, '&', (size_t) (end - at));
		const char *pair_end = separator ? separator : end;

		if (!may_go_on(f, at) || (at < pair_end && !read_pair(f, at, pair_end)))
			return false;
		at = separator ? separator + 1 : end;
	}
	return true;
}

static void
close_container(OhDocument *doc, OhNodeData *container)
{
	OhNodeData *last = container->at ? oh_node_data(doc, container->at) : NULL;

	container->text_copied = 0;
	if (last == NULL)
		return;
	container->at = last->next;
	last->next = OH_NO_NODE;
	if (container->type == OH_OBJECT)
		return;
	for (OhNode node = container->at; node != OH_NO_NODE; node = oh_node_next(doc, node))
		oh_node_set_key(oh_node_data(doc, node), (OhSpan) {0, 0, false});
}

static void
close_containers(OhDocument *doc)
{
	for (OhNode node = doc->root; node < doc->count; node++)
	{
		OhNodeData *data = oh_node_data(doc, node);

		if (data->type >= OH_ARRAY && data->text_copied)
			close_container(doc, data);
	}
}

static OhBytes
skip_space(OhBytes body)
{
	while (body.len > 0 && memchr(" \t\r\n", body.data[0], 4) != NULL)
	{
		body.data++;
		body.len--;
	}
	return body;
}

bool
oh_form_likely(OhBytes body)
{
	static const char marks[] = "[]%+-_.~*";
	OhBytes		key = skip_space(body);

	if (key.len == 0 || key.data[0] == '[' || key.data[0] == '=')
		return false;
	for (size_t i = 0; i < key.len; i++)
	{
		char		c = oh_ascii_lower(key.data[i]);

		if (c == '=')
			return true;
		if (!(c >= 'a' && c <= 'z') && !oh_is_digit(c) && memchr(marks, c, sizeof(marks) - 1) == NULL)
			return false;
	}
	return false;
}

bool
oh_form_parse(OhDocument *doc, OhArena *arena, OhBytes body, OhJsonError *error)
{
	OhBytes		pairs = skip_space(body);
	Form		form = {.doc = doc, .looks_left = MAX_LOOKS, .pair = pairs.data};

	oh_document_init(doc, arena, body);
	if (body.len > OH_MAX_SOURCE)
		return oh_json_fail(error, OH_JSON_TOO_MANY, body, 0);
	if (pairs.len == 0)
		return oh_json_fail(error, OH_JSON_EMPTY, body, body.len);
	form.poll = pairs.data + (pairs.len < POLL_INTERVAL ? pairs.len : POLL_INTERVAL);
	if (!read_pairs(&form, pairs.data, pairs.data + pairs.len))
		return oh_json_fail(error, form.code, body, (size_t) (form.failed_at - body.data));
	close_containers(doc);
	return true;
}
