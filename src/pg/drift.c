/*
 * drift.c
 *	  What a source has sent before, as this session knows it.
 *
 * Nearly every delivery is made like those before it: then one look at each of its values'
 * hashes says so, and nothing else is done.  Only what the session does not know is looked
 * for in the table, and noted there by whoever has the lock.  The lock is only ever tried.
 */
#include "drift.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "outline.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

/* ---- what the session knows ---- */

typedef struct KnownHash
{
	uint64		hash;			/* of a source, a path and a type */
	char		status;
} KnownHash;

#define SH_PREFIX known_hashes
#define SH_ELEMENT_TYPE KnownHash
#define SH_KEY_TYPE uint64
#define SH_KEY hash
#define SH_HASH_KEY(table, key) ((uint32) (key))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Before more than these, all are forgotten: it takes half a megabyte. */
#define MAX_KNOWN	16384

static struct
{
	known_hashes_hash *hashes;
	Oid			table;			/* whose rows they are */
	bool		is_uncommitted; /* some of those rows may be gone if the transaction is */
}			known;

static void
forget(void)
{
	known_hashes_reset(known.hashes);
	known.is_uncommitted = false;
}

static void
at_end_of_transaction(XactEvent event, void *arg pg_attribute_unused())
{
	switch (event)
	{
		case XACT_EVENT_COMMIT:
			known.is_uncommitted = false;
			break;
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			if (known.is_uncommitted)
				forget();
			break;
		default:
			break;
	}
}

static void
at_end_of_subtransaction(SubXactEvent event, SubTransactionId id pg_attribute_unused(),
						 SubTransactionId parent pg_attribute_unused(), void *arg pg_attribute_unused())
{
	if (event == SUBXACT_EVENT_ABORT_SUB && known.is_uncommitted)
		forget();
}

static void
at_change_of_table(Datum arg pg_attribute_unused(), Oid relid)
{
	if (relid == known.table || !OidIsValid(relid))
		forget();
}

/* A schema was renamed, or its like: the name may mean another table. */
static void
at_change_of_names(Datum arg pg_attribute_unused(), int cache pg_attribute_unused(), uint32 hash pg_attribute_unused())
{
	forget();
}

static void
begin_to_know(void)
{
	MemoryContext memory = AllocSetContextCreate(TopMemoryContext, "orderhook paths", ALLOCSET_DEFAULT_SIZES);

	known.hashes = known_hashes_create(memory, 256, NULL);
	RegisterXactCallback(at_end_of_transaction, NULL);
	RegisterSubXactCallback(at_end_of_subtransaction, NULL);
	CacheRegisterRelcacheCallback(at_change_of_table, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, at_change_of_names, (Datum) 0);
}

/* True where it was not known. */
static bool
learn(uint64 hash)
{
	bool		found;

	(void) known_hashes_insert(known.hashes, hash, &found);
	return !found;
}

/* ---- a delivery against it ---- */

static bool
is_known(const OhDocument *doc, int64 source_id)
{
	OhOutline	outline;
	uint64		hash;

	oh_outline_begin(&outline, doc, (uint64) source_id);
	while (oh_outline_next(&outline, &hash))
	{
		CHECK_FOR_INTERRUPTS();
		if (known_hashes_lookup(known.hashes, hash) == NULL)
			return false;
	}
	return true;
}

static void
add_path(Paths *paths, const OhOutline *outline)
{
	char		text[OH_OUTLINE_TEXT];
	size_t		len = oh_outline_path(outline, text);

	paths->paths[paths->count] = PointerGetDatum(cstring_to_text_with_len(text, (int) len));
	paths->types[paths->count++] = CStringGetTextDatum(oh_outline_type(outline));
}

/* Those that were not known and now are. */
static void
learn_paths(Paths *paths, const OhDocument *doc)
{
	OhOutline	outline;
	uint64		hash;

	if (known.hashes->members + MAX_PATHS > MAX_KNOWN)
		forget();
	known.is_uncommitted = true;
	oh_outline_begin(&outline, doc, (uint64) paths->source_id);
	while (paths->count < MAX_PATHS && oh_outline_next(&outline, &hash))
	{
		CHECK_FOR_INTERRUPTS();
		if (learn(hash))
			add_path(paths, &outline);
	}
}

/* Known as if it were a path: this source has as many as are noted. */
static uint64
fullness(int64 source_id)
{
	return hash_bytes_extended((const unsigned char *) &source_id, sizeof(source_id), 0);
}

/* False where all of it was noted before. */
static bool
note(const Delivery *d)
{
	Paths	   *paths = palloc(sizeof(Paths));

	paths->source_id = d->source.source_id;
	paths->webhook_id = d->source.webhook_id;
	paths->received_at = d->received_at;
	paths->count = 0;
	learn_paths(paths, &d->document);
	store_drop_known_paths(paths);
	if (paths->count == 0)
		return false;
	if (store_write_paths(paths) < (uint64) paths->count)
		(void) learn(fullness(paths->source_id));
	return true;
}

/* ---- one at a time ---- */

/* No lock of pg_advisory_lock()'s, whose keys are of the kinds 1 and 2: nobody waits for it. */
static LOCKTAG
lock_of(int64 source_id)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, known.table, (uint32) source_id, 3);
	return tag;
}

/* Until the end of the transaction, where it wrote something. */
static void
note_alone(const Delivery *d)
{
	LOCKTAG		tag = lock_of(d->source.source_id);

	if (LockAcquire(&tag, ExclusiveLock, false, true) == LOCKACQUIRE_NOT_AVAIL)
		return;
	if (!note(d))
		LockRelease(&tag, ExclusiveLock, false);
}

/* The table that the name means now; false where there is none. */
static bool
find_table(void)
{
	Oid			schema = get_namespace_oid("orderhook", true);
	Oid			table = OidIsValid(schema) ? get_relname_relid("source_path", schema) : InvalidOid;

	if (table != known.table)
		forget();
	known.table = table;
	return OidIsValid(table);
}

void
drift_note(const Delivery *d)
{
	int64		source_id = d->source.source_id;

	if (d->document.root == OH_NO_NODE || IsolationUsesXactSnapshot())
		return;
	if (known.hashes == NULL)
		begin_to_know();
	if (is_known(&d->document, source_id) || known_hashes_lookup(known.hashes, fullness(source_id)) != NULL)
		return;
	if (find_table())
		note_alone(d);
}
