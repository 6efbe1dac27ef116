-- The views of the store as Markdown: the part of the README that nobody types. The words
-- are those of COMMENT ON, so that README, \d+ and BI tools say the same.
--
--   psql -X -q -A -t -f test/model.sql
WITH view AS (
    SELECT c.oid, c.relname, obj_description(c.oid, 'pg_class') AS comment,
           array_position(ARRAY['inbox', 'orders', 'order_items', 'order_modifiers', 'order_charges',
                                'order_payments', 'order_events', 'order_deliveries', 'order_arrivals',
                                'order_contacts', 'customers', 'products', 'quarantine', 'order_problems', 'reconciliation',
                                'sales_by_day', 'sales_by_item', 'places', 'order_days',
                                'order_journeys', 'order_journey_orders', 'service_times',
                                'coverage',
                                'drift',
                                'sources',
                                'changes',
                                'erasures'], c.relname::text) AS place
      FROM pg_class c
     WHERE c.relnamespace = 'orderhook'::regnamespace AND c.relkind = 'v'
), line AS (
    SELECT v.place, v.relname, 0 AS attnum,
           format(E'\n### `%s`\n\n%s\n\n| column | type | meaning |\n| --- | --- | --- |', v.relname, v.comment) AS text
      FROM view v
    UNION ALL
    SELECT v.place, v.relname, a.attnum,
           format('| `%s` | %s | %s |', a.attname,
                  replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz'),
                  replace(col_description(v.oid, a.attnum), '|', '\|'))
      FROM view v
      JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
)
SELECT text FROM line ORDER BY place, relname, attnum;
