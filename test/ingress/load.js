// load.js
//	Sends the requests of a file over 40 connections, each until it is answered for good, as the providers do.
//
//	node load.js PORT FILE	prints "number status" of each as soon as it is answered
//
// The last tenth is kept back until SIGUSR2.
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');

const CONNECTIONS = 40;
const PAUSE_MS = 100;
const [port, file] = process.argv.slice(2);
const requests = fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });

const send = ({ path, headers, body }) => new Promise((resolve) => {
  const request = http.request({ port, path, method: 'POST', headers, agent }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode)).on('error', () => resolve(0));
  });
  request.on('error', () => resolve(0)).end(Buffer.from(body, 'base64'));
});

// No answer, or one that promises nothing: the provider tries again.
async function deliver(n) {
  for (;;) {
    const status = await send(requests[n]);
    await sleep(PAUSE_MS);
    if (status > 0 && status < 500) return fs.writeSync(1, `${n + 1}\t${status}\n`);
  }
}

let next = 0;
let upto = Math.floor(requests.length * 0.9);
process.on('SIGUSR2', () => { upto = requests.length; });
const work = async () => {
  while (next < requests.length) await (next < upto ? deliver(next++) : sleep(PAUSE_MS));
};
Promise.all(Array.from({ length: CONNECTIONS }, work)).then(() => agent.destroy());
