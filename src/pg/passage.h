/*
 * passage.h
 *	  The way of a delivery, whichever door it came in by.
 */
#ifndef ORDERHOOK_PASSAGE_H
#define ORDERHOOK_PASSAGE_H

#include "delivery.h"

/*
 * The first half: who sent it, and what it says.  Takes no lock and writes nothing.
 * The second: places it and writes it down.  Both inside SPI, as the owner of the store.
 *
 * received_at is when somebody else took it for this store, within the source's retry
 * horizon; NULL: it comes now.  The keys are those that are live now either way.
 */
extern void passage_examine(Delivery *delivery, const NullableDatum *source, const NullableDatum *headers,
							 const NullableDatum *body, const NullableDatum *received_at);
extern void passage_settle(Delivery *delivery);

/*
 * What is noted when all deliveries at hand are settled: that the key that proved it was of
 * use, unless that was told within the minute; the paths and types that its source never sent
 * before; and that what the source holds of unproven deliveries goes beyond its quota.  It
 * waits for nobody, but keeps others from changing the key, and from replaying a receipt
 * that it takes away, until the end of the transaction.
 */
extern void passage_note(const Delivery *delivery);

/*
 * A stored delivery once more: its bytes and headers, with the keys that are live at a
 * time, or with all that were not revoked before it; its verdict; and its place, after
 * which the receipt says the new outcome.
 */
extern void passage_load(Delivery *delivery, const Stored *stored, TimestampTz keys_at, bool keys_of_then);
extern void passage_verify(Delivery *delivery);
extern void passage_settle_again(Delivery *delivery);

/* webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems; in the current context. */
#define ANSWER_COLUMNS	8
extern void passage_answer(const Delivery *delivery, Datum *values, bool *nulls);

#endif
