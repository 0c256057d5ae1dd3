/** Scans on this device: kept until the hub has answered for each, so that a lost connection loses none. */
import type { NewScan, Scanned } from "@/api/fulfilment";

export interface KeptScan {
  scan_id: string;
  order: string;
  carrier: string;
  waybill_no: string;
  scanned_at: string;
  state: "queued" | Scanned["state"] | "failed";
  reason: string;
}

/** What the next scan means: an order's number first, then its waybill. */
export interface Hand {
  order: string;
  trouble: "" | "badOrder" | "badWaybill";
}

export const EMPTY: Hand = { order: "", trouble: "" };
export const CARRIERS = ["SF", "ZTO", "YTO", "YUNDA", "STO", "JTSD", "JD", "EMS", "POSTB", "DBKD"] as const;
export const BATCH = 100;
const KEPT = 500;
const STORE = "orderhub-scans";
const ORDER = /^[!-~]{1,64}$/u;
const WAYBILL = /^[A-Za-z0-9-]{4,40}$/u;
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^SF/u, "SF"],
  [/^YT/u, "YTO"],
  [/^JT/u, "JTSD"],
  [/^JD/u, "JD"],
  [/^(?:7[3-9]|ZTO)\d{10,}/u, "ZTO"],
];

/** One beep of the scanner: the hand after it, and the scan when it is whole. */
export function take(hand: Hand, typed: string, usual: string, id: string, at: Date): { hand: Hand; scan?: KeptScan } {
  const text = typed.trim();
  if (!hand.order) {
    return ORDER.test(text) ? { hand: { order: text, trouble: "" } } : { hand: { order: "", trouble: "badOrder" } };
  }
  if (!WAYBILL.test(text)) return { hand: { ...hand, trouble: "badWaybill" } };
  const waybill = text.toUpperCase();
  const scan: KeptScan = {
    scan_id: id,
    order: hand.order,
    carrier: carrierOf(waybill, usual),
    waybill_no: waybill,
    scanned_at: at.toISOString(),
    state: "queued",
    reason: "",
  };
  return { hand: EMPTY, scan };
}

export function carrierOf(waybill: string, usual: string): string {
  return PREFIXES.find(([shape]) => shape.test(waybill))?.[1] ?? usual;
}

export function wire({ scan_id, order, carrier, waybill_no, scanned_at }: KeptScan): NewScan {
  return { scan_id, order, carrier, waybill_no, scanned_at, replaces: "" };
}

/** The hub's answers written beside their scans. */
export function answered(scans: readonly KeptScan[], results: readonly Scanned[]): KeptScan[] {
  const said = new Map(results.map((result) => [result.scan_id, result]));
  return scans.map((scan) => {
    const result = said.get(scan.scan_id);
    return result ? { ...scan, state: result.state, reason: result.reason } : scan;
  });
}

/** Newest first; those that wait are never dropped. */
export function withScan(scans: readonly KeptScan[], scan: KeptScan): KeptScan[] {
  return [scan, ...scans].filter((one, at) => at < KEPT || one.state === "queued");
}

export function load(): KeptScan[] {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]") as KeptScan[];
  } catch {
    return [];
  }
}

export function save(scans: readonly KeptScan[]): void {
  localStorage.setItem(STORE, JSON.stringify(scans));
}
