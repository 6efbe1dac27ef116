/*
 * provider.c
 *	  The registry, and what is the same for every provider.
 */
#include "provider.h"

#include "form.h"
#include "lifecycle.h"

const OhProvider *const oh_providers[] = {
	&oh_provider_bbot,
	&oh_provider_mipos,
	&oh_provider_flybuy,
	&oh_provider_fulflld,
	&oh_provider_revo,
	NULL
};

const OhProvider *
oh_provider_find(OhBytes name)
{
	for (int i = 0; oh_providers[i]; i++)
		if (oh_bytes_equal(oh_bytes_of_string(oh_providers[i]->name), name))
			return oh_providers[i];
	return NULL;
}

/* ---- words ---- */

static bool
is_filler(char c)
{
	return c == ' ' || c == '_' || c == '-';
}

bool
oh_word_equal(OhBytes a, OhBytes b)
{
	size_t		i = 0;
	size_t		j = 0;

	for (;;)
	{
		while (i < a.len && is_filler(a.data[i]))
			i++;
		while (j < b.len && is_filler(b.data[j]))
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (oh_ascii_lower(a.data[i++]) != oh_ascii_lower(b.data[j++]))
			return false;
	}
}

const OhWord *
oh_word_find(const OhWord *words, OhBytes word)
{
	for (; words->word.data; words++)
		if (oh_word_equal(words->word, word))
			return words;
	return NULL;
}

const OhEvent *
oh_event_find(const OhEvent *events, OhBytes word)
{
	for (; events->word.data; events++)
		if (oh_bytes_equal_fold(events->word, word))
			return events;
	return NULL;
}

void
oh_word_apply(const OhWord *word, OhRow *order)
{
	if (word->order)
		order->cells[OH_ORDER_ORDER_STATE] = oh_cell_string(word->order);
	if (word->prep)
		order->cells[OH_ORDER_PREP_STATE] = oh_cell_string(word->prep);
	if (word->delivery)
		order->cells[OH_ORDER_DELIVERY_STATE] = oh_cell_string(word->delivery);
	if (word->arrival)
		order->cells[OH_ORDER_ARRIVAL_STATE] = oh_cell_string(word->arrival);
}

OhCell
oh_word_service(const OhWord *words, OhCell text)
{
	const OhWord *word = oh_word_find(words, oh_cell_bytes(&text));

	if (!oh_cell_known(&text))
		return text;
	return oh_cell_string(word ? word->service : "unknown");
}

/* ---- reading ---- */

bool
oh_provider_load(const OhProvider *provider, OhDocument *doc, OhArena *arena, OhBytes body,
				 OhJsonError *error)
{
	if (provider->sends_forms && oh_form_likely(body))
		return oh_form_parse(doc, arena, body, error);
	return oh_json_parse(doc, arena, body, error);
}

/* Voided lines count for nothing; one without a quantity, or that could not be read, makes the sum unknown. */
static void
count_items(OhReading *out)
{
	OhDecimal	sum = {0, 0};

	if (!out->rows[OH_ITEM].present || out->rows[OH_ITEM].partial)
		return;
	for (const OhRow *line = out->rows[OH_ITEM].first; line; line = line->next)
	{
		const OhCell *voided = &line->cells[OH_ITEM_VOIDED];
		const OhCell *quantity = &line->cells[OH_ITEM_QUANTITY];

		if (oh_cell_known(voided) && voided->number)
			continue;
		if (!oh_cell_known(quantity) || !oh_decimal_add(sum, oh_cell_amount(quantity), &sum))
			return;
	}
	oh_cell_default(&out->order->cells[OH_ORDER_ITEM_COUNT], oh_cell_decimal(sum));
}

static void
conclude_order(OhReader *reader)
{
	OhReading  *out = reader->out;
	const char *lifecycle;

	if (reader->provider->finish)
		reader->provider->finish(reader);
	count_items(out);
	lifecycle = oh_lifecycle(out->order);
	if (lifecycle)
		out->order->cells[OH_ORDER_LIFECYCLE] = oh_cell_string(lifecycle);
	if (!reader->options->unchecked)
		oh_reconcile(reader, reader->doc->root);
}

/* Drops the records without an id: they could not be told apart, and a problem row names each. */
static void
drop_nameless(OhRows *rows, int id)
{
	OhRow	   *kept = NULL;
	OhRow	   *next;

	rows->count = 0;
	for (OhRow *row = rows->first; row; row = next)
	{
		next = row->next;
		if (!oh_cell_known(&row->cells[id]))
			continue;
		if (kept)
			kept->next = row;
		else
			rows->first = row;
		kept = row;
		rows->count++;
	}
	if (kept)
		kept->next = NULL;
	else
		rows->first = NULL;
	rows->last = kept;
}

/* A note tells of an assumption; what is graver, of something that was not read. */
static bool
all_was_read(const OhRows *problems)
{
	for (const OhRow *row = problems->first; row; row = row->next)
		if (!oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], OH_NOTE))
			return false;
	return true;
}

/* Is there what the document was to bring?  A menu without products is legal; a product without its id is not. */
static bool
is_usable(OhReading *out)
{
	switch (out->subject)
	{
		case OH_SUBJECT_ORDER:
			return oh_cell_known(&out->order->cells[OH_ORDER_EXTERNAL_ID]);
		case OH_SUBJECT_REFUND:
			return oh_cell_known(&out->order->cells[OH_ORDER_EXTERNAL_REF]);
		case OH_SUBJECT_CUSTOMER:
			drop_nameless(&out->rows[OH_CUSTOMER], OH_CUSTOMER_EXTERNAL_ID);
			return out->rows[OH_CUSTOMER].count > 0;
		case OH_SUBJECT_PRODUCT:
			drop_nameless(&out->rows[OH_PRODUCT], OH_PRODUCT_EXTERNAL_ID);
			return out->rows[OH_PRODUCT].count > 0 || all_was_read(&out->rows[OH_PROBLEM]);
		case OH_SUBJECT_UNREADABLE:
		case OH_SUBJECT_NOTHING:
			break;
	}
	return true;
}

/* Text that is not quite what was sent. */
static void
note_replacements(OhReader *reader)
{
	if (reader->doc->notes & OH_NOTE_NUL)
		oh_reader_problem(reader, OH_NOTE, "text", "NUL character, replaced by U+FFFD");
	if (reader->doc->notes & OH_NOTE_SURROGATE)
		oh_reader_problem(reader, OH_NOTE, "text", "half of a surrogate pair, replaced by U+FFFD");
}

static void
read_document(OhReader *reader)
{
	OhReading  *out = reader->out;
	const OhShape *shape;

	if (oh_node_type(reader->doc, reader->doc->root) != OH_OBJECT)
	{
		out->event = "unknown";
		oh_reader_problem(reader, OH_ERROR, "object", oh_type_name(oh_node_type(reader->doc, reader->doc->root)));
		return;
	}
	shape = reader->provider->recognise(reader, reader->doc->root);
	if (shape == NULL)
		return;
	note_replacements(reader);
	oh_reader_object(reader, reader->doc->root, shape, OH_ORDER);
	if (reader->arena->exhausted)
		return;
	if (out->subject == OH_SUBJECT_ORDER)
		conclude_order(reader);
	if (!is_usable(out))
		out->subject = OH_SUBJECT_UNREADABLE;
}

/* False when memory is out. */
static bool
begin_order(OhReader *reader)
{
	reader->out->order = oh_row_new(reader->arena, OH_ORDER);
	reader->current[OH_ORDER] = reader->out->order;
	return reader->out->order != NULL;
}

const OhShape *
oh_provider_shape(const OhProvider *provider, const OhDocument *doc)
{
	OhReading	out = {.event = "unknown"};
	OhOptions	options = {.unchecked = true};
	OhReader	reader = {
		.provider = provider,
		.doc = doc,
		.options = &options,
		.arena = doc->arena,
		.out = &out,
		.is_lax = provider->is_lax,
	};

	if (oh_node_type(doc, doc->root) != OH_OBJECT || !begin_order(&reader))
		return NULL;
	return provider->recognise(&reader, doc->root);
}

/* Half of what cannot be held whole is not told: an order with lines missing would pass for another. */
static void
refuse(OhReader *reader)
{
	oh_arena_allow(reader->arena, 0);
	*reader->out = (OhReading) {.event = reader->out->event, .provider_event = reader->out->provider_event};
	reader->depth = 0;
	if (begin_order(reader))
		oh_reader_problem(reader, OH_ERROR, "document", oh_json_reason(OH_JSON_TOO_COSTLY));
}

bool
oh_provider_read(const OhProvider *provider, const OhDocument *doc, const OhOptions *options, OhReading *out)
{
	OhReader	reader = {
		.provider = provider,
		.doc = doc,
		.options = options,
		.arena = doc->arena,
		.out = out,
		.is_lax = provider->is_lax,
		.unit = options->unit != OH_UNIT_UNSAID ? options->unit : provider->unit,
	};

	*out = (OhReading) {.event = "unknown"};
	if (begin_order(&reader))
		read_document(&reader);
	if (doc->arena->is_over)
		refuse(&reader);
	return !doc->arena->exhausted;
}
