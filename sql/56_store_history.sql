-- ---- history: what was known, and what would be known now ----

CREATE FUNCTION orderhook.order_as_of(order_id bigint, at timestamptz, clock text DEFAULT 'receipt')
RETURNS SETOF orderhook.orders
LANGUAGE plpgsql STABLE ROWS 1
SET search_path = @extschema@, pg_temp
AS $order_as_of$
DECLARE
    h record;
    o orderhook.orders;
    a record;
    refunds bigint[];
    refunded numeric;
BEGIN
    SELECT s.source_id, s.provider, s.timezone, s.money_unit, x.external_id, x.first_received_at,
           COALESCE(st.timezone, s.timezone) AS clock_timezone, COALESCE(st.day_start, '00:00') AS day_start
      INTO h
      FROM orderhook.order_header x
      JOIN orderhook.source s ON s.source_id = x.source_id
      LEFT JOIN orderhook.store_alias al ON al.source_id = x.source_id AND al.external_store_id = COALESCE(x.store_external_id, '')
      LEFT JOIN orderhook.store st ON st.store_id = al.store_id
     WHERE x.order_id = order_as_of.order_id;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- The row of today, with what was known then in place of what is known now.
    SELECT v.* INTO o FROM orderhook.orders v WHERE v.source_id = h.source_id AND v.order_id = order_as_of.order_id;
    SELECT x.* INTO a
      FROM orderhook_order_as_of(h.source_id, h.provider, h.timezone, h.money_unit, order_as_of.order_id, at, clock) x;
    IF a.revision IS NULL THEN
        RETURN;
    END IF;
    -- As in the view, the orders that refund it, as they were known by then.
    SELECT pg_catalog.array_agg(x.order_id) INTO refunds
      FROM orderhook.order_header x
     WHERE x.source_id = h.source_id AND x.refund_of = h.external_id AND (a."order").is_refund IS NOT TRUE;
    SELECT pg_catalog.sum((b."order").total) INTO refunded
      FROM pg_catalog.unnest(refunds) x (order_id)
     CROSS JOIN LATERAL orderhook_order_as_of(h.source_id, h.provider, h.timezone, h.money_unit, x.order_id, at, clock) b
     WHERE ((b."order").lifecycle IN ('cancelled', 'rejected', 'merged', 'failed')) IS NOT TRUE
    HAVING pg_catalog.sum((b."order").total) OPERATOR(pg_catalog.<) 0;
    RETURN QUERY
    SELECT as_it_was.*
      FROM pg_catalog.jsonb_populate_record(
           o,
           (pg_catalog.to_jsonb(a."order") - '{items,charges,payments,parties,deliveries,arrival,problems,customer,products}'::text[])
           || pg_catalog.jsonb_build_object(
                  'refunded', COALESCE((a."order").refunded, refunded),
                  'payment_state',
                  CASE WHEN (a."order").refunded IS NOT NULL OR refunded IS NULL THEN (a."order").payment_state
                       WHEN -refunded >= (a."order").paid OR -refunded >= (a."order").total THEN 'refunded_full'
                       ELSE 'refunded_part' END,
                  'authenticity', a.authenticity, 'revision', a.revision, 'problem_count', a.problem_count,
                  'last_received_at', a.last_received_at,
                  'business_date',
                  ((COALESCE((a."order").placed_at, h.first_received_at) AT TIME ZONE h.clock_timezone)
                   - h.day_start::interval)::date)) as_it_was;
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
-- Sources are named before receipts, here and below, since statements lock in that order: see lock_out_deliveries.
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
                   FROM orderhook.source s JOIN orderhook.receipt r USING (source_id)
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
           FROM orderhook.source s JOIN orderhook.receipt r ON r.source_id OPERATOR(pg_catalog.=) s.source_id
          WHERE r.order_id OPERATOR(pg_catalog.>) $1 AND (%s)', condition)
    INTO remaining USING after;
    LOOP
        EXECUTE pg_catalog.format(
            'SELECT pg_catalog.max(x.order_id), pg_catalog.count(*) FROM (
                 SELECT DISTINCT r.order_id
                   FROM orderhook.source s JOIN orderhook.receipt r ON r.source_id OPERATOR(pg_catalog.=) s.source_id
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
#variable_conflict use_column
DECLARE
    r record;
    c record;
    done bigint := 0;
BEGIN
    IF condition IS NULL OR dry_run IS NULL OR after IS NULL OR batch <= 0::bigint THEN
        RAISE EXCEPTION 'condition, dry_run and after must not be null, and batch must be positive'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The condition true is for all deliveries.';
    END IF;
    -- Read first and then gone through, so that each is checked by itself.
    FOR r IN EXECUTE pg_catalog.format(
        'SELECT r.source_id, r.webhook_id, s.name, r.verdict, r.erased_at IS NOT NULL AS is_erased,
                pg_catalog.count(*) OVER () AS receipts
           FROM orderhook.source s
           JOIN orderhook.receipt r USING (source_id)
          WHERE r.webhook_id > $1 AND (%s)
          ORDER BY r.webhook_id LIMIT $2', condition)
        USING after, batch
    LOOP
        SELECT x.* INTO c FROM orderhook_recheck(r.webhook_id, dry_run) x;
        webhook_id := r.webhook_id;
        source := r.name;
        verdict := r.verdict;
        new_verdict := COALESCE(c.verdict, r.verdict);
        note := CASE WHEN r.is_erased THEN 'personal data was erased: its signature can no longer be checked'
                     WHEN c.verdict IS NULL THEN 'no signature was kept that could be checked again'
                     WHEN c.verdict = r.verdict THEN 'as before'
                     ELSE 'changed' END;
        IF NOT dry_run AND c.verdict <> r.verdict THEN
            UPDATE orderhook.receipt t SET verdict = c.verdict, strength = c.strength, key_id = c.key_id
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
           FROM orderhook.source s JOIN orderhook.receipt r ON r.source_id OPERATOR(pg_catalog.=) s.source_id
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
