/** What the server answers, as far as screens read it: scenarios and stored runs. */

import type { Spread } from "./common";
import type { SolveAnswer } from "./options";

export interface RunsAnswer {
  rows: { run: string; title: string; scenario: string; case: string; on: string; model: string; draws: string }[];
}

export interface RunRow extends Spread {
  region: string;
  measure: string;
  unit: string;
}

export interface RunAnswer {
  run: string;
  scenario: string;
  meta: { title: string; case: string; case_digest: string; on: string; as_of: string; baseline: string; draws: string };
  rows: RunRow[];
  certificate: { method: string; sentence: string };
  warnings: string[];
  moved_on: boolean;
  moved_on_sentence: string;
}

export interface CompareAnswer {
  runs: string[];
  meta: { about: { title: string; case: string; on: string; baseline: string; draws: string }[] };
  rows: { region: string; measure: string; unit: string; values: (number | null)[]; gap: number | null }[];
  warnings: string[];
}

export interface TypedRule {
  op: string;
  by: string;
  on: string[];
  authority?: string;
  value?: number;
  why: string;
}

export interface ScenarioRow {
  id: string;
  title: string;
  saved: boolean;
}

export interface ScenarioAnswer {
  id: string;
  title: string;
  base: string;
  saved: boolean;
  rule: TypedRule[];
  text: string;
  remarks: string[];
}

export interface PreviewAnswer extends SolveAnswer {
  rates: { importer: string; exporter: string; day: number; ruled: number }[];
  remarks: string[];
  text: string;
}
