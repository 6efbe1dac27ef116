-- ---- sales: what the orders of a day come to ----

-- The business date of an order follows from the clock of its store, a zone and a day_start, so that no
-- index holds it. Here the days come first: of each source those that its orders can be of, of each the
-- time in which it lies by any clock of the source, and of that time the orders, by order_header_moment. A
-- condition on business_date is then one on the days, and the orders of other days are not read.
--
-- Nor for a limited reader. Before his policy a condition is tried only if it cannot tell what it was asked
-- of: PostgreSQL trusts CASE not to, and neither COALESCE nor AT TIME ZONE.

-- The clocks of a source are numbered: 1 is its own, for orders of no store that is known.
CREATE VIEW orderhook.places WITH (security_invoker) AS
SELECT p.source_id, p.external_store_id, p.store_id,
       dense_rank() OVER (PARTITION BY p.source_id ORDER BY p.store_id IS NOT NULL, p.timezone, p.day_start) AS clock_no,
       p.timezone, p.day_start
  FROM (SELECT s.source_id, NULL AS external_store_id, NULL::bigint AS store_id, s.timezone, time '00:00' AS day_start
          FROM orderhook.source s
         UNION ALL
        SELECT a.source_id, a.external_store_id, st.store_id, COALESCE(st.timezone, s.timezone), st.day_start
          FROM orderhook.store_alias a
          JOIN orderhook.source s USING (source_id)
          JOIN orderhook.store st USING (store_id)) p;

-- An order of the UTC date u is of a day from u - 2 to u + 1. Days are gone through in blocks of 32, and
-- only those blocks that orders can be of: an order of the year 1 costs one block, not 2000 years. Each is found by the
-- index from the one before; source by source, since a store may be on several nodes.
CREATE FUNCTION orderhook.order_blocks()
RETURNS TABLE (source_id bigint, no integer)
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $order_blocks$
#variable_conflict use_column
DECLARE
    id bigint;
BEGIN
    FOR id IN SELECT s.source_id FROM orderhook.source s
    LOOP
        RETURN QUERY
        WITH RECURSIVE block (no, beyond) AS (
            SELECT f.no, (date '2000-01-01' + f.no * 32 + 31)::timestamp AT TIME ZONE 'UTC'
              FROM (SELECT ((m.at AT TIME ZONE 'UTC')::date - date '2000-01-03') >> 5 AS no
                      FROM orderhook.order_header h
                     CROSS JOIN LATERAL (SELECT CASE WHEN h.placed_at IS NULL THEN h.first_received_at ELSE h.placed_at END AS at) m
                     WHERE h.source_id = id
                     ORDER BY m.at
                     LIMIT 1) f
             UNION ALL
            SELECT n.no, (date '2000-01-01' + n.no * 32 + 31)::timestamp AT TIME ZONE 'UTC'
              FROM block b
             CROSS JOIN LATERAL (
                   SELECT ((m.at AT TIME ZONE 'UTC')::date - date '2000-01-03') >> 5 AS no
                     FROM orderhook.order_header h
                    CROSS JOIN LATERAL (SELECT CASE WHEN h.placed_at IS NULL THEN h.first_received_at ELSE h.placed_at END AS at) m
                    WHERE h.source_id = id AND m.at >= b.beyond
                    ORDER BY m.at
                    LIMIT 1) f
             CROSS JOIN LATERAL (SELECT GREATEST(f.no, b.no + 1) AS no) n
        )
        SELECT id, b.no FROM block b;
    END LOOP;
END
$order_blocks$;

-- Where a clock keeps its offset from 40 hours before a day opens until 38 hours after it closes, the day
-- lies between two moments. Where it does not, it lies within what either offset says, and of each order the
-- wall clock has to be asked. (No offset changes by more than 24 hours, nor twice in such a time.)
CREATE VIEW orderhook.order_days WITH (security_invoker) AS
WITH day AS MATERIALIZED (
    -- By way of an array, which the planner takes for ten days: thousands would make it compile the query.
    SELECT s.source_id, s.name AS source, s.provider, s.timezone, s.currency, c.timezones, c.day_starts,
           unnest(b.days) AS business_date
      FROM orderhook.source s
      JOIN (SELECT p.source_id, array_agg(p.timezone ORDER BY p.clock_no) AS timezones,
                   array_agg(p.day_start ORDER BY p.clock_no) AS day_starts
              FROM (SELECT DISTINCT source_id, clock_no, timezone, day_start FROM orderhook.places) p
             GROUP BY p.source_id) c USING (source_id)
      JOIN (SELECT k.source_id, array_agg(date '2000-01-01' + k.no * 32 + n) AS days
              FROM orderhook.order_blocks() k
             CROSS JOIN generate_series(0, 31) n
             GROUP BY k.source_id) b USING (source_id)
)
SELECT d.source_id, d.source, d.provider, d.timezone, d.currency, d.business_date, e.opens, e.closes, e.is_one,
       e.are_exact, e.all_open, e.all_close
  FROM day d
 CROSS JOIN LATERAL (
       SELECT min(k.opens) AS opens, max(k.closes) AS closes,
              bool_and(k.is_exact) AND min(k.opens) = max(k.opens) AND min(k.closes) = max(k.closes) AS is_one,
              array_agg(k.is_exact ORDER BY k.clock_no) AS are_exact,
              array_agg(k.opens ORDER BY k.clock_no) AS all_open,
              array_agg(k.closes ORDER BY k.clock_no) AS all_close
         FROM (SELECT c.clock_no, o.before = o.after AS is_exact,
                      (w.opens - GREATEST(o.before, o.after)) AT TIME ZONE 'UTC' AS opens,
                      (w.opens + interval '24 hours' - LEAST(o.before, o.after)) AT TIME ZONE 'UTC' AS closes
                 FROM unnest(d.timezones, d.day_starts) WITH ORDINALITY c (timezone, day_start, clock_no)
                CROSS JOIN LATERAL (SELECT d.business_date + c.day_start AS opens) w
                CROSS JOIN LATERAL (
                      SELECT ((w.opens - interval '40 hours') AT TIME ZONE 'UTC') AT TIME ZONE c.timezone
                             - (w.opens - interval '40 hours') AS before,
                             ((w.opens + interval '62 hours') AT TIME ZONE 'UTC') AT TIME ZONE c.timezone
                             - (w.opens + interval '62 hours') AS after) o) k) e;

-- The orders of a day are read by what lies between its first opening and its last closing, and then held
-- against the clock of their own store. What an order counts as is settled once, as a number: 1 test,
-- 2 ended otherwise, 3 refund, and of sales 4 without a total, 5 without tax, 6 with both. OFFSET 0 keeps it
-- from being worked out again for every sum, and the orders from being joined before their days are known.
-- Places are listed once, not for each day: otherwise a store that was never analysed makes the planner compile
-- the query for twenty orders.
CREATE VIEW orderhook.sales_by_day WITH (security_invoker) AS
WITH place AS MATERIALIZED (TABLE orderhook.places)
SELECT d.source, st.name AS store, d.business_date, COALESCE(st.currency, d.currency) AS currency,
       t.orders, t.items, m.net - COALESCE(t.discount, 0) AS gross, t.discount, m.net, t.tax, t.tip, t.fee,
       COALESCE(t.refund_orders + t.taken_off, t.refund_orders, t.taken_off) AS refunds, t.total,
       round(t.total / (t.orders - t.without_total), 4) AS average_ticket,
       COALESCE(t.total + t.refund_orders, t.total, t.refund_orders) AS kept,
       t.cancelled, t.tests, t.without_total AS orders_without_total, t.without_tax AS orders_without_tax
  FROM orderhook.order_days d
 CROSS JOIN LATERAL (
       SELECT p.store_id,
              count(*) FILTER (WHERE o.kind >= 4) AS orders,
              sum(o.item_count) FILTER (WHERE o.kind >= 4) AS items,
              sum(o.discount) FILTER (WHERE o.kind >= 5) AS discount,
              sum(o.tax) FILTER (WHERE o.kind >= 5) AS tax,
              sum(o.tip) FILTER (WHERE o.kind >= 5) AS tip,
              sum(o.fee) FILTER (WHERE o.kind >= 5) AS fee,
              sum(o.total) FILTER (WHERE o.kind >= 5) AS total,
              sum(o.total) FILTER (WHERE o.kind = 3 AND o.total < 0) AS refund_orders,
              sum(o.refunded) FILTER (WHERE o.kind >= 4) AS taken_off,
              count(*) FILTER (WHERE o.kind = 1) AS tests,
              count(*) FILTER (WHERE o.kind = 2) AS cancelled,
              count(*) FILTER (WHERE o.kind = 4) AS without_total,
              count(*) FILTER (WHERE o.kind = 5) AS without_tax
         FROM (SELECT h.source_id, h.store_external_id, m.at,
                      CASE WHEN h.is_test THEN 1
                           WHEN h.lifecycle IN ('cancelled', 'rejected', 'merged', 'failed') THEN 2
                           WHEN h.is_refund THEN 3
                           WHEN h.total IS NULL THEN 4
                           WHEN h.tax IS NULL THEN 5
                           ELSE 6 END AS kind,
                      h.item_count, h.discount, h.tax, h.tip, h.fee, h.total, h.refunded
                 FROM orderhook.order_header h
                CROSS JOIN LATERAL (SELECT CASE WHEN h.placed_at IS NULL THEN h.first_received_at ELSE h.placed_at END AS at) m
                WHERE h.source_id = d.source_id AND m.at >= d.opens AND m.at < d.closes
               OFFSET 0) o
         LEFT JOIN place p ON p.source_id = o.source_id AND p.external_store_id = COALESCE(o.store_external_id, '')
        WHERE CASE WHEN d.is_one THEN true
                   WHEN d.are_exact[COALESCE(p.clock_no, 1)]
                   THEN o.at >= d.all_open[COALESCE(p.clock_no, 1)] AND o.at < d.all_close[COALESCE(p.clock_no, 1)]
                   ELSE ((o.at AT TIME ZONE COALESCE(p.timezone, d.timezone)) - COALESCE(p.day_start, '00:00')::interval)::date
                        = d.business_date END
        GROUP BY o.source_id, p.store_id) t
  LEFT JOIN orderhook.store st ON st.store_id = t.store_id
 -- Every other's total holds tip and fee, Revo's neither.
 CROSS JOIN LATERAL (
       SELECT t.total - COALESCE(t.tax, 0)
              - CASE WHEN d.provider = 'revo' THEN 0 ELSE COALESCE(t.tip, 0) + COALESCE(t.fee, 0) END AS net) m;

CREATE VIEW orderhook.sales_by_item WITH (security_invoker) AS
WITH place AS MATERIALIZED (TABLE orderhook.places)
SELECT d.source, st.name AS store, d.business_date, COALESCE(st.currency, d.currency) AS currency,
       t.product_id, t.name, t.quantity, t.orders,
       t.total - COALESCE(t.tax_within, 0) - COALESCE(t.discount, 0) AS gross, t.discount,
       t.total - COALESCE(t.tax_within, 0) AS net, t.tax,
       t.total - COALESCE(t.tax_within, 0) + COALESCE(t.tax, 0) AS total
  FROM orderhook.order_days d
 CROSS JOIN LATERAL (
       SELECT p.store_id, i.product_id, i.name, sum(i.quantity) AS quantity, count(DISTINCT o.order_id) AS orders,
              sum(i.discount) FILTER (WHERE i.total IS NOT NULL) AS discount,
              sum(i.tax) FILTER (WHERE i.total IS NOT NULL) AS tax,
              sum(i.tax) FILTER (WHERE i.total IS NOT NULL AND o.tax_inclusive IS NOT FALSE) AS tax_within,
              sum(i.total) AS total
         FROM (SELECT h.source_id, h.order_id, h.store_external_id, h.tax_inclusive, m.at
                 FROM orderhook.order_header h
                CROSS JOIN LATERAL (SELECT CASE WHEN h.placed_at IS NULL THEN h.first_received_at ELSE h.placed_at END AS at) m
                WHERE h.source_id = d.source_id AND m.at >= d.opens AND m.at < d.closes
                  AND h.is_test IS NOT TRUE AND h.is_refund IS NOT TRUE
                  AND (h.lifecycle IN ('cancelled', 'rejected', 'merged', 'failed')) IS NOT TRUE
               OFFSET 0) o
         LEFT JOIN place p ON p.source_id = o.source_id AND p.external_store_id = COALESCE(o.store_external_id, '')
         JOIN orderhook.order_item i ON i.source_id = o.source_id AND i.order_id = o.order_id AND i.voided IS NOT TRUE
        WHERE CASE WHEN d.is_one THEN true
                   WHEN d.are_exact[COALESCE(p.clock_no, 1)]
                   THEN o.at >= d.all_open[COALESCE(p.clock_no, 1)] AND o.at < d.all_close[COALESCE(p.clock_no, 1)]
                   ELSE ((o.at AT TIME ZONE COALESCE(p.timezone, d.timezone)) - COALESCE(p.day_start, '00:00')::interval)::date
                        = d.business_date END
        GROUP BY o.source_id, p.store_id, i.product_id, i.name) t
  LEFT JOIN orderhook.store st ON st.store_id = t.store_id;

