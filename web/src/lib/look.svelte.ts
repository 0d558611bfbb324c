/** Light or dark: as the system says, unless the reader chose. */

const KEY = "detente-look";
export type Choice = "system" | "light" | "dark";

class Dark {
  #system = $state(false);
  choice: Choice = $state("system");

  constructor() {
    const asked = matchMedia("(prefers-color-scheme: dark)");
    this.#system = asked.matches;
    asked.addEventListener("change", () => (this.#system = asked.matches));
    const stored = localStorage.getItem(KEY);
    if (stored === "light" || stored === "dark") this.choose(stored);
  }

  get now(): boolean {
    return this.choice === "system" ? this.#system : this.choice === "dark";
  }

  choose(choice: Choice): void {
    this.choice = choice;
    if (choice === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
    document.documentElement.dataset["look"] = choice;
  }
}

export const dark = new Dark();
