-- A decimal of the core is the numeric that the server makes of the same text: digit by digit, scale and weight.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS orderhook CASCADE;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;

CREATE TEMP TABLE amount AS
SELECT DISTINCT scale, CASE WHEN digits > 0 THEN sign ELSE '' END
       || CASE scale WHEN 0 THEN t ELSE left(t, -scale) || '.' || right(t, scale) END AS text
FROM generate_series(0, 18) AS power,
     unnest(ARRAY[0, 1, 7, 10 ^ power, 10 ^ power - 1, 10 ^ power + 1, 25 * 10 ^ greatest(power - 2, 0),
                  9223372036854775807]::numeric[]) AS digits,
     generate_series(0, 18) AS scale, unnest(ARRAY['', '-']) AS sign, lpad(trim_scale(digits)::text, scale + 1, '0') AS t;

-- As a body and as jsonb, at a place that takes any number.
SELECT count(*),
    count(*) FILTER (WHERE numeric_send(p.parties[1].latitude) = numeric_send(text::numeric)) = count(*) AS parsed,
    count(*) FILTER (WHERE numeric_send(n.parties[1].latitude) = numeric_send(text::numeric)) = count(*) AS normalized
FROM amount,
    format('{"event": "ORDER_CREATED", "payload": {"orderId": "1", "dropoffDetails": {"location": {"latitude": %s}}}}',
           text) AS body,
    LATERAL orderhook_parse(body::bytea, 'fulflld') AS p,
    LATERAL orderhook_normalize(body::jsonb, 'fulflld') AS n;

DROP TABLE amount;
DROP EXTENSION orderhook;
