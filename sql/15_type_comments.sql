-- What the types and their attributes mean: unit, grain, sign, and what NULL says. "Proven" is what a
-- provider's own figures or documents show; "assumed" is what had to be inferred.

COMMENT ON TYPE orderhook_provider IS
'The systems whose webhooks orderhook reads: Bbot (ordering), mipOS (hub between delivery platforms and '
'tills), FlyBuy (guest arrival), Fulflld (courier delivery), Revo XEF (till).';

COMMENT ON TYPE orderhook_verdict IS 'Who sent this? An answer, never an error.';
COMMENT ON COLUMN orderhook_verdict.valid IS
'Whether the sender was proven; never NULL. A wrong signature, an empty secret, garbage or a NULL is false.';
COMMENT ON COLUMN orderhook_verdict.strength IS
'What the proof was: body (a MAC over these very bytes held), credential (a shared word only) or none.';
COMMENT ON COLUMN orderhook_verdict.reason IS
'ok, bad_signature, bad_credential, missing_header, malformed_header, ambiguous_header, no_secret, expired '
'(FlyBuy''s Date more than five minutes from received_at), unauthenticated (the provider documents no '
'authentication and there is no secret) or unsupported.';
COMMENT ON COLUMN orderhook_verdict.key_id IS
'Position, from 1, of the secret that held. NULL: none did, or the function takes a single secret.';

COMMENT ON TYPE orderhook_problem IS
'Something in a document that could not be read as expected. The value itself is never in it.';
COMMENT ON COLUMN orderhook_problem.severity IS
'error (the document could not be used), warning (a value could not, or amounts disagree) or note (an '
'assumption was made).';
COMMENT ON COLUMN orderhook_problem.path IS 'JSON path of the place; $ is the whole document.';
COMMENT ON COLUMN orderhook_problem.expected IS 'What should have stood there.';
COMMENT ON COLUMN orderhook_problem.found IS 'What kind of thing stood there instead, never the value.';

COMMENT ON TYPE orderhook_modifier IS
'One modifier of one line of an order; its amounts and quantity are for the whole line.';
COMMENT ON COLUMN orderhook_modifier.line_no IS
'Number of the line that the modifier belongs to: joins order_items.';
COMMENT ON COLUMN orderhook_modifier.modifier_no IS
'Number of the modifier within its line, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook_modifier.external_id IS 'The provider''s id of the modifier. NULL: not said.';
COMMENT ON COLUMN orderhook_modifier.group_id IS
'The provider''s id of the group that it was chosen from. Revo category_id alone; NULL: not said.';
COMMENT ON COLUMN orderhook_modifier.name IS 'Name of the modifier. NULL: not said.';
COMMENT ON COLUMN orderhook_modifier.quantity IS
'Units for the whole line: quantity for one unit of the item x the item''s quantity. NULL: not said.';
COMMENT ON COLUMN orderhook_modifier.unit_price IS 'Price of one of them, in major units. NULL: not said.';
COMMENT ON COLUMN orderhook_modifier.tax IS
'Tax of the modifier, in major units, contained in the tax of its line. Bbot alone; NULL: not said.';
COMMENT ON COLUMN orderhook_modifier.total IS
'Price for the whole line, in major units: quantity x unit_price. NULL: not said.';
COMMENT ON COLUMN orderhook_modifier.price_in_item IS
'Whether the provider''s own item price already holds this one: true for Bbot (proven by its sibling '
'webhook) and for the parts of a Revo set menu (assumed). Parts of a set menu are in the item''s '
'unit_price, all others in its modifiers_total.';

COMMENT ON TYPE orderhook_item IS
'One line of an order. Amounts are exact, in major units, signed so that they add up.';
COMMENT ON COLUMN orderhook_item.line_no IS
'Number of the line within the order, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook_item.external_id IS
'The provider''s id of the line. NULL: it gives lines none (mipOS).';
COMMENT ON COLUMN orderhook_item.product_id IS
'The provider''s id of the product: Bbot menuitem_id, mipOS the till''s external_id, Revo item_id. NULL: '
'not said.';
COMMENT ON COLUMN orderhook_item.name IS 'Name of the product when it was ordered. NULL: not said.';
COMMENT ON COLUMN orderhook_item.quantity IS
'Units of the line. Bbot lists each unit as a line, so 1 unless it says more; Revo''s weight multiplies it '
'where the line''s total holds only with it (assumed); NULL: not said.';
COMMENT ON COLUMN orderhook_item.unit_price IS
'Price of one unit without its modifiers, in major units. NULL: not said, or not to be divided exactly.';
COMMENT ON COLUMN orderhook_item.modifiers_total IS
'Price of all modifiers of the whole line, in major units; 0: it has none. NULL: not said, or one could not '
'be read.';
COMMENT ON COLUMN orderhook_item.discount IS
'Discount of the line, in major units, <= 0 (>= 0 in a Revo refund order). Revo alone; NULL: not said.';
COMMENT ON COLUMN orderhook_item.tax IS
'Tax of the line, in major units: within total where tax_inclusive, else beside it. NULL: not said (mipOS).';
COMMENT ON COLUMN orderhook_item.tip IS
'Tip of the line, in major units, never within total. Bbot alone; NULL: not said.';
COMMENT ON COLUMN orderhook_item.total IS
'The line, in major units: quantity x unit_price + modifiers_total + discount, in the price convention of '
'tax_inclusive and never with tip. It is the provider''s own amount; NULL: not said.';
COMMENT ON COLUMN orderhook_item.tax_rate IS
'Rate of tax as a fraction: 0.1000 is 10 %. Revo alone; NULL: not said.';
COMMENT ON COLUMN orderhook_item.status IS
'State of the line in the kitchen: pending, accepted, preparing, ready, out, done, unknown. Bbot alone; on '
'its wire only waiting (pending) is proven; NULL: not reported.';
COMMENT ON COLUMN orderhook_item.provider_status IS
'The provider''s own word for the state of the line, as sent. NULL: none said.';
COMMENT ON COLUMN orderhook_item.seat IS 'Seat that ordered it, as sent (Revo). NULL: none.';
COMMENT ON COLUMN orderhook_item.course IS
'Course in which it is served, as sent (Revo dishOrder). NULL: none.';
COMMENT ON COLUMN orderhook_item.voided IS
'Whether the line was cancelled; it then counts in no sum. Revo alone; NULL: the provider cannot say.';
COMMENT ON COLUMN orderhook_item.notes IS 'The guest''s or staff''s words on this line. NULL: none.';
COMMENT ON COLUMN orderhook_item.modifiers IS
'The modifiers of the line, in the provider''s order. Empty: it has none, or the provider does not speak of '
'them.';

COMMENT ON TYPE orderhook_charge IS
'One discount, fee, tax or tip of an order or of one of its lines; those of one kind add up to the order''s '
'column.';
COMMENT ON COLUMN orderhook_charge.charge_no IS 'Number of the charge within the order, from 1.';
COMMENT ON COLUMN orderhook_charge.line_no IS
'Number of the line that bears it: joins order_items. NULL: it is the order''s, or what the lines do not '
'account for.';
COMMENT ON COLUMN orderhook_charge.kind IS
'discount, fee, tax, tip or rounding; rounding is kept for providers to come.';
COMMENT ON COLUMN orderhook_charge.name IS
'What the provider, or orderhook (fee tax), calls it. NULL: it has no name.';
COMMENT ON COLUMN orderhook_charge.amount IS
'The charge in major units, signed: discounts <= 0 (>= 0 in a Revo refund order). Never 0: such makes no '
'row.';
COMMENT ON COLUMN orderhook_charge.included_in_price IS
'Whether the items'' prices already hold it, as with tax in prices; then it adds nothing to the total. '
'Where Revo''s convention cannot be told, its tax is taken to be in the prices (assumed).';

COMMENT ON TYPE orderhook_payment IS
'One movement of money for an order: a payment, a refund or change given back.';
COMMENT ON COLUMN orderhook_payment.payment_no IS
'Number of the payment within the order, from 1, in the provider''s order.';
COMMENT ON COLUMN orderhook_payment.kind IS
'payment, refund (Revo: a negative amount) or change (cash given back).';
COMMENT ON COLUMN orderhook_payment.method IS
'card, cash or other. Revo''s 1 is card and 2 is cash for every account (documented), all else is other; '
'NULL: not said.';
COMMENT ON COLUMN orderhook_payment.provider_method IS
'The provider''s own word or number for the method, as sent; Revo''s from 3 on are the account''s own. '
'NULL: not said.';
COMMENT ON COLUMN orderhook_payment.amount IS
'Signed amount in major units: refunds and change <= 0. A cash payment with change is what the guest handed '
'over; Bbot''s holds the tip, Revo''s does not; NULL: not said.';
COMMENT ON COLUMN orderhook_payment.tip IS
'Tip paid with it, in major units, beside amount. Revo alone; NULL: not said (Bbot: within amount).';
COMMENT ON COLUMN orderhook_payment.status IS
'settled, voided (counts in no sum) or not_accountable (its invoice is outside the fiscal totals). Revo '
'alone; NULL: not reported.';
COMMENT ON COLUMN orderhook_payment.external_id IS
'The provider''s id of the payment. NULL: none (the id that Bbot sends is the card''s).';
COMMENT ON COLUMN orderhook_payment.invoice_number IS
'Number of the invoice that it pays (Revo). NULL: none.';
COMMENT ON COLUMN orderhook_payment.card_brand IS 'Brand of the card (Bbot). NULL: not said.';
COMMENT ON COLUMN orderhook_payment.paid_at IS 'When it was paid. NULL: not said.';

COMMENT ON TYPE orderhook_party IS 'One person or place that has to do with an order. Personal data.';
COMMENT ON COLUMN orderhook_party.role IS
'guest (who ordered or collects), customer (joins customers.external_id), pickup or dropoff (who is met '
'there).';
COMMENT ON COLUMN orderhook_party.external_id IS 'The provider''s id of the person. NULL: not said.';
COMMENT ON COLUMN orderhook_party.name IS
'Name of the person or, where there is none, of the business. NULL: not said.';
COMMENT ON COLUMN orderhook_party.email IS 'E-mail address as sent. NULL: not said.';
COMMENT ON COLUMN orderhook_party.phone IS 'Telephone number as sent, in no common format. NULL: not said.';
COMMENT ON COLUMN orderhook_party.address IS 'Postal address in one line. NULL: not said.';
COMMENT ON COLUMN orderhook_party.latitude IS 'Degrees north, as sent (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook_party.longitude IS 'Degrees east, as sent (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook_party.vehicle IS 'Colour and type of the guest''s car (FlyBuy). NULL: not said.';
COMMENT ON COLUMN orderhook_party.plate IS 'Licence plate of the guest''s car (FlyBuy). NULL: not said.';

COMMENT ON TYPE orderhook_delivery IS 'One courier''s job for an order.';
COMMENT ON COLUMN orderhook_delivery.state IS
'The courier''s state: created, dispatched, assigned, to_pickup, at_pickup, picked_up, to_dropoff, '
'at_dropoff, delivered, failed, cancelled, unknown. NULL: not reported.';
COMMENT ON COLUMN orderhook_delivery.courier_id IS
'The provider''s id of the courier (Fulflld). NULL: nobody assigned, or not said.';
COMMENT ON COLUMN orderhook_delivery.pickup_from IS
'Earliest pickup (Fulflld). That it is a lower bound is assumed; NULL: not said.';
COMMENT ON COLUMN orderhook_delivery.pickup_until IS 'Latest pickup (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook_delivery.dropoff_from IS 'Earliest dropoff (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook_delivery.dropoff_until IS
'Latest dropoff (Fulflld). That it is an upper bound is assumed; NULL: not said.';
COMMENT ON COLUMN orderhook_delivery.eta_at IS
'When the courier is expected to be there (Fulflld eta). NULL: not said.';
COMMENT ON COLUMN orderhook_delivery.picked_up_at IS
'When the goods were picked up. Taken only once the state is that far, since Fulflld''s own sample fills in '
'times that lie ahead; NULL: not yet, or not said.';
COMMENT ON COLUMN orderhook_delivery.delivered_at IS
'When the goods were handed over. Taken only once the state is delivered; NULL: not yet, or not said.';
COMMENT ON COLUMN orderhook_delivery.pickup_name IS
'Business at the place of pickup (Fulflld). NULL: not said.';
COMMENT ON COLUMN orderhook_delivery.dropoff_city IS 'City of the dropoff (Bbot, Revo). NULL: not said.';
COMMENT ON COLUMN orderhook_delivery.proofs IS
'Photos and signatures as an array of {"url", "type"} (Fulflld attachments). NULL: none.';

COMMENT ON TYPE orderhook_arrival IS 'The guest on the way to collect an order (FlyBuy).';
COMMENT ON COLUMN orderhook_arrival.state IS
'The guest''s state: not_started, en_route, nearby, arrived, waiting, departed, completed, unknown. NULL: '
'not reported.';
COMMENT ON COLUMN orderhook_arrival.eta_at IS 'When the guest is expected. NULL: not said.';
COMMENT ON COLUMN orderhook_arrival.arrived_at IS
'When the guest came. May be NULL whatever the state: the provider''s own sample is so.';
COMMENT ON COLUMN orderhook_arrival.area IS 'Area of the site where the guest waits. NULL: not said.';
COMMENT ON COLUMN orderhook_arrival.vehicle IS 'Colour and type of the guest''s car. NULL: not said.';

COMMENT ON TYPE orderhook_customer IS
'A customer as the provider''s own records know it (Revo). Personal data. A column that is NULL was stated '
'as none or not at all.';
COMMENT ON COLUMN orderhook_customer.external_id IS 'The provider''s id of the customer.';
COMMENT ON COLUMN orderhook_customer.external_ref IS
'The id of the customer in another system (Revo extra_id). NULL: none.';
COMMENT ON COLUMN orderhook_customer.active IS 'Whether the record is in use. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.name IS 'Name of the customer. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.tax_id IS 'Tax number (Revo nif). NULL: not said.';
COMMENT ON COLUMN orderhook_customer.email IS 'E-mail address as sent. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.phone IS 'Telephone number as sent. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.web IS 'Web site as sent. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.address IS 'Street and number. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.city IS 'City. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.region IS 'State or province. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.postal_code IS 'Postal code. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.country IS 'Country as the provider writes it. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.notes IS 'Free text. NULL: none.';
COMMENT ON COLUMN orderhook_customer.created_at IS 'When the provider made the record. NULL: not said.';
COMMENT ON COLUMN orderhook_customer.updated_at IS
'When the provider last changed the record; an older delivery does not overwrite a newer one. NULL: not '
'said.';
COMMENT ON COLUMN orderhook_customer.deleted_at IS
'When the provider deleted the record; in the store the time of receipt, where it does not say. NULL: it '
'lives.';

COMMENT ON TYPE orderhook_product IS
'A product of the provider''s own records: Revo''s products, mipOS''s menus. A column that is NULL was '
'stated as none or not at all.';
COMMENT ON COLUMN orderhook_product.external_id IS 'The provider''s id of the product.';
COMMENT ON COLUMN orderhook_product.store_external_id IS
'The provider''s id of the restaurant that sells it (mipOS external_store_id, Revo tenant). NULL: not said.';
COMMENT ON COLUMN orderhook_product.kind IS
'The provider''s own word for the kind of product (Revo type). NULL: not said.';
COMMENT ON COLUMN orderhook_product.name IS 'Name of the product. NULL: not said.';
COMMENT ON COLUMN orderhook_product.description IS 'Description of the product (mipOS). NULL: none.';
COMMENT ON COLUMN orderhook_product.price IS 'Price of one, in major units. NULL: not said.';
COMMENT ON COLUMN orderhook_product.image_url IS 'Address of a picture. NULL: none.';
COMMENT ON COLUMN orderhook_product.deleted_at IS
'When the provider deleted the product; in the store the time of receipt, where it does not say. NULL: it '
'lives.';

COMMENT ON TYPE orderhook_order IS
'What one document says. Amounts are exact, in major units, signed so that they add up; NULL means that the '
'document does not say, never 0. A document that is no order leaves the order''s columns NULL.';
COMMENT ON COLUMN orderhook_order.event IS
'What the document tells, in orderhook''s words (order.created, delivery.updated, ...); unknown for an '
'event that is not known. Never NULL.';
COMMENT ON COLUMN orderhook_order.provider_event IS
'The provider''s own name for the event, as sent. NULL: the document names none (Bbot''s orders, mipOS).';
COMMENT ON COLUMN orderhook_order.external_id IS
'The provider''s id of the order: with the source, its key. Another source may use the same id for another '
'order.';
COMMENT ON COLUMN orderhook_order.external_ref IS
'The id by which another system knows the order: Bbot checkout_id (one checkout can span several '
'restaurants), FlyBuy partner_identifier, Fulflld externalId. NULL: the provider says none.';
COMMENT ON COLUMN orderhook_order.display_number IS
'The number that people call out, never a key: it repeats. Bbot''s restarts each day; Revo''s is the number '
'of an order''s only invoice; NULL: none said.';
COMMENT ON COLUMN orderhook_order.store_external_id IS
'The provider''s id of the restaurant: Bbot restaurant_id, mipOS external_store_id, FlyBuy site_id, Revo '
'tenant. NULL: not said (Fulflld names none, older Revo deliveries neither).';
COMMENT ON COLUMN orderhook_order.service_type IS
'How the guest gets the goods: dine_in, pickup, curbside, drive_through, delivery, catering, or unknown for '
'a word that is not known. mipOS is always delivery (assumed); NULL: not said.';
COMMENT ON COLUMN orderhook_order.is_test IS
'Whether it is a test order. NULL: the provider cannot say; none of the five does so far.';
COMMENT ON COLUMN orderhook_order.is_refund IS
'Whether the order is itself a refund, with every amount''s sign turned (Revo). Always false for Bbot, '
'whose refunds are no orders of their own; NULL: not said.';
COMMENT ON COLUMN orderhook_order.refund_of IS
'external_id of the order, of the same source, that this one refunds (Revo). NULL: none.';
COMMENT ON COLUMN orderhook_order.lifecycle IS
'How far the order is, derived from the axes: unknown, placed, accepted, preparing, ready, in_delivery, '
'closed, completed; or ended otherwise as cancelled, rejected, merged or failed. closed (the bill is '
'settled) is not completed (the goods were handed over); NULL: no axis said anything.';
COMMENT ON COLUMN orderhook_order.order_state IS
'Is the order alive, as its owner says: open, closed, cancelled, rejected, merged, gone, unknown. NULL: not '
'reported (Fulflld: a courier''s job is not the order).';
COMMENT ON COLUMN orderhook_order.prep_state IS
'The kitchen: pending, accepted, preparing, ready, out (left the counter), done, mixed (items differ), '
'unknown. Bbot''s is rolled up from its items; NULL: not reported (Revo, Fulflld).';
COMMENT ON COLUMN orderhook_order.delivery_state IS
'The courier: created, dispatched, assigned, to_pickup, at_pickup, picked_up, to_dropoff, at_dropoff, '
'delivered, failed, cancelled, unknown. NULL: not reported.';
COMMENT ON COLUMN orderhook_order.arrival_state IS
'The guest on the way to collect: not_started, en_route, nearby, arrived, waiting, departed, completed, '
'unknown. NULL: not reported (FlyBuy alone does).';
COMMENT ON COLUMN orderhook_order.payment_state IS
'What amounts prove and no more: unpaid, partial, paid, refunded_part, refunded_full. From Revo''s payments '
'and Bbot''s charge; NULL: nothing is proven.';
COMMENT ON COLUMN orderhook_order.provider_status IS
'The provider''s own word for its state, as sent; for Bbot the first five distinct words of the items. '
'NULL: none said.';
COMMENT ON COLUMN orderhook_order.placed_at IS
'When the order was placed, as the provider says: Bbot time, mipOS and FlyBuy created_at, Revo opened. '
'NULL: not said (Fulflld).';
COMMENT ON COLUMN orderhook_order.provider_updated_at IS
'The provider''s version time, by which deliveries of one order are put in order: Bbot last_modified, '
'FlyBuy updated_at, Revo its newest line''s updated_at. NULL: it states none (mipOS, Fulflld), and stage '
'and receipt decide.';
COMMENT ON COLUMN orderhook_order.due_at IS
'When the guest wants it: the start of Bbot''s slot, FlyBuy''s pickup time, the end of Fulflld''s dropoff '
'window (else the start of its pickup), Revo''s delivery date. NULL: as soon as possible, or not said.';
COMMENT ON COLUMN orderhook_order.due_from IS
'Start of the window in which the guest wants it. FlyBuy alone; NULL: no window.';
COMMENT ON COLUMN orderhook_order.due_until IS
'End of the window in which the guest wants it. FlyBuy alone; NULL: no window.';
COMMENT ON COLUMN orderhook_order.closed_at IS
'When the bill was closed (Bbot time_closed, Revo closed). Not when the goods were handed over; NULL: still '
'open, or not said.';
COMMENT ON COLUMN orderhook_order.cancelled_at IS
'When the order was cancelled (Revo, where it gives a time). NULL does not say that it was not: see '
'order_state.';
COMMENT ON COLUMN orderhook_order.subtotal IS
'Goods before tax, tip and fees, in major units, as the provider states it. mipOS: before the discount; '
'NULL: not said.';
COMMENT ON COLUMN orderhook_order.discount IS
'All discounts of the order, its lines'' included, in major units, <= 0 (>= 0 in a Revo refund order). '
'NULL: not said; a Bbot discount has no amount that could be derived.';
COMMENT ON COLUMN orderhook_order.fee IS
'All fees and service charges of the order, in major units. Bbot fee_pretax_cents, before tax; Revo '
'gratuity (assumed to be a service charge); NULL: not said.';
COMMENT ON COLUMN orderhook_order.tax IS
'All tax of the order, its lines'' included, in major units. Bbot''s holds the tax on its fees (assumed); '
'NULL: not said.';
COMMENT ON COLUMN orderhook_order.tip IS
'All tips of the order, in major units. Revo''s is the sum of its payments'' that are not voided; NULL: not '
'said.';
COMMENT ON COLUMN orderhook_order.total IS
'What the provider claims the guest owes for this order, in major units, < 0 in a refund. For mipOS its '
'gross total minus the discount (proven); Bbot''s holds the tip (proven), Revo''s neither tip nor gratuity '
'(assumed), and of Fulflld''s it is not known; NULL: not said, or of an unknown unit.';
COMMENT ON COLUMN orderhook_order.computed_total IS
'orderhook''s own sum, in major units, to hold against total: Bbot items + fee + tax + tip, mipOS lines + '
'discount, Revo lines + order discount. NULL: a part is missing or no sum is defined (FlyBuy, Fulflld).';
COMMENT ON COLUMN orderhook_order.paid IS
'What was paid, in major units, change taken off. Bbot''s charge, tip included; Revo''s payments that are '
'not voided, without tips, or alreadyPaid until there are any; NULL: not said.';
COMMENT ON COLUMN orderhook_order.refunded IS
'What seems to have been given back, in major units, <= 0: how far Bbot''s total fell below the amount '
'charged (assumed, and never booked as a payment). NULL: nothing seen; a Revo refund is an order of its own '
'(is_refund).';
COMMENT ON COLUMN orderhook_order.tax_inclusive IS
'Whether the amounts of the items include tax. Bbot false; Revo as its lines show; NULL: not known (mipOS), '
'or the lines disagree.';
COMMENT ON COLUMN orderhook_order.item_count IS
'Sum of the quantities of the lines that are not voided; for Fulflld its itemCount. NULL: lines or a '
'quantity not said.';
COMMENT ON COLUMN orderhook_order.guests IS 'Number of guests at the table. Revo alone; NULL: not said.';
COMMENT ON COLUMN orderhook_order.table_name IS
'The table, or Bbot''s place of service, as people call it. NULL: not said.';
COMMENT ON COLUMN orderhook_order.staff IS 'Name of the employee who has the order (Revo). NULL: not said.';
COMMENT ON COLUMN orderhook_order.notes IS
'Free text for the whole order: mipOS instructions, Revo notes, Fulflld description. NULL: none.';
COMMENT ON COLUMN orderhook_order.items IS
'The lines, in the provider''s order. Empty: there are none; NULL: the document does not speak of them.';
COMMENT ON COLUMN orderhook_order.charges IS
'Discounts, fees, taxes and tips. Empty: there are none; NULL: the document does not speak of them.';
COMMENT ON COLUMN orderhook_order.payments IS
'Payments, refunds and change. Empty: there are none; NULL: the document does not speak of them.';
COMMENT ON COLUMN orderhook_order.parties IS
'People and places. Empty: there are none; NULL: the document does not speak of them.';
COMMENT ON COLUMN orderhook_order.deliveries IS
'Couriers'' jobs. Empty: there are none; NULL: the document does not speak of them.';
COMMENT ON COLUMN orderhook_order.arrival IS 'The guest on the way. NULL: the document does not speak of it.';
COMMENT ON COLUMN orderhook_order.problems IS
'What could not be read as expected, and what was assumed. Empty where all is well; never NULL.';
COMMENT ON COLUMN orderhook_order.customer IS
'The customer that the document is about, where it is no order. NULL: it is about none.';
COMMENT ON COLUMN orderhook_order.products IS
'The products that the document is about, where it is no order. Empty: there are none; NULL: it is about '
'none.';

