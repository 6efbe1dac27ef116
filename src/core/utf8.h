/*
 * utf8.h
 *	  One character of strict UTF-8 (Unicode 15, table 3-7).
 */
#ifndef OH_UTF8_H
#define OH_UTF8_H

#include "bytes.h"

#define OH_UTF8_CUT			(-1)
#define OH_UTF8_REPLACEMENT	0xFFFD

/*
 * The length of the character that begins at `at`, of which len > 0 bytes are
 * there: 1 to 4; 0 when it is none; OH_UTF8_CUT when only its end is missing.
 */
static inline int
oh_utf8_length(const char *at, size_t len)
{
	const unsigned char *bytes = (const unsigned char *) at;
	unsigned char lead = bytes[0];
	unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
	int			length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

	if (lead < 0x80)
		return 1;
	if (lead < 0xC2 || lead > 0xF4)
		return 0;
	for (int i = 1; i < length; i++)
	{
		if ((size_t) i >= len)
			return OH_UTF8_CUT;
		if (bytes[i] < low || bytes[i] > high)
			return 0;
		low = 0x80;
		high = 0xBF;
	}
	return length;
}

/* Writes a Unicode scalar value, at most 4 bytes, and returns how many. */
static inline int
oh_utf8_encode(uint32_t character, char *out)
{
	int			length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

	if (length == 1)
	{
		out[0] = (char) character;
		return 1;
	}
	for (int i = length - 1; i > 0; i--)
	{
		out[i] = (char) (0x80 | (character & 0x3F));
		character >>= 6;
	}
	out[0] = (char) ((0xF00 >> length) | character);
	return length;
}

#endif
