-- What the views show of a few deliveries; what is not shown of a row is NULL.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
SET timezone = 'UTC';

UPDATE orderhook.source SET timezone = 'Europe/Madrid', currency = 'EUR' WHERE name = 'revo';
UPDATE orderhook.source SET money_unit = 'major' WHERE name = 'fulflld';
INSERT INTO orderhook.store (name, timezone, day_start, currency)
VALUES ('Quito', 'America/Guayaquil', '04:00', 'USD'), ('Portland', 'America/Los_Angeles', '00:00', NULL);
INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id)
SELECT s.source_id, t.external_store_id, st.store_id
  FROM (VALUES ('mipos', '3', 'Quito'), ('mipos', 'QUI-02', 'Quito'), ('flybuy', '43', 'Portland'))
       t (source, external_store_id, store)
  JOIN orderhook.source s ON s.name = t.source
  JOIN orderhook.store st ON st.name = t.store;

SELECT t.n, t.file, d.outcome
  FROM (VALUES (1, 'bbot/delivery.json'), (2, 'bbot/promotion.json'), (3, 'mipos/sample.json'),
               (4, 'flybuy/en_route.json'), (5, 'flybuy/waiting.json'), (6, 'fulflld/order_created.json'),
               (7, 'fulflld/completed.json'), (8, 'revo/order_open.json'), (9, 'revo/order_closed_full.json'),
               (10, 'revo/refund.json'), (11, 'revo/customer_updated.json'), (12, 'revo/product_updated.json'),
               (13, 'mipos/menu.json'), (14, 'bbot/odd_values.json'), (15, 'bbot/no_id.json')) t (n, file)
 CROSS JOIN LATERAL pg_temp.deliver(split_part(t.file, '/', 1), pg_temp.payload(t.file)) d
 ORDER BY t.n;
-- Copies, whose rows have their columns' names also where another node read them.
SELECT format('CREATE TEMP TABLE %1$I AS TABLE orderhook.%1$I', v)
  FROM unnest('{orders,order_items,order_modifiers,order_charges,order_payments,order_events,order_deliveries,order_arrivals,
                reconciliation,order_contacts,customers,products,quarantine,sources}'::text[]) v \gexec
\t on
\pset format unaligned
SELECT jsonb_strip_nulls(to_jsonb(v) - '{first_received_at,last_received_at}'::text[]
                         - CASE WHEN placed_at IS NULL THEN 'business_date' ELSE '' END)
  FROM pg_temp.orders v ORDER BY order_id;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.order_items v ORDER BY order_id, line_no;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.order_modifiers v ORDER BY order_id, line_no, modifier_no;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.order_charges v ORDER BY order_id, charge_no;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.order_payments v ORDER BY order_id, payment_no;
SELECT jsonb_strip_nulls(to_jsonb(v) - 'received_at') FROM pg_temp.order_events v ORDER BY order_id, webhook_id, axis;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.order_deliveries v ORDER BY order_id, state;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.order_arrivals v ORDER BY order_id, state;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.reconciliation v ORDER BY order_id, rule;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.order_contacts v ORDER BY order_id, role, name;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.customers v ORDER BY source, external_id;
SELECT jsonb_strip_nulls(to_jsonb(v)) FROM pg_temp.products v ORDER BY source, external_id;
SELECT jsonb_strip_nulls(to_jsonb(v) - 'received_at') FROM pg_temp.quarantine v ORDER BY webhook_id;
SELECT jsonb_strip_nulls(to_jsonb(v) - '{last_received_at,last_rejected_at,quiet_for}'::text[])
  FROM pg_temp.sources v ORDER BY source;
\t off
\pset format aligned

-- Without a time of the provider's, the business date is that of the receipt.
SELECT bool_and(business_date = (first_received_at AT TIME ZONE 'UTC')::date) AS of_receipt
  FROM orderhook.orders
 WHERE placed_at IS NULL;
-- Times of receipt are those of the transaction's deliveries, and quiet_for runs from the last.
SELECT bool_and(first_received_at <= last_received_at AND last_received_at <= clock_timestamp()) AS in_order
  FROM orderhook.orders;
SELECT bool_and(quiet_for >= interval '0' AND quiet_for < interval '1 hour') AS quiet, count(last_rejected_at) AS rejected
  FROM orderhook.sources;

-- A view joined to orders on (source, order_id) keeps each order's total, when summed up per order first.
SELECT t.view, j.*
  FROM unnest(ARRAY['order_items', 'order_modifiers', 'order_charges', 'order_payments', 'order_events',
                    'order_deliveries', 'order_arrivals', 'order_contacts', 'order_problems', 'reconciliation']) WITH ORDINALITY t (view, n)
 CROSS JOIN LATERAL (
       SELECT (xpath('/row/orders/text()', x))[1] AS orders, (xpath('/row/total/text()', x))[1] AS total
         FROM query_to_xml(format('SELECT count(*) AS orders, sum(o.total) AS total
                                     FROM orderhook.orders o
                                     LEFT JOIN (SELECT source, order_id, count(*) FROM orderhook.%I GROUP BY 1, 2) v
                                    USING (source, order_id)', t.view), false, true, '') x) j
 ORDER BY t.n;
SELECT count(*) AS orders, sum(total) AS total FROM orderhook.orders;
-- The key is unique: (source, order_id) and (source, external_id).
SELECT count(DISTINCT (source, order_id)) = count(*) AS by_order_id,
       count(DISTINCT (source, external_id)) = count(*) AS by_external_id
  FROM orderhook.orders;
-- No row without its order.
SELECT count(*) AS orphans
  FROM (SELECT source, order_id FROM orderhook.order_items UNION ALL
        SELECT source, order_id FROM orderhook.order_modifiers UNION ALL
        SELECT source, order_id FROM orderhook.order_charges UNION ALL
        SELECT source, order_id FROM orderhook.order_payments UNION ALL
        SELECT source, order_id FROM orderhook.order_events UNION ALL
        SELECT source, order_id FROM orderhook.order_deliveries UNION ALL
        SELECT source, order_id FROM orderhook.order_arrivals UNION ALL
        SELECT source, order_id FROM orderhook.reconciliation UNION ALL
        SELECT source, order_id FROM orderhook.order_contacts) r
  LEFT JOIN orderhook.orders o USING (source, order_id)
 WHERE o.source_id IS NULL;
-- Of the lines, total = quantity x unit_price + modifiers_total + discount, where all of it is known.
SELECT source, order_id, line_no, total, quantity * unit_price + modifiers_total + discount AS sum
  FROM orderhook.order_items
 WHERE total <> quantity * unit_price + modifiers_total + discount
 ORDER BY 1, 2, 3;
SELECT source, order_id, line_no, modifier_no, total, quantity * unit_price AS product
  FROM orderhook.order_modifiers
 WHERE total <> quantity * unit_price
 ORDER BY 1, 2, 3, 4;
