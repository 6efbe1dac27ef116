-- Refunds that are orders of their own, and those that are only reported.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'
SET timezone = 'UTC';

-- ---- Revo: the refund is an order, and its original shows it ----

-- A refund of an order, of that total.
CREATE FUNCTION pg_temp.refund(id int, of int, total numeric) RETURNS text
LANGUAGE sql STABLE
RETURN convert_from(pg_temp.payload('revo/refund.json'), 'UTF8')::jsonb
       || jsonb_build_object('data', (convert_from(pg_temp.payload('revo/refund.json'), 'UTF8')::jsonb -> 'data')
              || jsonb_build_object('id', id, 'refunded_order_id', of, 'total', total::text));
CREATE TEMP VIEW bills AS
SELECT source, external_id, is_refund, refund_of, total, paid, refunded, payment_state
  FROM orderhook.orders ORDER BY source, external_id;

SELECT pg_temp.payload('revo/order_closed_full.json') AS original \gset
SELECT outcome FROM pg_temp.deliver('revo', :'original'::bytea);
TABLE bills;
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.payload('revo/refund.json'));
TABLE bills;
-- A second one: the sum of both, in one row still.
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.refund(304, 301, -26.65));
TABLE bills;
-- The order of arrival does not matter.
INSERT INTO orderhook.source (name, provider) VALUES ('revo again', 'revo');
\o /dev/null
SELECT orderhook.set_secret('revo again', pg_temp.secret('revo'));
\o
SELECT t.n, r.outcome
  FROM (VALUES (1, convert_to(pg_temp.refund(304, 301, -26.65), 'UTF8')), (2, pg_temp.payload('revo/refund.json')),
               (3, :'original'::bytea)) t (n, body)
 CROSS JOIN LATERAL orderhook.receive('revo again', pg_temp.headers('revo', t.body), t.body) r
 ORDER BY t.n;
(SELECT external_id, total, paid, refunded, payment_state FROM bills WHERE source = 'revo'
 EXCEPT ALL SELECT external_id, total, paid, refunded, payment_state FROM bills WHERE source = 'revo again')
UNION ALL
(SELECT external_id, total, paid, refunded, payment_state FROM bills WHERE source = 'revo again'
 EXCEPT ALL SELECT external_id, total, paid, refunded, payment_state FROM bills WHERE source = 'revo');
SELECT count(*) FROM orderhook.orders;
SELECT count(*) FROM orderhook.order_header;
-- Of what is no amount, or claims to give nothing back, nothing is shown; nor of a refund of itself.
SELECT t.n, d.outcome
  FROM (VALUES (1, '{"event": "order.created", "data": {"id": 1, "total": "9.00"}}'),
               (2, '{"event": "order.created", "data": {"id": 2, "total": "much", "refunded_order_id": 1}}'),
               (3, '{"event": "order.created", "data": {"id": 3, "total": "5.00", "refunded_order_id": 1}}'),
               (4, '{"event": "order.created", "data": {"id": 4, "total": "-5.00", "refunded_order_id": 4}}')) t (n, body)
 CROSS JOIN LATERAL pg_temp.deliver('revo', t.body) d
 ORDER BY t.n;
SELECT external_id, total, refunded, payment_state FROM bills WHERE source = 'revo' AND external_id <= '2' ORDER BY 1;
SELECT external_id, total, refunded, payment_state FROM bills WHERE source = 'revo' AND external_id IN ('3', '4');
-- A refund that is cancelled gives nothing back, in orders, in what was known of them, and in journeys.
SELECT outcome FROM pg_temp.deliver('revo', '{"event": "order.created", "data": {"id": 5, "total": "-7.00", "refunded_order_id": 1}}');
CREATE TEMP VIEW given_back AS
SELECT o.refunded, o.payment_state, a.refunded AS as_of, a.payment_state AS state_as_of, j.refunded AS of_journey
  FROM orderhook.orders o
  JOIN orderhook.order_journey_orders m USING (source, order_id)
  JOIN orderhook.order_journeys j USING (journey_id)
 CROSS JOIN LATERAL orderhook.order_as_of(o.order_id, clock_timestamp()) a
 WHERE o.source = 'revo' AND o.external_id = '1';
TABLE given_back;
SELECT outcome FROM pg_temp.deliver('revo', '{"event": "order.cancelled", "data": {"id": 5}}');
TABLE given_back;
SELECT orders, refunds, cancelled FROM orderhook.sales_by_day WHERE source = 'revo' AND cancelled > 0;
-- What the provider's own amounts show stays.
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.payload('bbot/refund_suspected.json'));
SELECT total, paid, refunded, payment_state FROM bills WHERE source = 'bbot';
-- The refunds of an order are found by an index.
ANALYZE orderhook.order_header;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF)
SELECT sum(r.total) FROM orderhook.order_header r WHERE r.source_id = 1 AND r.refund_of = '301';
RESET enable_seqscan;

-- ---- Bbot: items_refunded names a checkout, and no amount ----

CREATE FUNCTION pg_temp.report(checkout text, qty int) RETURNS text
LANGUAGE sql STABLE
RETURN jsonb_set(convert_from(pg_temp.payload('bbot/items_refunded.json'), 'UTF8')::jsonb
                 || jsonb_build_object('checkout_id', checkout), '{cart_items_this_restaurant,0,qty}', to_jsonb(qty));
CREATE FUNCTION pg_temp.placed(id text, checkout text, minute int) RETURNS text
LANGUAGE sql STABLE
RETURN jsonb_build_object('order', (convert_from(pg_temp.payload('bbot/sample.json'), 'UTF8')::jsonb -> 'order')
           || jsonb_build_object('id', id, 'checkout_id', checkout,
                                 'last_modified', format('2026-03-07T18:%s:00Z', minute), 'tip_cents', minute));
CREATE TEMP VIEW reports AS
SELECT r.webhook_id - min(r.webhook_id) OVER () AS n, r.event, r.outcome, r.reason, h.external_id
  FROM orderhook.receipt r LEFT JOIN orderhook.order_header h USING (source_id, order_id)
 WHERE r.provider_event = 'items_refunded';

-- Before its order.
SELECT outcome, reason, order_id FROM pg_temp.deliver('bbot', pg_temp.report('c1', 3));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.placed('o1', 'c1', 30));
SELECT max(webhook_id) AS early FROM orderhook.receipt WHERE event = 'order.refunded' \gset
CREATE TEMP TABLE before AS SELECT * FROM orderhook.orders WHERE external_id = 'o1';
SELECT outcome, reason, order_id IS NOT NULL AS found FROM orderhook.replay(:early);
SELECT outcome, reason FROM orderhook.replay(:early);
-- After it: the same bytes, others, and what changes nothing.
SELECT outcome, regexp_replace(reason, '\d+', 'N') AS reason, order_id IS NOT NULL AS found
  FROM pg_temp.deliver('bbot', pg_temp.report('c1', 3));
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.report('c1', 1));
SELECT outcome, regexp_replace(reason, '\d+', 'N') AS reason FROM pg_temp.deliver('bbot', pg_temp.report('c1', 1));
CREATE TEMP VIEW told AS
SELECT e.axis, e.event, e.provider_event, e.from_state, e.to_state, e.occurred_at, count(*)
  FROM orderhook.order_events e JOIN orderhook.orders o USING (source, order_id)
 WHERE o.external_id = 'o1' GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1;
TABLE told;
-- No amount was booked, and no revision.
SELECT * FROM orderhook.orders WHERE external_id = 'o1' EXCEPT TABLE before;
-- A checkout of two orders, of none, and none at all.
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.placed('o2', 'c2', 30));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.placed('o3', 'c2', 30));
SELECT outcome, reason, order_id FROM pg_temp.deliver('bbot', pg_temp.report('c2', 3));
SELECT outcome, reason, order_id FROM pg_temp.deliver('bbot', pg_temp.report('c9', 3));
SELECT outcome, reason, order_id FROM pg_temp.deliver('bbot', '{"event_type": "items_refunded"}');
-- Not the orders of another source.
INSERT INTO orderhook.source (name, provider) VALUES ('bbot again', 'bbot');
\o /dev/null
SELECT orderhook.set_secret('bbot again', pg_temp.secret('bbot'));
\o
SELECT outcome, reason, order_id
  FROM orderhook.receive('bbot again', pg_temp.headers('bbot', ''), convert_to(pg_temp.report('c1', 3), 'UTF8'));
TABLE reports ORDER BY n;

-- Telling the order again keeps what was reported, also where the report's bytes are gone.
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.placed('o1', 'c1', 20));
TABLE told;
SELECT * FROM orderhook.renormalize('r.event = ''order.refunded''', false);
UPDATE orderhook.receipt SET body = NULL WHERE event = 'order.refunded';
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.placed('o1', 'c1', 10));
SELECT count(*) FROM orderhook.renormalize('r.event = ''order.refunded''', false);
TABLE told;
SELECT o.external_id, o.provider_updated_at, o.tip, o.revision
  FROM orderhook.orders o WHERE o.external_id = 'o1';
-- In a batch, with its order.
SELECT convert_to(pg_temp.placed('o4', 'c4', 30), 'UTF8') AS placed, convert_to(pg_temp.report('c4', 1), 'UTF8') AS report \gset
SELECT delivery_no, outcome, reason
  FROM orderhook.receive_batch(ARRAY['bbot', 'bbot', 'bbot'], array_fill(pg_temp.headers('bbot', ''), ARRAY[3]),
                               ARRAY[:'report', :'placed', :'report']::bytea[]) ORDER BY 1;

-- As of now is what the view shows, refunds included.
SELECT o.external_id, k.key
  FROM orderhook.orders o
 CROSS JOIN LATERAL orderhook.order_as_of(o.order_id, 'infinity') a
 CROSS JOIN LATERAL jsonb_object_keys(to_jsonb(o)) k (key)
 WHERE (to_jsonb(o) -> k.key) IS DISTINCT FROM (to_jsonb(a) -> k.key)
 ORDER BY 1, 2;
SELECT count(*) > 0 AS some FROM orderhook.orders o WHERE refunded < 0;
-- A refund that grows later counts as it was known at the time.
SELECT refund.source, original.order_id AS original, refund.external_id AS refund
  FROM orderhook.orders refund
  JOIN orderhook.orders original ON original.source = refund.source AND original.external_id = refund.refund_of
 WHERE refund.is_refund AND original.refunded < 0 ORDER BY refund.order_id LIMIT 1 \gset
SELECT convert_from(r.body, 'UTF8') AS first_refund, clock_timestamp() AS before
  FROM orderhook.receipt r JOIN orderhook.orders o USING (order_id)
 WHERE o.external_id = :'refund' AND r.outcome = 'applied' ORDER BY r.webhook_id DESC LIMIT 1 \gset
SELECT outcome FROM pg_temp.deliver(:'source', jsonb_set(jsonb_set(:'first_refund'::jsonb, '{data,total}', '"-1.01"'),
                                    '{data,updated_at}', '"2037-01-01 00:00:00"')::text);
SELECT o.refunded = a.refunded AS same, o.refunded = b.refunded AS same_as_before, b.refunded IS NULL AS none_before
  FROM orderhook.orders o, orderhook.order_as_of(o.order_id, 'infinity') a, orderhook.order_as_of(o.order_id, :'before') b
 WHERE o.order_id = :original;
