/** What a reader keeps in this browser: views to come back to, and filters of the dossier to watch. */

const KEY = "detente-kept";

export interface View {
  title: string;
  address: string;
  /** The case as it stood, by which a later change is noticed. */
  case: string;
  stamp: string;
  kept: string;
}

export interface Watch {
  title: string;
  case: string;
  filters: Record<string, string>;
  /** Entries that the reader has seen. */
  seen: string[];
}

interface Store {
  views: View[];
  watches: Watch[];
}

/** What is stored; nothing of it where it cannot be read. */
function stored(): Store {
  try {
    const told = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Store>;
    return { views: Array.isArray(told.views) ? told.views : [], watches: Array.isArray(told.watches) ? told.watches : [] };
  } catch {
    return { views: [], watches: [] };
  }
}

class Kept {
  views: View[] = $state([]);
  watches: Watch[] = $state([]);

  constructor() {
    this.#load();
    // Another tab of the same browser may keep something too.
    addEventListener("storage", () => this.#load());
  }

  #load(): void {
    ({ views: this.views, watches: this.watches } = stored());
  }

  #save(): void {
    localStorage.setItem(KEY, JSON.stringify({ views: this.views, watches: this.watches }));
  }

  keep(view: View): void {
    this.views = [view, ...this.views.filter((one) => one.title !== view.title || one.case !== view.case)];
    this.#save();
  }

  drop(view: View): void {
    this.views = this.views.filter((one) => one !== view);
    this.#save();
  }

  watch(watch: Watch): void {
    this.watches = [...this.watches.filter((one) => one.title !== watch.title || one.case !== watch.case), watch];
    this.#save();
  }

  forget(watch: Watch): void {
    this.watches = this.watches.filter((one) => one !== watch);
    this.#save();
  }

  saw(watch: Watch, seen: string[]): void {
    watch.seen = seen;
    this.#save();
  }
}

export const kept = new Kept();
