-- What each role can and cannot do.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS trap CASCADE;
SELECT 'DROP OWNED BY ' || rolname FROM pg_roles WHERE rolname LIKE 'regress\_orderhook\_%' \gexec
DROP ROLE IF EXISTS regress_orderhook_ingress, regress_orderhook_reader, regress_orderhook_contacts, regress_orderhook_nobody;
RESET client_min_messages;
\set ECHO all
CREATE ROLE regress_orderhook_ingress;
CREATE ROLE regress_orderhook_reader;
CREATE ROLE regress_orderhook_contacts;
CREATE ROLE regress_orderhook_nobody;
SELECT orderhook.grant_ingress('regress_orderhook_ingress'), orderhook.grant_reader('regress_orderhook_reader'),
       orderhook.grant_contacts('regress_orderhook_contacts');
INSERT INTO orderhook.store (name) VALUES ('soho');

-- Something of everything.
SELECT count(*) FILTER (WHERE outcome = 'applied') AS applied
  FROM unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p
 CROSS JOIN LATERAL pg_temp.deliver(p, orderhook_sample(p::orderhook_provider, 3));
SELECT outcome FROM pg_temp.deliver('revo', pg_temp.payload('revo/customer_created.json'));
SELECT outcome FROM pg_temp.deliver('revo', '{}');

-- ---- the matrix: ok, or the SQLSTATE ----

CREATE FUNCTION pg_temp.try(role text, statement text) RETURNS text
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', role);
    BEGIN
        EXECUTE statement;
    EXCEPTION WHEN OTHERS THEN
        RESET ROLE;
        RETURN SQLSTATE;
    END;
    RESET ROLE;
    RETURN 'ok';
END
$$;
CREATE TEMP TABLE statement (n int GENERATED ALWAYS AS IDENTITY, statement text);
INSERT INTO statement (statement)
SELECT format('SELECT * FROM orderhook.%I', relname)
  FROM pg_class
 WHERE relnamespace = 'orderhook'::regnamespace AND relkind IN ('r', 'v')
 ORDER BY relkind DESC, relname COLLATE "C";
INSERT INTO statement (statement)
VALUES ($$SELECT webhook_id, verdict, strength, outcome, reason, http_status, order_id, problems FROM orderhook.inbox$$),
       ($$SELECT body FROM orderhook.inbox$$),
       ($$SELECT headers FROM orderhook.inbox$$),
       ($$SELECT source FROM orderhook.inbox$$),
       ($$INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', '')$$),
       ($$INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', '') RETURNING outcome, order_id, problems$$),
       ($$INSERT INTO orderhook.inbox (source, headers, body) VALUES ('revo', '{}', '') RETURNING body$$),
       ($$INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ('revo', '{}', '', now())$$),
       ($$INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ('revo', '{}', '', '2020-01-01')$$),
       ($$SELECT received_at FROM orderhook.inbox$$),
       ($$INSERT INTO orderhook.inbox (source, headers, body, verdict) VALUES ('revo', '{}', '', 'ok')$$),
       ($$INSERT INTO orderhook.inbox (source, outcome) VALUES ('revo', 'applied')$$),
       ($$INSERT INTO orderhook.inbox (source, webhook_id) VALUES ('revo', 1)$$),
       ($$INSERT INTO orderhook.inbox VALUES ('revo', '{}', '')$$),
       ($$INSERT INTO orderhook.inbox (source, body) VALUES ('nowhere', '')$$),
       ($$UPDATE orderhook.inbox SET body = ''$$),
       ($$DELETE FROM orderhook.inbox$$),
       ($$SELECT outcome FROM orderhook.receive('revo', '{}', '')$$),
       ($$INSERT INTO orderhook.receipt (source_id) VALUES (1)$$),
       ($$UPDATE orderhook.order_header SET total = 0$$),
       ($$DELETE FROM orderhook.order_header$$),
       ($$TRUNCATE orderhook.receipt$$),
       ($$LOCK TABLE orderhook.receipt IN SHARE MODE$$),
       ($$SELECT nextval('orderhook.receipt_webhook_id_seq')$$),
       ($$SELECT setval('orderhook.receipt_webhook_id_seq', 1)$$),
       ($$INSERT INTO orderhook.source (name, provider) VALUES ('mine', 'bbot')$$),
       ($$UPDATE orderhook.source SET allow_unauthenticated = true$$),
       ($$SELECT orderhook.set_secret('revo', 'a secret of my own making')$$),
       ($$SELECT orderhook.revoke_secret('revo', 'default')$$),
       ($$SELECT orderhook.named_source('revo')$$),
       ($$SELECT orderhook.grant_ingress('regress_orderhook_nobody')$$),
       ($$SELECT orderhook.grant_reader('regress_orderhook_nobody')$$),
       ($$SELECT orderhook.grant_contacts('regress_orderhook_nobody')$$),
       ($$SELECT orderhook.grant_consumer('regress_orderhook_nobody')$$),
       ($$SELECT orderhook.limit_reader('regress_orderhook_nobody', 'soho')$$),
       ($$SELECT orderhook.unlimit_reader('regress_orderhook_nobody')$$),
       ($$CREATE TABLE orderhook.mine (a int)$$),
       ($$CREATE TRIGGER mine BEFORE INSERT ON orderhook.inbox FOR EACH STATEMENT EXECUTE FUNCTION orderhook_door()$$),
       ($$ALTER VIEW orderhook.inbox RENAME TO outbox$$),
       ($$DROP TRIGGER door ON orderhook.inbox$$),
       ($$COMMENT ON VIEW orderhook.inbox IS 'mine'$$),
       ($$SET session_replication_role = replica$$),
       ($$SELECT orderhook_migrate()$$);
SELECT s.statement,
       pg_temp.try('regress_orderhook_ingress', s.statement) AS ingress,
       pg_temp.try('regress_orderhook_reader', s.statement) AS reader,
       pg_temp.try('regress_orderhook_contacts', s.statement) AS contacts,
       pg_temp.try('regress_orderhook_nobody', s.statement) AS nobody
  FROM statement s
 ORDER BY s.n;

-- ---- ingress ----

SELECT pg_temp.headers('bbot', b) AS headers, b AS body FROM orderhook_sample('bbot', 12) b \gset
SET ROLE regress_orderhook_ingress;
INSERT INTO orderhook.inbox (source, headers, body) VALUES ('bbot', :'headers', :'body')
RETURNING verdict, strength, outcome, reason, http_status, order_id > 0 AS has_order, problems;
SELECT verdict, outcome, http_status FROM orderhook.receive('bbot', :'headers', :'body');
COPY orderhook.inbox (source, body) FROM STDIN;
bbot	{}
\.
COPY orderhook.inbox (webhook_id) TO STDOUT;
COPY (SELECT webhook_id, verdict, outcome, problems FROM orderhook.inbox) TO STDOUT;
-- It reads back what it was told, and no row: the columns that RETURNING needs show none.
SELECT count(webhook_id) FROM orderhook.inbox;
-- A function that leaks what it sees sees nothing, not even how many rows were passed over.
CREATE FUNCTION pg_temp.leak(text) RETURNS boolean
LANGUAGE plpgsql COST 0.0001
AS $$
BEGIN
    RAISE NOTICE 'leaked: %', $1;
    RETURN true;
END
$$;
SELECT webhook_id FROM orderhook.inbox WHERE pg_temp.leak(outcome);
RESET ROLE;
SELECT count(*) > 0 AS owner_sees_them FROM orderhook.inbox;

-- ---- a hostile search_path: whoever sets it, the door keeps to the names of the server ----

CREATE SCHEMA trap;
GRANT ALL ON SCHEMA trap TO regress_orderhook_ingress;
SET ROLE regress_orderhook_ingress;
CREATE TABLE trap.sprung (what text);
CREATE FUNCTION trap.spring(what text) RETURNS boolean
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE WARNING 'trap: % as %', what, current_user;
    RETURN true;
END
$$;
CREATE FUNCTION trap.eq(bigint, bigint) RETURNS boolean LANGUAGE sql RETURN trap.spring('bigint =');
CREATE FUNCTION trap.eq(text, text) RETURNS boolean LANGUAGE sql RETURN trap.spring('text =');
CREATE FUNCTION trap.eq(bytea, bytea) RETURNS boolean LANGUAGE sql RETURN trap.spring('bytea =');
CREATE FUNCTION trap.eq(timestamptz, timestamptz) RETURNS boolean LANGUAGE sql RETURN trap.spring('timestamptz');
CREATE FUNCTION trap.plus(bigint, bigint) RETURNS bigint LANGUAGE sql RETURN trap.spring('bigint +')::int;
CREATE OPERATOR trap.= (FUNCTION = trap.eq, LEFTARG = bigint, RIGHTARG = bigint);
CREATE OPERATOR trap.= (FUNCTION = trap.eq, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR trap.= (FUNCTION = trap.eq, LEFTARG = bytea, RIGHTARG = bytea);
CREATE OPERATOR trap.<> (FUNCTION = trap.eq, LEFTARG = bytea, RIGHTARG = bytea);
CREATE OPERATOR trap.>= (FUNCTION = trap.eq, LEFTARG = bigint, RIGHTARG = bigint);
CREATE OPERATOR trap.> (FUNCTION = trap.eq, LEFTARG = timestamptz, RIGHTARG = timestamptz);
CREATE OPERATOR trap.<= (FUNCTION = trap.eq, LEFTARG = timestamptz, RIGHTARG = timestamptz);
CREATE OPERATOR trap.+ (FUNCTION = trap.plus, LEFTARG = bigint, RIGHTARG = bigint);
CREATE FUNCTION trap.nextval(regclass) RETURNS bigint LANGUAGE sql RETURN trap.spring('nextval')::int;
CREATE FUNCTION trap.unnest(anyarray) RETURNS SETOF anyelement
LANGUAGE plpgsql AS $$ BEGIN PERFORM trap.spring('unnest'); END $$;
CREATE FUNCTION trap.now() RETURNS timestamptz LANGUAGE sql RETURN CASE WHEN trap.spring('now') THEN pg_catalog.now() END;
CREATE FUNCTION trap.pg_has_role(oid, text) RETURNS boolean LANGUAGE sql RETURN trap.spring('pg_has_role');
CREATE TABLE trap.source (LIKE trap.sprung);
CREATE TABLE trap.receipt (LIKE trap.sprung);
CREATE TABLE trap.pg_class (LIKE trap.sprung);
CREATE DOMAIN trap.text AS pg_catalog.text;
CREATE TEMP TABLE receipt (a int);
CREATE TEMP TABLE pg_class (a int);
-- Fresh plans, made under that path.
\c -
RESET client_min_messages;
SET ROLE regress_orderhook_ingress;
SET search_path = trap, pg_temp, pg_catalog, public;
-- The trap works:
SELECT 1::bigint = 2::bigint AS trapped;
CREATE TEMP TABLE answer AS
SELECT r.verdict, r.outcome, r.http_status
  FROM (VALUES (pg_catalog.convert_to('{"event": "ROUTE_UPDATED", "payload": {}}', 'UTF8'))) t (body)
 CROSS JOIN LATERAL orderhook.receive('fulflld', '{"X-Edge-Key": "key of the edge"}', t.body) r;
INSERT INTO answer
SELECT r.verdict, r.outcome, r.http_status
  FROM pg_catalog.generate_series(1, 2) n
 CROSS JOIN LATERAL orderhook.receive('fulflld', '{"X-Edge-Key": "key of the edge"}',
                                      public.orderhook_sample('fulflld', 5 + n)) r;
INSERT INTO orderhook.inbox (source, headers, body)
SELECT 'bbot', '{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}',
       pg_catalog.convert_to(pg_catalog.format('{"order": {"id": "trap", "tip_cents": %s, "items": [{"id": "1"}]}}', n), 'UTF8')
  FROM pg_catalog.generate_series(1, 3) n
RETURNING verdict, outcome, http_status;
SELECT * FROM answer;
RESET search_path;
RESET ROLE;
SELECT orderhook.set_secret('bbot', 'user:pass', 'hostile') \g /dev/null
SET search_path = trap, pg_temp, pg_catalog, public;
SELECT orderhook.revoke_secret('bbot', 'hostile');
SELECT orderhook.grant_ingress('regress_orderhook_ingress');
RESET search_path;
SELECT s.name, r.verdict, r.outcome, r.order_id IS NOT NULL AS has_order
  FROM (SELECT * FROM orderhook.receipt ORDER BY webhook_id DESC LIMIT 6) r JOIN orderhook.source s USING (source_id)
 ORDER BY r.webhook_id;

-- ---- row-level security on the tables holds through the views of a reader ----

ALTER TABLE orderhook.order_header ENABLE ROW LEVEL SECURITY;
CREATE POLICY revo_alone ON orderhook.order_header FOR SELECT TO regress_orderhook_reader
USING (source_id = (SELECT source_id FROM orderhook.source WHERE name = 'revo'));
SET ROLE regress_orderhook_reader;
SELECT DISTINCT source FROM orderhook.orders;
RESET ROLE;
-- The door itself works on as the owner.
ALTER TABLE orderhook.order_header FORCE ROW LEVEL SECURITY;
SET ROLE regress_orderhook_ingress;
SELECT verdict, outcome
  FROM orderhook.receive('bbot', '{"Authorization": "Basic c29obzpvcGVuIHNlc2FtZQ=="}', '{"order": {"id": "under RLS"}}');
RESET ROLE;

SET client_min_messages = warning;
DROP SCHEMA trap CASCADE;
DROP OWNED BY regress_orderhook_ingress, regress_orderhook_reader, regress_orderhook_contacts, regress_orderhook_nobody;
DROP ROLE regress_orderhook_ingress, regress_orderhook_reader, regress_orderhook_contacts, regress_orderhook_nobody;
