/** Instants as people read them: the business runs on China time, whatever the browser's zone. */
import i18n, { language } from "@/i18n";

const ZONE = "Asia/Shanghai";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language()}:${kind}`;
  let made = formats.get(key);
  if (!made) {
    const locale = language() === "en" ? "en-GB" : "zh-CN";
    made = new Intl.DateTimeFormat(locale, { timeZone: ZONE, hourCycle: "h23", ...options });
    formats.set(key, made);
  }
  return made;
}

function parts(at: string): Record<string, string> {
  const made = format("parts", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(new Date(at));
  return Object.fromEntries(made.map((part) => [part.type, part.value]));
}

/** `2026-01-05 12:00:00 UTC+8`, the exact instant shown on hover. */
export function instant(at: string | null): string {
  if (!at) return "";
  const p = parts(at);
  return `${p["year"]}-${p["month"]}-${p["day"]} ${p["hour"]}:${p["minute"]}:${p["second"]} UTC+8`;
}

/** `01-05 12:00`, or with the year when it is not this one. */
export function shortInstant(at: string | null, now: Date = new Date()): string {
  if (!at) return "";
  const p = parts(at);
  const isThisYear = p["year"] === parts(now.toISOString())["year"];
  const day = `${p["month"]}-${p["day"]} ${p["hour"]}:${p["minute"]}`;
  return isThisYear ? day : `${p["year"]}-${day}`;
}

/** `2026-01-05` on the Shanghai calendar. */
export function calendarDay(at: Date): string {
  const p = parts(at.toISOString());
  return `${p["year"]}-${p["month"]}-${p["day"]}`;
}

/** `12 分钟前`: how long ago, in the coarsest unit that is still honest. */
export function age(at: string | null, now: Date = new Date()): string {
  if (!at) return i18n.t("never");
  const gone = Math.max(0, now.getTime() - Date.parse(at));
  if (gone < MINUTE) return i18n.t("age.now");
  if (gone < HOUR) return i18n.t("age.minutes", { count: Math.floor(gone / MINUTE) });
  if (gone < 2 * DAY) return i18n.t("age.hours", { count: Math.floor(gone / HOUR) });
  return i18n.t("age.days", { count: Math.floor(gone / DAY) });
}

/** `剩 3 小时` before a deadline, `超 12 分钟` after it. */
export function timeLeft(by: string, now: Date = new Date()): string {
  const left = Date.parse(by) - now.getTime();
  const size = Math.abs(left);
  const late = left < 0;
  if (size < HOUR) {
    const count = Math.max(1, Math.floor(size / MINUTE));
    return i18n.t(late ? "left.lateMinutes" : "left.minutes", { count });
  }
  if (size < 2 * DAY) {
    const count = Math.floor(size / HOUR);
    return i18n.t(late ? "left.lateHours" : "left.hours", { count });
  }
  const count = Math.floor(size / DAY);
  return i18n.t(late ? "left.lateDays" : "left.days", { count });
}

/** `45 秒`, `3 分钟`, `2 小时`: a stretch of time given in seconds. */
export function lasting(seconds: number): string {
  if (seconds < 10) return i18n.t("lasting.seconds", { count: Math.round(seconds * 10) / 10 });
  if (seconds < 90) return i18n.t("lasting.seconds", { count: Math.round(seconds) });
  if (seconds < 5400) return i18n.t("lasting.minutes", { count: Math.round(seconds / 60) });
  if (seconds < 172_800) return i18n.t("lasting.hours", { count: Math.round(seconds / 3600) });
  return i18n.t("lasting.days", { count: Math.round(seconds / 86_400) });
}

/** Start (or end, exclusive) of a Shanghai calendar day as the wire's UTC instant. */
export function dayStart(day: string, addDays = 0): string {
  const start = Date.parse(`${day}T00:00:00+08:00`);
  return new Date(start + addDays * DAY).toISOString();
}

/** `2026-01-05T12:00` on the Shanghai clock, as a field for date and time takes it. */
export function fieldOf(at: Date): string {
  return instant(at.toISOString()).slice(0, 16).replace(" ", "T");
}

/** The wire's instant of such a field. */
export function instantOf(field: string): string {
  return new Date(`${field}:00+08:00`).toISOString();
}
