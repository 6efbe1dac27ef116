-- Where the provider states a version time, the state depends on the set of deliveries: every one of the
-- 720 orders in which six of one order can come ends the same. The dump leaves out receipt times and ids.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

-- Bbot: two versions of one time, told apart by their stage; status, amounts and guest change.
CREATE TEMP TABLE version (provider text, n int, body text);
INSERT INTO version
SELECT 'bbot', n, format(
    '{"order": {"id": "o1", "checkout_id": "c", "time": "2021-12-08T00:53:52Z", "last_modified": "2021-12-08T00:53:%sZ",
      "pretax_cents": %s, "total_cents": %s, "tax_cents": 0, "tip_cents": 0, "fee_pretax_cents": 0, "guest_name": "G%s",
      "items": [{"id": "i1", "pretax_cents": %s, "status": "%s", "tax_cents": 0}]}}',
    52 + n / 2, n * 100, n * 100, n, n * 100,
    (ARRAY['waiting', 'accepted', 'preparing', 'ready', 'delivering', 'delivered'])[n])
  FROM generate_series(1, 6) n;
-- FlyBuy: two axes, and the last version steps back.
INSERT INTO version
SELECT 'flybuy', n, format(
    '{"data": {"type": "order", "id": 187, "state": "%s", "customer_state": "%s", "partner_identifier": "24667",
      "created_at": "2019-02-26T17:14:50Z", "updated_at": "2019-02-26T17:%s:20Z", "eta_at": %s}}',
    (ARRAY['created', 'created', 'ready', 'ready', 'completed', 'ready'])[n],
    (ARRAY['created', 'en_route', 'nearby', 'arrived', 'arrived', 'waiting'])[n], 20 + n,
    CASE WHEN n % 2 = 0 THEN 'null' ELSE '"2019-02-26T18:00:00Z"' END)
  FROM generate_series(1, 6) n;
-- Revo: five full ones, and a sparse close that states no version time.
INSERT INTO version
SELECT 'revo', n, CASE n WHEN 3 THEN '{"event": "order.closed", "data": {"id": 298, "table_id": 12, "total": "9.10", "guests": 4}}'
    ELSE format(
    '{"event": "order.%s", "data": {"id": 298, "opened": "2016-10-25 12:00:00", "tableName": "T%s", "status": %s,
      "total": "%s.00", "subtotal": "%s.00", "taxAmount": "0.00", "guests": %s,
      "orderContents": [{"id": 1, "item_id": 3, "quantity": 1, "itemPrice": "%s.00", "total": "%s.00", "subtotal": "%s.00",
                         "taxAmount": "0.00", "itemName": "X", "updated_at": "2016-10-25 13:0%s:00"}]}}',
    CASE n WHEN 1 THEN 'created' WHEN 6 THEN 'closed' ELSE 'updated' END, n, (n = 6)::int, n, n, n, n, n, n, n) END
  FROM generate_series(1, 6) n;

CREATE FUNCTION pg_temp.dump() RETURNS text LANGUAGE sql AS $$
SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
    SELECT 'order ' || (to_jsonb(v) - '{order_id,first_received_at,last_received_at}'::text[])::text
      FROM orderhook.orders v
    UNION ALL SELECT 'item ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_items v
    UNION ALL SELECT 'charge ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_charges v
    UNION ALL SELECT 'payment ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_payments v
    UNION ALL SELECT 'contact ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_contacts v
    UNION ALL SELECT 'check ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.reconciliation v
    UNION ALL SELECT 'arrival ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_arrivals v
    UNION ALL SELECT 'check ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.reconciliation v
    UNION ALL SELECT 'event ' || (to_jsonb(v) - '{order_id,webhook_id,received_at}'::text[])::text
      FROM orderhook.order_events v) AS l (line)
$$;

CREATE TEMP TABLE ending (provider text, permutation int[], dump text);
DO $$
DECLARE
    the_provider text;
    permutation int[];
    k int;
BEGIN
    FOR the_provider, permutation IN
        WITH RECURSIVE way (a) AS (
            SELECT ARRAY[i] FROM generate_series(1, 6) i
            UNION ALL
            SELECT a || i FROM way, generate_series(1, 6) i WHERE i <> ALL (a))
        SELECT p, a FROM way, unnest('{bbot,flybuy,revo}'::text[]) p WHERE cardinality(a) = 6
    LOOP
        TRUNCATE orderhook.receipt, orderhook.order_header, orderhook.order_item, orderhook.order_modifier,
            orderhook.order_charge, orderhook.order_payment, orderhook.order_contact, orderhook.order_delivery,
            orderhook.order_arrival, orderhook.order_check, orderhook.order_event;
        FOREACH k IN ARRAY permutation LOOP
            PERFORM pg_temp.deliver(the_provider, v.body) FROM version v WHERE v.provider = the_provider AND v.n = k;
        END LOOP;
        INSERT INTO ending VALUES (the_provider, permutation, pg_temp.dump());
    END LOOP;
END
$$;
SELECT provider, count(*) AS ways, count(DISTINCT dump) AS endings FROM ending GROUP BY 1 ORDER BY 1;
SELECT provider, substring(dump FROM '"lifecycle": "(\w+)"') AS lifecycle, substring(dump FROM '"total": ([\d.]+)') AS total,
       substring(dump FROM '"revision": (\d+)') AS revision
  FROM ending GROUP BY 1, 2, 3, 4 ORDER BY 1;
