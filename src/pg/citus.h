/*
 * citus.h
 *	  The engine that can distribute the tables of a store.
 */
#ifndef ORDERHOOK_CITUS_H
#define ORDERHOOK_CITUS_H

#include "compat.h"

#include "datatype/timestamp.h"

/* Is the extension citus in this database?  Cheap enough to ask before every statement. */
extern bool has_citus(void);

/* Are the rows of orderhook.receipt on several nodes?  As cheap; inside SPI. */
extern bool is_store_distributed(void);

/* Is it another node that sends the statements of this session? */
extern bool is_session_of_a_node(void);

/*
 * What a delivery to a distributed store is numbered by.  Each node numbers by itself, and yet
 * what came later has the higher number, as far as the clocks of the nodes agree: numbers
 * decide what was the last that an order knew.
 *
 * drawn is of this node's sequence, whose range tells the node.  Within the milliseconds of
 * 2^41, from 2020 on, stand 5 bits of the node and 7 of the sequence: unique while of one
 * source no node takes 128 deliveries in one millisecond, and among 32 nodes that were added one after the
 * other.  Below 2^53, so that a double holds it.
 */
extern int64 id_by_time(int64 drawn, TimestampTz now);

#endif
