/*
 * reader_problem.c
 *	  Where a reader stands in the document, and what is wrong there.
 */
#include "reader.h"

/* ---- the place ---- */

static int
format_index(uint32_t index, char out[12])
{
	char		digits[10];
	int			count = 0;
	int			len = 0;

	do
		digits[count++] = (char) ('0' + index % 10);
	while ((index /= 10) > 0);
	out[len++] = '[';
	while (count > 0)
		out[len++] = digits[--count];
	out[len++] = ']';
	return len;
}

/* `$.order.items[0].pretax_cents` */
static OhBytes
render_path(OhReader *reader)
{
	size_t		size = 1;
	char	   *text;
	size_t		len = 0;

	for (int i = 0; i < reader->depth; i++)
		size += reader->path[i].key.data ? reader->path[i].key.len + 1 : 12;
	text = oh_arena_alloc(reader->arena, size);
	if (text == NULL)
		return OH_NO_BYTES;
	text[len++] = '$';
	for (int i = 0; i < reader->depth; i++)
	{
		const OhStep *step = &reader->path[i];

		if (step->key.data == NULL)
			len += (size_t) format_index(step->index, text + len);
		else
		{
			text[len++] = '.';
			memcpy(text + len, step->key.data, step->key.len);
			len += step->key.len;
		}
	}
	return oh_bytes(text, len);
}

/* ---- the problem ---- */

static void
describe(OhRow *row, OhCell path, const char *severity, const char *expected, const char *found)
{
	row->cells[OH_PROBLEM_PATH] = path;
	row->cells[OH_PROBLEM_SEVERITY] = oh_cell_string(severity);
	row->cells[OH_PROBLEM_EXPECTED] = oh_cell_string(expected);
	row->cells[OH_PROBLEM_FOUND] = oh_cell_string(found);
}

/* The row for a problem; when all are taken, the last one for an error, unless that is one already. */
static OhRow *
take_row(OhReader *reader, bool is_error)
{
	OhRows	   *problems = &reader->out->rows[OH_PROBLEM];
	OhRow	   *row = problems->last;

	if (problems->count >= OH_MAX_PROBLEMS)
		return is_error && !oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], OH_ERROR) ? row : NULL;
	row = oh_row_new(reader->arena, OH_PROBLEM);
	if (row != NULL)
		oh_rows_append(problems, row);
	return row;
}

void
oh_reader_problem(OhReader *reader, const char *severity, const char *expected, const char *found)
{
	bool		is_error = strcmp(severity, OH_ERROR) == 0;
	OhRow	   *row = take_row(reader, is_error);

	if (row == NULL)
		return;
	if (reader->out->rows[OH_PROBLEM].count == OH_MAX_PROBLEMS && !is_error)
		describe(row, oh_cell_string("$"), severity, "fewer problems", "more than are listed");
	else
		describe(row, oh_cell_text(render_path(reader)), severity, expected, found);
}

void
oh_reader_problem_at(OhReader *reader, const char *key, const char *severity,
					 const char *expected, const char *found)
{
	oh_reader_enter(reader, oh_bytes_of_string(key));
	oh_reader_problem(reader, severity, expected, found);
	oh_reader_leave(reader);
}

OhCell
oh_reader_unreadable(OhReader *reader, const char *expected, const char *found)
{
	oh_reader_problem(reader, reader->required ? OH_ERROR : OH_WARNING, expected, found);
	return (OhCell) {.state = OH_STATE_UNREADABLE};
}

OhCell
oh_reader_wrong_type(OhReader *reader, OhNode value, const char *expected)
{
	return oh_reader_unreadable(reader, expected, oh_type_name(oh_node_type(reader->doc, value)));
}
