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
ALTER TABLE flat.order_header SET (fillfactor = 85);
ALTER TABLE flat_rows.receipt DROP headers, DROP body;
ANALYZE;

CREATE PROCEDURE bench.insert_bytes() LANGUAGE sql AS $$
INSERT INTO flat.receipt
SELECT r.*, d.headers, d.body
  FROM bench.delivery d
  JOIN (SELECT row_number() OVER (ORDER BY webhook_id) AS n, t.* FROM flat_rows.receipt t) r USING (n)
$$;
SELECT format('CREATE PROCEDURE bench.insert_rows() LANGUAGE sql AS $sql$%s$sql$',
              string_agg(format('INSERT INTO flat.%1$I SELECT * FROM flat_rows.%1$I', relname), '; '))
  FROM pg_class WHERE relnamespace = 'flat_rows'::regnamespace AND relname <> 'receipt'
\gexec
