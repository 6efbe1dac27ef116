/*
 * json_model.h
 *	  The grammar of RFC 8259 as slowly as it is written, to compare the parser with.
 */
#ifndef JSON_MODEL_H
#define JSON_MODEL_H

#include <stdbool.h>
#include <string.h>

typedef struct Model
{
	const unsigned char *at;
	const unsigned char *end;
	int			depth;			/* containers that are open */
	int			deepest;
	size_t		values;
} Model;

static inline Model
model_of(const char *text, size_t len)
{
	return (Model) {.at = (const unsigned char *) text, .end = (const unsigned char *) text + len};
}

static inline int
model_peek(const Model *m)
{
	return m->at < m->end ? *m->at : -1;
}

static inline bool
model_take(Model *m, int c)
{
	if (model_peek(m) != c)
		return false;
	m->at++;
	return true;
}

static inline void
model_space(Model *m)
{
	while (m->at < m->end && strchr(" \t\r\n", *m->at) != NULL && *m->at != '\0')
		m->at++;
}

static inline bool
model_digits(Model *m)
{
	const unsigned char *from = m->at;

	while (m->at < m->end && *m->at >= '0' && *m->at <= '9')
		m->at++;
	return m->at > from;
}

static inline bool
model_number(Model *m)
{
	model_take(m, '-');
	if (!model_take(m, '0') && !model_digits(m))
		return false;
	if (model_take(m, '.') && !model_digits(m))
		return false;
	if (!model_take(m, 'e') && !model_take(m, 'E'))
		return true;
	if (!model_take(m, '+'))
		model_take(m, '-');
	return model_digits(m);
}

static inline bool
model_escape(Model *m)
{
	int			c = model_peek(m);

	if (c <= 0 || strchr("\"\\/bfnrtu", c) == NULL)
		return false;
	m->at++;
	for (int i = 0; c == 'u' && i < 4; i++)
	{
		int			digit = model_peek(m);

		if (digit <= 0 || strchr("0123456789abcdefABCDEF", digit) == NULL)
			return false;
		m->at++;
	}
	return true;
}

/* One character beyond ASCII, by the value that it decodes to. */
static inline bool
model_foreign(Model *m)
{
	static const long least[] = {0, 0, 0x80, 0x800, 0x10000};
	int			lead = *m->at++;
	int			length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
	long		value = lead & (0xFF >> (length + 1));

	if (lead < 0xC0 || lead > 0xF7)
		return false;
	for (int i = 1; i < length; i++)
	{
		if ((model_peek(m) & ~0x3F) != 0x80)
			return false;
		value = value << 6 | (*m->at++ & 0x3F);
	}
	return value >= least[length] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

static inline bool
model_string(Model *m)
{
	if (!model_take(m, '"'))
		return false;
	while (!model_take(m, '"'))
	{
		int			c = model_peek(m);

		if (c < 0x20 || (c >= 0x80 && !model_foreign(m)))
			return false;
		if (c >= 0x80)
			continue;
		m->at++;
		if (c == '\\' && !model_escape(m))
			return false;
	}
	return true;
}

static inline bool model_value(Model *m);

static inline bool
model_member(Model *m)
{
	if (!model_string(m))
		return false;
	model_space(m);
	if (!model_take(m, ':'))
		return false;
	model_space(m);
	return model_value(m);
}

static inline bool
model_container(Model *m, bool object)
{
	m->at++;
	model_space(m);
	if (model_take(m, object ? '}' : ']'))
		return true;
	for (;;)
	{
		if (!(object ? model_member(m) : model_value(m)))
			return false;
		model_space(m);
		if (model_take(m, object ? '}' : ']'))
			return true;
		if (!model_take(m, ','))
			return false;
		model_space(m);
	}
}

static inline bool
model_word(Model *m, const char *word)
{
	size_t		len = strlen(word);

	if ((size_t) (m->end - m->at) < len || memcmp(m->at, word, len) != 0)
		return false;
	m->at += len;
	return true;
}

static inline bool
model_value(Model *m)
{
	int			c = model_peek(m);
	bool		good;

	m->values++;
	if (c == '"')
		return model_string(m);
	if (c != '{' && c != '[')
		return model_word(m, "true") || model_word(m, "false") || model_word(m, "null") || model_number(m);
	if (++m->depth > m->deepest)
		m->deepest = m->depth;
	good = model_container(m, c == '{');
	m->depth--;
	return good;
}

/* Is all of the text one value, with white space around it? */
static inline bool
model_accepts(Model *m, const char *text, size_t len)
{
	*m = model_of(text, len);
	model_space(m);
	if (!model_value(m))
		return false;
	model_space(m);
	return m->at == m->end;
}

#endif
