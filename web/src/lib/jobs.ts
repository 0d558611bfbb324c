/** Work that takes long: its state comes as events from the server. */

import { Refusal } from "./api";

export interface Progress {
  state: string;
  done: number;
  total: number;
  left: number | null;
  words: string;
}

export interface Job {
  id: string;
  kind: string;
  title: string;
  state: string;
  done: number;
  total: number;
  left_s: number | null;
  said: string;
  result: Record<string, unknown>;
  error: string;
  created: number;
  changed: number;
}

export const ENDED = new Set(["done", "failed", "cancelled"]);

export function progress(job: Job): Progress {
  return {
    state: job.state,
    done: job.done,
    total: job.total,
    left: job.left_s,
    words: job.said,
  };
}

/** Wait for a job's end, saying how far it is. */
export function follow(job: Job, signal: AbortSignal, told: (at: Progress) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = new EventSource(`/api/v1/jobs/${encodeURIComponent(job.id)}/events`);
    const end = (act: () => void): void => {
      source.close();
      act();
    };
    signal.addEventListener("abort", () => end(() => reject(signal.reason as Error)));
    told(progress(job));
    const hear = (event: MessageEvent<string>): void => {
      const now = JSON.parse(event.data) as Job;
      told(progress(now));
      if (now.state === "done") end(resolve);
      else if (ENDED.has(now.state)) end(() => reject(new Refusal(409, now.error || `The work was ${now.state}.`, "")));
    };
    source.onmessage = hear;
    source.addEventListener("job", hear as EventListener);
  });
}

/** Ask; where the answer is a job, wait for its end and ask the same again. */
export async function settled<T>(
  ask: () => Promise<T | { job: Job }>,
  signal: AbortSignal,
  told: (at: Progress) => void,
): Promise<T> {
  const first = await ask();
  if (!first || typeof first !== "object" || !("job" in first)) return first as T;
  await follow(first.job, signal, told);
  return (await ask()) as T;
}
