-- What the amounts of each order were held against, from its first delivery to its last.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

SELECT t.n, t.file, d.outcome
  FROM (VALUES (1, 'bbot/sample.json'), (2, 'mipos/sample.json'), (3, 'flybuy/sample.json'),
               (4, 'fulflld/sample.json'), (5, 'revo/sample.json'), (6, 'revo/order_closed_full.json')) t (n, file)
 CROSS JOIN LATERAL pg_temp.deliver(split_part(t.file, '/', 1), pg_temp.payload(t.file)) d
 ORDER BY t.n;
SELECT source, order_id, rule, left_amount, right_amount, difference, tolerance, status
  FROM orderhook.reconciliation ORDER BY order_id, rule;

-- A delivery without lines leaves the earlier checks alone: the answer to an order, and a short close.
CREATE TEMP TABLE before AS SELECT * FROM orderhook.reconciliation;
SELECT outcome FROM pg_temp.deliver('mipos',
    '{"order_external_id": "7c0e2f4a-93b1-4d58-8a6e-2b51c94d06f3", "store_id": "3", "status": "ACCEPT", "delivery_id": 1}');
SELECT outcome FROM pg_temp.deliver('revo',
    '{"event": "order.closed", "data": {"id": 298, "table_id": 12, "total": "9.10", "guests": 4}}');
SELECT count(*) AS differences
  FROM (TABLE before EXCEPT ALL TABLE orderhook.reconciliation) d;
SELECT count(*) = (SELECT count(*) FROM before) AS as_many FROM orderhook.reconciliation;

-- One that has lines replaces all of them.
SELECT outcome FROM pg_temp.deliver('bbot',
    replace(replace(convert_from(pg_temp.payload('bbot/sample.json'), 'UTF8'), '00:53:52.057361Z', '00:54:00Z'),
            '"tip_cents": 478', '"tip_cents": 479'));
SELECT rule, left_amount, right_amount, difference, tolerance, status
  FROM orderhook.reconciliation WHERE source = 'bbot' ORDER BY rule;
-- A late one fills in nothing.
SELECT outcome FROM pg_temp.deliver('bbot',
    replace(replace(convert_from(pg_temp.payload('bbot/sample.json'), 'UTF8'), '00:53:52.057361Z', '00:53:00Z'),
            '"pretax_cents": 2388', '"pretax_cents": 2380'));
SELECT rule, status FROM orderhook.reconciliation WHERE source = 'bbot' ORDER BY rule;
-- Told anew from the stored bytes, the checks are what they were.
SELECT view_name, row_no, column_name, old_value, new_value FROM orderhook.renormalize();
-- They come back from them, in an order whose checks are gone.
DELETE FROM orderhook.order_check WHERE rule LIKE 'mipos.%';
SELECT view_name, row_no, column_name, old_value, new_value FROM orderhook.renormalize(dry_run => false) ORDER BY 1, 2, 3;
SELECT rule, status FROM orderhook.reconciliation WHERE source = 'mipos' ORDER BY rule;

-- One row for each rule and order, and none without its order.
SELECT count(*) AS orders, count(*) FILTER (WHERE n > 0) AS checked,
       count(*) FILTER (WHERE n <> rules) AS twice
  FROM (SELECT o.source, o.order_id, count(r.rule) AS n, count(DISTINCT r.rule) AS rules
          FROM orderhook.orders o
          LEFT JOIN orderhook.reconciliation r USING (source, order_id)
         GROUP BY 1, 2) x;
SELECT count(*) = (SELECT count(*) FROM orderhook.reconciliation) AS joined
  FROM orderhook.reconciliation r JOIN orderhook.orders o USING (source, order_id);
SELECT count(*) FILTER (WHERE status NOT IN ('pass', 'fail', 'not_applicable')) AS other_words,
       count(*) FILTER (WHERE difference IS DISTINCT FROM left_amount - right_amount) AS other_differences
  FROM orderhook.reconciliation;
