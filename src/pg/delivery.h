/*
 * delivery.h
 *	  One delivery on its way through the door.
 */
#ifndef ORDERHOOK_DELIVERY_H
#define ORDERHOOK_DELIVERY_H

#include "reading.h"
#include "store.h"

typedef enum Outcome
{
	OUTCOME_APPLIED,			/* state changed */
	OUTCOME_DUPLICATE,			/* this state was already known */
	OUTCOME_STALE,				/* older than what is known */
	OUTCOME_IGNORED,			/* authentic, but carries no order */
	OUTCOME_QUARANTINED,		/* authentic, but unreadable */
	OUTCOME_REJECTED,			/* not authentic */
	OUTCOME_TOO_LARGE
} Outcome;

typedef struct Delivery
{
	Workspace  *work;			/* holds the reading and the reason */
	OhBytes		body;
	OhHeaders	headers;
	Datum		body_datum;		/* as they came; 0: NULL */
	Datum		headers_datum;
	Datum		kept_headers;	/* as they may be kept; 0: NULL */
	uint8		digest[OH_DIGEST_LEN];	/* SHA-256 of the body */
	TimestampTz received_at;
	Source		source;
	const OhProvider *provider;
	OhVerdict	verdict;
	const char *verdict_name;
	OhReading	reading;		/* once the body was read */
	OhDocument	document;		/* likewise; without a root where it is none */
	bool		was_read;
	bool		is_to_be_applied;	/* decided by examining it; else it has ended */
	bool		is_replay;		/* its receipt is there already, and its turn was then */
	Outcome		outcome;
	const char *reason;			/* UTF-8; NULL: applied */
	int64		order_id;		/* 0: none */
} Delivery;

/* Says how the delivery ended; format NULL where there is nothing to explain. */
extern void delivery_end(Delivery *delivery, Outcome outcome, const char *format,...)
	__attribute__((format(printf, 3, 4)));

extern const char *outcome_name(Outcome outcome);
extern int	outcome_http_status(Outcome outcome);

/* Inside SPI: places the order or the records that were read among what is known, and writes what changed. */
extern void apply_order(Delivery *delivery);
extern void apply_records(Delivery *delivery, OhGroup group);

/* The same for a report that something of an order was refunded. */
extern void apply_refund(Delivery *delivery);

#endif
