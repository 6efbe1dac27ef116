-- orderhook_sign: the headers that a provider would send.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;
SET timezone = 'UTC';
SET datestyle = 'ISO, MDY';

CREATE TEMPORARY TABLE sender (n int, provider orderhook_provider, secret text);
INSERT INTO sender VALUES
    (1, 'bbot', 'Aladdin:open sesame'),
    (2, 'mipos', 'Jefe'),
    (3, 'flybuy', 'FFCPUG2A'),
    (4, 'flybuy', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg=='),
    (5, 'fulflld', 'X-Edge-Key:  a word '),
    (6, 'revo', 'Jefe');

-- Known answers: RFC 7617, RFC 4231 test case 2.
SELECT n, provider, orderhook_sign('what do ya want for nothing?', secret, provider, '1994-11-06 08:49:37+00')
FROM sender ORDER BY n;

-- What it gives verifies, as an object and as pairs, for any body, and for the moment of sending.
SELECT n, provider, count(*) AS tried,
    count(*) FILTER (WHERE (orderhook_verify(body, signed, ARRAY[secret], provider, sent_at)).valid) AS valid,
    count(*) FILTER (WHERE (orderhook_verify(body,
        (SELECT jsonb_agg(jsonb_build_array(lower(key), value)) FROM jsonb_each_text(signed)),
        ARRAY[CASE WHEN secret LIKE 'hmac:%' THEN 'hmac:b2xkIHNpZ25pbmcga2V5' ELSE 'another:secret' END, secret],
        provider)).key_id = '2') AS second_key,
    min((orderhook_verify(body, signed, ARRAY[secret], provider)).strength) AS strength
FROM sender,
    unnest(ARRAY['', '{}', '\x00', '\xff0aff', decode(repeat('5b', 100000), 'hex')]::bytea[]) AS body,
    unnest(ARRAY['1970-01-01 00:00:00+00', '2024-02-29 23:59:59.999999+00', '9999-12-31 23:59:59+00',
                 '0001-01-01 00:00:00+00']::timestamptz[]) AS sent_at,
    LATERAL orderhook_sign(body, secret, provider, sent_at) AS signed
GROUP BY n, provider ORDER BY n;

-- The same value alone, against the same key.
SELECT n, v.* FROM sender,
    LATERAL orderhook_verify('{}', (SELECT value FROM jsonb_each_text(orderhook_sign('{}', secret, provider))), secret) v
WHERE n IN (1, 2, 3, 6) ORDER BY n;

-- A body that is not the signed one, where the body is signed.
SELECT n, (orderhook_verify('[]', orderhook_sign('{}', secret, provider), ARRAY[secret], provider)).reason
FROM sender ORDER BY n;

-- The time of sending is now where nobody says it; the header has seconds and GMT, whatever the session has.
SELECT (orderhook_verify('{}', orderhook_sign('{}', secret, provider), ARRAY[secret], provider, now())).*
FROM sender WHERE n = 4;
SET timezone = 'Asia/Kolkata';
SET datestyle = 'German, DMY';
SELECT orderhook_sign('{}', secret, provider, '2024-02-29 23:59:59.999999+00') ->> 'Date' AS date FROM sender WHERE n = 4;
RESET datestyle;
SET timezone = 'UTC';

-- NULL for NULLs, but for the time.
SELECT orderhook_sign(NULL, 'Jefe', 'revo') IS NULL AS body, orderhook_sign('{}', NULL, 'revo') IS NULL AS secret,
    orderhook_sign('{}', 'Jefe', NULL) IS NULL AS provider, orderhook_sign('{}', 'Jefe', 'revo', NULL) IS NULL AS sent_at;

-- Misuse is an error, and shows nothing of the secret.
SELECT orderhook_sign('{}', '', 'revo');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_sign('{}', '', 'fulflld');
SELECT orderhook_sign('{}', 'no colon', 'bbot');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_sign('{}', E'line:feed\n', 'bbot');
SELECT orderhook_sign('{}', 'no colon', 'fulflld');
SELECT orderhook_sign('{}', 'X-Edge-Key:', 'fulflld');
SELECT orderhook_sign('{}', E'X-Edge-Key: a\r\nX-Other: b', 'fulflld');
SELECT orderhook_sign('{}', 'quote"', 'flybuy');
SELECT orderhook_sign('{}', 'hmac:no base64', 'flybuy');
SELECT orderhook_sign('{}', 'hmac:', 'flybuy');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_sign('{}', 'Jefe', 'revo', 'infinity');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_sign('{}', 'Jefe', 'toast');
\echo :LAST_ERROR_SQLSTATE

DROP TABLE sender;
DROP EXTENSION orderhook;
