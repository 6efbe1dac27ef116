-- Lines and modifiers of one document share its reading: whoever is called before, with whatever, each has its own.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS orderhook CASCADE;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;

CREATE TEMP TABLE document AS
SELECT provider, seed, payload, n.items
FROM unnest(ARRAY['bbot', 'mipos', 'revo']::orderhook_provider[]) AS provider, generate_series(1, 20) AS seed,
    LATERAL (SELECT convert_from(orderhook_sample(provider, seed), 'UTF8')::jsonb) AS d (payload),
    LATERAL orderhook_normalize(payload, provider) AS n
WHERE cardinality(n.items) > 0;

CREATE FUNCTION count_others(d document) RETURNS bigint LANGUAGE sql AS $$
SELECT count(*) FILTER (WHERE i.items IS DISTINCT FROM d.items)
       + count(*) FILTER (WHERE m.modifiers IS DISTINCT FROM ARRAY(SELECT m FROM unnest(d.items) u, unnest(u.modifiers) m))
FROM (SELECT array_agg(i) FROM orderhook_items(d.payload, d.provider) AS i) AS i (items),
    (SELECT coalesce(array_agg(m), '{}') FROM orderhook_modifiers(d.payload, d.provider) AS m) AS m (modifiers)
$$;

-- One document after the other; a document and another by turns; the same as another provider would send it.
SELECT count(*) > 40 AS many, sum(count_others(d)) AS others FROM document AS d;
SELECT sum((SELECT count(*) FROM orderhook_items(d.payload, d.provider) AS i
            WHERE (SELECT count(*) FROM orderhook_modifiers(e.payload, e.provider)) < 0
               OR i IS DISTINCT FROM d.items[i.line_no])) AS others
FROM document AS d, document AS e WHERE e.seed = 1;
SELECT p.provider, count(i) AS items, count(m) AS modifiers
FROM (SELECT payload FROM document WHERE provider = 'mipos' AND seed = 3) AS d,
    unnest(enum_range(NULL::orderhook_provider)) AS p (provider)
LEFT JOIN LATERAL orderhook_items(d.payload, p.provider) AS i ON true
LEFT JOIN LATERAL orderhook_modifiers(d.payload, p.provider) AS m ON m.line_no = i.line_no
GROUP BY 1 ORDER BY 1;

-- Made in a subtransaction that is rolled back, one that failed, and a transaction that is over.
CREATE FUNCTION others_of(provider orderhook_provider) RETURNS bigint LANGUAGE sql AS $$
SELECT count_others(d) FROM document AS d WHERE d.provider = $1 AND d.seed = 3
$$;
BEGIN;
SAVEPOINT a;
SELECT others_of('bbot') AS others;
ROLLBACK TO a;
SELECT others_of('bbot') AS others;
SELECT 1 / others_of('revo') AS others;
ROLLBACK TO a;
SELECT others_of('revo') AS others;
ROLLBACK;
SELECT others_of('revo') AS others;

DROP FUNCTION others_of(orderhook_provider);
DROP FUNCTION count_others(document);
DROP TABLE document;
DROP EXTENSION orderhook;
