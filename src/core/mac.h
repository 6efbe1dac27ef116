/*
 * mac.h
 *	  HMAC-SHA256, SHA-256, comparison in constant time, wiping.
 *
 * The one place that speaks to OpenSSL.  A context is made once for a process and
 * used for every message: fetching the algorithm costs more than signing a small
 * body.  It is not for two threads at a time.
 */
#ifndef OH_MAC_H
#define OH_MAC_H

#include "arena.h"

#define OH_DIGEST_LEN	32

typedef struct OhMac OhMac;

/* NULL when OpenSSL cannot give HMAC-SHA256 (no memory, or a provider that forbids it). */
extern OhMac *oh_mac_create(void);

extern void oh_mac_free(OhMac *mac);

/* Whom to ask, in the midst of a long message, whether to go on; without, nobody. */
extern void oh_mac_set_host(OhMac *mac, const OhHost *host);

/*
 * The MAC of the parts, one after the other, under a key of any length but zero.
 * False when OpenSSL fails, the host cancels or the key is empty, and then `out` is all zero.
 */
extern bool oh_mac_sign(OhMac *mac, OhBytes key, const OhBytes *parts, int count,
						uint8_t out[OH_DIGEST_LEN]);

/* The next key is set up as any is, even if it is the last one again. */
extern void oh_mac_forget(OhMac *mac);

/* SHA-256 of the data; false when OpenSSL fails or the host cancels. */
extern bool oh_mac_digest(OhMac *mac, OhBytes data, uint8_t out[OH_DIGEST_LEN]);

/* Equal? In a time that does not depend on where they differ. */
extern bool oh_mac_equal(const uint8_t a[OH_DIGEST_LEN], const uint8_t b[OH_DIGEST_LEN]);

/* Clears memory in a way that no compiler takes out. */
extern void oh_wipe(void *data, size_t len);

#endif
