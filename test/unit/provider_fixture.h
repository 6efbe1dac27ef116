/*
 * provider_fixture.h
 *	  What the tests of the providers share: reading a payload, looking into what was
 *	  read, and the properties that hold for every provider and every payload.
 */
#ifndef PROVIDER_FIXTURE_H
#define PROVIDER_FIXTURE_H

#include "provider.h"
#include "unit.h"

typedef struct Fixture
{
	UnitHost	host;
	OhArena		arena;
	OhBytes		body;			/* ends where its memory ends */
	OhDocument	doc;
	OhReading	out;
} Fixture;

#define FIXTURE_NAME(g)	#g,
static const char *const fixture_group_names[] = {OH_GROUPS(FIXTURE_NAME)};

static inline void
fixture_init(Fixture *fixture)
{
	unit_host_init(&fixture->host);
	oh_arena_init(&fixture->arena, &fixture->host.host);
	fixture->body = OH_NO_BYTES;
}

static inline void
fixture_free(Fixture *fixture)
{
	unit_host_free(&fixture->host);
	if (fixture->body.data)
		unit_exact_free(fixture->body);
	fixture_init(fixture);
}

/* Reads the body of a fixture. */
static inline bool
fixture_reread(Fixture *fixture, const OhProvider *provider, const OhOptions *options)
{
	OhJsonError error;

	return oh_provider_load(provider, &fixture->doc, &fixture->arena, fixture->body, &error)
		&& oh_provider_read(provider, &fixture->doc, options, &fixture->out);
}

/* Reads a body into a fixture that was just begun. */
static inline bool
fixture_read(Fixture *fixture, const OhProvider *provider, OhBytes body, OhUnit unit)
{
	OhOptions	options = {.unit = unit};

	fixture->body = unit_exact(body);
	return fixture_reread(fixture, provider, &options);
}

/* A whole file of test/payloads; to be freed with unit_exact_free. */
static inline OhBytes
fixture_open(const OhProvider *provider, const char *file_name)
{
	static char text[1 << 16];
	char		path[512];
	size_t		len = 0;
	FILE	   *file;

	snprintf(path, sizeof(path), "test/payloads/%s/%s", provider->name, file_name);
	file = fopen(path, "rb");
	if (CHECK(file != NULL, "%s", path))
	{
		len = fread(text, 1, sizeof(text), file);
		fclose(file);
	}
	return unit_exact(oh_bytes(text, len));
}

/* The same of a JSON file, by its name alone. */
static inline OhBytes
fixture_file(const OhProvider *provider, const char *name)
{
	char		file_name[256];

	snprintf(file_name, sizeof(file_name), "%s.json", name);
	return fixture_open(provider, file_name);
}

static inline bool
fixture_read_file(Fixture *fixture, const OhProvider *provider, const char *name, OhUnit unit)
{
	OhBytes		body = fixture_file(provider, name);
	bool		done = fixture_read(fixture, provider, body, unit);

	unit_exact_free(body);
	return CHECK(done, "%s %s", provider->name, name);
}

/* ---- looking into a reading ---- */

/* "absent", "null", "unreadable", or the value as text. */
static inline const char *
fixture_show(const OhCell *cell, OhKind kind)
{
	static char text[8192];
	int			len = 0;

	if (!oh_cell_known(cell))
		return (const char *[]) {"absent", "null", "unreadable"}[cell->state];
	switch (kind)
	{
		case OH_KIND_TEXT:
		case OH_KIND_JSON:
			snprintf(text, sizeof(text), "%.*s", (int) cell->len, cell->text);
			return text;
		case OH_KIND_DECIMAL:
			len = oh_decimal_format(oh_cell_amount(cell), text);
			break;
		case OH_KIND_TIME:
			oh_moment_format(cell->number, text);
			len = OH_MOMENT_LEN;
			break;
		case OH_KIND_INTEGER:
			len = snprintf(text, sizeof(text), "%lld", (long long) cell->number);
			break;
		case OH_KIND_FLAG:
			return cell->number ? "true" : "false";
	}
	text[len] = '\0';
	return text;
}

static inline const OhRow *
fixture_row(const OhReading *out, OhGroup group, int number)
{
	const OhRow *row = group == OH_ORDER ? out->order : out->rows[group].first;

	while (row && number-- > 0)
		row = row->next;
	return row;
}

/* Column of row `number` (from 0); "no row" where there is none. */
static inline const char *
fixture_cell(const OhReading *out, OhGroup group, int number, int column)
{
	const OhRow *row = fixture_row(out, group, number);

	return row ? fixture_show(&row->cells[column], oh_tables[group].columns[column].kind) : "no row";
}

/* Is there a problem of that severity (NULL: of any) at that path (NULL: anywhere)? */
static inline bool
fixture_has_problem(const OhReading *out, const char *severity, const char *path)
{
	for (const OhRow *row = out->rows[OH_PROBLEM].first; row; row = row->next)
		if ((severity == NULL || oh_cell_is(&row->cells[OH_PROBLEM_SEVERITY], severity))
			&& (path == NULL || oh_cell_is(&row->cells[OH_PROBLEM_PATH], path)))
			return true;
	return false;
}

static inline bool
fixture_is_clean(const OhReading *out)
{
	return !fixture_has_problem(out, OH_ERROR, NULL) && !fixture_has_problem(out, OH_WARNING, NULL);
}

typedef struct FixtureText
{
	char		text[1 << 16];
	size_t		len;
} FixtureText;

__attribute__((format(printf, 2, 3)))
static inline void
fixture_print(FixtureText *text, const char *format, ...)
{
	va_list		args;

	va_start(args, format);
	text->len += (size_t) vsnprintf(text->text + text->len, sizeof(text->text) - text->len, format, args);
	va_end(args);
	if (text->len >= sizeof(text->text))
		abort();
}

/* Everything that was read as text, one cell a line. */
static inline void
fixture_dump(const OhReading *out, bool problems, FixtureText *text)
{
	text->len = 0;
	fixture_print(text, "subject %d\nevent %s\nprovider_event %.*s\n", (int) out->subject, out->event,
				  (int) out->provider_event.len, out->provider_event.data ? out->provider_event.data : "");
	for (int group = 0; group < (problems ? OH_GROUP_COUNT : OH_PROBLEM); group++)
	{
		const OhRow *row = fixture_row(out, (OhGroup) group, 0);

		fixture_print(text, "%s%s\n", fixture_group_names[group], out->rows[group].present ? " present" : "");
		for (int number = 0; row; row = row->next, number++)
			for (int i = 0; i < oh_tables[group].count; i++)
				fixture_print(text, "%s[%d].%s = %s\n", fixture_group_names[group], number,
							  oh_tables[group].columns[i].name,
							  fixture_show(&row->cells[i], oh_tables[group].columns[i].kind));
	}
}

/* ---- tables of expectations ---- */

typedef struct FixtureKind
{
	const char *file;
	OhSubject	subject;
	const char *event;
	const char *provider_event;
} FixtureKind;

typedef struct FixtureCell
{
	const char *file;
	OhGroup		group;
	int			row;
	int			column;
	const char *value;
} FixtureCell;

static inline void
fixture_check_kinds(const OhProvider *provider, const FixtureKind *kinds, size_t count)
{
	static Fixture fixture;

	for (size_t i = 0; i < count; i++)
	{
		fixture_init(&fixture);
		if (fixture_read_file(&fixture, provider, kinds[i].file, OH_UNIT_UNSAID))
			CHECK(fixture.out.subject == kinds[i].subject && strcmp(fixture.out.event, kinds[i].event) == 0
				  && oh_bytes_equal(fixture.out.provider_event, oh_bytes_of_string(kinds[i].provider_event)),
				  "%s: %d %s", kinds[i].file, (int) fixture.out.subject, fixture.out.event);
		fixture_free(&fixture);
	}
}

static inline void
fixture_check_cells(const OhProvider *provider, OhUnit unit, const FixtureCell *cells, size_t count)
{
	static Fixture fixture;

	for (size_t i = 0; i < count; i++)
	{
		const FixtureCell *cell = &cells[i];
		const char *found;

		fixture_init(&fixture);
		fixture_read_file(&fixture, provider, cell->file, unit);
		found = fixture_cell(&fixture.out, cell->group, cell->row, cell->column);
		CHECK(strcmp(found, cell->value) == 0, "%s %s.%s: %s, not %s", cell->file,
			  fixture_group_names[cell->group], oh_tables[cell->group].columns[cell->column].name,
			  found, cell->value);
		fixture_free(&fixture);
	}
}

/* ---- other documents from one ---- */

static inline void fixture_write(OhWriter *writer, const OhDocument *doc, OhNode node, unsigned order);

/* The members of every object rotated and reversed by `order`. */
static inline void
fixture_write_container(OhWriter *writer, const OhDocument *doc, OhNode node, const char *key, unsigned order)
{
	bool		array = oh_node_type(doc, node) == OH_ARRAY;
	OhNode		children[128];
	unsigned	count = 0;

	for (OhNode child = oh_node_first(doc, node); child != OH_NO_NODE && count < 128;
		 child = oh_node_next(doc, child))
		children[count++] = child;
	oh_write_open(writer, key, array ? '[' : '{');
	for (unsigned i = 0; i < count; i++)
	{
		unsigned	at = array ? i : (i + order) % count;

		if (!array && order % 2)
			at = count - 1 - at;
		fixture_write(writer, doc, children[at], order);
	}
	oh_write_close(writer, array ? ']' : '}');
}

static inline void
fixture_write(OhWriter *writer, const OhDocument *doc, OhNode node, unsigned order)
{
	OhBytes		name = oh_node_key(doc, node);
	OhType		type = oh_node_type(doc, node);
	char		buffer[128];
	const char *key = name.data ? buffer : NULL;
	OhDecimal	number;

	snprintf(buffer, sizeof(buffer), "%.*s", (int) name.len, name.data ? name.data : "");
	if (type >= OH_ARRAY)
		fixture_write_container(writer, doc, node, key, order);
	else if (type == OH_STRING)
		oh_write_text(writer, key, oh_node_text(doc, node));
	else if (type == OH_NUMBER && oh_decimal_parse(oh_node_text(doc, node), 0, &number) == OH_DECIMAL_OK)
		oh_write_decimal(writer, key, number);
	else if (type == OH_TRUE || type == OH_FALSE)
		oh_write_flag(writer, key, type == OH_TRUE);
	else
		oh_write_null(writer, key);
}

/* The path of a node as problems write it. Returns false where it is not under `at`. */
static inline bool
fixture_path(const OhDocument *doc, OhNode at, OhNode node, char *path, size_t size)
{
	int			index = 0;

	for (OhNode child = oh_node_first(doc, at); child != OH_NO_NODE; child = oh_node_next(doc, child))
	{
		OhBytes		key = oh_node_key(doc, child);
		int			len = key.data ? snprintf(path, size, ".%.*s", (int) key.len, key.data)
			: snprintf(path, size, "[%d]", index++);

		if (child == node || fixture_path(doc, child, node, path + len, size - (size_t) len))
			return true;
	}
	return false;
}

/* ---- properties ---- */

/* Members in any order mean the same, problems included. */
static inline void
fixture_check_order(const OhProvider *provider, OhBytes body, OhUnit unit, const char *name)
{
	static Fixture first;
	static Fixture other;
	static FixtureText expected;
	static FixtureText found;

	fixture_init(&first);
	if (!CHECK(fixture_read(&first, provider, body, unit), "%s", name))
		return;
	fixture_dump(&first.out, true, &expected);
	for (unsigned order = 1; order < 12; order++)
	{
		OhWriter	writer;

		fixture_init(&other);
		oh_writer_init(&writer, &first.arena);
		fixture_write(&writer, &first.doc, first.doc.root, order);
		CHECK(fixture_read(&other, provider, oh_writer_text(&writer), unit), "%s", name);
		fixture_dump(&other.out, true, &found);
		CHECK(strcmp(expected.text, found.text) == 0, "%s, order %u:\n%s\n%s", name, order,
			  expected.text, found.text);
		fixture_free(&other);
	}
	fixture_free(&first);
}

/* Every key of the document is one that the tables name. */
static inline void
fixture_check_keys(const OhDocument *doc, OhNode node, const OhShape *shape, const char *name)
{
	for (OhNode member = oh_node_first(doc, node); member != OH_NO_NODE; member = oh_node_next(doc, member))
	{
		OhBytes		key = oh_node_key(doc, member);
		const OhField *field = NULL;

		if (key.data == NULL)
		{
			fixture_check_keys(doc, member, shape, name);
			continue;
		}
		for (int i = 0; i < shape->count; i++)
			if (oh_bytes_equal(shape->fields[i].key, key))
				field = &shape->fields[i];
		if (CHECK(field != NULL, "%s: no field for %.*s", name, (int) key.len, key.data) && field->shape)
			fixture_check_keys(doc, member, field->shape, name);
	}
}

/* The sample of a seed reads back as an order without a warning. */
static inline bool
fixture_read_sample(Fixture *fixture, const OhProvider *provider, uint32_t seed, OhUnit unit)
{
	OhSample	sample;
	OhWriter	writer;
	bool		done;

	fixture_init(fixture);
	oh_sample_draw(seed, &sample);
	oh_writer_init(&writer, &fixture->arena);
	provider->compose(&writer, &sample);
	done = CHECK(fixture_read(fixture, provider, oh_writer_text(&writer), unit), "seed %u", seed);
	CHECK(done && fixture_is_clean(&fixture->out) && fixture->out.subject == OH_SUBJECT_ORDER,
		  "seed %u: %.*s", seed, (int) fixture->body.len, fixture->body.data);
	return done;
}

#endif
