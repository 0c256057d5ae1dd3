/** Figures of calls as people read them. */

/** `99.2%`; never `100%` while anything failed. */
export function rate(share: number | null | undefined): string {
  if (share === null || share === undefined) return "–";
  const percent = share * 100;
  if (share < 1 && percent > 99.9) return "99.9%";
  return `${percent.toFixed(share === 1 || percent === 0 ? 0 : 1)}%`;
}

/** `84 ms`, `1.2 s`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `auth_expired · 27 session-expired` → `27 session-expired`: what the channel itself said, or our own word. */
export function shortCode(code: string): string {
  return code.split(" · ").at(-1) ?? code;
}

const WELL = 0.95;

/** Whether too few of an API's calls were answered. */
export function isUnwell(share: number | null): boolean {
  return share !== null && share < WELL;
}
