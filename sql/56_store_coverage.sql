-- ---- coverage ----

-- Counted in one pass over each view, and then turned into rows.
CREATE VIEW orderhook.coverage WITH (security_invoker) AS
  WITH present AS (SELECT DISTINCT provider FROM orderhook.source)
SELECT c.provider, c.view_name, c.column_name, COALESCE(c.rows, 0) AS rows, COALESCE(c.filled, 0) AS filled,
       CASE WHEN c.filled = c.rows THEN 'always' WHEN c.filled > 0 THEN 'sometimes' WHEN c.filled = 0 THEN 'never' END AS coverage
  FROM (SELECT p.provider, 'orders' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(order_id) AS order_id,
                      count(external_id) AS external_id, count(external_ref) AS external_ref,
                      count(display_number) AS display_number, count(store_external_id) AS store_external_id,
                      count(store) AS store, count(service_type) AS service_type, count(is_test) AS is_test,
                      count(is_refund) AS is_refund, count(refund_of) AS refund_of, count(lifecycle) AS lifecycle,
                      count(order_state) AS order_state, count(prep_state) AS prep_state,
                      count(delivery_state) AS delivery_state, count(arrival_state) AS arrival_state,
                      count(payment_state) AS payment_state, count(provider_status) AS provider_status,
                      count(placed_at) AS placed_at, count(provider_updated_at) AS provider_updated_at,
                      count(due_at) AS due_at, count(due_from) AS due_from, count(due_until) AS due_until,
                      count(closed_at) AS closed_at, count(cancelled_at) AS cancelled_at,
                      count(business_date) AS business_date, count(first_received_at) AS first_received_at,
                      count(last_received_at) AS last_received_at, count(currency) AS currency,
                      count(subtotal) AS subtotal, count(discount) AS discount, count(fee) AS fee, count(tax) AS tax,
                      count(tip) AS tip, count(total) AS total, count(computed_total) AS computed_total,
                      count(paid) AS paid, count(refunded) AS refunded, count(tax_inclusive) AS tax_inclusive,
                      count(item_count) AS item_count, count(guests) AS guests, count(table_name) AS table_name,
                      count(staff) AS staff, count(notes) AS notes, count(authenticity) AS authenticity,
                      count(revision) AS revision, count(problem_count) AS problem_count
                 FROM orderhook.orders GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('order_id', r.order_id),
              ('external_id', r.external_id), ('external_ref', r.external_ref), ('display_number', r.display_number),
              ('store_external_id', r.store_external_id), ('store', r.store), ('service_type', r.service_type),
              ('is_test', r.is_test), ('is_refund', r.is_refund), ('refund_of', r.refund_of),
              ('lifecycle', r.lifecycle), ('order_state', r.order_state), ('prep_state', r.prep_state),
              ('delivery_state', r.delivery_state), ('arrival_state', r.arrival_state),
              ('payment_state', r.payment_state), ('provider_status', r.provider_status), ('placed_at', r.placed_at),
              ('provider_updated_at', r.provider_updated_at), ('due_at', r.due_at), ('due_from', r.due_from),
              ('due_until', r.due_until), ('closed_at', r.closed_at), ('cancelled_at', r.cancelled_at),
              ('business_date', r.business_date), ('first_received_at', r.first_received_at),
              ('last_received_at', r.last_received_at), ('currency', r.currency), ('subtotal', r.subtotal),
              ('discount', r.discount), ('fee', r.fee), ('tax', r.tax), ('tip', r.tip), ('total', r.total),
              ('computed_total', r.computed_total), ('paid', r.paid), ('refunded', r.refunded),
              ('tax_inclusive', r.tax_inclusive), ('item_count', r.item_count), ('guests', r.guests),
              ('table_name', r.table_name), ('staff', r.staff), ('notes', r.notes), ('authenticity', r.authenticity),
              ('revision', r.revision), ('problem_count', r.problem_count)) c (column_name, filled)
        UNION ALL
        SELECT p.provider, 'order_items' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(order_id) AS order_id,
                      count(line_no) AS line_no, count(external_id) AS external_id, count(product_id) AS product_id,
                      count(name) AS name, count(quantity) AS quantity, count(unit_price) AS unit_price,
                      count(modifiers_total) AS modifiers_total, count(discount) AS discount, count(tax) AS tax,
                      count(tip) AS tip, count(total) AS total, count(tax_rate) AS tax_rate, count(status) AS status,
                      count(provider_status) AS provider_status, count(seat) AS seat, count(course) AS course,
                      count(voided) AS voided, count(notes) AS notes
                 FROM orderhook.order_items GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('order_id', r.order_id), ('line_no', r.line_no),
              ('external_id', r.external_id), ('product_id', r.product_id), ('name', r.name),
              ('quantity', r.quantity), ('unit_price', r.unit_price), ('modifiers_total', r.modifiers_total),
              ('discount', r.discount), ('tax', r.tax), ('tip', r.tip), ('total', r.total), ('tax_rate', r.tax_rate),
              ('status', r.status), ('provider_status', r.provider_status), ('seat', r.seat), ('course', r.course),
              ('voided', r.voided), ('notes', r.notes)) c (column_name, filled)
        UNION ALL
        SELECT p.provider, 'order_modifiers' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(order_id) AS order_id,
                      count(line_no) AS line_no, count(modifier_no) AS modifier_no, count(external_id) AS external_id,
                      count(group_id) AS group_id, count(name) AS name, count(quantity) AS quantity,
                      count(unit_price) AS unit_price, count(tax) AS tax, count(total) AS total,
                      count(price_in_item) AS price_in_item
                 FROM orderhook.order_modifiers GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('order_id', r.order_id), ('line_no', r.line_no),
              ('modifier_no', r.modifier_no), ('external_id', r.external_id), ('group_id', r.group_id),
              ('name', r.name), ('quantity', r.quantity), ('unit_price', r.unit_price), ('tax', r.tax),
              ('total', r.total), ('price_in_item', r.price_in_item)) c (column_name, filled)
        UNION ALL
        SELECT p.provider, 'order_charges' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(order_id) AS order_id,
                      count(charge_no) AS charge_no, count(line_no) AS line_no, count(kind) AS kind,
                      count(name) AS name, count(amount) AS amount, count(included_in_price) AS included_in_price
                 FROM orderhook.order_charges GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('order_id', r.order_id),
              ('charge_no', r.charge_no), ('line_no', r.line_no), ('kind', r.kind), ('name', r.name),
              ('amount', r.amount), ('included_in_price', r.included_in_price)) c (column_name, filled)
        UNION ALL
        SELECT p.provider, 'order_payments' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(order_id) AS order_id,
                      count(payment_no) AS payment_no, count(kind) AS kind, count(method) AS method,
                      count(provider_method) AS provider_method, count(amount) AS amount, count(tip) AS tip,
                      count(status) AS status, count(external_id) AS external_id,
                      count(invoice_number) AS invoice_number, count(card_brand) AS card_brand,
                      count(paid_at) AS paid_at
                 FROM orderhook.order_payments GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('order_id', r.order_id),
              ('payment_no', r.payment_no), ('kind', r.kind), ('method', r.method),
              ('provider_method', r.provider_method), ('amount', r.amount), ('tip', r.tip), ('status', r.status),
              ('external_id', r.external_id), ('invoice_number', r.invoice_number), ('card_brand', r.card_brand),
              ('paid_at', r.paid_at)) c (column_name, filled)
        UNION ALL
        SELECT p.provider, 'order_events' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(order_id) AS order_id,
                      count(webhook_id) AS webhook_id, count(event) AS event, count(provider_event) AS provider_event,
                      count(axis) AS axis, count(from_state) AS from_state, count(to_state) AS to_state,
                      count(occurred_at) AS occurred_at, count(received_at) AS received_at
                 FROM orderhook.order_events GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('order_id', r.order_id),
              ('webhook_id', r.webhook_id), ('event', r.event), ('provider_event', r.provider_event),
              ('axis', r.axis), ('from_state', r.from_state), ('to_state', r.to_state),
              ('occurred_at', r.occurred_at), ('received_at', r.received_at)) c (column_name, filled)
        UNION ALL
        SELECT p.provider, 'order_deliveries' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(order_id) AS order_id,
                      count(state) AS state, count(courier_id) AS courier_id, count(pickup_from) AS pickup_from,
                      count(pickup_until) AS pickup_until, count(dropoff_from) AS dropoff_from,
                      count(dropoff_until) AS dropoff_until, count(eta_at) AS eta_at,
                      count(picked_up_at) AS picked_up_at, count(delivered_at) AS delivered_at,
                      count(pickup_name) AS pickup_name, count(dropoff_city) AS dropoff_city, count(proofs) AS proofs
                 FROM orderhook.order_deliveries GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('order_id', r.order_id), ('state', r.state),
              ('courier_id', r.courier_id), ('pickup_from', r.pickup_from), ('pickup_until', r.pickup_until),
              ('dropoff_from', r.dropoff_from), ('dropoff_until', r.dropoff_until), ('eta_at', r.eta_at),
              ('picked_up_at', r.picked_up_at), ('delivered_at', r.delivered_at), ('pickup_name', r.pickup_name),
              ('dropoff_city', r.dropoff_city), ('proofs', r.proofs)) c (column_name, filled)
        UNION ALL
        SELECT p.provider, 'order_arrivals' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(order_id) AS order_id,
                      count(state) AS state, count(eta_at) AS eta_at, count(arrived_at) AS arrived_at,
                      count(area) AS area, count(vehicle) AS vehicle
                 FROM orderhook.order_arrivals GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('order_id', r.order_id), ('state', r.state),
              ('eta_at', r.eta_at), ('arrived_at', r.arrived_at), ('area', r.area), ('vehicle', r.vehicle)) c (column_name, filled)
        UNION ALL
        SELECT p.provider, 'products' AS view_name, c.column_name, r.rows, c.filled
          FROM present p
          LEFT JOIN (
               SELECT provider, count(*) AS rows,
                      count(source) AS source, count(source_id) AS source_id, count(provider) AS stated_provider, count(external_id) AS external_id,
                      count(store_external_id) AS store_external_id, count(kind) AS kind, count(name) AS name,
                      count(description) AS description, count(price) AS price, count(currency) AS currency,
                      count(image_url) AS image_url, count(deleted_at) AS deleted_at
                 FROM orderhook.products GROUP BY provider) r USING (provider)
         CROSS JOIN LATERAL (
              VALUES ('source', r.source), ('source_id', r.source_id), ('provider', r.stated_provider), ('external_id', r.external_id),
              ('store_external_id', r.store_external_id), ('kind', r.kind), ('name', r.name),
              ('description', r.description), ('price', r.price), ('currency', r.currency),
              ('image_url', r.image_url), ('deleted_at', r.deleted_at)) c (column_name, filled)) c;

