/*
 * encoding.h
 *	  Between the core's UTF-8 and the encoding of the database, without ever raising.
 *
 * What the database cannot hold is written as \uXXXX, as JSON would, so that different
 * texts stay different; what is no text at all becomes a question mark.  In SQL_ASCII, which
 * promises nothing of its bytes, they pass as they are on the way out, and on the
 * way in those that are no UTF-8 become question marks.
 */
#ifndef ORDERHOOK_ENCODING_H
#define ORDERHOOK_ENCODING_H

#include "compat.h"

#include "bytes.h"

/* The bytes themselves where nothing has to change, else a copy in the current context. */
extern OhBytes utf8_from_server(OhBytes text);
extern OhBytes server_from_utf8(OhBytes utf8);

/* The same of JSON text, whose strings then read as server_from_utf8() would have made them. */
extern OhBytes server_json_from_utf8(OhBytes utf8);

#endif
