/*
 * openssl_memory.h
 *	  OpenSSL on a memory that can be made to end.
 */
#ifndef OPENSSL_MEMORY_H
#define OPENSSL_MEMORY_H

#include <openssl/crypto.h>

#include "unit.h"

static int	allocations_left = -1;	/* -1: no limit */

static inline bool
may_allocate(void)
{
	if (allocations_left == 0)
		return false;
	if (allocations_left > 0)
		allocations_left--;
	return true;
}

static inline void *
limited_malloc(size_t size, const char *file, int line)
{
	(void) file;
	(void) line;
	return may_allocate() ? malloc(size) : NULL;
}

static inline void *
limited_realloc(void *old, size_t size, const char *file, int line)
{
	(void) file;
	(void) line;
	return may_allocate() ? realloc(old, size) : NULL;
}

static inline void
limited_free(void *old, const char *file, int line)
{
	(void) file;
	(void) line;
	free(old);
}

/* Before anything else is asked of OpenSSL. */
static inline void
limit_openssl(void)
{
	CHECK(CRYPTO_set_mem_functions(limited_malloc, limited_realloc, limited_free), "memory functions");
}

#endif
