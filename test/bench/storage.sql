-- storage.sql
--	What one order of three lines takes on disk, in all tables and indexes, without its bytes.

CALL bench.clear();
CREATE TABLE bench.three AS
SELECT * FROM bench.delivery d
 WHERE CASE source WHEN 'bbot' THEN jsonb_array_length(convert_from(body, 'UTF8')::jsonb #> '{order,items}')
                   WHEN 'mipos' THEN jsonb_array_length(convert_from(body, 'UTF8')::jsonb -> 'items')
                   WHEN 'revo' THEN jsonb_array_length(convert_from(body, 'UTF8')::jsonb #> '{data,orderContents}') END = 3;
INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM bench.three ORDER BY n;
INSERT INTO p1.receipt (source_id, headers, body) SELECT source_id, headers, body FROM bench.three ORDER BY n;
UPDATE orderhook.receipt SET body = NULL;
UPDATE p1.receipt SET body = NULL;
VACUUM FULL;

CREATE TABLE bench.storage AS
SELECT n.nspname AS contender, c.relname,
       pg_total_relation_size(c.oid)::numeric / (SELECT count(*) FROM bench.three) AS bytes
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('orderhook', 'p1') AND c.relkind = 'r' AND (c.relname LIKE 'order%' OR c.relname = 'receipt');
