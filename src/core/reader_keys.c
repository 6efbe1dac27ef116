/*
 * reader_keys.c
 *	  Which field of a shape is that key?
 *
 * Lists hold many objects of one shape, and each has keys that no table asks for: so
 * the keys of a shape are hashed once a document.
 */
#include "reader.h"

#define SLOTS	(2 * OH_MAX_FIELDS)

struct OhKeys
{
	OhKeys	   *next;
	const OhShape *shape;
	uint8_t		slots[SLOTS];	/* number of a field, from 1; 0: none, and the search ends */
};

static size_t
first_slot(OhBytes key)
{
	const unsigned char *text = (const unsigned char *) key.data;

	if (key.len == 0)
		return 0;
	return (key.len + 3u * text[0] + 7u * text[key.len / 2] + 13u * text[key.len - 1]) % SLOTS;
}

static OhKeys *
make_keys(OhReader *reader, const OhShape *shape)
{
	OhKeys	   *keys = oh_arena_alloc(reader->arena, sizeof(OhKeys));

	if (keys == NULL)
		return NULL;
	*keys = (OhKeys) {.next = reader->keys, .shape = shape};
	reader->keys = keys;
	for (int i = 0; i < shape->count; i++)
	{
		size_t		slot = first_slot(shape->fields[i].key);

		while (keys->slots[slot] != 0)
			slot = (slot + 1) % SLOTS;
		keys->slots[slot] = (uint8_t) (i + 1);
	}
	return keys;
}

const OhKeys *
oh_keys_of(OhReader *reader, const OhShape *shape)
{
	for (const OhKeys *keys = reader->keys; keys; keys = keys->next)
		if (keys->shape == shape)
			return keys;
	return make_keys(reader, shape);
}

int
oh_keys_find(const OhKeys *keys, OhBytes key)
{
	size_t		slot = first_slot(key);

	while (keys->slots[slot] != 0)
	{
		int			field = keys->slots[slot] - 1;

		if (oh_bytes_equal(keys->shape->fields[field].key, key))
			return field;
		slot = (slot + 1) % SLOTS;
	}
	return -1;
}
