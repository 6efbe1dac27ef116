/*
 * input.h
 *	  SQL's arguments as the core's views and documents.
 */
#ifndef ORDERHOOK_INPUT_H
#define ORDERHOOK_INPUT_H

#include "compat.h"

#include "access/tupdesc.h"
#include "headers.h"
#include "host.h"
#include "json.h"
#include "provider.h"
#include "utils/jsonb.h"

/* What a call site of a function remembers between calls. */
typedef struct CallSite
{
	Oid			label;			/* the last provider's label, and the provider */
	const OhProvider *provider;
	struct OrderType *type;		/* see datum.h; NULL until asked for */
	TupleDesc	result;			/* likewise */
	struct KnownTerms *terms;	/* see fn_mask.c; NULL until asked for */
} CallSite;

extern CallSite *call_site(FunctionCallInfo fcinfo);

/* The bytes of a text or bytea that is in memory and not compressed (PG_GETARG_…_PP). */
static inline OhBytes
varlena_bytes(const void *value)
{
	return oh_bytes(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

/* OH_NO_BYTES for a NULL argument. */
extern OhBytes argument_bytes(FunctionCallInfo fcinfo, int n);

/* A text argument as a C string; NULL for a NULL argument. */
extern char *argument_string(FunctionCallInfo fcinfo, int n);

/* The provider whose label an orderhook_provider argument is. */
extern const OhProvider *argument_provider(FunctionCallInfo fcinfo, int n);

/* The provider of that name; an error where this version knows none. */
extern const OhProvider *named_provider(const char *name);

/*
 * The same document that the core's parser would make of the text.  False with
 * *code when it nests too deep or holds too many values.
 */
extern bool document_from_jsonb(OhDocument *doc, Workspace *work, Jsonb *jb, OhJsonCode *code);

/*
 * Headers: an object of strings or of arrays of strings, or an array of
 * [name, value] pairs.  NULL: no headers.  What else stands there is `malformed`.
 * Points into jb and the workspace.
 */
extern OhHeaders headers_from_jsonb(Workspace *work, Jsonb *jb);

#endif
