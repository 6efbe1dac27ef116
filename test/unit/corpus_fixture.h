/*
 * corpus_fixture.h
 *	  Every body that the laws are held against: the payload files of each provider and
 *	  the samples of some seeds.  To be included first.
 *
 * ORDERHOOK_LONG=1 in the environment asks for the laws in full.
 */
#ifndef CORPUS_FIXTURE_H
#define CORPUS_FIXTURE_H

#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <dirent.h>

#include "provider_fixture.h"

typedef struct Body
{
	const OhProvider *provider;
	OhUnit		unit;			/* one in which all of its amounts can be read */
	OhBytes		text;			/* ends where its memory ends */
	char		name[320];
} Body;

typedef void (*BodyTest) (const Body *body);

static inline bool
corpus_is_long(void)
{
	const char *wish = getenv("ORDERHOOK_LONG");

	return wish && strcmp(wish, "1") == 0;
}

static inline void
corpus_test(const OhProvider *provider, const char *name, OhBytes text, BodyTest test)
{
	Body		body = {.provider = provider, .text = unit_exact(text)};

	snprintf(body.name, sizeof(body.name), "%s %s", provider->name, name);
	body.unit = provider->unit == OH_UNIT_UNSAID ? OH_UNIT_MAJOR : OH_UNIT_UNSAID;
	test(&body);
	unit_exact_free(body.text);
}

static inline int
corpus_is_body(const struct dirent *entry)
{
	const char *ending = strrchr(entry->d_name, '.');

	return ending && (strcmp(ending, ".json") == 0 || strcmp(ending, ".form") == 0);
}

static inline void
corpus_each_file(const OhProvider *provider, BodyTest test)
{
	struct dirent **entries;
	char		folder[64];
	int			count;

	snprintf(folder, sizeof(folder), "test/payloads/%s", provider->name);
	count = scandir(folder, &entries, corpus_is_body, alphasort);
	if (!CHECK(count > 0, "%s", folder))
		return;
	for (int i = 0; i < count; i++)
	{
		OhBytes		text = fixture_open(provider, entries[i]->d_name);

		corpus_test(provider, entries[i]->d_name, text, test);
		unit_exact_free(text);
		free(entries[i]);
	}
	free(entries);
}

static inline void
corpus_each_sample(const OhProvider *provider, uint32_t seeds, BodyTest test)
{
	for (uint32_t seed = 0; seed < seeds; seed++)
	{
		UnitHost	host;
		OhArena		arena;
		OhSample	sample;
		OhWriter	writer;
		char		name[32];

		unit_host_init(&host);
		oh_arena_init(&arena, &host.host);
		oh_sample_draw(seed, &sample);
		oh_writer_init(&writer, &arena);
		provider->compose(&writer, &sample);
		snprintf(name, sizeof(name), "seed %u", (unsigned) seed);
		corpus_test(provider, name, oh_writer_text(&writer), test);
		unit_host_free(&host);
	}
}

static inline void
corpus_each(uint32_t seeds, BodyTest test)
{
	for (int i = 0; oh_providers[i]; i++)
	{
		corpus_each_file(oh_providers[i], test);
		corpus_each_sample(oh_providers[i], seeds, test);
	}
}

/* ---- paths, as problems write them ---- */

typedef struct Path
{
	char		text[256];
	size_t		len;
} Path;

/* One step down, to that child. */
static inline Path
corpus_step(const Path *path, const OhDocument *doc, OhNode child, uint32_t index)
{
	OhBytes		key = oh_node_key(doc, child);
	Path		next = *path;
	char	   *end = next.text + next.len;
	size_t		room = sizeof(next.text) - next.len;

	next.len += (size_t) (key.data ? snprintf(end, room, ".%.*s", (int) key.len, key.data)
						  : snprintf(end, room, "[%u]", (unsigned) index));
	if (next.len >= sizeof(next.text))
		abort();
	return next;
}

#endif
