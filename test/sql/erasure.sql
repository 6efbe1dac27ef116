-- A person is erased from tables and stored bodies; the money, and everybody else, stays. What a body comes to
-- is tried in test/unit/test_mask.c, and that nothing is left on disk in test/t/081_erasure.pl.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'
SET timezone = 'UTC';

-- ---- what mentions a person ----

SELECT n, term, content, orderhook_mentions(content, ARRAY[term]) AS mentions
  FROM (VALUES (1, 'Ada', 'for ADA'), (2, 'Ada', 'Adam'), (3, 'ada@x.com', 'b.ada@x.com'), (4, '+1 (555) 123-4567', '001.555.123.4567'),
               (5, 'ab', 'ab'), (6, '', 'a'), (7, 'Élodie', 'élodie')) t (n, term, content)
 ORDER BY n;
SELECT orderhook_mentions('for Ada', ARRAY[NULL, 'Ada']) AS with_null, orderhook_mentions('a', '{}') AS none,
       orderhook_mentions(NULL, '{a}') AS no_content;
SELECT n, convert_from(orderhook_mask(convert_to(body, 'UTF8'), provider::orderhook_provider, terms, whole), 'UTF8') AS masked
  FROM (VALUES (1, 'bbot', '{Ada}'::text[], true, '{"order": {"id": 1, "guest_name": "B", "x": "for \u0041da", "Ada": 5}}'),
               (2, 'bbot', '{Ada}', false, '{"order": {"id": 1, "guest_name": "B", "x": "for Ada"}}'),
               (3, 'revo', '{}', true, 'event=order.closed&data[id]=1&data[delivery][phone]=12&data[total]=1.15'),
               (4, 'mipos', '{Ada}', true, 'Ada, no JSON'),
               (5, 'mipos', '{}', true, '')) t (n, provider, terms, whole, body)
 ORDER BY n;
SELECT orderhook_mask(NULL, 'bbot', '{}'), orderhook_mask('', 'bbot', NULL);

-- Whatever is sent, all but the person reads as before.
WITH body AS (
    SELECT split_part(name, '/', 1)::orderhook_provider AS provider, decode(body, 'base64') AS body FROM payload_file
     UNION ALL
    SELECT p, orderhook_sample(p, n) FROM unnest(enum_range(NULL::orderhook_provider)) p, generate_series(1, 100) n),
pair AS (
    SELECT orderhook_parse(body, provider) AS before,
           orderhook_parse(orderhook_mask(body, provider, '{Ada,Lovelace,4155550133}'), provider) AS after FROM body)
SELECT count(*) > 500 AS bodies,
       count(*) FILTER (WHERE (to_jsonb(before) - '{parties,customer,arrival,deliveries,problems}'::text[])
                           <> (to_jsonb(after) - '{parties,customer,arrival,deliveries,problems}'::text[])) AS differ,
       count(*) FILTER (WHERE (SELECT array_agg(to_jsonb(d) - 'dropoff_city') FROM unnest((before).deliveries) d)
           IS DISTINCT FROM (SELECT array_agg(to_jsonb(d) - 'dropoff_city') FROM unnest((after).deliveries) d)) AS deliveries,
       count(*) FILTER (WHERE EXISTS (SELECT FROM unnest((after).parties) p WHERE p.role <> 'pickup'
                                         AND num_nonnulls(p.name, p.email, p.phone, p.address, p.latitude, p.plate, p.vehicle) > 0)) AS people
  FROM pair;

-- ---- a store with two people in it ----

CREATE FUNCTION pg_temp.bbot(id text, name text, email text, phone text, minute int, notes text DEFAULT '') RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"order": {"id": "%s", "last_modified": "2026-03-07T18:%s:00Z", "fulfillment_method": "driver_delivery",
    "pretax_cents": 1000, "tax_cents": 100, "tip_cents": 0, "fee_pretax_cents": 0, "total_cents": 1100, "guest_id": "g-%s",
    "guest_name": "%s", "guest_email": "%s", "mobile": "%s", "deliveryAddress": {"street": "1 %s Row", "city": "Quogue"},
    "items": [{"id": "i", "name_when_purchased": "Rose Lemonade", "pretax_cents": 1000, "tax_cents": 100, "status": "ready",
    "special_instructions": "%s"}]}}', id, to_char(minute, 'FM00'), phone, name, email, phone, name, notes);
CREATE FUNCTION pg_temp.fulflld(id text, name text, phone text, proof text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"event": "ORDER_UPDATED", "payload": {"orderId": "%s", "order": {"total": 48.5, "itemCount": 3},
    "pickupDetails": {"name": "Front desk", "businessName": "Rose House", "phone": "4155550100", "address": "9 Pier"},
    "dropoffDetails": {"name": "%s", "phone": "%s", "address": "1 Row"}, "status": "PICKED_UP",
    "attachments": [{"type": "photo", "url": "https://proofs/%s"}, {"type": "photo", "url": "https://proofs/1"}]}}',
    id, name, phone, proof);
CREATE FUNCTION pg_temp.customer(id int, name text, email text, phone text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"event": "customer.updated", "data": {"id": %s, "active": 1, "name": "%s", "email": "%s", "phone": "%s", "city": "Quogue",
    "updated_at": "2016-10-25 13:08:34"}}', id, name, email, phone);
CREATE FUNCTION pg_temp.revo(id int, customer int, notes text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"event": "order.created", "data": {"id": %s, "total": "11.50", "status": 0, "customer_id": %s, "notes": "%s",
    "opened": "2016-10-25 12:43:20", "orderContents": []}}', id, customer, notes);

SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('A', 'Rose Tyler', 'Rose@x.example', '+1 555 867 5309', 1, 'Ask for Tyler'));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('A', 'Rose Tyler', 'rose@x.example', '+1 555 867 5310', 2, 'rose'));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('B', 'Rose Other', 'other@x.example', '+44 7700 912345', 1, 'call 15558675310'));
SELECT outcome FROM pg_temp.deliver('bbot', '{"order": {"guest_email": "rose@x.example", "guest_first_name": "Rose"}}');
SELECT outcome FROM pg_temp.deliver('bbot', '{"order": {"guest_email": "ros');
SELECT outcome FROM pg_temp.deliver('fulflld', pg_temp.fulflld('F', 'Rose Tyler', '0015558675310', 'rose@x.example'));
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.customer(7, 'R. Tyler', 'rose@x.example', ''));
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.customer(8, 'S. Other', 'other@x.example', ''));
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.revo(1, 7, 'no salt'));
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.revo(2, 8, 'no salt'));
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('mipos', '{"X-From": "rose@x.example", "X-To": "us"}', '{"customer": "Rose Tyler"}')
RETURNING outcome;

CREATE TEMP VIEW known AS
SELECT o.source, o.external_id, k.role, k.external_id AS contact, k.name, k.email, k.phone, k.address, o.total, o.item_count
  FROM orderhook.orders o LEFT JOIN orderhook.order_contacts k USING (source, order_id);
CREATE TEMP VIEW bodies AS
SELECT s.name AS source, r.outcome, r.reason, r.erased_at IS NOT NULL AS erased, r.headers, convert_from(r.body, 'UTF8') AS body
  FROM orderhook.receipt r JOIN orderhook.source s USING (source_id);
SELECT * FROM known ORDER BY 1, 2, 3;

-- ---- who nobody is ----

SELECT orderhook.erase_contact();
SELECT orderhook.erase_contact(' ', '', '');
SELECT orderhook.erase_contact(phone => '(12) 345');
SELECT erasure_id, source, erased_by = current_user AS by_me, orders, contacts, customers, receipts, result
  FROM orderhook.erase_contact(email => 'tyler');
-- A name is nobody's alone.
SELECT result FROM orderhook.erase_contact(external_id => 'Rose Tyler');
SELECT count(*) FROM orderhook.erasures;

-- ---- one of them goes ----

SELECT source, orders, contacts, customers, receipts, result
  FROM orderhook.erase_contact(email => ' ROSE@x.example ');
SELECT * FROM known ORDER BY 1, 2, 3;
SELECT source, external_id, active, name, email, city FROM orderhook.customers ORDER BY 2;
SELECT o.external_id, i.name, i.notes FROM orderhook.order_items i JOIN orderhook.orders o USING (source, order_id)
 WHERE source = 'bbot' ORDER BY 1;
SELECT source, pickup_name, dropoff_city, proofs FROM orderhook.order_deliveries ORDER BY 1, 3;
SELECT source, outcome, erased, reason FROM bodies ORDER BY 1, 2, 4 NULLS FIRST, 3;
SELECT source, headers FROM bodies WHERE source = 'mipos';
SELECT source, body FROM bodies WHERE body ~* 'rose|tyler|867' ORDER BY 1, 2;
SELECT e.erasure_id = max(e.erasure_id) OVER () AS of_one_call, e.source, e.erased_by = current_user AS by_me, e.orders, e.contacts,
       e.customers, e.receipts
  FROM orderhook.erasures e ORDER BY 2;
-- The digests of what is gone are that of nothing.
SELECT h.external_id, h.group_digests[5] = -1 AS guests, h.group_digests[1] = -1 AS items
  FROM orderhook.order_header h ORDER BY 1;

-- ---- and stays away ----

SELECT result FROM orderhook.erase_contact(email => 'rose@x.example');
-- Read again there is no row of whom nothing is known.
SELECT t.view_name, t.column_name, t.old_value, t.new_value FROM orderhook.renormalize() t ORDER BY t.order_id, t.row_no;
SELECT note, count(*) FROM orderhook.reverify() GROUP BY 1 ORDER BY 1;
SELECT orderhook.replay(webhook_id) FROM orderhook.inbox WHERE source = 'mipos';
SELECT (orderhook.replay(webhook_id)).outcome FROM orderhook.inbox WHERE body = '{"order": {"guest_email": null, "guest_first_name": null}}';
-- What is known comes again, and one more, late: the order is told from what is left and that.
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('A', 'Rose Tyler', 'rose@x.example', '+1 555 867 5310', 2, 'rose'));
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.customer(7, 'R. Tyler', 'rose@x.example', ''));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.bbot('A', 'Late', 'late@x.example', '1', 0));
SELECT * FROM known WHERE external_id = 'A' ORDER BY 3;
SELECT a.total, a.item_count FROM orderhook.orders o, orderhook.order_as_of(o.order_id, now() + interval '1 hour') a WHERE o.external_id = 'A';

-- ---- by an id, with customers and their orders ----

SELECT source, orders, contacts, customers, receipts, result FROM orderhook.erase_contact(external_id => '8');
SELECT source, external_id, name, email FROM orderhook.customers ORDER BY 2;
SELECT * FROM known WHERE source = 'revo' ORDER BY 2;

-- ---- who is somebody else ----

SELECT id, orderhook.is_id_of_one(id)
  FROM unnest(ARRAY['', ' ', '0', '000', '-1', '00000000-0000-0000-0000-000000000000', 'null', 'Guest', '7', '-x', 'g-1', 'é']) WITH ORDINALITY i (id, n)
 ORDER BY n;
-- An id that many have links nobody: Rory's orders stay, and so does his record, but for what names Amy in it.
CREATE FUNCTION pg_temp.guest(id text, guest text, name text, email text, minute int, more text DEFAULT '"x": 0') RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"order": {"id": "%s", "last_modified": "2026-03-07T18:%s:00Z", "total_cents": 1100, "guest_id": "%s", "guest_name": "%s",
    "guest_email": "%s", %s}}', id, to_char(minute, 'FM00'), guest, name, email, more);
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('N1', '0', 'Amy Pond', 'amy@x.example', 1));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('N2', '0', 'Rory Williams', 'rory@x.example', 1));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('N3', '', 'Amy Pond', 'amy@x.example', 1));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('N4', '', 'Rory Williams', 'rory@x.example', 1));
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.customer(9, 'Rory Williams', 'rory@x.example', '1 amy@x.example'));
SELECT source, orders, contacts, customers, receipts FROM orderhook.erase_contact(email => 'amy@x.example');
SELECT external_id, contact, name, email FROM known WHERE external_id ~ '^N' ORDER BY 1;
SELECT name, email, phone FROM orderhook.customers WHERE external_id = '9';
SELECT body FROM bodies WHERE body ~ '"id": 9,';

-- ---- who was known by another address before ----

SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('P1', 'g-p', 'Donna Noble', 'old@x.example', 1));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('P1', 'g-p', 'Donna Noble', 'new@x.example', 2));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('P2', 'g-p', 'Donna Noble', 'new@x.example', 3));
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.customer(10, 'Donna Noble', 'old@x.example', ''));
SELECT outcome FROM pg_temp.deliver('revo', replace(pg_temp.customer(10, 'Donna Noble', 'third@x.example', ''), '13:08', '14:08'));
SELECT source, orders, contacts, customers, receipts FROM orderhook.erase_contact(email => 'old@x.example');
SELECT count(*) FROM bodies WHERE body ~ 'Donna|Noble|old@x|new@x|third@x';
SELECT count(*) FROM orderhook.order_contact WHERE name ~ 'Noble' OR email ~ 'new@x';
SELECT name, email FROM orderhook.customers WHERE external_id = '10';
-- An order that somebody else took over goes, and no other of that guest.
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('T1', 'g-t', 'Jack Harkness', 'jack@x.example', 1));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('T1', 'g-u', 'Gwen Cooper', 'gwen@x.example', 2));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('T2', 'g-u', 'Gwen Cooper', 'gwen@x.example', 3));
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('T3', 'g-t', 'Jack Harkness', 'captain@x.example', 3));
SELECT source, orders, contacts, customers, receipts FROM orderhook.erase_contact(email => 'jack@x.example');
SELECT external_id, contact, name, email FROM known WHERE external_id ~ '^T' ORDER BY 1;
-- What nobody proved does not say who else it is.
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', convert_to(pg_temp.customer(9, 'x', 'forged@x.example', ''), 'UTF8'))
RETURNING outcome;
SELECT source, orders, contacts, customers, receipts FROM orderhook.erase_contact(email => 'forged@x.example');
SELECT name FROM orderhook.customers WHERE external_id = '9';
-- Nor by what other words the person is known, but in itself.
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('X', 'g-x', 'Martha Jones', 'martha@x.example', 1,
    '"items": [{"id": "i", "name_when_purchased": "Rose Lemonade", "pretax_cents": 1100, "special_instructions": "no ice"}]'));
INSERT INTO orderhook.inbox (source, headers, body)
VALUES ('bbot', '{}', convert_to(pg_temp.guest('Y', 'g-x', 'Rose Lemonade', 'martha@x.example', 1, '"x": ["for Lemonade", "no ice"]'), 'UTF8'))
RETURNING outcome;
SELECT source, orders, contacts, customers, receipts FROM orderhook.erase_contact(email => 'martha@x.example');
SELECT i.name, i.notes FROM orderhook.order_items i JOIN orderhook.orders o USING (source, order_id) WHERE o.external_id = 'X';
SELECT outcome, body, reason FROM bodies WHERE body ~ '"id": "[XY]"' ORDER BY 1;

-- ---- however it is written, and wherever ----

SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('W', 'g-w', 'Zoë Smith-Jones', 'zoe@x.example', 1, '"Zoë": 1, "Smith": 2, "y": [
    "ZOË", "Zoe\u0308", "for Jones", "{\"n\": \"Zo\\u00eb\"}", "ABC-1234", "{\"p\": \"ABC 1234\"}", "?m=zoe%2540x.example"],
    "orderNumberToday": "Zoë Smith-Jones", "user_desired_time": "when Zoë Smith-Jones comes", "charge": {"object": "card of Jones", "brand": "Jones"},
    "plate": "abc1234"'));
SELECT outcome FROM pg_temp.deliver('flybuy', '{"data": {"type": "order", "id": 71, "state": "created", "customer_name": "Z",
    "customer_phone": "12025550123", "customer_license_plate": "ABC 1234", "customer_email": "zoe@x.example", "push_token": "t",
    "x": ["abc-1234", "+1 (202) - 555 - 0123", "1+202+555+0123"]}}');
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.guest('V', 'g-v', 'Wilfred Mott', 'mott@x.example', 1,
    '"charge": {"object": "card", "brand": "Visa"}'));
-- The server's own samples of values, too.
CREATE TEMP VIEW sampled AS
SELECT tablename, attname FROM pg_stats
 WHERE schemaname = 'orderhook' AND concat(most_common_vals::text, histogram_bounds::text) ~ 'Zo|Smith|Jones';
ANALYZE;
TABLE sampled ORDER BY 1, 2;
SELECT path FROM orderhook.source_path WHERE path ~ 'Zo|Smith' ORDER BY 1;
SELECT source, orders, contacts, receipts FROM orderhook.erase_contact(email => 'zoe@x.example', phone => '+1 202 555 0123');
TABLE sampled ORDER BY 1, 2;
SELECT path FROM orderhook.source_path WHERE path ~ 'Zo|Smith' ORDER BY 1;
SELECT body FROM bodies WHERE body ~ '"(W|71)"|: 71' ORDER BY 1;
SELECT o.display_number, p.provider_method, p.card_brand FROM orderhook.orders o JOIN orderhook.order_payments p USING (source, order_id)
 WHERE o.external_id = 'W';
SELECT t.view_name, t.column_name, t.old_value, t.new_value FROM orderhook.renormalize(dry_run => true) t
 WHERE t.view_name <> 'order_contacts';

-- ---- for whom ----

CREATE ROLE regress_orderhook_reader;
SELECT orderhook.grant_contacts('regress_orderhook_reader');
SET ROLE regress_orderhook_reader;
SELECT count(*) > 0 AS certificates FROM orderhook.erasures;
SELECT orderhook.erase_contact(email => 'other@x.example');
RESET ROLE;
DROP OWNED BY regress_orderhook_reader;
DROP ROLE regress_orderhook_reader;

-- ---- a database that reads backslashes as it once did ----

\c -
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SELECT t.kind, t.term FROM orderhook.person_terms('Ana-Sol  Ruiz', NULL, NULL, NULL, 'AB 12-cd', NULL, NULL) t ORDER BY t.kind, t.term COLLATE "C";
SELECT orderhook.is_id_of_one(' -7') AS is_one, orderhook.is_id_of_one('s-7') AS s_is_one;
