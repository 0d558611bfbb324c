/** What every screen reads of the server: the case, pages in the words of the terminal, figures, numbers with ranges. */

export interface Meta {
  case: string;
  digest: string;
  version: string;
  world?: string;
  on?: string;
  as_of?: string;
  run?: string;
}

export interface CaseRow {
  case: string;
  title: string;
  sides: string[];
  first: string;
  last: string;
}

export interface CaseAnswer {
  case: string;
  digest: string;
  stamp: string;
  title: string;
  sides: [string, string];
  first: string;
  baseline: string;
  last: string;
  summary: string;
  limits: string[];
  world: { name: string; digest: string };
  names: Record<string, string>;
  sectors: Record<string, string>;
  scenarios: string[];
  levers: Lever[];
  read_only: boolean;
}

export interface Lever {
  id: string;
  title: string;
  giver: string;
  known_on: string;
  steps: { id: string; title: string; known_on: string }[];
}

export interface FigureAnswer {
  title: string;
  description: string;
  caption: string;
  spec: { [key: string]: unknown };
  columns: string[];
  rows: (string | number | boolean | null)[][];
}

export interface FiguresAnswer {
  rows: { name: string; title: string }[];
}

/** A number with its ranges of draws. */
export interface Spread {
  value: number;
  lo50: number;
  hi50: number;
  lo90: number;
  hi90: number;
  range_only?: string;
}

export type BySide = Record<string, number>;

/** An answer as the terminal prints it, sent with `page=true`. */
export interface Page {
  head: string;
  intro: string[];
  tables: PageTable[];
  lines: string[];
}

export interface PageTable {
  title: string;
  columns: { key: string; header: string; kind: "text" | "code" | "percent" | "number"; digits: number | null }[];
  rows: Record<string, unknown>[];
}

export type Paged<T> = T & { page: Page };
