/** The one door to the hub: JSON over fetch, problem+json as errors, CSRF and idempotency headers on writes. */

export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  errors?: { field?: string; loc?: (string | number)[]; code?: string; detail?: string; msg?: string }[];
}

/** What the hub refused or could not do, in its own words. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;
  readonly at: Date;

  constructor(status: number, body: ProblemBody, at: Date) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? codeOf(status);
    this.body = body;
    this.at = at;
  }
}

function codeOf(status: number): string {
  if (status === 0) return "unreachable";
  if (status === 401) return "signed_out";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  return status >= 500 ? "server_error" : "refused";
}

type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[];
export type Query = Record<string, QueryValue>;

export const API = "/api/v1";

let csrfToken = "";

export function rememberCsrf(token: string): void {
  csrfToken = token;
}

/** `{a:1,b:["x","y"],c:null}` → `?a=1&b=x&b=y`; absent values are left out. */
export function queryString(query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

async function answer(request: Promise<Response>): Promise<Response> {
  let response: Response;
  try {
    response = await request;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Problem(0, {}, new Date());
  }
  if (response.ok) return response;
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  throw new Problem(response.status, body, new Date());
}

async function json<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { headers: { Accept: "application/json" } };
  if (signal) init.signal = signal;
  return json<T>(await answer(fetch(API + path + queryString(query), init)));
}

type Write = "POST" | "PUT" | "PATCH" | "DELETE";

/** Sends a write; the same `key` may be sent again safely and answers the same. */
export async function send<T>(
  method: Write,
  path: string,
  body?: unknown,
  key: string = crypto.randomUUID(),
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Idempotency-Key": key };
  if (csrfToken) headers["X-CSRF-Token"] = csrfToken;
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  const payload = isForm ? body : body === undefined ? null : JSON.stringify(body);
  return json<T>(await answer(fetch(API + path, { method, headers, body: payload })));
}
