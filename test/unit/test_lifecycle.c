/*
 * test_lifecycle.c
 *	  The axes of an order as one word, and how far that word is.
 */
#include "lifecycle.h"
#include "order_fixture.h"

static Order order;

#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

/* Every word of every axis alone. */
static const struct
{
	const char *order;
	const char *lifecycle;
}			words[] = {
	{"order_state=open", "placed"},
	{"order_state=closed", "closed"},
	{"order_state=merged", "merged"},
	{"order_state=rejected", "rejected"},
	{"order_state=cancelled", "cancelled"},
	{"order_state=gone", "unknown"},
	{"order_state=unknown", "unknown"},
	{"prep_state=pending", "placed"},
	{"prep_state=accepted", "accepted"},
	{"prep_state=preparing", "preparing"},
	{"prep_state=mixed", "preparing"},
	{"prep_state=ready", "ready"},
	{"prep_state=out", "in_delivery"},
	{"prep_state=done", "completed"},
	{"prep_state=unknown", "unknown"},
	{"delivery_state=created", "placed"},
	{"delivery_state=dispatched", "accepted"},
	{"delivery_state=assigned", "accepted"},
	{"delivery_state=to_pickup", "accepted"},
	{"delivery_state=at_pickup", "accepted"},
	{"delivery_state=picked_up", "in_delivery"},
	{"delivery_state=to_dropoff", "in_delivery"},
	{"delivery_state=at_dropoff", "in_delivery"},
	{"delivery_state=delivered", "completed"},
	{"delivery_state=failed", "failed"},
	{"delivery_state=cancelled", "cancelled"},
	{"delivery_state=unknown", "unknown"},
};

/* What sets no stage: nothing said, no word of that axis, the guest's arrival, the payment. */
static const char *const silent[] = {
	"", "order_state=null", "prep_state=unreadable", "order_state=ready", "prep_state=closed",
	"arrival_state=arrived", "payment_state=paid", "total=10.00 closed_at=2026-03-07T17:30:00Z",
	"lifecycle=completed", "order_state=Open", "order_state=ope",
};

/* Of two ends the order's own counts. */
static const char *const ends[][2] = {
	{"order_state=merged delivery_state=failed", "merged"},
	{"order_state=rejected delivery_state=cancelled", "rejected"},
	{"order_state=cancelled delivery_state=failed", "cancelled"},
};

/* How far each is; what ended otherwise ends all the same. */
static const struct
{
	const char *lifecycle;
	int			rank;
}			ranks[] = {
	{"unknown", 0}, {"placed", 1}, {"accepted", 2}, {"preparing", 3}, {"ready", 4}, {"in_delivery", 5},
	{"closed", 6}, {"completed", 7}, {"failed", 8}, {"merged", 8}, {"rejected", 8}, {"cancelled", 8},
	{"", 0}, {"Placed", 0}, {"no such word", 0},
};

/* Each further than the one before it. */
static const char *const courses[][12] = {
	{
		"lifecycle=null", "lifecycle=unknown", "lifecycle=placed", "lifecycle=accepted", "lifecycle=preparing",
		"lifecycle=ready", "lifecycle=in_delivery", "lifecycle=closed", "lifecycle=completed", "lifecycle=cancelled",
	},
	{
		"delivery_state=created", "lifecycle=placed", "lifecycle=placed delivery_state=created",
		"lifecycle=accepted", "lifecycle=accepted delivery_state=dispatched",
		"lifecycle=accepted delivery_state=assigned", "lifecycle=accepted delivery_state=to_pickup",
		"lifecycle=accepted delivery_state=at_pickup", "lifecycle=in_delivery delivery_state=picked_up",
		"lifecycle=in_delivery delivery_state=to_dropoff", "lifecycle=in_delivery delivery_state=at_dropoff",
		"lifecycle=completed delivery_state=delivered",
	},
};

static int
rank_of(const char *lifecycle)
{
	return lifecycle ? oh_lifecycle_rank(oh_bytes_of_string(lifecycle)) : -1;
}

static bool
is_word(const char *found, const char *expected)
{
	return found != NULL && strcmp(found, expected) == 0;
}

static void
test_words(void)
{
	for (size_t i = 0; i < LENGTH(words); i++)
		CHECK(is_word(oh_lifecycle(order_parse(&order, words[i].order)), words[i].lifecycle), "%s", words[i].order);
	for (size_t i = 0; i < LENGTH(ends); i++)
		CHECK(is_word(oh_lifecycle(order_parse(&order, ends[i][0])), ends[i][1]), "%s", ends[i][0]);
	for (size_t i = 0; i < LENGTH(silent); i++)
		CHECK(oh_lifecycle(order_parse(&order, silent[i])) == NULL, "%s", silent[i]);
	for (size_t i = 0; i < LENGTH(ranks); i++)
		CHECK(rank_of(ranks[i].lifecycle) == ranks[i].rank, "%s", ranks[i].lifecycle);
}

/* Two or three axes: as far as the one that is furthest, whichever it is. */
static void
test_furthest(void)
{
	char		text[128];

	for (size_t i = 0; i < LENGTH(words); i++)
		for (size_t j = 0; j < LENGTH(words); j++)
		{
			int			furthest = rank_of(words[i].lifecycle);
			const char *lifecycle;

			if (strncmp(words[i].order, words[j].order, 5) == 0)
				continue;
			if (rank_of(words[j].lifecycle) > furthest)
				furthest = rank_of(words[j].lifecycle);
			snprintf(text, sizeof(text), "%s %s arrival_state=nearby", words[i].order, words[j].order);
			lifecycle = oh_lifecycle(order_parse(&order, text));
			CHECK(rank_of(lifecycle) == furthest, "%s: %s", text, lifecycle);
			CHECK(is_word(lifecycle, words[i].lifecycle) || is_word(lifecycle, words[j].lifecycle), "%s", text);
		}
}

/* A courier's steps are told apart where their lifecycle is one; they count for nothing without a lifecycle. */
static void
test_courses(void)
{
	for (size_t i = 0; i < LENGTH(courses); i++)
	{
		int			before = oh_order_rank(order_parse(&order, courses[i][0]));

		CHECK(before == -1, "%s", courses[i][0]);
		for (size_t j = 1; j < LENGTH(courses[i]) && courses[i][j]; j++)
		{
			int			rank = oh_order_rank(order_parse(&order, courses[i][j]));

			CHECK(rank > before, "%s: %d after %d", courses[i][j], rank, before);
			before = rank;
		}
	}
	CHECK(oh_order_rank(order_parse(&order, "lifecycle=failed"))
		  == oh_order_rank(order_parse(&order, "lifecycle=rejected delivery_state=failed")), "no step of a courier's");
}

int
main(void)
{
	test_words();
	test_furthest();
	test_courses();
	return unit_done();
}
