-- Every order view, joined to orders USING (source, order_id), keeps its rows and its money; all payloads, delivered.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'

UPDATE orderhook.source SET money_unit = 'major' WHERE name = 'fulflld';
INSERT INTO orderhook.store (name) VALUES ('one');
-- A second source of each provider with the same ids, and a store that all of them know by several names.
INSERT INTO orderhook.source (name, provider) SELECT p || ' again', p FROM unnest('{bbot,mipos,flybuy,fulflld,revo}'::text[]) p;
SELECT count(orderhook.set_secret(p || ' again', pg_temp.secret(p))) FROM unnest('{bbot,mipos,flybuy,fulflld,revo}'::text[]) p;
SELECT count(*) > 200 AS delivered, count(DISTINCT r.outcome) > 3 AS outcomes
  FROM (SELECT split_part(name, '/', 1) AS provider, decode(body, 'base64') AS body FROM payload_file ORDER BY name) f
 CROSS JOIN unnest(ARRAY['', ' again']) again
 CROSS JOIN LATERAL orderhook.receive(f.provider || again, pg_temp.headers(f.provider, f.body), f.body) r;
INSERT INTO orderhook.store_alias
SELECT DISTINCT h.source_id, h.store_external_id, st.store_id
  FROM orderhook.order_header h, orderhook.store st WHERE h.store_external_id IS NOT NULL;
SELECT count(*) > 80 AS orders, count(DISTINCT (source, order_id)) = count(*) AS one_row_each,
       sum(total) = (SELECT sum(total) FROM orderhook.order_header) AS same_total,
       count(*) = (SELECT count(*) FROM orderhook.order_header) AS same_count
  FROM orderhook.orders;

-- Each order view: all rows and the sum of all its numbers, alone and joined.
CREATE FUNCTION pg_temp.joined(the_view text, OUT rows bigint, OUT rows_joined bigint, OUT money numeric, OUT money_joined numeric)
LANGUAGE plpgsql AS $$
DECLARE
    numbers text := COALESCE((SELECT string_agg(format('COALESCE(sum(v.%I), 0)', attname), ' + ') FROM pg_attribute
                               WHERE attrelid = format('orderhook.%I', the_view)::regclass AND atttypid = 'numeric'::regtype), '0');
BEGIN
    EXECUTE format('SELECT count(*), %s FROM orderhook.%I v', numbers, the_view) INTO rows, money;
    EXECUTE format('SELECT count(*), %s FROM orderhook.%I v JOIN orderhook.orders o USING (source, order_id)', numbers, the_view)
       INTO rows_joined, money_joined;
END $$;
-- All views that have both columns, so that none is forgotten.
SELECT c.relname AS view, j.rows > 0 AS some, j.rows = j.rows_joined AS same_rows, j.money = j.money_joined AS same_money, j.money <> 0 AS has_money
  FROM pg_class c CROSS JOIN LATERAL pg_temp.joined(c.relname) j
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'v' AND c.relname <> 'inbox'
   AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('source', 'order_id')) = 2
 ORDER BY c.relname COLLATE "C";
-- Those of one row an order at most keep the money of orders as well.
SELECT t.view, j.*
  FROM unnest(ARRAY['order_journey_orders', 'service_times']) t (view)
 CROSS JOIN LATERAL (
       SELECT (xpath('/row/rows/text()', x))[1]::text::bigint = (SELECT count(*) FROM orderhook.orders) AS same_orders,
              (xpath('/row/total/text()', x))[1]::text::numeric = (SELECT sum(total) FROM orderhook.orders) AS same_total
         FROM query_to_xml(format('SELECT count(*) AS rows, sum(o.total) AS total FROM orderhook.orders o JOIN orderhook.%I v
                                   USING (source, order_id)', t.view), false, true, '') x) j
 ORDER BY 1;

-- A journey's total is that of its leading orders, and every order's is in one journey at most.
SELECT bool_and(j.total IS NOT DISTINCT FROM m.total) AS same_total, bool_and(j.order_count = m.order_count) AS same_count, count(*) > 50 AS some
  FROM orderhook.order_journeys j
  JOIN (SELECT m.journey_id, sum(o.total) FILTER (WHERE m.is_leading AND o.is_refund IS NOT TRUE) AS total,
               count(*) FILTER (WHERE o.is_refund IS NOT TRUE) AS order_count
          FROM orderhook.order_journey_orders m JOIN orderhook.orders o USING (source, order_id)
         GROUP BY 1) m USING (journey_id);
SELECT count(*) = count(DISTINCT journey_id) AS one_row_each FROM orderhook.order_journeys;
SELECT count(*) AS several_leading_sources
  FROM (SELECT journey_id FROM orderhook.order_journey_orders WHERE is_leading GROUP BY 1 HAVING count(DISTINCT source) <> 1) x;
-- Two sources told the same: checkouts at one store are seen once, and no refund twice.
SELECT sum(j.total) < (SELECT sum(total) FROM orderhook.orders WHERE is_refund IS NOT TRUE) AS once FROM orderhook.order_journeys j;
SELECT sum(refunded) AS by_journey,
       (SELECT sum(o.refunded) FROM orderhook.orders o JOIN orderhook.order_journey_orders m USING (source, order_id) WHERE m.is_leading) AS by_order
  FROM orderhook.order_journeys;
