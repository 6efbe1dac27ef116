-- orderhook_verify(body, signature, secret): the value of one header against one key.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;

-- RFC 4231, section 4: all test cases but the truncated one.
CREATE TEMPORARY TABLE vector (n int, key bytea, body bytea, mac text);
INSERT INTO vector VALUES
    (1, decode(repeat('0b', 20), 'hex'), 'Hi There',
     'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'),
    (2, 'Jefe', 'what do ya want for nothing?',
     '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
    (3, decode(repeat('aa', 20), 'hex'), decode(repeat('dd', 50), 'hex'),
     '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'),
    (4, '\x0102030405060708090a0b0c0d0e0f10111213141516171819', decode(repeat('cd', 50), 'hex'),
     '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b'),
    (6, decode(repeat('aa', 131), 'hex'), 'Test Using Larger Than Block-Size Key - Hash Key First',
     '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'),
    (7, decode(repeat('aa', 131), 'hex'),
     'This is a test using a larger than block-size key and a larger than block-size data. '
     'The key needs to be hashed before being used by the HMAC algorithm.',
     '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2');

SELECT n, form, (orderhook_verify(body, signature, key)).*
FROM vector,
    LATERAL (VALUES
        ('hex', mac),
        ('HEX', upper(mac)),
        ('hEx', translate(mac, 'ace', 'ACE')),
        ('base64', encode(decode(mac, 'hex'), 'base64')),
        ('sha256=hex', 'sha256=' || mac),
        ('sha256=base64', 'sha256=' || encode(decode(mac, 'hex'), 'base64'))) AS forms (form, signature)
ORDER BY n, form COLLATE "C";

-- Test case 5 is the first 128 bits of a MAC: right as far as it goes, and refused.
SELECT form, (orderhook_verify('Test With Truncation'::bytea, signature, decode(repeat('0c', 20), 'hex'))).*
FROM (VALUES
    ('hex', 'a3b6167473100ee06e0c796c2955552b'),
    ('base64', encode('\xa3b6167473100ee06e0c796c2955552b', 'base64')),
    ('padded', 'a3b6167473100ee06e0c796c2955552b' || repeat('0', 32))) AS forms (form, signature);

-- A key as text and the same key as bytes are one key.
SELECT orderhook_verify(body, mac, 'Jefe'::text) = orderhook_verify(body, mac, 'Jefe'::bytea) AS same
FROM vector WHERE n = 2;

-- Nothing but the right key is valid (6 and 7 have one).
SELECT count(*) AS pairs,
    count(*) FILTER (WHERE valid) AS valid,
    count(*) FILTER (WHERE valid <> (key = signer)) AS wrong,
    count(*) FILTER (WHERE reason = 'bad_signature') AS bad_signature
FROM (SELECT k.key, v.key AS signer, (orderhook_verify(v.body, v.mac, k.key)).* FROM vector k, vector v) AS tried;

-- One bit turned anywhere in the body, the key or the MAC breaks it.
SELECT count(*) AS turned, count(*) FILTER (WHERE (v).valid) AS valid
FROM (
    SELECT orderhook_verify(set_bit(body, bit, 1 - get_bit(body, bit)), mac, key) AS v
    FROM vector, generate_series(0, 8 * length(body) - 1) AS bit WHERE n = 2
    UNION ALL
    SELECT orderhook_verify(body, mac, set_bit(key, bit, 1 - get_bit(key, bit)))
    FROM vector, generate_series(0, 8 * length(key) - 1) AS bit WHERE n = 2
    UNION ALL
    SELECT orderhook_verify(body, encode(set_bit(decode(mac, 'hex'), bit, 1 - get_bit(decode(mac, 'hex'), bit)), 'hex'), key)
    FROM vector, generate_series(0, 255) AS bit WHERE n = 2) AS tried;

-- A plain SHA-256 of the body proves nothing.
SELECT (orderhook_verify(body, encode(sha256(body), 'hex'), key)).* FROM vector WHERE n = 2;

-- The empty body can be signed too; no body cannot.
SELECT (orderhook_verify(body, '923598ca6d64af2a5dba79dcd021a8a0fe5c5f557519adaaf0ad532d4506dd30', 'Jefe'::text)).*
FROM (VALUES (''::bytea), (NULL)) AS bodies (body);

-- NULLs and the empty secret are answers.
SELECT n, (orderhook_verify(body, signature, secret)).*
FROM (VALUES
    (1, NULL, '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'Jefe'),
    (2, 'what do ya want for nothing?'::bytea, NULL, 'Jefe'),
    (3, 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', NULL),
    (4, 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', ''),
    (5, NULL, NULL, NULL),
    (6, NULL, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin:open sesame'),
    (7, NULL, 'Token token="FFCPUG2A"', 'FFCPUG2A')) AS rows (n, body, signature, secret)
ORDER BY n;
SELECT (orderhook_verify('x'::bytea, 'x', NULL::bytea)).*;
SELECT (orderhook_verify('x'::bytea, 'x', ''::bytea)).*;

-- Basic, the vectors of RFC 7617: sections 2 and 2.1 (a pound sign in UTF-8).
SELECT n, (orderhook_verify('any body'::bytea, value, secret)).*
FROM (VALUES
    (1, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin:open sesame'::bytea),
    (2, 'basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin:open sesame'),
    (3, 'BASIC   QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin:open sesame'),
    (4, 'Basic dGVzdDoxMjPCow==', '\x746573743a313233c2a3'),
    (5, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin:open sesam'),
    (6, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'aladdin:open sesame'),
    (7, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin:open sesame '),
    (8, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ=='),
    (9, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ', 'Aladdin:open sesame'),
    (10, 'Basic QWxhZGRpbg==', 'Aladdin'),
    (11, 'Basic ', 'Aladdin:open sesame'),
    (12, 'Basic', 'Aladdin:open sesame'),
    (13, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==, Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin:open sesame'),
    (14, 'Basic OnA=', ':p')) AS rows (n, value, secret)
ORDER BY n;

-- Token, as FlyBuy sends it.
SELECT n, (orderhook_verify('any body'::bytea, value, secret)).*
FROM (VALUES
    (1, 'Token token="FFCPUG2A"', 'FFCPUG2A'),
    (2, 'Token token=FFCPUG2A', 'FFCPUG2A'),
    (3, 'token TOKEN="FFCPUG2A"', 'FFCPUG2A'),
    (4, 'Token token="FFCPUG2A", other="1"', 'FFCPUG2A'),
    (5, 'Token other="1" token="FFCPUG2A"', 'FFCPUG2A'),
    (6, 'Token token="FFCPUG2A"', 'FFCPUG2B'),
    (7, 'Token token="ffcpug2a"', 'FFCPUG2A'),
    (8, 'Token token=""', 'FFCPUG2A'),
    (9, 'Token signature="FFCPUG2A"', 'FFCPUG2A'),
    (10, 'Token token="FFCPUG2A" token="FFCPUG2A"', 'FFCPUG2A'),
    (11, 'Token token="FFCPUG2A', 'FFCPUG2A'),
    (12, 'Token FFCPUG2A', 'FFCPUG2A'),
    (13, 'Token ', 'FFCPUG2A'),
    -- A signing key signs a date that only the whole request has.
    (14, 'Token signature="W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="', 'hmac:SmVmZQ==')) AS rows (n, value, secret)
ORDER BY n;

-- Malformed values: an answer each, never an error.
CREATE TEMPORARY TABLE malformed (n int GENERATED ALWAYS AS IDENTITY, value text);
INSERT INTO malformed (value) VALUES
    (''), (' '), ('sha256='), ('SHA256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
    ('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384'),
    ('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec38433'),
    ('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384g'),
    ('0x5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec38'),
    (' 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
    (E'5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\n'),
    (E'5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384\n'),
    ('sha256=sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
    ('sha1=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
    -- Canonical base64 ends in OEM=; here with a stray bit, without padding, URL-safe, with a space.
    ('W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEN='),
    ('W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM'),
    ('W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOE=='),
    ('W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOE-='),
    ('W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTs OEM'),
    ('W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=='),
    ('Bearer 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
    ('Basic !'), ('Basic QQ'), ('Token'), ('Token ,'), ('Token token'), ('Token ="x"'), ('{}'), (repeat('f', 100000)),
    (repeat('=', 44)), ('Basic ' || repeat('QUFB', 100000)), ('Token ' || repeat('a=b ', 100000));
SELECT n, left(value, 30) AS value, length(value), valid, strength, reason, key_id
FROM malformed, LATERAL orderhook_verify('what do ya want for nothing?'::bytea, value, 'Jefe'::text)
ORDER BY n;

DROP EXTENSION orderhook;
