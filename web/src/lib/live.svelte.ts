/** The one line that screen readers are told when something changed. */

class Live {
  text = $state("");
}

export const live = new Live();

export function say(text: string): void {
  live.text = text;
}
