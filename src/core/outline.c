/*
 * outline.c
 *	  The walk over a document's paths.
 *
 * It is on the way of every delivery, so that a key is read eight bytes at a time: to be
 * hashed, and to see whether it is made of letters and underscores alone, as nearly every
 * key is.  Only others are looked at closely.
 */
#include "outline.h"

/* ---- hashes ---- */

static inline uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128) a * b;

	return (uint64_t) product ^ (uint64_t) (product >> 64);
}

/* Odd, and with bytes that are no text. */
#define OF_PATH		0x9E3779B97F4A7C15u
#define OF_TYPE		0xD6E8FEB86659FD93u
#define OF_ELEMENT	0xA0761D6478BD642Fu
#define OF_MEMBER	0xE7037ED1A0B428DBu

/* ---- keys ---- */

#define EACH_BYTE(b)	((uint64_t) (b) * 0x0101010101010101u)

static inline uint64_t
read_word(const char *at)
{
	uint64_t	word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static inline uint64_t
read_half(const char *at)
{
	uint32_t	half;

	memcpy(&half, at, sizeof(half));
	return half;
}

/* All bytes of a key of less than eight, and letters where there are none. */
static inline uint64_t
read_short(OhBytes key)
{
	if (key.len >= 4)
		return read_half(key.data) | read_half(key.data + key.len - 4) << 32;
	if (key.len == 0)
		return EACH_BYTE('a');
	return (EACH_BYTE('a') & ~(uint64_t) 0xFFFFFF) | (unsigned char) key.data[0]
		| (uint64_t) (unsigned char) key.data[key.len / 2] << 8
		| (uint64_t) (unsigned char) key.data[key.len - 1] << 16;
}

/* Bit 7 of each byte that is from 'A' to 'z': there are no digits, no spaces, no @ among those. */
static inline uint64_t
plain_bytes(uint64_t word)
{
	return (word + EACH_BYTE(0x80 - 'A')) & ~(word | (word + EACH_BYTE(0x7F - 'z'))) & EACH_BYTE(0x80);
}

/* Hashes the key behind that of its object; *plain: is it made of such bytes alone? */
static inline uint64_t
hash_key(uint64_t hash, OhBytes key, bool *plain)
{
	uint64_t	all = EACH_BYTE(0x80);
	uint64_t	first;
	uint64_t	last;

	for (size_t i = 0; i + 16 < key.len; i += 16)
	{
		first = read_word(key.data + i);
		last = read_word(key.data + i + 8);
		all &= plain_bytes(first) & plain_bytes(last);
		hash = mix(hash ^ first, OF_PATH ^ last);
	}
	if (key.len >= 8)
	{
		last = read_word(key.data + key.len - 8);
		first = key.len > 16 ? read_word(key.data + key.len - 16) : read_word(key.data);
	}
	else
		first = last = read_short(key);
	*plain = (all & plain_bytes(first) & plain_bytes(last)) == EACH_BYTE(0x80);
	return mix(hash ^ first, (OF_PATH ^ last) + key.len);
}

static bool
is_hex_letter(char c)
{
	c = oh_ascii_lower(c);
	return c >= 'a' && c <= 'f';
}

static bool
is_letter(char c)
{
	c = oh_ascii_lower(c);
	return c >= 'a' && c <= 'z';
}

/*
 * Names are short, of ASCII, without spaces, and of few digits.  Else it is a text, an
 * address, a date or an id; or, of digits and the letters to F alone, a number, a UUID
 * or a digest.  In doubt a path too few is better than an id too many.
 */
static bool
is_data(OhBytes key)
{
	size_t		digits = 0;
	size_t		hex = 0;
	size_t		letters = 0;

	for (size_t i = 0; i < key.len; i++)
	{
		char		c = key.data[i];

		if (c <= ' ' || c == '@' || c >= 0x7F)
			return true;
		digits += oh_is_digit(c);
		hex += is_hex_letter(c);
		letters += is_letter(c);
	}
	if (digits == 0)
		return false;
	return digits >= 5 || letters == 0 || (letters == hex && digits + hex >= 8);
}

/* ---- the walk ---- */

static inline OhBytes
key_of(const OhOutline *outline, const OhNodeData *data)
{
	const OhDocument *doc = outline->doc;

	return oh_bytes((data->key_copied ? doc->copied : doc->source.data) + data->key_at, data->key_len);
}

static inline uint64_t
hash_member(uint64_t object, OhBytes key)
{
	bool		plain;
	uint64_t	hash;

	if (key.len > OH_OUTLINE_KEY)
		return mix(object, OF_MEMBER);
	hash = hash_key(object, key, &plain);
	return plain || !is_data(key) ? hash : mix(object, OF_MEMBER);
}

static inline uint64_t
hash_step(const OhOutline *outline, const OhOutlineLevel *parent, const OhNodeData *data)
{
	if (parent->data->type == OH_OBJECT)
		return hash_member(parent->hash, key_of(outline, data));
	return mix(parent->hash, OF_ELEMENT);
}

/* The first child of a value; OH_NO_NODE where there is none, or too deep. */
static inline OhNode
find_inside(const OhOutline *outline, const OhOutlineLevel *level)
{
	if (level == outline->levels)
		return outline->doc->root;
	if (level->data->type < OH_ARRAY || level == outline->levels + OH_OUTLINE_DEPTH + 1)
		return OH_NO_NODE;
	return level->data->at;
}

/* The level of the next value, and its node; NULL where there are no more. */
static inline OhOutlineLevel *
find_next(OhOutline *outline, OhNode *node)
{
	OhOutlineLevel *level = outline->levels + outline->depth;

	*node = find_inside(outline, level);
	if (*node != OH_NO_NODE)
		return level + 1;
	for (; level > outline->levels + 1; level--)
	{
		*node = level->data->next;
		if (*node != OH_NO_NODE)
			return level;
	}
	return NULL;
}

/* True and false are one type. */
static inline OhType
type_of(const OhNodeData *data)
{
	return data->type == OH_FALSE ? OH_TRUE : (OhType) data->type;
}

void
oh_outline_begin(OhOutline *outline, const OhDocument *doc, uint64_t seed)
{
	static const OhNodeData nothing = {.type = OH_ABSENT};

	outline->doc = doc;
	outline->depth = 0;
	outline->levels[0] = (OhOutlineLevel) {.data = &nothing, .hash = mix(OF_PATH ^ seed, OF_MEMBER)};
}

bool
oh_outline_next(OhOutline *outline, uint64_t *hash)
{
	OhNode		node;
	OhOutlineLevel *level = find_next(outline, &node);

	if (level == NULL)
		return false;
	outline->depth = (int) (level - outline->levels);
	level->data = oh_node_data(outline->doc, node);
	level->hash = hash_step(outline, level - 1, level->data);
	*hash = mix(level->hash, OF_TYPE ^ type_of(level->data));
	return true;
}

/* ---- texts ---- */

const char *
oh_outline_type(const OhOutline *outline)
{
	return oh_type_name(type_of(outline->levels[outline->depth].data));
}

/* What a jsonpath takes as a key without quotes. */
static bool
is_word(OhBytes key)
{
	if (key.len == 0 || oh_is_digit(key.data[0]))
		return false;
	for (size_t i = 0; i < key.len; i++)
		if (!is_letter(key.data[i]) && !oh_is_digit(key.data[i]) && key.data[i] != '_')
			return false;
	return true;
}

static char *
write_quoted(char *to, OhBytes key)
{
	*to++ = '"';
	for (size_t i = 0; i < key.len; i++)
	{
		if (key.data[i] == '"' || key.data[i] == '\\')
			*to++ = '\\';
		*to++ = key.data[i];
	}
	*to++ = '"';
	return to;
}

static char *
write_bytes(char *to, OhBytes bytes)
{
	memcpy(to, bytes.data, bytes.len);
	return to + bytes.len;
}

static char *
write_key(char *to, OhBytes key)
{
	*to++ = '.';
	if (key.len > OH_OUTLINE_KEY || is_data(key))
		return write_bytes(to, OH_BYTES("*"));
	return is_word(key) ? write_bytes(to, key) : write_quoted(to, key);
}

size_t
oh_outline_path(const OhOutline *outline, char *text)
{
	char	   *to = write_bytes(text, OH_BYTES("$"));

	for (int i = 2; i <= outline->depth; i++)
	{
		if (outline->levels[i - 1].data->type == OH_OBJECT)
			to = write_key(to, key_of(outline, outline->levels[i].data));
		else
			to = write_bytes(to, OH_BYTES("[*]"));
	}
	return (size_t) (to - text);
}
