-- ---- what people read ----

-- The order views run with the rights of who reads, so that row-level security on the
-- tables holds through any tool. One row of orders for each (source, external_id); every
-- other view joins it USING (source_id, order_id) through its own columns source, order_id.
-- Refunds that are orders of their own are summed up for their original here, when it is
-- read, so that it does not matter which of them came first.

CREATE VIEW orderhook.orders WITH (security_invoker) AS
SELECT s.name AS source, s.provider, h.order_id, h.external_id, h.external_ref, h.display_number,
       h.store_external_id, st.name AS store, h.service_type, h.is_test, h.is_refund, h.refund_of,
       h.lifecycle, h.order_state, h.prep_state, h.delivery_state, h.arrival_state,
       CASE WHEN h.refunded IS NOT NULL OR r.refunded IS NULL THEN h.payment_state
            WHEN -r.refunded >= h.paid OR -r.refunded >= h.total THEN 'refunded_full'
            ELSE 'refunded_part' END AS payment_state,
       h.provider_status, h.placed_at, h.provider_updated_at, h.due_at, h.due_from, h.due_until,
       h.closed_at, h.cancelled_at,
       ((COALESCE(h.placed_at, h.first_received_at) AT TIME ZONE COALESCE(st.timezone, s.timezone))
        - COALESCE(st.day_start, '00:00')::interval)::date AS business_date,
       h.first_received_at, h.last_received_at, COALESCE(st.currency, s.currency) AS currency,
       h.subtotal, h.discount, h.fee, h.tax, h.tip, h.total, h.computed_total, h.paid,
       COALESCE(h.refunded, r.refunded) AS refunded,
       h.tax_inclusive, h.item_count, h.guests, h.table_name, h.staff, h.notes,
       h.authenticity, h.revision, h.problem_count, h.source_id
  FROM orderhook.order_header h
  JOIN orderhook.source s USING (source_id)
  LEFT JOIN orderhook.store_alias a ON a.source_id = h.source_id AND a.external_store_id = COALESCE(h.store_external_id, '')
  LEFT JOIN orderhook.store st ON st.store_id = a.store_id
  LEFT JOIN LATERAL (
       SELECT sum(x.total) AS refunded
         FROM orderhook.order_header x
        WHERE x.source_id = h.source_id AND x.refund_of = h.external_id
          AND (x.lifecycle IN ('cancelled', 'rejected', 'merged', 'failed')) IS NOT TRUE
       HAVING sum(x.total) < 0) r ON h.is_refund IS NOT TRUE;

CREATE VIEW orderhook.order_items WITH (security_invoker) AS
SELECT s.name AS source, s.provider, i.order_id, i.line_no, i.external_id, i.product_id, i.name,
       i.quantity, i.unit_price, i.modifiers_total, i.discount, i.tax, i.tip, i.total, i.tax_rate,
       i.status, i.provider_status, i.seat, i.course, i.voided, i.notes, i.source_id
  FROM orderhook.order_item i
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.order_modifiers WITH (security_invoker) AS
SELECT s.name AS source, s.provider, m.order_id, m.line_no, m.modifier_no, m.external_id, m.group_id,
       m.name, m.quantity, m.unit_price, m.tax, m.total, m.price_in_item, m.source_id
  FROM orderhook.order_modifier m
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.order_charges WITH (security_invoker) AS
SELECT s.name AS source, s.provider, c.order_id, c.charge_no, c.line_no, c.kind, c.name, c.amount,
       c.included_in_price, c.source_id
  FROM orderhook.order_charge c
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.order_payments WITH (security_invoker) AS
SELECT s.name AS source, s.provider, p.order_id, p.payment_no, p.kind, p.method, p.provider_method,
       p.amount, p.tip, p.status, p.external_id, p.invoice_number, p.card_brand, p.paid_at, p.source_id
  FROM orderhook.order_payment p
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.order_events WITH (security_invoker) AS
SELECT s.name AS source, s.provider, e.order_id, e.webhook_id, e.event, e.provider_event, e.axis,
       e.from_state, e.to_state, e.occurred_at, e.received_at, e.source_id
  FROM orderhook.order_event e
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.order_deliveries WITH (security_invoker) AS
SELECT s.name AS source, s.provider, d.order_id, d.state, d.courier_id, d.pickup_from, d.pickup_until,
       d.dropoff_from, d.dropoff_until, d.eta_at, d.picked_up_at, d.delivered_at, d.pickup_name,
       d.dropoff_city, d.proofs, d.source_id
  FROM orderhook.order_delivery d
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.order_arrivals WITH (security_invoker) AS
SELECT s.name AS source, s.provider, a.order_id, a.state, a.eta_at, a.arrived_at, a.area, a.vehicle, a.source_id
  FROM orderhook.order_arrival a
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.reconciliation WITH (security_invoker) AS
SELECT s.name AS source, s.provider, c.order_id, c.rule, c.left_amount, c.right_amount, c.difference,
       c.tolerance, c.status, c.source_id
  FROM orderhook.order_check c
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.order_contacts WITH (security_invoker) AS
SELECT s.name AS source, s.provider, c.order_id, c.role, c.external_id, c.name, c.email, c.phone,
       c.address, c.latitude, c.longitude, c.vehicle, c.plate, c.source_id
  FROM orderhook.order_contact c
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.customers WITH (security_invoker) AS
SELECT s.name AS source, s.provider, c.external_id, c.external_ref, c.active, c.name, c.tax_id, c.email,
       c.phone, c.web, c.address, c.city, c.region, c.postal_code, c.country, c.notes, c.created_at,
       c.updated_at, c.deleted_at, c.source_id
  FROM orderhook.customer c
  JOIN orderhook.source s USING (source_id);

CREATE VIEW orderhook.products WITH (security_invoker) AS
SELECT s.name AS source, s.provider, p.external_id, p.store_external_id, p.kind, p.name, p.description,
       p.price, COALESCE(st.currency, s.currency) AS currency, p.image_url, p.deleted_at, p.source_id
  FROM orderhook.product p
  JOIN orderhook.source s USING (source_id)
  LEFT JOIN orderhook.store_alias a ON a.source_id = p.source_id AND a.external_store_id = COALESCE(p.store_external_id, '')
  LEFT JOIN orderhook.store st ON st.store_id = a.store_id;

-- The views over receipts run with their owner's rights, since nobody else may read
-- receipts: no header and no byte of a body shows through them. No policy holds in them, so
-- each keeps to the limits of who reads: of what is of no order, he sees nothing.

CREATE VIEW orderhook.quarantine WITH (security_barrier) AS
SELECT r.webhook_id, s.name AS source, r.received_at, r.reason,
       p.gravest ->> 'path' AS path, p.gravest ->> 'expected' AS expected, p.gravest ->> 'found' AS found,
       r.body_bytes AS bytes
  FROM orderhook.receipt r
  JOIN orderhook.source s USING (source_id)
 CROSS JOIN LATERAL (
       SELECT COALESCE(jsonb_path_query_first(r.problems, '$[*] ? (@.severity == "error")'),
                       r.problems -> 0) AS gravest) p
 WHERE r.outcome = 'quarantined' AND NOT EXISTS (SELECT FROM orderhook.own_limit);

CREATE VIEW orderhook.order_problems WITH (security_barrier) AS
SELECT s.name AS source, s.provider, r.order_id, r.webhook_id, p.severity, p.path, p.expected, p.found, r.source_id
  FROM orderhook.receipt r
  JOIN orderhook.source s USING (source_id)
 CROSS JOIN LATERAL jsonb_to_recordset(r.problems) AS p (severity text, path text, expected text, found text)
 WHERE r.order_id IS NOT NULL
   AND (NOT EXISTS (SELECT FROM orderhook.own_limit)
     OR (r.source_id, r.order_id) IN (SELECT o.source_id, o.order_id FROM orderhook.own_order o));
