--- Through the door: what an ingress writes, and what it gets back.

-- states its own verdict
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, verdict) VALUES ('bbot', '{}', 'forged', 'ok');

-- states its own strength
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, strength) VALUES ('bbot', '{}', 'forged', 'body');

-- states its own outcome
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, outcome) VALUES ('bbot', '{}', 'forged', 'applied');

-- states the order that it belongs to
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, order_id) VALUES ('bbot', '{}', 'forged', 1);

-- takes the id of an earlier delivery
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, webhook_id) VALUES ('bbot', '{}', 'forged', 1);

-- takes the id of a later delivery, so that that one fails
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, webhook_id) VALUES ('bbot', '{}', 'forged', 100000);

-- states the answer's code
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, http_status) VALUES ('bbot', '{}', 'forged', 200);

-- states a reason and problems
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, reason, problems) VALUES ('bbot', '{}', 'forged', 'forged', '[]');

-- states a time of receipt so long ago that what was signed then holds
-- 42501 ingress=22023
INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ('bbot', '{}', 'forged', now() - interval '2 days');

-- states NULL in a column that it may not write
-- 42501
INSERT INTO orderhook.inbox (source, verdict) VALUES ('bbot', NULL);

-- names a column that it may not write, to get its default
-- 42501
INSERT INTO orderhook.inbox (source, webhook_id) VALUES ('bbot', DEFAULT);

-- all columns in their order
-- 42501
INSERT INTO orderhook.inbox VALUES ('bbot', '{}', 'forged', 1, 'ok', 'body', 'applied', NULL, 200, 1, '[]');

-- all columns from a query
-- 42501
INSERT INTO orderhook.inbox SELECT 'bbot', '{}', 'forged', 1, 'ok', 'body', 'applied', NULL, 200, 1, '[]'::jsonb;

-- overrides identities
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, webhook_id) OVERRIDING SYSTEM VALUE VALUES ('bbot', '{}', 'forged', 1);

-- overrides identities with values of the user
-- 42501
INSERT INTO orderhook.inbox (source, headers, body, webhook_id) OVERRIDING USER VALUE VALUES ('bbot', '{}', 'forged', 1);

-- copies a verdict in
-- 42501
COPY orderhook.inbox (source, headers, body, verdict) FROM STDIN;

-- copies an id in
-- 42501
COPY orderhook.inbox (source, webhook_id) FROM STDIN;

-- copies all columns in
-- 42501
COPY orderhook.inbox FROM STDIN;

-- copies deliveries from a file of the server
-- 42501
COPY orderhook.inbox (source, headers, body) FROM '/etc/passwd';

-- copies deliveries from a program
-- 42501
COPY orderhook.inbox (source, headers, body) FROM PROGRAM 'id';

-- copies receipts in
-- 42501
COPY orderhook.receipt FROM STDIN;

-- reads back what it wrote, headers included
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') RETURNING headers;

-- reads back the body
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') RETURNING body;

-- reads back the source
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') RETURNING source;

-- reads back everything
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') RETURNING *;

-- reads back the whole row
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') RETURNING inbox;

-- reads back the whole row as text
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') RETURNING inbox::text;

-- reads system columns back
-- 42501 ingress=42703|0A000 reader=42703|0A000 contacts=42703|0A000
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') RETURNING xmin, ctid;

-- reads a table in RETURNING
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') RETURNING (SELECT string_agg(r::text, '') FROM orderhook.receipt r);

-- reads a secret in VALUES
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', (SELECT sealed FROM orderhook.source_secret LIMIT 1));

-- sends a delivery without a signature
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '{"order": {"id": "forged"}}');

-- sends one with a password that it guesses
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{"Authorization": "Basic c29obzpvcGVu"}', '{"order": {"id": "forged"}}');

-- sends one under the name of another source
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{"Authorization": "Basic Og=="}', 'forged'), ('mipos', '{"Signature": ""}', 'forged'), ('flybuy', '{"Authorization": "Token token=\"forged\""}', 'forged'), ('fulflld', '{"X-Edge-Key": ""}', 'forged');

-- sends one to a source without a secret, whose provider has no authentication
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('open', '{}', '{"event": "ORDER_CREATED", "payload": {"id": "forged"}}');

-- sends one with an empty secret
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('open', '{"": ""}', 'forged');

-- signs it itself
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) SELECT 'mipos', orderhook_sign('forged', 'a secret of my own making', 'mipos'), 'forged';

-- writes SQL into the source
-- 42501 ingress=23503
INSERT INTO orderhook.inbox (source, headers, body) VALUES ($$bbot'; UPDATE orderhook.source SET allow_unauthenticated = true; --$$, '{}', 'forged');

-- names a source with other letters
-- 42501 ingress=23503
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('BBOT', '{}', 'forged');

-- names no source
-- 42501 ingress=23503|23502|22004
INSERT INTO orderhook.inbox (source, headers, body) VALUES (NULL, '{}', 'forged');

-- writes SQL into headers and body
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', jsonb_build_object('Authorization', $$'; DROP SCHEMA orderhook CASCADE; --$$), convert_to($$'); TRUNCATE orderhook.receipt; --$$, 'UTF8'));

-- headers of every shape
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) SELECT 'mipos', h, 'forged' FROM unnest(ARRAY['null', '1', '"x"', '[]', '[[]]', '[["Signature"]]', '[["Signature", null]]', '{"Signature": {"Signature": "x"}}', '[["a", "b", "c"]]']::jsonb[]) h;

-- sends NULL for everything else
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source) VALUES ('bbot');

-- asks how many rows there are
-- 42501 ingress=harmless
-- harmless while: output 0
SELECT count(*) FROM orderhook.inbox;

-- reads the answers that others got
-- 42501 ingress=harmless
-- harmless while: output
SELECT webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems FROM orderhook.inbox;

-- copies them out
-- 42501
COPY orderhook.inbox TO STDOUT;

-- copies those out that it may name
-- 42501 ingress=42809
COPY orderhook.inbox (webhook_id, verdict) TO STDOUT;

-- reads the bodies
-- 42501
SELECT body FROM orderhook.inbox;

-- reads the headers
-- 42501
SELECT headers FROM orderhook.inbox;

-- reads the names of the sources
-- 42501
SELECT DISTINCT source FROM orderhook.inbox;

-- looks for a body by a condition alone
-- 42501
SELECT webhook_id FROM orderhook.inbox WHERE body IS NOT NULL;

-- looks for one in the order of the rows
-- 42501
SELECT webhook_id FROM orderhook.inbox ORDER BY body;

-- groups by it
-- 42501
SELECT count(*) FROM orderhook.inbox GROUP BY headers;

-- reads whole rows
-- 42501
SELECT inbox FROM orderhook.inbox;

-- reads whole rows as JSON
-- 42501
SELECT to_jsonb(i) FROM orderhook.inbox i;

-- a function that tells what it sees, cheaper than the view's own condition
-- 42501 ingress=harmless
-- harmless while: output
CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'leaked %', $1; RETURN true; END $$;
SELECT webhook_id FROM orderhook.inbox WHERE pg_temp.leak(outcome);

-- an error for each row that it must not see
-- 42501 ingress=harmless
-- harmless while: output
SELECT webhook_id FROM orderhook.inbox WHERE 1 / (webhook_id - webhook_id) > 0;

-- a cast that fails for each row and shows it
-- 42501 ingress=harmless
-- harmless while: output
SELECT webhook_id FROM orderhook.inbox WHERE verdict::int = 1;

-- a conversion that quotes what it is given, in an order of its own
-- 42501 ingress=harmless
-- harmless while: output
SELECT webhook_id FROM orderhook.inbox ORDER BY outcome::numeric;

-- what a plan shows
-- 42501 ingress=harmless
-- harmless while: output (?s:.*)
EXPLAIN (VERBOSE, COSTS OFF) SELECT webhook_id FROM orderhook.inbox;

-- how many rows a plan passes over
-- 42501 ingress=harmless
-- harmless while: output (?!.*Rows Removed)(?:.*\n)*
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT webhook_id FROM orderhook.inbox;

-- changes a delivery
-- 42501|55000
UPDATE orderhook.inbox SET body = 'forged';

-- changes a verdict
-- 42501|55000
UPDATE orderhook.inbox SET verdict = 'ok' WHERE webhook_id = 1;

-- deletes deliveries
-- 42501|55000
DELETE FROM orderhook.inbox;

-- deletes them where a condition would show them
-- 42501|55000
DELETE FROM orderhook.inbox WHERE webhook_id > 0 RETURNING verdict;

-- truncates the view
-- 42501|42809
TRUNCATE orderhook.inbox;

-- merges
-- 42501|42809|0A000|55000
MERGE INTO orderhook.inbox i USING (VALUES (1)) v (id) ON i.webhook_id = v.id WHEN MATCHED THEN UPDATE SET verdict = 'ok' WHEN NOT MATCHED THEN INSERT (source, verdict) VALUES ('bbot', 'ok');

-- inserts, and where there is one already, changes it
-- 42501|42P10|0A000
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') ON CONFLICT (webhook_id) DO UPDATE SET verdict = 'ok';

-- learns by a conflict which ids there are
-- 42501|42P10|0A000
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') ON CONFLICT (webhook_id) DO NOTHING;

-- a conflict that names nothing
-- 42501 ingress=harmless|42P10|0A000
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged') ON CONFLICT DO NOTHING;

-- locks the rows that it may not see
-- 42501
SELECT webhook_id FROM orderhook.inbox FOR UPDATE;

-- the last id, as the session's last
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged');
SELECT lastval();

-- the last id, from the sequence
-- 42501
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged');
SELECT currval('orderhook.receipt_webhook_id_seq');

-- a delivery in a transaction that is only read
-- 25006|42501
SET TRANSACTION READ ONLY;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged');

-- a delivery while synchronous_commit is off
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
SET synchronous_commit = off;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged');

-- the statements of the door, as the server prints them for debugging
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
SET client_min_messages = debug5;
SET debug_print_plan = on;
SET debug_print_parse = on;
SET debug_print_rewritten = on;
SET plan_cache_mode = force_custom_plan;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{"Authorization": "Basic c29obzpvcGVu"}', 'forged'), ('mipos', '{"Signature": "forged"}', 'forged'), ('flybuy', '{"Authorization": "Token token=\"forged\""}', 'forged'), ('fulflld', '{"X-Edge-Key": "forged"}', 'forged'), ('revo', '{"X-Signature": "forged"}', 'forged');

-- settings under which text could be read otherwise
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
SET standard_conforming_strings = off;
SET transform_null_equals = on;
SET IntervalStyle = sql_standard;
SET DateStyle = 'SQL, DMY';
SET TimeZone = 'Pacific/Kiritimati';
SET array_nulls = off;
SET quote_all_identifiers = on;
SET bytea_output = escape;
SET extra_float_digits = -15;
SET row_security = off;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged'), ('mipos', '{}', 'forged');

-- a search_path with operators and functions of its own in front
-- 42501 ingress=harmless
-- harmless while: SELECT NOT is_called FROM plant.hits
SET search_path = trap, pg_temp, pg_catalog, public;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged'), ('mipos', '{}', 'forged'), ('revo', '{}', 'forged');

-- the same by the function
-- 42501 ingress=harmless
-- harmless while: SELECT NOT is_called FROM plant.hits
SET search_path = trap, pg_temp, pg_catalog, public;
SELECT verdict FROM orderhook.receive('bbot', '{}', 'forged');

-- the same for many
-- 42501 ingress=harmless
-- harmless while: SELECT NOT is_called FROM plant.hits
SET search_path = trap, pg_temp, pg_catalog, public;
SELECT verdict FROM orderhook.receive_batch('{bbot,mipos}', '{"{}","{}"}'::pg_catalog.jsonb[], '{forged,forged}');

-- the same by the function of the extension
-- 42501 ingress=harmless
-- harmless while: SELECT NOT is_called FROM plant.hits
SET search_path = trap, pg_temp, pg_catalog, public;
SELECT verdict FROM public.orderhook_receive_batch('{bbot,mipos}', '{"{}","{}"}'::pg_catalog.jsonb[], '{forged,forged}');

-- temporary tables with the names of the store's
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
CREATE TEMP TABLE source (name text, allow_unauthenticated boolean);
CREATE TEMP TABLE receipt (webhook_id bigint);
CREATE TEMP TABLE pg_class (relowner oid);
CREATE TEMP TABLE source_secret (sealed bytea);
SET search_path = pg_temp, pg_catalog, public;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', 'forged');

-- a batch in which one writes another's verdict
-- 42883 nobody=42501 maker=42501
SELECT orderhook.receive_batch('{bbot}', '{"{}"}'::jsonb[], '{forged}', '{ok}');

-- a batch with lengths that do not fit
-- 42501 ingress=2202E
SELECT * FROM orderhook.receive_batch('{bbot,bbot}', '{"{}"}'::jsonb[], '{forged}');

-- a batch of nothing
-- 42501 ingress=22004
SELECT * FROM orderhook.receive_batch(NULL, NULL, NULL);

-- a batch that is empty
-- 42501 ingress=harmless
-- harmless while: output
SELECT * FROM orderhook.receive_batch('{}', '{}', '{}');

-- a batch of several dimensions, with NULLs
-- 42501 ingress=harmless
-- harmless while: SELECT NOT EXISTS (SELECT FROM orderhook.receipt WHERE webhook_id > :mark AND (verdict = 'ok' OR outcome <> 'rejected'))
SELECT * FROM orderhook.receive_batch('{{bbot,NULL},{NULL,nowhere}}', '{{NULL,NULL},{NULL,NULL}}', '{{NULL,NULL},{NULL,NULL}}');

-- the function of the door, called by hand
-- 39P01|0A000
SELECT orderhook_door();
