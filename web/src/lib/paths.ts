/** The shortest way between two persons over the doors and channels of a board. */

import type { BoardAnswer } from "./shapes/talks";

export interface Step {
  to: string;
  /** Why this step is open. */
  by: string;
  /** Nothing on record says so: colleagues are taken to reach each other. */
  assumed: boolean;
}

const INSIDE = "inside the government";

/** Steps from one person to the other, fewest first; null where every way is closed. */
export function way(board: BoardAnswer, from: string, to: string): Step[] | null {
  const steps = new Map<string, Step[]>();
  const link = (a: string, b: string, by: string, assumed = false): void => {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      steps.set(one, [...(steps.get(one) ?? []), { to: other, by, assumed }]);
    }
  };
  for (const cell of board.matrix) if (cell.status === "open") link(cell.a, cell.b, "open by the rules of both sides");
  for (const channel of board.channels) {
    const [a, b] = channel.ends;
    if (channel.state === "open" && a && b && channel.ends.length === 2) link(a, b, `channel: ${channel.name}`);
  }
  board.envoys.forEach((one, at) => {
    for (const other of board.envoys.slice(at + 1)) {
      if (other.side === one.side) link(one.person, other.person, INSIDE, true);
    }
  });
  const came = new Map<string, { from: string; step: Step }>();
  const queue = [from];
  while (queue.length) {
    const here = queue.shift()!;
    if (here === to) break;
    // Steps on record come before assumed ones of the same length.
    for (const step of [...(steps.get(here) ?? [])].sort((a, b) => Number(a.assumed) - Number(b.assumed))) {
      if (step.to === from || came.has(step.to)) continue;
      came.set(step.to, { from: here, step });
      queue.push(step.to);
    }
  }
  if (!came.has(to)) return null;
  const found: Step[] = [];
  for (let at = to; at !== from; at = came.get(at)!.from) found.unshift(came.get(at)!.step);
  return found;
}
