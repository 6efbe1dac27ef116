/*
 * fn_sample.c
 *	  orderhook_sample: a body of a provider's own making.
 */
#include "datum.h"
#include "input.h"

PG_FUNCTION_INFO_V1(orderhook_sample);

Datum
orderhook_sample(PG_FUNCTION_ARGS)
{
	Workspace	work;
	OhWriter	writer;
	OhSample	sample;
	OhBytes		text;
	Datum		result;

	workspace_begin(&work, "orderhook_sample", ALLOWANCE_OF_ARGUMENT);
	oh_writer_init(&writer, &work.arena);
	oh_sample_draw((uint32) PG_GETARG_INT32(1), &sample);
	argument_provider(fcinfo, 0)->compose(&writer, &sample);
	text = oh_writer_text(&writer);
	if (text.data == NULL)
		workspace_give_up();
	result = bytea_datum(text);
	workspace_end(&work);
	PG_RETURN_DATUM(result);
}
