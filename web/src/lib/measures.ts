/** Measures of a run in the words of the terminal. */

import { billions, change, percent } from "./show";

export const MEASURES: Record<string, string> = {
  welfare: "Real income",
  welfare_usd: "Real income, dollars",
  welfare_first_order: "Real income, first order",
  welfare_pair_only: "Real income, the two sides' measures alone",
  welfare_without_rules: "Real income without the rules",
  real_wage: "Real wage",
  exports: "Exports",
  imports: "Imports",
  goods_trade_with_other_side: "Goods trade with the other side",
  revenue: "Tariff revenue",
  revenue_change: "Change of tariff revenue",
  tariff_on_other_side: "Tariff on the other side",
  tariff_on_other_side_before: "Tariff on the other side, before",
};

/** How values of a measure are written. */
export function shownAs(measure: string, unit: string | undefined): (value: number) => string {
  if (unit === "USD mn") return billions;
  return measure.startsWith("tariff") ? percent : change;
}
