-- Long work says how far it is, in one wording; cancelled in its midst, it keeps what was committed and no half of
-- anything, and the same call again does the rest.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
SET timezone = 'UTC';
\set VERBOSITY terse

-- As somebody would with pg_cancel_backend, but at a row that is always the same.
CREATE FUNCTION pg_temp.cancel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_cancel_backend(pg_backend_pid());
    RETURN NEW;
END $$;

-- ---- in batches: renormalize_all, reverify_all, purge_all ----

-- Five orders, whose times are read in another zone from now on, and a key that is known too late.
\o /dev/null
SELECT pg_temp.deliver('revo', format('{"event": "order.created", "tenant": "t", "data": {"id": %s, "opened": "2026-01-01 12:00:00"}}', n))
  FROM generate_series(1, 5) n;
SELECT orderhook.receive('mipos', orderhook_sign(b, 'another secret of mipOS', 'mipos'), b) FROM generate_series(1, 5) n, orderhook_sample('mipos', n) b;
UPDATE orderhook.source SET timezone = 'Europe/Madrid' WHERE name = 'revo';
SELECT orderhook.set_secret('mipos', 'another secret of mipOS', 'another', valid_from => '-infinity');
ALTER TABLE orderhook.order_header ALTER COLUMN order_id RESTART WITH 1;
\o
CREATE TEMP VIEW state AS
SELECT (SELECT count(*) FROM orderhook.orders WHERE placed_at = '2026-01-01 11:00Z') AS renormalized,
       (SELECT count(*) FROM orderhook.receipt WHERE key_id = 'another') AS reverified,
       (SELECT count(*) FROM orderhook.receipt WHERE body IS NULL) AS purged;
SELECT min(order_id) - 1 AS orders_before, min(order_id) + 3 AS fourth FROM orderhook.order_header \gset
TABLE state;

CREATE TRIGGER cancel BEFORE UPDATE ON orderhook.order_header FOR EACH ROW WHEN (NEW.external_id = '4') EXECUTE FUNCTION pg_temp.cancel();
CALL orderhook.renormalize_all(batch => 2);
\echo :LAST_ERROR_SQLSTATE
TABLE state;
DROP TRIGGER cancel ON orderhook.order_header;
CALL orderhook.renormalize_all(after => :orders_before + 2, batch => 2);
TABLE state;
-- Without the place it begins anew, and finds those as they are to be.
\set VERBOSITY default
CALL orderhook.renormalize_all(batch => 2);
\set VERBOSITY terse
SELECT count(*) FROM orderhook.renormalize();

SELECT format('CREATE TRIGGER cancel BEFORE UPDATE ON orderhook.receipt FOR EACH ROW WHEN (NEW.webhook_id = %s) EXECUTE FUNCTION pg_temp.cancel()',
              (SELECT min(r.webhook_id) + 7 FROM orderhook.receipt r)) \gexec
CALL orderhook.reverify_all(batch => 3);
\echo :LAST_ERROR_SQLSTATE
TABLE state;
CALL orderhook.purge_all('1 microsecond', 3);
\echo :LAST_ERROR_SQLSTATE
TABLE state;
DROP TRIGGER cancel ON orderhook.receipt;
\set VERBOSITY default
CALL orderhook.reverify_all(batch => 3);
CALL orderhook.reverify_all($$s.name = 'nowhere'$$);
\set VERBOSITY terse
SELECT count(*) FILTER (WHERE note = 'changed') AS left FROM orderhook.reverify();
CALL orderhook.purge_all('1 microsecond', 3);
TABLE state;
-- Nothing is left to do.
CALL orderhook.purge_all('1 microsecond', 3);
CALL orderhook.renormalize_all('false');
-- What is no batch.
SELECT * FROM orderhook.reverify(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM orderhook.reverify(batch => 0);
SELECT * FROM orderhook.reverify(after => NULL);
SELECT * FROM orderhook.reverify(dry_run => NULL);
CALL orderhook.reverify_all(batch => 0);
-- In a transaction of the caller's they cannot commit.
BEGIN;
CALL orderhook.reverify_all();
ROLLBACK;

-- ---- in one transaction: renormalize, reverify, purge, simulate ----

-- Each tells at a thousand orders, or ten thousand receipts or deliveries, when all of them are more than one batch.
INSERT INTO orderhook.source (name, provider) VALUES ('many', 'mipos');
SELECT * FROM orderhook.simulate('many', 5001, 0, 0, 0);
ANALYZE orderhook.receipt;
SELECT min(order_id) + 1000 AS last FROM orderhook.orders WHERE source = 'many' \gset
SELECT format($$s.name = 'many' AND r.order_id <= %s$$, :last) AS some \gset
SELECT count(*) FROM orderhook.renormalize(:'some');
-- With a batch of one's own the caller knows how far it is.
SELECT count(*) FROM orderhook.renormalize(:'some', batch => 1000);
SELECT count(*) FROM orderhook.reverify($$s.name = 'many'$$);
SELECT count(*) FROM orderhook.reverify($$s.name = 'many'$$, batch => 10000);
SELECT receipts FROM orderhook.purge('1 microsecond', dry_run => true);

-- Cancelled, each leaves all as it was.
CREATE TEMP VIEW digest AS
SELECT 'headers' AS what, md5(string_agg(h::text, ',' ORDER BY order_id)) AS digest FROM orderhook.order_header h
 UNION ALL
SELECT 'receipts', md5(string_agg(r::text, ',' ORDER BY webhook_id)) FROM orderhook.receipt r
 UNION ALL
SELECT 'secrets', md5(string_agg(s::text, ',' ORDER BY source_id, key_id)) FROM orderhook.source_secret s;
UPDATE orderhook.source SET money_unit = 'major' WHERE name = 'many';
SELECT orderhook.set_secret('revo', 'another secret of Revo', 'another', valid_from => '-infinity');
\o /dev/null
SELECT orderhook.receive('revo', orderhook_sign('{}', 'a third secret of Revo', 'revo'), '{}');
SELECT orderhook.receive('revo', orderhook_sign('{}', 'a third secret of Revo', 'revo'), '{}');
SELECT orderhook.set_secret('revo', 'a third secret of Revo', 'third', valid_from => '-infinity');
\o
-- The last that is gone through.
SELECT order_id FROM orderhook.order_header WHERE order_id > :last - 1001 AND order_id <= :last ORDER BY external_id COLLATE "C" DESC LIMIT 1 \gset
SELECT max(webhook_id) AS webhook_id FROM orderhook.receipt \gset
SELECT format($$CREATE TRIGGER cancel BEFORE UPDATE ON orderhook.order_header FOR EACH ROW WHEN (NEW.order_id = %s)
                EXECUTE FUNCTION pg_temp.cancel()$$, :order_id),
       format($$CREATE TRIGGER cancel BEFORE INSERT OR UPDATE ON orderhook.receipt FOR EACH ROW
                WHEN (NEW.webhook_id = %s OR NEW.webhook_id > %s + 5) EXECUTE FUNCTION pg_temp.cancel()$$, :webhook_id, :webhook_id)
\gexec
CREATE TEMP TABLE before AS TABLE digest;
SELECT count(*) FROM orderhook.renormalize(:'some', dry_run => false);
\echo :LAST_ERROR_SQLSTATE
TABLE digest EXCEPT TABLE before;
SELECT count(*) FROM orderhook.reverify($$s.name = 'revo'$$, dry_run => false);
\echo :LAST_ERROR_SQLSTATE
TABLE digest EXCEPT TABLE before;
SELECT receipts FROM orderhook.purge('1 microsecond');
\echo :LAST_ERROR_SQLSTATE
TABLE digest EXCEPT TABLE before;
SELECT * FROM orderhook.simulate('many', 10, seed => 1);
\echo :LAST_ERROR_SQLSTATE
TABLE digest EXCEPT TABLE before;

-- Called again, each does all of it.
DROP TRIGGER cancel ON orderhook.order_header;
DROP TRIGGER cancel ON orderhook.receipt;
SELECT count(DISTINCT order_id) FROM orderhook.renormalize(:'some', dry_run => false);
SELECT count(*) FILTER (WHERE note = 'changed') FROM orderhook.reverify($$s.name = 'revo'$$, dry_run => false);
SELECT sum(deliveries) > 0 AS sent FROM orderhook.simulate('many', 10, seed => 1);
SELECT receipts > 10000 AS purged FROM orderhook.purge('1 microsecond');
SELECT count(*) AS left FROM orderhook.receipt WHERE body IS NOT NULL;

-- What is refused before anything is done.
\set VERBOSITY sqlstate
SELECT format('CALL orderhook.%s_all(%s)', p, a)
  FROM unnest('{renormalize,reverify}'::text[]) p, unnest('{"NULL","''true'', NULL","''true'', 0, 0","''true'', 0, -1"}'::text[]) a \gexec
\set VERBOSITY default
