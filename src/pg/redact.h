/*
 * redact.h
 *	  Headers as they may be kept: without the shared words in them.
 */
#ifndef ORDERHOOK_REDACT_H
#define ORDERHOOK_REDACT_H

#include "input.h"

/*
 * The headers as jsonb to keep: as they came where they hold no credential, else as an
 * array of [name, value] pairs with those values replaced, and null for a value that is
 * no text: nobody can say what is in it.  0 (NULL) for what are no
 * headers at all: nobody can say what a thing of another shape holds.
 */
extern Datum redact_headers(const OhProvider *provider, OhHeaders headers, Datum original);

/* Do kept headers still hold a signature that stood beside a token? */
extern bool has_kept_signature(const OhProvider *provider, OhHeaders headers);

#endif
