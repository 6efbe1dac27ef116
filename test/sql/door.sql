-- What becomes of a delivery: each outcome, and how deliveries of one order follow each other.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

-- ---- one of each outcome, as RETURNING says it ----

PREPARE insert_delivery (text, jsonb, bytea) AS
INSERT INTO orderhook.inbox (source, headers, body) VALUES ($1, $2, $3)
RETURNING webhook_id, verdict, strength, outcome, reason, http_status, order_id;
SELECT pg_temp.payload('revo/order_open.json') AS body \gset
SELECT pg_temp.headers('revo', :'body') AS headers \gset
EXECUTE insert_delivery ('revo', :'headers', :'body');
EXECUTE insert_delivery ('revo', :'headers', :'body');
-- An earlier version of the same order: its newest line was changed before.
SELECT replace(convert_from(:'body', 'UTF8'), '13:08:34', '13:08:33.25')::bytea AS older \gset
EXECUTE insert_delivery ('revo', pg_temp.headers('revo', :'older'), :'older');
SELECT pg_temp.payload('revo/stocks_updated.json') AS stocks \gset
EXECUTE insert_delivery ('revo', pg_temp.headers('revo', :'stocks'), :'stocks');
EXECUTE insert_delivery ('revo', pg_temp.headers('revo', '{"event": '), '{"event": ');
EXECUTE insert_delivery ('revo', :'headers', 'another body');
EXECUTE insert_delivery ('revo', '{}', :'body');
EXECUTE insert_delivery ('revo', NULL, :'body');
EXECUTE insert_delivery ('revo', :'headers', NULL);
UPDATE orderhook.source SET max_body_bytes = length(:'body'::bytea) WHERE name = 'revo';
EXECUTE insert_delivery ('revo', :'headers', :'body');
UPDATE orderhook.source SET max_body_bytes = length(:'body'::bytea) - 1 WHERE name = 'revo';
EXECUTE insert_delivery ('revo', :'headers', :'body');
EXECUTE insert_delivery ('revo', '{}', :'body');
UPDATE orderhook.source SET max_body_bytes = 4194304 WHERE name = 'revo';
-- Each left a receipt, and the bytes; of one that is too large the first, and its digest.
SELECT webhook_id, verdict, outcome, event, provider_event, order_id, key_id, body_bytes, length(body) AS kept,
       body_digest = sha256(:'body') AS digest_of_body, problems
  FROM orderhook.receipt
 ORDER BY webhook_id;

-- ---- the caller's mistakes, and a source that is off ----

EXECUTE insert_delivery ('nowhere', '{}', '');
\echo :LAST_ERROR_SQLSTATE
EXECUTE insert_delivery (NULL, '{}', '');
\echo :LAST_ERROR_SQLSTATE
UPDATE orderhook.source SET enabled = false WHERE name = 'revo';
EXECUTE insert_delivery ('revo', :'headers', :'body');
EXECUTE insert_delivery ('revo', '{}', :'body');
UPDATE orderhook.source SET enabled = true WHERE name = 'revo';
-- Verdict and outcome are the door's to say.
INSERT INTO orderhook.inbox VALUES ('revo', '{}', '', 77, 'ok', 'body', 'applied', 'forged', 200, 77, '[]')
RETURNING source, headers, body, webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems;
UPDATE orderhook.inbox SET verdict = 'ok';
DELETE FROM orderhook.inbox;

-- ---- no authentication ----

INSERT INTO orderhook.source (name, provider, money_unit) VALUES ('open', 'fulflld', 'major'), ('keyless', 'mipos', NULL);
SELECT pg_temp.payload('fulflld/order_created.json') AS fulflld \gset
EXECUTE insert_delivery ('open', '{}', :'fulflld');
EXECUTE insert_delivery ('keyless', '{}', '{}');
UPDATE orderhook.source SET allow_unauthenticated = true WHERE name IN ('open', 'keyless');
EXECUTE insert_delivery ('open', '{}', :'fulflld');
-- The word of the source counts only where the provider has no authentication of its own.
EXECUTE insert_delivery ('keyless', '{}', '{}');
SELECT source, external_id, authenticity, total FROM orderhook.orders WHERE source = 'open';
-- Once there is a secret it is asked for. An order is worth what its weakest proof is worth.
\o /dev/null
SELECT orderhook.set_secret('open', 'X-Edge-Key: key of the edge');
\o
EXECUTE insert_delivery ('open', '{}', :'fulflld');
EXECUTE insert_delivery ('open', '{"X-Edge-Key": "key of the edge"}', pg_temp.payload('fulflld/assigned.json'));
SELECT source, external_id, authenticity, revision FROM orderhook.orders WHERE source = 'open';

-- ---- a sparse close after the full order, and before it ----

SELECT outcome, reason FROM pg_temp.deliver('revo', pg_temp.payload('revo/sample_closed.json'));
SELECT external_id, lifecycle, order_state, payment_state, total, guests, table_name, staff, item_count, revision
  FROM orderhook.orders WHERE source = 'revo';
SELECT line_no, name, total FROM orderhook.order_items WHERE source = 'revo';
CREATE TEMP TABLE full_then_sparse AS
SELECT to_jsonb(o) - '{order_id,first_received_at,last_received_at,revision}'::text[] AS facts
  FROM orderhook.orders o WHERE source = 'revo';
INSERT INTO orderhook.source (name, provider, currency) VALUES ('revo again', 'revo', 'USD');
\o /dev/null
SELECT orderhook.set_secret('revo again', pg_temp.secret('revo'));
\o
SELECT pg_temp.payload('revo/sample_closed.json') AS closed \gset
EXECUTE insert_delivery ('revo again', pg_temp.headers('revo', :'closed'), :'closed');
SELECT external_id, lifecycle, total, guests, staff, item_count FROM orderhook.orders WHERE source = 'revo again';
EXECUTE insert_delivery ('revo again', pg_temp.headers('revo', :'body'), :'body');
SELECT external_id, lifecycle, order_state, payment_state, total, guests, table_name, staff, item_count, revision
  FROM orderhook.orders WHERE source = 'revo again';
SELECT line_no, name, total FROM orderhook.order_items WHERE source = 'revo again';
-- Both ways end in the same order.
SELECT a.key, a.value AS full_then_sparse, b.value AS sparse_then_full
  FROM full_then_sparse f
 CROSS JOIN LATERAL jsonb_each(f.facts) a
  JOIN orderhook.orders o ON o.source = 'revo again'
 CROSS JOIN LATERAL jsonb_each(to_jsonb(o)) b
 WHERE a.key = b.key AND a.key NOT IN ('source', 'source_id') AND a.value IS DISTINCT FROM b.value
 ORDER BY a.key;

-- ---- newer snapshots, the same bytes, nothing new ----

SELECT jsonb_set(jsonb_set(convert_from(pg_temp.payload('bbot/new_order.json'), 'UTF8')::jsonb,
                           '{order,last_modified}', '"2026-03-07T18:00:00Z"'), '{order,id}', '"steps"') AS step \gset
CREATE FUNCTION pg_temp.at(step jsonb, minute int, status text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN jsonb_set(replace(step::text, '"status": "waiting"', format('"status": "%s"', status))::jsonb,
                 '{order,last_modified}', to_jsonb(format('2026-03-07T18:%s:00Z', lpad(minute::text, 2, '0'))))::text;
SELECT DISTINCT i ->> 'status' AS status FROM jsonb_array_elements(:'step'::jsonb -> 'order' -> 'items') i;
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.at(:'step', 0, 'waiting'));
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.at(:'step', 10, 'preparing'));
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.at(:'step', 10, 'preparing'));
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.at(:'step', 5, 'ready'));
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.at(:'step', 0, 'waiting'));
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.at(:'step', 10, 'preparing') || ' ');
-- Newer wins, also backwards.
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.at(:'step', 20, 'waiting'));
-- The same bytes after a different state in between are older now.
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.at(:'step', 10, 'preparing'));
SELECT o.external_id, o.prep_state, o.revision, o.provider_updated_at AT TIME ZONE 'UTC' AS provider_updated_at
  FROM orderhook.orders o WHERE o.external_id = 'steps';
SELECT e.axis, e.from_state, e.to_state, e.occurred_at AT TIME ZONE 'UTC' AS occurred_at
  FROM orderhook.order_events e JOIN orderhook.orders o USING (source, order_id)
 WHERE o.external_id = 'steps'
 ORDER BY e.webhook_id, e.axis;

-- ---- customers and products ----

SELECT outcome, reason FROM pg_temp.deliver('revo', pg_temp.payload('revo/customer_created.json'));
SELECT outcome, reason FROM pg_temp.deliver('revo', pg_temp.payload('revo/customer_created.json'));
SELECT external_id, name, active, phone, deleted_at IS NOT NULL AS deleted FROM orderhook.customers;
SELECT outcome, reason
  FROM pg_temp.deliver('revo', replace(replace(convert_from(pg_temp.payload('revo/customer_created.json'), 'UTF8'),
                                               '13:08:34', '13:08:33'), 'Bar Mel', 'Old Mel'));
SELECT outcome, reason FROM pg_temp.deliver('revo', pg_temp.payload('revo/customer_deleted.json'));
SELECT outcome, reason FROM pg_temp.deliver('revo', pg_temp.payload('revo/customer_deleted.json'));
SELECT external_id, name, active, phone, deleted_at IS NOT NULL AS deleted FROM orderhook.customers;
SELECT outcome, reason FROM pg_temp.deliver('revo', pg_temp.payload('revo/customer_updated.json'));
SELECT external_id, name, active, phone, deleted_at AT TIME ZONE 'UTC' AS deleted_at FROM orderhook.customers;
SELECT outcome, reason FROM pg_temp.deliver('revo', pg_temp.payload('revo/product_updated.json'));
SELECT outcome, reason FROM pg_temp.deliver('revo', pg_temp.payload('revo/product_deleted.json'));
SELECT external_id, name, price, deleted_at IS NOT NULL AS deleted FROM orderhook.products;
-- A product that comes back lives.
SELECT outcome, reason
  FROM pg_temp.deliver('revo', '{"event": "product.updated", "data": {"id": 41, "name": "Café solo", "price": "1.25"}}');
SELECT external_id, name, kind, price, deleted_at IS NOT NULL AS deleted FROM orderhook.products;
-- A menu: of one id twice, the last counts.
SELECT outcome, reason FROM pg_temp.deliver('mipos', pg_temp.payload('mipos/menu.json'));
SELECT outcome, reason FROM pg_temp.deliver('mipos', pg_temp.payload('mipos/menu.json'));
SELECT outcome, reason
  FROM pg_temp.deliver('mipos', '{"store_id": 1, "items": [{"external_id": "301", "name": "first", "price": 100},
       {"external_id": "301", "name": "second", "price": 200}], "menus": [], "categories": [], "modifier_groups": []}');
SELECT external_id, name, price, store_external_id FROM orderhook.products WHERE source = 'mipos' ORDER BY external_id;

-- ---- ids beyond measure ----

-- Text that does not compress: an index could not hold it.
CREATE FUNCTION pg_temp.noise(n int) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN (SELECT left(string_agg(md5(i::text), ''), n) FROM generate_series(0, n / 32) i);

SELECT n, outcome, length(reason) < 200 AS short_reason, order_id IS NULL AS no_order
  FROM (VALUES (255), (256), (257), (10000), (1000000)) t (n)
 CROSS JOIN LATERAL pg_temp.deliver('bbot', format('{"order": {"id": "%s"}}', repeat('x', n)))
 ORDER BY n;
SELECT n, outcome
  FROM (VALUES (256), (10000)) t (n)
 CROSS JOIN LATERAL pg_temp.deliver('mipos', format('{"external_id": "%s", "created_at": "2020-03-20T04:51:03Z", "items": []}',
                                                    pg_temp.noise(n)))
 ORDER BY n;
SELECT n, outcome
  FROM (VALUES (256), (10000)) t (n)
 CROSS JOIN LATERAL pg_temp.deliver('mipos', format('{"store_id": 1, "items": [{"external_id": "%s", "name": "long"}],
                                                     "menus": [], "categories": [], "modifier_groups": []}', pg_temp.noise(n)))
 ORDER BY n;
SELECT n, outcome
  FROM (VALUES (256), (10000)) t (n)
 CROSS JOIN LATERAL pg_temp.deliver('revo', format('{"event": "customer.created", "data": {"id": "%s", "name": "long"}}',
                                                   pg_temp.noise(n)))
 ORDER BY n;

-- ---- problems ----

SELECT outcome, reason, order_id FROM pg_temp.deliver('bbot', pg_temp.payload('bbot/odd_values.json')) \gset
SELECT :'outcome' AS outcome, problem_count FROM orderhook.orders WHERE source = 'bbot' AND order_id = :order_id;
SELECT p.severity, p.path, p.expected, p.found
  FROM orderhook.order_problems p
 WHERE p.order_id = :order_id
 ORDER BY p.path COLLATE "C", p.expected;
SELECT outcome, reason FROM pg_temp.deliver('bbot', pg_temp.payload('bbot/no_id.json'));
SELECT outcome, reason FROM pg_temp.deliver('flybuy', pg_temp.payload('flybuy/no_id.json'));
SELECT source, path, expected, found, bytes
  FROM orderhook.quarantine
 WHERE source IN ('bbot', 'flybuy') AND bytes < 10000
 ORDER BY webhook_id;

-- ---- many in one statement ----

INSERT INTO orderhook.inbox (source, headers, body)
SELECT p, pg_temp.headers(p, b), b
  FROM unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) WITH ORDINALITY s (p, k)
 CROSS JOIN generate_series(101, 140) n
 CROSS JOIN LATERAL orderhook_sample(p::orderhook_provider, n) b
 ORDER BY k, n;
SELECT source, outcome, count(*), bool_and(order_id IS NOT NULL) AS all_orders
  FROM (SELECT source, outcome, order_id FROM orderhook.inbox ORDER BY webhook_id DESC LIMIT 200) t
 GROUP BY source, outcome
 ORDER BY source, outcome;
COPY orderhook.inbox (source, headers, body) FROM STDIN;
mipos	{}	{}
open	{"X-Edge-Key": "key of the edge"}	{"event": "ROUTE_UPDATED", "payload": {}}
open	[["x-edge-key", "key of the edge"]]	\\x00ff
open	\N	\N
\.
SELECT source, verdict, outcome, reason FROM (SELECT * FROM orderhook.inbox ORDER BY webhook_id DESC LIMIT 4) t ORDER BY webhook_id;
COPY orderhook.inbox (source, body) FROM STDIN;
nowhere	x
\.
SELECT verdict, strength, outcome, reason, http_status, order_id IS NULL AS no_order, problems
  FROM orderhook.receive('mipos', pg_temp.headers('mipos', '[1]'), '[1]');
SELECT outcome FROM orderhook.receive('mipos', NULL, NULL);
SELECT outcome FROM orderhook.receive('nowhere', NULL, NULL);

-- ---- every delivery has one receipt, with one verdict and one outcome ----

SELECT outcome, http_status, count(*) > 0 AS some FROM orderhook.receipt GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*) FROM orderhook.receipt WHERE outcome = 'applied' AND verdict NOT IN ('ok', 'unauthenticated');
