-- What the door looks up, it looks up by one probe of an index, in a store that nobody has analyzed, too.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set probes :abs_srcdir '/include/probes.sql'
\set ECHO none
\i :include
\set ECHO all
BEGIN;
\i :probes
ROLLBACK;
