-- p1_read.sql
--	P1, the reading: what is written today without a library, plain SQL over jsonb.
--
-- One function for each group of rows of each provider, all of a kind that the planner inlines.
-- They give the rows that orderhook gives for the payloads of this benchmark, which run.sh checks,
-- and do less: they raise on a field of the wrong type, note no problems, check no sums, and know
-- neither the rarer words and documents nor goods sold by weight and set menus.

CREATE SCHEMA p1;

CREATE TYPE p1.order_row AS (
    event text, provider_event text, external_id text, external_ref text, display_number text,
    store_external_id text, service_type text, is_test boolean, is_refund boolean, refund_of text,
    lifecycle text, order_state text, prep_state text, delivery_state text, arrival_state text,
    payment_state text, provider_status text, placed_at timestamptz, provider_updated_at timestamptz,
    due_at timestamptz, due_from timestamptz, due_until timestamptz, closed_at timestamptz,
    cancelled_at timestamptz, subtotal numeric, discount numeric, fee numeric, tax numeric, tip numeric,
    total numeric, computed_total numeric, paid numeric, refunded numeric, tax_inclusive boolean,
    item_count numeric, guests integer, table_name text, staff text, notes text);

CREATE TYPE p1.item_row AS (
    line_no integer, external_id text, product_id text, name text, quantity numeric, unit_price numeric,
    modifiers_total numeric, discount numeric, tax numeric, tip numeric, total numeric, tax_rate numeric,
    status text, provider_status text, seat text, course text, voided boolean, notes text);

-- The furthest of what the axes say.
CREATE FUNCTION p1.lifecycle(order_state text, prep_state text, delivery_state text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
SELECT CASE
    WHEN order_state IN ('cancelled', 'rejected', 'merged') THEN order_state
    WHEN delivery_state IN ('failed', 'cancelled') THEN delivery_state
    WHEN prep_state = 'done' OR delivery_state = 'delivered' THEN 'completed'
    WHEN order_state = 'closed' THEN 'closed'
    WHEN prep_state = 'out' OR delivery_state IN ('picked_up', 'to_dropoff', 'at_dropoff') THEN 'in_delivery'
    WHEN prep_state = 'ready' THEN 'ready'
    WHEN prep_state IN ('preparing', 'mixed') THEN 'preparing'
    WHEN prep_state = 'accepted' OR delivery_state IN ('dispatched', 'assigned', 'to_pickup', 'at_pickup')
        THEN 'accepted'
    WHEN order_state = 'open' OR prep_state = 'pending' OR delivery_state = 'created' THEN 'placed'
END $$;

-- ---- Bbot: cents; an entry is one unit, its mods within its price ----

CREATE FUNCTION p1.bbot_prep(status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE status
    WHEN 'waiting' THEN 'pending'
    WHEN 'accepted' THEN 'accepted' WHEN 'accepted_by_staff' THEN 'accepted'
    WHEN 'preparing' THEN 'preparing' WHEN 'preparing_your_order' THEN 'preparing'
    WHEN 'claimed_by_runner' THEN 'preparing'
    WHEN 'ready' THEN 'ready' WHEN 'waiting_for_delivery' THEN 'ready' WHEN 'ready_for_driver' THEN 'ready'
    WHEN 'delivering' THEN 'out' WHEN 'en_route' THEN 'out' WHEN 'with_driver' THEN 'out'
    WHEN 'delivered' THEN 'done' ELSE 'unknown' END $$;

CREATE FUNCTION p1.bbot_order(payload jsonb) RETURNS SETOF p1.order_row LANGUAGE sql STABLE AS $$
SELECT 'order.snapshot', NULL::text, o.id, o.checkout_id, o."orderNumberToday",
       COALESCE(o.restaurant_id, payload ->> 'restaurant_id'), s.service_type, NULL::boolean, false, NULL::text,
       p1.lifecycle(s.order_state, i.prep_state, d.delivery_state), s.order_state, i.prep_state,
       d.delivery_state, NULL::text,
       CASE WHEN (o.charge ->> 'amount')::numeric = o.total_cents THEN 'paid'
            WHEN (o.charge ->> 'amount')::numeric > o.total_cents
                THEN CASE o.total_cents WHEN 0 THEN 'refunded_full' ELSE 'refunded_part' END
            WHEN (o.charge ->> 'amount')::numeric > 0 THEN 'partial' END,
       CASE WHEN i.one_status THEN i.status
            ELSE (SELECT string_agg(w.status, ', ' ORDER BY w.first)
                    FROM (SELECT t.item ->> 'status' AS status, min(t.n) AS first
                            FROM jsonb_array_elements(o.items) WITH ORDINALITY t (item, n)
                           GROUP BY 1 ORDER BY 2 LIMIT 5) w) END,
       o.time, o.last_modified, o.user_desired_time, NULL::timestamptz, NULL::timestamptz, o.time_closed,
       NULL::timestamptz, o.pretax_cents * 0.01, NULL::numeric, o.fee_pretax_cents * 0.01, o.tax_cents * 0.01,
       o.tip_cents * 0.01, o.total_cents * 0.01,
       (i.pretax_cents + o.fee_pretax_cents + o.tax_cents + o.tip_cents) * 0.01,
       (o.charge ->> 'amount')::numeric * 0.01,
       CASE WHEN (o.charge ->> 'amount')::numeric > o.total_cents
            THEN (o.total_cents - (o.charge ->> 'amount')::numeric) * 0.01 END,
       false, i.units, NULL::integer, o."table" ->> 'display_name', NULL::text, NULL::text
  FROM jsonb_to_record(payload -> 'order') AS o (
           id text, checkout_id text, "orderNumberToday" text, restaurant_id text, fulfillment_method text,
           "time" timestamptz, last_modified timestamptz, time_closed timestamptz, user_desired_time timestamptz,
           pretax_cents numeric, fee_pretax_cents numeric, tax_cents numeric, tip_cents numeric,
           total_cents numeric, charge jsonb, "table" jsonb, items jsonb),
       LATERAL (SELECT sum(t.pretax_cents) AS pretax_cents, sum(COALESCE(t.qty, 1)) AS units,
                       min(t.status) AS status, min(t.status) = max(t.status) AS one_status,
                       CASE WHEN min(p1.bbot_prep(t.status)) <> max(p1.bbot_prep(t.status)) THEN 'mixed'
                            ELSE min(p1.bbot_prep(t.status)) END AS prep_state
                  FROM jsonb_to_recordset(o.items) AS t (pretax_cents numeric, qty numeric, status text)) i,
       LATERAL (SELECT CASE WHEN o.time_closed IS NULL THEN 'open' ELSE 'closed' END AS order_state,
                       CASE WHEN o.fulfillment_method IN ('patron_pickup', 'pickup_nofeedback') THEN 'pickup'
                            WHEN o.fulfillment_method IN ('server_delivery', 'runner_with_cc',
                                                          'runner_nofeedback', 'robot_delivery') THEN 'dine_in'
                            WHEN o.fulfillment_method = 'driver_delivery' THEN 'delivery'
                            WHEN o.fulfillment_method = 'catering' THEN 'catering' END AS service_type) s,
       LATERAL (SELECT CASE WHEN s.service_type = 'delivery'
                            THEN CASE i.prep_state WHEN 'out' THEN 'to_dropoff' WHEN 'done' THEN 'delivered' END
                        END AS delivery_state) d
$$;

CREATE FUNCTION p1.bbot_items(payload jsonb) RETURNS SETOF p1.item_row LANGUAGE sql STABLE AS $$
SELECT i.ordinality::integer, i.id, i.menuitem_id, i.name_when_purchased, COALESCE(i.qty, 1),
       (i.pretax_cents - m.pretax_cents) * 0.01 / COALESCE(i.qty, 1), m.pretax_cents * 0.01, NULL::numeric,
       i.tax_cents * 0.01, i.tip_in_cents * 0.01, i.pretax_cents * 0.01, NULL::numeric, p1.bbot_prep(i.status),
       i.status, NULL::text, NULL::text, NULL::boolean, NULLIF(i.special_instructions, '')
  FROM ROWS FROM (jsonb_to_recordset(payload #> '{order,items}') AS (
           id text, menuitem_id text, name_when_purchased text, qty numeric, pretax_cents numeric,
           tax_cents numeric, tip_in_cents numeric, status text, special_instructions text, mods jsonb))
       WITH ORDINALITY i,
       LATERAL (SELECT COALESCE(sum(t.pretax_cents), 0) AS pretax_cents
                  FROM jsonb_to_recordset(i.mods) AS t (pretax_cents numeric)) m
$$;

CREATE FUNCTION p1.bbot_modifiers(payload jsonb) RETURNS SETOF orderhook_modifier LANGUAGE sql STABLE AS $$
SELECT i.ordinality::integer, m.ordinality::integer, m.id, NULL::text, m.name, COALESCE(i.qty, 1),
       m.pretax_cents * 0.01 / COALESCE(i.qty, 1), m.tax_cents * 0.01, m.pretax_cents * 0.01, true
  FROM ROWS FROM (jsonb_to_recordset(payload #> '{order,items}') AS (qty numeric, mods jsonb))
       WITH ORDINALITY i,
       ROWS FROM (jsonb_to_recordset(i.mods) AS (id text, name text, pretax_cents numeric, tax_cents numeric))
       WITH ORDINALITY m
$$;

CREATE FUNCTION p1.bbot_charges(payload jsonb) RETURNS SETOF orderhook_charge LANGUAGE sql STABLE AS $$
SELECT (row_number() OVER (ORDER BY c.kind_no, c.line_no))::integer, c.line_no, c.kind, c.name, c.cents * 0.01, false
  FROM jsonb_to_record(payload -> 'order') AS o (
           fee_pretax_cents numeric, tax_cents numeric, tip_cents numeric, items jsonb),
       LATERAL (SELECT v.kind_no, i.ordinality::integer AS line_no, v.kind, NULL AS name, v.cents
                  FROM ROWS FROM (jsonb_to_recordset(o.items) AS (tax_cents numeric, tip_in_cents numeric))
                       WITH ORDINALITY i,
                       LATERAL (VALUES (2, 'tax', i.tax_cents), (3, 'tip', i.tip_in_cents)) v (kind_no, kind, cents)
                 UNION ALL
                SELECT v.kind_no, NULL, v.kind, v.name, v.cents
                  FROM (SELECT o.tax_cents - COALESCE(sum(t.tax_cents), 0) AS tax,
                               o.tip_cents - COALESCE(sum(t.tip_in_cents), 0) AS tip
                          FROM jsonb_to_recordset(o.items) AS t (tax_cents numeric, tip_in_cents numeric)) rest,
                       LATERAL (VALUES (1, 'fee', NULL, o.fee_pretax_cents),
                                       (2, 'tax', CASE WHEN o.fee_pretax_cents > 0 AND rest.tax > 0
                                                       THEN 'fee tax' END, rest.tax),
                                       (3, 'tip', NULL, rest.tip)) v (kind_no, kind, name, cents)) c
 WHERE c.cents <> 0
$$;

CREATE FUNCTION p1.bbot_payments(payload jsonb) RETURNS SETOF orderhook_payment LANGUAGE sql STABLE AS $$
SELECT 1, 'payment', 'card', c.object, c.amount * 0.01, NULL::numeric, NULL::text, NULL::text, NULL::text, c.brand,
       to_timestamp(c.created)
  FROM jsonb_to_record(payload #> '{order,charge}') AS c (
           object text, amount numeric, brand text, created double precision)
 WHERE jsonb_typeof(payload #> '{order,charge}') = 'object'
$$;

CREATE FUNCTION p1.bbot_parties(payload jsonb) RETURNS SETOF orderhook_party LANGUAGE sql STABLE AS $$
SELECT 'guest', o.guest_id, COALESCE(o.guest_name, concat_ws(' ', o.guest_first_name, o.guest_last_name)),
       o.guest_email, o.mobile,
       CASE WHEN jsonb_typeof(o."deliveryAddress") = 'object'
            THEN concat_ws(', ', o."deliveryAddress" ->> 'street', o."deliveryAddress" ->> 'apartment',
                           o."deliveryAddress" ->> 'city', o."deliveryAddress" ->> 'state',
                           o."deliveryAddress" ->> 'zip', o."deliveryAddress" ->> 'country_code') END,
       NULL::numeric, NULL::numeric, NULL::text, NULL::text
  FROM jsonb_to_record(payload -> 'order') AS o (
           guest_id text, guest_name text, guest_first_name text, guest_last_name text, guest_email text,
           mobile text, "deliveryAddress" jsonb)
$$;

CREATE FUNCTION p1.bbot_deliveries(payload jsonb) RETURNS SETOF orderhook_delivery LANGUAGE sql STABLE AS $$
SELECT CASE i.prep_state WHEN 'out' THEN 'to_dropoff' WHEN 'done' THEN 'delivered' END, NULL::text,
       NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz,
       NULL::timestamptz, NULL::timestamptz, NULL::text, payload #>> '{order,deliveryAddress,city}', NULL::jsonb
  FROM (SELECT CASE WHEN min(p1.bbot_prep(t.status)) = max(p1.bbot_prep(t.status))
                    THEN min(p1.bbot_prep(t.status)) END AS prep_state
          FROM jsonb_to_recordset(payload #> '{order,items}') AS t (status text)) i
 WHERE payload #>> '{order,fulfillment_method}' = 'driver_delivery'
$$;

-- ---- mipOS: cents; modifiers of one unit beside its price; the total before the discount ----

CREATE FUNCTION p1.mipos_order(payload jsonb) RETURNS SETOF p1.order_row LANGUAGE sql STABLE AS $$
SELECT 'order.created', NULL::text, o.external_id, NULL::text, o.order_number,
       COALESCE(o.external_store_id, o.store_id), 'delivery', NULL::boolean, NULL::boolean, NULL::text, 'placed',
       'open', 'pending', NULL::text, NULL::text, NULL::text, NULL::text, o.created_at, NULL::timestamptz,
       NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz,
       o.total * 0.01, -o.discount_value * 0.01, NULL::numeric, NULL::numeric, NULL::numeric,
       (o.total - COALESCE(o.discount_value, 0)) * 0.01, (i.total - COALESCE(o.discount_value, 0)) * 0.01,
       NULL::numeric, NULL::numeric, NULL::boolean, i.units, NULL::integer, NULL::text, NULL::text,
       NULLIF(o.instructions, '')
  FROM jsonb_to_record(payload) AS o (
           external_id text, order_number text, external_store_id text, store_id text, created_at timestamptz,
           total numeric, discount_value numeric, instructions text, items jsonb),
       LATERAL (SELECT sum(t.total_value) AS total, sum(t.quantity) AS units
                  FROM jsonb_to_recordset(o.items) AS t (total_value numeric, quantity numeric)) i
$$;

CREATE FUNCTION p1.mipos_items(payload jsonb) RETURNS SETOF p1.item_row LANGUAGE sql STABLE AS $$
SELECT i.ordinality::integer, NULL::text, i.external_id, i.name, i.quantity, i.unit_value * 0.01,
       m.total_value * i.quantity * 0.01, NULL::numeric, NULL::numeric, NULL::numeric, i.total_value * 0.01,
       NULL::numeric, NULL::text, NULL::text, NULL::text, NULL::text, NULL::boolean, NULLIF(i.instructions, '')
  FROM ROWS FROM (jsonb_to_recordset(payload -> 'items') AS (
           external_id text, name text, quantity numeric, unit_value numeric, total_value numeric,
           instructions text, modifiers jsonb)) WITH ORDINALITY i,
       LATERAL (SELECT COALESCE(sum(t.total_value), 0) AS total_value
                  FROM jsonb_to_recordset(i.modifiers) AS t (total_value numeric)) m
$$;

CREATE FUNCTION p1.mipos_modifiers(payload jsonb) RETURNS SETOF orderhook_modifier LANGUAGE sql STABLE AS $$
SELECT i.ordinality::integer, m.ordinality::integer, m.external_id, NULL::text, m.name, m.quantity * i.quantity,
       m.unit_value * 0.01, NULL::numeric, m.total_value * i.quantity * 0.01, false
  FROM ROWS FROM (jsonb_to_recordset(payload -> 'items') AS (quantity numeric, modifiers jsonb))
       WITH ORDINALITY i,
       ROWS FROM (jsonb_to_recordset(i.modifiers) AS (
           external_id text, name text, quantity numeric, unit_value numeric, total_value numeric))
       WITH ORDINALITY m
$$;

CREATE FUNCTION p1.mipos_charges(payload jsonb) RETURNS SETOF orderhook_charge LANGUAGE sql STABLE AS $$
SELECT 1, NULL::integer, 'discount', NULL::text, -(payload ->> 'discount_value')::numeric * 0.01, false
 WHERE (payload ->> 'discount_value')::numeric <> 0
$$;

CREATE FUNCTION p1.mipos_parties(payload jsonb) RETURNS SETOF orderhook_party LANGUAGE sql STABLE AS $$
SELECT 'guest', NULL::text, payload ->> 'customer', NULL::text, NULL::text, NULL::text, NULL::numeric, NULL::numeric,
       NULL::text, NULL::text
 WHERE payload ->> 'customer' IS NOT NULL
$$;

-- ---- FlyBuy: no goods, two axes ----

CREATE FUNCTION p1.flybuy_delivery(state text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE state WHEN 'delivery_dispatched' THEN 'dispatched' WHEN 'driver_assigned' THEN 'assigned'
                  WHEN 'picked_up' THEN 'picked_up' WHEN 'out_for_delivery' THEN 'to_dropoff'
                  WHEN 'delivery_failed' THEN 'failed' WHEN 'undeliverable' THEN 'failed' END $$;

CREATE FUNCTION p1.flybuy_order(payload jsonb) RETURNS SETOF p1.order_row LANGUAGE sql STABLE AS $$
SELECT CASE WHEN o.event = 'order_created' THEN 'order.created'
            WHEN o.event IS NULL AND o.customer_state_changed AND o.state_changed IS NOT TRUE THEN 'arrival.updated'
            ELSE 'order.updated' END,
       o.event, o.id, o.partner_identifier,
       COALESCE(o.partner_display_identifier, o.partner_identifier, o.redemption_code), o.site_id,
       CASE o.pickup_type WHEN 'dispatch' THEN 'delivery' WHEN 'drive_thru' THEN 'drive_through'
                          ELSE o.pickup_type END,
       NULL::boolean, NULL::boolean, NULL::text, p1.lifecycle(s.order_state, s.prep_state, s.delivery_state),
       s.order_state, s.prep_state, s.delivery_state,
       CASE o.customer_state WHEN 'created' THEN 'not_started' ELSE o.customer_state END, NULL::text, o.state,
       o.created_at, o.updated_at,
       CASE WHEN o.pickup_window NOT LIKE '%/%' THEN o.pickup_window::timestamptz END,
       CASE WHEN o.pickup_window LIKE '%/%' THEN split_part(o.pickup_window, '/', 1)::timestamptz END,
       CASE WHEN o.pickup_window LIKE '%/%' THEN split_part(o.pickup_window, '/', 2)::timestamptz END,
       NULL::timestamptz, NULL::timestamptz, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric,
       NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::boolean, NULL::numeric,
       NULL::integer, NULL::text, NULL::text, NULL::text
  FROM jsonb_to_record(payload -> 'data') AS o (
           id text, event text, state_changed boolean, customer_state_changed boolean, state text,
           customer_state text, partner_identifier text, partner_display_identifier text, redemption_code text,
           site_id text, pickup_type text, pickup_window text, created_at timestamptz, updated_at timestamptz),
       LATERAL (SELECT CASE WHEN o.state = 'completed' THEN 'closed' WHEN o.state IN ('cancelled', 'gone') THEN o.state
                            ELSE 'open' END AS order_state,
                       CASE o.state WHEN 'created' THEN 'pending' WHEN 'ready' THEN 'ready'
                                    WHEN 'completed' THEN 'done' END AS prep_state,
                       CASE WHEN o.state = 'completed' AND o.pickup_type = 'delivery' THEN 'delivered'
                            ELSE p1.flybuy_delivery(o.state) END AS delivery_state) s
$$;

CREATE FUNCTION p1.flybuy_deliveries(payload jsonb) RETURNS SETOF orderhook_delivery LANGUAGE sql STABLE AS $$
SELECT d.state, NULL::text, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz,
       NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::text, NULL::text, NULL::jsonb
  FROM jsonb_to_record(payload -> 'data') AS o (state text, pickup_type text),
       LATERAL (SELECT CASE WHEN o.state = 'completed' AND o.pickup_type = 'delivery' THEN 'delivered'
                            ELSE p1.flybuy_delivery(o.state) END AS state) d
 WHERE d.state IS NOT NULL
$$;

CREATE FUNCTION p1.flybuy_arrivals(payload jsonb) RETURNS SETOF orderhook_arrival LANGUAGE sql STABLE AS $$
SELECT CASE o.customer_state WHEN 'created' THEN 'not_started' ELSE o.customer_state END, o.eta_at, o.arrived_at,
       o.area_name, NULLIF(concat_ws(' ', o.customer_car_color, o.customer_car_type), '')
  FROM jsonb_to_record(payload -> 'data') AS o (
           customer_state text, eta_at timestamptz, arrived_at timestamptz, area_name text,
           customer_car_color text, customer_car_type text)
$$;

CREATE FUNCTION p1.flybuy_parties(payload jsonb) RETURNS SETOF orderhook_party LANGUAGE sql STABLE AS $$
SELECT 'guest', o.customer_id, o.customer_name, NULL::text, o.customer_phone, NULL::text, NULL::numeric, NULL::numeric,
       NULLIF(concat_ws(' ', o.customer_car_color, o.customer_car_type), ''), o.customer_license_plate
  FROM jsonb_to_record(payload -> 'data') AS o (
           customer_id text, customer_name text, customer_phone text, customer_car_color text,
           customer_car_type text, customer_license_plate text)
$$;

-- ---- Fulflld: a courier's job; amounts taken as major units ----

CREATE FUNCTION p1.fulflld_state(event text, status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE regexp_replace(CASE event WHEN 'ORDER_UPDATED' THEN status ELSE event END, '^ORDER_', '')
    WHEN 'CREATED' THEN 'created' WHEN 'DISPATCHED' THEN 'dispatched' WHEN 'ASSIGNED' THEN 'assigned'
    WHEN 'IN_TRANSIT_TO_PICKUP' THEN 'to_pickup' WHEN 'ARRIVED_AT_PICKUP' THEN 'at_pickup'
    WHEN 'ARRIVED_TO_PICKUP' THEN 'at_pickup' WHEN 'PICKED_UP' THEN 'picked_up'
    WHEN 'IN_TRANSIT_TO_DROPOFF' THEN 'to_dropoff' WHEN 'ARRIVED_AT_DROPOFF' THEN 'at_dropoff'
    WHEN 'ARRIVED_TO_DROPOFF' THEN 'at_dropoff' WHEN 'COMPLETED' THEN 'delivered'
    WHEN 'DELIVERED' THEN 'delivered' WHEN 'CANCELLED' THEN 'cancelled' WHEN 'FAILED' THEN 'failed' END $$;

CREATE FUNCTION p1.fulflld_order(payload jsonb) RETURNS SETOF p1.order_row LANGUAGE sql STABLE AS $$
SELECT CASE WHEN payload ->> 'event' = 'ORDER_CREATED' THEN 'delivery.created'
            WHEN payload ->> 'event' IN ('ORDER_COMPLETED', 'ORDER_DELIVERED') THEN 'delivery.completed'
            ELSE 'delivery.updated' END,
       payload ->> 'event', o."orderId", o."externalId", o."externalId", NULL::text, 'delivery', NULL::boolean,
       NULL::boolean, NULL::text, p1.lifecycle(NULL, NULL, s.delivery_state), NULL::text, NULL::text,
       s.delivery_state, NULL::text, NULL::text, o.status, NULL::timestamptz, NULL::timestamptz,
       COALESCE(o."dropoffDetails" ->> 'scheduledDropoffAt', o."pickupDetails" ->> 'scheduledPickupAt')::timestamptz,
       NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::numeric, NULL::numeric,
       NULL::numeric, NULL::numeric, (o."order" ->> 'tip')::numeric, (o."order" ->> 'total')::numeric,
       NULL::numeric, NULL::numeric, NULL::numeric, NULL::boolean, (o."order" ->> 'itemCount')::numeric,
       NULL::integer, NULL::text, NULL::text, o."order" ->> 'description'
  FROM jsonb_to_record(payload -> 'payload') AS o (
           "orderId" text, "externalId" text, status text, "order" jsonb, "pickupDetails" jsonb,
           "dropoffDetails" jsonb),
       LATERAL (SELECT p1.fulflld_state(payload ->> 'event', o.status) AS delivery_state OFFSET 0) s
$$;

CREATE FUNCTION p1.fulflld_charges(payload jsonb) RETURNS SETOF orderhook_charge LANGUAGE sql STABLE AS $$
SELECT 1, NULL::integer, 'tip', NULL::text, (payload #>> '{payload,order,tip}')::numeric, false
 WHERE (payload #>> '{payload,order,tip}')::numeric <> 0
$$;

CREATE FUNCTION p1.fulflld_parties(payload jsonb) RETURNS SETOF orderhook_party LANGUAGE sql STABLE AS $$
SELECT v.role, NULL::text, COALESCE(p.name, p."businessName"), NULL::text, p.phone, p.address,
       (p.location ->> 'latitude')::numeric, (p.location ->> 'longitude')::numeric, NULL::text, NULL::text
  FROM (VALUES ('pickup', payload #> '{payload,pickupDetails}'),
               ('dropoff', payload #> '{payload,dropoffDetails}')) v (role, place),
       jsonb_to_record(v.place) AS p (name text, "businessName" text, phone text, address text, location jsonb)
 WHERE v.place IS NOT NULL
$$;

CREATE FUNCTION p1.fulflld_deliveries(payload jsonb) RETURNS SETOF orderhook_delivery LANGUAGE sql STABLE AS $$
SELECT s.state, o."assigneeId", COALESCE(p."scheduledPickupAt", p."schedulePickupAt"),
       COALESCE(p."schedulePickupBeforeAt", p."scheduledPickupBeforeAt"),
       COALESCE(d."scheduleDropoffAfterAt", d."scheduledDropoffAfterAt"),
       COALESCE(d."scheduledDropoffAt", d."scheduleDropoffAt"), o.eta,
       CASE WHEN s.state IN ('picked_up', 'to_dropoff', 'at_dropoff', 'delivered', 'failed', 'cancelled')
            THEN (o."statusDetails" ->> 'pickupCompleted')::timestamptz END,
       CASE WHEN s.state = 'delivered' THEN (o."statusDetails" ->> 'dropoffCompleted')::timestamptz END,
       p."businessName", NULL::text,
       (SELECT jsonb_agg(jsonb_build_object('url', a.url, 'type', a.type))
          FROM jsonb_to_recordset(o.attachments) AS a (url text, type text))
  FROM jsonb_to_record(payload -> 'payload') AS o (
           status text, "assigneeId" text, eta timestamptz, "statusDetails" jsonb, attachments jsonb,
           "pickupDetails" jsonb, "dropoffDetails" jsonb),
       jsonb_to_record(o."pickupDetails") AS p (
           "businessName" text, "scheduledPickupAt" timestamptz, "schedulePickupAt" timestamptz,
           "schedulePickupBeforeAt" timestamptz, "scheduledPickupBeforeAt" timestamptz),
       jsonb_to_record(COALESCE(o."dropoffDetails", '{}')) AS d (
           "scheduleDropoffAfterAt" timestamptz, "scheduledDropoffAfterAt" timestamptz,
           "scheduledDropoffAt" timestamptz, "scheduleDropoffAt" timestamptz),
       LATERAL (SELECT p1.fulflld_state(payload ->> 'event', o.status) AS state OFFSET 0) s
$$;

-- ---- Revo: decimal texts, naive times; lines with or without tax, which their own sums tell ----

CREATE FUNCTION p1.revo_items(payload jsonb) RETURNS SETOF p1.item_row LANGUAGE sql STABLE AS $$
SELECT i.line_no, i.id, i.item_id, i."itemName", i.quantity, i."itemPrice", i.extras * i.quantity, -i."discountAmount",
       i."taxAmount", NULL::numeric,
       i.total - CASE WHEN bool_or(abs(i.net - i.subtotal) < abs(i.net - i.total)) OVER ()
                           AND NOT bool_or(abs(i.net - i.total) < abs(i.net - i.subtotal)) OVER ()
                      THEN COALESCE(i."taxAmount", 0) ELSE 0 END,
       i."taxPercentage" * 0.01, NULL::text, NULL::text, i.seat, i."dishOrder",
       COALESCE(i."cancelReason", '') NOT IN ('', '0'), NULLIF(i.notes, '')
  FROM (SELECT l.*, l.ordinality::integer AS line_no, m.extras,
               COALESCE(l."priceWithExtrasIndividual", l."itemPrice" + m.extras) * l.quantity
                   - l."discountAmount" AS net
          FROM ROWS FROM (jsonb_to_recordset(payload #> '{data,orderContents}') AS (
                   id text, item_id text, "itemName" text, quantity numeric, "itemPrice" numeric,
                   "extrasAmount" numeric, "priceWithExtrasIndividual" numeric, "discountAmount" numeric,
                   "taxAmount" numeric, "taxPercentage" numeric, subtotal numeric, total numeric, seat text,
                   "dishOrder" text, notes text, "cancelReason" text, modifiers jsonb)) WITH ORDINALITY l,
               LATERAL (SELECT COALESCE(sum(t.price), l."priceWithExtrasIndividual" - l."itemPrice",
                                        l."extrasAmount", 0) AS extras
                          FROM jsonb_to_recordset(l.modifiers) AS t (price numeric)) m) i
$$;

CREATE FUNCTION p1.revo_modifiers(payload jsonb) RETURNS SETOF orderhook_modifier LANGUAGE sql STABLE AS $$
SELECT i.ordinality::integer, m.ordinality::integer, m.id, m.category_id, m.name, i.quantity, m.price, NULL::numeric,
       m.price * i.quantity, false
  FROM ROWS FROM (jsonb_to_recordset(payload #> '{data,orderContents}') AS (quantity numeric, modifiers jsonb))
       WITH ORDINALITY i,
       ROWS FROM (jsonb_to_recordset(i.modifiers) AS (id text, category_id text, name text, price numeric))
       WITH ORDINALITY m
$$;

CREATE FUNCTION p1.revo_payments(payload jsonb) RETURNS SETOF orderhook_payment LANGUAGE sql STABLE AS $$
SELECT (row_number() OVER (ORDER BY n.ordinality, p.ordinality, r.row_no))::integer,
       CASE WHEN r.row_no = 2 THEN 'change' WHEN p."payAmount" < 0 THEN 'refund' ELSE 'payment' END,
       c.method, p."paymentMethod",
       CASE WHEN r.row_no = 2 THEN -p.change ELSE p."payAmount" + c.given_back END,
       CASE WHEN r.row_no = 1 THEN p."tipAmount" END,
       CASE WHEN COALESCE(p."voidReason", p."cancelReason", n."cancelReason") IS NOT NULL THEN 'voided'
            WHEN n."notAccountable" THEN 'not_accountable' ELSE 'settled' END,
       CASE WHEN r.row_no = 1 THEN p.id END, n.number, NULL::text, p.date AT TIME ZONE 'UTC'
  FROM ROWS FROM (jsonb_to_recordset(payload #> '{data,orderInvoices}') AS (
           number text, "cancelReason" text, "notAccountable" boolean, "orderPayments" jsonb)) WITH ORDINALITY n,
       ROWS FROM (jsonb_to_recordset(n."orderPayments") AS (
           id text, "payAmount" numeric, "tipAmount" numeric, change numeric, "paymentMethod" text,
           date timestamp, "voidReason" text, "cancelReason" text)) WITH ORDINALITY p,
       LATERAL (SELECT CASE p."paymentMethod" WHEN '1' THEN 'card' WHEN '2' THEN 'cash' ELSE 'other' END AS method,
                       CASE WHEN p."paymentMethod" = '2' AND p.change > 0 THEN p.change ELSE 0 END AS given_back) c,
       LATERAL generate_series(1, CASE WHEN c.given_back > 0 THEN 2 ELSE 1 END) r (row_no)
$$;

CREATE FUNCTION p1.revo_order(payload jsonb) RETURNS SETOF p1.order_row LANGUAGE sql STABLE AS $$
SELECT payload ->> 'event', payload ->> 'event', o.id, NULL::text,
       CASE jsonb_array_length(o."orderInvoices") WHEN 1 THEN o."orderInvoices" #>> '{0,number}' END,
       payload ->> 'tenant',
       CASE WHEN jsonb_typeof(o.delivery) = 'object'
                THEN CASE WHEN o.delivery ->> 'address' <> '' THEN 'delivery' ELSE 'pickup' END
            WHEN o.table_id <> '0' THEN 'dine_in' END,
       NULL::boolean, o.refunded_order_id IS NOT NULL, o.refunded_order_id,
       p1.lifecycle(s.order_state, NULL, NULL), s.order_state, NULL::text, NULL::text, NULL::text,
       CASE WHEN abs(s.paid) >= abs(o.total) THEN 'paid' WHEN s.paid = 0 THEN 'unpaid' ELSE 'partial' END, o.status,
       o.opened AT TIME ZONE 'UTC', greatest(o.updated_at, o.closed, i.newest) AT TIME ZONE 'UTC',
       (o.delivery ->> 'date')::timestamp AT TIME ZONE 'UTC', NULL::timestamptz, NULL::timestamptz,
       o.closed AT TIME ZONE 'UTC', o.canceled AT TIME ZONE 'UTC', o.subtotal,
       -(o."discountAmount" + o."orderDiscountAmount"), o.gratuity, o."taxAmount", p.tip, o.total,
       i.total - o."orderDiscountAmount", s.paid, NULL::numeric, i.tax_inclusive, i.units, o.guests, o."tableName",
       o."tenantUserName", o.notes
  FROM jsonb_to_record(payload -> 'data') AS o (
           id text, opened timestamp, closed timestamp, updated_at timestamp, status text, merged text,
           canceled timestamp, refunded_order_id text, guests integer, "tableName" text, table_id text,
           "tenantUserName" text, notes text, subtotal numeric, "discountAmount" numeric,
           "orderDiscountAmount" numeric, gratuity numeric, "taxAmount" numeric, total numeric,
           "alreadyPaid" numeric, "orderContents" jsonb, "orderInvoices" jsonb, delivery jsonb),
       LATERAL (SELECT sum(t.total) AS total, sum(t.quantity) AS units, max(t.updated_at) AS newest,
                       CASE WHEN bool_or(n.tax_within) <> bool_or(n.tax_beside)
                            THEN bool_or(n.tax_within) END AS tax_inclusive
                  FROM jsonb_to_recordset(o."orderContents") AS t (
                           quantity numeric, "priceWithExtrasIndividual" numeric, "discountAmount" numeric,
                           subtotal numeric, total numeric, updated_at timestamp),
                       LATERAL (SELECT abs(v.net - t.total) < abs(v.net - t.subtotal) AS tax_within,
                                       abs(v.net - t.subtotal) < abs(v.net - t.total) AS tax_beside
                                  FROM (SELECT t."priceWithExtrasIndividual" * t.quantity
                                                   - t."discountAmount" AS net) v) n) i,
       LATERAL (SELECT sum(t."payAmount") AS paid, sum(t."tipAmount") AS tip
                  FROM jsonb_to_recordset(o."orderInvoices") AS n ("cancelReason" text, "orderPayments" jsonb),
                       jsonb_to_recordset(n."orderPayments") AS t (
                           "payAmount" numeric, "tipAmount" numeric, "voidReason" text, "cancelReason" text)
                 WHERE COALESCE(n."cancelReason", t."voidReason", t."cancelReason") IS NULL) p,
       LATERAL (SELECT COALESCE(p.paid, o."alreadyPaid") AS paid,
                       CASE WHEN o.canceled IS NOT NULL OR payload ->> 'event' = 'order.cancelled' THEN 'cancelled'
                            WHEN o.merged IS NOT NULL THEN 'merged'
                            WHEN payload ->> 'event' = 'order.closed' OR o.status = '1' THEN 'closed'
                            ELSE 'open' END AS order_state) s
$$;

CREATE FUNCTION p1.revo_charges(payload jsonb) RETURNS SETOF orderhook_charge LANGUAGE sql STABLE AS $$
SELECT (row_number() OVER (ORDER BY c.kind_no, c.line_no))::integer, c.line_no, c.kind, NULL::text, c.amount,
       c.kind = 'tax' AND c.tax_inclusive
  FROM p1.revo_order(payload) o,
       LATERAL (SELECT v.kind_no, i.ordinality::integer AS line_no, v.kind, v.amount,
                       o.tax_inclusive IS NOT FALSE AS tax_inclusive
                  FROM ROWS FROM (jsonb_to_recordset(payload #> '{data,orderContents}') AS (
                           "discountAmount" numeric, "taxAmount" numeric)) WITH ORDINALITY i,
                       LATERAL (VALUES (1, 'discount', -i."discountAmount"), (2, 'tax', i."taxAmount"))
                           v (kind_no, kind, amount)
                 UNION ALL
                SELECT v.kind_no, NULL, v.kind, v.amount, o.tax_inclusive IS NOT FALSE
                  FROM (SELECT o.discount + COALESCE(sum(t."discountAmount"), 0) AS discount,
                               o.tax - COALESCE(sum(t."taxAmount"), 0) AS tax
                          FROM jsonb_to_recordset(payload #> '{data,orderContents}') AS t (
                                   "discountAmount" numeric, "taxAmount" numeric)) rest,
                       LATERAL (VALUES (1, 'discount', rest.discount), (2, 'tax', rest.tax), (3, 'fee', o.fee),
                                       (4, 'tip', o.tip)) v (kind_no, kind, amount)) c
 WHERE c.amount <> 0
$$;

CREATE FUNCTION p1.revo_parties(payload jsonb) RETURNS SETOF orderhook_party LANGUAGE sql STABLE AS $$
SELECT 'customer', payload #>> '{data,customer_id}', NULL::text, NULL::text, NULL::text, NULL::text, NULL::numeric,
       NULL::numeric, NULL::text, NULL::text
 WHERE payload #>> '{data,customer_id}' IS NOT NULL
 UNION ALL
SELECT CASE WHEN d.address <> '' THEN 'dropoff' ELSE 'guest' END, NULL, NULL, NULL, d.phone, d.address, NULL, NULL,
       NULL, NULL
  FROM jsonb_to_record(payload #> '{data,delivery}') AS d (phone text, address text)
 WHERE jsonb_typeof(payload #> '{data,delivery}') = 'object'
$$;

CREATE FUNCTION p1.revo_deliveries(payload jsonb) RETURNS SETOF orderhook_delivery LANGUAGE sql STABLE AS $$
SELECT NULL::text, NULL::text, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz,
       NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::text, payload #>> '{data,delivery,city}',
       NULL::jsonb
 WHERE jsonb_typeof(payload #> '{data,delivery}') = 'object'
$$;
