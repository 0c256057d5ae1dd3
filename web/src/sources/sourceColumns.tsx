/** Columns of the sources. */
import { Button } from "antd";
import type { TFunction } from "i18next";
import type { Receipt, Source } from "@/api/sources";
import { Badge, type BadgeTone } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { count } from "@/ui/money";
import { Age } from "@/ui/Time";

export type T = TFunction<readonly ["sources", "common"]>;

const COUNT_MAX = 10_000;
export const OUTCOMES: Record<Receipt["outcome"], BadgeTone> = { ok: "ok", failed: "bad", unknown: "warn" };

/** What wants a person first: no mapping, a call that failed, a pause. */
function Stands({ one, t }: { one: Source; t: T }) {
  if (one.state === "paused") return <Badge tone="quiet">{t("state.paused")}</Badge>;
  if (one.version === null) return <Badge tone="warn">{t("noMapping")}</Badge>;
  if (one.last_outcome && one.last_outcome !== "ok") {
    return (
      <Badge tone={OUTCOMES[one.last_outcome]} title={one.last_code}>
        {t(`outcome.${one.last_outcome}`)}
      </Badge>
    );
  }
  return <Badge tone="ok">{t("state.active")}</Badge>;
}

export function sourceColumns(t: T, onAside: (id: string) => void): Column<Source>[] {
  return [
    { key: "name", title: t("column.name"), width: 160, frozen: true, grow: true, cell: (one) => <b>{one.name}</b> },
    { key: "kind", title: t("column.kind"), width: 110, cell: (one) => t(`kind.${one.kind}`) },
    { key: "state", title: t("column.state"), width: 120, cell: (one) => <Stands one={one} t={t} /> },
    {
      key: "ways",
      title: t("column.ways"),
      width: 200,
      cell: (one) => (one.pull ? t("pulled", { host: one.pull.host, count: one.pull.every_s }) : t("way.push")),
    },
    {
      key: "version",
      title: t("column.mapping"),
      width: 90,
      spare: 1,
      cell: (one) => (one.version === null ? "–" : t("version", { version: one.version })),
    },
    {
      key: "last",
      title: t("column.last"),
      width: 120,
      cell: (one) => (one.last_at ? <Age at={one.last_at} /> : t("common:never")),
    },
    {
      key: "day",
      title: t("column.day"),
      width: 130,
      align: "end",
      cell: (one) => t("ofRows", { taken: count(one.day_taken), rows: count(one.day_rows) }),
    },
    {
      key: "aside",
      title: t("column.aside"),
      width: 90,
      align: "end",
      cell: (one) =>
        one.set_aside === 0 ? (
          "0"
        ) : (
          <Button type="link" size="small" onClick={() => onAside(String(one.id))}>
            {one.set_aside >= COUNT_MAX ? "9,999+" : count(one.set_aside)}
          </Button>
        ),
    },
  ];
}
