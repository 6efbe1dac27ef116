/*
 * test_term.c
 *	  Terms: what they are made of, and where they are found.
 */
#include "single_arena.h"
#include "term.h"
#include "unit.h"

static UnitHost host;
static OhArena arena;

static void
begin(void)
{
	unit_host_init(&host);
	oh_arena_init(&arena, &host.host);
}

static const struct
{
	const char *term;
	OhBytes		text;
	const char *found;			/* NULL: nothing */
}			cases[] = {
	/* letters of either case, whole words */
	{"Ada Lovelace", OH_LITERAL("for ADA lovelace, please"), "ADA lovelace"},
	{"ada", OH_LITERAL("Ada"), "Ada"},
	{"ada", OH_LITERAL("Adam"), NULL},
	{"ada", OH_LITERAL("xada"), NULL},
	{"ada", OH_LITERAL("xada ada"), "ada"},
	{"ada", OH_LITERAL("_ada_"), "ada"},
	{"ada", OH_LITERAL("Ada\xE2\x80\x99s"), "Ada"},
	{"ada", OH_LITERAL("ad\xC3\xA1"), NULL},
	{"ada", OH_LITERAL("ada\xC3\xA9"), NULL},
	{"ada", OH_LITERAL("\xC3\xA9" "ada"), NULL},
	{"\xC3\x89lodie", OH_LITERAL("x \xC3\x89LODIE"), "\xC3\x89LODIE"},
	{"\xC3\x89lodie", OH_LITERAL("x \xC3\xA9lodie"), "\xC3\xA9lodie"},
	{"zo\xC3\xAB", OH_LITERAL("ZO\xC3\x8B"), "ZO\xC3\x8B"},
	{"2\xC3\x97" "2", OH_LITERAL("2\xC3\xB7" "2"), NULL},
	{"zo\xC3\xBF", OH_LITERAL("zo\xC3\x9F"), NULL},
	{"zo\xC5\xAB", OH_LITERAL("zo\xC5\x8B"), NULL},
	{"\xE5\xB1\xB1\xE7\x94\xB0", OH_LITERAL("\xE5\xB1\xB1\xE7\x94\xB0\xE6\xA7\x98"), "\xE5\xB1\xB1\xE7\x94\xB0"},
	{" \"Ada\". ", OH_LITERAL("(ada)"), "ada"},
	{"Ada Lovelace", OH_LITERAL("ada+lovelace"), "ada+lovelace"},
	{"ab", OH_LITERAL("ab"), NULL},
	{"..", OH_LITERAL(".."), NULL},
	{"+a", OH_LITERAL("+a"), NULL},
	{"", OH_LITERAL("a"), NULL},
	{"ada", OH_LITERAL(""), NULL},
	{"ada", OH_LITERAL("ad"), NULL},
	{"\xE5\xB1\xB1\xE7\x94\xB0", OH_LITERAL("a\xE5\xB1\xB1\xE7\x94\xB0" "a"), "\xE5\xB1\xB1\xE7\x94\xB0"},
	/* escaped */
	{"Ada", OH_LITERAL("\\u0041\\u0064a"), "\\u0041\\u0064a"},
	{"\xC3\x89lodie", OH_LITERAL("\\u00c9lodie"), "\\u00c9lodie"},
	{"\xC3\x89lodie", OH_LITERAL("%C3%89lodie"), "%C3%89lodie"},
	{"ada@x.com", OH_LITERAL("q=ada%40x.com&"), "ada%40x.com"},
	{"ada", OH_LITERAL("%zzada%4"), NULL},
	{"ada", OH_LITERAL("\\qada"), NULL},
	{"ada", OH_LITERAL("\\nada"), "ada"},
	{"ada", OH_LITERAL("\\u20ACada"), "ada"},
	{"ada", OH_LITERAL("ada\\"), "ada"},
	{"Ada", OH_LITERAL("\0A\0d\0a\0"), "\0A\0d\0a"},
	{"\\u0141ukasz", OH_LITERAL("\xC5\x81ukasz"), "\xC5\x81ukasz"},
	{"Ad%61", OH_LITERAL("Ada"), "Ada"},
	/* and escaped again */
	{"\xC3\x89lodie", OH_LITERAL("\\\\u00c9lodie"), "\\\\u00c9lodie"},
	{"\xC3\x89lodie", OH_LITERAL("\\\\\\\\u00c9lodie"), "\\\\\\\\u00c9lodie"},
	{"ada", OH_LITERAL("\\\\ada \\\\u"), "ada"},
	{"Uda", OH_LITERAL("\\\\uda"), "uda"},
	{"Uda", OH_LITERAL("\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\uda"), "uda"},
	{"ada@x.com", OH_LITERAL("q=ada%2540x.com&"), "ada%2540x.com"},
	{"ada@x.com", OH_LITERAL("q=ada%252540x.com&"), "ada%252540x.com"},
	{"ada", OH_LITERAL("100%25 ada%25"), "ada"},
	{"ada", OH_LITERAL("%252ada"), NULL},
	/* addresses of e-mail end where they end */
	{"ada@x.com", OH_LITERAL("mailto:ADA@x.com."), "ADA@x.com"},
	{"ada@x.com", OH_LITERAL("b.ada@x.com"), NULL},
	{"ada@x.com", OH_LITERAL("b-ada@x.com"), NULL},
	{"ada@x.com", OH_LITERAL("ada@x.com.au"), NULL},
	{"ada@x.com", OH_LITERAL("ada@x.com-au"), NULL},
	{"ada@x.com", OH_LITERAL("ada@x.com_"), NULL},
	{"ada@x.com", OH_LITERAL("ada@x.com, b"), "ada@x.com"},
	{"ada@x.com", OH_LITERAL("<ada@x.com>"), "ada@x.com"},
	/* telephone numbers */
	{"+1 (555) 123-4567", OH_LITERAL("tel 15551234567"), "15551234567"},
	{"0015551234567", OH_LITERAL("+1 555.123.4567!"), "1 555.123.4567"},
	{"15551234567", OH_LITERAL("0015551234567"), "15551234567"},
	{"15551234567", OH_LITERAL("1115551234567"), NULL},
	{"15551234567", OH_LITERAL("115551234567"), NULL},
	{"15551234567", OH_LITERAL("155512345678"), NULL},
	{"15551234567", OH_LITERAL("1555-123-------4567"), NULL},
	{"15551234567", OH_LITERAL("+1 (555) - 123 - 4567"), "1 (555) - 123 - 4567"},
	{"15551234567", OH_LITERAL("%2B1+555+123+4567"), "1+555+123+4567"},
	{"15551234567", OH_LITERAL("1\xC2\xA0" "555 \xE2\x80\x93 123\xE2\x80\xAF" "4567"), "1\xC2\xA0" "555 \xE2\x80\x93 123\xE2\x80\xAF" "4567"},
	{"+1\xE2\x80\x93" "555\xC2\xA0" "1234567", OH_LITERAL("15551234567"), "15551234567"},
	{"15551234567", OH_LITERAL("1,555,123,4567"), NULL},
	{"123456", OH_LITERAL("12-34 56"), "12-34 56"},
	{"12345", OH_LITERAL("12345"), "12345"},
	{"12345", OH_LITERAL("12-345"), NULL},
	{"123456 High Street", OH_LITERAL("at 123456 high street"), "123456 high street"},
	{"123456", OH_LITERAL("12345"), NULL},
};

#define CASES	(sizeof(cases) / sizeof(cases[0]))

static void
test_cases(void)
{
	for (size_t i = 0; i < CASES; i++)
	{
		OhTerms		terms = {0};
		OhBytes		term = oh_bytes_of_string(cases[i].term);
		OhBytes		text = unit_exact(cases[i].text);
		OhMatch		match;
		bool		found;

		begin();
		terms.host = &host.host;
		CHECK(oh_terms_make(&arena, &term, 1, &terms), "%zu", i);
		found = oh_terms_find(&terms, text, text.data, &match);
		CHECK(found == (cases[i].found != NULL), "%zu: %s", i, cases[i].term);
		if (found && cases[i].found)
			CHECK(memcmp(match.begin, cases[i].found, (size_t) (match.end - match.begin)) == 0, "%zu: %.*s", i,
				  (int) (match.end - match.begin), match.begin);
		unit_exact_free(text);
		unit_host_free(&host);
	}
}

/* Where one of all these terms begins first, and of those that begin there the longest, one by one. */
static bool
find_singly(OhBytes text, OhMatch *first)
{
	bool		found = false;

	for (size_t i = 0; i < CASES; i++)
	{
		OhBytes		term = oh_bytes_of_string(cases[i].term);
		OhTerms		terms = {.host = &host.host};
		OhMatch		match;

		CHECK(oh_terms_make(&arena, &term, 1, &terms), "made");
		if (!oh_terms_find(&terms, text, text.data, &match))
			continue;
		if (!found || match.begin < first->begin || (match.begin == first->begin && match.end > first->end))
			*first = match;
		found = true;
	}
	return found;
}

/* Together the terms are found where each alone is. */
static void
test_together(void)
{
	OhBytes		texts[CASES];

	for (size_t i = 0; i < CASES; i++)
		texts[i] = oh_bytes_of_string(cases[i].term);
	for (size_t i = 0; i < CASES; i++)
	{
		OhTerms		terms = {0};
		OhBytes		text = unit_exact(cases[i].text);
		OhMatch		match = {0};
		OhMatch		expected = {0};
		bool		found;

		begin();
		terms.host = &host.host;
		CHECK(oh_terms_make(&arena, texts, CASES, &terms), "made");
		found = oh_terms_find(&terms, text, text.data, &match);
		CHECK(found == find_singly(text, &expected), "%zu", i);
		CHECK(match.begin == expected.begin && match.end == expected.end, "%zu: %.*s", i,
			  (int) (match.end - match.begin), match.begin ? match.begin : "");
		unit_exact_free(text);
		unit_host_free(&host);
	}
}

/* From a place on, what stands before it counts. */
static void
test_from(void)
{
	const OhBytes texts[] = {OH_LITERAL("none of it"), OH_LITERAL("ada")};
	OhTerms		terms = {0};
	OhBytes		text = OH_BYTES("ada ada, bada \xC3\xA9" "ada");
	OhMatch		match = {.end = text.data};
	int			count = 0;

	begin();
	terms.host = &host.host;
	CHECK(oh_terms_make(&arena, texts, 2, &terms), "made");
	while (oh_terms_find(&terms, text, match.end, &match))
		count++;
	CHECK(count == 2, "%d", count);
	CHECK(!oh_terms_find(&terms, text, text.data + text.len - 3, &match), "within a word");
	CHECK(oh_terms_find(&terms, text, text.data + 4, &match) && match.begin == text.data + 4, "from a word on");
	CHECK(oh_terms_make(&arena, NULL, 0, &terms) && !oh_terms_stand_in(&terms, text), "no terms");
	unit_host_free(&host);
}

static bool
is_cancelled(void *context)
{
	(void) context;
	return true;
}

static void
test_cancelled(void)
{
	OhBytes		term = OH_BYTES("ada");
	OhTerms		terms = {0};

	begin();
	host.host.cancelled = is_cancelled;
	terms.host = &host.host;
	CHECK(oh_terms_make(&arena, &term, 1, &terms), "made");
	CHECK(!oh_terms_stand_in(&terms, OH_BYTES("for ada")) && terms.cancelled, "it says so");
	CHECK(!oh_terms_stand_in(&terms, OH_BYTES("ada")), "and goes on saying so");
	unit_host_free(&host);
}

static void
test_no_memory(void)
{
	OhBytes		term = OH_BYTES("123456");
	OhTerms		terms = {0};

	for (int i = 1; i <= 2; i++)
	{
		begin();
		single_fails_from = single_fails_to = i;
		CHECK(!oh_terms_make(&arena, &term, 1, &terms), "terms need memory: %d", i);
		single_fails_from = single_fails_to = 0;
		CHECK(oh_terms_make(&arena, &term, 1, &terms), "which there is again");
		unit_host_free(&host);
	}
	begin();
	unit_host_free(&host);
}

int
main(void)
{
	test_cases();
	test_together();
	test_from();
	test_cancelled();
	test_no_memory();
	return unit_done();
}
