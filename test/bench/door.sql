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
ALTER TABLE flat_rows.receipt DROP headers, DROP body;
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

-- The same orders half an hour on, in another state, their lines as they were: whole documents but for
-- mipOS, which sends a status alone.
CREATE TABLE bench.later AS
SELECT n, source_id, provider, orderhook_sign(l.body, s.secret, provider) AS headers, l.body
  FROM bench.payload p
  JOIN bench.source s USING (source_id, provider),
       LATERAL (SELECT convert_from(p.body, 'UTF8')::jsonb AS j OFFSET 0) v,
       LATERAL (SELECT to_jsonb(timestamptz '2027-01-01 12:00+00') AS zoned, to_jsonb('2027-01-01 12:00:00'::text) AS naive) t,
       LATERAL (SELECT convert_to((CASE provider
                           WHEN 'bbot' THEN jsonb_set(jsonb_set(j, '{order,last_modified}', zoned), '{order,time_closed}', zoned)
                           WHEN 'mipos' THEN jsonb_build_object('order_external_id', j -> 'external_id', 'status', 'ACCEPT')
                           WHEN 'flybuy' THEN jsonb_set(jsonb_set(j, '{data,updated_at}', zoned), '{data,state}', '"cancelled"')
                           WHEN 'fulflld' THEN jsonb_set(j, '{payload,status}', '"CANCELLED"') || '{"event": "ORDER_CANCELLED"}'
                           WHEN 'revo' THEN jsonb_set(jsonb_set(j, '{data,updated_at}', naive), '{data,canceled}', naive)
                           END)::text, 'UTF8') AS body) l
 WHERE n <= :deliveries / 4;
ALTER TABLE bench.later ALTER body SET STORAGE EXTERNAL;

CREATE PROCEDURE bench.redelivery(rounds integer) LANGUAGE plpgsql AS $$
DECLARE
    deliveries CONSTANT bigint := (SELECT count(*) FROM bench.later);
    start timestamptz;
BEGIN
    FOR round IN 1 .. rounds LOOP
        CALL bench.clear();
        COMMIT;
        FOR time IN 1 .. 2 LOOP
            start := clock_timestamp();
            INSERT INTO orderhook.inbox (source, headers, body)
            SELECT provider, headers, body || ''
              FROM (SELECT n, provider, headers, body FROM bench.payload WHERE time = 1 AND n <= deliveries
                     UNION ALL SELECT n, provider, headers, body FROM bench.later WHERE time = 2) d ORDER BY n;
            COMMIT;
            INSERT INTO bench.time
            VALUES ('change of state', CASE time WHEN 1 THEN 'new' ELSE 'door' END, round,
                    extract(epoch FROM clock_timestamp() - start) * 1000000 / deliveries);
            COMMIT;
        END LOOP;
    END LOOP;
END $$;

CALL bench.redelivery(:rounds);
