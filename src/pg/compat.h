/*
 * compat.h
 *	  Every difference between the supported server versions (15 to 18).
 */
#ifndef ORDERHOOK_COMPAT_H
#define ORDERHOOK_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "orderhook supports PostgreSQL 15 to 18: PG_CONFIG=... names another pg_config"
#endif

#include "fmgr.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"				/* moved out of postgres.h */
#endif

/* From 18 on a module says its name and version. */
#if PG_VERSION_NUM >= 180000
#define ORDERHOOK_MODULE_MAGIC \
	PG_MODULE_MAGIC_EXT(.name = "orderhook", .version = ORDERHOOK_VERSION)
#else
#define ORDERHOOK_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* 18 put a specifier in front of the declaration, pg_noreturn, in its place. */
#if PG_VERSION_NUM >= 180000
#define pg_attribute_noreturn() __attribute__((noreturn))
#endif

/* 16 left out indexes that only summarize. */
#if PG_VERSION_NUM >= 160000
#define insert_index_entries(target, slot, estate, conflict, arbiters) \
	ExecInsertIndexTuples(target, slot, estate, false, true, conflict, arbiters, false)
#else
#define insert_index_entries(target, slot, estate, conflict, arbiters) \
	ExecInsertIndexTuples(target, slot, estate, false, true, conflict, arbiters)
#endif

/* 16 says of which indexes an update needs entries. */
#if PG_VERSION_NUM >= 160000
#include "access/tableam.h"
typedef TU_UpdateIndexes IndexNeed;
#define update_index_entries(target, slot, estate, need) \
	ExecInsertIndexTuples(target, slot, estate, true, false, NULL, NIL, (need) == TU_Summarizing)
#else
typedef bool IndexNeed;
#define update_index_entries(target, slot, estate, need) \
	ExecInsertIndexTuples(target, slot, estate, true, false, NULL, NIL)
#endif

/* 17 asks for the open table. */
#if PG_VERSION_NUM >= 170000
#define identity_sequence(relation, attribute) getIdentitySequence(relation, attribute, true)
#else
#define identity_sequence(relation, attribute) getIdentitySequence(RelationGetRelid(relation), attribute, true)
#endif

#endif
