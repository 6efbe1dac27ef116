-- Bodies that are none, and values that are not what they should be: an answer each.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;
SET client_encoding = 'UTF8';
SET timezone = 'UTC';
SET datestyle = 'ISO, MDY';
\pset null '(null)'

-- Not JSON: one problem, with the place where reading stopped.
CREATE TEMPORARY TABLE broken (n int GENERATED ALWAYS AS IDENTITY, body bytea);
INSERT INTO broken (body) VALUES
    (''), (' '), (E'\n\n\t '), ('not json'), ('{'), ('{"order"'), ('{"order":'), ('{"order": {"id": "1"}'), ('{"a": "b'),
    ('{"a": 1,}'), ('{"a" 1}'), ('{a: 1}'), ($${'a': 1}$$), ('{"a": 01}'), ('{"a": 1.}'), ('{"a": -}'), ('{"a": +1}'),
    ('{"a": NaN}'), ('{"a": tru}'), ('{"a": TRUE}'), ('{"a": 1} x'), ('{"a": 1}{"b": 2}'), ('[1,,2]'), ('{"a": "\\x"}'),
    ('{"a": "\\u12"}'), ('// comment'), ('<xml/>'), (E'{\n  "a": 1,\n  "b": oops\n}'),
    ('\x7b2261223a20220a227d'), ('\x00'), ('\x7b2261223a2022ff227d'), ('\x7b2261223a2022c3'), ('\x7b2261223a2022eda080227d'),
    ('\xefbbbf7b7d'), ('\xfffe7b007d00'), (repeat('[', 100000)::bytea), (repeat('{"a":', 100000)::bytea),
    (('{"a": ' || repeat('9', 1000000))::bytea);
SELECT n, length(body), p.*
FROM broken, LATERAL orderhook_parse(body, 'mipos') AS o, LATERAL unnest(o.problems) AS p
ORDER BY n;

-- The same of every provider but Revo, which also sends forms; nothing but the problem is told.
SELECT p.provider, count(*) AS bodies, count(*) FILTER (WHERE o.problems = m.problems) AS same,
    count(*) FILTER (WHERE o.problems[1].severity = 'error' AND cardinality(o.problems) = 1) AS one_error,
    count(o.external_id) AS ids, count(o.items) AS items, min(o.event) AS event
FROM broken, unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
    LATERAL orderhook_parse(body, p.provider) AS o, LATERAL orderhook_parse(body, 'mipos') AS m
GROUP BY p.provider ORDER BY p.provider;

-- Deep, wide and long documents that are JSON.
SELECT what, p.provider, cardinality(o.problems) AS problems, o.problems[1].severity, o.problems[1].expected, o.problems[1].found
FROM (VALUES
    (1, 'as deep as is read', repeat('[', 64) || repeat(']', 64)),
    (2, 'nesting bomb', repeat('[', 100000) || repeat(']', 100000)),
    (3, 'nested objects', repeat('{"order":', 100000) || '1' || repeat('}', 100000)),
    (4, 'a megabyte of digits', repeat('9', 1000000)),
    (5, 'a megabyte of text', '"' || repeat('x', 1000000) || '"'),
    (6, 'many keys', '{' || repeat('"k": 1, ', 50000) || '"k": 2}')) AS documents (n, what, document),
    (VALUES ('bbot'::orderhook_provider), ('revo')) AS p (provider),
    LATERAL orderhook_parse(document::bytea, p.provider) AS o
ORDER BY n, p.provider;

-- JSON, but no object; the same from bytes and from jsonb.
SELECT body, p.provider, o.event, o.problems = n.problems AS same, q.*
FROM unnest(ARRAY['null', 'true', '0', '"order"', '[]', '[{"order": {"id": "1"}}]']) AS body,
    unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
    LATERAL orderhook_parse(body::bytea, p.provider) AS o, LATERAL orderhook_normalize(body::jsonb, p.provider) AS n,
    LATERAL unnest(o.problems) AS q
WHERE p.provider IN ('bbot', 'revo') OR body = '[]'
ORDER BY body COLLATE "C", p.provider;

-- An object without what an order needs.
SELECT p.provider, o.event, o.external_id, q.*
FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
    LATERAL orderhook_parse('{}', p.provider) AS o LEFT JOIN LATERAL unnest(o.problems) AS q ON true
ORDER BY p.provider;

-- Text: what PostgreSQL cannot hold is replaced, and noted; duplicate keys: the last wins, and is noted.
SELECT n, o.external_id, o.notes, o.display_number, cardinality(o.items) AS items, q.severity, q.path, q.expected, q.found
FROM (VALUES
    (1, '{"external_id": "1", "items": [], "instructions": "a\u0000b"}'),
    (2, '{"external_id": "1", "items": [], "instructions": "a\ud800b"}'),
    (3, '{"external_id": "1", "items": [], "instructions": "a\udc00\ud800b"}'),
    (4, '{"external_id": "1", "items": [], "instructions": "a\ud83c\udf55b"}'),
    (5, '{"external_id": "1", "external_id": "2", "items": []}'),
    (6, '{"external_id": "1", "external_id": null, "items": []}'),
    (7, '{"external_id": "1", "items": [{"name": "a"}], "items": []}'),
    (8, '{"external_id": "1", "external\u005fid": "2", "items": []}'),
    (9, '{"external_id\u0000": "2", "external_id": "1", "items": []}'),
    (10, '{"external_id": "", "items": []}'),
    (11, '{"external_id": " 1 ", "items": []}'),
    (12, '{"external_id": 1.0, "items": []}'),
    (13, '{"external_id": 1e3, "items": []}'),
    (14, '{"external_id": 123456789012345678901234567890, "items": []}'),
    (15, '{"external_id": ["1"], "items": []}')) AS rows (n, body),
    LATERAL orderhook_parse(convert_to(body, 'UTF8'), 'mipos') AS o
    LEFT JOIN LATERAL unnest(o.problems) WITH ORDINALITY AS q (severity, path, expected, found, m) ON true
ORDER BY n, m;

-- Numbers: exact or not at all.
SELECT n, value, o.total, q.severity, q.path, q.expected, q.found
FROM (VALUES
    (1, '1'), (2, '0'), (3, '-0'), (4, '-1'), (5, '1.00'), (6, '1.5'), (7, '1e2'), (8, '100e-2'), (9, '1E+2'), (10, '1e-1'),
    (11, '9223372036854775807'), (12, '9223372036854775808'), (13, '-9223372036854775807'), (14, '1e18'), (15, '1e19'),
    (16, '1e400'), (17, '1e-400'), (18, '1e99999999999999999999'), (19, '0e99999'), (20, '"1"'), (21, '""'), (22, 'true'),
    (23, '[]'), (24, '{}'), (25, 'null')) AS rows (n, value),
    LATERAL orderhook_parse(('{"external_id": "1", "items": [], "total": ' || value || '}')::bytea, 'mipos') AS o
    LEFT JOIN LATERAL unnest(o.problems) AS q ON true
ORDER BY n;
SELECT length(value), o.total, q.severity, q.path, q.expected, q.found
FROM unnest(ARRAY['0.' || repeat('0', 1000) || '1', repeat('9', 1000), '1' || repeat('0', 1000000)]) AS value,
    LATERAL orderhook_parse(('{"external_id": "1", "items": [], "total": ' || value || '}')::bytea, 'mipos') AS o
    LEFT JOIN LATERAL unnest(o.problems) AS q ON true
ORDER BY length(value);

-- From jsonb the same numbers come in another spelling, and mean the same.
SELECT value, p.total = n.total AS same, p.total
FROM unnest(ARRAY['1', '-0', '1e2', '100e-2', '1E+2', '1e18', '0e99']) AS value,
    LATERAL (SELECT '{"external_id": "1", "items": [], "total": ' || value || '}') AS d (document),
    LATERAL orderhook_parse(document::bytea, 'mipos') AS p, LATERAL orderhook_normalize(document::jsonb, 'mipos') AS n
ORDER BY value COLLATE "C";

-- Every value of every sample in turn replaced by one of another type: the order stands, or one error says why not.
CREATE TEMPORARY TABLE place AS
WITH RECURSIVE node AS (
    SELECT p.provider, '{}'::text[] AS path, document, document AS value
    FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
        LATERAL (SELECT convert_from(orderhook_sample(p.provider, 1), 'UTF8')::jsonb) AS d (document)
    UNION ALL
    SELECT provider, path || child.key, document, child.value
    FROM node, LATERAL (
        SELECT key, j.value FROM jsonb_each(CASE jsonb_typeof(node.value) WHEN 'object' THEN node.value END) AS j
        UNION ALL
        SELECT (i - 1)::text, j FROM jsonb_array_elements(CASE jsonb_typeof(node.value) WHEN 'array' THEN node.value END)
            WITH ORDINALITY AS a (j, i)) AS child (key, value))
SELECT provider, path, jsonb_set(document, path, replacement) AS document
FROM node, unnest(ARRAY['null', 'true', '-1', '1e300', '"x"', '""', '[]', '{}', '[[]]', '"2016-10-25"']::jsonb[]) AS replacement
WHERE path <> '{}';
SELECT p.provider, count(*) > 100 AS places,
    count(*) FILTER (WHERE o.external_id IS NULL AND NOT EXISTS (SELECT FROM unnest(o.problems) WHERE severity = 'error')
                     AND o.event = (orderhook_parse(orderhook_sample(p.provider, 1), p.provider)).event) AS lost,
    count(*) FILTER (WHERE o IS DISTINCT FROM orderhook_parse(convert_to(document::text, 'UTF8'), p.provider)) AS differ,
    count(*) FILTER (WHERE EXISTS (SELECT FROM unnest(o.problems) WHERE path NOT LIKE '$%')) AS without_path
FROM place AS p, LATERAL orderhook_normalize(document, p.provider) AS o
GROUP BY p.provider ORDER BY p.provider;

-- Cut off anywhere: never an error, and never an order.
SELECT p.provider, count(*) = length(body) AS all, count(o.external_id) AS orders,
    count(*) FILTER (WHERE o.problems[1].severity = 'error') = length(body) AS errors
FROM (SELECT provider, orderhook_sample(provider, 2) AS body FROM unnest(enum_range(NULL::orderhook_provider)) AS provider) AS p,
    LATERAL generate_series(0, length(body) - 1) AS cut, LATERAL orderhook_parse(substr(body, 1, cut), p.provider) AS o
GROUP BY p.provider, body ORDER BY p.provider;

-- NULLs; the zone and the unit have defaults, which NULL is as well.
SELECT orderhook_parse(NULL, 'bbot') IS NULL AS no_body, orderhook_parse('{}', NULL) IS NULL AS no_provider,
    orderhook_normalize(NULL, 'bbot') IS NULL AS no_payload,
    orderhook_parse('{}', 'bbot', NULL, NULL) = orderhook_parse('{}', 'bbot') AS defaults,
    (SELECT count(*) FROM orderhook_items(NULL, 'bbot')) AS items,
    (SELECT count(*) FROM orderhook_modifiers('{}', NULL)) AS modifiers;
SELECT count(*) FROM orderhook_items('[1]', 'bbot');

-- What the caller got wrong is an error.
SELECT orderhook_parse('{}', 'bbot', 'Mars/Olympus');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_normalize('{}', 'bbot', '');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_parse('{}', 'fulflld', 'UTC', 'cents');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_normalize('{}', 'fulflld', 'UTC', '');
SELECT orderhook_parse('{}', 'fulflld', 'UTC', 'Minor');
SELECT orderhook_parse('{}', 'toast');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_sample('');

DROP TABLE place;
DROP EXTENSION orderhook;
