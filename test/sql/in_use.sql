-- The functions in the hands of a user: triggers, generated columns, indexes, parallel plans. No store is needed.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS orderhook CASCADE;
DROP EXTENSION IF EXISTS orderhook CASCADE;
DROP TABLE IF EXISTS hook, hook_log, many_hooks;
DROP ROLE IF EXISTS regress_orderhook_user;
CREATE EXTENSION orderhook;
RESET client_min_messages;
SET client_encoding = 'UTF8';
SET timezone = 'UTC';
SET datestyle = 'ISO, MDY';

SELECT to_regnamespace('orderhook') IS NULL AS no_store;

-- A BEFORE trigger that lets nothing in but what its sender signed.
CREATE TABLE hook (
    provider orderhook_provider NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    external_id text,
    total numeric);
CREATE FUNCTION check_hook() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    verdict orderhook_verdict := orderhook_verify(NEW.body, NEW.headers, ARRAY['chain:secret-of-the-chain'], NEW.provider, now());
    reading orderhook_order;
BEGIN
    IF NOT verdict.valid THEN
        RAISE EXCEPTION 'not from %: %', NEW.provider, verdict.reason USING ERRCODE = 'insufficient_privilege';
    END IF;
    reading := orderhook_parse(NEW.body, NEW.provider);
    NEW.external_id := reading.external_id;
    NEW.total := reading.total;
    RETURN NEW;
END $$;
CREATE TRIGGER check_hook BEFORE INSERT ON hook FOR EACH ROW EXECUTE FUNCTION check_hook();

INSERT INTO hook (provider, headers, body)
SELECT provider, orderhook_sign(body, 'chain:secret-of-the-chain', provider), body
FROM unnest(enum_range(NULL::orderhook_provider)) AS provider, LATERAL orderhook_sample(provider, 7) AS body
RETURNING provider, external_id, total;
INSERT INTO hook (provider, headers, body)
SELECT 'revo', orderhook_sign('{}', 'chain:secret-of-the-chain', 'revo'), '{} ';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO hook (provider, headers, body) VALUES ('bbot', '{}', '{}');
SELECT count(*) FROM hook;

-- Generated columns, over bytes and over jsonb.
CREATE TABLE hook_log (
    provider orderhook_provider NOT NULL,
    body bytea NOT NULL,
    payload jsonb,
    signature text,
    valid boolean GENERATED ALWAYS AS ((orderhook_verify(body, signature, 'a key'::text)).valid) STORED,
    external_id text GENERATED ALWAYS AS ((orderhook_parse(body, provider)).external_id) STORED,
    total numeric GENERATED ALWAYS AS ((orderhook_normalize(payload, provider, 'Europe/Madrid')).total) STORED,
    reading orderhook_order GENERATED ALWAYS AS (orderhook_normalize(payload, provider)) STORED);
INSERT INTO hook_log (provider, body, payload, signature)
SELECT provider, body, convert_from(body, 'UTF8')::jsonb, orderhook_sign(body, 'a key', 'revo') ->> 'X-Revo-Hmac-SHA256'
FROM unnest(enum_range(NULL::orderhook_provider)) AS provider, LATERAL orderhook_sample(provider, 7) AS body;
SELECT l.provider, valid, l.external_id = h.external_id AS same_id, l.total IS NOT DISTINCT FROM h.total AS same_total,
    (reading).external_id = h.external_id AS same_reading, cardinality((reading).items) AS items
FROM hook_log l JOIN hook h USING (provider) ORDER BY provider;
UPDATE hook_log SET signature = upper(signature) WHERE provider = 'bbot' RETURNING valid;
UPDATE hook_log SET body = body || ' ' WHERE provider = 'bbot' RETURNING valid, external_id IS NOT NULL AS read;

-- An expression index, found by the same expression.
CREATE TABLE many_hooks (id bigint PRIMARY KEY, provider orderhook_provider NOT NULL, body bytea NOT NULL);
INSERT INTO many_hooks
SELECT seed, 'bbot', orderhook_sample('bbot', seed) FROM generate_series(0, 999) AS seed;
CREATE INDEX many_hooks_external_id ON many_hooks (((orderhook_parse(body, provider)).external_id));
CREATE INDEX many_hooks_open ON many_hooks (id) WHERE (orderhook_parse(body, provider)).order_state = 'open';
ANALYZE many_hooks;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF)
SELECT id FROM many_hooks WHERE (orderhook_parse(body, provider)).external_id = 'x';
SELECT count(*) AS found, bool_and(found.id = many_hooks.id) AS same
FROM many_hooks, LATERAL (
    SELECT id FROM many_hooks AS m
    WHERE (orderhook_parse(m.body, m.provider)).external_id = (orderhook_parse(many_hooks.body, many_hooks.provider)).external_id) AS found
WHERE many_hooks.id < 100;
RESET enable_bitmapscan;
RESET enable_seqscan;
SELECT count(*) > 0 AS some,
    count(*) = (SELECT count(*) FROM many_hooks WHERE (orderhook_parse(body, provider)).order_state || '' = 'open') AS all
FROM many_hooks WHERE (orderhook_parse(body, provider)).order_state = 'open';

-- Parallel workers run them, and find the same.
SET max_parallel_workers_per_gather = 0;
CREATE TEMPORARY TABLE serial_result AS
SELECT count(*) AS orders, sum((o).total) AS total, sum((o).computed_total) AS computed_total, sum(cardinality((o).items)) AS items
FROM (SELECT orderhook_parse(body, provider) AS o FROM many_hooks OFFSET 0) AS parsed;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SET max_parallel_workers = 8;
EXPLAIN (COSTS OFF)
SELECT id FROM many_hooks WHERE (orderhook_parse(body, provider)).lifecycle = 'placed';
EXPLAIN (COSTS OFF)
SELECT id FROM many_hooks WHERE (orderhook_verify(body, 'Basic YTpi', 'a:b'::text)).valid;
SELECT (SELECT count(*) FROM many_hooks WHERE (orderhook_verify(body, 'Basic YTpi', 'a:b'::text)).valid) AS verified;
SELECT parallel_result IS NOT DISTINCT FROM serial_result AS same
FROM serial_result, (
    SELECT count(*) AS orders, sum((orderhook_parse(body, provider)).total) AS total,
        sum((orderhook_parse(body, provider)).computed_total) AS computed_total,
        sum(cardinality((orderhook_parse(body, provider)).items)) AS items
    FROM many_hooks) AS parallel_result;
SELECT count(*) = (SELECT items FROM serial_result) AS items, bool_and(quantity > 0) AS quantities
FROM many_hooks, LATERAL orderhook_items(convert_from(body, 'UTF8')::jsonb, provider);
SELECT p.provider, count(DISTINCT orderhook_sample(p.provider, id::int)) AS samples,
    count(*) FILTER (WHERE (orderhook_verify(body, orderhook_sign(body, 'a:b', p.provider), '{a:b}', p.provider)).valid) AS signed
FROM many_hooks, unnest(enum_range(NULL::orderhook_provider)) AS p (provider)
WHERE id < 100 GROUP BY p.provider ORDER BY p.provider;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;
RESET max_parallel_workers;

-- What they answer does not hang on the settings of the session.
CREATE FUNCTION fingerprint() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT md5(string_agg(md5(concat_ws('|', p.provider, seed, body, headers, (v).reason,
            extract(epoch FROM o.placed_at), extract(epoch FROM o.provider_updated_at), extract(epoch FROM o.due_at),
            o.total, o.computed_total, o.lifecycle, cardinality(o.problems), n = o)), '' ORDER BY p.provider, seed))
        FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider), generate_series(0, 9) AS seed,
            LATERAL (SELECT convert_from(orderhook_sample(p.provider, seed), 'UTF8')) AS b (body),
            LATERAL orderhook_sign(convert_to(body, 'UTF8'), 'a:b', p.provider, 'epoch') AS headers,
            LATERAL orderhook_verify(convert_to(body, 'UTF8'), headers, '{a:b}', p.provider, 'epoch') AS v,
            LATERAL orderhook_parse(convert_to(body, 'UTF8'), p.provider, 'America/Bogota', 'minor') AS o,
            LATERAL orderhook_normalize(body::jsonb, p.provider, 'America/Bogota', 'minor') AS n);
END $$;
CREATE TEMPORARY TABLE fingerprints (zone text, style text, fingerprint text);
DO $$
DECLARE
    zone text;
    style text;
BEGIN
    FOREACH zone IN ARRAY ARRAY['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Kiritimati'] LOOP
        FOREACH style IN ARRAY ARRAY['ISO, MDY', 'German, DMY', 'Postgres, YMD'] LOOP
            PERFORM set_config('timezone', zone, true), set_config('datestyle', style, true),
                set_config('intervalstyle', 'sql_standard', true), set_config('extra_float_digits', '-15', true),
                set_config('bytea_output', 'escape', true), set_config('standard_conforming_strings', 'off', true),
                set_config('search_path', 'pg_temp, pg_catalog, public', true);
            INSERT INTO fingerprints VALUES (zone, style, fingerprint());
        END LOOP;
    END LOOP;
END $$;
SELECT count(*) AS settings, count(DISTINCT fingerprint) AS answers FROM fingerprints;

-- Nor on who calls them: the functions are for everybody, and read nothing that is the caller's.
CREATE ROLE regress_orderhook_user;
SET ROLE regress_orderhook_user;
SELECT (orderhook_verify('x', 'x', 'x'::text)).reason, (orderhook_parse(orderhook_sample('revo'), 'revo')).external_id IS NOT NULL AS read;
RESET ROLE;
DROP ROLE regress_orderhook_user;

-- A pg_dump of these tables needs the extension and nothing else.
SELECT DISTINCT e.extname
FROM pg_depend d JOIN pg_depend m ON m.classid = d.refclassid AND m.objid = d.refobjid AND m.deptype = 'e'
    JOIN pg_extension e ON e.oid = m.refobjid
WHERE d.classid = 'pg_class'::regclass AND d.objid IN ('hook'::regclass, 'hook_log'::regclass, 'many_hooks'::regclass);

DROP TABLE hook, hook_log, many_hooks;
DROP FUNCTION check_hook(), fingerprint();
DROP EXTENSION orderhook;
