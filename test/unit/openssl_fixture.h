/*
 * openssl_fixture.h
 *	  An OpenSSL that fails on demand: its functions stand in front of the library's own.
 *
 * Includes <dlfcn.h> with GNU's names: to be included first.
 */
#ifndef OPENSSL_FIXTURE_H
#define OPENSSL_FIXTURE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dlfcn.h>
#include <stdbool.h>

#include <openssl/err.h>
#include <openssl/evp.h>

static int	openssl_calls_left = -1;	/* then all fail; -1: none does */
static int	openssl_failures;
static size_t openssl_tag_len;	/* what EVP_MAC_final calls its length; 0: the truth */

static inline bool
openssl_refuses(void)
{
	if (openssl_calls_left < 0)
		return false;
	if (openssl_calls_left > 0)
	{
		openssl_calls_left--;
		return false;
	}
	openssl_failures++;
	ERR_raise(ERR_LIB_USER, 99);
	return true;
}

/* The library's own function of that name. */
#define REAL(name)	((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

EVP_MAC *
EVP_MAC_fetch(OSSL_LIB_CTX *library, const char *algorithm, const char *properties)
{
	return openssl_refuses() ? NULL : REAL(EVP_MAC_fetch) (library, algorithm, properties);
}

EVP_MAC_CTX *
EVP_MAC_CTX_new(EVP_MAC *mac)
{
	return openssl_refuses() ? NULL : REAL(EVP_MAC_CTX_new) (mac);
}

int
EVP_MAC_CTX_set_params(EVP_MAC_CTX *context, const OSSL_PARAM params[])
{
	return openssl_refuses() ? 0 : REAL(EVP_MAC_CTX_set_params) (context, params);
}

EVP_MD *
EVP_MD_fetch(OSSL_LIB_CTX *library, const char *algorithm, const char *properties)
{
	return openssl_refuses() ? NULL : REAL(EVP_MD_fetch) (library, algorithm, properties);
}

EVP_MD_CTX *
EVP_MD_CTX_new(void)
{
	return openssl_refuses() ? NULL : REAL(EVP_MD_CTX_new) ();
}

int
EVP_MAC_init(EVP_MAC_CTX *context, const unsigned char *key, size_t len, const OSSL_PARAM params[])
{
	return openssl_refuses() ? 0 : REAL(EVP_MAC_init) (context, key, len, params);
}

int
EVP_MAC_update(EVP_MAC_CTX *context, const unsigned char *data, size_t len)
{
	return openssl_refuses() ? 0 : REAL(EVP_MAC_update) (context, data, len);
}

int
EVP_MAC_final(EVP_MAC_CTX *context, unsigned char *out, size_t *len, size_t size)
{
	int			done = openssl_refuses() ? 0 : REAL(EVP_MAC_final) (context, out, len, size);

	if (openssl_tag_len > 0)
		*len = openssl_tag_len;
	return done;
}

int
EVP_DigestInit_ex2(EVP_MD_CTX *context, const EVP_MD *type, const OSSL_PARAM params[])
{
	return openssl_refuses() ? 0 : REAL(EVP_DigestInit_ex2) (context, type, params);
}

int
EVP_DigestUpdate(EVP_MD_CTX *context, const void *data, size_t len)
{
	return openssl_refuses() ? 0 : REAL(EVP_DigestUpdate) (context, data, len);
}

int
EVP_DigestFinal_ex(EVP_MD_CTX *context, unsigned char *out, unsigned int *len)
{
	return openssl_refuses() ? 0 : REAL(EVP_DigestFinal_ex) (context, out, len);
}

#endif
