/*
 * codec.c
 *	  Strict hexadecimal and base64.
 */
#include "codec.h"

/* One more than what a digit is worth; 0 for what is none.  By table: digits of a signature are any. */
static const uint8_t hex_values[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
	['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static int
hex_value(char c)
{
	return hex_values[(unsigned char) c] - 1;
}

bool
oh_hex_decode(OhBytes text, uint8_t *out)
{
	if (text.len % 2 != 0)
		return false;
	for (size_t i = 0; i < text.len; i += 2)
	{
		int			high = hex_value(text.data[i]);
		int			low = hex_value(text.data[i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (uint8_t) (high * 16 + low);
	}
	return true;
}

void
oh_hex_encode(const uint8_t *data, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++)
	{
		*out++ = digits[data[i] >> 4];
		*out++ = digits[data[i] & 15];
	}
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (oh_is_digit(c))
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

bool
oh_base64_decode(OhBytes text, uint8_t *out, size_t *out_len)
{
	size_t		padding = 0;
	size_t		len = 0;
	uint32_t	bits = 0;
	uint8_t		unused = 0;

	if (text.len == 0 || text.len % 4 != 0)
		return false;
	while (padding < 2 && text.data[text.len - 1 - padding] == '=')
		padding++;

	for (size_t i = 0; i < text.len; i++)
	{
		int			value = i < text.len - padding ? base64_value(text.data[i]) : 0;

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t) value;
		if (i % 4 != 3)
			continue;
		out[len++] = (uint8_t) (bits >> 16);
		out[len++] = (uint8_t) (bits >> 8);
		out[len++] = (uint8_t) bits;
	}

	/* The padding counted as zero digits: what it decodes to are the bits that must not be set. */
	for (size_t i = 0; i < padding; i++)
		unused |= out[--len];
	*out_len = len;
	return unused == 0;
}

void
oh_base64_encode(const uint8_t *data, size_t len, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3)
	{
		size_t		left = len - i;
		uint32_t	bits = (uint32_t) data[i] << 16;

		if (left > 1)
			bits |= (uint32_t) data[i + 1] << 8;
		if (left > 2)
			bits |= data[i + 2];
		*out++ = digits[bits >> 18];
		*out++ = digits[bits >> 12 & 63];
		*out++ = left > 1 ? digits[bits >> 6 & 63] : '=';
		*out++ = left > 2 ? digits[bits & 63] : '=';
	}
}
