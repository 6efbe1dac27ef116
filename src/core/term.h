/*
 * term.h
 *	  Words that say who a person is, found in bytes however they are written there.
 *
 * A term is found with letters of either case (those of Latin-1 alone are folded), not
 * within a longer word, and also where it is escaped as JSON or percent-encoded, even
 * twice, or each of its characters stands beside a NUL (UTF-16).  One of digits alone, with what people write
 * between those of a telephone number, is found by its digits, a leading 00 or + passed
 * over.
 */
#ifndef OH_TERM_H
#define OH_TERM_H

#include "arena.h"

/* Shorter terms are found nowhere: they would be everywhere. */
#define OH_TERM_MIN		3
#define OH_PHONE_MIN	6

typedef struct OhTerm
{
	OhBytes		text;			/* between its first and last letter or digit; of a phone: digits */
	bool		is_phone;
	bool		is_word;		/* a single one, which others may share and things be called by */
	bool		is_email;		/* of what stands beside it, dots and hyphens belong to another one */
} OhTerm;

typedef struct OhTerms
{
	const OhTerm *list;			/* in the order in which they are looked for: phones, then texts */
	size_t		count;
	size_t		phones;
	bool		but_words;		/* those that are single words are not looked for */
	const OhHost *host;			/* asked during long work */
	bool		cancelled;		/* it said so: what was not found may be there */
} OhTerms;

/*
 * The terms that these texts are, less those that are too short; the rest of *terms is the
 * caller's.  They live in the arena.  False when memory is out.
 */
extern bool oh_terms_make(OhArena *arena, const OhBytes *texts, size_t count, OhTerms *terms);

/* Where a term stands in a text. */
typedef struct OhMatch
{
	const char *begin;
	const char *end;
} OhMatch;

/*
 * The first match that begins at or after `from`, and of those that begin there the longest;
 * false where there is none.  How many terms there are hardly matters.
 */
extern bool oh_terms_find(OhTerms *terms, OhBytes text, const char *from, OhMatch *match);

static inline bool
oh_terms_stand_in(OhTerms *terms, OhBytes text)
{
	OhMatch		match;

	return oh_terms_find(terms, text, text.data, &match);
}

#endif
