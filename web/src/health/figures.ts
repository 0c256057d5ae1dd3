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

/** Answers that say no: the API works, the business does not let it. */
const NEWS = /^(channel_refused|already_done)\b/;
const WELL = 0.95;

/** Whether too few of an API's calls were answered; an answer that says no is one. */
export function isUnwell(row: { calls: number; ok: number; codes: { code: string; n: number }[] }): boolean {
  const news = row.codes.reduce((sum, { code, n }) => sum + (NEWS.test(code) ? n : 0), 0);
  return row.calls > 0 && (row.ok + news) / row.calls < WELL;
}
