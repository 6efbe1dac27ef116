-- ---- rehearsals: a night of deliveries through the door ----

-- The source gets a key of its own, which nobody else ever sees: it is set and deleted in one
-- transaction. Where FlyBuy signs, both a token and a signature have to hold.
CREATE FUNCTION orderhook.simulate(
    source text,
    orders integer DEFAULT 100,
    duplicates numeric DEFAULT 0.1,
    reorder numeric DEFAULT 0.1,
    tamper numeric DEFAULT 0.02,
    sparse numeric DEFAULT 0.1,
    seed integer DEFAULT 0,
    night date DEFAULT '2025-01-03')
RETURNS TABLE (outcome text, verdict text, deliveries bigint)
LANGUAGE plpgsql VOLATILE ROWS 10
SET search_path = @extschema@, pg_temp
SET plan_cache_mode = force_generic_plan
AS $simulate$
DECLARE
    the_source orderhook.source;
    share numeric;
    secrets text[];
    d record;
    answer text;
    tally jsonb := '{}';
BEGIN
    the_source := orderhook.named_source(source);
    IF orders IS NULL OR seed IS NULL OR night IS NULL THEN
        RAISE EXCEPTION 'orders, seed and night must not be null'
            USING ERRCODE = 'null_value_not_allowed',
                  HINT = 'Leave an argument out for its default.';
    END IF;
    FOREACH share IN ARRAY ARRAY[duplicates, reorder, tamper, sparse]
    LOOP
        IF (share BETWEEN 0.0 AND 1.0) IS NOT TRUE THEN
            RAISE EXCEPTION 'a share must be between 0 and 1'
                USING ERRCODE = 'invalid_parameter_value',
                      DETAIL = 'duplicates, reorder, tamper and sparse are shares: 0.1 is one of ten.',
                      HINT = 'Use 0 for none.';
        END IF;
    END LOOP;
    secrets := orderhook.lend_secrets(the_source);
    -- In the list of results, so that rows are made as they are fetched.
    FOR d IN
        SELECT (x.r).*
          FROM (SELECT orderhook_rehearse(
                           the_source.provider, the_source.timezone, night, orders,
                           (duplicates * 1000000.0)::integer, (reorder * 1000000.0)::integer,
                           (tamper * 1000000.0)::integer, (sparse * 1000000.0)::integer, seed) AS r) x
    LOOP
        INSERT INTO orderhook.inbox (source, headers, body)
        VALUES (simulate.source,
                orderhook.lent_headers(the_source.provider, secrets, d.signed_body, d.is_tampered),
                d.body)
        RETURNING inbox.outcome || ' '::text || inbox.verdict INTO answer;
        tally := tally
                 || pg_catalog.jsonb_build_object(answer, COALESCE((tally ->> answer)::bigint, 0::bigint) + 1::bigint);
        IF d.delivery_no % 10000::bigint = 0::bigint THEN
            RAISE NOTICE '% deliveries done, % left', d.delivery_no, d.deliveries - d.delivery_no;
        END IF;
    END LOOP;
    DELETE FROM orderhook.source_secret s
     WHERE s.source_id = the_source.source_id AND s.key_id IN ('simulation', 'simulation token');
    RETURN QUERY
    SELECT pg_catalog.split_part(t.key, ' ', 1), pg_catalog.split_part(t.key, ' ', 2), t.value::bigint
      FROM pg_catalog.jsonb_each_text(tally) t
     ORDER BY t.key;
END
$simulate$;

-- One secret, or where FlyBuy signs two: the signing key and the token.
CREATE FUNCTION orderhook.lend_secrets(the_source orderhook.source) RETURNS text[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $lend_secrets$
DECLARE
    word text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
    secrets text[];
BEGIN
    IF EXISTS (SELECT FROM orderhook.source_secret s
                WHERE s.source_id = the_source.source_id AND s.key_id IN ('simulation', 'simulation token')) THEN
        RAISE EXCEPTION 'source "%" has a key "simulation" of its own', the_source.name
            USING ERRCODE = 'duplicate_object',
                  DETAIL = 'A rehearsal sets a key of that name and deletes it.',
                  HINT = 'Set that secret under another key_id.';
    END IF;
    secrets := CASE the_source.provider
               WHEN 'bbot' THEN ARRAY['simulation:' || word]
               WHEN 'fulflld' THEN ARRAY['X-Simulation: ' || word]
               ELSE ARRAY[word] END;
    -- A signing key that is live, or becomes so, asks for a signature of every delivery.
    IF the_source.provider = 'flybuy' AND EXISTS (
        SELECT FROM orderhook.source_secret s
         WHERE s.source_id = the_source.source_id AND s.kind = 'hmac'
           AND COALESCE(s.valid_to > clock_timestamp(), true)) THEN
        secrets := ARRAY['hmac:' || word, word];
        PERFORM orderhook.set_secret(the_source.name, secrets[2], 'simulation token');
    END IF;
    PERFORM orderhook.set_secret(the_source.name, secrets[1], 'simulation');
    RETURN secrets;
END
$lend_secrets$;

-- A forger has neither the credential, nor a signature of what he sends.
CREATE FUNCTION orderhook.lent_headers(provider text, secrets text[], signed_body bytea, is_tampered boolean)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = @extschema@, pg_temp
SET plan_cache_mode = force_generic_plan
AS $lent_headers$
DECLARE
    sent_at timestamptz := pg_catalog.clock_timestamp();
    headers jsonb;
    signature text;
BEGIN
    IF is_tampered AND provider NOT IN ('mipos', 'revo') THEN
        secrets[pg_catalog.cardinality(secrets)] := secrets[pg_catalog.cardinality(secrets)] || 'x'::text;
    END IF;
    headers := orderhook_sign(signed_body, secrets[1], provider::orderhook_provider, sent_at);
    IF pg_catalog.cardinality(secrets) = 2 THEN
        signature := pg_catalog.replace(headers ->> 'Authorization'::text, 'Token ', '');
        headers := headers || orderhook_sign(signed_body, secrets[2], provider::orderhook_provider, sent_at);
        headers := headers || pg_catalog.jsonb_build_object(
                       'Authorization'::text, (headers ->> 'Authorization'::text) || ', '::text || signature);
    END IF;
    RETURN headers;
END
$lent_headers$;
