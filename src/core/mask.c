/*
 * mask.c
 *	  Masking.
 *
 * Two passes over the body: one that counts what the masked body takes, and, where that is
 * another one, one that writes it.  Both go by the same rules, which look at one token and
 * at where in the provider's field tables it stands.
 */
#include "mask.h"

#include "codec.h"
#include "escape.h"
#include "form.h"
#include "moment.h"

/* What is to become of a value. */
typedef enum Fate
{
	KEPT,
	SEARCHED,					/* null where it contains a term */
	SEARCHED_WORD,				/* OH_ERASED where it contains a term */
	GONE,						/* null */
	GONE_MARKED					/* OH_ERASED */
} Fate;

/* An open container, and where its members stand in the tables. */
typedef struct Level
{
	const OhShape *shape;		/* of an object, or of the objects that are elements; NULL: of none */
	const OhField *field;		/* of the member at hand; NULL: of none */
	bool		is_object;
	bool		is_gone;		/* all beneath it goes */
	bool		is_place;
	bool		is_flat;		/* the member at hand goes by its key alone */
} Level;

typedef struct Pass
{
	OhArena    *arena;
	OhMask	   *mask;
	const OhShape *shape;		/* of the document; NULL: it was not recognised */
	bool		is_document;
	char	   *key_room;		/* of a form: for one key, and for one value, decoded */
	char	   *value_room;
	char	   *out;			/* NULL: only counted */
	size_t		len;
	bool		changed;
	const char *poll;			/* where the host is asked next */
	Level		levels[OH_MAX_DEPTH + 1];
	int			depth;
	size_t		deeper;			/* levels below these */
} Pass;

/* A longer number is no amount. */
#define LEAST_PHONE_NUMBER	9

/* A body is gone through so often at most. */
#define MOST_TIMES	4

/* Of the tables, with room to spare. */
#define LONGEST_KEY		64

/* ---- the tables ---- */

typedef bool (*FieldTest) (const OhField *field, bool is_place);

static bool
any_field_in(const OhShape *shape, bool is_place, OhBytes key, FieldTest test)
{
	is_place |= shape->is_place;
	for (int i = 0; i < shape->count; i++)
	{
		const OhField *field = &shape->fields[i];

		if (oh_bytes_equal(field->key, key) && test(field, is_place))
			return true;
		if (field->shape && any_field_in(field->shape, is_place, key, test))
			return true;
	}
	return false;
}

static bool
any_field(const OhProvider *provider, OhBytes key, FieldTest test)
{
	for (const OhForm *form = provider->forms; form->title; form++)
		if (any_field_in(form->shape, false, key, test))
			return true;
	return false;
}

static bool
is_known(const OhField *field, bool is_place)
{
	(void) field;
	(void) is_place;
	return true;
}

static bool
is_of_person(const OhField *field, bool is_place)
{
	return !is_place && oh_field_personal(field) != OH_PERSONAL_NOT;
}

static bool
is_required(const OhField *field, bool is_place)
{
	(void) is_place;
	return field->required;
}

/* What is of a person in one kind of document and the document's own id in another is kept. */
static bool
is_gone_by_key(const Pass *pass, OhBytes key)
{
	return pass->mask->whole && pass->shape == NULL && any_field(pass->mask->provider, key, is_of_person)
		&& !any_field(pass->mask->provider, key, is_required);
}

static const OhField *
find_field(const OhShape *shape, OhBytes key)
{
	for (int i = 0; shape && i < shape->count; i++)
		if (oh_bytes_equal(shape->fields[i].key, key))
			return &shape->fields[i];
	return NULL;
}

/* A word that the provider itself uses is nobody's name. */
static bool
is_own_word(const OhProvider *provider, OhBytes text)
{
	const OhVocabulary *vocabulary = provider->vocabularies;

	for (; vocabulary && vocabulary->title; vocabulary++)
		if (oh_word_find(vocabulary->words, text))
			return true;
	return oh_event_find(provider->events, text) || oh_word_find(provider->words, text);
}

/* ---- fates ---- */

/* A word that states and the like follow from, also where it is none that is known. */
static bool
is_status(const OhField *field)
{
	return (field->group == OH_ORDER && field->column == OH_ORDER_PROVIDER_STATUS)
		|| (field->group == OH_ITEM && field->column == OH_ITEM_PROVIDER_STATUS)
		|| (field->group == OH_PAYMENT && field->column == OH_PAYMENT_PROVIDER_METHOD);
}

/* The id of nothing that is looked up: a number called out, a way to pay. */
static Fate
fate_of_id(const OhField *field)
{
	if (is_status(field))
		return SEARCHED_WORD;
	return field->group == OH_ORDER && field->column == OH_ORDER_DISPLAY_NUMBER ? SEARCHED : KEPT;
}

/* What is no amount and no time is read as neither, whatever it says. */
static Fate
fate_of_field(const OhField *field)
{
	switch (field->read)
	{
		case OH_READ_ID:
			return fate_of_id(field);
		case OH_READ_STORED:
			return field->means ? SEARCHED_WORD : SEARCHED;
		case OH_READ_BY:
			return SEARCHED_WORD;
		case OH_READ_TEXT:
			return is_status(field) ? SEARCHED_WORD : SEARCHED;
		case OH_READ_OBJECT:
		case OH_READ_OBJECTS:
		case OH_READ_ROW:
		case OH_READ_ROWS:
			return SEARCHED;
		default:
			return SEARCHED_WORD;
	}
}

static Fate
fate_at(const Pass *pass, const Level *level)
{
	const OhField *field = level->field;

	if (level->is_gone || level->is_flat)
		return GONE;
	if (field == NULL)
		return SEARCHED;
	if (pass->mask->whole && is_of_person(field, level->is_place))
		return field->personal == OH_PERSONAL_MARKED ? GONE_MARKED : GONE;
	return field->personal == OH_PERSONAL_MARKED ? SEARCHED_WORD : fate_of_field(field);
}

/* "12", "-1.50": the whole of a text. */
static bool
is_decimal(OhBytes text, size_t *digits, bool *has_point)
{
	*digits = 0;
	*has_point = false;
	for (size_t i = 0; i < text.len; i++)
	{
		char		c = text.data[i];

		if (oh_is_digit(c))
			++*digits;
		else if (c == '.' && !*has_point)
			*has_point = true;
		else if (!(c == '-' && i == 0))
			return false;
	}
	return *digits > 0;
}

/* Amounts come as text, too. */
static bool
is_amount(OhBytes text, Fate fate)
{
	size_t		digits;
	bool		has_point;

	return is_decimal(text, &digits, &has_point) && (has_point || fate == SEARCHED_WORD);
}

static bool
is_time(OhBytes text)
{
	OhMoment	at;

	return oh_moment_parse(text, &at) != OH_MOMENT_MALFORMED;
}

/* What was sold, or where: named by words that people are, too. */
static bool
is_name_of_thing(const Level *level)
{
	const OhField *field = level->field;

	if (level->is_place)
		return true;
	if (field == NULL || field->read != OH_READ_TEXT)
		return false;
	return field->group == OH_MODIFIER || (field->group == OH_ITEM && field->column == OH_ITEM_NAME)
		|| (field->group == OH_PRODUCT && field->column == OH_PRODUCT_NAME);
}

/* What a document is, it says by a single word: "order" is one, and may be a name. */
static bool
says_by_word(const OhField *field, Fate fate, OhBytes text)
{
	return fate == SEARCHED_WORD
		&& (field->read == OH_READ_STORED || field->read == OH_READ_TEXT || field->read == OH_READ_ID)
		&& memchr(text.data, ' ', text.len) == NULL;
}

/* What a text of that fate comes to: KEPT, GONE or GONE_MARKED.  An empty one says nothing of anybody. */
static Fate
judge_text(Pass *pass, OhBytes text, const Level *level)
{
	Fate		fate = fate_at(pass, level);
	bool		mentioned;

	if (text.len == 0)
		return KEPT;
	if (fate != SEARCHED && fate != SEARCHED_WORD)
		return fate;
	pass->mask->terms.but_words = is_name_of_thing(level) || says_by_word(level->field, fate, text);
	mentioned = oh_terms_stand_in(&pass->mask->terms, text);
	pass->mask->terms.but_words = false;
	if (!mentioned || is_amount(text, fate) || (fate == SEARCHED_WORD && is_time(text))
		|| is_own_word(pass->mask->provider, text))
		return KEPT;
	return fate == SEARCHED ? GONE : GONE_MARKED;
}

static Fate
judge_number(Pass *pass, OhBytes text, Fate fate)
{
	size_t		digits;
	bool		has_point;

	if (fate != SEARCHED)
		return fate == SEARCHED_WORD ? KEPT : fate;
	if (!is_decimal(text, &digits, &has_point) || has_point || digits < LEAST_PHONE_NUMBER)
		return KEPT;
	return oh_terms_stand_in(&pass->mask->terms, text) ? GONE : KEPT;
}

/* ---- writing ---- */

static void
put(Pass *pass, OhBytes bytes)
{
	if (pass->out && bytes.len > 0)
		memcpy(pass->out + pass->len, bytes.data, bytes.len);
	pass->len += bytes.len;
}

static void
put_instead(Pass *pass, OhBytes bytes, OhBytes of)
{
	pass->changed |= !oh_bytes_equal(bytes, of);
	put(pass, bytes);
}

static void
put_value(Pass *pass, OhBytes token, Fate fate)
{
	if (fate == GONE)
		put_instead(pass, OH_BYTES("null"), token);
	else if (fate == GONE_MARKED)
		put_instead(pass, OH_BYTES("\"" OH_ERASED "\""), token);
	else
		put(pass, token);
}

static bool
may_go_on(Pass *pass, const char *at)
{
	if (at >= pass->poll)
	{
		pass->poll = at + 65536;
		pass->mask->terms.cancelled |= oh_host_cancelled(pass->arena->host);
	}
	return !pass->mask->terms.cancelled && !pass->arena->exhausted;
}

/* ---- JSON ---- */

static Level *
level_at_hand(Pass *pass)
{
	return &pass->levels[pass->depth];
}

/* What the member at hand holds: an object, or an array of what may be members of the same name. */
static Level
level_beneath(const Pass *pass, const Level *outer, bool is_object)
{
	Fate		fate = fate_at(pass, outer);
	const OhShape *shape = outer->field ? outer->field->shape : NULL;

	return (Level) {
		.shape = shape,
		.field = is_object ? NULL : outer->field,
		.is_object = is_object,
		.is_gone = fate == GONE || fate == GONE_MARKED,
		.is_place = outer->is_place || (shape && shape->is_place),
	};
}

/* A container is as deep as it goes: what is deeper than any document is of the last level. */
static void
open_container(Pass *pass, bool is_object)
{
	Level		inner = level_beneath(pass, level_at_hand(pass), is_object);

	if (pass->depth == OH_MAX_DEPTH)
	{
		pass->deeper++;
		return;
	}
	pass->levels[++pass->depth] = inner;
}

static void
close_container(Pass *pass)
{
	if (pass->deeper > 0)
		pass->deeper--;
	else if (pass->depth > 0)
		pass->depth--;
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
take_key(Pass *pass, OhBytes token)
{
	Level	   *level = level_at_hand(pass);
	char		room[LONGEST_KEY];
	OhBytes		key = read_key(token, room);

	level->field = level->is_object ? find_field(level->shape, key) : NULL;
	level->is_flat = is_gone_by_key(pass, key);
	if (oh_terms_stand_in(&pass->mask->terms, token) && !any_field(pass->mask->provider, key, is_known))
		put_instead(pass, OH_BYTES("\"" OH_ERASED "\""), token);
	else
		put(pass, token);
}

/* A string that the body ends in may end in the beginning of a term. */
static Fate
judge_string(Pass *pass, OhBytes content, bool is_closed)
{
	if (!is_closed && pass->mask->whole && content.len > 0)
		return GONE;
	return judge_text(pass, content, level_at_hand(pass));
}

/* Returns the place behind it. */
static const char *
take_string(Pass *pass, const char *at, const char *end)
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
bare_token(const Pass *pass, const char *at, const char *end)
{
	static const char *const words[] = {"null", "true", "false"};
	bool		may_be_number = pass->is_document || fate_at(pass, &pass->levels[pass->depth]) == GONE;
	const char *after = may_be_number ? skip_number(at, end) : at;

	for (int i = 0; after == at && i < 3; i++)
		if (oh_bytes_start(oh_bytes(at, (size_t) (end - at)), oh_bytes_of_string(words[i])))
			after = at + strlen(words[i]);
	return oh_bytes(at, ends_value(after, end) ? (size_t) (after - at) : 0);
}

static const char *
take_bare(Pass *pass, OhBytes token)
{
	bool		is_number = oh_is_digit(token.data[0]) || token.data[0] == '-';
	Fate		fate = is_number ? judge_number(pass, token, fate_at(pass, level_at_hand(pass))) : KEPT;

	put_value(pass, token, fate);
	return token.data + token.len;
}

static const char *
take_mark(Pass *pass, const char *at)
{
	Level	   *level = level_at_hand(pass);

	if (*at == '{' || *at == '[')
		open_container(pass, *at == '{');
	else if (*at == '}' || *at == ']')
		close_container(pass);
	else if (*at == ',' && level->is_object)
		level->field = NULL;
	put(pass, oh_bytes(at, 1));
	return at + 1;
}

/* What stands outside of strings, up to the next one; what is found there is replaced. */
static const char *
take_outside(Pass *pass, const char *at, const char *end)
{
	OhBytes		text = oh_bytes(at, (size_t) (end - at));
	OhMatch		match = {0};
	bool		found = oh_terms_find(&pass->mask->terms, text, at, &match);
	const char *begin = at;

	while (at < end && may_go_on(pass, at))
	{
		bool		is_first = at == begin || memchr(" \t\r\n:,[", at[-1], 7) != NULL;
		OhBytes		token = is_first ? bare_token(pass, at, end) : OH_NO_BYTES;

		if (found && match.begin < at)
			found = oh_terms_find(&pass->mask->terms, text, at, &match);
		if (token.len > 0)
			at = take_bare(pass, token);
		else if (found && match.begin == at)
		{
			put_instead(pass, OH_BYTES(OH_ERASED), oh_bytes(at, (size_t) (match.end - at)));
			at = match.end;
		}
		else
			at = take_mark(pass, at);
	}
	return at;
}

static void
take_json(Pass *pass, OhBytes text)
{
	const char *at = text.data;
	const char *end = text.data + text.len;

	while (at < end && may_go_on(pass, at))
	{
		const char *quote = memchr(at, '"', (size_t) (end - at));

		if (quote == at)
			at = take_string(pass, at, end);
		else
			at = take_outside(pass, at, quote ? quote : end);
	}
}

/* ---- forms ---- */

static bool
is_unreserved(char c)
{
	char		lower = oh_ascii_lower(c);

	return (lower >= 'a' && lower <= 'z') || oh_is_digit(c) || memchr("-_.~", c, 4) != NULL;
}

static void
put_encoded(Pass *pass, OhBytes bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
	{
		char		escape[3] = {'%'};

		oh_hex_encode((const uint8_t *) bytes.data + i, 1, escape + 1);
		put(pass, is_unreserved(bytes.data[i]) ? oh_bytes(bytes.data + i, 1) : oh_bytes(escape, 3));
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
step_into(Pass *pass, Level *level, OhBytes name)
{
	const OhField *field = level->field;
	bool		has_elements = field && (field->read == OH_READ_OBJECTS || field->read == OH_READ_ROWS);
	bool		is_element = has_elements && (name.len == 0 || oh_is_digit(name.data[0]));

	*level = level_beneath(pass, level, !is_element);
	if (is_element)
		return;
	level->field = find_field(level->shape, name);
	level->is_flat = is_gone_by_key(pass, name);
}

/* Where a decoded key stands. */
static Level
level_of_key(Pass *pass, OhBytes key)
{
	const char *open = memchr(key.data, '[', key.len);
	OhBytes		name = oh_bytes(key.data, open ? (size_t) (open - key.data) : key.len);
	const char *end = key.data + key.len;
	Level		level = {.shape = pass->shape, .is_object = true};

	level.field = find_field(pass->shape, name);
	level.is_flat = is_gone_by_key(pass, name);
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
put_json_value(Pass *pass, OhBytes json, const Level *level)
{
	Pass		counted = {
		.arena = pass->arena, .mask = pass->mask, .shape = pass->shape, .is_document = true, .poll = json.data,
	};
	Pass		written;

	counted.levels[0] = *level;
	counted.levels[0].is_object = false;
	written = counted;
	take_json(&counted, json);
	if (!counted.changed)
		return false;
	pass->changed = true;
	written.out = oh_arena_alloc(pass->arena, counted.len);
	if (written.out == NULL)
		return true;
	take_json(&written, json);
	put_encoded(pass, oh_bytes(written.out, written.len));
	return true;
}

static void
take_form_value(Pass *pass, OhBytes value, const Level *level)
{
	OhBytes		text = decode(value, pass->value_room);
	bool		may_be_json = text.len > 0 && (text.data[0] == '{' || text.data[0] == '[');
	Fate		fate;

	if (may_be_json && put_json_value(pass, text, level))
		return;
	fate = may_be_json ? KEPT : judge_text(pass, text, level);
	if (fate == GONE_MARKED)
		put_instead(pass, OH_BYTES(OH_ERASED), value);
	else
		put_instead(pass, fate == GONE ? OH_BYTES("") : value, value);
}

static void
take_pair(Pass *pass, OhBytes pair)
{
	const char *equals = memchr(pair.data, '=', pair.len);
	size_t		key_len = equals ? (size_t) (equals - pair.data) : pair.len;
	OhBytes		key = oh_bytes(pair.data, key_len);
	OhBytes		name = decode(key, pass->key_room);
	Level		level = level_of_key(pass, name);

	if (level.field == NULL && oh_terms_stand_in(&pass->mask->terms, name))
		put_instead(pass, OH_BYTES(OH_ERASED), key);
	else
		put(pass, key);
	if (equals == NULL)
		return;
	put(pass, OH_BYTES("="));
	take_form_value(pass, oh_bytes(equals + 1, pair.len - key_len - 1), &level);
}

static void
take_form(Pass *pass, OhBytes text)
{
	const char *at = text.data;
	const char *end = text.data + text.len;

	while (at < end && may_go_on(pass, at))
	{
		const char *separator = memchr(at, '&', (size_t) (end - at));
		const char *pair_end = separator ? separator : end;

		take_pair(pass, oh_bytes(at, (size_t) (pair_end - at)));
		if (separator)
			put(pass, OH_BYTES("&"));
		at = separator ? separator + 1 : end;
	}
}

/* ---- the body ---- */

typedef struct Look
{
	const OhShape *shape;
	bool		is_document;
	bool		is_form;
} Look;

/* What kind of document is it?  False when memory ran out or the host cancelled. */
static bool
look_at(OhArena *arena, const OhProvider *provider, OhBytes body, Look *look)
{
	OhDocument	doc;
	OhJsonError error;
	bool		is_read = oh_provider_load(provider, &doc, arena, body, &error);

	*look = (Look) {.is_document = is_read};
	if (!is_read && (error.code == OH_JSON_NO_MEMORY || error.code == OH_JSON_CANCELLED))
		return false;
	if (is_read)
	{
		look->is_form = provider->sends_forms && oh_form_likely(body);
		look->shape = oh_provider_shape(provider, &doc);
	}
	/* What was too costly to read is masked all the same. */
	oh_arena_allow(arena, body.len);
	return !arena->exhausted;
}

static void
run_pass(Pass *pass, const Look *look, OhBytes body)
{
	OhField		root = {.read = OH_READ_OBJECT, .shape = look->shape};

	pass->shape = look->shape;
	pass->is_document = look->is_document;
	pass->poll = body.data;
	pass->levels[0] = (Level) {.field = look->shape ? &root : NULL};
	if (look->is_form)
		take_form(pass, body);
	else
		take_json(pass, body);
}

/* One time: *is_done where that was all. */
static bool
mask_once(OhArena *arena, OhMask *mask, OhBytes body, OhBytes *masked, bool *is_done)
{
	Pass		counted = {.arena = arena, .mask = mask};
	Pass		written;
	Look		look;

	*masked = body;
	if (!look_at(arena, mask->provider, body, &look))
		return false;
	if (look.is_form)
	{
		counted.key_room = oh_arena_alloc(arena, body.len);
		counted.value_room = oh_arena_alloc(arena, body.len);
		if (arena->exhausted)
			return false;
	}
	written = counted;
	run_pass(&counted, &look, body);
	if (counted.changed)
	{
		written.out = oh_arena_alloc(arena, counted.len);
		if (written.out == NULL)
			return false;
		run_pass(&written, &look, body);
		*masked = oh_bytes(written.out, written.len);
	}
	*is_done = look.is_document || !counted.changed;
	return !mask->terms.cancelled && !arena->exhausted;
}

/* What could not be read may be a document once something in it was replaced, and is then masked as one. */
bool
oh_mask(OhArena *arena, OhMask *mask, OhBytes body, OhBytes *masked)
{
	bool		is_done = !mask->whole && mask->terms.count == 0;

	*masked = body;
	mask->terms.host = arena->host;
	for (int times = 0; times < MOST_TIMES && !is_done; times++)
		if (!mask_once(arena, mask, *masked, masked, &is_done))
			return false;
	return true;
}
