/*
 * order_fixture.h
 *	  A row of orders as a line of text and back: "prep_state=ready total=10.00 paid=null".
 */
#ifndef ORDER_FIXTURE_H
#define ORDER_FIXTURE_H

#include "order.h"
#include "unit.h"

typedef struct Order
{
	OhRow	   *row;
	_Alignas(OhRow) char memory[sizeof(OhRow) + sizeof(OhCell) * OH_ORDER_COUNT];
} Order;

static inline void
order_clear(Order *order)
{
	memset(order->memory, 0, sizeof(order->memory));
	order->row = (OhRow *) order->memory;
}

static inline int
order_column(const char *name, size_t len)
{
	for (int i = 0; i < OH_ORDER_COUNT; i++)
		if (oh_bytes_equal(oh_bytes_of_string(oh_tables[OH_ORDER].columns[i].name), oh_bytes(name, len)))
			return i;
	CHECK(false, "no column %.*s", (int) len, name);
	return 0;
}

static inline OhCell
order_cell(OhBytes text, OhKind kind)
{
	OhDecimal	number = {0, 0};
	OhMoment	time = 0;

	if (oh_bytes_equal(text, OH_BYTES("null")))
		return (OhCell) {.state = OH_STATE_NULL};
	if (oh_bytes_equal(text, OH_BYTES("unreadable")))
		return (OhCell) {.state = OH_STATE_UNREADABLE};
	if (kind == OH_KIND_TEXT)
		return oh_cell_text(text);
	if (kind == OH_KIND_TIME)
	{
		CHECK(oh_moment_parse(text, &time) == OH_MOMENT_OK, "%.*s", (int) text.len, text.data);
		return oh_cell_time(time);
	}
	CHECK(oh_decimal_parse(text, 0, &number) == OH_DECIMAL_OK, "%.*s", (int) text.len, text.data);
	return kind == OH_KIND_DECIMAL ? oh_cell_decimal(number) : oh_cell_integer(number.unscaled);
}

/* Fills an order from its text, which has to outlive it; what is not named is absent. */
static inline OhRow *
order_parse(Order *order, const char *text)
{
	order_clear(order);
	while (*text != '\0')
	{
		size_t		name = strcspn(text, "=");
		size_t		value = strcspn(text + name + 1, " ");
		int			column = order_column(text, name);

		order->row->cells[column] = order_cell(oh_bytes(text + name + 1, value),
											   oh_tables[OH_ORDER].columns[column].kind);
		text += name + 1 + value;
		text += strspn(text, " ");
	}
	return order->row;
}

/* For a message. */
static inline const char *
order_show(const OhRow *row)
{
	static char text[4][1024];
	static unsigned turn;
	char	   *line = text[turn++ % 4];
	size_t		len = 0;

	line[0] = '\0';
	for (int i = 0; i < OH_ORDER_COUNT; i++)
	{
		const OhCell *cell = &row->cells[i];
		OhKind		kind = oh_tables[OH_ORDER].columns[i].kind;

		if (cell->state == OH_STATE_ABSENT || len > 900)
			continue;
		len += (size_t) sprintf(line + len, "%s%s=", len ? " " : "", oh_tables[OH_ORDER].columns[i].name);
		if (!oh_cell_known(cell))
			len += (size_t) sprintf(line + len, cell->state == OH_STATE_NULL ? "null" : "unreadable");
		else if (kind == OH_KIND_TEXT)
			len += (size_t) sprintf(line + len, "%.*s", (int) cell->len, cell->text);
		else
			len += (size_t) sprintf(line + len, "%lld/%d", (long long) cell->number, cell->scale);
	}
	return line;
}

/* State by state and value by value: stricter than what oh_orders_equal compares. */
static inline bool
order_same(const OhRow *a, const OhRow *b)
{
	for (int i = 0; i < OH_ORDER_COUNT; i++)
		if (!oh_cell_equal(&a->cells[i], &b->cells[i], oh_tables[OH_ORDER].columns[i].kind))
			return false;
	return true;
}

#endif
