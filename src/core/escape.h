/*
 * escape.h
 *	  What one escape sequence in a JSON string means.
 */
#ifndef OH_ESCAPE_H
#define OH_ESCAPE_H

#include "bytes.h"

#define OH_ESCAPE_CUT	(-1)

typedef struct OhEscape
{
	char		utf8[4];		/* what it stands for */
	int			utf8_len;
	uint32_t	note;			/* 0 or an OH_NOTE_… of document.h */
} OhEscape;

/*
 * Reads the escape that begins with the backslash at `at`, and with it the second
 * one of a surrogate pair.  Returns the length of what was read; 0 when that is no
 * escape; OH_ESCAPE_CUT when only its end is missing.
 */
extern int	oh_escape_read(const char *at, const char *end, OhEscape *escape);

#endif
