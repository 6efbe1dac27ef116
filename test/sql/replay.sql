-- Stored deliveries once more, after what stood in their way is mended; orders read anew after a change of
-- configuration; signatures checked again.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
SET timezone = 'UTC';
SET datestyle = 'ISO, MDY';

-- Deliveries have names here, since their ids are a sequence's.
CREATE TEMP TABLE said (name text PRIMARY KEY, webhook_id bigint);
CREATE FUNCTION pg_temp.say(name text, source text, headers jsonb, body text, OUT outcome text, OUT verdict text, OUT reason text)
LANGUAGE plpgsql AS $$
DECLARE
    id bigint;
BEGIN
    INSERT INTO orderhook.inbox (source, headers, body) VALUES (say.source, say.headers, convert_to(say.body, 'UTF8'))
    RETURNING inbox.outcome, inbox.verdict, inbox.reason, inbox.webhook_id INTO outcome, verdict, reason, id;
    INSERT INTO said VALUES (say.name, id);
END $$;
CREATE FUNCTION pg_temp.say(name text, source text, body text, OUT outcome text, OUT verdict text, OUT reason text)
LANGUAGE sql BEGIN ATOMIC
SELECT s.* FROM pg_temp.say(name, source, pg_temp.headers(source, convert_to(body, 'UTF8')), body) s;
END;
CREATE FUNCTION pg_temp.signed(body text, secret text, provider orderhook_provider) RETURNS jsonb
LANGUAGE sql RETURN orderhook_sign(convert_to(body, 'UTF8'), secret, provider, clock_timestamp());
CREATE FUNCTION pg_temp.replay(name text, OUT verdict text, OUT strength text, OUT outcome text, OUT reason text,
                               OUT http_status int, OUT problems jsonb)
LANGUAGE sql AS $$
SELECT r.verdict, r.strength, r.outcome, r.reason, r.http_status, r.problems
  FROM said s, orderhook.replay(s.webhook_id) r WHERE s.name = replay.name
$$;
CREATE FUNCTION pg_temp.revo(id int, total int, minute int DEFAULT 0) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"event": "order.updated", "data": {"id": %s, "opened": "2016-10-25 12:00:00", "status": 0, "total": "%s.00",
    "subtotal": "%s.00", "taxAmount": "0.00", "guests": 2, "orderContents": [{"id": 1, "item_id": 3, "quantity": 1,
    "itemPrice": "%s.00", "total": "%s.00", "subtotal": "%s.00", "taxAmount": "0.00", "itemName": "X",
    "updated_at": "2016-10-25 13:%s:00"}]}}', id, total, total, total, total, total, to_char(minute, 'FM00'));
CREATE FUNCTION pg_temp.fulflld(id text, event text, total int) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN format('{"event": "%s", "payload": {"orderId": "%s", "order": {"total": %s, "tip": 150, "itemCount": 2}}}', event, id, total);

-- ---- rejected, under a secret that was wrong ----

SELECT orderhook.set_secret('revo', 'another secret of Revo');
SELECT * FROM pg_temp.say('first', 'revo', pg_temp.revo(1, 10));
SELECT * FROM pg_temp.replay('first');
SELECT count(*) FROM orderhook.orders;
SELECT orderhook.set_secret('revo', pg_temp.secret('revo'));
SELECT * FROM pg_temp.say('newer', 'revo', pg_temp.revo(1, 11, 1));
SELECT * FROM pg_temp.replay('first');
SELECT total, revision, authenticity FROM orderhook.orders;
SELECT s.name, r.verdict, r.strength, r.key_id, r.outcome, r.http_status, r.event, r.order_id IS NOT NULL AS order
  FROM orderhook.receipt r JOIN said s USING (webhook_id) ORDER BY 1;
-- Its place is that of its version: before the newer one.
SELECT n.name, e.axis, e.from_state, e.to_state FROM orderhook.order_events e JOIN said n USING (webhook_id) ORDER BY 1, 2;
-- What was stored by it is stored once.
SELECT * FROM pg_temp.replay('first');
SELECT * FROM pg_temp.replay('newer');
-- One that opens the order.
SELECT orderhook.set_secret('mipos', 'another secret of mipOS');
SELECT * FROM pg_temp.say('mipos', 'mipos', '{"external_id": "m1", "created_at": "2026-11-20T19:42:10Z", "total": 100, "items": []}');
SELECT orderhook.set_secret('mipos', pg_temp.secret('mipos'));
SELECT * FROM pg_temp.replay('mipos');
SELECT lifecycle, total, revision FROM orderhook.orders WHERE provider = 'mipos';
-- Tampered bodies stay out.
SELECT * FROM pg_temp.say('tampered', 'revo', pg_temp.signed('{}', pg_temp.secret('revo'), 'revo'), pg_temp.revo(66, 1));
SELECT * FROM pg_temp.replay('tampered');

-- ---- ignored, while the source was not enabled ----

UPDATE orderhook.source SET enabled = false WHERE name = 'bbot';
SELECT * FROM pg_temp.say('disabled', 'bbot', '{"order": {"id": "b1", "last_modified": "2021-12-08T00:53:52Z", "guest_name": "Ana"}}');
SELECT * FROM pg_temp.replay('disabled');
UPDATE orderhook.source SET enabled = true WHERE name = 'bbot';
-- What was authentic then stays so, although its credential was not kept.
SELECT * FROM pg_temp.replay('disabled');
SELECT external_id, authenticity, revision FROM orderhook.orders WHERE provider = 'bbot';
-- An event that carries no order still carries none.
SELECT * FROM pg_temp.say('event', 'revo', '{"event": "stocks.updated", "data": {}}');
SELECT * FROM pg_temp.replay('event');

-- ---- rejected, before the source let in what proves nothing ----

SELECT orderhook.revoke_secret('fulflld', 'default');
SELECT * FROM pg_temp.say('unproven', 'fulflld', '{}', pg_temp.fulflld('f1', 'ORDER_CREATED', 1250));
SELECT * FROM pg_temp.replay('unproven');
UPDATE orderhook.source SET allow_unauthenticated = true WHERE name = 'fulflld';
SELECT * FROM pg_temp.replay('unproven');
SELECT external_id, authenticity, delivery_state, total FROM orderhook.orders WHERE provider = 'fulflld';

-- ---- quarantined ----

-- What no version can read stays where it is, and says so again.
SELECT * FROM pg_temp.say('unreadable', 'revo', '{"event": ');
SELECT * FROM pg_temp.replay('unreadable');
SELECT count(*) FROM orderhook.quarantine;
-- As if an earlier version had not been able to read it.
SELECT * FROM pg_temp.say('readable', 'revo', pg_temp.revo(2, 20));
UPDATE orderhook.receipt SET outcome = 'quarantined', reason = 'then', order_id = NULL, problems = NULL
 WHERE webhook_id = (SELECT webhook_id FROM said WHERE name = 'readable');
DELETE FROM orderhook.order_header WHERE external_id = '2';
DELETE FROM orderhook.order_item i WHERE NOT EXISTS (SELECT FROM orderhook.order_header h WHERE h.order_id = i.order_id);
DELETE FROM orderhook.order_event i WHERE NOT EXISTS (SELECT FROM orderhook.order_header h WHERE h.order_id = i.order_id);
SELECT * FROM pg_temp.replay('readable');
SELECT o.total, o.revision, i.name FROM orderhook.orders o JOIN orderhook.order_items i USING (source, order_id) WHERE o.external_id = '2';

-- ---- what cannot be replayed ----

CREATE FUNCTION pg_temp.error_of(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
    id bigint := (SELECT s.webhook_id FROM said s WHERE s.name = error_of.name);
BEGIN
    PERFORM orderhook.replay(id);
    RETURN 'none';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', SQLSTATE, replace(SQLERRM, id::text, 'N'), NULLIF(detail, ''), NULLIF(hint, ''));
END $$;
INSERT INTO said VALUES ('unknown', 9223372036854775807), ('null', NULL);
SELECT * FROM pg_temp.say('purged', 'revo', '{"event": "turn.closed"}');
UPDATE orderhook.receipt SET body = NULL WHERE webhook_id = (SELECT webhook_id FROM said WHERE name = 'purged');
SELECT * FROM pg_temp.say('empty', 'revo', '');
SELECT * FROM pg_temp.say('duplicate', 'revo', pg_temp.revo(2, 20));
SELECT * FROM pg_temp.say('stale', 'revo', pg_temp.revo(1, 9));
SELECT * FROM pg_temp.say('basic', 'bbot', '{"Authorization": "Basic d3Jvbmc6d3Jvbmc="}', '{"order": {"id": "b2"}}');
SELECT * FROM pg_temp.say('token', 'flybuy', '{"Authorization": "Token token=\"wrong token\""}', '{"data": {"id": 1, "type": "order"}}');
UPDATE orderhook.source SET max_body_bytes = 10 WHERE name = 'revo';
SELECT * FROM pg_temp.say('large', 'revo', pg_temp.revo(3, 30));
UPDATE orderhook.source SET max_body_bytes = DEFAULT WHERE name = 'revo';
SELECT name, pg_temp.error_of(name) FROM said ORDER BY name COLLATE "C";
SELECT orderhook.replay(webhook_id) IS NULL AS null FROM said WHERE name = 'null';

-- ---- reading again, after a change of configuration ----

TRUNCATE orderhook.receipt, orderhook.order_header, orderhook.order_item, orderhook.order_modifier, orderhook.order_charge,
    orderhook.order_payment, orderhook.order_contact, orderhook.order_delivery, orderhook.order_arrival, orderhook.order_check, orderhook.order_event,
    said;
-- A store of more than one source, whose orders are numbered as they came.
ALTER TABLE orderhook.order_header ALTER COLUMN order_id RESTART WITH 1;
SELECT count(*) FROM generate_series(1, 3) n, pg_temp.deliver('revo', pg_temp.revo(n, n * 10));
SELECT count(*) FROM generate_series(1, 2) n, pg_temp.deliver('fulflld', pg_temp.fulflld('f' || n, 'ORDER_CREATED', n * 1000));
SELECT count(*) FROM generate_series(1, 5) n, pg_temp.deliver('bbot', orderhook_sample('bbot', n));
SELECT count(*) FROM orderhook.renormalize();

UPDATE orderhook.source SET timezone = 'Europe/Madrid' WHERE name = 'revo';
UPDATE orderhook.source SET money_unit = 'minor' WHERE name = 'fulflld';
SELECT * FROM orderhook.renormalize();
SELECT count(*) AS written FROM orderhook.orders WHERE total IS NULL;
-- By a condition, by batches, from an order on.
SELECT order_id, count(*) FROM orderhook.renormalize($$s.name = 'revo'$$) GROUP BY 1 ORDER BY 1;
SELECT order_id, count(*) FROM orderhook.renormalize($$s.provider = 'fulflld' AND r.outcome = 'applied'$$) GROUP BY 1 ORDER BY 1;
SELECT order_id, count(*) FROM orderhook.renormalize(after => 1, batch => 3) GROUP BY 1 ORDER BY 1;
SELECT order_id, count(*) FROM orderhook.renormalize('false') GROUP BY 1;
\set VERBOSITY terse
SELECT count(*) FROM orderhook.renormalize('nonsense');
\set VERBOSITY default
-- Written, and then there is nothing to write.
SELECT order_id, count(*) FROM orderhook.renormalize($$s.name = 'revo'$$, false, 0, 1) GROUP BY 1;
SELECT order_id, count(*) FROM orderhook.renormalize($$s.name = 'revo'$$) GROUP BY 1 ORDER BY 1;
SELECT external_id, placed_at, revision FROM orderhook.orders WHERE provider = 'revo' ORDER BY 1;
-- What is no set of orders.
SELECT * FROM orderhook.renormalize(NULL);
SELECT * FROM orderhook.renormalize(dry_run => NULL);
SELECT * FROM orderhook.renormalize(after => NULL);
SELECT * FROM orderhook.renormalize(batch => 0);
-- All of them, batch by batch; what was interrupted goes on from where it was.
CALL orderhook.renormalize_all(after => 3, batch => 4);
CALL orderhook.renormalize_all(batch => 4);
SELECT count(*) FROM orderhook.renormalize();
SELECT external_id, placed_at, total, tip, revision FROM orderhook.orders WHERE provider IN ('revo', 'fulflld') ORDER BY 1;
BEGIN;
CALL orderhook.renormalize_all();
ROLLBACK;
-- Cells of lines, and lines that somebody wrote to or took away.
UPDATE orderhook.order_item SET name = 'Y', quantity = 7 WHERE order_id = 1;
DELETE FROM orderhook.order_item WHERE order_id = 2;
UPDATE orderhook.order_header SET guests = 99, notes = 'by hand' WHERE order_id = 3;
SELECT * FROM orderhook.renormalize() WHERE new_value IS NOT NULL OR old_value IS NOT NULL;
SELECT count(*) > 0 AS written FROM orderhook.renormalize(dry_run => false);
SELECT count(*) FROM orderhook.renormalize();
SELECT o.external_id, o.guests, o.notes, i.line_no, i.name, i.quantity
  FROM orderhook.orders o JOIN orderhook.order_items i USING (source, order_id) WHERE o.provider = 'revo' ORDER BY 1;
-- An order of which bytes were purged stays as it is.
UPDATE orderhook.receipt SET body = NULL WHERE order_id = 1;
UPDATE orderhook.source SET timezone = 'UTC' WHERE name = 'revo';
SELECT order_id, column_name, old_value, new_value FROM orderhook.renormalize() ORDER BY 1, 2;

-- ---- checking signatures again ----

TRUNCATE orderhook.receipt, orderhook.order_header, orderhook.order_item, orderhook.order_modifier, orderhook.order_charge,
    orderhook.order_payment, orderhook.order_contact, orderhook.order_delivery, orderhook.order_arrival, orderhook.order_check, orderhook.order_event,
    said;
INSERT INTO orderhook.source (name, provider) VALUES ('flybuy signed', 'flybuy'), ('flybuy both', 'flybuy');
SELECT orderhook.set_secret('flybuy signed', 'hmac:c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ==');
SELECT orderhook.set_secret('flybuy both', 'hmac:c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ==', 'key');
SELECT orderhook.set_secret('flybuy both', 'the token', 'token');
SELECT * FROM pg_temp.say('revo', 'revo', pg_temp.revo(1, 10));
SELECT * FROM pg_temp.say('revo wrong', 'revo', '{"X-Revo-Hmac-SHA256": "abc"}', pg_temp.revo(2, 10));
SELECT * FROM pg_temp.say('mipos', 'mipos', '{"external_id": "m1"}');
SELECT * FROM pg_temp.say('bbot', 'bbot', '{"order": {"id": "b1"}}');
SELECT * FROM pg_temp.say('flybuy', 'flybuy', '{"data": {"type": "order", "id": 1}}');
SELECT * FROM pg_temp.say('flybuy signed', 'flybuy signed',
    pg_temp.signed('{"data": {"type": "order", "id": 1}}', 'hmac:c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ==', 'flybuy'),
    '{"data": {"type": "order", "id": 1}}');
SELECT s.outcome, s.verdict, s.reason
  FROM pg_temp.signed('{"data": {"type": "order", "id": 2}}', 'hmac:c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ==', 'flybuy') h,
       pg_temp.say('flybuy both', 'flybuy both',
                   jsonb_set(h, '{Authorization}', to_jsonb(replace(h ->> 'Authorization', 'Token ', 'Token token="the token", '))),
                   '{"data": {"type": "order", "id": 2}}') s;
SELECT * FROM pg_temp.say('fulflld', 'fulflld', pg_temp.fulflld('f1', 'ORDER_CREATED', 1250));
CREATE FUNCTION pg_temp.reverify(condition text, dry_run boolean DEFAULT true)
RETURNS TABLE (name text, verdict text, new_verdict text, note text)
LANGUAGE sql AS $$
SELECT s.name, r.verdict, r.new_verdict, r.note
  FROM orderhook.reverify(condition, dry_run) r JOIN said s USING (webhook_id) ORDER BY 1
$$;
SELECT * FROM pg_temp.reverify('true');
SELECT * FROM pg_temp.reverify($$s.provider = 'bbot'$$);
-- A key that is set now, and covers the receipt, and one that was revoked after it.
SELECT orderhook.set_secret('revo', 'a third secret of Revo', valid_from => '-infinity');
SELECT orderhook.revoke_secret('mipos', 'default');
SELECT * FROM pg_temp.reverify('true') WHERE name IN ('revo', 'revo wrong', 'mipos');
SELECT * FROM pg_temp.reverify($$s.name = 'revo'$$, false);
SELECT s.name, r.verdict, r.strength, r.key_id, r.outcome FROM orderhook.receipt r JOIN said s USING (webhook_id) ORDER BY 1;
-- The order stays; and the true key puts it right.
SELECT external_id, authenticity FROM orderhook.orders WHERE provider = 'revo';
SELECT orderhook.set_secret('revo', pg_temp.secret('revo'), valid_from => '-infinity');
SELECT * FROM pg_temp.reverify('true', false) WHERE note = 'changed';
SELECT * FROM pg_temp.reverify('true') WHERE note = 'changed';
-- Bytes that are gone prove nothing any more.
UPDATE orderhook.receipt SET body = NULL WHERE webhook_id = (SELECT webhook_id FROM said WHERE name = 'revo');
SELECT * FROM pg_temp.reverify('true') WHERE name = 'revo';
