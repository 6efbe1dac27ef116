-- orderhook_parse and orderhook_normalize: Fulflld, the payload files.
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
\copy encoded FROM PROGRAM 'cd "$PG_ABS_SRCDIR/payloads/fulflld" && for f in *.json; do printf "%s\\t%s\\n" "$f" "$(base64 -w 0 "$f")"; done'
CREATE TEMPORARY TABLE payload AS
SELECT file, decode(body, 'base64') AS body FROM encoded;
CREATE TEMPORARY VIEW reading AS
SELECT file, o.* FROM payload, orderhook_parse(body, 'fulflld') AS o;

-- From bytes and from jsonb comes the same, and the rows come one by one too.
SELECT count(*) AS files,
    bool_and(parsed = normalized) AS same,
    bool_and(coalesce(normalized.items, '{}') = ARRAY(SELECT i FROM orderhook_items(document, 'fulflld') AS i)) AS items,
    bool_and(ARRAY(SELECT m FROM unnest(normalized.items) AS i, unnest(i.modifiers) AS m) =
             ARRAY(SELECT m FROM orderhook_modifiers(document, 'fulflld') AS m)) AS modifiers
FROM payload, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb) AS d (document),
    LATERAL orderhook_parse(body, 'fulflld') AS parsed, LATERAL orderhook_normalize(document, 'fulflld') AS normalized
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
SELECT file, c.* FROM reading, unnest(charges) AS c
WHERE file IN ('sample.json')
ORDER BY file, charge_no;
SELECT file, p.* FROM reading, unnest(parties) AS p
WHERE file IN ('sample.json')
ORDER BY file, role, external_id;
SELECT file, d.* FROM reading, unnest(deliveries) AS d
WHERE file IN ('sample.json')
ORDER BY file;
\x off

-- What each file is, and where it stands.
SELECT file, event, provider_event, external_id, external_ref, display_number, service_type, lifecycle, order_state, prep_state, delivery_state, arrival_state, payment_state, provider_status
FROM reading ORDER BY file;

-- Nobody says the unit of the amounts: they are NULL until the caller does.
SELECT file, unit, total, tip, item_count, computed_total,
    (SELECT string_agg(kind || ' ' || amount, ', ') FROM unnest(charges)) AS charges
FROM payload, unnest(ARRAY[NULL, 'minor', 'major']) AS unit, LATERAL orderhook_parse(body, 'fulflld', 'UTC', unit)
WHERE file IN ('sample.json', 'completed.json', 'odd_values.json') ORDER BY file, unit COLLATE "C" NULLS FIRST;

-- The jobs, and who is met.
SELECT file, d.* FROM reading, unnest(deliveries) AS d ORDER BY file;
SELECT file, due_at, due_from, due_until FROM reading
WHERE file IN ('sample.json', 'order_created.json', 'pickup_only.json', 'dropoff_only.json') ORDER BY file;
SELECT file, p.* FROM reading, unnest(parties) AS p
WHERE file IN ('order_created.json', 'pickup_only.json', 'dropoff_only.json', 'odd_values.json') ORDER BY file, role;

-- What could not be read, or not be taken as it stands.
SELECT file, n, severity, path, expected, found
FROM reading, unnest(problems) WITH ORDINALITY AS p (severity, path, expected, found, n)
ORDER BY file, n;

DROP VIEW reading;
DROP EXTENSION orderhook;
