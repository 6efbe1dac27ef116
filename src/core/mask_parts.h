/*
 * mask_parts.h
 *	  What the files of the masking share: a pass, and what it asks of a value.
 *
 * mask.c makes the passes.  mask_json.c and mask_form.c, which leaves to it what is JSON within
 * a form, go through the text, ask mask_fate.c what becomes of each value, and write by
 * mask_pass.c.  Nobody else calls what is here.
 *
 * A pass owns nothing: the mask, the tables and the text outlive it, and the memory that
 * it works in is the arena's.  No pointer that is passed may be NULL.
 */
#ifndef OH_MASK_PARTS_H
#define OH_MASK_PARTS_H

#include "mask.h"

/* What is to become of a value. */
typedef enum OhFate
{
	OH_FATE_KEPT,
	OH_FATE_SEARCHED,			/* gone where it contains a term */
	OH_FATE_SEARCHED_WORD,		/* marked where it contains a term */
	OH_FATE_GONE,				/* null; the value of a form: empty */
	OH_FATE_GONE_MARKED			/* OH_ERASED */
} OhFate;

/* An open container, and where its members stand in the tables. */
typedef struct OhMaskLevel
{
	const OhShape *shape;		/* of an object, or of the objects that are elements; NULL: of none */
	const OhField *field;		/* of the member at hand; NULL: of none */
	bool		is_object;
	bool		is_gone;		/* all beneath it goes */
	bool		is_place;
	bool		is_flat;		/* the member at hand goes by its key alone */
} OhMaskLevel;

typedef struct OhMaskPass
{
	OhArena    *arena;
	OhMask	   *mask;
	const OhShape *shape;		/* of the document; NULL: it was not recognised */
	bool		is_document;
	char	   *key_room;		/* of a form: for one key, and for one value, decoded; NULL for JSON */
	char	   *value_room;
	char	   *out;			/* room for what was counted before; NULL: only counted */
	size_t		len;
	bool		changed;
	const char *poll;			/* where the host is asked next */
	OhMaskLevel levels[OH_MAX_DEPTH + 1];	/* of JSON; the first one is what the text stands in */
	int			depth;
	size_t		deeper;			/* levels below these */
} OhMaskPass;

/* ---- the text ---- */

/* To its end, or to where oh_mask_may_go_on() says no: mask.c looks for that when a pass is over. */
extern void oh_mask_take_json(OhMaskPass *pass, OhBytes text);

/* The same.  Its percent escapes are well formed: it was read as a form before. */
extern void oh_mask_take_form(OhMaskPass *pass, OhBytes text);

/* ---- what becomes of a value ---- */

/* The member of that key, as it reads, is the one at hand. */
extern void oh_mask_enter(const OhMaskPass *pass, OhMaskLevel *level, OhBytes key);

/* What the member at hand holds: an object, or an array of what may be members of the same name. */
extern OhMaskLevel oh_mask_level_beneath(const OhMaskPass *pass, const OhMaskLevel *outer, bool is_object);

/* Does any table of the provider's know that key? */
extern bool oh_mask_is_own_key(const OhProvider *provider, OhBytes key);

/* Of the member at hand, by where it stands. */
extern OhFate oh_mask_fate_at(const OhMaskPass *pass, const OhMaskLevel *level);

/* The same, once it was searched: OH_FATE_KEPT, OH_FATE_GONE or OH_FATE_GONE_MARKED. */
extern OhFate oh_mask_judge_text(OhMaskPass *pass, OhBytes text, const OhMaskLevel *level);
extern OhFate oh_mask_judge_number(OhMaskPass *pass, OhBytes text, const OhMaskLevel *level);

/* ---- writing ---- */

extern void oh_mask_put(OhMaskPass *pass, OhBytes bytes);

/* Puts what stands in the place of `of`, a part of the text; the same bytes are no change. */
extern void oh_mask_put_instead(OhMaskPass *pass, OhBytes bytes, OhBytes of);

/* False when the host cancelled or memory ran out.  Asked before each step. */
extern bool oh_mask_may_go_on(OhMaskPass *pass, const char *at);

#endif
