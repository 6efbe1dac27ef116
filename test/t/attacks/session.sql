--- Roles, settings, the catalogs and the server itself.

-- becomes the owner
-- 42501
SET ROLE keeper;

-- becomes it for a transaction
-- 42501
SET LOCAL ROLE keeper;

-- becomes it by a setting
-- 42501
SELECT set_config('role', 'keeper', false);

-- becomes the superuser
-- 42501
SET SESSION AUTHORIZATION postgres;

-- becomes it by a setting
-- 42501
SELECT set_config('session_authorization', 'postgres', false);

-- becomes it by resetting
-- 42501
RESET SESSION AUTHORIZATION;
RESET ROLE;
SELECT * FROM pg_authid;

-- becomes it at the next login
-- 42501
ALTER ROLE CURRENT_USER SUPERUSER;

-- gets a role of another
-- 42501
GRANT keeper TO CURRENT_USER;

-- gets the rights of the server's own roles
-- 42501
GRANT pg_read_all_data TO CURRENT_USER;

-- gets to read files
-- 42501
GRANT pg_read_server_files TO CURRENT_USER;

-- makes a role
-- 42501
CREATE ROLE mine SUPERUSER;

-- changes the owner's password
-- 42501
ALTER ROLE keeper PASSWORD 'mine';

-- gives the owner a search_path
-- 42501
ALTER ROLE keeper SET search_path = lair;

-- gives the database one
-- 42501
ALTER DATABASE postgres SET search_path = lair;

-- gives the server one
-- 42501|25001
ALTER SYSTEM SET search_path = 'lair';

-- renames the owner
-- 42501
ALTER ROLE keeper RENAME TO mine;

-- drops the owner
-- 42501
DROP ROLE keeper;

-- takes all that the owner has
-- 42501
REASSIGN OWNED BY keeper TO CURRENT_USER;

-- drops all that the owner has
-- 42501
DROP OWNED BY keeper CASCADE;

-- has the owner grant what it makes
-- 42501
ALTER DEFAULT PRIVILEGES FOR ROLE keeper GRANT ALL ON TABLES TO PUBLIC;

-- has the owner grant what it makes in the store
-- 42501
ALTER DEFAULT PRIVILEGES FOR ROLE keeper IN SCHEMA orderhook GRANT ALL ON FUNCTIONS TO PUBLIC;

-- takes the schema
-- 42501
ALTER SCHEMA orderhook OWNER TO CURRENT_USER;

-- renames the schema
-- 42501
ALTER SCHEMA orderhook RENAME TO mine;

-- drops the schema
-- 42501
DROP SCHEMA orderhook CASCADE;

-- drops public, with the extension
-- 42501
DROP SCHEMA public CASCADE;

-- makes the schema again
-- 42P06|42501
CREATE SCHEMA orderhook AUTHORIZATION CURRENT_USER;

-- makes a table in it
-- 42501
CREATE TABLE orderhook.mine (a int);

-- makes a function in it
-- 42501
CREATE FUNCTION orderhook.mine() RETURNS void LANGUAGE sql AS '';

-- makes an operator in it
-- 42501
CREATE OPERATOR orderhook.= (FUNCTION = int4eq, LEFTARG = text, RIGHTARG = int);

-- makes a type in it
-- 42501
CREATE TYPE orderhook.mine AS ENUM ('mine');

-- grants the schema
-- 42501|0LP01 ingress=42501|22012 reader=42501|22012 contacts=42501|22012
GRANT ALL ON SCHEMA orderhook TO PUBLIC;
SELECT 1 / has_schema_privilege('nobody', 'orderhook', 'USAGE')::int;

-- grants what it has been granted
-- 42501|22012
GRANT SELECT ON orderhook.orders TO PUBLIC;
SELECT 1 / has_table_privilege('nobody', 'orderhook.orders', 'SELECT')::int;

-- grants the inbox to others
-- 42501|22012
GRANT INSERT (source, headers, body) ON orderhook.inbox TO nobody;
SELECT 1 / has_column_privilege('nobody', 'orderhook.inbox', 'body', 'INSERT')::int;

-- takes rights away from others
-- 42501
REVOKE ALL ON orderhook.inbox FROM ingress;
SELECT 1 / (NOT has_column_privilege('ingress', 'orderhook.inbox', 'body', 'INSERT'))::int;

-- makes triggers rest
-- 42501
SET session_replication_role = replica;

-- makes triggers rest by a function
-- 42501
SELECT set_config('session_replication_role', 'replica', true);

-- loads a library
-- 42501
LOAD '$libdir/orderhook';

-- loads a file
-- 42501
LOAD '/tmp/mine.so';

-- preloads a library
-- 42501
SET session_preload_libraries = 'mine';

-- sends libraries from elsewhere
-- 42501
SET dynamic_library_path = '/tmp';

-- has every statement logged, secrets with it
-- 42501
SET log_statement = 'all';

-- has parameters logged
-- 42501
SET log_min_duration_statement = 0;

-- has the parameters of errors logged, which are its own
-- harmless
-- harmless while: output
SET log_parameter_max_length_on_error = -1;

-- has the server speak in debugging
-- harmless
-- harmless while: output
SET client_min_messages = debug5;

-- commits without waiting
-- harmless
-- harmless while: output
SET synchronous_commit = off;

-- turns row security off, which turns its own queries into errors
-- harmless
-- harmless while: output
SET row_security = off;

-- a setting of the extension's name
-- harmless
-- harmless while: SELECT current_setting('orderhook.allow_unauthenticated', true) IS NULL
SET orderhook.allow_unauthenticated = 'true';

-- reads settings of that name
-- harmless
-- harmless while: output
SELECT * FROM pg_settings WHERE name LIKE 'orderhook%';

-- reads the settings of roles and databases
-- harmless
-- harmless while: output
SELECT * FROM pg_db_role_setting;

-- reads passwords
-- 42501
SELECT rolpassword FROM pg_authid;

-- reads passwords, as they are shown
-- harmless
-- harmless while: output (\*+\n?)*
SELECT DISTINCT rolpassword FROM pg_roles;

-- reads the planner's statistics
-- 42501
SELECT * FROM pg_statistic;

-- reads those of the secrets as they are shown
-- harmless
-- harmless while: output
SELECT * FROM pg_stats WHERE tablename IN ('source_secret', 'receipt');

-- reads those of persons
-- harmless contacts=may
-- harmless while: output
SELECT * FROM pg_stats WHERE tablename IN ('order_contact', 'customer');

-- reads those of orders
-- harmless reader=may
-- harmless while: output
SELECT * FROM pg_stats WHERE tablename = 'order_header';

-- reads extended statistics
-- 42501
SELECT * FROM pg_statistic_ext_data;

-- estimates how often a value occurs, by a condition on a column that it may not read
-- 42501
EXPLAIN SELECT 1 FROM orderhook.source_secret WHERE kind = 'hmac';

-- estimates it with a leaky operator
-- 42501
CREATE FUNCTION pg_temp.leak(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '% %', $1, $2; RETURN true; END $$;
CREATE OPERATOR pg_temp.=== (FUNCTION = pg_temp.leak, LEFTARG = text, RIGHTARG = text, RESTRICT = eqsel);
EXPLAIN SELECT 1 FROM orderhook.receipt WHERE verdict OPERATOR(pg_temp.===) 'ok';

-- reads what others are doing
-- harmless
-- harmless while: output
SELECT query FROM pg_stat_activity WHERE usename <> current_user AND query <> '' AND query NOT LIKE '<%';

-- ends another session
-- 42501
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IS DISTINCT FROM current_user;

-- cancels another session
-- 42501
SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename IS DISTINCT FROM current_user;

-- reads a file
-- 42501
SELECT pg_read_file('PG_VERSION');

-- reads a file of bytes
-- 42501
SELECT pg_read_binary_file('global/pg_control');

-- lists files
-- 42501
SELECT pg_ls_dir('.');

-- looks at a file
-- 42501
SELECT pg_stat_file('postgresql.conf');

-- imports a file
-- 42501
SELECT lo_import('/etc/passwd');

-- exports to one
-- 42501
SELECT lo_export(1, '/tmp/mine');

-- copies to one
-- 42501
COPY (SELECT 1) TO '/tmp/mine';

-- copies to a program
-- 42501
COPY (SELECT 1) TO PROGRAM 'id';

-- reads the log
-- 42501
SELECT pg_current_logfile();

-- lists the log
-- 42501
SELECT pg_ls_logdir();

-- reads who may log in
-- 42501
SELECT * FROM pg_hba_file_rules;

-- reads the configuration
-- 42501
SELECT * FROM pg_file_settings;

-- reloads it
-- 42501
SELECT pg_reload_conf();

-- reads the changes as they are written
-- 42501|55000
SELECT pg_create_logical_replication_slot('mine', 'test_decoding');

-- reads others' memory contexts
-- 42501
SELECT * FROM pg_backend_memory_contexts;

-- has them logged
-- 42501
SELECT pg_log_backend_memory_contexts(pg_backend_pid());

-- reads shared memory
-- 42501
SELECT * FROM pg_shmem_allocations;

-- resets counters
-- 42501
SELECT pg_stat_reset();

-- promotes, or writes WAL
-- 42501
SELECT pg_switch_wal();

-- makes a restore point
-- 42501
SELECT pg_create_restore_point('mine');

-- checkpoints
-- 42501
CHECKPOINT;

-- publishes everything
-- 42501
CREATE PUBLICATION mine FOR ALL TABLES;

-- publishes the schema
-- 42501
CREATE PUBLICATION mine FOR TABLES IN SCHEMA orderhook;

-- subscribes
-- 42501
CREATE SUBSCRIPTION mine CONNECTION 'dbname=postgres' PUBLICATION mine WITH (connect = false);

-- makes a language
-- 42501|58P01|0A000|22023
CREATE EXTENSION plperlu;

-- writes into the catalogs
-- 42501
UPDATE pg_catalog.pg_class SET relacl = NULL WHERE relname = 'source_secret';

-- writes a function's body
-- 42501
UPDATE pg_catalog.pg_proc SET prosrc = '' WHERE proname = 'orderhook_door';

-- makes a function in pg_catalog
-- 42501
CREATE FUNCTION pg_catalog.mine() RETURNS void LANGUAGE sql AS '';

-- makes a table in pg_catalog
-- 42501
CREATE TABLE pg_catalog.mine (a int);

-- makes pg_catalog's functions its own
-- 42501
CREATE OR REPLACE FUNCTION pg_catalog.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1';

-- takes every advisory lock that it likes, which the store takes none of
-- harmless
-- harmless while: output
SELECT FROM generate_series(1, 10) n WHERE pg_try_advisory_lock(n) IS NULL;

-- listens to what the store may say
-- harmless
-- harmless while: output
LISTEN orderhook;

-- speaks in its place, to whom nobody listens
-- harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM pg_listening_channels())
NOTIFY orderhook, 'forged';

-- has how big the tables are
-- harmless
-- harmless while: output t
SELECT pg_relation_size((SELECT oid FROM pg_class WHERE relname = 'receipt' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'orderhook'))) > 0;

-- reads the source of the functions
-- harmless
-- harmless while: output t
SELECT count(prosrc) > 10 FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'orderhook');

-- reads how the views are made
-- harmless
-- harmless while: output t
SELECT bool_and(pg_get_viewdef(oid) <> '') FROM pg_class WHERE relkind = 'v' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'orderhook');

-- asks what others may do
-- harmless
-- harmless while: output f
SELECT has_table_privilege('nobody', c.oid, 'SELECT') FROM pg_class c WHERE relname = 'source_secret';

-- gets the type of a row of secrets
-- 42501 ingress=harmless reader=harmless contacts=harmless
-- harmless while: output
SELECT NULL::orderhook.source_secret;

-- makes a row of that type, which is nobody's
-- 42501 ingress=harmless reader=harmless contacts=harmless
-- harmless while: output
SELECT x.sealed FROM jsonb_populate_record(NULL::orderhook.source_secret, '{}') x;

-- writes the whole schema out as XML
-- harmless
-- harmless while: output (?:.*\n)*
SELECT length(schema_to_xml(oid::regnamespace::name, false, false, '')::text) FROM pg_namespace WHERE nspname = 'orderhook' AND has_schema_privilege(oid, 'USAGE');

-- writes the whole database out as XML
-- harmless|42501
-- harmless while: output (?:.*\n)*
SELECT database_to_xml(true, false, '');

-- counts words with a query of its own
-- 42501
SELECT * FROM ts_stat('SELECT to_tsvector(body::text) FROM orderhook.receipt');

-- rewrites a query with one of its own
-- 42501
SELECT ts_rewrite('a'::tsquery, 'SELECT a::text::tsquery, a::text::tsquery FROM (SELECT encode(sealed, ''hex'') AS a FROM orderhook.source_secret) x');

-- does it in a block that catches the error
-- 42501
DO $$ DECLARE s text; BEGIN EXECUTE 'SELECT string_agg(k::text, '''') FROM orderhook.source_secret k' INTO s; RAISE NOTICE '%', s; END $$;

-- catches the error and goes on
-- 22012
DO $$ BEGIN BEGIN PERFORM * FROM orderhook.source_secret; EXCEPTION WHEN insufficient_privilege THEN PERFORM 1 / 0; END; END $$;

-- reads with a cursor that stays open while the role changes
-- 42501
DECLARE c CURSOR FOR SELECT * FROM orderhook.receipt;
SET ROLE keeper;
FETCH ALL FROM c;

-- runs a prepared query after the role changed
-- 42501
PREPARE p AS SELECT sealed FROM orderhook.source_secret;
SET ROLE NONE;
EXECUTE p;

-- prepares for two phases, and leaves it, which the server allows only where it is told to
-- 42501 ingress=55000
BEGIN;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged');
PREPARE TRANSACTION 'mine';

-- exports its view of the data
-- harmless
-- harmless while: output [0-9A-F-]+
SELECT pg_export_snapshot();

-- imports one that is not there
-- 22023|25001|42704
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET TRANSACTION SNAPSHOT '../../mine';

-- a foreign server for the way around
-- 42501|42704
CREATE SERVER mine FOREIGN DATA WRAPPER postgres_fdw;

-- a foreign data wrapper
-- 42501
CREATE FOREIGN DATA WRAPPER mine;

-- a tablespace
-- 42501|25001
CREATE TABLESPACE mine LOCATION '/tmp';

-- another database with the same data
-- 42501|25001
CREATE DATABASE mine TEMPLATE postgres;

-- drops the database
-- 42501|25001
DROP DATABASE postgres;

-- a conversion that is called for every text
-- 42501
CREATE DEFAULT CONVERSION pg_catalog.mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

-- an operator class that is used by default
-- 42501
CREATE OPERATOR CLASS lair.mine DEFAULT FOR TYPE text USING btree AS OPERATOR 1 <, FUNCTION 1 bttextcmp(text, text);

-- a transform
-- 42501
CREATE TRANSFORM FOR jsonb LANGUAGE plpgsql (FROM SQL WITH FUNCTION jsonb_send(jsonb));
