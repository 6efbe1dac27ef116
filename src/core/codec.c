/*
 * codec.c
 *	  Strict hexadecimal and base64.
 */
#include "codec.h"

static int
hex_value(char c)
{
	if (oh_is_digit(c))
		return c - '0';
	c = oh_ascii_lower(c);
	return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
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
