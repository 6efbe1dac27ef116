-- Bad configuration is refused when it is made, with an SQLSTATE, a detail and a hint.
\getenv abs_srcdir PG_ABS_SRCDIR
\set ECHO none
\set include :abs_srcdir '/include/store.sql'
\i :include
\set ECHO all
\set SHOW_CONTEXT never

-- What a statement is refused with.
CREATE FUNCTION pg_temp.refusal(statement text, OUT code text, OUT message text, OUT detail text, OUT hint text)
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
\x
\pset format unaligned

-- ---- sources and stores ----

SELECT t.what, r.code, r.message, regexp_replace(r.detail, '^Failing row.*', 'Failing row ...') AS detail, r.hint
  FROM (VALUES
        (1, 'a zone nobody knows', $$INSERT INTO orderhook.source (name, provider, timezone) VALUES ('s', 'bbot', 'Mars/Olympus')$$),
        (2, 'an empty zone', $$INSERT INTO orderhook.source (name, provider, timezone) VALUES ('s', 'bbot', '')$$),
        (21, 'an abbreviation, whose meaning is a setting', $$UPDATE orderhook.source SET timezone = 'IST' WHERE name = 'bbot'$$),
        (22, 'an offset, which reads as its opposite', $$UPDATE orderhook.source SET timezone = '+05:30' WHERE name = 'bbot'$$),
        (3, 'an UPDATE to a bad zone', $$UPDATE orderhook.source SET timezone = 'nowhere' WHERE name = 'bbot'$$),
        (4, 'a currency in small letters', $$INSERT INTO orderhook.source (name, provider, currency) VALUES ('s', 'bbot', 'usd')$$),
        (5, 'a currency of four letters', $$INSERT INTO orderhook.source (name, provider, currency) VALUES ('s', 'bbot', 'EURO')$$),
        (6, 'a currency with a newline', $$INSERT INTO orderhook.source (name, provider, currency) VALUES ('s', 'bbot', E'USD\n')$$),
        (7, 'an unknown provider', $$INSERT INTO orderhook.source (name, provider) VALUES ('s', 'grubhub')$$),
        (8, 'no provider', $$INSERT INTO orderhook.source (name) VALUES ('s')$$),
        (9, 'an unknown unit of money', $$INSERT INTO orderhook.source (name, provider, money_unit) VALUES ('s', 'bbot', 'cents')$$),
        (10, 'a name twice', $$INSERT INTO orderhook.source (name, provider) VALUES ('bbot', 'bbot')$$),
        (11, 'an empty name', $$INSERT INTO orderhook.source (name, provider) VALUES ('', 'bbot')$$),
        (12, 'no size at all', $$UPDATE orderhook.source SET max_body_bytes = 0$$),
        (13, 'a horizon in the past', $$UPDATE orderhook.source SET retry_horizon = '-1 day'$$),
        (131, 'a horizon before all time', $$UPDATE orderhook.source SET retry_horizon = '300000 years'$$),
        (132, 'a horizon that is so only by its parts', $$UPDATE orderhook.source SET retry_horizon = '1000000 years -359999999 days'$$),
        (133, 'a window of nothing', $$INSERT INTO orderhook.store (name, journey_window) VALUES ('soho', '0')$$),
        (14, 'a store in a bad zone', $$INSERT INTO orderhook.store (name, timezone) VALUES ('soho', 'Soho')$$),
        (15, 'a store with a bad currency', $$INSERT INTO orderhook.store (name, currency) VALUES ('soho', '$')$$)
       ) t (n, what, statement)
 CROSS JOIN LATERAL pg_temp.refusal(t.statement) r
 ORDER BY t.n, t.what;

-- Right ones, also unusual.
INSERT INTO orderhook.source (name, provider, currency, timezone)
VALUES ('utc', 'bbot', 'EUR', 'UTC'), ('lima', 'mipos', 'PEN', 'America/Lima'), ('lower case', 'revo', NULL, 'europe/berlin'),
       ('offset', 'revo', NULL, 'Etc/GMT-5'), ('Straße 1 "mit" Rand', 'flybuy', 'CHF', 'Europe/Zurich');
INSERT INTO orderhook.store (name, timezone, day_start, currency) VALUES ('soho', 'America/New_York', '04:00', 'USD');
INSERT INTO orderhook.store (name) VALUES ('nothing else known');
INSERT INTO orderhook.store (name, journey_window) VALUES ('a meal for ever', '178000000 years');
INSERT INTO orderhook.source (name, provider, retry_horizon) VALUES ('history', 'revo', '4000 years');
SELECT outcome, verdict FROM orderhook.receive('history', '{}', 'with a horizon in the age of bronze');
SELECT count(*) FROM orderhook.order_journeys;

-- ---- secrets: no answer shows the secret ----

SELECT t.what, r.*, r::text ~ 'canary|63616e617279|Y2FuYXJ5' AS shows_secret
  FROM (VALUES
        (1, 'an unknown source', $$SELECT orderhook.set_secret('nowhere', 'canary canary canary')$$),
        (2, 'an empty secret', $$SELECT orderhook.set_secret('mipos', '')$$),
        (3, 'NULL', $$SELECT orderhook.set_secret('mipos', NULL)$$),
        (4, 'a short HMAC key', $$SELECT orderhook.set_secret('mipos', 'canary')$$),
        (5, 'a short HMAC key', $$SELECT orderhook.set_secret('revo', 'canary 15 bytes')$$),
        (6, 'Basic without a colon', $$SELECT orderhook.set_secret('bbot', 'canary without colon')$$),
        (7, 'Basic without a user', $$SELECT orderhook.set_secret('bbot', ':canary')$$),
        (8, 'Basic without a password', $$SELECT orderhook.set_secret('bbot', 'canary:')$$),
        (9, 'Basic with a newline', E'SELECT orderhook.set_secret(''bbot'', ''canary:a\nb'')'),
        (10, 'an hmac: that is not base64', $$SELECT orderhook.set_secret('flybuy', 'hmac:canary!')$$),
        (11, 'an hmac: without padding', $$SELECT orderhook.set_secret('flybuy', 'hmac:Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5cw')$$),
        (12, 'a short hmac:', $$SELECT orderhook.set_secret('flybuy', 'hmac:Y2FuYXJ5')$$),
        (13, 'an empty hmac:', $$SELECT orderhook.set_secret('flybuy', 'hmac:')$$),
        (14, 'a static header without a name', $$SELECT orderhook.set_secret('fulflld', ': canary')$$),
        (15, 'a static header without a value', $$SELECT orderhook.set_secret('fulflld', 'X-Canary: ')$$),
        (16, 'a static header without a colon', $$SELECT orderhook.set_secret('fulflld', 'canary')$$),
        (17, 'a static header of a bad name', $$SELECT orderhook.set_secret('fulflld', 'X Key: canary')$$),
        (18, 'an empty key_id', $$SELECT orderhook.set_secret('mipos', 'canary canary canary', '')$$),
        (18, 'NULL for a key_id', $$SELECT orderhook.set_secret('mipos', 'canary canary canary', NULL)$$),
        (18, 'NULL for a time', $$SELECT orderhook.set_secret('mipos', 'canary canary canary', 'k', NULL)$$),
        (19, 'revoking of an unknown source', $$SELECT orderhook.revoke_secret('nowhere', 'default')$$),
        (20, 'revoking an unknown key', $$SELECT orderhook.revoke_secret('mipos', 'second')$$)
       ) t (n, what, statement)
 CROSS JOIN LATERAL pg_temp.refusal(t.statement) r
 ORDER BY t.n, t.what;
\pset format aligned
\x

-- The shortest that are taken.
\o /dev/null
SELECT orderhook.set_secret('mipos', 'sixteen bytes ok', 'short');
SELECT orderhook.set_secret('bbot', 'u:p', 'short');
SELECT orderhook.set_secret('bbot', 'user:with:colons', 'colons');
SELECT orderhook.set_secret('flybuy', 't', 'short');
SELECT orderhook.set_secret('flybuy', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==', 'signing');
SELECT orderhook.set_secret('fulflld', 'X-K: v', 'short');
\o
-- None of the refused ones left anything.
SELECT s.name, k.key_id, k.kind, k.name AS header, k.salt IS NOT NULL AS salted, length(k.sealed) AS bytes
  FROM orderhook.source_secret k
  JOIN orderhook.source s USING (source_id)
 ORDER BY s.name, k.key_id;
