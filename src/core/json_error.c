/*
 * json_error.c
 *	  Where a text went wrong, and the words for it.
 */
#include "json.h"

bool
oh_json_fail(OhJsonError *error, OhJsonCode code, OhBytes text, size_t offset)
{
	const char *line = text.data;
	const char *newline;

	*error = (OhJsonError) {.code = code, .offset = offset, .line = 1, .column = offset + 1};
	while (error->column > 1 && (newline = memchr(line, '\n', error->column - 1)) != NULL)
	{
		error->line++;
		error->column -= (size_t) (newline + 1 - line);
		line = newline + 1;
	}
	return false;
}

const char *
oh_json_reason(OhJsonCode code)
{
	static const char *const reasons[] = {
		[OH_JSON_OK] = "no error",
		[OH_JSON_EMPTY] = "empty document",
		[OH_JSON_TRUNCATED] = "unexpected end",
		[OH_JSON_UNEXPECTED] = "unexpected character",
		[OH_JSON_BAD_STRING] = "malformed string",
		[OH_JSON_BAD_NUMBER] = "malformed number",
		[OH_JSON_BAD_UTF8] = "invalid UTF-8",
		[OH_JSON_BYTE_ORDER_MARK] = "byte order mark",
		[OH_JSON_TRAILING] = "something after the value",
		[OH_JSON_TOO_DEEP] = "nested too deeply",
		[OH_JSON_TOO_MANY] = "too many values",
		[OH_JSON_TOO_COSTLY] = "more to hold than a document of its size may have",
		[OH_JSON_NO_MEMORY] = "out of memory",
		[OH_JSON_CANCELLED] = "cancelled",
	};

	return reasons[code];
}
