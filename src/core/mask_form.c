/*
 * mask_form.c
 *	  The masking of a form, pair by pair.
 */
#include "mask_parts.h"

#include "codec.h"

static bool
is_unreserved(char c)
{
	char		lower = oh_ascii_lower(c);

	return (lower >= 'a' && lower <= 'z') || oh_is_digit(c) || memchr("-_.~", c, 4) != NULL;
}

static void
put_encoded(OhMaskPass *pass, OhBytes bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
	{
		char		escape[3] = {'%'};

		oh_hex_encode((const uint8_t *) bytes.data + i, 1, escape + 1);
		oh_mask_put(pass, is_unreserved(bytes.data[i]) ? oh_bytes(bytes.data + i, 1) : oh_bytes(escape, 3));
	}
}

/* What a key or a value says, written to `out`.  Its escapes are well formed: it was read before. */
static OhBytes
decode(OhBytes text, char *out)
{
	size_t		len = 0;

	for (size_t i = 0; i < text.len; i++)
	{
		out[len] = text.data[i] == '+' ? ' ' : text.data[i];
		if (text.data[i] == '%')
		{
			(void) oh_hex_decode(oh_bytes(text.data + i + 1, 2), (uint8_t *) out + len);
			i += 2;
		}
		len++;
	}
	return oh_bytes(out, len);
}

/* One name of `data[orderContents][0][total]` on: an index leads to an element. */
static void
step_into(OhMaskPass *pass, OhMaskLevel *level, OhBytes name)
{
	const OhField *field = level->field;
	bool		has_elements = field && (field->read == OH_READ_OBJECTS || field->read == OH_READ_ROWS);
	bool		is_element = has_elements && (name.len == 0 || oh_is_digit(name.data[0]));

	*level = oh_mask_level_beneath(pass, level, !is_element);
	if (!is_element)
		oh_mask_enter(pass, level, name);
}

/* Where a decoded key stands. */
static OhMaskLevel
level_of_key(OhMaskPass *pass, OhBytes key)
{
	const char *open = memchr(key.data, '[', key.len);
	OhBytes		name = oh_bytes(key.data, open ? (size_t) (open - key.data) : key.len);
	const char *end = key.data + key.len;
	OhMaskLevel level = {.shape = pass->shape, .is_object = true};

	oh_mask_enter(pass, &level, name);
	while (open)
	{
		const char *close = memchr(open, ']', (size_t) (end - open));

		if (close == NULL)
			break;
		step_into(pass, &level, oh_bytes(open + 1, (size_t) (close - open - 1)));
		open = memchr(close, '[', (size_t) (end - close));
	}
	return level;
}

/* A value that is JSON itself, masked as such; false when nothing in it had to go. */
static bool
put_json_value(OhMaskPass *pass, OhBytes json, const OhMaskLevel *level)
{
	OhMaskPass	counted = {
		.arena = pass->arena, .mask = pass->mask, .shape = pass->shape, .is_document = true, .poll = json.data,
	};
	OhMaskPass	written;

	counted.levels[0] = *level;
	counted.levels[0].is_object = false;
	written = counted;
	oh_mask_take_json(&counted, json);
	if (!counted.changed)
		return false;
	pass->changed = true;
	written.out = oh_arena_alloc(pass->arena, counted.len);
	if (written.out == NULL)
		return true;
	oh_mask_take_json(&written, json);
	put_encoded(pass, oh_bytes(written.out, written.len));
	return true;
}

static void
take_form_value(OhMaskPass *pass, OhBytes value, const OhMaskLevel *level)
{
	OhBytes		text = decode(value, pass->value_room);
	bool		may_be_json = text.len > 0 && (text.data[0] == '{' || text.data[0] == '[');
	OhFate		fate;

	if (may_be_json && put_json_value(pass, text, level))
		return;
	fate = may_be_json ? OH_FATE_KEPT : oh_mask_judge_text(pass, text, level);
	if (fate == OH_FATE_GONE_MARKED)
		oh_mask_put_instead(pass, OH_BYTES(OH_ERASED), value);
	else
		oh_mask_put_instead(pass, fate == OH_FATE_GONE ? OH_BYTES("") : value, value);
}

static void
take_pair(OhMaskPass *pass, OhBytes pair)
{
	const char *equals = memchr(pair.data, '=', pair.len);
	size_t		key_len = equals ? (size_t) (equals - pair.data) : pair.len;
	OhBytes		key = oh_bytes(pair.data, key_len);
	OhBytes		name = decode(key, pass->key_room);
	OhMaskLevel level = level_of_key(pass, name);

	if (level.field == NULL && oh_terms_stand_in(&pass->mask->terms, name))
		oh_mask_put_instead(pass, OH_BYTES(OH_ERASED), key);
	else
		oh_mask_put(pass, key);
	if (equals == NULL)
		return;
	oh_mask_put(pass, OH_BYTES("="));
	take_form_value(pass, oh_bytes(equals + 1, pair.len - key_len - 1), &level);
}

void
oh_mask_take_form(OhMaskPass *pass, OhBytes text)
{
	const char *at = text.data;
	const char *end = text.data + text.len;

	while (at < end && oh_mask_may_go_on(pass, at))
	{
		const char *separator = memchr(at, '&', (size_t) (end - at));
		const char *pair_end = separator ? separator : end;

		take_pair(pass, oh_bytes(at, (size_t) (pair_end - at)));
		if (separator)
			oh_mask_put(pass, OH_BYTES("&"));
		at = separator ? separator + 1 : end;
	}
}
