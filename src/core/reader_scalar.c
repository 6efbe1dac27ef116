/*
 * reader_scalar.c
 *	  One value of a document as one cell.
 */
#include "reader.h"

/* ---- kind by kind ---- */

/* A number, or its text where the provider writes numbers as text. */
static bool
holds_number(const OhReader *reader, OhNode value)
{
	OhType		type = oh_node_type(reader->doc, value);

	return type == OH_NUMBER || (type == OH_STRING && reader->is_lax);
}

static bool
parse_decimal(OhReader *reader, OhNode value, const char *expected, OhDecimal *out, OhCell *failure)
{
	int			flags = reader->is_lax ? OH_DECIMAL_COMMA : 0;

	if (!holds_number(reader, value))
	{
		*failure = oh_reader_wrong_type(reader, value, expected);
		return false;
	}
	switch (oh_decimal_parse(oh_node_text(reader->doc, value), flags, out))
	{
		case OH_DECIMAL_OK:
			return true;
		case OH_DECIMAL_MALFORMED:
			*failure = oh_reader_wrong_type(reader, value, expected);
			return false;
		case OH_DECIMAL_OUT_OF_RANGE:
			break;
	}
	*failure = oh_reader_unreadable(reader, expected, "number out of range");
	return false;
}

static OhCell
read_decimal(OhReader *reader, OhNode value)
{
	OhDecimal	d;
	OhCell		failure;

	return parse_decimal(reader, value, "number", &d, &failure) ? oh_cell_decimal(d) : failure;
}

static OhCell
read_percent(OhReader *reader, OhNode value)
{
	OhDecimal	d;
	OhCell		failure;

	if (!parse_decimal(reader, value, "percentage", &d, &failure))
		return failure;
	return oh_decimal_shift(d, 2, &d) ? oh_cell_decimal(d)
		: oh_reader_unreadable(reader, "percentage", "number out of range");
}

static OhCell
read_money(OhReader *reader, OhNode value)
{
	OhDecimal	d;
	OhCell		failure;
	int64_t		whole;

	if (!parse_decimal(reader, value, "amount", &d, &failure))
		return failure;
	switch (reader->unit)
	{
		case OH_UNIT_MAJOR:
			return oh_cell_decimal(d);
		case OH_UNIT_MINOR:
			if (oh_decimal_to_integer(d, &whole))
				return oh_cell_decimal((OhDecimal) {whole, 2});
			return oh_reader_unreadable(reader, "whole number of hundredths", "fraction");
		case OH_UNIT_UNSAID:
			break;
	}
	if (!reader->unit_noted)
		oh_reader_problem(reader, OH_NOTE, "money_unit of the source, so that amounts can be read",
						  "amount of unknown unit");
	reader->unit_noted = true;
	return (OhCell) {.state = OH_STATE_UNREADABLE};
}

static bool
parse_integer(OhReader *reader, OhNode value, int64_t *out, OhCell *failure)
{
	OhDecimal	d;

	if (!parse_decimal(reader, value, "integer", &d, failure))
		return false;
	if (oh_decimal_to_integer(d, out))
		return true;
	*failure = oh_reader_unreadable(reader, "integer", "fraction");
	return false;
}

static OhCell
read_integer(OhReader *reader, OhNode value)
{
	int64_t		n;
	OhCell		failure;

	if (!parse_integer(reader, value, &n, &failure))
		return failure;
	if (n < INT32_MIN || n > INT32_MAX)
		return oh_reader_unreadable(reader, "integer", "number out of range");
	return oh_cell_integer(n);
}

static OhCell
read_epoch(OhReader *reader, OhNode value)
{
	int64_t		seconds;
	OhMoment	at;
	OhCell		failure;

	if (!parse_integer(reader, value, &seconds, &failure))
		return failure;
	return oh_moment_of_epoch(seconds, &at) ? oh_cell_time(at)
		: oh_reader_unreadable(reader, "seconds since 1970", "number out of range");
}

static OhCell
read_text(OhReader *reader, OhNode value)
{
	OhType		type = oh_node_type(reader->doc, value);
	OhBytes		text = oh_node_text(reader->doc, value);

	if (type != OH_STRING && !(type == OH_NUMBER && reader->is_lax))
		return oh_reader_wrong_type(reader, value, "string");
	if (text.len > OH_MAX_TEXT)
		return oh_reader_unreadable(reader, "text of at most 256 kB", "longer text");
	return text.len > 0 ? oh_cell_text(text) : (OhCell) {.state = OH_STATE_NULL};
}

/* Digits alone, as every provider writes its ids; an exponent or a fraction is no id. */
static bool
is_plain_integer(OhBytes text)
{
	size_t		i = text.data[0] == '-';

	for (; i < text.len; i++)
		if (!oh_is_digit(text.data[i]))
			return false;
	return true;
}

static OhCell
read_id(OhReader *reader, OhNode value)
{
	OhType		type = oh_node_type(reader->doc, value);
	OhBytes		text = oh_node_text(reader->doc, value);

	if (type != OH_STRING && type != OH_NUMBER)
		return oh_reader_wrong_type(reader, value, "id");
	if (type == OH_NUMBER && !is_plain_integer(text))
		return oh_reader_unreadable(reader, "id", "number that is no integer");
	if (text.len > OH_MAX_ID)
		return oh_reader_unreadable(reader, "id of at most 255 bytes", "longer text");
	return text.len > 0 ? oh_cell_text(text) : (OhCell) {.state = OH_STATE_NULL};
}

OhCell
oh_reader_time(OhReader *reader, OhBytes text)
{
	OhMoment	at;

	if (text.len == 0)
		return (OhCell) {.state = OH_STATE_NULL};
	switch (oh_moment_parse(text, &at))
	{
		case OH_MOMENT_OK:
			return oh_cell_time(at);
		case OH_MOMENT_NAIVE:
			if (!reader->naive_noted)
				oh_reader_problem(reader, OH_NOTE, "time with a zone", "naive time, read in the zone of the source");
			reader->naive_noted = true;
			if (reader->options->zone)
				at = reader->options->zone(reader->options->zone_context, at);
			return oh_cell_time(at);
		case OH_MOMENT_MALFORMED:
			break;
	}
	return oh_reader_unreadable(reader, "time", "string");
}

static OhCell
read_time(OhReader *reader, OhNode value)
{
	if (oh_node_type(reader->doc, value) != OH_STRING)
		return oh_reader_wrong_type(reader, value, "time");
	return oh_reader_time(reader, oh_node_text(reader->doc, value));
}

static OhCell
read_flag(OhReader *reader, OhNode value)
{
	OhBytes		text = oh_node_text(reader->doc, value);

	switch (oh_node_type(reader->doc, value))
	{
		case OH_TRUE:
			return oh_cell_flag(true);
		case OH_FALSE:
			return oh_cell_flag(false);
		case OH_NUMBER:
		case OH_STRING:
			if (reader->is_lax && text.len == 1 && (text.data[0] == '0' || text.data[0] == '1'))
				return oh_cell_flag(text.data[0] == '1');
			break;
		default:
			break;
	}
	return oh_reader_wrong_type(reader, value, "boolean");
}

static OhCell (*const readers[]) (OhReader *reader, OhNode value) = {
	[OH_READ_TEXT] = read_text,
	[OH_READ_ID] = read_id,
	[OH_READ_MONEY] = read_money,
	[OH_READ_DECIMAL] = read_decimal,
	[OH_READ_PERCENT] = read_percent,
	[OH_READ_INTEGER] = read_integer,
	[OH_READ_TIME] = read_time,
	[OH_READ_EPOCH] = read_epoch,
	[OH_READ_FLAG] = read_flag,
};

OhCell
oh_reader_cell(OhReader *reader, OhNode value, OhRead kind)
{
	switch (oh_node_type(reader->doc, value))
	{
		case OH_ABSENT:
			return (OhCell) {.state = OH_STATE_ABSENT};
		case OH_NULL:
			return (OhCell) {.state = OH_STATE_NULL};
		default:
			break;
	}
	/* A form has no other way to say null than an empty text. */
	if (reader->is_lax && oh_node_type(reader->doc, value) == OH_STRING && oh_node_text(reader->doc, value).len == 0)
		return (OhCell) {.state = OH_STATE_NULL};
	return readers[kind] (reader, value);
}

/* Whoever finishes an object asks for members that were found already. */
static OhNode
find_member(const OhReader *reader, OhNode object, OhBytes key)
{
	const OhFound *found = &reader->found;
	int			field = -1;

	if (object != OH_NO_NODE && object == found->object)
		field = oh_keys_find(found->keys, key);
	return field < 0 ? oh_node_member(reader->doc, object, key) : found->values[field];
}

OhCell
oh_reader_member(OhReader *reader, OhNode object, const char *key, OhRead kind)
{
	OhBytes		name = oh_bytes_of_string(key);
	OhCell		cell;

	oh_reader_enter(reader, name);
	cell = oh_reader_cell(reader, find_member(reader, object, name), kind);
	oh_reader_leave(reader);
	return cell;
}
