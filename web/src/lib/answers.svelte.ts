/** Answers that follow their question: asked again when it changes, the old one shown until the new one is there. */

import { ask, atHand, get, type Json } from "./api";
import { settled, type Job, type Progress } from "./jobs";
import { say } from "./live.svelte";

export class Answers<T> {
  data: T | undefined = $state.raw();
  error: Error | undefined = $state();
  busy = $state(false);
  progress: Progress | undefined = $state();

  /** `address` is read as it changes; null asks nothing. `told` says the result in one line. */
  constructor(address: () => string | null, told?: (value: T) => string, wait = 0) {
    $effect(() => {
      const asked = address();
      if (asked === null) return;
      const stop = new AbortController();
      const here = atHand<T>(asked);
      this.busy = here === undefined;
      const timer = setTimeout(() => void this.#ask(asked, stop.signal, told), here === undefined ? wait : 0);
      return () => {
        clearTimeout(timer);
        stop.abort();
      };
    });
  }

  async #ask(asked: string, signal: AbortSignal, told?: (value: T) => string): Promise<void> {
    try {
      const value = await settled<T>(
        () => get<T | { job: Job }>(asked, signal),
        signal,
        (progress) => (this.progress = progress),
      );
      if (signal.aborted) return;
      this.data = value;
      this.error = undefined;
      if (told) say(told(value));
    } catch (error) {
      if (signal.aborted) return;
      this.error = error as Error;
      say((error as Error).message);
    } finally {
      if (!signal.aborted) {
        this.busy = false;
        this.progress = undefined;
      }
    }
  }
}

/** The same for a question with a body, which computes and keeps nothing; a null body asks nothing. */
export class Worked<T> {
  data: T | undefined = $state.raw();
  error: Error | undefined = $state();
  busy = $state(false);
  progress: Progress | undefined = $state();

  constructor(question: () => { address: string; body: Json } | null, told: (value: T) => string, wait = 40) {
    $effect(() => {
      const asked = question();
      if (asked === null) {
        this.data = this.error = undefined;
        this.busy = false;
        return;
      }
      const stop = new AbortController();
      this.busy = true;
      const timer = setTimeout(() => void this.#ask(asked.address, asked.body, stop.signal, told), wait);
      return () => {
        clearTimeout(timer);
        stop.abort();
      };
    });
  }

  async #ask(address: string, body: Json, signal: AbortSignal, told: (value: T) => string): Promise<void> {
    try {
      const value = await settled<T>(
        () => ask<T | { job: Job }>(address, body, signal),
        signal,
        (progress) => (this.progress = progress),
      );
      if (signal.aborted) return;
      this.data = value;
      this.error = undefined;
      say(told(value));
    } catch (error) {
      if (!signal.aborted) this.error = error as Error;
    } finally {
      if (!signal.aborted) {
        this.busy = false;
        this.progress = undefined;
      }
    }
  }
}
