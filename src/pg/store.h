/*
 * store.h
 *	  The statements of the store: every one that the door runs, and nothing else.
 *
 * Each names one source_id, is one index probe or writes rows of one order, and is
 * planned once for a session.  Names and operators are written out in full, so that
 * nobody's search_path can put others in their place.
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

/* A row of orderhook.source with its live keys. */
typedef struct Source
{
	int64		source_id;
	char	   *provider;
	char	   *timezone;
	char	   *money_unit;		/* NULL: the provider's own */
	bool		allow_unauthenticated;
	int32		max_body_bytes;
	bool		enabled;
	int64		webhook_id;		/* drawn for the delivery at hand */
	OhKey	   *keys;
	char	  **key_ids;
	int			key_count;
} Source;

/* False when there is no source of that name. */
extern bool store_find_source(Datum name, TimestampTz now, Source *source);

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

/* The groups of rows that hang on an order, in the order of group_digests. */
#define STORED_GROUPS 7
extern const OhGroup stored_groups[STORED_GROUPS];

/* What is known of an order. */
typedef struct Known
{
	int64		order_id;
	OhRow	   *order;
	char	   *authenticity;
	int64		revision;
	TimestampTz last_received_at;
	int64		last_webhook_id;
	uint8		last_body_digest[OH_DIGEST_LEN];
	OhStated	stated;
	int64		digests[STORED_GROUPS];	/* 0: never stated */
	int64		problem_count;
} Known;

/*
 * Locks the order of that id until the end of the transaction and reads it; false when
 * there is none.  Text of *known lives in the current context.
 */
extern bool store_lock_order(int64 source_id, OhBytes external_id, Known *known);

/* Makes the order and sets known->order_id; false when another session was first. */
extern bool store_insert_order(int64 source_id, Known *known);
extern void store_update_order(int64 source_id, const Known *known);

/* Adds the rows of a group to an order, or puts them in place of those that it has. */
extern void store_insert_rows(int64 source_id, int64 order_id, OhGroup group, const OhRows *rows);
extern void store_replace_rows(int64 source_id, int64 order_id, OhGroup group, const OhRows *rows);

/* One change of one axis, by the delivery of the receipt. */
extern void store_write_event(const Receipt *receipt, const char *axis, const OhCell *from, const OhCell *to,
							  const OhCell *occurred_at);

/* Upserts records by their id; the number of those that were new or changed. */
extern uint64 store_write_records(int64 source_id, OhGroup group, const OhRows *rows, const uint8 *body_digest);

/* Is this body the last that was applied to the record? */
extern bool store_knows_record(int64 source_id, OhGroup group, OhBytes external_id, const uint8 *body_digest);

#endif
