/*
 * term.c
 *	  The search for terms.
 *
 * The text is read one byte of meaning at a time: an escape is what it stands for, and
 * NUL nothing.  Nothing is copied.  At each place the terms, which are sorted, are narrowed
 * down byte by byte: who ordered a thousand times may have had a thousand addresses.
 */
#include "term.h"

#include <stdlib.h>

#include "codec.h"
#include "escape.h"

#define POLL_INTERVAL	65536
#define NONE			(-1)
#define MOST_BETWEEN	6		/* bytes between two digits of a phone: ") - " with a dash of three */
#define MOST_NESTED		8		/* backslashes before one escape */

/* ---- characters ---- */

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alphanumeric(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

/*
 * Does a word go on with it?  Of what is not ASCII, with the first byte of a letter of
 * those alphabets that part words by spaces.
 */
static bool
goes_on(int c)
{
	return is_alphanumeric(c) || (c >= 0xC3 && c <= 0xDF);
}

/* With the bytes of which UTF-8 makes U+00A0, U+202F and the dashes from U+2010 to U+2015. */
static bool
parts_digits(int c)
{
	return c > 0 && strchr(" -+().\\/\t\xC2\xA0\xE2\x80\xAF\x90\x91\x92\x93\x94\x95", c) != NULL;
}

/* ---- reading ---- */

typedef struct Cursor
{
	const char *at;
	const char *end;
	OhEscape	escape;			/* one that stands for several bytes */
	int			told;			/* of which so many were told */
} Cursor;

static bool
is_within(const Cursor *cursor)
{
	return cursor->told < cursor->escape.utf8_len;
}

/* In JSON that stands in a string of JSON, an escape's backslash is escaped, too: \\u00e9. */
static const char *
skip_nested(const char *at, const char *end)
{
	const char *last = at;

	while (last - at < MOST_NESTED && end - last > 1 && last[1] == '\\')
		last++;
	return end - last > 1 && last[1] == 'u' ? last : at;
}

static int
next_escaped(Cursor *cursor)
{
	const char *nested = skip_nested(cursor->at, cursor->end);
	int			length = oh_escape_read(nested, cursor->end, &cursor->escape);

	if (length > 0)
		length += (int) (nested - cursor->at);
	else
		length = oh_escape_read(cursor->at, cursor->end, &cursor->escape);
	if (length <= 0)
	{
		cursor->escape.utf8_len = 0;
		cursor->at++;
		return '\\';
	}
	cursor->at += length;
	cursor->told = 1;
	return (unsigned char) cursor->escape.utf8[0];
}

/* False, and *byte as it was, where there are no two digits. */
static bool
read_hex(const char *at, const char *end, uint8_t *byte)
{
	uint8_t		decoded;

	if (end - at < 2 || !oh_hex_decode(oh_bytes(at, 2), &decoded))
		return false;
	*byte = decoded;
	return true;
}

/* The next byte of meaning; NONE at the end. */
static int
next(Cursor *cursor)
{
	uint8_t		byte;

	if (is_within(cursor))
		return (unsigned char) cursor->escape.utf8[cursor->told++];
	while (cursor->at < cursor->end && *cursor->at == '\0')
		cursor->at++;
	if (cursor->at == cursor->end)
		return NONE;
	if (*cursor->at == '\\')
		return next_escaped(cursor);
	if (*cursor->at == '%' && read_hex(cursor->at + 1, cursor->end, &byte))
	{
		cursor->at += 3;
		/* Encoded twice: %25C3 is %C3. */
		while (byte == '%' && read_hex(cursor->at, cursor->end, &byte))
			cursor->at += 2;
		return byte;
	}
	return (unsigned char) *cursor->at++;
}

/* ---- terms ---- */

static OhBytes
trim(OhBytes text)
{
	while (text.len > 0 && !is_alphanumeric((unsigned char) text.data[0]) && (unsigned char) text.data[0] < 0x80
		   && text.data[0] != '+')
	{
		text.data++;
		text.len--;
	}
	while (text.len > 0 && !is_alphanumeric((unsigned char) text.data[text.len - 1])
		   && (unsigned char) text.data[text.len - 1] < 0x80)
		text.len--;
	return text;
}

/* The number of its digits; 0 where it holds anything else but what parts them. */
static size_t
count_digits(OhBytes text)
{
	size_t		count = 0;

	for (size_t i = 0; i < text.len; i++)
	{
		if (oh_is_digit(text.data[i]))
			count++;
		else if (!parts_digits((unsigned char) text.data[i]))
			return 0;
	}
	return count;
}

/* Of a text in `room`, which the digits take. */
static void
make_phone(char *room, OhTerm *term)
{
	OhBytes		text = term->text;
	size_t		len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (oh_is_digit(text.data[i]))
			room[len++] = text.data[i];
	term->is_phone = true;
	term->text = oh_bytes(room, len);
	if (oh_bytes_start(term->text, OH_BYTES("00")))
		term->text = oh_bytes(room + 2, len - 2);
}

/* What it says: a server of another encoding writes what that lacks as escapes, too. */
static OhBytes
read_text(OhBytes text, char *room)
{
	Cursor		cursor = {.at = text.data, .end = text.data + text.len};
	size_t		len = 0;

	for (int c = next(&cursor); c != NONE; c = next(&cursor))
		room[len++] = (char) c;
	return oh_bytes(room, len);
}

static bool
make_term(OhArena *arena, OhBytes text, OhTerm *term)
{
	char	   *room = oh_arena_alloc(arena, text.len ? text.len : 1);

	if (room == NULL)
		return false;
	*term = (OhTerm) {.text = trim(read_text(text, room))};
	if (count_digits(term->text) >= OH_PHONE_MIN)
	{
		make_phone(room, term);
		return true;
	}
	if (term->text.len > 0 && term->text.data[0] == '+')
		term->text = oh_bytes(term->text.data + 1, term->text.len - 1);
	if (term->text.len < OH_TERM_MIN)
	{
		term->text = OH_NO_BYTES;
		return true;
	}
	term->is_email = memchr(term->text.data, '@', term->text.len) != NULL;
	term->is_word = !term->is_email && memchr(term->text.data, ' ', term->text.len) == NULL;
	return true;
}

/* ---- their order ---- */

/*
 * One byte for all that match one another behind `before`.  In a form a space is a plus.  Of the
 * letters of Latin-1, the second byte in UTF-8 is as far from the other case's as ASCII is.
 */
static int
fold(int before, int c)
{
	if (c == '+')
		return ' ';
	if (c < 0x80)
		return oh_ascii_lower((char) c);
	if (before == 0xC3 && c <= 0x9E && c != 0x97)
		return c | 0x20;
	return c;
}

static int
folded_at(const OhTerm *term, size_t i)
{
	return fold(i > 0 ? (unsigned char) term->text.data[i - 1] : NONE, (unsigned char) term->text.data[i]);
}

/* One that another begins with comes before it. */
static int
compare_terms(const void *one, const void *two)
{
	const OhTerm *a = one;
	const OhTerm *b = two;

	if (a->is_phone != b->is_phone)
		return a->is_phone ? -1 : 1;
	for (size_t i = 0; i < a->text.len && i < b->text.len; i++)
	{
		int			difference = folded_at(a, i) - folded_at(b, i);

		if (difference != 0)
			return difference;
	}
	return (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

bool
oh_terms_make(OhArena *arena, const OhBytes *texts, size_t count, OhTerms *terms)
{
	OhTerm	   *list = oh_arena_alloc(arena, sizeof(OhTerm) * (count ? count : 1));

	if (list == NULL)
		return false;
	terms->list = list;
	terms->count = terms->phones = 0;
	for (size_t i = 0; i < count; i++)
	{
		OhTerm	   *term = &list[terms->count];

		if (!make_term(arena, texts[i], term))
			return false;
		terms->count += term->text.len > 0;
		terms->phones += term->text.len > 0 && term->is_phone;
	}
	qsort(list, terms->count, sizeof(OhTerm), compare_terms);
	return true;
}

/* ---- matching ---- */

/* What stands before the place at hand. */
typedef struct Before
{
	int			byte;			/* the last one that begins a character */
	size_t		digits;			/* how many end there */
	bool		zeros;			/* and all of them are 0 */
} Before;

static void
pass(Before *before, int byte)
{
	if (byte < 0x80 || byte >= 0xC0)
		before->byte = byte;
	if (!is_digit(byte))
	{
		before->digits = 0;
		before->zeros = true;
		return;
	}
	before->digits++;
	before->zeros &= byte == '0';
}

/* The next byte that does not part digits. */
static int
next_digit(Cursor *cursor)
{
	int			c = next(cursor);

	for (int between = 0; between < MOST_BETWEEN && parts_digits(c); between++)
		c = next(cursor);
	return c;
}

/* Is what follows a part of the same number or word, or of a longer address? */
static bool
is_continued(const OhTerm *term, Cursor after)
{
	int			c = next(&after);

	if (term->is_phone)
		return is_digit(c);
	if (term->is_email && (c == '-' || c == '_'))
		return true;
	if (term->is_email && c == '.')
		c = next(&after);
	return goes_on(c) && goes_on((unsigned char) term->text.data[term->text.len - 1]);
}

/* Its first letter or digit is at hand: does it begin there? */
static bool
is_begun(const OhTerm *term, const Before *before)
{
	return !term->is_email || before->byte <= 0 || strchr(".-_+", before->byte) == NULL;
}

/* All of it stands there, up to `after`: as a term of its own? */
static bool
is_apart(const OhTerms *terms, const OhTerm *term, const Before *before, const Cursor *after)
{
	return !(terms->but_words && term->is_word) && is_begun(term, before) && !is_continued(term, *after);
}

typedef struct Range
{
	const OhTerm *low;
	const OhTerm *high;			/* behind the last one */
} Range;

/* Of terms that agree before `depth` and go on there, the first that goes on with c or more. */
static const OhTerm *
first_from(Range range, size_t depth, int c)
{
	while (range.low < range.high)
	{
		const OhTerm *middle = range.low + (range.high - range.low) / 2;

		if (folded_at(middle, depth) < c)
			range.low = middle + 1;
		else
			range.high = middle;
	}
	return range.low;
}

/*
 * Is it one of these that begins with `c`, which `cursor` is behind?  The text is followed as long as
 * there is one that it may be, and the longest is taken.
 */
static bool
match_among(const OhTerms *terms, Range range, const Before *before, int c, Cursor cursor, const char **end)
{
	bool		found = false;
	int			previous = NONE;

	for (size_t depth = 0; c != NONE; depth++)
	{
		int			folded = fold(previous, c);

		range = (Range) {.low = first_from(range, depth, folded), .high = first_from(range, depth, folded + 1)};
		for (; range.low < range.high && range.low->text.len == depth + 1; range.low++)
		{
			if (!is_apart(terms, range.low, before, &cursor))
				continue;
			*end = cursor.at > *end ? cursor.at : *end;
			found = true;
		}
		if (range.low == range.high)
			break;
		previous = c;
		c = range.low->is_phone ? next_digit(&cursor) : next(&cursor);
	}
	return found;
}

/* Is there a term that begins with `first`, which `cursor` is behind? */
static bool
match_here(const OhTerms *terms, const Before *before, int first, Cursor cursor, const char **end)
{
	const OhTerm *texts = terms->list + terms->phones;
	bool		found = false;

	*end = cursor.at;
	if (is_digit(first) && (before->digits == 0 || (before->digits == 2 && before->zeros)))
		found = match_among(terms, (Range) {terms->list, texts}, before, first, cursor, end);
	if (!(goes_on(before->byte) && goes_on(first)))
		found |= match_among(terms, (Range) {texts, terms->list + terms->count}, before, first, cursor, end);
	return found;
}

bool
oh_terms_find(OhTerms *terms, OhBytes text, const char *from, OhMatch *match)
{
	Cursor		cursor = {.at = from, .end = text.data + text.len};
	Before		before = {.byte = NONE, .zeros = true};
	const char *poll = from;
	const char *end;

	if (terms->count == 0 || terms->cancelled)
		return false;
	for (const char *at = from; at > text.data && before.byte == NONE;)
		pass(&before, (unsigned char) *--at);
	for (;;)
	{
		const char *here = cursor.at;
		bool		is_begin = !is_within(&cursor);
		int			byte = next(&cursor);

		if (byte == NONE)
			return false;
		if (is_begin && match_here(terms, &before, byte, cursor, &end))
		{
			*match = (OhMatch) {.begin = here, .end = end};
			return true;
		}
		pass(&before, byte);
		if (here < poll)
			continue;
		poll = here + POLL_INTERVAL;
		if (oh_host_cancelled(terms->host))
		{
			terms->cancelled = true;
			return false;
		}
	}
}
