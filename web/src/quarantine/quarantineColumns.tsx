/** The columns of the quarantine list. */
import type { TFunction } from "i18next";
import type { QuarantineEntry } from "@/api/quarantine";
import styles from "@/quarantine/Quarantine.module.css";
import type { Column } from "@/ui/column";
import { Age } from "@/ui/Time";

interface QuarantineColumnTools {
  t: TFunction<readonly ["quarantine", "common"]>;
  shop(id: number): string;
  open(entry: QuarantineEntry): void;
}

export function reasonWords(t: TFunction<readonly ["quarantine", "common"]>, reason: string): string {
  return t(`reason.${reason as "unknown"}`, { defaultValue: reason });
}

interface Trouble {
  reason: string;
  field?: string | null;
  detail?: string | null;
}

/** What is wrong, in the reader's language; the hub's own words where there are none for the reason. */
export function troubleWords(
  t: TFunction<readonly ["quarantine", "common"]>,
  { reason, field, detail }: Trouble,
): string {
  const code = reason as "contract_violation";
  return field ? t(`wrong.${code}`, { field, defaultValue: detail ?? "" }) : t(`whole.${code}`, { defaultValue: detail ?? "" });
}

export function quarantineColumns({ t, shop, open }: QuarantineColumnTools): Column<QuarantineEntry>[] {
  return [
    {
      key: "external_no",
      title: t("column.externalNo"),
      width: 165,
      frozen: true,
      cell: (entry) => (
        <button type="button" className="bare" onClick={() => open(entry)}>
          {entry.external_no ?? t("noNumber")}
        </button>
      ),
    },
    { key: "shop", title: t("column.shop"), width: 130, cell: (entry) => shop(entry.shop_id) },
    { key: "reason", title: t("column.reason"), width: 122, spare: 1, cell: (entry) => reasonWords(t, entry.reason) },
    { key: "field", title: t("column.field"), width: 130, spare: 2, cell: (entry) => <code>{entry.field || "–"}</code> },
    {
      key: "detail",
      title: t("column.detail"),
      width: 190,
      grow: true,
      cell: (entry) => <span className={styles["wrong"]} title={entry.detail}>{entry.close_reason ?? troubleWords(t, entry)}</span>,
    },
    { key: "tries", title: t("column.tries"), width: 55, spare: 3, align: "end", cell: (entry) => entry.tries },
    { key: "received_at", title: t("column.receivedAt"), width: 90, cell: (entry) => <Age at={entry.received_at} /> },
  ];
}
