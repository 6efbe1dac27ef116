/*
 * fields.c
 *	  Prints the field tables of the providers as Markdown: the part of the README that
 *	  nobody types.
 */
#include <stddef.h>
#include <stdio.h>

#include "provider.h"

#define MOST_LEVELS	16

typedef struct Place
{
	char		path[512];
	const OhShape *shapes[MOST_LEVELS];	/* on the way here: a shape may hold itself */
	int			depth;
} Place;

static const char *
column_of(const OhField *field)
{
	static char text[128];
	const OhTable *table = &oh_tables[field->group];

	snprintf(text, sizeof(text), "`%s.%s`", table->view, table->columns[field->column].name);
	return text;
}

static Place
step(const Place *place, const OhField *field, const OhShape *shape)
{
	Place		next = *place;

	snprintf(next.path + strlen(next.path), sizeof(next.path) - strlen(next.path), "%s%.*s%s",
			 place->path[0] ? "." : "", (int) field->key.len, field->key.data,
			 field->read == OH_READ_ROWS || field->read == OH_READ_OBJECTS ? "[]" : "");
	if (shape && next.depth < MOST_LEVELS)
		next.shapes[next.depth++] = shape;
	return next;
}

static bool
was_here(const Place *place, const OhShape *shape)
{
	for (int i = 0; i < place->depth; i++)
		if (place->shapes[i] == shape)
			return true;
	return false;
}

typedef void (*Visit) (const char *path, const OhField *field);

static void
walk(const Place *place, const OhShape *shape, Visit visit)
{
	for (int i = 0; i < shape->count; i++)
	{
		const OhField *field = &shape->fields[i];
		Place		next = step(place, field, field->shape);

		visit(next.path, field);
		if (field->shape && !was_here(place, field->shape))
			walk(&next, field->shape, visit);
	}
}

static void
print_mapped(const char *path, const OhField *field)
{
	if (field->shape != NULL)
		return;
	if (field->means)
		printf("| `%s` | %s |\n", path, field->means);
	else if (field->read != OH_READ_STORED)
		printf("| `%s` | %s |\n", path, column_of(field));
}

static int	stored_count;

static void
print_stored(const char *path, const OhField *field)
{
	if (field->read == OH_READ_STORED && field->means == NULL)
		printf("%s`%s`", stored_count++ ? ", " : "", path);
}

static void
print_form(const OhForm *form)
{
	Place		root = {.shapes = {form->shape}, .depth = 1};

	printf("\n**%s**\n\n| key | becomes |\n| --- | --- |\n", form->title);
	walk(&root, form->shape, print_mapped);
	stored_count = 0;
	printf("\nKept in the stored bytes alone: ");
	walk(&root, form->shape, print_stored);
	printf(stored_count ? ".\n" : "nothing.\n");
}

static void
print_events(const OhEvent *events)
{
	printf("\n| event of the provider | `event` | read as |\n| --- | --- | --- |\n");
	for (; events->word.data; events++)
	{
		static const char *const subjects[] = {"", "order", "customer", "product", "refund", "kept only"};

		if (events->word.len > 0)
			printf("| `%.*s` | `%s` | %s |\n", (int) events->word.len, events->word.data, events->event,
				   subjects[events->subject]);
	}
}

static const struct
{
	const char *title;
	size_t		offset;
}			axes[] = {
	{"order", offsetof(OhWord, order)},
	{"prep", offsetof(OhWord, prep)},
	{"delivery", offsetof(OhWord, delivery)},
	{"arrival", offsetof(OhWord, arrival)},
	{"service", offsetof(OhWord, service)},
};

#define AXES	(sizeof(axes) / sizeof(axes[0]))

/* What a word says on that axis; NULL: nothing. */
static const char *
said(const OhWord *word, size_t axis)
{
	return *(const char *const *) ((const char *) word + axes[axis].offset);
}

/* A table with the axes that one of the words speaks of. */
static void
print_words(const char *title, const OhWord *words)
{
	bool		used[AXES] = {false};

	printf("\n| %s |", title);
	for (size_t i = 0; i < AXES; i++)
	{
		for (const OhWord *word = words; word->word.data; word++)
			used[i] |= said(word, i) != NULL;
		if (used[i])
			printf(" %s |", axes[i].title);
	}
	printf("\n| --- |");
	for (size_t i = 0; i < AXES; i++)
		if (used[i])
			printf(" --- |");
	printf("\n");
	for (; words->word.data; words++)
	{
		printf("| `%.*s` |", (int) words->word.len, words->word.data);
		for (size_t i = 0; i < AXES; i++)
			if (used[i])
				printf(said(words, i) ? " `%s` |" : " |", said(words, i));
		printf("\n");
	}
}

int
main(void)
{
	for (int i = 0; oh_providers[i]; i++)
	{
		const OhProvider *provider = oh_providers[i];

		printf("\n#### %s (`%s`)\n", provider->title, provider->name);
		for (const OhForm *form = provider->forms; form->title; form++)
			print_form(form);
		if (provider->events && provider->events->word.data)
			print_events(provider->events);
		if (provider->words)
			print_words("status word", provider->words);
		for (const OhVocabulary *other = provider->vocabularies; other && other->title; other++)
			print_words(other->title, other->words);
	}
	return 0;
}
