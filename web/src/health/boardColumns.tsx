/** The columns of the board. */
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { type ApiHealth, said } from "@/api/health";
import { duration, isUnwell, rate, shortCode } from "@/health/figures";
import styles from "@/health/Health.module.css";
import type { Owner } from "@/health/owner";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { channelColor } from "@/ui/channelColor";
import type { Column } from "@/ui/column";
import { count } from "@/ui/money";
import { Age } from "@/ui/Time";
import { instant, lasting } from "@/ui/time";

export type BoardRow = ApiHealth & { owner: Owner };
type T = TFunction<readonly ["health", "common"]>;

const TONES: Record<ApiHealth["breaker"], BadgeTone> = { closed: "ok", throttled: "warn", open: "bad" };

interface BoardColumnTools {
  t: T;
  lag(shopId: number): number | null;
  open(row: BoardRow): void;
}

function How({ row, t }: { row: BoardRow; t: T }) {
  const isFailing = row.failures > 0 && row.breaker === "closed";
  const [incident] = row.owner.incidents;
  return (
    <>
      <Badge tone={isFailing ? "warn" : TONES[row.breaker]}>
        {isFailing ? t("failing", { count: row.failures }) : t(`breaker.${row.breaker}`)}
      </Badge>
      {row.refused > 0 && <small className={styles["cause"]}>{t("refused", { count: row.refused })}</small>}
      {row.failures > 0 && row.last_error && (
        <small className={styles["cause"]} title={said(row.last_error.means.remedy)}>
          {said(row.last_error.means.what)}
          {incident !== undefined && (
            <>
              {" · "}
              <Link to="/incidents" search={{ incident: String(incident) }}>
                {t("incident", { id: incident })}
              </Link>
            </>
          )}
        </small>
      )}
    </>
  );
}

function Codes({ row }: { row: BoardRow }) {
  if (row.codes.length === 0) return "–";
  return (
    <span className={styles["codes"]}>
      {row.codes.slice(0, 3).map((code) => (
        <span key={code.code} title={`${said(code.means.what)} (${code.code})`}>
          <code>{shortCode(code.code)}</code> ×{count(code.n)}
        </span>
      ))}
    </span>
  );
}

function Quota({ row, t }: { row: BoardRow; t: T }) {
  if (row.quota_share === null) return "–";
  const words = `${Math.round(row.quota_share * 100)}%`;
  if (!row.closed_until) return words;
  return <span title={instant(row.closed_until)}>{t("closedFor", { share: words })}</span>;
}

function percentile(key: "p50_ms" | "p95_ms" | "p99_ms", spare = 0): Column<BoardRow> {
  return { key, spare, title: key.slice(0, 3), width: 74, align: "end", cell: (row) => duration(row[key]) };
}

export function boardColumns({ t, lag, open }: BoardColumnTools): Column<BoardRow>[] {
  return [
    {
      key: "api",
      title: t("column.api"),
      width: 270,
      frozen: true,
      cell: (row) => (
        <span className={styles["name"]}>
          <i aria-hidden="true" style={{ "--channel": channelColor(row.owner.channel) }} />
          <span>
            <button type="button" className="bare" onClick={() => open(row)}>
              {row.method}
            </button>
            <small>
              {row.owner.name} · {row.owner.label} · {t(`direction.${row.direction}`)}
            </small>
          </span>
        </span>
      ),
    },
    { key: "how", title: t("column.how"), width: 150, grow: true, cell: (row) => <How row={row} t={t} /> },
    {
      key: "rate",
      title: t("column.rate"),
      width: 110,
      align: "end",
      cell: (row) => (
        <span className={styles["rate"]} data-bad={isUnwell(row.ok_rate)}>
          <meter aria-label={t("column.rate")} min={0} max={1} value={row.ok_rate ?? 0} /> {rate(row.ok_rate)}
        </span>
      ),
    },
    { key: "calls", title: t("column.calls"), width: 70, align: "end", cell: (row) => count(row.calls) },
    percentile("p50_ms", 5),
    percentile("p95_ms"),
    percentile("p99_ms", 3),
    { key: "codes", title: t("column.codes"), width: 140, cell: (row) => <Codes row={row} /> },
    {
      key: "since",
      title: t("column.since"),
      width: 105,
      cell: (row) => (row.failing_since ? <Age at={row.failing_since} /> : "–"),
    },
    { key: "good", title: t("column.lastGood"), width: 105, spare: 2, cell: (row) => <Age at={row.last_good_at} /> },
    { key: "quota", title: t("column.quota"), width: 90, spare: 4, align: "end", cell: (row) => <Quota row={row} t={t} /> },
    {
      key: "lag",
      title: t("column.lag"),
      width: 90,
      spare: 1,
      align: "end",
      cell: (row) => {
        const seconds = row.owner.shopId === null ? null : lag(row.owner.shopId);
        return seconds === null ? "–" : lasting(seconds);
      },
    },
  ];
}
