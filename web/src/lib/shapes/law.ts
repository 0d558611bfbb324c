/** What the server answers, as far as screens read it: rates, their layers and days. */

import type { Meta } from "./common";

export interface Rate {
  importer: string;
  exporter: string;
  definition: string;
  weights: string;
  rate: number | null;
}

export interface RatesAnswer {
  meta: Meta;
  rows: Rate[];
}

export interface TimelineAnswer {
  meta: Meta;
  baseline: string;
  rows: { day: string; importer: string; exporter: string; statutory: number; effective: number; measures: string[] }[];
  measures: Act[];
}

export interface Act {
  id: string;
  title: string;
  instrument: string;
  by: string;
  authority: string;
  announced: string | null;
  effective: string | null;
  known_on: string | null;
  cites: { id: string; document?: string; title?: string; url?: string }[];
}

export interface Layer {
  measure: string | null;
  authority: string;
  role: string;
  rate: number;
  cover: number;
  by_rule: string;
  instrument: string;
  announced: string | null;
  effective: string | null;
  known_on: string | null;
  cites: string[];
}

export interface WhyAnswer {
  meta: Meta;
  statutory: number;
  statutory_base: number;
  layers: Layer[];
}

export interface DiffAnswer {
  meta: Meta;
  from: string;
  to: string;
  measures: {
    id: string;
    change: string;
    day: string;
    effect: number | null;
    importer: string;
    exporter: string;
    title: string;
  }[];
}

export interface Card {
  question: string;
  sentence: string;
  citation: string;
  importer: string;
  exporter: string;
  names: Record<string, string>;
  product: string;
  hs: string;
  on: string;
  before: number | null;
  before_on: string | null;
  after: number | null;
  changed_sentence: string;
  sources: (string | { title?: string; id?: string; url?: string })[];
  attribution: string;
  warnings: string[];
}

export interface BillAnswer {
  value: number;
  duty: number;
  rows: {
    row: number;
    item: string;
    hs: string;
    origin: string;
    destination: string;
    value: number;
    rate: number;
    duty: number;
    landed: number;
    layers: { layer: string; act: string; rate: number }[];
    origins: { origin: string; rate: number }[];
  }[];
}
