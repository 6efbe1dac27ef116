-- ---- what everything means ----

-- Read in psql and in BI tools: unit, grain, sign, and what NULL says. "Proven" is what a provider's own
-- figures or documents show; "assumed" is what had to be inferred. A table says in fewer words what the
-- view over it says in full.

COMMENT ON SCHEMA orderhook IS
'The store of orderhook: configuration, receipts, orders, and the views over them. Tables (singular) are '
'private, views (plural) are for reading. Amounts are exact, in major units, signed so that they add up; '
'NULL means that the provider cannot say, never 0.';

-- ---- comments: configuration ----

COMMENT ON TABLE orderhook.source IS
'One row for each account of a provider that sends webhooks here. Written by the owner with plain INSERT '
'and UPDATE.';
COMMENT ON COLUMN orderhook.source.source_id IS
'Id of the source, first column of every key. Never to be updated.';
COMMENT ON COLUMN orderhook.source.name IS 'The name by which deliveries say where they come from; unique.';
COMMENT ON COLUMN orderhook.source.provider IS
'bbot, mipos, flybuy, fulflld or revo. It picks how deliveries are authenticated and read.';
COMMENT ON COLUMN orderhook.source.currency IS
'ISO 4217 code of the amounts, three capitals. No provider sends one; NULL: not known. A store''s own comes '
'first.';
COMMENT ON COLUMN orderhook.source.timezone IS
'Zone in which times without one are read, and business dates told where no store has its own. That Revo''s '
'are UTC is assumed.';
COMMENT ON COLUMN orderhook.source.money_unit IS
'minor (hundredths) or major, where the provider''s own unit is to be overruled. NULL: the provider''s own, '
'and as none is documented for Fulflld, its amounts then stay NULL.';
COMMENT ON COLUMN orderhook.source.allow_unauthenticated IS
'Whether deliveries without any proof are applied, with verdict unauthenticated and strength none. Counts '
'only for a provider that documents no authentication (Fulflld) and while no secret is live.';
COMMENT ON COLUMN orderhook.source.retry_horizon IS
'How long the provider may go on sending one delivery again: the same bytes within that time are a duplicate, '
'unless a different state came in between. No inbox.received_at may be older. At most 6000 years.';
COMMENT ON COLUMN orderhook.source.max_body_bytes IS
'Largest body in bytes. Of a larger one the outcome is too_large, and its first 1024 bytes and its digest '
'are kept.';
COMMENT ON COLUMN orderhook.source.enabled IS
'Whether authentic deliveries are applied. If not, they are kept with outcome ignored.';
COMMENT ON COLUMN orderhook.source.rejected_quota IS
'How many bytes the receipts that nobody proved (rejected, or too large with no proof) may take: headers and '
'body as stored, and 2048 for each row. The newest stay; one that alone is more, before compression, is not '
'kept, and with 0 none is. The answer is the same. Deliveries look after it by chance, on average once in a 16th '
'of the quota: what is kept may be more by that on average, by once the quota with a chance of e^-16, and by '
'what transactions not yet ended bring. At REPEATABLE READ and above it is left to others.';

COMMENT ON TABLE orderhook.source_secret IS
'One row for each key of a source, dead ones included. Secrets, for the owner alone; written by set_secret '
'and revoke_secret.';
COMMENT ON COLUMN orderhook.source_secret.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.source_secret.key_id IS
'Name of the key, the owner''s choice; receipts name the key that proved them.';
COMMENT ON COLUMN orderhook.source_secret.kind IS
'hmac (a signing key) or digest (a credential that is only ever compared).';
COMMENT ON COLUMN orderhook.source_secret.name IS
'Name of the header that has to hold the value (Fulflld). NULL: the provider''s own header.';
COMMENT ON COLUMN orderhook.source_secret.salt IS
'Random bytes with which the credential was digested. NULL: kind is hmac.';
COMMENT ON COLUMN orderhook.source_secret.sealed IS
'For hmac the key as it is, for digest HMAC-SHA256(salt, credential). Not sampled for statistics.';
COMMENT ON COLUMN orderhook.source_secret.valid_from IS 'From when on the key holds, inclusive.';
COMMENT ON COLUMN orderhook.source_secret.valid_to IS 'Until when the key holds, exclusive. NULL: no end.';
COMMENT ON COLUMN orderhook.source_secret.last_used_at IS
'When the key last proved a delivery, told once a minute at most and not by transactions above READ COMMITTED. '
'NULL: not since it was set.';

COMMENT ON TABLE orderhook.store IS
'One row for each restaurant, as the owner knows it, across providers. Written by the owner.';
COMMENT ON COLUMN orderhook.store.store_id IS 'Id of the store.';
COMMENT ON COLUMN orderhook.store.name IS 'Name of the store; unique. It stands in orders.store.';
COMMENT ON COLUMN orderhook.store.timezone IS
'Zone of the store, for business dates. NULL: that of the source.';
COMMENT ON COLUMN orderhook.store.day_start IS
'Local time at which a business day starts: what is placed before it belongs to the day before.';
COMMENT ON COLUMN orderhook.store.currency IS
'ISO 4217 code of the store''s amounts. NULL: that of the source.';
COMMENT ON COLUMN orderhook.store.journey_window IS
'How far apart two orders of one meal may have been placed (where that is unknown, received first), above 0. '
'Where neither order has a known store, 2 days.';

COMMENT ON TABLE orderhook.store_alias IS
'One row for each id by which a source knows a store. Written by the owner. Orders of an id that is not '
'listed have no store.';
COMMENT ON COLUMN orderhook.store_alias.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.store_alias.external_store_id IS
'The provider''s id of the restaurant, as in orders.store_external_id. Empty: what names none (Fulflld always, '
'Revo without a tenant).';
COMMENT ON COLUMN orderhook.store_alias.store_id IS 'The store: see orderhook.store.';

-- ---- comments: receipts ----

COMMENT ON TABLE orderhook.receipt IS
'One row for each delivery, whatever became of it: the exact bytes and what they came to. Those that nobody '
'proved are kept as far as source.rejected_quota goes. For the owner alone.';
COMMENT ON COLUMN orderhook.receipt.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.receipt.webhook_id IS 'Id of the delivery, drawn as it comes in.';
COMMENT ON COLUMN orderhook.receipt.received_at IS
'When it was received (see orderhook.inbox).';
COMMENT ON COLUMN orderhook.receipt.verdict IS
'The word of the verification: ok, bad_signature, bad_credential, missing_header, malformed_header, '
'ambiguous_header, no_secret, expired, unauthenticated or unsupported.';
COMMENT ON COLUMN orderhook.receipt.strength IS 'What proved the sender: body, credential or none.';
COMMENT ON COLUMN orderhook.receipt.key_id IS 'The key of the source that proved it. NULL: none did.';
COMMENT ON COLUMN orderhook.receipt.outcome IS
'applied, duplicate, stale, ignored, quarantined, rejected or too_large.';
COMMENT ON COLUMN orderhook.receipt.reason IS 'Why the outcome is what it is, in words. NULL: applied.';
COMMENT ON COLUMN orderhook.receipt.http_status IS
'The status to reply with: 200, 401 (rejected) or 413 (too large).';
COMMENT ON COLUMN orderhook.receipt.event IS
'What it tells, in orderhook''s words. NULL: the body was not read.';
COMMENT ON COLUMN orderhook.receipt.provider_event IS
'The provider''s own name for the event, as sent. NULL: it names none, or was not read.';
COMMENT ON COLUMN orderhook.receipt.order_id IS 'The order that it speaks of. NULL: none.';
COMMENT ON COLUMN orderhook.receipt.body_digest IS 'SHA-256 of the whole body, as received.';
COMMENT ON COLUMN orderhook.receipt.body_bytes IS 'Size of the whole body in bytes, as received.';
COMMENT ON COLUMN orderhook.receipt.problems IS
'Array of {severity, path, expected, found}, never a value; [] where all is well. NULL: the body was not '
'read.';
COMMENT ON COLUMN orderhook.receipt.headers IS
'The headers as given, credentials redacted: see orderhook.inbox. NULL: none, not to be understood, or purged.';
COMMENT ON COLUMN orderhook.receipt.body IS
'The exact bytes, until a person is erased from them (erased_at); of a body that was too large the first 1024. '
'Personal data. NULL: none given, or purged.';

-- ---- comments: orders ----

COMMENT ON TABLE orderhook.order_header IS
'One row for each order. The view orders shows it; the last columns are what merging the next delivery '
'needs.';
COMMENT ON COLUMN orderhook.order_header.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_header.order_id IS 'Id of the order, unique within its source.';
COMMENT ON COLUMN orderhook.order_header.external_id IS
'The provider''s id of the order: with the source, its key.';
COMMENT ON COLUMN orderhook.order_header.external_ref IS
'The id by which another system knows the order: Bbot checkout_id (one checkout can span several '
'restaurants), FlyBuy partner_identifier, Fulflld externalId.';
COMMENT ON COLUMN orderhook.order_header.display_number IS
'The number that people call out, never a key: it repeats.';
COMMENT ON COLUMN orderhook.order_header.store_external_id IS
'The provider''s id of the restaurant: Bbot restaurant_id, mipOS external_store_id, FlyBuy site_id, Revo '
'tenant.';
COMMENT ON COLUMN orderhook.order_header.service_type IS
'How the guest gets the goods: dine_in, pickup, curbside, drive_through, delivery, catering, or unknown for '
'a word that is not known. mipOS is always delivery (assumed); NULL: not said.';
COMMENT ON COLUMN orderhook.order_header.is_test IS 'Whether it is a test order.';
COMMENT ON COLUMN orderhook.order_header.is_refund IS
'Whether the order is itself a refund, with every amount''s sign turned (Revo).';
COMMENT ON COLUMN orderhook.order_header.refund_of IS
'external_id of the order, of the same source, that this one refunds (Revo).';
COMMENT ON COLUMN orderhook.order_header.lifecycle IS
'How far the order is, derived from the axes: unknown, placed, accepted, preparing, ready, in_delivery, '
'closed, completed; or ended otherwise as cancelled, rejected, merged or failed. closed (the bill is '
'settled) is not completed (the goods were handed over); NULL: no axis said anything.';
COMMENT ON COLUMN orderhook.order_header.order_state IS
'Is the order alive, as its owner says: open, closed, cancelled, rejected, merged, gone, unknown.';
COMMENT ON COLUMN orderhook.order_header.prep_state IS
'The kitchen: pending, accepted, preparing, ready, out (left the counter), done, mixed (items differ), '
'unknown.';
COMMENT ON COLUMN orderhook.order_header.delivery_state IS
'The courier: created, dispatched, assigned, to_pickup, at_pickup, picked_up, to_dropoff, at_dropoff, '
'delivered, failed, cancelled, unknown.';
COMMENT ON COLUMN orderhook.order_header.arrival_state IS
'The guest on the way to collect: not_started, en_route, nearby, arrived, waiting, departed, completed, '
'unknown.';
COMMENT ON COLUMN orderhook.order_header.payment_state IS
'What the order''s own amounts prove and no more: unpaid, partial, paid, refunded_part, refunded_full.';
COMMENT ON COLUMN orderhook.order_header.provider_status IS
'The provider''s own word for its state, as sent; for Bbot the first five distinct words of the items.';
COMMENT ON COLUMN orderhook.order_header.placed_at IS
'When the order was placed, as the provider says: Bbot time, mipOS and FlyBuy created_at, Revo opened.';
COMMENT ON COLUMN orderhook.order_header.provider_updated_at IS
'The provider''s version time, by which deliveries of one order are put in order: Bbot last_modified, '
'FlyBuy updated_at, Revo its newest line''s updated_at.';
COMMENT ON COLUMN orderhook.order_header.due_at IS
'When the guest wants it: the start of Bbot''s slot, FlyBuy''s pickup time, the end of Fulflld''s dropoff '
'window (else the start of its pickup), Revo''s delivery date.';
COMMENT ON COLUMN orderhook.order_header.due_from IS 'Start of the window in which the guest wants it.';
COMMENT ON COLUMN orderhook.order_header.due_until IS 'End of the window in which the guest wants it.';
COMMENT ON COLUMN orderhook.order_header.closed_at IS
'When the bill was closed (Bbot time_closed, Revo closed).';
COMMENT ON COLUMN orderhook.order_header.cancelled_at IS
'When the order was cancelled (Revo, where it gives a time).';
COMMENT ON COLUMN orderhook.order_header.subtotal IS
'Goods before tax, tip and fees, in major units, as the provider states it. mipOS: before the discount; '
'NULL: not said.';
COMMENT ON COLUMN orderhook.order_header.discount IS
'All discounts of the order, its lines'' included, in major units, <= 0 (>= 0 in a Revo refund order).';
COMMENT ON COLUMN orderhook.order_header.fee IS 'All fees and service charges of the order, in major units.';
COMMENT ON COLUMN orderhook.order_header.tax IS 'All tax of the order, its lines'' included, in major units.';
COMMENT ON COLUMN orderhook.order_header.tip IS 'All tips of the order, in major units.';
COMMENT ON COLUMN orderhook.order_header.total IS
'What the provider claims the guest owes for this order, in major units, < 0 in a refund.';
COMMENT ON COLUMN orderhook.order_header.computed_total IS
'orderhook''s own sum, in major units, to hold against total: Bbot items + fee + tax + tip, mipOS lines + '
'discount, Revo lines + order discount.';
COMMENT ON COLUMN orderhook.order_header.paid IS 'What was paid, in major units, change taken off.';
COMMENT ON COLUMN orderhook.order_header.refunded IS
'What seems to have been given back, in major units, <= 0: how far Bbot''s total fell below the amount '
'charged (assumed, and never booked as a payment).';
COMMENT ON COLUMN orderhook.order_header.tax_inclusive IS 'Whether the amounts of the items include tax.';
COMMENT ON COLUMN orderhook.order_header.item_count IS
'Sum of the quantities of the lines that are not voided; for Fulflld its itemCount.';
COMMENT ON COLUMN orderhook.order_header.guests IS 'Number of guests at the table.';
COMMENT ON COLUMN orderhook.order_header.table_name IS
'The table, or Bbot''s place of service, as people call it.';
COMMENT ON COLUMN orderhook.order_header.staff IS 'Name of the employee who has the order (Revo).';
COMMENT ON COLUMN orderhook.order_header.notes IS
'Free text for the whole order: mipOS instructions, Revo notes, Fulflld description.';
COMMENT ON COLUMN orderhook.order_header.authenticity IS
'The weakest proof among the applied deliveries: body, credential or none.';
COMMENT ON COLUMN orderhook.order_header.revision IS 'How many of its deliveries change the order, gone through in the order of their versions.';
COMMENT ON COLUMN orderhook.order_header.problem_count IS
'Problems, notes not counted, of the last applied delivery.';
COMMENT ON COLUMN orderhook.order_header.first_received_at IS 'When the first delivery was received that carries the order.';
COMMENT ON COLUMN orderhook.order_header.last_received_at IS 'When the last applied delivery was received.';
COMMENT ON COLUMN orderhook.order_header.last_webhook_id IS
'The last applied delivery, one that only filled gaps not counted.';
COMMENT ON COLUMN orderhook.order_header.last_body_digest IS
'SHA-256 of that delivery''s body, by which a repetition is known.';
COMMENT ON COLUMN orderhook.order_header.stated IS
'Bit n says that column n, from external_id on, was stated by an applied delivery, if only as NULL.';
COMMENT ON COLUMN orderhook.order_header.version_rank IS
'Rank of the lifecycle of the highest version that states a time; -1: it says nothing of any stage, or there '
'is none.';
COMMENT ON COLUMN orderhook.order_header.version_stated IS 'How many columns that version states.';
COMMENT ON COLUMN orderhook.order_header.is_loose IS 'Whether deliveries without a version time came as well.';
COMMENT ON COLUMN orderhook.order_header.group_digests IS
'Digests of the items, modifiers, charges, payments, contacts, deliveries, arrivals and checks. 0: never '
'stated; -1: a person was erased from them.';

COMMENT ON TABLE orderhook.order_item IS
'One row for each line of an order, voided ones included. Shown by order_items.';
COMMENT ON COLUMN orderhook.order_item.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_item.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_item.line_no IS
'Number of the line within the order, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook.order_item.external_id IS 'The provider''s id of the line.';
COMMENT ON COLUMN orderhook.order_item.product_id IS
'The provider''s id of the product: Bbot menuitem_id, mipOS the till''s external_id, Revo item_id.';
COMMENT ON COLUMN orderhook.order_item.name IS 'Name of the product when it was ordered.';
COMMENT ON COLUMN orderhook.order_item.quantity IS 'Units of the line.';
COMMENT ON COLUMN orderhook.order_item.unit_price IS
'Price of one unit without its modifiers, in major units.';
COMMENT ON COLUMN orderhook.order_item.modifiers_total IS
'Price of all modifiers of the whole line, in major units; 0: it has none.';
COMMENT ON COLUMN orderhook.order_item.discount IS
'Discount of the line, in major units, <= 0 (>= 0 in a Revo refund order).';
COMMENT ON COLUMN orderhook.order_item.tax IS
'Tax of the line, in major units: within total where tax_inclusive, else beside it.';
COMMENT ON COLUMN orderhook.order_item.tip IS 'Tip of the line, in major units, never within total.';
COMMENT ON COLUMN orderhook.order_item.total IS
'The line, in major units: quantity x unit_price + modifiers_total + discount, in the price convention of '
'tax_inclusive and never with tip.';
COMMENT ON COLUMN orderhook.order_item.tax_rate IS 'Rate of tax as a fraction: 0.1000 is 10 %.';
COMMENT ON COLUMN orderhook.order_item.status IS
'State of the line in the kitchen: pending, accepted, preparing, ready, out, done, unknown.';
COMMENT ON COLUMN orderhook.order_item.provider_status IS
'The provider''s own word for the state of the line, as sent.';
COMMENT ON COLUMN orderhook.order_item.seat IS 'Seat that ordered it, as sent (Revo).';
COMMENT ON COLUMN orderhook.order_item.course IS 'Course in which it is served, as sent (Revo dishOrder).';
COMMENT ON COLUMN orderhook.order_item.voided IS 'Whether the line was cancelled; it then counts in no sum.';
COMMENT ON COLUMN orderhook.order_item.notes IS 'The guest''s or staff''s words on this line.';

COMMENT ON TABLE orderhook.order_modifier IS
'One row for each modifier of a line; amounts are for the whole line. Shown by order_modifiers.';
COMMENT ON COLUMN orderhook.order_modifier.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_modifier.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_modifier.line_no IS
'Number of the line that the modifier belongs to: joins order_items.';
COMMENT ON COLUMN orderhook.order_modifier.modifier_no IS
'Number of the modifier within its line, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook.order_modifier.external_id IS 'The provider''s id of the modifier.';
COMMENT ON COLUMN orderhook.order_modifier.group_id IS
'The provider''s id of the group that it was chosen from.';
COMMENT ON COLUMN orderhook.order_modifier.name IS 'Name of the modifier.';
COMMENT ON COLUMN orderhook.order_modifier.quantity IS
'Units for the whole line: quantity for one unit of the item x the item''s quantity.';
COMMENT ON COLUMN orderhook.order_modifier.unit_price IS 'Price of one of them, in major units.';
COMMENT ON COLUMN orderhook.order_modifier.tax IS
'Tax of the modifier, in major units, contained in the tax of its line.';
COMMENT ON COLUMN orderhook.order_modifier.total IS
'Price for the whole line, in major units: quantity x unit_price.';
COMMENT ON COLUMN orderhook.order_modifier.price_in_item IS
'Whether the provider''s own item price already holds this one: true for Bbot (proven by its sibling '
'webhook) and for the parts of a Revo set menu (assumed).';

COMMENT ON TABLE orderhook.order_charge IS
'One row for each discount, fee, tax or tip of an order or a line. Shown by order_charges.';
COMMENT ON COLUMN orderhook.order_charge.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_charge.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_charge.charge_no IS 'Number of the charge within the order, from 1.';
COMMENT ON COLUMN orderhook.order_charge.line_no IS 'Number of the line that bears it: joins order_items.';
COMMENT ON COLUMN orderhook.order_charge.kind IS
'discount, fee, tax, tip or rounding; rounding is kept for providers to come.';
COMMENT ON COLUMN orderhook.order_charge.name IS 'What the provider, or orderhook (fee tax), calls it.';
COMMENT ON COLUMN orderhook.order_charge.amount IS
'The charge in major units, signed: discounts <= 0 (>= 0 in a Revo refund order).';
COMMENT ON COLUMN orderhook.order_charge.included_in_price IS
'Whether the items'' prices already hold it, as with tax in prices; then it adds nothing to the total.';

COMMENT ON TABLE orderhook.order_payment IS
'One row for each payment, refund or change of an order. Shown by order_payments.';
COMMENT ON COLUMN orderhook.order_payment.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_payment.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_payment.payment_no IS
'Number of the payment within the order, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook.order_payment.kind IS
'payment, refund (Revo: a negative amount) or change (cash given back).';
COMMENT ON COLUMN orderhook.order_payment.method IS 'card, cash or other.';
COMMENT ON COLUMN orderhook.order_payment.provider_method IS
'The provider''s own word or number for the method, as sent; Revo''s from 3 on are the account''s own.';
COMMENT ON COLUMN orderhook.order_payment.amount IS 'Signed amount in major units: refunds and change <= 0.';
COMMENT ON COLUMN orderhook.order_payment.tip IS 'Tip paid with it, in major units, beside amount.';
COMMENT ON COLUMN orderhook.order_payment.status IS
'settled, voided (counts in no sum) or not_accountable (its invoice is outside the fiscal totals).';
COMMENT ON COLUMN orderhook.order_payment.external_id IS 'The provider''s id of the payment.';
COMMENT ON COLUMN orderhook.order_payment.invoice_number IS 'Number of the invoice that it pays (Revo).';
COMMENT ON COLUMN orderhook.order_payment.card_brand IS 'Brand of the card (Bbot).';
COMMENT ON COLUMN orderhook.order_payment.paid_at IS 'When it was paid.';

COMMENT ON TABLE orderhook.order_contact IS
'One row for each person or place of an order. Personal data; shown by order_contacts.';
COMMENT ON COLUMN orderhook.order_contact.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_contact.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_contact.row_no IS 'Number of the row within the order, from 1.';
COMMENT ON COLUMN orderhook.order_contact.role IS
'guest (who ordered or collects), customer (joins customers.external_id), pickup or dropoff (who is met '
'there).';
COMMENT ON COLUMN orderhook.order_contact.external_id IS 'The provider''s id of the person.';
COMMENT ON COLUMN orderhook.order_contact.name IS
'Name of the person or, where there is none, of the business.';
COMMENT ON COLUMN orderhook.order_contact.email IS 'E-mail address as sent.';
COMMENT ON COLUMN orderhook.order_contact.phone IS 'Telephone number as sent, in no common format.';
COMMENT ON COLUMN orderhook.order_contact.address IS 'Postal address in one line.';
COMMENT ON COLUMN orderhook.order_contact.latitude IS 'Degrees north, as sent (Fulflld).';
COMMENT ON COLUMN orderhook.order_contact.longitude IS 'Degrees east, as sent (Fulflld).';
COMMENT ON COLUMN orderhook.order_contact.vehicle IS 'Colour and type of the guest''s car (FlyBuy).';
COMMENT ON COLUMN orderhook.order_contact.plate IS 'Licence plate of the guest''s car (FlyBuy).';

COMMENT ON TABLE orderhook.order_delivery IS
'One row for each courier''s job of an order. Shown by order_deliveries.';
COMMENT ON COLUMN orderhook.order_delivery.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_delivery.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_delivery.row_no IS 'Number of the row within the order, from 1.';
COMMENT ON COLUMN orderhook.order_delivery.state IS
'The courier''s state: created, dispatched, assigned, to_pickup, at_pickup, picked_up, to_dropoff, '
'at_dropoff, delivered, failed, cancelled, unknown.';
COMMENT ON COLUMN orderhook.order_delivery.courier_id IS 'The provider''s id of the courier (Fulflld).';
COMMENT ON COLUMN orderhook.order_delivery.pickup_from IS 'Earliest pickup (Fulflld).';
COMMENT ON COLUMN orderhook.order_delivery.pickup_until IS 'Latest pickup (Fulflld).';
COMMENT ON COLUMN orderhook.order_delivery.dropoff_from IS 'Earliest dropoff (Fulflld).';
COMMENT ON COLUMN orderhook.order_delivery.dropoff_until IS 'Latest dropoff (Fulflld).';
COMMENT ON COLUMN orderhook.order_delivery.eta_at IS
'When the courier is expected to be there (Fulflld eta).';
COMMENT ON COLUMN orderhook.order_delivery.picked_up_at IS 'When the goods were picked up.';
COMMENT ON COLUMN orderhook.order_delivery.delivered_at IS 'When the goods were handed over.';
COMMENT ON COLUMN orderhook.order_delivery.pickup_name IS 'Business at the place of pickup (Fulflld).';
COMMENT ON COLUMN orderhook.order_delivery.dropoff_city IS 'City of the dropoff (Bbot, Revo).';
COMMENT ON COLUMN orderhook.order_delivery.proofs IS
'Photos and signatures as an array of {"url", "type"} (Fulflld attachments).';

COMMENT ON TABLE orderhook.order_arrival IS
'One row for each order whose guest was said to come (FlyBuy). Shown by order_arrivals.';
COMMENT ON COLUMN orderhook.order_arrival.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_arrival.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_arrival.row_no IS 'Number of the row within the order, from 1.';
COMMENT ON COLUMN orderhook.order_arrival.state IS
'The guest''s state: not_started, en_route, nearby, arrived, waiting, departed, completed, unknown.';
COMMENT ON COLUMN orderhook.order_arrival.eta_at IS 'When the guest is expected.';
COMMENT ON COLUMN orderhook.order_arrival.arrived_at IS 'When the guest came.';
COMMENT ON COLUMN orderhook.order_arrival.area IS 'Area of the site where the guest waits.';
COMMENT ON COLUMN orderhook.order_arrival.vehicle IS 'Colour and type of the guest''s car.';

COMMENT ON TABLE orderhook.order_check IS
'One row for each rule and order that the provider''s amounts were held against. Shown by reconciliation.';
COMMENT ON COLUMN orderhook.order_check.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_check.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_check.row_no IS 'Number of the row within the order, from 1.';
COMMENT ON COLUMN orderhook.order_check.rule IS 'Name of the rule.';
COMMENT ON COLUMN orderhook.order_check.left_amount IS 'What the parts add up to, in major units.';
COMMENT ON COLUMN orderhook.order_check.right_amount IS 'What they should, in major units.';
COMMENT ON COLUMN orderhook.order_check.difference IS 'left_amount - right_amount.';
COMMENT ON COLUMN orderhook.order_check.tolerance IS 'How far apart they may be, in major units.';
COMMENT ON COLUMN orderhook.order_check.status IS 'pass, fail or not_applicable.';

COMMENT ON TABLE orderhook.order_event IS
'One row for each change of one axis of an order by one delivery. Never updated; shown by order_events.';
COMMENT ON COLUMN orderhook.order_event.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.order_event.order_id IS 'The order: see orderhook.order_header.';
COMMENT ON COLUMN orderhook.order_event.webhook_id IS 'The delivery that changed it.';
COMMENT ON COLUMN orderhook.order_event.axis IS
'order, prep, delivery, arrival or payment; refund where one was reported without an amount (Bbot).';
COMMENT ON COLUMN orderhook.order_event.event IS 'What the delivery tells, in orderhook''s words.';
COMMENT ON COLUMN orderhook.order_event.provider_event IS
'The provider''s own name for the event. NULL: it names none.';
COMMENT ON COLUMN orderhook.order_event.from_state IS 'State before. NULL: none known.';
COMMENT ON COLUMN orderhook.order_event.to_state IS 'State after. NULL: the provider took it back.';
COMMENT ON COLUMN orderhook.order_event.occurred_at IS
'The delivery''s version time, by the provider''s clock. NULL: it states none.';
COMMENT ON COLUMN orderhook.order_event.received_at IS 'When the delivery was received.';

COMMENT ON TABLE orderhook.customer IS
'One row for each customer of a provider''s records (Revo). Personal data; shown by customers.';
COMMENT ON COLUMN orderhook.customer.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.customer.external_id IS 'The provider''s id of the customer.';
COMMENT ON COLUMN orderhook.customer.external_ref IS
'The id of the customer in another system (Revo extra_id).';
COMMENT ON COLUMN orderhook.customer.active IS 'Whether the record is in use.';
COMMENT ON COLUMN orderhook.customer.name IS 'Name of the customer.';
COMMENT ON COLUMN orderhook.customer.tax_id IS 'Tax number (Revo nif).';
COMMENT ON COLUMN orderhook.customer.email IS 'E-mail address as sent.';
COMMENT ON COLUMN orderhook.customer.phone IS 'Telephone number as sent.';
COMMENT ON COLUMN orderhook.customer.web IS 'Web site as sent.';
COMMENT ON COLUMN orderhook.customer.address IS 'Street and number.';
COMMENT ON COLUMN orderhook.customer.city IS 'City.';
COMMENT ON COLUMN orderhook.customer.region IS 'State or province.';
COMMENT ON COLUMN orderhook.customer.postal_code IS 'Postal code.';
COMMENT ON COLUMN orderhook.customer.country IS 'Country as the provider writes it.';
COMMENT ON COLUMN orderhook.customer.notes IS 'Free text.';
COMMENT ON COLUMN orderhook.customer.created_at IS 'When the provider made the record.';
COMMENT ON COLUMN orderhook.customer.updated_at IS
'When the provider last changed the record; an older delivery does not overwrite a newer one.';
COMMENT ON COLUMN orderhook.customer.deleted_at IS
'When the provider deleted the record; in the store the time of receipt, where it does not say.';
COMMENT ON COLUMN orderhook.customer.stated IS
'Bit n says that column n, from external_id on, was stated by an applied delivery, if only as NULL.';
COMMENT ON COLUMN orderhook.customer.body_digest IS 'SHA-256 of the last applied body about it.';

COMMENT ON TABLE orderhook.product IS
'One row for each product of a provider''s records (Revo, mipOS menus). Shown by products.';
COMMENT ON COLUMN orderhook.product.source_id IS 'The source: see orderhook.source.';
COMMENT ON COLUMN orderhook.product.external_id IS 'The provider''s id of the product.';
COMMENT ON COLUMN orderhook.product.store_external_id IS
'The provider''s id of the restaurant that sells it (mipOS external_store_id, Revo tenant).';
COMMENT ON COLUMN orderhook.product.kind IS 'The provider''s own word for the kind of product (Revo type).';
COMMENT ON COLUMN orderhook.product.name IS 'Name of the product.';
COMMENT ON COLUMN orderhook.product.description IS 'Description of the product (mipOS).';
COMMENT ON COLUMN orderhook.product.price IS 'Price of one, in major units.';
COMMENT ON COLUMN orderhook.product.image_url IS 'Address of a picture.';
COMMENT ON COLUMN orderhook.product.deleted_at IS
'When the provider deleted the product; in the store the time of receipt, where it does not say.';
COMMENT ON COLUMN orderhook.product.stated IS
'Bit n says that column n, from external_id on, was stated by an applied delivery, if only as NULL.';
COMMENT ON COLUMN orderhook.product.body_digest IS 'SHA-256 of the last applied body about it.';

