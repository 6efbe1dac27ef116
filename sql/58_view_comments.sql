-- ---- what everything means: the door, the views and the functions ----

-- ---- comments: the door ----

COMMENT ON VIEW orderhook.inbox IS
'The door: INSERT or COPY source, headers and body, and RETURNING says what became of the delivery. One row '
'for each delivery; rows are visible to the owner alone. Raises 23503 for a source that does not exist and '
'22023 for a received_at out of bounds; whatever headers and body hold is no error.';
COMMENT ON COLUMN orderhook.inbox.source IS 'Name of the source, which must exist. To be given.';
COMMENT ON COLUMN orderhook.inbox.headers IS
'The headers: an object, or an array of [name, value] pairs, which keeps duplicates. Read back with '
'credentials redacted, and where a shared word proves the sender (Bbot, FlyBuy, Fulflld) the values of all but '
'well-known headers; NULL: none, or not to be understood.';
COMMENT ON COLUMN orderhook.inbox.body IS
'The exact bytes of the request. Of one that was too large the first 1024 are kept; NULL: none given, which '
'counts as empty.';
COMMENT ON COLUMN orderhook.inbox.webhook_id IS 'Id of the delivery.';
COMMENT ON COLUMN orderhook.inbox.verdict IS
'The word of the verification: ok, bad_signature, bad_credential, missing_header, malformed_header, '
'ambiguous_header, no_secret, expired, unauthenticated or unsupported.';
COMMENT ON COLUMN orderhook.inbox.strength IS
'What proved the sender: body (a MAC over these bytes), credential (a shared word) or none.';
COMMENT ON COLUMN orderhook.inbox.outcome IS
'applied (something changed), duplicate (known already), stale (older than what is known), ignored '
'(authentic, but nothing to apply), quarantined (authentic, but not to be read), rejected (not authentic) '
'or too_large.';
COMMENT ON COLUMN orderhook.inbox.reason IS 'Why the outcome is what it is, in words. NULL: applied.';
COMMENT ON COLUMN orderhook.inbox.http_status IS
'The status to reply with: 200, 401 (rejected) or 413 (too large). Bbot''s checkout may wait for a 2xx.';
COMMENT ON COLUMN orderhook.inbox.order_id IS 'The order that the delivery speaks of. NULL: none.';
COMMENT ON COLUMN orderhook.inbox.problems IS
'Array of {severity, path, expected, found}, never a value; [] where all is well. NULL: the body was not '
'read.';
COMMENT ON COLUMN orderhook.inbox.received_at IS
'When it was received: to be given for a delivery that comes later than that, out of an ingress''s spool or out '
'of history, and not older than the retry_horizon of the source nor more than a minute ahead (error 22023). FlyBuy''s '
'Date is held against it; the keys are those live now. NULL when given: now, by this server''s clock.';

-- ---- comments: views ----

COMMENT ON VIEW orderhook.orders IS
'One row for each order of a source. Amounts are exact, in major units of currency, signed so that they add '
'up: discounts and refunds <= 0, all signs turned in a Revo refund order. One meal may be several orders of '
'several providers.';
COMMENT ON COLUMN orderhook.orders.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.orders.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.orders.order_id IS
'Id of the order, unique within its source; joins all order_ views.';
COMMENT ON COLUMN orderhook.orders.external_id IS
'The provider''s id of the order: with the source, its key. Another source may use the same id for another '
'order.';
COMMENT ON COLUMN orderhook.orders.external_ref IS
'The id by which another system knows the order: Bbot checkout_id (one checkout can span several '
'restaurants), FlyBuy partner_identifier, Fulflld externalId. NULL: the provider says none.';
COMMENT ON COLUMN orderhook.orders.display_number IS
'The number that people call out, never a key: it repeats. Bbot''s restarts each day; Revo''s is the number '
'of an order''s only invoice; NULL: none said.';
COMMENT ON COLUMN orderhook.orders.store_external_id IS
'The provider''s id of the restaurant: Bbot restaurant_id, mipOS external_store_id, FlyBuy site_id, Revo '
'tenant. NULL: not said (Fulflld names none, older Revo deliveries neither).';
COMMENT ON COLUMN orderhook.orders.store IS
'Name of the store, by store_alias, where an empty id stands for orders that name none. NULL: the provider''s id '
'of it is unknown or not listed.';
COMMENT ON COLUMN orderhook.orders.service_type IS
'How the guest gets the goods: dine_in, pickup, curbside, drive_through, delivery, catering, or unknown for '
'a word that is not known. mipOS is always delivery (assumed); NULL: not said.';
COMMENT ON COLUMN orderhook.orders.is_test IS
'Whether it is a test order. NULL: the provider cannot say; none of the five does so far.';
COMMENT ON COLUMN orderhook.orders.is_refund IS
'Whether the order is itself a refund, with every amount''s sign turned (Revo). Always false for Bbot, '
'whose refunds are no orders of their own; NULL: not said.';
COMMENT ON COLUMN orderhook.orders.refund_of IS
'external_id of the order, of the same source, that this one refunds (Revo). NULL: none.';
COMMENT ON COLUMN orderhook.orders.lifecycle IS
'How far the order is, derived from the axes: unknown, placed, accepted, preparing, ready, in_delivery, '
'closed, completed; or ended otherwise as cancelled, rejected, merged or failed. closed (the bill is '
'settled) is not completed (the goods were handed over); NULL: no axis said anything.';
COMMENT ON COLUMN orderhook.orders.order_state IS
'Is the order alive, as its owner says: open, closed, cancelled, rejected, merged, gone, unknown. NULL: not '
'reported (Fulflld: a courier''s job is not the order).';
COMMENT ON COLUMN orderhook.orders.prep_state IS
'The kitchen: pending, accepted, preparing, ready, out (left the counter), done, mixed (items differ), '
'unknown. Bbot''s is rolled up from its items; NULL: not reported (Revo, Fulflld).';
COMMENT ON COLUMN orderhook.orders.delivery_state IS
'The courier: created, dispatched, assigned, to_pickup, at_pickup, picked_up, to_dropoff, at_dropoff, '
'delivered, failed, cancelled, unknown. NULL: not reported.';
COMMENT ON COLUMN orderhook.orders.arrival_state IS
'The guest on the way to collect: not_started, en_route, nearby, arrived, waiting, departed, completed, '
'unknown. NULL: not reported (FlyBuy alone does).';
COMMENT ON COLUMN orderhook.orders.payment_state IS
'What amounts prove and no more: unpaid, partial, paid, refunded_part, refunded_full. From Revo''s payments '
'and Bbot''s charge, and refunded where refund orders point at this one (Revo): full from what was paid, or '
'the total, on; NULL: nothing is proven.';
COMMENT ON COLUMN orderhook.orders.provider_status IS
'The provider''s own word for its state, as sent; for Bbot the first five distinct words of the items. '
'NULL: none said.';
COMMENT ON COLUMN orderhook.orders.placed_at IS
'When the order was placed, as the provider says: Bbot time, mipOS and FlyBuy created_at, Revo opened. '
'NULL: not said (Fulflld).';
COMMENT ON COLUMN orderhook.orders.provider_updated_at IS
'The provider''s version time, by which deliveries of one order are put in order: Bbot last_modified, '
'FlyBuy updated_at, Revo its newest line''s updated_at. NULL: it states none (mipOS, Fulflld), and stage '
'and receipt decide.';
COMMENT ON COLUMN orderhook.orders.due_at IS
'When the guest wants it: the start of Bbot''s slot, FlyBuy''s pickup time, the end of Fulflld''s dropoff '
'window (else the start of its pickup), Revo''s delivery date. NULL: as soon as possible, or not said.';
COMMENT ON COLUMN orderhook.orders.due_from IS
'Start of the window in which the guest wants it. FlyBuy alone; NULL: no window.';
COMMENT ON COLUMN orderhook.orders.due_until IS
'End of the window in which the guest wants it. FlyBuy alone; NULL: no window.';
COMMENT ON COLUMN orderhook.orders.closed_at IS
'When the bill was closed (Bbot time_closed, Revo closed). Not when the goods were handed over; NULL: still '
'open, or not said.';
COMMENT ON COLUMN orderhook.orders.cancelled_at IS
'When the order was cancelled (Revo, where it gives a time). NULL does not say that it was not: see '
'order_state.';
COMMENT ON COLUMN orderhook.orders.business_date IS
'Day of trade: placed_at (the first receipt, where that is unknown) in the store''s zone, less the store''s '
'day_start. The source''s zone and midnight where no store says otherwise.';
COMMENT ON COLUMN orderhook.orders.first_received_at IS
'When the first delivery was received that carries the order (see inbox).';
COMMENT ON COLUMN orderhook.orders.last_received_at IS
'When the last applied delivery was received (see inbox). Duplicates and stale ones do not '
'count.';
COMMENT ON COLUMN orderhook.orders.currency IS
'ISO 4217 code of the amounts: the store''s, else the source''s. NULL: nobody stated one.';
COMMENT ON COLUMN orderhook.orders.subtotal IS
'Goods before tax, tip and fees, in major units, as the provider states it. mipOS: before the discount; '
'NULL: not said.';
COMMENT ON COLUMN orderhook.orders.discount IS
'All discounts of the order, its lines'' included, in major units, <= 0 (>= 0 in a Revo refund order). '
'NULL: not said; a Bbot discount has no amount that could be derived.';
COMMENT ON COLUMN orderhook.orders.fee IS
'All fees and service charges of the order, in major units. Bbot fee_pretax_cents, before tax; Revo '
'gratuity (assumed to be a service charge); NULL: not said.';
COMMENT ON COLUMN orderhook.orders.tax IS
'All tax of the order, its lines'' included, in major units. Bbot''s holds the tax on its fees (assumed); '
'NULL: not said.';
COMMENT ON COLUMN orderhook.orders.tip IS
'All tips of the order, in major units. Revo''s is the sum of its payments'' that are not voided; NULL: not '
'said.';
COMMENT ON COLUMN orderhook.orders.total IS
'What the provider claims the guest owes for this order, in major units, < 0 in a refund. For mipOS its '
'gross total minus the discount (proven); Bbot''s holds the tip (proven), Revo''s neither tip nor gratuity '
'(assumed), and of Fulflld''s it is not known; NULL: not said, or of an unknown unit.';
COMMENT ON COLUMN orderhook.orders.computed_total IS
'orderhook''s own sum, in major units, to hold against total: Bbot items + fee + tax + tip, mipOS lines + '
'discount, Revo lines + order discount. NULL: a part is missing or no sum is defined (FlyBuy, Fulflld).';
COMMENT ON COLUMN orderhook.orders.paid IS
'What was paid, in major units, change taken off. Bbot''s charge, tip included; Revo''s payments that are '
'not voided, without tips, or alreadyPaid until there are any; NULL: not said.';
COMMENT ON COLUMN orderhook.orders.refunded IS
'What seems to have been given back, in major units, <= 0: how far Bbot''s total fell below the amount '
'charged (assumed, and never booked as a payment); or the sum of the totals of the Revo orders that refund '
'this one and did not end otherwise themselves. These are rows of their own (is_refund): a sum over both total and refunded counts them twice. '
'NULL: nothing seen.';
COMMENT ON COLUMN orderhook.orders.tax_inclusive IS
'Whether the amounts of the items include tax. Bbot false; Revo as its lines show; NULL: not known (mipOS), '
'or the lines disagree.';
COMMENT ON COLUMN orderhook.orders.item_count IS
'Sum of the quantities of the lines that are not voided; for Fulflld its itemCount. NULL: lines or a '
'quantity not said.';
COMMENT ON COLUMN orderhook.orders.guests IS 'Number of guests at the table. Revo alone; NULL: not said.';
COMMENT ON COLUMN orderhook.orders.table_name IS
'The table, or Bbot''s place of service, as people call it. NULL: not said.';
COMMENT ON COLUMN orderhook.orders.staff IS 'Name of the employee who has the order (Revo). NULL: not said.';
COMMENT ON COLUMN orderhook.orders.notes IS
'Free text for the whole order: mipOS instructions, Revo notes, Fulflld description. NULL: none.';
COMMENT ON COLUMN orderhook.orders.authenticity IS
'The weakest proof among the applied deliveries: body (a MAC over the bytes), credential (a shared word) or '
'none.';
COMMENT ON COLUMN orderhook.orders.revision IS 'How many of its deliveries change the order, gone through in the order of their versions; from 1.';
COMMENT ON COLUMN orderhook.orders.problem_count IS
'Problems of the last applied delivery, notes not counted; see order_problems.';
COMMENT ON COLUMN orderhook.orders.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.order_items IS
'One row for each line of an order, voided ones included. Amounts in major units of the order''s currency.';
COMMENT ON COLUMN orderhook.order_items.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_items.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_items.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_items.line_no IS
'Number of the line within the order, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook.order_items.external_id IS
'The provider''s id of the line. NULL: it gives lines none (mipOS).';
COMMENT ON COLUMN orderhook.order_items.product_id IS
'The provider''s id of the product: Bbot menuitem_id, mipOS the till''s external_id, Revo item_id. NULL: '
'not said.';
COMMENT ON COLUMN orderhook.order_items.name IS 'Name of the product when it was ordered. NULL: not said.';
COMMENT ON COLUMN orderhook.order_items.quantity IS
'Units of the line. Bbot lists each unit as a line, so 1 unless it says more; Revo''s weight multiplies it '
'where the line''s total holds only with it (assumed); NULL: not said.';
COMMENT ON COLUMN orderhook.order_items.unit_price IS
'Price of one unit without its modifiers, in major units. NULL: not said, or not to be divided exactly.';
COMMENT ON COLUMN orderhook.order_items.modifiers_total IS
'Price of all modifiers of the whole line, in major units; 0: it has none. NULL: not said, or one could not '
'be read.';
COMMENT ON COLUMN orderhook.order_items.discount IS
'Discount of the line, in major units, <= 0 (>= 0 in a Revo refund order). Revo alone; NULL: not said.';
COMMENT ON COLUMN orderhook.order_items.tax IS
'Tax of the line, in major units: within total where tax_inclusive, else beside it. NULL: not said (mipOS).';
COMMENT ON COLUMN orderhook.order_items.tip IS
'Tip of the line, in major units, never within total. Bbot alone; NULL: not said.';
COMMENT ON COLUMN orderhook.order_items.total IS
'The line, in major units: quantity x unit_price + modifiers_total + discount, in the price convention of '
'tax_inclusive and never with tip. It is the provider''s own amount; NULL: not said.';
COMMENT ON COLUMN orderhook.order_items.tax_rate IS
'Rate of tax as a fraction: 0.1000 is 10 %. Revo alone; NULL: not said.';
COMMENT ON COLUMN orderhook.order_items.status IS
'State of the line in the kitchen: pending, accepted, preparing, ready, out, done, unknown. Bbot alone; on '
'its wire only waiting (pending) is proven; NULL: not reported.';
COMMENT ON COLUMN orderhook.order_items.provider_status IS
'The provider''s own word for the state of the line, as sent. NULL: none said.';
COMMENT ON COLUMN orderhook.order_items.seat IS 'Seat that ordered it, as sent (Revo). NULL: none.';
COMMENT ON COLUMN orderhook.order_items.course IS
'Course in which it is served, as sent (Revo dishOrder). NULL: none.';
COMMENT ON COLUMN orderhook.order_items.voided IS
'Whether the line was cancelled; it then counts in no sum. Revo alone; NULL: the provider cannot say.';
COMMENT ON COLUMN orderhook.order_items.notes IS 'The guest''s or staff''s words on this line. NULL: none.';
COMMENT ON COLUMN orderhook.order_items.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.order_modifiers IS
'One row for each modifier of a line. Quantity and amounts are for the whole line, in major units of the '
'order''s currency.';
COMMENT ON COLUMN orderhook.order_modifiers.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_modifiers.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_modifiers.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_modifiers.line_no IS
'Number of the line that the modifier belongs to: joins order_items.';
COMMENT ON COLUMN orderhook.order_modifiers.modifier_no IS
'Number of the modifier within its line, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook.order_modifiers.external_id IS
'The provider''s id of the modifier. NULL: not said.';
COMMENT ON COLUMN orderhook.order_modifiers.group_id IS
'The provider''s id of the group that it was chosen from. Revo category_id alone; NULL: not said.';
COMMENT ON COLUMN orderhook.order_modifiers.name IS 'Name of the modifier. NULL: not said.';
COMMENT ON COLUMN orderhook.order_modifiers.quantity IS
'Units for the whole line: quantity for one unit of the item x the item''s quantity. NULL: not said.';
COMMENT ON COLUMN orderhook.order_modifiers.unit_price IS
'Price of one of them, in major units. NULL: not said.';
COMMENT ON COLUMN orderhook.order_modifiers.tax IS
'Tax of the modifier, in major units, contained in the tax of its line. Bbot alone; NULL: not said.';
COMMENT ON COLUMN orderhook.order_modifiers.total IS
'Price for the whole line, in major units: quantity x unit_price. NULL: not said.';
COMMENT ON COLUMN orderhook.order_modifiers.price_in_item IS
'Whether the provider''s own item price already holds this one: true for Bbot (proven by its sibling '
'webhook) and for the parts of a Revo set menu (assumed). Parts of a set menu are in the item''s '
'unit_price, all others in its modifiers_total.';
COMMENT ON COLUMN orderhook.order_modifiers.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.order_charges IS
'One row for each discount, fee, tax or tip of an order or of one of its lines; those of one kind add up to '
'the order''s column. Amounts in major units of the order''s currency.';
COMMENT ON COLUMN orderhook.order_charges.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_charges.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_charges.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_charges.charge_no IS 'Number of the charge within the order, from 1.';
COMMENT ON COLUMN orderhook.order_charges.line_no IS
'Number of the line that bears it: joins order_items. NULL: it is the order''s, or what the lines do not '
'account for.';
COMMENT ON COLUMN orderhook.order_charges.kind IS
'discount, fee, tax, tip or rounding; rounding is kept for providers to come.';
COMMENT ON COLUMN orderhook.order_charges.name IS
'What the provider, or orderhook (fee tax), calls it. NULL: it has no name.';
COMMENT ON COLUMN orderhook.order_charges.amount IS
'The charge in major units, signed: discounts <= 0 (>= 0 in a Revo refund order). Never 0: such makes no '
'row.';
COMMENT ON COLUMN orderhook.order_charges.included_in_price IS
'Whether the items'' prices already hold it, as with tax in prices; then it adds nothing to the total. '
'Where Revo''s convention cannot be told, its tax is taken to be in the prices (assumed).';
COMMENT ON COLUMN orderhook.order_charges.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.order_payments IS
'One row for each payment, refund or change of an order, voided ones included. Amounts in major units of '
'the order''s currency.';
COMMENT ON COLUMN orderhook.order_payments.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_payments.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_payments.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_payments.payment_no IS
'Number of the payment within the order, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook.order_payments.kind IS
'payment, refund (Revo: a negative amount) or change (cash given back).';
COMMENT ON COLUMN orderhook.order_payments.method IS
'card, cash or other. Revo''s 1 is card and 2 is cash for every account (documented), all else is other; '
'NULL: not said.';
COMMENT ON COLUMN orderhook.order_payments.provider_method IS
'The provider''s own word or number for the method, as sent; Revo''s from 3 on are the account''s own. '
'NULL: not said.';
COMMENT ON COLUMN orderhook.order_payments.amount IS
'Signed amount in major units: refunds and change <= 0. A cash payment with change is what the guest handed '
'over; Bbot''s holds the tip, Revo''s does not; NULL: not said.';
COMMENT ON COLUMN orderhook.order_payments.tip IS
'Tip paid with it, in major units, beside amount. Revo alone; NULL: not said (Bbot: within amount).';
COMMENT ON COLUMN orderhook.order_payments.status IS
'settled, voided (counts in no sum) or not_accountable (its invoice is outside the fiscal totals). Revo '
'alone; NULL: not reported.';
COMMENT ON COLUMN orderhook.order_payments.external_id IS
'The provider''s id of the payment. NULL: none (the id that Bbot sends is the card''s).';
COMMENT ON COLUMN orderhook.order_payments.invoice_number IS
'Number of the invoice that it pays (Revo). NULL: none.';
COMMENT ON COLUMN orderhook.order_payments.card_brand IS 'Brand of the card (Bbot). NULL: not said.';
COMMENT ON COLUMN orderhook.order_payments.paid_at IS 'When it was paid. NULL: not said.';
COMMENT ON COLUMN orderhook.order_payments.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.order_events IS 'One row for each change of one axis of an order by one delivery.';
COMMENT ON COLUMN orderhook.order_events.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_events.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_events.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_events.webhook_id IS 'The delivery that changed it.';
COMMENT ON COLUMN orderhook.order_events.event IS
'What the delivery tells, in orderhook''s words (order.created, delivery.updated, ...); unknown for an '
'event that is not known.';
COMMENT ON COLUMN orderhook.order_events.provider_event IS
'The provider''s own name for the event, as sent. NULL: it names none.';
COMMENT ON COLUMN orderhook.order_events.axis IS
'Which state changed: order, prep, delivery, arrival or payment; or refund, where one was reported without an '
'amount (Bbot): from NULL to reported.';
COMMENT ON COLUMN orderhook.order_events.from_state IS 'State before. NULL: none was known.';
COMMENT ON COLUMN orderhook.order_events.to_state IS 'State after. NULL: the provider took it back.';
COMMENT ON COLUMN orderhook.order_events.occurred_at IS
'The delivery''s version time, by the provider''s clock. NULL: it states none (mipOS, Fulflld).';
COMMENT ON COLUMN orderhook.order_events.received_at IS
'When the delivery was received (see inbox).';
COMMENT ON COLUMN orderhook.order_events.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.order_deliveries IS
'One row for each courier''s job of an order (Fulflld; Bbot and FlyBuy where a driver brings it; Revo''s '
'delivery orders).';
COMMENT ON COLUMN orderhook.order_deliveries.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_deliveries.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_deliveries.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_deliveries.state IS
'The courier''s state: created, dispatched, assigned, to_pickup, at_pickup, picked_up, to_dropoff, '
'at_dropoff, delivered, failed, cancelled, unknown. NULL: not reported.';
COMMENT ON COLUMN orderhook.order_deliveries.courier_id IS
'The provider''s id of the courier (Fulflld). NULL: nobody assigned, or not said.';
COMMENT ON COLUMN orderhook.order_deliveries.pickup_from IS
'Earliest pickup (Fulflld). That it is a lower bound is assumed; NULL: not said.';
COMMENT ON COLUMN orderhook.order_deliveries.pickup_until IS 'Latest pickup (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook.order_deliveries.dropoff_from IS 'Earliest dropoff (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook.order_deliveries.dropoff_until IS
'Latest dropoff (Fulflld). That it is an upper bound is assumed; NULL: not said.';
COMMENT ON COLUMN orderhook.order_deliveries.eta_at IS
'When the courier is expected to be there (Fulflld eta). NULL: not said.';
COMMENT ON COLUMN orderhook.order_deliveries.picked_up_at IS
'When the goods were picked up. Taken only once the state is that far, since Fulflld''s own sample fills in '
'times that lie ahead; NULL: not yet, or not said.';
COMMENT ON COLUMN orderhook.order_deliveries.delivered_at IS
'When the goods were handed over. Taken only once the state is delivered; NULL: not yet, or not said.';
COMMENT ON COLUMN orderhook.order_deliveries.pickup_name IS
'Business at the place of pickup (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook.order_deliveries.dropoff_city IS
'City of the dropoff (Bbot, Revo). NULL: not said.';
COMMENT ON COLUMN orderhook.order_deliveries.proofs IS
'Photos and signatures as an array of {"url", "type"} (Fulflld attachments). NULL: none.';
COMMENT ON COLUMN orderhook.order_deliveries.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.order_arrivals IS
'One row for each order whose guest was said to come and collect it (FlyBuy).';
COMMENT ON COLUMN orderhook.order_arrivals.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_arrivals.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_arrivals.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_arrivals.state IS
'The guest''s state: not_started, en_route, nearby, arrived, waiting, departed, completed, unknown. NULL: '
'not reported.';
COMMENT ON COLUMN orderhook.order_arrivals.eta_at IS 'When the guest is expected. NULL: not said.';
COMMENT ON COLUMN orderhook.order_arrivals.arrived_at IS
'When the guest came. May be NULL whatever the state: the provider''s own sample is so.';
COMMENT ON COLUMN orderhook.order_arrivals.area IS 'Area of the site where the guest waits. NULL: not said.';
COMMENT ON COLUMN orderhook.order_arrivals.vehicle IS 'Colour and type of the guest''s car. NULL: not said.';
COMMENT ON COLUMN orderhook.order_arrivals.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.reconciliation IS
'One row for each rule that an order''s amounts, as its provider sent them, were held against by the last '
'applied delivery that spoke of its lines. No rows: the provider has no rules (FlyBuy, Fulflld), or no '
'delivery spoke of lines.';
COMMENT ON COLUMN orderhook.reconciliation.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.reconciliation.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.reconciliation.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.reconciliation.rule IS
'bbot.total (pretax + fee + tax + tip = total), bbot.lines (pretax of the items = that of the order), '
'bbot.charge (amount charged = total), mipos.line (unit + modifiers = total_unit_value, x quantity = '
'total_value), mipos.order (lines = total), revo.line (subtotal + tax = total, rate x subtotal = tax), '
'revo.order (lines - order discount = total, subtotal + tax = total), revo.invoice (payments = their invoice, '
'invoices = total of a closed order), any.computed (computed_total = total).';
COMMENT ON COLUMN orderhook.reconciliation.left_amount IS
'What the parts add up to, in major units; of a rule for lines, over all lines. Of several identities the '
'first that fails is shown, else the first that can be told. NULL: not known.';
COMMENT ON COLUMN orderhook.reconciliation.right_amount IS
'What they should add up to, as the provider claims it, in major units. NULL: not known.';
COMMENT ON COLUMN orderhook.reconciliation.difference IS
'left_amount - right_amount, in major units; 0 in a fail where lines are off against each other. NULL: not '
'known.';
COMMENT ON COLUMN orderhook.reconciliation.tolerance IS
'How far apart the sides may be, on each line where the rule is for lines, in major units.';
COMMENT ON COLUMN orderhook.reconciliation.status IS
'pass; fail where the sides, on any single line, are further apart than the tolerance; not_applicable where '
'a side is not known.';
COMMENT ON COLUMN orderhook.reconciliation.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.order_contacts IS
'One row for each person or place of an order. Personal data: granted apart, by grant_contacts.';
COMMENT ON COLUMN orderhook.order_contacts.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_contacts.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_contacts.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_contacts.role IS
'guest (who ordered or collects), customer (joins customers.external_id), pickup or dropoff (who is met '
'there).';
COMMENT ON COLUMN orderhook.order_contacts.external_id IS 'The provider''s id of the person. NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.name IS
'Name of the person or, where there is none, of the business. NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.email IS 'E-mail address as sent. NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.phone IS
'Telephone number as sent, in no common format. NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.address IS 'Postal address in one line. NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.latitude IS 'Degrees north, as sent (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.longitude IS 'Degrees east, as sent (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.vehicle IS
'Colour and type of the guest''s car (FlyBuy). NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.plate IS
'Licence plate of the guest''s car (FlyBuy). NULL: not said.';
COMMENT ON COLUMN orderhook.order_contacts.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

COMMENT ON VIEW orderhook.customers IS
'One row for each customer of a provider''s own records (Revo), deleted ones included. Personal data: '
'granted apart, by grant_contacts.';
COMMENT ON COLUMN orderhook.customers.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.customers.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.customers.external_id IS 'The provider''s id of the customer.';
COMMENT ON COLUMN orderhook.customers.external_ref IS
'The id of the customer in another system (Revo extra_id). NULL: none.';
COMMENT ON COLUMN orderhook.customers.active IS 'Whether the record is in use. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.name IS 'Name of the customer. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.tax_id IS 'Tax number (Revo nif). NULL: not said.';
COMMENT ON COLUMN orderhook.customers.email IS 'E-mail address as sent. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.phone IS 'Telephone number as sent. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.web IS 'Web site as sent. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.address IS 'Street and number. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.city IS 'City. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.region IS 'State or province. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.postal_code IS 'Postal code. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.country IS 'Country as the provider writes it. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.notes IS 'Free text. NULL: none.';
COMMENT ON COLUMN orderhook.customers.created_at IS 'When the provider made the record. NULL: not said.';
COMMENT ON COLUMN orderhook.customers.updated_at IS
'When the provider last changed the record; an older delivery does not overwrite a newer one. NULL: not '
'said.';
COMMENT ON COLUMN orderhook.customers.deleted_at IS
'When the provider deleted the record; in the store the time of receipt, where it does not say. NULL: it '
'lives.';
COMMENT ON COLUMN orderhook.customers.source_id IS 'Id of the source, of orderhook.source.';

COMMENT ON VIEW orderhook.products IS
'One row for each product of a provider''s own records (Revo, mipOS menus), deleted ones included.';
COMMENT ON COLUMN orderhook.products.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.products.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.products.external_id IS 'The provider''s id of the product.';
COMMENT ON COLUMN orderhook.products.store_external_id IS
'The provider''s id of the restaurant that sells it (mipOS external_store_id, Revo tenant). NULL: not said.';
COMMENT ON COLUMN orderhook.products.kind IS
'The provider''s own word for the kind of product (Revo type). NULL: not said.';
COMMENT ON COLUMN orderhook.products.name IS 'Name of the product. NULL: not said.';
COMMENT ON COLUMN orderhook.products.description IS 'Description of the product (mipOS). NULL: none.';
COMMENT ON COLUMN orderhook.products.price IS 'Price of one, in major units. NULL: not said.';
COMMENT ON COLUMN orderhook.products.currency IS
'ISO 4217 code of price: the store''s, else the source''s. NULL: nobody stated one.';
COMMENT ON COLUMN orderhook.products.image_url IS 'Address of a picture. NULL: none.';
COMMENT ON COLUMN orderhook.products.deleted_at IS
'When the provider deleted the product; in the store the time of receipt, where it does not say. NULL: it '
'lives.';
COMMENT ON COLUMN orderhook.products.source_id IS 'Id of the source, of orderhook.source.';

COMMENT ON VIEW orderhook.quarantine IS
'One row for each delivery that is authentic but could not be read. Shows the reason and the place, never a '
'value of the body.';
COMMENT ON COLUMN orderhook.quarantine.webhook_id IS 'Id of the delivery.';
COMMENT ON COLUMN orderhook.quarantine.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.quarantine.received_at IS
'When it was received (see inbox).';
COMMENT ON COLUMN orderhook.quarantine.reason IS 'Why it could not be read, in words.';
COMMENT ON COLUMN orderhook.quarantine.path IS
'JSON path of its gravest problem; $ is the whole document. NULL: none was recorded.';
COMMENT ON COLUMN orderhook.quarantine.expected IS 'What should have stood there.';
COMMENT ON COLUMN orderhook.quarantine.found IS 'What kind of thing stood there, never the value.';
COMMENT ON COLUMN orderhook.quarantine.bytes IS 'Size of the body in bytes.';

COMMENT ON VIEW orderhook.order_problems IS
'One row for each problem of each delivery about an order, duplicates and stale ones included. Shows the '
'place, never a value.';
COMMENT ON COLUMN orderhook.order_problems.source IS 'Name of the source.';
COMMENT ON COLUMN orderhook.order_problems.provider IS 'bbot, mipos, flybuy, fulflld or revo.';
COMMENT ON COLUMN orderhook.order_problems.order_id IS 'The order: joins orders by source and order_id.';
COMMENT ON COLUMN orderhook.order_problems.webhook_id IS 'The delivery that it was found in.';
COMMENT ON COLUMN orderhook.order_problems.severity IS
'warning (a value could not be read, or amounts disagree) or note (an assumption was made).';
COMMENT ON COLUMN orderhook.order_problems.path IS 'JSON path of the place; $ is the whole document.';
COMMENT ON COLUMN orderhook.order_problems.expected IS 'What should have stood there.';
COMMENT ON COLUMN orderhook.order_problems.found IS
'What kind of thing stood there instead, never the value.';
COMMENT ON COLUMN orderhook.order_problems.source_id IS
'Id of the source, of orderhook.source. Joins on (source_id, order_id) stay on one node where the store is distributed.';

-- ---- comments: functions ----

COMMENT ON FUNCTION orderhook.check_timezone(text) IS
'Is zone the name of a time zone? true, or error 22023 with a hint. For CHECK constraints.';
COMMENT ON FUNCTION orderhook.check_currency(text) IS
'Is currency three capitals, as in ISO 4217? true, or error 22023 with a hint. For CHECK constraints.';
COMMENT ON FUNCTION orderhook.check_choice(text, text, text[]) IS
'Is value one of choices? true, or error 22023 that calls it what and lists them. For CHECK constraints.';
COMMENT ON FUNCTION orderhook.check_horizon(interval) IS
'Is horizon 0 or more, and is there a time so far back? true, or error 22023 with a hint. For CHECK constraints.';
COMMENT ON FUNCTION orderhook.receive(text, jsonb, bytea) IS
'An INSERT into orderhook.inbox, for clients that call functions: the source''s name, the headers (an '
'object, or an array of [name, value] pairs) and the exact body; the result is what RETURNING says. Error '
'23503 for a source that does not exist, 42501 for a caller who may not INSERT; whatever headers and body '
'hold is no error.';
COMMENT ON FUNCTION orderhook.named_source(text) IS
'The row of orderhook.source of that name. Error 23503 where there is none.';
COMMENT ON FUNCTION orderhook.set_secret(text, text, text, timestamptz, timestamptz) IS
'Sets the key key_id of a source, in place of the one it had; several may be live at once. The secret is '
'user:password for Bbot, the HMAC secret for mipOS and Revo, the token or hmac:<base64 key> for FlyBuy '
'(where both are live both must hold), <header name>: <value> for Fulflld. It holds from valid_from '
'(inclusive) until valid_to (exclusive; NULL: no end). Take it from a table that COPY filled: where the server '
'logs statements, it logs literals and bound parameters. Error 23503 for a source that does not exist, '
'22023 for a secret that does not fit the provider or is an HMAC key under 16 bytes, and for an empty secret, '
'key_id or valid_from.';
COMMENT ON FUNCTION orderhook.revoke_secret(text, text) IS
'Ends the key key_id of a source: dead from the next statement of every connection on. Its row stays, since '
'receipts name it. Error 23503 for a source and 42704 for a key that does not exist.';
COMMENT ON FUNCTION orderhook.grant_ingress(regrole) IS
'Lets a role INSERT deliveries and read what became of its own, and nothing else. To be run by the owner; '
'error 42704 for a role that does not exist.';
COMMENT ON FUNCTION orderhook.grant_reader(regrole) IS
'Lets a role read the order and sales views with the tables beneath them, products, quarantine, drift and the '
'health of the sources: no contacts, no customers, no receipts, no secrets. To be run by the owner; error 42704 for a '
'role that does not exist.';
COMMENT ON FUNCTION orderhook.grant_contacts(regrole) IS
'Lets a role read personal data: order_contacts and customers, and the certificates in erasures. To be run by the '
'owner; error 42704 for a role that does not exist.';
COMMENT ON FUNCTION orderhook.receive(bigint, jsonb, bytea) IS
'The same as orderhook.receive(text, jsonb, bytea) with the id of the source, of orderhook.source. Of a distributed '
'store the whole call runs on the node that has the source, where it is a statement of its own and not in a transaction '
'block: much less is sent to and fro. Error 23503 where there is no source of that id.';
COMMENT ON FUNCTION orderhook.receive_batch(text[], jsonb[], bytea[]) IS
'Many deliveries in one call, three arrays of one length; a row for each, delivery_no in the order given. All '
'are verified and read before the first lock, then settled in the order of their keys, so that batches side '
'by side cannot deadlock. One that fails to be stored, an unknown source included, is answered with '
'http_status 500 and the reason, and takes nothing away from the others. Error 42501 for a caller who may '
'not INSERT into the inbox, 2202E for arrays of different lengths.';
COMMENT ON FUNCTION orderhook.order_as_of(bigint, timestamptz, text) IS
'The row of orders as it was known at a time: by the clock receipt from the deliveries received until then, '
'by the clock provider from those whose version time is not later (where the provider states none, by '
'receipt). Told anew from its own stored bytes; refunded and payment_state also from the orders that refund '
'it, as these were known then. No row before the first delivery, or of an '
'order that does not exist. Error 22023 for another clock, 55000 where the body of one of its deliveries was '
'purged.';
COMMENT ON FUNCTION orderhook.replay(bigint) IS
'A stored delivery that was rejected, quarantined or ignored, once more, after the cause is mended: a '
'rejected one is checked again under the keys that are live now. It takes the place that it had by its '
'version and receipt, and its receipt then says the new outcome. Error P0002 for an id that does not exist, '
'55000 where the body was purged or not kept, where only a credential proved it (that was not kept), where a '
'rejected body is no longer what was signed since personal data was erased from it, or for a delivery that was '
'applied.';
COMMENT ON FUNCTION orderhook.renormalize(text, boolean, bigint, bigint) IS
'Reads the orders again that deliveries of a condition speak of, from their stored bytes, by this version and '
'the configuration of now. condition is SQL over orderhook.receipt (r) and orderhook.source (s). A row for '
'each cell that differs (row_no NULL: of orders); dry_run => false writes them, all or, where it is cancelled, none. '
'Orders are gone through by their id, at most batch (NULL: all), those up to after left out. An order of which a body '
'was purged stays as it is. A dry run locks nothing and holds up no delivery; of each order it tells one state. A '
'NOTICE each 1,000 orders says how many are done and left. Error 22023 where condition, '
'dry_run or after is NULL, or batch is not positive.';
COMMENT ON PROCEDURE orderhook.renormalize_all(text, bigint, bigint) IS
'renormalize(dry_run => false) for all orders of a condition, with a COMMIT and a NOTICE for each batch (NULL: all in '
'one): how many are done and left, and up to which order. What was done stays so when it is cancelled; called again, '
'it goes on, with after => that order where it is not to read again what is done. Errors as of renormalize.';
COMMENT ON FUNCTION orderhook.reverify(text, boolean, bigint, bigint) IS
'Checks stored signatures again, each under the keys of its source that were not revoked before its receipt. '
'condition as for renormalize, after and batch by webhook_id. note says where no signature was kept (of credentials '
'nothing is), and where personal data was erased from the body, which then cannot be checked. '
'dry_run => false writes the verdicts that changed into the receipts, all or, where it is cancelled, none; orders '
'stay: see replay. A dry run locks nothing. A NOTICE each 10,000 receipts says how many are done and left. Error 22023 where condition, '
'dry_run or after is NULL, or batch is not positive.';
COMMENT ON PROCEDURE orderhook.reverify_all(text, bigint, bigint) IS
'reverify(dry_run => false) for all receipts of a condition, with a COMMIT and a NOTICE for each batch, as '
'renormalize_all.';

