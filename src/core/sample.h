/*
 * sample.h
 *	  Realistic bodies from a seed, for demonstrations, tests and rehearsals.
 *
 * One neutral order is drawn from the seed; each provider writes it down in its own
 * words (OhProvider.compose).  Integers alone, so that the same seed gives the same
 * bytes everywhere.
 */
#ifndef OH_SAMPLE_H
#define OH_SAMPLE_H

#include "arena.h"
#include "decimal.h"
#include "moment.h"

#define OH_SAMPLE_LINES		6
#define OH_SAMPLE_MODIFIERS	3
#define OH_SAMPLE_STAGES	5

typedef struct OhSampleModifier
{
	int			id;
	const char *name;
	int64_t		price;			/* cents, one unit */
	int64_t		quantity;		/* for one unit of the item */
} OhSampleModifier;

typedef struct OhSampleLine
{
	int			id;
	const char *name;
	int64_t		quantity;
	int64_t		price;			/* cents, one unit without modifiers */
	OhSampleModifier modifiers[OH_SAMPLE_MODIFIERS];
	int			modifier_count;
	int64_t		unit_total;		/* cents, one unit with its modifiers */
	int64_t		total;			/* quantity * unit_total */
} OhSampleLine;

/* What a body tells.  Of a sample by itself the seed says that, of one of a rehearsal its course. */
typedef enum OhTurn
{
	OH_TURN_BY_SEED,
	OH_TURN_STAGE,				/* the order as it is at its stage */
	OH_TURN_SHORT,				/* the same, in the short form of the event that comes last */
	OH_TURN_CANCELLED,			/* called off, or not accepted */
	OH_TURN_REFUND				/* an order of its own that takes another one back */
} OhTurn;

/* What a provider tells of an order from its beginning to its end, for rehearsals. */
typedef struct OhCourse
{
	int			stages;			/* so many deliveries, of the stages from 0 on */
	bool		cancels;		/* it can tell OH_TURN_CANCELLED, OH_TURN_REFUND, OH_TURN_SHORT */
	bool		refunds;
	bool		shortens;
} OhCourse;

typedef struct OhSample
{
	uint32_t	seed;
	uint64_t	number;			/* a small id, unique for the seed */
	uint64_t	refunded;		/* the id of the order that this one takes back, if it does */
	char		uuid[3][37];	/* order, checkout, store */
	const char *first_name;
	const char *last_name;
	OhMoment	placed_at;
	OhMoment	updated_at;
	OhMoment	reached[OH_SAMPLE_STAGES];	/* when; by itself a sample knows of its own stage alone */
	OhMoment	ahead;			/* how far the clock of the place is ahead of UTC */
	OhSampleLine lines[OH_SAMPLE_LINES];
	int			line_count;
	int64_t		goods;			/* cents: the sum of the lines' totals */
	int64_t		tip;			/* cents */
	int			stage;			/* 0 placed … 4 handed over */
	OhTurn		turn;
} OhSample;

extern void oh_sample_draw(uint32_t seed, OhSample *sample);

/*
 * An order of a rehearsal, by its seed and its number there (up to OH_SAMPLE_ORDERS):
 * no other has its ids, nor has a sample of any seed.  Stage, times and turn are the
 * caller's to fill in.
 */
#define OH_SAMPLE_ORDERS	(1 << 17)
extern void oh_sample_draw_order(uint32_t seed, uint32_t order, OhSample *sample);

/* Turns an order of a rehearsal into the one that refunds it, with an id of its own. */
extern void oh_sample_refund(OhSample *sample);

/*
 * A writer of compact JSON into the arena.  Commas are its own affair.  Where
 * memory runs out, in the arena at all, oh_writer_text answers OH_NO_BYTES.
 */
typedef struct OhWriter
{
	OhArena    *arena;
	char	   *text;
	size_t		len;
	size_t		size;
	bool		comma;			/* a value stands before the next one */
	bool		failed;
} OhWriter;

extern void oh_writer_init(OhWriter *writer, OhArena *arena);
extern OhBytes oh_writer_text(const OhWriter *writer);

/* key NULL: an element of an array, or the document itself. */
extern void oh_write_open(OhWriter *writer, const char *key, char bracket);
extern void oh_write_close(OhWriter *writer, char bracket);
extern void oh_write_text(OhWriter *writer, const char *key, OhBytes text);	/* OH_NO_BYTES: null */
extern void oh_write_string(OhWriter *writer, const char *key, const char *text);	/* NULL: null */
extern void oh_write_integer(OhWriter *writer, const char *key, int64_t n);
extern void oh_write_decimal(OhWriter *writer, const char *key, OhDecimal d);	/* a number */
extern void oh_write_flag(OhWriter *writer, const char *key, bool flag);
extern void oh_write_null(OhWriter *writer, const char *key);
/* "11.94", as text */
extern void oh_write_cents(OhWriter *writer, const char *key, int64_t cents);
/* "2024-12-01T15:15:22.123456Z" */
extern void oh_write_time(OhWriter *writer, const char *key, OhMoment at);
/* "2024-12-01 15:15:22" */
extern void oh_write_naive_time(OhWriter *writer, const char *key, OhMoment at);

/* Composers (OhProvider.compose) that have a file of their own. */
extern void oh_sample_bbot(OhWriter *writer, const OhSample *sample);
extern void oh_sample_mipos(OhWriter *writer, const OhSample *sample);
extern void oh_sample_flybuy(OhWriter *writer, const OhSample *sample);
extern void oh_sample_fulflld(OhWriter *writer, const OhSample *sample);
extern void oh_sample_revo(OhWriter *writer, const OhSample *sample);

#endif
