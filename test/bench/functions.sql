-- functions.sql
--	The functions, against SQL that does the same.
--
-- Every query reads the same values out of an array, detoasted, a new document at each call, and uses
-- every column of what it makes: count(row) builds the row.

-- ---- verification ----

CREATE PROCEDURE bench.verification(
    bytes integer, documents integer, rounds integer, milliseconds integer)
LANGUAGE plpgsql AS $$
DECLARE
    bodies bytea[];
    signatures text[];
BEGIN
    SELECT array_agg(b.body), array_agg(encode(hmac(b.body, 'correct horse battery staple', 'sha256'), 'hex'))
      INTO bodies, signatures
      FROM generate_series(1, documents) n,
           LATERAL (SELECT convert_to(left(repeat(md5(n::text), bytes / 32 + 1), bytes), 'UTF8') AS body) b;
    CALL bench.compare('verify, ' || bytes || ' bytes', rounds, milliseconds, '{empty,p1,orderhook}', ARRAY[
        'SELECT count(v.body) FROM unnest($1, $3) v (body, signature)',
        $q$SELECT count(encode(hmac(v.body, 'correct horse battery staple', 'sha256'), 'hex') = v.signature)
             FROM unnest($1, $3) v (body, signature)$q$,
        $q$SELECT count(orderhook_verify(v.body, v.signature, 'correct horse battery staple'))
             FROM unnest($1, $3) v (body, signature)$q$], bodies, texts => signatures);
END $$;

-- ---- reading ----

-- P1's SQL for these groups of rows, those that the provider has.
CREATE FUNCTION bench.p1_of(provider text, groups text[]) RETURNS text LANGUAGE sql STABLE AS $$
SELECT string_agg(format('(SELECT count(r) FROM p1.%s(v.payload) r)', f), ' + ')
  FROM unnest(groups) g, LATERAL (SELECT provider || '_' || g AS f) n
 WHERE to_regproc('p1.' || f) IS NOT NULL
$$;

CREATE PROCEDURE bench.reading(
    provider text, documents integer, rounds integer, milliseconds integer)
LANGUAGE plpgsql AS $$
DECLARE
    bodies bytea[];
    payloads jsonb[];
    call CONSTANT text := format('%L, %L, %L', provider, 'UTC', CASE provider WHEN 'fulflld' THEN 'major' END);
    p1 CONSTANT text := bench.p1_of(provider, '{order,items,modifiers}');
    p1_whole CONSTANT text := bench.p1_of(provider,
        '{order,items,modifiers,charges,payments,parties,deliveries,arrivals}');
    from_jsonb CONSTANT text := ' FROM unnest($2) v (payload)';
    from_bytes CONSTANT text := ' FROM unnest($1) b (body),
        LATERAL (SELECT convert_from(b.body, ''UTF8'')::jsonb AS payload OFFSET 0) v';
BEGIN
    SELECT array_agg(p.body), array_agg(convert_from(p.body, 'UTF8')::jsonb) INTO bodies, payloads
      FROM (SELECT body FROM bench.payload p WHERE p.provider::text = reading.provider ORDER BY n LIMIT documents) p;
    CALL bench.compare('bytes to order, ' || provider, rounds, milliseconds, '{empty,p1,p1_whole,jsonb,orderhook}', ARRAY[
        'SELECT count(b.body) FROM unnest($1) b (body)',
        'SELECT sum(' || p1 || ')' || from_bytes,
        'SELECT sum(' || p1_whole || ')' || from_bytes,
        'SELECT count(v.payload)' || from_bytes,
        'SELECT count(orderhook_parse(b.body, ' || call || ')) FROM unnest($1) b (body)'], bodies);
    CALL bench.compare('jsonb to order, ' || provider, rounds, milliseconds, '{empty,p1,p1_whole,orderhook}', ARRAY[
        'SELECT count(v.payload)' || from_jsonb,
        'SELECT sum(' || p1 || ')' || from_jsonb,
        'SELECT sum(' || p1_whole || ')' || from_jsonb,
        'SELECT count(orderhook_normalize(v.payload, ' || call || '))' || from_jsonb], bodies, payloads);
    IF bench.p1_of(provider, '{items}') IS NULL THEN
        RETURN;
    END IF;
    CALL bench.compare('items and modifiers in FROM, ' || provider, rounds, milliseconds, '{empty,p1,orderhook}', ARRAY[
        'SELECT count(v.payload)' || from_jsonb,
        'SELECT sum(' || bench.p1_of(provider, '{items,modifiers}') || ')' || from_jsonb,
        format('SELECT sum((SELECT count(r) FROM orderhook_items(v.payload, %1$L) r)
                         + (SELECT count(r) FROM orderhook_modifiers(v.payload, %1$L) r))', provider) || from_jsonb],
        bodies, payloads);
END $$;

CALL bench.verification(620, :documents * 2, :rounds, :milliseconds);
CALL bench.verification(6500, :documents * 2, :rounds, :milliseconds);
CALL bench.reading('bbot', :documents, :rounds, :milliseconds);
CALL bench.reading('mipos', :documents, :rounds, :milliseconds);
CALL bench.reading('flybuy', :documents, :rounds, :milliseconds);
CALL bench.reading('fulflld', :documents, :rounds, :milliseconds);
CALL bench.reading('revo', :documents, :rounds, :milliseconds);
