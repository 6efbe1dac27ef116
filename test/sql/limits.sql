-- A reader who is limited to one store sees no row and no value of another, by whatever way he looks.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SELECT 'DROP OWNED BY ' || quote_ident(rolname) FROM pg_roles WHERE rolname LIKE 'regress\_orderhook\_%' \gexec
SELECT 'DROP ROLE ' || quote_ident(rolname) FROM pg_roles WHERE rolname LIKE 'regress\_orderhook\_%' \gexec
RESET client_min_messages;
\set ECHO all

-- ---- two stores, one source that serves both, one of the second alone, and orders that nobody claims ----

INSERT INTO orderhook.source (source_id, name, provider) VALUES (101, 'shared', 'revo'), (102, 'noho alone', 'bbot');
INSERT INTO orderhook.store (store_id, name) VALUES (201, 'soho'), (202, 'noho');
INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id)
VALUES (101, 'soho 1', 201), (101, 'noho 1', 202), (102, '', 202);
CREATE TABLE pg_temp.mark (word text, source_id bigint, order_id bigint, store_external_id text);
INSERT INTO pg_temp.mark
VALUES ('noho', 101, 2, 'noho 1'), ('noho', 102, 3, NULL), ('nowhere', 101, 4, NULL), ('nowhere', 101, 5, 'none'), ('soho', 101, 1, 'soho 1');

-- A row of each of them in every table, marked in each column that can hold a word. New tables are no exception.
CREATE FUNCTION pg_temp.fill(t regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %s SELECT r.* FROM pg_temp.mark m, jsonb_populate_record(NULL::%1$s, (
            SELECT jsonb_object_agg(attname, CASE
                   WHEN attname IN (''source_id'', ''order_id'', ''store_external_id'') THEN to_jsonb(m) -> attname
                   WHEN attname = ''webhook_id'' THEN to_jsonb(m.order_id)
                   -- A link to an order of another store.
                   WHEN attname = ''other_source_id'' THEN to_jsonb(m.source_id)
                   WHEN attname = ''other_order_id'' THEN to_jsonb(m.order_id + 1)
                   WHEN attname = ''outcome'' THEN CASE m.order_id WHEN 5 THEN ''"quarantined"'' ELSE ''"applied"'' END::jsonb
                   WHEN attname = ''change'' THEN ''"new path"''
                   WHEN attname = ''transaction_id'' THEN ''0''
                   WHEN attname = ''json_type'' THEN ''"string"''
                   WHEN attname = ''problems'' THEN format(''[{"severity": "%%1$s", "path": "%%1$s", "expected": "%%1$s", "found": "%%1$s"}]'', m.word)::jsonb
                   WHEN attname = ''stated'' OR typcategory = ''N'' THEN to_jsonb((m.order_id + 5) * 1111)
                   WHEN typname = ''text'' THEN to_jsonb(format(''%%s %%s %%s'', m.word, m.order_id, attname))
                   WHEN typname = ''jsonb'' THEN jsonb_build_object(attname, m.word)
                   WHEN typname = ''bytea'' THEN to_jsonb(m.word::bytea)
                   WHEN typcategory = ''D'' THEN to_jsonb(date ''2026-03-01'' + m.order_id::int)
                   WHEN typcategory = ''B'' THEN ''false''
                   WHEN typcategory = ''A'' THEN ''[]'' END)
              FROM pg_attribute JOIN pg_type y ON y.oid = atttypid
             WHERE attrelid = %1$L::regclass AND attnum > 0 AND NOT attisdropped)) r', t);
END
$$;
SELECT pg_temp.fill(c.oid)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'source_id'
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'r'
   AND c.relname NOT IN ('source', 'source_secret', 'store_alias') \g /dev/null
INSERT INTO orderhook.source_secret (source_id, key_id, kind, sealed) VALUES (102, 'noho', 'digest', 'noho');
ANALYZE;

-- ---- a limit, and what of what there is comes through it ----

CREATE ROLE regress_orderhook_all;
CREATE ROLE regress_orderhook_soho;
CREATE ROLE regress_orderhook_noho;
SELECT orderhook.grant_reader(r), orderhook.grant_contacts(r)
  FROM unnest('{regress_orderhook_all,regress_orderhook_soho,regress_orderhook_noho}'::regrole[]) r \g /dev/null
-- As if the owner had granted more than any reader gets.
GRANT SELECT ON ALL TABLES IN SCHEMA orderhook TO regress_orderhook_all, regress_orderhook_soho, regress_orderhook_noho;
SELECT orderhook.limit_reader('regress_orderhook_soho', 'soho');
SELECT orderhook.limit_reader('regress_orderhook_noho', 'noho');
TABLE orderhook.reader_limit;

-- Runs a query as a role; what it says, be it an error, and all that a function was told on the way. The function
-- leaks: it is cheap, so that it would run first, and is declared as if it did nothing.
CREATE FUNCTION public.regress_orderhook_leak(text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE COST 0.0000001
AS $$
BEGIN
    PERFORM set_config('leak.told', current_setting('leak.told') || ' ' || $1, false);
    RETURN true;
END
$$;
CREATE FUNCTION pg_temp.ask(role name, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    answer text := '';
    detail text := '';
    hint text := '';
BEGIN
    PERFORM set_config('leak.told', '', false);
    EXECUTE format('SET LOCAL ROLE %I', role);
    BEGIN
        FOR line IN EXECUTE query LOOP
            answer := answer || ' ' || COALESCE(line, '');
        END LOOP;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
        answer := concat_ws(' ', answer, SQLSTATE, SQLERRM, detail, hint);
    END;
    RESET ROLE;
    RETURN answer || current_setting('leak.told');
END
$$;
-- What may be asked of each relation: as a whole, and of each column.
CREATE TEMP VIEW relation AS
SELECT c.oid::regclass AS name, c.relkind,
       ARRAY(SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns
  FROM pg_class c
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'p', 'v');
CREATE TEMP VIEW way (way, per_column, query) AS
VALUES ('rows', false, 'SELECT r::text FROM %1$s r'),
       ('leak of rows', false, 'SELECT NULL FROM %1$s r WHERE regress_orderhook_leak(r::text)'),
       ('plan', false, 'EXPLAIN (VERBOSE, COSTS OFF) SELECT * FROM %1$s'),
       ('leak', true, 'SELECT NULL FROM %1$s WHERE regress_orderhook_leak(%2$s::text)'),
       ('leak of one', true, 'SELECT NULL FROM %1$s WHERE regress_orderhook_leak(%2$s::text) LIMIT 1'),
       ('leak in a join', true, 'SELECT NULL FROM %1$s r JOIN orderhook.source s ON regress_orderhook_leak(r.%2$s::text)'),
       ('leak in CASE', true, 'SELECT NULL FROM %1$s WHERE CASE WHEN regress_orderhook_leak(%2$s::text) THEN true END'),
       ('leak in HAVING', true, 'SELECT NULL FROM %1$s GROUP BY %2$s HAVING regress_orderhook_leak(%2$s::text)'),
       ('cast', true, 'SELECT NULL FROM %1$s WHERE (%2$s::text || ''x'')::int = 0'),
       ('cast of theirs', true, 'SELECT NULL FROM %1$s WHERE (CASE WHEN %2$s::text LIKE ''%%soho%%'' THEN ''0'' ELSE %2$s::text || ''x'' END)::int = 0'),
       ('guess', true, 'SELECT ''noho'' FROM %1$s WHERE 1 / (CASE WHEN %2$s::text LIKE ''%%n_ho%%'' THEN 0 ELSE 1 END) = 1 AND %2$s::text LIKE ''%%n_ho%%'''),
       ('extremes', true, 'SELECT concat(min(%2$s::text), max(%2$s::text)) FROM %1$s');
CREATE TEMP TABLE answer AS
SELECT r.name::text AS relation, w.way, a.role,
       pg_temp.ask('regress_orderhook_' || a.role, format(w.query, r.name, col)) AS said
  FROM relation r
 CROSS JOIN way w
 CROSS JOIN LATERAL (SELECT NULL WHERE NOT w.per_column UNION ALL SELECT unnest(r.columns) WHERE w.per_column) c (col)
 CROSS JOIN unnest('{all,soho}'::text[]) a (role);
-- The words, as text and as bytes, the numbers, the days, the ids; and that a guess was right.
\set foreign 'noho|nowhere|6e6f686f|6e6f7768|7777|8888|9999|11110|2026-03-0[3-6]|\\m102\\M|\\m202\\M|division'

-- Nothing of another store, by no way. One who is not limited does learn of them: by each way, of nearly each relation.
SELECT relation, way, said FROM answer WHERE role = 'soho' AND said ~ :'foreign';
SELECT way, count(DISTINCT relation) FILTER (WHERE said ~ :'foreign') AS relations, max(length(said)) > 100 AS says_much
  FROM answer WHERE role = 'all' GROUP BY way ORDER BY way COLLATE "C";
SELECT relation FROM answer WHERE role = 'all' GROUP BY relation HAVING bool_and(said !~ :'foreign') ORDER BY relation COLLATE "C";

-- How many rows each sees.
SELECT r.name,
       pg_temp.ask('regress_orderhook_all', format('SELECT count(*) FROM %s', r.name)) AS everything,
       pg_temp.ask('regress_orderhook_soho', format('SELECT count(*) FROM %s', r.name)) AS soho,
       pg_temp.ask('regress_orderhook_noho', format('SELECT count(*) FROM %s', r.name)) AS noho
  FROM relation r
 ORDER BY r.relkind, r.name::text COLLATE "C";

-- Statistics are shown to nobody whom a policy concerns, and nothing but SELECT gets further.
SELECT pg_temp.ask('regress_orderhook_soho', $$SELECT count(*) FROM pg_stats WHERE schemaname = 'orderhook'$$) AS statistics,
       pg_temp.ask('regress_orderhook_soho', $$SELECT count(*) FROM pg_stats_ext WHERE schemaname = 'orderhook'$$) AS extended;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA orderhook TO regress_orderhook_soho;
BEGIN;
SET LOCAL ROLE regress_orderhook_soho;
UPDATE orderhook.order_header SET total = 0 RETURNING order_id;
DELETE FROM orderhook.customer RETURNING external_id;
DELETE FROM orderhook.order_item WHERE order_id = 2 RETURNING order_id;
SAVEPOINT s;
INSERT INTO orderhook.order_item (source_id, order_id, line_no) VALUES (101, 2, 99);
ROLLBACK TO s;
INSERT INTO orderhook.reader_limit VALUES ('regress_orderhook_soho', 202);
ROLLBACK;
REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA orderhook FROM regress_orderhook_soho;

-- ---- other ways than a plain query ----

-- Plans, of statements and of functions, that were made for somebody else.
PREPARE everything AS SELECT source, external_id FROM orderhook.orders UNION ALL SELECT source, path FROM orderhook.order_problems ORDER BY 2;
CREATE FUNCTION pg_temp.orders_seen() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM orderhook.orders); END $$;
CREATE FUNCTION pg_temp.problems_seen() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM orderhook.order_problems';
SELECT pg_temp.orders_seen(), pg_temp.problems_seen();
SET plan_cache_mode = force_generic_plan;
EXECUTE everything;
SET ROLE regress_orderhook_soho;
EXECUTE everything;
SELECT pg_temp.orders_seen(), pg_temp.problems_seen();
SET ROLE regress_orderhook_noho;
EXECUTE everything;
SET ROLE regress_orderhook_all;
SELECT pg_temp.orders_seen(), pg_temp.problems_seen();
RESET plan_cache_mode;

-- COPY, cursors, views of one's own, and tables made from them.
SET ROLE regress_orderhook_soho;
COPY orderhook.order_item (order_id, name) TO STDOUT;
COPY (SELECT external_id, total FROM orderhook.orders) TO STDOUT;
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT external_id FROM orderhook.orders;
FETCH ALL FROM c;
MOVE ABSOLUTE 0 IN c;
FETCH 5 FROM c;
COMMIT;
CREATE TEMP VIEW mine AS SELECT * FROM orderhook.order_items;
CREATE TEMP VIEW mine_as_invoker WITH (security_invoker) AS SELECT * FROM orderhook.order_items;
CREATE TEMP TABLE kept AS SELECT * FROM orderhook.orders;
SELECT (SELECT count(*) FROM mine) AS mine, (SELECT count(*) FROM mine_as_invoker) AS as_invoker, (SELECT count(*) FROM kept) AS kept;
-- Without row-level security there is no answer rather than all of it.
SET row_security = off;
SELECT count(*) FROM orderhook.orders;
SELECT count(*) FROM orderhook.sources;
RESET row_security;
-- Nor can it be put out of force.
ALTER TABLE orderhook.order_header DISABLE ROW LEVEL SECURITY;
DROP POLICY limited_readers ON orderhook.order_header;
SELECT orderhook.unlimit_reader('regress_orderhook_soho');
SELECT orderhook.enforce_limits('regress_orderhook_soho');
RESET ROLE;

-- For whoever is not limited, plans are as they were without any limit; the owner keeps to none.
SET ROLE regress_orderhook_all;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT i.name FROM orderhook.order_items i WHERE order_id = 1 AND total > 1 AND name LIKE 'x%';
RESET enable_seqscan;
RESET ROLE;
EXPLAIN (COSTS OFF) SELECT name FROM orderhook.order_item;

-- ---- limits change ----

-- A second store comes in addition, and each change holds from the next statement on.
SET ROLE regress_orderhook_soho;
SELECT store, count(*) FROM orderhook.orders GROUP BY store ORDER BY store;
RESET ROLE;
SELECT orderhook.limit_reader('regress_orderhook_soho', 'noho');
SELECT orderhook.limit_reader('regress_orderhook_soho', 'noho');
SET ROLE regress_orderhook_soho;
SELECT store, count(*) FROM orderhook.orders GROUP BY store ORDER BY store;
RESET ROLE;
SELECT orderhook.unlimit_reader('regress_orderhook_soho', 'noho');
SET ROLE regress_orderhook_soho;
SELECT store, count(*) FROM orderhook.orders GROUP BY store ORDER BY store;
RESET ROLE;
-- Orders go with their alias, and with what they name.
UPDATE orderhook.store_alias SET store_id = 202 WHERE external_store_id = 'soho 1';
SELECT pg_temp.ask('regress_orderhook_soho', 'SELECT count(*) FROM orderhook.orders') AS none;
UPDATE orderhook.store_alias SET store_id = 201 WHERE external_store_id = 'soho 1';
INSERT INTO orderhook.store_alias VALUES (101, '', 201);
SELECT pg_temp.ask('regress_orderhook_soho', 'SELECT count(*) FROM orderhook.orders') AS those_that_name_none_too;
DELETE FROM orderhook.store_alias WHERE source_id = 101 AND external_store_id = '';

-- ---- roles within roles ----

CREATE ROLE regress_orderhook_anna;
CREATE ROLE regress_orderhook_ben NOINHERIT;
GRANT regress_orderhook_soho TO regress_orderhook_anna, regress_orderhook_ben;
CREATE FUNCTION pg_temp.stores(role name) RETURNS text LANGUAGE sql
RETURN pg_temp.ask(role, 'SELECT string_agg(DISTINCT external_id || '' of '' || source, '', '') FROM orderhook.orders')
    || pg_temp.ask(role, 'SELECT count(DISTINCT order_id) FROM orderhook.order_problems');
SELECT pg_temp.stores('regress_orderhook_anna') AS member, pg_temp.stores('regress_orderhook_ben') AS must_set_role;
SET SESSION AUTHORIZATION regress_orderhook_ben;
SET ROLE regress_orderhook_soho;
SELECT external_id FROM orderhook.orders;
RESET SESSION AUTHORIZATION;
-- Who gets the rights of others keeps his limit.
GRANT regress_orderhook_all TO regress_orderhook_anna;
SELECT pg_temp.stores('regress_orderhook_anna') AS limited_still;
-- Two limits leave what is within both.
REVOKE regress_orderhook_all FROM regress_orderhook_anna;
GRANT regress_orderhook_noho TO regress_orderhook_anna;
SELECT pg_temp.stores('regress_orderhook_anna') AS both;
SELECT orderhook.limit_reader('regress_orderhook_noho', 'soho');
SELECT pg_temp.stores('regress_orderhook_anna') AS both;
SELECT orderhook.unlimit_reader('regress_orderhook_noho', 'soho');
REVOKE regress_orderhook_noho FROM regress_orderhook_anna;
-- A superuser, and who bypasses row-level security, are members of nothing here.
CREATE ROLE regress_orderhook_super SUPERUSER;
CREATE ROLE regress_orderhook_bypass BYPASSRLS IN ROLE regress_orderhook_soho;
SELECT pg_temp.ask('regress_orderhook_super', 'SELECT count(*) FROM orderhook.orders') AS super,
       pg_temp.ask('regress_orderhook_super', 'SELECT count(*) FROM orderhook.sources') AS super_sources,
       pg_temp.ask('regress_orderhook_bypass', 'SELECT count(*) FROM orderhook.sources') AS bypass_sources;

-- ---- whom policies would not hold is refused ----

CREATE FUNCTION pg_temp.limit(role name, store text DEFAULT 'soho') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    PERFORM orderhook.limit_reader(role, store);
    RAISE EXCEPTION 'undo' USING ERRCODE = 'OH000';
EXCEPTION WHEN SQLSTATE 'OH000' THEN
    RETURN 'limited';
WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN concat_ws(' ', SQLSTATE, SQLERRM || ':', detail);
END
$$;
CREATE ROLE regress_orderhook_creator CREATEROLE;
CREATE ROLE regress_orderhook_files IN ROLE pg_read_server_files;
CREATE ROLE regress_orderhook_data IN ROLE pg_read_all_data;
CREATE ROLE regress_orderhook_climber IN ROLE regress_orderhook_super;
CREATE ROLE regress_orderhook_analyst IN ROLE regress_orderhook_all;
CREATE ROLE regress_orderhook_part;
CREATE TABLE orderhook.part (source_id bigint PRIMARY KEY);
ALTER TABLE orderhook.part OWNER TO regress_orderhook_part;
CREATE ROLE "regress_orderhook_'; --""%s";
SELECT r AS role, pg_temp.limit(r)
  FROM unnest(ARRAY['nobody at all', 'public', 'regress_orderhook_super', 'regress_orderhook_bypass', 'regress_orderhook_creator',
                    'regress_orderhook_files', 'regress_orderhook_data', 'regress_orderhook_climber', 'regress_orderhook_analyst',
                    'regress_orderhook_part', 'regress_orderhook_anna', 'regress_orderhook_all', 'regress_orderhook_''; --"%s', NULL]) r;
SELECT s AS store, pg_temp.limit('regress_orderhook_all', s) FROM unnest(ARRAY['nowhere', '', NULL]) s;
DROP TABLE orderhook.part;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT orderhook.limit_reader('regress_orderhook_all', 'soho');
ROLLBACK;
SELECT orderhook.unlimit_reader('regress_orderhook_all');
SELECT orderhook.unlimit_reader('regress_orderhook_soho', 'noho');
SELECT orderhook.unlimit_reader('nobody at all', 'soho');

-- ---- what becomes of limits when roles, tables and policies change ----

-- A role that is renamed sees nothing until it is limited by its new name.
ALTER ROLE regress_orderhook_noho RENAME TO regress_orderhook_renamed;
SELECT pg_temp.stores('regress_orderhook_renamed') AS renamed;
SELECT orderhook.limit_reader('regress_orderhook_renamed', 'noho'), orderhook.unlimit_reader('regress_orderhook_noho');
SELECT pg_temp.stores('regress_orderhook_renamed') AS limited_anew;
-- DROP OWNED takes the rights together with the limits; with the rights, the limits come back.
DROP OWNED BY regress_orderhook_renamed;
SELECT pg_temp.stores('regress_orderhook_renamed') AS no_rights;
SELECT orderhook.grant_reader('regress_orderhook_renamed');
SELECT pg_temp.stores('regress_orderhook_renamed') AS limited_again;
DROP OWNED BY regress_orderhook_renamed;
SELECT orderhook.grant_contacts('regress_orderhook_renamed');
SELECT pg_temp.ask('regress_orderhook_renamed', 'SELECT string_agg(name, '', '' ORDER BY name) FROM orderhook.order_contacts') AS contacts_alone;
-- A new table is covered when limits are next set.
CREATE TABLE orderhook.forecast (source_id bigint NOT NULL, order_id bigint, store_id bigint);
CREATE TABLE orderhook.weather (source_id bigint NOT NULL);
INSERT INTO orderhook.forecast VALUES (101, 2, 201), (101, 1, 202);
INSERT INTO orderhook.weather VALUES (101);
GRANT SELECT ON orderhook.forecast, orderhook.weather TO regress_orderhook_soho;
SELECT orderhook.limit_reader('regress_orderhook_soho', 'soho');
SELECT pg_temp.ask('regress_orderhook_soho', 'SELECT store_id FROM orderhook.forecast') AS forecast,
       pg_temp.ask('regress_orderhook_soho', 'SELECT count(*) FROM orderhook.weather') AS weather;
DROP TABLE orderhook.forecast, orderhook.weather;
-- Policies of somebody else hold beside these, and for themselves again after them.
CREATE POLICY few ON orderhook.order_header AS RESTRICTIVE FOR SELECT USING (external_id LIKE 'soho%');
SELECT pg_temp.stores('regress_orderhook_soho') AS soho, pg_temp.stores('regress_orderhook_all') AS everybody;
SELECT orderhook.unlimit_reader('regress_orderhook_soho'), orderhook.unlimit_reader('regress_orderhook_renamed');
SELECT pg_temp.stores('regress_orderhook_soho') AS soho;
SELECT c.relname, c.relrowsecurity, p.polname FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'r' AND (c.relrowsecurity OR p.polname IS NOT NULL) ORDER BY 3;
DROP POLICY few ON orderhook.order_header;
-- With the last limit everything is as before.
SELECT orderhook.limit_reader('regress_orderhook_soho', 'soho'), orderhook.unlimit_reader('regress_orderhook_soho', 'soho');
SELECT relname FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relrowsecurity;
SELECT polname FROM pg_policy;
SELECT has_table_privilege('regress_orderhook_soho', 'orderhook.own_order', 'SELECT') AS helpers;
TABLE orderhook.reader_limit;
-- Row-level security that was on by itself stays so, and opens to nobody.
ALTER TABLE orderhook.order_header ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON orderhook.order_header FOR SELECT TO regress_orderhook_all, regress_orderhook_soho USING (external_id LIKE '%oho%');
SELECT orderhook.limit_reader('regress_orderhook_soho', 'soho');
SELECT pg_temp.stores('regress_orderhook_soho') AS soho, pg_temp.stores('regress_orderhook_all') AS everybody;
SELECT orderhook.unlimit_reader('regress_orderhook_soho');
SELECT pg_temp.stores('regress_orderhook_soho') AS soho, pg_temp.stores('regress_orderhook_all') AS everybody;
DROP POLICY mine ON orderhook.order_header;
SELECT pg_temp.ask('regress_orderhook_all', 'SELECT count(*) FROM orderhook.orders') AS on_still;
ALTER TABLE orderhook.order_header DISABLE ROW LEVEL SECURITY;

-- A role that is gone leaves its line, which can be taken away.
SELECT orderhook.limit_reader('regress_orderhook_soho', 'soho');
\set VERBOSITY terse
DROP ROLE regress_orderhook_soho;
\set VERBOSITY default
DROP OWNED BY regress_orderhook_soho;
DROP ROLE regress_orderhook_soho;
TABLE orderhook.reader_limit;
SELECT orderhook.unlimit_reader('regress_orderhook_soho');
SELECT relname FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relrowsecurity;

-- ---- the door goes its own way, whoever is limited ----

CREATE ROLE regress_orderhook_ingress;
SELECT orderhook.grant_ingress('regress_orderhook_ingress'), orderhook.grant_reader('regress_orderhook_ingress'),
       orderhook.limit_reader('regress_orderhook_ingress', 'soho');
SELECT pg_temp.headers('bbot', b) AS headers, b AS body FROM orderhook_sample('bbot', 12) b \gset
SET ROLE regress_orderhook_ingress;
SELECT verdict, outcome FROM orderhook.receive('bbot', :'headers', :'body');
SELECT count(*) FROM orderhook.orders;
RESET ROLE;
ALTER TABLE orderhook.order_header FORCE ROW LEVEL SECURITY;
SET ROLE regress_orderhook_ingress;
SELECT verdict, outcome FROM orderhook.receive('bbot', :'headers', :'body');
RESET ROLE;

SET client_min_messages = warning;
DROP FUNCTION public.regress_orderhook_leak(text);
DROP SCHEMA orderhook CASCADE;
SELECT 'DROP OWNED BY ' || quote_ident(rolname) FROM pg_roles WHERE rolname LIKE 'regress\_orderhook\_%' \gexec
SELECT 'DROP ROLE ' || quote_ident(rolname) FROM pg_roles WHERE rolname LIKE 'regress\_orderhook\_%' \gexec
