-- What orderhook_publish publishes and what never: each column is in one of two lists, with the reason, so that
-- no column to come goes out unasked. And what it refuses. (The copy itself: test/t/017_publish.pl.)
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
DROP PUBLICATION IF EXISTS orderhook;
DROP PUBLICATION IF EXISTS regress_orderhook_other;
SELECT 'DROP OWNED BY ' || rolname FROM pg_roles WHERE rolname LIKE 'regress\_orderhook\_%' \gexec
DROP ROLE IF EXISTS regress_orderhook_reader, regress_orderhook_owner, regress_orderhook_contacts;
RESET client_min_messages;
\set ECHO all
\pset null '(null)'

-- ---- every column is in one of the lists ----

CREATE TEMPORARY TABLE withheld (table_name text, columns text[], why text);
INSERT INTO withheld
VALUES ('source', '{money_unit,allow_unauthenticated,retry_horizon,max_body_bytes,enabled,notify,outbox,rejected_quota,keep_bodies,keep_receipts}', 'no view reads it'),
       ('source_secret', NULL, 'secret'),
       ('receipt', NULL, 'what was sent'),
       ('order_header', '{last_body_digest,group_digests}', 'confirms a guess of what was digested'),
       ('order_header', '{last_webhook_id,stated,version_rank,version_stated,is_loose}', 'no view reads it'),
       ('order_contact', NULL, 'personal'),
       ('customer', NULL, 'personal'),
       ('product', '{stated}', 'no view reads it'),
       ('product', '{body_digest}', 'confirms a guess of what was digested'),
       ('order_link', '{decided_at,decided_by}', 'no view reads it'),
       ('source_path', NULL, 'names of keys as they were sent'),
       ('outbox', NULL, 'of the transactions of this server'),
       ('erasure', NULL, 'for who may see personal data'),
       ('reader_limit', NULL, 'of the roles of this server');
CREATE TEMPORARY VIEW listed AS
SELECT c.table_name, u.column_name, 'published' AS list
  FROM orderhook_copied_columns() c CROSS JOIN LATERAL unnest(c.columns) u (column_name)
UNION ALL
SELECT w.table_name, COALESCE(u.column_name, a.attname), 'withheld'
  FROM withheld w
  LEFT JOIN LATERAL unnest(w.columns) u (column_name) ON true
  LEFT JOIN pg_attribute a ON w.columns IS NULL AND a.attrelid = to_regclass('orderhook.' || w.table_name) AND a.attnum > 0;
CREATE TEMPORARY VIEW wrongly_listed AS
SELECT table_name, column_name, array_agg(l.list) FILTER (WHERE l.list IS NOT NULL) AS lists, bool_and(c.attname IS NULL) AS is_gone
  FROM listed l
  FULL JOIN (SELECT t.relname::text AS table_name, a.attname::text AS column_name, a.attname
               FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
              WHERE t.relnamespace = 'orderhook'::regnamespace AND t.relkind IN ('r', 'p')) c USING (table_name, column_name)
 GROUP BY table_name, column_name
HAVING count(l.list) <> 1 OR bool_and(c.attname IS NULL);
SELECT * FROM wrongly_listed ORDER BY 1, 2;
-- That finds whatever is in neither, in both, or no more.
BEGIN;
ALTER TABLE orderhook.order_item ADD COLUMN eaten_by text;
CREATE TABLE orderhook.guest (source_id bigint, name text);
ALTER TABLE orderhook.store RENAME COLUMN day_start TO opens_at;
INSERT INTO withheld VALUES ('order_item', '{notes}', 'on second thought');
SELECT * FROM wrongly_listed ORDER BY 1, 2;
ROLLBACK;

-- What is published is a part of what grant_reader shows: nothing.
CREATE ROLE regress_orderhook_reader;
SELECT orderhook.grant_reader('regress_orderhook_reader');
SELECT c.table_name, u.column_name
  FROM orderhook_copied_columns() c CROSS JOIN LATERAL unnest(c.columns) u (column_name)
 WHERE NOT has_column_privilege('regress_orderhook_reader', 'orderhook.' || c.table_name, u.column_name, 'SELECT');

-- ---- which views a copy has ----

SELECT view, lacks FROM orderhook_copied_views() WHERE place IS NULL ORDER BY view::text COLLATE "C";
SELECT string_agg(replace(view::text, 'orderhook.', ''), ', ' ORDER BY view::text COLLATE "C") AS copied
  FROM orderhook_copied_views() WHERE place IS NOT NULL;
-- Each comes after those that it reads.
SELECT v.view, u.view
  FROM orderhook_copied_views() v
  JOIN pg_rewrite r ON r.ev_class = v.view
  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
  JOIN orderhook_copied_views() u ON u.view = d.refobjid AND u.view <> v.view
 WHERE (u.place < v.place) IS NOT TRUE AND v.place IS NOT NULL;
-- Views of the owner's own: that read what is there, more than that, other views, and in another order than they were made.
BEGIN;
CREATE FUNCTION orderhook.mine(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE VIEW orderhook.a_good_one WITH (security_invoker = on) AS SELECT source, count(*) FROM orderhook.orders GROUP BY 1;
CREATE VIEW orderhook.a_definers AS SELECT * FROM orderhook.orders;
CREATE VIEW orderhook.b_digest WITH (security_invoker) AS SELECT order_id, last_body_digest FROM orderhook.order_header;
CREATE VIEW orderhook.b_of_digest WITH (security_invoker) AS SELECT order_id FROM orderhook.b_digest;
CREATE VIEW orderhook.b_function WITH (security_invoker) AS SELECT orderhook.mine(order_id) FROM orderhook.orders;
CREATE VIEW orderhook.b_extension WITH (security_invoker) AS SELECT orderhook_version() FROM orderhook.orders;
CREATE VIEW orderhook.b_type WITH (security_invoker) AS SELECT provider::orderhook_provider AS p FROM orderhook.orders;
CREATE VIEW orderhook.b_catalogue WITH (security_invoker) AS SELECT count(*) AS n FROM orderhook.receipt;
CREATE VIEW orderhook.c_late WITH (security_invoker) AS SELECT source FROM orderhook.a_good_one;
CREATE VIEW orderhook.c_first WITH (security_invoker) AS SELECT 'a'::text AS source;
CREATE OR REPLACE VIEW orderhook.c_first WITH (security_invoker) AS SELECT source FROM orderhook.c_late;
SELECT view, place IS NOT NULL AS is_copied, lacks,
       place > (SELECT place FROM orderhook_copied_views() WHERE view = 'orderhook.c_late'::regclass) AS behind_c_late
  FROM orderhook_copied_views() WHERE view::text ~ '^orderhook\.[abc]_' ORDER BY view::text COLLATE "C";
ROLLBACK;

-- ---- indexes: of what is copied, and of nothing else ----

BEGIN;
CREATE FUNCTION orderhook.mine(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE INDEX good ON orderhook.order_header (source_id, lower(external_id)) WHERE total > 0;
CREATE INDEX bad_column ON orderhook.order_header (source_id, last_webhook_id);
CREATE INDEX bad_include ON orderhook.order_header (source_id) INCLUDE (last_webhook_id);
CREATE INDEX bad_expression ON orderhook.order_header (source_id, (last_webhook_id + 1));
CREATE INDEX bad_condition ON orderhook.order_header (source_id) WHERE is_loose;
CREATE INDEX bad_function ON orderhook.order_header (source_id, orderhook.mine(external_id));
SELECT statement FROM orderhook_copy_statements() WHERE stage = 2 ORDER BY statement COLLATE "C";
ROLLBACK;

-- ---- text that is not what it seems ----

-- A name or a comment cannot leave its place in the script, wherever it stands.
BEGIN;
COMMENT ON VIEW orderhook.orders IS 'a $copy$ and '' and \ in it';
CREATE VIEW orderhook."a
DROP TABLE b; $copy_$" AS SELECT 1 AS "c""d";
CREATE VIEW orderhook."b; -- $copy_$" WITH (security_invoker) AS SELECT source AS "c""d $copy__$
e" FROM orderhook.orders;
SELECT script ~ '\nDO \$copy___\$\n' AS has_another_tag, script ~ '\$copy___\$;$' AS ends_with_it, script ~ '(^|\n)DROP' AS has_dropped,
       regexp_count(script, '\$copy___\$') AS tags
  FROM orderhook_copy_script(E'x\nDROP TABLE c;') script;
ROLLBACK;

-- ---- making it ----

-- Where wal_level is not logical, the server warns.
SET client_min_messages = error;
-- Nothing in it depends on who asks, with which search_path.
SELECT md5(orderhook_copy_script()) AS script \gset
SET search_path = orderhook, public;
SELECT md5(orderhook_copy_script()) = :'script' AS same;
RESET search_path;
-- Nor on how that session writes times: elsewhere they would be read as others.
BEGIN;
CREATE VIEW orderhook.a_time WITH (security_invoker) AS
SELECT order_id FROM orderhook.orders WHERE placed_at > '2026-03-01 00:00+00'::timestamptz + interval '-1 day -2 hours';
SELECT orderhook_copy_script() AS script \gset
SET LOCAL TimeZone = 'Asia/Kolkata';
SET LOCAL DateStyle = 'SQL, DMY';
SET LOCAL IntervalStyle = 'sql_standard';
SELECT orderhook_copy_script() = :'script' AS same;
ROLLBACK;
SELECT orderhook_publish() = orderhook_copy_script() AS the_script;
SELECT p.pubname, pg_get_userbyid(p.pubowner) = current_user AS mine, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot
  FROM pg_publication p;
SELECT r.prrelid::regclass, array_agg(a.attname ORDER BY a.attname) = (SELECT array_agg(u::name ORDER BY u::name) FROM unnest(c.columns) u) AS as_listed
  FROM pg_publication_rel r
  JOIN pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[])
  LEFT JOIN orderhook_copied_columns() c ON format('orderhook.%I', c.table_name)::regclass = r.prrelid
 GROUP BY r.prrelid, c.columns ORDER BY r.prrelid::regclass::text COLLATE "C";
-- The store works on: rows are updated and deleted.
SELECT outcome FROM generate_series(1, 2) n, pg_temp.deliver('bbot', format('{"order": {"id": "a", "last_modified": "2026-03-07T18:00:0%sZ", "items": [{"id": "%s"}]}}', n, n));

-- ---- refused, and nothing done ----

\set VERBOSITY default
SELECT orderhook_publish();
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_publish('orderhook');
SELECT orderhook_publish('');
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_publish(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_copy_script(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_copy_script('');
\echo :LAST_ERROR_SQLSTATE
ALTER TABLE orderhook.order_item REPLICA IDENTITY FULL;
SELECT orderhook_publish('regress_orderhook_other');
\echo :LAST_ERROR_SQLSTATE
ALTER TABLE orderhook.order_item REPLICA IDENTITY DEFAULT;
ALTER TABLE orderhook.store DROP COLUMN day_start CASCADE;
\set VERBOSITY terse
SELECT orderhook_publish('regress_orderhook_other');
\set VERBOSITY default
SELECT pubname FROM pg_publication;

-- Who may not.
CREATE ROLE regress_orderhook_owner;
SET ROLE regress_orderhook_reader;
\set VERBOSITY sqlstate
SELECT orderhook_publish('regress_orderhook_other');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
SELECT current_database() AS database \gset
GRANT CREATE ON DATABASE :"database" TO regress_orderhook_reader;
SET ROLE regress_orderhook_reader;
SELECT orderhook_publish('regress_orderhook_other');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
SET ROLE regress_orderhook_owner;
SELECT orderhook_publish('regress_orderhook_other');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;

-- A store that is dropped leaves the publication, empty; without a store there is nothing to publish.
DROP SCHEMA orderhook CASCADE;
SELECT pubname, (SELECT count(*) FROM pg_publication_rel r WHERE r.prpubid = p.oid) AS tables FROM pg_publication p;
SELECT orderhook_publish();
\echo :LAST_ERROR_SQLSTATE
SELECT orderhook_copy_script();
\echo :LAST_ERROR_SQLSTATE
DROP PUBLICATION orderhook;
-- A plain role that owns the store may.
GRANT CREATE ON DATABASE :"database" TO regress_orderhook_owner;
SET ROLE regress_orderhook_owner;
SELECT orderhook_install();
SELECT length(orderhook_publish('regress_orderhook_other')) > 100000 AS script;
RESET ROLE;
SELECT pubname, pg_get_userbyid(pubowner) FROM pg_publication;

DROP PUBLICATION regress_orderhook_other;
DROP SCHEMA orderhook CASCADE;
DROP OWNED BY regress_orderhook_reader, regress_orderhook_owner;
DROP ROLE regress_orderhook_reader, regress_orderhook_owner;
