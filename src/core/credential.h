/*
 * credential.h
 *	  What the value of an authentication header says: its grammar, without a judgement.
 *
 * All of it is text that the sender wrote, read strictly: what has two readings
 * has none.  Time and memory are bounded by the length of the text.
 */
#ifndef OH_CREDENTIAL_H
#define OH_CREDENTIAL_H

#include "mac.h"

/* The longest base64 of a Basic credential that is read, and what it decodes to. */
#define OH_BASIC_TEXT_MAX	2048
#define OH_BASIC_MAX		(OH_BASIC_TEXT_MAX / 4 * 3)

/* What stands before a signing key where a token could stand too. */
#define OH_SIGNING_KEY_PREFIX	"hmac:"

/* The parameters of a Token header; OH_NO_BYTES for one that is not there. */
typedef struct OhToken
{
	OhBytes		token;
	OhBytes		signature;
} OhToken;

/* Does it begin with this scheme (letters folded) and a space? */
extern bool oh_credential_has_scheme(OhBytes text, OhBytes scheme);

/* 32 bytes in canonical base64. */
extern bool oh_credential_read_base64_tag(OhBytes text, uint8_t tag[OH_DIGEST_LEN]);

/* 32 bytes in hex or canonical base64, with or without `sha256=` before them. */
extern bool oh_credential_read_tag(OhBytes text, uint8_t tag[OH_DIGEST_LEN]);

/*
 * `Basic <base64>`: decodes `user:password` into the buffer.  Text of more than
 * OH_BASIC_TEXT_MAX characters is refused unread.
 */
extern bool oh_credential_read_basic(OhBytes text, uint8_t buffer[OH_BASIC_MAX], OhBytes *credential);

/*
 * `Token name=value…`: values quoted or bare, parameters parted by spaces or one
 * comma.  Those of other names are let pass; either of ours twice is refused.
 * Between quotes a backslash is a character like others.
 */
extern bool oh_credential_read_token(OhBytes text, OhToken *token);

/* Is there a character of 0x00-0x1F or 0x7F in it? */
extern bool oh_credential_has_control(OhBytes text);

/* Are these one or more characters of a name: a `token` of RFC 9110? */
extern bool oh_credential_is_name(OhBytes text);

#endif
