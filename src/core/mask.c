/*
 * mask.c
 *	  Masking.
 *
 * Two passes over the body: one that counts what the masked body takes, and, where that is
 * another one, one that writes it.  Both go by the same rules (mask_fate.c), which look at one
 * token and at where in the provider's field tables it stands.
 */
#include "mask_parts.h"

#include "form.h"

/* A body is gone through so often at most. */
#define MOST_TIMES	4

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
run_pass(OhMaskPass *pass, const Look *look, OhBytes body)
{
	OhField		root = {.read = OH_READ_OBJECT, .shape = look->shape};

	pass->shape = look->shape;
	pass->is_document = look->is_document;
	pass->poll = body.data;
	pass->levels[0] = (OhMaskLevel) {.field = look->shape ? &root : NULL};
	if (look->is_form)
		oh_mask_take_form(pass, body);
	else
		oh_mask_take_json(pass, body);
}

/* One time: *is_done where that was all. */
static bool
mask_once(OhArena *arena, OhMask *mask, OhBytes body, OhBytes *masked, bool *is_done)
{
	OhMaskPass	counted = {.arena = arena, .mask = mask};
	OhMaskPass	written;
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
