/*
 * mac.c
 *	  HMAC-SHA256 and SHA-256 by OpenSSL 3.
 *
 * OpenSSL's queue of errors belongs to the whole process, the server's own TLS
 * included.  Every call here sets a mark before it starts and goes back to it at
 * the end: nothing is left behind, and nothing of anybody else's is taken away.
 */
#include <limits.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "mac.h"

/* A longer key is set up anew each time. */
#define KEY_MAX	64

struct OhMac
{
	EVP_MAC_CTX *hmac;
	EVP_MD	   *sha256;
	EVP_MD_CTX *digest;
	const OhHost *host;
	uint8_t		key[KEY_MAX];	/* the last one, which the context is set up with */
	size_t		key_len;		/* 0: none that it could start over with */
};

/* A piece takes well under the tenth of a second in which a cancellation is to be heard. */
#define PIECE	((size_t) 1 << 20)

static EVP_MAC_CTX *
create_hmac(void)
{
	EVP_MAC    *algorithm = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
	EVP_MAC_CTX *context = algorithm ? EVP_MAC_CTX_new(algorithm) : NULL;
	char		digest[] = OSSL_DIGEST_NAME_SHA2_256;
	OSSL_PARAM	params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end()
	};

	/* The context holds the algorithm from here on. */
	EVP_MAC_free(algorithm);
	if (context != NULL && EVP_MAC_CTX_set_params(context, params))
		return context;
	EVP_MAC_CTX_free(context);
	return NULL;
}

OhMac *
oh_mac_create(void)
{
	OhMac	   *mac;

	ERR_set_mark();
	mac = OPENSSL_zalloc(sizeof(OhMac));
	if (mac != NULL)
	{
		mac->hmac = create_hmac();
		mac->sha256 = EVP_MD_fetch(NULL, OSSL_DIGEST_NAME_SHA2_256, NULL);
		mac->digest = EVP_MD_CTX_new();
		if (mac->hmac == NULL || mac->sha256 == NULL || mac->digest == NULL)
		{
			oh_mac_free(mac);
			mac = NULL;
		}
	}
	ERR_pop_to_mark();
	return mac;
}

void
oh_mac_free(OhMac *mac)
{
	if (mac == NULL)
		return;
	EVP_MAC_CTX_free(mac->hmac);
	EVP_MD_CTX_free(mac->digest);
	EVP_MD_free(mac->sha256);
	OPENSSL_clear_free(mac, sizeof(OhMac));
}

void
oh_mac_set_host(OhMac *mac, const OhHost *host)
{
	mac->host = host;
}

/* Takes the next piece off the data; false at its end, or when the host cancels. */
static bool
next_piece(const OhMac *mac, OhBytes *data, OhBytes *piece)
{
	size_t		len = data->len < PIECE ? data->len : PIECE;

	if (len == 0 || (mac->host && oh_host_cancelled(mac->host)))
		return false;
	*piece = oh_bytes(data->data, len);
	*data = oh_bytes(data->data + len, data->len - len);
	return true;
}

static bool
sign_part(OhMac *mac, OhBytes part)
{
	OhBytes		piece;

	while (next_piece(mac, &part, &piece))
		if (!EVP_MAC_update(mac->hmac, (const unsigned char *) piece.data, piece.len))
			return false;
	return part.len == 0;
}

void
oh_mac_forget(OhMac *mac)
{
	oh_wipe(mac->key, sizeof(mac->key));
	mac->key_len = 0;
}

/*
 * To set up a key takes as long as to sign a third of a kilobyte.  The last key is
 * known here for as long as OpenSSL's context knows it anyway: until the next.
 */
static bool
begin(OhMac *mac, OhBytes key)
{
	if (key.len == mac->key_len && CRYPTO_memcmp(key.data, mac->key, key.len) == 0)
		return EVP_MAC_init(mac->hmac, NULL, 0, NULL);
	oh_mac_forget(mac);
	if (!EVP_MAC_init(mac->hmac, (const unsigned char *) key.data, key.len, NULL))
		return false;
	if (key.len <= KEY_MAX)
	{
		memcpy(mac->key, key.data, key.len);
		mac->key_len = key.len;
	}
	return true;
}

static bool
sign_parts(OhMac *mac, OhBytes key, const OhBytes *parts, int count, uint8_t *out)
{
	size_t		len;

	/* OpenSSL counts the bytes of a key in an int. */
	if (key.len == 0 || key.len > INT_MAX)
		return false;
	if (!begin(mac, key))
		return false;
	for (int i = 0; i < count; i++)
		if (!sign_part(mac, parts[i]))
			return false;
	return EVP_MAC_final(mac->hmac, out, &len, OH_DIGEST_LEN) && len == OH_DIGEST_LEN;
}

bool
oh_mac_sign(OhMac *mac, OhBytes key, const OhBytes *parts, int count, uint8_t out[OH_DIGEST_LEN])
{
	bool		done;

	ERR_set_mark();
	done = sign_parts(mac, key, parts, count, out);
	ERR_pop_to_mark();
	if (!done)
		memset(out, 0, OH_DIGEST_LEN);
	return done;
}

static bool
digest_data(OhMac *mac, OhBytes data, uint8_t *out)
{
	OhBytes		piece;

	if (!EVP_DigestInit_ex2(mac->digest, mac->sha256, NULL))
		return false;
	while (next_piece(mac, &data, &piece))
		if (!EVP_DigestUpdate(mac->digest, piece.data, piece.len))
			return false;
	return data.len == 0 && EVP_DigestFinal_ex(mac->digest, out, NULL);
}

bool
oh_mac_digest(OhMac *mac, OhBytes data, uint8_t out[OH_DIGEST_LEN])
{
	bool		done;

	ERR_set_mark();
	done = digest_data(mac, data, out);
	ERR_pop_to_mark();
	if (!done)
		memset(out, 0, OH_DIGEST_LEN);
	return done;
}

bool
oh_mac_equal(const uint8_t a[OH_DIGEST_LEN], const uint8_t b[OH_DIGEST_LEN])
{
	return CRYPTO_memcmp(a, b, OH_DIGEST_LEN) == 0;
}

void
oh_wipe(void *data, size_t len)
{
	OPENSSL_cleanse(data, len);
}
