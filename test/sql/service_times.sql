-- How long an order's steps took: which times count, and what is not known or would run backwards.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'
SET timezone = 'UTC';
SET datestyle = 'ISO';

-- An order of FlyBuy, placed at 12:00, as it was at a minute.
CREATE FUNCTION pg_temp.guest(id int, minute numeric, state text, customer_state text, arrived_at text) RETURNS text
LANGUAGE sql STABLE
RETURN jsonb_build_object('data', jsonb_build_object('type', 'order', 'id', id, 'state', state, 'customer_state', customer_state,
           'created_at', '2026-03-07T12:00:00Z', 'arrived_at', arrived_at,
           'updated_at', timestamptz '2026-03-07 12:00Z' + minute * interval '1 minute'));
CREATE TEMP TABLE step (id int, minute numeric, state text, customer_state text, arrived_at text);
INSERT INTO step
VALUES -- all steps
       (1, 1, 'created', 'created', NULL), (1, 10.51, 'ready', 'en_route', NULL), (1, 20, 'ready', 'arrived', '2026-03-07T12:19:30.5Z'),
       (1, 21, 'ready', 'waiting', '2026-03-07T12:19:30.5Z'), (1, 25, 'completed', 'waiting', '2026-03-07T12:19:30.5Z'),
       (1, 26, 'completed', 'completed', '2026-03-07T12:19:30.5Z'),
       -- ready, taken back, ready again: the first time
       (2, 5, 'ready', NULL, NULL), (2, 6, 'created', NULL, NULL), (2, 8, 'ready', NULL, NULL),
       -- completed, taken back
       (3, 5, 'ready', NULL, NULL), (3, 6, 'completed', NULL, NULL), (3, 7, 'ready', NULL, NULL),
       -- completed, taken back, completed again: the last time
       (4, 5, 'ready', NULL, NULL), (4, 6, 'completed', NULL, NULL), (4, 7, 'ready', NULL, NULL), (4, 9, 'completed', NULL, NULL),
       -- steps that were passed over: neither ready nor arrived, then waiting
       (5, 5, 'created', 'en_route', NULL), (5, 6, 'created', 'waiting', NULL), (5, 8, 'completed', 'waiting', NULL),
       -- the guest is said to have come after it was handed over, and it was ready before it was placed
       (6, -2, 'ready', 'created', NULL), (6, 6, 'completed', 'nearby', NULL), (6, 7, 'completed', 'arrived', '2026-03-07T12:07:00Z'),
       -- the guest says that it is over
       (7, 3, 'ready', 'arrived', NULL), (7, 4, 'ready', 'completed', NULL);
SELECT count(*) FILTER (WHERE d.outcome = 'applied') AS applied, count(*) AS all
  FROM (SELECT * FROM step ORDER BY id, minute) s
 CROSS JOIN LATERAL pg_temp.deliver('flybuy', pg_temp.guest(s.id, s.minute, s.state, s.customer_state, s.arrived_at)) d;
CREATE TEMP VIEW times AS
SELECT o.source, o.external_id, t.placed_at::time, t.ready_at::time, t.arrived_at::time, t.handed_over_at::time,
       t.placed_to_ready, t.ready_to_handed_over, t.placed_to_handed_over, t.wait_at_curb
  FROM orderhook.service_times t JOIN orderhook.orders o USING (source, order_id);
SELECT * FROM times ORDER BY 1, 2;
SELECT external_id, placed_to_ready_seconds AS ready, ready_to_handed_over_seconds AS stood,
       placed_to_handed_over_seconds AS whole, wait_at_curb_seconds AS waited
  FROM orderhook.service_times t JOIN orderhook.orders o USING (source, order_id) ORDER BY 1;
-- Whatever the order of arrival: the events are told anew.
SELECT r.outcome, count(*)
  FROM (SELECT * FROM step WHERE id IN (1, 4) ORDER BY minute DESC) s
 CROSS JOIN LATERAL pg_temp.deliver('flybuy', pg_temp.guest(s.id + 10, s.minute, s.state, s.customer_state, s.arrived_at)) r
 GROUP BY 1;
SELECT * FROM times WHERE external_id IN ('11', '14') ORDER BY 2;

-- A courier's own time comes before the receipt; placed is not known, so that nothing runs from it.
SELECT t.n, d.outcome
  FROM (VALUES (1, 'fulflld/order_created.json'), (2, 'fulflld/completed.json')) t (n, file)
 CROSS JOIN LATERAL pg_temp.deliver('fulflld', pg_temp.payload(t.file)) d ORDER BY t.n;
SELECT placed_at, handed_over_at, placed_to_handed_over, placed_to_handed_over_seconds FROM orderhook.service_times WHERE source = 'fulflld';

-- One row for each order, and no duration below 0, nor a number without its interval; all payloads.
SELECT count(*) > 50 AS some FROM payload_file f CROSS JOIN LATERAL pg_temp.deliver(split_part(f.name, '/', 1), decode(f.body, 'base64'));
SELECT count(*) = (SELECT count(*) FROM orderhook.orders) AS one_each, count(DISTINCT (source, order_id)) = count(*) AS once
  FROM orderhook.service_times;
SELECT count(*) AS wrong
  FROM orderhook.service_times t
 CROSS JOIN LATERAL (VALUES (placed_at, ready_at, placed_to_ready, placed_to_ready_seconds),
                            (ready_at, handed_over_at, ready_to_handed_over, ready_to_handed_over_seconds),
                            (placed_at, handed_over_at, placed_to_handed_over, placed_to_handed_over_seconds),
                            (arrived_at, handed_over_at, wait_at_curb, wait_at_curb_seconds)) v (a, b, duration, seconds)
 WHERE duration IS DISTINCT FROM CASE WHEN b >= a THEN b - a END
    OR seconds IS DISTINCT FROM floor(extract(epoch FROM duration)) OR seconds < 0;
SELECT bool_and(t.business_date = o.business_date AND t.store IS NOT DISTINCT FROM o.store AND t.placed_at IS NOT DISTINCT FROM o.placed_at) AS as_in_orders
  FROM orderhook.service_times t JOIN orderhook.orders o USING (source, order_id);
