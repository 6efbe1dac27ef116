/*
 * fuzz_form.c
 *	  The parser of form-encoded bodies.
 */
#include "form.h"
#include "fuzz.h"

static FuzzDocument first;
static FuzzDocument second;

static bool
same_tree(const OhDocument *a, const OhDocument *b)
{
	FuzzText	text_a = {0};
	FuzzText	text_b = {0};
	bool		same;

	fuzz_print(&text_a, a, a->root, false);
	fuzz_print(&text_b, b, b->root, false);
	same = oh_bytes_equal(fuzz_bytes(&text_a), fuzz_bytes(&text_b));
	free(text_a.text);
	free(text_b.text);
	return same;
}

/* Every byte that means itself as a percent escape instead; white space in front stays. */
static void
escape_all(FuzzText *to, OhBytes body)
{
	static const char digits[] = "0123456789abcdef";
	bool		begun = false;

	for (size_t i = 0; i < body.len; i++)
	{
		char		c = body.data[i];
		char		escape[3] = {'%', digits[(unsigned char) c >> 4], digits[(unsigned char) c & 15]};

		begun |= memchr(" \t\r\n", c, 4) == NULL;
		if (begun && c == '%' && body.len - i >= 3)
		{
			fuzz_put(to, oh_bytes(body.data + i, 3));
			i += 2;
			continue;
		}
		if (!begun || memchr("&=+", c, 3) != NULL)
			fuzz_put(to, oh_bytes(&c, 1));
		else
			fuzz_put(to, oh_bytes(escape, 3));
	}
}

static void
check_escaped(OhBytes body)
{
	FuzzText	escaped = {0};

	escape_all(&escaped, body);
	if (HOLDS(fuzz_load(&second, oh_form_parse, fuzz_bytes(&escaped))))
		HOLDS(same_tree(&first.doc, &second.doc) && first.doc.notes == second.doc.notes);
	fuzz_end(&second);
	free(escaped.text);
}

/* What is good with a pair more is good without it. */
static void
check_without_last(OhBytes body)
{
	size_t		len = body.len;

	while (len > 0 && body.data[len - 1] != '&')
		len--;
	if (len < 2)
		return;
	if (!fuzz_load(&second, oh_form_parse, oh_bytes(body.data, len - 1)))
		HOLDS(second.error.code == OH_JSON_EMPTY || second.error.code == OH_JSON_TOO_MANY);
	fuzz_end(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OhBytes		body = oh_bytes((const char *) data, size);
	uint32_t	hash = fuzz_hash(body);

	if (oh_form_likely(body))
	{
		HOLDS(!fuzz_load(&first, oh_json_parse, body));
		fuzz_end(&first);
	}
	if (fuzz_load(&first, oh_form_parse, body))
	{
		HOLDS(oh_node_type(&first.doc, first.doc.root) >= OH_ARRAY);
		check_escaped(body);
		check_without_last(body);
	}
	fuzz_end(&first);
	if (hash % 8 == 0)
		fuzz_load_failing(&first, oh_form_parse, body, 1 + (int) ((hash >> 8) % 8));
	return 0;
}
