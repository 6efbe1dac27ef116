-- Rotation, revocation, how secrets rest, and where nothing of them may appear.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
DELETE FROM orderhook.source_secret;

-- What the door says to a body signed with a secret.
CREATE FUNCTION pg_temp.say(source text, secret text, OUT verdict text, OUT outcome text, OUT key_id text)
LANGUAGE plpgsql
AS $$
DECLARE
    body bytea := '{}';
    p orderhook_provider := (SELECT provider FROM orderhook.source s WHERE s.name = say.source);
    answer record;
BEGIN
    SELECT * INTO answer FROM orderhook.receive(source, orderhook_sign(body, secret, p, clock_timestamp()), body);
    verdict := answer.verdict;
    outcome := answer.outcome;
    key_id := (SELECT r.key_id FROM orderhook.receipt r WHERE r.webhook_id = answer.webhook_id);
END
$$;

-- ---- rotation: any key that is live, and no other ----

SELECT pg_temp.say('mipos', 'the first of the keys');
\o /dev/null
SELECT orderhook.set_secret('mipos', 'the first of the keys', 'first', valid_to => now() + interval '1 day');
SELECT orderhook.set_secret('mipos', 'the second of the keys', 'second');
SELECT orderhook.set_secret('mipos', 'the key of yesterday', 'past', now() - interval '2 days', now() - interval '1 day');
SELECT orderhook.set_secret('mipos', 'the key of tomorrow', 'future', now() + interval '1 day');
\o
SELECT s.n, s.secret, pg_temp.say('mipos', s.secret)
  FROM (VALUES (1, 'the first of the keys'), (2, 'the second of the keys'), (3, 'the key of yesterday'),
               (4, 'the key of tomorrow'), (5, 'a key of nobody at all')) s (n, secret)
 ORDER BY s.n;
-- The key of one source opens no other.
SELECT pg_temp.say('revo', 'the first of the keys');
-- Set again, a key_id has the new secret alone.
\o /dev/null
SELECT orderhook.set_secret('mipos', 'the first key, changed', 'first');
\o
SELECT pg_temp.say('mipos', 'the first of the keys'), pg_temp.say('mipos', 'the first key, changed');
-- Revoked, it is dead at the next statement. Its row stays, and receipts go on naming it.
\o /dev/null
SELECT orderhook.revoke_secret('mipos', 'first');
SELECT orderhook.revoke_secret('mipos', 'first');
\o
SELECT pg_temp.say('mipos', 'the first key, changed'), pg_temp.say('mipos', 'the second of the keys');
SELECT key_id, valid_from <= now() AS started, COALESCE(valid_to <= clock_timestamp(), false) AS ended
  FROM orderhook.source_secret
 ORDER BY key_id;
SELECT key_id, count(*) FROM orderhook.receipt WHERE key_id IS NOT NULL GROUP BY key_id ORDER BY key_id;
\o /dev/null
SELECT orderhook.revoke_secret('mipos', 'second');
\o
SELECT pg_temp.say('mipos', 'the second of the keys');
-- In the same transaction as well.
BEGIN;
\o /dev/null
SELECT orderhook.set_secret('mipos', 'the third of the keys', 'third');
\o
SELECT pg_temp.say('mipos', 'the third of the keys');
\o /dev/null
SELECT orderhook.revoke_secret('mipos', 'third');
\o
SELECT pg_temp.say('mipos', 'the third of the keys');
ROLLBACK;
-- FlyBuy: where both a token and a signing key are live, both must hold.
\o /dev/null
SELECT orderhook.set_secret('flybuy', 'token of FlyBuy');
\o
SELECT pg_temp.say('flybuy', 'token of FlyBuy');
\o /dev/null
SELECT orderhook.set_secret('flybuy', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==', 'signing');
\o
SELECT pg_temp.say('flybuy', 'token of FlyBuy');
SELECT pg_temp.say('flybuy', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==');
SELECT verdict, outcome
  FROM orderhook.receive('flybuy', (SELECT jsonb_set(h, '{Authorization}',
                             to_jsonb(replace(h ->> 'Authorization', 'Token ', 'Token token="token of FlyBuy", ')))
                           FROM orderhook_sign('{}', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==', 'flybuy', clock_timestamp()) h), '{}');

-- What would never hold is refused.
SELECT orderhook.set_secret('mipos', 'a key that ends first', 'reversed', now(), now());
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook.set_secret('mipos', 'a key that ends first', 'reversed', valid_to => now() - interval '1 day');
SELECT count(*) FROM orderhook.source_secret WHERE key_id = 'reversed';

-- ---- when a key was last of use ----

DELETE FROM orderhook.source_secret k USING orderhook.source s WHERE s.source_id = k.source_id AND s.name = 'mipos';
\o /dev/null
SELECT orderhook.set_secret('mipos', 'the fourth of the keys', 'fourth');
SELECT orderhook.set_secret('mipos', 'the fifth of the keys', 'fifth');
\o
SELECT pg_temp.say('mipos', 'a key of nobody at all');
SELECT key_id, last_used_at FROM orderhook.source_secret WHERE key_id IN ('fourth', 'fifth') ORDER BY key_id;
SELECT pg_temp.say('mipos', 'the fourth of the keys');
SELECT key_id, last_used_at BETWEEN now() - interval '1 minute' AND clock_timestamp() AS used
  FROM orderhook.source_secret WHERE key_id IN ('fourth', 'fifth') ORDER BY key_id;
-- Within a minute it is not told again; after it, it is, by a batch too.
SELECT ctid AS place, last_used_at AS used FROM orderhook.source_secret WHERE key_id = 'fourth' \gset
SELECT pg_temp.say('mipos', 'the fourth of the keys');
SELECT ctid = :'place' AND last_used_at = :'used' AS untouched FROM orderhook.source_secret WHERE key_id = 'fourth';
UPDATE orderhook.source_secret SET last_used_at = clock_timestamp() - interval '61 seconds' WHERE key_id = 'fourth';
SELECT pg_temp.say('mipos', 'the fourth of the keys');
SELECT last_used_at > :'used' AS told FROM orderhook.source_secret WHERE key_id = 'fourth';
SELECT outcome
  FROM orderhook.receive_batch('{mipos,mipos}', array_fill(orderhook_sign('{}', 'the fifth of the keys', 'mipos'), ARRAY[2]),
                               '{"{}","{}"}');
SELECT last_used_at IS NOT NULL AS told FROM orderhook.source_secret WHERE key_id = 'fifth';
-- A transaction that may not see what others did meanwhile leaves it alone.
UPDATE orderhook.source_secret SET last_used_at = NULL WHERE key_id = 'fifth';
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT pg_temp.say('mipos', 'the fifth of the keys');
COMMIT;
SELECT last_used_at FROM orderhook.source_secret WHERE key_id = 'fifth';
-- Another secret under the same name was not used yet.
\o /dev/null
SELECT orderhook.set_secret('mipos', 'the fourth key, changed', 'fourth');
\o
SELECT last_used_at FROM orderhook.source_secret WHERE key_id = 'fourth';

-- ---- at rest: credentials only as salted digests ----

\o /dev/null
SELECT orderhook.set_secret('bbot', 'canary-user:canary-password');
SELECT orderhook.set_secret('bbot', 'canary-user:canary-password', 'same');
SELECT orderhook.set_secret('flybuy', 'canary-token');
SELECT orderhook.revoke_secret('flybuy', 'signing');
SELECT orderhook.set_secret('fulflld', 'X-Canary-Key: canary-value');
SELECT orderhook.set_secret('mipos', 'canary-hmac-key-of-mipos');
SELECT orderhook.set_secret('revo', 'canary-hmac-key-of-revo');
\o
SELECT s.name AS source, k.key_id, k.kind, k.name, length(k.salt) AS salt, length(k.sealed) AS sealed
  FROM orderhook.source_secret k
  JOIN orderhook.source s USING (source_id)
 WHERE k.key_id IN ('default', 'same')
 ORDER BY 1, 2;
-- The same secret twice: nothing in common.
SELECT count(DISTINCT k.salt) AS salts, count(DISTINCT k.sealed) AS digests
  FROM orderhook.source_secret k
  JOIN orderhook.source s USING (source_id)
 WHERE s.name = 'bbot';

-- ---- in the stored headers: no credential, in whatever shape they came ----

SELECT verdict, outcome FROM orderhook.receive('bbot', pg_temp.headers('bbot', '{}'), '{}');
\set basic 'Basic Y2FuYXJ5LXVzZXI6Y2FuYXJ5LXBhc3N3b3Jk'
CREATE TEMP TABLE shape (n int GENERATED ALWAYS AS IDENTITY, source text, headers jsonb);
INSERT INTO shape (source, headers)
VALUES ('bbot', jsonb_build_object('Authorization', :'basic', 'Accept', '*/*')),
       ('bbot', jsonb_build_object('AUTHORIZATION', :'basic')),
       ('bbot', jsonb_build_object('authorization', jsonb_build_array(:'basic', :'basic'))),
       ('bbot', jsonb_build_array(jsonb_build_array('Authorization', :'basic'), jsonb_build_array('Accept', '*/*'))),
       ('bbot', jsonb_build_array(jsonb_build_array('Authorization', :'basic'), jsonb_build_array('authorization', :'basic'))),
       ('bbot', jsonb_build_object('Proxy-Authorization', :'basic', 'Cookie', 'canary-session', 'X-Other', 1)),
       ('bbot', jsonb_build_array(jsonb_build_array('Authorization', jsonb_build_object('x', :'basic')))),
       ('bbot', jsonb_build_array('Authorization', :'basic')),
       ('bbot', jsonb_build_object('Authorization', jsonb_build_object('x', :'basic'))),
       ('bbot', jsonb_build_array(jsonb_build_array('Authorization', :'basic'), 'canary')),
       ('bbot', to_jsonb('Authorization: ' || :'basic'::text)),
       ('bbot', jsonb_build_object('Authorization ', :'basic')),
       ('bbot', jsonb_build_object('HTTP_AUTHORIZATION', :'basic')),
       ('bbot', jsonb_build_array(jsonb_build_array('X-Credential', :'basic'), jsonb_build_array('X-Basic', 'Basic'))),
       ('bbot', jsonb_build_object('headers', jsonb_build_object('Authorization', :'basic'), 'Accept', '*/*')),
       ('bbot', jsonb_build_object('X-Auth-Token', 'canary-password', 'X-Request-Id', '7')),
       ('bbot', jsonb_build_array(jsonb_build_array('Authorization: ' || :'basic'::text, ''))),
       ('flybuy', '{"X-FlyBuy-Token": "canary-token", "Referer": "https://hooks.example/?token=canary-token"}'),
       ('mipos', '{"Authorization: canary-of-the-edge": "", "X-Event": "order"}'),
       ('flybuy', '{"Authorization": "Token token=\"canary-token\"", "Date": "Sat, 07 Mar 2026 18:00:00 GMT"}'),
       ('flybuy', '{"Authorization": "Token canary-token"}'),
       ('mipos', '{"Authorization": "Bearer canary-of-the-edge", "Signature-Webhook": "00"}'),
       ('revo', '[["authorization", "Bearer canary-of-the-edge"], ["X-Revo-Hmac-SHA256", "00"]]'),
       ('fulflld', '{"X-Canary-Key": "canary-value", "Content-Type": "application/json"}'),
       ('fulflld', '[["x-canary-key", "canary-value"], ["Date", "now"]]'),
       ('fulflld', '{"X-Other-Key": "canary-value of before", "User-Agent": "curl"}');
INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, '{}' FROM shape ORDER BY n;
SELECT s.name AS source, r.verdict, r.headers
  FROM (SELECT * FROM orderhook.receipt ORDER BY webhook_id DESC LIMIT (SELECT count(*) FROM shape)) r
  JOIN orderhook.source s USING (source_id)
 ORDER BY r.webhook_id;

-- ---- nowhere else ----

-- Not in the statistics either.
DROP TABLE shape;
ANALYZE;
SELECT count(*) FROM pg_stats WHERE schemaname = 'orderhook' AND tablename = 'source_secret' AND attname = 'sealed';
-- Every row of every table and view of the store and of the catalogues, as text; what a session runs aside.
CREATE FUNCTION pg_temp.find_text(pattern text) RETURNS TABLE (place text, hits bigint)
LANGUAGE plpgsql
AS $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT n.nspname, t.relname
               FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
              WHERE n.nspname IN ('orderhook', 'pg_catalog') AND t.relkind IN ('r', 'v', 'm')
                AND t.relname NOT IN ('pg_stat_activity', 'pg_backend_memory_contexts', 'pg_proc') LOOP
        place := c.nspname || '.' || c.relname;
        BEGIN
            EXECUTE format('SELECT count(*) FROM %I.%I t WHERE t::text ~ $1', c.nspname, c.relname)
               INTO hits USING pattern;
        EXCEPTION WHEN OTHERS THEN
            CONTINUE;
        END;
        IF hits > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END
$$;
SELECT * FROM pg_temp.find_text('canary-[uptvhos]|63616e61' || '72792d|Y2FuY' || 'XJ5LX') ORDER BY place COLLATE "C";
