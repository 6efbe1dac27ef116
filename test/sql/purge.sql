-- Bodies that are old enough go; what became of their deliveries stays.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
SET timezone = 'UTC';

-- Deliveries of all kinds, number n received n days and an hour ago.
\o /dev/null
SELECT pg_temp.deliver('revo', pg_temp.payload('revo/order_open.json'));
SELECT pg_temp.deliver('bbot', pg_temp.payload('bbot/delivery.json'));
SELECT pg_temp.deliver('revo', '{"event": ');
SELECT orderhook.receive('bbot', '{"X-Other": "1"}', 'forged');
SELECT orderhook.receive('mipos', '{"X-Other": "1"}', NULL);
SELECT orderhook.receive('mipos', NULL, NULL);
UPDATE orderhook.source SET max_body_bytes = 2000 WHERE name = 'mipos';
SELECT pg_temp.deliver('mipos', repeat('x', 3000));
SELECT pg_temp.deliver('fulflld', pg_temp.payload('fulflld/order_created.json'));
\o
UPDATE orderhook.receipt SET received_at = now() - webhook_id * interval '1 day' - interval '1 hour';
CREATE TEMP TABLE before AS SELECT to_jsonb(r) - '{body,headers}'::text[] AS stays, r.* FROM orderhook.receipt r;
CREATE FUNCTION pg_temp.purged() RETURNS TABLE (webhook_id bigint, purged boolean) LANGUAGE sql AS
'SELECT webhook_id, body IS NULL AND headers IS NULL FROM orderhook.receipt ORDER BY 1';

-- ---- what is refused ----

CREATE FUNCTION pg_temp.answer(call text, OUT code text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'SELECT count(*) FROM ' || call;
EXCEPTION WHEN OTHERS THEN
    code := SQLSTATE;
    message := SQLERRM;
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
END $$;
SELECT call, a.* FROM (VALUES
    (1, 'orderhook.purge(NULL)'),
    (2, 'orderhook.purge(''0'')'),
    (3, 'orderhook.purge(''-1 day'')'),
    (4, 'orderhook.purge(''1 day -24 hours'')'),
    (5, 'orderhook.purge(''1 month -40 days'')'),
    (6, 'orderhook.purge(''1 year -10000 hours'')'),
    (7, 'orderhook.purge(''1 day'', NULL)'),
    (8, 'orderhook.purge(''1 day'', false, 0)'),
    (9, 'orderhook.purge(''1 day'', true, -1)'),
    (10, 'orderhook.purge(''1000000 years'')'),
    (11, 'orderhook.purge(''-300000 years'')'),
    (12, 'orderhook.purge(''178000000 years'')'),
    (13, 'orderhook.purge(''6800 years'', true)'),
    (14, 'orderhook.purge(''1000000 years -365243000 days'', true)'),
    (15, 'orderhook.purge(''1 month -20 days'', true)'),
    (16, 'orderhook.purge(''290000 days'', true)')) t (n, call)
 CROSS JOIN LATERAL pg_temp.answer(call) a ORDER BY n;
CALL orderhook.purge_all(NULL);
\echo :LAST_ERROR_SQLSTATE
CALL orderhook.purge_all('-1 day');
\echo :LAST_ERROR_SQLSTATE
CALL orderhook.purge_all('300000 years');
\echo :LAST_ERROR_SQLSTATE
CALL orderhook.purge_all('1 day', 0);
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM pg_temp.purged() WHERE purged;

-- ---- first what it would be, then that ----

CREATE FUNCTION pg_temp.purge(older_than interval, dry_run boolean, batch bigint)
RETURNS TABLE (dry boolean, receipts bigint, right_bytes boolean, oldest text, newest text) LANGUAGE sql AS $$
SELECT p.dry_run, p.receipts,
       p.bytes = (SELECT COALESCE(sum(length(b.body)), 0) FROM before b WHERE b.received_at BETWEEN p.oldest AND p.newest),
       to_char(now() - p.oldest, 'DD'), to_char(now() - p.newest, 'DD')
  FROM orderhook.purge(older_than, dry_run, batch) p
$$;
SELECT * FROM pg_temp.purge('2 days', true, NULL);
SELECT * FROM pg_temp.purge('2 days', true, 2);
SELECT * FROM pg_temp.purge('30 days', true, NULL);
SELECT count(*) FROM pg_temp.purged() WHERE purged;
-- From the oldest on, of all sources together; one without body and headers has nothing to purge.
SELECT * FROM pg_temp.purge('2 days', false, 2);
SELECT * FROM pg_temp.purged();
SELECT * FROM pg_temp.purge('2 days', false, 2);
SELECT * FROM pg_temp.purged();
SELECT * FROM pg_temp.purge('2 days', false, NULL);
SELECT * FROM pg_temp.purged();
SELECT * FROM pg_temp.purge('2 days', false, NULL);
-- All but body and headers stays, and so do the orders.
SELECT count(*) FROM before b JOIN orderhook.receipt r USING (source_id, webhook_id)
 WHERE to_jsonb(r) - '{body,headers}'::text[] = b.stays;
SELECT count(*) FROM orderhook.orders;
SELECT source, received, quarantined, rejected FROM orderhook.sources WHERE received > 0 ORDER BY 1;

-- ---- what needs the bytes says so ----

SELECT * FROM orderhook.replay(3);
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM orderhook.orders o, orderhook.order_as_of(o.order_id, now()) WHERE o.source = 'bbot';
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM orderhook.renormalize($$s.name = 'bbot'$$);
SELECT note, count(*) FROM orderhook.reverify('r.webhook_id = 3') GROUP BY 1;

-- ---- all of it, a transaction for each batch ----

CREATE FUNCTION pg_temp.fill() RETURNS void LANGUAGE sql AS $$
UPDATE orderhook.source SET rejected_quota = 0;
TRUNCATE orderhook.receipt;
INSERT INTO orderhook.receipt (source_id, webhook_id, received_at, verdict, strength, outcome, http_status, body_digest, body_bytes, body)
SELECT n % 3 + 4710, n, timestamptz '2026-01-01' + n / 2 * interval '1 second', 'ok', 'body', 'applied', 200, '', 3, 'abc'
  FROM generate_series(1, 25) n;
$$;
SELECT pg_temp.fill();
INSERT INTO orderhook.receipt (source_id, webhook_id, received_at, verdict, strength, outcome, http_status, body_digest, body_bytes, body)
VALUES (4710, 26, now(), 'ok', 'body', 'applied', 200, '', 3, 'abc');
CALL orderhook.purge_all('2 days', 10);
SELECT webhook_id FROM pg_temp.purged() WHERE NOT purged;
CALL orderhook.purge_all('2 days', 10);
-- One at a time, where several came at the same instant, and all in one.
SELECT pg_temp.fill();
DELETE FROM orderhook.receipt WHERE webhook_id > 5;
CALL orderhook.purge_all('2 days', 1);
SELECT count(*) FROM pg_temp.purged() WHERE NOT purged;
SELECT pg_temp.fill();
CALL orderhook.purge_all('2 days', NULL);

-- What it did before it was interrupted stays done, and the next call goes on.
SELECT pg_temp.fill();
CREATE FUNCTION pg_temp.stop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'interrupted' USING ERRCODE = 'query_canceled';
END $$;
CREATE TRIGGER stop BEFORE UPDATE ON orderhook.receipt FOR EACH ROW WHEN (NEW.webhook_id = 15) EXECUTE FUNCTION pg_temp.stop();
CALL orderhook.purge_all('2 days', 10);
DROP TRIGGER stop ON orderhook.receipt;
SELECT count(*) FROM pg_temp.purged() WHERE purged;
CALL orderhook.purge_all('2 days', 10);
SELECT count(*) FROM pg_temp.purged() WHERE NOT purged;
-- In a transaction of the caller's it cannot commit.
SELECT pg_temp.fill();
BEGIN;
CALL orderhook.purge_all('2 days', 10);
ROLLBACK;
SELECT count(*) FROM pg_temp.purged() WHERE purged;

-- Each batch looks only at what the last did not: of purged rows that many are read again, by the count of the index.
SELECT pg_temp.fill();
INSERT INTO orderhook.receipt (source_id, webhook_id, received_at, verdict, strength, outcome, http_status, body_digest, body_bytes, body)
SELECT 4710, n, timestamptz '2026-01-02' + n * interval '1 second', 'ok', 'body', 'applied', 200, '', 3, 'abc'
  FROM generate_series(101, 2100) n;
ANALYZE orderhook.receipt;
SET client_min_messages = warning;
SELECT pg_stat_force_next_flush();
SELECT pg_stat_get_tuples_fetched('orderhook.receipt_received'::regclass) AS fetched \gset
CALL orderhook.purge_all('2 days', 20);
SELECT pg_stat_force_next_flush();
SELECT pg_stat_get_tuples_fetched('orderhook.receipt_received'::regclass) - :fetched BETWEEN 2000 AND 20000 AS few;
RESET client_min_messages;
SELECT count(*) FROM pg_temp.purged() WHERE NOT purged;
