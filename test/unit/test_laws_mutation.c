/*
 * test_laws_mutation.c
 *	  What one wrong value does to an order: every value of every payload left out, and
 *	  replaced by one of every type.
 *
 * A value of a wrong type or out of range leaves one problem, with its very path: an
 * error where it is required, else a warning.  One that is null, gone or of its kind
 * leaves none, unless it is required.  Nothing that is read of another value is said to
 * be of a wrong kind; amounts may cease to add up where one was changed, never where one
 * cannot be read.  The value itself is in no problem.
 *
 * The order stands unless an error says what it lacks.  Of its columns those move that
 * the value feeds (the field tables, and effects.h), and no other.  What cannot be read
 * states nothing: no value and no null that was not there before, since a statement
 * would overwrite what is known (effects.h lists what is excused, and why).
 */
#include "corpus_fixture.h"
#include "effects.h"

typedef enum Mutation
{
	REMOVED, NULLED, TRUE_WORD, NUMBER, HUGE_NUMBER, WORD, EMPTY_WORD, EMPTY_ARRAY, FULL_ARRAY,
	EMPTY_OBJECT, FULL_OBJECT,
	MUTATIONS
} Mutation;

static const char *const mutation_names[] = {
	"removed", "null", "true", "7919", "1e400", "\"zz7919\"", "\"\"", "[]", "[true]", "{}", "{\"zz\":true}",
};

/* ---- one document, and what becomes of it ---- */

typedef struct Outcome
{
	UnitHost	host;
	OhArena		arena;
	OhReading	out;
} Outcome;

static Outcome original;
static Outcome mutated;

static UnitHost host;
static OhArena arena;
static OhDocument doc;
static const Body *body;
static const OhShape *document_shape;

/* Texts and nodes that stand in for others. */
static OhSpan number_text;
static OhSpan huge_text;
static OhSpan word_text;
static OhNode element;
static OhNode member;

static OhSpan
add_text(const char *text)
{
	OhSpan		span = {doc.copied_len, (uint32_t) strlen(text), true};
	char	   *room = oh_document_reserve(&doc, span.len);

	memcpy(room, text, span.len);
	doc.copied_len += span.len;
	return span;
}

static void
add_substitutes(void)
{
	number_text = add_text("7919");
	huge_text = add_text("1e400");
	word_text = add_text("zz7919");
	element = oh_document_add(&doc, OH_TRUE);
	member = oh_document_add(&doc, OH_TRUE);
	oh_node_set_key(oh_node_data(&doc, member), add_text("zz"));
}

static void
read_outcome(Outcome *outcome)
{
	OhOptions	options = {.unit = body->unit};

	unit_host_free(&outcome->host);
	oh_arena_init(&outcome->arena, &outcome->host.host);
	doc.arena = &outcome->arena;
	CHECK(oh_provider_read(body->provider, &doc, &options, &outcome->out), "%s", body->name);
	doc.arena = &arena;
}

/* ---- mutations, in the document itself ---- */

static void
set_scalar(OhNodeData *data, OhType type, OhSpan text)
{
	data->type = type;
	oh_node_set_text(data, text);
}

static void
set_container(OhNodeData *data, OhType type, OhNode child)
{
	data->type = type;
	data->at = child;
	data->len = child != OH_NO_NODE;
	data->text_copied = 0;
}

static void
replace(OhNodeData *data, Mutation mutation)
{
	static const OhSpan no_text;

	switch (mutation)
	{
		case NULLED:
			set_scalar(data, OH_NULL, no_text);
			break;
		case TRUE_WORD:
			set_scalar(data, OH_TRUE, no_text);
			break;
		case NUMBER:
			set_scalar(data, OH_NUMBER, number_text);
			break;
		case HUGE_NUMBER:
			set_scalar(data, OH_NUMBER, huge_text);
			break;
		case WORD:
			set_scalar(data, OH_STRING, word_text);
			break;
		case EMPTY_WORD:
			set_scalar(data, OH_STRING, (OhSpan) {word_text.at, 0, true});
			break;
		case EMPTY_ARRAY:
		case FULL_ARRAY:
			set_container(data, OH_ARRAY, mutation == FULL_ARRAY ? element : OH_NO_NODE);
			break;
		case EMPTY_OBJECT:
		case FULL_OBJECT:
			set_container(data, OH_OBJECT, mutation == FULL_OBJECT ? member : OH_NO_NODE);
			break;
		case REMOVED:
		case MUTATIONS:
			break;
	}
}

typedef struct Place
{
	Path		path;
	Path		pattern;		/* the path with [] for every index */
	OhNode		node;
	OhNode		parent;
	OhNode		before;			/* the sibling before it, OH_NO_NODE for the first */
	const OhField *field;		/* NULL: no table names it */
	bool		is_element;
} Place;

static void
unlink_node(const Place *place)
{
	OhNodeData *parent = oh_node_data(&doc, place->parent);
	OhNode		next = oh_node_next(&doc, place->node);

	if (place->before == OH_NO_NODE)
		parent->at = next;
	else
		oh_node_data(&doc, place->before)->next = next;
	parent->len--;
}

static void
relink_node(const Place *place)
{
	OhNodeData *parent = oh_node_data(&doc, place->parent);

	if (place->before == OH_NO_NODE)
		parent->at = place->node;
	else
		oh_node_data(&doc, place->before)->next = place->node;
	parent->len++;
}

/* Reads the document with that value changed, and changes it back. */
static void
read_mutated(const Place *place, Mutation mutation, Outcome *outcome)
{
	OhNodeData *data = oh_node_data(&doc, place->node);
	OhNodeData	kept = *data;

	if (mutation == REMOVED)
		unlink_node(place);
	else
		replace(data, mutation);
	read_outcome(outcome);
	if (mutation == REMOVED)
		relink_node(place);
	*data = kept;
}

/* ---- what the tables do not say ---- */

static const Effect *
find_effect(const Effect *list, size_t count, const Place *place)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].provider == body->provider && strcmp(list[i].pattern, place->pattern.text) == 0)
			return &list[i];
	return NULL;
}

static const Effect *
effect_of(const Place *place)
{
	return find_effect(effects, sizeof(effects) / sizeof(effects[0]), place);
}

static bool
decides(const Effect *effect)
{
	return effect && strcmp(effect->moves, EVERYTHING) == 0;
}

/* The OhRead of a value, or READ_MARK; BY_TABLE where nobody says. */
static int
read_of(const Place *place, const Effect *effect)
{
	const OhField *field = place->field;

	if (field && field->read == OH_READ_STORED && field->means == NULL)
		return OH_READ_STORED;
	if (effect && effect->read != BY_TABLE)
		return effect->read;
	if (field == NULL)
		return OH_READ_STORED;
	if (place->is_element)
		return field->shape ? OH_READ_OBJECT : OH_READ_STORED;
	return field->read == OH_READ_BY || field->means ? BY_TABLE : (int) field->read;
}

/* ---- what is due ---- */

typedef enum Due
{
	DUE_SAME,					/* nobody reads it: nothing changes */
	DUE_NONE,					/* it says that there is none */
	DUE_VALUE,					/* another value of its kind */
	DUE_INSIDE,					/* a container of its kind: what is in it is another matter */
	DUE_PROBLEM
} Due;

static Due
due_of_scalar(int read, Mutation mutation, bool lax)
{
	bool		is_text = read == OH_READ_TEXT;
	bool		is_id = read == OH_READ_ID;

	switch (mutation)
	{
		case TRUE_WORD:
			return read == OH_READ_FLAG ? DUE_VALUE : DUE_PROBLEM;
		case NUMBER:
			if (is_text || read == OH_READ_FLAG || read == OH_READ_TIME)
				return is_text && lax ? DUE_VALUE : DUE_PROBLEM;
			return DUE_VALUE;
		case HUGE_NUMBER:
			return is_text && lax ? DUE_VALUE : DUE_PROBLEM;
		case WORD:
			return is_text || is_id ? DUE_VALUE : DUE_PROBLEM;
		case EMPTY_WORD:
			return is_text || is_id || read == OH_READ_TIME || lax ? DUE_NONE : DUE_PROBLEM;
		default:
			return DUE_PROBLEM;
	}
}

static Due
due(const Place *place, int read, Mutation mutation)
{
	bool		lax = body->provider->is_lax;
	bool		is_array = mutation == EMPTY_ARRAY || mutation == FULL_ARRAY;
	bool		is_object = mutation == EMPTY_OBJECT || mutation == FULL_OBJECT;

	if (read == OH_READ_STORED)
		return DUE_SAME;
	if (mutation == REMOVED || (mutation == NULLED && !place->is_element))
		return DUE_NONE;
	switch (read)
	{
		case OH_READ_OBJECT:
		case OH_READ_ROW:
			if (mutation == EMPTY_ARRAY && lax && !place->is_element)
				return DUE_NONE;
			return is_object ? DUE_INSIDE : DUE_PROBLEM;
		case OH_READ_OBJECTS:
		case OH_READ_ROWS:
			return is_array ? DUE_INSIDE : DUE_PROBLEM;
		case READ_MARK:
			if (is_array || is_object || mutation == EMPTY_WORD)
				return mutation == FULL_ARRAY || mutation == FULL_OBJECT ? DUE_PROBLEM : DUE_NONE;
			return DUE_VALUE;
		default:
			return due_of_scalar(read, mutation, lax);
	}
}

/* A law of one mutation; the rest says what was found instead. */
#define LAW(condition, format, ...) \
	CHECK(condition, "%s %s %s: " format, body->name, place->path.text, mutation_names[mutation], __VA_ARGS__)

/* ---- problems ---- */

static const OhRow *
problems_of(const Outcome *outcome)
{
	return outcome->out.rows[OH_PROBLEM].first;
}

static bool
says(const OhRow *problem, int column, const char *word)
{
	return oh_cell_is(&problem->cells[column], word);
}

static OhBytes
without_digits(OhBytes text)
{
	while (text.len > 0 && oh_is_digit(text.data[0]))
	{
		text.data++;
		text.len--;
	}
	return text;
}

/* The same texts, or two that differ in nothing but the numbers of elements. */
static bool
same_text(OhBytes a, OhBytes b, bool renumbered)
{
	for (;;)
	{
		a = renumbered ? without_digits(a) : a;
		b = renumbered ? without_digits(b) : b;
		if (a.len == 0 || b.len == 0 || a.data[0] != b.data[0])
			return a.len == 0 && b.len == 0;
		a = oh_bytes(a.data + 1, a.len - 1);
		b = oh_bytes(b.data + 1, b.len - 1);
	}
}

/* Where an element was taken out, those after it have other numbers. */
static int
count_same(const Outcome *outcome, const OhRow *problem, bool renumbered)
{
	int			count = 0;

	for (const OhRow *row = problems_of(outcome); row; row = row->next)
	{
		bool		same = true;

		for (int i = 0; i < OH_PROBLEM_COUNT; i++)
			same &= same_text(oh_cell_bytes(&row->cells[i]), oh_cell_bytes(&problem->cells[i]), renumbered);
		count += same;
	}
	return count;
}

typedef enum Where { ELSEWHERE, AT, BELOW } Where;

static Where
where(const OhRow *problem, const char *path)
{
	OhBytes		text = oh_cell_bytes(&problem->cells[OH_PROBLEM_PATH]);
	size_t		len = strlen(path);

	if (!oh_bytes_start(text, oh_bytes(path, len)))
		return ELSEWHERE;
	if (text.len == len)
		return AT;
	return text.data[len] == '.' || text.data[len] == '[' ? BELOW : ELSEWHERE;
}

/* An id that goes by two names: of neither could one be used. */
static bool
is_of_two_names(const OhRow *problem)
{
	return says(problem, OH_PROBLEM_FOUND, "none that could be used")
		|| says(problem, OH_PROBLEM_FOUND, "none that can be used");
}

/* Does it say what kind of value was expected, and not what it did not add up to? */
static bool
is_of_kind(const OhRow *problem)
{
	static const char *const kinds[] = {
		"string", "id", "amount", "whole number of hundredths", "number", "percentage", "integer",
		"seconds since 1970", "time", "boolean", "object", "array", "text, number or null",
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (says(problem, OH_PROBLEM_EXPECTED, kinds[i]))
			return !is_of_two_names(problem);
	return false;
}

static int
count_problems(const Outcome *outcome, const char *path, Where wanted, const char *severity)
{
	int			count = 0;

	for (const OhRow *row = problems_of(outcome); row; row = row->next)
		if (where(row, path) == wanted && is_of_kind(row)
			&& (severity == NULL || says(row, OH_PROBLEM_SEVERITY, severity)))
			count++;
	return count;
}

static void
check_own_problems(const Place *place, Mutation mutation, Due expected)
{
	const char *path = place->path.text;
	bool		required = place->field && !place->is_element && place->field->required;
	int			at = count_problems(&mutated, path, AT, NULL);
	int			below = count_problems(&mutated, path, BELOW, NULL);

	/* The next element stands there now. */
	if (mutation == REMOVED && place->is_element)
		return;
	if (expected == DUE_PROBLEM || (expected == DUE_NONE && required))
		LAW(at == 1 && below == 0 && count_problems(&mutated, path, AT, required ? OH_ERROR : OH_WARNING) == 1,
			"%d problems there, %d below", at, below);
	else if (expected == DUE_SAME)
		LAW(at == count_problems(&original, path, AT, NULL), "%d problems there", at);
	else
		LAW(at == 0 && (expected == DUE_INSIDE || below == 0), "%d problems there, %d below", at, below);
	if (mutation == FULL_ARRAY && expected == DUE_INSIDE)
		LAW(below == 1, "%d problems below", below);
}

static bool
tells_of(const OhCell *cell, const char *part)
{
	OhBytes		text = oh_cell_bytes(cell);
	size_t		len = strlen(part);

	for (size_t i = 0; i + len <= text.len; i++)
		if (memcmp(text.data + i, part, len) == 0)
			return true;
	return false;
}

/* An object from which a member is taken may be no value of its kind any more. */
static bool
is_above(const OhRow *problem, const char *path)
{
	OhBytes		text = oh_cell_bytes(&problem->cells[OH_PROBLEM_PATH]);

	return strncmp(text.data, path, text.len) == 0 && path[text.len] == '.';
}

/*
 * Elsewhere: amounts that no longer add up where one was changed, and never where one
 * cannot be read; notes, of which a document has one of a kind, at the first place.
 */
static void
check_other_problems(const Place *place, Mutation mutation, Due expected)
{
	const char *path = place->path.text;
	bool		renumbered = mutation == REMOVED && place->is_element;
	bool		lost = mutated.out.subject == OH_SUBJECT_UNREADABLE;

	for (const OhRow *row = problems_of(&mutated); row; row = row->next)
	{
		OhBytes		at = oh_cell_bytes(&row->cells[OH_PROBLEM_PATH]);
		bool		is_new = count_same(&mutated, row, renumbered) > count_same(&original, row, renumbered);

		LAW(!tells_of(&row->cells[OH_PROBLEM_FOUND], "7919") && !tells_of(&row->cells[OH_PROBLEM_EXPECTED], "7919")
			&& !tells_of(&row->cells[OH_PROBLEM_PATH], "zz"), "the value is told at %.*s", (int) at.len, at.data);
		if (!is_new || where(row, path) != ELSEWHERE || says(row, OH_PROBLEM_SEVERITY, OH_NOTE)
			|| (mutation == REMOVED && is_above(row, path)))
			continue;
		if (is_of_two_names(row))
			LAW(lost, "error at %.*s", (int) at.len, at.data);
		else
			LAW(!is_of_kind(row) && expected != DUE_PROBLEM, "new problem at %.*s", (int) at.len, at.data);
	}
	for (const OhRow *row = problems_of(&original); row && !lost; row = row->next)
		LAW(where(row, path) != ELSEWHERE || !is_of_kind(row)
			|| count_same(&mutated, row, renumbered) >= count_same(&original, row, renumbered) - renumbered,
			"lost the problem at %.*s", (int) row->cells[OH_PROBLEM_PATH].len, row->cells[OH_PROBLEM_PATH].text);
}

/*
 * The order stands, unless something that is required is gone, as an error there says.
 * A list of products stands as long as one of them does.
 */
static void
check_subject(const Place *place, Mutation mutation)
{
	OhSubject	before = original.out.subject;
	bool		accused = false;

	for (const OhRow *row = problems_of(&mutated); row; row = row->next)
		accused |= says(row, OH_PROBLEM_SEVERITY, OH_ERROR)
			&& (where(row, place->path.text) != ELSEWHERE || is_of_two_names(row));
	if (before == OH_SUBJECT_PRODUCT)
		accused = mutated.out.rows[OH_PRODUCT].count == 0 && problems_of(&mutated) != NULL;
	if (before != OH_SUBJECT_UNREADABLE)
		LAW(mutated.out.subject == (accused ? OH_SUBJECT_UNREADABLE : before), "subject %d",
			(int) mutated.out.subject);
}

/* ---- what moved ---- */

#define ROWS_BIT	63			/* beyond the columns: other rows, or another word on whether there are any */

typedef struct Moved
{
	uint64_t	columns[OH_GROUP_COUNT];
} Moved;

static bool
reads_the_same(const OhCell *a, const OhCell *b, OhKind kind)
{
	return (!oh_cell_known(a) && !oh_cell_known(b)) || oh_cell_equal(a, b, kind);
}

static Moved
compare(const OhReading *a, const OhReading *b)
{
	Moved		moved = {{0}};

	for (int group = 0; group < OH_GROUP_COUNT; group++)
	{
		const OhRow *x = fixture_row(a, (OhGroup) group, 0);
		const OhRow *y = fixture_row(b, (OhGroup) group, 0);
		bool		presence = a->rows[group].present != b->rows[group].present;

		if (group == OH_PROBLEM)
			continue;
		for (; x && y; x = x->next, y = y->next)
			for (int i = 0; i < oh_tables[group].count; i++)
				if (!reads_the_same(&x->cells[i], &y->cells[i], oh_tables[group].columns[i].kind))
					moved.columns[group] |= UINT64_C(1) << i;
		if (x != y || presence)
			moved.columns[group] |= UINT64_C(1) << ROWS_BIT;
	}
	return moved;
}

/* One column of that name, or all of the group and its rows; false where there is none. */
static bool
allow_column(Moved *allowed, int group, OhBytes name)
{
	if (name.len == 0)
	{
		allowed->columns[group] = UINT64_MAX;
		return true;
	}
	for (int i = 0; i < oh_tables[group].count; i++)
		if (oh_bytes_equal(name, oh_bytes_of_string(oh_tables[group].columns[i].name)))
		{
			allowed->columns[group] |= UINT64_C(1) << i;
			return true;
		}
	return false;
}

/* "ORDER.paid CHECK": columns, and groups. */
static void
allow_listed(Moved *allowed, const char *list)
{
	while (*list)
	{
		size_t		len = strcspn(list, " ");
		size_t		dot = strcspn(list, " .");
		bool		found = false;

		for (int group = 0; group < OH_GROUP_COUNT; group++)
			if (oh_bytes_equal(oh_bytes(list, dot), oh_bytes_of_string(fixture_group_names[group])))
				found = allow_column(allowed, group, oh_bytes(list + dot + (dot < len), len - dot - (dot < len)));
		CHECK(found, "%.*s is no column", (int) len, list);
		list += len + strspn(list + len, " ");
	}
}

static const OhField *
find_field(const OhShape *shape, OhBytes key)
{
	for (int i = 0; shape && i < shape->count; i++)
		if (oh_bytes_equal(shape->fields[i].key, key))
			return &shape->fields[i];
	return NULL;
}

static Place
step(const Place *outer, OhNode node, uint32_t index)
{
	OhBytes		key = oh_node_key(&doc, node);
	Place		place = {.node = node, .parent = outer->node, .pattern = outer->pattern};

	place.is_element = key.data == NULL;
	place.path = corpus_step(&outer->path, &doc, node, index);
	if (place.is_element)
	{
		strcpy(place.pattern.text + place.pattern.len, "[]");
		place.pattern.len += 2;
		place.field = outer->field;
	}
	else
	{
		place.pattern = corpus_step(&outer->pattern, &doc, node, 0);
		place.field = find_field(outer->field ? outer->field->shape : document_shape, key);
	}
	return place;
}

/* What it may move: its own column, what the table above lists, and what all that is in it may move. */
static void
allow(Moved *allowed, const Place *place)
{
	const OhField *field = place->field;
	const Effect *effect = effect_of(place);
	uint32_t	index = 0;

	if (field && field->read > OH_READ_STORED && field->read < OH_READ_OBJECT)
		allowed->columns[field->group] |= UINT64_C(1) << field->column;
	if (field && field->read > OH_READ_STORED && field->read < OH_READ_BY && field->group != OH_ORDER)
		allowed->columns[field->group] |= UINT64_C(1) << ROWS_BIT;
	if (field && field->read >= OH_READ_ROW && field->read <= OH_READ_ROWS)
		allowed->columns[field->group] = UINT64_MAX;
	if (effect && !decides(effect))
		allow_listed(allowed, effect->moves);
	for (OhNode node = oh_node_first(&doc, place->node); node != OH_NO_NODE; node = oh_node_next(&doc, node))
	{
		Place		inner = step(place, node, index++);

		allow(allowed, &inner);
	}
}

static const char *
column_name(int group, int column)
{
	return column >= 0 && column < oh_tables[group].count ? oh_tables[group].columns[column].name : "rows";
}

static void
check_moves(const Place *place, Mutation mutation, const Moved *allowed)
{
	Moved		moved = compare(&original.out, &mutated.out);

	for (int group = 0; group < OH_GROUP_COUNT; group++)
	{
		uint64_t	strayed = moved.columns[group] & ~allowed->columns[group];

		LAW(strayed == 0, "%s.%s moved", fixture_group_names[group],
			column_name(group, __builtin_ffsll((int64_t) strayed) - 1));
	}
}

/* ---- what is stated ---- */

static bool
is_stated(const OhReading *out, OhGroup group, int column, const OhCell *cell)
{
	for (const OhRow *row = fixture_row(out, group, 0); row; row = row->next)
		if (oh_cell_equal(&row->cells[column], cell, oh_tables[group].columns[column].kind))
			return true;
	return false;
}

/* The words by which the model says that it cannot tell. */
static bool
says_unknown(const OhCell *cell, OhKind kind)
{
	return kind == OH_KIND_TEXT && (oh_cell_is(cell, "unknown") || oh_cell_is(cell, "not_applicable"));
}

/*
 * Charges say what the lines could not, sides of checks what could be added up, and the
 * lifecycle what the states come to: these are worked out anew from whatever is there.
 */
static Moved
list_excused(const Place *place)
{
	const Effect *excuse = find_effect(excused, sizeof(excused) / sizeof(excused[0]), place);
	Moved		may = {{0}};

	allow_listed(&may, "CHARGE CHECK ORDER.lifecycle");
	may.columns[OH_CHECK] &= ~(UINT64_C(1) << OH_CHECK_STATUS);
	if (excuse)
		allow_listed(&may, excuse->moves);
	return may;
}

static void
check_statements(const Place *place, Mutation mutation, const Moved *may)
{
	for (int group = 0; group < OH_GROUP_COUNT; group++)
		for (const OhRow *row = fixture_row(&mutated.out, (OhGroup) group, 0); row && group != OH_PROBLEM; row = row->next)
			for (int i = 0; i < oh_tables[group].count; i++)
			{
				const OhCell *cell = &row->cells[i];
				bool		states = cell->state == OH_STATE_NULL || cell->state == OH_STATE_VALUE;

				LAW(!states || may->columns[group] >> i & 1 || says_unknown(cell, oh_tables[group].columns[i].kind)
					|| is_stated(&original.out, (OhGroup) group, i, cell),
					"%s.%s stated", fixture_group_names[group], column_name(group, i));
			}
}

/* ---- walking ---- */

/* A mipOS document is told by its keys: with one more or less it may be another document. */
static bool
is_told_otherwise(const Place *place)
{
	const OhCell *lifecycle = &mutated.out.order->cells[OH_ORDER_LIFECYCLE];
	bool		as_nothing = mutated.out.subject == OH_SUBJECT_UNREADABLE && lifecycle->state == OH_STATE_ABSENT;

	return body->provider == MIPOS && place->parent == doc.root
		&& (as_nothing || strcmp(original.out.event, mutated.out.event) != 0);
}

static void
check_place(const Place *place)
{
	const Effect *effect = effect_of(place);
	int			read = read_of(place, effect);
	Moved		allowed = {{0}};
	Moved		may_state = list_excused(place);

	if (!CHECK(read != BY_TABLE, "%s: nothing says how %s is read", body->name, place->pattern.text))
		return;
	if (!decides(effect))
		allow(&allowed, place);
	for (int i = 0; i < MUTATIONS; i++)
	{
		Mutation	mutation = (Mutation) i;
		Due			expected = due(place, read, mutation);

		read_mutated(place, mutation, &mutated);
		if (is_told_otherwise(place))
			continue;
		if (!decides(effect) || expected == DUE_PROBLEM)
			check_own_problems(place, mutation, expected);
		if (decides(effect))
			continue;
		check_other_problems(place, mutation, expected);
		check_subject(place, mutation);
		check_moves(place, mutation, &allowed);
		if (expected == DUE_PROBLEM)
			check_statements(place, mutation, &may_state);
	}
}

static void
walk(const Place *outer)
{
	OhNode		before = OH_NO_NODE;
	uint32_t	index = 0;

	for (OhNode node = oh_node_first(&doc, outer->node); node != OH_NO_NODE; node = oh_node_next(&doc, node))
	{
		Place		place = step(outer, node, index++);

		place.before = before;
		check_place(&place);
		walk(&place);
		before = node;
	}
}

static const OhShape *
recognise(void)
{
	OhOptions	options = {.unit = body->unit};
	OhReader	reader = {
		.provider = body->provider, .doc = &doc, .options = &options, .arena = &original.arena,
		.out = &original.out, .is_lax = body->provider->is_lax, .unit = body->unit,
	};

	reader.current[OH_ORDER] = original.out.order;
	return body->provider->recognise(&reader, doc.root);
}

static void
check_body(const Body *given)
{
	Place		root = {.path = {"$", 1}, .pattern = {"$", 1}};
	OhJsonError error;

	body = given;
	unit_host_free(&host);
	oh_arena_init(&arena, &host.host);
	if (!CHECK(oh_provider_load(body->provider, &doc, &arena, body->text, &error), "%s", body->name))
		return;
	add_substitutes();
	read_outcome(&original);
	document_shape = recognise();
	read_outcome(&original);
	root.node = doc.root;
	if (document_shape)
		walk(&root);
}

int
main(void)
{
	unit_host_init(&host);
	unit_host_init(&original.host);
	unit_host_init(&mutated.host);
	corpus_each(corpus_is_long() ? 100 : 2, check_body);
	unit_host_free(&host);
	unit_host_free(&original.host);
	unit_host_free(&mutated.host);
	return unit_done();
}
