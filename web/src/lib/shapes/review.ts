/** What the server answers, as far as screens read it: the review queue. */

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
