/*
 * test_merge.c
 *	  The order of versions, the place of a delivery among those of its order, and what it
 *	  changes there: tables, and the laws that hold for all of them.
 */
#include "lifecycle.h"
#include "merge.h"
#include "order_fixture.h"

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

/* ---- versions ---- */

#define NOON	"2026-03-07T12:00:00Z"
#define ONE		"2026-03-07T13:00:00Z"
#define TWO		"2026-03-07T14:00:00Z"

/* What counts as stated: a value or null, and neither nothing nor what could not be read. */
static const struct
{
	const char *order;
	bool		timed;
	int			rank;
	int			stated;
}			versions[] = {
	{"", false, -1, 0},
	{"external_id=7", false, -1, 1},
	{"external_id=7 notes=null total=unreadable", false, -1, 2},
	{"external_id=7 lifecycle=placed", false, 16, 2},
	{"external_id=7 lifecycle=accepted delivery_state=at_pickup", false, 37, 3},
	{"provider_updated_at=null lifecycle=unknown", false, 0, 2},
	{"provider_updated_at=unreadable lifecycle=closed", false, 96, 1},
	{"provider_updated_at=" NOON " lifecycle=cancelled", true, 128, 2},
};

static void
test_versions(void)
{
	static Order order;

	for (size_t i = 0; i < LENGTH(versions); i++)
	{
		OhVersion	version = oh_version_of(order_parse(&order, versions[i].order));

		CHECK(version.timed == versions[i].timed && version.rank == versions[i].rank
			  && version.stated == versions[i].stated, "%s: %d %d %d", versions[i].order,
			  version.timed, version.rank, version.stated);
		CHECK(version.time == (version.timed ? order.row->cells[OH_ORDER_PROVIDER_UPDATED_AT].number : 0),
			  "%s", versions[i].order);
		CHECK(version.stated == __builtin_popcountll(oh_row_stated(order.row, OH_ORDER_COUNT)),
			  "%s", versions[i].order);
	}
	order_parse(&order, "external_id=7 display_number=null store_external_id=unreadable notes=x");
	CHECK(oh_row_stated(order.row, OH_ORDER_COUNT)
		  == ((OhStated) 1 << OH_ORDER_EXTERNAL_ID | (OhStated) 1 << OH_ORDER_DISPLAY_NUMBER
			  | (OhStated) 1 << OH_ORDER_NOTES), "a bit for each statement");
	CHECK(oh_row_stated(order.row, OH_ORDER_NOTES)
		  == ((OhStated) 1 << OH_ORDER_EXTERNAL_ID | (OhStated) 1 << OH_ORDER_DISPLAY_NUMBER),
		  "only the columns asked for");
}

/* Time outweighs rank, and rank outweighs how much is stated. */
static int
expected_order(const OhVersion *a, const OhVersion *b)
{
	const int64_t pairs[][2] = {{a->time, b->time}, {a->rank, b->rank}, {a->stated, b->stated}};

	for (size_t i = 0; i < LENGTH(pairs); i++)
		if (pairs[i][0] != pairs[i][1])
			return pairs[i][0] < pairs[i][1] ? -1 : 1;
	return 0;
}

/* A total order of timed versions, up to those that say the same of their place. */
static void
test_order_of_versions(void)
{
	static const OhMoment times[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
	static const int ranks[] = {-1, 0, 37, 128};
	static const int stated[] = {0, 1, 37};
	OhVersion	all[LENGTH(times) * LENGTH(ranks) * LENGTH(stated)];

	for (size_t i = 0; i < LENGTH(all); i++)
		all[i] = (OhVersion) {
			.timed = true,
			.time = times[i % LENGTH(times)],
			.rank = ranks[i / LENGTH(times) % LENGTH(ranks)],
			.stated = stated[i / LENGTH(times) / LENGTH(ranks)],
		};
	for (size_t a = 0; a < LENGTH(all); a++)
		for (size_t b = 0; b < LENGTH(all); b++)
		{
			int			order = oh_version_compare(&all[a], &all[b]);
			bool		transitive = true;

			for (size_t c = 0; order <= 0 && c < LENGTH(all); c++)
				transitive &= oh_version_compare(&all[b], &all[c]) > 0 || oh_version_compare(&all[a], &all[c]) <= 0;
			CHECK(order == expected_order(&all[a], &all[b]), "%zu %zu", a, b);
			CHECK(order == -oh_version_compare(&all[b], &all[a]), "%zu %zu", a, b);
			CHECK((order == 0) == (a == b) && transitive, "%zu %zu", a, b);
		}
}

/* ---- places ---- */

/*
 * Against the highest version with a time (none: known is ""), perhaps something without
 * one beside it, and the lifecycle that the order has come to.
 */
static const struct
{
	const char *top;
	bool		loose;
	const char *by_now;
	const char *incoming;
	OhPlace		place;
	bool		ties;
}			places[] = {
	/* With a time: newer and equal go ahead, older are late. */
	{"", false, "", "provider_updated_at=" ONE " lifecycle=placed", OH_PLACE_AHEAD, false},
	{"provider_updated_at=" ONE " lifecycle=placed", false, "lifecycle=placed",
	"provider_updated_at=" TWO " lifecycle=placed", OH_PLACE_AHEAD, false},
	{"provider_updated_at=" ONE " lifecycle=ready", false, "lifecycle=ready",
	"provider_updated_at=" TWO " lifecycle=placed", OH_PLACE_AHEAD, false},
	{"provider_updated_at=" ONE " lifecycle=placed", false, "lifecycle=placed",
	"provider_updated_at=" ONE " lifecycle=placed", OH_PLACE_AHEAD, true},
	{"provider_updated_at=" ONE " lifecycle=placed", false, "lifecycle=placed",
	"provider_updated_at=" NOON " lifecycle=completed", OH_PLACE_LATE, false},
	{"provider_updated_at=" ONE " lifecycle=ready", false, "lifecycle=ready",
	"provider_updated_at=" ONE " lifecycle=placed", OH_PLACE_LATE, false},
	{"provider_updated_at=" ONE " lifecycle=ready notes=x", false, "lifecycle=ready",
	"provider_updated_at=" ONE " lifecycle=ready", OH_PLACE_LATE, false},
	{"provider_updated_at=" ONE " lifecycle=ready", false, "lifecycle=ready",
	"provider_updated_at=" ONE " lifecycle=ready notes=x", OH_PLACE_AHEAD, false},
	/* Those without a time come after all with one. */
	{"provider_updated_at=" ONE " lifecycle=placed", true, "lifecycle=ready",
	"provider_updated_at=" TWO " lifecycle=completed", OH_PLACE_LATE, false},
	{"provider_updated_at=" ONE " lifecycle=placed", true, "lifecycle=ready",
	"provider_updated_at=" ONE " lifecycle=placed", OH_PLACE_LATE, true},
	{"", true, "lifecycle=ready", "provider_updated_at=" TWO " lifecycle=ready", OH_PLACE_LATE, false},
	/* Without a time: ahead where it carries the order further than the versions, and not back. */
	{"", false, "", "lifecycle=placed", OH_PLACE_AHEAD, false},
	{"", false, "", "notes=x", OH_PLACE_AHEAD, false},
	{"", true, "lifecycle=ready", "lifecycle=completed", OH_PLACE_AHEAD, false},
	{"", true, "lifecycle=ready", "lifecycle=ready", OH_PLACE_AHEAD, false},
	{"", true, "lifecycle=ready", "lifecycle=preparing", OH_PLACE_BEHIND, false},
	{"", true, "lifecycle=ready", "notes=x", OH_PLACE_AHEAD, false},
	{"", true, "lifecycle=accepted delivery_state=at_pickup", "lifecycle=accepted delivery_state=to_pickup",
	OH_PLACE_BEHIND, false},
	{"provider_updated_at=" ONE " lifecycle=ready", false, "lifecycle=ready", "lifecycle=completed",
	OH_PLACE_AHEAD, false},
	{"provider_updated_at=" ONE " lifecycle=ready", false, "lifecycle=ready", "lifecycle=ready",
	OH_PLACE_BEHIND, false},
	{"provider_updated_at=" ONE " lifecycle=ready", false, "lifecycle=ready", "notes=x", OH_PLACE_BEHIND, false},
	{"provider_updated_at=" ONE " lifecycle=placed", true, "lifecycle=completed", "lifecycle=ready",
	OH_PLACE_BEHIND, false},
	{"provider_updated_at=" ONE, false, "", "lifecycle=placed", OH_PLACE_AHEAD, false},
	{"provider_updated_at=" ONE, false, "", "notes=x", OH_PLACE_BEHIND, false},
};

static void
test_places(void)
{
	static Order top;
	static Order by_now;
	static Order incoming;

	for (size_t i = 0; i < LENGTH(places); i++)
	{
		OhStanding	standing = {
			.top = oh_version_of(order_parse(&top, places[i].top)),
			.loose = places[i].loose,
			.rank = oh_order_rank(order_parse(&by_now, places[i].by_now)),
		};
		OhVersion	version = oh_version_of(order_parse(&incoming, places[i].incoming));
		OhPlace		place = oh_merge_place(&standing, &version);

		CHECK(place == places[i].place, "row %zu, %s after %s: %d", i, places[i].incoming, places[i].top, place);
		CHECK(oh_merge_ties(&standing, &version) == places[i].ties, "row %zu, %s after %s", i,
			  places[i].incoming, places[i].top);
	}
}

/* ---- what a delivery changes ---- */

static const struct
{
	const char *known;
	OhPlace		place;
	const char *incoming;
	const char *result;
	bool		changed;
}			applications[] = {
	/* By the keys that are present; absent is not null is not 0. */
	{"", OH_PLACE_AHEAD, "", "", false},
	{"", OH_PLACE_AHEAD, "external_id=7", "external_id=7", true},
	{"notes=x", OH_PLACE_AHEAD, "table_name=4", "notes=x table_name=4", true},
	{"notes=x", OH_PLACE_AHEAD, "notes=y", "notes=y", true},
	{"notes=x", OH_PLACE_AHEAD, "notes=null", "notes=null", true},
	{"notes=x", OH_PLACE_AHEAD, "notes=unreadable", "notes=x", false},
	{"notes=x", OH_PLACE_AHEAD, "notes=x", "notes=x", false},
	{"", OH_PLACE_AHEAD, "notes=null", "notes=null", false},
	{"tip=0", OH_PLACE_AHEAD, "tip=null", "tip=null", true},
	{"tip=1.1", OH_PLACE_AHEAD, "tip=1.10", "tip=1.10", false},
	/* Behind: what nobody has stated, null included, is filled in. */
	{"", OH_PLACE_BEHIND, "notes=y", "notes=y", true},
	{"notes=x", OH_PLACE_BEHIND, "notes=y", "notes=x", false},
	{"notes=null", OH_PLACE_BEHIND, "notes=y", "notes=null", false},
	{"notes=x", OH_PLACE_BEHIND, "notes=y table_name=4", "notes=x table_name=4", true},
	{"notes=x", OH_PLACE_BEHIND, "notes=null", "notes=x", false},
	{"notes=x", OH_PLACE_BEHIND, "table_name=unreadable", "notes=x", false},
	/* The lifecycle is the axes', whatever a delivery says of it. */
	{"", OH_PLACE_AHEAD, "lifecycle=completed", "lifecycle=null", false},
	{"", OH_PLACE_AHEAD, "prep_state=ready lifecycle=completed", "prep_state=ready lifecycle=ready", true},
	{"prep_state=ready lifecycle=ready", OH_PLACE_AHEAD, "delivery_state=delivered",
	"prep_state=ready delivery_state=delivered lifecycle=completed", true},
	{"prep_state=ready lifecycle=ready", OH_PLACE_AHEAD, "prep_state=pending",
	"prep_state=pending lifecycle=placed", true},
	{"prep_state=ready lifecycle=ready", OH_PLACE_AHEAD, "prep_state=null", "prep_state=null lifecycle=null", true},
	{"prep_state=ready", OH_PLACE_AHEAD, "notes=null", "prep_state=ready lifecycle=ready notes=null", true},
	/* A payment by what is paid of which total, where a delivery states either and no state. */
	{"total=10 payment_state=unpaid", OH_PLACE_AHEAD, "paid=10", "total=10 paid=10 payment_state=paid", true},
	{"total=10", OH_PLACE_AHEAD, "paid=10.01", "total=10 paid=10.01 payment_state=paid", true},
	{"total=10", OH_PLACE_AHEAD, "paid=9.99", "total=10 paid=9.99 payment_state=partial", true},
	{"total=10", OH_PLACE_AHEAD, "paid=0", "total=10 paid=0 payment_state=unpaid", true},
	{"total=10", OH_PLACE_AHEAD, "paid=-1", "total=10 paid=-1 payment_state=unpaid", true},
	{"paid=10 payment_state=paid", OH_PLACE_AHEAD, "total=12", "paid=10 total=12 payment_state=partial", true},
	{"total=-10", OH_PLACE_AHEAD, "paid=-10", "total=-10 paid=-10 payment_state=paid", true},
	{"total=-10", OH_PLACE_AHEAD, "paid=-4", "total=-10 paid=-4 payment_state=partial", true},
	{"total=-10", OH_PLACE_AHEAD, "paid=4", "total=-10 paid=4 payment_state=unpaid", true},
	{"total=10 paid=10 payment_state=unpaid", OH_PLACE_AHEAD, "total=10",
	"total=10 paid=10 payment_state=paid", true},
	/* Else it stays as it was said. */
	{"total=10", OH_PLACE_AHEAD, "paid=10 payment_state=pending", "total=10 paid=10 payment_state=pending", true},
	{"total=10", OH_PLACE_AHEAD, "paid=10 payment_state=null", "total=10 paid=10 payment_state=null", true},
	{"total=10 paid=10 payment_state=unpaid", OH_PLACE_AHEAD, "notes=x",
	"total=10 paid=10 payment_state=unpaid notes=x", true},
	{"total=10 payment_state=unpaid", OH_PLACE_AHEAD, "paid=null",
	"total=10 paid=null payment_state=unpaid", false},
	{"paid=10 payment_state=unpaid", OH_PLACE_AHEAD, "total=null",
	"paid=10 total=null payment_state=unpaid", false},
	{"total=0 payment_state=unpaid", OH_PLACE_AHEAD, "paid=10", "total=0 paid=10 payment_state=unpaid", true},
	{"total=10 refunded=-10 payment_state=refunded", OH_PLACE_AHEAD, "paid=10",
	"total=10 refunded=-10 paid=10 payment_state=refunded", true},
	{"total=10 payment_state=unpaid", OH_PLACE_BEHIND, "paid=10", "total=10 paid=10 payment_state=unpaid", true},
};

/* The lifecycle of every result is derived; the rows above leave it out where it is none. */
static void
parse_result(Order *order, const char *text)
{
	OhRow	   *row = order_parse(order, text);

	if (row->cells[OH_ORDER_LIFECYCLE].state == OH_STATE_ABSENT)
		row->cells[OH_ORDER_LIFECYCLE].state = OH_STATE_NULL;
}

static void
test_applications(void)
{
	static Order known;
	static Order incoming;
	static Order result;

	for (size_t i = 0; i < LENGTH(applications); i++)
	{
		OhRow	   *row = order_parse(&known, applications[i].known);
		OhStated	stated = oh_row_stated(row, OH_ORDER_COUNT);
		bool		changed;

		parse_result(&result, applications[i].result);
		changed = oh_merge_apply(row, &stated, order_parse(&incoming, applications[i].incoming), applications[i].place);
		CHECK(order_same(row, result.row), "row %zu, %s on %s: %s, not %s", i,
			  applications[i].incoming, applications[i].known, order_show(row), order_show(result.row));
		CHECK(changed == applications[i].changed, "row %zu, %s on %s", i, applications[i].incoming,
			  applications[i].known);
	}
}

/* Each column alone is taken over, and nothing else is touched. */
static void
test_columns(void)
{
	static Order known;
	static Order incoming;

	for (int i = 0; i < OH_ORDER_COUNT; i++)
	{
		OhKind		kind = oh_tables[OH_ORDER].columns[i].kind;
		OhStated	stated = 0;

		if (i == OH_ORDER_LIFECYCLE)
			continue;
		order_clear(&known);
		order_clear(&incoming);
		incoming.row->cells[i] = kind == OH_KIND_TEXT ? oh_cell_string("x") : oh_cell_integer(1);
		CHECK(oh_merge_apply(known.row, &stated, incoming.row, OH_PLACE_AHEAD), "column %d", i);
		CHECK(stated == (OhStated) 1 << i && oh_orders_equal(known.row, incoming.row), "column %d: %s", i,
			  order_show(known.row));
	}
}

/* ---- laws ---- */

/* Cells in every state, on the columns whose merging is not plain and on one that is. */
static const struct
{
	const char *name;
	const char *values[5];		/* absent beside them */
}			axes[] = {
	{"prep_state", {"pending", "done", "null", "unreadable"}},
	{"delivery_state", {"delivered", "null"}},
	{"payment_state", {"paid", "refunded", "null"}},
	{"total", {"10", "-10", "0", "null", "unreadable"}},
	{"paid", {"10", "4", "-4", "null"}},
	{"refunded", {"-1", "null"}},
	{"notes", {"x", "y", "null", "unreadable"}},
};

static uint64_t random_state = 20260307;

static uint32_t
draw(uint32_t below)
{
	random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t) (random_state >> 33) % below;
}

/* As a delivery comes out of a provider: its lifecycle derived from its axes. */
static const OhRow *
draw_order(Order *order)
{
	static char text[16][256];
	static unsigned turn;
	char	   *line = text[turn++ % 16];
	size_t		len = 0;
	const char *lifecycle;

	line[0] = '\0';
	for (size_t i = 0; i < LENGTH(axes); i++)
	{
		uint32_t	count = 0;
		uint32_t	drawn;

		while (count < LENGTH(axes[i].values) && axes[i].values[count])
			count++;
		drawn = draw(2 * count);
		if (drawn < count)
			len += (size_t) sprintf(line + len, "%s%s=%s", len ? " " : "", axes[i].name, axes[i].values[drawn]);
	}
	order_parse(order, line);
	lifecycle = oh_lifecycle(order->row);
	if (lifecycle)
		order->row->cells[OH_ORDER_LIFECYCLE] = oh_cell_string(lifecycle);
	return order->row;
}

static bool
is_derived(int column)
{
	return column == OH_ORDER_LIFECYCLE || column == OH_ORDER_PAYMENT_STATE;
}

/* Which of the columns of `mask` are not the same in both? */
static OhStated
differing(const OhRow *a, const OhRow *b, OhStated mask)
{
	OhStated	result = 0;

	for (int i = 0; i < OH_ORDER_COUNT; i++)
		if (!is_derived(i) && (mask & (OhStated) 1 << i)
			&& !oh_cell_equal(&a->cells[i], &b->cells[i], oh_tables[OH_ORDER].columns[i].kind))
			result |= (OhStated) 1 << i;
	return result;
}

static void
copy_order(Order *to, const OhRow *from)
{
	order_clear(to);
	memcpy(to->memory, from, sizeof(to->memory));
}

/* One delivery on an order that is already something. */
static void
check_laws(const OhRow *before, OhStated before_stated, const OhRow *incoming, OhPlace place)
{
	static Order after;
	static Order again;
	OhStated	said = oh_row_stated(incoming, OH_ORDER_COUNT) & ~((OhStated) 1 << OH_ORDER_LIFECYCLE);
	OhStated	taken = place == OH_PLACE_AHEAD ? said : said & ~before_stated;
	OhStated	stated = before_stated;
	bool		changed;

	copy_order(&after, before);
	changed = oh_merge_apply(after.row, &stated, incoming, place);
	CHECK(stated == (before_stated | said), "what is stated grows: %s", order_show(incoming));
	CHECK(differing(after.row, incoming, taken) == 0, "what is taken holds: %s on %s",
		  order_show(incoming), order_show(before));
	CHECK(differing(after.row, before, ~taken) == 0, "all else stays: %s on %s", order_show(incoming),
		  order_show(before));
	CHECK(place == OH_PLACE_AHEAD || (before_stated & (OhStated) 1 << OH_ORDER_PAYMENT_STATE) == 0
		  || oh_cell_equal(&after.row->cells[OH_ORDER_PAYMENT_STATE], &before->cells[OH_ORDER_PAYMENT_STATE],
						   OH_KIND_TEXT), "nothing of a payment is derived behind: %s", order_show(incoming));
	CHECK(changed != oh_orders_equal(before, after.row), "changed is different: %s on %s, place %d",
		  order_show(incoming), order_show(before), place);

	copy_order(&again, after.row);
	CHECK(!oh_merge_apply(again.row, &stated, incoming, place) && order_same(again.row, after.row),
		  "twice is once: %s on %s", order_show(incoming), order_show(before));
	CHECK(stated == (before_stated | said), "twice states no more: %s", order_show(incoming));
}

static void
test_laws(void)
{
	static Order known;
	static Order incoming;

	for (int i = 0; i < 1500; i++)
	{
		OhStated	stated = 0;

		order_clear(&known);
		for (int step = 0; step < 3; step++)
		{
			OhPlace		place = draw(2) ? OH_PLACE_AHEAD : OH_PLACE_BEHIND;

			draw_order(&incoming);
			check_laws(known.row, stated, incoming.row, place);
			oh_merge_apply(known.row, &stated, incoming.row, place);
		}
	}
}

/* ---- equality ---- */

static const struct
{
	const char *a;
	const char *b;
	bool		equal;
}			pairs[] = {
	{"", "", true},
	{"notes=x", "notes=x", true},
	{"notes=x", "notes=y", false},
	{"notes=x", "", false},
	{"notes=null", "", true},
	{"notes=unreadable", "notes=null", true},
	{"notes=x", "notes=unreadable", false},
	{"total=1.10", "total=1.1", true},
	{"total=1.10", "total=1.11", false},
	{"total=0", "", false},
	{"guests=2", "guests=3", false},
	{"placed_at=" NOON, "placed_at=" NOON, true},
	{"placed_at=" NOON, "placed_at=" ONE, false},
};

static void
test_equality(void)
{
	static Order a;
	static Order b;

	for (size_t i = 0; i < LENGTH(pairs); i++)
	{
		order_parse(&a, pairs[i].a);
		order_parse(&b, pairs[i].b);
		CHECK(oh_orders_equal(a.row, b.row) == pairs[i].equal, "%s and %s", pairs[i].a, pairs[i].b);
		CHECK(oh_orders_equal(b.row, a.row) == pairs[i].equal, "%s and %s", pairs[i].b, pairs[i].a);
		CHECK(oh_orders_equal(a.row, a.row), "%s and itself", pairs[i].a);
	}
}

/* ---- an order out of its deliveries ---- */

typedef struct Fold
{
	Order		order;
	OhStated	stated;
	OhStanding	standing;
} Fold;

static void
begin_fold(Fold *fold)
{
	order_clear(&fold->order);
	fold->stated = 0;
	fold->standing = (OhStanding) {.top.rank = -1, .rank = -1};
}

static void
fold_in(Fold *fold, const OhRow *delivery, OhPlace place)
{
	OhVersion	version = oh_version_of(delivery);

	oh_merge_apply(fold->order.row, &fold->stated, delivery, place);
	oh_merge_stand(&fold->standing, &version, fold->order.row);
}

/* Timed ones by their version, then the others, each group as it came. */
static bool
is_before(const OhRow *a, const OhRow *b)
{
	OhVersion	x = oh_version_of(a);
	OhVersion	y = oh_version_of(b);

	return x.timed && (!y.timed || oh_version_compare(&x, &y) < 0);
}

static void
tell_again(Fold *fold, const OhRow *const *came, int count)
{
	const OhRow *sorted[8];

	for (int i = 0; i < count; i++)
	{
		int			at = i;

		for (; at > 0 && is_before(came[i], sorted[at - 1]); at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = came[i];
	}
	begin_fold(fold);
	for (int i = 0; i < count; i++)
	{
		OhVersion	version = oh_version_of(sorted[i]);

		fold_in(fold, sorted[i], oh_merge_place(&fold->standing, &version));
	}
}

/* As the door does it: in its turn, or by going through all of them again. */
static void
receive_all(Fold *fold, const OhRow *const *came, int count)
{
	begin_fold(fold);
	for (int i = 0; i < count; i++)
	{
		OhVersion	version = oh_version_of(came[i]);
		OhPlace		place = oh_merge_place(&fold->standing, &version);

		if (place == OH_PLACE_LATE)
			tell_again(fold, came, i + 1);
		else
			fold_in(fold, came[i], place);
	}
}

static bool
same_standing(const OhStanding *a, const OhStanding *b)
{
	return a->top.timed == b->top.timed && a->loose == b->loose && a->rank == b->rank
		&& (!a->top.timed || oh_version_compare(&a->top, &b->top) == 0);
}

/* The order of coming decides nothing among deliveries with times of their own. */
static void
check_arrivals(const OhRow *const *deliveries, int count, bool all_timed)
{
	static Fold in_turn;
	static Fold told;
	static Fold expected;
	const OhRow *came[4];

	tell_again(&expected, deliveries, count);
	for (int arrangement = 0; arrangement < 24; arrangement++)
	{
		int			left = count;
		int			number = arrangement;
		const OhRow *pool[4];

		memcpy(pool, deliveries, sizeof(pool));
		for (int i = 0; i < count; i++, left--)
		{
			int			taken = number % left;

			number /= left;
			came[i] = pool[taken];
			pool[taken] = pool[left - 1];
		}
		receive_all(&in_turn, came, count);
		tell_again(&told, came, count);
		CHECK(order_same(in_turn.order.row, told.order.row) && in_turn.stated == told.stated
			  && same_standing(&in_turn.standing, &told.standing), "arrangement %d: %s, told again: %s", arrangement,
			  order_show(in_turn.order.row), order_show(told.order.row));
		if (all_timed)
			CHECK(order_same(in_turn.order.row, expected.order.row), "arrangement %d: %s, not %s", arrangement,
				  order_show(in_turn.order.row), order_show(expected.order.row));
	}
}

static void
test_arrivals(void)
{
	static Order orders[4];
	const OhRow *deliveries[4];

	for (int i = 0; i < 200; i++)
	{
		bool		all_timed = true;

		for (int j = 0; j < 4; j++)
		{
			bool		timed = draw(3) > 0;

			draw_order(&orders[j]);
			if (timed)
				orders[j].row->cells[OH_ORDER_PROVIDER_UPDATED_AT] = oh_cell_time(j);
			all_timed &= timed;
			deliveries[j] = orders[j].row;
		}
		check_arrivals(deliveries, 4, all_timed);
	}
}

/* What the store keeps of a standing is enough to have it back. */
static void
test_standing(void)
{
	static Order orders[3];
	Fold		fold;

	for (int i = 0; i < 200; i++)
	{
		begin_fold(&fold);
		for (int j = 0; j < 3; j++)
		{
			OhStanding	kept;

			draw_order(&orders[j]);
			if (draw(2))
				orders[j].row->cells[OH_ORDER_PROVIDER_UPDATED_AT] = oh_cell_time(j);
			receive_all(&fold, (const OhRow *[]) {orders[0].row, orders[1].row, orders[2].row}, j + 1);
			kept = oh_standing_of(fold.order.row, fold.standing.top.rank, fold.standing.top.stated,
								  fold.standing.loose);
			CHECK(same_standing(&kept, &fold.standing), "%s", order_show(fold.order.row));
		}
	}
}

int
main(void)
{
	test_versions();
	test_order_of_versions();
	test_places();
	test_applications();
	test_columns();
	test_laws();
	test_equality();
	test_arrivals();
	test_standing();
	return unit_done();
}
