/*
 * push.h
 *	  Word of a change to whoever asked for it: a row of the outbox, a notification.
 *
 * Both are of the transaction that made the change, and so of its end: what is rolled back,
 * in whole or to a savepoint, was never told.
 */
#ifndef ORDERHOOK_PUSH_H
#define ORDERHOOK_PUSH_H

#include "delivery.h"

/* Inside SPI, once the delivery has ended and has its receipt. */
extern void push_change(const Delivery *delivery);

#endif
