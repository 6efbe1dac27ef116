-- One meal, several providers: what links, what does not, what is decided by hand, and revenue once.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'
SET timezone = 'UTC';

UPDATE orderhook.source SET money_unit = 'major' WHERE name = 'fulflld';
-- Another source of the same provider and secret.
INSERT INTO orderhook.source (name, provider, currency) VALUES ('bbot 2', 'bbot', 'USD'), ('revo 2', 'revo', 'USD');
\o /dev/null
SELECT orderhook.set_secret(name, pg_temp.secret(provider)) FROM orderhook.source WHERE name LIKE '% 2';
\o
INSERT INTO orderhook.store (name) VALUES ('north'), ('south');
INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id)
SELECT s.source_id, st.name, st.store_id FROM orderhook.source s, orderhook.store st WHERE s.name <> 'fulflld';

-- An order as its provider sends it, of a day of March and a store; money where the provider has any.
CREATE FUNCTION pg_temp.body(provider text, id text, ref text, store text, day numeric, total int) RETURNS text
LANGUAGE sql STABLE
RETURN CASE provider
    WHEN 'bbot' THEN jsonb_build_object('order', jsonb_build_object('id', id, 'checkout_id', ref, 'restaurant_id', store,
         'time', timestamptz '2026-03-01 12:00Z' + day * interval '1 day', 'total_cents', total * 100, 'tip_cents', 100))
    WHEN 'mipos' THEN jsonb_build_object('external_id', id, 'store_id', store, 'total', total * 100, 'items', '[]'::jsonb,
         'created_at', timestamptz '2026-03-01 12:00Z' + day * interval '1 day')
    WHEN 'flybuy' THEN jsonb_build_object('data', jsonb_build_object('type', 'order', 'id', id, 'partner_identifier', ref,
         'site_id', store, 'state', 'created', 'created_at', timestamptz '2026-03-01 12:00Z' + day * interval '1 day'))
    WHEN 'fulflld' THEN jsonb_build_object('event', 'ORDER_CREATED', 'payload', jsonb_build_object('orderId', id,
         'externalId', ref, 'order', jsonb_build_object('total', total)))
    WHEN 'revo' THEN jsonb_build_object('event', 'order.created', 'tenant', store, 'data', jsonb_build_object('id', id,
         'refunded_order_id', ref, 'total', total, 'opened', timestamp '2026-03-01 12:00' + day * interval '1 day'))
    END;
CREATE TABLE pg_temp.meal (n int GENERATED ALWAYS AS IDENTITY, source text, id text, ref text, store text, day numeric, total int);
CREATE FUNCTION pg_temp.clear() RETURNS void LANGUAGE sql AS $$
TRUNCATE orderhook.receipt, orderhook.order_header, orderhook.order_item, orderhook.order_modifier, orderhook.order_charge,
    orderhook.order_payment, orderhook.order_contact, orderhook.order_delivery, orderhook.order_arrival, orderhook.order_check,
    orderhook.order_event, orderhook.order_link $$;
CREATE FUNCTION pg_temp.serve(places int[] DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    m pg_temp.meal;
    provider text;
    body bytea;
BEGIN
    PERFORM pg_temp.clear();
    FOR m IN SELECT x.* FROM pg_temp.meal x ORDER BY array_position(places, x.n), x.n LOOP
        provider := split_part(m.source, ' ', 1);
        body := convert_to(pg_temp.body(provider, m.id, m.ref, m.store, m.day, m.total), 'UTF8');
        INSERT INTO orderhook.inbox (source, headers, body) VALUES (m.source, pg_temp.headers(provider, body), body);
        -- A courier's job has the time of its receipt alone.
        UPDATE orderhook.order_header h SET first_received_at = timestamptz '2026-03-01 12:00Z' + m.day * interval '1 day'
          FROM orderhook.source s
         WHERE s.source_id = h.source_id AND s.name = m.source AND h.external_id = m.id AND h.placed_at IS NULL;
    END LOOP;
END $$;
-- Without ids, which are drawn as orders come.
CREATE VIEW pg_temp.shown AS
SELECT string_agg(m.external_id || substr(m.source, length(m.provider) + 1) || CASE WHEN m.is_leading THEN '*' ELSE '' END || COALESCE(' by ' || m.method || ' ' || m.confidence, ''),
                  ', ' ORDER BY m.external_id COLLATE "C", m.source COLLATE "C") AS orders,
       j.store, j.providers, j.order_count AS count, j.total, j.tip, j.refunded, j.method, j.confidence, j.lifecycle, j.placed_at, j.currency
  FROM orderhook.order_journeys j
  JOIN orderhook.order_journey_orders m USING (journey_id)
 GROUP BY j.journey_id, j.store, j.providers, j.order_count, j.total, j.tip, j.refunded, j.method, j.confidence, j.lifecycle, j.placed_at, j.currency;
CREATE VIEW pg_temp.brief AS
SELECT orders, store, count, total, tip, refunded, lifecycle FROM pg_temp.shown ORDER BY orders COLLATE "C", total;
CREATE FUNCTION pg_temp.id(the_id text) RETURNS bigint LANGUAGE sql STABLE
RETURN (SELECT order_id FROM orderhook.order_header WHERE external_id = the_id);

-- ---- what links by itself ----

INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES -- one checkout of two orders, its guest, by the order, and its courier, by the checkout
       ('bbot', 'b1', 'c1', 'north', 0, 30), ('bbot', 'b2', 'c1', 'north', 0.1, 12),
       ('flybuy', 'f1', 'b1', 'north', 0.2, NULL), ('fulflld', 'x1', 'c1', NULL, 0.3, 40),
       -- one checkout at two stores, and of no store that is known
       ('bbot', 'b3', 'c2', 'south', 0, 9), ('bbot', 'b4', 'c2', 'west', 0, 8), ('bbot', 'b5', 'c2', 'north', 0, 7),
       -- the till and the courier; the hub's own id is the same
       ('revo', '77', NULL, 'south', 3, 20), ('fulflld', 'x2', '77', NULL, 3, 25),
       -- two providers, and no order
       ('flybuy', 'f5', 'r5', 'south', 5, NULL), ('fulflld', 'x5', 'r5', NULL, 5, NULL),
       -- a refund, a month later, and one of an order that is not known
       ('revo', '78', '77', 'south', 33, -5), ('revo', '79', '999', 'south', 33, -7),
       -- alone
       ('mipos', 'm1', NULL, 'north', 0, 11);
SELECT pg_temp.serve();
SELECT * FROM pg_temp.shown ORDER BY orders COLLATE "C";
-- The id of a journey is the smallest of its orders'; every order is in one, once.
SELECT bool_and(j.journey_id = m.least) AS smallest
  FROM orderhook.order_journeys j
  JOIN (SELECT journey_id, min(order_id) AS least FROM orderhook.order_journey_orders GROUP BY 1) m USING (journey_id);
SELECT count(*) AS orders, count(DISTINCT order_id) AS different, (SELECT count(*) FROM orderhook.orders) AS all_orders
  FROM orderhook.order_journey_orders;

-- ---- whatever comes first ----

CREATE TEMP TABLE ending (dump text);
CREATE FUNCTION pg_temp.permute(which int[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    p int[];
BEGIN
    FOR p IN
        WITH RECURSIVE way (a) AS (
            SELECT ARRAY[i] FROM unnest(which) i
            UNION ALL
            SELECT a || i FROM way, unnest(which) i WHERE i <> ALL (a))
        SELECT a FROM way WHERE cardinality(a) = cardinality(which)
    LOOP
        PERFORM pg_temp.serve(p);
        INSERT INTO ending SELECT string_agg(s::text, E'\n' ORDER BY s.orders COLLATE "C") FROM pg_temp.shown s;
    END LOOP;
END $$;
DELETE FROM pg_temp.meal WHERE id NOT IN ('b1', 'b2', 'f1', 'x1', 'b3');
SELECT pg_temp.permute(array_agg(n)) FROM pg_temp.meal;
SELECT count(*) AS ways, count(DISTINCT dump) AS endings FROM ending;
TABLE pg_temp.brief;
TRUNCATE ending, pg_temp.meal;
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES ('revo', '77', NULL, 'south', 3, 20), ('fulflld', 'x2', '77', NULL, 3, 25), ('flybuy', 'f2', '77', 'south', 3, NULL),
       ('revo', '78', '77', 'south', 33, -5), ('mipos', '77', NULL, 'north', 3, 18);
SELECT pg_temp.permute(array_agg(n)) FROM pg_temp.meal;
SELECT count(*) AS ways, count(DISTINCT dump) AS endings FROM ending;
TABLE pg_temp.brief;

-- ---- what does not link, and what links with less confidence ----

TRUNCATE pg_temp.meal;
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES -- the same id at two stores, and a courier who names none
       ('revo', '5', NULL, 'north', 0, 10), ('mipos', '5', NULL, 'south', 0, 11), ('fulflld', 'x5', '5', NULL, 0, NULL),
       ('flybuy', 'f5', '5', 'north', 0, NULL),
       -- the same id at one store a month apart
       ('revo', '6', NULL, 'north', 0, 10), ('flybuy', 'f6', '6', 'north', 30, NULL),
       -- at the edge of the window, and beyond
       ('revo', '7', NULL, 'north', 0, 10), ('flybuy', 'f7', '7', 'north', 2, NULL), ('flybuy', 'g7', '7', 'north', -2.001, NULL),
       -- a store that is stated and not listed, on either side
       ('revo', '8', NULL, 'west', 0, 10), ('flybuy', 'f8', '8', 'north', 0, NULL), ('fulflld', 'x8', '8', NULL, 0, NULL),
       ('revo', '9', NULL, 'north', 0, 10), ('flybuy', 'f9', '9', 'west', 0, NULL),
       -- the nearest of two at one store
       ('revo', '10', NULL, 'north', 0, 10), ('mipos', '10', NULL, 'north', 1, 11), ('flybuy', 'f10', '10', 'north', 0.9, NULL),
       -- no store on the other side
       ('revo', '11', NULL, NULL, 0, 10), ('flybuy', 'f11', '11', 'north', 0, NULL),
       -- platforms may use one id
       ('mipos', '12', NULL, 'north', 0, 10), ('revo', '12', NULL, 'north', 0, 11), ('bbot', '12', NULL, 'north', 0, 12),
       -- two of FlyBuy's alone
       ('flybuy', 'f13', '13', 'north', 0, NULL), ('flybuy', 'g13', '13', 'north', 0, NULL),
       -- a courier's two jobs of one order, and one of another that came to be called so
       ('fulflld', 'x14', '14', NULL, 0, 25), ('fulflld', 'y14', '14', NULL, 1, 25), ('fulflld', 'z14', '14', NULL, 30, 26);
SELECT pg_temp.serve();
TABLE pg_temp.brief;
-- The window is the store's.
UPDATE orderhook.store SET journey_window = '1 hour' WHERE name = 'north';
SELECT orders FROM pg_temp.brief WHERE orders ~ '\m(f7|f10|7)\M';
UPDATE orderhook.store SET journey_window = '31 days' WHERE name = 'north';
SELECT orders FROM pg_temp.brief WHERE orders ~ '\m(f6|g7)\M';
UPDATE orderhook.store SET journey_window = '2 days';
UPDATE orderhook.store SET journey_window = '0';
-- Listed under '', what names no store is of that one.
INSERT INTO orderhook.store_alias
SELECT source_id, '', store_id FROM orderhook.source, orderhook.store st WHERE provider = 'fulflld' AND st.name = 'south';
SELECT orders, store FROM pg_temp.brief WHERE orders ~ '\mx5\M';
DELETE FROM orderhook.store_alias WHERE external_store_id = '';
-- Two jobs of one order that are two meals after all.
SELECT orderhook.unlink(pg_temp.id('y14'), pg_temp.id('x14'));
SELECT orders, total FROM pg_temp.brief WHERE orders ~ '14';
-- Tests are no meals.
UPDATE orderhook.order_header SET is_test = true WHERE external_id = '7';
SELECT orders FROM pg_temp.brief WHERE orders ~ '\m[fg]?7\M';

-- A checkout id that comes again, a month later; and two that are not of one meal stay so when an earlier one comes.
TRUNCATE pg_temp.meal;
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES ('bbot', 'b1', 'c1', 'north', 0, 30), ('bbot', 'b2', 'c1', 'north', 30, 12), ('bbot', 'b3', 'c1', 'north', 31, 13),
       ('bbot', 'b4', 'c1', 'north', 32.5, 14), ('bbot', 'b6', 'c2', 'north', 0.1, 5), ('bbot', 'b7', 'c2', 'north', 0.2, 6);
SELECT pg_temp.serve();
TABLE pg_temp.brief;
SELECT orderhook.unlink(pg_temp.id('b6'), pg_temp.id('b7'));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.body('bbot', 'b5', 'c2', 'north', 0, 7));
SELECT orders FROM pg_temp.brief WHERE orders ~ 'b[567]';
SELECT orderhook.link(pg_temp.id('b6'), pg_temp.id('b7'));
SELECT orders FROM pg_temp.brief WHERE orders ~ 'b[567]';
-- A store that was deleted is none: what names it names one that is not listed, and links nothing.
TRUNCATE pg_temp.meal;
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES ('bbot', 'b1', 'c1', 'north', 0, 30), ('bbot', 'b2', 'c1', 'north', 0, 12), ('fulflld', 'x1', 'b1', NULL, 0, 40),
       ('revo', '1', NULL, 'south', 0, 10), ('flybuy', 'f1', '1', 'north', 0, NULL),
       ('revo', '2', NULL, 'north', 0, 11), ('flybuy', 'f2', '2', NULL, 0, NULL), ('flybuy', 'f3', '2', 'north', 0, NULL);
SELECT pg_temp.serve();
SELECT orders, store FROM pg_temp.brief;
BEGIN;
DELETE FROM orderhook.store WHERE name = 'north';
SELECT orders, store FROM pg_temp.brief;
ROLLBACK;

-- ---- which amounts ----

-- What was not delivered is no revenue, as in sales_by_day: of a courier's two attempts the second counts, if it is one.
TRUNCATE pg_temp.meal;
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES ('flybuy', 'f1', 'r1', 'north', 0, NULL), ('fulflld', 'x1', 'r1', NULL, 0, 25), ('fulflld', 'x2', 'r1', NULL, 0.05, 25);
SELECT pg_temp.serve();
SELECT outcome FROM pg_temp.deliver('fulflld', '{"event": "ORDER_UNDELIVERED", "payload": {"orderId": "x1", "externalId": "r1", "status": "UNDELIVERED"}}');
TABLE pg_temp.brief;
UPDATE orderhook.order_header SET lifecycle = 'failed' WHERE external_id = 'x2';
TABLE pg_temp.brief;
SELECT sum(orders) FILTER (WHERE provider = 'fulflld') AS orders, sum(total) AS total, sum(cancelled) AS cancelled
  FROM orderhook.sales_by_day d JOIN orderhook.source s ON s.name = d.source;
-- Of a courier's live jobs each states what the whole order comes to: the last that was made says so.
UPDATE pg_temp.meal SET total = 27 WHERE id = 'x2';
INSERT INTO pg_temp.meal (source, id, ref, store, day, total) VALUES ('fulflld', 'x3', 'r1', NULL, 0.04, 26);
SELECT pg_temp.serve();
TABLE pg_temp.brief;
UPDATE orderhook.order_header SET lifecycle = 'failed' WHERE external_id = 'x2';
TABLE pg_temp.brief;
UPDATE orderhook.order_header SET total = NULL WHERE external_id = 'x3';
TABLE pg_temp.brief;
-- Two sources of one provider: each order has its money, and of one that both saw it is that of the source made first.
TRUNCATE ending, pg_temp.meal;
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES ('bbot', 'b1', 'c1', 'north', 0, 30), ('bbot 2', 'b2', 'c1', 'north', 0.1, 12),
       ('bbot', 'b3', 'c3', 'north', 0, 9), ('bbot 2', 'b3', 'c3', 'north', 0.1, 10);
SELECT pg_temp.permute(array_agg(n)) FROM pg_temp.meal;
SELECT count(*) AS ways, count(DISTINCT dump) AS endings FROM ending;
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES ('bbot', 'b4', 'c4', 'north', 0, 1), ('bbot', 'b5', 'c4', 'north', 0, 2),
       ('bbot 2', 'b5', 'c4', 'north', 0, 2), ('bbot 2', 'b6', 'c4', 'north', 0, 4);
SELECT pg_temp.serve();
TABLE pg_temp.brief;
-- What was cancelled in one of them and not in the other; what states no total; another currency is not added.
UPDATE orderhook.order_header h SET lifecycle = 'cancelled' FROM orderhook.source s
 WHERE s.source_id = h.source_id AND s.name = 'bbot' AND h.external_id IN ('b1', 'b3');
UPDATE orderhook.order_header h SET total = NULL FROM orderhook.source s
 WHERE s.source_id = h.source_id AND s.name = 'bbot' AND h.external_id = 'b5';
TABLE pg_temp.brief;
UPDATE orderhook.source SET currency = 'EUR' WHERE name = 'bbot 2';
SELECT orders, total, tip, currency FROM pg_temp.shown ORDER BY orders COLLATE "C";
UPDATE orderhook.source SET currency = 'USD' WHERE name = 'bbot 2';
-- Tills that are linked by hand, their refunds, and the tips of whoever does not lead.
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES ('revo', '1', NULL, 'north', 0, 50), ('revo 2', '2', NULL, 'north', 0, 60), ('revo 2', '3', '2', 'north', 1, -5),
       ('revo', '4', '1', 'north', 1, -3);
SELECT pg_temp.serve();
SELECT orderhook.link(pg_temp.id('1'), pg_temp.id('2')), orderhook.link(pg_temp.id('1'), pg_temp.id('b1'));
SELECT * FROM pg_temp.brief WHERE orders ~ '\m1\M';
TRUNCATE pg_temp.meal;
INSERT INTO pg_temp.meal (source, id, ref, store, day, total)
VALUES ('bbot', 'b1', 'c1', 'north', 0, 30), ('bbot', 'b2', 'c1', 'north', 0, 12), ('fulflld', 'x1', 'b1', NULL, 0, 40),
       ('flybuy', 'f2', 'q', 'north', 0, NULL), ('revo', '1', NULL, 'north', 0, 50);
SELECT pg_temp.serve();
TABLE pg_temp.brief;
-- One of two cancelled does not count; when all are, it is what they claimed.
UPDATE orderhook.order_header SET lifecycle = 'cancelled' WHERE external_id = 'b1';
TABLE pg_temp.brief;
UPDATE orderhook.order_header SET lifecycle = 'cancelled' WHERE external_id = 'b2';
TABLE pg_temp.brief;
-- Who only follows does not stand for them, unless they state no total; nobody's amount is NULL; another currency is not added.
UPDATE orderhook.order_header SET total = NULL, refunded = -3 WHERE external_id IN ('b1', 'b2');
UPDATE orderhook.order_header SET lifecycle = 'in_delivery' WHERE external_id = 'x1';
TABLE pg_temp.brief;
UPDATE orderhook.source SET currency = 'EUR' WHERE name = 'fulflld';
SELECT orders, total, tip, refunded, currency FROM pg_temp.shown WHERE orders ~ 'x1';
UPDATE orderhook.source SET currency = 'USD' WHERE name = 'fulflld';
UPDATE orderhook.order_header SET total = NULL, tip = NULL WHERE external_id IN ('b1', 'b2', 'x1');
TABLE pg_temp.brief;

-- ---- by hand ----

CREATE FUNCTION pg_temp.tell(a text, what text, b text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
    answer text := 'done';
BEGIN
    BEGIN
        EXECUTE format('SELECT orderhook.%I($1, $2)', what) USING pg_temp.id(a), pg_temp.id(b);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
        answer := concat_ws(E'\n', SQLSTATE || ' ' || SQLERRM, detail, hint);
        -- Ids as the names of the orders.
        SELECT COALESCE(string_agg(COALESCE(h.external_id, w.word[1]), '' ORDER BY w.n), '') INTO answer
          FROM regexp_matches(answer, '\d+|\D+', 'g') WITH ORDINALITY w (word, n)
          LEFT JOIN orderhook.order_header h ON h.order_id::text = w.word[1];
    END;
    RETURN answer;
END $$;
\set VERBOSITY default
SELECT pg_temp.serve();
SELECT n, a, what, b, pg_temp.tell(a, what, b) AS answer
  FROM (VALUES (1, 'f2', 'link', '1'), (2, 'f2', 'link', '1'), (3, '1', 'link', 'f2'), (4, 'f2', 'link', 'f2'),
               (5, 'f2', 'link', 'nobody'), (6, 'x1', 'link', 'b2'), (7, 'b2', 'unlink', 'x1'), (8, 'f2', 'unlink', 'x1'),
               (9, 'f2', 'link', 'b2')) t (n, a, what, b)
 ORDER BY n;
TABLE pg_temp.brief;
SELECT n, a, what, b, pg_temp.tell(a, what, b) AS answer
  FROM (VALUES (1, '1', 'unlink', 'x1'), (2, '1', 'link', 'x1'), (3, 'f2', 'unlink', 'b2'), (4, '1', 'unlink', 'b2'),
               (5, 'x1', 'unlink', 'b1'), (6, 'b2', 'unlink', 'b1')) t (n, a, what, b)
 ORDER BY n;
TABLE pg_temp.brief;
-- Back again: by hand now, and then apart once more.
SELECT n, a, what, b, pg_temp.tell(a, what, b) AS answer
  FROM (VALUES (1, 'x1', 'link', 'b1'), (2, 'b1', 'link', 'b2'), (3, 'f2', 'unlink', '1')) t (n, a, what, b)
 ORDER BY n;
TABLE pg_temp.brief;
SELECT pg_temp.tell('b1', 'unlink', 'x1');
SELECT count(*) AS pairs, count(*) FILTER (WHERE is_linked) AS linked, bool_and(decided_by = current_user) AS by_me FROM orderhook.order_link;
TABLE pg_temp.brief;
-- Of different stores, also by way of others.
UPDATE orderhook.order_header SET store_external_id = 'south' WHERE external_id IN ('1', 'f2');
SELECT pg_temp.tell('1', 'link', 'b1') UNION ALL SELECT pg_temp.tell('f2', 'link', 'x1');
UPDATE orderhook.order_header SET store_external_id = NULL WHERE external_id = 'f2';
SELECT pg_temp.tell('f2', 'link', '1') UNION ALL SELECT pg_temp.tell('f2', 'link', 'b1');
-- What is no longer a meal cannot be decided about, nor above READ COMMITTED.
UPDATE orderhook.order_header SET is_test = true WHERE external_id = 'x1';
SELECT pg_temp.tell('x1', 'link', '1');
SELECT orderhook.unlink(1, 0);
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT pg_temp.tell('b2', 'link', 'f2');
ROLLBACK;
SELECT orderhook.link(NULL, 1);

-- ---- who reads sees the journeys of the orders that he may see ----

SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_orderhook_journeys;
RESET client_min_messages;
CREATE ROLE regress_orderhook_journeys;
SELECT orderhook.grant_reader('regress_orderhook_journeys');
SELECT pg_temp.serve();
ALTER TABLE orderhook.order_header ENABLE ROW LEVEL SECURITY;
CREATE POLICY bbot_alone ON orderhook.order_header FOR SELECT TO regress_orderhook_journeys
USING (source_id = (SELECT source_id FROM orderhook.source WHERE name = 'bbot'));
SET ROLE regress_orderhook_journeys;
SELECT providers, order_count, total FROM orderhook.order_journeys;
SELECT source, external_id FROM orderhook.order_journey_orders ORDER BY 2;
SELECT DISTINCT source FROM orderhook.service_times;
SELECT orderhook.link(1, 2);
RESET ROLE;
-- What was decided about two orders is seen by who sees both.
DROP POLICY bbot_alone ON orderhook.order_header;
ALTER TABLE orderhook.order_header DISABLE ROW LEVEL SECURITY;
UPDATE orderhook.order_header SET store_external_id = 'west' WHERE external_id = '1';
SELECT orderhook.unlink(pg_temp.id('b1'), pg_temp.id('b2')), orderhook.link(pg_temp.id('b1'), pg_temp.id('1')), orderhook.link(pg_temp.id('1'), pg_temp.id('f2'));
SELECT orderhook.limit_reader('regress_orderhook_journeys', 'north');
SET ROLE regress_orderhook_journeys;
SELECT is_linked, count(*) FROM orderhook.order_link GROUP BY 1;
SELECT DISTINCT source, external_id, method FROM orderhook.order_journey_orders ORDER BY 2;
RESET ROLE;
DROP OWNED BY regress_orderhook_journeys;
DROP ROLE regress_orderhook_journeys;
