/*
 * mask.h
 *	  A body without what it says of one person.
 *
 * It is worked on as it is written, token by token, so that a body that is cut off or
 * broken is masked as far as it goes.  What is JSON stays JSON of the same structure, and
 * a form a form; the amounts, times, ids and states that are read of an order stay.
 *
 * Where a string contains a term it becomes null; a key becomes "erased", unless it is
 * one of the provider's own.  Where what a string says is not a column by itself but
 * decides about others, it becomes "erased", too, since null would decide otherwise.  A
 * word that the provider itself uses is nobody's name, and of the names of things single
 * words of a person's name are none.  Text outside of strings is searched as it stands.
 */
#ifndef OH_MASK_H
#define OH_MASK_H

#include "provider.h"
#include "term.h"

typedef struct OhMask
{
	const OhProvider *provider;
	OhTerms		terms;
	/*
	 * The whole of what the provider's table says is of a person goes: null at each leaf.  Of
	 * a document that cannot be recognised, what stands under any such key.
	 */
	bool		whole;
} OhMask;

/*
 * Sets *masked: the body itself where nothing in it had to go, else bytes in the arena.
 * False when memory ran out or the host cancelled.
 */
extern bool oh_mask(OhArena *arena, OhMask *mask, OhBytes body, OhBytes *masked);

#endif
