/*
 * credential.c
 *	  Reading the values of authentication headers.
 */
#include "codec.h"
#include "credential.h"

static bool
is_control(char c)
{
	return (unsigned char) c < 0x20 || c == 0x7F;
}

bool
oh_credential_has_control(OhBytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_control(text.data[i]))
			return true;
	return false;
}

static bool
is_visible(char c)
{
	return (unsigned char) c > 0x20 && (unsigned char) c < 0x7F;
}

static bool
is_name_char(char c)
{
	static const OhBytes delimiters = OH_LITERAL("\"(),/:;<=>?@[\\]{}");

	return is_visible(c) && memchr(delimiters.data, c, delimiters.len) == NULL;
}

/* How many characters at the start can be part of a name. */
static size_t
name_length(OhBytes text)
{
	size_t		len = 0;

	while (len < text.len && is_name_char(text.data[len]))
		len++;
	return len;
}

bool
oh_credential_is_name(OhBytes text)
{
	return text.len > 0 && name_length(text) == text.len;
}

/* The first so many bytes, which the text then no longer has. */
static OhBytes
take(OhBytes *text, size_t len)
{
	OhBytes		head = oh_bytes(text->data, len);

	text->data += len;
	text->len -= len;
	return head;
}

static bool
take_char(OhBytes *text, char c)
{
	if (text->len == 0 || text->data[0] != c)
		return false;
	take(text, 1);
	return true;
}

static void
skip_spaces(OhBytes *text)
{
	while (take_char(text, ' '))
		;
}

bool
oh_credential_has_scheme(OhBytes text, OhBytes scheme)
{
	return text.len > scheme.len && text.data[scheme.len] == ' ' &&
		oh_bytes_equal_fold(oh_bytes(text.data, scheme.len), scheme);
}

static bool
take_scheme(OhBytes *text, OhBytes scheme)
{
	if (!oh_credential_has_scheme(*text, scheme))
		return false;
	take(text, scheme.len);
	skip_spaces(text);
	return true;
}

bool
oh_credential_read_base64_tag(OhBytes text, uint8_t tag[OH_DIGEST_LEN])
{
	uint8_t		decoded[OH_BASE64_LEN(OH_DIGEST_LEN) / 4 * 3];
	size_t		len;

	if (text.len != OH_BASE64_LEN(OH_DIGEST_LEN) || !oh_base64_decode(text, decoded, &len) ||
		len != OH_DIGEST_LEN)
		return false;
	memcpy(tag, decoded, OH_DIGEST_LEN);
	return true;
}

bool
oh_credential_read_tag(OhBytes text, uint8_t tag[OH_DIGEST_LEN])
{
	OhBytes		prefix = OH_BYTES("sha256=");

	if (oh_bytes_start(text, prefix))
		take(&text, prefix.len);
	if (text.len == OH_HEX_LEN(OH_DIGEST_LEN))
		return oh_hex_decode(text, tag);
	return oh_credential_read_base64_tag(text, tag);
}

bool
oh_credential_read_basic(OhBytes text, uint8_t buffer[OH_BASIC_MAX], OhBytes *credential)
{
	size_t		len;

	if (!take_scheme(&text, OH_BYTES("Basic")) || text.len > OH_BASIC_TEXT_MAX ||
		!oh_base64_decode(text, buffer, &len))
		return false;
	*credential = oh_bytes((const char *) buffer, len);
	return memchr(buffer, ':', len) != NULL && !oh_credential_has_control(*credential);
}

static bool
take_quoted(OhBytes *text, OhBytes *value)
{
	size_t		len = 0;

	while (len < text->len && text->data[len] != '"' && !is_control(text->data[len]))
		len++;
	*value = take(text, len);
	return take_char(text, '"');
}

static bool
take_bare(OhBytes *text, OhBytes *value)
{
	size_t		len = 0;

	while (len < text->len && is_visible(text->data[len]) && text->data[len] != '"' && text->data[len] != ',')
		len++;
	*value = take(text, len);
	return len > 0;
}

/* One `name=value`; false when it is no such thing or repeats what `token` has. */
static bool
take_parameter(OhBytes *text, OhToken *token)
{
	OhBytes		name = take(text, name_length(*text));
	OhBytes    *slot = NULL;
	OhBytes		value;

	if (name.len == 0 || !take_char(text, '='))
		return false;
	if (take_char(text, '"') ? !take_quoted(text, &value) : !take_bare(text, &value))
		return false;

	if (oh_bytes_equal_fold(name, OH_BYTES("token")))
		slot = &token->token;
	else if (oh_bytes_equal_fold(name, OH_BYTES("signature")))
		slot = &token->signature;
	if (slot == NULL)
		return true;
	if (slot->data != NULL)
		return false;
	*slot = value;
	return true;
}

/* Spaces, a comma, or a comma among spaces. */
static bool
take_separator(OhBytes *text)
{
	size_t		before = text->len;

	skip_spaces(text);
	if (take_char(text, ','))
		skip_spaces(text);
	return text->len < before;
}

bool
oh_credential_read_token(OhBytes text, OhToken *token)
{
	*token = (OhToken) {OH_NO_BYTES, OH_NO_BYTES};
	if (!take_scheme(&text, OH_BYTES("Token")))
		return false;
	do
	{
		if (!take_parameter(&text, token))
			return false;
	} while (take_separator(&text));
	return text.len == 0;
}
