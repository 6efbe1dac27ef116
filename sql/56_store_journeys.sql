-- ---- journeys: one meal that several providers saw, and how long it took ----

-- What was decided by hand about two orders, the smaller id first. All else is told when it is read.
CREATE TABLE orderhook.order_link (
    source_id       bigint NOT NULL,
    order_id        bigint NOT NULL,
    other_source_id bigint NOT NULL,
    other_order_id  bigint NOT NULL CHECK (other_order_id > order_id),
    is_linked       boolean NOT NULL,
    decided_at      timestamptz NOT NULL,
    decided_by      text NOT NULL,
    PRIMARY KEY (source_id, order_id, other_source_id, other_order_id)
);

-- A state on an axis counts from the first time it was reached: what is ready or there once was so. What was
-- handed over has to be so still, and then since it last became so.
CREATE VIEW orderhook.service_times WITH (security_invoker) AS
SELECT s.name AS source, s.provider, h.order_id, st.name AS store,
       ((COALESCE(h.placed_at, h.first_received_at) AT TIME ZONE COALESCE(st.timezone, s.timezone))
        - COALESCE(st.day_start, '00:00')::interval)::date AS business_date,
       h.placed_at, t.ready_at, t.handed_over_at, t.arrived_at,
       d.placed_to_ready, floor(extract(epoch FROM d.placed_to_ready))::bigint AS placed_to_ready_seconds,
       d.ready_to_handed_over, floor(extract(epoch FROM d.ready_to_handed_over))::bigint AS ready_to_handed_over_seconds,
       d.placed_to_handed_over, floor(extract(epoch FROM d.placed_to_handed_over))::bigint AS placed_to_handed_over_seconds,
       d.wait_at_curb, floor(extract(epoch FROM d.wait_at_curb))::bigint AS wait_at_curb_seconds,
       h.source_id
  FROM orderhook.order_header h
  JOIN orderhook.source s USING (source_id)
  LEFT JOIN orderhook.store_alias a
         ON a.source_id = h.source_id AND a.external_store_id = COALESCE(h.store_external_id, '')
  LEFT JOIN orderhook.store st ON st.store_id = a.store_id
  LEFT JOIN LATERAL (
       SELECT min(e.moment) FILTER (WHERE e.axis = 'prep' AND e.to_state = 'ready') AS ready_at,
              COALESCE((SELECT max(x.delivered_at) FROM orderhook.order_delivery x
                         WHERE x.source_id = h.source_id AND x.order_id = h.order_id),
                       min(e.latest) FILTER (WHERE e.axis = 'prep' AND e.to_state = 'done' AND h.prep_state = 'done'
                                                OR e.axis = 'delivery' AND e.to_state = 'delivered' AND h.delivery_state = 'delivered'
                                                OR e.axis = 'arrival' AND e.to_state = 'completed' AND h.arrival_state = 'completed'))
              AS handed_over_at,
              COALESCE((SELECT min(x.arrived_at) FROM orderhook.order_arrival x
                         WHERE x.source_id = h.source_id AND x.order_id = h.order_id),
                       min(e.moment) FILTER (WHERE e.axis = 'arrival' AND e.to_state IN ('arrived', 'waiting'))) AS arrived_at
         FROM (SELECT x.axis, x.to_state, min(COALESCE(x.occurred_at, x.received_at)) AS moment,
                      max(COALESCE(x.occurred_at, x.received_at)) AS latest
                 FROM orderhook.order_event x
                WHERE x.source_id = h.source_id AND x.order_id = h.order_id
                  AND x.to_state IN ('ready', 'done', 'delivered', 'arrived', 'waiting', 'completed')
                GROUP BY x.axis, x.to_state) e) t ON true
 CROSS JOIN LATERAL (
       SELECT CASE WHEN t.ready_at >= h.placed_at THEN t.ready_at - h.placed_at END AS placed_to_ready,
              CASE WHEN t.handed_over_at >= t.ready_at THEN t.handed_over_at - t.ready_at END AS ready_to_handed_over,
              CASE WHEN t.handed_over_at >= h.placed_at THEN t.handed_over_at - h.placed_at END AS placed_to_handed_over,
              CASE WHEN t.handed_over_at >= t.arrived_at THEN t.handed_over_at - t.arrived_at END AS wait_at_curb) d;

-- What a journey is told from. Apart from what is made of it: so each node reads its own of a store that is on several.
CREATE FUNCTION orderhook.known_orders()
RETURNS TABLE (source_id bigint, source text, provider text, order_id bigint, external_id text, external_ref text, refund_of text,
               sale text, has_no_total boolean, store_id bigint, journey_window interval, currency text, is_stranger boolean,
               moment timestamptz, step integer, precedence integer)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $known_orders$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT h.source_id, s.name AS source, s.provider, h.order_id, h.external_id, h.external_ref, h.refund_of,
           -- What its money is for: of a courier's jobs each states what the whole order comes to.
           CASE s.provider WHEN 'fulflld' THEN COALESCE(h.external_ref, h.external_id) ELSE h.external_id END AS sale,
           h.total IS NULL AS has_no_total, st.store_id, st.journey_window,
           COALESCE(st.currency, s.currency) AS currency,
           -- It states a store that is not listed.
           h.store_external_id IS NOT NULL AND st.store_id IS NULL AS is_stranger,
           COALESCE(h.placed_at, h.first_received_at) AS moment,
           CASE WHEN h.is_refund THEN 4 WHEN s.provider = 'fulflld' THEN 3 WHEN s.provider = 'flybuy' THEN 2 ELSE 1 END AS step,
           -- One who only follows an order never stands for one that ended otherwise.
           CASE s.provider WHEN 'revo' THEN 1 WHEN 'bbot' THEN 2 WHEN 'mipos' THEN 3 WHEN 'fulflld' THEN 24 ELSE 25 END
           + CASE WHEN h.lifecycle IN ('cancelled', 'rejected', 'merged', 'failed') THEN 10 ELSE 0 END
           AS precedence
      FROM orderhook.order_header h
      JOIN orderhook.source s USING (source_id)
      LEFT JOIN orderhook.store_alias a
             ON a.source_id = h.source_id AND a.external_store_id = COALESCE(h.store_external_id, '')
      LEFT JOIN orderhook.store st ON st.store_id = a.store_id
     WHERE h.is_test IS NOT TRUE;
END
$known_orders$;

-- Each decision from both sides.
CREATE FUNCTION orderhook.decided_pairs()
RETURNS TABLE (order_id bigint, other_order_id bigint, is_linked boolean)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $decided_pairs$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.order_id, l.other_order_id, l.is_linked FROM orderhook.order_link l
     UNION ALL
    SELECT l.other_order_id, l.order_id, l.is_linked FROM orderhook.order_link l;
END
$decided_pairs$;

-- Each order hangs on an anchor, in steps that know those before them, so that no recursion goes over all:
--   1. what others refer to (bbot, mipos, revo) is an anchor, but a Bbot order hangs on the first of its checkout;
--   2. FlyBuy's orders hang on what their reference names, else they are anchors;
--   3. so do Fulflld's, on an order of step 1 or, by the same reference, of step 2, else on the first job of it;
--   4. a refund hangs on what its original hangs on.
-- Then the anchors that links by hand touch are brought together: recursion goes over these alone.
-- Of the rows between the steps the planner knows nothing: without these settings it guesses at millions.
CREATE FUNCTION orderhook.journey_orders()
RETURNS TABLE (journey_id bigint, source_id bigint, source text, provider text, order_id bigint, external_id text,
               store_id bigint, currency text, method text, confidence numeric, is_leading boolean, is_repeat boolean,
               precedence integer, linked_to bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
AS $journey_orders$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE known AS (
        SELECT k.* FROM orderhook.known_orders() k
    ), decided AS (
        SELECT d.* FROM orderhook.decided_pairs() d
    ), visit AS (
        -- The orders of one checkout, and a courier's jobs of one order: should the id come again, none is further
        -- from the one before than the window. Jobs name no store: they are of one source.
        SELECT v.order_id, v.step, v.moment - first_value(v.moment) OVER w <= v.reach AS is_near,
               first_value(v.order_id) OVER w AS first_id, row_number() OVER w AS place
          FROM (SELECT k.*, count(*) FILTER (WHERE k.is_apart) OVER c AS visit_no
                  FROM (SELECT k.*, k.moment - lag(k.moment) OVER c > k.reach AS is_apart
                          FROM (SELECT k.order_id, k.step, k.moment, k.external_ref, k.store_id,
                                       CASE WHEN k.step = 3 THEN k.source_id END AS jobs_of,
                                       COALESCE(k.journey_window, '2 days') AS reach
                                  FROM known k
                                 WHERE k.external_ref IS NOT NULL
                                   AND (k.provider = 'bbot' AND k.step = 1 AND k.store_id IS NOT NULL OR k.step = 3)) k
                        WINDOW c AS (PARTITION BY k.external_ref COLLATE "C", k.store_id, k.jobs_of
                                     ORDER BY k.moment, k.order_id)) k
                WINDOW c AS (PARTITION BY k.external_ref COLLATE "C", k.store_id, k.jobs_of ORDER BY k.moment, k.order_id)) v
        WINDOW w AS (PARTITION BY v.external_ref COLLATE "C", v.store_id, v.jobs_of, v.visit_no ORDER BY v.moment, v.order_id)
    ), checkout AS (
        -- Who was unlinked from one that was first stays so when an earlier one comes.
        SELECT v.order_id, v.step, v.first_id
          FROM visit v
         WHERE v.is_near AND v.first_id <> v.order_id
           AND NOT EXISTS (SELECT FROM decided d
                             JOIN visit o ON o.order_id = d.other_order_id
                            WHERE d.order_id = v.order_id AND NOT d.is_linked
                              AND o.first_id = v.first_id AND o.place < v.place)
    ), named AS (
        SELECT k.source_id, k.order_id, k.external_id, COALESCE(c.first_id, k.order_id) AS anchor
          FROM known k
          LEFT JOIN checkout c USING (order_id)
         WHERE k.step = 1
    ), pair AS (
        -- Whom a reference may mean: whoever is not known to be of another store, within the window.
        SELECT k.order_id, k.step, o.order_id AS other_id, o.step AS other_step, o.is_stranger,
               k.store_id IS NOT NULL AND o.store_id IS NOT NULL AS is_same_store,
               greatest(k.moment, o.moment) - least(k.moment, o.moment) AS distance
          FROM known k
          JOIN (SELECT n.external_id AS name, n.* FROM known n WHERE n.step = 1
                UNION ALL
                SELECT n.external_ref, n.* FROM known n WHERE n.step = 1 AND n.external_ref <> n.external_id OR n.step = 2) o
            ON o.name = k.external_ref AND o.step < k.step
         WHERE k.step IN (2, 3) AND NOT k.is_stranger
           AND (o.store_id = k.store_id) IS NOT FALSE
           AND greatest(k.moment, o.moment) - least(k.moment, o.moment)
               <= COALESCE(k.journey_window, o.journey_window, '2 days')
    ), guest AS (
        -- Of those at the same store the nearest; where there is none, the only one that it can be.
        SELECT c.*
          FROM (SELECT DISTINCT ON (p.order_id) p.*
                  FROM (SELECT p.*, a.anchor, min(a.anchor) OVER w = max(a.anchor) OVER w AS is_only_one
                          FROM pair p
                          JOIN named a ON a.order_id = p.other_id
                         WHERE p.step = 2
                           AND NOT EXISTS (SELECT FROM decided d
                                             JOIN named x ON x.order_id = d.other_order_id
                                            WHERE d.order_id = p.order_id AND x.anchor = a.anchor AND NOT d.is_linked)
                        WINDOW w AS (PARTITION BY p.order_id, p.is_same_store)) p
                 ORDER BY p.order_id, p.is_same_store DESC, p.distance, p.other_id) c
         WHERE c.is_same_store OR c.is_only_one AND NOT c.is_stranger
    ), placed AS (
        SELECT n.order_id, n.anchor FROM named n
        UNION ALL
        SELECT k.order_id, COALESCE(g.anchor, k.order_id)
          FROM known k
          LEFT JOIN guest g USING (order_id)
         WHERE k.step = 2
    ), courier AS (
        -- Of those at the same store the nearest; where there is none, the only one that it can be.
        SELECT c.*
          FROM (SELECT DISTINCT ON (p.order_id) p.*
                  FROM (SELECT p.*, a.anchor, min(a.anchor) OVER w = max(a.anchor) OVER w AS is_only_one
                          FROM pair p
                          JOIN placed a ON a.order_id = p.other_id
                         WHERE p.step = 3
                           AND NOT EXISTS (SELECT FROM decided d
                                             JOIN placed x ON x.order_id = d.other_order_id
                                            WHERE d.order_id = p.order_id AND x.anchor = a.anchor AND NOT d.is_linked)
                        WINDOW w AS (PARTITION BY p.order_id, p.is_same_store)) p
                 ORDER BY p.order_id, p.is_same_store DESC, p.other_step, p.distance, p.other_id) c
         WHERE c.is_same_store OR c.is_only_one AND NOT c.is_stranger
    ), link AS (
        SELECT c.order_id, c.first_id AS linked_to, c.first_id AS anchor,
               CASE c.step WHEN 3 THEN 'external_id' ELSE 'checkout_id' END AS method, 0.95 AS confidence
          FROM checkout c
         WHERE NOT EXISTS (SELECT FROM courier x WHERE x.order_id = c.order_id)
           AND NOT EXISTS (SELECT FROM courier x WHERE x.order_id = c.first_id)
        UNION ALL
        SELECT f.order_id, f.other_id, f.anchor, f.method,
               CASE WHEN NOT f.is_same_store THEN 0.60 WHEN f.is_only_one THEN 0.95 ELSE 0.80 END
          FROM (SELECT g.*, 'partner_identifier' AS method FROM guest g
                UNION ALL
                SELECT c.*, 'external_id' FROM courier c) f
        UNION ALL
        SELECT r.order_id, n.order_id, n.anchor, 'refund_of', 1.00
          FROM known r
          JOIN named n ON n.source_id = r.source_id AND n.external_id = r.refund_of
         WHERE r.step = 4
           AND NOT EXISTS (SELECT FROM decided d
                            WHERE d.order_id = r.order_id AND d.other_order_id = n.order_id AND NOT d.is_linked)
    ), hung AS (
        SELECT k.source_id, k.source, k.provider, k.order_id, k.external_id, k.sale, k.moment, k.store_id, k.currency, k.step,
               k.has_no_total, k.precedence, COALESCE(l.anchor, k.order_id) AS anchor, l.linked_to, l.method, l.confidence
          FROM known k
          LEFT JOIN link l USING (order_id)
    ), tie AS (
        SELECT a.anchor, b.anchor AS other_anchor
          FROM decided d
          JOIN hung a ON a.order_id = d.order_id
          JOIN hung b ON b.order_id = d.other_order_id
         WHERE d.is_linked
    ), reach (anchor, other_anchor) AS (
        SELECT t.anchor, t.other_anchor FROM tie t
        UNION
        SELECT r.anchor, t.other_anchor FROM reach r JOIN tie t ON t.anchor = r.other_anchor
    ), root AS (
        SELECT r.anchor, min(r.other_anchor) AS root FROM reach r GROUP BY r.anchor
    )
    SELECT min(m.order_id) OVER j, m.source_id, m.source, m.provider, m.order_id, m.external_id, m.store_id, m.currency,
           CASE WHEN m.is_by_hand THEN 'manual' ELSE m.method END,
           CASE WHEN m.is_by_hand THEN 1.00 ELSE m.confidence END,
           m.place = first_value(m.place) OVER l AND m.currency IS NOT DISTINCT FROM first_value(m.currency) OVER l
           AND row_number() OVER r = 1,
           row_number() OVER r > 1, m.precedence, m.linked_to
      FROM (SELECT h.*, COALESCE(r.root, h.anchor) AS root,
                   r.root <> h.order_id AND h.anchor = h.order_id
                   OR EXISTS (SELECT FROM decided d
                               WHERE d.order_id = h.order_id AND d.other_order_id = h.linked_to AND d.is_linked) AS is_by_hand,
                   (h.step = 4)::integer * 1000 + h.has_no_total::integer * 100 + h.precedence AS place
              FROM hung h
              LEFT JOIN root r ON r.anchor = h.anchor) m
    WINDOW j AS (PARTITION BY m.root),
           l AS (PARTITION BY m.root ORDER BY m.place, m.source_id, m.moment DESC, m.external_id COLLATE "C"),
           r AS (PARTITION BY m.root, m.provider, m.sale COLLATE "C"
                 ORDER BY m.place, m.source_id, m.moment DESC, m.external_id COLLATE "C");
END
$journey_orders$;

CREATE VIEW orderhook.order_journey_orders WITH (security_invoker) AS
SELECT m.journey_id, m.source, m.provider, m.order_id, m.external_id, m.method, m.confidence, m.is_leading,
       m.linked_to, m.source_id
  FROM orderhook.journey_orders() m;

-- First what each provider states of a journey, its orders that ended otherwise apart; of these the first that
-- states an amount, in the currency of the one that leads, has the say on it.
CREATE VIEW orderhook.order_journeys WITH (security_invoker) AS
SELECT p.journey_id, COALESCE(max(p.leading_store), max(p.store)) AS store,
       max(p.leading_currency) AS currency, string_agg(DISTINCT p.provider, ', ' ORDER BY p.provider) AS providers,
       sum(p.order_count)::bigint AS order_count,
       min(p.placed_at) AS placed_at, min(p.ready_at) AS ready_at, min(p.arrived_at) AS arrived_at,
       max(p.handed_over_at) AS handed_over_at,
       max(p.total) FILTER (WHERE p.is_leading) AS total,
       (array_agg(p.tip ORDER BY p.precedence)
        FILTER (WHERE p.tip IS NOT NULL AND p.currency IS NOT DISTINCT FROM p.leading_currency))[1] AS tip,
       (min(p.weakest))[2] AS method, ((min(p.weakest))[1])::numeric AS confidence,
       (array_agg(p.refunded ORDER BY p.precedence)
        FILTER (WHERE p.refunded IS NOT NULL AND p.currency IS NOT DISTINCT FROM p.leading_currency))[1] AS refunded,
       CASE WHEN max(p.stage) IS NOT NULL
             AND COALESCE(max(p.leading_lifecycle), '') NOT IN ('cancelled', 'rejected', 'merged', 'failed')
            THEN (ARRAY['unknown', 'placed', 'accepted', 'preparing', 'ready', 'in_delivery', 'closed', 'completed'])[max(p.stage)]
            ELSE max(p.leading_lifecycle) END AS lifecycle,
       min(p.business_date) AS business_date
  FROM (SELECT m.journey_id, m.provider, m.precedence, m.currency, bool_or(m.is_leading) AS is_leading,
               max(h.store) AS store, max(h.store) FILTER (WHERE m.is_leading) AS leading_store,
               max(max(m.currency) FILTER (WHERE m.is_leading)) OVER (PARTITION BY m.journey_id)
               AS leading_currency,
               count(*) FILTER (WHERE h.is_refund IS NOT TRUE) AS order_count,
               min(h.placed_at) AS placed_at, min(h.ready_at) AS ready_at, min(h.arrived_at) AS arrived_at,
               max(h.handed_over_at) AS handed_over_at, min(h.business_date) FILTER (WHERE m.is_leading) AS business_date,
               sum(h.total) FILTER (WHERE h.is_refund IS NOT TRUE AND NOT m.is_repeat) AS total,
               sum(h.tip) FILTER (WHERE h.is_refund IS NOT TRUE AND NOT m.is_repeat) AS tip,
               COALESCE(sum(h.refunded) FILTER (WHERE NOT m.is_repeat),
                        NULLIF(least(sum(h.total) FILTER (WHERE h.is_refund AND NOT m.is_repeat AND (h.lifecycle IN ('cancelled', 'rejected', 'merged', 'failed')) IS NOT TRUE),
                                     0), 0)) AS refunded,
               min(ARRAY[m.confidence::text, m.method] COLLATE "C") FILTER (WHERE m.method IS NOT NULL) AS weakest,
               max(array_position(ARRAY['unknown', 'placed', 'accepted', 'preparing', 'ready', 'in_delivery', 'closed', 'completed'],
                                  h.lifecycle)) FILTER (WHERE h.is_refund IS NOT TRUE) AS stage,
               max(h.lifecycle) FILTER (WHERE m.is_leading) AS leading_lifecycle
          FROM orderhook.journey_orders() m
          -- OFFSET 0: read by each node on its own, and then put together.
          JOIN (SELECT source_id, order_id, h.is_refund, h.total, h.tip, h.refunded, h.lifecycle,
                       t.store, t.placed_at, t.ready_at, t.arrived_at, t.handed_over_at, t.business_date
                  FROM orderhook.order_header h
                  JOIN orderhook.service_times t USING (source_id, order_id)
                OFFSET 0) h USING (source_id, order_id)
         GROUP BY m.journey_id, m.provider, m.precedence, m.currency) p
 GROUP BY p.journey_id;

-- ---- what is decided by hand ----

-- The orders by way of which a and b are one journey, from a to b; NULL where they are not.
CREATE FUNCTION orderhook.journey_path(a bigint, b bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $journey_path$
BEGIN
    RETURN (
        WITH RECURSIVE member AS MATERIALIZED (
            SELECT m.order_id, m.linked_to FROM orderhook.journey_orders() m
        ), link (order_id, other_id) AS (
            SELECT m.order_id, m.linked_to FROM member m WHERE m.linked_to IS NOT NULL
            UNION
            SELECT l.order_id, l.other_order_id
              FROM orderhook.decided_pairs() l
              JOIN member m ON m.order_id = l.order_id
              JOIN member o ON o.order_id = l.other_order_id
             WHERE l.is_linked
        ), step (order_id, other_id) AS (
            SELECT l.order_id, l.other_id FROM link l UNION SELECT l.other_id, l.order_id FROM link l
        ), path (way) AS (
            SELECT ARRAY[a]
            UNION ALL
            SELECT p.way || s.other_id
              FROM path p
              JOIN step s ON s.order_id = p.way[cardinality(p.way)]
             WHERE s.other_id <> ALL (p.way) AND s.order_id <> b
        )
        SELECT p.way FROM path p WHERE p.way[cardinality(p.way)] = b ORDER BY cardinality(p.way), p.way LIMIT 1);
END
$journey_path$;

-- What can be decided about: two orders that exist and are no tests. One decision at a time, each seeing
-- those before it, so that two sessions cannot close a circle between them.
CREATE FUNCTION orderhook.check_pair(a bigint, b bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $check_pair$
DECLARE
    id bigint;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'orders can be linked at READ COMMITTED only'
            USING ERRCODE = 'active_sql_transaction',
                  DETAIL = 'What other sessions decided has to be seen.',
                  HINT = 'Do it in a transaction of its own.';
    END IF;
    IF a IS NULL OR b IS NULL OR a = b THEN
        RAISE EXCEPTION 'two different orders are needed'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'order_id is that of orderhook.orders.';
    END IF;
    LOCK TABLE orderhook.order_link IN SHARE ROW EXCLUSIVE MODE;
    FOREACH id IN ARRAY ARRAY[a, b]
    LOOP
        PERFORM h.order_id
           FROM orderhook.source s
           JOIN orderhook.order_header h ON h.source_id = s.source_id AND h.order_id = id
          WHERE h.is_test IS NOT TRUE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'order % does not exist', id
                USING ERRCODE = 'no_data_found',
                      DETAIL = 'Test orders are of no journey.',
                      HINT = 'order_id is that of orderhook.orders.';
        END IF;
    END LOOP;
END
$check_pair$;

CREATE FUNCTION orderhook.decide(a bigint, b bigint, is_linked boolean) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $decide$
DECLARE
    first_source bigint := (SELECT x.source_id FROM orderhook.order_header x WHERE x.order_id = least(a, b));
    other_source bigint := (SELECT x.source_id FROM orderhook.order_header x WHERE x.order_id = greatest(a, b));
BEGIN
    INSERT INTO orderhook.order_link AS l
           (source_id, order_id, other_source_id, other_order_id, is_linked, decided_at, decided_by)
    VALUES (first_source, least(a, b), other_source, greatest(a, b), decide.is_linked, clock_timestamp(), current_user)
    ON CONFLICT ON CONSTRAINT order_link_pkey DO UPDATE
       SET is_linked = EXCLUDED.is_linked, decided_at = EXCLUDED.decided_at, decided_by = EXCLUDED.decided_by;
END
$decide$;

CREATE FUNCTION orderhook.link(a bigint, b bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $link$
DECLARE
    way bigint[];
    ids bigint[];
    stores text[];
BEGIN
    PERFORM orderhook.check_pair(a, b);
    way := orderhook.journey_path(a, b);
    IF way IS NOT NULL THEN
        RAISE EXCEPTION 'orders % and % are one journey already', a, b
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('They hang together by way of %s: one more link would make a cycle.', array_to_string(way, ', ')),
                  HINT = 'orderhook.order_journey_orders shows the orders of each journey.';
    END IF;
    WITH member AS MATERIALIZED (SELECT m.order_id, m.journey_id, m.store_id FROM orderhook.journey_orders() m)
    SELECT array_agg(m.store_id) INTO ids
      FROM member m
     WHERE m.journey_id IN (SELECT o.journey_id FROM member o WHERE o.order_id IN (a, b));
    SELECT array_agg(DISTINCT st.name ORDER BY st.name) INTO stores FROM orderhook.store st WHERE st.store_id = ANY (ids);
    IF cardinality(stores) > 1 THEN
        RAISE EXCEPTION 'orders % and % are of different stores', a, b
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('The journeys that they are in are of: %s.', array_to_string(stores, ', ')),
                  HINT = 'If it is one store, correct orderhook.store_alias.';
    END IF;
    PERFORM orderhook.decide(a, b, true);
END
$link$;

CREATE FUNCTION orderhook.unlink(a bigint, b bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $unlink$
DECLARE
    way bigint[];
BEGIN
    PERFORM orderhook.check_pair(a, b);
    way := orderhook.journey_path(a, b);
    IF way IS NULL THEN
        RAISE EXCEPTION 'orders % and % are not one journey', a, b
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'orderhook.order_journey_orders shows the orders of each journey.';
    END IF;
    IF cardinality(way) = 2 THEN
        PERFORM orderhook.decide(a, b, false);
        way := orderhook.journey_path(a, b);
    END IF;
    IF way IS NOT NULL THEN
        RAISE EXCEPTION 'orders % and % hang together by way of others', a, b
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('The way from one to the other is %s.', array_to_string(way, ', ')),
                  HINT = format('Unlink two neighbours of that way first, such as %s and %s.', way[1], way[2]);
    END IF;
END
$unlink$;
