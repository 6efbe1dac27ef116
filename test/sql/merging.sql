-- What a delivery changes beyond what it says: derived columns, and lists that are not there.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

CREATE FUNCTION pg_temp.revo(event text, id int, data jsonb) RETURNS TABLE (outcome text) LANGUAGE sql AS $$
SELECT d.outcome
  FROM pg_temp.deliver('revo', jsonb_build_object('event', event, 'data', jsonb_build_object('id', id) || data)::text) d
$$;

-- A sparse delivery says the total or what was paid, and not what that makes of the payment.
SELECT pg_temp.revo('order.created', 1, '{"total": "10.00", "alreadyPaid": "0.00", "orderContents": []}');
SELECT pg_temp.revo('order.closed', 1, '{"total": "10.00", "alreadyPaid": "10.00"}');
SELECT total, paid, payment_state FROM orderhook.orders WHERE external_id = '1';
SELECT pg_temp.revo('order.closed', 1, '{"total": "15.00"}');
SELECT total, paid, payment_state FROM orderhook.orders WHERE external_id = '1';

-- The newest line is taken off the order before it is closed: the close is newer all the same.
SELECT pg_temp.revo('order.updated', 2, '{"total": "2.30", "status": 0, "orderContents": [
    {"id": 1, "item_id": 7, "quantity": 1, "itemPrice": "1.15", "total": "1.15", "updated_at": "2026-11-20 13:08:34"},
    {"id": 2, "item_id": 7, "quantity": 1, "itemPrice": "1.15", "total": "1.15", "updated_at": "2026-11-20 15:00:00"}]}');
SELECT pg_temp.revo('order.closed', 2, '{"total": "1.15", "status": 1, "closed": "2026-11-20 15:30:00", "orderContents": [
    {"id": 1, "item_id": 7, "quantity": 1, "itemPrice": "1.15", "total": "1.15", "updated_at": "2026-11-20 13:08:34"}]}');
SELECT lifecycle, total, item_count, provider_updated_at AT TIME ZONE 'UTC' AS version FROM orderhook.orders WHERE external_id = '2';

-- A list that is null says nothing of the lines; an empty one says that there are none.
SELECT pg_temp.revo('order.updated', 2, '{"updated_at": "2026-11-20 16:00:00", "orderContents": null}');
SELECT count(*) FROM orderhook.order_items JOIN orderhook.orders USING (source, order_id) WHERE orders.external_id = '2';
SELECT pg_temp.revo('order.updated', 2, '{"updated_at": "2026-11-20 17:00:00", "orderContents": []}');
SELECT count(*) FROM orderhook.order_items JOIN orderhook.orders USING (source, order_id) WHERE orders.external_id = '2';

-- Where newer snapshots lack keys, the last that had them counts, however they came.
CREATE FUNCTION pg_temp.flybuy(id text, minute int, more jsonb) RETURNS TABLE (outcome text) LANGUAGE sql AS $$
SELECT d.outcome
  FROM pg_temp.deliver('flybuy', jsonb_build_object('data', jsonb_build_object('type', 'order', 'id', id,
        'updated_at', format('2026-11-20T18:0%s:00Z', minute)) || more)::text) d
$$;
CREATE TEMP TABLE version (n int, more jsonb);
INSERT INTO version VALUES
    (1, '{"state": "created", "customer_name": "One", "pickup_type": "curbside"}'),
    (2, '{"state": "ready", "customer_name": "Two", "pickup_type": "pickup"}'),
    (3, '{"state": "completed"}');
SELECT count(d.outcome)
  FROM (SELECT w.way, v.n, v.more
          FROM (VALUES (123), (132), (213), (231), (312), (321)) w (way)
         CROSS JOIN LATERAL regexp_split_to_table(w.way::text, '') WITH ORDINALITY s (n, place)
          JOIN version v ON v.n = s.n::int
         ORDER BY w.way, s.place) x
 CROSS JOIN LATERAL pg_temp.flybuy(x.way::text, x.n, x.more) d;
SELECT o.lifecycle, o.service_type, c.name, o.revision, count(*) AS ways
  FROM orderhook.orders o JOIN orderhook.order_contacts c USING (source, order_id)
 WHERE o.source = 'flybuy' GROUP BY 1, 2, 3, 4;
