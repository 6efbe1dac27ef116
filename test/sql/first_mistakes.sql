-- What goes wrong for who begins: each is tried, and what it is answered with says what to do, or README.md does.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_orderhook_beginner;
RESET client_min_messages;
CREATE FUNCTION pg_temp.attempt(statement text, OUT code text, OUT message text, OUT detail text, OUT hint text)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE statement;
    message := 'not refused';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
        detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END
$$;
\set ECHO all

-- ---- answers: the delivery is kept, and says why ----

-- A source of each provider that has no secret yet, another provider's header, and no header at all.
INSERT INTO orderhook.source (name, provider) SELECT 'new ' || p, p::text FROM unnest(enum_range(NULL::orderhook_provider)) p;
SELECT p.provider, no_secret.verdict, no_secret.http_status, no_secret.reason, no_header.verdict, no_header.reason
  FROM unnest(enum_range(NULL::orderhook_provider)) p (provider),
       LATERAL orderhook.receive('new ' || p.provider, '{}', '{}') no_secret,
       LATERAL orderhook.receive(p.provider::text, '{"X-Signature": "0000"}', '{}') no_header;

SELECT t.what, r.verdict, r.outcome, r.http_status, r.reason
  FROM (VALUES
        (1, 'signed with another secret', 'revo', orderhook_sign('{}', 'a secret that is not the one', 'revo'), '{}'::bytea),
        (2, 'a body that went through JSON', 'revo', orderhook_sign('{"a":1}', pg_temp.secret('revo'), 'revo'), '{"a": 1}'),
        (3, 'a signature that is none', 'revo', '{"X-Revo-Hmac-SHA256": "secret"}', '{}'),
        (4, 'another user', 'bbot', orderhook_sign('{}', 'guest:guest', 'bbot'), '{}'),
        (5, 'a token in place of Basic', 'bbot', '{"Authorization": "Bearer open sesame"}', '{}'),
        (6, 'a form where JSON is expected', 'mipos', orderhook_sign('external_id=1&total=2', pg_temp.secret('mipos'), 'mipos'), 'external_id=1&total=2'),
        (7, 'a form where that is read', 'revo', orderhook_sign('event=turn.opened', pg_temp.secret('revo'), 'revo'), 'event=turn.opened'),
        (8, 'multipart', 'mipos', orderhook_sign(E'--x\r\n\r\n{}\r\n--x--', pg_temp.secret('mipos'), 'mipos'), convert_to(E'--x\r\n\r\n{}\r\n--x--', 'UTF8')),
        (9, 'a provider''s body at another one''s source', 'mipos', orderhook_sign(orderhook_sample('bbot', 1), pg_temp.secret('mipos'), 'mipos'), orderhook_sample('bbot', 1))
       ) t (n, what, source, headers, body),
       LATERAL orderhook.receive(t.source, t.headers, t.body) r
 ORDER BY t.n;

-- Clocks that differ: FlyBuy signs its Date.
INSERT INTO orderhook.source (name, provider) VALUES ('signed', 'flybuy');
\o /dev/null
SELECT orderhook.set_secret('signed', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==');
\o
SELECT t.off, r.verdict, r.reason
  FROM (VALUES (interval '0'), (interval '6 minutes'), (interval '-6 minutes')) t (off),
       LATERAL orderhook.receive('signed', orderhook_sign('{"data": {"type": "order", "id": 1}}', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==',
                                                          'flybuy', clock_timestamp() + t.off),
                                 '{"data": {"type": "order", "id": 1}}') r;

-- ---- errors of orderhook, with a hint ----

CREATE ROLE regress_orderhook_beginner;
\x
\pset format unaligned
SELECT t.what, r.*
  FROM (VALUES
        (1, 'a source that is not there', $$INSERT INTO orderhook.inbox (source, headers, body) VALUES ('nowhere', '{}', '')$$),
        (2, 'its secret', $$SELECT orderhook.set_secret('nowhere', 'correct horse battery staple')$$),
        (3, 'no source', $$INSERT INTO orderhook.inbox (headers, body) VALUES ('{}', '')$$),
        (4, 'a provider that is none, of a source', $$INSERT INTO orderhook.source (name, provider) VALUES ('s', 'Bbot')$$),
        (5, 'a secret in another provider''s form', $$SELECT orderhook.set_secret('bbot', 'open sesame')$$),
        (6, 'a secret that is too short', $$SELECT orderhook.set_secret('revo', 'secret')$$),
        (7, 'a delivery of long ago', $$INSERT INTO orderhook.inbox (source, received_at) VALUES ('revo', now() - interval '2 days')$$),
        (8, 'the store, twice', $$SELECT orderhook_install()$$)
       ) t (n, what, statement),
       LATERAL pg_temp.attempt(t.statement) r
 ORDER BY t.n;

-- ---- errors of the server, of which README.md says what to do ----

-- Where the files of an extension were looked for is another place in each version.
SELECT t.what, r.code, r.message, regexp_replace(r.detail, '^Could not open.*', '') AS detail, r.hint
  FROM (VALUES
        (1, 'a body of text, as a value', $$INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', '{}'::text)$$),
        (2, 'a body of text, to the function', $$SELECT orderhook.receive('revo', '{}'::jsonb, '{}'::text)$$),
        (3, 'a body of text, whose backslashes are taken for bytea''s', $$INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', '{"a": "\n"}')$$),
        (4, 'headers that are no JSON', $$INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', 'Date: now', '{}')$$),
        (5, 'a provider that is none', $$SELECT orderhook_parse('{}', 'toast')$$),
        (6, 'a role without grants, at the door', $$SET LOCAL ROLE regress_orderhook_beginner; INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', '{}')$$),
        (7, 'a role without grants, that reads', $$SET LOCAL ROLE regress_orderhook_beginner; SELECT * FROM orderhook.orders$$),
        (8, 'an extension whose files are not there', $$CREATE EXTENSION orderhook_of_another_server$$)
       ) t (n, what, statement),
       LATERAL pg_temp.attempt(t.statement) r
 ORDER BY t.n;
RESET ROLE;
SELECT orderhook.grant_reader('regress_orderhook_beginner');
SELECT r.* FROM pg_temp.attempt($$SET LOCAL ROLE regress_orderhook_beginner; SELECT * FROM orderhook.order_contacts$$) r;
RESET ROLE;

-- Before there is a store.
SET client_min_messages = warning;
DROP OWNED BY regress_orderhook_beginner;
DROP ROLE regress_orderhook_beginner;
DROP SCHEMA orderhook CASCADE;
RESET client_min_messages;
SELECT t.what, r.*
  FROM (VALUES
        (1, 'at the door', $$INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', '{}')$$),
        (2, 'a source', $$INSERT INTO orderhook.source (name, provider) VALUES ('s', 'bbot')$$),
        (3, 'a function', $$SELECT orderhook.set_secret('revo', 'correct horse battery staple')$$),
        (4, 'a batch', $$SELECT orderhook_receive_batch('{}', '{}', '{}')$$),
        (5, 'an upgrade', $$SELECT orderhook_migrate()$$)
       ) t (n, what, statement),
       LATERAL pg_temp.attempt(t.statement) r
 ORDER BY t.n;
