/*
 * fuzz_provider.c
 *	  A provider: bytes to document to reading to merged order, as a delivery goes.
 *
 * One target for each, by -DFUZZ_PROVIDER=oh_provider_<name>.  The input is a body, or two
 * versions of an order with a record separator (0x1E, which no body can hold) between them.
 */
#include "fuzz.h"
#include "lifecycle.h"
#include "merge.h"
#include "outline.h"
#include "provider.h"

#ifndef FUZZ_PROVIDER
#define FUZZ_PROVIDER	oh_provider_bbot
#endif

#define SEPARATOR	'\x1E'

typedef struct Delivery
{
	FuzzDocument document;
	uint64_t	outline;
	OhReading	reading;
} Delivery;

static const OhProvider *const provider = &FUZZ_PROVIDER;
static Delivery first;
static Delivery second;
static Delivery again;

/* ---- cells ---- */

static void
check_json(OhBytes text)
{
	static FuzzDocument json;

	HOLDS(fuzz_load(&json, oh_json_parse, text));
	fuzz_end(&json);
}

/* A zone moves a time by less than a day, also beyond the years 1 to 9999. */
static void
check_time(OhMoment at)
{
	HOLDS(at >= -719163 * OH_DAY && at < 2932898 * OH_DAY);
}

static void
check_value(const OhCell *cell, OhKind kind)
{
	switch (kind)
	{
		case OH_KIND_TEXT:
			HOLDS(cell->text != NULL && cell->len > 0 && is_clean_text(oh_cell_bytes(cell)));
			break;
		case OH_KIND_JSON:
			check_json(oh_cell_bytes(cell));
			break;
		case OH_KIND_DECIMAL:
			HOLDS(cell->scale >= 0 && cell->scale <= OH_MAX_SCALE && cell->number != INT64_MIN);
			break;
		case OH_KIND_INTEGER:
			HOLDS(cell->number >= INT32_MIN && cell->number <= INT32_MAX);
			break;
		case OH_KIND_TIME:
			check_time(cell->number);
			break;
		case OH_KIND_FLAG:
			HOLDS(cell->number == 0 || cell->number == 1);
			break;
	}
}

/* What could not be read is told of. */
static void
check_row(const OhReading *reading, const OhRow *row, OhGroup group)
{
	for (int i = 0; i < oh_tables[group].count; i++)
	{
		const OhCell *cell = &row->cells[i];

		HOLDS(cell->state <= OH_STATE_VALUE);
		if (oh_cell_known(cell))
			check_value(cell, oh_tables[group].columns[i].kind);
		else if (cell->state == OH_STATE_UNREADABLE && group != OH_CHECK)
			HOLDS(reading->rows[OH_PROBLEM].count > 0);
	}
}

/* ---- rows ---- */

static bool
is_one_of(const OhCell *cell, const char *const *words)
{
	for (; *words; words++)
		if (oh_cell_is(cell, *words))
			return true;
	return false;
}

static void
check_problem(const OhRow *row)
{
	static const char *const severities[] = {OH_ERROR, OH_WARNING, OH_NOTE, NULL};
	const OhCell *path = &row->cells[OH_PROBLEM_PATH];

	HOLDS(is_one_of(&row->cells[OH_PROBLEM_SEVERITY], severities));
	HOLDS(oh_cell_known(path) && path->text[0] == '$');
	HOLDS(oh_cell_known(&row->cells[OH_PROBLEM_EXPECTED]) && oh_cell_known(&row->cells[OH_PROBLEM_FOUND]));
}

static void
check_checked(const OhRow *row)
{
	static const char *const statuses[] = {"pass", "fail", "not_applicable", NULL};
	const OhCell *left = &row->cells[OH_CHECK_LEFT_AMOUNT];
	const OhCell *right = &row->cells[OH_CHECK_RIGHT_AMOUNT];
	const OhCell *difference = &row->cells[OH_CHECK_DIFFERENCE];
	bool		told = oh_cell_known(left) && oh_cell_known(right);
	OhDecimal	apart;

	HOLDS(is_one_of(&row->cells[OH_CHECK_STATUS], statuses));
	HOLDS(oh_cell_known(&row->cells[OH_CHECK_RULE]) && oh_cell_known(&row->cells[OH_CHECK_TOLERANCE]));
	HOLDS(told || !oh_cell_is(&row->cells[OH_CHECK_STATUS], "pass"));
	HOLDS(told || !oh_cell_known(difference));
	if (told && oh_decimal_subtract(oh_cell_amount(left), oh_cell_amount(right), &apart))
		HOLDS(oh_cell_known(difference) && oh_decimal_compare(apart, oh_cell_amount(difference)) == 0);
}

/* Lines count from 1, and modifiers and charges belong to lines that are there. */
static void
check_place(const OhReading *reading, const OhRow *row, OhGroup group, int64_t number)
{
	static const char *const charges[] = {"discount", "fee", "tax", "tip", "rounding", NULL};
	static const char *const payments[] = {"payment", "refund", "change", NULL};
	int64_t		lines = reading->rows[OH_ITEM].count;
	const OhCell *line;

	switch (group)
	{
		case OH_ITEM:
			HOLDS(row->cells[OH_ITEM_LINE_NO].number == number);
			break;
		case OH_MODIFIER:
			line = &row->cells[OH_MODIFIER_LINE_NO];
			HOLDS(oh_cell_known(line) && line->number >= 1 && line->number <= lines);
			HOLDS(row->cells[OH_MODIFIER_MODIFIER_NO].number >= 1);
			break;
		case OH_CHARGE:
			line = &row->cells[OH_CHARGE_LINE_NO];
			HOLDS(row->cells[OH_CHARGE_CHARGE_NO].number == number);
			HOLDS(!oh_cell_known(line) || (line->number >= 1 && line->number <= lines));
			HOLDS(is_one_of(&row->cells[OH_CHARGE_KIND], charges));
			break;
		case OH_PAYMENT:
			HOLDS(row->cells[OH_PAYMENT_PAYMENT_NO].number == number);
			HOLDS(is_one_of(&row->cells[OH_PAYMENT_KIND], payments));
			break;
		case OH_PROBLEM:
			check_problem(row);
			break;
		case OH_CHECK:
			check_checked(row);
			break;
		default:
			break;
	}
}

static void
check_rows(const OhReading *reading, OhGroup group)
{
	const OhRows *rows = &reading->rows[group];
	const OhRow *last = NULL;
	int64_t		number = 0;

	for (const OhRow *row = rows->first; row; row = row->next)
	{
		check_row(reading, row, group);
		check_place(reading, row, group, ++number);
		last = row;
	}
	HOLDS(number == rows->count && rows->last == last && (rows->present || number == 0));
}

/* ---- readings ---- */

/* A word of the core's own, whatever the document says. */
static bool
is_event(const char *event)
{
	return event[0] != '\0' && event[strspn(event, "abcdefghijklmnopqrstuvwxyz._")] == '\0';
}

static bool
has_cause(const OhReading *reading)
{
	for (const OhRow *row = reading->rows[OH_PROBLEM].first; row; row = row->next)
		if (!oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], OH_NOTE))
			return true;
	return false;
}

static void
check_order(const OhRow *order)
{
	const OhCell *id = &order->cells[OH_ORDER_EXTERNAL_ID];
	const char *lifecycle = oh_lifecycle(order);

	HOLDS(oh_cell_known(id) && id->len <= OH_MAX_ID);
	HOLDS(lifecycle ? oh_cell_is(&order->cells[OH_ORDER_LIFECYCLE], lifecycle)
		  : !oh_cell_known(&order->cells[OH_ORDER_LIFECYCLE]));
}

static void
check_reading(const OhReading *reading)
{
	HOLDS(is_event(reading->event) && is_clean_text(reading->provider_event));
	HOLDS(reading->subject != OH_SUBJECT_UNREADABLE || has_cause(reading));
	HOLDS(reading->rows[OH_PROBLEM].count <= OH_MAX_PROBLEMS);
	check_row(reading, reading->order, OH_ORDER);
	for (int group = OH_ORDER + 1; group < OH_GROUP_COUNT; group++)
		check_rows(reading, (OhGroup) group);
	if (reading->subject == OH_SUBJECT_ORDER)
		check_order(reading->order);
}

/* Every path can be written; the sum of all hashes, whatever the order of members. */
static uint64_t
check_outline(const OhDocument *doc)
{
	OhOutline	outline;
	char		path[OH_OUTLINE_TEXT];
	uint64_t	hash;
	uint64_t	sum = 0;
	uint32_t	values = 0;

	oh_outline_begin(&outline, doc, 1);
	for (; oh_outline_next(&outline, &hash); values++)
	{
		size_t		len = oh_outline_path(&outline, path);

		HOLDS(len <= OH_OUTLINE_TEXT && path[0] == '$');
		for (size_t i = 0; i < len; i++)
			HOLDS(path[i] > ' ' && path[i] <= '~');
		sum += hash;
	}
	HOLDS(values > 0 && values < doc->count);
	return sum;
}

static bool
load(OhDocument *doc, OhArena *arena, OhBytes text, OhJsonError *error)
{
	return oh_provider_load(provider, doc, arena, text, error);
}

/* To be ended with fuzz_end, whatever comes of it. */
static bool
receive(Delivery *delivery, OhBytes body, const OhOptions *options)
{
	if (!fuzz_load(&delivery->document, load, body))
		return false;
	if (!HOLDS(oh_provider_read(provider, &delivery->document.doc, options, &delivery->reading)))
		return false;
	check_reading(&delivery->reading);
	delivery->outline = check_outline(&delivery->document.doc);
	return true;
}

/* ---- the same order again ---- */

static bool
same_row(const OhRow *a, const OhRow *b, OhGroup group)
{
	for (int i = 0; i < oh_tables[group].count; i++)
		if (!oh_cell_equal(&a->cells[i], &b->cells[i], oh_tables[group].columns[i].kind)
			|| a->cells[i].scale != b->cells[i].scale)
			return false;
	return true;
}

static bool
same_rows(const OhRows *a, const OhRows *b, OhGroup group)
{
	const OhRow *row = b->first;

	if (a->count != b->count || a->present != b->present)
		return false;
	for (const OhRow *other = a->first; other; other = other->next, row = row->next)
		if (!same_row(other, row, group))
			return false;
	return true;
}

static bool
same_reading(const OhReading *a, const OhReading *b)
{
	if (a->subject != b->subject || strcmp(a->event, b->event) != 0
		|| !oh_bytes_equal(a->provider_event, b->provider_event) || !same_row(a->order, b->order, OH_ORDER))
		return false;
	for (int group = OH_ORDER + 1; group < OH_GROUP_COUNT; group++)
		if (!same_rows(&a->rows[group], &b->rows[group], (OhGroup) group))
			return false;
	return true;
}

static void
check_again(const Delivery *delivery, OhBytes body, const OhOptions *options)
{
	if (receive(&again, body, options))
		HOLDS(same_reading(&delivery->reading, &again.reading) && delivery->outline == again.outline);
	else
		HOLDS(again.document.error.code == OH_JSON_TOO_MANY);
	fuzz_end(&again.document);
}

/* The same bytes mean the same; so does the same tree, members in another order and escapes undone. */
static void
check_repeated(const Delivery *delivery, const OhOptions *options, uint32_t hash)
{
	const OhDocument *doc = &delivery->document.doc;
	FuzzText	printed = {0};

	if (hash % 4 == 0 || doc->notes != 0)
		check_again(delivery, delivery->document.text, options);
	else
	{
		fuzz_print(&printed, doc, doc->root, hash % 4 > 1);
		check_again(delivery, fuzz_bytes(&printed), options);
	}
	free(printed.text);
}

/* ---- versions ---- */

#define ORDER_SIZE	(sizeof(OhRow) + sizeof(OhCell) * OH_ORDER_COUNT)

static OhRow *
copy_order(const OhRow *order)
{
	OhRow	   *copy = malloc(ORDER_SIZE);

	if (copy == NULL)
		abort();
	return memcpy(copy, order, ORDER_SIZE);
}

/* Merging once more changes nothing, and what was stated stays stated. */
static OhRow *
merge(const OhRow *known, const OhRow *incoming, OhPlace place)
{
	OhRow	   *merged = copy_order(known);
	OhStated	before = oh_row_stated(known, OH_ORDER_COUNT);
	OhStated	stated = before;
	bool		changed = oh_merge_apply(merged, &stated, incoming, place);
	OhRow	   *once = copy_order(merged);

	HOLDS(changed == !oh_orders_equal(known, merged));
	HOLDS((stated & before) == before);
	HOLDS(!oh_merge_apply(merged, &stated, incoming, place) && oh_orders_equal(once, merged));
	free(once);
	return merged;
}

/* Overwriting what is older is filling in what is newer, but for what is derived of the payment. */
static void
check_either_way(const OhRow *older, const OhRow *newer)
{
	OhRow	   *overwritten = merge(older, newer, OH_PLACE_AHEAD);
	OhRow	   *filled = merge(newer, older, OH_PLACE_BEHIND);

	overwritten->cells[OH_ORDER_PAYMENT_STATE] = filled->cells[OH_ORDER_PAYMENT_STATE];
	HOLDS(oh_orders_equal(overwritten, filled));
	free(overwritten);
	free(filled);
}

static void
check_places(const OhRow *a, const OhRow *b)
{
	OhVersion	of_a = oh_version_of(a);
	OhVersion	of_b = oh_version_of(b);
	OhStanding	standing = {.rank = -1};
	OhPlace		place;

	HOLDS(oh_version_compare(&of_a, &of_b) == -oh_version_compare(&of_b, &of_a));
	HOLDS(oh_merge_place(&standing, &of_a) == OH_PLACE_AHEAD && !oh_merge_ties(&standing, &of_a));
	oh_merge_stand(&standing, &of_a, a);
	HOLDS(oh_merge_place(&standing, &of_a) == OH_PLACE_AHEAD && oh_merge_ties(&standing, &of_a) == of_a.timed);
	place = oh_merge_place(&standing, &of_b);
	HOLDS(place == OH_PLACE_LATE ? of_b.timed : place == OH_PLACE_AHEAD || !of_b.timed);
	HOLDS(place != OH_PLACE_LATE || standing.loose || oh_version_compare(&of_b, &of_a) < 0);
}

static void
check_merge(const OhReading *a, const OhReading *b)
{
	if (a->subject != OH_SUBJECT_ORDER || b->subject != OH_SUBJECT_ORDER)
		return;
	HOLDS(oh_orders_equal(a->order, a->order));
	check_places(a->order, b->order);
	check_places(b->order, a->order);
	check_either_way(a->order, b->order);
	check_either_way(b->order, a->order);
}

/* ---- one input ---- */

/* Memory that runs out is an answer: no reading, and never half of one. */
static void
receive_failing(OhBytes body, const OhOptions *options, int fail_at)
{
	FuzzDocument *document = &again.document;

	fuzz_begin(document, body, fail_at);
	if (load(&document->doc, &document->arena, document->text, &document->error))
		HOLDS(oh_provider_read(provider, &document->doc, options, &again.reading) == !document->arena.exhausted);
	fuzz_end(document);
}

static OhMoment
move_by_hours(void *hours, OhMoment local)
{
	return local + *(const int *) hours * 60 * OH_MINUTE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OhBytes		rest = oh_bytes((const char *) data, size);
	uint32_t	hash = fuzz_hash(rest);
	int			hours = (int) ((hash >> 8) % 24) - 12;
	OhOptions	options = {.unit = (OhUnit) ((hash >> 4) % 3), .zone = move_by_hours, .zone_context = &hours};
	OhBytes		body = fuzz_take(&rest, SEPARATOR);
	bool		received = receive(&first, body, &options);

	if (received)
		check_repeated(&first, &options, hash);
	if (rest.len > 0)
	{
		if (receive(&second, rest, &options) && received)
			check_merge(&first.reading, &second.reading);
		fuzz_end(&second.document);
	}
	else if (received)
		check_merge(&first.reading, &first.reading);
	fuzz_end(&first.document);
	if (hash % 16 == 0)
		receive_failing(body, &options, 1 + (int) ((hash >> 16) % 64));
	return 0;
}
