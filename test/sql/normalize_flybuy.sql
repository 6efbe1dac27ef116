-- orderhook_parse and orderhook_normalize: FlyBuy, the payload files.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;
SET client_encoding = 'UTF8';
SET timezone = 'UTC';
SET datestyle = 'ISO, MDY';
\pset null '(null)'

-- The payload files, byte for byte.
CREATE TEMPORARY TABLE encoded (file text COLLATE "C", body text);
\copy encoded FROM PROGRAM 'cd "$PG_ABS_SRCDIR/payloads/flybuy" && for f in *.json; do printf "%s\\t%s\\n" "$f" "$(base64 -w 0 "$f")"; done'
CREATE TEMPORARY TABLE payload AS
SELECT file, decode(body, 'base64') AS body FROM encoded;
CREATE TEMPORARY VIEW reading AS
SELECT file, o.* FROM payload, orderhook_parse(body, 'flybuy') AS o;

-- From bytes and from jsonb comes the same, and the rows come one by one too.
SELECT count(*) AS files,
    bool_and(parsed = normalized) AS same,
    bool_and(coalesce(normalized.items, '{}') = ARRAY(SELECT i FROM orderhook_items(document, 'flybuy') AS i)) AS items,
    bool_and(ARRAY(SELECT m FROM unnest(normalized.items) AS i, unnest(i.modifiers) AS m) =
             ARRAY(SELECT m FROM orderhook_modifiers(document, 'flybuy') AS m)) AS modifiers
FROM payload, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb) AS d (document),
    LATERAL orderhook_parse(body, 'flybuy') AS parsed, LATERAL orderhook_normalize(document, 'flybuy') AS normalized
WHERE file LIKE '%.json';

-- The vendor's sample: the order, and what it is made of.
\x on
SELECT event, provider_event, external_id, external_ref, display_number, store_external_id, service_type, is_test,
    is_refund, refund_of, lifecycle, order_state, prep_state, delivery_state, arrival_state, payment_state,
    provider_status, placed_at, provider_updated_at, due_at, due_from, due_until, closed_at, cancelled_at, subtotal,
    discount, fee, tax, tip, total, computed_total, paid, refunded, tax_inclusive, item_count, guests, table_name,
    staff, notes, items IS NULL AS no_items, charges IS NULL AS no_charges, payments IS NULL AS no_payments,
    parties IS NULL AS no_parties, deliveries IS NULL AS no_deliveries, arrival, customer, products
FROM reading WHERE file = 'sample.json';
SELECT file, p.* FROM reading, unnest(parties) AS p
WHERE file IN ('sample.json')
ORDER BY file, role, external_id;
SELECT file, d.* FROM reading, unnest(deliveries) AS d
WHERE file IN ('sample.json')
ORDER BY file;
SELECT file, (arrival).* FROM reading
WHERE file IN ('sample.json')
ORDER BY file;
\x off

-- What each file is, and where it stands.
SELECT file, event, provider_event, external_id, external_ref, display_number, store_external_id, service_type, lifecycle, order_state, prep_state, delivery_state, arrival_state, payment_state, provider_status
FROM reading ORDER BY file;

-- No goods and no money: NULL, not 0.
SELECT count(*) AS files, count(coalesce(subtotal, discount, fee, tax, tip, total, computed_total, paid, refunded, item_count)) AS amounts,
    count(items) AS items, count(charges) AS charges, count(payments) AS payments
FROM reading;

-- Times.
SELECT file, placed_at, provider_updated_at, due_at, due_from, due_until, closed_at, cancelled_at
FROM reading WHERE external_id IS NOT NULL ORDER BY file;

-- The guests, and the couriers.
SELECT file, (arrival).* FROM reading WHERE NOT (arrival IS NULL) ORDER BY file;
SELECT file, p.* FROM reading, unnest(parties) AS p ORDER BY file;
SELECT file, d.state FROM reading, unnest(deliveries) AS d ORDER BY file;

-- What could not be read, or not be taken as it stands.
SELECT file, n, severity, path, expected, found
FROM reading, unnest(problems) WITH ORDINALITY AS p (severity, path, expected, found, n)
ORDER BY file, n;

DROP VIEW reading;
DROP EXTENSION orderhook;
