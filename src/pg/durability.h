/*
 * durability.h
 *	  A delivery that was answered for is on disk.
 *
 * synchronous_commit is every user's to switch off, and an ingress that does so could
 * lose what it acknowledged.  A transaction that used the door commits with `on` or
 * stronger, whatever was set, before or after.
 */
#ifndef ORDERHOOK_DURABILITY_H
#define ORDERHOOK_DURABILITY_H

extern void demand_durable_commit(void);

#endif
