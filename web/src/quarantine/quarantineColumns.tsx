/** The columns of the quarantine list. */
import type { TFunction } from "i18next";
import type { QuarantineEntry } from "@/api/quarantine";
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

export function quarantineColumns({ t, shop, open }: QuarantineColumnTools): Column<QuarantineEntry>[] {
  return [
    {
      key: "external_no",
      title: t("column.externalNo"),
      width: 190,
      frozen: true,
      cell: (entry) => (
        <button type="button" className="bare" onClick={() => open(entry)}>
          {entry.external_no ?? t("noNumber")}
        </button>
      ),
    },
    { key: "shop", title: t("column.shop"), width: 150, cell: (entry) => shop(entry.shop_id) },
    { key: "reason", title: t("column.reason"), width: 140, cell: (entry) => reasonWords(t, entry.reason) },
    { key: "field", title: t("column.field"), width: 140, cell: (entry) => <code>{entry.field || "–"}</code> },
    {
      key: "detail",
      title: t("column.detail"),
      width: 230,
      grow: true,
      cell: (entry) => <span title={entry.detail}>{entry.close_reason ?? entry.detail}</span>,
    },
    { key: "tries", title: t("column.tries"), width: 60, align: "end", cell: (entry) => entry.tries },
    { key: "received_at", title: t("column.receivedAt"), width: 110, cell: (entry) => <Age at={entry.received_at} /> },
  ];
}
