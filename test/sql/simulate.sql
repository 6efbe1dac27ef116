-- orderhook.simulate: a night of deliveries through the door of one source.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'
UPDATE orderhook.source SET timezone = 'America/New_York', money_unit = CASE provider WHEN 'fulflld' THEN 'major' END;

-- ---- what becomes of the deliveries ----

SELECT p.provider, s.*
  FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider), orderhook.simulate(p.provider::text, 60) s;

-- All were sent, each forgery was turned away, and nothing else; one receipt for each.
CREATE TEMP VIEW sent AS
SELECT s.name, s.provider, x.*
  FROM orderhook.source s, orderhook_rehearse(s.provider, s.timezone, '2025-01-03', 60, 100000, 100000, 20000, 100000, 0) x;
SELECT t.provider, t.deliveries, t.forgeries, t.deliveries = r.receipts AS all_received, t.forgeries = r.rejected AS forgeries_rejected,
       r.by_other_keys
  FROM (SELECT name, provider, count(*) AS deliveries, count(*) FILTER (WHERE is_tampered) AS forgeries FROM sent GROUP BY 1, 2) t
  JOIN (SELECT s.name, count(*) AS receipts, count(*) FILTER (WHERE r.outcome = 'rejected') AS rejected,
               count(*) FILTER (WHERE r.outcome <> 'rejected' AND r.key_id <> 'simulation') AS by_other_keys
          FROM orderhook.receipt r JOIN orderhook.source s USING (source_id) GROUP BY 1) r USING (name)
 ORDER BY 1;
SELECT count(*) AS not_as_sent
  FROM (SELECT name, body, row_number() OVER (PARTITION BY name ORDER BY delivery_no) FROM sent
        EXCEPT
        SELECT s.name, r.body, row_number() OVER (PARTITION BY s.name ORDER BY r.webhook_id)
          FROM orderhook.receipt r JOIN orderhook.source s USING (source_id)) x;

-- Sixty orders, and Revo's refunds beside them; no sum is wrong, nothing unread, nothing warned of.
SELECT provider, lifecycle, count(*) AS orders, count(*) FILTER (WHERE is_refund) AS refunds,
       count(*) FILTER (WHERE refunded < 0) AS refunded, sum(total) AS total
  FROM orderhook.orders GROUP BY 1, 2 ORDER BY 1, 2;
SELECT provider, status, count(*) FROM orderhook.reconciliation WHERE status <> 'pass' GROUP BY 1, 2 ORDER BY 1, 2;
SELECT provider, severity, path, expected, found FROM orderhook.order_problems GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3;
SELECT count(*) AS quarantined FROM orderhook.quarantine;

-- The evening is one by the clock of the source, whichever that is.
SELECT provider, min(placed_at AT TIME ZONE 'America/New_York') >= '2025-01-03 17:00' AS not_before,
       max(placed_at AT TIME ZONE 'America/New_York') < '2025-01-04' AS not_after, min(business_date), max(business_date)
  FROM orderhook.orders WHERE placed_at IS NOT NULL GROUP BY 1 ORDER BY 1;

-- The nights of one seed tell of the same meals: what one provider refers to is the order of another.
SELECT b.provider, o.provider AS of_provider, count(*)
  FROM orderhook.orders b JOIN orderhook.orders o ON o.external_id = b.external_ref
 GROUP BY 1, 2 ORDER BY 1, 2;

-- ---- the keys ----

-- The source's own are as they were, and do; the night's is gone.
SELECT s.name, k.key_id, k.valid_to, k.last_used_at IS NULL AS never_used
  FROM orderhook.source_secret k JOIN orderhook.source s USING (source_id) ORDER BY s.source_id;
SELECT p.provider, outcome, verdict FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
    LATERAL pg_temp.deliver(p.provider::text, orderhook_sample(p.provider, 1));

-- FlyBuy may ask for a token, for a signature, or for both; Fulflld for nothing; and a source may have no key at all.
INSERT INTO orderhook.source (name, provider, allow_unauthenticated)
VALUES ('signed', 'flybuy', false), ('signed later', 'flybuy', false), ('both', 'flybuy', false), ('open', 'fulflld', true), ('keyless', 'bbot', false);
SELECT orderhook.set_secret('signed', 'hmac:c2lnbmluZyBrZXkgb2YgRmx5QnV5'), orderhook.set_secret('both', 'token of FlyBuy'),
       orderhook.set_secret('both', 'hmac:c2lnbmluZyBrZXkgb2YgRmx5QnV5', 'signing'),
       orderhook.set_secret('signed later', 'hmac:c2lnbmluZyBrZXkgb2YgRmx5QnV5', 'next year', now() + interval '1 year');
SELECT n.name, s.*
  FROM unnest('{signed,signed later,both,open,keyless}'::text[]) AS n (name), orderhook.simulate(n.name, 20, 0, 0, 0.1, seed => 1) s;
SELECT s.name, r.verdict, r.strength, r.key_id, count(*) FROM orderhook.receipt r JOIN orderhook.source s USING (source_id)
 WHERE s.name IN ('signed', 'signed later', 'both', 'open', 'keyless') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2;
SELECT DISTINCT s.name, k.key_id FROM orderhook.source_secret k JOIN orderhook.source s USING (source_id)
 WHERE s.name IN ('signed', 'signed later', 'both', 'open', 'keyless') ORDER BY 1, 2;
SELECT s.name, r.outcome, r.verdict FROM unnest('{open,keyless}'::text[]) AS s (name),
    LATERAL orderhook.receive(s.name, '{}', orderhook_sample('fulflld', 1)) r;

-- A key of that name is not touched.
SELECT orderhook.set_secret('keyless', 'my own:word', 'simulation');
SELECT orderhook.simulate('keyless', 1);
SELECT k.key_id, k.valid_to FROM orderhook.source_secret k JOIN orderhook.source s USING (source_id) WHERE s.name = 'keyless';

-- ---- the bytes ----

-- The same on every version and machine.
CREATE FUNCTION pg_temp.night(the_provider text, the_seed int, the_night date, the_zone text) RETURNS text
LANGUAGE sql
RETURN (SELECT md5(string_agg(md5(x.body) || x.sent_at::text, ',' ORDER BY x.delivery_no))
          FROM orderhook_rehearse(the_provider, the_zone, the_night, 200, 100000, 100000, 20000, 100000, the_seed) x);
SET timezone = 'UTC';
SELECT p.provider, pg_temp.night(p.provider::text, 0, '2025-01-03', 'UTC')
  FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider) ORDER BY 1;
SELECT p.provider, count(DISTINCT n.night) AS nights
  FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
       LATERAL (VALUES (pg_temp.night(p.provider::text, 0, '2025-01-03', 'UTC')), (pg_temp.night(p.provider::text, 0, '2025-01-03', 'UTC')),
                       (pg_temp.night(p.provider::text, 1, '2025-01-03', 'UTC')), (pg_temp.night(p.provider::text, -1, '2025-01-03', 'UTC')),
                       (pg_temp.night(p.provider::text, 0, '2025-07-04', 'UTC')),
                       (pg_temp.night(p.provider::text, 0, '2025-07-04', 'Europe/Madrid'))) n (night)
 GROUP BY 1 ORDER BY 1;

-- Two sources, the same arguments: the same bytes at the door.
INSERT INTO orderhook.source (name, provider) SELECT 'a ' || p, p::text FROM unnest(enum_range(NULL::orderhook_provider)) p;
INSERT INTO orderhook.source (name, provider) SELECT 'b ' || p, p::text FROM unnest(enum_range(NULL::orderhook_provider)) p;
\o /dev/null
SELECT orderhook.simulate(name, 30, seed => 5) FROM orderhook.source WHERE name ~ '^[ab] ' ORDER BY source_id;
\o
SELECT provider, count(DISTINCT bodies) AS different
  FROM (SELECT s.provider, s.name, md5(string_agg(r.body, '' ORDER BY r.webhook_id)) AS bodies
          FROM orderhook.receipt r JOIN orderhook.source s USING (source_id) WHERE s.name ~ '^[ab] ' GROUP BY 1, 2) x
 GROUP BY 1 ORDER BY 1;

-- Ids are of one seed alone, and none is that of a sample.
SELECT p.provider, count(*) AS orders, count(DISTINCT id) AS ids
  FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
       LATERAL (SELECT DISTINCT seed, (orderhook_parse(x.body, p.provider)).external_id
                  FROM generate_series(0, 3) AS seed,
                       orderhook_rehearse(p.provider::text, 'UTC', '2025-01-03', 50, 0, 0, 0, 0, seed) x
                UNION ALL
                SELECT DISTINCT -1, (orderhook_parse(orderhook_sample(p.provider, seed), p.provider)).external_id
                  FROM generate_series(0, 99) AS seed) o (seed, id)
 GROUP BY 1 ORDER BY 1;

-- ---- order and repetition do not matter ----

INSERT INTO orderhook.source (name, provider) SELECT 'calm ' || p, p::text FROM unnest(enum_range(NULL::orderhook_provider)) p;
INSERT INTO orderhook.source (name, provider) SELECT 'wild ' || p, p::text FROM unnest(enum_range(NULL::orderhook_provider)) p;
\o /dev/null
SELECT orderhook.simulate(name, 60, 0, 0, 0, 0.3, 9) FROM orderhook.source WHERE name ~ '^calm ' ORDER BY source_id;
SELECT orderhook.simulate(name, 60, 0.5, 0.5, 0.2, 0.3, 9) FROM orderhook.source WHERE name ~ '^wild ' ORDER BY source_id;
\o
CREATE TEMP TABLE ending AS
SELECT s.provider, s.name, c.content
  FROM orderhook.source s
  JOIN LATERAL (
       SELECT 'order ' || (to_jsonb(v) - '{source,source_id,order_id,first_received_at,last_received_at,business_date,problem_count,revision}'::text[])::text
         FROM orderhook.orders v WHERE v.source = s.name
       UNION ALL SELECT 'item ' || (to_jsonb(v) - '{source,source_id,order_id}'::text[])::text FROM orderhook.order_items v WHERE v.source = s.name
       UNION ALL SELECT 'charge ' || (to_jsonb(v) - '{source,source_id,order_id}'::text[])::text FROM orderhook.order_charges v WHERE v.source = s.name
       UNION ALL SELECT 'payment ' || (to_jsonb(v) - '{source,source_id,order_id}'::text[])::text FROM orderhook.order_payments v WHERE v.source = s.name
       UNION ALL SELECT 'delivery ' || (to_jsonb(v) - '{source,source_id,order_id}'::text[])::text FROM orderhook.order_deliveries v WHERE v.source = s.name
       UNION ALL SELECT 'check ' || (to_jsonb(v) - '{source,source_id,order_id}'::text[])::text FROM orderhook.reconciliation v WHERE v.source = s.name
       UNION ALL SELECT 'arrival ' || (to_jsonb(v) - '{source,source_id,order_id}'::text[])::text FROM orderhook.order_arrivals v WHERE v.source = s.name
       ) c (content) ON s.name ~ '^(calm|wild) ';
SELECT provider, count(*) FILTER (WHERE name ~ 'calm') AS calm, count(*) FILTER (WHERE name ~ 'wild') AS wild,
       count(DISTINCT (name, content)) - count(DISTINCT content) * 2 AS differing
  FROM ending GROUP BY 1 ORDER BY 1;

-- ---- a large night ----

-- How far it is, is told each 10,000 deliveries.
INSERT INTO orderhook.source (name, provider) VALUES ('large', 'mipos');
SELECT * FROM orderhook.simulate('large', 5000, 0, 0, 0.01);
SELECT * FROM orderhook.simulate('large', 0);
-- The same again is known already.
SELECT * FROM orderhook.simulate('a revo', 30, 0, 0, 0, seed => 5);

-- ---- what is refused ----

CREATE FUNCTION pg_temp.refusal(arguments text, OUT code text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'SELECT orderhook.simulate(' || arguments || ')';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$$;
SELECT a.arguments, r.*
  FROM (VALUES (1, $$'nowhere'$$), (2, 'NULL'), (3, $$'bbot', -1$$), (4, $$'bbot', 50001$$), (5, $$'bbot', NULL$$),
               (6, $$'bbot', 1, -0.1$$), (7, $$'bbot', 1, 1.001$$), (8, $$'bbot', 1, NULL$$), (9, $$'bbot', 1, 'NaN'$$),
               (10, $$'bbot', 1, reorder => 2$$), (11, $$'bbot', 1, tamper => -1$$), (12, $$'bbot', 1, sparse => 'Infinity'$$),
               (13, $$'bbot', 1, seed => NULL$$), (14, $$'bbot', 1, night => NULL$$), (15, $$'bbot', 1, night => '1999-12-31'$$),
               (16, $$'bbot', 1, night => 'infinity'$$), (17, $$'bbot', 1, night => '3000-01-01'$$)) a (n, arguments),
       LATERAL pg_temp.refusal(a.arguments) r
 ORDER BY a.n;
SELECT * FROM orderhook_rehearse('bbot', 'UTC', '2025-01-03', 1, 0, 0, 1000001, 0, 0);
SELECT * FROM orderhook_rehearse('grubhub', 'UTC', '2025-01-03', 1, 0, 0, 0, 0, 0);
SELECT count(*) FROM orderhook_rehearse('bbot', 'UTC', '2025-01-03', NULL, 0, 0, 0, 0, 0);
-- Nothing is left of what failed.
SELECT count(*) AS keys FROM orderhook.source_secret WHERE key_id ~ '^simulation' AND source_id <> (SELECT source_id FROM orderhook.source WHERE name = 'keyless');
-- The ends of what is taken.
SELECT e.night, e.seed, s.* FROM (VALUES ('2000-01-01'::date, -2147483648), ('2999-12-31', 2147483647)) e (night, seed),
    LATERAL orderhook.simulate('mipos', 10, 1, 1, 1, 1, e.seed, e.night) s;

-- ---- away with it ----

-- As README.md says.
\set source large
\set ECHO none
\o /dev/null
BEGIN;
SELECT format('DELETE FROM %s WHERE source_id = (SELECT source_id FROM orderhook.source WHERE name = %L)', c.oid::regclass, :'source')
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'source_id'
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'p')
 ORDER BY c.relname = 'source' \gexec
COMMIT;
\o
\set ECHO all
SELECT count(*) FILTER (WHERE source = 'large') AS orders_of_it, count(*) > 0 AS others FROM orderhook.orders;
SELECT count(*) AS ownerless FROM orderhook.receipt WHERE source_id NOT IN (SELECT source_id FROM orderhook.source);
SELECT * FROM orderhook.simulate(:'source', 1);
