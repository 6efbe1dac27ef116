-- What a delivery rewrites: the rows that it changes, and no other.
\getenv abs_srcdir PG_ABS_SRCDIR
\set include :abs_srcdir '/include/store.sql'
\set ECHO none
\i :include
\set ECHO all

-- ---- one that changes the header alone: one row ----

SELECT convert_from(pg_temp.payload('revo/order_closed_full.json'), 'UTF8')::jsonb AS full \gset
SELECT outcome FROM pg_temp.deliver('revo', :'full');
SELECT order_id FROM orderhook.orders \gset
CREATE TEMP VIEW places AS
SELECT 'item' AS what, tableoid || ctid::text || xmin::text AS place FROM orderhook.order_item WHERE order_id = :order_id
UNION ALL
SELECT 'modifier', tableoid || ctid::text || xmin::text FROM orderhook.order_modifier WHERE order_id = :order_id
UNION ALL
SELECT 'payment', tableoid || ctid::text || xmin::text FROM orderhook.order_payment WHERE order_id = :order_id
UNION ALL
SELECT 'charge', tableoid || ctid::text || xmin::text FROM orderhook.order_charge WHERE order_id = :order_id;
CREATE TEMP VIEW touched AS
SELECT t.relname, pg_stat_get_xact_tuples_inserted(t.oid) AS inserted, pg_stat_get_xact_tuples_updated(t.oid) AS updated,
       pg_stat_get_xact_tuples_hot_updated(t.oid) AS hot, pg_stat_get_xact_tuples_deleted(t.oid) AS deleted
  FROM pg_class t
 WHERE t.relnamespace = 'orderhook'::regnamespace AND t.relkind = 'r'
   AND pg_stat_get_xact_tuples_inserted(t.oid) + pg_stat_get_xact_tuples_updated(t.oid)
       + pg_stat_get_xact_tuples_deleted(t.oid) > 0;
CREATE TEMP TABLE places_before AS SELECT * FROM places;
SELECT what, count(*) FROM places GROUP BY what ORDER BY what;
\o /dev/null
SELECT pg_stat_force_next_flush();
\o
BEGIN;
SELECT outcome, reason
  FROM pg_temp.deliver('revo', jsonb_set(:'full'::jsonb, '{data,notes}', '"at the window"')::text);
TABLE touched ORDER BY 1;
COMMIT;
(TABLE places EXCEPT TABLE places_before) UNION ALL (TABLE places_before EXCEPT TABLE places);

-- ---- a status alone: its event too, and no line ----

SELECT outcome FROM pg_temp.deliver('mipos', pg_temp.payload('mipos/order_several_lines.json'));
\o /dev/null
SELECT pg_stat_force_next_flush();
\o
BEGIN;
SELECT outcome, reason
  FROM pg_temp.deliver('mipos', '{"type": "ORDER_STATUS", "order_external_id": "4180290", "status": "ACCEPT"}'::text);
TABLE touched ORDER BY 1;
COMMIT;
