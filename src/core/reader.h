/*
 * reader.h
 *	  From a document to rows: the interpreter of the providers' field tables.
 *
 * A shape lists the keys of one kind of object, and for each how its value is read
 * and which column it becomes.  The members of an object are gone through once,
 * whatever their number; a key that stands twice is noted and the last one wins.
 *
 * Reading is total.  Whatever the document holds, each cell ends as one of the four
 * answers of OhState, and what was of a wrong type or out of range leaves a problem
 * row with its JSON path.  The value itself is never in it.
 */
#ifndef OH_READER_H
#define OH_READER_H

#include "document.h"
#include "order.h"

typedef struct OhReader OhReader;
typedef struct OhShape OhShape;
struct OhProvider;

typedef enum OhRead
{
	OH_READ_STORED,				/* deliberately left in the stored bytes */
	OH_READ_TEXT,				/* a string of at most OH_MAX_TEXT bytes; "" says that there is none */
	OH_READ_ID,					/* a string of at most OH_MAX_ID bytes, or an integer; as text */
	OH_READ_MONEY,				/* an amount in the unit of the source; becomes major units */
	OH_READ_DECIMAL,
	OH_READ_PERCENT,			/* becomes a fraction: 10.00 is 0.1000 */
	OH_READ_INTEGER,			/* 32 bits */
	OH_READ_TIME,				/* see moment.h; a naive one is read in the zone of the source */
	OH_READ_EPOCH,				/* whole seconds since 1970 */
	OH_READ_FLAG,
	OH_READ_OBJECT,				/* its members, by ->shape, belong to the rows at hand */
	OH_READ_OBJECTS,			/* an array of such objects */
	OH_READ_ROW,				/* an object that is one row of ->group, by ->shape */
	OH_READ_ROWS,				/* an array of such objects */
	OH_READ_BY					/* the irregular remainder: ->by reads it, ->means says how */
} OhRead;

/* Longer ids are refused: they are keys of indexes. */
#define OH_MAX_ID	255

/* What people write is not longer; what is, stays in the stored bytes. */
#define OH_MAX_TEXT	262144

/* What a field says of a person goes from the stored bytes when the person is erased (mask.h). */
typedef enum OhPersonal
{
	OH_PERSONAL_NOT = 0,
	OH_PERSONAL,				/* becomes null */
	OH_PERSONAL_MARKED			/* becomes OH_ERASED: that there was something says what kind of order it is */
} OhPersonal;

/* Read as null, of a row that there is. */
#define OH_ERASED	"erased"

typedef struct OhField
{
	OhBytes		key;
	OhRead		read;
	OhGroup		group;
	int			column;
	const OhShape *shape;
	void		(*by) (OhReader *reader, OhNode value);
	const char *means;			/* for people: what becomes of it, where the table does not say */
	OhPersonal	personal;		/* beside the columns of OH_PARTY and OH_CUSTOMER: see oh_field_personal */
	bool		required;		/* without it the document cannot be used: an error, where else a warning */
} OhField;

/* The most fields of one shape. */
#define OH_MAX_FIELDS	64

struct OhShape
{
	const OhField *fields;		/* in the order in which their values are read */
	int			count;
	/* After the members of one object were read; row is the one at hand of ->group (see the field). */
	void		(*finish) (OhReader *reader, OhNode object, OhRow *row);
	bool		is_place;		/* of a business: what it says is no person's */
};

/* Is that what it holds?  Of the rows that are people, all but what tells which row it is. */
extern OhPersonal oh_field_personal(const OhField *field);

/* The unit of a source's amounts. */
typedef enum OhUnit
{
	OH_UNIT_UNSAID = 0,			/* as an option: the provider's own; of a provider: not known */
	OH_UNIT_MINOR,				/* hundredths, whatever the currency */
	OH_UNIT_MAJOR
} OhUnit;

typedef struct OhOptions
{
	OhUnit		unit;
	bool		unchecked;		/* no rows of OH_CHECK are wanted */
	/* Turns a wall-clock time into a point in time; NULL: the zone is UTC.  Total. */
	OhMoment	(*zone) (void *context, OhMoment local);
	void	   *zone_context;
} OhOptions;

typedef struct OhStep
{
	OhBytes		key;			/* of a member; OH_NO_BYTES: element number `index` */
	uint32_t	index;
} OhStep;

/* The fields of a shape by their keys; see reader_keys.c. */
typedef struct OhKeys OhKeys;

/* An object whose members were found, one for each field of its shape. */
typedef struct OhFound
{
	OhNode		object;
	const OhKeys *keys;
	const OhNode *values;
} OhFound;

struct OhReader
{
	const struct OhProvider *provider;
	const OhDocument *doc;
	const OhOptions *options;
	OhArena    *arena;
	OhReading  *out;
	OhUnit		unit;			/* after the option */
	bool		is_lax;			/* numbers and flags may come as text, an empty object as [] */
	OhRow	   *current[OH_GROUP_COUNT];	/* the row at hand of each group */
	OhKeys	   *keys;			/* of the shapes met so far */
	OhFound		found;			/* the object that is being finished */
	OhStep		path[OH_MAX_DEPTH + 2];
	int			depth;
	bool		required;		/* without the value at hand the document is of no use */
	bool		naive_noted;
	bool		unit_noted;
};

/* error: the document could not be used; warning: a value could not; note: an assumption was made. */
#define OH_ERROR	"error"
#define OH_WARNING	"warning"
#define OH_NOTE		"note"

/* The most problem rows that one document leaves; the last says that there were more, or is their first error. */
#define OH_MAX_PROBLEMS	100

/* ---- reading by table ---- */

/* Reads an object by its shape into the rows at hand; records a problem for anything but an object. */
extern void oh_reader_object(OhReader *reader, OhNode object, const OhShape *shape, OhGroup group);

/* The keys of that shape. NULL when memory is out. */
extern const OhKeys *oh_keys_of(OhReader *reader, const OhShape *shape);

/* The number of the field of that key; -1 where there is none. */
extern int	oh_keys_find(const OhKeys *keys, OhBytes key);

/* ---- for the irregular functions ---- */

/* The row at hand, made when there is none. NULL when memory is out. */
extern OhRow *oh_reader_row(OhReader *reader, OhGroup group);

/* A new row, numbered, appended, and from now on the one at hand. NULL when memory is out. */
extern OhRow *oh_reader_add(OhReader *reader, OhGroup group);

/* Appends a charge; line 0: of the whole order. A zero amount is let pass and makes none. */
extern void oh_reader_charge(OhReader *reader, int64_t line, const char *kind, OhBytes name,
							 OhDecimal amount, bool included);

/* The value as a cell, a problem recorded where it is not of that kind (one of TEXT to FLAG). */
extern OhCell oh_reader_cell(OhReader *reader, OhNode value, OhRead kind);

/* A time within a longer text, read and told of as one that stands alone. */
extern OhCell oh_reader_time(OhReader *reader, OhBytes text);

/* The same for the member of that name: found, null, absent and unreadable stay distinguishable. */
extern OhCell oh_reader_member(OhReader *reader, OhNode object, const char *key, OhRead kind);

/*
 * Where the reader stands in the document: pushed before a member or element is read, popped after.
 * The depth of shapes is that of the tables, well under the limit of documents.
 */
static inline void
oh_reader_enter(OhReader *reader, OhBytes key)
{
	reader->path[reader->depth++] = (OhStep) {.key = key};
}

static inline void
oh_reader_enter_element(OhReader *reader, uint32_t index)
{
	reader->path[reader->depth++] = (OhStep) {.index = index};
}

static inline void
oh_reader_leave(OhReader *reader)
{
	reader->depth--;
}

/* A problem at the place where the reader stands. The texts are constants or live in the arena. */
extern void oh_reader_problem(OhReader *reader, const char *severity, const char *expected, const char *found);

/* A problem at a member of it. */
extern void oh_reader_problem_at(OhReader *reader, const char *key, const char *severity,
								 const char *expected, const char *found);

/* That a value could not be read: an error where it is required, else a warning.  The cell that stands for it. */
extern OhCell oh_reader_unreadable(OhReader *reader, const char *expected, const char *found);

/* The same of a value that is of a wrong type. */
extern OhCell oh_reader_wrong_type(OhReader *reader, OhNode value, const char *expected);

/* Sets *cell where it is not known yet. */
static inline void
oh_cell_default(OhCell *cell, OhCell value)
{
	if (!oh_cell_known(cell))
		*cell = value;
}

#endif
