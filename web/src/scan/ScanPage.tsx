/** The warehouse's scan page: order, waybill, next; big, by scanner alone, with or without a network. */
import { Button, Select, Switch } from "antd";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { prefer, usePreferences } from "@/app/preferences";
import { CARRIERS, EMPTY, type KeptScan, take } from "@/scan/queue";
import styles from "@/scan/Scan.module.css";
import { beep } from "@/scan/sound";
import { useScans } from "@/scan/useScans";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { Age } from "@/ui/Time";

const TONES: Record<KeptScan["state"], BadgeTone> = {
  queued: "info",
  applied: "ok",
  repeated: "quiet",
  parked: "warn",
  excepted: "bad",
  failed: "bad",
};
const GOOD = new Set<KeptScan["state"]>(["applied", "repeated", "parked"]);

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function ScanPage() {
  const { t } = useTranslation(["fulfilment", "common"]);
  const field = useRef<HTMLInputElement>(null);
  const [hand, setHand] = useState(EMPTY);
  const [typed, setTyped] = useState("");
  const { scanCarrier: carrier, scanSound: isLoud } = usePreferences();
  const sound = (which: "good" | "bad") => isLoud && beep(which);
  const { scans, isOnline, add, clear } = useScans((scan) => {
    if (!GOOD.has(scan.state)) sound("bad");
  });
  const waiting = scans.filter((scan) => scan.state === "queued").length;
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const after = take(hand, typed, carrier, newId(), new Date());
    setHand(after.hand);
    setTyped("");
    if (after.scan) add(after.scan);
    sound(after.hand.trouble ? "bad" : "good");
  };
  const reset = () => {
    setHand(EMPTY);
    setTyped("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") reset();
  };
  const asked = hand.order ? t("scan.waybill") : t("scan.order");
  return (
    <div className={styles["page"]}>
      <header className={styles["head"]}>
        <h1>{t("common:area.scan")}</h1>
        <p>{t("scan.lead")}</p>
      </header>
      <form className={styles["form"]} onSubmit={submit} data-asks={hand.order ? "waybill" : "order"}>
        <label htmlFor="scan">{asked}</label>
        <input
          id="scan"
          ref={field}
          value={typed}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-invalid={hand.trouble !== ""}
          aria-describedby="scan-said"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <p id="scan-said" role="status" data-bad={hand.trouble !== ""}>
          {hand.trouble ? t(`scan.${hand.trouble}`) : hand.order ? t("scan.forOrder", { order: hand.order }) : " "}
        </p>
      </form>
      <div className={styles["tools"]}>
        <span role="status">
          <Badge tone={isOnline ? "ok" : "bad"}>
            {isOnline ? t("scan.online") : waiting > 0 ? t("scan.offline", { n: waiting }) : t("scan.offlineNone")}
          </Badge>
        </span>
        {isOnline && waiting > 0 && <span>{t("scan.pending", { count: waiting })}</span>}
        <label htmlFor="carrier">{t("scan.carrier")}</label>
        <Select
          id="carrier"
          value={carrier}
          style={{ width: 110 }}
          options={CARRIERS.map((value) => ({ value, label: t(`carrier.${value}`) }))}
          onChange={(scanCarrier: string) => prefer({ scanCarrier })}
        />
        <span className={styles["sound"]}>
          <label htmlFor="sound">{t("scan.sound")}</label>
          <Switch id="sound" checked={isLoud} onChange={(scanSound) => prefer({ scanSound })} />
        </span>
        {hand.order && <Button onClick={reset}>{t("scan.reset")}</Button>}
      </div>
      <section className={styles["list"]} aria-label={t("scan.recent")}>
        <h2>{t("scan.recent")}</h2>
        {scans.length > waiting && (
          <Button size="small" onClick={clear}>
            {t("scan.clear")}
          </Button>
        )}
        {scans.length === 0 && <p>{t("scan.none")}</p>}
        <ol>
          {scans.map((scan) => (
            <Line key={scan.scan_id} scan={scan} />
          ))}
        </ol>
      </section>
    </div>
  );
}

function Line({ scan }: { scan: KeptScan }) {
  const { t } = useTranslation("fulfilment");
  return (
    <li>
      <Badge tone={TONES[scan.state]}>{t(`scan.${scan.state}`)}</Badge>
      <b>{scan.order}</b>
      <span>
        {t(`carrier.${scan.carrier as "SF"}`, { defaultValue: scan.carrier })} {scan.waybill_no}
      </span>
      {scan.reason && <span>{t(`reason.${scan.reason as "unknown_order"}`, { defaultValue: scan.reason })}</span>}
      <small>
        <Age at={scan.scanned_at} />
      </small>
    </li>
  );
}
