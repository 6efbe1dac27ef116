/*
 * reading_shared.c
 *	  The last reading of a jsonb, for whoever comes with the same one.
 *
 * Lines and their modifiers are asked for by two functions in one FROM, and to read the
 * document is most of the work of both.  They have nothing in common but the content.
 */
#include "reading.h"

#include "utils/memutils.h"

static struct
{
	Jsonb	   *payload;		/* NULL: there is no reading; all of it lives in the workspace */
	const OhProvider *provider;
	OhReading	reading;
	Workspace	work;
}			last;

static void
forget(void *arg pg_attribute_unused())
{
	last.payload = NULL;
	last.work.memory = NULL;
}

static bool
is_last(const OhProvider *provider, const Jsonb *payload)
{
	return last.payload != NULL && last.provider == provider && VARSIZE(payload) == VARSIZE(last.payload)
		&& memcmp(payload, last.payload, VARSIZE(payload)) == 0;
}

/* Of the transaction, and gone with it, whatever becomes of the subtransaction that it was made in. */
static void
begin_workspace(void)
{
	static MemoryContextCallback callback = {.func = forget};
	MemoryContext caller = MemoryContextSwitchTo(TopTransactionContext);

	if (last.work.memory != NULL)
		workspace_end(&last.work);
	workspace_begin(&last.work, "orderhook reading", ALLOWANCE_OF_ARGUMENT);
	MemoryContextRegisterResetCallback(last.work.memory, &callback);
	MemoryContextSwitchTo(caller);
}

const OhReading *
reading_to_share(const OhProvider *provider, Jsonb *payload)
{
	const OhOptions options = {.unchecked = true};
	Jsonb	   *copy;

	if (is_last(provider, payload))
		return &last.reading;
	begin_workspace();
	copy = MemoryContextAllocHuge(last.work.memory, VARSIZE(payload));
	memcpy(copy, payload, VARSIZE(payload));
	last.reading = reading_of_jsonb(&last.work, provider, copy, &options);
	last.provider = provider;
	last.payload = copy;
	return &last.reading;
}
