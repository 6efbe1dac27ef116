/*
 * sample.c
 *	  The neutral order of a seed, and the writer of compact JSON.
 *
 * Every number comes from one splitmix64 stream in a fixed order of draws: a new
 * draw belongs at the end of draw_rest, so that older seeds keep their bytes.
 */
#include "sample.h"

#include "draw.h"

#define LENGTH(a)		(sizeof(a) / sizeof((a)[0]))
#define FIRST_DAY		INT64_C(19723)	/* 2024-01-01, in days since 1970 */
#define DAYS			1096			/* up to the end of 2026 */
#define OPENS			(11 * 60)		/* minutes of the day */
#define OPEN_MINUTES	(11 * 60)
#define STORES			4

typedef struct Offer
{
	const char *name;
	int64_t		price;			/* cents */
} Offer;

static const Offer dishes[] = {
	{"Ceviche", 1102},
	{"Café con leche", 325},
	{"Èclairs", 540},
	{"12\" Margherita", 1250},
	{"Jalapeño Burger", 1395},
	{"Mac & Cheese", 895},
	{"Fish and Chips", 1475},
	{"Crème brûlée", 725},
	{"Pad Thai", 1180},
	{"Phở bò", 1290},
	{"Caesar Salad", 980},
	{"Smørrebrød", 845},
	{"Tacos al pastor (3)", 1050},
	{"Veggie Wrap", 860},
	{"Clam Chowder", 690},
	{"Käsespätzle", 1120},
	{"Steak Frites", 2350},
	{"Chicken Tikka", 1340},
	{"Sweet Potato Fries", 495},
	{"Garlic Bread", 450},
	{"餃子 Gyoza", 775},
	{"House Lemonade", 375},
	{"Iced Tea", 299},
	{"Chef's Tasting Plate", 3899},
};

static const Offer extras[] = {
	{"Extra cheese", 150},
	{"No onions", 0},
	{"Èclairs", 92},
	{"Gluten-free", 200},
	{"Jalapeños", 75},
	{"Avocado", 225},
	{"Sauce on the side", 0},
	{"Bacon", 250},
	{"Fried egg", 175},
	{"Crème fraîche", 110},
	{"Large", 300},
	{"Extra hot", 0},
};

static const char *const first_names[] = {
	"Eric", "Zoë", "José", "Aisha", "Liam", "Søren", "Mei", "Chloé", "Daniel", "Nadia", "Łukasz", "Grace",
};

static const char *const last_names[] = {
	"Wang", "O'Brien", "García", "Müller", "Okafor", "Nguyễn", "Smith", "D'Angelo", "Øvergård", "Patel",
};

/* ---- drawing ---- */

/* 0 .. bound - 1 */
static int
draw(uint64_t *state, size_t bound)
{
	return (int) oh_draw(state, (int64_t) bound);
}

/* 1 .. most, and 1 more often than not. */
static int64_t
draw_quantity(uint64_t *state, size_t most)
{
	return draw(state, 2) ? 1 : 1 + draw(state, most);
}

/* Version 4, variant 1: 8-4-4-4-12 hexadecimal digits. */
static void
draw_uuid(uint64_t *state, char out[37])
{
	static const char hex[] = "0123456789abcdef";
	uint64_t	bits = 0;

	for (int i = 0; i < 36; i++)
	{
		if (i % 16 == 0)
			bits = oh_draw_bits(state);
		out[i] = hex[bits & 0xF];
		bits >>= 4;
	}
	out[8] = out[13] = out[18] = out[23] = '-';
	out[14] = '4';
	out[19] = hex[8 + draw(state, 4)];
	out[36] = '\0';
}

static void
draw_modifiers(uint64_t *state, OhSampleLine *line)
{
	size_t		start = (size_t) draw(state, LENGTH(extras));

	line->modifier_count = draw(state, OH_SAMPLE_MODIFIERS + 1);
	for (int i = 0; i < line->modifier_count; i++)
	{
		/* Steps that have no factor in common with the length meet no extra twice. */
		size_t		at = (start + 5 * (size_t) i) % LENGTH(extras);
		OhSampleModifier *modifier = &line->modifiers[i];

		modifier->id = 501 + (int) at;
		modifier->name = extras[at].name;
		modifier->price = extras[at].price;
		modifier->quantity = draw_quantity(state, 2);
		line->unit_total += modifier->quantity * modifier->price;
	}
}

static void
draw_line(uint64_t *state, size_t dish, OhSampleLine *line)
{
	line->id = 101 + (int) dish;
	line->name = dishes[dish].name;
	line->price = dishes[dish].price;
	line->unit_total = line->price;
	line->quantity = draw_quantity(state, 4);
	draw_modifiers(state, line);
	line->total = line->quantity * line->unit_total;
}

static void
draw_lines(uint64_t *state, OhSample *sample)
{
	size_t		start = (size_t) draw(state, LENGTH(dishes));

	sample->line_count = 1 + draw(state, OH_SAMPLE_LINES);
	for (int i = 0; i < sample->line_count; i++)
	{
		draw_line(state, (start + 7 * (size_t) i) % LENGTH(dishes), &sample->lines[i]);
		sample->goods += sample->lines[i].total;
	}
}

/* A day and a minute within opening hours; each stage took two to nine minutes. */
static void
draw_times(uint64_t *state, OhSample *sample)
{
	int64_t		day = FIRST_DAY + draw(state, DAYS);
	int64_t		minute = OPENS + draw(state, OPEN_MINUTES);

	sample->placed_at = day * OH_DAY + minute * OH_MINUTE + draw(state, (size_t) OH_MINUTE);
	sample->updated_at = sample->placed_at + 1 + draw(state, 100);
	for (int i = 0; i < sample->stage; i++)
		sample->updated_at += 2 * OH_MINUTE + draw(state, (size_t) (7 * OH_MINUTE));
}

/* All that the stream decides: seed and number are there. */
static void
draw_rest(uint64_t state, OhSample *sample)
{
	static const int64_t tips[] = {0, 0, 10, 15, 18, 20};	/* percent */
	uint64_t	store = ~(uint64_t) draw(&state, STORES);

	draw_uuid(&state, sample->uuid[0]);
	draw_uuid(&state, sample->uuid[1]);
	draw_uuid(&store, sample->uuid[2]);
	sample->first_name = first_names[draw(&state, LENGTH(first_names))];
	sample->last_name = last_names[draw(&state, LENGTH(last_names))];
	sample->stage = draw(&state, OH_SAMPLE_STAGES);
	draw_times(&state, sample);
	draw_lines(&state, sample);
	sample->tip = sample->goods * tips[draw(&state, LENGTH(tips))] / 100;
}

void
oh_sample_draw(uint32_t seed, OhSample *sample)
{
	*sample = (OhSample) {.seed = seed};
	/* Fits 31 bits, and tells all seeds below 2^31 apart. */
	sample->number = ((uint64_t) seed + 100000) % INT32_MAX + 1;
	sample->refunded = sample->number - 1;
	draw_rest(seed, sample);
	for (int i = 0; i < OH_SAMPLE_STAGES; i++)
		sample->reached[i] = sample->updated_at;
}

/*
 * Ids beyond 31 bits, ten times which is a 64-bit integer still (lines have such); those of
 * refunds come after those of the orders.
 */
void
oh_sample_draw_order(uint32_t seed, uint32_t order, OhSample *sample)
{
	uint64_t	state = (uint64_t) seed << 32 | order;

	state = ~oh_draw_bits(&state);
	*sample = (OhSample) {.seed = (uint32_t) oh_draw_bits(&state)};
	sample->number = ((uint64_t) INT32_MAX + 1) + ((uint64_t) seed * 2 * OH_SAMPLE_ORDERS) + order;
	draw_rest(state, sample);
}

void
oh_sample_refund(OhSample *sample)
{
	sample->refunded = sample->number;
	sample->number += OH_SAMPLE_ORDERS;
	sample->turn = OH_TURN_REFUND;
}

/* ---- writing ---- */

void
oh_writer_init(OhWriter *writer, OhArena *arena)
{
	*writer = (OhWriter) {.arena = arena};
}

OhBytes
oh_writer_text(const OhWriter *writer)
{
	return writer->failed || writer->arena->exhausted ? OH_NO_BYTES : oh_bytes(writer->text, writer->len);
}

/* Doubles the room until `more` bytes fit; the outgrown text is left to the arena. */
static bool
make_room(OhWriter *writer, size_t more)
{
	size_t		size = writer->size ? writer->size : 512;
	char	   *text;

	if (!writer->failed && writer->size - writer->len < more)
	{
		while (size - writer->len < more)
			size *= 2;
		text = oh_arena_alloc(writer->arena, size);
		if (text == NULL)
			writer->failed = true;
		else
		{
			if (writer->len > 0)
				memcpy(text, writer->text, writer->len);
			writer->text = text;
			writer->size = size;
		}
	}
	return !writer->failed;
}

static void
put(OhWriter *writer, const char *text, size_t len)
{
	if (!make_room(writer, len))
		return;
	memcpy(writer->text + writer->len, text, len);
	writer->len += len;
}

static void
put_escaped(OhWriter *writer, char c)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char byte = (unsigned char) c;
	char		escape[6] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 0xF]};

	if (c == '"' || c == '\\')
	{
		escape[1] = c;
		put(writer, escape, 2);
	}
	else if (byte < 0x20)
		put(writer, escape, sizeof(escape));
	else
		put(writer, &c, 1);
}

static void
put_quoted(OhWriter *writer, OhBytes text)
{
	put(writer, "\"", 1);
	for (size_t i = 0; i < text.len; i++)
		put_escaped(writer, text.data[i]);
	put(writer, "\"", 1);
}

/* The comma and the key that stand before a value. */
static void
begin(OhWriter *writer, const char *key)
{
	if (writer->comma)
		put(writer, ",", 1);
	if (key)
	{
		put_quoted(writer, oh_bytes_of_string(key));
		put(writer, ":", 1);
	}
	writer->comma = true;
}

static void
put_bare(OhWriter *writer, const char *key, const char *word)
{
	begin(writer, key);
	put(writer, word, strlen(word));
}

void
oh_write_open(OhWriter *writer, const char *key, char bracket)
{
	begin(writer, key);
	put(writer, &bracket, 1);
	writer->comma = false;
}

void
oh_write_close(OhWriter *writer, char bracket)
{
	put(writer, &bracket, 1);
	writer->comma = true;
}

void
oh_write_text(OhWriter *writer, const char *key, OhBytes text)
{
	if (text.data == NULL)
	{
		oh_write_null(writer, key);
		return;
	}
	begin(writer, key);
	put_quoted(writer, text);
}

void
oh_write_string(OhWriter *writer, const char *key, const char *text)
{
	oh_write_text(writer, key, oh_bytes_of_string(text));
}

void
oh_write_decimal(OhWriter *writer, const char *key, OhDecimal d)
{
	char		text[OH_DECIMAL_TEXT];
	int			len = oh_decimal_format(d, text);

	begin(writer, key);
	put(writer, text, (size_t) len);
}

void
oh_write_integer(OhWriter *writer, const char *key, int64_t n)
{
	oh_write_decimal(writer, key, (OhDecimal) {n, 0});
}

void
oh_write_flag(OhWriter *writer, const char *key, bool flag)
{
	put_bare(writer, key, flag ? "true" : "false");
}

void
oh_write_null(OhWriter *writer, const char *key)
{
	put_bare(writer, key, "null");
}

void
oh_write_cents(OhWriter *writer, const char *key, int64_t cents)
{
	char		text[OH_DECIMAL_TEXT];
	int			len = oh_decimal_format((OhDecimal) {cents, 2}, text);

	oh_write_text(writer, key, oh_bytes(text, (size_t) len));
}

void
oh_write_time(OhWriter *writer, const char *key, OhMoment at)
{
	char		text[OH_MOMENT_LEN];

	oh_moment_format(at, text);
	oh_write_text(writer, key, oh_bytes(text, sizeof(text)));
}

void
oh_write_naive_time(OhWriter *writer, const char *key, OhMoment at)
{
	char		text[OH_MOMENT_LEN];

	oh_moment_format(at, text);
	text[10] = ' ';
	oh_write_text(writer, key, oh_bytes(text, 19));
}
