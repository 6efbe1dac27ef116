-- Rows go into a table directly or, where something hangs on the table, by a statement: with the same result.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SELECT 'DROP OWNED BY ' || rolname FROM pg_roles WHERE rolname = 'regress_orderhook_keeper' \gexec
DROP ROLE IF EXISTS regress_orderhook_keeper;
RESET client_min_messages;
\set ECHO all

-- A trigger that never fires here, such as an engine hangs on the tables that it distributes.
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION pg_temp.go_by_statement() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t text;
BEGIN
    FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind IN ('r', 'p') LOOP
        EXECUTE format('CREATE TRIGGER by_statement AFTER TRUNCATE ON orderhook.%I EXECUTE FUNCTION pg_temp.nothing()', t);
    END LOOP;
END $$;

-- The rows of a source in all tables, without what no two stores have in common.
CREATE FUNCTION pg_temp.rows(source text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    t text;
BEGIN
    FOR t IN SELECT relname FROM pg_class c WHERE relnamespace = 'orderhook'::regnamespace AND relkind IN ('r', 'p')
              AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'source_id')
              AND relname NOT LIKE 'source%' AND NOT relispartition LOOP
        RETURN QUERY EXECUTE format($q$
            SELECT %L || regexp_replace((to_jsonb(t) - '{source_id,order_id,webhook_id,received_at,first_received_at,
                   last_received_at,last_webhook_id,headers,reason}'::text[])::text
                   || coalesce(to_jsonb(t) ->> 'reason', ''), 'webhook \d+', 'webhook')
              FROM orderhook.%I t JOIN orderhook.source s USING (source_id) WHERE s.name = %L$q$, t, t, source);
    END LOOP;
END $$;

-- ---- every payload ----

CREATE FUNCTION pg_temp.deliver_all(prefix text) RETURNS TABLE (name text, outcome text, http_status int, problems jsonb)
LANGUAGE sql AS $$
WITH made AS (INSERT INTO orderhook.source (name, provider, outbox)
              SELECT prefix || p, p, true FROM unnest(enum_range(NULL::orderhook_provider)::text[]) p RETURNING name)
SELECT count(*)::text, NULL, NULL::int, NULL::jsonb FROM made;
SELECT orderhook.set_secret(prefix || p, pg_temp.secret(p)) FROM unnest('{bbot,mipos,flybuy,fulflld,revo}'::text[]) p;
SELECT f.name, d.outcome, d.http_status, d.problems
  FROM (SELECT p.name, split_part(p.name, '/', 1) AS provider, pg_temp.payload(p.name) AS body
          FROM payload_file p, generate_series(1, 2) ORDER BY p.name COLLATE "C") f
 CROSS JOIN LATERAL orderhook.receive(prefix || f.provider, pg_temp.headers(f.provider, f.body), f.body) d
$$;
BEGIN;
CREATE TEMP TABLE directly AS SELECT * FROM pg_temp.deliver_all('direct ');
SELECT pg_temp.go_by_statement();
CREATE TEMP TABLE by_statement AS SELECT * FROM pg_temp.deliver_all('statement ');
SELECT count(*) > 100 AS many, count(DISTINCT outcome) AS outcomes FROM directly;
(TABLE directly EXCEPT ALL TABLE by_statement) UNION ALL (TABLE by_statement EXCEPT ALL TABLE directly);
CREATE TEMP TABLE direct_rows AS
SELECT p, r FROM unnest('{bbot,mipos,flybuy,fulflld,revo}'::text[]) p, pg_temp.rows('direct ' || p) r;
CREATE TEMP TABLE statement_rows AS
SELECT p, r FROM unnest('{bbot,mipos,flybuy,fulflld,revo}'::text[]) p, pg_temp.rows('statement ' || p) r;
SELECT count(*) > 300 AS many FROM direct_rows;
(TABLE direct_rows EXCEPT ALL TABLE statement_rows) UNION ALL (TABLE statement_rows EXCEPT ALL TABLE direct_rows);
ROLLBACK;

-- ---- every change that an owner may make ----

-- Version v of an order of one line.
CREATE FUNCTION pg_temp.version(id text, v int) RETURNS bytea LANGUAGE sql AS $$
SELECT convert_to(format('{"order": {"id": "%s", "time": "2026-03-07T18:00:00Z", "last_modified": "2026-03-07T18:1%s:00Z",
    "pretax_cents": 2%s00, "total_cents": 2%s00, "guest_name": "Guest", "items": [{"id": "i1", "name_when_purchased": "Soup",
    "pretax_cents": 2%s00, "status": "waiting"}]}}', id, v, v, v, v), 'UTF8') $$;

CREATE FUNCTION pg_temp.answer(body bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    place text;
BEGIN
    RETURN (SELECT outcome FROM pg_temp.deliver('bbot', body));
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, place = TABLE_NAME;
    RETURN format(E'%s %s%s\n%s', SQLSTATE, SQLERRM, ' (' || nullif(place, '') || ')', regexp_replace(detail, '\d+', '#', 'g'));
END $$;

-- What a known order's next version and a new order get after the change, and the rows then; all is undone.
CREATE FUNCTION pg_temp.attempt(change text, by_statement boolean, OUT known text, OUT new text, OUT rows text)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.answer(pg_temp.version('known', 1));
    EXECUTE change;
    IF by_statement THEN
        PERFORM pg_temp.go_by_statement();
    END IF;
    known := pg_temp.answer(pg_temp.version('known', 2));
    new := pg_temp.answer(pg_temp.version('new', 1));
    BEGIN
        rows := (SELECT string_agg(r, E'\n' ORDER BY r COLLATE "C") FROM pg_temp.rows('bbot') r);
    EXCEPTION WHEN OTHERS THEN
        rows := SQLERRM;
    END;
    RAISE EXCEPTION 'undo' USING ERRCODE = 'OH000';
EXCEPTION WHEN SQLSTATE 'OH000' THEN
    RETURN;
END $$;

CREATE FUNCTION pg_temp.mark() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := ''marked''; RETURN NEW; END';
CREATE FUNCTION pg_temp.see() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO orderhook.seen VALUES (NEW.source_id, NEW.name); RETURN NULL; END';
CREATE FUNCTION pg_temp.skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE ROLE regress_orderhook_keeper;
CREATE FUNCTION pg_temp.keep(but text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    GRANT USAGE, CREATE ON SCHEMA orderhook TO regress_orderhook_keeper;
    GRANT ALL ON ALL TABLES IN SCHEMA orderhook TO regress_orderhook_keeper;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA orderhook TO regress_orderhook_keeper;
    ALTER VIEW orderhook.inbox OWNER TO regress_orderhook_keeper;
    EXECUTE but;
END $$;

CREATE TEMP TABLE change (n int GENERATED ALWAYS AS IDENTITY, change text);
INSERT INTO change (change) VALUES
    (''),
    ('ALTER TABLE orderhook.order_item ADD CHECK (name <> ''Soup'') NOT VALID'),
    ('ALTER TABLE orderhook.receipt ADD CHECK (outcome <> ''applied'') NOT VALID'),
    ('ALTER TABLE orderhook.order_header ADD CHECK (external_id = ''known'')'),
    ('ALTER TABLE orderhook.order_header ADD CHECK (total < 22)'),
    ('ALTER TABLE orderhook.order_item ADD CHECK (tableoid = ''orderhook.order_item''::regclass)'),
    ('ALTER TABLE orderhook.order_header ADD CHECK (tableoid = ''orderhook.order_header''::regclass)'),
    ('DELETE FROM orderhook.order_item; ALTER TABLE orderhook.order_item ALTER seat SET NOT NULL'),
    ('UPDATE orderhook.order_header SET staff = ''S''; ALTER TABLE orderhook.order_header ALTER staff SET NOT NULL'),
    ('CREATE UNIQUE INDEX one_only ON orderhook.order_item (source_id, name)'),
    ('CREATE UNIQUE INDEX one_only ON orderhook.order_header (source_id)'),
    ('ALTER TABLE orderhook.order_item ADD UNIQUE (source_id, name) DEFERRABLE INITIALLY DEFERRED'),
    ('CREATE UNIQUE INDEX known_once ON orderhook.order_header (source_id, external_id, total)'),
    ('ALTER TABLE orderhook.order_item ADD note text DEFAULT ''by default'''),
    ('ALTER TABLE orderhook.order_item ADD note text'),
    ('ALTER TABLE orderhook.order_item ADD twice numeric GENERATED ALWAYS AS (total * 2) STORED'),
    ('ALTER TABLE orderhook.order_header ADD note text DEFAULT ''by default'''),
    ('ALTER TABLE orderhook.receipt ADD note text NOT NULL DEFAULT ''by default'''),
    ('ALTER TABLE orderhook.receipt ADD note text; ALTER TABLE orderhook.receipt DROP note'),
    ('ALTER TABLE orderhook.order_header ADD note text; ALTER TABLE orderhook.order_header DROP note'),
    ('ALTER TABLE orderhook.order_item RENAME seat TO place'),
    ('ALTER TABLE orderhook.order_header RENAME staff TO people'),
    ('DROP VIEW orderhook.order_items, orderhook.sales_by_item CASCADE; ALTER TABLE orderhook.order_item ALTER name TYPE varchar(3) USING left(name, 3)'),
    ('ALTER TABLE orderhook.receipt ALTER webhook_id SET GENERATED ALWAYS'),
    ('ALTER TABLE orderhook.order_header ALTER order_id SET GENERATED ALWAYS'),
    ('ALTER TABLE orderhook.order_header ALTER order_id DROP IDENTITY'),
    ('ALTER TABLE orderhook.order_header ALTER order_id DROP IDENTITY, ALTER order_id SET DEFAULT 4000000000'),
    ('ALTER TABLE orderhook.order_item RENAME TO order_item_of_old'),
    ('ALTER TABLE orderhook.order_item RENAME TO order_item_of_old;
      CREATE TABLE orderhook.order_item (LIKE orderhook.order_item_of_old INCLUDING ALL)'),
    ('DROP TABLE orderhook.order_item CASCADE'),
    ('ALTER TABLE orderhook.order_header RENAME TO order_header_of_old'),
    ('ALTER TABLE orderhook.order_header DROP CONSTRAINT order_header_source_id_external_id_key'),
    ('CREATE TRIGGER mark BEFORE INSERT ON orderhook.order_item FOR EACH ROW EXECUTE FUNCTION pg_temp.mark()'),
    ('CREATE TABLE orderhook.seen (source_id bigint, name text);
      CREATE TRIGGER see AFTER INSERT ON orderhook.order_item FOR EACH ROW EXECUTE FUNCTION pg_temp.see()'),
    ('CREATE TRIGGER skip BEFORE INSERT ON orderhook.order_header FOR EACH ROW WHEN (NEW.external_id = ''no'') EXECUTE FUNCTION pg_temp.skip()'),
    ('CREATE TRIGGER skip BEFORE INSERT OR UPDATE ON orderhook.order_event FOR EACH ROW EXECUTE FUNCTION pg_temp.skip()'),
    ('CREATE TABLE orderhook.seen (source_id bigint, name text);
      CREATE RULE see AS ON INSERT TO orderhook.order_item DO ALSO INSERT INTO orderhook.seen VALUES (NEW.source_id, NEW.name)'),
    ('ALTER TABLE orderhook.receipt RENAME TO receipt_of_old;
      CREATE TABLE orderhook.receipt (LIKE orderhook.receipt_of_old INCLUDING DEFAULTS) PARTITION BY RANGE (received_at);
      CREATE TABLE orderhook.receipt_now PARTITION OF orderhook.receipt DEFAULT'),
    ('DELETE FROM orderhook.order_item;
      CREATE TABLE orderhook.all_items (LIKE orderhook.order_item) PARTITION BY LIST (name);
      ALTER TABLE orderhook.all_items ATTACH PARTITION orderhook.order_item FOR VALUES IN (''Salad'')'),
    ('ALTER TABLE orderhook.order_item ENABLE ROW LEVEL SECURITY'),
    ('ALTER TABLE orderhook.source RENAME retry_horizon TO horizon'),
    ('ALTER TABLE orderhook.source ADD note text DEFAULT ''by default'''),
    ('ALTER TABLE orderhook.source_secret RENAME TO source_secret_of_old;
      CREATE VIEW orderhook.source_secret AS SELECT * FROM orderhook.source_secret_of_old WHERE false'),
    ('SELECT pg_temp.keep('''')'),
    ('SELECT pg_temp.keep(''REVOKE INSERT ON orderhook.order_item FROM regress_orderhook_keeper'')'),
    ('SELECT pg_temp.keep(''REVOKE INSERT ON orderhook.receipt FROM regress_orderhook_keeper;
        GRANT INSERT (source_id) ON orderhook.receipt TO regress_orderhook_keeper'')'),
    ('SELECT pg_temp.keep(''REVOKE SELECT ON orderhook.order_event FROM regress_orderhook_keeper'')'),
    ('SELECT pg_temp.keep(''REVOKE UPDATE ON orderhook.order_header FROM regress_orderhook_keeper'')'),
    ('SELECT pg_temp.keep(''REVOKE INSERT ON orderhook.order_header FROM regress_orderhook_keeper'')'),
    ('SELECT pg_temp.keep(''REVOKE SELECT ON orderhook.source FROM regress_orderhook_keeper'')'),
    ('SELECT pg_temp.keep(''REVOKE SELECT ON orderhook.source_secret FROM regress_orderhook_keeper'')'),
    ('SELECT pg_temp.keep(''ALTER TABLE orderhook.order_item ENABLE ROW LEVEL SECURITY'')'),
    ('SELECT pg_temp.keep(''ALTER TABLE orderhook.order_item ENABLE ROW LEVEL SECURITY;
        CREATE POLICY every ON orderhook.order_item TO regress_orderhook_keeper USING (true)'')'),
    ('SELECT pg_temp.keep(''ALTER TABLE orderhook.order_header ENABLE ROW LEVEL SECURITY'')'),
    ('SELECT pg_temp.keep(''ALTER TABLE orderhook.source ENABLE ROW LEVEL SECURITY'')');

SET client_min_messages = warning;
CREATE TEMP TABLE result AS
SELECT n, change, d.known, d.new, (s.known, s.new, s.rows) IS NOT DISTINCT FROM (d.known, d.new, d.rows) AS same
  FROM change
 CROSS JOIN LATERAL pg_temp.attempt(change, false) d
 CROSS JOIN LATERAL pg_temp.attempt(change, true) s
 ORDER BY n;
RESET client_min_messages;
\pset format unaligned
\pset tuples_only
\pset fieldsep '\n    '
SELECT n || ': ' || regexp_replace(change, '\s+', ' ', 'g'), 'known: ' || split_part(known, E'\n', 1),
       'new:   ' || split_part(new, E'\n', 1), CASE WHEN same THEN 'the same by statements' ELSE 'DIFFERENT' END
  FROM result ORDER BY n;
\pset tuples_only off
\pset format aligned

-- After all that was undone, and in the same session.
SELECT outcome FROM pg_temp.deliver('bbot', pg_temp.version('last', 1));

-- The direct way is taken where nothing hangs on a table, and leaves no statement in the context of its errors.
CREATE FUNCTION pg_temp.fails_in_statement() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    context text;
BEGIN
    PERFORM pg_temp.deliver('bbot', pg_temp.version('refused', 1));
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
    RETURN context LIKE '%INSERT INTO orderhook.order_item%';
END $$;
ALTER TABLE orderhook.order_item ADD CHECK (name <> 'Soup') NOT VALID;
SELECT pg_temp.fails_in_statement();
CREATE TRIGGER by_statement AFTER TRUNCATE ON orderhook.order_item EXECUTE FUNCTION pg_temp.nothing();
SELECT pg_temp.fails_in_statement();
DROP TRIGGER by_statement ON orderhook.order_item;
SELECT pg_temp.fails_in_statement();
DROP ROLE regress_orderhook_keeper;
