/*
 * escape.c
 *	  Escape sequences of JSON strings.
 */
#include "codec.h"
#include "document.h"
#include "escape.h"
#include "utf8.h"

#define UNIT_LEN	6			/* \uXXXX */

/* The code unit of `\uXXXX` where that is what stands there, else -1. */
static int
read_unit(const char *at, const char *end)
{
	uint8_t		unit[2];

	if (end - at < UNIT_LEN || at[0] != '\\' || at[1] != 'u' || !oh_hex_decode(oh_bytes(at + 2, 4), unit))
		return -1;
	return unit[0] << 8 | unit[1];
}

/* For what read_unit refused: could more text make a unit of it? */
static bool
is_cut(const char *at, const char *end)
{
	char		filled[UNIT_LEN + 1] = "\\u0000";

	if (end - at >= UNIT_LEN)
		return false;
	memcpy(filled, at, (size_t) (end - at));
	return read_unit(filled, filled + UNIT_LEN) >= 0;
}

static int
replace(OhEscape *escape, uint32_t note)
{
	escape->note = note;
	escape->utf8_len = oh_utf8_encode(OH_UTF8_REPLACEMENT, escape->utf8);
	return UNIT_LEN;
}

static int
read_unicode(const char *at, const char *end, OhEscape *escape)
{
	int			unit = read_unit(at, end);
	int			low;

	if (unit < 0)
		return is_cut(at, end) ? OH_ESCAPE_CUT : 0;
	if (unit == 0)
		return replace(escape, OH_NOTE_NUL);
	if (unit < 0xD800 || unit > 0xDFFF)
	{
		escape->utf8_len = oh_utf8_encode((uint32_t) unit, escape->utf8);
		return UNIT_LEN;
	}
	low = read_unit(at + UNIT_LEN, end);
	if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
		return replace(escape, OH_NOTE_SURROGATE);
	unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
	escape->utf8_len = oh_utf8_encode((uint32_t) unit, escape->utf8);
	return 2 * UNIT_LEN;
}

int
oh_escape_read(const char *at, const char *end, OhEscape *escape)
{
	static const char meanings[256] = {
		['"'] = '"', ['\\'] = '\\', ['/'] = '/',
		['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
	};
	char		meaning = end - at > 1 ? meanings[(unsigned char) at[1]] : '\0';

	escape->note = 0;
	if (meaning == '\0')
		return read_unicode(at, end, escape);
	escape->utf8[0] = meaning;
	escape->utf8_len = 1;
	return 2;
}
