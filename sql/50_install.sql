-- orderhook_install(): the store.
--
-- The fragments from here to 59 are one function. Each holds plain DDL, in the order in
-- which it runs. What it makes are ordinary objects of whoever calls it, no members of
-- the extension, and no table depends on the extension: pg_dump dumps the rows, and
-- DROP EXTENSION can take the door away but never a column.
--
-- Rules of the tables: source_id comes first in every key; bigint identity or natural
-- keys; core types only; no foreign keys, no triggers.
--
-- Names: a schema in which others may create can hold functions and operators that fit a call
-- better than those of the server. So the store is made, and nearly all of it runs, with
-- pg_catalog alone on its search_path. The few functions that call the extension, wherever it
-- is, have its schema there as well; in them every other call is written out in full, and an
-- operator has just the types that the server has it for.

CREATE FUNCTION orderhook_install()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $install$
BEGIN
-- Where Citus is, nothing of the store is for other nodes before orderhook_distribute().
IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
    PERFORM set_config('citus.enable_ddl_propagation', 'off', true);
END IF;

-- Where somebody made a schema of that name first, nothing of theirs is used.
BEGIN
    CREATE SCHEMA orderhook;
EXCEPTION WHEN duplicate_schema THEN
    RAISE EXCEPTION '%', SQLERRM
        USING ERRCODE = 'duplicate_schema',
              HINT = 'If it is a store, SELECT orderhook_migrate() brings it up to date.';
END;

