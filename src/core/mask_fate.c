/*
 * mask_fate.c
 *	  What is to become of a value: by where in the provider's field tables it stands, and by
 *	  the words that it holds.
 */
#include "mask_parts.h"

#include "moment.h"

/* A longer number is no amount. */
#define LEAST_PHONE_NUMBER	9

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

static bool
is_known(const OhField *field, bool is_place)
{
	(void) field;
	(void) is_place;
	return true;
}

bool
oh_mask_is_own_key(const OhProvider *provider, OhBytes key)
{
	return any_field(provider, key, is_known);
}

/* What is of a person in one kind of document and the document's own id in another is kept. */
static bool
is_gone_by_key(const OhMaskPass *pass, OhBytes key)
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

void
oh_mask_enter(const OhMaskPass *pass, OhMaskLevel *level, OhBytes key)
{
	level->field = level->is_object ? find_field(level->shape, key) : NULL;
	level->is_flat = is_gone_by_key(pass, key);
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
static OhFate
fate_of_id(const OhField *field)
{
	if (is_status(field))
		return OH_FATE_SEARCHED_WORD;
	return field->group == OH_ORDER && field->column == OH_ORDER_DISPLAY_NUMBER ? OH_FATE_SEARCHED : OH_FATE_KEPT;
}

/* What is no amount and no time is read as neither, whatever it says. */
static OhFate
fate_of_field(const OhField *field)
{
	switch (field->read)
	{
		case OH_READ_ID:
			return fate_of_id(field);
		case OH_READ_STORED:
			return field->means ? OH_FATE_SEARCHED_WORD : OH_FATE_SEARCHED;
		case OH_READ_BY:
			return OH_FATE_SEARCHED_WORD;
		case OH_READ_TEXT:
			return is_status(field) ? OH_FATE_SEARCHED_WORD : OH_FATE_SEARCHED;
		case OH_READ_OBJECT:
		case OH_READ_OBJECTS:
		case OH_READ_ROW:
		case OH_READ_ROWS:
			return OH_FATE_SEARCHED;
		default:
			return OH_FATE_SEARCHED_WORD;
	}
}

OhFate
oh_mask_fate_at(const OhMaskPass *pass, const OhMaskLevel *level)
{
	const OhField *field = level->field;

	if (level->is_gone || level->is_flat)
		return OH_FATE_GONE;
	if (field == NULL)
		return OH_FATE_SEARCHED;
	if (pass->mask->whole && is_of_person(field, level->is_place))
		return field->personal == OH_PERSONAL_MARKED ? OH_FATE_GONE_MARKED : OH_FATE_GONE;
	return field->personal == OH_PERSONAL_MARKED ? OH_FATE_SEARCHED_WORD : fate_of_field(field);
}

OhMaskLevel
oh_mask_level_beneath(const OhMaskPass *pass, const OhMaskLevel *outer, bool is_object)
{
	OhFate		fate = oh_mask_fate_at(pass, outer);
	const OhShape *shape = outer->field ? outer->field->shape : NULL;

	return (OhMaskLevel) {
		.shape = shape,
		.field = is_object ? NULL : outer->field,
		.is_object = is_object,
		.is_gone = fate == OH_FATE_GONE || fate == OH_FATE_GONE_MARKED,
		.is_place = outer->is_place || (shape && shape->is_place),
	};
}

/* ---- texts and numbers ---- */

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
is_amount(OhBytes text, OhFate fate)
{
	size_t		digits;
	bool		has_point;

	return is_decimal(text, &digits, &has_point) && (has_point || fate == OH_FATE_SEARCHED_WORD);
}

static bool
is_time(OhBytes text)
{
	OhMoment	at;

	return oh_moment_parse(text, &at) != OH_MOMENT_MALFORMED;
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

/* What was sold, or where: named by words that people are, too. */
static bool
is_name_of_thing(const OhMaskLevel *level)
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
says_by_word(const OhField *field, OhFate fate, OhBytes text)
{
	return fate == OH_FATE_SEARCHED_WORD
		&& (field->read == OH_READ_STORED || field->read == OH_READ_TEXT || field->read == OH_READ_ID)
		&& memchr(text.data, ' ', text.len) == NULL;
}

/* An empty text says nothing of anybody. */
OhFate
oh_mask_judge_text(OhMaskPass *pass, OhBytes text, const OhMaskLevel *level)
{
	OhFate		fate = oh_mask_fate_at(pass, level);
	bool		mentioned;

	if (text.len == 0)
		return OH_FATE_KEPT;
	if (fate != OH_FATE_SEARCHED && fate != OH_FATE_SEARCHED_WORD)
		return fate;
	pass->mask->terms.but_words = is_name_of_thing(level) || says_by_word(level->field, fate, text);
	mentioned = oh_terms_stand_in(&pass->mask->terms, text);
	pass->mask->terms.but_words = false;
	if (!mentioned || is_amount(text, fate) || (fate == OH_FATE_SEARCHED_WORD && is_time(text))
		|| is_own_word(pass->mask->provider, text))
		return OH_FATE_KEPT;
	return fate == OH_FATE_SEARCHED ? OH_FATE_GONE : OH_FATE_GONE_MARKED;
}

OhFate
oh_mask_judge_number(OhMaskPass *pass, OhBytes text, const OhMaskLevel *level)
{
	OhFate		fate = oh_mask_fate_at(pass, level);
	size_t		digits;
	bool		has_point;

	if (fate != OH_FATE_SEARCHED)
		return fate == OH_FATE_SEARCHED_WORD ? OH_FATE_KEPT : fate;
	if (!is_decimal(text, &digits, &has_point) || has_point || digits < LEAST_PHONE_NUMBER)
		return OH_FATE_KEPT;
	return oh_terms_stand_in(&pass->mask->terms, text) ? OH_FATE_GONE : OH_FATE_KEPT;
}
