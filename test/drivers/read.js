// read.js
//	What a program gets through pg of Node: node read.js URL VIEW...
//
// Prints a JSON array a line, as Read.java and read.pl do. What pg makes of a value by itself tells its kind: a
// column without a value has none.
'use strict';

const { Client } = require('pg');

// bigint and numeric are strings, so that no digit is lost; a date is a Date at midnight of this machine, or its text.
const NUMBERS_AS_TEXT = [20, 1700];
const DATE = 1082;
const JSONB = 3802;
const DAY = /^\d{4}-\d\d-\d\d$/;

function kind(value, type) {
	if (NUMBERS_AS_TEXT.includes(type)) return typeof value === 'string' ? 'number' : 'inexact';
	if (type === JSONB) return typeof value === 'object' ? 'jsonb' : typeof value;
	if (Array.isArray(value)) return 'array';
	if (type === DATE) return value instanceof Date || DAY.test(value) ? 'date' : typeof value;
	if (value instanceof Date) return 'timestamp';
	if (value.constructor.name === 'PostgresInterval') return 'interval';
	return typeof value === 'string' ? 'text' : typeof value;
}

function two(number) {
	return String(number).padStart(2, '0');
}

const written = {
	boolean: (value) => (value ? 't' : 'f'),
	date: (value) => (value instanceof Date ? `${value.getFullYear()}-${two(value.getMonth() + 1)}-${two(value.getDate())}` : value),
	timestamp: (value) => value.toISOString().slice(0, -1) + '000',
	// What is zero is not there.
	interval: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) => String(days * 86400 + hours * 3600 + minutes * 60 + seconds),
	jsonb: (value) => JSON.stringify(value),
};

function print(...parts) {
	process.stdout.write(JSON.stringify(parts) + '\n');
}

async function read(client, view) {
	const result = await client.query({ text: `SELECT * FROM orderhook.${view}`, rowMode: 'array' });

	result.fields.forEach((field, i) => {
		for (const name of new Set(result.rows.filter((row) => row[i] !== null).map((row) => kind(row[i], field.dataTypeID))))
			print('type', view, field.name, name);
	});
	for (const row of result.rows)
		print('row', view, ...row.map((value, i) => {
			if (value === null) return null;
			return (written[kind(value, result.fields[i].dataTypeID)] || String)(value);
		}));
}

async function main([url, ...views]) {
	const client = new Client({ connectionString: url });

	await client.connect();
	for (const view of views)
		await read(client, view);
	await client.end();
}

main(process.argv.slice(2)).catch((error) => {
	console.error(error);
	process.exit(1);
});
