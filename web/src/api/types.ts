/**
 * The shapes the server answers with. Where its description says all, they are taken from there; where it says "object", they stand here, and
 * docs/reference/json.md says what each field means.
 */
import type { components } from "./schema";

type S = components["schemas"];
/** What may be null is told as null, never left out. */
type Told<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type AsOf = Told<S["AsOf"]>;

export type Role = "agent" | "supervisor" | "analyst" | "owner" | "admin";
export type Scope = "look" | "customers" | "decide" | "work" | "import" | "intake" | "manage";

export interface Member {
  id: number;
  name: string;
  email: string;
  role: Role;
  language: string | null;
  /** The ETag of the member. */
  version: number;
  created_at: string;
  disabled: boolean;
  has_password: boolean;
  /** Whether they signed in through the identity provider. */
  linked: boolean;
}

export interface Session {
  member: Member;
  scopes: Scope[];
  needs_password: boolean;
}

/** How one can sign in. */
export type Ways = Told<S["Ways"]>;

export type OpenSession = Told<S["Place"]>;

export interface Key {
  id: number;
  name: string;
  /** How it begins. */
  shown: string;
  scopes: Scope[];
  created_by: string;
  created_at: string;
  expires_at: string | null;
  used_at: string | null;
  revoked_at: string | null;
}

export type AuditEntry = Told<S["Entry"]>;

export type Board = Told<S["Standing"]>;

export type Surface = Told<S["Surface"]>;

export type MonthOfDamage = Told<S["Month"]>;

export interface PlaceOf {
  kind: string;
  place: string;
  place_kind: string;
}

export interface Risen {
  point: NoisePoint;
  before: number;
  after: number;
  q_value: number;
}

export interface Overview {
  as_of: AsOf;
  totals: { touches: number; journeys: number; customers: number; customers_error: number; from: string | null; to: string | null };
  surface: Surface | null;
  months: MonthOfDamage[];
  damage_unit: string | null;
  rose: Risen[];
  worst: NoisePoint[];
  /** How many points stand at which stage. */
  stages: Record<string, number>;
  /** The finding in a sentence. */
  finding: string;
}

export type EffectOf = Told<S["EffectShown"]>;

export type MonthOfPoint = Told<S["MonthShown"]>;

export interface NoisePoint extends PlaceOf, Partial<EffectOf> {
  id: string;
  /** Its place on the list, from 1. */
  rank: number;
  sentence: string;
  cause: string;
  exposed: number;
  affected: number;
  occurrences: number;
  customers: number;
  rate: number;
  rate_low: number;
  rate_high: number;
  effects: EffectOf[];
  damage: number;
  damage_low: number;
  damage_high: number;
  damage_unit: string;
  yearly: { best: number; low: number; high: number } | null;
  hours_lost: number;
  owner: string | null;
  channels: string[];
  /** Null where that is not known. */
  last_seen: string | null;
  journeys: string[];
  months: MonthOfPoint[];
  stage: string | null;
  assigned_to: string | null;
}

export type PassedPoint = Told<S["PassedShown"]>;

export type ResultOf = Told<S["ResultShown"]>;

export interface NoiseBoard {
  as_of: AsOf;
  looked_at: number;
  false_discovery: number;
  results: ResultOf[];
  blind: string[];
  passed: PassedPoint[];
  points: NoisePoint[];
  owners: string[];
  channels: string[];
  live: LiveCounts | null;
  fresh: FreshPoint[];
}

export type LiveCounts = Told<S["LiveCounts"]>;
export type FreshPoint = Told<S["FreshShown"]>;
export type CountsNow = Told<S["Now"]>;

export interface LiveFigures {
  live: LiveCounts | null;
  points: CountsNow[];
  fresh: FreshPoint[];
}

export type SegmentName = Told<S["SegmentName"]>;
export type Way = Told<S["WayShown"]>;

export interface EvidenceTouch {
  at: number;
  step: string;
  channel: string | null;
  owner: string | null;
  outcome: string | null;
  waited: number | null;
  signal: boolean;
}

export interface Evidence {
  journey: string;
  touches: EvidenceTouch[];
  skipped_before: number;
  skipped_after: number;
}

export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface Proof {
  at: string;
  until: string;
  verdict: string;
  ground: string | null;
  weeks_before: number;
  weeks_after: number;
  change: {
    ratio: Interval;
    spared: Interval;
    rate_after: number;
    rate_unfixed: number;
    rate_limit: number;
    p_value: number;
    placebo_dates: number;
    placebo_stronger: number;
    season: boolean;
  } | null;
  customers_spared: Interval | null;
  hours_spared: Interval | null;
  watch: { came_back: boolean; steps: number; rate: number; limit: number; p_value: number } | null;
}

/** A noise point week by week; made from the whole log, so it comes after the rest. */
export interface PointTrend {
  weeks: { from: string; exposed: number; affected: number; harmed: number; rate_low: number; rate_high: number }[];
  onset: { at: string; score: number; harm: number; harm_low: number; harm_high: number; aligned: boolean } | null;
  /** Null where the log does not tell of complaints; the interval is a share of the affected. */
  told: { affected: number; complained: number; silent: number; silent_low: number; silent_high: number } | null;
}

/** What a step before the fix rests on. */
export interface Seen {
  exposed: number;
  affected: number;
  onset: { number: number; score: number; harm: Interval | null } | null;
}

export interface StepOfLife {
  id: number;
  at: string;
  who: string;
  stage: string;
  owner?: string | null;
  what?: string | null;
  made_at?: string | null;
  test: Seen | Proof | null;
}

export interface Tracked extends PlaceOf {
  id: string;
  stage: string;
  owner: string | null;
  changed_at: string | null;
  what: string | null;
  steps: StepOfLife[];
}

export type Comment = Told<S["Comment"]>;

export interface Parameter {
  name: string;
  unit: string;
  value: number;
  low: number;
  high: number;
  basis: string;
  source: string | null;
}

export interface WholePoint {
  as_of: AsOf;
  /** Null where it is followed and no longer on the board. */
  point: NoisePoint | null;
  evidence: Evidence[];
  life: Tracked | null;
  comments: Comment[];
  around: { from: string; to: string; count: number; waited: number }[];
}

export type Waits = Told<S["WaitBand"]>;

export interface MapNode {
  /** Its name; `(start)` and `(end)` for where journeys begin and end. */
  step: string;
  role: string;
  x: number;
  y: number;
  width: number;
  height: number;
  touches: number;
  journeys: number;
  starts: number;
  ends: number;
  /** How bad the worst noise point here is, 0 to 4, and the ranks of all of them. */
  heat: number;
  points: number[];
}

export interface MapEdge {
  from: string;
  to: string;
  count: number;
  customers: number;
  waited: Waits | null;
  administrative: boolean;
  heat: number;
  points: number[];
  /** Empty for a step that follows itself. */
  route: { x: number; y: number }[];
}

export interface JourneyMap {
  as_of: AsOf;
  width: number;
  height: number;
  nodes: MapNode[];
  edges: MapEdge[];
  steps_left_out: number;
  transitions_left_out: number;
}

/** An analysis as the command of the same name prints it. */
export interface Analysis<T> {
  as_of: AsOf;
  answer: T;
}

export interface DeadEnds {
  goals: string[];
  states: { step: string; journeys: number; ended: number }[];
  entries: { from: string; to: string; count: number }[];
  journeys: number;
}

export interface Estimate {
  road: string;
  silent: number;
  low: number;
  high: number;
  assumes: string;
}

export interface Loss {
  problems: number;
  complaints: number;
  silent: number;
  lost_voiced: number;
  lost_silent: number;
  lost_word_of_mouth: number;
  at_risk: number;
  iceberg_factor: number;
}

export interface Iceberg {
  /** What money is told in; empty where nobody said. */
  currency?: string;
  journeys: number;
  surfaced: number;
  complained: number;
  lists: { list: string; journeys: number }[];
  silent: { low: number; best: number; high: number; road: string } | null;
  at_least: { silent: number; low: number; high: number } | null;
  estimates: Estimate[];
  agree: boolean;
  overlap: { dependence: { odds_ratio: number; silent: number }[] } | null;
  missing: { road: string; lacks: string; needs: string | null; says: string }[];
  damage: { best: Loss; low: Loss; high: Loss; parameters: Parameter[]; priced: boolean } | null;
  gate: { needed: number | null; satisfied: number | null; certainty: number; advised: boolean } | null;
}

export interface Driver {
  kind: string;
  met: number;
  satisfied_met: number;
  satisfied_spared: number;
  share: number;
  rank: number;
  rank_best: number;
  rank_worst: number;
}

export interface Planks {
  outcome: string | null;
  answers: number;
  bad: number;
  explained: number;
  drivers: Driver[];
  barrel: { rho: number; rho_low: number; rho_high: number; short_planks_first: boolean } | null;
  lifts: { kind: string; gain: number; priority: number }[];
  left_out: string[];
  missing: string | null;
}

export interface IdentityValue {
  kind: string;
  value: string;
}

export interface Touch {
  id: string;
  source: string;
  at: string;
  identities: IdentityValue[];
  channel?: string;
  touchpoint?: string;
  action?: string;
  outcome?: string;
  direction?: string;
  thread?: string;
  owner?: string;
  actor?: string;
  text?: string;
  amount?: number;
  waited_us?: number;
  results?: Record<string, boolean | number>;
  segment?: string;
}

export type JourneyRow = Told<S["JourneyLine"]>;

export interface WholeJourney {
  id: string;
  customer: string | null;
  touches: Touch[];
}

export type Known = Told<S["Known"]>;

export type CustomerRow = Told<S["CustomerLine"]>;

export interface Identity {
  key: string;
  kind: string | null;
  value: string;
  source: string;
  shared: boolean;
  joined: { because: string; with: string; source?: string; touch?: string; decision?: number }[];
}

export interface Decision {
  id: number;
  verdict: string;
  one: string;
  other: string;
  who: string;
  why: string;
  at: string;
  /** When, and by whom; null while it holds. */
  undone: [string, string] | null;
}

export interface Person {
  key: string;
  identities: Identity[];
  seen_with: Identity[];
  decisions: Decision[];
}

export interface WholeCustomer {
  id: string;
  person: Person;
  touches: Touch[];
  /** How many there are; only the last ones are told. */
  touches_in_all: number;
}

/** A mapping as an object: which column is what. */
export type Mapping = Record<string, unknown>;

/** How a file is read: without a mapping, as it is guessed. */
export interface Reading {
  mapping?: string;
  fields?: Mapping;
}

export interface Preview {
  format: string;
  mapping: string;
  fields: Mapping | null;
  guessed: boolean;
  /** In the order of the file, with a few things that stand in each. */
  columns: { name: string; examples: string[] }[];
  touches: Touch[];
  rejected: string[];
  /** Why no mapping could be guessed. */
  why: string | null;
}

export interface Import {
  id: number;
  name: string;
  who: string;
  bytes: number;
  stage: "waiting" | "running" | "done" | "failed";
  /** Bytes of the file, read and in all. */
  read: number;
  total: number;
  rows: number;
  rate: number | null;
  left_seconds: number | null;
  summary: { touches: number; journeys: number; customers: number; duplicates: number; rejected: number } | null;
  why: string | null;
  has_rejected: boolean;
}

export type Traffic = Told<S["Traffic"]>;
export type Source = Told<Omit<S["Source"], "rejections">> & { rejections: Told<S["Rejection"]>[] };

type SettingValue = string | number | boolean | null;

export interface Setting {
  key: string;
  value: SettingValue;
  from: string;
  /** What would apply had nobody changed it here, and where that comes from. */
  start: SettingValue;
  start_from: string;
  changeable: boolean;
  version: number;
  changed_at: string | null;
  changed_by: string | null;
}

/** What one message says, with the words that led to it. */
export interface Message {
  /** By which corrections name it. */
  touch: string;
  journey: string;
  source: string;
  id: string;
  side: "customer" | "company";
  language: string;
  causes: { name: string; source: string | null; score: number; sure: boolean }[];
  anger: number;
  anger_sure: boolean;
  direction: string;
  feelings: string[];
  promises: PromiseOf[];
  refusal: { sure: boolean; reason: boolean; alternative: boolean; hollow: boolean } | null;
  advertising: { sure: boolean; times: number } | null;
  parrot: { sure: boolean; times: number } | null;
  retelling: { sure: boolean; times: number } | null;
  gap: { sure: boolean; times: number } | null;
  jargon: { word: string; plain: string; sure: boolean }[];
  marks: MarkOf[];
  /** The correction that holds. */
  label: number | null;
}

export type MarkOf = Told<S["Mark"]>;
export type PromiseOf = Told<S["PromiseShown"]>;
export type PromiseLine = Told<S["PromiseLine"]> & PromiseOf;

export interface PromiseTally {
  open: number;
  kept: number;
  late: number;
  broken: number;
  vague: number;
  conditional: number;
  warned: number;
  kept_rate: number | null;
  kept_low: number | null;
  kept_high: number | null;
}

export interface PromiseSummary extends PromiseTally {
  due_soon: number;
  due_today: number;
  owners: (PromiseTally & { owner: string | null })[];
}

export interface CauseCount {
  name: string;
  texts: number;
  sure: number;
  share: number;
  share_low: number;
  share_high: number;
}

export interface VoiceOf {
  from: string | null;
  to: string | null;
  texts: number;
  by_customers: number;
  angry: number;
  reading: boolean;
  causes: CauseCount[];
  periods: { from: string; texts: number; causes: Record<string, number> }[];
}

export type Sentence = Told<S["Sentence"]>;

export interface Behind {
  affected: number;
  telling: number;
  triggers: CauseCount[];
  causes: CauseCount[];
}

export type Answering = Told<S["Figures"]>;

export interface ModelInUse {
  made_of: string;
  own: boolean;
  corrections: number;
  needed: number;
  lesson: { began_at: string; ended_at: string | null; learned: number; held_back: number; before: Answering | null; after: Answering | null; taken: boolean; why: string | null } | null;
}
