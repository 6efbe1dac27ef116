/*
 * mask_json.c
 *	  The masking of JSON, token by token, and of what is neither JSON nor a form.
 */
#include "mask_parts.h"

#include "escape.h"

/* Of the tables, with room to spare. */
#define LONGEST_KEY		64

/* ---- containers ---- */

static OhMaskLevel *
level_at_hand(OhMaskPass *pass)
{
	return &pass->levels[pass->depth];
}

/* A container is as deep as it goes: what is deeper than any document is of the last level. */
static void
open_container(OhMaskPass *pass, bool is_object)
{
	OhMaskLevel inner = oh_mask_level_beneath(pass, level_at_hand(pass), is_object);

	if (pass->depth == OH_MAX_DEPTH)
	{
		pass->deeper++;
		return;
	}
	pass->levels[++pass->depth] = inner;
}

static void
close_container(OhMaskPass *pass)
{
	if (pass->deeper > 0)
		pass->deeper--;
	else if (pass->depth > 0)
		pass->depth--;
}

/* ---- strings ---- */

static void
put_value(OhMaskPass *pass, OhBytes token, OhFate fate)
{
	if (fate == OH_FATE_GONE)
		oh_mask_put_instead(pass, OH_BYTES("null"), token);
	else if (fate == OH_FATE_GONE_MARKED)
		oh_mask_put_instead(pass, OH_BYTES("\"" OH_ERASED "\""), token);
	else
		oh_mask_put(pass, token);
}

/* The content of the string that begins behind `at`, up to its closing quote or to the end. */
static OhBytes
string_content(const char *at, const char *end)
{
	const char *begin = at;

	while (at < end && *at != '"')
		at += *at == '\\' && end - at > 1 ? 2 : 1;
	return oh_bytes(begin, (size_t) (at - begin));
}

/* Is what follows a colon? */
static bool
is_before_colon(const char *at, const char *end)
{
	while (at < end && (*at == '\0' || *at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
		at++;
	return at < end && *at == ':';
}

/* The key as it reads; as it is written where no table could have one as long. */
static OhBytes
read_key(OhBytes token, char room[LONGEST_KEY])
{
	OhBytes		written = oh_bytes(token.data + 1, token.len - 2);
	const char *end = written.data + written.len;
	size_t		len = 0;

	if (memchr(written.data, '\\', written.len) == NULL)
		return written;
	for (const char *at = written.data; at < end;)
	{
		OhEscape	escape = {.utf8 = {*at}, .utf8_len = 1};
		int			length = *at == '\\' ? oh_escape_read(at, end, &escape) : 1;

		if (length <= 0 || len + sizeof(escape.utf8) > LONGEST_KEY)
			return written;
		memcpy(room + len, escape.utf8, (size_t) escape.utf8_len);
		len += (size_t) escape.utf8_len;
		at += length;
	}
	return oh_bytes(room, len);
}

static void
take_key(OhMaskPass *pass, OhBytes token)
{
	OhMaskLevel *level = level_at_hand(pass);
	char		room[LONGEST_KEY];
	OhBytes		key = read_key(token, room);

	oh_mask_enter(pass, level, key);
	if (oh_terms_stand_in(&pass->mask->terms, token) && !oh_mask_is_own_key(pass->mask->provider, key))
		oh_mask_put_instead(pass, OH_BYTES("\"" OH_ERASED "\""), token);
	else
		oh_mask_put(pass, token);
}

/* A string that the body ends in may end in the beginning of a term. */
static OhFate
judge_string(OhMaskPass *pass, OhBytes content, bool is_closed)
{
	if (!is_closed && pass->mask->whole && content.len > 0)
		return OH_FATE_GONE;
	return oh_mask_judge_text(pass, content, level_at_hand(pass));
}

/* Returns the place behind it. */
static const char *
take_string(OhMaskPass *pass, const char *at, const char *end)
{
	OhBytes		content = string_content(at + 1, end);
	const char *after = content.data + content.len;
	bool		is_closed = after < end;
	OhBytes		token = oh_bytes(at, content.len + 1 + is_closed);

	after += is_closed;
	if (is_closed && is_before_colon(after, end))
		take_key(pass, token);
	else
		put_value(pass, token, judge_string(pass, content, is_closed));
	return after;
}

/* ---- numbers and words ---- */

static const char *
skip_digits(const char *at, const char *end)
{
	while (at < end && oh_is_digit(*at))
		at++;
	return at;
}

/* The end of a number; `at` where there is none. */
static const char *
skip_number(const char *at, const char *end)
{
	const char *first = *at == '-' ? at + 1 : at;
	const char *after = skip_digits(first, end);

	if (after == first)
		return at;
	if (after < end && *after == '.')
		after = skip_digits(after + 1, end);
	if (after < end && (*after == 'e' || *after == 'E'))
		after += end - after > 1 && (after[1] == '+' || after[1] == '-') ? 2 : 1;
	return skip_digits(after, end);
}

static bool
ends_value(const char *at, const char *end)
{
	return at == end || memchr(" \t\r\n,]}", *at, 7) != NULL;
}

/*
 * A number or one of the three words, alone in its place; empty where there is none.  Where
 * no document could be read, only a number that goes by its key is one: else it is text.
 */
static OhBytes
bare_token(const OhMaskPass *pass, const char *at, const char *end)
{
	static const char *const words[] = {"null", "true", "false"};
	bool		may_be_number = pass->is_document || oh_mask_fate_at(pass, &pass->levels[pass->depth]) == OH_FATE_GONE;
	const char *after = may_be_number ? skip_number(at, end) : at;

	for (int i = 0; after == at && i < 3; i++)
		if (oh_bytes_start(oh_bytes(at, (size_t) (end - at)), oh_bytes_of_string(words[i])))
			after = at + strlen(words[i]);
	return oh_bytes(at, ends_value(after, end) ? (size_t) (after - at) : 0);
}

static const char *
take_bare(OhMaskPass *pass, OhBytes token)
{
	bool		is_number = oh_is_digit(token.data[0]) || token.data[0] == '-';
	OhFate		fate = is_number ? oh_mask_judge_number(pass, token, level_at_hand(pass)) : OH_FATE_KEPT;

	put_value(pass, token, fate);
	return token.data + token.len;
}

/* ---- the text ---- */

static const char *
take_mark(OhMaskPass *pass, const char *at)
{
	OhMaskLevel *level = level_at_hand(pass);

	if (*at == '{' || *at == '[')
		open_container(pass, *at == '{');
	else if (*at == '}' || *at == ']')
		close_container(pass);
	else if (*at == ',' && level->is_object)
		level->field = NULL;
	oh_mask_put(pass, oh_bytes(at, 1));
	return at + 1;
}

/* What stands outside of strings, up to the next one; what is found there is replaced. */
static const char *
take_outside(OhMaskPass *pass, const char *at, const char *end)
{
	OhBytes		text = oh_bytes(at, (size_t) (end - at));
	OhMatch		match = {0};
	bool		found = oh_terms_find(&pass->mask->terms, text, at, &match);
	const char *begin = at;

	while (at < end && oh_mask_may_go_on(pass, at))
	{
		bool		is_first = at == begin || memchr(" \t\r\n:,[", at[-1], 7) != NULL;
		OhBytes		token = is_first ? bare_token(pass, at, end) : OH_NO_BYTES;

		if (found && match.begin < at)
			found = oh_terms_find(&pass->mask->terms, text, at, &match);
		if (token.len > 0)
			at = take_bare(pass, token);
		else if (found && match.begin == at)
		{
			oh_mask_put_instead(pass, OH_BYTES(OH_ERASED), oh_bytes(at, (size_t) (match.end - at)));
			at = match.end;
		}
		else
			at = take_mark(pass, at);
	}
	return at;
}

void
oh_mask_take_json(OhMaskPass *pass, OhBytes text)
{
	const char *at = text.data;
	const char *end = text.data + text.len;

	while (at < end && oh_mask_may_go_on(pass, at))
	{
		const char *quote = memchr(at, '"', (size_t) (end - at));

		if (quote == at)
			at = take_string(pass, at, end);
		else
			at = take_outside(pass, at, quote ? quote : end);
	}
}
