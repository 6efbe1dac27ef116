/*
 * bytes.h
 *	  A view of bytes that somebody else owns.
 *
 * A view never owns and never ends in NUL.  data == NULL says "there is none",
 * which is different from an empty view (data set, len 0).
 */
#ifndef OH_BYTES_H
#define OH_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct OhBytes
{
	const char *data;
	size_t		len;
} OhBytes;

#define OH_NO_BYTES		((OhBytes) {NULL, 0})

/* A view of a string literal; also fit for static initialisers. */
#define OH_LITERAL(s)	{(s), sizeof(s) - 1}
#define OH_BYTES(s)		((OhBytes) OH_LITERAL(s))

static inline OhBytes
oh_bytes(const char *data, size_t len)
{
	return (OhBytes) {data, len};
}

static inline OhBytes
oh_bytes_of_string(const char *s)
{
	return (OhBytes) {s, s ? strlen(s) : 0};
}

/* For content that is no secret: stops at the first difference. */
static inline bool
oh_bytes_equal(OhBytes a, OhBytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline char
oh_ascii_lower(char c)
{
	return (c >= 'A' && c <= 'Z') ? (char) (c + ('a' - 'A')) : c;
}

/* ASCII letters alone are folded, whatever the locale: I and i are one letter, dotted capital I is not. */
static inline bool
oh_bytes_equal_fold(OhBytes a, OhBytes b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (oh_ascii_lower(a.data[i]) != oh_ascii_lower(b.data[i]))
			return false;
	return true;
}

static inline bool
oh_bytes_start(OhBytes a, OhBytes prefix)
{
	return a.len >= prefix.len && memcmp(a.data, prefix.data, prefix.len) == 0;
}

static inline bool
oh_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Space and tab, the optional white space of HTTP, off both ends. */
static inline OhBytes
oh_bytes_trim(OhBytes b)
{
	while (b.len > 0 && (b.data[0] == ' ' || b.data[0] == '\t'))
	{
		b.data++;
		b.len--;
	}
	while (b.len > 0 && (b.data[b.len - 1] == ' ' || b.data[b.len - 1] == '\t'))
		b.len--;
	return b;
}

#endif
