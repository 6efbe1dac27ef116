/*
 * store.h
 *	  The statements of the store: every one that the door runs, and nothing else.
 *
 * Each names one source_id, is one index probe or writes rows of one order, and is
 * planned once for a session.  Names and operators are written out in full, so that
 * nobody's search_path can put others in their place.
 *
 * Most of what one delivery needs goes without a statement where the table is as orderhook
 * made it (direct_table.h), and by its statement where it is not, to the same effect.
 *
 * All of them run inside SPI, as the owner of the store, and raise when storing fails.
 */
#ifndef ORDERHOOK_STORE_H
#define ORDERHOOK_STORE_H

#include "compat.h"

#include "auth.h"
#include "datatype/timestamp.h"
#include "merge.h"
#include "order.h"
#include "storage/itemptr.h"

/* A row of orderhook.source with its live keys. */
typedef struct Source
{
	int64		source_id;
	char	   *provider;
	char	   *timezone;
	char	   *money_unit;		/* NULL: the provider's own */
	bool		allow_unauthenticated;
	int32		max_body_bytes;
	TimestampTz repeats_since;	/* the same bytes again since then are a repetition */
	bool		enabled;
	bool		notify;			/* those who listen are told of changes */
	bool		outbox;			/* changes are put down for those who read them */
	int64		rejected_quota; /* bytes that receipts that nobody proved may take */
	int64		webhook_id;		/* drawn for the delivery at hand; 0: none was */
	OhKey	   *keys;
	char	  **key_ids;
	bool	   *keys_due;		/* last_used_at is to be told anew */
	int			key_count;
} Source;

/*
 * The source of that name, and its keys that are live at a time, with an id for the
 * delivery; or, of then, all keys that were not revoked by then, without an id: nothing
 * is to be written.  False when there is none.
 */
extern bool store_find_source(Datum name, TimestampTz at, bool keys_of_then, Source *source);

/* The name, as text, of the source of that id; false when there is none. */
extern bool store_find_source_name(int64 source_id, Datum *name);

/*
 * Writes last_used_at of a key, unless another session has the row or was first: never
 * waits.  Not for transactions with one snapshot, where it could raise.
 */
extern void store_note_key(int64 source_id, const char *key_id, TimestampTz at);

/*
 * Of a distributed store: the rows of the source stay on their node until the end of the
 * transaction.  Comes before whatever locks a row for a later write, since an engine lets
 * rows move until the first write: who locked one where they were would hold nothing
 * where they are.
 */
extern void store_keep_place(int64 source_id);

/* Keeps others that lock it waiting until the end of the transaction. */
extern void store_lock_source(int64 source_id);

/* One receipt, as it is written. Datums of 0 are NULL. */
typedef struct Receipt
{
	int64		source_id;
	int64		webhook_id;
	TimestampTz received_at;
	const char *verdict;
	const char *strength;
	const char *key_id;			/* NULL: none */
	const char *outcome;
	const char *reason;			/* NULL: none; UTF-8 */
	int32		http_status;
	const char *event;			/* NULL: not read */
	OhBytes		provider_event;
	int64		order_id;		/* 0: none */
	const uint8 *body_digest;
	int64		body_bytes;
	Datum		problems;		/* jsonb */
	Datum		headers;		/* jsonb */
	Datum		body;			/* bytea */
} Receipt;

extern void store_write_receipt(const Receipt *receipt);

/* What each of them counts beside its bytes: more than a row takes, so that their number stays small, too. */
#define UNPROVEN_OVERHEAD	2048

/*
 * Of the receipts of a source that were rejected or too large, and that nobody proved,
 * takes away the oldest that are more than a quota.  Never waits.  Not for transactions
 * with one snapshot, where it could raise.
 */
extern void store_prune_unproven(int64 source_id, int64 quota);

/* Puts the verdict and what became of it in place of what the receipt says. */
extern void store_rewrite_receipt(const Receipt *receipt);

/* That a delivery changed something: one row of the outbox. */
typedef struct Change
{
	int64		transaction_id;
	int64		webhook_id;
	int64		order_id;		/* 0: none, but records of customers or products */
	const char *event;
	TimestampTz received_at;
} Change;

extern void store_write_change(int64 source_id, const Change *change);

/* A receipt, as it was stored. */
typedef struct Stored
{
	int64		webhook_id;
	Datum		source;			/* text: its name */
	TimestampTz received_at;
	char	   *verdict;
	char	   *strength;
	char	   *outcome;
	NullableDatum headers;
	NullableDatum body;
	int64		body_bytes;
	OhBytes		body_digest;	/* of the bytes as they were received */
	bool		is_erased;		/* the body is no longer what was signed: a person was erased from it */
} Stored;

/*
 * Below, steady is to see what the statement that called this sees, without a lock and for no
 * later write: several reads then tell of one state, and a standby can answer.
 */

/* Locks it unless steady; false when there is none of that id. In the current context. */
extern bool store_read_receipt(int64 webhook_id, bool steady, Stored *stored);

/* The groups of rows that hang on an order, in the order of group_digests. */
#define STORED_GROUPS 8
extern const OhGroup stored_groups[STORED_GROUPS];

/* What is known of an order. */
typedef struct Known
{
	int64		order_id;		/* 0: not in the store yet */
	ItemPointerData place;		/* of the row that was locked; invalid: to be found by its key */
	OhRow	   *order;
	const char *authenticity;	/* the weakest of the proofs of its deliveries */
	int64		revision;		/* how many deliveries changed it */
	int64		problem_count;	/* of the last one that overwrote */
	TimestampTz first_received_at;	/* of the first of the deliveries by which it is known */
	TimestampTz last_received_at;
	int64		last_webhook_id;	/* the last one that overwrote, and its bytes' digest */
	uint8		last_body_digest[OH_DIGEST_LEN];
	OhStated	stated;
	OhStanding	standing;
	int64		digests[STORED_GROUPS];	/* 0: nobody spoke of them */
	const OhRows *rows[STORED_GROUPS];	/* NULL: those that are stored */
} Known;

/*
 * Locks the order of that id until the end of the transaction and reads it; false when
 * there is none.  Text of *known lives in the current context.
 */
extern bool store_lock_order(int64 source_id, OhBytes external_id, Known *known);

/* The same, steady. */
extern bool store_read_order(int64 source_id, OhBytes external_id, Known *known);

/* Makes the order and sets known->order_id; false when another session was first. */
extern bool store_insert_order(int64 source_id, Known *known);
extern void store_update_order(int64 source_id, const Known *known);

/* Adds the rows of a group to an order, or puts them in place of those that it has. */
extern void store_insert_rows(int64 source_id, int64 order_id, OhGroup group, const OhRows *rows);
extern void store_replace_rows(int64 source_id, int64 order_id, OhGroup group, const OhRows *rows);

/* The stored rows of a group, in their order; in the current context. */
extern OhRows store_read_rows(int64 source_id, int64 order_id, OhGroup group, bool steady);

/* How many orders have that external_ref, and one of them; both 0: none. */
typedef struct Referred
{
	int64		count;
	int64		order_id;
} Referred;

extern Referred store_find_referred(int64 source_id, OhBytes external_ref);

/* One change of one axis, by one delivery. */
typedef struct AxisEvent
{
	int64		webhook_id;
	TimestampTz received_at;
	const char *axis;
	const char *event;
	OhBytes		provider_event;
	OhCell		from;
	OhCell		to;
	OhCell		occurred_at;
} AxisEvent;

extern void store_write_event(int64 source_id, int64 order_id, const AxisEvent *event);

/* Those that the order's own deliveries made: a refund that was reported stays. */
extern void store_delete_events(int64 source_id, int64 order_id);

/* A delivery of an order as it was received. */
typedef struct Past
{
	int64		webhook_id;
	TimestampTz received_at;
	char	   *strength;
	OhBytes		body_digest;
	OhBytes		body;			/* OH_NO_BYTES: purged */
} Past;

/* The authentic deliveries that carry the order, as they came; in the current context. */
extern Past *store_read_past(int64 source_id, int64 order_id, bool steady, int *count);

/* When the first of those was received, be it there or gone; DT_NOBEGIN: there is no such order. */
extern TimestampTz store_first_received(int64 source_id, int64 order_id);

/* Is there a delivery of the order that was received at that instant? */
extern bool store_has_received(int64 source_id, int64 order_id, TimestampTz received_at);

/* The last delivery of the order with these bytes, received since then; 0 where there is none. */
extern int64 store_find_repeat(int64 source_id, int64 order_id, const uint8 *body_digest, TimestampTz since);

/* Upserts records by their id; the number of those that were new or changed. */
extern uint64 store_write_records(int64 source_id, OhGroup group, const OhRows *rows, const uint8 *body_digest);

/* The most paths that are noted of one source. */
#define MAX_PATHS	2000

/* Paths of values, with their types, as texts, and who sent them. */
typedef struct Paths
{
	int64		source_id;
	int64		webhook_id;
	TimestampTz received_at;
	int			count;
	Datum		paths[MAX_PATHS];
	Datum		types[MAX_PATHS];
} Paths;

/* Takes out those that are noted already. */
extern void store_drop_known_paths(Paths *paths);

/* Notes as many as there is room for; their number.  To be called by one transaction at a time for a source. */
extern uint64 store_write_paths(const Paths *paths);

/* Is this body the last that was applied to the record? */
extern bool store_knows_record(int64 source_id, OhGroup group, OhBytes external_id, const uint8 *body_digest);

#endif
