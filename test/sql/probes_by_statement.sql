-- So it does by statements, where something hangs on the tables.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set probes :abs_srcdir '/include/probes.sql'
\set ECHO none
\i :include
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
SELECT format('CREATE TRIGGER by_statement AFTER TRUNCATE ON %s EXECUTE FUNCTION pg_temp.nothing()', oid::regclass)
  FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'r' \gexec
\set ECHO all
BEGIN;
\i :probes
ROLLBACK;
