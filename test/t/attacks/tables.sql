--- The tables and views of the store: their rows, and what hangs on them.

-- reads what nobody may read
-- 42501
SELECT * FROM orderhook.:hidden;

-- reads whole rows of it
-- 42501
SELECT t::text FROM orderhook.:hidden t;

-- counts its rows
-- 42501
SELECT count(*) FROM orderhook.:hidden;

-- asks whether it has any
-- 42501
SELECT EXISTS (SELECT FROM orderhook.:hidden);

-- copies it out
-- 42501
COPY orderhook.:hidden TO STDOUT;

-- copies it out by a query
-- 42501
COPY (TABLE orderhook.:hidden) TO STDOUT;

-- takes a sample
-- 42501
SELECT * FROM (SELECT 1) o, LATERAL (SELECT * FROM orderhook.:hidden LIMIT 1) t;

-- explains a query over it
-- 42501
EXPLAIN SELECT * FROM orderhook.:hidden;

-- has it run while it is explained
-- 42501
EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM orderhook.:hidden;

-- reads it through a view of its own
-- 42501
CREATE TEMP VIEW mine AS SELECT * FROM orderhook.:hidden;
SELECT * FROM mine;

-- reads it through a function of its own
-- 42501
CREATE FUNCTION pg_temp.mine() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS $$ SELECT t::text FROM orderhook.:hidden t $$;
SELECT pg_temp.mine();

-- reads it as XML
-- 42501
SELECT query_to_xml('SELECT * FROM orderhook.:hidden', true, false, '');

-- reads it as an XML table
-- 42501
SELECT table_to_xml('orderhook.:hidden', true, false, '');

-- declares a cursor over it
-- 42501
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM orderhook.:hidden;

-- prepares a query over it
-- 42501
PREPARE mine AS SELECT * FROM orderhook.:hidden;
EXECUTE mine;

-- makes a table of it
-- 42501
CREATE TEMP TABLE mine AS TABLE orderhook.:hidden;

-- makes a materialized view of it
-- 42501
CREATE MATERIALIZED VIEW lair.mine AS TABLE orderhook.:hidden;

-- inserts a row
-- 42501
INSERT INTO orderhook.:table DEFAULT VALUES;

-- changes rows
-- 42501|42703
UPDATE orderhook.:table SET source_id = 1;

-- deletes rows
-- 42501
DELETE FROM orderhook.:table;

-- truncates it
-- 42501
TRUNCATE orderhook.:table;

-- locks it, so that no delivery gets through
-- 42501
BEGIN;
LOCK TABLE orderhook.:table IN ACCESS EXCLUSIVE MODE;

-- locks it against writing
-- 42501
BEGIN;
LOCK TABLE orderhook.:table IN SHARE MODE;

-- locks its rows
-- 42501
SELECT FROM orderhook.:table FOR UPDATE;

-- locks its rows a little
-- 42501
SELECT FROM orderhook.:table FOR KEY SHARE;

-- drops it
-- 42501
DROP TABLE orderhook.:table CASCADE;

-- takes it over
-- 42501
ALTER TABLE orderhook.:table OWNER TO CURRENT_USER;

-- puts a trigger on it
-- 42501
CREATE FUNCTION pg_temp.mine() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER mine BEFORE INSERT ON orderhook.:table FOR EACH ROW EXECUTE FUNCTION pg_temp.mine();

-- puts a rule on it
-- 42501
CREATE RULE mine AS ON INSERT TO orderhook.:table DO ALSO NOTIFY mine;

-- puts a policy on it
-- 42501
CREATE POLICY mine ON orderhook.:table USING (true);

-- forces row security on everybody
-- 42501
ALTER TABLE orderhook.:table ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- puts an index on it, with a function that sees the rows
-- 42501
CREATE INDEX mine ON orderhook.:table ((1));

-- inherits from it
-- 42501
CREATE TABLE lair.mine () INHERITS (orderhook.:table);

-- makes a table like it, with what it has
-- 42501 reader=may contacts=may
CREATE TABLE lair.mine (LIKE orderhook.:table INCLUDING ALL);
SELECT 1 / 0;

-- grants it to itself
-- 42501|0LP01 reader=42501|22012 contacts=42501|22012
GRANT ALL ON orderhook.:table TO CURRENT_USER;
SELECT 1 / (CASE WHEN has_table_privilege(current_user, 'orderhook.:table', 'INSERT') THEN 1 ELSE 0 END);

-- comments on it
-- 42501
COMMENT ON TABLE orderhook.:table IS 'mine';

-- clusters, and so locks it
-- 42501
CLUSTER orderhook.:table;

-- reindexes it
-- 42501
REINDEX TABLE orderhook.:table;

-- adds a column whose default is evaluated for every row
-- 42501
ALTER TABLE orderhook.:table ADD COLUMN mine text DEFAULT current_user;

-- changes a type, by an expression that sees every row
-- 42501
ALTER TABLE orderhook.:table ALTER COLUMN source_id TYPE text USING current_user;

-- gathers statistics that it could then read
-- 42501
CREATE STATISTICS lair.mine ON (1 + 1), ctid FROM orderhook.:table;

-- moves it into a schema of its own
-- 42501
ALTER TABLE orderhook.:table SET SCHEMA lair;

-- publishes it
-- 42501
CREATE PUBLICATION mine FOR TABLE orderhook.:table;

-- tells from the digests of an order who may be meant by it
-- 42501
SELECT group_digests, last_body_digest FROM orderhook.order_header;

-- tells from the digest of a product's body what else was in it
-- 42501
SELECT body_digest FROM orderhook.product;

-- forges a receipt
-- 42501
INSERT INTO orderhook.receipt (source_id, received_at, verdict, strength, outcome, http_status, body_digest, body_bytes) VALUES (1, now(), 'ok', 'body', 'applied', 200, '', 0);

-- makes a verdict good
-- 42501
UPDATE orderhook.receipt SET verdict = 'ok', outcome = 'applied';

-- makes a total smaller
-- 42501
UPDATE orderhook.order_header SET total = 0;

-- makes it smaller through the view
-- 42501|55000
UPDATE orderhook.orders SET total = 0;

-- adds an order through the view
-- 42501|55000
INSERT INTO orderhook.orders (source, order_id) VALUES ('bbot', 1);

-- deletes orders through the view
-- 42501|55000
DELETE FROM orderhook.orders;

-- deletes contacts through the view
-- 42501|55000
DELETE FROM orderhook.order_contacts;

-- merges into a table
-- 42501
MERGE INTO orderhook.order_header h USING orderhook.order_header x ON h.order_id = x.order_id WHEN MATCHED THEN DELETE;

-- puts a source of its own in
-- 42501
INSERT INTO orderhook.source (name, provider, allow_unauthenticated) VALUES ('mine', 'fulflld', true);

-- lets everybody in
-- 42501
UPDATE orderhook.source SET allow_unauthenticated = true;

-- shuts everybody out
-- 42501
UPDATE orderhook.source SET enabled = false;

-- shuts everybody out by size
-- 42501
UPDATE orderhook.source SET max_body_bytes = 1;

-- locks the configuration
-- 42501
SELECT * FROM orderhook.source FOR UPDATE;

-- puts a key of its own in
-- 42501
INSERT INTO orderhook.source_secret (source_id, key_id, kind, sealed) VALUES (1, 'mine', 'hmac', 'a key of my own making');

-- puts it in place of another
-- 42501
UPDATE orderhook.source_secret SET sealed = 'a key of my own making';

-- takes the keys away
-- 42501
DELETE FROM orderhook.source_secret;

-- guesses at keys, a byte at a time
-- 42501
SELECT 1 FROM orderhook.source_secret WHERE get_byte(sealed, 0) > 64;

-- joins them to what it may read
-- 42501
SELECT s.name, k.sealed FROM orderhook.source s JOIN orderhook.source_secret k USING (source_id);

-- sees whether there are keys
-- 42501
SELECT count(*) FROM orderhook.source_secret;

-- reads when a key was used last
-- 42501
SELECT last_used_at FROM orderhook.source_secret;

-- reads which keys there are
-- 42501
SELECT key_id FROM orderhook.source_secret;

-- reads persons who are not its concern
-- 42501 contacts=may
SELECT name, phone FROM orderhook.order_contacts;

-- reads them from the table
-- 42501 contacts=may
SELECT name, phone FROM orderhook.order_contact;

-- reads customers
-- 42501 contacts=may
SELECT * FROM orderhook.customers;

-- reads customers from the table
-- 42501 contacts=may
SELECT * FROM orderhook.customer;

-- reads orders that are not its concern
-- 42501 reader=may
SELECT * FROM orderhook.orders;

-- reads them from the table
-- 42501
SELECT * FROM orderhook.order_header;

-- reads lines
-- 42501 reader=may
SELECT * FROM orderhook.order_items;

-- reads payments
-- 42501 reader=may
SELECT * FROM orderhook.order_payments;

-- reads how sources fare
-- 42501 reader=may
SELECT * FROM orderhook.sources;

-- reads what was unreadable
-- 42501 reader=may
SELECT * FROM orderhook.quarantine;

-- reads stores
-- 42501 reader=may
SELECT * FROM orderhook.store;

-- uses an id up
-- 42501
SELECT nextval('orderhook.receipt_webhook_id_seq');

-- sets ids back, so that deliveries collide
-- 42501
SELECT setval('orderhook.receipt_webhook_id_seq', 1);

-- sets those of the orders to their end
-- 42501
SELECT setval('orderhook.order_header_order_id_seq', 9223372036854775807);

-- reads the last id
-- 42501
SELECT last_value FROM orderhook.receipt_webhook_id_seq;

-- reads it by a function
-- 42501|harmless
-- harmless while: output
SELECT pg_sequence_last_value('orderhook.receipt_webhook_id_seq');

-- reads it in the list of sequences
-- harmless
-- harmless while: output (?:[^|]*\n)*
SELECT sequencename FROM pg_sequences WHERE schemaname = 'orderhook' AND last_value IS NOT NULL;

-- restarts ids
-- 42501
ALTER SEQUENCE orderhook.receipt_webhook_id_seq RESTART;

-- takes a sequence
-- 42501
ALTER SEQUENCE orderhook.receipt_webhook_id_seq OWNED BY NONE;

-- drops a sequence
-- 42501
DROP SEQUENCE orderhook.receipt_webhook_id_seq CASCADE;

-- refers to it by a foreign key, which locks its rows
-- 42501
CREATE TABLE lair.mine (id bigint REFERENCES orderhook.source);

-- takes it as a partition
-- 42501
CREATE TABLE lair.mine (LIKE orderhook.receipt) PARTITION BY LIST (source_id);
ALTER TABLE lair.mine ATTACH PARTITION orderhook.receipt DEFAULT;

-- becomes a child of it
-- 42501
CREATE TABLE lair.mine (source_id bigint);
ALTER TABLE lair.mine INHERIT orderhook.source_secret;

-- takes a type from it, with its checks
-- 42809|42501
CREATE TABLE lair.mine OF orderhook.receipt;

-- disables the door
-- 42501|42809
ALTER TABLE orderhook.inbox DISABLE TRIGGER door;

-- enables it for replicas alone
-- 42501|42809
ALTER TABLE orderhook.inbox ENABLE REPLICA TRIGGER door;

-- drops the door
-- 42501
DROP TRIGGER door ON orderhook.inbox;

-- renames the door
-- 42501
ALTER TRIGGER door ON orderhook.inbox RENAME TO shut;

-- puts another door beside it
-- 42501
CREATE TRIGGER mine INSTEAD OF INSERT ON orderhook.inbox FOR EACH ROW EXECUTE FUNCTION orderhook_door();

-- puts one before it
-- 42501
CREATE FUNCTION pg_temp.mine() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER mine BEFORE INSERT ON orderhook.inbox FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.mine();

-- puts a rule in its place
-- 42501
CREATE RULE mine AS ON INSERT TO orderhook.inbox DO INSTEAD NOTHING;

-- replaces the inbox
-- 42501
CREATE OR REPLACE VIEW orderhook.inbox AS SELECT 1 AS mine;

-- replaces the orders
-- 42501
CREATE OR REPLACE VIEW orderhook.orders AS SELECT 1 AS mine;

-- takes the barrier away
-- 42501
ALTER VIEW orderhook.quarantine SET (security_barrier = false);

-- makes a view run with the rights of its owner
-- 42501
ALTER VIEW orderhook.order_contacts SET (security_invoker = false);

-- makes the inbox show itself to its reader
-- 42501
ALTER VIEW orderhook.inbox RESET (security_barrier);

-- renames a view
-- 42501
ALTER VIEW orderhook.inbox RENAME TO outbox;

-- takes a view
-- 42501
ALTER VIEW orderhook.inbox OWNER TO CURRENT_USER;

-- gives a view to nobody
-- 42501
DROP VIEW orderhook.orders CASCADE;

-- puts a default on a column of the inbox
-- 42501
ALTER VIEW orderhook.inbox ALTER COLUMN source SET DEFAULT 'bbot';

-- comments on a column
-- 42501
COMMENT ON COLUMN orderhook.orders.total IS 'mine';

-- labels it
-- 42501|22023
SECURITY LABEL ON TABLE orderhook.receipt IS 'mine';

-- vacuums, or is told that it may not
-- 42501 ingress=harmless reader=harmless contacts=harmless
-- harmless while: output
ANALYZE orderhook.source_secret;

-- refreshes the statistics of the secrets, column by column
-- 42501 ingress=harmless reader=harmless contacts=harmless
-- harmless while: output
ANALYZE orderhook.source_secret (sealed);
