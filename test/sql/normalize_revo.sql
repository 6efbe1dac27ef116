-- orderhook_parse and orderhook_normalize: Revo, the payload files.
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
\copy encoded FROM PROGRAM 'cd "$PG_ABS_SRCDIR/payloads/revo" && for f in *.json *.form; do printf "%s\\t%s\\n" "$f" "$(base64 -w 0 "$f")"; done'
CREATE TEMPORARY TABLE payload AS
SELECT file, decode(body, 'base64') AS body FROM encoded;
CREATE TEMPORARY VIEW reading AS
SELECT file, o.* FROM payload, orderhook_parse(body, 'revo') AS o;

-- From bytes and from jsonb comes the same, and the rows come one by one too.
SELECT count(*) AS files,
    bool_and(parsed = normalized) AS same,
    bool_and(coalesce(normalized.items, '{}') = ARRAY(SELECT i FROM orderhook_items(document, 'revo') AS i)) AS items,
    bool_and(ARRAY(SELECT m FROM unnest(normalized.items) AS i, unnest(i.modifiers) AS m) =
             ARRAY(SELECT m FROM orderhook_modifiers(document, 'revo') AS m)) AS modifiers
FROM payload, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb) AS d (document),
    LATERAL orderhook_parse(body, 'revo') AS parsed, LATERAL orderhook_normalize(document, 'revo') AS normalized
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
SELECT file, p.* FROM reading, unnest(payments) AS p
WHERE file IN ('sample.json')
ORDER BY file, payment_no;
SELECT file, p.* FROM reading, unnest(parties) AS p
WHERE file IN ('sample.json')
ORDER BY file, role, external_id;
SELECT file, d.* FROM reading, unnest(deliveries) AS d
WHERE file IN ('sample.json')
ORDER BY file;
\x off

-- What each file is, and where it stands.
SELECT file, event, provider_event, external_id, display_number, store_external_id, is_refund, refund_of, service_type, lifecycle, order_state, prep_state, delivery_state, arrival_state, payment_state, provider_status
FROM reading ORDER BY file;

-- Amounts, in major units; NULL is not said, never 0.
SELECT file, subtotal, discount, fee, tax, tip, total, computed_total, paid, refunded, tax_inclusive, item_count
FROM reading WHERE external_id IS NOT NULL ORDER BY file;

-- What adds up: NULL where a part is not said.
SELECT file,
    (SELECT sum(i.total) FROM unnest(items) AS i WHERE i.voided IS NOT TRUE)
        + (SELECT coalesce(sum(amount), 0) FROM unnest(charges)
           WHERE NOT included_in_price AND (kind = 'tax' OR kind = 'discount' AND line_no IS NULL)) = total AS lines,
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

-- Times, and who was there.
SELECT file, placed_at, provider_updated_at, due_at, closed_at, cancelled_at, guests, table_name, staff, notes
FROM reading WHERE external_id IS NOT NULL ORDER BY file;

-- The rows of the others.
SELECT file, line_no, external_id, product_id, name, quantity, unit_price, modifiers_total, discount, tax, tip, total,
    tax_rate, status, provider_status, seat, course, voided, notes
FROM (SELECT file, i.* FROM reading, unnest(items) AS i) AS item
WHERE file IN ('order_closed_full.json', 'order_exclusive.json', 'refund.json', 'comma.json', 'odd_values.json')
ORDER BY file, line_no;
SELECT file, m.* FROM reading, unnest(items) AS i, unnest(i.modifiers) AS m
WHERE file IN ('order_closed_full.json', 'order_exclusive.json', 'refund.json', 'comma.json', 'odd_values.json')
ORDER BY file, m.line_no, m.modifier_no;
SELECT file, c.* FROM reading, unnest(charges) AS c
WHERE file IN ('order_closed_full.json', 'order_exclusive.json', 'refund.json', 'comma.json', 'odd_values.json')
ORDER BY file, charge_no;
SELECT file, p.* FROM reading, unnest(payments) AS p
WHERE file IN ('order_closed_full.json', 'split_bill.json', 'refund.json', 'quick_sale.json', 'partial.json')
ORDER BY file, payment_no;
SELECT file, p.* FROM reading, unnest(parties) AS p
WHERE file IN ('delivery.json', 'pickup.json', 'order_closed_full.json')
ORDER BY file, role, external_id;
SELECT file, d.* FROM reading, unnest(deliveries) AS d
WHERE file IN ('delivery.json', 'pickup.json', 'order_closed_full.json')
ORDER BY file;

-- A form says the same as the JSON that it was made of, as far as a form can.
SELECT f.file AS form, j.file AS json, f.external_id = j.external_id AS id, f.total = j.total AS total,
    f.computed_total = j.computed_total AS computed_total, f.lifecycle = j.lifecycle AS lifecycle,
    (SELECT array_agg((line_no, product_id, quantity, unit_price, modifiers_total, total)) FROM unnest(f.items))
        IS NOT DISTINCT FROM
    (SELECT array_agg((line_no, product_id, quantity, unit_price, modifiers_total, total)) FROM unnest(j.items)) AS items,
    f.charges = j.charges AS charges, f.payments = j.payments AS payments
FROM reading AS f JOIN reading AS j
    ON (f.file, j.file) IN (('sample_closed.form', 'sample_closed.json'),
                            ('order_closed_json.form', 'order_closed_full.json'),
                            ('order_closed_brackets.form', 'order_closed_full.json'))
ORDER BY f.file;

-- Products and customers.
SELECT file, p.* FROM reading, unnest(products) AS p ORDER BY file;
\x on
SELECT file, (customer).* FROM reading WHERE NOT (customer IS NULL) ORDER BY file;
\x off

-- What could not be read, or not be taken as it stands.
SELECT file, n, severity, path, expected, found
FROM reading, unnest(problems) WITH ORDINALITY AS p (severity, path, expected, found, n)
ORDER BY file, n;

DROP VIEW reading;
DROP EXTENSION orderhook;
