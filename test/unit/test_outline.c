/*
 * test_outline.c
 *	  What a document is made of: paths, types, and hashes of both.
 */
#include "document_fixture.h"
#include "outline.h"

/* ---- an outline as a sorted list of distinct lines ---- */

typedef struct Entry
{
	uint64_t	hash;
	char		line[OH_OUTLINE_TEXT + 16];	/* path, space, type */
} Entry;

typedef struct Entries
{
	Entry	   *list;
	size_t		count;
	size_t		walked;			/* values, those of a path and type that came before included */
} Entries;

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(((const Entry *) a)->line, ((const Entry *) b)->line);
}

static void
take_entry(Entries *entries, const OhOutline *outline, uint64_t hash)
{
	Entry	   *entry;
	char		path[OH_OUTLINE_TEXT];
	size_t		len = oh_outline_path(outline, path);

	for (size_t i = 0; i < len; i++)
		if (path[i] < ' ' || path[i] > '~')
			CHECK(false, "%.*s is no ASCII", (int) len, path);
	entries->list = realloc(entries->list, sizeof(Entry) * (entries->count + 1));
	entry = &entries->list[entries->count++];
	entry->hash = hash;
	snprintf(entry->line, sizeof(entry->line), "%.*s %s", (int) len, path, oh_outline_type(outline));
}

/* Equal hashes are equal lines, and the reverse. */
static void
keep_distinct(Entries *entries)
{
	size_t		kept = 0;

	qsort(entries->list, entries->count, sizeof(Entry), compare_lines);
	for (size_t i = 0; i < entries->count; i++)
	{
		if (kept > 0 && compare_lines(&entries->list[kept - 1], &entries->list[i]) == 0)
			CHECK(entries->list[kept - 1].hash == entries->list[i].hash, "two hashes of %s", entries->list[i].line);
		else
			entries->list[kept++] = entries->list[i];
	}
	entries->count = kept;
	for (size_t i = 0; i < kept; i++)
		for (size_t j = 0; j < i; j++)
			if (entries->list[i].hash == entries->list[j].hash)
				CHECK(false, "one hash of %s and %s", entries->list[i].line, entries->list[j].line);
}

static Entries
outline_of(const OhDocument *document, uint64_t seed)
{
	Entries		entries = {0};
	OhOutline	outline;
	uint64_t	hash;

	oh_outline_begin(&outline, document, seed);
	while (oh_outline_next(&outline, &hash))
	{
		entries.walked++;
		take_entry(&entries, &outline, hash);
	}
	keep_distinct(&entries);
	return entries;
}

static Entries
outline_of_text(const char *text)
{
	CHECK(load(oh_json_parse, oh_bytes_of_string(text)), "%s", text);
	return outline_of(&doc, 1);
}

static void
check_lines(const Entries *entries, const char *what, const char *const *lines)
{
	size_t		count = 0;

	for (; lines[count]; count++)
		CHECK(count < entries->count && strcmp(entries->list[count].line, lines[count]) == 0,
			  "%s: %s instead of %s", what, count < entries->count ? entries->list[count].line : "nothing", lines[count]);
	CHECK(entries->count == count, "%s: %zu lines instead of %zu", what, entries->count, count);
}

static bool
has_line(const Entries *entries, const char *line)
{
	for (size_t i = 0; i < entries->count; i++)
		if (strcmp(entries->list[i].line, line) == 0)
			return true;
	return false;
}

static bool
same_outline(const Entries *a, const Entries *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->list[i].hash != b->list[i].hash || compare_lines(&a->list[i], &b->list[i]) != 0)
			return false;
	return true;
}

/* ---- documents ---- */

static void
test_documents(void)
{
	static const struct
	{
		const char *text;
		const char *lines[8];
	}			cases[] = {
		{"null", {"$ null"}},
		{"-1e3", {"$ number"}},
		{"\"\"", {"$ string"}},
		{"{}", {"$ object"}},
		{"[]", {"$ array"}},
		{"[true, false, true]", {"$ array", "$[*] boolean"}},
		{"[[1], [], 2, \"a\"]", {"$ array", "$[*] array", "$[*] number", "$[*] string", "$[*][*] number"}},
		{"{\"order\": {\"items\": [{\"price\": 1}, {\"price\": null}]}}",
		{"$ object", "$.order object", "$.order.items array", "$.order.items[*] object",
		"$.order.items[*].price null", "$.order.items[*].price number"}},
		{"{\"a\": 1, \"a\": \"b\"}", {"$ object", "$.a number", "$.a string"}},
		{"{\"\": 1, \"a-b\": [], \"$\": {\"x.y\": 2}, \"*\": 3}",
		{"$ object", "$.\"\" number", "$.\"$\" object", "$.\"$\".\"x.y\" number", "$.\"*\" number", "$.\"a-b\" array"}},
		{"{\"a\\\"b\": 1, \"a\\\\b\": 2, \"\\u0041[*]\": 3}",
		{"$ object", "$.\"A[*]\" number", "$.\"a\\\"b\" number", "$.\"a\\\\b\" number"}},
		{"{\"1001\": {\"total\": 1}, \"1002\": {\"total\": 2, \"tip\": 3}}",
		{"$ object", "$.* object", "$.*.tip number", "$.*.total number"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Entries		entries = outline_of_text(cases[i].text);

		check_lines(&entries, cases[i].text, cases[i].lines);
		free(entries.list);
	}
}

/* Without a document there is nothing. */
static void
test_none(void)
{
	OhDocument	none = {0};
	OhOutline	outline;
	uint64_t	hash;

	oh_outline_begin(&outline, &none, 1);
	CHECK(!oh_outline_next(&outline, &hash), "no document");
}

/* ---- names and data ---- */

static void
test_keys(void)
{
	static const char *const names[] = {
		"id", "a", "ab", "abc", "abcd", "abcdefg", "abcdefgh", "order_id", "orderId", "ORDER", "line1", "address_line_2",
		"sha256", "iso8601", "iso4217", "oauth2", "2fa", "md5", "a1b2c3", "facade", "deadbeef", "decade2",
		"a_key_that_is_sixty_four_bytes_long_and_therefore_just_a_name_ok", "x-request-id", "$type", "_", "-", "#text",
		"{curly}", "[square]", "~",
	};
	static const char *const data[] = {
		"1", "42", "12:30", "1.5", "-7", "100048213", "item_48213", "2024-12-01", "2024-12-01T10:15:00Z", "20241201",
		"3f2c9a1e-77b4-4d1a-9c55-0e1f2a3b4c5d", "3F2C9A1E77B44D1A9C550E1F2A3B4C5D", "e3b0c442", "a1b2c3d4", "abcdefab1", "a0:b1:c2:d3:e4:f5",
		"+34 600 123 456", "+34600123456", "maria@example.com", "Maria Garcia", "a b", " ", "tab\\there", "\\u007f",
		"María", "日本", "nul\\u0000", "lone\\ud800",
		"a_key_that_is_sixty_five_bytes_long_and_therefore_no_name_any_mor",
	};
	char		text[256];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
	{
		char		line[256];
		Entries		entries;

		snprintf(text, sizeof(text), "{\"%s\":1}", names[i]);
		entries = outline_of_text(text);
		snprintf(line, sizeof(line), "$.%s number", names[i]);
		if (!has_line(&entries, line))
			snprintf(line, sizeof(line), "$.\"%s\" number", names[i]);
		CHECK(has_line(&entries, line), "%s is a name", names[i]);
		free(entries.list);
	}
	for (size_t i = 0; i < sizeof(data) / sizeof(data[0]); i++)
	{
		Entries		entries;

		snprintf(text, sizeof(text), "{\"%s\":1}", data[i]);
		entries = outline_of_text(text);
		CHECK(entries.count == 2 && has_line(&entries, "$.* number"), "%s is data", data[i]);
		free(entries.list);
	}
}

/* ---- properties ---- */

static const char *const members[] = {
	"\"id\": 7", "\"event\": \"order.updated\"", "\"paid\": true", "\"notes\": null", "\"tags\": [\"a\", 1, null]",
	"\"customer\": {\"name\": \"x\", \"phones\": [{\"kind\": \"home\"}]}", "\"items\": [{\"id\": 1}, {\"id\": \"b\", \"price\": 2.5}]",
	"\"x-y\": {}", "\"10023\": {\"total\": 1}", "\"a_much_longer_key_than_most\": []",
};

#define MEMBERS	(sizeof(members) / sizeof(members[0]))

/* An object of the members in that order, but for one of them, and one more; NULL: none more. */
static Entries
outline_of_members(const size_t *order, size_t without, const char *more)
{
	char		text[1024] = "{\"order\": {";
	const char *between = "";

	for (size_t i = 0; i < MEMBERS; i++)
	{
		if (order[i] == without)
			continue;
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", between, members[order[i]]);
		between = ", ";
	}
	snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s}}", more ? between : "", more ? more : "");
	return outline_of_text(text);
}

static void
shuffle(size_t *order, uint32_t *random)
{
	for (size_t i = MEMBERS - 1; i > 0; i--)
	{
		size_t		j = ((*random = *random * 1664525 + 1013904223) >> 8) % (i + 1);
		size_t		kept = order[i];

		order[i] = order[j];
		order[j] = kept;
	}
}

static void
test_order_of_members(void)
{
	size_t		order[MEMBERS];
	uint32_t	random = 1;
	Entries		first;

	for (size_t i = 0; i < MEMBERS; i++)
		order[i] = i;
	first = outline_of_members(order, MEMBERS, NULL);
	CHECK(first.count > 20 && first.walked > first.count, "%zu of %zu", first.count, first.walked);
	for (int round = 0; round < 100; round++)
	{
		Entries		other;

		shuffle(order, &random);
		other = outline_of_members(order, MEMBERS, NULL);
		CHECK(same_outline(&first, &other), "round %d", round);
		free(other.list);
	}
	free(first.list);
}

/* A member more is one line more, at its place, and all else stays. */
static void
test_member_more(void)
{
	static const struct
	{
		const char *member;
		const char *line;
	}			added[] = {
		{"\"new\": 1", "$.order.new number"}, {"\"new\": \"\"", "$.order.new string"}, {"\"new\": null", "$.order.new null"},
		{"\"new\": false", "$.order.new boolean"}, {"\"new\": []", "$.order.new array"}, {"\"new\": {}", "$.order.new object"},
		{"\"new key\": 1", "$.order.* number"}, {"\"id\": \"7\"", "$.order.id string"}, {"\"iD\": 7", "$.order.iD number"},
		{"\"customer\": [8]", NULL},
	};
	size_t		order[MEMBERS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
	Entries		before = outline_of_members(order, MEMBERS, NULL);

	for (size_t i = 0; i < sizeof(added) / sizeof(added[0]); i++)
	{
		Entries		after = outline_of_members(order, MEMBERS, added[i].member);
		size_t		new_lines = added[i].line ? 1 : 2;

		CHECK(after.count == before.count + new_lines, "%s: %zu lines", added[i].member, after.count - before.count);
		CHECK(!added[i].line || has_line(&after, added[i].line), "%s", added[i].member);
		for (size_t n = 0; n < before.count; n++)
			CHECK(has_line(&after, before.list[n].line), "%s after %s", before.list[n].line, added[i].member);
		free(after.list);
	}
	for (size_t i = 0; i < MEMBERS; i++)
	{
		Entries		less = outline_of_members(order, i, NULL);

		CHECK(less.count < before.count, "without %s", members[i]);
		for (size_t n = 0; n < less.count; n++)
			CHECK(has_line(&before, less.list[n].line), "%s without %s", less.list[n].line, members[i]);
		free(less.list);
	}
	free(before.list);
}

/* What is cut has no outline, or that of what is left. */
static void
test_truncation(void)
{
	OhBytes		order = make_order();
	Entries		whole;

	CHECK(load(oh_json_parse, order), "the order");
	whole = outline_of(&doc, 1);
	CHECK(whole.count == 24 && has_line(&whole, "$.order.items[*].modifiers[*].price number"), "%zu", whole.count);
	for (size_t len = 0; len < order.len; len++)
		if (load(oh_json_parse, oh_bytes(order.data, len)))
			CHECK(false, "%zu bytes of an order are a document", len);
	free(whole.list);
	free((char *) order.data);
}

static void
test_seeds(void)
{
	Entries		one = outline_of_text("{\"a\": [1, \"b\"]}");
	Entries		other = outline_of(&doc, 2);

	CHECK(one.count == 4 && other.count == 4, "four lines each");
	for (size_t i = 0; i < one.count; i++)
		for (size_t j = 0; j < other.count; j++)
			CHECK(one.list[i].hash != other.list[j].hash, "%s", one.list[i].line);
	free(one.list);
	free(other.list);
}

/* ---- limits ---- */

#define DEEP	512

/* Objects within objects, each under a key of 64 quotes: the longest path that there can be. */
static void
test_depth(void)
{
	char		quotes[OH_OUTLINE_KEY];
	OhSpan		key = {0, OH_OUTLINE_KEY, false};
	OhDocument	deep;
	OhNode		parent = OH_NO_NODE;
	OhOutline	outline;
	char		text[OH_OUTLINE_TEXT];
	uint64_t	hash;
	size_t		walked = 0;
	size_t		longest = 0;

	memset(quotes, '"', sizeof(quotes));
	unit_host_free(&host);
	oh_arena_init(&arena, &host.host);
	oh_document_init(&deep, &arena, oh_bytes(quotes, sizeof(quotes)));
	for (int i = 0; i < DEEP; i++)
	{
		OhNode		node = oh_document_add(&deep, OH_OBJECT);

		if (parent == OH_NO_NODE)
			deep.root = node;
		else
		{
			oh_node_set_key(oh_node_data(&deep, node), key);
			oh_node_data(&deep, parent)->at = node;
			oh_node_data(&deep, parent)->len = 1;
		}
		parent = node;
	}
	oh_outline_begin(&outline, &deep, 1);
	for (; oh_outline_next(&outline, &hash); walked++)
		longest = oh_outline_path(&outline, text);
	CHECK(walked == OH_OUTLINE_DEPTH + 1, "%zu levels", walked);
	CHECK(longest == OH_OUTLINE_TEXT, "%zu bytes", longest);
}

/* What lies beside the deepest level is told, and what lies below it is not. */
static void
test_below(void)
{
	OhBytes		text = repeat("", "[", OH_OUTLINE_DEPTH + 1, "");
	char	   *whole = malloc(6 * text.len + 2);
	Entries		entries;

	sprintf(whole, "%.*s1", (int) text.len, text.data);
	for (size_t i = 0; i < text.len; i++)
		strcat(whole, i == 0 ? "]" : ", {}]");
	entries = outline_of_text(whole);
	CHECK(entries.count == 2 * OH_OUTLINE_DEPTH + 1, "%zu lines", entries.count);
	free(entries.list);
	free(whole);
	free((char *) text.data);
}

int
main(void)
{
	unit_host_init(&host);
	test_documents();
	test_none();
	test_keys();
	test_order_of_members();
	test_member_more();
	test_truncation();
	test_seeds();
	test_depth();
	test_below();
	return unit_done();
}
