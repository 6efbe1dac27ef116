/*
 * sound.h
 *	  What holds of every document, whoever loaded it.
 */
#ifndef SOUND_H
#define SOUND_H

#include "document.h"
#include "utf8.h"

static inline bool
is_clean_text(OhBytes text)
{
	size_t		i = 0;

	while (i < text.len)
	{
		int			length = oh_utf8_length(text.data + i, text.len - i);

		if (length <= 0 || text.data[i] == '\0')
			return false;
		i += (size_t) length;
	}
	return true;
}

/* Links, counts, keys and texts of every node, whatever the document. */
static inline bool
is_sound(const OhDocument *doc)
{
	uint32_t	linked = 1;

	for (OhNode node = 1; node < doc->count; node++)
	{
		OhType		type = oh_node_type(doc, node);
		uint32_t	children = 0;

		if (type < OH_NULL || type > OH_OBJECT || !is_clean_text(oh_node_text(doc, node)))
			return false;
		for (OhNode child = oh_node_first(doc, node); child != OH_NO_NODE; child = oh_node_next(doc, child))
		{
			OhBytes		key = oh_node_key(doc, child);

			if ((type == OH_OBJECT) != (key.data != NULL) || !is_clean_text(key))
				return false;
			children++;
		}
		if (children != oh_node_count(doc, node))
			return false;
		linked += children;
	}
	return linked == doc->count - 1;
}

#endif
