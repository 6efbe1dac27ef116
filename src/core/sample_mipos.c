/*
 * sample_mipos.c
 *	  Realistic mipOS bodies: the inverse of the field tables.
 *
 * Mostly new orders, a third of them with a discount.  Of every sixteen seeds the last
 * two are answers to the orders of two seeds before: one accepted, one rejected.
 */
#include "sample.h"

static void
write_id(OhWriter *writer, const char *key, int64_t id)
{
	char		text[OH_DECIMAL_TEXT];
	int			len = oh_decimal_format((OhDecimal) {id, 0}, text);

	oh_write_text(writer, key, oh_bytes(text, (size_t) len));
}

static void
compose_line(OhWriter *writer, const OhSampleLine *line)
{
	oh_write_open(writer, NULL, '{');
	write_id(writer, "external_id", line->id);
	oh_write_string(writer, "name", line->name);
	oh_write_integer(writer, "quantity", line->quantity);
	oh_write_integer(writer, "unit_value", line->price);
	oh_write_integer(writer, "total_unit_value", line->unit_total);
	oh_write_integer(writer, "total_value", line->total);
	oh_write_string(writer, "instructions", "");
	oh_write_open(writer, "modifiers", '[');
	for (const OhSampleModifier *modifier = line->modifiers;
		 modifier < line->modifiers + line->modifier_count; modifier++)
	{
		oh_write_open(writer, NULL, '{');
		write_id(writer, "external_id", modifier->id);
		oh_write_string(writer, "name", modifier->name);
		oh_write_integer(writer, "quantity", modifier->quantity);
		oh_write_integer(writer, "unit_value", modifier->price);
		oh_write_integer(writer, "total_value", modifier->quantity * modifier->price);
		oh_write_close(writer, '}');
	}
	oh_write_close(writer, ']');
	oh_write_close(writer, '}');
}

/* The last five letters of the platform's id, as in the vendor's sample. */
static void
write_number(OhWriter *writer, const char *key, const char uuid[37])
{
	char		number[5];

	for (size_t i = 0; i < sizeof(number); i++)
	{
		char		c = uuid[36 - sizeof(number) + i];

		number[i] = c >= 'a' ? (char) (c - 'a' + 'A') : c;
	}
	oh_write_text(writer, key, oh_bytes(number, sizeof(number)));
}

static void
compose_order(OhWriter *writer, const OhSample *sample)
{
	oh_write_string(writer, "external_id", sample->uuid[0]);
	oh_write_time(writer, "created_at", sample->placed_at);
	oh_write_integer(writer, "total", sample->goods);
	oh_write_string(writer, "customer", sample->first_name);
	oh_write_string(writer, sample->seed % 2 ? "store_id" : "external_store_id", sample->uuid[2]);
	write_number(writer, "order_number", sample->uuid[0]);
	oh_write_string(writer, "instructions", sample->seed % 4 ? "" : "Sin cubiertos, por favor");
	oh_write_open(writer, "items", '[');
	for (int i = 0; i < sample->line_count; i++)
		compose_line(writer, &sample->lines[i]);
	oh_write_close(writer, ']');
	oh_write_integer(writer, "discount_value", sample->seed % 3 ? 0 : sample->goods / 10);
}

static void
compose_status(OhWriter *writer, const OhSample *answered, bool accepted)
{
	oh_write_string(writer, "order_external_id", answered->uuid[0]);
	oh_write_string(writer, "store_id", answered->uuid[2]);
	oh_write_string(writer, "status", accepted ? "ACCEPT" : "REJECT");
	oh_write_string(writer, "message", accepted ? "" : "Producto agotado");
}

/* By itself a sample answers another; in a rehearsal each order is answered after a while. */
static void
compose(OhWriter *writer, const OhSample *sample)
{
	bool		by_seed = sample->turn == OH_TURN_BY_SEED;
	OhSample	other;

	if (by_seed ? sample->seed % 16 < 14 : sample->stage == 0)
		compose_order(writer, sample);
	else if (by_seed)
	{
		oh_sample_draw(sample->seed - 2, &other);
		compose_status(writer, &other, sample->seed % 16 == 14);
	}
	else
		compose_status(writer, sample, sample->turn != OH_TURN_CANCELLED);
}

void
oh_sample_mipos(OhWriter *writer, const OhSample *sample)
{
	oh_write_open(writer, NULL, '{');
	compose(writer, sample);
	oh_write_integer(writer, "delivery_id", 1 + sample->seed % 2);
	oh_write_close(writer, '}');
}
