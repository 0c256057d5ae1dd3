/** The columns of the audit log. */
import type { TFunction } from "i18next";
import { Link } from "@tanstack/react-router";
import type { AuditEntry } from "@/api/audit";
import styles from "@/audit/Audit.module.css";
import type { AuditSearch } from "@/audit/auditSearch";
import type { Column } from "@/ui/column";
import { When } from "@/ui/Time";

type Words = TFunction<readonly ["audit", "common"]>;

/** `order:ORD-…` → the number; nothing for other objects. */
function orderIn(object: string): string | null {
  return /^order:(ORD-[\d-]+)$/u.exec(object)?.[1] ?? null;
}

function detailWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== "")
    .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");
}

export function auditColumns(t: Words, onSearch: (change: AuditSearch) => void): Column<AuditEntry>[] {
  return [
    { key: "at", title: t("column.at"), width: 130, frozen: true, cell: (entry) => <When at={entry.at} /> },
    {
      key: "actor",
      title: t("column.actor"),
      width: 150,
      cell: (entry) => String(entry.actor["name"] ?? entry.actor["id"] ?? "–"),
    },
    {
      key: "action",
      title: t("column.action"),
      width: 180,
      cell: (entry) => (
        <button type="button" className="bare" title={entry.action} onClick={() => onSearch({ action: entry.action })}>
          {t(`action.${entry.action as "session.begun"}`, { defaultValue: entry.action })}
        </button>
      ),
    },
    {
      key: "object",
      title: t("column.object"),
      width: 220,
      cell: (entry) => {
        const number = orderIn(entry.object);
        return number ? (
          <Link to="/orders" search={{ q: number, open: number }}>
            {number}
          </Link>
        ) : (
          entry.object
        );
      },
    },
    {
      key: "detail",
      title: t("column.detail"),
      width: 250,
      grow: true,
      cell: (entry) => <span title={detailWords(entry.detail)}>{detailWords(entry.detail)}</span>,
    },
    {
      key: "seal",
      title: t("column.seal"),
      width: 170,
      spare: 1,
      cell: (entry) =>
        entry.hash ? (
          <code className={styles["seal"]} title={entry.hash}>
            #{entry.seq} {entry.hash.slice(0, 10)}
          </code>
        ) : (
          <span className={styles["quiet"]}>{t("unsealed")}</span>
        ),
    },
  ];
}
