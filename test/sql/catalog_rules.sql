-- The rules that tables, views and functions of the store keep to, as queries over the catalogs, with the
-- proof that each can be broken; and the labels and rights of every function.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all
\pset null '(null)'

-- ---- what there is ----

CREATE TEMPORARY VIEW relation AS
SELECT c.* FROM pg_class c WHERE c.relnamespace = 'orderhook'::regnamespace;
-- One row for each delivery, or for what deliveries tell; the others are configuration.
CREATE TEMPORARY VIEW data_table AS
SELECT * FROM relation WHERE relkind IN ('r', 'p') AND relname NOT IN ('source', 'store', 'reader_limit');
CREATE TEMPORARY VIEW routine AS
SELECT p.* FROM pg_proc p WHERE p.pronamespace = 'orderhook'::regnamespace;
CREATE TEMPORARY VIEW member AS
SELECT classid, objid FROM pg_depend
 WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
   AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'orderhook');
-- What tables, indexes, constraints, defaults and views depend on.
CREATE TEMPORARY VIEW tie AS
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid
  FROM pg_depend d
 WHERE d.deptype IN ('n', 'a')
   AND (d.classid = 'pg_class'::regclass AND d.objid IN (SELECT oid FROM relation)
     OR d.classid = 'pg_constraint'::regclass
    AND d.objid IN (SELECT oid FROM pg_constraint WHERE connamespace = 'orderhook'::regnamespace)
     OR d.classid = 'pg_attrdef'::regclass
    AND d.objid IN (SELECT a.oid FROM pg_attrdef a WHERE a.adrelid IN (SELECT oid FROM relation))
     OR d.classid = 'pg_rewrite'::regclass
    AND d.objid IN (SELECT r.oid FROM pg_rewrite r WHERE r.ev_class IN (SELECT oid FROM relation)));

-- ---- the rules ----

CREATE TEMPORARY VIEW finding (rule, object) AS
-- Tables.
SELECT 'a data table has a source_id bigint NOT NULL', t.relname::text
  FROM data_table t
 WHERE NOT EXISTS (SELECT FROM pg_attribute a
                    WHERE a.attrelid = t.oid AND a.attname = 'source_id' AND a.atttypid = 'bigint'::regtype AND a.attnotnull)
UNION ALL
SELECT 'a data table has a primary key', t.relname
  FROM data_table t
 WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
UNION ALL
SELECT 'keys and unique indexes begin with source_id', i.indexrelid::regclass::text
  FROM pg_index i
  JOIN data_table t ON t.oid = i.indrelid
 WHERE i.indisunique
   AND COALESCE((SELECT a.attname FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = i.indkey[0]), '') <> 'source_id'
UNION ALL
SELECT 'other indexes begin with source_id, too', i.indexrelid::regclass::text
  FROM pg_index i
  JOIN data_table t ON t.oid = i.indrelid
 WHERE NOT i.indisunique
   AND COALESCE((SELECT a.attname FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = i.indkey[0]), '') <> 'source_id'
UNION ALL
SELECT 'identities are bigint', format('%s.%s', t.relname, a.attname)
  FROM relation t
  JOIN pg_attribute a ON a.attrelid = t.oid
 WHERE t.relkind IN ('r', 'p') AND a.attidentity <> '' AND a.atttypid <> 'bigint'::regtype
UNION ALL
SELECT 'no serial: numbers come from identities', format('%s.%s', t.relname, a.attname)
  FROM pg_attrdef d
  JOIN relation t ON t.oid = d.adrelid
  JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
 WHERE t.relkind IN ('r', 'p') AND pg_get_expr(d.adbin, d.adrelid) ~ '\mnextval\M'
UNION ALL
SELECT 'columns are of core types', format('%s.%s %s', t.relname, a.attname, format_type(a.atttypid, a.atttypmod))
  FROM relation t
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type y ON y.oid = a.atttypid
 WHERE t.relkind IN ('r', 'p', 'v')
   AND (y.typnamespace <> 'pg_catalog'::regnamespace OR y.typtype <> 'b')
UNION ALL
SELECT 'bodies are compressed with lz4', format('%s.%s', t.relname, a.attname)
  FROM relation t
  JOIN pg_attribute a ON a.attrelid = t.oid
 WHERE t.relkind IN ('r', 'p') AND a.attname = 'body' AND a.attcompression <> 'l'
UNION ALL
SELECT 'tables have no triggers', format('%s on %s', g.tgname, t.relname)
  FROM pg_trigger g
  JOIN relation t ON t.oid = g.tgrelid
 WHERE t.relkind IN ('r', 'p') AND NOT g.tgisinternal
UNION ALL
SELECT 'the inbox has one trigger, the door', format('%s on %s', g.tgname, t.relname)
  FROM pg_trigger g
  JOIN relation t ON t.oid = g.tgrelid
 WHERE t.relkind = 'v'
   AND (t.relname, g.tgname, g.tgenabled, g.tgfoid) <> ('inbox', 'door', 'O', 'orderhook_door'::regproc)
UNION ALL
SELECT 'there are no foreign keys', c.conname
  FROM pg_constraint c
 WHERE c.connamespace = 'orderhook'::regnamespace AND c.contype = 'f'
UNION ALL
SELECT 'tables are logged, plain and whole', t.relname
  FROM relation t
 WHERE t.relkind NOT IN ('r', 'v', 'i', 'S')
    OR t.relkind = 'r' AND (t.relpersistence <> 'p' OR t.relispartition OR t.relhassubclass)
UNION ALL
SELECT 'no table, index, check, default or view is tied to the extension', pg_describe_object(d.classid, d.objid, d.objsubid)
  FROM tie d
  JOIN member m ON m.classid = d.refclassid AND m.objid = d.refobjid
UNION ALL
-- What the server has is pinned and leaves no dependency: what is left is of the store, or it is a finding.
SELECT 'tables and views call nothing outside of the server and the store',
       format('%s: %s', pg_describe_object(d.classid, d.objid, d.objsubid), pg_describe_object(d.refclassid, d.refobjid, 0))
  FROM tie d
 WHERE d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass, 'pg_collation'::regclass, 'pg_cast'::regclass)
   AND d.refobjid NOT IN (SELECT oid FROM routine)
   AND (d.refclassid, d.refobjid) NOT IN (SELECT m.classid, m.objid FROM member m)
   AND d.refobjid >= 16384
UNION ALL
SELECT 'secrets have no statistics', format('%s.%s', t.relname, a.attname)
  FROM relation t
  JOIN pg_attribute a ON a.attrelid = t.oid
 WHERE t.relname = 'source_secret' AND a.attname = 'sealed' AND a.attstattarget IS DISTINCT FROM 0
UNION ALL
SELECT 'personal data has no statistics', format('%s.%s', t.relname, a.attname)
  FROM relation t
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE (t.relname = 'order_contact' AND a.attname NOT IN ('source_id', 'order_id', 'row_no', 'role')
     OR t.relname = 'customer' AND a.attname NOT IN ('source_id', 'external_id', 'active', 'created_at', 'updated_at', 'deleted_at', 'stated', 'body_digest')
     OR t.relname = 'receipt' AND a.attname IN ('problems', 'headers', 'body'))
   AND a.attstattarget IS DISTINCT FROM 0
UNION ALL
-- Views.
SELECT 'a view over receipts has a barrier and its owner''s rights, any other those of who reads', t.relname
  FROM relation t
 WHERE t.relkind = 'v'
   AND COALESCE(t.reloptions, '{}') <> CASE
       WHEN EXISTS (SELECT FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                     WHERE r.ev_class = t.oid AND d.refobjid IN ('orderhook.receipt'::regclass, 'orderhook.source_secret'::regclass))
         OR t.relname LIKE 'own\_%'
       THEN '{security_barrier=true}'::text[] ELSE '{security_invoker=true}' END
UNION ALL
-- No policy holds in it. The inbox shows rows to the owner alone; what is own, the views own_… tell.
SELECT 'a view with its owner''s rights keeps to the limits of readers', t.relname
  FROM relation t
 WHERE t.relkind = 'v' AND NOT COALESCE(t.reloptions, '{}') @> '{security_invoker=true}'
   AND t.relname <> 'inbox' AND t.relname NOT LIKE 'own\_%'
   AND NOT EXISTS (SELECT FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                    WHERE r.ev_class = t.oid AND d.refobjid = 'orderhook.own_limit'::regclass)
UNION ALL
SELECT 'no view is sorted', t.relname
  FROM relation t
 WHERE t.relkind = 'v' AND pg_get_viewdef(t.oid) ~ '\n {1,3}ORDER BY'
UNION ALL
-- Functions.
SELECT 'nothing runs with the rights of its definer', p.oid::regprocedure::text
  FROM pg_proc p
 WHERE p.prosecdef AND (p.oid IN (SELECT oid FROM routine) OR p.oid IN (SELECT objid FROM member))
UNION ALL
SELECT 'nothing is leakproof', p.oid::regprocedure::text
  FROM pg_proc p
 WHERE p.proleakproof AND (p.oid IN (SELECT oid FROM routine) OR p.oid IN (SELECT objid FROM member))
UNION ALL
-- A procedure that commits cannot.
SELECT 'a function with a body pins its search_path', p.oid::regprocedure::text
  FROM pg_proc p
  JOIN pg_language l ON l.oid = p.prolang
 WHERE (p.oid IN (SELECT oid FROM routine) OR p.oid IN (SELECT objid FROM member))
   AND l.lanname IN ('sql', 'plpgsql') AND p.prokind = 'f'
   AND NOT COALESCE(p.proconfig && ARRAY['search_path=pg_catalog, pg_temp', 'search_path=public, pg_temp'], false)
UNION ALL
SELECT 'where the extension''s schema is on the search_path, all else is written out', format('%s: %s', p.oid::regprocedure, call[1])
  FROM routine p
 CROSS JOIN LATERAL regexp_matches(regexp_replace(p.prosrc, '--[^\n]*', '', 'g'), '(?:^|[^.\w])([a-z_0-9]+)\(', 'g') call
 WHERE NOT COALESCE(p.proconfig && ARRAY['search_path=pg_catalog, pg_temp'], false)
   AND call[1] !~ '^orderhook_' AND call[1] NOT IN ('coalesce', 'least', 'greatest', 'nullif')
UNION ALL
SELECT 'bodies are text, which ties a function to nothing', p.oid::regprocedure::text
  FROM routine p
 WHERE p.prosqlbody IS NOT NULL
UNION ALL
SELECT 'statements are put together in no other function', p.oid::regprocedure::text
  FROM routine p
 WHERE p.prosrc ~* '\mEXECUTE\M'
   AND p.proname NOT IN ('grant_ingress', 'grant_reader', 'grant_contacts', 'grant_consumer',
                         'limit_table', 'enforce_limits', 'unlimit_reader',
                         'renormalize', 'renormalize_all', 'reverify', 'reverify_all',
                         -- Over tables that are named after the months.
                         'check_receipt_owner', 'lock_out_deliveries', 'rebuild_receipt', 'create_partitions', 'create_partition', 'attach_partition',
                         'copy_settings', 'guard_partition', 'is_kept_no_longer', 'judge_partition', 'has_bodies_before', 'drop_partition', 'add_partitions',
                         'lacking_months', 'move_receipts')
UNION ALL
-- Owners and rights.
SELECT 'one role owns everything', format('%s %s', k, o)
  FROM (SELECT 'relation', relname, relowner FROM relation
        UNION ALL SELECT 'function', proname, proowner FROM routine) x (k, o, owner)
 WHERE x.owner <> (SELECT nspowner FROM pg_namespace WHERE nspname = 'orderhook')
UNION ALL
SELECT 'nobody but the owner has a right that was not granted', format('%s %s: %s', k, o, a.privilege_type)
  FROM (SELECT 'relation', relname, COALESCE(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)), relowner FROM relation
        UNION ALL SELECT 'column', attname, attacl, relowner FROM pg_attribute JOIN relation c ON c.oid = attrelid
        UNION ALL SELECT 'function', proname, COALESCE(proacl, acldefault('f', proowner)), proowner FROM routine
        UNION ALL SELECT 'schema', nspname, COALESCE(nspacl, acldefault('n', nspowner)), nspowner
                    FROM pg_namespace WHERE nspname = 'orderhook') x (k, o, acl, owner)
 CROSS JOIN LATERAL aclexplode(x.acl) a
 WHERE a.grantee <> x.owner;

-- ---- the store keeps to all of them ----

SELECT DISTINCT rule, object COLLATE "C" AS object FROM finding ORDER BY 1, 2;

-- ---- each of them can be broken ----

BEGIN;
CREATE ROLE regress_orderhook_other;
CREATE TYPE orderhook.mood AS ENUM ('fine');
CREATE TYPE orderhook.pair AS (a int, b int);
CREATE DOMAIN orderhook.positive AS int CHECK (VALUE > 0);
CREATE TABLE orderhook.wrong_key (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, source_id bigint NOT NULL, name text UNIQUE);
CREATE INDEX wrong_index ON orderhook.wrong_key (name, source_id);
CREATE TABLE orderhook.wrong_identity (source_id bigint NOT NULL, id int GENERATED ALWAYS AS IDENTITY, n serial, PRIMARY KEY (source_id, id));
CREATE TABLE orderhook.wrong_source (source_id int PRIMARY KEY);
CREATE TABLE orderhook.wrong_null (source_id bigint, body bytea COMPRESSION pglz);
CREATE TABLE orderhook.wrong_types (
    source_id bigint PRIMARY KEY,
    mood      orderhook.mood,
    pair      orderhook.pair,
    positive  orderhook.positive,
    provider  orderhook_provider,
    verdict   orderhook_verdict
);
CREATE TABLE orderhook.wrong_ties (
    source_id bigint PRIMARY KEY REFERENCES orderhook.source,
    body      bytea CHECK ((orderhook_parse(body, 'bbot')).event IS NOT NULL),
    version   text DEFAULT orderhook_version()
);
CREATE INDEX wrong_expression ON orderhook.wrong_ties (source_id, ((orderhook_verify(body, version, version)).valid));
CREATE INDEX wrong_condition ON orderhook.wrong_ties (source_id) WHERE (orderhook_parse(body, 'revo')).event = 'unknown';
CREATE UNLOGGED TABLE orderhook.wrong_unlogged (source_id bigint PRIMARY KEY);
CREATE FUNCTION public.regress_orderhook_loose(numeric, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR public.<<>> (FUNCTION = public.regress_orderhook_loose, LEFTARG = numeric, RIGHTARG = integer);
CREATE VIEW orderhook.wrong_barrier AS SELECT webhook_id FROM orderhook.receipt;
CREATE VIEW orderhook.wrong_invoker WITH (security_invoker) AS SELECT webhook_id FROM orderhook.receipt;
CREATE VIEW orderhook.wrong_owner AS SELECT total <<>> 0 AS odd, orderhook_version() AS version FROM orderhook.order_header ORDER BY total;
CREATE MATERIALIZED VIEW orderhook.wrong_copy AS SELECT order_id FROM orderhook.order_header;
CREATE FUNCTION orderhook.wrong_trigger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER wrong BEFORE INSERT ON orderhook.receipt FOR EACH ROW EXECUTE FUNCTION orderhook.wrong_trigger();
CREATE TRIGGER wrong INSTEAD OF UPDATE ON orderhook.inbox FOR EACH ROW EXECUTE FUNCTION orderhook.wrong_trigger();
CREATE FUNCTION orderhook.wrong_definer() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS '';
CREATE FUNCTION orderhook.wrong_leakproof() RETURNS void LANGUAGE sql LEAKPROOF SET search_path = pg_catalog, pg_temp AS '';
CREATE FUNCTION orderhook.wrong_path() RETURNS text LANGUAGE sql SET search_path = pg_catalog, orderhook AS 'SELECT ''a''::text';
CREATE FUNCTION orderhook.wrong_call() RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$ BEGIN EXECUTE format('SELECT %L', pg_catalog.lower(orderhook_version())); RETURN upper('a'); END $$;
CREATE FUNCTION orderhook.wrong_body() RETURNS text LANGUAGE sql SET search_path = pg_catalog, pg_temp RETURN 'a';
ALTER TABLE orderhook.order_item OWNER TO regress_orderhook_other;
ALTER TABLE orderhook.source_secret ALTER COLUMN sealed SET STATISTICS 100;
ALTER TABLE orderhook.order_contact ALTER COLUMN name SET STATISTICS 100;
GRANT SELECT ON orderhook.receipt TO PUBLIC;
GRANT SELECT (sealed) ON orderhook.source_secret TO regress_orderhook_other;
GRANT USAGE ON SCHEMA orderhook TO PUBLIC;
SELECT DISTINCT rule, object COLLATE "C" AS object FROM finding ORDER BY 1, 2;
ROLLBACK;

-- ---- every function: how volatile, how parallel, strict, with which path, for whom ----

SELECT p.proname AS name, p.prokind AS kind, p.provolatile AS volatility, p.proparallel AS parallel, p.proisstrict AS strict,
       l.lanname AS language, p.proconfig[1] AS path,
       CASE WHEN p.proacl IS NULL THEN 'everybody'
            ELSE (SELECT string_agg(CASE a.grantee WHEN p.proowner THEN 'owner' WHEN 0 THEN 'everybody' ELSE a.grantee::regrole::text END, ', ')
                    FROM aclexplode(p.proacl) a) END AS may_execute
  FROM pg_proc p
  JOIN pg_language l ON l.oid = p.prolang
 WHERE p.oid IN (SELECT oid FROM routine) OR p.oid IN (SELECT objid FROM member)
 ORDER BY p.pronamespace = 'orderhook'::regnamespace, p.proname COLLATE "C", pg_get_function_identity_arguments(p.oid) COLLATE "C";

-- ---- the text of the scripts ----

-- What the catalogs do not show any more: text that would use what is there already, or reach further than it says.
CREATE TEMPORARY TABLE line (text text);
\copy line FROM PROGRAM 'cd "$PG_ABS_SRCDIR/../sql" && grep -n "" *.sql' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
CREATE TEMPORARY VIEW rule_of_text (rule, pattern) AS
VALUES ('no CREATE OR REPLACE', 'CREATE\s+OR\s+REPLACE(?! VIEW %s)'),
       ('no CREATE … IF NOT EXISTS', '(CREATE|ADD)\s[^(]*IF\s+NOT\s+EXISTS'),
       ('no DROP … CASCADE', 'DROP\s.*CASCADE'),
       ('no SECURITY DEFINER', 'SECURITY\s+DEFINER'),
       ('no LEAKPROOF', '(^|[^T])\s+LEAKPROOF'),
       ('no DO block', '^\s*DO\s+(\$|LANGUAGE|'')'),
       ('no @extschema@ within a literal', '''[^'']*@extschema@[^'']*'''),
       ('a search_path is pinned to what is known', 'SET\s+search_path\s+(=|TO)\s+(?!(pg_catalog|@extschema@), pg_temp|%s, pg_temp)|search_path\s+FROM\s+CURRENT'),
       ('no setting for the session', '^SET\s+(SESSION\s+|LOCAL\s+)?(?!search_path|plan_cache_mode|client_min_messages|enable_nestloop|enable_mergejoin|jit|row_security = off$|lock_timeout = ''200ms''$|DateStyle = ''ISO''$|TimeZone = ''UTC''$|IntervalStyle = ''postgres''$)\w+\s*(=|TO)|set_config\((?!''{1,2}citus\.)'),
       ('no rights for PUBLIC', 'GRANT\s.*TO\s+PUBLIC'),
       ('no casts, operators, event triggers, rules', 'CREATE\s+(CAST|OPERATOR|EVENT|RULE|LANGUAGE)'),
       ('no data-modifying common table expression', 'WITH\s.*AS\s*\(\s*(INSERT|UPDATE|DELETE)'),
       ('no MERGE', '^\s*MERGE\s');
CREATE TEMPORARY VIEW text_finding AS
SELECT r.rule, l.text FROM line l JOIN rule_of_text r ON regexp_replace(l.text, '^[^:]*:\d+:|--.*', '', 'g') ~* r.pattern
 -- A store that exists is given other views where it is distributed, and the first ones back.
   AND NOT (r.rule = 'no CREATE OR REPLACE' AND l.text LIKE '46\_distributed\_views.sql:%');
SELECT count(*) > 1000 AS there_are_lines FROM line;
SELECT * FROM text_finding ORDER BY 1, 2;
BEGIN;
INSERT INTO line
VALUES ('x:1:CREATE OR REPLACE FUNCTION f()'), ('x:2:CREATE TABLE IF NOT EXISTS t ()'), ('x:3:DROP TABLE t CASCADE;'),
       ('x:4:LANGUAGE sql SECURITY DEFINER'), ('x:5:LANGUAGE c LEAKPROOF'), ('x:6:DO $$'),
       ('x:7:EXECUTE ''CREATE TABLE @extschema@.t ()'''), ('x:8:SET search_path = public'), ('x:9:SET search_path FROM CURRENT'),
       ('x:10:SET row_security = off;'), ('x:11:GRANT SELECT ON t TO PUBLIC;'), ('x:12:CREATE CAST (a AS b)'),
       ('x:13:WITH x AS (DELETE FROM t RETURNING a)'), ('x:14:MERGE INTO t'), ('x:15:-- CREATE OR REPLACE, in a comment');
SELECT * FROM text_finding ORDER BY 1, 2;
ROLLBACK;
