/*
 * auth_secret.c
 *	  The other side of authentication: reading secrets, and signing as the provider does.
 *
 * A secret is refused when no request could ever hold against it, so that a slip
 * shows when the secret is set and not as a day of rejected deliveries.
 */
#include "auth.h"
#include "codec.h"
#include "credential.h"

static const char *
read_basic(OhBytes text)
{
	const char *colon = memchr(text.data, ':', text.len);

	if (colon == NULL || colon == text.data)
		return "The secret of a Basic credential must be a user name, a colon and a password.";
	if (oh_credential_has_control(text))
		return "A Basic credential cannot hold control characters.";
	if (text.len > OH_BASIC_MAX)
		return "A Basic credential can have 1536 bytes at most.";
	return NULL;
}

static const char *
read_token(OhBytes text, uint8_t *buffer, OhKey *key)
{
	OhBytes		prefix = OH_BYTES(OH_SIGNING_KEY_PREFIX);
	size_t		len;

	if (oh_bytes_start(text, prefix))
	{
		if (!oh_base64_decode(oh_bytes(text.data + prefix.len, text.len - prefix.len), buffer, &len))
			return "A signing key must be canonical base64 after \"hmac:\".";
		key->kind = OH_KEY_HMAC;
		key->secret = oh_bytes((const char *) buffer, len);
		return NULL;
	}
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] < 0x20 || text.data[i] > 0x7E || text.data[i] == '"')
			return "A token must be of printable ASCII characters without a quotation mark.";
	return NULL;
}

static const char *
read_static(OhBytes text, OhKey *key)
{
	const char *colon = memchr(text.data, ':', text.len);
	size_t		len = colon ? (size_t) (colon - text.data) : 0;

	key->name = oh_bytes(text.data, len);
	if (!oh_credential_is_name(key->name))
		return "The secret must be the name of a header, a colon and its value.";
	key->secret = oh_bytes_trim(oh_bytes(colon + 1, text.len - len - 1));
	if (key->secret.len == 0)
		return "The value of the header is empty.";
	if (oh_credential_has_control(key->secret))
		return "The value of a header cannot hold control characters.";
	return NULL;
}

const char *
oh_auth_read_secret(const OhAuth *auth, OhBytes text, uint8_t *buffer, OhKey *key)
{
	*key = (OhKey) {.kind = OH_KEY_CREDENTIAL, .secret = text};
	if (text.len == 0)
		return "The secret is empty.";
	switch (auth->scheme)
	{
		case OH_SCHEME_BODY_HMAC:
			key->kind = OH_KEY_HMAC;
			return NULL;
		case OH_SCHEME_BASIC:
			return read_basic(text);
		case OH_SCHEME_TOKEN:
			return read_token(text, buffer, key);
		case OH_SCHEME_STATIC_HEADER:
			return read_static(text, key);
	}
	return "The scheme has no secrets.";
}

/* A buffer that is filled from front to back; once something did not fit, nothing does. */
typedef struct Writer
{
	char	   *at;
	size_t		left;
	bool		full;
} Writer;

/* Room for so many characters, or NULL. */
static char *
reserve(Writer *writer, size_t len)
{
	char	   *room = writer->at;

	if (writer->full || len > writer->left)
	{
		writer->full = true;
		return NULL;
	}
	writer->at += len;
	writer->left -= len;
	return room;
}

static void
put(Writer *writer, OhBytes text)
{
	char	   *room = reserve(writer, text.len);

	if (room != NULL)
		memcpy(room, text.data, text.len);
}

static void
put_base64(Writer *writer, const uint8_t *data, size_t len)
{
	char	   *room = reserve(writer, OH_BASE64_LEN(len));

	if (room != NULL)
		oh_base64_encode(data, len, room);
}

static bool
put_body_signature(Writer *writer, OhMac *mac, const OhKey *key, OhBytes body)
{
	char	   *room = reserve(writer, OH_HEX_LEN(OH_DIGEST_LEN));
	uint8_t		tag[OH_DIGEST_LEN];

	if (room == NULL || !oh_mac_sign(mac, key->secret, &body, 1, tag))
		return false;
	oh_hex_encode(tag, OH_DIGEST_LEN, room);
	return true;
}

/* Two values: the date, then the Token header whose signature covers it. */
static bool
put_dated_signature(Writer *writer, OhMac *mac, const OhKey *key, OhBytes body, OhMoment sent_at)
{
	char	   *date = reserve(writer, OH_HTTP_DATE_LEN);
	OhBytes		parts[3] = {oh_bytes(date, OH_HTTP_DATE_LEN), OH_BYTES("\n"), body};
	uint8_t		tag[OH_DIGEST_LEN];

	if (date == NULL)
		return false;
	oh_moment_format_http(sent_at, date);
	if (!oh_mac_sign(mac, key->secret, parts, 3, tag))
		return false;
	put(writer, OH_BYTES("Token signature=\""));
	put_base64(writer, tag, OH_DIGEST_LEN);
	put(writer, OH_BYTES("\""));
	return !writer->full;
}

static bool
put_credential(Writer *writer, OhScheme scheme, OhBytes secret)
{
	if (scheme == OH_SCHEME_BASIC)
	{
		put(writer, OH_BYTES("Basic "));
		put_base64(writer, (const uint8_t *) secret.data, secret.len);
	}
	else if (scheme == OH_SCHEME_TOKEN)
	{
		put(writer, OH_BYTES("Token token=\""));
		put(writer, secret);
		put(writer, OH_BYTES("\""));
	}
	else
		put(writer, secret);
	return !writer->full;
}

/* The headers that a key makes; as oh_auth_sign. */
static int
sign_with(OhMac *mac, const OhAuth *auth, const OhKey *key, OhBytes body, OhMoment sent_at,
		  Writer *writer, OhHeader out[2])
{
	char	   *start = writer->at;
	bool		dated = key->kind == OH_KEY_HMAC && auth->scheme == OH_SCHEME_TOKEN;
	bool		done;

	if (dated)
		done = put_dated_signature(writer, mac, key, body, sent_at);
	else if (key->kind == OH_KEY_HMAC)
		done = put_body_signature(writer, mac, key, body);
	else
		done = put_credential(writer, auth->scheme, key->secret);
	if (!done)
		return -1;

	if (dated)
	{
		out[1] = (OhHeader) {OH_BYTES("Date"), oh_bytes(start, OH_HTTP_DATE_LEN)};
		start += OH_HTTP_DATE_LEN;
	}
	out[0].name = auth->scheme == OH_SCHEME_STATIC_HEADER ? key->name : auth->header;
	out[0].value = oh_bytes(start, (size_t) (writer->at - start));
	return dated ? 2 : 1;
}

int
oh_auth_sign(OhMac *mac, const OhAuth *auth, OhBytes body, OhBytes secret, OhMoment sent_at,
			 char *buffer, size_t size, OhHeader out[2])
{
	/* A signing key that comes in base64 is decoded at the front of the buffer. */
	size_t		scratch = auth->scheme == OH_SCHEME_TOKEN ? secret.len : 0;
	Writer		writer;
	int			count = -1;
	OhKey		key;

	if (scratch > size)
		return -1;
	writer = (Writer) {.at = buffer + scratch, .left = size - scratch};
	if (oh_auth_read_secret(auth, secret, (uint8_t *) buffer, &key) == NULL)
		count = sign_with(mac, auth, &key, body, sent_at, &writer, out);
	oh_wipe(buffer, scratch);
	return count;
}
