/*
 * document_fixture.h
 *	  What the tests of the loaders share: a document as text, a realistic order.
 */
#ifndef DOCUMENT_FIXTURE_H
#define DOCUMENT_FIXTURE_H

#include "json.h"
#include "sound.h"
#include "unit.h"

typedef struct Dump
{
	char		text[4096];
	size_t		len;
} Dump;

static inline void
dump_bytes(Dump *dump, OhBytes bytes)
{
	for (size_t i = 0; i < bytes.len && dump->len < sizeof(dump->text) - 1; i++)
		dump->text[dump->len++] = bytes.data[i];
	dump->text[dump->len] = '\0';
}

/* Compact JSON, except that nothing is escaped: strings stand between quotes as they are. */
static inline void
dump_node(Dump *dump, const OhDocument *doc, OhNode node)
{
	static const char *const words[] = {
		[OH_ABSENT] = "absent", [OH_NULL] = "null", [OH_FALSE] = "false", [OH_TRUE] = "true",
		[OH_NUMBER] = "", [OH_STRING] = "\"", [OH_ARRAY] = "[", [OH_OBJECT] = "{",
	};
	static const char *const ends[] = {[OH_STRING] = "\"", [OH_ARRAY] = "]", [OH_OBJECT] = "}"};
	OhType		type = oh_node_type(doc, node);
	OhNode		first = oh_node_first(doc, node);

	dump_bytes(dump, oh_bytes_of_string(words[type]));
	dump_bytes(dump, oh_node_text(doc, node));
	for (OhNode child = first; child != OH_NO_NODE; child = oh_node_next(doc, child))
	{
		dump_bytes(dump, child == first ? OH_BYTES("") : OH_BYTES(","));
		if (type == OH_OBJECT)
		{
			dump_bytes(dump, OH_BYTES("\""));
			dump_bytes(dump, oh_node_key(doc, child));
			dump_bytes(dump, OH_BYTES("\":"));
		}
		dump_node(dump, doc, child);
	}
	if (type >= OH_STRING)
		dump_bytes(dump, oh_bytes_of_string(ends[type]));
}

static inline const char *
dump(const OhDocument *doc)
{
	static Dump result;

	result.len = 0;
	dump_node(&result, doc, doc->root);
	return result.text;
}

/* An order of about 5 kB with all kinds of values, escapes and characters; to be freed. */
static inline OhBytes
make_order(void)
{
	static const char line[] =
		"{\"id\":\"3f2c9a1e-77b4-4d1a-9c55-0e1f2a3b4c5d\",\"menu_item_id\":10234,"
		"\"name\":\"Café con leche – grande\",\"quantity\":2,\"unit_price\":11.95,\"discount\":null,"
		"\"notes\":\"no \\\"onions\\\", \\u00e7a va\\n\","
		"\"taxable\":true,\"voided\":false,\"created_at\":\"2024-12-01T15:15:22.123456Z\",\"rate\":-8.75e-2,"
		"\"modifiers\":[{\"id\":77,\"name\":\"Extra bacon \xF0\x9F\xA5\x93\",\"price\":1.50},\n\t {}]}";
	char	   *text = malloc(8192);
	size_t		len = 0;

	len += (size_t) sprintf(text + len, "{ \"event\" : \"order.updated\",\r\n  \"order\": {\"items\": [");
	for (int i = 0; i < 14; i++)
		len += (size_t) sprintf(text + len, "%s%s", i ? "," : "", line);
	len += (size_t) sprintf(text + len, "], \"total\": 143.40, \"fees\": [ ], "
							"\"note\": \"\\ud83d\\ude00 \\/ \\ud800\"}}");
	return oh_bytes(text, len);
}

/* What the last load() worked with. */
static UnitHost host;
static OhArena arena;
static OhDocument doc;
static OhJsonError error;

/* The beginning of a text, for a message. */
static inline const char *
shown(OhBytes text)
{
	static char buffer[61];

	memset(buffer, 0, sizeof(buffer));
	if (text.len > 0)
		memcpy(buffer, text.data, text.len < 60 ? text.len : 60);
	return buffer;
}

typedef bool (*Loader) (OhDocument *, OhArena *, OhBytes, OhJsonError *);

/* Loads a copy that ends where its memory ends, and checks what holds of every result. */
static inline bool
load(Loader loader, OhBytes text)
{
	OhBytes		exact = unit_exact(text);
	bool		loaded;

	unit_host_free(&host);
	host.bytes = 0;
	oh_arena_init(&arena, &host.host);
	loaded = loader(&doc, &arena, exact, &error);
	doc.source = text;			/* the same, and still there */
	if (loaded)
		CHECK(is_sound(&doc), "%s", shown(text));
	else
		CHECK(error.code != OH_JSON_OK && error.offset <= text.len && oh_json_reason(error.code) != NULL,
			  "%s", shown(text));
	unit_exact_free(exact);
	return loaded;
}

static inline void
check_refused(Loader loader, OhBytes text, OhJsonCode code, size_t offset)
{
	CHECK(!load(loader, text), "%s", shown(text));
	CHECK(error.code == code && error.offset == offset, "%s: code %d at %zu instead of %d at %zu",
		  shown(text), error.code, error.offset, code, offset);
}

/* Each allocation fails once; each time that is the answer. */
static inline void
check_no_memory(Loader loader, OhBytes text)
{
	int			needed;

	host.fail_at = 0;
	CHECK(load(loader, text), "%s", shown(text));
	needed = host.count;
	for (int i = 1; i <= needed; i++)
	{
		host.fail_at = i;
		CHECK(!load(loader, text) && error.code == OH_JSON_NO_MEMORY, "allocation %d of %d fails", i, needed);
	}
	host.fail_at = 0;
}

typedef struct Patience
{
	UnitHost   *host;
	int			asked;
	int			ends_at;		/* 0: never */
} Patience;

static inline void *
allocate_patiently(void *context, size_t size)
{
	return unit_allocate(((Patience *) context)->host, size);
}

static inline bool
is_out_of_patience(void *context)
{
	Patience   *patience = context;

	return ++patience->asked == patience->ends_at;
}

/* As load(), but with a host that is asked and may lose its patience. */
static inline bool
load_patiently(Loader loader, Patience *patience, OhBytes text)
{
	OhHost		patient = {.context = patience, .allocate = allocate_patiently, .cancelled = is_out_of_patience};
	bool		loaded;

	patience->asked = 0;
	unit_host_free(&host);
	oh_arena_init(&arena, &patient);
	loaded = loader(&doc, &arena, text, &error);
	arena.host = &host.host;
	return loaded;
}

/* `times` copies of `unit` between a beginning and an end; to be freed. */
static inline OhBytes
repeat(const char *begin, const char *unit, size_t times, const char *end)
{
	size_t		unit_len = strlen(unit);
	char	   *text = malloc(strlen(begin) + unit_len * times + strlen(end));
	size_t		len = strlen(begin);

	memcpy(text, begin, len);
	for (size_t i = 0; i < times; i++, len += unit_len)
		memcpy(text + len, unit, unit_len);
	memcpy(text + len, end, strlen(end));
	return oh_bytes(text, len + strlen(end));
}

#endif
