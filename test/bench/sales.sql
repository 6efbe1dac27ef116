-- sales.sql
--	The orders of some days, flat and as they came, for sales.sh: variables "orders", "days", "month".
--
-- Five sources of three providers, each with four stores of three clocks. Of each source a hundred
-- samples are delivered, and their header, lines and receipt copied under other ids, one order after the
-- other through the days: the body with the time and the store of the copy.

CREATE EXTENSION orderhook;
SELECT orderhook_install();
CREATE SCHEMA bench;

CREATE TABLE bench.source (source_id bigint, provider text, secret text, timezone text, currency text);
INSERT INTO bench.source VALUES
    (1, 'bbot', 'user:password', 'America/New_York', 'USD'),
    (2, 'mipos', 'correct horse battery staple', 'America/Chicago', 'USD'),
    (3, 'revo', 'staple battery horse correct', 'Europe/Madrid', 'EUR'),
    (4, 'bbot', 'user:password', 'America/Los_Angeles', 'USD'),
    (5, 'revo', 'staple battery horse correct', 'Europe/Madrid', 'EUR');
INSERT INTO orderhook.source (source_id, name, provider, timezone, currency)
SELECT source_id, format('%s %s', provider, source_id), provider, timezone, currency FROM bench.source;
SELECT orderhook.set_secret(format('%s %s', provider, source_id), secret) FROM bench.source;

INSERT INTO orderhook.store (store_id, name, timezone, day_start)
SELECT source_id * 4 + i, format('store %s of %s', i, source_id), CASE i WHEN 2 THEN 'America/Denver' END,
       CASE i WHEN 3 THEN time '00:00' ELSE '05:00' END
  FROM bench.source, generate_series(0, 3) i;
INSERT INTO orderhook.store_alias
SELECT source_id, format('store-%s', i), source_id * 4 + i FROM bench.source, generate_series(0, 3) i;

-- ---- the samples, and what of their bodies is the copy's own ----

INSERT INTO orderhook.inbox (source, headers, body)
SELECT format('%s %s', provider, source_id), orderhook_sign(body, secret, provider::orderhook_provider), body
  FROM (SELECT s.*, b.body, row_number() OVER (PARTITION BY s.source_id ORDER BY seed) AS nth
          FROM bench.source s, generate_series(1, 1000) seed,
               LATERAL (SELECT orderhook_sample(s.provider::orderhook_provider, seed) AS body OFFSET 0) b,
               LATERAL (SELECT convert_from(b.body, 'UTF8')::jsonb AS doc OFFSET 0) d
         WHERE octet_length(b.body) BETWEEN 512 AND 4096
           AND COALESCE(d.doc #> '{order,time}', d.doc -> 'created_at', d.doc #> '{data,opened}') <> 'null') d
 WHERE nth <= 100;

CREATE TABLE bench.sample AS
SELECT row_number() OVER (PARTITION BY h.source_id ORDER BY h.order_id) - 1 AS nth, h.source_id, h.order_id, r.webhook_id,
       replace(replace(b.body, b.at, '<time>'), h.store_external_id, '<store>') AS body
  FROM orderhook.order_header h
  JOIN orderhook.receipt r ON r.source_id = h.source_id AND r.webhook_id = h.last_webhook_id
 CROSS JOIN LATERAL (SELECT convert_from(r.body, 'UTF8') AS body, convert_from(r.body, 'UTF8')::jsonb AS doc) d
 CROSS JOIN LATERAL (SELECT d.body, COALESCE(d.doc #>> '{order,time}', d.doc ->> 'created_at', d.doc #>> '{data,opened}') AS at) b;

CREATE VIEW bench.copy AS
SELECT c.n, c.at, c.store, s.source_id, s.order_id, s.webhook_id, s.body,
       CASE z.provider WHEN 'revo' THEN to_char(c.at AT TIME ZONE z.timezone, 'YYYY-MM-DD HH24:MI:SS')
                       ELSE to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END AS stated
  FROM (SELECT n, 'store-' || (hashint8(n) & 3) AS store,
               date_trunc('second', timestamptz '2025-01-01 00:00Z' + interval '1 day' * (n * :days::float8 / :orders)) AS at
          FROM generate_series(1, :orders) n OFFSET 0) c
  JOIN bench.sample s ON s.source_id = 1 + c.n % 5 AND s.nth = c.n / 5 % 100
  JOIN bench.source z ON z.source_id = s.source_id;

CREATE TEMP TABLE changed (name text, as_copied text);
INSERT INTO changed VALUES
    ('order_id', 'n + 1000000'),
    ('webhook_id', 'n + 1000000'),
    ('last_webhook_id', 'n + 1000000'),
    ('order_header.external_id', '''o'' || n'),
    ('external_ref', '''c'' || n'),
    ('refund_of', 'CASE WHEN t.refund_of IS NOT NULL THEN ''o'' || n - 5 END'),
    ('store_external_id', 'store'),
    ('placed_at', 'at'),
    ('received_at', 'at + interval ''3 s'''),
    ('first_received_at', 'at + interval ''3 s'''),
    ('last_received_at', 'at + interval ''3 s'''),
    ('body_digest', 'sha256(int8send(n))'),
    ('receipt.body', 'convert_to(replace(replace(c.body, ''<time>'', stated), ''<store>'', store), ''UTF8'')');
SELECT format('INSERT INTO orderhook.%I (%s) SELECT %s FROM bench.copy c JOIN orderhook.%I t USING (source_id, %s)',
              relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum),
              string_agg(COALESCE(as_copied, 't.' || quote_ident(attname)), ', ' ORDER BY attnum),
              relname, CASE relname WHEN 'receipt' THEN 'webhook_id' ELSE 'order_id' END)
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN changed ON changed.name IN (attname, relname || '.' || attname)
 WHERE c.oid IN ('orderhook.order_header'::regclass, 'orderhook.order_item'::regclass, 'orderhook.receipt'::regclass)
 GROUP BY relname
\gexec
-- The samples themselves are of other days.
DELETE FROM orderhook.order_header WHERE order_id < 1000000;
DELETE FROM orderhook.order_item WHERE order_id < 1000000;
DELETE FROM orderhook.receipt WHERE webhook_id < 1000000;
VACUUM (ANALYZE, FREEZE);

-- ---- flat: every column, and the day, in one table ----

CREATE TABLE bench.flat_order AS SELECT * FROM orderhook.orders;
CREATE INDEX ON bench.flat_order (business_date);
CREATE TABLE bench.flat_item AS SELECT * FROM orderhook.order_items;
CREATE INDEX ON bench.flat_item (order_id);
VACUUM (ANALYZE, FREEZE) bench.flat_order, bench.flat_item;

-- ---- a month, as one writes it ----

-- What an order counts as is said once for all sums, as in sales_by_day; said in each it takes longer.
CREATE VIEW bench.flat_by_day AS
SELECT t.source, t.store, t.business_date, t.currency, t.orders, t.items, m.net - COALESCE(t.discount, 0) AS gross, t.discount,
       m.net, t.tax, t.tip, t.fee, COALESCE(t.refund_orders + t.taken_off, t.refund_orders, t.taken_off) AS refunds, t.total,
       round(t.total / (t.orders - t.without_total), 4) AS average_ticket,
       COALESCE(t.total + t.refund_orders, t.total, t.refund_orders) AS kept,
       t.cancelled, t.tests, t.without_total AS orders_without_total, t.without_tax AS orders_without_tax
  FROM (SELECT source, provider, store, business_date, currency,
               count(*) FILTER (WHERE kind >= 4) AS orders,
               sum(item_count) FILTER (WHERE kind >= 4) AS items,
               sum(discount) FILTER (WHERE kind >= 5) AS discount,
               sum(tax) FILTER (WHERE kind >= 5) AS tax,
               sum(tip) FILTER (WHERE kind >= 5) AS tip,
               sum(fee) FILTER (WHERE kind >= 5) AS fee,
               sum(total) FILTER (WHERE kind >= 5) AS total,
               sum(total) FILTER (WHERE kind = 3 AND total < 0) AS refund_orders,
               sum(refunded) FILTER (WHERE kind >= 4 AND provider <> 'revo') AS taken_off,
               count(*) FILTER (WHERE kind = 1) AS tests,
               count(*) FILTER (WHERE kind = 2) AS cancelled,
               count(*) FILTER (WHERE kind = 4) AS without_total,
               count(*) FILTER (WHERE kind = 5) AS without_tax
          FROM (SELECT source, provider, store, business_date, currency, item_count, discount, tax, tip, fee, total, refunded,
                       CASE WHEN is_test THEN 1
                            WHEN lifecycle IN ('cancelled', 'rejected', 'merged', 'failed') THEN 2
                            WHEN is_refund THEN 3
                            WHEN total IS NULL THEN 4
                            WHEN tax IS NULL THEN 5
                            ELSE 6 END AS kind
                  FROM bench.flat_order
                 WHERE business_date >= :'month' AND business_date < :'month'::date + interval '1 month'
                OFFSET 0) o
         GROUP BY source, provider, store, business_date, currency) t
 CROSS JOIN LATERAL (
       SELECT t.total - COALESCE(t.tax, 0)
              - CASE WHEN t.provider = 'revo' THEN 0 ELSE COALESCE(t.tip, 0) + COALESCE(t.fee, 0) END AS net) m;

CREATE VIEW bench.flat_by_item AS
SELECT source, store, business_date, currency, product_id, name, quantity, orders,
       total - COALESCE(tax_within, 0) - COALESCE(discount, 0) AS gross, discount,
       total - COALESCE(tax_within, 0) AS net, tax, total - COALESCE(tax_within, 0) + COALESCE(tax, 0) AS total
  FROM (SELECT o.source, o.store, o.business_date, o.currency, i.product_id, i.name, sum(i.quantity) AS quantity,
               count(DISTINCT o.order_id) AS orders,
               sum(i.discount) FILTER (WHERE i.total IS NOT NULL) AS discount,
               sum(i.tax) FILTER (WHERE i.total IS NOT NULL) AS tax,
               sum(i.tax) FILTER (WHERE i.total IS NOT NULL AND o.tax_inclusive IS NOT FALSE) AS tax_within,
               sum(i.total) AS total
          FROM bench.flat_order o
          JOIN bench.flat_item i USING (order_id)
         WHERE o.business_date >= :'month' AND o.business_date < :'month'::date + interval '1 month'
           AND o.is_test IS NOT TRUE AND o.is_refund IS NOT TRUE AND i.voided IS NOT TRUE
           AND (o.lifecycle IN ('cancelled', 'rejected', 'merged', 'failed')) IS NOT TRUE
         GROUP BY o.source, o.store, o.business_date, o.currency, i.product_id, i.name) t;

-- From the bodies: less than the others say, for orders, tax and total alone. Each is parsed once.
-- The second knows that what was placed in the month came in it, or a day before or after.
SELECT format($$
CREATE VIEW bench.%s AS
SELECT s.name AS source, st.name AS store, o.business_date, COALESCE(st.currency, s.currency) AS currency,
       count(*) AS orders, sum(j.tax) AS tax, sum(j.total) AS total
  FROM (SELECT r.source_id, convert_from(r.body, 'UTF8')::jsonb AS doc FROM orderhook.receipt r %s OFFSET 0) r
  JOIN orderhook.source s USING (source_id)
 CROSS JOIN LATERAL (
       SELECT COALESCE(doc #>> '{order,restaurant_id}', doc ->> 'external_store_id', doc ->> 'store_id', doc ->> 'tenant') AS store,
              COALESCE((doc #>> '{order,time}')::timestamptz, (doc ->> 'created_at')::timestamptz,
                       (doc #>> '{data,opened}')::timestamp AT TIME ZONE s.timezone) AS at,
              COALESCE((doc #>> '{order,tax_cents}')::numeric / 100, (doc #>> '{data,taxAmount}')::numeric) AS tax,
              COALESCE((doc #>> '{order,total_cents}')::numeric / 100,
                       ((doc ->> 'total')::numeric - (doc ->> 'discount_value')::numeric) / 100,
                       (doc #>> '{data,total}')::numeric) AS total) j
  LEFT JOIN orderhook.store_alias a ON a.source_id = r.source_id AND a.external_store_id = j.store
  LEFT JOIN orderhook.store st USING (store_id)
 CROSS JOIN LATERAL (
       SELECT ((j.at AT TIME ZONE COALESCE(st.timezone, s.timezone)) - COALESCE(st.day_start, '00:00')::interval)::date
              AS business_date) o
 WHERE o.business_date >= %L AND o.business_date < %L::date + interval '1 month'
   AND doc ->> 'event' IS DISTINCT FROM 'order.cancelled' AND doc #>> '{data,refunded_order_id}' IS NULL
 GROUP BY 1, 2, 3, 4 $$, v.name, v.within, :'month', :'month')
  FROM (VALUES ('json', ''),
               ('json_of_month', format($$WHERE received_at >= %L::timestamptz - interval '1 day'
                                             AND received_at < %L::timestamptz + interval '1 month 1 day'$$, :'month', :'month')))
       v (name, within)
\gexec

-- Rows that one says and the other does not.
CREATE VIEW bench.month AS
SELECT * FROM orderhook.sales_by_day WHERE business_date >= :'month' AND business_date < :'month'::date + interval '1 month';
CREATE VIEW bench.month_item AS
SELECT * FROM orderhook.sales_by_item WHERE business_date >= :'month' AND business_date < :'month'::date + interval '1 month';
