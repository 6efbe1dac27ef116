/*
 * test_provider_revo_laws.c
 *	  What holds for every Revo document: whatever the order of its keys, in whichever
 *	  encoding, and of every seed.
 */
#include "revo_fixture.h"

static Case two;

static bool
same_rows(const OhReading *a, const OhReading *b, OhGroup group)
{
	const OhRow *x = group == OH_ORDER ? a->order : a->rows[group].first;
	const OhRow *y = group == OH_ORDER ? b->order : b->rows[group].first;

	for (; x && y; x = x->next, y = y->next)
		for (int i = 0; i < oh_tables[group].count; i++)
			if (!oh_cell_equal(&x->cells[i], &y->cells[i], oh_tables[group].columns[i].kind))
				return false;
	return x == y && a->rows[group].present == b->rows[group].present;
}

static bool
same_reading(const OhReading *a, const OhReading *b, bool problems)
{
	bool		same = a->subject == b->subject && strcmp(a->event, b->event) == 0;

	for (int group = 0; group < OH_GROUP_COUNT; group++)
		if (problems || group != OH_PROBLEM)
			same = same && same_rows(a, b, (OhGroup) group);
	return same;
}

static uint32_t random_state = 1;

static uint32_t
draw(uint32_t below)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % below;
}

static void
shuffle_members(OhDocument *doc)
{
	for (OhNode node = 1; node < doc->count; node++)
	{
		OhNode		members[64];
		uint32_t	count = 0;

		if (oh_node_type(doc, node) != OH_OBJECT || oh_node_count(doc, node) < 2)
			continue;
		for (OhNode m = oh_node_first(doc, node); m != OH_NO_NODE; m = oh_node_next(doc, m))
			members[count++] = m;
		for (uint32_t i = count - 1; i > 0; i--)
		{
			uint32_t	j = draw(i + 1);
			OhNode		swapped = members[i];

			members[i] = members[j];
			members[j] = swapped;
		}
		oh_node_data(doc, node)->at = members[0];
		for (uint32_t i = 0; i < count; i++)
			oh_node_data(doc, members[i])->next = i + 1 < count ? members[i + 1] : OH_NO_NODE;
	}
}

static void
test_order_of_keys(const char *file)
{
	CHECK(begin(&one, read_file(file)), "%s", file);
	for (int i = 0; i < 50; i++)
	{
		CHECK(begin(&two, read_file(file)), "%s", file);
		shuffle_members(&two.doc);
		CHECK(read_loaded(&two) && same_reading(&one.reading, &two.reading, true), "%s, shuffle %d", file, i);
		end(&two);
	}
	end(&one);
}

/* Both forms say what the JSON says; brackets leave out nulls, which are then not said. */
static void
test_forms(void)
{
	CHECK(begin(&one, read_file("order_closed_full.json")), "json");
	CHECK(begin(&two, read_file("order_closed_json.form")), "form");
	CHECK(same_reading(&one.reading, &two.reading, true), "data as JSON text");
	end(&two);
	CHECK(begin(&two, read_file("order_closed_brackets.form")), "form");
	for (int group = 0; group < OH_GROUP_COUNT; group++)
		for (int i = 0; group == OH_ORDER ? i == 0 : i < (int) one.reading.rows[group].count; i++)
		{
			const OhRow *x = row_at(&one.reading, (OhGroup) group, i);
			const OhRow *y = row_at(&two.reading, (OhGroup) group, i);

			for (int c = 0; CHECK(y != NULL, "row") && c < oh_tables[group].count; c++)
				CHECK(!oh_cell_known(&y->cells[c])
					  || oh_cell_equal(&x->cells[c], &y->cells[c], oh_tables[group].columns[c].kind),
					  "%s.%s", oh_tables[group].type, oh_tables[group].columns[c].name);
		}
	end(&two);
	end(&one);
}

static void
test_samples(void)
{
	char		seen[256] = "";

	for (uint32_t seed = 0; seed <= 200; seed++)
	{
		UnitHost	host;
		OhArena		arena;
		OhSample	sample;
		OhWriter	writer;
		char		name[32];
		OhBytes		path;

		unit_host_init(&host);
		oh_arena_init(&arena, &host.host);
		oh_sample_draw(seed, &sample);
		oh_writer_init(&writer, &arena);
		oh_provider_revo.compose(&writer, &sample);
		snprintf(name, sizeof(name), "seed %u", (unsigned) seed);
		CHECK(begin(&one, oh_writer_text(&writer)), "%s", name);
		path = first_warning(&one.reading);
		CHECK(path.data == NULL, "%s: %.*s", name, (int) path.len, path.data);
		CHECK(one.reading.subject == OH_SUBJECT_ORDER, "%s", name);
		CHECK(!one.reading.rows[OH_ITEM].present
			  || oh_cell_known(&one.reading.order->cells[OH_ORDER_COMPUTED_TOTAL]), "%s", name);
		check_identities(&one.reading, name);
		if (!strstr(seen, one.reading.event))
			strcat(strcat(seen, one.reading.event), " ");
		end(&one);
		unit_host_free(&host);
	}
	CHECK(strstr(seen, "order.created") && strstr(seen, "order.updated") && strstr(seen, "order.closed")
		  && strstr(seen, "order.cancelled") && strstr(seen, "order.moved"), "%s", seen);
}

/* Sums that cannot be held are said to be so, each time. */
static void
test_overflow(void)
{
	OhBytes		body = OH_BYTES("{\"event\":\"order.created\",\"data\":{\"id\":1,"
								"\"total\":\"9000000000000000000\","
								"\"orderDiscountAmount\":\"-9000000000000000000\","
								"\"discountAmount\":\"9000000000000000000\","
								"\"orderContents\":[{\"quantity\":9000000000,\"itemPrice\":9000000000,"
								"\"total\":9000000000000000000},{\"total\":9000000000000000000}]}}");

	CHECK(begin(&one, body), "read");
	CHECK(one.reading.order->cells[OH_ORDER_COMPUTED_TOTAL].state == OH_STATE_UNREADABLE, "computed total");
	CHECK(one.reading.order->cells[OH_ORDER_DISCOUNT].state == OH_STATE_UNREADABLE, "discount");
	CHECK(has_problem(&one.reading, "$.data"), "a problem tells");
	end(&one);
}

int
main(void)
{
	test_order_of_keys("order_closed_full.json");
	test_order_of_keys("refund.json");
	test_order_of_keys("customer_created.json");
	test_forms();
	test_samples();
	test_overflow();
	return unit_done();
}
