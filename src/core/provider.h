/*
 * provider.h
 *	  What a provider is: one const struct, and the registry of them.
 *
 * A sixth provider is a file that defines one of these, a line in provider.c, a
 * test and a folder of payloads.
 */
#ifndef OH_PROVIDER_H
#define OH_PROVIDER_H

#include "auth.h"
#include "json.h"
#include "reader.h"
#include "reconcile.h"
#include "sample.h"

/* A provider's word, and what it says on each axis; NULL: nothing. */
typedef struct OhWord
{
	OhBytes		word;
	const char *order;
	const char *prep;
	const char *delivery;
	const char *arrival;
	const char *service;		/* service type of the order */
} OhWord;

/* Words of another field than the status, for the field table of the README. */
typedef struct OhVocabulary
{
	const char *title;
	const OhWord *words;		/* ends with a NULL word */
} OhVocabulary;

/* A provider's name for an event, and the document that comes with it. */
typedef struct OhEvent
{
	OhBytes		word;
	const char *event;			/* canonical name */
	OhSubject	subject;
	const OhShape *shape;		/* of the whole document; NULL where it is only kept */
} OhEvent;

/* One kind of document, for the field table of the README. */
typedef struct OhForm
{
	const char *title;
	const OhShape *shape;
	OhGroup		group;
} OhForm;

typedef struct OhProvider
{
	const char *name;			/* the label of orderhook_provider */
	const char *title;
	OhAuth		auth;
	OhUnit		unit;			/* of its amounts; OH_UNIT_UNSAID: nobody knows */
	bool		is_lax;			/* numbers and flags may come as text, an empty object as [] */
	bool		sends_forms;	/* a body may be form-encoded */
	const OhForm *forms;		/* ends with a NULL title */
	const OhEvent *events;		/* ends with a NULL word */
	const OhWord *words;		/* of its status; ends with a NULL word */
	const OhVocabulary *vocabularies;	/* others; ends with a NULL title. NULL: none */

	/*
	 * What is this document?  Sets reader->out->subject, event and provider_event and
	 * returns the shape of the whole, NULL where there is nothing to read.
	 */
	const OhShape *(*recognise) (OhReader *reader, OhNode root);

	/* After an order was read: states, totals and rows that no single field gives. May be NULL. */
	void		(*finish) (OhReader *reader);

	const OhRule *rules;		/* that its amounts keep; ends with a NULL name. NULL: none */

	/* Writes a realistic body: the inverse of the field table. */
	void		(*compose) (OhWriter *writer, const OhSample *sample);
	OhCourse	course;			/* of an order in a rehearsal */
} OhProvider;

extern const OhProvider oh_provider_bbot;
extern const OhProvider oh_provider_mipos;
extern const OhProvider oh_provider_flybuy;
extern const OhProvider oh_provider_fulflld;
extern const OhProvider oh_provider_revo;

/* In the order of the enum's labels; ends with NULL. */
extern const OhProvider *const oh_providers[];

/* NULL where there is none of that name. */
extern const OhProvider *oh_provider_find(OhBytes name);

/*
 * Reads a document.  Total: whatever it holds, *out says what it is, and its
 * problems why it is not more.  False only when memory ran out, and then *out is
 * not to be used.
 */
extern bool oh_provider_read(const OhProvider *provider, const OhDocument *doc, const OhOptions *options,
							 OhReading *out);

/* The shape of a document as a whole; NULL where there is nothing to read, or memory ran out. */
extern const OhShape *oh_provider_shape(const OhProvider *provider, const OhDocument *doc);

/* Bytes to document: JSON, or a form where the provider sends such. As oh_json_parse. */
extern bool oh_provider_load(const OhProvider *provider, OhDocument *doc, OhArena *arena, OhBytes body,
							 OhJsonError *error);

/* Letters folded, spaces, hyphens and underscores passed over; NULL where the word is not listed. */
extern const OhWord *oh_word_find(const OhWord *words, OhBytes word);

/* The same comparison, of two words. */
extern bool oh_word_equal(OhBytes a, OhBytes b);

/* Exact, but for the case of letters; NULL where the event is not listed. */
extern const OhEvent *oh_event_find(const OhEvent *events, OhBytes word);

/* Sets the four states of a row of orders from a word; what the word does not speak of stays. */
extern void oh_word_apply(const OhWord *word, OhRow *order);

/* What a known text says of the service, `unknown` where it is not listed; any other cell as it is. */
extern OhCell oh_word_service(const OhWord *words, OhCell text);

#endif
