/*
 * test_form.c
 *	  The parser of form-encoded bodies: PHP's brackets, JSON inside, hostile shapes.
 */
#include "document_fixture.h"
#include "form.h"

static bool
parse(OhBytes body)
{
	return load(oh_form_parse, body);
}

static const struct
{
	OhBytes		body;
	const char *dump;
	uint32_t	notes;
}			accepted[] = {
	{OH_LITERAL("a=1"), "{\"a\":\"1\"}", 0},
	{OH_LITERAL(" \r\na=1"), "{\"a\":\"1\"}", 0},
	{OH_LITERAL("a=1&b=&c&=x&&d=1=2&"), "{\"a\":\"1\",\"b\":\"\",\"c\":\"\",\"d\":\"1=2\"}", 0},
	{OH_LITERAL("&"), "{}", 0},
	{OH_LITERAL("a+b=c+d%20e%2Bf"), "{\"a b\":\"c d e+f\"}", 0},
	{OH_LITERAL("Caf%C3%A9=%e2%82%ac&x=\xC3\xA9"),
	"{\"Caf\xC3\xA9\":\"\xE2\x82\xAC\",\"x\":\"\xC3\xA9\"}", 0},
	{OH_LITERAL("a=%00x&b%00=1"), "{\"a\":\"\xEF\xBF\xBDx\",\"b\xEF\xBF\xBD\":\"1\"}", OH_NOTE_NUL},
	{OH_LITERAL("a=1&a=2"), "{\"a\":\"1\",\"a\":\"2\"}", 0},
	{OH_LITERAL("0=a&1=b"), "{\"0\":\"a\",\"1\":\"b\"}", 0},

	{OH_LITERAL("event=order.closed&data={\"id\":7,\"x\":[1.50,null]}"),
	"{\"event\":\"order.closed\",\"data\":{\"id\":7,\"x\":[1.50,null]}}", 0},
	{OH_LITERAL("data=%7B%22n%22%3A%22Caf%5Cu00e9%22%7D&e=1"),
	"{\"data\":{\"n\":\"Caf\xC3\xA9\"},\"e\":\"1\"}", 0},
	{OH_LITERAL("a=[]&b={}&c=[{}]"), "{\"a\":[],\"b\":{},\"c\":[{}]}", 0},
	{OH_LITERAL("a=[1,%22%5Cu0000%5Cud800%22]"), "{\"a\":[1,\"\xEF\xBF\xBD\xEF\xBF\xBD\"]}",
	OH_NOTE_NUL | OH_NOTE_SURROGATE},
	{OH_LITERAL("a={\"b\":\"%5Cu0000%5Cn\"&c={x"), "{\"a\":\"{\"b\":\"\\u0000\\n\"\",\"c\":\"{x\"}", 0},
	{OH_LITERAL("a=1.50&b=true&c=\"s\"&d= {}"),
	"{\"a\":\"1.50\",\"b\":\"true\",\"c\":\"\"s\"\",\"d\":\" {}\"}", 0},
	{OH_LITERAL("a[b]={}"), "{\"a\":{\"b\":\"{}\"}}", 0},
	{OH_LITERAL("data={\"id\":1}&data[id]=2"), "{\"data\":{\"id\":1},\"data\":{\"id\":\"2\"}}", 0},

	{OH_LITERAL("a[b]=1&a[c]=2&d=3"), "{\"a\":{\"b\":\"1\",\"c\":\"2\"},\"d\":\"3\"}", 0},
	{OH_LITERAL("data%5Bid%5D=1&data%5bx%5d%5By%5D=2"), "{\"data\":{\"id\":\"1\",\"x\":{\"y\":\"2\"}}}", 0},
	{OH_LITERAL("d[orderContents][0][total]=1.15&d[orderContents][0][id]=5&d[orderContents][1][total]=2"),
	"{\"d\":{\"orderContents\":[{\"total\":\"1.15\",\"id\":\"5\"},{\"total\":\"2\"}]}}", 0},
	{OH_LITERAL("l[0]=a&l[1]=b"), "{\"l\":[\"a\",\"b\"]}", 0},
	{OH_LITERAL("l[]=a&l[]=b&l[][c]=d"), "{\"l\":[\"a\",\"b\",{\"c\":\"d\"}]}", 0},
	{OH_LITERAL("l[1]=a&l[0]=b"), "{\"l\":{\"1\":\"a\",\"0\":\"b\"}}", 0},
	{OH_LITERAL("l[0]=a&l[2]=b"), "{\"l\":{\"0\":\"a\",\"2\":\"b\"}}", 0},
	{OH_LITERAL("l[0]=a&l[0]=b"), "{\"l\":{\"0\":\"a\",\"0\":\"b\"}}", 0},
	{OH_LITERAL("l[00]=a"), "{\"l\":{\"00\":\"a\"}}", 0},
	{OH_LITERAL("l[0]=a&l[x]=b&l[]=c"), "{\"l\":{\"0\":\"a\",\"x\":\"b\",\"\":\"c\"}}", 0},
	{OH_LITERAL("l[0][0]=a&l[0][1]=b&l[1][0]=c"), "{\"l\":[[\"a\",\"b\"],[\"c\"]]}", 0},
	{OH_LITERAL("a[x][p]=1&a[y]=2&a[x][q]=3&b=4&a[x][r]=5"),
	"{\"a\":{\"x\":{\"p\":\"1\",\"q\":\"3\",\"r\":\"5\"},\"y\":\"2\"},\"b\":\"4\"}", 0},
	{OH_LITERAL("l[0][x]=a&l[1][x]=b&l[0][y]=c"), "{\"l\":[{\"x\":\"a\",\"y\":\"c\"},{\"x\":\"b\"}]}", 0},
	{OH_LITERAL("a=1&a[b]=2&a[c]=3"), "{\"a\":\"1\",\"a\":{\"b\":\"2\",\"c\":\"3\"}}", 0},
	{OH_LITERAL("a[b]=1&a=2&a[c]=3"), "{\"a\":{\"b\":\"1\"},\"a\":\"2\",\"a\":{\"c\":\"3\"}}", 0},

	{OH_LITERAL("[a]=1&a[=2&a]=3&a[b=4&a[b]c=5&a[[b]]=6&a[b]]=7&[]=8"),
	"{\"[a]\":\"1\",\"a[\":\"2\",\"a]\":\"3\",\"a[b\":\"4\","
	"\"a[b]c\":\"5\",\"a[[b]]\":\"6\",\"a[b]]\":\"7\",\"[]\":\"8\"}", 0},
};

static void
test_accepted(void)
{
	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
	{
		if (!CHECK(parse(accepted[i].body), "%s", accepted[i].body.data))
			continue;
		CHECK(strcmp(dump(&doc), accepted[i].dump) == 0, "%s: %s", accepted[i].body.data, dump(&doc));
		CHECK(doc.notes == accepted[i].notes, "%s: notes %x", accepted[i].body.data, doc.notes);
	}
}

static void
test_refused(void)
{
	static const struct
	{
		OhBytes		body;
		OhJsonCode	code;
		size_t		offset;
	}			rows[] = {
		{OH_LITERAL(""), OH_JSON_EMPTY, 0},
		{OH_LITERAL(" \n"), OH_JSON_EMPTY, 2},
		{OH_LITERAL("a=%"), OH_JSON_BAD_STRING, 2},
		{OH_LITERAL("a=%4"), OH_JSON_BAD_STRING, 2},
		{OH_LITERAL("a=b%4&c=1"), OH_JSON_BAD_STRING, 3},
		{OH_LITERAL("a=%zz"), OH_JSON_BAD_STRING, 2},
		{OH_LITERAL("a=1&b%=2"), OH_JSON_BAD_STRING, 5},
		{OH_LITERAL("a=b\0c"), OH_JSON_BAD_STRING, 3},
		{OH_LITERAL("a=%C3%ZZ"), OH_JSON_BAD_STRING, 5},
		{OH_LITERAL("a=%C3"), OH_JSON_BAD_UTF8, 2},
		{OH_LITERAL("a=%C3&b=%A9"), OH_JSON_BAD_UTF8, 2},
		{OH_LITERAL("a=x%C3x"), OH_JSON_BAD_UTF8, 3},
		{OH_LITERAL("a=x%C3+"), OH_JSON_BAD_UTF8, 3},
		{OH_LITERAL("a=Caf\xE9"), OH_JSON_BAD_UTF8, 5},
		{OH_LITERAL("a=%ED%A0%80"), OH_JSON_BAD_UTF8, 2},
		{OH_LITERAL("=%FF"), OH_JSON_BAD_UTF8, 1},
		{OH_LITERAL("%C0%80=1"), OH_JSON_BAD_UTF8, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_refused(oh_form_parse, rows[i].body, rows[i].code, rows[i].offset);
	CHECK(!parse(oh_bytes("a=1\nb=%", 7)) && error.line == 2 && error.column == 3, "line and column");
	CHECK(!oh_form_parse(&doc, &arena, oh_bytes("a", OH_MAX_SOURCE + 1), &error)
		  && error.code == OH_JSON_TOO_MANY, "more than a source may have");
}

static void
test_likely(void)
{
	static const struct
	{
		OhBytes		body;
		bool		likely;
	}			rows[] = {
		{OH_LITERAL("event=order.closed"), true},
		{OH_LITERAL("\r\n event=order.closed"), true},
		{OH_LITERAL("data[a][0]=1"), true},
		{OH_LITERAL("data%5Ba%5D=1"), true},
		{OH_LITERAL("tenant="), true},
		{OH_LITERAL("true=1"), true},
		{OH_LITERAL(""), false},
		{OH_LITERAL(" "), false},
		{OH_LITERAL("event"), false},
		{OH_LITERAL("=x"), false},
		{OH_LITERAL("a&b=c"), false},
		{OH_LITERAL("{\"a\":\"b=c\"}"), false},
		{OH_LITERAL("{a=b"), false},
		{OH_LITERAL("[a]=b"), false},
		{OH_LITERAL("\"a=b\""), false},
		{OH_LITERAL("not JSON, a=b"), false},
		{OH_LITERAL("<?xml version=\"1.0\"?>"), false},
		{OH_LITERAL("\xEF\xBB\xBF{}"), false},
		{OH_LITERAL("a\0=b"), false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		OhBytes		exact = unit_exact(rows[i].body);

		CHECK(oh_form_likely(exact) == rows[i].likely, "%s", rows[i].body.data);
		unit_exact_free(exact);
	}
	CHECK(!oh_form_likely(OH_NO_BYTES), "nothing");
}

static const char order[] =
	"tenant=caf%C3%A9&event=order.created&data%5Bid%5D=77&data%5Bnotes%5D=a+%26+b%00"
	"&data%5BorderContents%5D%5B0%5D%5Btotal%5D=1.15"
	"&data[orderContents][0][modifiers][0][name]=Extra+%F0%9F%A5%93"
	"&data[orderContents][0][modifiers][1][name]=&data[orderContents][1][total]=2.30"
	"&data[tags][]=x&data[tags][]=y&raw={\"a\":[1,\"\\n\"]}";

static void
test_damaged(void)
{
	static const unsigned char bytes[] = "&=[]%+0{\"\x01\x80\xC3\xF0\xFF";
	OhBytes		body = oh_bytes_of_string(order);
	char		text[sizeof(order)];

	CHECK(parse(body), "the order");
	for (size_t len = 0; len < body.len; len++)
		parse(oh_bytes(order, len));
	for (size_t at = 0; at < body.len; at++)
		for (size_t i = 0; i < sizeof(bytes); i++)
		{
			memcpy(text, order, sizeof(order));
			text[at] = (char) bytes[i];
			parse(oh_bytes(text, body.len));
		}
	check_no_memory(oh_form_parse, body);

	/* What the JSON unescapes leaves too little room for what follows it. */
	body = repeat("a=[\"\\n\\n\\n\\n\\n\\n\\n\\n\"]&b=", "x", 3000, "");
	check_no_memory(oh_form_parse, body);
	free((char *) body.data);
}

/* Pairs printed from a format that takes the pair's number; to be freed. */
static OhBytes
number(const char *format, int pairs)
{
	char	   *body = malloc((strlen(format) + 24) * (size_t) pairs);
	size_t		len = 0;

	for (int i = 0; i < pairs; i++)
		len += (size_t) sprintf(body + len, format, i, i, i);
	return oh_bytes(body, len);
}

/* Many keys in one container: PHP's own order costs nothing, any other is bounded. */
static void
test_many(void)
{
	static const struct
	{
		const char *format;
		OhJsonCode	code;
	}			rows[] = {
		{"k=value&", OH_JSON_OK},
		{"k%d=value&", OH_JSON_OK},
		{"k[%d]=value&", OH_JSON_OK},
		{"k[]=value&", OH_JSON_OK},
		{"k[x]=value&", OH_JSON_OK},
		{"k[%d][id]=%d&k[%d][total]=1.50&", OH_JSON_OK},
		{"data[k%d]=%d&data[x]=%d&", OH_JSON_OK},
		{"data[k%d][x]=%d&", OH_JSON_TOO_MANY},
		{"k%d[x]=%d&", OH_JSON_TOO_MANY},
		{"a[%d][b][c][d][e][f][g][h]=&", OH_JSON_TOO_MANY},
		{"a[x]=%d&b[x]=%d&", OH_JSON_OK},
		{"[][][][]", OH_JSON_OK},
		{"a&", OH_JSON_TOO_MANY},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		OhBytes		body = number(rows[i].format, 100000);
		bool		parsed = parse(body);

		CHECK(parsed == (rows[i].code == OH_JSON_OK) && (parsed || error.code == rows[i].code), "%s: code %d",
			  rows[i].format, error.code);
		free((char *) body.data);
	}
}

static void
test_depth(void)
{
	OhBytes		body = repeat("a", "[x]", OH_MAX_DEPTH - 1, "=1");

	CHECK(parse(body), "64 levels");
	free((char *) body.data);
	body = repeat("b=2&a", "[x]", OH_MAX_DEPTH, "=1");
	check_refused(oh_form_parse, body, OH_JSON_TOO_DEEP, 4);
	free((char *) body.data);
	body = repeat("a=", "[", OH_MAX_DEPTH - 1, "");
	CHECK(parse(body), "a string that begins like JSON");
	free((char *) body.data);
	body = repeat("b=2&a=", "[", OH_MAX_DEPTH, "");
	check_refused(oh_form_parse, body, OH_JSON_TOO_DEEP, 4);
	free((char *) body.data);
}

static void
test_cancelled(void)
{
	static const char *const shapes[][2] = {
		{"a=", "x"}, {"a=", "%20"}, {"", "a"}, {"", "&"}, {"", "k=value&"}, {"a=[", "12345,"},
	};
	Patience	patience = {.host = &host};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
	{
		OhBytes		body = repeat(shapes[i][0], shapes[i][1], 1000000 / strlen(shapes[i][1]), "0");

		patience.ends_at = 0;
		CHECK(load_patiently(oh_form_parse, &patience, body), "%s", shapes[i][1]);
		CHECK(patience.asked >= 15 && patience.asked <= 32, "%s: asked %d times",
			  shapes[i][1], patience.asked);
		for (patience.ends_at = 1; patience.ends_at <= 15; patience.ends_at += 7)
			CHECK(!load_patiently(oh_form_parse, &patience, body) && error.code == OH_JSON_CANCELLED,
				  "%s: asked %d times", shapes[i][1], patience.ends_at);
		free((char *) body.data);
	}
}

int
main(void)
{
	unit_host_init(&host);
	test_accepted();
	test_refused();
	test_likely();
	test_damaged();
	test_many();
	test_depth();
	test_cancelled();
	unit_host_free(&host);
	return unit_done();
}
