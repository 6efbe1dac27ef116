/*
 * reading.h
 *	  Bodies and jsonb as readings, for the functions and for the door.
 */
#ifndef ORDERHOOK_READING_H
#define ORDERHOOK_READING_H

#include "input.h"

/*
 * Total: what is no document gives a reading that is unreadable, with one problem that
 * says where.  Raises only a cancellation or out of memory.  Lives in the workspace.
 */
extern OhReading reading_of_body(Workspace *work, const OhProvider *provider, OhBytes body,
								 const OhOptions *options);

/* The same, and the document, over the body, without a root where it is none. */
extern OhReading reading_and_document(Workspace *work, const OhProvider *provider, OhBytes body,
									  const OhOptions *options, OhDocument *doc);

extern OhReading reading_of_jsonb(Workspace *work, const OhProvider *provider, Jsonb *payload,
								  const OhOptions *options);

/*
 * The reading of a jsonb without options and without checks, for functions that are called
 * side by side with the same one.  It lives until another is asked for, or the transaction ends.
 */
extern const OhReading *reading_to_share(const OhProvider *provider, Jsonb *payload);

#endif
