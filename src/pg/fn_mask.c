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

/* The terms of the last call: of a query, all bodies are held against the same ones, which may be thousands. */
typedef struct KnownTerms
{
	ArrayType  *array;			/* NULL: none */
	OhTerms		terms;			/* of that array; they and its copy live in the workspace */
	Workspace	work;
} KnownTerms;

static KnownTerms *
known_terms(FunctionCallInfo fcinfo)
{
	CallSite   *site = call_site(fcinfo);

	if (site->terms == NULL)
		site->terms = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(KnownTerms));
	return site->terms;
}

/* A NULL among them is none. */
static void
make_terms(KnownTerms *known, ArrayType *array)
{
	Datum	   *elements;
	bool	   *nulls;
	OhBytes    *texts;
	int			count;
	int			given = 0;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	texts = MemoryContextAllocHuge(known->work.memory, sizeof(OhBytes) * Max(count, 1));
	for (int i = 0; i < count; i++)
		if (!nulls[i])
			texts[given++] = utf8_from_server(varlena_bytes(DatumGetTextPP(elements[i])));
	if (!oh_terms_make(&known->work.arena, texts, given, &known->terms))
		workspace_give_up();
}

static void
learn_terms(FunctionCallInfo fcinfo, KnownTerms *known, ArrayType *array)
{
	MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	ArrayType  *copy;

	known->array = NULL;
	if (known->work.memory != NULL)
		workspace_end(&known->work);
	workspace_begin(&known->work, "orderhook terms", ALLOWANCE_OF_ARGUMENT);
	MemoryContextSwitchTo(known->work.memory);
	copy = MemoryContextAllocHuge(known->work.memory, VARSIZE(array));
	memcpy(copy, array, VARSIZE(array));
	make_terms(known, copy);
	MemoryContextSwitchTo(caller);
	known->array = copy;
}

static OhTerms
argument_terms(FunctionCallInfo fcinfo, int n, Workspace *work)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(n);
	KnownTerms *known = known_terms(fcinfo);
	OhTerms		terms;

	if (known->array == NULL || VARSIZE(known->array) != VARSIZE(array) ||
		memcmp(known->array, array, VARSIZE(array)) != 0)
		learn_terms(fcinfo, known, array);
	terms = known->terms;
	terms.host = &work->host;
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
