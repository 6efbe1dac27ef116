-- The trigger function where it does not belong: an error that says so, never a crash, never a right.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS misuse CASCADE;
DROP ROLE IF EXISTS regress_orderhook_stranger;
RESET client_min_messages;
\set ECHO all
CREATE SCHEMA misuse;

-- Called as a plain function.
SELECT orderhook_door();
\echo :LAST_ERROR_SQLSTATE

-- On tables.
CREATE TABLE misuse.t AS TABLE orderhook.inbox;
CREATE FUNCTION misuse.try(timing text, relation text, statement text) RETURNS text
LANGUAGE plpgsql
AS $$
BEGIN
    BEGIN
        EXECUTE format('CREATE TRIGGER try %s EXECUTE FUNCTION orderhook_door()', format(timing, relation));
    EXCEPTION WHEN OTHERS THEN
        RETURN 'not made: ' || SQLSTATE || ' ' || SQLERRM;
    END;
    BEGIN
        EXECUTE statement;
    EXCEPTION WHEN OTHERS THEN
        EXECUTE format('DROP TRIGGER try ON %s', relation);
        RETURN SQLSTATE || ' ' || SQLERRM;
    END;
    EXECUTE format('DROP TRIGGER try ON %s', relation);
    RETURN 'no error';
END
$$;
INSERT INTO misuse.t (source) VALUES ('a row to update');
SELECT t.timing, misuse.try(t.timing, 'misuse.t', t.statement)
  FROM (VALUES
        (1, 'BEFORE INSERT ON %s FOR EACH ROW', $$INSERT INTO misuse.t (source, headers, body) VALUES ('bbot', '{}', '')$$),
        (2, 'AFTER INSERT ON %s FOR EACH ROW', $$INSERT INTO misuse.t (source, headers, body) VALUES ('bbot', '{}', '')$$),
        (3, 'BEFORE INSERT ON %s FOR EACH STATEMENT', $$INSERT INTO misuse.t (source) VALUES ('bbot')$$),
        (4, 'AFTER INSERT ON %s FOR EACH STATEMENT', $$INSERT INTO misuse.t (source) VALUES ('bbot')$$),
        (5, 'AFTER INSERT ON %s REFERENCING NEW TABLE AS n FOR EACH STATEMENT', $$INSERT INTO misuse.t (source) VALUES ('bbot')$$),
        (6, 'BEFORE UPDATE ON %s FOR EACH ROW', $$UPDATE misuse.t SET source = 'bbot'$$),
        (7, 'AFTER UPDATE ON %s FOR EACH ROW', $$UPDATE misuse.t SET source = 'bbot'$$),
        (8, 'BEFORE DELETE ON %s FOR EACH ROW', $$DELETE FROM misuse.t$$),
        (9, 'AFTER DELETE ON %s FOR EACH ROW', $$DELETE FROM misuse.t$$),
        (10, 'BEFORE TRUNCATE ON %s', $$TRUNCATE misuse.t$$),
        (11, 'INSTEAD OF INSERT ON %s FOR EACH ROW', $$INSERT INTO misuse.t (source) VALUES ('bbot')$$)
       ) t (n, timing, statement)
 ORDER BY t.n;
CREATE CONSTRAINT TRIGGER try AFTER INSERT ON misuse.t DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO misuse.t (source, headers, body) VALUES ('bbot', '{}', '');
DROP TRIGGER try ON misuse.t;

-- On views, for other events.
CREATE VIEW misuse.v AS TABLE orderhook.inbox;
SELECT t.timing, misuse.try(t.timing, 'misuse.v', t.statement)
  FROM (VALUES
        (1, 'INSTEAD OF UPDATE ON %s FOR EACH ROW', $$UPDATE misuse.v SET source = 'bbot'$$),
        (2, 'INSTEAD OF DELETE ON %s FOR EACH ROW', $$DELETE FROM misuse.v$$),
        (3, 'BEFORE INSERT ON %s FOR EACH STATEMENT', $$INSERT INTO misuse.v (source) VALUES ('bbot')$$),
        (4, 'INSTEAD OF INSERT OR UPDATE ON %s FOR EACH ROW', $$UPDATE misuse.v SET source = 'bbot'$$)
       ) t (n, timing, statement)
 ORDER BY t.n;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '') RETURNING outcome;
SELECT t.timing, misuse.try(t.timing, 'misuse.v', t.statement)
  FROM (VALUES
        (1, 'INSTEAD OF UPDATE ON %s FOR EACH ROW', $$UPDATE misuse.v SET source = 'bbot'$$),
        (2, 'INSTEAD OF DELETE ON %s FOR EACH ROW', $$DELETE FROM misuse.v$$)
       ) t (n, timing, statement)
 ORDER BY t.n;

-- On views with other columns: too few, too many, of other types.
CREATE VIEW misuse.few AS SELECT 'bbot'::text AS source;
CREATE VIEW misuse.many AS SELECT i.*, 1 AS one FROM orderhook.inbox i;
CREATE VIEW misuse.types AS
SELECT source, headers::text AS headers, body, webhook_id, verdict, strength, outcome, reason, http_status,
       order_id, problems, received_at
  FROM orderhook.inbox;
CREATE VIEW misuse.json AS
SELECT source, headers::json AS headers, body, webhook_id, verdict, strength, outcome, reason, http_status,
       order_id, problems, received_at
  FROM orderhook.inbox;
SELECT v, misuse.try('INSTEAD OF INSERT ON %s FOR EACH ROW', v, format('INSERT INTO %s (source) VALUES (''bbot'')', v))
  FROM unnest(ARRAY['misuse.few', 'misuse.many', 'misuse.types', 'misuse.json']) v;

-- A view of the owner's own with the right columns is another door to the same store.
CREATE TRIGGER another INSTEAD OF INSERT ON misuse.v FOR EACH ROW EXECUTE FUNCTION orderhook_door();
INSERT INTO misuse.v (source, headers, body) VALUES ('bbot', '{}', '') RETURNING verdict, outcome;

-- On another role's view the function has that role's rights: none.
CREATE ROLE regress_orderhook_stranger;
GRANT CREATE, USAGE ON SCHEMA misuse TO regress_orderhook_stranger;
SET ROLE regress_orderhook_stranger;
CREATE VIEW misuse.forged AS
SELECT NULL::text AS source, NULL::jsonb AS headers, NULL::bytea AS body, 1::bigint AS webhook_id, ''::text AS verdict,
       ''::text AS strength, ''::text AS outcome, ''::text AS reason, 1 AS http_status, 1::bigint AS order_id,
       NULL::jsonb AS problems, NULL::timestamptz AS received_at;
CREATE TRIGGER door INSTEAD OF INSERT ON misuse.forged FOR EACH ROW EXECUTE FUNCTION orderhook_door();
\set VERBOSITY sqlstate
INSERT INTO misuse.forged (source, headers, body) VALUES ('bbot', '{}', '');
\set VERBOSITY terse
-- With USAGE on the schema it gets no further.
RESET ROLE;
GRANT USAGE ON SCHEMA orderhook TO regress_orderhook_stranger;
SET ROLE regress_orderhook_stranger;
INSERT INTO misuse.forged (source, headers, body) VALUES ('bbot', '{}', '');
\echo :LAST_ERROR_SQLSTATE
SELECT current_user;
-- Not even when somebody mightier inserts into it.
GRANT ALL ON misuse.forged TO PUBLIC;
RESET ROLE;
INSERT INTO misuse.forged (source, headers, body) VALUES ('bbot', '{}', '');
\echo :LAST_ERROR_SQLSTATE
-- After an error in the door, the session is who it was, in subtransactions too.
BEGIN;
SAVEPOINT s;
INSERT INTO misuse.forged (source, headers, body) VALUES ('bbot', '{}', '');
ROLLBACK TO s;
SELECT current_user = session_user AS same_user;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', '{}', '') RETURNING outcome;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('nowhere', '{}', '');
ROLLBACK TO s;
SELECT current_user = session_user AS same_user;
COMMIT;

SET client_min_messages = warning;
DROP SCHEMA misuse CASCADE;
REVOKE USAGE ON SCHEMA orderhook FROM regress_orderhook_stranger;
DROP ROLE regress_orderhook_stranger;
