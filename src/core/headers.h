/*
 * headers.h
 *	  The HTTP headers of a request, in the order they came.
 */
#ifndef OH_HEADERS_H
#define OH_HEADERS_H

#include "bytes.h"

typedef struct OhHeader
{
	OhBytes		name;
	OhBytes		value;			/* OH_NO_BYTES: it was there, but its value was no text */
} OhHeader;

typedef struct OhHeaders
{
	const OhHeader *list;		/* not owned */
	size_t		count;
	bool		malformed;		/* what stood for the headers was neither an object nor pairs */
} OhHeaders;

typedef enum OhHeaderCode
{
	OH_HEADER_FOUND = 0,
	OH_HEADER_MISSING,
	OH_HEADER_AMBIGUOUS,		/* it stands there twice: nobody may pick one */
	OH_HEADER_MALFORMED			/* its value is no text, or the headers are no headers */
} OhHeaderCode;

/* Looks for a name, ASCII letters folded; *value is trimmed of the white space that HTTP allows. */
extern OhHeaderCode oh_headers_find(OhHeaders headers, OhBytes name, OhBytes *value);

#endif
