/** The one door to the hub: a client typed by its OpenAPI file; problem+json becomes `Problem`, writes carry CSRF and an idempotency key. */
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "@/api/schema";

export type Wire = components["schemas"];
export type ProblemBody = Partial<Wire["Problem"]>;

/** What the hub refused or could not do, in its own words; status 0 when it did not answer. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;
  readonly at: Date;

  constructor(status: number, body: ProblemBody, at: Date) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.type ?? "unreachable";
    this.body = body;
    this.at = at;
  }
}

type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[];
export type Query = Record<string, QueryValue>;

export const API = "/api/v1";

let csrfToken = "";

export function rememberCsrf(token: string): void {
  csrfToken = token;
}

/** `randomUUID` is missing where the console is served without TLS on a network; random bytes are not. */
function newKey(): string {
  if ("randomUUID" in crypto) return crypto.randomUUID();
  const bytes: Uint8Array = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const courier: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept", "application/json");
    if (request.method === "GET") return;
    request.headers.set("Idempotency-Key", newKey());
    if (csrfToken) request.headers.set("X-CSRF-Token", csrfToken);
  },
  async onResponse({ response }) {
    if (response.ok) return;
    const body = (await response.json().catch(() => ({}))) as ProblemBody;
    throw new Problem(response.status, body, new Date());
  },
  onError({ error }) {
    if (error instanceof Problem) return error;
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return new Problem(0, {}, new Date());
  },
};

export const hub = createClient<paths>({
  baseUrl: globalThis.location.origin,
  fetch: (request) => globalThis.fetch(request),
});
hub.use(courier);

/** The body of an answer; problems have been thrown by then. */
export async function bodyOf<Body>(call: Promise<{ data?: Body }>): Promise<Body> {
  const { data } = await call;
  return data as Body;
}

/** `{a:1,b:["x","y"],c:null}` → `?a=1&b=x&b=y`, for addresses the browser opens itself. */
export function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    const values: readonly (string | number | boolean)[] = typeof value === "object" ? value : [value];
    for (const one of values) params.append(name, String(one));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}
