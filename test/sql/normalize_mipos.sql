-- orderhook_parse and orderhook_normalize: mipOS, the payload files.
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
\copy encoded FROM PROGRAM 'cd "$PG_ABS_SRCDIR/payloads/mipos" && for f in *.json; do printf "%s\\t%s\\n" "$f" "$(base64 -w 0 "$f")"; done'
CREATE TEMPORARY TABLE payload AS
SELECT file, decode(body, 'base64') AS body FROM encoded;
CREATE TEMPORARY VIEW reading AS
SELECT file, o.* FROM payload, orderhook_parse(body, 'mipos') AS o;

-- From bytes and from jsonb comes the same, and the rows come one by one too.
SELECT count(*) AS files,
    bool_and(parsed = normalized) AS same,
    bool_and(coalesce(normalized.items, '{}') = ARRAY(SELECT i FROM orderhook_items(document, 'mipos') AS i)) AS items,
    bool_and(ARRAY(SELECT m FROM unnest(normalized.items) AS i, unnest(i.modifiers) AS m) =
             ARRAY(SELECT m FROM orderhook_modifiers(document, 'mipos') AS m)) AS modifiers
FROM payload, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb) AS d (document),
    LATERAL orderhook_parse(body, 'mipos') AS parsed, LATERAL orderhook_normalize(document, 'mipos') AS normalized
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
SELECT file, line_no, external_id, product_id, name, quantity, unit_price, modifiers_total, discount, tax, tip, total,
    tax_rate, status, provider_status, seat, course, voided, notes
FROM (SELECT file, i.* FROM reading, unnest(items) AS i) AS item
WHERE file IN ('sample.json')
ORDER BY file, line_no;
SELECT file, m.* FROM reading, unnest(items) AS i, unnest(i.modifiers) AS m
WHERE file IN ('sample.json')
ORDER BY file, m.line_no, m.modifier_no;
SELECT file, c.* FROM reading, unnest(charges) AS c
WHERE file IN ('sample.json')
ORDER BY file, charge_no;
SELECT file, p.* FROM reading, unnest(parties) AS p
WHERE file IN ('sample.json')
ORDER BY file, role, external_id;
\x off

-- What each file is, and where it stands.
SELECT file, event, provider_event, external_id, display_number, store_external_id, service_type, lifecycle, order_state, prep_state, delivery_state, arrival_state, payment_state, provider_status
FROM reading ORDER BY file;

-- Amounts, in major units; NULL is not said, never 0.
SELECT file, subtotal, discount, fee, tax, tip, total, computed_total, paid, refunded, tax_inclusive, item_count
FROM reading WHERE external_id IS NOT NULL ORDER BY file;

-- What adds up: NULL where a part is not said.
SELECT file,
    (SELECT sum(i.total) FROM unnest(items) AS i WHERE i.voided IS NOT TRUE)
        = subtotal AS lines,
    (SELECT bool_and(i.total = i.quantity * i.unit_price + i.modifiers_total + coalesce(i.discount, 0))
     FROM unnest(items) AS i) AS line,
    (SELECT bool_and(i.modifiers_total = (SELECT sum(m.total) FROM unnest(i.modifiers) AS m))
     FROM unnest(items) AS i) AS modifiers,
    tax = (SELECT coalesce(sum(amount), 0) FROM unnest(charges) WHERE kind = 'tax') AS tax,
    tip = (SELECT coalesce(sum(amount), 0) FROM unnest(charges) WHERE kind = 'tip') AS tip,
    fee = (SELECT coalesce(sum(amount), 0) FROM unnest(charges) WHERE kind = 'fee') AS fee,
    discount = (SELECT coalesce(sum(amount), 0) FROM unnest(charges) WHERE kind = 'discount') AS discount,
    total = computed_total AS total,
    paid = (SELECT sum(amount) FROM unnest(payments) WHERE status IS DISTINCT FROM 'voided') AS paid,
    item_count = (SELECT coalesce(sum(i.quantity), 0) FROM unnest(items) AS i WHERE i.voided IS NOT TRUE) AS counted
FROM reading WHERE items IS NOT NULL ORDER BY file;

SELECT file, placed_at, notes FROM reading WHERE external_id IS NOT NULL ORDER BY file;

-- The rows of the others.
SELECT file, line_no, external_id, product_id, name, quantity, unit_price, modifiers_total, discount, tax, tip, total,
    tax_rate, status, provider_status, seat, course, voided, notes
FROM (SELECT file, i.* FROM reading, unnest(items) AS i) AS item
WHERE file IN ('order_several_lines.json', 'order_odd.json', 'order_broken_values.json', 'order_net_total.json')
ORDER BY file, line_no;
SELECT file, m.* FROM reading, unnest(items) AS i, unnest(i.modifiers) AS m
WHERE file IN ('order_several_lines.json', 'order_odd.json', 'order_broken_values.json', 'order_net_total.json')
ORDER BY file, m.line_no, m.modifier_no;
SELECT file, c.* FROM reading, unnest(charges) AS c
WHERE file IN ('order_several_lines.json', 'order_odd.json', 'order_broken_values.json', 'order_net_total.json')
ORDER BY file, charge_no;
SELECT file, p.* FROM reading, unnest(parties) AS p
WHERE file IN ('order_several_lines.json', 'order_odd.json', 'order_broken_values.json', 'order_net_total.json')
ORDER BY file, role, external_id;

-- Menus.
SELECT file, p.* FROM reading, unnest(products) AS p ORDER BY file, external_id;

-- A naive time is one of the zone that is given.
SELECT zone, placed_at, placed_at = timestamp '2026-02-02 19:05:00' AT TIME ZONE zone AS same
FROM payload, unnest(ARRAY['UTC', 'America/Bogota', 'Asia/Kolkata', '+05:00', 'america/bogota']) AS zone,
    LATERAL orderhook_parse(body, 'mipos', zone)
WHERE file = 'order_odd.json' ORDER BY zone COLLATE "C";

-- The unit is the provider's own, or the caller's.
SELECT unit, (orderhook_parse(body, 'mipos', 'UTC', unit)).total
FROM payload, unnest(ARRAY[NULL, 'minor', 'major']) AS unit
WHERE file = 'sample.json' ORDER BY unit COLLATE "C";

-- What could not be read, or not be taken as it stands.
SELECT file, n, severity, path, expected, found
FROM reading, unnest(problems) WITH ORDINALITY AS p (severity, path, expected, found, n)
ORDER BY file, n;

DROP VIEW reading;
DROP EXTENSION orderhook;
