/*
 * fuzz_auth.c
 *	  Who sent this: requests, header values, and secrets as people write them.
 *
 * The input is a request as text.  The first line picks the provider by its number (0 to
 * 4) and, by letters, what is done to it: g puts the genuine headers of the first secret
 * before the others, d keeps credentials as digests, t says when it was received, x spoils
 * the body after it was signed and s a character of what signs it.  Lines of `!secret` and
 * of `name: value` follow in any order, then an empty line and the body.
 *
 * What is promised of a forgery is checked by another way to the same MAC: a request is
 * good only where the MAC of these very bytes, or the credential, stands in its header.
 */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "codec.h"
#include "credential.h"
#include "fuzz.h"
#include "provider.h"

#define MAX_KEYS	4
#define MAX_HEADERS	12

typedef struct Request
{
	const OhAuth *auth;
	bool		genuine;
	bool		spoils_body;
	bool		spoils_header;
	bool		digests;
	OhBytes		secrets[MAX_KEYS];	/* as they were written */
	OhBytes		words[MAX_KEYS];	/* the credential of each key, also of one that is a digest */
	OhKey		keys[MAX_KEYS];
	uint8_t		digest[MAX_KEYS][OH_DIGEST_LEN];
	uint8_t	   *decoded[MAX_KEYS];
	int			key_count;
	OhHeader	headers[MAX_HEADERS + 2];
	size_t		header_count;
	OhRequest	request;
	FuzzText	body;
	char	   *signed_headers;
} Request;

static OhMac *mac;

/* ---- another way to the MAC ---- */

typedef struct Tag
{
	char		hex[OH_HEX_LEN(OH_DIGEST_LEN)];
	char		base64[OH_BASE64_LEN(OH_DIGEST_LEN) + 1];
} Tag;

static Tag
slow_tag(OhBytes key, OhBytes head, OhBytes body)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char tag[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	FuzzText	message = {0};
	Tag			result;

	fuzz_put(&message, head);
	fuzz_put(&message, body);
	HMAC(EVP_sha256(), key.data, (int) key.len, (const unsigned char *) fuzz_bytes(&message).data, message.len,
		 tag, &len);
	for (unsigned i = 0; i < OH_DIGEST_LEN; i++)
	{
		result.hex[2 * i] = digits[tag[i] / 16];
		result.hex[2 * i + 1] = digits[tag[i] % 16];
	}
	EVP_EncodeBlock((unsigned char *) result.base64, tag, OH_DIGEST_LEN);
	free(message.text);
	return result;
}

/* Does `part` stand somewhere in the text? */
static bool
holds(OhBytes text, OhBytes part, bool fold)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
	{
		OhBytes		here = oh_bytes(text.data + i, part.len);

		if (fold ? oh_bytes_equal_fold(here, part) : oh_bytes_equal(here, part))
			return true;
	}
	return false;
}

static bool
holds_tag(OhBytes text, const Tag *tag, bool hex)
{
	return holds(text, oh_bytes(tag->base64, sizeof(tag->base64) - 1), false)
		|| (hex && holds(text, oh_bytes(tag->hex, sizeof(tag->hex)), true));
}

static bool
holds_basic(OhBytes text, OhBytes credential)
{
	char	   *base64 = malloc(OH_BASE64_LEN(credential.len) + 1);
	bool		held;

	if (base64 == NULL)
		abort();
	EVP_EncodeBlock((unsigned char *) base64, (const unsigned char *) credential.data, (int) credential.len);
	held = holds(text, oh_bytes(base64, OH_BASE64_LEN(credential.len)), false);
	free(base64);
	return held;
}

/* ---- reading the input ---- */

/* As set_secret keeps it: the word itself is in the digest no more. */
static void
keep_digest(Request *r, int key)
{
	OhKey	   *kept = &r->keys[key];

	if (!r->digests || kept->kind != OH_KEY_CREDENTIAL)
		return;
	HOLDS(oh_mac_sign(mac, OH_BYTES("sixteen of salt."), &kept->secret, 1, r->digest[key]));
	kept->kind = OH_KEY_DIGEST;
	kept->salt = OH_BYTES("sixteen of salt.");
	kept->secret = oh_bytes((const char *) r->digest[key], OH_DIGEST_LEN);
}

static void
check_secret(const OhAuth *auth, const OhKey *key)
{
	HOLDS(key->secret.len > 0 && key->kind != OH_KEY_DIGEST);
	if (auth->scheme == OH_SCHEME_BODY_HMAC)
		HOLDS(key->kind == OH_KEY_HMAC);
	else if (key->kind == OH_KEY_CREDENTIAL)
		HOLDS(!oh_credential_has_control(key->secret));
	else
		HOLDS(auth->scheme == OH_SCHEME_TOKEN);
	HOLDS((auth->scheme == OH_SCHEME_STATIC_HEADER) == (key->name.len > 0));
	HOLDS(key->name.len == 0 || oh_credential_is_name(key->name));
}

static void
add_secret(Request *r, OhBytes text)
{
	int			at = r->key_count;
	uint8_t    *buffer;
	const char *refusal;

	if (at == MAX_KEYS)
		return;
	buffer = malloc(text.len ? text.len : 1);
	if (buffer == NULL)
		abort();
	refusal = oh_auth_read_secret(r->auth, text, buffer, &r->keys[at]);
	if (refusal != NULL)
	{
		HOLDS(refusal[0] != '\0' && refusal[strlen(refusal) - 1] == '.');
		free(buffer);
		return;
	}
	check_secret(r->auth, &r->keys[at]);
	r->secrets[at] = text;
	r->words[at] = r->keys[at].secret;
	r->decoded[at] = buffer;
	r->key_count++;
	keep_digest(r, at);
}

/* A line without a colon is a header whose value is no text. */
static void
add_header(Request *r, OhBytes line)
{
	OhBytes		value = line;
	OhBytes		name = fuzz_take(&value, ':');

	if (r->header_count == MAX_HEADERS)
		return;
	r->headers[r->header_count++] = (OhHeader) {
		unit_exact(name), name.len == line.len ? OH_NO_BYTES : unit_exact(value)
	};
}

static void
read_options(Request *r, OhBytes line)
{
	int			provider = line.len && line.data[0] >= '0' && line.data[0] <= '4' ? line.data[0] - '0' : 0;

	r->auth = &oh_providers[provider]->auth;
	for (size_t i = 0; i < line.len; i++)
	{
		r->genuine |= line.data[i] == 'g';
		r->spoils_body |= line.data[i] == 'x';
		r->spoils_header |= line.data[i] == 's';
		r->digests |= line.data[i] == 'd';
		r->request.has_received_at |= line.data[i] == 't';
	}
	oh_moment_parse(OH_BYTES("2019-02-26T17:15:33Z"), &r->request.received_at);
}

static void
read_request(Request *r, OhBytes input)
{
	bool		has_body;
	OhBytes		line;

	*r = (Request) {.genuine = false};
	read_options(r, fuzz_take(&input, '\n'));
	do
	{
		has_body = input.len > 0;
		line = fuzz_take(&input, '\n');
		if (line.len > 0 && line.data[0] == '!')
			add_secret(r, oh_bytes(line.data + 1, line.len - 1));
		else if (line.len > 0)
			add_header(r, line);
	} while (line.len > 0);
	fuzz_put(&r->body, input);
	r->request.body = has_body ? fuzz_bytes(&r->body) : OH_NO_BYTES;
	r->request.headers = (OhHeaders) {.list = r->headers, .count = r->header_count};
}

static void
free_request(Request *r)
{
	for (size_t i = 0; i < r->header_count; i++)
	{
		unit_exact_free(r->headers[i].name);
		if (r->headers[i].value.data)
			unit_exact_free(r->headers[i].value);
	}
	for (int i = 0; i < r->key_count; i++)
		free(r->decoded[i]);
	free(r->body.text);
	free(r->signed_headers);
}

/* ---- a request ---- */

static bool
is_deciding(const Request *r, const OhKey *key, OhBytes name)
{
	if (r->auth->scheme == OH_SCHEME_STATIC_HEADER)
		return oh_bytes_equal_fold(name, key->name);
	return oh_bytes_equal_fold(name, r->auth->header)
		|| (r->auth->other_header.data && oh_bytes_equal_fold(name, r->auth->other_header));
}

/* The value of the only header of that kind; fails where there are two. */
static OhBytes
only_value(const Request *r, const OhKey *key, bool date)
{
	const OhHeader *found = NULL;

	for (size_t i = 0; i < r->request.headers.count; i++)
	{
		const OhHeader *header = &r->request.headers.list[i];

		if (!(date ? oh_bytes_equal_fold(header->name, OH_BYTES("Date")) : is_deciding(r, key, header->name)))
			continue;
		HOLDS(found == NULL);
		found = header;
	}
	return HOLDS(found != NULL) ? oh_bytes_trim(found->value) : OH_NO_BYTES;
}

static bool
has_no_body_key(const Request *r)
{
	for (int i = 0; i < r->key_count; i++)
		if (r->keys[i].kind == OH_KEY_HMAC)
			return false;
	return true;
}

/* Beside a signature: does one of the tokens that are live stand in the value, if there are any? */
static bool
holds_token(const Request *r, OhBytes value)
{
	bool		none = true;

	for (int i = 0; i < r->key_count; i++)
	{
		if (r->keys[i].kind == OH_KEY_HMAC)
			continue;
		if (holds(value, r->words[i], false))
			return true;
		none = false;
	}
	return none;
}

static void
check_dated(const Request *r, const OhKey *key, OhBytes value)
{
	OhBytes		date = only_value(r, key, true);
	FuzzText	head = {0};
	OhMoment	sent_at;
	Tag			tag;

	fuzz_put(&head, date);
	fuzz_put(&head, OH_BYTES("\n"));
	tag = slow_tag(key->secret, fuzz_bytes(&head), r->request.body);
	HOLDS(holds_tag(value, &tag, false) && holds_token(r, value));
	HOLDS(oh_moment_parse_http(date, &sent_at));
	if (r->request.has_received_at)
		HOLDS(llabs(r->request.received_at - sent_at) <= OH_DATE_TOLERANCE);
	free(head.text);
}

/* What has to stand in a request for this key to hold. */
static void
check_proof(const Request *r, OhVerdict verdict)
{
	const OhKey *key = &r->keys[verdict.key];
	OhBytes		value = only_value(r, key, false);
	Tag			tag;

	if (key->kind == OH_KEY_HMAC && r->auth->scheme == OH_SCHEME_TOKEN)
		check_dated(r, key, value);
	else if (key->kind == OH_KEY_HMAC)
	{
		tag = slow_tag(key->secret, OH_BYTES(""), r->request.body);
		HOLDS(holds_tag(value, &tag, true));
	}
	else if (r->auth->scheme == OH_SCHEME_BASIC)
		HOLDS(holds_basic(value, r->words[verdict.key]));
	else if (r->auth->scheme == OH_SCHEME_TOKEN)
		HOLDS(holds(value, r->words[verdict.key], false));
	else
		HOLDS(oh_bytes_equal(value, r->words[verdict.key]));
	HOLDS((verdict.strength == OH_STRENGTH_BODY) == (key->kind == OH_KEY_HMAC));
	HOLDS(r->auth->scheme != OH_SCHEME_TOKEN || key->kind == OH_KEY_HMAC || has_no_body_key(r));
}

static void
check_verdict(OhVerdict verdict, OhBytes body, int keys)
{
	HOLDS(verdict.valid == (verdict.reason == OH_REASON_OK));
	HOLDS(verdict.valid == (verdict.strength != OH_STRENGTH_NONE));
	HOLDS(verdict.valid ? verdict.key >= 0 && verdict.key < keys && body.data != NULL : verdict.key == -1);
	HOLDS(oh_reason_name(verdict.reason)[0] != '\0' && oh_strength_name(verdict.strength)[0] != '\0');
}

static OhVerdict
verify(const Request *r)
{
	OhVerdict	verdict = oh_auth_verify(mac, r->auth, &r->request, r->keys, r->key_count);

	check_verdict(verdict, r->request.body, r->key_count);
	if (verdict.valid)
		check_proof(r, verdict);
	return verdict;
}

/* Neither headers nor keys have an order. */
static void
check_turned(const Request *r, OhVerdict verdict)
{
	OhHeader	headers[MAX_HEADERS + 2];
	Request		turned = *r;
	OhVerdict	other;

	for (size_t i = 0; i < r->request.headers.count; i++)
		headers[i] = r->request.headers.list[r->request.headers.count - 1 - i];
	turned.request.headers.list = headers;
	for (int i = 0; i < r->key_count; i++)
	{
		turned.keys[i] = r->keys[r->key_count - 1 - i];
		turned.words[i] = r->words[r->key_count - 1 - i];
	}
	other = verify(&turned);
	HOLDS(other.valid == verdict.valid && other.reason == verdict.reason && other.strength == verdict.strength);
}

/* ---- signing ---- */

/* The genuine headers of the first secret, then those of other names. */
static size_t
put_genuine(Request *r, OhHeader headers[MAX_HEADERS + 2])
{
	size_t		size = 2 * r->secrets[0].len + 256;
	int			made;
	size_t		count;

	r->signed_headers = malloc(size);
	if (r->signed_headers == NULL)
		abort();
	made = oh_auth_sign(mac, r->auth, r->request.body, r->secrets[0], r->request.received_at,
						r->signed_headers, size, headers);
	if (!HOLDS(made == 1 || made == 2))
		return 0;
	count = (size_t) made;
	for (size_t i = 0; i < r->header_count; i++)
		if (!is_deciding(r, &r->keys[0], r->headers[i].name)
			&& !oh_bytes_equal_fold(r->headers[i].name, OH_BYTES("Date")))
			headers[count++] = r->headers[i];
	return count;
}

/* Where both a token and a signing key are live, both must hold: one alone is then not genuine. */
static bool
is_enough(const Request *r)
{
	bool		signing = !has_no_body_key(r);

	if (r->auth->scheme != OH_SCHEME_TOKEN)
		return true;
	for (int i = 0; i < r->key_count; i++)
		if ((r->keys[i].kind == OH_KEY_HMAC) != signing)
			return false;
	return true;
}

/* Of a header with another character in it, check_proof is the judge. */
static void
check_forged(const Request *r, const OhHeader *headers)
{
	uint32_t	hash = fuzz_hash(r->request.body);
	OhBytes		value = headers[0].value;
	char	   *place = r->signed_headers + (value.data - r->signed_headers) + (value.len ? hash % value.len : 0);
	char		before = *place;

	if (value.len == 0)
		return;
	*place = (char) (before ^ (1 << (hash >> 16) % 7));
	verify(r);
	*place = before;
}

/* What was signed is good, and is no longer where its signature covers the body and a byte is added. */
static void
check_genuine(Request *r)
{
	OhHeader	headers[MAX_HEADERS + 2];
	OhVerdict	verdict;

	if (r->request.body.data == NULL || r->key_count == 0)
		return;
	r->request.headers = (OhHeaders) {.list = headers, .count = put_genuine(r, headers)};
	if (is_enough(r))
		HOLDS(verify(r).valid);
	if (r->spoils_header)
		check_forged(r, headers);
	if (r->spoils_body)
	{
		fuzz_put(&r->body, OH_BYTES(" "));
		r->request.body = fuzz_bytes(&r->body);
		verdict = verify(r);
		HOLDS(verdict.strength != OH_STRENGTH_BODY);
	}
	r->request.headers = (OhHeaders) {.list = r->headers, .count = r->header_count};
}

/* ---- the value of a header ---- */

static void
check_token(OhBytes value)
{
	OhBytes		parts[2];
	OhToken		token;

	if (!oh_credential_read_token(value, &token))
		return;
	parts[0] = token.token;
	parts[1] = token.signature;
	for (int i = 0; i < 2; i++)
		HOLDS(parts[i].data == NULL
			  || (parts[i].data > value.data && parts[i].data + parts[i].len <= value.data + value.len
				  && !oh_credential_has_control(parts[i])
				  && (parts[i].len == 0 || memchr(parts[i].data, '"', parts[i].len) == NULL)));
}

static void
check_basic(OhBytes value)
{
	uint8_t		buffer[OH_BASIC_MAX];
	char		base64[OH_BASIC_TEXT_MAX];
	OhBytes		credential;
	size_t		len;

	if (!oh_credential_read_basic(value, buffer, &credential))
		return;
	len = OH_BASE64_LEN(credential.len);
	oh_base64_encode(buffer, credential.len, base64);
	HOLDS(value.len > len && oh_bytes_equal(oh_bytes(base64, len), oh_bytes(value.data + value.len - len, len)));
	HOLDS(memchr(credential.data, ':', credential.len) && !oh_credential_has_control(credential));
}

static void
check_tag(OhBytes value)
{
	uint8_t		tag[OH_DIGEST_LEN];
	char		text[OH_HEX_LEN(OH_DIGEST_LEN)];
	size_t		len = OH_BASE64_LEN(OH_DIGEST_LEN);

	if (!oh_credential_read_tag(value, tag))
		return;
	if (value.len == 64 || value.len == 71)
		oh_hex_encode(tag, OH_DIGEST_LEN, text);
	else
		oh_base64_encode(tag, OH_DIGEST_LEN, text);
	if (value.len == 64 || value.len == 71)
		len = sizeof(text);
	HOLDS(holds(oh_bytes(value.data + value.len - len, len), oh_bytes(text, len), len == sizeof(text)));
}

/* What decodes encodes to the same text, and any bytes come back from theirs. */
static void
check_codecs(OhBytes text)
{
	uint8_t    *bytes = malloc(text.len + 3);
	char	   *encoded = malloc(text.len * 2 + 4);
	size_t		len;

	if (bytes == NULL || encoded == NULL)
		abort();
	if (oh_hex_decode(text, bytes))
	{
		oh_hex_encode(bytes, text.len / 2, encoded);
		HOLDS(oh_bytes_equal_fold(oh_bytes(encoded, text.len), text));
	}
	if (oh_base64_decode(text, bytes, &len))
	{
		HOLDS(OH_BASE64_LEN(len) == text.len);
		oh_base64_encode(bytes, len, encoded);
		HOLDS(oh_bytes_equal(oh_bytes(encoded, text.len), text));
	}
	oh_hex_encode((const uint8_t *) text.data, text.len, encoded);
	HOLDS(oh_hex_decode(oh_bytes(encoded, text.len * 2), bytes) && memcmp(bytes, text.data, text.len) == 0);
	oh_base64_encode((const uint8_t *) text.data, text.len, encoded);
	HOLDS(oh_base64_decode(oh_bytes(encoded, OH_BASE64_LEN(text.len)), bytes, &len) == (text.len > 0));
	HOLDS(text.len == 0 || (len == text.len && memcmp(bytes, text.data, len) == 0));
	free(bytes);
	free(encoded);
}

/* The verdict over a value alone, its scheme told by itself. */
static void
check_alone(const Request *r, OhBytes value, OhBytes secret)
{
	OhVerdict	verdict = oh_auth_verify_value(mac, r->request.body, value, secret);
	Tag			tag;

	check_verdict(verdict, r->request.body, 1);
	if (verdict.strength == OH_STRENGTH_BODY)
	{
		tag = slow_tag(secret, OH_BYTES(""), r->request.body);
		HOLDS(holds_tag(value, &tag, true));
	}
	else if (verdict.valid)
		HOLDS(holds_basic(value, secret) || holds(value, secret, false));
}

static void
check_value(const Request *r, OhBytes value)
{
	check_token(value);
	check_basic(value);
	check_tag(value);
	check_codecs(value);
	for (int i = 0; i < r->key_count; i++)
		check_alone(r, value, r->secrets[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Request		request;

	if (mac == NULL)
		mac = oh_mac_create();
	if (mac == NULL)
		abort();
	read_request(&request, oh_bytes((const char *) data, size));
	check_turned(&request, verify(&request));
	for (size_t i = 0; i < request.header_count; i++)
		if (request.headers[i].value.data != NULL)
			check_value(&request, oh_bytes_trim(request.headers[i].value));
	if (request.genuine)
		check_genuine(&request);
	free_request(&request);
	return 0;
}
