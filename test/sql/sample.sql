-- orderhook_sample: realistic bodies, the same for the same seed.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS orderhook CASCADE;
CREATE EXTENSION orderhook;
RESET client_min_messages;

-- The same seed gives the same bytes on every version and machine.
SELECT p.provider, seed, length(body), md5(body)
FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider), generate_series(0, 9) AS seed,
    LATERAL orderhook_sample(p.provider, seed) AS body
ORDER BY p.provider, seed;

-- The seed is 0 where nobody says it; other seeds give other bodies.
SELECT p.provider, orderhook_sample(p.provider) = orderhook_sample(p.provider, 0) AS same,
    (SELECT count(DISTINCT orderhook_sample(p.provider, seed)) FROM generate_series(0, 99) AS seed) AS different
FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider) ORDER BY p.provider;

-- Each is JSON, reads without a warning, has an id, and adds up where it says so.
SELECT p.provider,
    count(*) AS bodies,
    count(*) FILTER (WHERE jsonb_typeof(convert_from(body, 'UTF8')::jsonb) = 'object') AS json,
    count(*) FILTER (WHERE o.external_id IS NOT NULL) AS orders,
    count(*) FILTER (WHERE EXISTS (SELECT FROM unnest(o.problems) WHERE severity <> 'note')) AS warned,
    count(*) FILTER (WHERE o.total IS NOT NULL AND o.computed_total IS NOT NULL) AS computed,
    count(*) FILTER (WHERE o.total <> o.computed_total) AS wrong,
    count(*) FILTER (WHERE o.lifecycle IS NULL) AS stateless,
    count(*) FILTER (WHERE o IS DISTINCT FROM orderhook_normalize(convert_from(body, 'UTF8')::jsonb, p.provider)) AS differ
FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider), generate_series(0, 99) AS seed,
    LATERAL orderhook_sample(p.provider, seed) AS body, LATERAL orderhook_parse(body, p.provider) AS o
GROUP BY p.provider ORDER BY p.provider;

-- What problems there are, over all seeds.
SELECT p.provider, severity, regexp_replace(path, '\[\d+\]', '[n]', 'g') COLLATE "C" AS path, expected, found
FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider), generate_series(0, 99) AS seed,
    LATERAL orderhook_parse(orderhook_sample(p.provider, seed), p.provider) AS o,
    LATERAL unnest(o.problems)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;

-- Any integer is a seed.
SELECT p.provider, seed, (orderhook_parse(orderhook_sample(p.provider, seed), p.provider)).external_id IS NOT NULL AS read
FROM unnest(enum_range(NULL::orderhook_provider)) AS p (provider),
    unnest(ARRAY[-2147483648, -1, 2147483647]) AS seed
ORDER BY p.provider, seed;
SELECT orderhook_sample(NULL) IS NULL AS no_provider, orderhook_sample('bbot', NULL) IS NULL AS no_seed;

DROP EXTENSION orderhook;
