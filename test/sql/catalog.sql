-- What the extension puts into a database, as the catalogs tell it.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;
\pset null '(null)'

CREATE TEMPORARY VIEW member AS
SELECT classid, objid FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
    AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'orderhook');
CREATE TEMPORARY VIEW member_function AS
SELECT pg_proc.* FROM pg_proc JOIN member ON classid = 'pg_proc'::regclass AND objid = pg_proc.oid;

-- Functions and types; no table, no schema, no operator, no cast.
SELECT classid::regclass, count(*) > 0 AS some FROM member GROUP BY classid ORDER BY classid::regclass::text COLLATE "C";
SELECT extversion = orderhook_version() AS version, extrelocatable, extconfig IS NULL AS no_tables FROM pg_extension WHERE extname = 'orderhook';

SELECT proname, pg_get_function_identity_arguments(oid) AS arguments, pg_get_function_result(oid) AS result
FROM member_function ORDER BY proname, pg_get_function_identity_arguments(oid) COLLATE "C";
SELECT proname, pronargs AS arguments, pronargdefaults AS defaults, provolatile AS volatility, proisstrict AS strict,
    proparallel AS parallel, procost AS cost, prorows AS rows, proretset AS set, prosecdef AS definer,
    (SELECT lanname FROM pg_language WHERE oid = prolang) AS language, proconfig IS NOT NULL AS settings, proacl IS NULL AS acl_default
FROM member_function ORDER BY proname, pg_get_function_identity_arguments(oid) COLLATE "C";

-- None runs as its owner, and each has a comment.
SELECT count(*) FILTER (WHERE prosecdef) AS definers, count(*) FILTER (WHERE proleakproof) AS leakproof,
    string_agg(proname, ', ' ORDER BY proname) FILTER (WHERE obj_description(oid, 'pg_proc') IS NULL) AS without_comment,
    string_agg(proname, ', ' ORDER BY proname) FILTER (WHERE NOT has_function_privilege('public', oid, 'EXECUTE')) AS not_public
FROM member_function;

-- The types: an enum, and composites column for column.
SELECT enumlabel FROM pg_enum WHERE enumtypid = 'orderhook_provider'::regtype ORDER BY enumsortorder;
SELECT t.typname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type
FROM pg_type t JOIN member ON classid = 'pg_type'::regclass AND objid = t.oid
    JOIN pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0
WHERE t.typtype = 'c' ORDER BY t.typname, a.attnum;

-- In another schema it is all there as well, and finds its own types whatever the search_path.
DROP VIEW member_function, member;
DROP EXTENSION orderhook;
CREATE SCHEMA regress_elsewhere;
CREATE EXTENSION orderhook SCHEMA regress_elsewhere;
SELECT (regress_elsewhere.orderhook_verify('x', 'x', 'x'::text)).reason;
SELECT (regress_elsewhere.orderhook_parse(regress_elsewhere.orderhook_sample('bbot'), 'bbot')).event;
SET search_path = pg_catalog;
SELECT count(*) > 0 AS items, count(modifiers) > 0 AS modifiers
FROM regress_elsewhere.orderhook_items(convert_from(regress_elsewhere.orderhook_sample('bbot', 1), 'UTF8')::jsonb, 'bbot');
SELECT (reading).external_id IS NOT NULL AS read
FROM regress_elsewhere.orderhook_parse(regress_elsewhere.orderhook_sample('revo'), 'revo') AS reading;
RESET search_path;
DROP EXTENSION orderhook;
DROP SCHEMA regress_elsewhere;
