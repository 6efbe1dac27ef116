-- report.sql
--	The table: one row a figure, what stands for 1 beside orderhook, and the ratio of each round.

CREATE TABLE bench.row (no serial, title text, figure text, against text, contender text, goal text);

INSERT INTO bench.row (title, figure, against, contender, goal) VALUES
    ('verify, 620 bytes', 'verify, 620 bytes', 'p1', 'orderhook', '2.8'),
    ('verify, 6500 bytes', 'verify, 6500 bytes', 'p1', 'orderhook', '1.2');
INSERT INTO bench.row (title, figure, against, contender, goal)
SELECT v.title || provider, v.figure || provider, v.against, 'orderhook', v.goal
  FROM (VALUES (1, 'bytes to order, ', 'bytes to order, ', 'p1_whole', '8', ''),
               (2, 'the same, but P1 reads order, items and modifiers alone, ', 'bytes to order, ', 'p1', '', ''),
               (3, 'jsonb to order, ', 'jsonb to order, ', 'p1_whole', '3', '{bbot,mipos,revo}'),
               (4, 'the same, but P1 reads order, items and modifiers alone, ', 'jsonb to order, ', 'p1', '', '{bbot,mipos,revo}'),
               (5, 'items and modifiers in FROM, ', 'items and modifiers in FROM, ', 'p1', '1.8', '{bbot,mipos,revo}'))
           v (no, title, figure, against, goal, providers),
       unnest('{bbot,mipos,flybuy,fulflld,revo}'::text[]) WITH ORDINALITY p (provider, nth)
 WHERE v.providers = '' OR provider = ANY (v.providers::text[])
 ORDER BY v.no, nth;
INSERT INTO bench.row (title, figure, against, contender, goal) VALUES
    ('the door, one statement', 'the door, one statement', 'p1', 'door', '2.5'),
    ('the door, one delivery a transaction, 2 clients', 'one delivery a transaction, fsync off', 'p1', 'door', '2'),
    ('the same with fsync on', 'one delivery a transaction, fsync on', 'p1', 'door', ''),
    ('Node through the door, against a program that does the work', 'Node, four connections', 'p2', 'door', '3'),
    ('a change of state, against a new order', 'change of state', 'new', 'door', '2');
INSERT INTO bench.row (title, figure, against, contender, goal) VALUES
    ('limit: HMAC by OpenSSL alone, 620 bytes', 'verify, 620 bytes', 'openssl', 'orderhook', ''),
    ('limit: HMAC by OpenSSL alone, 6500 bytes', 'verify, 6500 bytes', 'openssl', 'orderhook', ''),
    ('limit: bytes to jsonb, bbot', 'bytes to order, bbot', 'jsonb', 'orderhook', ''),
    ('limit: bytes to jsonb, revo', 'bytes to order, revo', 'jsonb', 'orderhook', ''),
    ('limit: INSERT of the bytes and of ready rows', 'the door, one statement', 'flat', 'door', '0.5'),
    ('limit: INSERT of the bytes', 'the door, one statement', 'bytes', 'door', '');

\pset null -
SELECT r.title AS figure, t.against_us AS "against, us", t.us AS "orderhook, us", t.ratio, t.range, r.goal
  FROM bench.row r
  LEFT JOIN LATERAL (
           SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY a.us)::numeric, 1) AS against_us,
                  round(percentile_cont(0.5) WITHIN GROUP (ORDER BY c.us)::numeric, 1) AS us,
                  round(percentile_cont(0.5) WITHIN GROUP (ORDER BY a.us / c.us)::numeric, 2) AS ratio,
                  round(min(a.us / c.us), 2) || ' to ' || round(max(a.us / c.us), 2) AS range
             FROM bench.time a
             JOIN bench.time c USING (figure, round)
            WHERE a.figure = r.figure AND a.contender = r.against AND c.contender = r.contender AND c.us > 0) t
    ON true
 ORDER BY r.no;

SELECT :'skipped' <> '' AS is_skipped \gset
\if :is_skipped
SELECT :'skipped' AS "The rows about Node were skipped:";
\endif

SELECT count(*) = 0 AS is_unwatched FROM bench.memory \gset
\if :is_unwatched
\echo 'Memory was skipped: the server may not reset its peak in /proc/self/clear_refs.'
\endif

SELECT 'memory beyond an INSERT of the bytes, in bodies of ' || round(d.body / 1e6, 1) || ' MB (at most 4)' AS figure,
       (SELECT round((p.bytes - b.bytes) * 1.0 / b.body, 2) FROM bench.memory p WHERE p.contender = 'p1') AS "P1",
       round((d.bytes - b.bytes) * 1.0 / b.body, 2) AS orderhook
  FROM bench.memory d, bench.memory b
 WHERE d.contender = 'door' AND b.contender = 'bytes'
 UNION ALL
SELECT 'storage of an order of three lines without its bytes, in bytes, of ' || (SELECT count(*) FROM bench.three) || ' orders' || CASE WHEN checks THEN '' ELSE ', checks of sums apart' END,
       sum(bytes) FILTER (WHERE contender = 'p1')::bigint,
       sum(bytes) FILTER (WHERE contender = 'orderhook' AND (checks OR relname <> 'order_check'))::bigint
  FROM bench.storage, (VALUES (true), (false)) v (checks)
 GROUP BY checks;

SELECT other AS "rows of", table_name AS "table", rows, differ AS "differ from orderhook's"
  FROM (SELECT 'P1' AS other, * FROM bench.same_as_p1 UNION ALL SELECT 'P2', * FROM bench.same_as_p2) s;
