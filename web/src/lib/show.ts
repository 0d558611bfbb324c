/** How numbers, days and names are written: the same everywhere, quotable as they stand. */

const MONTHS = "January February March April May June July August September October November December".split(" ");
const NONE = "–";

/** 9 May 2025. */
export function day(iso: string | null | undefined): string {
  const [year, month, date] = (iso ?? "").slice(0, 10).split("-").map(Number);
  if (!year || !month || !date) return iso || NONE;
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

/** 9 May, where the year is plain from what stands around it. */
export function shortDay(iso: string | null | undefined): string {
  return day(iso).replace(/ \d{4}$/, "");
}

function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const zero = /^[0.,]*$/.test(text);
  return value < 0 && !zero ? `−${text}` : text;
}

export function number(value: number | null | undefined, digits = 0): string {
  return value === null || value === undefined || !Number.isFinite(value) ? NONE : fixed(value, digits);
}

/** A share as per cent: 114.7 %. */
export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined ? NONE : `${number(100 * share, digits)}\u00a0%`;
}

/** A change as per cent, with its sign. */
export function change(share: number | null | undefined, digits = 2): string {
  const text = percent(share, digits);
  return share && share > 0 && !/^[0.]+\s/.test(text) ? `+${text}` : text;
}

/** Persons or millions of dollars, three significant figures. */
export function rounded(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  const size = Math.abs(value);
  if (size >= 1e6) return `${number(value / 1e6, size >= 1e7 ? 1 : 2)}\u00a0million`;
  if (size >= 1e3) return number(Math.round(value / (size >= 1e5 ? 1000 : 100)) * (size >= 1e5 ? 1000 : 100));
  return number(value);
}

/** A value of millions of dollars in billions. */
export function billions(million: number | null | undefined): string {
  return million === null || million === undefined ? NONE : `${million < 0 ? "−" : ""}$${number(Math.abs(million) / 1000, 1)}\u00a0bn`;
}

/** The first letter raised. */
export function sentence(text: string): string {
  return text ? text[0]!.toUpperCase() + text.slice(1) : text;
}

const DAY = 86_400_000;

export function days(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

export function plus(iso: string, count: number): string {
  return new Date(Date.parse(iso) + count * DAY).toISOString().slice(0, 10);
}

/** The month so many months from a day's, as 2025-05. */
export function month(iso: string, count: number): string {
  const [year = 0, at = 1] = iso.split("-").map(Number);
  return new Date(Date.UTC(year, at - 1 + count, 1)).toISOString().slice(0, 7);
}

/** A day as people write it, or null. */
export function parseDay(text: string): string | null {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  const words = /^\s*(\d{1,2})\.?\s+([a-z]{3,})\.?\s+(\d{4})\s*$/i.exec(text);
  const month = words ? MONTHS.findIndex((name) => name.toLowerCase().startsWith(words[2]!.toLowerCase())) + 1 : 0;
  const parts = iso ? [iso[1], iso[2], iso[3]].map(Number) : words && month ? [Number(words[3]), month, Number(words[1])] : null;
  if (!parts) return null;
  const found = new Date(Date.UTC(parts[0]!, parts[1]! - 1, parts[2]!));
  return found.getUTCMonth() === parts[1]! - 1 ? found.toISOString().slice(0, 10) : null;
}

const WITH_ARTICLE = /^(United |Netherlands|Philippines|European |Rest of|Democratic |Czech Rep|Bahamas|Gambia)/;

/** A country's name inside a sentence: the United States, China. */
export function inSentence(name: string): string {
  return WITH_ARTICLE.test(name) ? `the ${name}` : name;
}
