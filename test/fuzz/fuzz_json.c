/*
 * fuzz_json.c
 *	  The JSON parser, and the document that comes of it.
 */
#include "fuzz.h"
#include "json_model.h"

static FuzzDocument first;
static FuzzDocument second;

/* What the slow grammar accepts is accepted where it is neither too deep nor too many; nothing else is. */
static void
check_with_model(const FuzzDocument *document, bool loaded)
{
	Model		model;
	bool		accepted = model_accepts(&model, document->text.data, document->text.len);
	OhJsonCode	code = document->error.code;

	if (loaded)
		HOLDS(accepted && model.deepest <= OH_MAX_DEPTH && model.values == document->doc.count - 1);
	else if (accepted)
		HOLDS(model.deepest > OH_MAX_DEPTH ? code == OH_JSON_TOO_DEEP || code == OH_JSON_TOO_MANY
			  : code == OH_JSON_TOO_MANY && model.values >= document->doc.limit);
}

/* Each member is found by its key, or a later one of the same key is. */
static void
check_members(const OhDocument *doc, OhNode object)
{
	int			looks = 32;

	for (OhNode child = oh_node_first(doc, object); child != OH_NO_NODE && looks > 0; looks--)
	{
		OhBytes		key = oh_node_key(doc, child);
		OhNode		found = oh_node_member(doc, object, key);

		HOLDS(oh_node_type(doc, object) == OH_OBJECT
			  ? found >= child && oh_bytes_equal(oh_node_key(doc, found), key) : found == OH_NO_NODE);
		child = oh_node_next(doc, child);
	}
}

static void
check_number(OhBytes text)
{
	Model		model = model_of(text.data, text.len);

	HOLDS(model_number(&model) && model.at == model.end);
}

static void
check_nodes(const OhDocument *doc)
{
	for (OhNode node = 1; node < doc->count; node++)
	{
		OhType		type = oh_node_type(doc, node);
		OhBytes		text = oh_node_text(doc, node);

		HOLDS((text.data != NULL) == (type == OH_STRING || type == OH_NUMBER));
		if (type == OH_NUMBER)
			check_number(text);
		check_members(doc, node);
	}
}

/* Printed and parsed again it is the same tree, and nothing is left that would need a note. */
static void
check_print(const OhDocument *doc)
{
	FuzzText	once = {0};
	FuzzText	twice = {0};

	fuzz_print(&once, doc, doc->root, false);
	if (fuzz_load(&second, oh_json_parse, fuzz_bytes(&once)))
	{
		fuzz_print(&twice, &second.doc, second.doc.root, false);
		HOLDS(oh_bytes_equal(fuzz_bytes(&once), fuzz_bytes(&twice)) && second.doc.notes == 0);
	}
	else
		HOLDS(second.error.code == OH_JSON_TOO_MANY);
	fuzz_end(&second);
	free(once.text);
	free(twice.text);
}

static void
put_unit(FuzzText *to, unsigned long unit)
{
	char		escape[8];

	snprintf(escape, sizeof(escape), "\\u%04lx", unit & 0xFFFF);
	fuzz_put(to, oh_bytes_of_string(escape));
}

/* Every character beyond ASCII as an escape, two of them where one does not do. */
static void
put_escaped(FuzzText *to, OhBytes text)
{
	Model		model = model_of(text.data, text.len);

	while (model.at < model.end)
	{
		const unsigned char *from = model.at++;
		unsigned long value = 0;

		if (*from < 0x80)
		{
			fuzz_put(to, oh_bytes((const char *) from, 1));
			continue;
		}
		while (model.at < model.end && (*model.at & 0xC0) == 0x80)
			value = value << 6 | (*model.at++ & 0x3F);
		value |= (unsigned long) (*from & (0x7F >> (model.at - from))) << 6 * (model.at - from - 1);
		if (value > 0xFFFF)
			put_unit(to, 0xD800 + ((value - 0x10000) >> 10));
		put_unit(to, value > 0xFFFF ? 0xDC00 + ((value - 0x10000) & 0x3FF) : value);
	}
}

/* Its characters written as escapes, it is the same tree. */
static void
check_escapes(const OhDocument *doc)
{
	FuzzText	once = {0};
	FuzzText	escaped = {0};
	FuzzText	twice = {0};

	fuzz_print(&once, doc, doc->root, false);
	put_escaped(&escaped, fuzz_bytes(&once));
	if (fuzz_load(&second, oh_json_parse, fuzz_bytes(&escaped)))
	{
		fuzz_print(&twice, &second.doc, second.doc.root, false);
		HOLDS(oh_bytes_equal(fuzz_bytes(&once), fuzz_bytes(&twice)) && second.doc.notes == 0);
	}
	else
		HOLDS(second.error.code == OH_JSON_TOO_MANY);
	fuzz_end(&second);
	free(once.text);
	free(escaped.text);
	free(twice.text);
}

/* The beginning of a good text is one that goes on, unless a whole value stands in it. */
static void
check_cut(OhBytes text, uint32_t at)
{
	OhBytes		cut = oh_bytes(text.data, text.len ? at % text.len : 0);
	bool		loaded = fuzz_load(&second, oh_json_parse, cut);
	OhJsonCode	code = second.error.code;

	HOLDS(loaded || code == OH_JSON_EMPTY || code == OH_JSON_TOO_MANY
		  || (code == OH_JSON_TRUNCATED && second.error.offset == cut.len));
	fuzz_end(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OhBytes		text = oh_bytes((const char *) data, size);
	uint32_t	hash = fuzz_hash(text);
	bool		loaded = fuzz_load(&first, oh_json_parse, text);

	check_with_model(&first, loaded);
	if (loaded)
	{
		check_nodes(&first.doc);
		check_print(&first.doc);
		check_escapes(&first.doc);
		check_cut(text, hash);
	}
	fuzz_end(&first);
	if (hash % 8 == 0)
		fuzz_load_failing(&first, oh_json_parse, text, 1 + (int) ((hash >> 8) % 8));
	return 0;
}
