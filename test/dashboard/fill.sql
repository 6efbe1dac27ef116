-- Deliveries for a dashboard: what orderhook_sample makes up, signed and sent through the door.
SET client_min_messages = warning;
CREATE EXTENSION orderhook;
SELECT orderhook_install();

INSERT INTO orderhook.source (name, provider, currency, timezone) VALUES
    ('SoHo Bbot',       'bbot',    'USD', 'America/New_York'),
    ('SoHo FlyBuy',     'flybuy',  'USD', 'America/New_York'),
    ('Midtown mipOS',   'mipos',   'USD', 'America/New_York'),
    ('Midtown Fulflld', 'fulflld', 'USD', 'America/New_York'),
    ('Harbor Revo XEF', 'revo',    'USD', 'America/New_York');

-- FlyBuy tells of the same meals as Bbot.
CREATE TEMP TABLE known AS
SELECT name, provider::orderhook_provider, secret, first_seed
  FROM orderhook.source
  JOIN (VALUES
    ('bbot',    'orderhook:a long and random password', 1),
    ('flybuy',  'a token of FlyBuy',                    1),
    ('mipos',   'the secret id of the mipOS account',   1001),
    ('fulflld', 'X-Edge-Key: a long and random word',   2001),
    ('revo',    'the secret of the first Revo webhook', 3001))
    AS v (provider, secret, first_seed) USING (provider);
SELECT orderhook.set_secret(name, secret) FROM known;

INSERT INTO orderhook.inbox (source, headers, body)
SELECT name, orderhook_sign(body, secret, provider, now()), body
  FROM known, generate_series(0, 899) n, orderhook_sample(provider, first_seed + n) AS body;

-- Which stores the providers' ids stand for: orders of one store that name each other are one meal.
INSERT INTO orderhook.store (name, timezone, currency, day_start) VALUES
    ('SoHo', 'America/New_York', 'USD', '04:00'),
    ('Midtown', 'America/New_York', 'USD', '04:00'),
    ('Harbor', 'America/New_York', 'USD', '04:00');
INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id)
SELECT DISTINCT s.source_id, COALESCE(o.store_external_id, ''), st.store_id
  FROM orderhook.orders o
  JOIN orderhook.source s ON s.name = o.source
  JOIN orderhook.store st ON st.name = split_part(s.name, ' ', 1);

CREATE ROLE analyst LOGIN;
SELECT orderhook.grant_reader('analyst');
ANALYZE;
