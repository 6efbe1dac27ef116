-- receive_batch: many deliveries in one call, each with the answer that it would have had by itself.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

CREATE TEMP TABLE delivery (n int PRIMARY KEY, source text, headers jsonb, body bytea);
CREATE FUNCTION pg_temp.bbot(id text, second int, cents int) RETURNS bytea
LANGUAGE sql IMMUTABLE
RETURN convert_to(format('{"order": {"id": "%s", "last_modified": "2021-12-08T00:53:%sZ", "tip_cents": %s}}',
                         id, to_char(second, 'FM00'), cents), 'UTF8');
CREATE FUNCTION pg_temp.batch(OUT delivery_no int, OUT verdict text, OUT strength text, OUT outcome text, OUT reason text,
                              OUT http_status int, OUT order_id bigint, OUT problems jsonb)
RETURNS SETOF record LANGUAGE sql AS $$
SELECT b.delivery_no, b.verdict, b.strength, b.outcome, b.reason, b.http_status, b.order_id, b.problems
  FROM (SELECT array_agg(source ORDER BY n) s, array_agg(headers ORDER BY n) h, array_agg(body ORDER BY n) b FROM delivery) d
 CROSS JOIN LATERAL orderhook.receive_batch(d.s, d.h, d.b) WITH ORDINALITY b
 ORDER BY b.ordinality
$$;
-- Everything that a delivery leaves, without times, ids, and the digests by which rows are compared.
CREATE FUNCTION pg_temp.dump() RETURNS SETOF text LANGUAGE sql AS $$
SELECT 'order ' || (to_jsonb(v) - '{order_id,first_received_at,last_received_at}'::text[])::text FROM orderhook.orders v
UNION ALL SELECT 'item ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_items v
UNION ALL SELECT 'charge ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_charges v
UNION ALL SELECT 'payment ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_payments v
UNION ALL SELECT 'contact ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_contacts v
UNION ALL SELECT 'delivery ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_deliveries v
UNION ALL SELECT 'arrival ' || (to_jsonb(v) - 'order_id')::text FROM orderhook.order_arrivals v
UNION ALL SELECT 'event ' || (to_jsonb(v) - '{order_id,webhook_id,received_at}'::text[])::text FROM orderhook.order_events v
UNION ALL SELECT 'customer ' || (to_jsonb(v) - 'deleted_at')::text FROM orderhook.customers v
UNION ALL SELECT 'product ' || (to_jsonb(v) - 'deleted_at')::text FROM orderhook.products v
UNION ALL SELECT 'receipt ' || (to_jsonb(v) - '{order_id,webhook_id,received_at,reason}'::text[])::text FROM orderhook.receipt v
$$;

-- ---- order ----

-- Given in the order of no key: answered as given, settled by key, and deliveries of one order as given.
INSERT INTO delivery
SELECT n, 'bbot', pg_temp.headers('bbot', body), body
  FROM unnest(ARRAY['z', 'b', 'a', 'z', 'b', 'a', 'z'], ARRAY[1, 2, 3, 2, 1, 3, 2]) WITH ORDINALITY v (id, second, n)
 CROSS JOIN LATERAL pg_temp.bbot(v.id, v.second, v.n::int * 100) AS body;
CREATE TEMP TABLE answer AS SELECT * FROM pg_temp.batch();
SELECT delivery_no, outcome, regexp_replace(reason, 'webhook \d+', 'webhook N') AS reason, http_status, o.external_id
  FROM answer LEFT JOIN orderhook.orders o USING (order_id) ORDER BY 1;
SELECT external_id, tip, revision FROM orderhook.orders ORDER BY 1;
-- Again: not a row changes but the receipts.
SELECT outcome, count(*) FROM pg_temp.batch() GROUP BY 1 ORDER BY 1;
SELECT external_id, tip, revision FROM orderhook.orders ORDER BY 1;
SELECT count(*) FROM orderhook.receipt;

-- ---- the same as one by one ----

TRUNCATE delivery;
INSERT INTO delivery
SELECT row_number() OVER (ORDER BY md5(provider || name)), provider, pg_temp.headers(provider, body), body
  FROM (SELECT split_part(name, '/', 1) AS provider, split_part(name, '/', 2) AS name, pg_temp.payload(name) AS body
          FROM payload_file) x;
-- And what is no order, or nobody's.
INSERT INTO delivery VALUES
    (1001, 'bbot', '{}', '{}'), (1002, 'bbot', NULL, NULL), (1003, 'revo', '[]', '\xff'),
    (1004, 'mipos', '{"Signature-Webhook": ["a", "b"]}', ''), (1005, 'flybuy', '1', '{"data": 1}'),
    (1006, 'revo', pg_temp.headers('revo', '{"x": '), '{"x": '), (1007, 'mipos', pg_temp.headers('mipos', ''), '');
CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE sql AS $$
TRUNCATE orderhook.receipt, orderhook.order_header, orderhook.order_item, orderhook.order_modifier, orderhook.order_charge,
    orderhook.order_payment, orderhook.order_contact, orderhook.order_delivery, orderhook.order_arrival, orderhook.order_check, orderhook.order_event,
    orderhook.customer, orderhook.product
$$;
CREATE TEMP TABLE singly (n int, verdict text, strength text, outcome text, http_status int, problems jsonb);
SELECT pg_temp.empty();
DO $$
DECLARE
    d delivery;
BEGIN
    FOR d IN SELECT * FROM delivery ORDER BY n LOOP
        INSERT INTO singly
        SELECT d.n, r.verdict, r.strength, r.outcome, r.http_status, r.problems
          FROM orderhook.receive(d.source, d.headers, d.body) r;
    END LOOP;
END $$;
CREATE TEMP TABLE singly_dump AS SELECT * FROM pg_temp.dump() AS line;
SELECT outcome, verdict, http_status, count(*) FROM singly GROUP BY 1, 2, 3 ORDER BY 1, 2;
SELECT pg_temp.empty();
CREATE TEMP TABLE together AS SELECT * FROM pg_temp.batch();
SELECT count(*) AS different
  FROM together t
  FULL JOIN (SELECT row_number() OVER (ORDER BY n) AS k, * FROM singly) s ON s.k = t.delivery_no
 WHERE (t.verdict, t.strength, t.outcome, t.http_status, t.problems) IS DISTINCT FROM
       (s.verdict, s.strength, s.outcome, s.http_status, s.problems);
SELECT count(*) AS lines, count(*) FILTER (WHERE s.n IS DISTINCT FROM b.n) AS different
  FROM (SELECT line, count(*) AS n FROM singly_dump GROUP BY 1) s
  FULL JOIN (SELECT line, count(*) AS n FROM pg_temp.dump() AS line GROUP BY 1) b USING (line);

-- ---- what fails takes nothing away ----

SELECT pg_temp.empty();
TRUNCATE delivery;
INSERT INTO delivery
SELECT n, CASE n WHEN 3 THEN 'nobody' WHEN 6 THEN NULL ELSE 'bbot' END, pg_temp.headers('bbot', body), body
  FROM generate_series(1, 8) n, pg_temp.bbot('o' || n, n, n * 100) AS body;
ALTER TABLE orderhook.order_header ADD CONSTRAINT no_fives CHECK (external_id <> 'o5');
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'no sevens' USING ERRCODE = 'OH007';
END $$;
CREATE TRIGGER refuse BEFORE INSERT ON orderhook.receipt FOR EACH ROW
WHEN (convert_from(NEW.body, 'UTF8') LIKE '%"o7"%') EXECUTE FUNCTION pg_temp.refuse();
SELECT delivery_no, verdict, outcome, reason, http_status, order_id IS NOT NULL AS of_order FROM pg_temp.batch();
SELECT string_agg(external_id, ' ' ORDER BY external_id) AS orders FROM orderhook.orders;
SELECT count(*) AS receipts, count(order_id) AS of_orders FROM orderhook.receipt;
-- Retried once that is mended, only what was lost is new.
ALTER TABLE orderhook.order_header DROP CONSTRAINT no_fives;
DROP TRIGGER refuse ON orderhook.receipt;
SELECT delivery_no, verdict, outcome, http_status, order_id IS NOT NULL AS of_order FROM pg_temp.batch();
-- A cancelled statement is cancelled, and leaves nothing.
CREATE OR REPLACE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(60);
    RETURN NEW;
END $$;
CREATE TRIGGER refuse BEFORE INSERT ON orderhook.receipt FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
SET statement_timeout = '50ms';
SELECT count(*) FROM pg_temp.batch();
RESET statement_timeout;
DROP TRIGGER refuse ON orderhook.receipt;
SELECT count(*) AS receipts FROM orderhook.receipt;
-- The transaction's end is the batch's end.
BEGIN;
SELECT count(*) FROM pg_temp.batch();
ROLLBACK;
SELECT count(*) AS receipts FROM orderhook.receipt;
-- Many: more subtransactions than a backend keeps in shared memory.
SELECT outcome, count(*) FROM (
    SELECT array_agg('bbot'::text) s, array_agg(pg_temp.headers('bbot', body)) h, array_agg(body) b
      FROM generate_series(1, 500) n, pg_temp.bbot('many ' || n % 250, n % 60, n) AS body) d,
    orderhook.receive_batch(d.s, d.h, d.b) GROUP BY 1 ORDER BY 1;

-- ---- arguments ----

SELECT count(*) FROM orderhook.receive_batch('{}', '{}', '{}');
SELECT count(*) FROM orderhook.receive_batch('{bbot}', '{}', '{}');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM orderhook.receive_batch('{bbot,bbot}', '{NULL,NULL}', '{NULL}');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM orderhook.receive_batch(NULL, '{}', '{}');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM orderhook.receive_batch('{bbot}', NULL, '{NULL}');
\echo :LAST_ERROR_SQLSTATE
SELECT delivery_no, verdict, outcome, http_status FROM orderhook.receive_batch('{{bbot,nobody},{revo,mipos}}', '{{NULL,NULL},{NULL,NULL}}',
                                                                               '{{NULL,NULL},{NULL,NULL}}');

-- ---- rights ----

SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_orderhook_ingress, regress_orderhook_reader, regress_orderhook_writer;
RESET client_min_messages;
CREATE ROLE regress_orderhook_ingress;
CREATE ROLE regress_orderhook_reader;
CREATE ROLE regress_orderhook_writer;
SELECT orderhook.grant_ingress('regress_orderhook_ingress');
SELECT orderhook.grant_reader('regress_orderhook_reader');
GRANT USAGE ON SCHEMA orderhook TO regress_orderhook_writer;
GRANT EXECUTE ON FUNCTION orderhook.receive_batch TO regress_orderhook_writer;
PREPARE by_another AS
SELECT delivery_no, verdict, outcome, http_status
  FROM orderhook.receive_batch('{bbot}', ARRAY['{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}'::jsonb],
                               ARRAY['{"order": {"id": "by another"}}'::bytea]);
SET ROLE regress_orderhook_ingress;
EXECUTE by_another;
SELECT current_user;
SELECT count(*) FROM orderhook.receipt;
RESET ROLE;
SET ROLE regress_orderhook_reader;
EXECUTE by_another;
\echo :LAST_ERROR_SQLSTATE
-- The function beneath is everybody's to call, and asks the same.
SELECT count(*) FROM orderhook_receive_batch('{}', '{}', '{}') r;
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
-- EXECUTE is not enough, nor are two of the three columns.
SET ROLE regress_orderhook_writer;
EXECUTE by_another;
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
GRANT INSERT (source, headers) ON orderhook.inbox TO regress_orderhook_writer;
SET ROLE regress_orderhook_writer;
EXECUTE by_another;
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
GRANT INSERT (body) ON orderhook.inbox TO regress_orderhook_writer;
SET ROLE regress_orderhook_writer;
EXECUTE by_another;
RESET ROLE;
REVOKE INSERT (source, headers, body) ON orderhook.inbox FROM regress_orderhook_writer;
GRANT INSERT ON orderhook.inbox TO regress_orderhook_writer;
SET ROLE regress_orderhook_writer;
EXECUTE by_another;
-- Who calls stays who it is.
SELECT current_user;
RESET ROLE;
DEALLOCATE by_another;
DROP OWNED BY regress_orderhook_ingress, regress_orderhook_reader, regress_orderhook_writer;
DROP ROLE regress_orderhook_ingress, regress_orderhook_reader, regress_orderhook_writer;
