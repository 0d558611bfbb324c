/** What the server answers, as far as screens read it: who is hurting. */

import type { Meta, Spread } from "./common";

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
  exposure?: number;
  exports_base_usd_mn: number;
  tariff_before: number;
  tariff_after: number;
  exports_change: Record<string, Spread>;
  output: Spread;
  jobs_at_risk: Spread;
  jobs_lost?: Spread;
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
  /** The trade of the base is not known: what rests on it is left out. */
  levels: boolean;
  rows: Reading[];
  sectors: SectorRow[];
  choke_points: ChokePoint[];
  endurance: { region: string; threshold: number; months: Spread; note: string }[];
  drivers: { region: string; reading: string; parameter: string; share: number }[];
  notes: string[];
}
