-- What the orders of a day come to, and of which day they are.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET jit = off;

UPDATE orderhook.source SET timezone = 'Europe/Madrid', currency = 'EUR' WHERE name = 'revo';

-- ---- by hand: the same from orders, order by order ----

CREATE TEMP VIEW ended AS
SELECT o.*, COALESCE(o.lifecycle IN ('cancelled', 'rejected', 'merged', 'failed'), false) AS has_ended,
       COALESCE(o.is_test, false) AS is_trial, COALESCE(o.is_refund, false) AS is_back
  FROM orderhook.orders o;
CREATE TEMP VIEW part AS
SELECT *, total IS NOT NULL AS is_priced FROM ended
 WHERE NOT has_ended AND NOT is_trial AND NOT is_back;
CREATE TEMP VIEW by_hand AS
SELECT source, store, business_date, currency,
       count(*) FILTER (WHERE k = 'sale') AS orders, sum(item_count) AS items, sum(gross) AS gross, sum(discount) AS discount,
       sum(net) AS net, sum(tax) AS tax, sum(tip) AS tip, sum(fee) AS fee, sum(refunds) AS refunds, sum(total) AS total,
       round(sum(total) / NULLIF(count(total), 0), 4) AS average_ticket,
       CASE WHEN count(total) + count(back) > 0 THEN COALESCE(sum(total), 0) + COALESCE(sum(back), 0) END AS kept,
       count(*) FILTER (WHERE k = 'cancelled') AS cancelled, count(*) FILTER (WHERE k = 'test') AS tests,
       count(*) FILTER (WHERE k = 'sale' AND total IS NULL) AS orders_without_total,
       count(*) FILTER (WHERE total IS NOT NULL AND tax IS NULL) AS orders_without_tax
  FROM (SELECT 'sale' AS k, source, store, business_date, currency, item_count, refunded AS refunds, NULL::numeric AS back,
               CASE WHEN is_priced THEN discount END AS discount, CASE WHEN is_priced THEN tax END AS tax,
               CASE WHEN is_priced THEN tip END AS tip, CASE WHEN is_priced THEN fee END AS fee,
               total,
               total - COALESCE(tax, 0) - COALESCE(tip, 0) - COALESCE(fee, 0) AS net,
               total - COALESCE(tax, 0) - COALESCE(tip, 0) - COALESCE(fee, 0)
               - COALESCE(discount, 0) AS gross
          FROM part WHERE provider <> 'revo'
         UNION ALL
        SELECT 'sale', source, store, business_date, currency, item_count, NULL, NULL, CASE WHEN is_priced THEN discount END,
               CASE WHEN is_priced THEN tax END, CASE WHEN is_priced THEN tip END, CASE WHEN is_priced THEN fee END,
               total, total - COALESCE(tax, 0),
               total - COALESCE(tax, 0) - COALESCE(discount, 0)
          FROM part WHERE provider = 'revo'
         UNION ALL
        SELECT CASE WHEN is_trial THEN 'test' WHEN has_ended THEN 'cancelled' ELSE 'refund' END,
               source, store, business_date, currency, NULL,
               CASE WHEN total < 0 AND NOT is_trial AND NOT has_ended THEN total END,
               CASE WHEN total < 0 AND NOT is_trial AND NOT has_ended THEN total END,
               NULL, NULL, NULL, NULL, NULL, NULL, NULL
          FROM ended WHERE is_trial OR has_ended OR is_back) x
 GROUP BY source, store, business_date, currency;
-- Rows that only one of the two has.
CREATE TEMP VIEW difference AS
(TABLE by_hand EXCEPT ALL TABLE orderhook.sales_by_day) UNION ALL (TABLE orderhook.sales_by_day EXCEPT ALL TABLE by_hand);
-- Rows in which the amounts do not add up, or are not all there or all missing.
CREATE TEMP VIEW off AS
SELECT d.* FROM orderhook.sales_by_day d JOIN orderhook.source s ON s.name = d.source
 WHERE net IS DISTINCT FROM gross + COALESCE(discount, 0)
    OR total IS DISTINCT FROM net + COALESCE(tax, 0)
                                   + CASE WHEN provider = 'revo' THEN 0 ELSE COALESCE(tip, 0) + COALESCE(fee, 0) END
    OR total IS NULL AND COALESCE(discount, tax, tip, fee, average_ticket) IS NOT NULL
    OR discount > 0 OR refunds > 0;
CREATE TEMP VIEW off_item AS
SELECT * FROM orderhook.sales_by_item
 WHERE net IS DISTINCT FROM gross + COALESCE(discount, 0) OR total IS DISTINCT FROM net + COALESCE(tax, 0)
    OR total IS NULL AND COALESCE(discount, tax) IS NOT NULL;

-- ---- what single orders come to ----

SELECT count(*) AS rows FROM orderhook.sales_by_day;
SELECT t.n, t.file, d.outcome
  FROM (VALUES (1, 'bbot/sample.json'), (2, 'bbot/refund_suspected.json'), (3, 'mipos/sample.json'), (4, 'flybuy/sample.json'),
               (5, 'fulflld/sample.json'), (6, 'revo/order_closed_full.json'), (7, 'revo/order_exclusive.json'),
               (8, 'revo/refund.json'), (9, 'revo/cancelled.json'), (10, 'fulflld/undelivered.json')) t (n, file)
 CROSS JOIN LATERAL pg_temp.deliver(split_part(t.file, '/', 1), pg_temp.payload(t.file)) d
 ORDER BY t.n;
CREATE TEMP VIEW shown AS
SELECT source, CASE WHEN source <> 'fulflld' THEN business_date END AS date, currency, orders, items, gross, discount, net, tax, tip,
       fee, refunds, total, average_ticket AS average, kept, cancelled, orders_without_total AS no_total, orders_without_tax AS no_tax
  FROM orderhook.sales_by_day ORDER BY source, business_date;
TABLE shown;
SELECT source, external_id, is_refund, business_date, lifecycle, subtotal, discount, fee, tax, tip, total, paid, refunded
  FROM orderhook.orders WHERE provider IN ('bbot', 'mipos', 'revo') ORDER BY source, external_id;
SELECT source, business_date, product_id, name, quantity, orders, gross, discount, net, tax, total
  FROM orderhook.sales_by_item ORDER BY source, business_date, product_id, name;
TABLE difference;
TABLE off;
-- A unit for Fulflld's amounts gives it money; a test is shown and not counted.
UPDATE orderhook.source SET money_unit = 'major' WHERE name = 'fulflld';
\o /dev/null
SELECT orderhook.renormalize($$s.name = 'fulflld'$$, false);
\o
UPDATE orderhook.order_header SET is_test = true
 WHERE source_id = (SELECT source_id FROM orderhook.source WHERE name = 'mipos');
SELECT * FROM shown WHERE source IN ('fulflld', 'mipos');
SELECT tests, orders, total FROM orderhook.sales_by_day WHERE source = 'mipos';
SELECT count(*) FROM orderhook.sales_by_item WHERE source = 'mipos';
TABLE difference;
TABLE off;

-- ---- every payload, and 200 samples of each provider ----

\o /dev/null
UPDATE orderhook.order_header SET is_test = NULL;
SELECT count(*) FROM payload_file p, pg_temp.deliver(split_part(p.name, '/', 1), decode(p.body, 'base64')) d;
SELECT count(*) FROM unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p, generate_series(1, 200) n,
       pg_temp.deliver(p, orderhook_sample(p::orderhook_provider, n)) d;
\o
SELECT count(DISTINCT source) AS sources, sum(orders) > 900 AS many, sum(cancelled) > 30 AS ended FROM orderhook.sales_by_day;
SELECT count(*) AS differences FROM difference;
TABLE off;
SELECT count(*) FROM off_item;
-- What a provider calls its subtotal is before the discount (mipOS), or after (Bbot, Revo), and never with tax.
SELECT d.source, count(*) AS days,
       count(*) FILTER (WHERE d.total IS NOT NULL AND h.subtotal = d.gross) > 0 AS some_gross,
       count(*) FILTER (WHERE h.subtotal <> CASE d.source WHEN 'mipos' THEN d.gross ELSE d.net END) AS others
  FROM orderhook.sales_by_day d
  JOIN (SELECT source, store, business_date, sum(subtotal) AS subtotal
          FROM part p
         WHERE NOT EXISTS (SELECT FROM orderhook.reconciliation r
                            WHERE r.source = p.source AND r.order_id = p.order_id AND r.status = 'fail' AND r.rule ~ 'total|order')
         GROUP BY 1, 2, 3 HAVING count(*) = count(subtotal) AND count(*) = count(total)) h
    ON h.source = d.source AND h.store IS NOT DISTINCT FROM d.store AND h.business_date = d.business_date
  JOIN (SELECT source, business_date, count(*) AS orders FROM part GROUP BY 1, 2) n
    ON n.source = d.source AND n.business_date = d.business_date
 WHERE d.source IN ('bbot', 'mipos', 'revo') GROUP BY d.source ORDER BY d.source;
-- The lines, by hand.
CREATE TEMP VIEW item_by_hand AS
SELECT o.source, o.store, o.business_date, o.currency, i.product_id, i.name, sum(i.quantity) AS quantity,
       count(DISTINCT o.order_id) AS orders, sum(a.net - a.discount) AS gross, sum(i.discount) FILTER (WHERE i.total IS NOT NULL) AS discount,
       sum(a.net) AS net, sum(i.tax) FILTER (WHERE i.total IS NOT NULL) AS tax, sum(a.net + COALESCE(i.tax, 0)) AS total
  FROM part o
  JOIN orderhook.order_items i USING (source, order_id)
 CROSS JOIN LATERAL (SELECT i.total - CASE WHEN o.tax_inclusive IS FALSE THEN 0 ELSE COALESCE(i.tax, 0) END AS net,
                            COALESCE(i.discount, 0) AS discount) a
 WHERE i.voided IS NOT TRUE
 GROUP BY o.source, o.store, o.business_date, o.currency, i.product_id, i.name;
CREATE TEMP VIEW item_difference AS
(TABLE item_by_hand EXCEPT ALL TABLE orderhook.sales_by_item) UNION ALL (TABLE orderhook.sales_by_item EXCEPT ALL TABLE item_by_hand);
SELECT count(*) > 100 AS many, count(DISTINCT source) AS sources FROM orderhook.sales_by_item;
SELECT count(*) AS differences FROM item_difference;
-- The discount of whole orders, tips and fees are what the lines lack of the day.
SELECT source, sum(net) AS net FROM orderhook.sales_by_item GROUP BY source ORDER BY source;

-- ---- orders that name no store ----

INSERT INTO orderhook.store (name, timezone, day_start, currency)
VALUES ('Lord Howe', 'Australia/Lord_Howe', '05:00', 'AUD'), ('Madrid', 'Europe/Madrid', '05:00', NULL);
INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id)
SELECT source_id, '', store_id FROM orderhook.source s, orderhook.store t
 WHERE (s.name, t.name) IN (('fulflld', 'Lord Howe'), ('revo', 'Madrid'));
SELECT source, store, currency, bool_and(store_external_id IS NULL) AS unnamed, count(*) > 0 AS some
  FROM orderhook.orders WHERE source IN ('fulflld', 'revo') GROUP BY 1, 2, 3, store_external_id IS NULL ORDER BY 1, 2;
UPDATE orderhook.store SET currency = 'XTS' WHERE name = 'Madrid';
SELECT DISTINCT source, currency, store_external_id IS NULL AS unnamed FROM orderhook.products WHERE source = 'revo' ORDER BY 1, 2, 3;
SELECT DISTINCT a.store, a.currency, a.business_date = o.business_date AS same_date
  FROM (SELECT * FROM orderhook.orders WHERE source = 'fulflld' ORDER BY order_id LIMIT 5) o
 CROSS JOIN LATERAL orderhook.order_as_of(o.order_id, clock_timestamp()) a;
SELECT count(*) AS differences FROM difference;

-- ---- of which day: the nights in which the clock changes ----

TRUNCATE orderhook.store, orderhook.store_alias, orderhook.order_header, orderhook.order_item;
CREATE FUNCTION pg_temp.add(of_source text, store text, at timestamptz, id text, OUT order_id bigint) LANGUAGE sql AS $$
INSERT INTO orderhook.order_header (source_id, external_id, store_external_id, placed_at, lifecycle, total, tax, item_count,
       authenticity, revision, problem_count, first_received_at, last_received_at, last_webhook_id, last_body_digest,
       stated, version_rank, version_stated, is_loose, group_digests)
SELECT s.source_id, id, store, at, 'completed', 11, 1, 1, 'body', 1, 0, '2026-01-01', '2026-01-01', 1, '', 0, 0, 0, false, '{}'
  FROM orderhook.source s WHERE s.name = of_source
RETURNING order_id $$;
INSERT INTO orderhook.store (name, timezone, day_start)
SELECT z.timezone || ' ' || d, z.timezone, d
  FROM (VALUES ('America/New_York', '{00:00,01:30,05:00}'::time[]), ('Europe/Madrid', '{00:00,02:30,05:00}'),
               ('Australia/Lord_Howe', '{00:00,01:45,05:00}'), ('Pacific/Apia', '{00:00,05:00}')) z (timezone, starts),
       unnest(z.starts) d;
INSERT INTO orderhook.store_alias SELECT s.source_id, t.name, t.store_id FROM orderhook.source s, orderhook.store t WHERE s.name = 'bbot';
-- Of each store an order at each of these moments, and the day that it is of.
CREATE TEMP TABLE moment (store text, at timestamptz, expected date);
INSERT INTO moment VALUES
-- 2026-03-08, 02:00 becomes 03:00: the day from midnight has 23 hours.
('America/New_York 00:00:00', '2026-03-08 04:59:59.999999Z', '2026-03-07'), ('America/New_York 00:00:00', '2026-03-08 05:00Z', '2026-03-08'),
('America/New_York 00:00:00', '2026-03-09 03:59:59.999999Z', '2026-03-08'), ('America/New_York 00:00:00', '2026-03-09 04:00Z', '2026-03-09'),
('America/New_York 05:00:00', '2026-03-08 08:59:59.999999Z', '2026-03-07'), ('America/New_York 05:00:00', '2026-03-08 09:00Z', '2026-03-08'),
('America/New_York 05:00:00', '2026-03-08 07:30Z', '2026-03-07'), ('America/New_York 05:00:00', '2026-03-09 07:30Z', '2026-03-08'),
-- 2026-11-01, 02:00 becomes 01:00 again: what is before 01:30 is of yesterday, both times.
('America/New_York 00:00:00', '2026-11-01 03:59:59.999999Z', '2026-10-31'), ('America/New_York 00:00:00', '2026-11-01 04:00Z', '2026-11-01'),
('America/New_York 00:00:00', '2026-11-02 04:59:59.999999Z', '2026-11-01'), ('America/New_York 00:00:00', '2026-11-02 05:00Z', '2026-11-02'),
('America/New_York 01:30:00', '2026-11-01 05:29:59.999999Z', '2026-10-31'), ('America/New_York 01:30:00', '2026-11-01 05:30Z', '2026-11-01'),
('America/New_York 01:30:00', '2026-11-01 05:59:59.999999Z', '2026-11-01'), ('America/New_York 01:30:00', '2026-11-01 06:00Z', '2026-10-31'),
('America/New_York 01:30:00', '2026-11-01 06:29:59.999999Z', '2026-10-31'), ('America/New_York 01:30:00', '2026-11-01 06:30Z', '2026-11-01'),
('America/New_York 05:00:00', '2026-11-01 09:59:59.999999Z', '2026-10-31'), ('America/New_York 05:00:00', '2026-11-01 10:00Z', '2026-11-01'),
('Europe/Madrid 00:00:00', '2026-03-28 22:59:59.999999Z', '2026-03-28'), ('Europe/Madrid 00:00:00', '2026-03-28 23:00Z', '2026-03-29'),
('Europe/Madrid 00:00:00', '2026-03-29 21:59:59.999999Z', '2026-03-29'), ('Europe/Madrid 00:00:00', '2026-03-29 22:00Z', '2026-03-30'),
-- 02:30 does not come on 2026-03-29: the day starts when the clock goes on, at 03:00.
('Europe/Madrid 02:30:00', '2026-03-29 00:59:59.999999Z', '2026-03-28'), ('Europe/Madrid 02:30:00', '2026-03-29 01:00Z', '2026-03-29'),
('Europe/Madrid 05:00:00', '2026-03-29 02:59:59.999999Z', '2026-03-28'), ('Europe/Madrid 05:00:00', '2026-03-29 03:00Z', '2026-03-29'),
('Europe/Madrid 05:00:00', '2026-03-30 01:30Z', '2026-03-29'), ('Europe/Madrid 05:00:00', '2026-03-30 03:00Z', '2026-03-30'),
('Europe/Madrid 00:00:00', '2026-10-25 22:59:59.999999Z', '2026-10-25'), ('Europe/Madrid 00:00:00', '2026-10-25 23:00Z', '2026-10-26'),
('Europe/Madrid 02:30:00', '2026-10-25 00:29:59.999999Z', '2026-10-24'), ('Europe/Madrid 02:30:00', '2026-10-25 00:30Z', '2026-10-25'),
('Europe/Madrid 02:30:00', '2026-10-25 01:00Z', '2026-10-24'), ('Europe/Madrid 02:30:00', '2026-10-25 01:30Z', '2026-10-25'),
('Europe/Madrid 05:00:00', '2026-10-25 03:59:59.999999Z', '2026-10-24'), ('Europe/Madrid 05:00:00', '2026-10-25 04:00Z', '2026-10-25'),
-- By half an hour: 02:00 becomes 01:30 on 2026-04-05, and 02:30 on 2026-10-04.
('Australia/Lord_Howe 00:00:00', '2026-04-05 13:29:59.999999Z', '2026-04-05'), ('Australia/Lord_Howe 00:00:00', '2026-04-05 13:30Z', '2026-04-06'),
('Australia/Lord_Howe 01:45:00', '2026-04-04 14:44:59.999999Z', '2026-04-04'), ('Australia/Lord_Howe 01:45:00', '2026-04-04 14:45Z', '2026-04-05'),
('Australia/Lord_Howe 01:45:00', '2026-04-04 15:00Z', '2026-04-04'), ('Australia/Lord_Howe 01:45:00', '2026-04-04 15:15Z', '2026-04-05'),
('Australia/Lord_Howe 05:00:00', '2026-10-03 17:59:59.999999Z', '2026-10-03'), ('Australia/Lord_Howe 05:00:00', '2026-10-03 18:00Z', '2026-10-04'),
-- Apia had no 2011-12-30.
('Pacific/Apia 00:00:00', '2011-12-30 09:59:59.999999Z', '2011-12-29'), ('Pacific/Apia 00:00:00', '2011-12-30 10:00Z', '2011-12-31'),
('Pacific/Apia 05:00:00', '2011-12-30 09:59:59.999999Z', '2011-12-29'), ('Pacific/Apia 05:00:00', '2011-12-30 10:00Z', '2011-12-30'),
('Pacific/Apia 05:00:00', '2011-12-30 14:59:59.999999Z', '2011-12-30'), ('Pacific/Apia 05:00:00', '2011-12-30 15:00Z', '2011-12-31');
SELECT count(*) = (SELECT count(*) FROM moment) AS added
  FROM (SELECT pg_temp.add('bbot', m.store, m.at, m.store || m.at) FROM moment m) x;
SELECT o.external_id, o.business_date, m.expected
  FROM orderhook.orders o JOIN moment m ON o.external_id = m.store || m.at
 WHERE o.business_date <> m.expected;
SELECT count(*) FILTER (WHERE d.orders IS DISTINCT FROM e.orders) AS wrong, count(*) AS days
  FROM (SELECT store, expected AS business_date, count(*) AS orders FROM moment GROUP BY 1, 2) e
  FULL JOIN orderhook.sales_by_day d USING (store, business_date);
-- Each day alone finds what all of them find.
SELECT count(*) AS wrong
  FROM (SELECT DISTINCT expected FROM moment) m
 CROSS JOIN LATERAL (
       SELECT (SELECT sum(orders) FROM orderhook.sales_by_day WHERE business_date = m.expected) AS found,
              (SELECT count(*) FROM moment WHERE expected = m.expected) AS there) x
 WHERE x.found <> x.there;

-- ---- any clocks, any moments ----

-- A number below n that follows from words: the same on every machine.
CREATE FUNCTION pg_temp.draw(words text, n int) RETURNS int LANGUAGE sql IMMUTABLE
RETURN ('x' || substr(md5(words), 1, 7))::bit(28)::int % n;
TRUNCATE orderhook.store, orderhook.store_alias, orderhook.order_header;
CREATE TEMP TABLE zone (n int GENERATED ALWAYS AS IDENTITY (MINVALUE 0), name text);
INSERT INTO zone (name) SELECT unnest('{UTC,America/New_York,America/Los_Angeles,America/St_Johns,Europe/Madrid,Europe/London,
    Australia/Lord_Howe,Asia/Kathmandu,Asia/Tehran,Pacific/Kiritimati,Etc/GMT+12,Africa/Casablanca,America/Sao_Paulo}'::text[]);
CREATE PROCEDURE pg_temp.fill(seed int) LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE orderhook.store, orderhook.store_alias, orderhook.order_header;
    UPDATE orderhook.source s
       SET timezone = (SELECT name FROM zone WHERE n = pg_temp.draw(format('source %s %s', s.name, seed), 13));
    INSERT INTO orderhook.store (name, timezone, day_start, currency)
    SELECT 's' || i, (SELECT name FROM zone WHERE n = pg_temp.draw(format('zone %s %s', i, seed), 15)),
           time '00:00' + pg_temp.draw(format('start %s %s', i, seed), 96) * interval '15 min',
           (ARRAY['USD', 'EUR', NULL])[1 + pg_temp.draw(format('currency %s %s', i, seed), 3)]
      FROM generate_series(1, 6) i;
    INSERT INTO orderhook.store_alias
    SELECT s.source_id, CASE i WHEN 5 THEN '' ELSE 'x' || i END,
           (SELECT store_id FROM orderhook.store WHERE name = 's' || (1 + pg_temp.draw(format('alias %s %s %s', s.name, i, seed), 6)))
      FROM orderhook.source s, generate_series(1, 5) i
     WHERE pg_temp.draw(format('known %s %s %s', s.name, i, seed), 4) > 0;
    -- Around the nights in which some clock changes, and anywhere; a few long ago and long after.
    INSERT INTO orderhook.order_header (source_id, external_id, store_external_id, placed_at, first_received_at, is_test, is_refund,
           refund_of, lifecycle, total, tax, tip, fee, discount, refunded, item_count, authenticity, revision, problem_count,
           last_received_at, last_webhook_id, last_body_digest, stated, version_rank, version_stated, is_loose, group_digests)
    SELECT s.source_id, 'o' || i, CASE WHEN d[1] < 6 THEN 'x' || d[1] WHEN d[1] = 6 THEN '' END,
           CASE WHEN d[2] > 0 THEN m.at END, m.at + interval '1 hour', CASE WHEN d[3] < 8 THEN d[3] = 0 END, d[4] = 0 AND s.name = 'revo',
           CASE WHEN d[4] = 0 AND s.name = 'revo' THEN 'o' || (i - 1) END,
           (ARRAY['cancelled', 'rejected', 'merged', 'failed', NULL, 'placed', 'closed', 'completed', 'completed', 'completed'])[1 + d[5]],
           CASE WHEN d[6] > 0 THEN (CASE WHEN d[4] = 0 AND s.name = 'revo' THEN -1 ELSE 1 END) * (1000 + d[7]) / 100.0 END,
           CASE WHEN d[8] > 3 THEN d[8] / 100.0 END, CASE WHEN d[9] > 5 THEN d[9] / 100.0 END, CASE WHEN d[10] > 6 THEN d[10] / 100.0 END,
           CASE WHEN d[11] > 7 THEN -d[11] / 100.0 END, CASE WHEN s.name = 'bbot' AND d[12] = 0 THEN -1.00 END,
           CASE WHEN d[13] > 1 THEN d[13] END, 'body', 1, 0, m.at, 1, '', 0, 0, 0, false, '{}'
      FROM orderhook.source s, generate_series(1, 120) i
     CROSS JOIN LATERAL (
           SELECT array_agg(pg_temp.draw(format('%s %s %s %s', s.name, i, seed, k), w) ORDER BY k)
             FROM unnest('{9,5,40,10,10,9,900,90,90,90,90,6,9,12,5000,40}'::int[]) WITH ORDINALITY w (w, k)) r (d)
     CROSS JOIN LATERAL (
           SELECT (ARRAY['2026-03-08', '2026-11-01', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04', '2026-02-15', '2026-03-22',
                         '2026-03-21', '2026-12-31', '2024-02-29', CASE d[16] WHEN 0 THEN '0001-01-01' WHEN 1 THEN '9999-12-31' ELSE '2025-07-01' END]
                  )[1 + d[14]]::timestamp AT TIME ZONE 'UTC' + (d[15] - 2500) * interval '1 min') m (at);
END $$;
CREATE TEMP TABLE result (seed int, rows bigint, different bigint, off bigint, picked bigint);
DO $$
BEGIN
    FOR seed IN 1 .. 3 LOOP
        CALL pg_temp.fill(seed);
        INSERT INTO result
        SELECT seed, (SELECT count(*) FROM orderhook.sales_by_day), (SELECT count(*) FROM difference),
               (SELECT count(*) FROM off),
               -- A range of days, and the days one by one, give what the whole has of them.
               (SELECT count(*)
                  FROM ((SELECT * FROM by_hand WHERE business_date BETWEEN '2026-03-07' AND '2026-03-09' AND source = 'bbot'
                         EXCEPT ALL
                         SELECT * FROM orderhook.sales_by_day WHERE business_date BETWEEN '2026-03-07' AND '2026-03-09' AND source = 'bbot')
                        UNION ALL
                        (SELECT * FROM by_hand WHERE business_date = ANY ('{2026-10-24,2026-10-25,0001-01-01}')
                         EXCEPT ALL
                         SELECT * FROM orderhook.sales_by_day WHERE business_date = ANY ('{2026-10-24,2026-10-25,0001-01-01}'))) x);
    END LOOP;
END $$;
SELECT count(*) AS seeds, sum(rows) > 300 AS many, sum(different) AS different, sum(off) AS off, sum(picked) AS picked FROM result;
-- Some days of some clock were not exact.
SELECT count(*) FILTER (WHERE false = ANY (are_exact)) > 0 AS changing, count(*) FILTER (WHERE false <> ALL (are_exact)) > 0 AS exact FROM orderhook.order_days;
SELECT count(*) AS differences FROM item_difference;

-- ---- for whom, and at what cost ----

SET client_min_messages = warning;
SELECT 'DROP OWNED BY regress_orderhook_sales' FROM pg_roles WHERE rolname = 'regress_orderhook_sales' \gexec
DROP ROLE IF EXISTS regress_orderhook_sales;
RESET client_min_messages;
CREATE ROLE regress_orderhook_sales;
SELECT orderhook.grant_reader('regress_orderhook_sales');
-- Row-level security on the orders holds through the sums.
ALTER TABLE orderhook.order_header ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_store ON orderhook.order_header FOR SELECT TO regress_orderhook_sales USING (store_external_id = 'x1');
CREATE TEMP TABLE seen AS
SELECT count(*) AS orders FROM part WHERE store_external_id = 'x1';
GRANT SELECT ON seen TO regress_orderhook_sales;
SET ROLE regress_orderhook_sales;
SELECT sum(d.orders) = (SELECT orders FROM seen) AS own, sum(d.orders) > 0 AS some FROM orderhook.sales_by_day d;
RESET ROLE;
DROP POLICY one_store ON orderhook.order_header;
ALTER TABLE orderhook.order_header DISABLE ROW LEVEL SECURITY;
-- A condition on business_date reads the orders of its days, and those of the hours about them.
TRUNCATE orderhook.order_header;
\o /dev/null
SELECT pg_temp.add('bbot', 'x1', timestamptz '2026-01-01' + n * interval '1 hour', n::text) FROM generate_series(1, 8760) n;
VACUUM ANALYZE orderhook.order_header;
\o
BEGIN;
CREATE TEMP VIEW fetched AS
SELECT sum(pg_stat_get_xact_tuples_fetched(x.oid) + pg_stat_get_xact_tuples_returned(x.oid)) AS rows
  FROM pg_class x WHERE x.oid IN ('orderhook.order_header'::regclass, 'orderhook.order_header_moment'::regclass);
SELECT rows AS before FROM fetched \gset
SELECT count(*) AS days, sum(orders) AS orders FROM orderhook.sales_by_day
 WHERE business_date >= '2026-06-01' AND business_date < '2026-06-08' AND source = 'bbot';
SELECT rows - :before < 1000 AS few FROM fetched;
SELECT rows AS before FROM fetched \gset
SELECT count(*) FROM orderhook.sales_by_item WHERE business_date = '2026-06-01';
SELECT rows - :before < 200 AS few FROM fetched;
-- Also for a limited reader, whose policy comes before all conditions but those that PostgreSQL trusts.
INSERT INTO orderhook.store (name) VALUES ('of x1');
DELETE FROM orderhook.store_alias WHERE external_store_id = 'x1';
INSERT INTO orderhook.store_alias
SELECT s.source_id, 'x1', t.store_id FROM orderhook.source s, orderhook.store t WHERE s.name = 'bbot' AND t.name = 'of x1';
SELECT orderhook.limit_reader('regress_orderhook_sales', 'of x1');
GRANT SELECT ON fetched TO regress_orderhook_sales;
SET LOCAL ROLE regress_orderhook_sales;
SELECT rows AS before FROM fetched \gset
SELECT count(*) AS days, sum(orders) AS orders FROM orderhook.sales_by_day
 WHERE business_date >= '2026-06-01' AND business_date < '2026-06-08';
SELECT rows - :before < 1000 AS few FROM fetched;
SELECT rows AS before FROM fetched \gset
SELECT count(*) FROM orderhook.sales_by_item WHERE business_date = '2026-06-01';
SELECT rows - :before < 200 AS few FROM fetched;
ROLLBACK;
SET client_min_messages = warning;
DROP OWNED BY regress_orderhook_sales;
DROP ROLE regress_orderhook_sales;
