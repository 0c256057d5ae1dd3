/** Columns of the deliveries. */
import type { TFunction } from "i18next";
import type { Delivery } from "@/api/partners";
import { answerWords, topicWord } from "@/partners/partnersSearch";
import { Badge, type BadgeTone } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { Age, When } from "@/ui/Time";

type T = TFunction<readonly ["partners", "common"]>;

export const STATE_TONES: Record<Delivery["state"], BadgeTone> = { queued: "info", delivered: "ok", dead: "bad" };
export const OUTCOME_TONES: Record<"ok" | "failed" | "unknown", BadgeTone> = { ok: "ok", failed: "bad", unknown: "warn" };

export function deliveryColumns(t: T, open: (one: Delivery) => void): Column<Delivery>[] {
  return [
    {
      key: "key",
      title: t("column.key"),
      width: 200,
      frozen: true,
      cell: (one) => (
        <button type="button" className="bare" onClick={() => open(one)}>
          {one.key}
        </button>
      ),
    },
    { key: "topic", title: t("column.topic"), width: 140, cell: (one) => t(`topic.${topicWord(one.topic)}`) },
    { key: "endpoint", title: t("column.endpoint"), width: 150, cell: (one) => one.endpoint },
    {
      key: "state",
      title: t("column.state"),
      width: 100,
      cell: (one) => <Badge tone={STATE_TONES[one.state]}>{t(`delivery.${one.state}`)}</Badge>,
    },
    {
      key: "outcome",
      title: t("column.outcome"),
      width: 130,
      cell: (one) =>
        one.outcome === "" ? "–" : <Badge tone={OUTCOME_TONES[one.outcome]}>{t(`outcome.${one.outcome}`)}</Badge>,
    },
    { key: "code", title: t("column.code"), width: 170, spare: 2, grow: true, cell: (one) => <code>{answerWords(one.code) || "–"}</code> },
    { key: "tries", title: t("column.tries"), width: 70, spare: 3, align: "end", cell: (one) => one.tries },
    {
      key: "next",
      title: t("column.next"),
      width: 130,
      spare: 1,
      cell: (one) => (one.state === "queued" ? <When at={one.due_at} /> : "–"),
    },
    { key: "occurred", title: t("column.occurred"), width: 120, cell: (one) => <Age at={one.occurred_at} /> },
  ];
}
