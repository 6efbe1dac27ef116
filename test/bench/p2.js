// p2.js
//	P2: a program in Node that does the work itself: verify, parse, read, upsert the rows.
//
// One transaction for each delivery, one statement for each table. It fills receipts, headers, items and
// modifiers, and does less than the door: no charges, payments, contacts, deliveries, arrivals, events,
// checks or problems, no order of versions, no quarantine.
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

const statements = {
  order: `INSERT INTO p2.order_header AS h (source_id, ${columns}, authenticity, revision, problem_count,
            first_received_at, last_received_at, last_body_digest)
          SELECT $1, ${columns}, $4, 1, 0, now(), now(), $3
            FROM jsonb_populate_record(NULL::p2.order_header, $2)
          ON CONFLICT (source_id, external_id) DO UPDATE
             SET (${columns}, revision, last_received_at, last_body_digest) =
                 (${excluded}, h.revision + 1, EXCLUDED.last_received_at, EXCLUDED.last_body_digest)
           WHERE (h.provider_updated_at <= EXCLUDED.provider_updated_at) IS NOT FALSE
          RETURNING order_id, revision`,
  items: 'INSERT INTO p2.order_item SELECT * FROM jsonb_populate_recordset(NULL::p2.order_item, $1)',
  modifiers: 'INSERT INTO p2.order_modifier SELECT * FROM jsonb_populate_recordset(NULL::p2.order_modifier, $1)',
  delete_items: 'DELETE FROM p2.order_item WHERE source_id = $1 AND order_id = $2',
  delete_modifiers: 'DELETE FROM p2.order_modifier WHERE source_id = $1 AND order_id = $2',
  receipt: `INSERT INTO p2.receipt (source_id, received_at, verdict, strength, outcome, http_status, event, provider_event,
              order_id, body_digest, body_bytes, headers, body)
            VALUES ($1, now(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};
const ask = (client, name, values) => client.query({ name, text: statements[name], values });

const storeRows = async (client, group, rows, source_id, order_id, isNew) => {
  if (!isNew) {
    await ask(client, `delete_${group}`, [source_id, order_id]);
  }
  if (rows.length > 0) {
    await ask(client, group, [JSON.stringify(rows.map((row) => ({ ...row, source_id, order_id })))]);
  }
};

const store = async (client, source_id, digest, strength, { order, items, modifiers }) => {
  const { rows: [stored] } = await ask(client, 'order', [source_id, JSON.stringify(order), digest, strength]);
  if (!stored) {
    return null;
  }
  const isNew = stored.revision === '1';
  if (items) {
    await storeRows(client, 'items', items, source_id, stored.order_id, isNew);
    await storeRows(client, 'modifiers', modifiers, source_id, stored.order_id, isNew);
  }
  return stored.order_id;
};

const receive = async (client, { source_id, source, headers, body }) => {
  const digest = crypto.createHash('sha256').update(body).digest();
  const held = verify[source](headers, body);
  const reading = held ? readers[source](JSON.parse(body.toString('utf8'))) : {};
  const strength = held ? strengths[source] || 'credential' : 'none';
  const order_id = held ? await store(client, source_id, digest, strength, reading) : null;
  await ask(client, 'receipt', [source_id, held ? 'ok' : 'bad_signature', strength,
    !held ? 'rejected' : order_id ? 'applied' : 'stale', held ? 200 : 401, reading.event, reading.provider_event,
    order_id, digest, body.length, JSON.stringify(headers), body]);
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
