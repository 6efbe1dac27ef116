/*
 * auth_fixture.h
 *	  What the tests of authentication share: the five kinds of provider, a key of
 *	  each, and a look at a whole verdict.
 *
 * The constants were computed by another implementation of HMAC.
 */
#ifndef AUTH_FIXTURE_H
#define AUTH_FIXTURE_H

#include "auth.h"
#include "codec.h"
#include "unit.h"

#define LENGTH(array)	(sizeof(array) / sizeof((array)[0]))

#define BODY			"{\"id\":42,\"event\":\"order_updated\"}"
#define MAC_KEY			"a shared secret of mipos"
#define MAC_HEX			"56da5a01edeee0abb73aeb95c3c2effa873cab7af2f9480771478d9d2a2d8852"
#define MAC_BASE64		"VtpaAe3u4Ku3OuuVw8Lv+oc8q3ry+UgHcUeNnSotiFI="
#define FLY_KEY			"0123456789abcdef0123456789abcdef"
#define FLY_DATE		"Tue, 26 Feb 2019 17:15:33 GMT"
#define FLY_SECOND		INT64_C(1551201333)
#define FLY_SIGNATURE	"iqHZGkG/KQVbNnQ9/5eByZWR2ZArZSFiqdLknwaJk/A="
#define FLY_TOKEN		"FFCPUG2A"

static OhMac *mac;

static const OhAuth basic = {OH_SCHEME_BASIC, OH_LITERAL("Authorization"), {NULL, 0}};
static const OhAuth mipos = {
	OH_SCHEME_BODY_HMAC, OH_LITERAL("Signature-Webhook"), OH_LITERAL("auth-anton-x")
};
static const OhAuth token = {OH_SCHEME_TOKEN, OH_LITERAL("Authorization"), {NULL, 0}};
static const OhAuth edge = {OH_SCHEME_STATIC_HEADER, {NULL, 0}, {NULL, 0}};
static const OhAuth revo = {OH_SCHEME_BODY_HMAC, OH_LITERAL("X-Revo-Hmac-SHA256"), {NULL, 0}};

static const OhKey mac_key = {.kind = OH_KEY_HMAC, .secret = OH_LITERAL(MAC_KEY)};
static const OhKey fly_key = {.kind = OH_KEY_HMAC, .secret = OH_LITERAL(FLY_KEY)};
static const OhKey token_key = {.kind = OH_KEY_CREDENTIAL, .secret = OH_LITERAL(FLY_TOKEN)};
static const OhKey basic_key = {.kind = OH_KEY_CREDENTIAL, .secret = OH_LITERAL("Aladdin:open sesame")};
static const OhKey edge_key = {
	.kind = OH_KEY_CREDENTIAL, .secret = OH_LITERAL("a word"), .name = OH_LITERAL("X-Edge-Key")
};

static inline OhVerdict
verify(const OhAuth *auth, const OhHeader *list, size_t headers, const OhKey *keys, int count)
{
	OhRequest	request = {.headers = {list, headers, false}, .body = OH_BYTES(BODY)};

	return oh_auth_verify(mac, auth, &request, keys, count);
}

/* One header, whose value ends where its memory ends. */
static inline OhVerdict
verify_header(const OhAuth *auth, const char *name, OhBytes value, const OhKey *keys, int count)
{
	OhBytes		exact = unit_exact(value);
	OhHeader	header = {oh_bytes_of_string(name), exact};
	OhVerdict	verdict = verify(auth, &header, 1, keys, count);

	unit_exact_free(exact);
	return verdict;
}

static inline OhVerdict
verify_value(const char *body, OhBytes value, const char *secret)
{
	OhBytes		exact = unit_exact(value);
	OhVerdict	verdict = oh_auth_verify_value(mac, oh_bytes_of_string(body), exact,
											   oh_bytes_of_string(secret));

	unit_exact_free(exact);
	return verdict;
}

/* The whole verdict: nothing of a proof where there is none, and its strength and key where there is. */
static inline void
expect(OhVerdict verdict, OhReason reason, OhStrength strength, int key, const char *what, size_t row)
{
	CHECK(verdict.reason == reason, "%s %zu: %s, not %s", what, row, oh_reason_name(verdict.reason),
		  oh_reason_name(reason));
	CHECK(verdict.valid == (reason == OH_REASON_OK), "%s %zu: valid", what, row);
	CHECK(verdict.strength == strength, "%s %zu: strength %s", what, row, oh_strength_name(verdict.strength));
	CHECK(verdict.key == key, "%s %zu: key %d", what, row, verdict.key);
}

static inline void
expect_refused(OhVerdict verdict, OhReason reason, const char *what, size_t row)
{
	expect(verdict, reason, OH_STRENGTH_NONE, -1, what, row);
}

static inline OhStrength
strength_of(OhReason reason, OhStrength strength)
{
	return reason == OH_REASON_OK ? strength : OH_STRENGTH_NONE;
}

static inline int
key_of(OhReason reason)
{
	return reason == OH_REASON_OK ? 0 : -1;
}

#endif
