/** What the server answers: the same documents as `detente VERB --json`, as far as the screens read them. */

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

export interface Happening {
  id: string;
  first: string;
  last: string;
  what: string;
  type: string;
  status: string;
  disputed: boolean;
  reason: string;
  by: string;
  initiator: string;
  known: string;
  grade: string;
  sourcing: string;
  claims: string[];
}

export interface Contradiction {
  one: string;
  other: string;
  kind: string;
  state: string;
  note: string;
  claims: string[];
}

export interface Grade {
  tag: string;
  outlet: string;
  sourcing: string;
  credibility: number;
  flags: string[];
  rule: string;
  sentence: string;
  groups: number;
}

export interface EvidenceAnswer {
  meta: Meta;
  since: string;
  counts: Record<string, number>;
  happenings: Happening[];
  contradictions: Contradiction[];
  not_answered: { who: string; kind: string; document: string; about: string[]; quote: string }[];
  claims: Record<string, Grade>;
}

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
  status: string;
  highest: string;
  last: Attempt | null;
  closed_by: string[];
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

/** A number with its ranges of draws. */
export interface Spread {
  value: number;
  lo50: number;
  hi50: number;
  lo90: number;
  hi90: number;
  range_only?: string;
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

export interface ClaimAnswer {
  meta: Meta;
  claim: { id: string; text: string };
  grade: Grade;
  voices: { quote: string; who: string; class: string; title: string; outlet: string; published: string; document: string }[];
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

export interface Reading extends Spread {
  region: string;
  measure: string;
  unit: string;
  horizon: string;
  model: string;
}

export interface SectorRow {
  region: string;
  code: string;
  name: string;
  goods: boolean;
  exposure: number;
  exports_base_usd_mn: number;
  tariff_before: number;
  tariff_after: number;
  exports_change: Record<string, Spread>;
  output: Spread;
  jobs_at_risk: Spread;
  jobs_lost: Spread;
  failing: Record<string, Spread>;
}

export interface ChokePoint {
  mineral: string;
  name: string;
  state: string;
  since: string;
  importer: string;
  supplier: string;
  supplier_share: number;
  days_of_stock: number | null;
  days_to_stop: number | null;
  sector_at_risk: string;
  output_at_risk_usd_mn: number | null;
  output_low_usd_mn: number | null;
  output_high_usd_mn: number | null;
  range_kind: string;
  source: string;
}

export interface PressureAnswer {
  meta: Meta;
  baseline: string;
  draws: number;
  rows: Reading[];
  sectors: SectorRow[];
  choke_points: ChokePoint[];
  endurance: { region: string; threshold: number; months: Spread; note: string }[];
  drivers: { region: string; reading: string; parameter: string; share: number }[];
  notes: string[];
}

type BySide = Record<string, number>;

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

export interface AchAnswer {
  question: string;
  hypotheses: { rank: number; id: string; text: string; against: number }[];
  claims: ({ claim: string; text: string; grade: string } & Record<string, string | number>)[];
}

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

export interface Mark {
  start: number;
  end: number;
  role: string;
}

export interface ItemPage {
  id: string;
  kind: string;
  state: string;
  place: number;
  of: number;
  text: string;
  marks: Mark[];
  lines: { name: string; value: string; typed: boolean }[];
  types: string[];
  may_edit: string[];
}

export interface QueueRow {
  document: string;
  title: string;
  counts: Record<string, number>;
  seconds: number | null;
}

export interface Standing {
  document: string;
  item: ItemPage | null;
  counts: Record<string, number>;
  can_undo: boolean;
  said?: string;
}

export interface DocumentAnswer extends Standing {
  title: string;
  items: { id: string; kind: string; state: string }[];
}

export interface DraftAnswer extends Standing {
  ask: boolean;
  published: { value?: string | null; rule?: string | null };
}

export interface ChangedAnswer {
  nothing: boolean;
  facts: { id: string; kind: string; text: string; known: string }[];
  measures: { id: string; change: string; day: string; effect: number | null }[];
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
