/** How a parcel fares, as a tone. */
import type { Condition } from "@/api/fulfilment";
import type { BadgeTone } from "@/ui/Badge";

export const CONDITION_TONES: Record<Condition, BadgeTone> = {
  waiting: "quiet",
  collected: "info",
  moving: "info",
  delivering: "info",
  signed: "ok",
  problem: "bad",
  returning: "bad",
  returned: "warn",
  refused: "bad",
};
