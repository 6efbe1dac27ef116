/*
 * test_rehearsal.c
 *	  The schedule of a night.
 */
#include "merge.h"
#include "provider_fixture.h"
#include "rehearsal.h"

#define OPENS		(20091 * OH_DAY + 17 * 60 * OH_MINUTE)
#define LAST_PLACED	(OPENS + 390 * OH_MINUTE)
#define MIDNIGHT	(20092 * OH_DAY)

static const OhCourse courses[] = {
	{.stages = 5},
	{.stages = 2, .cancels = true},
	{.stages = 5, .cancels = true},
	{.stages = 4, .cancels = true, .refunds = true, .shortens = true},
	{.stages = 1},
};

static OhNight
night_of(const OhCourse *course, int orders, int share)
{
	return (OhNight) {
		.course = course, .seed = 7, .orders = orders, .opens = OPENS,
		.duplicates = share, .reorder = share, .tamper = share, .sparse = share,
	};
}

/* What a plan comes to. */
typedef struct Count
{
	int64_t		originals;
	int64_t		again;
	int64_t		forged;
	int64_t		followed;
	int64_t		late;
	int64_t		settled;
	int64_t		shortened;
	int64_t		cancelled;
	int64_t		refunded;
} Count;

static int64_t
rounded(int share, int64_t count)
{
	return (share * count + 500000) / 1000000;
}

static const OhSending *
find(const OhSending *sendings, int64_t count, const OhSending *like, int stage)
{
	for (int64_t i = 0; i < count; i++)
		if (sendings[i].copy == OH_COPY_NONE && sendings[i].order == like->order && sendings[i].stage == stage
			&& (sendings[i].turn == OH_TURN_REFUND) == (like->turn == OH_TURN_REFUND))
			return &sendings[i];
	return NULL;
}

static void
count_original(const OhNight *night, const OhSending *sendings, int64_t n, const OhSending *s, Count *count)
{
	const OhSending *next = s->turn == OH_TURN_REFUND ? NULL : find(sendings, n, s, s->stage + 1);
	bool		ends = s->turn != OH_TURN_REFUND && next == NULL;

	count->originals++;
	count->followed += next != NULL;
	count->late += next != NULL && s->at > next->at;
	count->shortened += s->turn == OH_TURN_SHORT;
	count->cancelled += s->turn == OH_TURN_CANCELLED;
	count->refunded += s->turn == OH_TURN_REFUND;
	count->settled += ends && night->course->shortens && s->turn != OH_TURN_CANCELLED;
	CHECK(ends || s->turn == OH_TURN_STAGE || s->turn == OH_TURN_REFUND, "what ends an order comes last");
	CHECK(find(sendings, n, s, s->stage) == s, "each stage is sent once");
	CHECK(s->turn == OH_TURN_REFUND || s->stage == 0 || find(sendings, n, s, s->stage - 1), "no stage is left out");
}

static Count
count_plan(const OhNight *night, const OhSending *sendings, int64_t n)
{
	Count		count = {0};

	for (int64_t i = 0; i < n; i++)
	{
		const OhSending *s = &sendings[i];
		const OhSending *original = find(sendings, n, s, s->stage);

		CHECK(i == 0 || sendings[i - 1].at <= s->at, "sending %lld is in its turn", (long long) i);
		CHECK(s->copy == OH_COPY_NONE || (original && original->turn == s->turn), "a copy is of something");
		CHECK(s->copy != OH_COPY_AGAIN || (s > original && s->at < original->at + 20 * OH_MINUTE), "sent again later");
		count.again += s->copy == OH_COPY_AGAIN;
		count.forged += s->copy == OH_COPY_FORGED;
		if (s->copy == OH_COPY_NONE)
			count_original(night, sendings, n, s, &count);
	}
	return count;
}

static void
test_shares(const OhCourse *course, int orders, int share)
{
	UnitHost	unit;
	OhArena		arena;
	OhNight		night = night_of(course, orders, share);
	int64_t		n;
	OhSending  *sendings;
	Count		count;

	unit_host_init(&unit);
	oh_arena_init(&arena, &unit.host);
	sendings = oh_rehearsal_plan(&arena, &night, &n);
	count = count_plan(&night, sendings, n);
	CHECK(count.originals + count.again + count.forged == n, "%lld", (long long) n);
	CHECK(count.originals == count.followed + orders + count.refunded, "%d orders", orders);
	CHECK(count.again == rounded(share, count.originals), "share %d: %lld again", share, (long long) count.again);
	CHECK(count.forged == rounded(share, count.originals), "share %d: %lld forged", share, (long long) count.forged);
	CHECK(count.late == rounded(share, count.followed), "share %d: %lld late", share, (long long) count.late);
	CHECK(count.shortened == rounded(share, count.settled), "share %d: %lld short", share, (long long) count.shortened);
	CHECK(orders < 300 || (count.cancelled > 0) == course->cancels, "%lld cancelled", (long long) count.cancelled);
	CHECK(orders < 300 || (count.refunded > 0) == course->refunds, "%lld refunded", (long long) count.refunded);
	unit_host_free(&unit);
}

static bool
same_sending(const OhSending *a, const OhSending *b)
{
	return a->at == b->at && a->order == b->order && a->stage == b->stage && a->turn == b->turn && a->copy == b->copy;
}

/* The same night is the same plan; without its copies it is that of a night without any. */
static void
test_same(const OhCourse *course)
{
	UnitHost	unit;
	OhArena		arena;
	OhNight		night = night_of(course, 200, 300000);
	OhNight		plain = night;
	int64_t		counts[3];
	OhSending  *plans[3];
	int64_t		at = 0;

	plain.duplicates = plain.tamper = 0;
	unit_host_init(&unit);
	oh_arena_init(&arena, &unit.host);
	plans[0] = oh_rehearsal_plan(&arena, &night, &counts[0]);
	plans[1] = oh_rehearsal_plan(&arena, &night, &counts[1]);
	plans[2] = oh_rehearsal_plan(&arena, &plain, &counts[2]);
	CHECK(counts[0] == counts[1] && counts[0] > counts[2], "%lld", (long long) counts[0]);
	for (int64_t i = 0; i < counts[0]; i++)
	{
		CHECK(same_sending(&plans[0][i], &plans[1][i]), "sending %lld", (long long) i);
		if (plans[0][i].copy == OH_COPY_NONE)
			CHECK(same_sending(&plans[0][i], &plans[2][at++]), "sending %lld", (long long) i);
	}
	CHECK(at == counts[2], "%lld", (long long) at);
	unit_host_free(&unit);
}

/* The version times of an order rise with its stages, within the evening; most orders come at its peak. */
static void
test_times(const OhCourse *course)
{
	OhNight		night = night_of(course, 4000, 0);
	int			halves[14] = {0};
	OhSample	sample;

	night.ahead = -5 * 60 * OH_MINUTE;
	for (uint32_t order = 0; order < 4000; order++)
	{
		OhMoment	before = 0;

		for (int stage = 0; stage < course->stages; stage++)
		{
			OhSending	sending = {.order = order, .stage = (uint8_t) stage, .turn = OH_TURN_STAGE};

			oh_rehearsal_sample(&night, &sending, &sample);
			CHECK(sample.updated_at >= before + 2 * OH_MINUTE && sample.updated_at < MIDNIGHT, "order %u", order);
			CHECK(sample.updated_at == sample.reached[stage] && sample.placed_at == sample.reached[0], "order %u", order);
			CHECK(sample.stage == stage && sample.turn == OH_TURN_STAGE && sample.ahead == night.ahead, "order %u", order);
			before = sample.updated_at;
		}
		CHECK(sample.placed_at >= OPENS && sample.placed_at <= LAST_PLACED, "order %u", order);
		halves[(sample.placed_at - OPENS) / (30 * OH_MINUTE)]++;
	}
	for (int i = 1; i < 13; i++)
		CHECK(i < 5 ? halves[i] > halves[i - 1] : i == 5 || halves[i] < halves[i - 1], "half hour %d", i);
}

/* ---- what the providers write of it ---- */

static bool
is_clean(const OhReading *reading)
{
	for (const OhRow *problem = reading->rows[OH_PROBLEM].first; problem; problem = problem->next)
		if (!oh_cell_is(&problem->cells[OH_PROBLEM_SEVERITY], OH_NOTE))
			return false;
	return true;
}

/* Each body is read without a warning, and says what its turn is. */
static OhVersion
read_sending(const OhProvider *provider, const OhNight *night, const OhSending *s)
{
	Fixture		fixture;
	OhWriter	writer;
	OhSample	sample;
	OhVersion	version;

	fixture_init(&fixture);
	oh_writer_init(&writer, &fixture.arena);
	oh_rehearsal_sample(night, s, &sample);
	provider->compose(&writer, &sample);
	fixture_read(&fixture, provider, oh_writer_text(&writer), OH_UNIT_UNSAID);
	version = oh_version_of(fixture.out.order);
	CHECK(fixture.out.subject == OH_SUBJECT_ORDER && is_clean(&fixture.out), "%s, order %u", provider->name, s->order);
	CHECK((s->turn == OH_TURN_CANCELLED) == (version.rank / 16 == 8), "%s, order %u", provider->name, s->order);
	CHECK((s->turn == OH_TURN_SHORT) == (provider->course.shortens && !version.timed), "%s, order %u",
		  provider->name, s->order);
	CHECK((s->turn == OH_TURN_REFUND) == oh_cell_known(&fixture.out.order->cells[OH_ORDER_REFUND_OF]),
		  "%s, order %u", provider->name, s->order);
	fixture_free(&fixture);
	return version;
}

/* Of an order's deliveries each is of a higher version than the one before, and no step back. */
static void
test_bodies(const OhProvider *provider)
{
	UnitHost	unit;
	OhArena		arena;
	OhNight		night = night_of(&provider->course, 200, 0);
	static OhVersion versions[200][OH_SAMPLE_STAGES];
	int64_t		n;
	OhSending  *sendings;

	night.sparse = 500000;
	unit_host_init(&unit);
	oh_arena_init(&arena, &unit.host);
	sendings = oh_rehearsal_plan(&arena, &night, &n);
	for (int64_t i = 0; i < n; i++)
	{
		const OhSending *s = &sendings[i];
		OhVersion	version = read_sending(provider, &night, s);
		const OhVersion *before = s->stage > 0 ? &versions[s->order][s->stage - 1] : NULL;

		if (s->turn == OH_TURN_REFUND)
			continue;
		versions[s->order][s->stage] = version;
		CHECK(!before || !version.timed || oh_version_compare(before, &version) < 0, "%s, order %u", provider->name, s->order);
		CHECK(!before || version.rank < 0 || before->rank <= version.rank, "%s, order %u", provider->name, s->order);
	}
	unit_host_free(&unit);
}

/* A refund is an order of its own, later, of the same goods. */
static void
test_refund(void)
{
	OhNight		night = night_of(&courses[3], 300, 0);
	OhSending	sending = {.order = 5, .stage = 3, .turn = OH_TURN_STAGE};
	OhSample	order;
	OhSample	refund;

	oh_rehearsal_sample(&night, &sending, &order);
	sending.turn = OH_TURN_REFUND;
	oh_rehearsal_sample(&night, &sending, &refund);
	CHECK(refund.refunded == order.number && refund.number != order.number, "%llu", (unsigned long long) refund.number);
	CHECK(refund.goods == order.goods && refund.line_count == order.line_count, "the same goods");
	CHECK(refund.placed_at > order.updated_at && refund.updated_at < MIDNIGHT, "afterwards");
}

static bool
same_ids(const OhSample *a, const OhSample *b)
{
	return a->number == b->number || strcmp(a->uuid[0], b->uuid[0]) == 0 || strcmp(a->uuid[1], b->uuid[1]) == 0;
}

/* Of orders of any seeds, and of samples. */
static void
test_ids(void)
{
	static const uint32_t seeds[] = {0, 1, 2, 1000, INT32_MAX, UINT32_MAX};
	static OhSample samples[6 * 300 + 1000];
	int			count = 0;

	for (int i = 0; i < 6; i++)
		for (uint32_t order = 0; order < 300; order++)
			oh_sample_draw_order(seeds[i], order < 150 ? order : OH_NIGHT_ORDERS - order, &samples[count++]);
	for (uint32_t seed = 0; seed < 500; seed++)
		oh_sample_draw(seed, &samples[count++]);
	for (uint32_t seed = 0; seed < 500; seed++)
		oh_sample_draw((uint32_t) INT32_MAX - 100250 + seed, &samples[count++]);
	for (int i = 0; i < count; i++)
		for (int j = 0; j < i; j++)
			if (same_ids(&samples[i], &samples[j]))
				CHECK(false, "%d and %d share an id", i, j);
	CHECK(count == 2800, "%d", count);
	oh_sample_draw_order(UINT32_MAX, OH_SAMPLE_ORDERS - 1, &samples[0]);
	oh_sample_refund(&samples[0]);
	CHECK(samples[0].number < (uint64_t) INT64_MAX / 10, "%llu", (unsigned long long) samples[0].number);
}

/* The bytes are a contract: other machines and later releases draw the same. */
static void
test_pinned(void)
{
	UnitHost	unit;
	OhArena		arena;
	OhNight		night = night_of(&courses[0], 100, 100000);
	int64_t		n;
	OhSending  *sendings;
	OhSample	sample;

	unit_host_init(&unit);
	oh_arena_init(&arena, &unit.host);
	sendings = oh_rehearsal_plan(&arena, &night, &n);
	oh_rehearsal_sample(&night, &sendings[0], &sample);
	CHECK(n == 600, "%lld", (long long) n);
	CHECK(sendings[0].order == 37 && sendings[0].at == INT64_C(1735925423675559), "%u at %lld", sendings[0].order,
		  (long long) sendings[0].at);
	CHECK(strcmp(sample.uuid[0], "c1adfc6c-ea5f-4cb3-8ded-9d374a76803b") == 0, "%s", sample.uuid[0]);
	CHECK(sample.number == UINT64_C(2149318693), "%llu", (unsigned long long) sample.number);
	unit_host_free(&unit);
}

static void
test_memory(void)
{
	UnitHost	unit;
	OhArena		arena;
	OhNight		night = night_of(&courses[3], 5000, 100000);
	int64_t		n;

	unit_host_init(&unit);
	unit.fail_at = 1;
	oh_arena_init(&arena, &unit.host);
	CHECK(oh_rehearsal_plan(&arena, &night, &n) == NULL, "no memory, no plan");
	unit_host_free(&unit);
}

static void
test_alter(void)
{
	static const struct
	{
		const char *body;
		const char *altered;
	}			rows[] = {
		{"{\"a\":1}", "{\"a\":2}"},
		{"19", "10"},
		{"7 of x", "8 of x"},
		{"{}", "{|"},
		{"", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		char		body[16];

		strcpy(body, rows[i].body);
		oh_rehearsal_alter(body, strlen(body));
		CHECK(strcmp(body, rows[i].altered) == 0, "%s: %s", rows[i].body, body);
	}
}

int
main(void)
{
	static const int shares[] = {0, 1, 100000, 333333, 500000, 999999, 1000000};

	for (size_t i = 0; i < sizeof(courses) / sizeof(courses[0]); i++)
	{
		for (size_t j = 0; j < sizeof(shares) / sizeof(shares[0]); j++)
			for (int orders = 0; orders <= 4; orders++)
				test_shares(&courses[i], orders, shares[j]);
		test_shares(&courses[i], 300, 100000);
		test_same(&courses[i]);
		test_times(&courses[i]);
	}
	for (int i = 0; oh_providers[i]; i++)
		test_bodies(oh_providers[i]);
	test_refund();
	test_ids();
	test_pinned();
	test_memory();
	test_alter();
	return unit_done();
}
