-- demo.sql
--	One delivery of each provider, then a forged, a repeated and a broken one, read back as one report.
--
-- Run by demo.sh, which passes the folder of the payloads as :payloads. The server reads them from
-- there, so that every signature is over the very bytes of the file.

\pset footer off
\pset null '-'
\pset border 1
SET client_min_messages = warning;
SET timezone = 'UTC';

CREATE EXTENSION orderhook;
SELECT orderhook_install() \g /dev/null

-- ---- five sources ----

INSERT INTO orderhook.source (name, provider, currency, timezone) VALUES
    ('soho-bbot',     'bbot',    'USD', 'America/New_York'),
    ('roma-mipos',    'mipos',   'MXN', 'America/Mexico_City'),
    ('soho-flybuy',   'flybuy',  'USD', 'America/New_York'),
    ('mission-fulf',  'fulflld', 'USD', 'America/Los_Angeles'),
    ('born-revo',     'revo',    'EUR', 'Europe/Madrid');

CREATE TEMP TABLE known AS
SELECT n, source, provider::orderhook_provider, secret,
       pg_read_binary_file(:'payloads' || '/' || provider || '/sample.json') AS body
  FROM (VALUES
    (1, 'soho-bbot',    'bbot',    'orderhook:a long and random password'),
    (2, 'roma-mipos',   'mipos',   'the secret id of the mipOS account'),
    (3, 'soho-flybuy',  'flybuy',  'hmac:' || encode('the signing key of this project', 'base64')),
    (4, 'mission-fulf', 'fulflld', NULL),
    (5, 'born-revo',    'revo',    'the secret of the first Revo webhook'))
    AS v (n, source, provider, secret);

SELECT orderhook.set_secret(source, secret) FROM known WHERE secret IS NOT NULL ORDER BY n \g /dev/null

-- Fulflld documents no authentication: to take its word is the operator's decision.
UPDATE orderhook.source SET allow_unauthenticated = true WHERE provider = 'fulflld';

-- ---- eight requests, as the providers would send them ----

CREATE TEMP TABLE request AS
SELECT n, source, provider, secret, body,
       COALESCE(orderhook_sign(body, secret, provider, now()), '{}') AS headers
  FROM known;

-- One bit of the body is another, the signature is the old one.
INSERT INTO request
SELECT 6, source, provider, secret, set_byte(body, 60, get_byte(body, 60) # 1), headers
  FROM request WHERE provider = 'mipos';

INSERT INTO request
SELECT 7, source, provider, secret, body, headers FROM request WHERE n = 1;

-- Cut off half-way by its own sender, who signed what was left.
INSERT INTO request
SELECT 8, source, provider, secret, cut, orderhook_sign(cut, secret, provider, now())
  FROM request, substr(body, 1, length(body) / 2) AS cut
 WHERE n = 5;

\echo
\echo 'EIGHT DELIVERIES: one of each provider, then 6 forged, 7 repeated, 8 broken'
INSERT INTO orderhook.inbox (source, headers, body)
SELECT source, headers, body FROM request ORDER BY n
RETURNING webhook_id AS no, source, http_status AS http, verdict, strength, outcome, order_id,
          left(reason, 33) AS reason;

-- ---- the report ----

\echo 'THE ORDERS, one row each, whoever sent them'
SELECT source, left(external_id, 8) AS "order", lifecycle, delivery_state AS delivery,
       arrival_state AS arrival, to_char(placed_at, 'YYYY-MM-DD HH24:MI') AS placed_utc,
       business_date AS day, authenticity
  FROM orderhook.orders ORDER BY order_id;

\echo 'THEIR MONEY, in major units (- where the provider cannot say)'
SELECT source, currency AS cur, subtotal, discount, fee, tax, tip, total, computed_total AS computed, paid,
       item_count AS items
  FROM orderhook.orders ORDER BY order_id;

\echo 'THEIR ITEMS'
SELECT source, line_no AS line, name, quantity AS qty, unit_price, modifiers_total AS modifiers,
       tax, tip, total
  FROM orderhook.order_items ORDER BY order_id, line_no;

\echo 'THE MODIFIERS OF THE ITEMS'
SELECT source, line_no AS line, modifier_no AS no, name, quantity AS qty, unit_price, total,
       price_in_item AS in_item_price
  FROM orderhook.order_modifiers ORDER BY order_id, line_no, modifier_no;

\echo 'THE PAYMENTS'
SELECT source, kind, method, amount, tip, card_brand AS card,
       to_char(paid_at, 'YYYY-MM-DD HH24:MI') AS paid_utc
  FROM orderhook.order_payments ORDER BY order_id, payment_no;

\echo 'THE QUARANTINE: authentic, unreadable, kept to be replayed'
SELECT webhook_id AS no, source, path, expected, found, bytes
  FROM orderhook.quarantine ORDER BY webhook_id;

\echo 'THE SOURCES'
SELECT source, received, applied, duplicates, quarantined, rejected, left(last_reason, 34) AS last_reason
  FROM orderhook.sources ORDER BY source;
