/*
 * test_mask.c
 *	  Masked bodies: what goes, what stays, and what the reading of them still says.
 */
#include "corpus_fixture.h"

#include "mask.h"
#include "single_arena.h"

#define MOST_TERMS	64

static UnitHost host;
static OhArena arena;
static OhBytes texts[MOST_TERMS];
static size_t text_count;
static OhMask mask;

static void
begin(const OhProvider *provider, bool whole)
{
	unit_host_init(&host);
	oh_arena_init(&arena, &host.host);
	mask = (OhMask) {.provider = provider, .whole = whole};
	text_count = 0;
}

static void
add_term(OhBytes text)
{
	if (text_count == MOST_TERMS)
		return;
	texts[text_count++] = text;
	CHECK(oh_terms_make(&arena, texts, text_count, &mask.terms), "memory");
}

/* ---- cases ---- */

static const struct
{
	const OhProvider *provider;
	const char *terms;			/* parted by | */
	bool		whole;
	OhBytes		body;
	OhBytes		masked;
}			cases[] = {
	/* terms: values become null, keys "erased" */
	{&oh_provider_bbot, "Ada", false, OH_LITERAL("{\"x\":\"Ada\",\"y\": [ \"for ada!\" , \"Adam\"] }"),
	OH_LITERAL("{\"x\":null,\"y\": [ null , \"Adam\"] }")},
	{&oh_provider_bbot, "Ada", false, OH_LITERAL("{\"x\":\"\\u0041da\",\"Ada \":1,\"\\u0041da\" :2}"),
	OH_LITERAL("{\"x\":null,\"erased\":1,\"erased\" :2}")},
	{&oh_provider_bbot, "Ada", false, OH_LITERAL("\"Ada\""), OH_LITERAL("null")},
	{&oh_provider_bbot, "null|true|false|12345", false, OH_LITERAL("[null,true,false,12345,\"null\"]"),
	OH_LITERAL("[null,true,false,12345,null]")},
	/* phones: also as numbers, if they are long */
	{&oh_provider_bbot, "+1 555 123 4567", false, OH_LITERAL("[\"1.555.123.4567\",15551234567,-1,1.5e3,1555123.4567]"),
	OH_LITERAL("[null,null,-1,1.5e3,1555123.4567]")},
	{&oh_provider_bbot, "123456", false, OH_LITERAL("[\"123456\",123456,\"1234.56\",\"x 123456\"]"),
	OH_LITERAL("[null,123456,\"1234.56\",null]")},
	/* what is the provider's own stays: ids, amounts, times, words, keys */
	{&oh_provider_bbot, "o-7|waiting|items|123456", false,
	OH_LITERAL("{\"order\":{\"id\":\"o-7\",\"total_cents\":\"123456\",\"items\":[{\"status\":\"waiting\",\"qty\":1}],"
	"\"note\":\"o-7\"}}"),
	OH_LITERAL("{\"order\":{\"id\":\"o-7\",\"total_cents\":\"123456\",\"items\":[{\"status\":\"waiting\",\"qty\":1}],"
	"\"note\":null}}")},
	{&oh_provider_revo, "Ada", false,
	OH_LITERAL("{\"event\":\"order.closed\",\"data\":{\"id\":1,\"orderContents\":[{\"cancelReason\":\"for Ada\"}]}}"),
	OH_LITERAL("{\"event\":\"order.closed\",\"data\":{\"id\":1,\"orderContents\":[{\"cancelReason\":\"erased\"}]}}")},
	{&oh_provider_bbot, "catering|pricecheck|waiting|888777666", false,
	OH_LITERAL("{\"order\":{\"id\":1,\"x\":[\"Catering\",\"pricecheck\",\"waiting\"]},\"order_id\":\"888777666\",\"z\":999999999}"),
	OH_LITERAL("{\"order\":{\"id\":1,\"x\":[\"Catering\",\"pricecheck\",\"waiting\"]},\"order_id\":\"888777666\",\"z\":999999999}")},
	{&oh_provider_mipos, "123456", false, OH_LITERAL("{\"a\":[\"12-3456\",\"-123456\",\"1e5\",1E5,1e+5,1e-5,-1.5e5,1.5]}"),
	OH_LITERAL("{\"a\":[null,null,\"1e5\",1E5,1e+5,1e-5,-1.5e5,1.5]}")},
	{&oh_provider_bbot, "Ada", true, OH_LITERAL("{\"guest_name\"\t\r\n\0 :\"A\",\"mobile\":12e,\"mobile\":1e"),
	OH_LITERAL("{\"guest_name\"\t\r\n\0 :null,\"mobile\":null,\"mobile\":null")},
	{&oh_provider_bbot, "Ada", true, OH_LITERAL("[\"guest_name\":\"A\",\"Ada\":-"), OH_LITERAL("[\"guest_name\":null,\"erased\":-")},
	{&oh_provider_bbot, "", true,
	OH_LITERAL("{\"order\":{\"id\":1,\"\\u0067uest_name_that_is_longer_than_any_that_could_stand_in_a_table_of_fields\":\"A\"}}"),
	OH_LITERAL("{\"order\":{\"id\":1,\"\\u0067uest_name_that_is_longer_than_any_that_could_stand_in_a_table_of_fields\":\"A\"}}")},
	{&oh_provider_revo, "", true,
	OH_LITERAL("{\"event\":\"order.closed\",\"data\":{\"id\":1,\"delivery\":{\"address\":{\"a\":[\"S\",1]}}}}"),
	OH_LITERAL("{\"event\":\"order.closed\",\"data\":{\"id\":1,\"delivery\":{\"address\":{\"a\":[null,null]}}}}")},
	{&oh_provider_revo, "Ada", true,
	OH_LITERAL("event=order.closed&data[id]=1&data[orderContents][][notes]=Ada&data[delivery][address][x]=1&x=[\"Ada\"]&y=[]"
	"&z=Ad%61&data[orderContents][x][notes]=Ada"),
	OH_LITERAL("event=order.closed&data[id]=1&data[orderContents][][notes]=&data[delivery][address][x]=&x=%5bnull%5d&y=[]"
	"&z=&data[orderContents][x][notes]=")},
	{&oh_provider_bbot, "Ada", true, OH_LITERAL("{\"a\":\""), OH_LITERAL("{\"a\":\"")},
	{&oh_provider_bbot, "Ada", false, OH_LITERAL("{\"a\":\"Ad"), OH_LITERAL("{\"a\":\"Ad")},
	/* a word that decides what the document is, or about its state, is not taken for a name */
	{&oh_provider_flybuy, "Order|Ada Order", false,
	OH_LITERAL("{\"data\":{\"type\":\"order\",\"id\":1,\"state\":\"for Ada Order\",\"area_name\":\"order\"}}"),
	OH_LITERAL("{\"data\":{\"type\":\"order\",\"id\":1,\"state\":\"erased\",\"area_name\":null}}")},
	{&oh_provider_bbot, "Odd", false,
	OH_LITERAL("{\"order\":{\"id\":1,\"items\":[{\"status\":\"odd\"},{\"status\":\"for Odd\"}]}}"),
	OH_LITERAL("{\"order\":{\"id\":1,\"items\":[{\"status\":\"odd\"},{\"status\":\"erased\"}]}}")},
	{&oh_provider_mipos, "Odd", false,
	OH_LITERAL("{\"type\":\"order_status\",\"order_external_id\":\"1\",\"status\":\"odd\",\"x\":\"odd\"}"),
	OH_LITERAL("{\"type\":\"order_status\",\"order_external_id\":\"1\",\"status\":\"odd\",\"x\":null}")},
	/* what is no amount and no time, and names somebody, stays neither; ids stay, but for those that nothing is looked up by */
	{&oh_provider_bbot, "Ada L|Ada|20260307", false,
	OH_LITERAL("{\"order\":{\"id\":\"Ada L\",\"orderNumberToday\":\"Ada L\",\"user_desired_time\":\"when Ada comes\",\"total_cents\":\"Ada\","
	"\"time\":\"2026-03-07\",\"items\":[{\"id\":\"Ada L\",\"qty\":\"1\"}],\"charge\":{\"object\":\"of Ada\",\"created\":[\"Ada L\"]}}}"),
	OH_LITERAL("{\"order\":{\"id\":\"Ada L\",\"orderNumberToday\":null,\"user_desired_time\":\"erased\",\"total_cents\":\"erased\","
	"\"time\":\"2026-03-07\",\"items\":[{\"id\":\"Ada L\",\"qty\":\"1\"}],\"charge\":{\"object\":\"erased\",\"created\":[\"erased\"]}}}")},
	{&oh_provider_revo, "Ada L", false,
	OH_LITERAL("{\"event\":\"order.closed\",\"data\":{\"id\":1,\"orderInvoices\":[{\"orderPayments\":[{\"id\":\"Ada L\",\"paymentMethod\":\"Ada L\"}]}]}}"),
	OH_LITERAL("{\"event\":\"order.closed\",\"data\":{\"id\":1,\"orderInvoices\":[{\"orderPayments\":[{\"id\":\"Ada L\",\"paymentMethod\":\"erased\"}]}]}}")},
	/* what could not be read is a document once the string that was none is gone */
	{&oh_provider_bbot, "Ada", true, OH_LITERAL("{\"order\":{\"id\":\"7\",\"charge\":{\"last4\":\"1\",\"x\":\"Ada\\q\"}}}"),
	OH_LITERAL("{\"order\":{\"id\":\"7\",\"charge\":{\"last4\":null,\"x\":null}}}")},
	/* what things are called, they may be called by a single word of a name */
	{&oh_provider_bbot, "Rose|Rose Tyler", false,
	OH_LITERAL("{\"order\":{\"id\":1,\"items\":[{\"name_when_purchased\":\"Rose tea\",\"special_instructions\":\"Rose\"},"
	"{\"name_when_purchased\":\"For Rose Tyler\",\"mods\":[{\"name\":\"Rose\"}]}]}}"),
	OH_LITERAL("{\"order\":{\"id\":1,\"items\":[{\"name_when_purchased\":\"Rose tea\",\"special_instructions\":null},"
	"{\"name_when_purchased\":null,\"mods\":[{\"name\":\"Rose\"}]}]}}")},
	{&oh_provider_revo, "Rose", false, OH_LITERAL("{\"event\":\"product.updated\",\"data\":{\"id\":1,\"name\":\"Rose\"}}"),
	OH_LITERAL("{\"event\":\"product.updated\",\"data\":{\"id\":1,\"name\":\"Rose\"}}")},
	{&oh_provider_fulflld, "Rose", false,
	OH_LITERAL("{\"event\":\"ORDER_UPDATED\",\"payload\":{\"orderId\":1,\"pickupDetails\":{\"name\":\"Rose\"}}}"),
	OH_LITERAL("{\"event\":\"ORDER_UPDATED\",\"payload\":{\"orderId\":1,\"pickupDetails\":{\"name\":\"Rose\"}}}")},
	/* the whole person, whatever it says */
	{&oh_provider_bbot, "", true,
	OH_LITERAL("{\"order\":{\"id\":1,\"guest_name\":\"A\",\"mobile\":5,\"deliveryAddress\":{\"street\":\"S\",\"is\":true},"
	"\"charge\":{\"last4\":\"1\",\"amount\":7,\"metadata\":{\"a\":[\"x\",{\"y\":1}]}},\"note\":\"A\",\"guest_email\":\"\"}}"),
	OH_LITERAL("{\"order\":{\"id\":1,\"guest_name\":null,\"mobile\":null,\"deliveryAddress\":{\"street\":null,\"is\":true},"
	"\"charge\":{\"last4\":null,\"amount\":7,\"metadata\":{\"a\":[null,{\"y\":null}]}},\"note\":\"A\",\"guest_email\":\"\"}}")},
	{&oh_provider_fulflld, "", true,
	OH_LITERAL("{\"event\":\"ORDER_ASSIGNED\",\"payload\":{\"orderId\":1,\"pickupDetails\":{\"name\":\"P\",\"location\":{\"latitude\":1}},"
	"\"dropoffDetails\":{\"name\":\"D\",\"location\":{\"latitude\":1},\"scheduleDropoffAt\":\"T\"}}}"),
	OH_LITERAL("{\"event\":\"ORDER_ASSIGNED\",\"payload\":{\"orderId\":1,\"pickupDetails\":{\"name\":\"P\",\"location\":{\"latitude\":1}},"
	"\"dropoffDetails\":{\"name\":null,\"location\":{\"latitude\":null},\"scheduleDropoffAt\":\"T\"}}}")},
	{&oh_provider_revo, "", true,
	OH_LITERAL("{\"event\":\"order.closed\",\"data\":{\"id\":1,\"delivery\":{\"address\":\"S\",\"city\":\"C\",\"phone\":\"1\"}}}"),
	OH_LITERAL("{\"event\":\"order.closed\",\"data\":{\"id\":1,\"delivery\":{\"address\":\"erased\",\"city\":\"erased\",\"phone\":null}}}")},
	{&oh_provider_revo, "", true,
	OH_LITERAL("{\"event\":\"customer.updated\",\"data\":{\"id\":1,\"name\":\"N\",\"notes\":\"n\",\"created_at\":\"2020-01-01\"}}"),
	OH_LITERAL("{\"event\":\"customer.updated\",\"data\":{\"id\":1,\"name\":null,\"notes\":null,\"created_at\":\"2020-01-01\"}}")},
	{&oh_provider_revo, "", true,
	OH_LITERAL("{\"event\":\"product.updated\",\"data\":{\"id\":1,\"name\":\"N\"}}"),
	OH_LITERAL("{\"event\":\"product.updated\",\"data\":{\"id\":1,\"name\":\"N\"}}")},
	{&oh_provider_bbot, "", true, OH_LITERAL("{\"order\":{\"id\":1,\"\\u0067uest_name\":\"A\",\"guest\\qname\":\"A\"}}"),
	OH_LITERAL("{\"order\":{\"id\":1,\"\\u0067uest_name\":null,\"guest\\qname\":\"A\"}}")},
	{&oh_provider_bbot, "", true, OH_LITERAL("{\"order\":{\"id\":1,\"\\u0067uest_name\":\"A\"}}"),
	OH_LITERAL("{\"order\":{\"id\":1,\"\\u0067uest_name\":null}}")},
	/* cut off, or nothing that is known: by the keys alone, and text outside of strings */
	{&oh_provider_bbot, "Ada", true, OH_LITERAL("{\"order\":{\"id\":1,\"guest_name\":\"A\",\"charge\":{\"last4\":4242,\"x\":\"Ada L"),
	OH_LITERAL("{\"order\":{\"id\":1,\"guest_name\":null,\"charge\":{\"last4\":null,\"x\":null")},
	{&oh_provider_bbot, "Ada", true, OH_LITERAL("{\"event_type\":\"pricecheck\",\"guest_name\":[\"A\"],\"id\":\"i\",\"z\":\"Ada\"}"),
	OH_LITERAL("{\"event_type\":\"pricecheck\",\"guest_name\":[null],\"id\":\"i\",\"z\":null}")},
	{&oh_provider_mipos, "Ada L|555-123-4567", true, OH_LITERAL("<a b=\"Ada L\">ADA L, call 555 123 4567</a>null 12"),
	OH_LITERAL("<a b=null>erased, call erased</a>null 12")},
	{&oh_provider_mipos, "ada@x.com", true, OH_LITERAL("mail=ada%40x.com&n=1"), OH_LITERAL("mail=erased&n=1")},
	{&oh_provider_mipos, "Ada", true, OH_LITERAL("}],Ada\"\\"), OH_LITERAL("}],erasednull")},
	{&oh_provider_mipos, "Ada", true, OH_LITERAL(""), OH_LITERAL("")},
	/* forms */
	{&oh_provider_revo, "Ada", true,
	OH_LITERAL("event=order.closed&data=%7B%22id%22%3A1%2C%22notes%22%3A%22Ada%22%2C%22total%22%3A%221.15%22%7D&x=Ada&y"),
	OH_LITERAL("event=order.closed&data=%7b%22id%22%3a1%2c%22notes%22%3anull%2c%22total%22%3a%221.15%22%7d&x=&y")},
	{&oh_provider_revo, "Ada", true,
	OH_LITERAL("event=order.closed&data[id]=1&data[delivery][phone]=12&data[delivery][address]=S"
	"&data[orderContents][0][notes]=for+Ada&data[orderContents][0][total]=1.15&data[orderContents][0][cancelReason]=Ada"
	"&Ada[x]=1&data[orderInvoices][0][customerJSON][name]=x&data[id"),
	OH_LITERAL("event=order.closed&data[id]=1&data[delivery][phone]=&data[delivery][address]=erased"
	"&data[orderContents][0][notes]=&data[orderContents][0][total]=1.15&data[orderContents][0][cancelReason]=erased"
	"&erased=1&data[orderInvoices][0][customerJSON][name]=&data[id")},
	{&oh_provider_revo, "Ada", true, OH_LITERAL("event=other&email=a&data[phone]=1&id=5&data={}"),
	OH_LITERAL("event=other&email=&data[phone]=&id=5&data={}")},
};

static void
add_terms(const char *terms)
{
	while (*terms)
	{
		size_t		len = strcspn(terms, "|");

		add_term(oh_bytes(terms, len));
		terms += len + (terms[len] == '|');
	}
}

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		OhBytes		body = unit_exact(cases[i].body);
		OhBytes		masked;
		OhBytes		again;

		begin(cases[i].provider, cases[i].whole);
		add_terms(cases[i].terms);
		CHECK(oh_mask(&arena, &mask, body, &masked), "%zu", i);
		CHECK(oh_bytes_equal(masked, cases[i].masked), "%zu: %.*s", i, (int) masked.len, masked.data);
		CHECK(oh_mask(&arena, &mask, masked, &again) && oh_bytes_equal(masked, again), "%zu: again: %.*s", i,
			  (int) again.len, again.data);
		unit_exact_free(body);
		unit_host_free(&host);
	}
}

/* ---- every body of every provider ---- */

static bool
is_personal_column(OhGroup group, int column)
{
	switch (group)
	{
		case OH_PARTY:
			return column != OH_PARTY_ROLE;
		case OH_CUSTOMER:
			return column != OH_CUSTOMER_EXTERNAL_ID && column != OH_CUSTOMER_ACTIVE && column < OH_CUSTOMER_CREATED_AT;
		case OH_ARRIVAL:
			return column == OH_ARRIVAL_VEHICLE;
		case OH_DELIVERY:
			return column == OH_DELIVERY_DROPOFF_CITY;
		default:
			return false;
	}
}

/* What people write, and may have written of themselves. */
static bool
is_free_text(OhGroup group, int column, OhKind kind)
{
	return kind == OH_KIND_JSON || (kind == OH_KIND_TEXT && group != OH_ORDER && group != OH_CHECK)
		|| (group == OH_ORDER && (column == OH_ORDER_NOTES || column == OH_ORDER_TABLE_NAME || column == OH_ORDER_STAFF
								  || column == OH_ORDER_DISPLAY_NUMBER || column == OH_ORDER_PROVIDER_STATUS));
}

static void
compare_row(const Body *body, OhGroup group, const OhRow *a, const OhRow *b, bool terms)
{
	const OhTable *table = &oh_tables[group];

	for (int i = 0; i < table->count; i++)
	{
		const OhCell *before = &a->cells[i];
		const OhCell *after = &b->cells[i];
		OhKind		kind = table->columns[i].kind;
		bool		may_go = is_personal_column(group, i) || (terms && is_free_text(group, i, kind));
		bool		is_place = group == OH_PARTY && oh_cell_is(&a->cells[OH_PARTY_ROLE], "pickup");

		if (may_go && !is_place)
			CHECK(!oh_cell_known(after) || terms, "%s: %s", body->name, table->columns[i].name);
		else if (!(terms && is_place))
			CHECK(before->state == after->state && oh_cell_equal(before, after, kind), "%s: %s.%s: %s", body->name,
				  fixture_group_names[group], table->columns[i].name, fixture_show(after, kind));
	}
}

/* Rows of people who are known by nothing any more are not made. */
static void
compare(const Body *body, const OhReading *before, const OhReading *after, bool terms)
{
	CHECK(before->subject == after->subject && strcmp(before->event, after->event) == 0, "%s", body->name);
	compare_row(body, OH_ORDER, before->order, after->order, terms);
	for (int group = OH_ITEM; group < OH_GROUP_COUNT; group++)
	{
		const OhRow *a = before->rows[group].first;
		const OhRow *b = after->rows[group].first;

		if (group == OH_PROBLEM)
			continue;
		CHECK(before->rows[group].present == after->rows[group].present || group == OH_PARTY, "%s: %s", body->name, fixture_group_names[group]);
		for (; b; b = b->next)
		{
			while (group == OH_PARTY && a && !oh_cell_equal(&a->cells[OH_PARTY_ROLE], &b->cells[OH_PARTY_ROLE], OH_KIND_TEXT))
				a = a->next;
			if (!CHECK(a != NULL, "%s: a row more of %s", body->name, fixture_group_names[group]))
				break;
			compare_row(body, group, a, b, terms);
			a = a->next;
		}
		CHECK(a == NULL || group == OH_PARTY, "%s: a row less of %s", body->name, fixture_group_names[group]);
	}
}

static bool
stands_in(OhBytes body, OhBytes text)
{
	for (size_t i = 0; i + text.len <= body.len; i++)
		if (memcmp(body.data + i, text.data, text.len) == 0)
			return true;
	return false;
}

/* The texts of the people in a reading, as terms. */
static void
add_people(const OhReading *reading)
{
	static const OhGroup groups[] = {OH_PARTY, OH_CUSTOMER};

	for (int g = 0; g < 2; g++)
		for (const OhRow *row = reading->rows[groups[g]].first; row; row = row->next)
			for (int i = 0; i < oh_tables[groups[g]].count; i++)
				if (is_personal_column(groups[g], i) && oh_tables[groups[g]].columns[i].kind == OH_KIND_TEXT
					&& !(groups[g] == OH_PARTY && i == OH_PARTY_EXTERNAL_ID) && row->cells[i].len >= 10
					&& oh_cell_known(&row->cells[i]))
					add_term(oh_cell_bytes(&row->cells[i]));
}

static void
mask_body(const Body *body, bool whole, bool terms)
{
	static Fixture before;
	static Fixture after;
	bool		was_read;
	OhBytes		masked;
	OhBytes		again;

	begin(body->provider, whole);
	fixture_init(&before);
	fixture_init(&after);
	was_read = fixture_read(&before, body->provider, body->text, body->unit);
	if (terms && was_read)
		add_people(&before.out);
	CHECK(oh_mask(&arena, &mask, body->text, &masked), "%s", body->name);
	CHECK(fixture_read(&after, body->provider, masked, body->unit) == was_read, "%s: %.*s", body->name,
		  (int) masked.len, masked.data);
	if (was_read)
		compare(body, &before.out, &after.out, terms);
	for (size_t i = 0; terms && i < mask.terms.count; i++)
		CHECK(!stands_in(masked, mask.terms.list[i].text) || !whole, "%s: %.*s", body->name,
			  (int) mask.terms.list[i].text.len, mask.terms.list[i].text.data);
	CHECK(oh_mask(&arena, &mask, masked, &again) && oh_bytes_equal(masked, again), "%s: twice", body->name);
	fixture_free(&before);
	fixture_free(&after);
	unit_host_free(&host);
}

static void
test_body(const Body *body)
{
	mask_body(body, true, false);
	mask_body(body, true, true);
	mask_body(body, false, true);
}

/* Wherever it is cut off: it is masked, and masking it again changes nothing. */
static void
test_cut(const Body *body)
{
	size_t		step = corpus_is_long() ? 1 : body->text.len / 40 + 1;

	for (size_t len = 0; len < body->text.len; len += step)
	{
		OhBytes		cut = unit_exact(oh_bytes(body->text.data, len));
		OhBytes		masked;
		OhBytes		again;

		begin(body->provider, true);
		add_terms("Lovelace|the|15551234567");
		CHECK(oh_mask(&arena, &mask, cut, &masked), "%s: %zu", body->name, len);
		CHECK(oh_mask(&arena, &mask, masked, &again) && oh_bytes_equal(masked, again), "%s: %zu", body->name, len);
		unit_exact_free(cut);
		unit_host_free(&host);
	}
}

/* ---- damaged ---- */

static uint64_t random_state = 88172645463325252;

static size_t
draw(size_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return below > 0 ? random_state % below : 0;
}

/* Terms that are parts of the text itself. */
static void
add_parts(OhBytes text)
{
	for (int i = 0; i < 4; i++)
	{
		size_t		at = draw(text.len);
		size_t		len = 3 + draw(10);

		add_term(oh_bytes(text.data + at, len < text.len - at ? len : text.len - at));
	}
}

/* Whatever stands there, and whatever the terms are: masked twice is masked once, and JSON stays JSON. */
static void
mask_damaged(const Body *body, OhBytes text)
{
	OhBytes		masked;
	OhBytes		again;
	OhDocument	before;
	OhDocument	after;
	OhJsonError error;

	begin(body->provider, draw(2) == 0);
	add_parts(text);
	CHECK(oh_mask(&arena, &mask, text, &masked), "%s", body->name);
	CHECK(oh_mask(&arena, &mask, masked, &again) && oh_bytes_equal(masked, again), "%s: twice: %.*s", body->name,
		  (int) masked.len, masked.data);
	if (oh_json_parse(&before, &arena, text, &error))
		CHECK(oh_json_parse(&after, &arena, masked, &error) && before.count == after.count, "%s: %.*s", body->name,
			  (int) masked.len, masked.data);
	unit_host_free(&host);
}

static void
test_damaged(const Body *body)
{
	static const char bytes[] = "\"\\{}[]:,019-+.eE%&=aA \n\0u\xC3\xA9\xE2";
	int			rounds = corpus_is_long() ? 200 : 10;

	for (int i = 0; i < rounds; i++)
	{
		OhBytes		text = unit_exact(oh_bytes(body->text.data, body->text.len - (draw(4) ? 0 : draw(body->text.len))));

		for (size_t n = draw(4); n > 0 && text.len > 0; n--)
			((char *) text.data)[draw(text.len)] = bytes[draw(sizeof(bytes) - 1)];
		mask_damaged(body, text);
		unit_exact_free(text);
	}
}

/* ---- limits ---- */

/* Deeper than any document: what goes, goes all the way down. */
static void
test_deep(void)
{
	static char text[4096];
	OhBytes		masked;
	size_t		len = 0;

	len += (size_t) sprintf(text, "{\"guest_name\":");
	for (int i = 0; i < 500; i++)
		text[len++] = '[';
	len += (size_t) sprintf(text + len, "\"x\"");
	for (int i = 0; i < 500; i++)
		text[len++] = ']';
	len += (size_t) sprintf(text + len, ",\"y\":\"x\"}");
	begin(&oh_provider_bbot, true);
	CHECK(oh_mask(&arena, &mask, oh_bytes(text, len), &masked), "deep");
	CHECK(masked.len == len + 1 && stands_in(masked, OH_BYTES("[null]")) && stands_in(masked, OH_BYTES("\"y\":\"x\"")),
		  "%.*s", (int) masked.len, masked.data);
	unit_host_free(&host);
}

/* Whichever allocation fails: it says so, or all is there. */
static void
test_no_memory(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		bool		done = false;

		for (int fail_at = 1; !done; fail_at++)
		{
			OhBytes		masked;

			begin(cases[i].provider, cases[i].whole);
			add_terms(cases[i].terms);
			single_fails_from = single_count + fail_at;
			single_fails_to = INT32_MAX;
			done = oh_mask(&arena, &mask, cases[i].body, &masked);
			single_fails_from = single_fails_to = 0;
			if (done)
				CHECK(oh_bytes_equal(masked, cases[i].masked), "%zu with %d", i, fail_at);
			unit_host_free(&host);
		}
	}
}

static int	asks_left;

static bool
is_cancelled(void *context)
{
	(void) context;
	return asks_left-- <= 0;
}

static void
test_cancelled_in(const OhProvider *provider, OhBytes body)
{
	OhBytes		masked;
	int			asks = 0;
	bool		done = false;

	for (; !done && asks < 1000; asks++)
	{
		begin(provider, true);
		add_term(OH_BYTES("nobody"));
		host.host.cancelled = is_cancelled;
		asks_left = asks;
		done = oh_mask(&arena, &mask, body, &masked);
		unit_host_free(&host);
	}
	CHECK(done && asks > 10, "it asks %d times", asks);
}

static void
test_cancelled(void)
{
	static char text[400000];

	memset(text, ' ', sizeof(text));
	memcpy(text, "{\"guest_name\":\"A\",\"x\":\"", 23);
	memcpy(text + sizeof(text) - 2, "\"}", 2);
	test_cancelled_in(&oh_provider_bbot, oh_bytes(text, sizeof(text)));
	for (size_t i = 0; i + 5 <= sizeof(text); i += 5)
		memcpy(text + i, "&z=no", 5);
	memcpy(text, "email=a", 7);
	test_cancelled_in(&oh_provider_revo, oh_bytes(text, sizeof(text)));
}

int
main(void)
{
	test_cases();
	corpus_each(corpus_is_long() ? 500 : 50, test_body);
	corpus_each(corpus_is_long() ? 20 : 3, test_cut);
	corpus_each(corpus_is_long() ? 40 : 10, test_damaged);
	test_deep();
	test_no_memory();
	test_cancelled();
	return unit_done();
}
