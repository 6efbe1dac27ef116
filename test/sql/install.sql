-- Who may make the store, what it is made of, and the rules that its catalogue keeps.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS orderhook CASCADE;
DROP EXTENSION IF EXISTS orderhook CASCADE;
DROP ROLE IF EXISTS regress_orderhook_owner;
CREATE EXTENSION orderhook;
RESET client_min_messages;
\set SHOW_CONTEXT never

-- Nothing to bring up to date yet.
SELECT orderhook_migrate();
\echo :LAST_ERROR_SQLSTATE

-- A plain role with CREATE on the database, and no more, makes it and owns everything.
CREATE ROLE regress_orderhook_owner;
SELECT current_database() AS database \gset
SET ROLE regress_orderhook_owner;
\set VERBOSITY sqlstate
SELECT orderhook_install();
\set VERBOSITY default
RESET ROLE;
GRANT CREATE ON DATABASE :"database" TO regress_orderhook_owner;
SET ROLE regress_orderhook_owner;
SELECT orderhook_install();
RESET ROLE;

SELECT 'relation' AS kind, count(*) > 30 AS some, bool_and(relowner = 'regress_orderhook_owner'::regrole) AS own_all
  FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace
UNION ALL
SELECT 'function', count(*) > 5, bool_and(proowner = 'regress_orderhook_owner'::regrole)
  FROM pg_proc WHERE pronamespace = 'orderhook'::regnamespace
UNION ALL
SELECT 'schema', true, nspowner = 'regress_orderhook_owner'::regrole FROM pg_namespace WHERE nspname = 'orderhook'
ORDER BY kind;

-- That role can use it to the end.
SET ROLE regress_orderhook_owner;
INSERT INTO orderhook.source (name, provider) VALUES ('soho', 'mipos');
SELECT orderhook.set_secret('soho', 'a secret of the right length');
INSERT INTO orderhook.inbox (source, headers, body)
SELECT 'soho', orderhook_sign(b, 'a secret of the right length', 'mipos'), b FROM orderhook_sample('mipos', 7) b
RETURNING webhook_id, verdict, strength, outcome, reason, http_status, order_id;
SELECT count(*) FROM orderhook.orders;
SELECT orderhook_migrate();
-- A second one is refused, and harms nothing.
SELECT orderhook_install();
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM orderhook.orders;
RESET ROLE;

-- Nothing of the store belongs to the extension, and nothing but the door depends on it.
SELECT count(*) AS members
  FROM pg_depend d
 WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
   AND ((d.classid = 'pg_class'::regclass AND d.objid IN
         (SELECT oid FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace))
     OR (d.classid = 'pg_proc'::regclass AND d.objid IN
         (SELECT oid FROM pg_proc WHERE pronamespace = 'orderhook'::regnamespace)));
SELECT DISTINCT pg_describe_object(d.classid, d.objid, 0) AS depends
  FROM pg_depend m
  JOIN pg_depend d ON d.refclassid = m.classid AND d.refobjid = m.objid
 WHERE m.refclassid = 'pg_extension'::regclass AND m.deptype = 'e'
   AND m.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'orderhook')
   AND pg_describe_object(d.classid, d.objid, 0) LIKE '% orderhook.%';

-- ---- rules of the catalogue: each of these lists the objects that break one ----

-- source_id comes first in every primary key and unique index; configuration that has a name aside.
SELECT c.relname, i.indexrelid::regclass
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
 WHERE c.relnamespace = 'orderhook'::regnamespace AND i.indisunique
   AND a.attname <> 'source_id' AND c.relname NOT IN ('source', 'store', 'reader_limit')
 ORDER BY 1, 2;
-- Every table has a primary key, and a source_id that is bigint and never NULL.
SELECT c.relname
  FROM pg_class c
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'p')
   AND (NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
     OR c.relname NOT IN ('store', 'reader_limit') AND NOT EXISTS
        (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'source_id'
            AND a.atttypid = 'bigint'::regtype AND a.attnotnull))
 ORDER BY 1;
-- No serial, no identity but bigint.
SELECT c.relname, a.attname
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
   AND (a.attidentity <> '' AND a.atttypid <> 'bigint'::regtype
     OR EXISTS (SELECT FROM pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum
                   AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'))
 ORDER BY 1, 2;
-- Core types only.
SELECT c.relname, a.attname, a.atttypid::regtype
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0
   AND a.atttypid >= 16384
 ORDER BY 1, 2;
-- No trigger but the door, no foreign key, no rule but those of the views.
SELECT t.tgname, t.tgrelid::regclass, t.tgfoid::regproc
  FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace = 'orderhook'::regnamespace
 ORDER BY 1;
SELECT r.rulename, r.ev_class::regclass
  FROM pg_rewrite r
  JOIN pg_class c ON c.oid = r.ev_class
 WHERE c.relnamespace = 'orderhook'::regnamespace AND r.rulename <> '_RETURN';
-- Nothing runs with the rights of its definer, and every function pins its search_path (a procedure that
-- commits cannot).
SELECT p.oid::regprocedure
  FROM pg_proc p
 WHERE (p.pronamespace = 'orderhook'::regnamespace OR p.proname LIKE 'orderhook%')
   AND (p.prosecdef
     OR p.pronamespace = 'orderhook'::regnamespace AND p.prokind = 'f'
    AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%'))
 ORDER BY 1;
-- Nothing of it is for PUBLIC.
SELECT c.relname, a.privilege_type
  FROM pg_class c
 CROSS JOIN LATERAL aclexplode(c.relacl) a
 WHERE c.relnamespace = 'orderhook'::regnamespace AND a.grantee = 0
UNION ALL
SELECT p.proname, a.privilege_type
  FROM pg_proc p
 CROSS JOIN LATERAL aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) a
 WHERE p.pronamespace = 'orderhook'::regnamespace AND a.grantee = 0
UNION ALL
SELECT n.nspname, a.privilege_type
  FROM pg_namespace n
 CROSS JOIN LATERAL aclexplode(n.nspacl) a
 WHERE n.nspname = 'orderhook' AND a.grantee = 0
 ORDER BY 1, 2;
-- Every view runs with the rights of who reads; those over receipts with the owner's, behind a barrier.
SELECT c.relname, c.reloptions
  FROM pg_class c
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'v'
   AND c.reloptions IS DISTINCT FROM ARRAY['security_invoker=true']
 ORDER BY 1;
-- No view sorts or groups over orders.
SELECT c.relname
  FROM pg_class c
 WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'v'
   AND pg_get_viewdef(c.oid) ~* '(\n ORDER BY|GROUPING SETS)'
 ORDER BY 1;
-- No statistics over what is secret.
SELECT attname, attstattarget AS statistics
  FROM pg_attribute
 WHERE attrelid = 'orderhook.source_secret'::regclass AND attname = 'sealed';

-- ---- what people rely on: the columns of the views, in this order ----

SELECT t.name AS view, string_agg(c.column_name || CASE c.data_type
           WHEN 'text' THEN '' WHEN 'timestamp with time zone' THEN ' timestamptz'
           ELSE ' ' || c.data_type END, ', ' ORDER BY c.ordinal_position) AS columns
  FROM unnest(ARRAY['inbox', 'orders', 'order_items', 'order_modifiers', 'order_charges', 'order_payments',
                    'order_events', 'order_deliveries', 'order_arrivals', 'order_contacts', 'quarantine',
                    'reconciliation', 'sources']) WITH ORDINALITY t (name, n)
  LEFT JOIN information_schema.columns c ON c.table_schema = 'orderhook' AND c.table_name = t.name
 GROUP BY t.name, t.n
 ORDER BY t.n
\pset format unaligned
\g
\pset format aligned

SET client_min_messages = warning;
DROP SCHEMA orderhook CASCADE;
REVOKE CREATE ON DATABASE :"database" FROM regress_orderhook_owner;
DROP ROLE regress_orderhook_owner;
