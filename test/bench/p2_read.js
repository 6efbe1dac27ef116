// p2_read.js
//	P2, the reading: what a provider's document says, as rows. Amounts are counted in cents.
'use strict';

const text = (value) => (value === undefined || value === null || value === '' ? null : String(value));
const cents = (decimal) => (decimal === undefined || decimal === null ? null : Math.round(Number(decimal) * 100));
const money = (n) => (n === undefined || n === null ? null : (n / 100).toFixed(2));
const sum = (rows, of) => rows.reduce((total, row) => total + of(row), 0);
const zoned = (naive) => (naive ? `${naive}+00` : null);
const joined = (separator, parts) => parts.filter((part) => part !== undefined && part !== null).join(separator);

// The furthest of what the axes say.
const lifecycle = (order, prep, delivery) => {
  if (['cancelled', 'rejected', 'merged'].includes(order)) return order;
  if (['failed', 'cancelled'].includes(delivery)) return delivery;
  if (prep === 'done' || delivery === 'delivered') return 'completed';
  if (order === 'closed') return 'closed';
  if (prep === 'out' || ['picked_up', 'to_dropoff', 'at_dropoff'].includes(delivery)) return 'in_delivery';
  if (prep === 'ready') return 'ready';
  if (['preparing', 'mixed'].includes(prep)) return 'preparing';
  if (prep === 'accepted' || ['dispatched', 'assigned', 'to_pickup', 'at_pickup'].includes(delivery)) return 'accepted';
  return order === 'open' || prep === 'pending' || delivery === 'created' ? 'placed' : null;
};
const withLifecycle = (order) =>
  ({ ...order, lifecycle: lifecycle(order.order_state, order.prep_state, order.delivery_state) });

// Rows of all lists, numbered within their line.
const nested = (lines, list, row) =>
  lines.flatMap((line, i) => (line[list] || []).map((entry, k) =>
    ({ line_no: i + 1, modifier_no: k + 1, ...row(entry, line) })));

// Rows as they come, numbered under that name.
const numbered = (name, rows) => rows.map((row, i) => ({ [name]: i + 1, ...row }));

// Charges of no amount are none.
const charge = (kind, amount, rest) => ({ kind, amount: money(amount), included_in_price: false, ...rest });
const chargeOfLines = (kind, lines, amount, rest) =>
  lines.map((line, i) => charge(kind, amount(line), { line_no: i + 1, ...rest }));
const charges = (rows) => numbered('charge_no', rows.filter(({ amount }) => amount !== null && Number(amount) !== 0));

// ---- Bbot ----

const bbotPrep = {
  waiting: 'pending', accepted: 'accepted', accepted_by_staff: 'accepted', preparing: 'preparing',
  preparing_your_order: 'preparing', claimed_by_runner: 'preparing', ready: 'ready', waiting_for_delivery: 'ready',
  ready_for_driver: 'ready', delivering: 'out', en_route: 'out', with_driver: 'out', delivered: 'done',
};
const bbotService = {
  patron_pickup: 'pickup', pickup_nofeedback: 'pickup', server_delivery: 'dine_in', runner_with_cc: 'dine_in',
  runner_nofeedback: 'dine_in', robot_delivery: 'dine_in', driver_delivery: 'delivery', catering: 'catering',
};
const prepOf = (status) => bbotPrep[status] || 'unknown';

const bbotPaid = (paid, total) => {
  if (paid === total) return 'paid';
  if (paid > total) return total === 0 ? 'refunded_full' : 'refunded_part';
  return paid > 0 ? 'partial' : null;
};

const bbotOrder = (o, store) => {
  const statuses = [...new Set(o.items.map((item) => item.status))];
  const preps = [...new Set(statuses.map(prepOf))];
  const prep_state = preps.length > 1 ? 'mixed' : preps[0];
  const service_type = bbotService[o.fulfillment_method] || null;
  const paid = o.charge ? o.charge.amount : null;
  return withLifecycle({
    external_id: o.id, external_ref: o.checkout_id, display_number: text(o.orderNumberToday),
    store_external_id: o.restaurant_id || store, service_type, is_refund: false,
    order_state: o.time_closed ? 'closed' : 'open', prep_state,
    delivery_state: service_type === 'delivery' ? { out: 'to_dropoff', done: 'delivered' }[prep_state] : null,
    payment_state: paid === null ? null : bbotPaid(paid, o.total_cents),
    provider_status: statuses.slice(0, 5).join(', '), placed_at: o.time, provider_updated_at: o.last_modified,
    due_at: o.user_desired_time, closed_at: o.time_closed, subtotal: money(o.pretax_cents),
    fee: money(o.fee_pretax_cents), tax: money(o.tax_cents), tip: money(o.tip_cents), total: money(o.total_cents),
    computed_total: money(sum(o.items, (item) => item.pretax_cents) + o.fee_pretax_cents + o.tax_cents + o.tip_cents),
    paid: money(paid), refunded: paid > o.total_cents ? money(o.total_cents - paid) : null, tax_inclusive: false,
    item_count: sum(o.items, (item) => item.qty || 1), table_name: o.table ? o.table.display_name : null,
  });
};

const bbotItem = (item, i) => {
  const mods = sum(item.mods || [], (mod) => mod.pretax_cents);
  const quantity = item.qty || 1;
  return {
    line_no: i + 1, external_id: item.id, product_id: item.menuitem_id, name: item.name_when_purchased, quantity,
    unit_price: money((item.pretax_cents - mods) / quantity), modifiers_total: money(mods),
    tax: money(item.tax_cents), tip: money(item.tip_in_cents), total: money(item.pretax_cents),
    status: prepOf(item.status), provider_status: item.status, notes: text(item.special_instructions),
  };
};

const bbotCharges = (o) => {
  const tax = o.tax_cents - sum(o.items, (item) => item.tax_cents);
  return charges([
    charge('fee', o.fee_pretax_cents),
    ...chargeOfLines('tax', o.items, (item) => item.tax_cents),
    charge('tax', tax, o.fee_pretax_cents > 0 && tax > 0 ? { name: 'fee tax' } : {}),
    ...chargeOfLines('tip', o.items, (item) => item.tip_in_cents),
    charge('tip', o.tip_cents - sum(o.items, (item) => item.tip_in_cents || 0)),
  ]);
};

const bbotParty = (o) => {
  const to = o.deliveryAddress;
  return {
    role: 'guest', external_id: o.guest_id, name: o.guest_name || joined(' ', [o.guest_first_name, o.guest_last_name]),
    email: o.guest_email, phone: o.mobile,
    address: to ? joined(', ', [to.street, to.apartment, to.city, to.state, to.zip, to.country_code]) : null,
  };
};

const bbot = ({ order: o, restaurant_id }) => {
  const order = bbotOrder(o, restaurant_id);
  return {
    event: 'order.snapshot',
    order,
    order_item: o.items.map(bbotItem),
    order_modifier: nested(o.items, 'mods', (mod, item) => ({
      external_id: mod.id, name: mod.name, quantity: item.qty || 1,
      unit_price: money(mod.pretax_cents / (item.qty || 1)), tax: money(mod.tax_cents),
      total: money(mod.pretax_cents), price_in_item: true,
    })),
    order_charge: bbotCharges(o),
    order_payment: !o.charge ? [] : [{
      payment_no: 1, kind: 'payment', method: 'card', provider_method: o.charge.object, amount: order.paid,
      card_brand: o.charge.brand, paid_at: new Date(o.charge.created * 1000),
    }],
    order_contact: [{ row_no: 1, ...bbotParty(o) }],
    order_delivery: o.fulfillment_method !== 'driver_delivery' ? [] : [{
      row_no: 1, state: order.delivery_state, dropoff_city: o.deliveryAddress ? o.deliveryAddress.city : null,
    }],
  };
};

// ---- mipOS ----

const mipos = (o) => {
  const discount = o.discount_value || 0;
  return {
    event: 'order.created',
    order: withLifecycle({
      external_id: o.external_id, display_number: o.order_number, store_external_id: o.external_store_id || o.store_id,
      service_type: 'delivery', order_state: 'open', prep_state: 'pending', placed_at: o.created_at,
      subtotal: money(o.total), discount: money(-discount), total: money(o.total - discount),
      computed_total: money(sum(o.items, (item) => item.total_value) - discount),
      item_count: sum(o.items, (item) => item.quantity), notes: text(o.instructions),
    }),
    order_item: o.items.map((item, i) => ({
      line_no: i + 1, product_id: item.external_id, name: item.name, quantity: item.quantity,
      unit_price: money(item.unit_value), total: money(item.total_value), notes: text(item.instructions),
      modifiers_total: money(sum(item.modifiers, (modifier) => modifier.total_value) * item.quantity),
    })),
    order_modifier: nested(o.items, 'modifiers', (modifier, item) => ({
      external_id: modifier.external_id, name: modifier.name, quantity: modifier.quantity * item.quantity,
      unit_price: money(modifier.unit_value), total: money(modifier.total_value * item.quantity), price_in_item: false,
    })),
    order_charge: charges([charge('discount', -discount)]),
    order_contact: o.customer ? [{ row_no: 1, role: 'guest', name: o.customer }] : [],
  };
};

// ---- FlyBuy ----

const flybuyDelivery = {
  delivery_dispatched: 'dispatched', driver_assigned: 'assigned', picked_up: 'picked_up',
  out_for_delivery: 'to_dropoff', delivery_failed: 'failed', undeliverable: 'failed',
};

const flybuyEvent = (o) => {
  if (o.event === 'order_created') return 'order.created';
  return !o.event && o.customer_state_changed && !o.state_changed ? 'arrival.updated' : 'order.updated';
};

const flybuy = ({ data: o }) => {
  const [from, until] = (o.pickup_window || '').split('/');
  const delivered = o.state === 'completed' && o.pickup_type === 'delivery';
  const delivery_state = delivered ? 'delivered' : flybuyDelivery[o.state] || null;
  const arrival_state = o.customer_state === 'created' ? 'not_started' : o.customer_state;
  const vehicle = text(joined(' ', [o.customer_car_color, o.customer_car_type]));
  return {
    event: flybuyEvent(o),
    provider_event: o.event,
    order: withLifecycle({
      external_id: text(o.id), external_ref: o.partner_identifier,
      display_number: o.partner_display_identifier || o.partner_identifier || o.redemption_code,
      store_external_id: text(o.site_id),
      service_type: { dispatch: 'delivery', drive_thru: 'drive_through' }[o.pickup_type] || text(o.pickup_type),
      order_state: { completed: 'closed', cancelled: 'cancelled', gone: 'gone' }[o.state] || 'open',
      prep_state: { created: 'pending', ready: 'ready', completed: 'done' }[o.state] || null,
      delivery_state, arrival_state, provider_status: o.state,
      placed_at: o.created_at, provider_updated_at: o.updated_at, due_at: until ? null : text(from),
      due_from: until ? from : null, due_until: text(until),
    }),
    order_contact: [{
      row_no: 1, role: 'guest', external_id: text(o.customer_id), name: o.customer_name, phone: o.customer_phone,
      vehicle, plate: o.customer_license_plate,
    }],
    order_delivery: delivery_state ? [{ row_no: 1, state: delivery_state }] : [],
    order_arrival: [{
      row_no: 1, state: arrival_state, eta_at: o.eta_at, arrived_at: o.arrived_at, area: o.area_name, vehicle,
    }],
  };
};

// ---- Fulflld ----

const fulflldState = {
  CREATED: 'created', DISPATCHED: 'dispatched', ASSIGNED: 'assigned', IN_TRANSIT_TO_PICKUP: 'to_pickup',
  ARRIVED_AT_PICKUP: 'at_pickup', ARRIVED_TO_PICKUP: 'at_pickup', PICKED_UP: 'picked_up',
  IN_TRANSIT_TO_DROPOFF: 'to_dropoff', ARRIVED_AT_DROPOFF: 'at_dropoff', ARRIVED_TO_DROPOFF: 'at_dropoff',
  COMPLETED: 'delivered', DELIVERED: 'delivered', CANCELLED: 'cancelled', FAILED: 'failed',
};

const fulflldParty = (role, place) => place && {
  role, name: place.name || place.businessName, phone: place.phone, address: place.address,
  latitude: place.location ? place.location.latitude : null,
  longitude: place.location ? place.location.longitude : null,
};

const fulflldDelivery = (o, state, times) => {
  const pickup = o.pickupDetails;
  const dropoff = o.dropoffDetails || {};
  const left = ['picked_up', 'to_dropoff', 'at_dropoff', 'delivered', 'failed', 'cancelled'].includes(state);
  return {
    row_no: 1, state, courier_id: o.assigneeId, pickup_from: pickup.scheduledPickupAt || pickup.schedulePickupAt,
    pickup_until: pickup.schedulePickupBeforeAt || pickup.scheduledPickupBeforeAt,
    dropoff_from: dropoff.scheduleDropoffAfterAt || dropoff.scheduledDropoffAfterAt,
    dropoff_until: dropoff.scheduledDropoffAt || dropoff.scheduleDropoffAt, eta_at: o.eta,
    picked_up_at: left ? times.pickupCompleted : null,
    delivered_at: state === 'delivered' ? times.dropoffCompleted : null, pickup_name: pickup.businessName,
    proofs: o.attachments && o.attachments.length > 0 ? o.attachments.map(({ url, type }) => ({ url, type })) : null,
  };
};

const fulflld = ({ event, payload: o }) => {
  const word = event === 'ORDER_UPDATED' ? o.status : event;
  const delivery_state = fulflldState[word.replace(/^ORDER_/, '')] || null;
  return {
    event: { ORDER_CREATED: 'delivery.created', ORDER_COMPLETED: 'delivery.completed',
      ORDER_DELIVERED: 'delivery.completed' }[event] || 'delivery.updated',
    provider_event: event,
    order: withLifecycle({
      external_id: o.orderId, external_ref: o.externalId, display_number: o.externalId, service_type: 'delivery',
      delivery_state, provider_status: o.status,
      due_at: o.dropoffDetails ? o.dropoffDetails.scheduledDropoffAt : o.pickupDetails.scheduledPickupAt,
      tip: o.order.tip, total: o.order.total, item_count: o.order.itemCount, notes: text(o.order.description),
    }),
    order_charge: charges([charge('tip', cents(o.order.tip))]),
    order_contact: numbered('row_no', [fulflldParty('pickup', o.pickupDetails),
      fulflldParty('dropoff', o.dropoffDetails)].filter(Boolean)),
    order_delivery: [fulflldDelivery(o, delivery_state, o.statusDetails || {})],
  };
};

// ---- Revo ----

// What the lines' own sums say: prices with tax, without, or either.
const revoInclusive = (lines) => {
  let within = false;
  let beside = false;
  for (const line of lines) {
    const net = cents(line.priceWithExtrasIndividual) * line.quantity - cents(line.discountAmount);
    const toTotal = Math.abs(net - cents(line.total));
    const toSubtotal = Math.abs(net - cents(line.subtotal));
    within = within || toTotal < toSubtotal;
    beside = beside || toSubtotal < toTotal;
  }
  return within === beside ? null : within;
};

const revoState = (event, o) => {
  if (o.canceled || event === 'order.cancelled') return 'cancelled';
  if (o.merged) return 'merged';
  return event === 'order.closed' || o.status === 1 ? 'closed' : 'open';
};

const revoService = (o) => {
  if (o.delivery) return o.delivery.address ? 'delivery' : 'pickup';
  return o.table_id ? 'dine_in' : null;
};

const revoPaid = (paid, total) => {
  if (Math.abs(paid) >= Math.abs(total)) return 'paid';
  return paid === 0 ? 'unpaid' : 'partial';
};

const revoOrder = (event, tenant, o, tax_inclusive) => {
  const stands = o.orderInvoices.filter((invoice) => !invoice.cancelReason)
    .flatMap((invoice) => invoice.orderPayments).filter((payment) => !payment.voidReason && !payment.cancelReason);
  const paid = stands.length > 0 ? sum(stands, (payment) => cents(payment.payAmount)) : cents(o.alreadyPaid);
  const times = [o.updated_at, o.closed, ...o.orderContents.map((line) => line.updated_at)].filter(Boolean).sort();
  return withLifecycle({
    external_id: text(o.id), display_number: o.orderInvoices.length === 1 ? text(o.orderInvoices[0].number) : null,
    store_external_id: tenant, service_type: revoService(o), is_refund: o.refunded_order_id !== null,
    refund_of: text(o.refunded_order_id), order_state: revoState(event, o),
    payment_state: revoPaid(paid, cents(o.total)), provider_status: text(o.status), placed_at: zoned(o.opened),
    provider_updated_at: zoned(times[times.length - 1]), due_at: o.delivery ? zoned(o.delivery.date) : null,
    closed_at: zoned(o.closed), cancelled_at: zoned(o.canceled), subtotal: o.subtotal,
    discount: money(-cents(o.discountAmount) - cents(o.orderDiscountAmount)), fee: o.gratuity, tax: o.taxAmount,
    tip: stands.length > 0 ? money(sum(stands, (payment) => cents(payment.tipAmount))) : null, total: o.total,
    computed_total: money(sum(o.orderContents, (line) => cents(line.total)) - cents(o.orderDiscountAmount)),
    paid: money(paid), tax_inclusive, item_count: sum(o.orderContents, (line) => line.quantity), guests: o.guests,
    table_name: o.tableName, staff: o.tenantUserName, notes: text(o.notes),
  });
};

const revoItem = (line, i, inclusive) => {
  const extras = line.modifiers.length > 0 ? sum(line.modifiers, (modifier) => cents(modifier.price))
    : cents(line.priceWithExtrasIndividual) - cents(line.itemPrice);
  return {
    line_no: i + 1, external_id: text(line.id), product_id: text(line.item_id), name: line.itemName,
    quantity: line.quantity, unit_price: line.itemPrice, modifiers_total: money(extras * line.quantity),
    discount: money(-cents(line.discountAmount)), tax: line.taxAmount,
    total: money(cents(line.total) - (inclusive === false ? cents(line.taxAmount) : 0)),
    tax_rate: line.taxPercentage / 100, seat: text(line.seat), course: text(line.dishOrder),
    voided: Boolean(line.cancelReason), notes: text(line.notes),
  };
};

const revoCharges = (o, tip, inclusive) => {
  const lines = o.orderContents;
  const discounts = sum(lines, (line) => cents(line.discountAmount));
  const taxes = sum(lines, (line) => cents(line.taxAmount));
  const within = { included_in_price: inclusive !== false };
  return charges([
    ...chargeOfLines('discount', lines, (line) => -cents(line.discountAmount)),
    charge('discount', discounts - cents(o.discountAmount) - cents(o.orderDiscountAmount)),
    ...chargeOfLines('tax', lines, (line) => cents(line.taxAmount), within),
    charge('tax', cents(o.taxAmount) - taxes, within),
    charge('fee', cents(o.gratuity)),
    charge('tip', cents(tip)),
  ]);
};

// Change given back in cash is a row of its own.
const revoPayment = (invoice, payment) => {
  const given = cents(payment.payAmount);
  const back = payment.paymentMethod === 2 ? Math.max(cents(payment.change) || 0, 0) : 0;
  const cancelled = payment.voidReason || payment.cancelReason || invoice.cancelReason;
  const shared = {
    method: { 1: 'card', 2: 'cash' }[payment.paymentMethod] || 'other', provider_method: text(payment.paymentMethod),
    status: cancelled ? 'voided' : invoice.notAccountable ? 'not_accountable' : 'settled',
    invoice_number: text(invoice.number), paid_at: zoned(payment.date),
  };
  const row = {
    ...shared, kind: given < 0 ? 'refund' : 'payment', amount: money(given + back), tip: payment.tipAmount,
    external_id: text(payment.id),
  };
  return back > 0 ? [row, { ...shared, kind: 'change', amount: money(-back) }] : [row];
};

const revoParties = (o) => [
  o.customer_id ? { role: 'customer', external_id: text(o.customer_id) } : null,
  o.delivery ? {
    role: o.delivery.address ? 'dropoff' : 'guest', phone: o.delivery.phone, address: o.delivery.address,
  } : null,
].filter(Boolean);

const revo = ({ event, tenant, data: o }) => {
  const inclusive = revoInclusive(o.orderContents);
  const order = revoOrder(event, tenant, o, inclusive);
  return {
    event,
    provider_event: event,
    order,
    order_item: o.orderContents.map((line, i) => revoItem(line, i, inclusive)),
    order_modifier: nested(o.orderContents, 'modifiers', (modifier, line) => ({
      external_id: text(modifier.id), group_id: text(modifier.category_id), name: modifier.name,
      quantity: line.quantity, unit_price: modifier.price, total: money(cents(modifier.price) * line.quantity),
      price_in_item: false,
    })),
    order_charge: revoCharges(o, order.tip, inclusive),
    order_payment: numbered('payment_no', o.orderInvoices.flatMap((invoice) =>
      invoice.orderPayments.flatMap((payment) => revoPayment(invoice, payment)))),
    order_contact: numbered('row_no', revoParties(o)),
    order_delivery: o.delivery ? [{ row_no: 1, dropoff_city: o.delivery.city }] : [],
  };
};

exports.readers = { bbot, mipos, flybuy, fulflld, revo };
