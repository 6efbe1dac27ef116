-- How the sources fare: what is counted, how unusual a silence is, and which keys end.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
SET timezone = 'UTC';

-- ---- counts ----

SELECT pg_temp.payload('revo/order_open.json') AS body \gset
SELECT outcome FROM pg_temp.deliver('revo', :'body'::bytea);
SELECT outcome FROM pg_temp.deliver('revo', :'body'::bytea);
SELECT outcome FROM pg_temp.deliver('revo', '{"event": ');
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.payload('revo/stocks_updated.json'));
SELECT outcome FROM orderhook.receive('revo', '{}', :'body');
SELECT outcome FROM orderhook.receive('bbot', '{}', 'forged');
SELECT source, received, applied, duplicates, stale, ignored, quarantined, rejected, left(last_reason, 40) AS last_reason,
       rejected_bytes > 0 AS takes, silence
  FROM orderhook.sources ORDER BY source;
SELECT s.source, s.last_received_at = r.received_at AS received, s.last_rejected_at = r.rejected_at AS rejected,
       quiet_for = interval '0' AS none, quiet_for < interval '1 hour' AS short
  FROM orderhook.sources s
  JOIN LATERAL (SELECT max(received_at) AS received_at, max(received_at) FILTER (WHERE outcome = 'rejected') AS rejected_at
                  FROM orderhook.receipt JOIN orderhook.source USING (source_id) WHERE name = s.source) r ON true
 WHERE s.received > 0 ORDER BY 1;
-- Receipts of no source are nobody's.
INSERT INTO orderhook.receipt (source_id, received_at, verdict, strength, outcome, http_status, body_digest, body_bytes)
VALUES (4711, now(), 'ok', 'body', 'applied', 200, '', 0);
SELECT count(*) FROM orderhook.sources;
TRUNCATE orderhook.receipt;

-- ---- silence ----

-- A source, and its deliveries so many hours ago by the clock on its wall.
CREATE FUNCTION pg_temp.heard(source text, hours numeric[], outcome text DEFAULT 'applied', zone text DEFAULT 'UTC')
RETURNS void LANGUAGE sql AS $$
INSERT INTO orderhook.source (name, provider, timezone) VALUES (source, 'revo', zone) ON CONFLICT DO NOTHING;
INSERT INTO orderhook.receipt (source_id, received_at, verdict, strength, outcome, http_status, body_digest, body_bytes)
SELECT s.source_id, ((now() AT TIME ZONE s.timezone) - h * interval '1 hour') AT TIME ZONE s.timezone, 'ok', 'body', outcome, 200, '', 0
  FROM orderhook.source s, unnest(hours) h
 WHERE s.name = source;
$$;
-- From so many hours ago until so many, in steps of so many.
CREATE FUNCTION pg_temp.hours(since numeric, until numeric, step numeric) RETURNS numeric[]
LANGUAGE sql IMMUTABLE RETURN ARRAY(SELECT generate_series(since, until, -step));
CREATE FUNCTION pg_temp.weeks(hour numeric, weeks int[]) RETURNS numeric[]
LANGUAGE sql IMMUTABLE RETURN ARRAY(SELECT hour + 168 * w FROM unnest(weeks) w);

BEGIN;
\o /dev/null
-- Every hour, but never in the 20 hours of each week that end now: closed on this day.
SELECT pg_temp.heard('closed today', ARRAY(SELECT h FROM generate_series(9 * 168, 20, -1) h WHERE h % 168 >= 20));
-- Every five minutes, until a quarter of an hour ago; until four minutes ago.
SELECT pg_temp.heard('lost its evening', pg_temp.hours(9 * 168, 0.25, 5 / 60.0));
SELECT pg_temp.heard('as ever', pg_temp.hours(9 * 168 + 4 / 60.0, 4 / 60.0, 5 / 60.0));
-- Since two hours ago, in which something came in some of the weeks.
SELECT pg_temp.heard('in four weeks of eight', pg_temp.weeks(2, '{0,9}') || pg_temp.weeks(1, '{1,4,5,8}'));
SELECT pg_temp.heard('in five weeks of eight', pg_temp.weeks(2, '{0,9}') || pg_temp.weeks(1, '{1,2,4,5,8}'));
SELECT pg_temp.heard('one wild week', pg_temp.weeks(2, '{0,9}') || pg_temp.hours(170, 168, 0.1) || pg_temp.weeks(1, '{2,3,4,5,6,7,8}'));
SELECT pg_temp.heard('in one of six', pg_temp.weeks(2, '{0,6}') || pg_temp.weeks(1, '{3}'));
SELECT pg_temp.heard('nine weeks ago does not count', pg_temp.weeks(2, '{0,20}') || pg_temp.weeks(1, '{9}'));
SELECT pg_temp.heard('before and after do not count', pg_temp.weeks(2, '{0,9}') || pg_temp.weeks(2.1, '{1,2,3}') || pg_temp.weeks(-0.1, '{4,5,6}'));
SELECT pg_temp.heard('four weeks of history', pg_temp.weeks(2, '{0,4}') || pg_temp.weeks(1, '{1,2,3,4}'));
SELECT pg_temp.heard('not quite four weeks', pg_temp.weeks(2, '{0}') || pg_temp.weeks(1, '{1,2,3,4}'));
SELECT pg_temp.heard('once', '{2}');
-- What was not authentic breaks no silence, neither then nor now, and is no history.
SELECT pg_temp.heard('forgeries then', pg_temp.weeks(2, '{0,9}'));
SELECT pg_temp.heard('forgeries then', pg_temp.weeks(1, '{1,2,3,4,5,6}'), 'rejected');
SELECT pg_temp.heard('forgeries then', pg_temp.weeks(1, '{7,8}'), 'too_large');
SELECT pg_temp.heard('forgeries now', pg_temp.weeks(2, '{0,9}') || pg_temp.weeks(1, '{1,2,3,4,5,6,7,8}'));
SELECT pg_temp.heard('forgeries now', '{1}', 'rejected');
SELECT pg_temp.heard('forgeries now', '{0.5}', 'too_large');
SELECT pg_temp.heard('forgeries alone', pg_temp.weeks(1, '{0,1,2,3,4,5,6,7,8}'), 'rejected');
SELECT pg_temp.heard('forgeries as history', pg_temp.weeks(2, '{9}'), 'rejected');
SELECT pg_temp.heard('forgeries as history', pg_temp.weeks(2, '{0}'));
-- What was authentic breaks it, whatever became of it.
SELECT pg_temp.heard('of any use', pg_temp.weeks(2, '{0,9}'), 'quarantined');
SELECT pg_temp.heard('of any use', pg_temp.weeks(1, '{1,2}'), 'duplicate');
SELECT pg_temp.heard('of any use', pg_temp.weeks(1, '{3,4}'), 'stale');
SELECT pg_temp.heard('of any use', pg_temp.weeks(1, '{5,6}'), 'ignored');
SELECT pg_temp.heard('of any use', pg_temp.weeks(1, '{7,8}'), 'quarantined');
-- Longer than a week: the stretches overlap.
SELECT pg_temp.heard('quiet for ten days', pg_temp.hours(20 * 168, 240, 24));
SELECT pg_temp.heard('quiet for ten weeks', pg_temp.hours(20 * 168, 1680, 24));
SELECT pg_temp.heard('every fourth week, quiet for eight days', pg_temp.weeks(192, '{0,4,8,12}'));
\o
SELECT source, expected, silence, round(extract(epoch FROM quiet_for) / 3600, 2) AS quiet_hours
  FROM orderhook.sources WHERE received > 0 ORDER BY source COLLATE "C";

-- The same hour of the week is that of the clock on the wall: this zone put its clocks on 24 days ago. The
-- evening began half an hour ago, as in each week, and today nothing came.
ALTER TABLE orderhook.source DROP CONSTRAINT source_timezone_check;
SELECT format('WIN0SUM,J%s,J%s', d, (d + 182) % 365 + 1) AS zone
  FROM least(extract(doy FROM now() - interval '24 days')::int, 365) d \gset
SELECT count(DISTINCT at AT TIME ZONE :'zone' - at AT TIME ZONE 'UTC') AS clocks_changed
  FROM generate_series(now(), now() - interval '8 weeks', interval '-1 day') at;
\o /dev/null
SELECT pg_temp.heard('clocks', pg_temp.weeks(0.5, '{1,2,3,4,5,6,7,8}') || pg_temp.weeks(5, '{0,9}'), zone => :'zone');
-- And this one has every hour been quiet that now is.
SELECT pg_temp.heard('clocks, closed', pg_temp.weeks(-0.5, '{1,2,3,4,5,6,7,8}') || pg_temp.weeks(5, '{0,1,2,3,4,5,6,7,8,9}'), zone => :'zone');
\o
SELECT source, silence FROM orderhook.sources WHERE source LIKE 'clocks%' ORDER BY 1;
ROLLBACK;

-- A receipt from after the statement began is no time ago.
BEGIN;
SELECT pg_temp.heard('revo', '{-1}');
SELECT source, quiet_for, silence FROM orderhook.sources WHERE source = 'revo';
ROLLBACK;

-- ---- keys ----

CREATE TEMP TABLE key_case (source text, provider text, key_id text, secret text, valid_from interval, valid_to interval);
INSERT INTO key_case VALUES
    ('no key', 'revo', NULL, NULL, NULL, NULL),
    ('without end', 'revo', 'a', 'sixteen bytes and more', '-1 day', NULL),
    ('ends in 15 days', 'revo', 'a', 'sixteen bytes and more', '-1 day', '15 days'),
    ('ends in 13 days', 'revo', 'a', 'sixteen bytes and more', '-1 day', '13 days'),
    ('has a successor', 'revo', 'a', 'sixteen bytes and more', '-1 day', '13 days'),
    ('has a successor', 'revo', 'b', 'sixteen bytes and more', '-1 hour', NULL),
    ('successor to come', 'revo', 'a', 'sixteen bytes and more', '-1 day', '13 days'),
    ('successor to come', 'revo', 'b', 'sixteen bytes and more', '13 days', '40 days'),
    ('successor ends soon', 'revo', 'a', 'sixteen bytes and more', '-1 day', '3 days'),
    ('successor ends soon', 'revo', 'b', 'sixteen bytes and more', '2 days', '4 days'),
    ('successor too late', 'revo', 'a', 'sixteen bytes and more', '-1 day', '13 days'),
    ('successor too late', 'revo', 'b', 'sixteen bytes and more', '13 days 1 second', NULL),
    ('both end', 'revo', 'a', 'sixteen bytes and more', '-1 day', '10 days'),
    ('both end', 'revo', 'b', 'sixteen bytes and more', '-1 day', '11 days'),
    ('both end at once', 'revo', 'a', 'sixteen bytes and more', '-1 day', '10 days'),
    ('both end at once', 'revo', 'b', 'sixteen bytes and more', '-1 day', '10 days'),
    ('ended', 'revo', 'a', 'sixteen bytes and more', '-2 days', '-1 day'),
    ('not yet', 'revo', 'a', 'sixteen bytes and more', '1 day', '2 days'),
    ('of another kind', 'flybuy', 'token', 'the token', '-1 day', NULL),
    ('of another kind', 'flybuy', 'key', 'hmac:c2l4dGVlbiBieXRlcyBhbmQgbW9yZQ==', '-1 day', '10 days');
BEGIN;
INSERT INTO orderhook.source (name, provider) SELECT DISTINCT source, provider FROM key_case;
\o /dev/null
SELECT orderhook.set_secret(source, secret, key_id, now() + valid_from, now() + valid_to) FROM key_case WHERE key_id IS NOT NULL;
\o
SELECT source, keys_live, next_key_expiry - now() AS ends_in, keys_expiring
  FROM orderhook.sources WHERE source IN (SELECT source FROM key_case) ORDER BY source COLLATE "C";
ROLLBACK;

-- ---- who may read it ----

SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_orderhook_analyst;
RESET client_min_messages;
CREATE ROLE regress_orderhook_analyst;
SELECT orderhook.grant_reader('regress_orderhook_analyst');
SET ROLE regress_orderhook_analyst;
SELECT count(*), count(rejected_bytes) AS told FROM orderhook.sources;
RESET ROLE;
DROP OWNED BY regress_orderhook_analyst;
DROP ROLE regress_orderhook_analyst;
