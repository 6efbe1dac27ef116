/*
 * history.h
 *	  An order, told from its deliveries.
 */
#ifndef ORDERHOOK_HISTORY_H
#define ORDERHOOK_HISTORY_H

#include "known.h"

/* Whose history, and read how. */
typedef struct HistoryOf
{
	int64		source_id;
	int64		order_id;
	const OhProvider *provider;
	OhOptions	options;
	TimestampTz first_received_at;	/* that of the order */
	int64		but;			/* leave out this delivery; 0: none */
	bool		steady;			/* by what the calling statement sees, and not by what is there now */
} HistoryOf;

typedef struct History
{
	Step	   *steps;
	int			count;
	int			size;
	bool		is_whole;		/* false: a delivery is gone, or its bytes are */
} History;

/*
 * The stored deliveries of an order, read anew from their bytes; one that repeats the
 * bytes and the version of another stands once.  Inside SPI; lives in the current context
 * and the workspace.
 */
extern History history_collect(Workspace *work, const HistoryOf *of);

/* Is there a delivery of the same bytes, where a version time gives them one place? */
extern bool history_has(const History *history, const Step *step);

extern void history_add(History *history, const Step *step);

/* The order that the steps come to, in the order of their versions, and its events. */
extern void history_tell(History *history, Known *told, Events *events);

/* Puts what was told in place of what is stored; rows that are the same are not touched. True when a group changed. */
extern bool history_write(int64 source_id, const Known *stored, Known *told, const Events *events);

#endif
