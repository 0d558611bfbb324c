/** What the server answers, as far as screens read it: what the sides could do, and the live model. */

import type { BySide, Meta } from "./common";

export interface OptionsAnswer {
  meta: Meta;
  baseline: string;
  observed: { side: string; low: number; high: number; what: string }[];
  peaks: { side: string; reply: string; model: string; rate: number; at_end: boolean }[];
  rules: {
    model: string;
    player: string;
    rule: string;
    words: string;
    rate: number;
    payoff: BySide;
    employment: BySide;
    revenue: BySide;
  }[];
  threats: { model: string; side: string; threat: string; senders: number; target: number; others: number; ratio: number | null }[];
  leverage: { model: string; by: string; kind: string; sector: string; own: number; damage: number; trade: number }[];
}

export interface SolveAnswer {
  baseline: string;
  regions: { region: string; welfare: number; ghost: number }[];
  shift: Record<string, { origin: string; change: number }[]>;
  cards: { id: string; label: string; shown: string; shown_ghost: string; baseline: string }[];
  sentence: string;
  horizon: string;
  certificate: { method: string; sentence: string };
}

export interface ReplyAnswer {
  rate: number;
  sentence: string;
}
