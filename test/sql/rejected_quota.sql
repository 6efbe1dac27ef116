-- What nobody proved is kept within the quota of its source, so that forgers cannot fill the disk.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

-- What unproven receipts of a source take, counted here once more.
CREATE FUNCTION pg_temp.kept(source text, OUT receipts bigint, OUT bytes bigint) LANGUAGE sql AS $$
SELECT count(*), COALESCE(sum(2048 + COALESCE(pg_column_size(r.headers), 0) + COALESCE(pg_column_size(r.body), 0)), 0)
  FROM orderhook.receipt r JOIN orderhook.source s USING (source_id)
 WHERE s.name = kept.source AND r.http_status IN (401, 413) AND r.verdict <> 'ok'
$$;
-- So many forged deliveries, one statement each, and the most that was kept in between.
CREATE FUNCTION pg_temp.forge(source text, count int, size int, OUT rejected bigint, OUT numbered bigint, OUT most bigint)
LANGUAGE plpgsql AS $$
DECLARE
    answer record;
BEGIN
    rejected := 0;
    numbered := 0;
    most := 0;
    FOR n IN 1 .. count LOOP
        SELECT * INTO answer FROM orderhook.receive(source, '{"X-Forged": "1"}', convert_to(n || repeat('x', n % size), 'UTF8'));
        rejected := rejected + (answer.http_status = 401 AND answer.outcome = 'rejected')::int;
        numbered := numbered + (answer.webhook_id > 0)::int;
        most := greatest(most, (SELECT bytes FROM pg_temp.kept(source)));
    END LOOP;
END $$;

-- The default, and what it may be.
SELECT DISTINCT rejected_quota FROM orderhook.source;
UPDATE orderhook.source SET rejected_quota = -1;
UPDATE orderhook.source SET rejected_quota = NULL;

-- Something authentic of each kind, something rejected of another source, and then the flood.
\o /dev/null
SELECT pg_temp.deliver('revo', pg_temp.payload('revo/order_open.json'));
SELECT pg_temp.deliver('revo', pg_temp.payload('revo/order_open.json'));
SELECT pg_temp.deliver('revo', '{"event": ');
SELECT pg_temp.deliver('revo', pg_temp.payload('revo/stocks_updated.json'));
UPDATE orderhook.source SET max_body_bytes = 100 WHERE name = 'revo';
SELECT pg_temp.deliver('revo', pg_temp.payload('revo/order_open.json'));
UPDATE orderhook.source SET max_body_bytes = 4194304 WHERE name = 'revo';
SELECT orderhook.receive('bbot', '{}', 'forged');
\o
CREATE TEMP TABLE authentic AS SELECT * FROM orderhook.receipt;
SELECT outcome, verdict, strength FROM authentic ORDER BY webhook_id;

-- ---- one by one ----

UPDATE orderhook.source SET rejected_quota = 300000 WHERE name = 'revo';
SELECT rejected, numbered, most > 200000 AS up_to_it, most <= 750000 AS and_no_further FROM pg_temp.forge('revo', 3000, 900);
-- The newest are kept, without a gap.
SELECT count(*) > 20 AS some, max(webhook_id) = (SELECT last_value FROM orderhook.receipt_webhook_id_seq) AS the_last,
       max(webhook_id) - min(webhook_id) + 1 = count(*) AS without_gap
  FROM orderhook.receipt WHERE outcome = 'rejected' AND webhook_id > (SELECT max(webhook_id) FROM authentic);
-- Authentic ones and those of others stay, and the view says what is kept.
SELECT count(*) FROM authentic a JOIN orderhook.receipt r USING (source_id, webhook_id) WHERE r IS NOT DISTINCT FROM a;
SELECT count(*) FROM authentic;
SELECT s.source, s.rejected = k.receipts + (s.source = 'revo')::int AS counted, s.rejected_bytes = k.bytes AS measured
  FROM orderhook.sources s, pg_temp.kept(s.source) k ORDER BY 1;

-- ---- many at once ----

UPDATE orderhook.source SET rejected_quota = 30000 WHERE name IN ('revo', 'mipos');
SELECT b.http_status, count(*), count(b.webhook_id) AS numbered
  FROM (SELECT array_agg((ARRAY['revo', 'mipos'])[n % 2 + 1] ORDER BY n) AS sources, array_agg('{}'::jsonb ORDER BY n) AS headers,
               array_agg(convert_to(repeat('x', n), 'UTF8') ORDER BY n) AS bodies
          FROM generate_series(1, 500) n) d
 CROSS JOIN LATERAL orderhook.receive_batch(d.sources, d.headers, d.bodies) b
 GROUP BY 1;
SELECT s, bytes > 25000 AS up_to_it, bytes <= 30000 AS and_no_further FROM unnest('{revo,mipos}'::text[]) s, pg_temp.kept(s) ORDER BY 1;
INSERT INTO orderhook.inbox (source, headers, body) SELECT 'revo', '{}', 'x' FROM generate_series(1, 500);
SELECT bytes > 25000 AS up_to_it, bytes <= 30000 AS and_no_further FROM pg_temp.kept('revo');

-- ---- what counts ----

-- Too large and not authentic counts, with what is kept of it; too large and authentic does not.
UPDATE orderhook.source SET max_body_bytes = 5000, rejected_quota = 30000 WHERE name = 'revo';
SELECT outcome, http_status, count(*)
  FROM generate_series(1, 100) n CROSS JOIN LATERAL orderhook.receive('revo', '{}', convert_to(n || repeat('x', 5000), 'UTF8'))
 GROUP BY 1, 2;
SELECT receipts > 5 AS some, bytes <= 30000 AS no_further FROM pg_temp.kept('revo');
SELECT count(*) FROM generate_series(1, 100) n
 CROSS JOIN LATERAL pg_temp.deliver('revo', convert_to(n || repeat('x', 5000), 'UTF8')) d WHERE d.outcome = 'too_large';
SELECT count(*) FROM orderhook.receipt WHERE outcome = 'too_large' AND strength = 'body' AND body_bytes > 5000;
-- Headers count.
SELECT count(*) FROM generate_series(1, 100) n
 CROSS JOIN LATERAL orderhook.receive('revo', jsonb_build_object('x', (SELECT string_agg(md5(n || '/' || m), '') FROM generate_series(1, 30) m)), '') d
 WHERE d.outcome = 'rejected';
SELECT receipts BETWEEN 5 AND 12 AS few, bytes <= 30000 AS no_further FROM pg_temp.kept('revo');
-- One that alone is more is not kept, and takes no other's place.
SELECT outcome, http_status, webhook_id > 0 AS numbered FROM orderhook.receive('revo', '{}', convert_to(repeat('x', 4000), 'UTF8'));
UPDATE orderhook.source SET rejected_quota = 6000 WHERE name = 'revo';
SELECT outcome, verdict, http_status, webhook_id > 0 AS numbered FROM orderhook.receive('revo', '{}', convert_to(repeat('x', 4000), 'UTF8'));
SELECT max(body_bytes) AS body_bytes, bytes <= 6000 AS no_further
  FROM pg_temp.kept('revo') k, orderhook.receipt r WHERE r.webhook_id IN (SELECT max(webhook_id) FROM orderhook.receipt) GROUP BY 2;
-- With 0 none is kept.
UPDATE orderhook.source SET rejected_quota = 0 WHERE name = 'revo';
SELECT outcome, verdict, http_status, webhook_id > 0 AS numbered FROM orderhook.receive('revo', '{}', '');
SELECT outcome, verdict, http_status, webhook_id > 0 AS numbered
  FROM orderhook.receive_batch('{revo,revo}', '{"{}","{}"}', '{"",x}');
SELECT receipts FROM pg_temp.kept('revo');
SELECT count(*) FROM authentic a JOIN orderhook.receipt r USING (source_id, webhook_id) WHERE r IS NOT DISTINCT FROM a;
-- One that a replay let in has left the quota.
SELECT pg_temp.payload('revo/order_closed_full.json') AS closed \gset
INSERT INTO orderhook.source (name, provider, rejected_quota) VALUES ('early', 'revo', 40000);
SELECT webhook_id, outcome FROM orderhook.receive('early', pg_temp.headers('revo', :'closed'), :'closed') \gset early_
\o /dev/null
SELECT orderhook.set_secret('early', pg_temp.secret('revo'), valid_from => '-infinity');
\o
SELECT :'early_outcome' AS outcome, receipts FROM pg_temp.kept('early');
SELECT outcome FROM orderhook.replay(:early_webhook_id);
SELECT rejected FROM pg_temp.forge('early', 300, 100);
SELECT outcome, body IS NOT NULL AS whole FROM orderhook.receipt WHERE webhook_id = :early_webhook_id;

-- A transaction with one snapshot leaves it to others.
UPDATE orderhook.source SET rejected_quota = 300000 WHERE name = 'revo';
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM generate_series(1, 100) n, orderhook.receive('revo', '{}', convert_to(n::text, 'UTF8')) WHERE http_status = 401;
COMMIT;
SELECT receipts FROM pg_temp.kept('revo');
UPDATE orderhook.source SET rejected_quota = 30000 WHERE name = 'revo';
SELECT outcome FROM orderhook.receive('revo', '{}', 'x');
SELECT receipts < 40 AS few, bytes <= 30000 AS no_further FROM pg_temp.kept('revo');
