/*
 * codec.h
 *	  Strict hexadecimal and base64: what is accepted encodes back to the same text.
 */
#ifndef OH_CODEC_H
#define OH_CODEC_H

#include "bytes.h"

#define OH_HEX_LEN(n)		((n) * 2)
#define OH_BASE64_LEN(n)	(((n) + 2) / 3 * 4)

/*
 * Digits of either case, an even number of them.  Writes text.len / 2 bytes to
 * `out` and returns true; false (with `out` undefined) for anything else.
 */
extern bool oh_hex_decode(OhBytes text, uint8_t *out);

/* Lower case; writes OH_HEX_LEN(len) characters and no NUL. */
extern void oh_hex_encode(const uint8_t *data, size_t len, char *out);

/*
 * Standard alphabet, full padding, unused bits zero, no white space (RFC 4648
 * section 3.5).  Writes at most text.len / 4 * 3 bytes, sets *out_len and returns
 * true; false for anything else, the empty text included.
 */
extern bool oh_base64_decode(OhBytes text, uint8_t *out, size_t *out_len);

/* Writes OH_BASE64_LEN(len) characters and no NUL. */
extern void oh_base64_encode(const uint8_t *data, size_t len, char *out);

#endif
