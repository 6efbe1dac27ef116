/*
 * words.c
 *	  Prints the words of a provider's tables as a dictionary of libFuzzer's, so that it
 *	  makes up documents of the right keys.
 */
#include <stdio.h>

#include "provider.h"

#define DEEPEST		8

/* A word of its own, between the quotes that the dictionary wants escaped. */
static void
print_word(OhBytes word)
{
	printf("\"\\\"%.*s\\\"\"\n", (int) word.len, word.data);
}

static void
print_keys(const OhShape *shape, int depth)
{
	for (int i = 0; i < shape->count; i++)
	{
		print_word(shape->fields[i].key);
		if (shape->fields[i].shape && depth < DEEPEST)
			print_keys(shape->fields[i].shape, depth + 1);
	}
}

static void
print_words(const OhWord *words)
{
	for (; words->word.data; words++)
		print_word(words->word);
}

int
main(int argc, char **argv)
{
	const OhProvider *provider = argc > 1 ? oh_provider_find(oh_bytes_of_string(argv[1])) : NULL;

	if (provider == NULL)
		return 0;
	for (const OhForm *form = provider->forms; form->title; form++)
		print_keys(form->shape, 0);
	for (const OhEvent *event = provider->events; event->word.data; event++)
		print_word(event->word);
	print_words(provider->words);
	for (const OhVocabulary *other = provider->vocabularies; other && other->title; other++)
		print_words(other->words);
	return 0;
}
