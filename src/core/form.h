/*
 * form.h
 *	  A form-encoded body as the document that it stands for.
 *
 * Revo has been seen to send application/x-www-form-urlencoded with PHP's
 * brackets (providers' facts, part 5): `event=order.closed&data={…}` where data is
 * JSON text, or `data[orderContents][0][total]=1.15`.  Every value is a string
 * then; PHP drops nulls and empty arrays and writes booleans as 1 and 0.
 *
 * A container whose keys are 0, 1, 2, … in that order becomes an array.  The
 * value of a plain key that begins with { or [ is read as JSON where it is JSON.
 *
 * PHP writes all that belongs to one container in one go, and so nothing has to be
 * looked for.  A body that comes back to its containers may do so until a million
 * siblings were looked at; then it is refused (OH_JSON_TOO_MANY).
 */
#ifndef OH_FORM_H
#define OH_FORM_H

#include "json.h"

/* Does the first byte that is no white space rule JSON out, and is a `key=` there? */
extern bool oh_form_likely(OhBytes body);

/* As oh_json_parse; malformed percent escapes and bad UTF-8 are refused at their offset. */
extern bool oh_form_parse(OhDocument *doc, OhArena *arena, OhBytes body, OhJsonError *error);

#endif
