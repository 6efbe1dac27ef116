/*
 * outline.h
 *	  What a document is made of: at which paths it holds values, and of which types.
 *
 * An outline is walked value by value, in the order of the text.  Each value has a hash
 * of its path and type, so that whoever knows the hashes has seen such a document before,
 * and only what is new needs a text.  Nothing is allocated, and no value is looked at.
 *
 * Elements of an array are one path, `[*]`.  So are the members of an object whose keys
 * look like data and not like names, `.*`: else each id, and each person, that a provider
 * uses as a key would be a path.  What looks like data: see outline.c.
 */
#ifndef OH_OUTLINE_H
#define OH_OUTLINE_H

#include "document.h"

/* Steps from the root; what lies deeper is passed over.  The deepest provider document has 9. */
#define OH_OUTLINE_DEPTH	16

/* A longer key is data. */
#define OH_OUTLINE_KEY		64

/* The longest path: a dot and quotes around each key, and all of it escaped. */
#define OH_OUTLINE_TEXT		(1 + OH_OUTLINE_DEPTH * (3 + 2 * OH_OUTLINE_KEY))

typedef struct OhOutlineLevel
{
	const OhNodeData *data;
	uint64_t	hash;			/* of the path to it */
} OhOutlineLevel;

typedef struct OhOutline
{
	const OhDocument *doc;
	int			depth;			/* of the value at hand */
	OhOutlineLevel levels[OH_OUTLINE_DEPTH + 2];	/* the document, its root, and so on to the value at hand */
} OhOutline;

/* Before the first value.  Outlines of different seeds have no hashes in common. */
extern void oh_outline_begin(OhOutline *outline, const OhDocument *doc, uint64_t seed);

/*
 * The next value: true, and *hash of its path and type, the same for all values of the
 * same path, type and seed.  False: there are no more.
 */
extern bool oh_outline_next(OhOutline *outline, uint64_t *hash);

/* "string", "number", "object", …: the type of the value at hand. */
extern const char *oh_outline_type(const OhOutline *outline);

/*
 * Writes the path of the value at hand, at most OH_OUTLINE_TEXT bytes of ASCII, and returns
 * their number: `$.order.items[*].price`, as problems name it, but with a key that is no plain
 * word in quotes, so that it can be used as a jsonpath.
 */
extern size_t oh_outline_path(const OhOutline *outline, char *text);

#endif
