/*
 * drift.h
 *	  Which paths and types a source has ever sent, so that a new field or another type is
 *	  seen when it first comes.
 */
#ifndef ORDERHOOK_DRIFT_H
#define ORDERHOOK_DRIFT_H

#include "delivery.h"

/*
 * Notes what a delivery that was read holds and its source never sent before.  After all
 * that waits: this waits for nobody, and leaves to a later delivery what another transaction
 * is about to note, or what a transaction with one snapshot may not see.  Inside SPI, as the
 * owner of the store.
 */
extern void drift_note(const Delivery *delivery);

#endif
