/*
 * statement.h
 *	  Prepared statements over SPI: parameters in, a result out.
 */
#ifndef ORDERHOOK_STATEMENT_H
#define ORDERHOOK_STATEMENT_H

#include "compat.h"

#include "datatype/timestamp.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "mac.h"
#include "order.h"

/* Written out in full, so that no operator on a search_path can take its place. */
#define EQ	" OPERATOR(pg_catalog.=) "

#define MAX_PARAMETERS	64

/* The parameters of one run, in the order $1, $2, … */
typedef struct Parameters
{
	int			count;
	Oid			types[MAX_PARAMETERS];
	Datum		values[MAX_PARAMETERS];
	char		nulls[MAX_PARAMETERS];
} Parameters;

extern void bind_datum(Parameters *p, Oid type, Datum value, bool isnull);
extern void bind_int8(Parameters *p, int64 value);
extern void bind_id(Parameters *p, int64 value);	/* 0: null */
extern void bind_time(Parameters *p, TimestampTz value);
extern void bind_string(Parameters *p, const char *value);	/* UTF-8; NULL: null */
extern void bind_text(Parameters *p, OhBytes value);	/* OH_NO_BYTES: null */
extern void bind_digest(Parameters *p, const uint8 *digest);	/* OH_DIGEST_LEN bytes */
extern void bind_cell(Parameters *p, const OhCell *cell, OhKind kind);	/* null unless it holds a value */

/* ', prefix' and a name, for each column of the table. */
extern void append_columns(StringInfo sql, const OhTable *table, const char *prefix);

/* Plans a statement for the session, with the types of these parameters, and remembers it in *plan. */
extern SPIPlanPtr plan_statement(SPIPlanPtr *plan, Parameters *p, const char *sql);

/* Raises unless the result is the SPI_OK_… that is expected. */
extern void run_statement(SPIPlanPtr plan, Parameters *p, int expected);

/* A SELECT; steady: it sees what the statement that called this sees, and nothing written since. */
extern void select_rows(SPIPlanPtr plan, Parameters *p, bool steady);

/* run_statement, seeing what is committed by now, whatever the isolation level of the transaction. */
extern void run_with_latest_snapshot(SPIPlanPtr plan, Parameters *p, int expected);

/* Of text or bytea: a view of the value, or a copy where it was toasted; OH_NO_BYTES of a null. */
extern OhBytes value_bytes(Datum value, bool isnull);

/* Of the last result: rows from 0, columns from 1. Copies or views in the current context. */
extern Datum result_value(uint64 row, int column, bool *isnull);
extern void result_row(uint64 row, Datum *values, bool *nulls);	/* all columns; views */
extern char *result_string(uint64 row, int column);	/* NULL for a null */
extern OhBytes result_bytes(uint64 row, int column);	/* of text or bytea */
extern int64 result_int8(uint64 row, int column);

#endif
