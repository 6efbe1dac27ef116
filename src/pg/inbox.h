/*
 * inbox.h
 *	  The inbox of the store, for functions that take deliveries.
 */
#ifndef ORDERHOOK_INBOX_H
#define ORDERHOOK_INBOX_H

#include "compat.h"

/* The owner of the inbox; raises where the caller may not insert into its three columns. */
extern Oid inbox_owner(void);

#endif
