/** A small server with demo data for working on screens without the hub: `npm run demo`, then ORDERHUB_URL=http://127.0.0.1:8000 npm run dev. */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { desk } from "./desk.mjs";
import { orderDesk } from "./orderDesk.mjs";

const port = Number(process.env.PORT ?? 8000);
const dist = fileURLToPath(new URL("../dist", import.meta.url));
const routes = [...orderDesk(), ...desk()];
const streams = new Set();

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
const CSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; connect-src 'self'";

export function push(topic, data) {
  for (const stream of streams) stream.write(`event: ${topic}\ndata: ${JSON.stringify(data)}\n\n`);
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  if (!request.headers["content-type"]?.includes("json")) return { text };
  return text ? JSON.parse(text) : {};
}

function match(pattern, path) {
  const names = [];
  const expression = pattern.replaceAll(/\{(\w+)\}/g, (_, name) => (names.push(name), "([^/]+)"));
  const found = new RegExp(`^${expression}$`).exec(path);
  return found && Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1])]));
}

async function serveFile(path, response) {
  const wanted = normalize(path).replace(/^(\.\.[/\\])+/, "");
  const file = extname(wanted) ? wanted : "/index.html";
  const body = await readFile(join(dist, file)).catch(() => null);
  if (!body) return response.writeHead(404).end();
  const age = file.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  return response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Cache-Control": age, "Content-Security-Policy": CSP }).end(body);
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith("/api/v1/")) return serveFile(url.pathname, response);
  const path = url.pathname.slice("/api/v1".length);
  if (path === "/events") {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(": hello\n\n");
    streams.add(response);
    return request.on("close", () => streams.delete(response));
  }
  for (const [method, pattern, answer] of routes) {
    const params = method === request.method && match(pattern, path);
    if (!params) continue;
    const body = method === "GET" ? null : await readBody(request);
    const [status, result, headers] = answer({ params, query: url.searchParams, body, request, push });
    const type = status >= 400 ? "application/problem+json" : "application/json";
    response.writeHead(status, { "Content-Type": type, ...headers });
    return response.end(typeof result === "string" ? result : status === 204 ? undefined : JSON.stringify(result));
  }
  response.writeHead(404, { "Content-Type": "application/problem+json" });
  return response.end(JSON.stringify({ title: "Not found", status: 404, code: "not_found", detail: `${request.method} ${path}` }));
}).listen(port, "127.0.0.1", () => process.stdout.write(`demo data on http://127.0.0.1:${port} (any user, password demo)\n`));

setInterval(() => push("counts", {}), 15_000).unref();
