/*
 * test_allowance.c
 *	  What a document may take of memory: never more, and never half an order for it.
 */
#include "provider_fixture.h"

static Fixture whole;
static Fixture part;
static int	refused;

/* Begins one whose host allows so much, and so much more for each byte. */
static bool
read_within(Fixture *fixture, const OhProvider *provider, OhBytes body, size_t free, size_t per_byte)
{
	fixture_init(fixture);
	fixture->host.host.memory_free = free;
	fixture->host.host.memory_per_byte = per_byte;
	return fixture_read(fixture, provider, body, OH_UNIT_UNSAID);
}

static bool
is_refusal(const OhReading *out)
{
	return out->subject == OH_SUBJECT_UNREADABLE && out->rows[OH_PROBLEM].count == 1 &&
		out->rows[OH_ITEM].count == 0 && !oh_cell_known(&out->order->cells[OH_ORDER_EXTERNAL_ID]) &&
		fixture_has_problem(out, OH_ERROR, "$");
}

/* Whatever is allowed, an order is told as without a limit, or not at all. */
static void
test_all_or_nothing(const OhProvider *provider, uint32_t seed)
{
	static FixtureText expected;
	static FixtureText told;
	bool		complete = false;

	fixture_read_sample(&whole, provider, seed, OH_UNIT_UNSAID);
	fixture_dump(&whole.out, true, &expected);
	for (size_t free = 0; !complete; free += 1024)
	{
		bool		done = read_within(&part, provider, whole.body, free, 1);

		if (done)
		{
			fixture_dump(&part.out, true, &told);
			complete = strcmp(told.text, expected.text) == 0;
			CHECK(complete || is_refusal(&part.out), "%s, seed %u, %zu bytes", provider->name, seed, free);
			refused += !complete;
		}
		else
			CHECK(part.arena.is_over, "%s, seed %u, %zu bytes", provider->name, seed, free);
		CHECK(part.host.bytes <= 2 * 8192 + free + whole.body.len, "%s, seed %u: %zu bytes of %zu",
			  provider->name, seed, part.host.bytes, free);
		fixture_free(&part);
	}
	fixture_free(&whole);
}

/* Not even the refusal can be held: then it is memory that is out. */
static void
test_no_memory_for_refusal(const OhProvider *provider)
{
	int			out_of_memory = 0;
	bool		done = false;

	fixture_read_sample(&whole, provider, 1, OH_UNIT_UNSAID);
	for (size_t free = 0; !done; free += 64)
	{
		(void) read_within(&part, provider, whole.body, free, 1);
		done = !part.arena.exhausted && part.out.subject == OH_SUBJECT_ORDER;
		fixture_free(&part);
		for (int fail_at = 1; fail_at < 8; fail_at++)
		{
			fixture_init(&part);
			part.host.fail_at = fail_at;
			part.host.host.memory_free = free;
			part.host.host.memory_per_byte = 1;
			if (!fixture_read(&part, provider, whole.body, OH_UNIT_UNSAID))
				out_of_memory += CHECK(part.arena.exhausted, "%zu bytes, allocation %d", free, fail_at);
			fixture_free(&part);
		}
	}
	CHECK(out_of_memory > 0, "some reading failed");
	fixture_free(&whole);
}

/* The last document's want is not the next one's. */
static void
test_next_document(void)
{
	OhBytes		body = OH_BYTES("{\"order\":{\"id\":\"1\"}}");
	OhArena		arena;
	OhDocument	doc;
	OhJsonError error;

	fixture_init(&part);
	part.host.host.memory_free = 65536;
	part.host.host.memory_per_byte = 1;
	oh_arena_init(&arena, &part.host.host);
	oh_arena_allow(&arena, 0);
	CHECK(oh_arena_alloc(&arena, 65537) == NULL && arena.exhausted && arena.is_over, "more than is allowed");
	CHECK(oh_arena_alloc(&arena, 1) == NULL, "then nothing at all");
	CHECK(oh_json_parse(&doc, &arena, body, &error) && !arena.exhausted, "the next document has its own");
	part.host.fail_at = 1;
	CHECK(oh_arena_alloc(&arena, 4097) == NULL && !arena.is_over, "the host has no more");
	oh_arena_allow(&arena, 0);
	CHECK(arena.exhausted, "which no allowance mends");
	fixture_free(&part);
}

/* Text up to its limit is kept; beyond, the field is unreadable and says why. */
static void
test_long_text(size_t len)
{
	static char text[OH_MAX_TEXT + 100];
	int			size = snprintf(text, sizeof(text), "{\"order\":{\"id\":\"1\",\"guest_name\":\"");
	bool		fits = len <= OH_MAX_TEXT;

	memset(text + size, 'x', len);
	memcpy(text + size + len, "\"}}", 3);
	fixture_init(&part);
	CHECK(fixture_read(&part, oh_provider_find(OH_BYTES("bbot")), oh_bytes(text, (size_t) size + len + 3),
					   OH_UNIT_UNSAID), "%zu bytes", len);
	CHECK(part.out.subject == OH_SUBJECT_ORDER, "%zu bytes: the order stands", len);
	CHECK((part.out.rows[OH_PARTY].count == 1) == fits, "%zu bytes", len);
	CHECK(fixture_has_problem(&part.out, OH_WARNING, "$.order.guest_name") != fits, "%zu bytes", len);
	fixture_free(&part);
}

int
main(void)
{
	for (int i = 0; oh_providers[i]; i++)
		for (uint32_t seed = 1; seed <= 5; seed++)
			test_all_or_nothing(oh_providers[i], seed);
	CHECK(refused > 0, "some allowance was enough for a document, and not for its order");
	test_no_memory_for_refusal(oh_providers[0]);
	test_next_document();
	test_long_text(OH_MAX_TEXT - 1);
	test_long_text(OH_MAX_TEXT);
	test_long_text(OH_MAX_TEXT + 1);
	return unit_done();
}
