/** How the states of a change request look. */
import type { Change } from "@/api/dependencies";
import type { BadgeTone } from "@/ui/Badge";

const TONES: Record<Change["state"], BadgeTone> = {
  proposed: "warn",
  approved: "info",
  rejected: "quiet",
  withdrawn: "quiet",
  done: "info",
  verified: "ok",
  failed: "bad",
};

export const stateTone = (state: Change["state"]) => TONES[state];
