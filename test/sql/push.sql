-- What is told of a change to whoever asked for it: the outbox, and the view that programs read.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SELECT 'DROP OWNED BY ' || rolname FROM pg_roles WHERE rolname = 'regress_orderhook_consumer' \gexec
DROP ROLE IF EXISTS regress_orderhook_consumer;
RESET client_min_messages;
\set ECHO all

-- Waits until all that wrote before the last delivery is over: what else runs in this server may be in the way.
CREATE FUNCTION pg_temp.settle() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    mark bigint := (SELECT max(transaction_id) FROM orderhook.outbox WHERE transaction_id < 1000000000000);
BEGIN
    WHILE pg_snapshot_xmin(pg_current_snapshot())::text::bigint <= mark LOOP
        PERFORM pg_sleep(0.01);
    END LOOP;
END $$;
CREATE FUNCTION pg_temp.bbot(id text, minute int) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"order": {"id": "%s", "last_modified": "2026-03-07T18:%s:00Z", "tip_cents": %s}}', id, minute, minute);
CREATE FUNCTION pg_temp.revo(event text, data text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"event": "%s", "data": {%s}}', event, data);

-- ---- opt in ----

SELECT name, notify, outbox FROM orderhook.source WHERE notify OR outbox;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('A', 10));
SELECT count(*) FROM orderhook.outbox;
UPDATE orderhook.source SET outbox = true WHERE name = 'bbot';
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('A', 20));
SELECT outcome FROM pg_temp.deliver('mipos', pg_temp.payload('mipos/order_minimal.json'));
UPDATE orderhook.source SET notify = true WHERE name = 'mipos';
SELECT outcome FROM pg_temp.deliver('mipos', pg_temp.payload('mipos/sample.json'));
SELECT pg_temp.settle();
SELECT c.source, c.provider, o.external_id, c.event, c.webhook_id = h.last_webhook_id AS of_last,
       c.received_at = r.received_at AS of_receipt, c.transaction_id > 2 AS of_transaction
  FROM orderhook.changes c
  JOIN orderhook.orders o USING (source, order_id)
  JOIN orderhook.order_header h USING (order_id)
  JOIN orderhook.receipt r USING (webhook_id);
TRUNCATE orderhook.outbox;

-- ---- which deliveries ----

UPDATE orderhook.source SET outbox = true, notify = true;
CREATE TEMP TABLE answer (n int GENERATED ALWAYS AS IDENTITY, what text, outcome text, webhook_id bigint);
CREATE FUNCTION pg_temp.note(what text, provider text, body text) RETURNS void LANGUAGE sql AS $$
INSERT INTO answer (what, outcome, webhook_id)
SELECT note.what, r.outcome, r.webhook_id
  FROM convert_to(body, 'UTF8') b, orderhook.receive(provider, pg_temp.headers(provider, b), b) r
$$;
SELECT pg_temp.note('the first of an order', 'bbot', pg_temp.bbot('B', 10));
SELECT pg_temp.note('a newer one', 'bbot', pg_temp.bbot('B', 30));
SELECT pg_temp.note('the same again', 'bbot', pg_temp.bbot('B', 30));
SELECT pg_temp.note('an older one', 'bbot', pg_temp.bbot('B', 20));
SELECT pg_temp.note('an older one that knows more', 'bbot',
                    replace(pg_temp.bbot('B', 25), '"tip_cents"', '"checkout_id": "C", "tip_cents"'));
SELECT pg_temp.note('an event without an order', 'revo', pg_temp.revo('stocks.updated', ''));
SELECT pg_temp.note('unreadable', 'revo', '{');
SELECT pg_temp.note('a report of a refund', 'bbot', '{"event_type": "items_refunded", "checkout_id": "C"}');
SELECT pg_temp.note('a customer', 'revo', pg_temp.revo('customer.created', '"id": 1, "name": "A"'));
SELECT pg_temp.note('the same customer', 'revo', pg_temp.revo('customer.created', '"id": 1, "name": "A"'));
SELECT pg_temp.note('a product', 'revo', pg_temp.revo('product.updated', '"id": 1, "name": "Soup"'));
INSERT INTO answer (what, outcome, webhook_id)
SELECT 'not authentic', outcome, webhook_id FROM orderhook.receive('bbot', '{}', '{}');
UPDATE orderhook.source SET max_body_bytes = 10 WHERE name = 'bbot';
SELECT pg_temp.note('too large', 'bbot', pg_temp.bbot('B', 40));
UPDATE orderhook.source SET max_body_bytes = 4194304 WHERE name = 'bbot';
UPDATE orderhook.source SET enabled = false WHERE name = 'bbot';
SELECT pg_temp.note('to a source that is off', 'bbot', pg_temp.bbot('B', 50));
UPDATE orderhook.source SET enabled = true WHERE name = 'bbot';
SELECT a.what, a.outcome, x.event, h.external_id
  FROM answer a
  LEFT JOIN orderhook.outbox x USING (webhook_id)
  LEFT JOIN orderhook.order_header h USING (source_id, order_id)
 ORDER BY a.n;
SELECT count(*) FROM orderhook.outbox;

-- A replay is of its own transaction, and of the delivery that came long before.
TRUNCATE orderhook.outbox;
SELECT webhook_id FROM answer WHERE what = 'to a source that is off' \gset
BEGIN;
SELECT outcome FROM orderhook.replay(:webhook_id);
SELECT x.webhook_id = :webhook_id AS of_delivery, x.transaction_id = pg_current_xact_id()::text::bigint AS of_transaction,
       x.received_at = r.received_at AS of_receipt, x.event
  FROM orderhook.outbox x JOIN orderhook.receipt r USING (source_id, webhook_id);
COMMIT;
SELECT webhook_id FROM answer WHERE what = 'unreadable' \gset
SELECT outcome FROM orderhook.replay(:webhook_id);
-- What is read anew by its owner is no delivery.
UPDATE orderhook.order_header SET tip = 77 WHERE external_id = 'B';
SELECT view_name, column_name, old_value, new_value FROM orderhook.renormalize(dry_run => false);
SELECT count(*) FROM orderhook.outbox;

-- ---- of one transaction ----

TRUNCATE orderhook.outbox;
BEGIN;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('C', 10));
SAVEPOINT a;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('C', 20));
ROLLBACK TO a;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('C', 30));
SAVEPOINT b;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('C', 40));
RELEASE b;
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.revo('order.created', '"id": 7'));
SELECT s.name, h.external_id, x.transaction_id = pg_current_xact_id()::text::bigint AS of_transaction, h.tip
  FROM orderhook.outbox x JOIN orderhook.source s USING (source_id) JOIN orderhook.order_header h USING (source_id, order_id)
 ORDER BY x.webhook_id;
-- Before its end it is nobody's to read, not even its own.
SELECT count(*) FROM orderhook.changes;
COMMIT;
SELECT pg_temp.settle();
SELECT source, event, dense_rank() OVER (ORDER BY transaction_id) AS transaction
  FROM orderhook.changes ORDER BY transaction_id, webhook_id;
BEGIN;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('C', 50));
ROLLBACK;
SELECT count(*) FROM orderhook.outbox;

-- A batch, of which one fails to be stored.
TRUNCATE orderhook.outbox;
ALTER TABLE orderhook.order_header ADD CONSTRAINT no_bad CHECK (external_id <> 'BAD');
SELECT b.delivery_no, b.outcome, b.http_status
  FROM (SELECT array_agg(p ORDER BY n) AS s, array_agg(pg_temp.headers(p, body) ORDER BY n) AS h, array_agg(body ORDER BY n) AS b
          FROM (SELECT n, p, convert_to(body, 'UTF8') AS body
                  FROM (VALUES (1, 'revo', pg_temp.revo('order.created', '"id": 8')), (2, 'bbot', pg_temp.bbot('D', 20)),
                               (3, 'bbot', pg_temp.bbot('BAD', 20)), (4, 'bbot', pg_temp.bbot('D', 30)),
                               (5, 'bbot', pg_temp.bbot('D', 30)), (6, 'bbot', '{')) v (n, p, body)) x) d,
       orderhook.receive_batch(d.s, d.h, d.b) b;
SELECT s.name, h.external_id, x.event, dense_rank() OVER (ORDER BY transaction_id) AS transaction
  FROM orderhook.outbox x JOIN orderhook.source s USING (source_id) JOIN orderhook.order_header h USING (source_id, order_id)
 ORDER BY x.webhook_id;
ALTER TABLE orderhook.order_header DROP CONSTRAINT no_bad;

-- Where the source is looked up by a statement, its choice is the same.
TRUNCATE orderhook.outbox;
BEGIN;
ALTER TABLE orderhook.source DROP CONSTRAINT source_name_key;
UPDATE orderhook.source SET outbox = true, notify = false;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('S', 10));
SELECT count(*) FROM orderhook.outbox;
UPDATE orderhook.source SET outbox = false, notify = true;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('S', 20));
SELECT count(*) FROM orderhook.outbox;
ROLLBACK;

-- ---- from another server ----

-- Ids that this one has not reached yet wait: what is to come would come before them.
TRUNCATE orderhook.outbox;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('E', 10));
UPDATE orderhook.outbox SET transaction_id = transaction_id + 1000000000000;
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('E', 20));
SELECT pg_temp.settle();
SELECT transaction_id > 1000000000000 AS of_another, event FROM orderhook.changes ORDER BY transaction_id, webhook_id;
-- Put in front of all that this one has, they come first.
UPDATE orderhook.outbox SET transaction_id = 0 WHERE transaction_id > 1000000000000;
SELECT transaction_id = 0 AS of_another, event FROM orderhook.changes ORDER BY transaction_id, webhook_id;

-- ---- words, and nothing of what was sent ----

TRUNCATE orderhook.outbox;
SELECT count(*) > 100 AS many
  FROM (SELECT name FROM payload_file ORDER BY name COLLATE "C") f
 CROSS JOIN LATERAL pg_temp.deliver(split_part(f.name, '/', 1), pg_temp.payload(f.name)) d;
SELECT DISTINCT event FROM orderhook.outbox ORDER BY 1;
SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type
  FROM pg_attribute a WHERE a.attrelid = 'orderhook.outbox'::regclass AND a.attnum > 0 ORDER BY a.attnum;

-- ---- a consumer ----

CREATE ROLE regress_orderhook_consumer;
SELECT orderhook.grant_consumer('regress_orderhook_consumer');
SELECT orderhook.grant_consumer('nobody_of_that_name');
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.settle();
SELECT transaction_id, webhook_id FROM orderhook.changes ORDER BY 1, 2 OFFSET 5 LIMIT 1 \gset
SET ROLE regress_orderhook_consumer;
SELECT count(*) > 50 AS many FROM orderhook.changes;
WITH handled AS (DELETE FROM orderhook.outbox WHERE (transaction_id, webhook_id) <= (:transaction_id, :webhook_id) RETURNING *)
SELECT count(*) FROM handled;
SELECT count(*) FROM orderhook.changes WHERE (transaction_id, webhook_id) <= (:transaction_id, :webhook_id);
UPDATE orderhook.outbox SET order_id = 1;
INSERT INTO orderhook.outbox SELECT * FROM orderhook.outbox LIMIT 0;
TRUNCATE orderhook.outbox;
DELETE FROM orderhook.changes;
SELECT currency FROM orderhook.source;
SELECT count(*) FROM orderhook.orders;
SELECT count(*) FROM orderhook.receipt;
RESET ROLE;
SELECT relname, string_agg(DISTINCT has, ', ') AS rights
  FROM pg_class c
 CROSS JOIN LATERAL unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) has
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'v')
   AND has_any_column_privilege('regress_orderhook_consumer', c.oid, has)
 GROUP BY 1 ORDER BY 1;
DROP OWNED BY regress_orderhook_consumer;
DROP ROLE regress_orderhook_consumer;
