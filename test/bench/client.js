// client.js
//	Four connections that take the deliveries between them; prints the microseconds of one delivery.
//
// The first fifth is not timed: program and sessions warm up, as those that run for days have.
'use strict';
const { Pool } = require('pg');

const CONNECTIONS = 4;

// work(client, delivery) is called for each delivery of the database that PGDATABASE names.
exports.run = async (work) => {
  const pool = new Pool({ max: CONNECTIONS });
  const { rows: deliveries } = await pool.query(
    'SELECT source_id, provider::text AS source, headers, body FROM bench.payload WHERE n <= $1 ORDER BY n',
    [Number(process.argv[2])]);
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()));
  let next = 0;
  const take = (until) => Promise.all(clients.map(async (client) => {
    while (next < until) {
      await work(client, deliveries[next++]);
    }
  }));
  const untimed = Math.ceil(deliveries.length / 5);
  await take(untimed);
  const start = process.hrtime.bigint();
  await take(deliveries.length);
  const taken = Number(process.hrtime.bigint() - start) / 1000;
  clients.forEach((client) => client.release());
  await pool.end();
  console.log((taken / (deliveries.length - untimed)).toFixed(3));
};
