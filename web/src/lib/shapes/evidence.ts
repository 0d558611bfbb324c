/** What the server answers, as far as screens read it: the dossier. */

import type { Meta } from "./common";

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

export interface ClaimAnswer {
  meta: Meta;
  claim: { id: string; text: string };
  grade: Grade;
  voices: { quote: string; who: string; class: string; title: string; outlet: string; published: string; document: string }[];
}

export interface AchAnswer {
  question: string;
  hypotheses: { rank: number; id: string; text: string; against: number }[];
  claims: ({ claim: string; text: string; grade: string } & Record<string, string | number>)[];
}

export interface ChangedAnswer {
  nothing: boolean;
  facts: { id: string; kind: string; text: string; known: string }[];
  measures: { id: string; change: string; day: string; effect: number | null }[];
}
