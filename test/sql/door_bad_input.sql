-- Hostile bodies and headers: each lands, with one verdict and one outcome.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

-- ---- bodies, correctly signed, so that they reach the reader ----

CREATE TEMP TABLE bad_body (n int GENERATED ALWAYS AS IDENTITY, what text, body bytea);
INSERT INTO bad_body (what, body)
VALUES ('empty', ''),
       ('spaces', convert_to(E' \t\r\n', 'UTF8')),
       ('NUL', '\x00'),
       ('1 kB of NUL', decode(repeat('00', 1024), 'hex')),
       ('every byte', (SELECT string_agg(set_byte('\x00', 0, i), '' ORDER BY i) FROM generate_series(0, 255) i)),
       ('a byte order mark', '\xefbbbf7b7d'),
       ('UTF-16', '\xfffe7b007d00'),
       ('UTF-32', '\xfffe00007b0000007d000000'),
       ('overlong', '\x7b2261223a22c080227d'),
       ('a surrogate in UTF-8', '\x7b2261223a22eda080227d'),
       ('cut off within a letter', '\x7b2261223a22c3'),
       ('null', 'null'), ('true', 'true'), ('a number', '0'), ('a string', '"order"'),
       ('an empty array', '[]'), ('an empty object', '{}'),
       ('an array of objects', '[{"order": {"id": "1"}}]'),
       ('two documents', '{}{}'), ('a comma too many', '{"a": 1,}'), ('a comma missing', '{"a": 1 "b": 2}'),
       ('single quotes', '{''a'': 1}'), ('a comment', '{} // order'), ('not closed', '{"a": [1, {"b": '),
       ('a control character', E'{"a": "\\012"}'), ('a bad escape', '{"a": "\\x"}'::text::bytea),
       ('form', 'event=order.closed&data[id]=1&data[total]=1.15'),
       ('form of JSON', 'event=order.closed&data=%7B%22id%22%3A1%7D'),
       ('form of nonsense', '%%%=&&&=%zz&[[]]=1&data[][[=2'),
       ('form, deep', convert_to('event=order.closed&data' || repeat('[a]', 10000) || '=1', 'UTF8')),
       ('form, many', (SELECT string_agg('data[' || i || ']=1', '&')::bytea FROM generate_series(1, 20000) i)),
       ('XML', '<?xml version="1.0"?><order id="1"/>'),
       ('the repr of Python', '{''id'': None, ''ok'': True}'),
       ('SQL', '''; DROP SCHEMA orderhook CASCADE; --'),
       ('100 arrays deep', convert_to(repeat('[', 100) || repeat(']', 100), 'UTF8')),
       ('1000 objects deep', convert_to(repeat('{"order":', 1000) || '1' || repeat('}', 1000), 'UTF8')),
       ('100000 arrays deep', convert_to(repeat('[', 100000), 'UTF8')),
       ('100000 mixed', convert_to(repeat('{"data":[', 100000), 'UTF8')),
       ('100000 numbers', convert_to('[' || repeat('1,', 100000) || '1]', 'UTF8')),
       ('100000 keys', (SELECT ('{' || string_agg('"k' || i || '":0', ',') || '}')::bytea
                          FROM generate_series(1, 100000) i)),
       ('a string of 1 MB', convert_to('"' || repeat('x', 1048576) || '"', 'UTF8')),
       ('a number of 1 MB', convert_to(repeat('9', 1048576), 'UTF8')),
       ('escapes of 1 MB', convert_to('"' || repeat('\u0041', 180000) || '"', 'UTF8')),
       ('a key of 1 MB', convert_to('{"' || repeat('k', 1048576) || '": 1}', 'UTF8')),
       ('a key 50000 times', convert_to('{' || repeat('"id":1,', 50000) || '"id":2}', 'UTF8'));

-- Values that are put in the place of every value of a real body, a sixth of them for each place.
CREATE TEMP TABLE bad_value (n int GENERATED ALWAYS AS IDENTITY, what text, value text);
INSERT INTO bad_value (what, value)
VALUES ('null', 'null'), ('true', 'true'), ('[]', '[]'), ('{}', '{}'), ('[[]]', '[[]]'), ('[{}]', '[{}]'),
       ('[null]', '[null]'), ('empty text', '""'), ('a space', '" "'), ('-0', '-0'), ('0.1', '0.1'), ('1e2', '1e2'),
       ('1E+2', '1E+2'), ('1e400', '1e400'), ('1e-400', '1e-400'), ('1e2147483648', '1e2147483648'),
       ('1e-2147483649', '1e-2147483649'), ('a long exponent', '1e' || repeat('9', 1000)), ('0e', '0e999999999'),
       ('int64 max', '9223372036854775807'), ('int64 max + 1', '9223372036854775808'),
       ('int64 min', '-9223372036854775808'), ('int64 min - 1', '-9223372036854775809'),
       ('int32 max + 1', '2147483648'), ('400 digits', repeat('9', 400)), ('400 decimals', '0.' || repeat('9', 400)),
       ('int64 max in cents', '92233720368547758.07'), ('text of digits', '"' || repeat('9', 400) || '"'),
       ('NaN', '"NaN"'), ('Infinity', '"Infinity"'), ('-Infinity', '"-infinity"'), ('hex', '"0x10"'),
       ('full width', '"１２"'), ('NUL', '"a\u0000b"'), ('a lone surrogate', '"\ud800"'),
       ('swapped surrogates', '"\udc00\ud800"'), ('a cut pair', '"\ud83d"'), ('a pair', '"\ud83d\ude00"'),
       ('a noncharacter', '"\uffff"'), ('right to left', '"\u202e"'),
       ('combining', '"e' || repeat('\u0301', 500) || '"'),
       ('control characters', '"\u0001\u001f\u007f\u0085\u2028"'), ('backslashes', '"\\\\\\"'),
       ('quotes', '"\"\"\"\""'), ('format', '"%s%n%d%1$s"'), ('now', '"now"'), ('infinity', '"infinity"'),
       ('epoch', '"epoch"'), ('year 0', '"0000-00-00T00:00:00Z"'), ('1900', '"1900-01-01T00:00:00Z"'),
       ('30 February', '"2026-02-30T00:00:00Z"'), (':60', '"2026-06-30T23:59:60Z"'),
       ('24:00', '"2026-06-30T24:00:00Z"'), ('year 9999', '"9999-12-31T23:59:59.999999999+23:59"'),
       ('year 294277', '"294277-01-01T00:00:00Z"'), ('offset +99:99', '"2026-01-01T00:00:00+99:99"'),
       ('far epoch', '99999999999999'), ('100 kB of text', '"' || repeat('ÿ', 50000) || '"'),
       ('40 levels', repeat('[', 40) || repeat(']', 40)), ('a key twice', '{"id": 1, "id": 2}'),
       ('1000 objects', '[' || repeat('{},', 1000) || '{}]'), ('1000 nulls', '[' || repeat('null,', 1000) || '0]');

CREATE TEMP TABLE sent AS
SELECT 1 AS suite, b.n, b.what, p AS provider, b.body
  FROM bad_body b CROSS JOIN unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p;
WITH RECURSIVE real (provider, id, document) AS (
    SELECT p, id::text[], convert_from(pg_temp.payload(p || '/' || f), 'UTF8')::jsonb
      FROM (VALUES ('bbot', '{order,id}', 'new_order.json'), ('mipos', '{external_id}', 'order_typed.json'),
                   ('flybuy', '{data,id}', 'sample.json'), ('fulflld', '{payload,orderId}', 'completed.json'),
                   ('revo', '{data,id}', 'order_closed_full.json')) t (p, id, f)
), part (provider, path, value) AS (
    SELECT provider, '{}'::text[], document FROM real
     UNION ALL
    SELECT p.provider, p.path || c.key, c.value
      FROM part p
     CROSS JOIN LATERAL (
           SELECT key, value FROM jsonb_each(CASE jsonb_typeof(p.value) WHEN 'object' THEN p.value END)
            UNION ALL
           SELECT (n - 1)::text, value
             FROM jsonb_array_elements(CASE jsonb_typeof(p.value) WHEN 'array' THEN p.value END)
                  WITH ORDINALITY e (value, n)) c
), place AS (
    SELECT provider, path, row_number() OVER (PARTITION BY provider ORDER BY path COLLATE "C") AS k
      FROM part
     WHERE path <> '{}'
)
INSERT INTO sent
SELECT 2, v.n, array_to_string(p.path, '.') || ': ' || v.what, p.provider,
       convert_to(replace(jsonb_set(jsonb_set(r.document, r.id, to_jsonb(format('%s-%s', p.k, v.n))), p.path,
                                    '"@@"')::text, '"@@"', v.value), 'UTF8')
  FROM place p
  JOIN real r USING (provider)
  JOIN bad_value v ON (v.n + p.k) % 6 = 0;
SELECT suite, provider, count(*) FROM sent GROUP BY 1, 2 ORDER BY 1, 2;

-- One by one: no body raises.
CREATE TEMP TABLE landed (suite int, n int, what text, provider text, outcome text, verdict text, reason text, error text);
DO $$
DECLARE
    s record;
    r record;
BEGIN
    FOR s IN SELECT * FROM sent ORDER BY suite, n, provider, what COLLATE "C" LOOP
        BEGIN
            r := NULL;
            SELECT * INTO r FROM pg_temp.deliver(s.provider, s.body);
            INSERT INTO landed VALUES (s.suite, s.n, s.what, s.provider, r.outcome, r.verdict, r.reason);
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO landed VALUES (s.suite, s.n, s.what, s.provider, NULL, NULL, NULL, SQLSTATE || ' ' || SQLERRM);
        END;
    END LOOP;
END
$$;
SELECT what, provider, error FROM landed WHERE error IS NOT NULL ORDER BY suite, n, provider;
SELECT l.suite, l.verdict, count(*), count(l.outcome) AS with_outcome FROM landed l GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*) = (SELECT count(*) FROM sent) AS a_receipt_each, count(DISTINCT webhook_id) = count(*) AS ids_differ
  FROM orderhook.receipt;
SELECT count(*) AS bytes_differ
  FROM orderhook.receipt r
 WHERE r.body_digest <> sha256(r.body) OR r.body_bytes <> length(r.body);
-- What became of the bodies.
SELECT what,
       max(outcome) FILTER (WHERE provider = 'bbot') AS bbot,
       max(outcome) FILTER (WHERE provider = 'mipos') AS mipos,
       max(outcome) FILTER (WHERE provider = 'flybuy') AS flybuy,
       max(outcome) FILTER (WHERE provider = 'fulflld') AS fulflld,
       max(outcome) FILTER (WHERE provider = 'revo') AS revo
  FROM landed
 WHERE suite = 1
 GROUP BY n, what
 ORDER BY n;
SELECT what, regexp_replace(reason, '(too many values) at .*', '\1') AS reason
  FROM landed
 WHERE suite = 1 AND provider = 'bbot'
 ORDER BY n;
-- Where it is not the id that is bad, or what the document is, the order stands.
SELECT provider, outcome, count(*) FROM landed WHERE suite = 2 GROUP BY 1, 2 ORDER BY 1, 2;
SELECT provider, split_part(what, ':', 1) AS place, string_agg(DISTINCT outcome, ', ' ORDER BY outcome) AS outcomes
  FROM landed
 WHERE suite = 2 AND outcome <> 'applied'
 GROUP BY 1, 2
 ORDER BY 1, split_part(what, ':', 1) COLLATE "C";
-- Whatever was stored is valid text, and no amount is out of bounds.
SELECT count(*) FILTER (WHERE position(E'\uFFFD' IN o::text) > 0) > 0 AS replaced,
       count(*) FILTER (WHERE abs(o.total) >= 1e19 OR abs(o.computed_total) >= 1e19) AS amounts_out_of_bounds,
       count(*) FILTER (WHERE NOT isfinite(o.placed_at) OR NOT isfinite(o.due_at)) AS endless_times
  FROM orderhook.orders o;
SELECT count(*) AS reasons_too_long FROM orderhook.receipt WHERE length(reason) > 255;

-- ---- headers ----

CREATE TEMP TABLE bad_headers (n int GENERATED ALWAYS AS IDENTITY, what text, headers jsonb);
INSERT INTO bad_headers (what, headers)
VALUES ('NULL', NULL), ('null', 'null'), ('a string', '"Authorization: x"'), ('a number', '1'), ('true', 'true'),
       ('{}', '{}'), ('[]', '[]'), ('[[]]', '[[]]'), ('one word', '["Authorization"]'),
       ('three words', '[["a", "b", "c"]]'), ('pairs of numbers', '[[1, 2]]'),
       ('a pair within a pair', '[[["a", "b"], "c"]]'),
       ('pairs as objects', '[{"name": "Authorization", "value": "x"}]'),
       ('an empty name', '{"": "x"}'), ('a pair of nothing', '[["", ""]]'),
       ('10000 levels', ('{"a": ' || repeat('[', 5000) || repeat(']', 5000) || '}')::jsonb),
       ('1000 levels of pairs', (repeat('[', 1000) || repeat(']', 1000))::jsonb),
       ('10000 names', (SELECT jsonb_object_agg('x-' || i, i::text) FROM generate_series(1, 10000) i)),
       ('a name of 1 MB', jsonb_build_object(repeat('x', 1048576), 'y')),
       ('names beyond ASCII', '{"Authorızation": "x", "AUTHORİZATION": "y"}');
-- The same value in all the headers that decide.
INSERT INTO bad_headers (what, headers)
SELECT v.what, jsonb_object_agg(h, v.value)
  FROM (VALUES ('a number', '1'::jsonb), ('null', 'null'), ('an object', '{}'), ('empty', '""'), ('no value', '[]'),
               ('a list of a number', '[1]'), ('twice', '["a", "b"]'), ('twice the same', '["a", "a"]'), ('not hex', '"zz"'),
               ('not base64', '"Basic ***"'), ('another scheme', '"Bearer x"'), ('a version', '"v1=00"'),
               ('line breaks', '"Basic\r\nX: y"'), ('beyond ASCII', '"ü"'),
               ('1 MB', to_jsonb(repeat('0', 1048576)))) v (what, value)
 CROSS JOIN unnest(ARRAY['Authorization', 'Signature-Webhook', 'X-Revo-Hmac-SHA256', 'X-Edge-Key']) h
 GROUP BY v.what
 ORDER BY v.what COLLATE "C";
INSERT INTO bad_headers (what, headers)
SELECT v.what, jsonb_agg(jsonb_build_array(v.header, v.value))
  FROM (SELECT 'two spellings' AS what, f.header, f.header AS value
          FROM unnest(ARRAY['Authorization', 'Signature-Webhook', 'X-Revo-Hmac-SHA256', 'X-Edge-Key']) h
         CROSS JOIN unnest(ARRAY[lower(h), upper(h)]) f (header)
         UNION ALL
        SELECT '10000 pairs', 'Authorization', i::text FROM generate_series(1, 10000) i) v
 GROUP BY v.what
 ORDER BY v.what COLLATE "C";
CREATE TEMP TABLE knocked (n int, what text, provider text, outcome text, verdict text, error text);
DO $$
DECLARE
    s record;
    r record;
BEGIN
    FOR s IN SELECT h.*, p AS provider FROM bad_headers h
              CROSS JOIN unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p ORDER BY n, provider LOOP
        BEGIN
            SELECT * INTO r FROM orderhook.receive(s.provider, s.headers, '{}');
            INSERT INTO knocked VALUES (s.n, s.what, s.provider, r.outcome, r.verdict);
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO knocked VALUES (s.n, s.what, s.provider, NULL, NULL, SQLSTATE || ' ' || SQLERRM);
        END;
    END LOOP;
END
$$;
SELECT what, provider, error FROM knocked WHERE error IS NOT NULL ORDER BY n, provider;
SELECT outcome, count(*) FROM knocked GROUP BY outcome ORDER BY outcome;
SELECT what,
       max(verdict) FILTER (WHERE provider = 'bbot') AS bbot,
       max(verdict) FILTER (WHERE provider = 'mipos') AS mipos,
       max(verdict) FILTER (WHERE provider = 'flybuy') AS flybuy,
       max(verdict) FILTER (WHERE provider = 'fulflld') AS fulflld,
       max(verdict) FILTER (WHERE provider = 'revo') AS revo
  FROM knocked
 GROUP BY n, what
 ORDER BY n;

-- ---- all of it again: nothing depends on what came before ----

SELECT count(*) AS orders, sum(revision) AS revisions FROM orderhook.orders \gset before_
DO $$
BEGIN
    PERFORM d.outcome FROM (SELECT * FROM sent WHERE suite = 1 ORDER BY n, provider) s
      CROSS JOIN LATERAL pg_temp.deliver(s.provider, s.body) d;
END
$$;
SELECT count(*) - :before_orders AS new_orders, sum(revision) - :before_revisions AS new_revisions FROM orderhook.orders;
