-- received_at at the door: a delivery that waited somewhere comes with the time at which it was received.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
SET timezone = 'UTC';
\set key 'hmac:' `printf 0123456789abcdef0123456789abcdef | base64`
\o /dev/null
INSERT INTO orderhook.source (name, provider) VALUES ('signed', 'flybuy');
SELECT orderhook.set_secret('signed', :'key');
\o
SELECT set_config('orderhook_test.key', :'key', false) <> '' AS has_key;

-- What FlyBuy signed at one time, received at another, both so long ago. Ends in the outcome or the error's code.
CREATE FUNCTION pg_temp.put(source text, id text, signed interval, received interval,
                            OUT verdict text, OUT outcome text, OUT as_stated boolean)
LANGUAGE plpgsql
AS $$
DECLARE
    body bytea := convert_to(format('{"data": {"type": "order", "id": "%s", "updated_at": "2026-03-07T18:00:00Z"}}', id), 'UTF8');
    stated timestamptz := now() - received;
    said timestamptz;
BEGIN
    INSERT INTO orderhook.inbox (source, headers, body, received_at)
    VALUES (put.source, orderhook_sign(body, current_setting('orderhook_test.key'), 'flybuy', now() - signed), body, stated)
    RETURNING inbox.verdict, inbox.outcome, inbox.received_at INTO verdict, outcome, said;
    as_stated := said = stated;
    IF stated IS NULL AND said NOT BETWEEN now() AND clock_timestamp() THEN
        RAISE 'received at %', said;
    END IF;
EXCEPTION WHEN invalid_parameter_value THEN
    outcome := SQLSTATE;
END
$$;

-- ---- FlyBuy's signed Date is held against it ----

SELECT n, signed, received, p.*
  FROM (VALUES (1, interval '0', NULL::interval),
               (2, '1 hour', NULL),
               (3, '1 hour', '1 hour'),
               (4, '1 hour', '56 minutes'),
               (5, '1 hour', '54 minutes'),
               (6, '1 hour', '64 minutes'),
               (7, '1 hour', '66 minutes'),
               (8, '1 hour', '0'),
               (9, '23 hours', '23 hours')) t (n, signed, received)
 CROSS JOIN LATERAL pg_temp.put('signed', 'date ' || n, signed, received) p
 ORDER BY n;

-- ---- bounds: the source's retry_horizon, and a minute of clocks that differ, which then counts as now ----

SELECT n, received, p.outcome, p.as_stated
  FROM (VALUES (1, interval '25 hours'), (2, '1 day 1 second'), (3, '1 day -1 minute'), (4, '-50 seconds'), (5, '-70 seconds'),
               (6, '-1 year'), (7, '300 years')) t (n, received)
 CROSS JOIN LATERAL pg_temp.put('signed', 'bound ' || n, received, received) p
 ORDER BY n;
SELECT bool_and(received_at <= clock_timestamp()) AS none_in_the_future FROM orderhook.receipt;
UPDATE orderhook.source SET retry_horizon = '0' WHERE name = 'signed';
SELECT outcome FROM pg_temp.put('signed', 'no horizon', '0', '1 second');
SELECT outcome FROM pg_temp.put('signed', 'no horizon', '0', NULL);
UPDATE orderhook.source SET retry_horizon = '1000 years' WHERE name = 'signed';
SELECT outcome, as_stated FROM pg_temp.put('signed', 'a long horizon', '300 years', '300 years');
UPDATE orderhook.source SET retry_horizon = DEFAULT WHERE name = 'signed';
INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ('signed', '{}', '', '-infinity');
INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ('signed', '{}', '', 'infinity');
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY default
INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ('signed', '{}', '', '2020-01-01');
\set VERBOSITY terse
INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ('nowhere', '{}', '', '2020-01-01');
\echo :LAST_ERROR_SQLSTATE

-- ---- keys are those that live now, whenever it was received ----

SELECT orderhook.set_secret('signed', :'key', valid_from => now());
SELECT verdict, outcome FROM pg_temp.put('signed', 'before the key', '2 hours', '2 hours');
SELECT orderhook.revoke_secret('signed', 'default');
SELECT verdict, outcome FROM pg_temp.put('signed', 'revoked since', '2 hours', '2 hours');
SELECT last_used_at > now() - interval '1 minute' AS used_now FROM orderhook.source_secret JOIN orderhook.source s USING (source_id)
 WHERE s.name = 'signed';

-- ---- what it becomes ----

-- Of the order, its events and its past: a later delivery that waited does not put the last one back.
INSERT INTO orderhook.inbox (source, headers, body, received_at)
SELECT 'bbot', pg_temp.headers('bbot', ''),
       convert_to(format('{"order": {"id": "1", "last_modified": "2026-03-07T18:00:0%sZ", "items": [{"id": "i", "status": "%s"}]}}', n, status),
                  'UTF8'),
       now() - waited
  FROM (VALUES (1, 'accepted', interval '3 hours'), (3, 'ready', '1 hour'), (2, 'preparing', '2 hours')) t (n, status, waited)
RETURNING outcome, now() - received_at AS ago;
SELECT date_trunc('minute', now() - first_received_at) AS first, date_trunc('minute', now() - last_received_at) AS last, prep_state
  FROM orderhook.orders WHERE source = 'bbot';
SELECT date_trunc('minute', now() - received_at) AS ago, to_state FROM orderhook.order_events WHERE source = 'bbot' AND axis = 'prep' ORDER BY 1 DESC;
SELECT ago, a.prep_state
  FROM unnest('{4 hours,2.5 hours,90 minutes,30 minutes}'::interval[]) ago
  LEFT JOIN LATERAL (SELECT o.* FROM orderhook.orders x, orderhook.order_as_of(x.order_id, now() - ago) o WHERE x.source = 'bbot') a ON true
 ORDER BY ago DESC;
-- The horizon of repetitions goes back with it.
UPDATE orderhook.source SET retry_horizon = '100 minutes' WHERE name = 'revo';
SELECT pg_temp.headers('revo', b) AS headers, b AS body
  FROM convert_to('{"event": "order.created", "data": {"id": 4, "opened": "2026-03-07 18:00:00"}}', 'UTF8') b \gset a_
SELECT pg_temp.headers('revo', b) AS headers, b AS body
  FROM convert_to('{"event": "order.closed", "data": {"id": 4, "status": 1, "closed": "2026-03-07 19:00:00"}}', 'UTF8') b \gset z_
INSERT INTO orderhook.inbox (source, headers, body) VALUES
    ('revo', :'z_headers', :'z_body'), ('revo', :'a_headers', :'a_body'), ('revo', :'a_headers', :'a_body')
RETURNING outcome;
UPDATE orderhook.receipt r SET received_at = received_at - interval '3 hours' FROM orderhook.source s
 WHERE s.source_id = r.source_id AND s.name = 'revo';
BEGIN;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', :'a_headers', :'a_body')
RETURNING outcome, regexp_replace(reason, '\d+', 'N') AS reason;
ROLLBACK;
INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ('revo', :'a_headers', :'a_body', now() - interval '90 minutes')
RETURNING outcome, regexp_replace(reason, '\d+', 'N') AS reason;

-- ---- COPY ----

COPY orderhook.inbox (source, headers, body, received_at) FROM STDIN;
bbot	{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}	{"order": {"id": "copied"}}	\N
bbot	{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}	{"order": {"id": "copied, earlier"}}	today
\.
COPY orderhook.inbox (source, headers, body, received_at) FROM STDIN;
bbot	{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}	{"order": {"id": "never"}}	2020-01-01
\.
SELECT external_id, first_received_at = date_trunc('day', now()) AS earlier FROM orderhook.orders WHERE external_id LIKE 'copied%' ORDER BY 1;
