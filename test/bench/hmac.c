/*
 * hmac.c
 *	  The least that HMAC-SHA256 of so many bytes can take: microseconds a call.
 *
 * In one process, one context and one key for all calls: hmac BYTES CALLS
 */
#define _POSIX_C_SOURCE 200809L

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const unsigned char key[] = "correct horse battery staple";

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec * 1e6 + (double) t.tv_nsec / 1e3;
}

int
main(int argc, char **argv)
{
	size_t		bytes = argc > 1 ? (size_t) atol(argv[1]) : 620;
	long		calls = argc > 2 ? atol(argv[2]) : 10000;
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(EVP_MAC_fetch(NULL, "HMAC", NULL));
	OSSL_PARAM	params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *) "SHA256", 0), OSSL_PARAM_END
	};
	unsigned char *body = malloc(bytes);
	unsigned char mac[32] = {0};
	size_t		len;
	double		start;

	if (!ctx || !body || !EVP_MAC_init(ctx, key, sizeof(key) - 1, params))
		return 1;
	memset(body, 'x', bytes);
	start = now();
	for (long i = 0; i < calls; i++)
	{
		/* Each call reads the last one's answer, so that none can be left out. */
		memcpy(body, mac, bytes < sizeof(mac) ? bytes : sizeof(mac));
		if (!EVP_MAC_init(ctx, NULL, 0, NULL) || !EVP_MAC_update(ctx, body, bytes) ||
			!EVP_MAC_final(ctx, mac, &len, sizeof(mac)))
			return 1;
	}
	printf("%.3f\n", (now() - start) / (double) calls);
	return 0;
}
