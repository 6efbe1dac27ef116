// p2.js
//	P2: a program in Node that does the work itself: verify, parse, read, upsert the rows.
//
// One transaction for each delivery, in four round trips: BEGIN, the header, everything that hangs on
// it, COMMIT. A statement for each table instead takes a fifth longer, unnest() of arrays of columns in
// place of JSON a tenth. It fills the tables that P1 fills, and does less than the door: no quarantine, no
// problems, no checks of sums, no history that is told again, no redaction, and what is not applied is stale.
'use strict';
const crypto = require('crypto');
const { readers } = require('./p2_read');

const secrets = {
  bbot: 'user:password',
  mipos: 'correct horse battery staple',
  flybuy: 'token-of-the-bench-0123456789',
  fulflld: ['X-Edge-Key', '0123456789abcdef'],
  revo: 'staple battery horse correct',
};

const same = (a, b) => {
  const [x, y] = [Buffer.from(a || ''), Buffer.from(b)];
  return x.length === y.length && crypto.timingSafeEqual(x, y);
};
const mac = (secret, body) => crypto.createHmac('sha256', secret).update(body).digest('hex');

const verify = {
  bbot: (headers) => same(headers.Authorization, `Basic ${Buffer.from(secrets.bbot).toString('base64')}`),
  mipos: (headers, body) => same(headers['Signature-Webhook'], mac(secrets.mipos, body)),
  flybuy: (headers) => same(headers.Authorization, `Token token="${secrets.flybuy}"`),
  fulflld: (headers) => same(headers[secrets.fulflld[0]], secrets.fulflld[1]),
  revo: (headers, body) => same(headers['X-Revo-Hmac-SHA256'], mac(secrets.revo, body)),
};

const strengths = { mipos: 'body', revo: 'body' };

const columns = `external_id, external_ref, display_number, store_external_id, service_type, is_test, is_refund,
  refund_of, lifecycle, order_state, prep_state, delivery_state, arrival_state, payment_state, provider_status,
  placed_at, provider_updated_at, due_at, due_from, due_until, closed_at, cancelled_at, subtotal, discount, fee,
  tax, tip, total, computed_total, paid, refunded, tax_inclusive, item_count, guests, table_name, staff, notes`;
const excluded = columns.replace(/\w+/g, 'EXCLUDED.$&');
const axes = ['order', 'prep', 'delivery', 'arrival', 'payment'];
const groups = ['order_item', 'order_modifier', 'order_charge', 'order_payment', 'order_contact', 'order_delivery',
  'order_arrival', 'order_event'];

const ask = (client, name, text, values) => client.query({ name, text, values });

// ---- the header: no row where the delivery is a duplicate or older than what is known ----

const header = `
  WITH old AS (SELECT ${axes.map((axis) => `${axis}_state`)}, last_body_digest
                 FROM p2.order_header WHERE source_id = $1 AND external_id = $5 FOR UPDATE)
  INSERT INTO p2.order_header AS h (source_id, ${columns}, authenticity, revision, problem_count,
    first_received_at, last_received_at, last_webhook_id, last_body_digest)
  SELECT $1, ${columns}, $4, 1, 0, now(), now(), nextval('p2.receipt_webhook_id_seq'), $3
    FROM json_populate_record(NULL::p2.order_header, $2)
   WHERE NOT EXISTS (SELECT FROM old WHERE last_body_digest = $3)
  ON CONFLICT (source_id, external_id) DO UPDATE
     SET (${columns}, revision, last_received_at, last_webhook_id, last_body_digest) =
         (${excluded}, h.revision + 1, EXCLUDED.last_received_at, EXCLUDED.last_webhook_id, EXCLUDED.last_body_digest)
   WHERE (h.provider_updated_at <= EXCLUDED.provider_updated_at) IS NOT FALSE
  RETURNING order_id, last_webhook_id AS webhook_id, (SELECT to_jsonb(old) FROM old) AS old`;

const storeHeader = async (client, source_id, order, digest, strength) => {
  const { rows: [stored] } = await ask(client, 'header', header,
    [source_id, JSON.stringify(order), digest, strength, order.external_id]);
  return stored;
};

const eventsOf = (stored, { event, provider_event, order }) => axes
  .map((axis) => ({
    webhook_id: stored.webhook_id, axis, event, provider_event, occurred_at: order.provider_updated_at,
    from_state: stored.old ? stored.old[`${axis}_state`] : null, to_state: order[`${axis}_state`] ?? null,
    received_at: new Date(),
  }))
  .filter(({ from_state, to_state }) => from_state !== to_state);

// ---- what hangs on it, and the receipt: one statement for each set of groups that have rows ----

const remove = `WITH ${groups.slice(0, -1).map((group) =>
  `${group} AS (DELETE FROM p2.${group} WHERE source_id = $1 AND order_id = $2)`)} SELECT`;

const insertion = (present) => `
  ${present.length > 0 ? 'WITH' : ''} ${present.map((group, i) =>
    `${group} AS (INSERT INTO p2.${group} SELECT * FROM json_populate_recordset(NULL::p2.${group}, $${i + 14}))`)}
  INSERT INTO p2.receipt (source_id, webhook_id, received_at, verdict, strength, outcome, http_status, event,
    provider_event, order_id, body_digest, body_bytes, headers, body)
  VALUES ($1, COALESCE($2, nextval('p2.receipt_webhook_id_seq')), now(), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
    $13)`;
const insertions = new Map();

const insert = (client, receipt, rows) => {
  const present = groups.filter((group) => rows[group] && rows[group].length > 0);
  const name = `insert ${present.map((group) => groups.indexOf(group)).join('')}`;
  if (!insertions.has(name)) {
    insertions.set(name, insertion(present));
  }
  const keyed = (row) => ({ ...row, source_id: rows.source_id, order_id: rows.order_id });
  return ask(client, name, insertions.get(name),
    [...receipt, ...present.map((group) => JSON.stringify(rows[group].map(keyed)))]);
};

// ---- one delivery ----

const receive = async (client, { source_id, source, headers, body }) => {
  const digest = crypto.createHash('sha256').update(body).digest();
  const held = verify[source](headers, body);
  const strength = held ? strengths[source] || 'credential' : 'none';
  const reading = held ? readers[source](JSON.parse(body.toString('utf8'))) : {};
  const stored = held ? await storeHeader(client, source_id, reading.order, digest, strength) : null;
  const receipt = [source_id, stored ? stored.webhook_id : null, held ? 'ok' : 'bad_signature', strength,
    stored ? 'applied' : held ? 'stale' : 'rejected', held ? 200 : 401, reading.event, reading.provider_event,
    stored ? stored.order_id : null, digest, body.length, JSON.stringify(headers), body];
  if (!stored) {
    await insert(client, receipt, {});
    return;
  }
  if (stored.old) {
    await ask(client, 'remove', remove, [source_id, stored.order_id]);
  }
  await insert(client, receipt,
    { ...reading, order_event: eventsOf(stored, reading), source_id, order_id: stored.order_id });
};

require('./client').run(async (client, delivery) => {
  await client.query('BEGIN');
  try {
    await receive(client, delivery);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
});
