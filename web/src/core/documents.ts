// What the core tells the page: the shapes of its documents, as far as the page reads them.

export type Side = 'left' | 'right';
export type Answer = 'yes' | 'no' | 'unknown';
export type Urgency = 'emergency' | 'urgent' | 'soon' | 'routine';
export type Verdict = 'train' | 'rest' | 'ask' | 'stop';

export interface Reason {
  rule: string;
  text: string;
  sources: string[];
  events: string[];
}
export interface Question {
  id: string | null;
  text: string;
  if_unknown: string;
  rule: string;
}
export interface Referral {
  urgency: Urgency;
  side: Side | null;
  to: string;
  reason: Reason;
}
export type Work = { hold_seconds: number } | { reps: number } | { contract_relax: { contract_s: number; stretch_s: number } };
export interface Dose {
  sets: number;
  work: Work;
  effort_cap: number;
  effort_start: number;
  load_grade: number;
  level: number;
  rest_s: number;
}
export interface SessionDrill {
  drill: string;
  side: Side | null;
  block: string;
  dose: Dose;
  purpose: string;
  sources: string[];
  reasons: Reason[];
  instead_of: string | null;
  stop_rule: string;
}
export interface LeftOut {
  drill: string;
  side: Side | null;
  reasons: Reason[];
}
export interface Session {
  day: string;
  index: number;
  verdict: Verdict;
  drills: SessionDrill[];
  left_out: LeftOut[];
  questions: Question[];
  referrals: Referral[];
  advice: { text: string; reason: Reason }[];
  reasons: Reason[];
  caveats: { kind: string; text: string }[];
}
export interface Step {
  drill: number;
  side: Side | null;
  set: number;
  rest_before_s: number;
}
export interface Course {
  session: string | null;
  sets_done: number;
  steps: Step[];
}
export interface SidePattern {
  naming: unknown;
  beliefs: { mechanism: string; probability: number }[];
  sentences?: string[];
}
export interface Assessment {
  schema: string;
  person: { age_years: number | null; sex: string; height_m: number | null; mass_kg: number | null };
  safety: Record<string, Answer>;
  baseline: { site: string; pain_nrs: number }[];
  goals: string[];
  feels_tight: boolean;
  constraints: { minutes_per_session: number; sessions_per_week: number; equipment: string[] };
  findings: unknown[];
  day?: string;
}
export interface Today {
  day: string;
  integrity: 'whole' | 'unchained' | 'unsynced' | 'gap';
  allowance: { clearance: 'open' | 'precautions' | 'blocked'; reasons: Reason[]; questions: Question[]; referrals: Referral[] };
  session: Session | null;
  course: Course;
  mornings_due: { session: string; day: string }[];
  assessment: Assessment | null;
  programme: { sessions: { index: number; duration_s: number; drills: (SessionDrill & { reason: string })[] }[]; sentences: string[]; weeks: number } | null;
}

export interface CatalogueQuestion {
  id: string;
  flag: string | null;
  role: 'symptom' | 'risk' | 'condition';
  ask: string;
  if_unknown: string;
  screen: string;
  ages: [number, number] | null;
  before_session: boolean;
}
export interface CatalogueDrill {
  id: string;
  name: string;
  category: string;
  equipment: string[][];
  counted: string | null;
  support_level: number;
  cues: string[];
  watch_for: string[];
  status: string;
  sources: string[];
}
export interface Catalogue {
  questions: CatalogueQuestion[];
  drills: CatalogueDrill[];
  goals: { id: string; name: string }[];
  rules: { id: string; name: string; when: string; then: string; why: string; status: string; sources: string[] }[];
  references: { key: string; citation: string; doi?: string; status: string }[];
}
