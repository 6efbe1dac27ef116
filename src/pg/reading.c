/*
 * reading.c
 *	  From what came in to a reading of it.
 */
#include "reading.h"

#include "encoding.h"
#include "form.h"
#include "mb/pg_wchar.h"

/* A document that could not be loaded, as a reading of one problem. */
static OhReading
unreadable(Workspace *work, const char *found)
{
	OhReading	reading = {.subject = OH_SUBJECT_UNREADABLE, .event = "unknown"};
	OhRow	   *problem;

	oh_arena_allow(&work->arena, 0);
	problem = oh_row_new(&work->arena, OH_PROBLEM);
	reading.order = oh_row_new(&work->arena, OH_ORDER);
	if (problem == NULL || reading.order == NULL)
		workspace_give_up();
	problem->cells[OH_PROBLEM_SEVERITY] = oh_cell_string(OH_ERROR);
	problem->cells[OH_PROBLEM_PATH] = oh_cell_string("$");
	problem->cells[OH_PROBLEM_EXPECTED] = oh_cell_string("JSON");
	problem->cells[OH_PROBLEM_FOUND] = oh_cell_string(found);
	oh_rows_append(&reading.rows[OH_PROBLEM], problem);
	return reading;
}

/*
 * The texts of an order as the database will give them back, so that what is known
 * already is known again: it may lack some of their letters.
 */
static void
settle_texts(Workspace *work, OhRow *order)
{
	const OhTable *table = &oh_tables[OH_ORDER];
	MemoryContext caller;

	if (GetDatabaseEncoding() == PG_UTF8)
		return;
	caller = MemoryContextSwitchTo(work->memory);
	for (int i = 0; i < table->count; i++)
	{
		OhCell	   *cell = &order->cells[i];

		if (table->columns[i].kind == OH_KIND_TEXT && oh_cell_known(cell))
			*cell = oh_cell_text(utf8_from_server(server_from_utf8(oh_cell_bytes(cell))));
	}
	MemoryContextSwitchTo(caller);
}

static OhReading
read_document(Workspace *work, const OhProvider *provider, const OhDocument *doc, const OhOptions *options)
{
	OhReading	reading;

	if (!oh_provider_read(provider, doc, options, &reading))
		workspace_give_up();
	settle_texts(work, reading.order);
	return reading;
}

/* "unexpected character at byte 17 (line 1, column 18)"; a form where none is read is called so. */
static const char *
describe(Workspace *work, const OhProvider *provider, OhBytes body, const OhJsonError *error)
{
	const char *kind = !provider->sends_forms && oh_form_likely(body) ? "a form, " : "";
	MemoryContext caller = MemoryContextSwitchTo(work->memory);
	char	   *text = psprintf("%s%s at byte %zu (line %zu, column %zu)", kind, oh_json_reason(error->code),
								error->offset, error->line, error->column);

	MemoryContextSwitchTo(caller);
	return text;
}

OhReading
reading_and_document(Workspace *work, const OhProvider *provider, OhBytes body, const OhOptions *options,
					 OhDocument *doc)
{
	OhJsonError error;

	if (oh_provider_load(provider, doc, &work->arena, body, &error))
		return read_document(work, provider, doc, options);
	if (error.code == OH_JSON_CANCELLED || error.code == OH_JSON_NO_MEMORY)
		workspace_give_up();
	doc->root = OH_NO_NODE;
	return unreadable(work, describe(work, provider, body, &error));
}

OhReading
reading_of_body(Workspace *work, const OhProvider *provider, OhBytes body, const OhOptions *options)
{
	OhDocument	doc;

	return reading_and_document(work, provider, body, options, &doc);
}

OhReading
reading_of_jsonb(Workspace *work, const OhProvider *provider, Jsonb *payload, const OhOptions *options)
{
	OhDocument	doc;
	OhJsonCode	code;

	if (document_from_jsonb(&doc, work, payload, &code))
		return read_document(work, provider, &doc, options);
	return unreadable(work, oh_json_reason(code));
}
