/** Which figures verdicts have, in the order in which they are read. */
import type { Verdict } from "@/api/drills";

const JUDGED = [
  "noticed_after_s",
  "cause_named",
  "told_after_s",
  "accepted",
  "reserved",
  "pool_reserved",
  "short",
  "short_after_s",
  "conserved",
  "orders_lost",
  "orders_doubled",
  "not_given",
  "given_twice",
  "scans_lost",
  "parcels_lost",
  "parcels_doubled",
  "ship_backs_lost",
  "ship_backs_doubled",
  "webhooks_lost",
  "webhooks_doubled",
  "sms_lost",
  "sms_doubled",
  "states_wrong",
  "dead_letters",
  "recovered_after_s",
  "in_step_after_s",
  "other_shops_p95_ratio",
  "wall_s",
] as const;
const TOLD = [
  "strikes",
  "answers_lost",
  "messages",
  "tries",
  "orders",
  "parcels",
  "scans",
  "ship_backs",
  "webhooks",
  "sms",
  "orders_late",
  "pool_accepted",
  "outage_s",
  "rush_scale",
  "day_scale",
  "time_scale",
] as const;
export type Judged = (typeof JUDGED)[number];
export type Told = (typeof TOLD)[number];
export type Field = Judged | Told;

export const SECONDS: ReadonlySet<Field> = new Set([
  "noticed_after_s",
  "told_after_s",
  "recovered_after_s",
  "in_step_after_s",
  "short_after_s",
  "wall_s",
]);
export const TIMES: ReadonlySet<Field> = new Set(["other_shops_p95_ratio", "rush_scale", "day_scale", "time_scale"]);
/** Of a drill that nobody has to notice, or where nothing came, an empty one says nothing. */
const MAY_BE_EMPTY: ReadonlySet<Field> = new Set(["noticed_after_s", "cause_named", "told_after_s", "short_after_s"]);

export const isTold = (field: Field): field is Told => (TOLD as readonly Field[]).includes(field);

/** Those that this drill has and that something is demanded of; what was missed is read first, what did not happen at all among it. */
export function judgedIn({ figures, missed }: Verdict): Field[] {
  const isSaid = (field: Judged) =>
    missed.includes(field) || (field in figures && !(MAY_BE_EMPTY.has(field) && figures[field] === null));
  const said = JUDGED.filter(isSaid);
  const isMissed = (field: Judged) => missed.includes(field);
  const idle = TOLD.filter((field) => missed.includes(field));
  return [...idle, ...said.filter(isMissed), ...said.filter((field) => !isMissed(field))];
}

/** Those that only say how hard it was; what was not there at all is left out. */
export function toldIn({ figures, missed }: Verdict): Told[] {
  return TOLD.filter((field) => field in figures && !missed.includes(field) && !((field === "outage_s" || field === "answers_lost") && !figures[field]));
}
