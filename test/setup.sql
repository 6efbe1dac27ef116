-- setup.sql
--	One delivery of each source that README.md sets up, signed as its provider signs.
--
-- Reads README.md's lines of secrets from standard input.

\pset footer off
\pset null '-'
SET client_min_messages = warning;
CREATE TEMPORARY TABLE known (source text, key_id text, secret text);
\copy known FROM pstdin

-- FlyBuy's token and its signature stand in one header.
CREATE TEMPORARY TABLE request AS
SELECT s.name AS source, orderhook_sample(s.provider::orderhook_provider) AS body, h.headers
  FROM orderhook.source s,
       LATERAL (SELECT jsonb_object_agg(name, value) AS headers
                  FROM (SELECT h.key AS name,
                               CASE s.provider
                               WHEN 'flybuy' THEN regexp_replace(string_agg(h.value, ', ' ORDER BY k.key_id), ', Token ', ', ')
                               ELSE min(h.value) END AS value
                          FROM known k,
                               jsonb_each_text(orderhook_sign(orderhook_sample(s.provider::orderhook_provider), k.secret,
                                                              s.provider::orderhook_provider, now())) h
                         WHERE k.source = s.name
                         GROUP BY h.key) one) h
 WHERE s.name IN (SELECT source FROM known);

INSERT INTO orderhook.inbox (source, headers, body) SELECT source, headers, body FROM request;

SELECT source, i.verdict, i.strength, i.outcome, o.store, o.placed_at AT TIME ZONE 'UTC' AS placed_utc, o.total, o.currency
  FROM request r
  JOIN orderhook.inbox i USING (source)
  JOIN orderhook.orders o USING (source, order_id)
 ORDER BY i.webhook_id;
