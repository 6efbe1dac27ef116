/*
 * test_laws_memory.c
 *	  Memory that ends at any allocation, and a host that wants no more at any question.
 *
 * One allocation fails, or that and all after it: the answer is that there was no
 * memory, and never an order.  What merges, and what finds a header, allocates nothing.
 * OpenSSL is made to fail at each call: some versions of it crash without memory.
 */
#include "openssl_fixture.h"

#include "corpus_fixture.h"

#include <limits.h>

#include "auth_fixture.h"
#include "form.h"
#include "single_arena.h"

static UnitHost host;
static OhArena arena;
static OhDocument doc;
static OhJsonError error;
static OhReading reading;

/* ---- from bytes to an order ---- */

typedef enum Answer { NOT_LOADED, NOT_READ, READ } Answer;

static int	count_to_load;		/* allocations until the document was there */

static Answer
read_body(const Body *body)
{
	OhOptions	options = {.unit = body->unit};

	unit_host_free(&host);
	oh_arena_init(&arena, &host.host);
	if (!oh_provider_load(body->provider, &doc, &arena, body->text, &error))
		return NOT_LOADED;
	count_to_load = single_count;
	return oh_provider_read(body->provider, &doc, &options, &reading) ? READ : NOT_READ;
}

static void
check_failure(const Body *body, int from, int to, Answer expected)
{
	Answer		answer;

	single_fails_from = from;
	single_fails_to = to;
	answer = read_body(body);
	CHECK(answer == expected && arena.exhausted, "%s: allocation %d fails, and the answer is %d", body->name, from,
		  (int) answer);
	CHECK(answer != NOT_LOADED || error.code == OH_JSON_NO_MEMORY, "%s: allocation %d fails: code %d", body->name,
		  from, error.code);
	single_fails_from = single_fails_to = 0;
}

static void
check_body(const Body *body)
{
	int			needed;
	int			to_load;

	CHECK(read_body(body) == READ && !arena.exhausted, "%s", body->name);
	needed = single_count;
	to_load = count_to_load;
	CHECK(needed > 2, "%s: %d allocations", body->name, needed);
	for (int i = 1; i <= needed; i++)
	{
		Answer		expected = i <= to_load ? NOT_LOADED : NOT_READ;

		check_failure(body, i, i, expected);
		check_failure(body, i, INT_MAX, expected);
	}
	CHECK(read_body(body) == READ && single_count == needed, "%s, with memory again", body->name);
}

/* ---- samples ---- */

static OhBytes
compose(const OhProvider *provider, const OhSample *sample)
{
	OhWriter	writer;

	unit_host_free(&host);
	oh_arena_init(&arena, &host.host);
	oh_writer_init(&writer, &arena);
	provider->compose(&writer, sample);
	return oh_writer_text(&writer);
}

static void
test_samples(void)
{
	for (int i = 0; oh_providers[i]; i++)
	{
		OhSample	sample;
		int			needed;

		oh_sample_draw(3, &sample);
		CHECK(compose(oh_providers[i], &sample).data != NULL, "%s", oh_providers[i]->name);
		needed = single_count;
		for (int n = 1; n <= needed; n++)
		{
			single_fails_from = single_fails_to = n;
			CHECK(compose(oh_providers[i], &sample).data == NULL, "%s, allocation %d", oh_providers[i]->name, n);
		}
		single_fails_from = single_fails_to = 0;
	}
}

/* ---- a host that wants no more ---- */

static int	asked;
static int	ends_at;			/* 0: never */

static bool
wants_no_more(void *context)
{
	(void) context;
	return ++asked == ends_at;
}

#define PADDING	300000			/* the host is asked every 64 kB */

/* The same body, but long: white space after the first brace, or a value that nobody reads. */
static OhBytes
pad(const Body *body)
{
	bool		is_form = oh_form_likely(body->text);
	const char *brace = memchr(body->text.data, '{', body->text.len);
	size_t		at = is_form ? body->text.len : (size_t) (brace + 1 - body->text.data);
	char	   *text = malloc(body->text.len + PADDING);

	memcpy(text, body->text.data, at);
	memset(text + at, is_form ? '0' : ' ', PADDING);
	if (is_form)
		memcpy(text + at, "&padding=", strlen("&padding="));
	memcpy(text + at + PADDING, body->text.data + at, body->text.len - at);
	return oh_bytes(text, body->text.len + PADDING);
}

static void
check_cancelled(const Body *body)
{
	static FixtureText expected;
	static FixtureText found;
	Body		padded = *body;
	Answer		answer;

	CHECK(read_body(body) == READ, "%s", body->name);
	fixture_dump(&reading, true, &expected);
	padded.text = pad(body);
	host.host.cancelled = wants_no_more;
	for (ends_at = 1; ends_at < 100; ends_at++)
	{
		asked = 0;
		answer = read_body(&padded);
		if (asked < ends_at)
			break;
		CHECK(answer == NOT_LOADED && error.code == OH_JSON_CANCELLED && error.offset <= padded.text.len
			  && !arena.exhausted, "%s: cancelled at question %d: %d", body->name, ends_at, (int) answer);
	}
	host.host.cancelled = NULL;
	CHECK(ends_at > PADDING / 65536 && ends_at < 100, "%s: asked %d times", body->name, asked);
	if (CHECK(answer == READ, "%s, to its end", body->name))
	{
		fixture_dump(&reading, true, &found);
		CHECK(strcmp(expected.text, found.text) == 0, "%s, padded", body->name);
	}
	free((char *) padded.text.data);
}

/* ---- who sent this? ---- */

static const OhKey other_edge_key = {
	.kind = OH_KEY_CREDENTIAL, .secret = OH_LITERAL("another"), .name = OH_LITERAL("X-Edge-Key")
};

static const struct
{
	const OhAuth *auth;
	const char *header;
	const char *value;
	const OhKey *key;
	const OhKey *other_key;		/* under which the request is a forgery */
}			requests[] = {
	{&basic, "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", &basic_key, &token_key},
	{&mipos, "Signature-Webhook", MAC_HEX, &mac_key, &fly_key},
	{&revo, "X-Revo-Hmac-SHA256", MAC_BASE64, &mac_key, &fly_key},
	{&token, "Authorization", "Token token=\"" FLY_TOKEN "\"", &token_key, &basic_key},
	{&edge, "X-Edge-Key", "a word", &edge_key, &other_edge_key},
};

/* What a MAC comes to that could not be worked out. */
#define ZEROES	"0000000000000000000000000000000000000000000000000000000000000000"

/* The verdict on a request where OpenSSL may be called so often; *left of that it did not need. */
static OhVerdict
verify_within(size_t i, const char *value, const OhKey *key, int limit, int *left)
{
	OhVerdict	verdict;

	openssl_calls_left = limit;
	verdict = verify_header(requests[i].auth, requests[i].header, oh_bytes_of_string(value), key, 1);
	*left = openssl_calls_left;
	openssl_calls_left = -1;
	return verdict;
}

static bool
proves_nothing(OhVerdict verdict)
{
	return !verdict.valid && verdict.key < 0 && verdict.strength == OH_STRENGTH_NONE;
}

/* However early OpenSSL fails, nothing forged is genuine for it. */
static void
test_credentials(void)
{
	for (size_t i = 0; i < LENGTH(requests); i++)
	{
		int			left = 0;
		int			limit;

		for (limit = 0; left == 0 && limit < 100; limit++)
		{
			OhVerdict	forged = verify_within(i, requests[i].value, requests[i].other_key, limit, &left);
			OhVerdict	blank = verify_within(i, ZEROES, requests[i].key, limit, &left);
			OhVerdict	genuine = verify_within(i, requests[i].value, requests[i].key, limit, &left);

			CHECK(proves_nothing(forged) && proves_nothing(blank), "request %zu, limit %d", i, limit);
			CHECK(genuine.valid ? genuine.key == 0 : left == 0 && proves_nothing(genuine),
				  "request %zu, limit %d", i, limit);
		}
		CHECK(limit > 1 && limit < 100, "request %zu: %d calls", i, limit - 1);
	}
}

int
main(void)
{
	unit_host_init(&host);
	mac = oh_mac_create();
	if (CHECK(mac != NULL, "create"))
		test_credentials();
	corpus_each(corpus_is_long() ? 100 : 2, check_body);
	test_samples();
	for (int i = 0; oh_providers[i]; i++)
		corpus_each_sample(oh_providers[i], corpus_is_long() ? 20 : 1, check_cancelled);
	corpus_each_file(&oh_provider_revo, check_cancelled);
	oh_mac_free(mac);
	unit_host_free(&host);
	return unit_done();
}
