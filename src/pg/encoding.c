/*
 * encoding.c
 *	  Total conversion of text.
 */
#include "encoding.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"

/* A character that the other side lacks: \u65E5, \U0001F355, or a question mark for what is none. */
static size_t
write_refused(int from, const unsigned char *character, int len, const char *backslash, char *out)
{
	pg_wchar	code;

	if (from != PG_UTF8 || len <= 0)
	{
		*out = '?';
		return 1;
	}
	code = utf8_to_unicode(character);
	return sprintf(out, code > 0xFFFF ? "%sU%08X" : "%su%04X", backslash, (unsigned) code);
}

/*
 * Converts piece by piece: what the conversion refuses is one character, which is
 * written out, and then it goes on behind it.
 */
static OhBytes
convert(OhBytes text, int from, int to, const char *backslash)
{
	Oid			procedure = FindDefaultConversionProc(from, to);
	size_t		size = text.len * Max(MAX_CONVERSION_GROWTH, 10) + 1;
	char	   *out = MemoryContextAllocHuge(CurrentMemoryContext, size);
	size_t		len = 0;
	size_t		done = 0;

	while (done < text.len)
	{
		const char *rest = text.data + done;
		int			converted = 0;

		if (OidIsValid(procedure))
		{
			converted = pg_do_encoding_conversion_buf(procedure, from, to,
													  (unsigned char *) unconstify(char *, rest),
													  (int) (text.len - done),
													  (unsigned char *) out + len, (int) (size - len), true);
			len += strlen(out + len);
			done += converted;
		}
		if (done < text.len && converted == 0)
		{
			int			refused = pg_encoding_verifymbchar(from, text.data + done, (int) (text.len - done));

			len += write_refused(from, (const unsigned char *) text.data + done, refused, backslash, out + len);
			done += refused > 0 ? refused : 1;
		}
	}
	return oh_bytes(out, len);
}

static OhBytes
mask_invalid_utf8(OhBytes text)
{
	char	   *out;
	size_t		done = pg_encoding_verifymbstr(PG_UTF8, text.data, (int) text.len);

	if (done == text.len)
		return text;
	out = MemoryContextAllocHuge(CurrentMemoryContext, text.len);
	memcpy(out, text.data, text.len);
	while (done < text.len)
	{
		out[done++] = '?';
		done += pg_encoding_verifymbstr(PG_UTF8, out + done, (int) (text.len - done));
	}
	return oh_bytes(out, text.len);
}

static bool
is_ascii(OhBytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (IS_HIGHBIT_SET(text.data[i]))
			return false;
	return true;
}

OhBytes
utf8_from_server(OhBytes text)
{
	int			encoding = GetDatabaseEncoding();

	if (encoding == PG_UTF8 || is_ascii(text))
		return text;
	if (encoding == PG_SQL_ASCII)
		return mask_invalid_utf8(text);
	return convert(text, encoding, PG_UTF8, "\\");
}

static OhBytes
to_server(OhBytes utf8, const char *backslash)
{
	int			encoding = GetDatabaseEncoding();

	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII || is_ascii(utf8))
		return utf8;
	return convert(utf8, PG_UTF8, encoding, backslash);
}

OhBytes
server_from_utf8(OhBytes utf8)
{
	return to_server(utf8, "\\");
}

OhBytes
server_json_from_utf8(OhBytes utf8)
{
	return to_server(utf8, "\\\\");
}
