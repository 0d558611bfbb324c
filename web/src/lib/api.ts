/** Questions to the server: one cache, one way to fail, and jobs for what takes long. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What the server answers where it cannot: a sentence a person can act on. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    sentence: string,
    readonly where: string,
  ) {
    super(sentence);
  }
}

const KEPT = 80;
const kept = new Map<string, unknown>();

export type Params = Record<string, string | number | boolean | string[] | undefined>;

/** The address of an endpoint, without what is empty. */
export function url(path: string, params: Params = {}): string {
  const asked = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== "") asked.append(key, String(one));
    }
  }
  const query = asked.toString();
  return `/api/v1/${path}${query ? `?${query}` : ""}`;
}

/** A body without what is empty. */
function filled(body: Json): string {
  return JSON.stringify(body, (_, value: Json) => (value === "" ? undefined : value));
}

async function answer<T>(reply: Response): Promise<T> {
  const text = await reply.text();
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    throw new Refusal(reply.status, "The server sent something that is not an answer. Is it still running?", "");
  }
  if (!reply.ok) {
    const told = (body ?? {}) as { sentence?: string; where?: string };
    const sentence = told.sentence ?? `The server refused (${reply.status}).`;
    throw new Refusal(reply.status, sentence, told.where ?? "");
  }
  return body as T;
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "The server does not answer. Start it again: detente serve", "");
  }
}

/** Read; what was read stays at hand until something is written. */
export async function get<T>(address: string, signal?: AbortSignal): Promise<T> {
  if (kept.has(address)) {
    const value = kept.get(address);
    kept.delete(address);
    kept.set(address, value);
    return value as T;
  }
  const value = await answer<T>(await reach(address, { signal: signal ?? null }));
  if (!(value && typeof value === "object" && "job" in value)) remember(address, value);
  return value;
}

/** What is at hand already, without asking. */
export function atHand<T>(address: string): T | undefined {
  return kept.get(address) as T | undefined;
}

export function forget(): void {
  kept.clear();
}

function remember(address: string, value: unknown): void {
  kept.set(address, value);
  const oldest = kept.keys().next().value;
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
}

/** Compute something that changes nothing: a question with a body. */
export async function ask<T>(address: string, body: Json, signal?: AbortSignal): Promise<T> {
  const headers = { "content-type": "application/json" };
  return answer<T>(await reach(address, { method: "POST", body: filled(body), headers, signal: signal ?? null }));
}

/** Write; everything read before is forgotten. */
export async function write<T>(address: string, body: Json = {}, method = "POST"): Promise<T> {
  const headers = { "content-type": "application/json" };
  const value = await answer<T>(await reach(address, { method, body: JSON.stringify(body), headers }));
  forget();
  return value;
}

/** Send a file as it is, and get what follows from it. */
export async function upload<T>(address: string, file: File, signal: AbortSignal): Promise<T> {
  const headers = { "content-type": "application/octet-stream" };
  return answer<T>(await reach(address, { method: "POST", body: file, headers, signal }));
}
