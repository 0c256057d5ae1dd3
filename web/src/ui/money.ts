/** Amounts: integers of the smallest unit on the wire, with their unit on the screen. */

const SIGNS: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€", JPY: "JP¥", HKD: "HK$" };
const WITHOUT_CENTS = new Set(["JPY", "KRW"]);

/** `¥1,299.00`; never through a float beyond two decimals of a safe integer. */
export function money(minor: number | null | undefined, currency: string): string {
  if (minor === null || minor === undefined) return "–";
  const digits = WITHOUT_CENTS.has(currency) ? 0 : 2;
  const sign = SIGNS[currency] ?? `${currency} `;
  const size = Math.abs(minor);
  const unit = 10 ** digits;
  const whole = Math.floor(size / unit).toLocaleString("en-US");
  const cents = digits ? `.${String(size % unit).padStart(digits, "0")}` : "";
  return `${minor < 0 ? "−" : ""}${sign}${whole}${cents}`;
}

/** `12,345`; counts the hub bounds show as they come. */
export function count(n: number | null | undefined): string {
  return n === null || n === undefined ? "–" : n.toLocaleString("en-US");
}
