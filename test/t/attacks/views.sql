--- What a reader may read, used to see what it may not.

-- a cheap function that tells what it sees, over quarantined and hidden receipts
-- 42501 reader=harmless
-- harmless while: output (?:\d+\n?)*
CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'leaked %', $1; RETURN true; END $$;
SELECT webhook_id FROM orderhook.quarantine WHERE pg_temp.leak(reason) AND pg_temp.leak(path) AND pg_temp.leak(found);

-- the same over problems
-- 42501 reader=harmless
-- harmless while: output (?:\d+\n?)*
CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'leaked %', $1; RETURN true; END $$;
SELECT webhook_id FROM orderhook.order_problems WHERE pg_temp.leak(found) AND pg_temp.leak(expected);

-- the same over sources
-- 42501 reader=harmless
-- harmless while: output (?:\w+\n?)*
CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'leaked %', $1; RETURN true; END $$;
SELECT source FROM orderhook.sources WHERE pg_temp.leak(last_reason);

-- an operator that tells what it compares
-- 42501 reader=harmless
-- harmless while: output (?:\d+\n?)*
CREATE FUNCTION pg_temp.leak(text, text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'leaked % %', $1, $2; RETURN true; END $$;
CREATE OPERATOR pg_temp.=== (FUNCTION = pg_temp.leak, LEFTARG = text, RIGHTARG = text);
SELECT webhook_id FROM orderhook.quarantine WHERE reason OPERATOR(pg_temp.===) source;

-- an error for each hidden receipt: every one that is shown was quarantined
-- 42501 reader=harmless
-- harmless while: output (?:\d+\n?)*
SELECT webhook_id FROM orderhook.quarantine WHERE 1 / (CASE WHEN reason IS NULL THEN 0 ELSE 1 END) = 1;

-- system columns of a view
-- 42703 nobody=42501 maker=42501
SELECT ctid, xmin, tableoid FROM orderhook.quarantine;

-- columns of the tables beneath
-- 42703 nobody=42501 maker=42501
SELECT q.body FROM orderhook.quarantine q;

-- the raw document of what was unreadable
-- 42703 nobody=42501 maker=42501
SELECT headers FROM orderhook.quarantine;

-- the tables beneath the views over receipts
-- 42501
SELECT r.problems FROM orderhook.quarantine q JOIN orderhook.receipt r USING (webhook_id);

-- persons beside the orders
-- 42501
SELECT o.external_id, c.name FROM orderhook.orders o JOIN orderhook.order_contacts c USING (source, order_id);

-- persons through the rows of a view of its own
-- 42501 contacts=may
CREATE TEMP VIEW mine WITH (security_invoker = false) AS SELECT * FROM orderhook.order_contacts;
SELECT * FROM mine;

-- the plan of a view, with what it passes over
-- 42501 reader=harmless
-- harmless while: output (?:.*\n)*
EXPLAIN (ANALYZE, VERBOSE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT * FROM orderhook.quarantine;

-- views with the trap in front
-- 42501 reader=harmless
-- harmless while: SELECT NOT is_called FROM plant.hits
SET search_path = trap, pg_temp, pg_catalog;
SELECT source FROM orderhook.orders UNION ALL SELECT source FROM orderhook.quarantine UNION ALL SELECT source FROM orderhook.sources UNION ALL SELECT source FROM orderhook.order_problems;

-- views with temporary tables of the same names in front
-- 42501 reader=harmless
-- harmless while: output [1-9]\d*
CREATE TEMP TABLE order_header (source_id bigint);
CREATE TEMP TABLE source (source_id bigint, name text);
SELECT count(*) FROM orderhook.orders;

-- locks a view's tables against deliveries
-- 42501
BEGIN;
LOCK TABLE orderhook.orders IN ACCESS EXCLUSIVE MODE;

-- locks the view over receipts
-- 42501
BEGIN;
LOCK TABLE orderhook.quarantine IN SHARE MODE;

-- locks rows through a view
-- 42501
SELECT * FROM orderhook.orders FOR UPDATE;

-- locks rows through a view of receipts
-- 42501
SELECT webhook_id FROM orderhook.quarantine FOR SHARE;

-- writes through a view over receipts
-- 42501|55000
UPDATE orderhook.quarantine SET reason = 'forged';

-- deletes through it
-- 42501|55000
DELETE FROM orderhook.quarantine;

-- writes into reconciliation
-- 42501|55000
INSERT INTO orderhook.reconciliation (source, rule, status) VALUES ('bbot', 'forged', 'pass');

-- puts a column of its own on a view
-- 42501
CREATE OR REPLACE VIEW orderhook.sources AS SELECT s.*, 1 AS mine FROM orderhook.source s;

-- puts a rule on a view that it may read
-- 42501
CREATE RULE mine AS ON UPDATE TO orderhook.sources DO INSTEAD NOTHING;

-- puts a trigger on a view that it may read
-- 42501
CREATE TRIGGER mine INSTEAD OF UPDATE ON orderhook.sources FOR EACH ROW EXECUTE FUNCTION orderhook_door();

-- makes the store depend on a table of its own
-- 42501
CREATE TABLE lair.mine (a int);
ALTER TABLE lair.mine INHERIT orderhook.order_header;

-- a view of its own over one that runs as the owner, given to another
-- 42501 ingress=harmless reader=harmless contacts=harmless
-- harmless while: SELECT NOT has_table_privilege('nobody', 'orderhook.sources', 'SELECT')
CREATE VIEW lair.sources AS SELECT * FROM orderhook.sources;
GRANT SELECT ON lair.sources TO nobody;
DROP VIEW lair.sources;

-- guesses persons by the plan's estimates
-- 42501 contacts=may
EXPLAIN SELECT 1 FROM orderhook.order_contact WHERE phone = '1';

-- learns of persons by an index
-- 42501 contacts=may
SELECT 1 FROM orderhook.order_contact WHERE source_id = 1 AND order_id = 1;

-- reads one more column by a natural join
-- 42501
SELECT * FROM orderhook.receipt NATURAL JOIN orderhook.source;

-- reads it in a subquery, which is folded away before it is looked at
-- 42501 ingress=harmless reader=harmless contacts=harmless
-- harmless while: output
SELECT CASE WHEN false THEN (SELECT sealed FROM orderhook.source_secret LIMIT 1) END;

-- reads it below a condition that is never true
-- 42501
SELECT * FROM orderhook.source_secret WHERE false;

-- reads no row of it
-- 42501
SELECT * FROM orderhook.source_secret LIMIT 0;

-- names its table alone
-- 42501
SELECT 1 FROM orderhook.source_secret;
