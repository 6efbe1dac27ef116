/*
 * reader.c
 *	  The interpreter of field tables: objects to rows.
 */
#include "reader.h"

/* ---- rows ---- */

/* Rows count from 1: modifiers within their line, all else within the order. */
static void
number_row(OhReader *reader, OhGroup group, OhRow *row)
{
	int64_t		number = (int64_t) reader->out->rows[group].count + 1;
	const OhRow *line = reader->current[OH_ITEM];
	const OhRow *before = reader->out->rows[OH_MODIFIER].last;

	switch (group)
	{
		case OH_ITEM:
			row->cells[OH_ITEM_LINE_NO] = oh_cell_integer(number);
			break;
		case OH_MODIFIER:
			if (line == NULL)
				break;
			row->cells[OH_MODIFIER_LINE_NO] = line->cells[OH_ITEM_LINE_NO];
			number = before && before->cells[OH_MODIFIER_LINE_NO].number == line->cells[OH_ITEM_LINE_NO].number
				? before->cells[OH_MODIFIER_MODIFIER_NO].number + 1 : 1;
			row->cells[OH_MODIFIER_MODIFIER_NO] = oh_cell_integer(number);
			break;
		case OH_CHARGE:
			row->cells[OH_CHARGE_CHARGE_NO] = oh_cell_integer(number);
			break;
		case OH_PAYMENT:
			row->cells[OH_PAYMENT_PAYMENT_NO] = oh_cell_integer(number);
			break;
		default:
			break;
	}
}

OhRow *
oh_reader_add(OhReader *reader, OhGroup group)
{
	OhRow	   *row = oh_row_new(reader->arena, group);

	if (row == NULL)
		return NULL;
	number_row(reader, group, row);
	oh_rows_append(&reader->out->rows[group], row);
	reader->current[group] = row;
	return row;
}

OhRow *
oh_reader_row(OhReader *reader, OhGroup group)
{
	return reader->current[group] ? reader->current[group] : oh_reader_add(reader, group);
}

void
oh_reader_charge(OhReader *reader, int64_t line, const char *kind, OhBytes name,
				 OhDecimal amount, bool included)
{
	OhRow	   *row;

	if (oh_decimal_sign(amount) == 0)
		return;
	row = oh_reader_add(reader, OH_CHARGE);
	if (row == NULL)
		return;
	row->cells[OH_CHARGE_LINE_NO] = line > 0 ? oh_cell_integer(line) : (OhCell) {.state = OH_STATE_NULL};
	row->cells[OH_CHARGE_KIND] = oh_cell_string(kind);
	row->cells[OH_CHARGE_NAME] = oh_cell_text(name);
	row->cells[OH_CHARGE_AMOUNT] = oh_cell_decimal(amount);
	row->cells[OH_CHARGE_INCLUDED_IN_PRICE] = oh_cell_flag(included);
}

/* ---- shapes ---- */

OhPersonal
oh_field_personal(const OhField *field)
{
	bool		is_column = field->read == OH_READ_TEXT || field->read == OH_READ_ID || field->read == OH_READ_DECIMAL;
	bool		is_person = field->group == OH_PARTY || field->group == OH_CUSTOMER;

	if (field->personal != OH_PERSONAL_NOT)
		return field->personal;
	return is_column && is_person && !field->required ? OH_PERSONAL : OH_PERSONAL_NOT;
}

static void
read_column(OhReader *reader, const OhField *field, OhNode value)
{
	OhCell		cell = oh_reader_cell(reader, value, field->read);
	OhRow	   *row = reader->current[field->group];

	/* A side row (the guest of an order, say) is made by the first thing known of it. */
	if (row == NULL)
	{
		if (cell.state == OH_STATE_NULL)
			reader->out->rows[field->group].present = true;
		if (!oh_cell_known(&cell))
			return;
		row = oh_reader_add(reader, field->group);
	}
	if (field->personal == OH_PERSONAL_MARKED && oh_cell_is(&cell, OH_ERASED))
		cell = (OhCell) {.state = OH_STATE_NULL};
	if (row != NULL)
		row->cells[field->column] = cell;
}

static void
read_row(OhReader *reader, const OhField *field, OhNode value)
{
	OhRow	   *outer = reader->current[field->group];

	if (oh_node_type(reader->doc, value) != OH_OBJECT)
	{
		oh_reader_wrong_type(reader, value, "object");
		reader->out->rows[field->group].partial = true;
		return;
	}
	if (oh_reader_add(reader, field->group) == NULL)
		return;
	oh_reader_object(reader, value, field->shape, field->group);
	/* Rows of a list do not lend themselves to what follows them; a side row goes on. */
	reader->current[field->group] = outer;
}

/* Elements that are rows, or that belong to the rows at hand. */
static void
read_elements(OhReader *reader, const OhField *field, OhNode value)
{
	uint32_t	index = 0;

	if (oh_node_type(reader->doc, value) != OH_ARRAY)
	{
		oh_reader_wrong_type(reader, value, "array");
		return;
	}
	/* Of what memory is too short for, the rest need not be gone through. */
	for (OhNode element = oh_node_first(reader->doc, value); element != OH_NO_NODE && !reader->arena->exhausted;
		 element = oh_node_next(reader->doc, element))
	{
		oh_reader_enter_element(reader, index++);
		if (field->read == OH_READ_OBJECTS)
			oh_reader_object(reader, element, field->shape, field->group);
		else
			read_row(reader, field, element);
		oh_reader_leave(reader);
	}
}

/* PHP writes an empty map as []. */
static bool
says_none(const OhReader *reader, OhNode value)
{
	OhType		type = oh_node_type(reader->doc, value);

	return type == OH_NULL || (reader->is_lax && type == OH_ARRAY && oh_node_count(reader->doc, value) == 0);
}

static void
read_field(OhReader *reader, const OhField *field, OhNode value)
{
	switch (field->read)
	{
		case OH_READ_STORED:
			break;
		case OH_READ_BY:
			field->by(reader, value);
			break;
		case OH_READ_OBJECT:
			if (!says_none(reader, value))
				oh_reader_object(reader, value, field->shape, field->group);
			break;
		case OH_READ_OBJECTS:
			if (!says_none(reader, value))
				read_elements(reader, field, value);
			break;
		case OH_READ_ROW:
			if (says_none(reader, value))
				reader->out->rows[field->group].present = true;
			else
				read_row(reader, field, value);
			break;
		case OH_READ_ROWS:
			/* What is no list, null included, says nothing of its rows: those that are known stay. */
			if (oh_node_type(reader->doc, value) == OH_ARRAY)
				reader->out->rows[field->group].present = true;
			if (!says_none(reader, value))
				read_elements(reader, field, value);
			break;
		default:
			read_column(reader, field, value);
			break;
	}
}

/*
 * Finds the value of each field: the last, where a key stands twice.  Values are then
 * read in the order of the table, so that rows and problems come out in the same order
 * whichever way the document is laid out.
 */
static void
find_values(OhReader *reader, OhNode object, const OhShape *shape, const OhKeys *keys, OhNode *values)
{
	memset(values, 0, sizeof(OhNode) * (size_t) shape->count);
	for (OhNode member = oh_node_first(reader->doc, object); member != OH_NO_NODE;
		 member = oh_node_next(reader->doc, member))
	{
		int			field = oh_keys_find(keys, oh_node_key(reader->doc, member));

		if (field < 0)
			continue;
		if (values[field] != OH_NO_NODE)
			oh_reader_problem_at(reader, shape->fields[field].key.data, OH_WARNING,
								 "one value", "repeated key, of which the last counts");
		values[field] = member;
	}
}

/* What is of a wrong type is said by whoever reads it. */
static void
check_required(OhReader *reader, const OhField *field, OhNode value)
{
	OhType		type = oh_node_type(reader->doc, value);
	bool		object = field->read == OH_READ_OBJECT || field->read == OH_READ_ROW;
	bool		empty = !object && type == OH_STRING && oh_node_text(reader->doc, value).len == 0;

	if (type == OH_ABSENT || type == OH_NULL || empty || (object && says_none(reader, value)))
		oh_reader_problem(reader, OH_ERROR, object ? "object" : "id",
						  empty ? "empty string" : oh_type_name(type));
}

void
oh_reader_object(OhReader *reader, OhNode object, const OhShape *shape, OhGroup group)
{
	OhNode		values[OH_MAX_FIELDS];
	OhFound		outer = reader->found;
	const OhKeys *keys;

	if (oh_node_type(reader->doc, object) != OH_OBJECT)
	{
		oh_reader_wrong_type(reader, object, "object");
		return;
	}
	reader->required = false;
	keys = oh_keys_of(reader, shape);
	if (keys == NULL)
		return;
	find_values(reader, object, shape, keys, values);
	for (int i = 0; i < shape->count; i++)
	{
		const OhField *field = &shape->fields[i];

		if (values[i] == OH_NO_NODE && !field->required)
			continue;
		oh_reader_enter(reader, field->key);
		reader->required = field->required;
		if (field->required)
			check_required(reader, field, values[i]);
		if (values[i] != OH_NO_NODE)
			read_field(reader, field, values[i]);
		oh_reader_leave(reader);
		reader->required = false;
	}
	if (shape->finish == NULL)
		return;
	reader->found = (OhFound) {object, keys, values};
	shape->finish(reader, object, reader->current[group]);
	reader->found = outer;
}
