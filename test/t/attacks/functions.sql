--- The functions of the store and of the extension.

-- sets a secret
-- 42501
SELECT orderhook.set_secret('bbot', 'mine:a secret of my own making');

-- adds one beside it
-- 42501
SELECT orderhook.set_secret('mipos', 'a secret of my own making', 'mine', now() - interval '1 day');

-- sets one for a source that does not exist, to learn which do
-- 42501
SELECT orderhook.set_secret('nowhere', 'a secret of my own making');

-- revokes one
-- 42501
SELECT orderhook.revoke_secret('bbot', 'default');

-- looks a source up
-- 42501
SELECT orderhook.named_source('bbot');

-- says that two orders are one meal
-- 42501
SELECT orderhook.link(1, 2);

-- says that they are not
-- 42501
SELECT orderhook.unlink(1, 2);

-- the same past their checks
-- 42501
SELECT orderhook.decide(1, 2, true);

-- puts a rejected delivery in again
-- 42501
SELECT * FROM orderhook.replay(1);

-- the same by the function of the extension
-- 42501
SELECT * FROM orderhook_replay(1);

-- for an id that does not exist
-- 42501
SELECT * FROM orderhook_replay(-1);

-- checks a delivery again, and so learns of keys
-- 42501
SELECT * FROM orderhook_recheck(1, false);

-- without changing or locking anything
-- 42501
SELECT * FROM orderhook_recheck(1, true);

-- publishes the orders for whoever subscribes
-- 42501
SELECT orderhook_publish('mine');

-- reverifies
-- 42501
SELECT * FROM orderhook.reverify();

-- reverifies with SQL of its own in the owner's place
-- 42501
SELECT * FROM orderhook.reverify('pg_catalog.set_config(''role'', ''keeper'', false) IS NOT NULL', false);

-- reverifies everything
-- 42501
CALL orderhook.reverify_all();

-- renormalizes
-- 42501
SELECT * FROM orderhook.renormalize();

-- renormalizes with SQL of its own
-- 42501
SELECT * FROM orderhook.renormalize('true) OR (SELECT true FROM orderhook.source_secret', false);

-- renormalizes everything
-- 42501
CALL orderhook.renormalize_all();

-- purges what everybody sent
-- 42501
SELECT * FROM orderhook.purge('1 microsecond');

-- looks what there is to purge
-- 42501
SELECT * FROM orderhook.purgeable('-infinity', 'infinity', NULL);

-- purges without an age
-- 42501
SELECT * FROM orderhook.purge_bodies('-infinity', 'infinity', NULL);

-- purges everything
-- 42501
CALL orderhook.purge_all('1 microsecond');

-- rehearses, and so writes orders of its own
-- 42501
SELECT * FROM orderhook.simulate('bbot', 1);

-- takes the key of a rehearsal
-- 42501
SELECT orderhook.lend_secrets(NULL::orderhook.source);

-- signs with one
-- 42501
SELECT orderhook.lent_headers('mipos', '{a key of sixteen}', '', false);

-- tells an order again
-- 42501
SELECT * FROM orderhook_retell(1, 'bbot', 'UTC', NULL, '1', false);

-- tells it as if it were of another provider
-- 42501
SELECT * FROM orderhook_retell(1, 'revo', 'UTC', 'major', '1', true);

-- reads an order as it was
-- 42501
SELECT * FROM orderhook.order_as_of(1, now());

-- the same by the function of the extension, from the stored bytes
-- 42501
SELECT * FROM orderhook_order_as_of(1, 'bbot', 'UTC', NULL, 1, now(), 'receipt');

-- of a source that does not exist
-- 42501
SELECT * FROM orderhook_order_as_of(-1, 'bbot', 'UTC', NULL, -1, 'infinity', 'provider');

-- with NULLs for everything
-- harmless
-- harmless while: output \|\|\|\|
SELECT * FROM orderhook_order_as_of(NULL, NULL, NULL, NULL, NULL, NULL, NULL);

-- with words that are none
-- 22023
SELECT * FROM orderhook_order_as_of(1, 'bbot', 'UTC', NULL, 1, now(), 'by my clock');

-- with a provider that is none
-- 0A000
SELECT * FROM orderhook_order_as_of(1, 'mine', 'UTC', NULL, 1, now(), 'receipt');

-- with a time zone that is none
-- 22023
SELECT * FROM orderhook_order_as_of(1, 'bbot', '../../etc/passwd', NULL, 1, now(), 'receipt');

-- retells with NULLs
-- harmless
-- harmless while: output
SELECT * FROM orderhook_retell(NULL, NULL, NULL, NULL, NULL, NULL);

-- replays NULL
-- harmless
-- harmless while: output \|*
SELECT * FROM orderhook_replay(NULL);

-- rechecks NULL
-- harmless
-- harmless while: output \|*
SELECT * FROM orderhook_recheck(NULL, NULL);

-- a batch without a right to the inbox
-- 42501 ingress=may
SELECT * FROM orderhook_receive_batch('{bbot}', '{"{}"}'::jsonb[], '{forged}');

-- an empty one
-- 42501 ingress=may
SELECT * FROM orderhook_receive_batch('{}', '{}', '{}');

-- one of NULLs
-- 22004
SELECT * FROM orderhook_receive_batch(NULL, NULL, NULL);

-- receives without a right to the inbox
-- 42501 ingress=may
SELECT * FROM orderhook.receive('bbot', '{}', 'forged');

-- grants itself the inbox
-- 42501
SELECT orderhook.grant_ingress(current_user::regrole);

-- grants itself the orders
-- 42501
SELECT orderhook.grant_reader(current_user::regrole);

-- grants itself the contacts
-- 42501
SELECT orderhook.grant_contacts(current_user::regrole);

-- grants to a number that is no role
-- 42501
SELECT orderhook.grant_reader(0);

-- asks for a zone
-- 42501
SELECT orderhook.check_timezone('UTC');

-- asks for a currency
-- 42501
SELECT orderhook.check_currency('USD');

-- asks for a horizon
-- 42501
SELECT orderhook.check_horizon('1 day');

-- has a message made of its words
-- 42501
SELECT orderhook.check_choice('%s', '%n', '{}');

-- makes a store over this one
-- 42P06|42501
SELECT orderhook_install();

-- migrates it
-- 42501
SELECT orderhook_migrate();

-- migrates it with the trap in front
-- 42501
SET search_path = trap, pg_temp, pg_catalog;
SELECT public.orderhook_migrate();

-- seals a secret, to compare with what is stored
-- harmless
-- harmless while: output t
SELECT sealed IS DISTINCT FROM (SELECT sealed FROM orderhook_seal('bbot', 'user:password of its own')) FROM orderhook_seal('bbot', 'user:password of its own');

-- seals nothing
-- 22023
SELECT * FROM orderhook_seal('mipos', '');

-- seals NULL
-- harmless
-- harmless while: output \|*
SELECT * FROM orderhook_seal(NULL, NULL);

-- verifies with an empty secret
-- harmless
-- harmless while: output \(f,.*\)
SELECT orderhook_verify('forged', encode(sha256('forged'), 'hex'), ''::text);

-- verifies NULLs
-- harmless
-- harmless while: output \(f,.*\)\n\(f,.*\)\n\(f,.*\)
SELECT orderhook_verify(NULL, NULL, NULL::text) UNION ALL SELECT orderhook_verify(NULL, NULL, NULL::bytea) UNION ALL SELECT orderhook_verify(NULL, NULL, NULL, NULL, NULL);

-- verifies arrays of NULLs and of arrays
-- harmless
-- harmless while: output \(f,.*\)
SELECT orderhook_verify('x', '[["Signature", "x"]]', '{{NULL,""},{NULL,"x"}}', 'mipos', '-infinity');

-- verifies with headers of a million brackets
-- 54001 nobody=54001
SELECT orderhook_verify('x', repeat('[', 1000000)::jsonb, '{x}', 'mipos');

-- normalizes scalars and NULL
-- harmless
-- harmless while: output (?:.*\n)*
SELECT orderhook_normalize(j, p) IS NULL FROM unnest(ARRAY[NULL, 'null', '1', '"x"', '[]', '{}']::jsonb[]) j, unnest(enum_range(NULL::orderhook_provider)) p;

-- normalizes in zones and units that are none
-- 22023
SELECT orderhook_normalize('{}', 'bbot', '/etc/passwd', 'minor');

-- normalizes in a unit that is none
-- 22023
SELECT orderhook_normalize('{}', 'bbot', 'UTC', 'forged');

-- parses garbage
-- harmless
-- harmless while: output (?:.*\n)*
SELECT (orderhook_parse(b, p)).event FROM unnest(ARRAY['', '\x00', '\xff', '{', '[', '"', '{"a"', 'a=b&%', '\xefbbbf']::bytea[]) b, unnest(enum_range(NULL::orderhook_provider)) p;

-- parses a bomb of brackets
-- harmless
-- harmless while: output \d+
SELECT length((orderhook_parse(convert_to(repeat('[', 1000000), 'UTF8'), 'bbot')).problems::text);

-- samples at the ends of the numbers
-- harmless
-- harmless while: output 10
SELECT count(length(orderhook_sample(p, n))) FROM unnest('{-2147483648,2147483647}'::int[]) n, unnest(enum_range(NULL::orderhook_provider)) p;

-- signs with a secret that does not fit
-- 22023
SELECT orderhook_sign('x', '', 'mipos');

-- signs NULLs
-- harmless|22004|22023
-- harmless while: output
SELECT orderhook_sign(NULL, NULL, NULL, NULL);

-- a provider that is none
-- 22P02
SELECT orderhook_sample('mine');

-- lines of NULL
-- harmless
-- harmless while: output
SELECT * FROM orderhook_items(NULL, NULL), orderhook_modifiers(NULL, NULL);

-- uses the trigger function as a table function
-- 42804
SELECT * FROM orderhook_door();

-- calls it with an argument
-- 42883
SELECT orderhook_door('orderhook.inbox');

-- replaces a function of the store
-- 42501
CREATE OR REPLACE FUNCTION orderhook.set_secret(source text, secret text, key_id text DEFAULT 'default', valid_from timestamptz DEFAULT now(), valid_to timestamptz DEFAULT NULL) RETURNS void LANGUAGE sql AS '';

-- replaces the trigger function
-- 42501
CREATE OR REPLACE FUNCTION public.orderhook_door() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;

-- replaces the verification
-- 42501
CREATE OR REPLACE FUNCTION public.orderhook_verify(body bytea, signature text, secret text) RETURNS orderhook_verdict LANGUAGE sql AS $$ SELECT NULL::orderhook_verdict $$;

-- makes a function in the library of its own
-- 42501
CREATE FUNCTION pg_temp.mine(bytea) RETURNS text LANGUAGE c AS '$libdir/orderhook', 'orderhook_verify_value';

-- makes a trigger function in the library that believes whatever table it is on
-- 42501
CREATE FUNCTION pg_temp.mine() RETURNS trigger LANGUAGE c AS '$libdir/orderhook', 'orderhook_door';

-- makes a function of the server's own of it
-- 42501
CREATE FUNCTION pg_temp.mine() RETURNS trigger LANGUAGE internal AS 'orderhook_door';

-- adds an overload in the store's schema
-- 42501
CREATE FUNCTION orderhook.receive(text, text, text) RETURNS void LANGUAGE sql AS '';

-- drops a function of the store
-- 42501
DROP FUNCTION orderhook.receive(text, jsonb, bytea);

-- drops one of the extension
-- 42501
DROP FUNCTION public.orderhook_door() CASCADE;

-- takes a function
-- 42501
ALTER FUNCTION orderhook.set_secret(text, text, text, timestamptz, timestamptz) OWNER TO CURRENT_USER;

-- lets a function of the store run as its owner
-- 42501
ALTER FUNCTION orderhook.receive(text, jsonb, bytea) SECURITY DEFINER;

-- sends a function of the store elsewhere
-- 42501
ALTER FUNCTION orderhook.set_secret(text, text, text, timestamptz, timestamptz) SET search_path = lair;

-- says that a function leaks nothing
-- 42501
ALTER FUNCTION public.orderhook_verify(bytea, text, text) LEAKPROOF;

-- says so of one of its own, to get before a barrier
-- 42501
CREATE FUNCTION pg_temp.mine(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true';

-- renames a function
-- 42501
ALTER FUNCTION public.orderhook_verify(bytea, text, text) RENAME TO mine;

-- grants a function
-- 42501
GRANT EXECUTE ON FUNCTION orderhook.set_secret(text, text, text, timestamptz, timestamptz) TO PUBLIC;

-- changes a type of the extension
-- 42501
ALTER TYPE public.orderhook_provider ADD VALUE 'mine';

-- changes a composite type
-- 42501
ALTER TYPE public.orderhook_verdict ADD ATTRIBUTE mine text;

-- casts a type of the extension its own way
-- 42501
CREATE FUNCTION pg_temp.mine(jsonb) RETURNS text LANGUAGE sql AS 'SELECT ''forged''';
CREATE CAST (jsonb AS text) WITH FUNCTION pg_temp.mine(jsonb) AS ASSIGNMENT;

-- casts text to the provider
-- 42501
CREATE CAST (text AS public.orderhook_provider) WITH INOUT AS IMPLICIT;

-- drops the extension
-- 42501
DROP EXTENSION orderhook CASCADE;

-- updates the extension
-- 42501
ALTER EXTENSION orderhook UPDATE;

-- makes something of its own a member
-- 42501
CREATE FUNCTION pg_temp.mine() RETURNS void LANGUAGE sql AS '';
ALTER EXTENSION orderhook ADD FUNCTION pg_temp.mine();

-- moves the extension
-- 42501|0A000
ALTER EXTENSION orderhook SET SCHEMA lair;

-- makes the extension once more
-- 42710|42501
CREATE EXTENSION orderhook SCHEMA lair;

-- makes an extension that reads other databases
-- 42501|0A000|58P01|22023
CREATE EXTENSION dblink;

-- uses one
-- 42883
SELECT dblink('dbname=postgres user=keeper', 'SELECT sealed FROM orderhook.source_secret');

-- the door on a view of its own: it has its owner's rights, which are none (who is limited may not even see the source)
-- 42501 limited=23503
CREATE VIEW lair.mine AS SELECT ''::text AS source, '{}'::jsonb AS headers, ''::bytea AS body, 1::bigint AS webhook_id, ''::text AS verdict, ''::text AS strength, ''::text AS outcome, ''::text AS reason, 1 AS http_status, 1::bigint AS order_id, '[]'::jsonb AS problems, now() AS received_at;
CREATE TRIGGER door INSTEAD OF INSERT ON lair.mine FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO lair.mine (source, headers, body) VALUES ('bbot', '{}', 'forged');

-- the same on a temporary view
-- 42501 limited=23503
CREATE TEMP VIEW mine AS SELECT ''::text AS source, '{}'::jsonb AS headers, ''::bytea AS body, 1::bigint AS webhook_id, ''::text AS verdict, ''::text AS strength, ''::text AS outcome, ''::text AS reason, 1 AS http_status, 1::bigint AS order_id, '[]'::jsonb AS problems, now() AS received_at;
CREATE TRIGGER door INSTEAD OF INSERT ON mine FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO mine (source, headers, body) VALUES ('bbot', '{}', 'forged');

-- the same on a view over the inbox
-- 42501 limited=23503
CREATE TEMP VIEW mine AS TABLE orderhook.inbox;
CREATE TRIGGER door INSTEAD OF INSERT ON mine FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO mine (source, headers, body) VALUES ('bbot', '{}', 'forged');

-- a view over the inbox that is written through, for columns that it may not write
-- 42501
CREATE TEMP VIEW mine AS TABLE orderhook.inbox;
INSERT INTO mine (source, headers, body, verdict) VALUES ('bbot', '{}', 'forged', 'ok');

-- a view with columns of other types
-- 39P01
CREATE TEMP VIEW mine AS SELECT 1 AS source, 1 AS headers, 1 AS body, 1 AS webhook_id, 1 AS verdict, 1 AS strength, 1 AS outcome, 1 AS reason, 1 AS http_status, 1 AS order_id, 1 AS problems;
CREATE TRIGGER door INSTEAD OF INSERT ON mine FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO mine (source) VALUES (1);

-- a view with columns of its own domains
-- 39P01 nobody=42501
CREATE DOMAIN lair.mine AS text;
CREATE TEMP VIEW mine AS SELECT ''::lair.mine AS source, '{}'::jsonb AS headers, ''::bytea AS body, 1::bigint AS webhook_id, ''::text AS verdict, ''::text AS strength, ''::text AS outcome, ''::text AS reason, 1 AS http_status, 1::bigint AS order_id, '[]'::jsonb AS problems, now() AS received_at;
CREATE TRIGGER door INSTEAD OF INSERT ON mine FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO mine (source) VALUES ('bbot');

-- a table with the columns of the inbox
-- 39P01
CREATE TEMP TABLE mine (source text, headers jsonb, body bytea, webhook_id bigint, verdict text, strength text, outcome text, reason text, http_status int, order_id bigint, problems jsonb);
CREATE TRIGGER door BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO mine (source, headers, body) VALUES ('bbot', '{}', 'forged');

-- a table with one column, after the row
-- 39P01
CREATE TEMP TABLE mine (a int);
CREATE TRIGGER door AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO mine VALUES (1);

-- a table, for the statement
-- 39P01
CREATE TEMP TABLE mine (a int);
CREATE TRIGGER door AFTER TRUNCATE ON mine FOR EACH STATEMENT EXECUTE FUNCTION orderhook_door();
TRUNCATE mine;

-- a deferred constraint trigger, which runs at the commit
-- 39P01
CREATE TEMP TABLE mine (a int);
CREATE CONSTRAINT TRIGGER door AFTER INSERT ON mine DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO mine VALUES (1);
SET CONSTRAINTS ALL IMMEDIATE;

-- an event trigger
-- 42501|42P17
CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION orderhook_door();
