-- Drift: which paths and types a source ever sent, what of that is new, and that no answer depends on it.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'

-- ---- a source's first delivery, and what comes after ----

SELECT outcome FROM pg_temp.deliver('bbot', '{"order": {"id": "A", "notes": null, "items": [{"id": 1}, {"id": 2, "tags": ["x"]}]}}');
SELECT path, json_type, first_webhook_id, change FROM orderhook.source_path ORDER BY path COLLATE "C", json_type;
SELECT p.first_webhook_id = r.webhook_id AS of_that_delivery, p.first_seen_at = r.received_at AS then
  FROM orderhook.source_path p JOIN orderhook.receipt r USING (source_id) GROUP BY 1, 2;
SELECT count(*) AS of_the_first FROM orderhook.drift;

CREATE FUNCTION pg_temp.drift_of(the_source text, body text) RETURNS TABLE (path text, json_type text, change text)
LANGUAGE plpgsql
AS $$
DECLARE
    before bigint := COALESCE(max(webhook_id), 0) FROM orderhook.receipt;
BEGIN
    PERFORM pg_temp.deliver(the_source, body);
    RETURN QUERY SELECT d.path, d.json_type, d.change FROM orderhook.drift d
     WHERE d.source = the_source AND d.first_webhook_id > before ORDER BY d.path COLLATE "C", d.json_type;
END
$$;

-- Deliveries in turn, and the drift of each.
CREATE TEMP TABLE told (n int GENERATED ALWAYS AS IDENTITY, body text);
INSERT INTO told (body)
VALUES ('{"order": {"id": "A", "items": [{"id": 3}]}}'),
       ('{"order": {"id": "B", "items": []}}'),
       ('{"order": {"id": "A", "items": [{"id": "3"}]}}'),
       ('{"order": {"id": "A", "items": [{"id": "4"}, {"id": 5}]}}'),
       ('{"order": {"id": "A", "items": {"id": 3}}}'),
       ('{"order": {"id": "A", "notes": "a type after null", "items": null}}'),
       ('{"order": {"id": "A", "notes": 1}}'),
       ('{"order": {"id": "A", "null_first": null}}'),
       ('{"order": {"id": "A", "null_first": true}}'),
       ('{"order": {"id": "A", "at_once": [1, null, {}]}}'),
       ('{"order": {"id": "A", "at_once": ["a", false, []]}}'),
       ('{"order": {"id": "A", "odd key-1": 1, "odd-key": 2, "a\"b\\": 3, "": 4, "[*]": 5}}'),
       ('{"order": {"id": "A", "by_id": {"10023": {"total": 1}, "3f2c9a1e-77b4-4d1a-9c55-0e1f2a3b4c5d": {"total": 2}}}}'),
       ('{"order": {"id": "A", "by_id": {"maria@example.com": {"total": 3}, "María": {"total": null}, "2024-12-01": 5}}}'),
       ('{"order": {"id": "A", "nul\u0000": 1, "lone\ud800": "\u0000"}}'),
       ('{"order": {"no_id": 1}}'),
       ('{"nothing": "known"}'),
       ('[1]'),
       ('"text"'),
       ('{"order": {"id": "A", "cut": 1'),
       ('');
SELECT t.n, d.path, d.json_type, d.change
  FROM told t LEFT JOIN LATERAL pg_temp.drift_of('bbot', t.body) d ON true ORDER BY t.n, d.path COLLATE "C", d.json_type;
SELECT source, provider, change, count(*) FROM orderhook.drift GROUP BY 1, 2, 3 ORDER BY 3;
SELECT source, drift FROM orderhook.sources WHERE drift > 0;
UPDATE orderhook.source_path SET first_seen_at = first_seen_at - interval '7 days' WHERE change = 'new path';
SELECT s.drift = (SELECT count(*) FROM orderhook.drift WHERE change <> 'new path') AS of_seven_days
  FROM orderhook.sources s WHERE source = 'bbot';
-- As often as one likes, nothing more.
SELECT count(*) AS noted FROM orderhook.source_path \gset
SELECT count(d.*) FROM told t CROSS JOIN LATERAL pg_temp.drift_of('bbot', t.body) d;
SELECT count(*) = :noted AS as_before FROM orderhook.source_path;

-- ---- who is noted ----

-- What is not authentic, too large, of a source that is not enabled, or only stored again, says nothing.
TRUNCATE orderhook.source_path;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '{"order": {"id": "C"}}') RETURNING outcome;
UPDATE orderhook.source SET max_body_bytes = 10 WHERE name = 'bbot';
SELECT outcome FROM pg_temp.deliver('bbot', '{"order": {"id": "C"}}');
UPDATE orderhook.source SET max_body_bytes = DEFAULT, enabled = false WHERE name = 'bbot';
SELECT outcome FROM pg_temp.deliver('bbot', '{"order": {"id": "C"}}');
UPDATE orderhook.source SET enabled = true WHERE name = 'bbot';
SELECT outcome FROM orderhook.replay((SELECT max(webhook_id) FROM orderhook.receipt));
SELECT count(*) FROM orderhook.renormalize('true', false);
SELECT count(*) FROM orderhook.source_path;
-- Every way in, of each outcome that is read, and a form.
SELECT outcome FROM orderhook.receive('bbot', pg_temp.headers('bbot', ''), '{"order": {"id": "C"}}');
SELECT outcome FROM orderhook.receive_batch('{bbot,bbot,bbot,nowhere,bbot}', array_fill(pg_temp.headers('bbot', ''), '{5}'),
    ARRAY['{"order": {"id": "C"}}', '{"order": {"second": 1}}', '{"order": {"id": "C", "third": 1}}', '', '{"fifth": 1}']::bytea[]);
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.payload('revo/order_closed_json.form'));
SELECT s.name, p.path, p.json_type, p.change FROM orderhook.source_path p JOIN orderhook.source s USING (source_id)
 WHERE s.name = 'bbot' OR p.path ~ '^[$.a-z]{1,9}$'
 ORDER BY s.name, p.path COLLATE "C", p.json_type;
-- A source that lets in what has no proof.
INSERT INTO orderhook.source (name, provider, allow_unauthenticated) VALUES ('open', 'fulflld', true);
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('open', '{}', '{"a": 1}') RETURNING outcome, verdict;
SELECT path, json_type FROM orderhook.source_path JOIN orderhook.source USING (source_id) WHERE name = 'open' ORDER BY 1;

-- ---- transactions ----

-- What a transaction noted and took back is new to the next.
BEGIN;
SELECT * FROM pg_temp.drift_of('bbot', '{"order": {"id": "D", "taken_back": 1}}');
SELECT * FROM pg_temp.drift_of('bbot', '{"order": {"id": "D", "taken_back": 2}}');
ROLLBACK;
BEGIN;
SAVEPOINT s;
SELECT * FROM pg_temp.drift_of('bbot', '{"order": {"id": "D", "taken_back": 3}}');
ROLLBACK TO s;
SELECT * FROM pg_temp.drift_of('bbot', '{"order": {"id": "D", "taken_back": 4}}');
COMMIT;
SELECT * FROM pg_temp.drift_of('bbot', '{"order": {"id": "D", "taken_back": 5}}');
-- At REPEATABLE READ and above it is left to others.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT outcome FROM pg_temp.deliver('bbot', '{"order": {"id": "E", "snapshot": 1}}');
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT outcome FROM pg_temp.deliver('bbot', '{"order": {"id": "F", "snapshot": 2}}');
COMMIT;
SELECT * FROM pg_temp.drift_of('bbot', '{"order": {"id": "G", "snapshot": 3}}');
-- Rows that were deleted are missed by who does not know them any more: after the table changed, by all.
DELETE FROM orderhook.source_path WHERE path = '$.order.snapshot';
ALTER TABLE orderhook.source_path SET (fillfactor = 90);
SELECT * FROM pg_temp.drift_of('bbot', '{"order": {"id": "G", "snapshot": 5}}');

-- ---- the limit ----

CREATE FUNCTION pg_temp.keys(first int, last int) RETURNS text
LANGUAGE sql
RETURN (SELECT json_object_agg(translate(n::text, '0123456789', 'abcdefghij'), n) FROM generate_series(first, last) n)::text;
SELECT count(d.*) FROM pg_temp.drift_of('flybuy', pg_temp.keys(1, 10)) d;
SELECT change, count(*) FROM pg_temp.drift_of('flybuy', pg_temp.keys(1, 1997)) GROUP BY 1;
SELECT * FROM pg_temp.drift_of('flybuy', pg_temp.keys(1998, 5000));
SELECT count(*) FROM orderhook.source_path JOIN orderhook.source USING (source_id) WHERE name = 'flybuy';
SELECT outcome FROM pg_temp.deliver('flybuy', pg_temp.keys(5001, 9000));
SELECT count(*) FROM orderhook.source_path JOIN orderhook.source USING (source_id) WHERE name = 'flybuy';
SELECT source, path, json_type FROM orderhook.drift WHERE change = 'limit reached';
-- All of it by the first delivery.
SELECT * FROM pg_temp.drift_of('mipos', pg_temp.keys(1, 3000));
SELECT * FROM pg_temp.drift_of('mipos', pg_temp.keys(1, 3001));

-- ---- every payload ----

-- Each path that is noted finds a value of its type in the body that is told to have brought it, and
-- each delivery is answered as it is where there is no table.
TRUNCATE orderhook.source_path, orderhook.receipt, orderhook.order_header, orderhook.customer, orderhook.product;
CREATE TEMP TABLE answer AS
SELECT f.name, d.outcome, d.verdict, d.http_status, regexp_replace(d.reason, 'webhook \d+', 'webhook') AS reason
  FROM (SELECT * FROM payload_file ORDER BY name COLLATE "C") f,
       LATERAL pg_temp.deliver(split_part(f.name, '/', 1), decode(f.body, 'base64')) d;
SELECT outcome, count(*) > 0 AS some FROM answer GROUP BY 1 ORDER BY 1;
SELECT count(*) > 400 AS many, count(DISTINCT source_id) AS sources FROM orderhook.source_path;
SELECT p.path, p.json_type
  FROM orderhook.source_path p
  JOIN orderhook.receipt r ON r.source_id = p.source_id AND r.webhook_id = p.first_webhook_id
 WHERE convert_from(r.body, 'UTF8') LIKE '{%'
   AND NOT jsonb_path_exists(replace(convert_from(r.body, 'UTF8'), '\u0000', '')::jsonb,
                             ('strict ' || p.path || ' ? (@.type() == "' || p.json_type || '")')::jsonpath, '{}', true);
SELECT count(*) AS not_ascii FROM orderhook.source_path WHERE path !~ '^[!-~]+$';
SET client_min_messages = warning;
DROP TABLE orderhook.source_path CASCADE;
RESET client_min_messages;
TRUNCATE orderhook.receipt, orderhook.order_header, orderhook.customer, orderhook.product;
SELECT name, d.outcome, d.verdict, d.http_status, regexp_replace(d.reason, 'webhook \d+', 'webhook') AS reason
  FROM (SELECT * FROM payload_file ORDER BY name COLLATE "C") f,
       LATERAL pg_temp.deliver(split_part(f.name, '/', 1), decode(f.body, 'base64')) d
EXCEPT TABLE answer;
