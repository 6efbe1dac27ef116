// shot.js
//	A picture of the page that Evidence built: node shot.js FOLDER PICTURE FIGURE...
//
// Fails where the page does not show one of the figures, or where it asks anybody but this server.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [folder, picture, ...figures] = process.argv.slice(2);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
	'.svg': 'image/svg+xml', '.wasm': 'application/wasm' };

function answer(request, response) {
	const name = path.join(folder, path.normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
	const file = name.endsWith('/') ? name + 'index.html' : name;

	if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
		response.writeHead(404).end();
		return;
	}
	response.writeHead(200, { 'Content-Type': types[path.extname(file)] || 'application/octet-stream' });
	fs.createReadStream(file).pipe(response);
}

const server = http.createServer(answer).listen(0, '127.0.0.1');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
const strangers = [];

await page.route((url) => url.hostname !== '127.0.0.1', (route) => {
	strangers.push(route.request().url());
	return route.abort();
});
await page.goto(`http://127.0.0.1:${server.address().port}/`);
for (const figure of figures)
	await page.getByText(figure, { exact: true }).first().waitFor({ timeout: 60000 });
await page.waitForTimeout(3000); // for the charts to grow
await page.screenshot({ path: picture, fullPage: true });
await browser.close();
server.close();
for (const stranger of strangers) console.error(`asked for ${stranger}`);
process.exit(strangers.length > 0 ? 1 : 0);
