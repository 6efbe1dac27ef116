-- orderhook_verify(body, headers, secrets, provider, received_at): a whole request.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;
SET timezone = 'UTC';
SET datestyle = 'ISO, MDY';

-- A request of each provider; the MACs are those of RFC 4231, test case 2.
CREATE TEMPORARY TABLE request (provider orderhook_provider, headers jsonb, secret text);
INSERT INTO request VALUES
    ('bbot', '{"Authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}', 'Aladdin:open sesame'),
    ('mipos', '{"Signature-Webhook": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"}', 'Jefe'),
    ('flybuy', '{"Authorization": "Token token=\"FFCPUG2A\""}', 'FFCPUG2A'),
    ('fulflld', '{"X-Edge-Key": "a word"}', 'X-Edge-Key: a word'),
    ('revo', '{"X-Revo-Hmac-SHA256": "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="}', 'Jefe');

-- Each request to each provider, which knows all of the secrets: only the diagonal is valid.
SELECT r.provider AS sent_by, p.provider AS received_as, v.*
FROM request r, unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
    LATERAL orderhook_verify('what do ya want for nothing?', r.headers,
                             ARRAY(SELECT DISTINCT secret COLLATE "C" FROM request ORDER BY 1), p.provider) v
ORDER BY r.provider, p.provider;

-- The same, each provider with the sender's secret alone.
SELECT r.provider AS sent_by, string_agg(p.provider::text, ', ' ORDER BY p.provider) AS valid_as
FROM request r, unnest(enum_range(NULL::orderhook_provider)) AS p (provider)
WHERE (orderhook_verify('what do ya want for nothing?', r.headers, ARRAY[r.secret], p.provider)).valid
GROUP BY r.provider ORDER BY r.provider;

-- All five requests in one: each provider looks at its own header, and Authorization came twice.
SELECT p.provider, v.*
FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider) JOIN request USING (provider),
    LATERAL orderhook_verify('what do ya want for nothing?',
                             (SELECT jsonb_agg(jsonb_build_array(key, value)) FROM request, jsonb_each_text(headers)),
                             ARRAY[secret], p.provider) v
ORDER BY p.provider;

-- Another body: what signs it fails, what does not cannot tell.
SELECT provider, v.*
FROM request, LATERAL orderhook_verify('what do you want for nothing?', headers, ARRAY[secret], provider) v
ORDER BY provider;

-- No body, an empty body, no provider.
SELECT provider, v.*
FROM request, LATERAL orderhook_verify(NULL, headers, ARRAY[secret], provider) v ORDER BY provider;
SELECT provider, v.*
FROM request, LATERAL orderhook_verify('', headers, ARRAY[secret], provider) v ORDER BY provider;
SELECT provider, v.*
FROM request, LATERAL orderhook_verify('what do ya want for nothing?', headers, ARRAY[secret], NULL) v
ORDER BY provider;
SELECT (orderhook_verify(NULL, NULL, NULL, NULL, NULL)).*;

-- The shapes of headers.
CREATE TEMPORARY TABLE shape (n int GENERATED ALWAYS AS IDENTITY, headers jsonb);
INSERT INTO shape (headers)
SELECT replace(replace(shape, '$HEX', '"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"'),
               '$B64', '"W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="')::jsonb
FROM unnest(ARRAY[
    -- 1 to 10: valid
    '{"Signature-Webhook": $HEX}',
    '{"signature-webhook": $B64}',
    '{"SIGNATURE-WEBHOOK": $HEX, "Host": "example.com"}',
    '{"Auth-Anton-X": $HEX}',
    '{"Signature-Webhook": [$HEX]}',
    '{"Signature-Webhook": "  5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\t"}',
    '[["Signature-Webhook", $HEX]]',
    '[["Host", "a"], ["Host", "b"], ["signature-webhook", $HEX]]',
    '{"Signature-Webhook": $HEX, "Signature-Webhook ": "x", "Signature": "x", "Cookie": ["a", "b"]}',
    '{"Signature-Webhook": $HEX, "Other": 1, "More": {"x": []}}',
    -- 11 to 18: ambiguous
    '[["Signature-Webhook", $HEX], ["Signature-Webhook", $HEX]]',
    '[["Signature-Webhook", $HEX], ["signature-webhook", "x"]]',
    '{"Signature-Webhook": $HEX, "signature-webhook": $HEX}',
    '{"Signature-Webhook": [$HEX, $HEX]}',
    '{"Signature-Webhook": [$HEX, null]}',
    '{"Signature-Webhook": $HEX, "auth-anton-x": $HEX}',
    '{"Signature-Webhook": null, "auth-anton-x": $HEX}',
    '{"auth-anton-x": $HEX, "AUTH-ANTON-X": ""}',
    -- 19 to 25: missing
    '{}',
    '[]',
    '{"Host": "example.com"}',
    '{"Signature-Webhook": []}',
    '{"Signature_Webhook": $HEX}',
    '{"Signature-Webhook ": $HEX}',
    '{"": $HEX}',
    -- 26 to 34: a value that is none
    '{"Signature-Webhook": null}',
    '{"Signature-Webhook": 5}',
    '{"Signature-Webhook": true}',
    '{"Signature-Webhook": {"value": $HEX}}',
    '{"Signature-Webhook": [[$HEX]]}',
    '{"Signature-Webhook": ""}',
    '{"Signature-Webhook": " "}',
    '{"Signature-Webhook": "5bdc"}',
    '[["Signature-Webhook", null]]',
    -- 35 to 48: no headers at all
    'null', '1', 'true', '"Signature-Webhook"', $$"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"$$,
    '["Signature-Webhook", $HEX]',
    '[["Signature-Webhook"]]',
    '[["Signature-Webhook", $HEX, "x"]]',
    '[[1, $HEX]]',
    '[["Signature-Webhook", $HEX], null]',
    '[["Signature-Webhook", $HEX], []]',
    '[[["Signature-Webhook", $HEX]]]',
    '[{"Signature-Webhook": $HEX}]',
    '[["Signature-Webhook", $HEX], {"a": "b", "c": "d"}]']) AS t (shape);
SELECT n, left(headers::text, 44) AS headers, v.*
FROM shape, LATERAL orderhook_verify('what do ya want for nothing?', headers, ARRAY['Jefe'], 'mipos') v
ORDER BY n;

-- SQL NULL has no headers; without a secret nothing else counts.
SELECT (orderhook_verify('what do ya want for nothing?', NULL, ARRAY['Jefe'], 'mipos')).*;
SELECT v.reason, count(*), min(n), max(n)
FROM shape, LATERAL orderhook_verify('what do ya want for nothing?', headers, NULL, 'mipos') v
GROUP BY v.reason;

-- Many headers, and headers nested deeper than anything sends them.
SELECT v.* FROM
    (SELECT jsonb_agg(jsonb_build_array('X-Header-' || i, repeat('x', 100))) ||
            '[["Signature-Webhook", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"]]'
     FROM generate_series(1, 5000) i) AS many (headers),
    LATERAL orderhook_verify('what do ya want for nothing?', headers, ARRAY['Jefe'], 'mipos') v;
SELECT v.*
FROM orderhook_verify('x', (repeat('[', 3000) || repeat(']', 3000))::jsonb, ARRAY['Jefe'], 'mipos') v;

-- Several secrets: key_id is the place of the first that holds; what cannot be one holds nothing.
SELECT n, v.*
FROM request,
    (VALUES
        (1, ARRAY['Jefe']), (2, ARRAY['no', 'Jefe']), (3, ARRAY['Jefe', 'Jefe']), (4, ARRAY[NULL, '', 'no', 'Jefe']),
        (5, ARRAY['no', 'neither']), (6, ARRAY['']), (7, ARRAY[NULL]), (8, '{}'), (9, NULL),
        (10, '[5:6]={no,Jefe}'), (11, ARRAY[ARRAY['no', 'no'], ARRAY['no', 'Jefe']]),
        (12, array_fill('no'::text, ARRAY[500]) || 'Jefe'::text)) AS lists (n, secrets),
    LATERAL orderhook_verify('what do ya want for nothing?', headers, secrets, 'revo') v
WHERE provider = 'revo' ORDER BY n;

-- A secret that is not written as its provider's are is no secret.
SELECT provider, secrets, v.*
FROM (VALUES
    ('bbot'::orderhook_provider, ARRAY['no colon']),
    ('bbot', ARRAY[':no user']),
    ('bbot', ARRAY['no colon', 'Aladdin:open sesame']),
    ('flybuy', ARRAY['hmac:']),
    ('flybuy', ARRAY['hmac:not base64']),
    ('flybuy', ARRAY['quote"']),
    ('fulflld', ARRAY['no colon']),
    ('fulflld', ARRAY['X-Edge-Key:']),
    ('fulflld', ARRAY['X Edge Key: a word'])) AS rows (provider, secrets) JOIN request USING (provider),
    LATERAL orderhook_verify('what do ya want for nothing?', headers, secrets, provider) v
ORDER BY provider, secrets COLLATE "C";

-- Fulflld has no authentication: without a secret it is unauthenticated, with one its header decides.
SELECT n, v.*
FROM (VALUES
    (1, '{}', NULL),
    (2, '{}', '{}'),
    (3, '{"X-Edge-Key": "a word"}', NULL),
    (4, '{"X-Edge-Key": "a word"}', ARRAY['X-Edge-Key: a word']),
    (5, '{"x-edge-key": " a word "}', ARRAY['X-Edge-Key:a word']),
    (6, '{"X-Edge-Key": "another word"}', ARRAY['X-Edge-Key: a word']),
    (7, '{"X-Edge-Key": ["a word", "a word"]}', ARRAY['X-Edge-Key: a word']),
    (8, '{"X-Edge-Key": 7}', ARRAY['X-Edge-Key: 7']),
    (9, '{"Host": "a word"}', ARRAY['X-Edge-Key: a word']),
    (10, '{"X-New-Key": "new"}', ARRAY['X-Edge-Key: a word', 'X-New-Key: new']),
    (11, '{"X-New-Key": "old"}', ARRAY['X-Edge-Key: a word', 'X-New-Key: new']),
    (12, '{"Authorization": "Bearer a:b"}', ARRAY['Authorization: Bearer a:b']),
    (13, 'null', NULL),
    (14, '{}', ARRAY[NULL])) AS rows (n, headers, secrets),
    LATERAL orderhook_verify('{}', headers::jsonb, secrets, 'fulflld') v
ORDER BY n;

-- FlyBuy with its signing key: base64 of HMAC-SHA256 over Date, a line feed and the body.
CREATE TEMPORARY TABLE flybuy (n int, authorization_value text, sent text, secrets text[]);
INSERT INTO flybuy
SELECT n, replace(value, '$MAC', '4IQRIewAov3FL8+ahOw+zR1dqUlFT5jW4h0JlQFUr50='), sent, secrets
FROM (VALUES
    (1, 'Token token="FFCPUG2A", signature="$MAC"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (2, 'Token signature="$MAC"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (3, 'Token signature=$MAC token=FFCPUG2A', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    -- both live: both must hold
    (4, 'Token token="FFCPUG2A", signature="$MAC"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['FFCPUG2A', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (5, 'Token token="FFCPUG2A", signature="$MAC"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==', 'FFCPUG2A']),
    (6, 'Token token="FFCPUG2A"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['FFCPUG2A', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (7, 'Token signature="$MAC"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['FFCPUG2A', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (8, 'Token token="WRONG", signature="$MAC"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['FFCPUG2A', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (9, 'Token token="FFCPUG2A", signature="5IQRIewAov3FL8+ahOw+zR1dqUlFT5jW4h0JlQFUr50="', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['FFCPUG2A', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    -- a second key of each kind, as while they are being replaced
    (10, 'Token token="FFCPUG2A", signature="$MAC"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['OLDTOKEN', 'hmac:b2xkIHNpZ25pbmcga2V5', 'FFCPUG2A', 'hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    -- the date
    (11, 'Token signature="$MAC"', NULL, ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (12, 'Token token="FFCPUG2A", signature="$MAC"', NULL, ARRAY['FFCPUG2A']),
    (13, 'Token signature="$MAC"', 'Sun, 06 Nov 1994 08:49:38 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (14, 'Token signature="$MAC"', 'Mon, 06 Nov 1994 08:49:37 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (15, 'Token signature="$MAC"', '1994-11-06T08:49:37Z', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (16, 'Token signature="$MAC"', '', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    -- the signature
    (17, 'Token signature="e0841121ec00a2fdc52fcf9a84ec3ecd1d5da949454f98d6e21d0995015 4af9d"', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (18, 'Token signature=""', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg==']),
    (19, 'Basic $MAC', 'Sun, 06 Nov 1994 08:49:37 GMT', ARRAY['hmac:MDEyMzQ1Njc4OWFiY2RlZg=='])) AS rows (n, value, sent, secrets);
SELECT n, v.*
FROM flybuy, LATERAL orderhook_verify('what do ya want for nothing?',
    jsonb_strip_nulls(jsonb_build_object('Authorization', authorization_value, 'Date', sent)), secrets, 'flybuy') v
ORDER BY n;
SELECT (orderhook_verify('what do ya want for nothing?', jsonb_build_array(
    jsonb_build_array('Authorization', authorization_value), jsonb_build_array('Date', sent), jsonb_build_array('date', sent)),
    secrets, 'flybuy')).*
FROM flybuy WHERE n = 1;

-- Five minutes, either way; where nobody says when it came, nothing expires.
SELECT received_at, v.*
FROM flybuy,
    unnest(ARRAY['1994-11-06 08:49:37+00', '1994-11-06 08:54:37+00', '1994-11-06 08:54:37.000001+00',
                 '1994-11-06 08:54:38+00', '1994-11-06 08:44:37+00', '1994-11-06 08:44:36+00', 'infinity', '-infinity',
                 '4714-11-24 00:00:00+00 BC', '294276-12-31 23:59:59.999999+00', '9999-12-31 23:59:59+00',
                 NULL]::timestamptz[]) AS received_at,
    LATERAL orderhook_verify('what do ya want for nothing?',
        jsonb_build_object('Authorization', authorization_value, 'Date', sent), secrets, 'flybuy', received_at) v
WHERE n = 1 ORDER BY received_at;

-- An old delivery with a wrong signature is a wrong signature; a token alone never expires.
SELECT n, v.*
FROM flybuy, LATERAL orderhook_verify('what do ya want for nothing?',
    jsonb_strip_nulls(jsonb_build_object('Authorization', authorization_value, 'Date', sent)), secrets, 'flybuy', 'infinity') v
WHERE n IN (1, 8, 9, 12) ORDER BY n;

-- The other providers have no date to hold against it.
SELECT DISTINCT provider, v.*
FROM request, unnest(ARRAY['infinity', '-infinity', '4714-11-24 00:00:00+00 BC', NULL]::timestamptz[]) AS received_at,
    LATERAL orderhook_verify('what do ya want for nothing?', headers, ARRAY[secret], provider, received_at) v
WHERE provider <> 'flybuy' ORDER BY provider;

-- A word that is no provider is the enum's own error.
SELECT orderhook_verify('x', '{}', ARRAY['x'], 'toast');
DROP TABLE request;

DROP EXTENSION orderhook;
