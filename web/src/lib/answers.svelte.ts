/** An answer that follows its question: asked again when the address changes, the old one shown until then. */

import { atHand, get } from "./api";
import { follow, type Job, type Progress } from "./jobs";
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
      let value = await get<T | { job: Job }>(asked, signal);
      if (value && typeof value === "object" && "job" in value) {
        await follow(value.job as Job, signal, (progress) => (this.progress = progress));
        value = await get<T>(asked, signal);
      }
      if (signal.aborted) return;
      this.data = value as T;
      this.error = undefined;
      if (told) say(told(value as T));
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
