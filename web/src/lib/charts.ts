/** Pictures come from the server as Vega-Lite specifications; here they are fitted to the page and its colours. */

import type { VisualizationSpec } from "vega-embed";

type Part = { [key: string]: unknown };

/** The colours of the server's figures, and what stands for them on a dark page. */
const DARK: Record<string, string> = {
  "#1f5a94": "#7db3e8",
  "#c4522d": "#f0956f",
  "#1f7a6d": "#5ec4b2",
  "#a8443f": "#e98d86",
  "#6b7280": "#a7b0bc",
  "#9ca3af": "#5b6573",
  "#e5e7eb": "#2b333d",
  "#d1d5db": "#3a434f",
  "#f3f4f6": "#20262e",
  "#f8fafc": "#1b2027",
  "#374151": "#c9d0d8",
  "#111827": "#e7eaee",
  black: "#e7eaee",
  white: "#14181d",
};
const FONT = "'Source Sans 3 Variable', 'Helvetica Neue', Arial, sans-serif";
const SERIF = "'Source Serif 4 Variable', Georgia, serif";
/** Panels narrower than this keep their width. */
const PANEL = 140;

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Rewrite a specification from the leaves up; data are left as they are. */
function walk(value: unknown, change: (key: string, value: unknown) => unknown, key = ""): unknown {
  if (key === "values" || key === "datasets") return value;
  if (Array.isArray(value)) return change(key, value.map((one) => walk(one, change)));
  if (!isPart(value)) return change(key, value);
  return change(key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, change, name)])));
}

/** Lines of at most so many letters. */
function wrap(lines: string[], letters: number): string[] {
  const out: string[] = [];
  for (const word of lines.join(" ").split(/\s+/)) {
    const last = out.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= letters) out[out.length - 1] = `${last} ${word}`;
    else out.push(word);
  }
  return out;
}

/** Width of the widest panel. */
export function widest(spec: Part): number {
  let found = 0;
  walk(spec, (key, value) => {
    if (key === "width" && typeof value === "number") found = Math.max(found, value);
    return value;
  });
  return found;
}

/** Width of the widest panel that is drawn, without the source line at the foot. */
export function panel(spec: Part): number {
  const parts = spec["vconcat"];
  const drawn = (value: unknown): number => {
    if (Array.isArray(value)) return Math.max(0, ...value.map(drawn));
    if (!isPart(value)) return 0;
    if (typeof value["width"] === "number" && ("mark" in value || "layer" in value)) return value["width"];
    return drawn(Object.entries(value).map(([key, one]) => (key === "values" || key === "datasets" ? 0 : one)));
  };
  return drawn(Array.isArray(parts) ? parts.slice(0, -1) : spec) || widest(spec);
}

/** The specification for a page: panels scaled, words wrapped to the width, fonts and colours of the page. */
export function dress(spec: Part, scale: number, room: number, dark: boolean): VisualizationSpec {
  const letters = Math.max(28, Math.floor(room / 5.6));
  const words = (value: unknown, per: number): unknown =>
    value === undefined ? value : wrap([value].flat().map(String), Math.floor(letters * per));
  const dressed = walk(spec, (key, value) => {
    if (key === "width" && typeof value === "number" && value >= PANEL) return Math.round(value * scale);
    if (isPart(value) && "projection" in value && typeof value["height"] === "number") {
      return { ...value, height: Math.round(value["height"] * Math.min(1, scale)) };
    }
    if (typeof value === "string" && dark) return DARK[value.toLowerCase()] ?? value;
    if (key === "title" && isPart(value) && "subtitle" in value) {
      return { ...value, text: words(value["text"], 0.72), subtitle: words(value["subtitle"], 1) };
    }
    return value;
  }) as Part;
  const foot = Array.isArray(dressed["vconcat"]) ? (dressed["vconcat"] as Part[]).at(-1) : undefined;
  const encoding = isPart(foot?.["encoding"]) ? foot["encoding"] : undefined;
  if (foot && isPart(encoding?.["text"]) && Array.isArray(encoding["text"]["value"])) {
    const lines = wrap(encoding["text"]["value"] as string[], Math.floor(letters * 1.15));
    encoding["text"] = { value: lines };
    foot["height"] = 12 * lines.length;
  }
  const ink = dark ? "#e7eaee" : "#16202b";
  const config = isPart(dressed["config"]) ? dressed["config"] : {};
  const over = (name: string, add: Part): Part => ({ ...(isPart(config[name]) ? config[name] : {}), ...add });
  const fonts = { labelFont: FONT, titleFont: FONT, labelColor: ink, titleColor: ink };
  return {
    ...dressed,
    config: {
      ...config,
      font: FONT,
      background: "transparent",
      text: over("text", { color: ink }),
      axis: over("axis", { ...fonts, labelFontSize: 12, titleFontSize: 12 }),
      legend: over("legend", { ...fonts, labelFontSize: 12 }),
      header: over("header", fonts),
      title: over("title", { font: SERIF, fontWeight: 600, fontSize: 16, color: ink, subtitleFont: FONT, subtitleFontSize: 12 }),
    },
  } as VisualizationSpec;
}

interface Shown {
  width: number;
  finalize: () => void;
}

/** Draw into a node; nothing is compiled from text, so the page needs no leave to evaluate code. */
export async function draw(into: HTMLElement, spec: VisualizationSpec): Promise<Shown> {
  const [{ default: embed }, { expressionInterpreter }] = await Promise.all([
    import("vega-embed"),
    import("vega-interpreter"),
    document.fonts.load(`600 16px ${SERIF}`),
    document.fonts.load(`12px ${FONT}`),
  ]);
  const shown = await embed(into, spec, {
    actions: false,
    ast: true,
    expr: expressionInterpreter,
    renderer: "canvas",
    defaultStyle: false,
    config: {},
  });
  const canvas = into.querySelector("canvas");
  return { width: canvas ? canvas.getBoundingClientRect().width : 0, finalize: () => shown.finalize() };
}
