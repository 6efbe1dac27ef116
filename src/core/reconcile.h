/*
 * reconcile.h
 *	  What a provider's own amounts have to add up to, checked on every order.
 *
 * A rule is one or more identities between what the document claims.  It fails where one
 * of them does, on any single line, and says of the order the two sides of the first
 * that fails, else of the first that could be told.
 */
#ifndef OH_RECONCILE_H
#define OH_RECONCILE_H

#include "reader.h"

/* The most identities of one rule. */
#define OH_MAX_IDENTITIES	3

/* One identity over a whole order: both sides of its lines, summed up. */
typedef struct OhIdentity
{
	OhCell		left;
	OhCell		right;
	OhDecimal	tolerance;
	uint32_t	pairs;
	bool		off;			/* on at least one line */
} OhIdentity;

typedef struct OhCheck
{
	OhReader   *reader;			/* tells of no problem: reading did */
	const OhReading *reading;
	OhNode		root;
	OhDecimal	tolerance;
	OhIdentity	identities[OH_MAX_IDENTITIES];
} OhCheck;

typedef struct OhRule
{
	const char *name;
	OhDecimal	tolerance;		/* of one pair */
	void		(*check) (OhCheck *check);
} OhRule;

/* Both sides of an identity (from 0), for one line or for the whole order. */
extern void oh_check_pair(OhCheck *check, int identity, OhCell left, OhCell right);
extern void oh_check_pair_within(OhCheck *check, int identity, OhCell left, OhCell right,
								 OhDecimal tolerance);

/* An amount or a number as the document has it, its sign included. */
extern OhCell oh_check_money(const OhCheck *check, OhNode object, const char *key);
extern OhCell oh_check_number(const OhCheck *check, OhNode object, const char *key);

extern OhNode oh_check_member(const OhCheck *check, OhNode object, const char *key);

/* The sum of an amount over the elements of a list: zero of an empty or a null one, unknown of no list. */
extern OhCell oh_check_sum(const OhCheck *check, OhNode list, const char *key);

/* The rule any.computed: computed_total = total. */
extern void oh_check_computed(OhCheck *check);

/* A row of OH_CHECK for each rule; none where the document does not speak of the order's lines. */
extern void oh_reconcile(OhReader *reader, OhNode root);

#endif
