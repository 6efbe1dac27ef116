/*
 * mask_pass.c
 *	  What a pass writes, or only counts, and whether it goes on.
 */
#include "mask_parts.h"

#define POLL_INTERVAL	65536

void
oh_mask_put(OhMaskPass *pass, OhBytes bytes)
{
	if (pass->out && bytes.len > 0)
		memcpy(pass->out + pass->len, bytes.data, bytes.len);
	pass->len += bytes.len;
}

void
oh_mask_put_instead(OhMaskPass *pass, OhBytes bytes, OhBytes of)
{
	pass->changed |= !oh_bytes_equal(bytes, of);
	oh_mask_put(pass, bytes);
}

bool
oh_mask_may_go_on(OhMaskPass *pass, const char *at)
{
	if (at >= pass->poll)
	{
		pass->poll = at + POLL_INTERVAL;
		pass->mask->terms.cancelled |= oh_host_cancelled(pass->arena->host);
	}
	return !pass->mask->terms.cancelled && !pass->arena->exhausted;
}
