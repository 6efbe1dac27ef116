/*
 * fields.h
 *	  The words in which the providers' field tables are written.
 *
 * For provider_*.c alone: the names are short, since they stand there a hundred times.
 */
#ifndef OH_FIELDS_H
#define OH_FIELDS_H

#include "provider.h"

/* The vocabulary of field tables: kind(key, GROUP, COLUMN). */
#define OH_FIELD(kind, k, g, c)		{.key = OH_LITERAL(k), .read = kind, .group = OH_##g, .column = OH_##g##_##c}
#define TEXT(k, g, c)		OH_FIELD(OH_READ_TEXT, k, g, c)
#define ID(k, g, c)			OH_FIELD(OH_READ_ID, k, g, c)
#define MONEY(k, g, c)		OH_FIELD(OH_READ_MONEY, k, g, c)
#define DECIMAL(k, g, c)	OH_FIELD(OH_READ_DECIMAL, k, g, c)
#define PERCENT(k, g, c)	OH_FIELD(OH_READ_PERCENT, k, g, c)
#define INTEGER(k, g, c)	OH_FIELD(OH_READ_INTEGER, k, g, c)
#define TIME(k, g, c)		OH_FIELD(OH_READ_TIME, k, g, c)
#define EPOCH(k, g, c)		OH_FIELD(OH_READ_EPOCH, k, g, c)
#define FLAG(k, g, c)		OH_FIELD(OH_READ_FLAG, k, g, c)
#define REQUIRED_ID(k, g, c) \
	{.key = OH_LITERAL(k), .read = OH_READ_ID, .group = OH_##g, .column = OH_##g##_##c, .required = true}
#define REQUIRED_OBJECT(k, s) \
	{.key = OH_LITERAL(k), .read = OH_READ_OBJECT, .shape = &(s), .required = true}
#define REQUIRED_ROW(k, g, s) \
	{.key = OH_LITERAL(k), .read = OH_READ_ROW, .group = OH_##g, .shape = &(s), .required = true}
#define OBJECT(k, s)		{.key = OH_LITERAL(k), .read = OH_READ_OBJECT, .shape = &(s)}
#define OBJECTS(k, s)		{.key = OH_LITERAL(k), .read = OH_READ_OBJECTS, .shape = &(s)}
#define ROW(k, g, s)		{.key = OH_LITERAL(k), .read = OH_READ_ROW, .group = OH_##g, .shape = &(s)}
#define ROWS(k, g, s)		{.key = OH_LITERAL(k), .read = OH_READ_ROWS, .group = OH_##g, .shape = &(s)}
#define BY(k, function, m)	{.key = OH_LITERAL(k), .read = OH_READ_BY, .by = function, .means = m}
/* STORED(k) stays in the bytes; DERIVED(k, m) is read by a finish function, which m describes. */
#define STORED(k)			{.key = OH_LITERAL(k), .read = OH_READ_STORED}
#define DERIVED(k, m)		{.key = OH_LITERAL(k), .read = OH_READ_STORED, .means = m}
/* The same, of a person; MARKED: see reader.h. */
#define PERSONAL(k)				{.key = OH_LITERAL(k), .read = OH_READ_STORED, .personal = OH_PERSONAL}
#define PERSONAL_DERIVED(k, m)	{.key = OH_LITERAL(k), .read = OH_READ_STORED, .means = m, .personal = OH_PERSONAL}
#define PERSONAL_BY(k, function, m) \
	{.key = OH_LITERAL(k), .read = OH_READ_BY, .by = function, .means = m, .personal = OH_PERSONAL}
#define MARKED_TEXT(k, g, c) \
	{.key = OH_LITERAL(k), .read = OH_READ_TEXT, .group = OH_##g, .column = OH_##g##_##c, \
	.personal = OH_PERSONAL_MARKED}
#define SHAPE(f)			.fields = (f), .count = sizeof(f) / sizeof((f)[0])

#endif
