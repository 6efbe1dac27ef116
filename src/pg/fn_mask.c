/*
 * fn_mask.c
 *	  orderhook_mask and orderhook_mentions: what bytes and texts say of one person.
 */
#include "datum.h"
#include "encoding.h"
#include "input.h"
#include "mask.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"

PG_FUNCTION_INFO_V1(orderhook_mask);
PG_FUNCTION_INFO_V1(orderhook_mentions);

/* A NULL among them is none. */
static OhTerms
argument_terms(FunctionCallInfo fcinfo, int n, Workspace *work)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	OhTerm	   *list;
	OhTerms		terms = {.host = &work->host};

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(n), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	terms.list = list = MemoryContextAllocZero(work->memory, sizeof(OhTerm) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			continue;
		if (!oh_term_make(&work->arena, utf8_from_server(varlena_bytes(DatumGetTextPP(elements[i]))),
						  &list[terms.count++]))
			workspace_give_up();
	}
	return terms;
}

Datum
orderhook_mask(PG_FUNCTION_ARGS)
{
	bytea	   *body = PG_GETARG_BYTEA_PP(0);
	OhMask		mask = {.provider = argument_provider(fcinfo, 1), .whole = PG_GETARG_BOOL(3)};
	Workspace	work;
	OhBytes		masked;
	Datum		result = PointerGetDatum(body);

	workspace_begin(&work, "orderhook_mask", ALLOWANCE_OF_ARGUMENT);
	mask.terms = argument_terms(fcinfo, 2, &work);
	if (!oh_mask(&work.arena, &mask, varlena_bytes(body), &masked))
		workspace_give_up();
	if (masked.data != varlena_bytes(body).data)
		result = bytea_datum(masked);
	workspace_end(&work);
	PG_RETURN_DATUM(result);
}

Datum
orderhook_mentions(PG_FUNCTION_ARGS)
{
	Workspace	work;
	OhTerms		terms;
	bool		result;

	workspace_begin(&work, "orderhook_mentions", ALLOWANCE_OF_ARGUMENT);
	terms = argument_terms(fcinfo, 1, &work);
	result = oh_terms_stand_in(&terms, utf8_from_server(varlena_bytes(PG_GETARG_TEXT_PP(0))));
	if (terms.cancelled)
		CHECK_FOR_INTERRUPTS();
	workspace_end(&work);
	PG_RETURN_BOOL(result);
}
