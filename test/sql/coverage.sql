-- Which columns each provider fills, measured over what is stored.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

-- Nothing is stored: 0 rows, and nothing to tell by.
SELECT provider, count(DISTINCT view_name) AS views, sum(rows) AS rows, sum(filled) AS filled, count(coverage) AS told
  FROM orderhook.coverage GROUP BY 1 ORDER BY 1;

-- Every column of these views, and nothing else, once for each provider with a source.
CREATE TEMP VIEW listed AS
SELECT p.provider, c.relname::text AS view_name, a.attname::text AS column_name
  FROM unnest('{bbot,mipos,flybuy,fulflld,revo}'::text[]) p (provider),
       pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
 WHERE c.relnamespace = 'orderhook'::regnamespace
   AND c.relname IN ('orders', 'order_items', 'order_modifiers', 'order_charges', 'order_payments', 'order_events',
                     'order_deliveries', 'order_arrivals', 'products');
SELECT count(*) > 700 AS many FROM listed;
(SELECT provider, view_name, column_name FROM orderhook.coverage EXCEPT ALL TABLE listed)
UNION ALL (TABLE listed EXCEPT ALL SELECT provider, view_name, column_name FROM orderhook.coverage);

-- ---- every payload ----

SELECT count(*) > 100 AS many
  FROM payload_file f
 CROSS JOIN LATERAL pg_temp.deliver(split_part(f.name, '/', 1), pg_temp.payload(f.name));
INSERT INTO orderhook.source (name, provider) VALUES ('another revo', 'revo');

-- The same, counted cell by cell; nowhere is NULL taken for something else.
CREATE FUNCTION pg_temp.counted() RETURNS TABLE (provider text, view_name text, column_name text, rows bigint, filled bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v text;
BEGIN
    FOR v IN SELECT DISTINCT l.view_name FROM listed l LOOP
        RETURN QUERY EXECUTE format($q$
            SELECT x.provider, %L, c.key, count(*), count(*) FILTER (WHERE c.value <> 'null')
              FROM orderhook.%I x CROSS JOIN LATERAL jsonb_each(to_jsonb(x)) c GROUP BY x.provider, c.key$q$, v, v);
    END LOOP;
END $$;
CREATE TEMP TABLE counted AS SELECT * FROM pg_temp.counted();
SELECT count(*) > 400 AS many FROM counted;
(SELECT provider, view_name, column_name, rows, filled FROM orderhook.coverage WHERE rows > 0 EXCEPT ALL TABLE counted)
UNION ALL (TABLE counted EXCEPT ALL SELECT provider, view_name, column_name, rows, filled FROM orderhook.coverage);
SELECT coverage, count(*) > 0 AS some, bool_and(rows > 0) AS with_rows, bool_and(filled = rows) AS all_filled,
       bool_and(filled = 0) AS none_filled
  FROM orderhook.coverage GROUP BY 1 ORDER BY 1;

-- What five systems can and cannot say.
SELECT column_name, provider, coverage FROM orderhook.coverage
 WHERE view_name = 'orders' AND column_name IN ('placed_at', 'tip', 'tax', 'guests', 'is_test', 'display_number')
 ORDER BY 1, 2;
SELECT provider, view_name FROM orderhook.coverage WHERE rows = 0 GROUP BY 1, 2 ORDER BY 1, 2;
-- A provider without a source is left out.
DELETE FROM orderhook.source WHERE provider = 'mipos';
SELECT DISTINCT provider FROM orderhook.coverage ORDER BY 1;

-- ---- a reader, and one who sees only some of the orders ----

SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_orderhook_franchisee;
RESET client_min_messages;
CREATE ROLE regress_orderhook_franchisee;
SELECT orderhook.grant_reader('regress_orderhook_franchisee');
SET ROLE regress_orderhook_franchisee;
SELECT count(DISTINCT (provider, view_name)) AS views, bool_or(rows > 0) AS some FROM orderhook.coverage;
RESET ROLE;
ALTER TABLE orderhook.order_header ENABLE ROW LEVEL SECURITY;
CREATE POLICY one ON orderhook.order_header TO regress_orderhook_franchisee
 USING (source_id = (SELECT min(s.source_id) FROM orderhook.source s WHERE s.name = 'revo'));
SET ROLE regress_orderhook_franchisee;
SELECT DISTINCT provider, rows > 0 AS some FROM orderhook.coverage WHERE view_name = 'orders' ORDER BY 1;
RESET ROLE;
DROP POLICY one ON orderhook.order_header;
DROP OWNED BY regress_orderhook_franchisee;
DROP ROLE regress_orderhook_franchisee;
