/*
 * revo_fixture.h
 *	  Shared by the tests of the provider revo: payloads, cells as text, identities.
 */
#ifndef REVO_FIXTURE_H
#define REVO_FIXTURE_H

#include "provider.h"
#include "unit.h"

#define FOLDER "test/payloads/revo/"

typedef struct Case
{
	UnitHost	host;
	OhArena		arena;
	OhDocument	doc;
	OhReading	reading;
	OhJsonError error;
	OhBytes		body;			/* a copy without a byte to spare */
} Case;

static Case one;

static inline OhBytes
read_file(const char *name)
{
	static char buffer[65536];
	char		path[256];
	FILE	   *file;
	size_t		len = 0;

	snprintf(path, sizeof(path), FOLDER "%s", name);
	file = fopen(path, "rb");
	if (CHECK(file != NULL, "%s", path))
	{
		len = fread(buffer, 1, sizeof(buffer), file);
		fclose(file);
	}
	return oh_bytes(buffer, len);
}

static inline bool
read_loaded(Case *c)
{
	OhOptions	options = {.unit = OH_UNIT_UNSAID};

	return oh_provider_read(&oh_provider_revo, &c->doc, &options, &c->reading);
}

static inline bool
begin(Case *c, OhBytes body)
{
	unit_host_init(&c->host);
	oh_arena_init(&c->arena, &c->host.host);
	c->body = unit_exact(body);
	return oh_provider_load(&oh_provider_revo, &c->doc, &c->arena, c->body, &c->error) && read_loaded(c);
}

static inline void
end(Case *c)
{
	unit_host_free(&c->host);
	unit_exact_free(c->body);
}

/* ---- cells as text ---- */

static inline const OhRow *
row_at(const OhReading *reading, OhGroup group, int index)
{
	const OhRow *row = group == OH_ORDER ? reading->order : reading->rows[group].first;

	for (; row && index > 0; index--)
		row = row->next;
	return row;
}

static inline int
column_of(OhGroup group, const char *name)
{
	for (int i = 0; i < oh_tables[group].count; i++)
		if (strcmp(oh_tables[group].columns[i].name, name) == 0)
			return i;
	CHECK(false, "no column %s", name);
	return 0;
}

static inline const char *
show(const OhCell *cell, OhKind kind)
{
	static char text[512];
	int			len = 0;

	switch ((OhState) cell->state)
	{
		case OH_STATE_ABSENT:
			return "absent";
		case OH_STATE_NULL:
			return "null";
		case OH_STATE_UNREADABLE:
			return "unreadable";
		case OH_STATE_VALUE:
			break;
	}
	switch (kind)
	{
		case OH_KIND_TEXT:
		case OH_KIND_JSON:
			len = (int) (cell->len < sizeof(text) ? cell->len : sizeof(text) - 1);
			memcpy(text, cell->text, (size_t) len);
			break;
		case OH_KIND_DECIMAL:
			len = oh_decimal_format(oh_cell_amount(cell), text);
			break;
		case OH_KIND_TIME:
			oh_moment_format(cell->number, text);
			len = OH_MOMENT_LEN;
			break;
		case OH_KIND_INTEGER:
		case OH_KIND_FLAG:
			len = snprintf(text, sizeof(text), "%lld", (long long) cell->number);
			break;
	}
	text[len] = '\0';
	return text;
}

/* The first problem that is no note. */
static inline OhBytes
first_warning(const OhReading *reading)
{
	for (const OhRow *row = reading->rows[OH_PROBLEM].first; row; row = row->next)
		if (!oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], OH_NOTE))
			return oh_cell_bytes(&row->cells[OH_PROBLEM_PATH]);
	return OH_NO_BYTES;
}

/* ---- identities ---- */

static inline OhDecimal
amount_of(const OhRow *row, int column)
{
	return oh_cell_known(&row->cells[column]) ? oh_cell_amount(&row->cells[column]) : (OhDecimal) {0, 0};
}

static inline OhDecimal
add(OhDecimal a, OhDecimal b)
{
	CHECK(oh_decimal_add(a, b, &a), "sum");
	return a;
}

static inline void
check_charges(const OhReading *reading, const char *kind, int column, const char *name)
{
	OhDecimal	sum = {0, 0};

	if (!reading->rows[OH_CHARGE].present || !oh_cell_known(&reading->order->cells[column]))
		return;
	for (const OhRow *row = reading->rows[OH_CHARGE].first; row; row = row->next)
		if (oh_cell_is(&row->cells[OH_CHARGE_KIND], kind))
			sum = add(sum, amount_of(row, OH_CHARGE_AMOUNT));
	CHECK(oh_decimal_compare(sum, amount_of(reading->order, column)) == 0, "%s: charges of %s", name, kind);
}

static inline void
check_lines(const OhReading *reading, const char *name)
{
	for (const OhRow *row = reading->rows[OH_ITEM].first; row; row = row->next)
	{
		OhDecimal	total;

		CHECK(oh_decimal_multiply(amount_of(row, OH_ITEM_QUANTITY),
								  amount_of(row, OH_ITEM_UNIT_PRICE), &total), "%s: product", name);
		total = add(add(total, amount_of(row, OH_ITEM_MODIFIERS_TOTAL)), amount_of(row, OH_ITEM_DISCOUNT));
		CHECK(oh_decimal_compare(total, amount_of(row, OH_ITEM_TOTAL)) == 0, "%s: total of a line", name);
	}
}

static inline void
check_identities(const OhReading *reading, const char *name)
{
	const OhCell *order = reading->order->cells;
	OhDecimal	paid = {0, 0};

	check_charges(reading, "discount", OH_ORDER_DISCOUNT, name);
	check_charges(reading, "fee", OH_ORDER_FEE, name);
	check_charges(reading, "tax", OH_ORDER_TAX, name);
	check_charges(reading, "tip", OH_ORDER_TIP, name);
	check_lines(reading, name);
	if (oh_cell_known(&order[OH_ORDER_COMPUTED_TOTAL]))
		CHECK(oh_cell_equal(&order[OH_ORDER_COMPUTED_TOTAL], &order[OH_ORDER_TOTAL], OH_KIND_DECIMAL),
			  "%s: computed total", name);
	for (const OhRow *row = reading->rows[OH_PAYMENT].first; row; row = row->next)
		if (!oh_cell_is(&row->cells[OH_PAYMENT_STATUS], "voided"))
			paid = add(paid, amount_of(row, OH_PAYMENT_AMOUNT));
	if (reading->rows[OH_PAYMENT].count > 0)
		CHECK(oh_decimal_compare(paid, amount_of(reading->order, OH_ORDER_PAID)) == 0, "%s: payments", name);
}

static inline bool
has_problem(const OhReading *reading, const char *path)
{
	for (const OhRow *row = reading->rows[OH_PROBLEM].first; row; row = row->next)
		if (oh_cell_is(&row->cells[OH_PROBLEM_PATH], path))
			return true;
	return false;
}

#endif
