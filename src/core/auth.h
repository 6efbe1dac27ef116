/*
 * auth.h
 *	  Who sent this?  The authentication schemes over (headers, body, keys).
 *
 * The provider picks the scheme, never the request.  Every live key is tried and
 * every comparison takes the same time, whichever it is that holds.
 */
#ifndef OH_AUTH_H
#define OH_AUTH_H

#include "headers.h"
#include "mac.h"
#include "moment.h"

typedef enum OhScheme
{
	OH_SCHEME_BODY_HMAC,		/* a header holds HMAC-SHA256 of the body, in hex or base64 */
	OH_SCHEME_BASIC,			/* Authorization: Basic (RFC 7617) */
	OH_SCHEME_TOKEN,			/* Authorization: Token token="…"[, signature="…" over Date \n body] */
	OH_SCHEME_STATIC_HEADER		/* the provider has none; the operator's edge may add a header */
} OhScheme;

/* A provider's line: which scheme, and where it looks. */
typedef struct OhAuth
{
	OhScheme	scheme;
	OhBytes		header;			/* the deciding header; none for OH_SCHEME_STATIC_HEADER */
	OhBytes		other_header;	/* an older name of it, or OH_NO_BYTES */
} OhAuth;

typedef enum OhKeyKind
{
	OH_KEY_HMAC,				/* secret: the key itself */
	OH_KEY_CREDENTIAL,			/* secret: the credential itself */
	OH_KEY_DIGEST				/* secret: HMAC-SHA256(salt, credential), 32 bytes */
} OhKeyKind;

/*
 * One live key.  For a static header `name` says which header, and the credential
 * is that header's value.  Nothing here is owned.
 */
typedef struct OhKey
{
	OhKeyKind	kind;
	OhBytes		secret;
	OhBytes		salt;			/* OH_KEY_DIGEST only */
	OhBytes		name;			/* OH_SCHEME_STATIC_HEADER only */
} OhKey;

typedef enum OhReason
{
	OH_REASON_OK = 0,
	OH_REASON_BAD_SIGNATURE,
	OH_REASON_BAD_CREDENTIAL,
	OH_REASON_MISSING_HEADER,
	OH_REASON_MALFORMED_HEADER,
	OH_REASON_AMBIGUOUS_HEADER,
	OH_REASON_NO_SECRET,
	OH_REASON_EXPIRED,
	OH_REASON_UNAUTHENTICATED,
	OH_REASON_UNSUPPORTED
} OhReason;

typedef enum OhStrength
{
	OH_STRENGTH_NONE = 0,
	OH_STRENGTH_CREDENTIAL,		/* the sender knew a shared word */
	OH_STRENGTH_BODY			/* a MAC over these very bytes held */
} OhStrength;

typedef struct OhVerdict
{
	bool		valid;			/* reason == OH_REASON_OK */
	OhStrength	strength;		/* of the proof that held; none where it did not */
	OhReason	reason;
	int			key;			/* index of the key that held, -1 where none did */
} OhVerdict;

/* How far FlyBuy's Date may be from the receipt. */
#define OH_DATE_TOLERANCE	(5 * OH_MINUTE)

typedef struct OhRequest
{
	OhHeaders	headers;
	OhBytes		body;
	bool		has_received_at;
	OhMoment	received_at;
} OhRequest;

/*
 * The verdict over a whole request.  Without a usable key: no_secret; without any
 * key where the provider has no authentication of its own: unauthenticated.
 */
extern OhVerdict oh_auth_verify(OhMac *mac, const OhAuth *auth, const OhRequest *request,
								const OhKey *keys, int count);

/*
 * The verdict over a body and the value of one header, scheme told by that value:
 * `Basic …` and `Token …` are credentials, all else is a signature of the body,
 * 64 hex digits or 44 of base64, with or without `sha256=` before it.  A view
 * without data stands for a value that is not there.
 */
extern OhVerdict oh_auth_verify_value(OhMac *mac, OhBytes body, OhBytes value, OhBytes secret);

/*
 * Reads a secret in the form that people write for this scheme (`user:password`,
 * the HMAC secret, the token or `hmac:<base64>`, `<header>: <value>`).  A key of
 * `hmac:` is decoded into `buffer`, which holds text.len bytes.  NULL on success,
 * else why not, as a sentence that shows nothing of it.
 */
extern const char *oh_auth_read_secret(const OhAuth *auth, OhBytes text, uint8_t *buffer, OhKey *key);

/*
 * The headers that this provider would send: at most two, their names constant (a
 * static header's: part of `secret`), their values written to `buffer`.  -1 when
 * the secret does not fit the scheme or the buffer (2 * secret + 256 is enough) is
 * too small.
 */
extern int	oh_auth_sign(OhMac *mac, const OhAuth *auth, OhBytes body, OhBytes secret, OhMoment sent_at,
						 char *buffer, size_t size, OhHeader out[2]);

/* Is this the name of a header whose value is, or holds, a shared word? */
extern bool oh_auth_is_credential_header(OhBytes name);

extern const char *oh_reason_name(OhReason reason);
extern const char *oh_strength_name(OhStrength strength);

#endif
