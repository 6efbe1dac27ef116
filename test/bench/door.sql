-- door.sql
--	The door in one statement, against P1 and against what is possible.

INSERT INTO p1.source SELECT source_id, provider, secret FROM bench.source;

CREATE PROCEDURE bench.clear() LANGUAGE plpgsql AS $$
DECLARE
    tables text;
BEGIN
    SELECT string_agg(c.oid::regclass::text, ', ') INTO tables
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('orderhook', 'p1', 'p2', 'flat') AND c.relkind = 'r'
       AND (c.relname LIKE 'order%' OR c.relname = 'receipt');
    EXECUTE 'TRUNCATE ' || tables;
END $$;

INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM bench.delivery;

-- ---- the limits: the bytes alone, and the bytes with the rows that orderhook made of them ----

CREATE SCHEMA flat_rows;
CREATE SCHEMA flat;
SELECT format('CREATE TABLE flat_rows.%1$I AS TABLE orderhook.%1$I; CREATE TABLE flat.%1$I (LIKE orderhook.%1$I INCLUDING ALL)',
              relname)
  FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace AND relkind = 'r' AND (relname LIKE 'order%' OR relname = 'receipt')
\gexec
ALTER TABLE flat.order_header SET (fillfactor = 70);
ALTER TABLE flat_rows.receipt DROP headers, DROP body, DROP erased_at;
ANALYZE;

CREATE PROCEDURE bench.insert_bytes() LANGUAGE sql AS $$
INSERT INTO flat.receipt
SELECT (r.receipt).*, d.headers, d.body
  FROM bench.delivery d
  JOIN (SELECT row_number() OVER (ORDER BY webhook_id) AS n, receipt FROM flat_rows.receipt) r USING (n)
$$;
SELECT format('CREATE PROCEDURE bench.insert_rows() LANGUAGE sql AS $sql$%s$sql$',
              string_agg(format('INSERT INTO flat.%1$I SELECT * FROM flat_rows.%1$I', relname), '; '))
  FROM pg_class WHERE relnamespace = 'flat_rows'::regnamespace AND relname <> 'receipt'
\gexec

CREATE PROCEDURE bench.batch(figure text, rounds integer, contenders text[], statements text[]) LANGUAGE plpgsql AS $$
DECLARE
    deliveries CONSTANT bigint := (SELECT count(*) FROM bench.payload);
    start timestamptz;
    i integer;
BEGIN
    FOR round IN 1 .. rounds LOOP
        FOR turn IN 1 .. cardinality(statements) LOOP
            i := CASE round % 2 WHEN 1 THEN turn ELSE cardinality(statements) + 1 - turn END;
            CALL bench.clear();
            COMMIT;
            start := clock_timestamp();
            EXECUTE statements[i];
            COMMIT;
            INSERT INTO bench.time VALUES (figure, contenders[i], round,
                extract(epoch FROM clock_timestamp() - start) * 1000000 / deliveries);
            COMMIT;
        END LOOP;
    END LOOP;
END $$;

CALL bench.batch('the door, one statement', :rounds, '{empty,bytes,flat,p1,door}', ARRAY[
    'SELECT count(body) FROM bench.delivery',
    'CALL bench.insert_bytes()',
    'DO $$BEGIN CALL bench.insert_bytes(); CALL bench.insert_rows(); END$$',
    'INSERT INTO p1.receipt (source_id, headers, body) SELECT source_id, headers, body FROM bench.delivery',
    'INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM bench.delivery']);

-- ---- are they the same rows? ----

-- All columns but ids and times of receipt, which are new in each run, and what P1 does not do: problems,
-- names of keys, headers redacted.
CREATE FUNCTION bench.differences(one text, other text, table_name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    columns text;
    result bigint;
BEGIN
    SELECT string_agg(format('t.%I', attname), ', ') INTO columns
      FROM pg_attribute a
     WHERE attrelid = format('%I.%I', other, table_name)::regclass AND attnum > 0 AND NOT attisdropped
       AND attname NOT IN ('order_id', 'webhook_id', 'last_webhook_id', 'received_at', 'first_received_at',
                           'last_received_at', 'problem_count', 'problems', 'key_id', 'headers');
    EXECUTE format($q$
        WITH ours AS (SELECT h.external_id AS the_order, %1$s
                        FROM %2$I.%4$I t JOIN %2$I.order_header h USING (source_id, order_id)),
             theirs AS (SELECT h.external_id AS the_order, %1$s
                          FROM %3$I.%4$I t JOIN %3$I.order_header h USING (source_id, order_id))
        SELECT (SELECT count(*) FROM (TABLE ours EXCEPT ALL TABLE theirs) x)
             + (SELECT count(*) FROM (TABLE theirs EXCEPT ALL TABLE ours) x)$q$, columns, one, other, table_name)
       INTO result;
    RETURN result;
END $$;

CREATE FUNCTION bench.same(other text, OUT table_name name, OUT rows bigint, OUT differ bigint) RETURNS SETOF record
LANGUAGE plpgsql AS $$
BEGIN
    FOR table_name IN
        SELECT relname FROM pg_class
         WHERE relnamespace = other::regnamespace AND relkind = 'r' AND (relname LIKE 'order%' OR relname = 'receipt')
         ORDER BY relname
    LOOP
        EXECUTE format('SELECT count(*) FROM %I.%I', other, table_name) INTO rows;
        differ := bench.differences('orderhook', other, table_name);
        RETURN NEXT;
    END LOOP;
END $$;

CALL bench.clear();
INSERT INTO p1.receipt (source_id, headers, body) SELECT source_id, headers, body FROM bench.delivery;
INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM bench.delivery;
CREATE TABLE bench.same_as_p1 AS SELECT * FROM bench.same('p1');
CREATE TABLE bench.same_as_p2 (LIKE bench.same_as_p1);

-- ---- a change of state, against a new order ----

-- The state of every fourth order some time on, as its provider would send it: the whole document with
-- another state and a later time of version, lines and amounts as they were. Bbot closes, FlyBuy, Fulflld and
-- Revo cancel; mipOS sends a status alone. The others stay, so that one transaction does not change all
-- orders of a page, which no day of a store does.
CREATE FUNCTION bench.put(document text, key text, value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT regexp_replace(document, format('"%s":("[^"]*"|null)', key), format('"%s":"%s"', key, value), 'g')
$$;

CREATE TABLE bench.later (LIKE bench.payload);
ALTER TABLE bench.later ALTER body SET STORAGE EXTERNAL;
INSERT INTO bench.later
SELECT n, source_id, provider, orderhook_sign(l.body, s.secret, provider), l.body
  FROM bench.payload p
  JOIN bench.source s USING (source_id, provider),
       LATERAL (SELECT convert_from(p.body, 'UTF8') AS document OFFSET 0) v,
       LATERAL (SELECT convert_to(CASE provider
                           WHEN 'bbot' THEN bench.put(bench.put(document, 'last_modified', '2027-01-01T12:00:00Z'),
                                                      'time_closed', '2027-01-01T12:00:00Z')
                           WHEN 'mipos' THEN format('{"order_external_id":"%s","status":"ACCEPT"}',
                                                    document::jsonb ->> 'external_id')
                           WHEN 'flybuy' THEN bench.put(bench.put(document, 'updated_at', '2027-01-01T12:00:00Z'),
                                                        'state', 'cancelled')
                           WHEN 'fulflld' THEN bench.put(bench.put(document, 'status', 'CANCELLED'),
                                                         'event', 'ORDER_CANCELLED')
                           WHEN 'revo' THEN bench.put(bench.put(document, 'updated_at', '2027-01-01 12:00:00'),
                                                      'canceled', '2027-01-01 12:00:00')
                           END, 'UTF8') AS body) l
 WHERE n % 4 = 0;
CREATE UNIQUE INDEX ON bench.later (n);
VACUUM (ANALYZE, FREEZE) bench.later;

CREATE PROCEDURE bench.redelivery(rounds integer) LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz;
    taken bigint;
BEGIN
    FOR round IN 1 .. rounds LOOP
        CALL bench.clear();
        COMMIT;
        FOR time IN 1 .. 2 LOOP
            start := clock_timestamp();
            IF time = 1 THEN
                INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM bench.delivery;
            ELSE
                INSERT INTO orderhook.inbox (source, headers, body)
                SELECT provider, headers, body || '' FROM bench.later ORDER BY n;
            END IF;
            GET DIAGNOSTICS taken = ROW_COUNT;
            COMMIT;
            INSERT INTO bench.time
            VALUES ('change of state', CASE time WHEN 1 THEN 'new' ELSE 'door' END, round,
                    extract(epoch FROM clock_timestamp() - start) * 1000000 / taken);
            COMMIT;
        END LOOP;
    END LOOP;
END $$;

CALL bench.redelivery(:rounds);
