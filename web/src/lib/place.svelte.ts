/** Where the reader stands. All of it is in the address, so that back, forward, reload and a sent link work. */

export const SCREENS = [
  { id: "where", title: "Where are we", asks: true },
  { id: "hurting", title: "Who is hurting", asks: true },
  { id: "options", title: "What could they do", asks: true },
  { id: "talks", title: "Who can talk", asks: true },
  { id: "deal", title: "What deal", asks: true },
  { id: "evidence", title: "What is known", asks: true },
  { id: "review", title: "Review queue", asks: false },
  { id: "scenarios", title: "Scenarios", asks: false },
  { id: "runs", title: "Runs", asks: false },
] as const;

export type Screen = (typeof SCREENS)[number]["id"];

interface Address {
  /** A stored run by its permanent link, else empty. */
  run: string;
  case: string;
  screen: Screen;
  on: string;
  asOf: string;
  scenario: string;
  view: Record<string, string>;
  /** What the address names where it leads to no page, else empty. */
  missing: string;
}

/** Part of an address as text; as it stands where its escapes are broken. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function read(): Address {
  const parts = location.pathname.split("/").filter(Boolean);
  const [head = "", name = "", screen = "", ...rest] = parts;
  const asked = new URLSearchParams(location.search);
  const view: Record<string, string> = {};
  for (const part of (asked.get("view") ?? "").split(";")) {
    const at = part.indexOf(":");
    if (at > 0) view[part.slice(0, at)] = part.slice(at + 1);
  }
  const known = SCREENS.find((one) => one.id === screen);
  const there =
    parts.length === 0 || (head === "c" && rest.length === 0 && (known || !screen)) || (head === "r" && name && parts.length === 2);
  return {
    run: there && head === "r" ? name : "",
    case: head === "c" ? plain(name) : "",
    screen: known?.id ?? "where",
    missing: there ? "" : plain(parts.join("/")),
    on: asked.get("on") ?? "",
    asOf: asked.get("as_of") ?? "",
    scenario: asked.get("s") ?? "",
    view,
  };
}

/** The address of a place. */
export function href(to: Address): string {
  if (to.run) return `/r/${to.run}`;
  const asked = new URLSearchParams();
  if (to.on) asked.set("on", to.on);
  if (to.asOf) asked.set("as_of", to.asOf);
  if (to.scenario) asked.set("s", to.scenario);
  const view = Object.entries(to.view);
  if (view.length) asked.set("view", view.map(([key, value]) => `${key}:${value}`).join(";"));
  const query = asked.toString();
  return `/c/${encodeURIComponent(to.case)}/${to.screen}${query ? `?${query}` : ""}`;
}

class Place {
  now: Address = $state(read());
  #timer = 0;

  constructor() {
    addEventListener("popstate", () => (this.now = read()));
  }

  /** Move: a new entry of the history. Another screen starts with its own view. */
  go(change: Partial<Address>): void {
    this.#move(change);
    history.pushState(null, "", href(this.now));
  }

  /** Go to an address of this page. */
  visit(address: string): void {
    history.pushState(null, "", address);
    this.now = read();
  }

  /** Adjust in place (a slider, a filter): the present entry of the history changes. */
  set(change: Partial<Address>): void {
    this.#move(change);
    // Browsers limit how often an address may change; a dragged slider would meet that limit.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => history.replaceState(null, "", href(this.now)), 120);
  }

  /** Adjust single keys of the view; an empty value removes its key. */
  look(change: Record<string, string>): void {
    this.set({ view: { ...this.now.view, ...change } });
  }

  #move(change: Partial<Address>): void {
    const screen = change.screen ?? this.now.screen;
    const asked = change.view ?? (screen === this.now.screen ? this.now.view : {});
    // An empty value takes its key away; nothing may read it as a zero.
    const view = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
    this.now = { ...this.now, run: "", missing: "", ...change, view };
  }
}

export const place = new Place();
