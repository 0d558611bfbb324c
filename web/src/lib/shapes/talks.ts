/** What the server answers, as far as screens read it: persons, channels and when principals meet. */

import type { Meta } from "./common";

export interface Attempt {
  id: string;
  first: string;
  last: string;
  known: string;
  who: string;
  whom: string;
  medium: string;
  outcome: string;
  reason: string;
  standing: string;
  claims: string[];
  text: string;
}

export interface Cell {
  a: string;
  b: string;
  status: "open" | "not put forward" | "closed";
  highest: string;
  last: Attempt | null;
  closed_by: Rule[];
}

export interface Envoy {
  person: string;
  name: string;
  side: string;
  rank: number;
  posts: string[];
  access: string;
  passes: boolean;
  bridge: boolean;
  closed_by: string[];
}

export interface Rule {
  id: string;
  side: string;
  text: string;
  then: string;
  reason: string;
  claims: string[];
  assumed: string;
}

export interface Channel {
  id: string;
  name: string;
  kind: string;
  state: string;
  ends: string[];
  last: string | null;
  trust: number;
  why: string;
}

export interface BoardAnswer {
  meta: Meta;
  open_now: string[][];
  put_forward: Record<string, string[]>;
  formats: number;
  bridge: { a: string; b: string; ranks: number[]; venue: string }[];
  matrix: Cell[];
  attempts: Attempt[];
  rules: Rule[];
  channels: Channel[];
  envoys: Envoy[];
}

export interface Chance {
  model: string;
  horizon_days: number;
  p: number;
  low: number;
  high: number;
}

export interface TalksAnswer {
  meta: Meta;
  until: string;
  table: Chance[];
  headline: string;
  rule: { clause: string; holds: boolean; sentence: string }[];
  weights: Record<string, number>;
  left_out_log_scores: Record<string, number[]>;
  benchmarks: string[];
  condition: { apart: boolean; age_days: number; days_without_record: number };
  announced: { record: string; day: string; chance: number } | null;
  missing: Record<string, string>;
}
