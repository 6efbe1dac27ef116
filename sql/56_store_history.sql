-- ---- history: what was known, and what would be known now ----

CREATE FUNCTION orderhook.order_as_of(order_id bigint, at timestamptz, clock text DEFAULT 'receipt')
RETURNS SETOF orderhook.orders
LANGUAGE plpgsql STABLE ROWS 1
SET search_path = @extschema@, pg_temp
AS $order_as_of$
BEGIN
    -- The row of today, with what was known then in place of what is known now.
    RETURN QUERY
    SELECT as_it_was.*
      FROM orderhook.source s
      JOIN orderhook.order_header h ON h.source_id = s.source_id AND h.order_id = order_as_of.order_id
      JOIN orderhook.orders o ON o.source = s.name AND o.order_id = h.order_id
      LEFT JOIN orderhook.store_alias al ON al.source_id = h.source_id AND al.external_store_id = COALESCE(h.store_external_id, '')
      LEFT JOIN orderhook.store st ON st.store_id = al.store_id
     CROSS JOIN LATERAL orderhook_order_as_of(s.source_id, s.provider, s.timezone, s.money_unit, h.order_id, at, clock) a
      -- As in the view, the orders that refund it, as they were known by then.
      LEFT JOIN LATERAL (
           SELECT pg_catalog.sum((b."order").total) AS refunded
             FROM orderhook.order_header x
            CROSS JOIN LATERAL orderhook_order_as_of(s.source_id, s.provider, s.timezone, s.money_unit, x.order_id, at, clock) b
            WHERE x.source_id = h.source_id AND x.refund_of = h.external_id
              AND ((b."order").lifecycle IN ('cancelled', 'rejected', 'merged', 'failed')) IS NOT TRUE
           HAVING pg_catalog.sum((b."order").total) OPERATOR(pg_catalog.<) 0) r ON (a."order").is_refund IS NOT TRUE
     CROSS JOIN LATERAL pg_catalog.jsonb_populate_record(
           o,
           (pg_catalog.to_jsonb(a."order") - '{items,charges,payments,parties,deliveries,arrival,problems,customer,products}'::text[])
           || pg_catalog.jsonb_build_object(
                  'refunded', COALESCE((a."order").refunded, r.refunded),
                  'payment_state',
                  CASE WHEN (a."order").refunded IS NOT NULL OR r.refunded IS NULL THEN (a."order").payment_state
                       WHEN -r.refunded >= (a."order").paid OR -r.refunded >= (a."order").total THEN 'refunded_full'
                       ELSE 'refunded_part' END,
                  'authenticity', a.authenticity, 'revision', a.revision, 'problem_count', a.problem_count,
                  'last_received_at', a.last_received_at,
                  'business_date',
                  ((COALESCE((a."order").placed_at, h.first_received_at) AT TIME ZONE COALESCE(st.timezone, s.timezone))
                   - COALESCE(st.day_start, '00:00')::interval)::date)) as_it_was
     WHERE a.revision IS NOT NULL;
END
$order_as_of$;

CREATE FUNCTION orderhook.replay(
    webhook_id bigint,
    OUT verdict text, OUT strength text, OUT outcome text, OUT reason text, OUT http_status integer,
    OUT order_id bigint, OUT problems jsonb)
LANGUAGE plpgsql VOLATILE
SET search_path = @extschema@, pg_temp
AS $replay$
BEGIN
    SELECT r.verdict, r.strength, r.outcome, r.reason, r.http_status, r.order_id, r.problems
      INTO verdict, strength, outcome, reason, http_status, order_id, problems
      FROM orderhook_replay(webhook_id) r;
END
$replay$;

-- condition: SQL over the columns of orderhook.receipt (r) and orderhook.source (s).
-- Orders are gone through by their id, `batch` at a time, those up to `after` left out.
CREATE FUNCTION orderhook.renormalize(
    condition text DEFAULT 'true',
    dry_run boolean DEFAULT true,
    after bigint DEFAULT 0,
    batch bigint DEFAULT NULL)
RETURNS TABLE (order_id bigint, view_name text, row_no bigint, column_name text, old_value text, new_value text)
LANGUAGE plpgsql VOLATILE
SET search_path = @extschema@, pg_temp
AS $renormalize$
DECLARE
    o record;
    done bigint := 0;
BEGIN
    IF condition IS NULL OR dry_run IS NULL OR after IS NULL OR batch <= 0::bigint THEN
        RAISE EXCEPTION 'condition, dry_run and after must not be null, and batch must be positive'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The condition true is for all deliveries.';
    END IF;
    -- In the order in which batches of deliveries lock, so that they cannot deadlock with this.
    FOR o IN EXECUTE pg_catalog.format(
        'SELECT s.source_id, s.provider, s.timezone, s.money_unit, h.external_id, pg_catalog.count(*) OVER () AS orders
           FROM (SELECT DISTINCT r.source_id, r.order_id
                   FROM orderhook.receipt r JOIN orderhook.source s USING (source_id)
                  WHERE r.order_id > $1 AND (%s)
                  ORDER BY r.order_id LIMIT $2) c
           JOIN orderhook.source s USING (source_id)
           JOIN orderhook.order_header h ON h.source_id = c.source_id AND h.order_id = c.order_id
          ORDER BY s.source_id, h.external_id COLLATE "C"', condition)
        USING after, batch
    LOOP
        RETURN QUERY
        SELECT t.* FROM orderhook_retell(o.source_id, o.provider, o.timezone, o.money_unit, o.external_id, dry_run) t
         ORDER BY t.view_name, t.row_no, t.column_name;
        done := done + 1::bigint;
        IF batch IS NULL AND done % 1000::bigint = 0::bigint THEN
            RAISE NOTICE '% orders done, % left', done, o.orders - done;
        END IF;
    END LOOP;
END
$renormalize$;

-- The same for all of them, a transaction for each batch: what was done stays done when it
-- is interrupted, and `after` goes on from there. A procedure that commits can have no
-- search_path of its own: names are written out.
CREATE PROCEDURE orderhook.renormalize_all(condition text DEFAULT 'true', after bigint DEFAULT 0, batch bigint DEFAULT 1000)
LANGUAGE plpgsql
AS $renormalize_all$
DECLARE
    upto bigint;
    orders bigint;
    cells bigint;
    done bigint := 0;
    remaining bigint;
BEGIN
    IF condition IS NULL OR after IS NULL OR batch OPERATOR(pg_catalog.<=) 0 THEN
        RAISE EXCEPTION 'condition and after must not be null, and batch must be positive'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The condition true is for all orders.';
    END IF;
    EXECUTE pg_catalog.format(
        'SELECT pg_catalog.count(DISTINCT r.order_id)
           FROM orderhook.receipt r JOIN orderhook.source s ON s.source_id OPERATOR(pg_catalog.=) r.source_id
          WHERE r.order_id OPERATOR(pg_catalog.>) $1 AND (%s)', condition)
    INTO remaining USING after;
    LOOP
        EXECUTE pg_catalog.format(
            'SELECT pg_catalog.max(x.order_id), pg_catalog.count(*) FROM (
                 SELECT DISTINCT r.order_id
                   FROM orderhook.receipt r JOIN orderhook.source s ON s.source_id OPERATOR(pg_catalog.=) r.source_id
                  WHERE r.order_id OPERATOR(pg_catalog.>) $1 AND (%s)
                  ORDER BY r.order_id LIMIT $2) x', condition)
        INTO upto, orders USING after, batch;
        EXIT WHEN upto IS NULL;
        SELECT pg_catalog.count(*) INTO cells FROM orderhook.renormalize(condition, false, after, batch);
        after := upto;
        done := done OPERATOR(pg_catalog.+) orders;
        -- Orders that came meanwhile are done as well, and were not counted.
        remaining := GREATEST(remaining OPERATOR(pg_catalog.-) orders, 0);
        COMMIT;
        RAISE NOTICE '% orders done, % left', done, remaining
            USING DETAIL = pg_catalog.format('Up to order %s: %s cells changed.', upto, cells);
    END LOOP;
END
$renormalize_all$;

CREATE FUNCTION orderhook.reverify(
    condition text DEFAULT 'true',
    dry_run boolean DEFAULT true,
    after bigint DEFAULT 0,
    batch bigint DEFAULT NULL)
RETURNS TABLE (webhook_id bigint, source text, verdict text, new_verdict text, note text)
LANGUAGE plpgsql VOLATILE
SET search_path = @extschema@, pg_temp
AS $reverify$
DECLARE
    r record;
    done bigint := 0;
BEGIN
    IF condition IS NULL OR dry_run IS NULL OR after IS NULL OR batch <= 0::bigint THEN
        RAISE EXCEPTION 'condition, dry_run and after must not be null, and batch must be positive'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The condition true is for all deliveries.';
    END IF;
    FOR r IN EXECUTE pg_catalog.format(
        'SELECT x.*, c.verdict AS new_verdict, c.strength, c.key_id
           FROM (SELECT r.source_id, r.webhook_id, s.name, r.verdict, r.erased_at IS NOT NULL AS is_erased,
                        pg_catalog.count(*) OVER () AS receipts
                   FROM orderhook.receipt r
                   JOIN orderhook.source s USING (source_id)
                  WHERE r.webhook_id > $1 AND (%s)
                  ORDER BY r.webhook_id LIMIT $2) x
          CROSS JOIN LATERAL orderhook_recheck(x.webhook_id, $3) c
          ORDER BY x.webhook_id', condition)
        USING after, batch, dry_run
    LOOP
        webhook_id := r.webhook_id;
        source := r.name;
        verdict := r.verdict;
        new_verdict := COALESCE(r.new_verdict, r.verdict);
        note := CASE WHEN r.is_erased THEN 'personal data was erased: its signature can no longer be checked'
                     WHEN r.new_verdict IS NULL THEN 'no signature was kept that could be checked again'
                     WHEN r.new_verdict = r.verdict THEN 'as before'
                     ELSE 'changed' END;
        IF NOT dry_run AND r.new_verdict <> r.verdict THEN
            UPDATE orderhook.receipt t SET verdict = r.new_verdict, strength = r.strength, key_id = r.key_id
             WHERE t.source_id = r.source_id AND t.webhook_id = r.webhook_id;
        END IF;
        RETURN NEXT;
        done := done + 1::bigint;
        IF batch IS NULL AND done % 10000::bigint = 0::bigint THEN
            RAISE NOTICE '% receipts done, % left', done, r.receipts - done;
        END IF;
    END LOOP;
END
$reverify$;

-- The same for all of them, as renormalize_all.
CREATE PROCEDURE orderhook.reverify_all(condition text DEFAULT 'true', after bigint DEFAULT 0, batch bigint DEFAULT 10000)
LANGUAGE plpgsql
AS $reverify_all$
DECLARE
    upto bigint;
    receipts bigint;
    changed bigint;
    done bigint := 0;
    remaining bigint;
BEGIN
    IF condition IS NULL OR after IS NULL OR batch OPERATOR(pg_catalog.<=) 0 THEN
        RAISE EXCEPTION 'condition and after must not be null, and batch must be positive'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The condition true is for all deliveries.';
    END IF;
    EXECUTE pg_catalog.format(
        'SELECT pg_catalog.count(*)
           FROM orderhook.receipt r JOIN orderhook.source s ON s.source_id OPERATOR(pg_catalog.=) r.source_id
          WHERE r.webhook_id OPERATOR(pg_catalog.>) $1 AND (%s)', condition)
    INTO remaining USING after;
    LOOP
        SELECT pg_catalog.max(v.webhook_id), pg_catalog.count(*),
               pg_catalog.count(*) FILTER (WHERE v.new_verdict OPERATOR(pg_catalog.<>) v.verdict)
          INTO upto, receipts, changed
          FROM orderhook.reverify(condition, false, after, batch) v;
        EXIT WHEN upto IS NULL;
        after := upto;
        done := done OPERATOR(pg_catalog.+) receipts;
        remaining := GREATEST(remaining OPERATOR(pg_catalog.-) receipts, 0);
        COMMIT;
        RAISE NOTICE '% receipts done, % left', done, remaining
            USING DETAIL = pg_catalog.format('Up to webhook %s: %s verdicts changed.', upto, changed);
    END LOOP;
END
$reverify_all$;
