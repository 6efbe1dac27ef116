-- probes.sql
--	What deliveries fetch by way of each index, for the tests probes and probes_by_statement: in one transaction,
--	so that no ANALYZE comes between, and plans are those for a store of a few orders.

-- Version v of order o, from each provider in turn.
CREATE FUNCTION pg_temp.version(o int, v int, OUT provider text, OUT body bytea) LANGUAGE sql AS $$
SELECT p, convert_to(CASE p
       WHEN 'bbot' THEN jsonb_build_object('order', jsonb_build_object('id', o, 'time', '2026-03-07T18:00:00Z',
            'last_modified', format('2026-03-07T18:00:%sZ', 10 + v), 'pretax_cents', 100 + v, 'total_cents', 100 + v,
            'guest_name', format('Guest %s', v),
            'items', jsonb_build_array(jsonb_build_object('id', 'i', 'name_for_owner', 'Soup', 'pretax_cents', 100 + v))))
       WHEN 'flybuy' THEN jsonb_build_object('data', jsonb_build_object('type', 'order', 'id', o, 'state', 'created',
            'created_at', '2026-03-07T18:00:00Z', 'updated_at', format('2026-03-07T18:00:%sZ', 10 + v),
            'customer_name', format('Guest %s', v), 'eta_at', format('2026-03-07T19:00:%sZ', 10 + v)))
       WHEN 'fulflld' THEN jsonb_build_object('event', 'ORDER_UPDATED', 'payload', jsonb_build_object('orderId', o,
            'status', 'ASSIGNED', 'eta', format('2026-03-07T19:00:%sZ', 10 + v)))
       WHEN 'mipos' THEN jsonb_build_object('type', 'ORDER', 'external_id', o, 'created_at', '2026-03-07T18:00:00Z',
            'total', 100 + v, 'customer', format('Guest %s', v), 'items', jsonb_build_array(jsonb_build_object(
            'external_id', '1', 'name', 'Arepa', 'quantity', 1, 'unit_value', 100 + v, 'total_value', 100 + v)))
       WHEN 'revo' THEN jsonb_build_object('event', 'order.updated', 'data', jsonb_build_object('id', o,
            'opened', '2026-03-07 18:00:00', 'total', 100 + v, 'orderContents', jsonb_build_array(jsonb_build_object(
            'id', 1, 'quantity', 1, 'itemPrice', 100 + v, 'total', 100 + v,
            'updated_at', format('2026-03-07 18:00:%s', 10 + v)))))
       END::text, 'UTF8')
  FROM (SELECT (ARRAY['bbot', 'flybuy', 'fulflld', 'mipos', 'revo'])[1 + o % 5] p) x
$$;
CREATE FUNCTION pg_temp.deliver_all(orders int, v int) RETURNS TABLE (outcome text, deliveries bigint) LANGUAGE sql AS $$
SELECT d.outcome, count(*)
  FROM generate_series(1, orders) o, pg_temp.version(o, v) x, pg_temp.deliver(x.provider, x.body) d GROUP BY 1
$$;

-- Rows that were fetched by way of each index, or by reading the whole table.
CREATE TEMP VIEW fetched AS
SELECT c.relname, pg_stat_get_xact_tuples_fetched(c.oid) + pg_stat_get_xact_tuples_returned(c.oid) AS rows
  FROM pg_class t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid IN (i.indexrelid, t.oid)
 WHERE t.relnamespace = 'orderhook'::regnamespace AND t.relname !~ '^(source|store)'
 GROUP BY 1, 2;

SELECT * FROM pg_temp.deliver_all(10, 1);
SELECT * FROM pg_temp.deliver_all(10, 2);
SELECT * FROM pg_temp.deliver_all(10, 0);
SELECT * FROM pg_temp.deliver_all(1000, 3);
CREATE TEMP TABLE before AS TABLE fetched;
SELECT * FROM pg_temp.deliver_all(1000, 4);
CREATE TEMP TABLE after AS TABLE fetched;
SELECT * FROM pg_temp.deliver_all(1000, 4);
CREATE TEMP TABLE again AS TABLE fetched;
SELECT * FROM pg_temp.deliver_all(1000, 2);
CREATE TEMP TABLE late AS TABLE fetched;

-- No index gives more than the few rows of the order.
SELECT relname, (a.rows - b.rows) / 1000 AS rows_of_a_delivery
  FROM after a JOIN before b USING (relname) WHERE a.rows - b.rows > 5 * 1000 ORDER BY 1;
SELECT relname, (a.rows - b.rows) / 1000 AS rows_of_a_repeat
  FROM again a JOIN after b USING (relname) WHERE a.rows - b.rows > 5 * 1000 ORDER BY 1;
-- One that comes late has its order told again from all its deliveries.
SELECT relname, (a.rows - b.rows) / 1000 AS rows_of_a_late_one
  FROM late a JOIN again b USING (relname) WHERE a.rows - b.rows > 12 * 1000 ORDER BY 1;
SELECT count(*) FILTER (WHERE a.rows - b.rows >= 100) > 5 AS indexes_were_used FROM after a JOIN before b USING (relname);
