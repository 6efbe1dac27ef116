// door.js
//	A client in Node that hands each delivery to the door.
'use strict';

require('./client').run((client, { source, headers, body }) => client.query({
  name: 'door',
  text: `INSERT INTO orderhook.inbox (source, headers, body) VALUES ($1, $2, $3)
         RETURNING http_status, outcome, order_id`,
  values: [source, headers, body],
}));
