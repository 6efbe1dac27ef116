/*
 * headers.c
 *	  Finding one header among many.
 */
#include "headers.h"

OhHeaderCode
oh_headers_find(OhHeaders headers, OhBytes name, OhBytes *value)
{
	const OhHeader *found = NULL;

	*value = OH_NO_BYTES;
	if (headers.malformed)
		return OH_HEADER_MALFORMED;
	for (size_t i = 0; i < headers.count; i++)
	{
		if (!oh_bytes_equal_fold(headers.list[i].name, name))
			continue;
		if (found != NULL)
			return OH_HEADER_AMBIGUOUS;
		found = &headers.list[i];
	}

	if (found == NULL)
		return OH_HEADER_MISSING;
	if (found->value.data == NULL)
		return OH_HEADER_MALFORMED;
	*value = oh_bytes_trim(found->value);
	return OH_HEADER_FOUND;
}
