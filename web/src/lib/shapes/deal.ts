/** What the server answers, as far as screens read it: packages. */

import type { BySide, Meta } from "./common";

export interface DealAnswer {
  meta: Meta;
  against: string;
  against_words: string;
  count: number;
  draws: number;
  packages: {
    terms: Record<string, string>;
    probability: number;
    surplus: BySide;
    chosen: number;
    better_than: number;
    critical_delta: Record<string, number | null>;
  }[];
  probability: number;
  share: number;
  why_empty: Record<string, number>;
  opens_with: {
    change: string;
    kind: string;
    share: number;
    share_before: number;
    probability: number | null;
    probability_before: number | null;
  }[];
  hangs_on: Record<string, number>;
}

export interface ZoneAnswer {
  terms: Record<string, string>;
  probability: number;
  draws: number;
  surplus: BySide;
  critical_delta: Record<string, number | null>;
  better_than: number;
  against_words: string;
}
