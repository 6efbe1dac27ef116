// server.js
//	A thin ingress: the POST of a webhook to /hooks/<source> becomes one INSERT, and the door's http_status the answer.
//
// While the database is away, deliveries wait on disk and are answered with 202. As long as one waits, all that come
// wait behind it: none is overtaken. One process a SPOOL_DIR.
'use strict';
const fs = require('node:fs/promises');
const http = require('node:http');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { Pool } = require('pg');

const { PORT = 8080, SPOOL_DIR = 'spool' } = process.env;
const number = (name, otherwise) => Number(process.env[name] || otherwise);
const MAX_BODY_BYTES = number('MAX_BODY_BYTES', 5 << 20); // a MiB more than the door takes, whose 413 leaves a receipt
const SPOOL_MAX_BYTES = number('SPOOL_MAX_BYTES', 1 << 30);
const DB_TIMEOUT_MS = number('DB_TIMEOUT_MS', 5000);
const log = (what, error) => console.error(`${what}: ${error.code || error.message}`);

// ---- the database ----

const pool = new Pool({ connectionTimeoutMillis: DB_TIMEOUT_MS, query_timeout: DB_TIMEOUT_MS, keepAlive: true });
pool.on('error', () => {}); // of an idle connection: the next query opens another

// A statement without a name: a pooler may give each one another server.
function insert({ source, headers, body }, receivedAt) {
  return pool.query(
    'INSERT INTO orderhook.inbox (source, headers, body, received_at) VALUES ($1, $2, $3, $4) RETURNING http_status',
    [source, JSON.stringify(headers), body, receivedAt],
  ).then(({ rows }) => ({ status: rows[0].http_status }), (error) => ({ error }));
}

// No answer, or that nobody is let in. It may be stored all the same: sent again, it is a duplicate.
const isAway = (error) => !error.severity || /^(08|28|3D|53300|57P)/.test(error.code);

// Trouble of the database and not of the delivery: rights, locks, memory, disk, an object that is missing.
const mayPass = (error) => isAway(error) || /^(25|3F|40|42|53|55|57|58)/.test(error.code);

// ---- the spool: a file each, named by number; a line of JSON, then the body; with a dot in front not whole yet ----

const waiting = []; // [name, size], the oldest first
let [waitingBytes, lastNumber] = [0, 0];
const at = (...names) => path.join(SPOOL_DIR, ...names);

async function findSpooled() {
  await fs.mkdir(at('refused')).catch((error) => error.code === 'EEXIST' || Promise.reject(error));
  for (const name of (await fs.readdir(SPOOL_DIR)).sort()) {
    if (/^\.\d{16}$/.test(name)) await fs.unlink(at(name)); // nobody was told that it is safe
    if (/^\d{16}$/.test(name)) waiting.push([name, (await fs.stat(at(name))).size]);
  }
  waitingBytes = waiting.reduce((sum, [, size]) => sum + size, 0);
  lastNumber = Number(waiting.at(-1)?.[0] ?? 0);
}

async function synced(file, flags, content) {
  const handle = await fs.open(file, flags, 0o600);
  try {
    if (content) await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

// When this is done, the delivery outlives the process and the machine.
async function spool({ body, ...head }) {
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
  if (waitingBytes + content.length > SPOOL_MAX_BYTES) throw new Error('full');
  lastNumber = Math.max(Date.now(), lastNumber + 1);
  const name = String(lastNumber).padStart(16, '0');
  waitingBytes += content.length;
  try {
    await synced(at(`.${name}`), 'wx', content);
    await fs.rename(at(`.${name}`), at(name));
    await synced(SPOOL_DIR, 'r');
  } catch (error) {
    waitingBytes -= content.length;
    await fs.unlink(at(`.${name}`)).catch(() => {});
    throw error;
  }
  if (waiting.push([name, content.length]) === 1) drain();
}

async function unspool(name) {
  const content = await fs.readFile(at(name));
  const end = content.indexOf('\n');
  return { ...JSON.parse(content.subarray(0, end)), body: content.subarray(end + 1) };
}

// One after the other. What cannot be read, or what the database will never take, is put aside.
async function drain() {
  while (waiting.length > 0 && server.listening) {
    const [name, size] = waiting[0];
    const delivery = await unspool(name).catch(() => null);
    const { error } = delivery ? await insert(delivery, delivery.came) : { error: new Error('no delivery') };
    if (error) log(`spooled ${name}`, error);
    if (error && delivery && mayPass(error)) {
      await sleep(1000, null, { ref: false });
    } else {
      const done = error ? fs.rename(at(name), at('refused', name)) : fs.unlink(at(name));
      await done.catch((reason) => log(name, reason));
      waitingBytes -= size;
      waiting.shift();
    }
  }
}

// ---- HTTP ----

async function take(delivery) {
  const { status, error } = waiting.length > 0 ? {} : await insert(delivery);
  if (status) return status;
  if (error) log('not stored', error);
  if (error && !isAway(error)) return error.code === '23503' ? 404 : 500;
  return spool(delivery).then(() => 202, (reason) => (log('not spooled', reason), 503));
}

async function answer(request) {
  const [, source] = /^\/hooks\/([^/?]+)(?:\?|$)/.exec(request.url) ?? [];
  if (!source) return 404;
  if (request.method !== 'POST') return 405;
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES) return 413;
  const came = new Date();
  const headers = request.rawHeaders.flatMap((name, i, raw) => (i % 2 ? [] : [[name, raw[i + 1]]]));
  const chunks = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return 413;
    chunks.push(chunk);
  }
  return take({ source: decodeURIComponent(source), came, headers, body: Buffer.concat(chunks) });
}

const server = http.createServer({ requestTimeout: 30000 }, async (request, response) => {
  const status = await answer(request).catch((error) => (log('not read', error), 400));
  if (status === 405) response.setHeader('Allow', 'POST');
  if (!request.complete || !server.listening) response.setHeader('Connection', 'close'); // and read no further
  response.writeHead(status, { 'Content-Length': 0 }).end();
});

// What is under way is finished; what waits is left to the next process.
const stop = () => (server.close(() => pool.end()), server.closeIdleConnections());

process.once('SIGTERM', stop).once('SIGINT', stop);
findSpooled().catch((error) => log('no spool', error)).then(() => server.listen(PORT, () => {
  console.log(`listening on ${server.address().port}`);
  drain();
}));
