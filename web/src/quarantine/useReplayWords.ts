/** How a replay went, in one sentence. */
import { useTranslation } from "react-i18next";
import type { Replayed } from "@/api/quarantine";

export function useReplayWords(): (results: readonly Replayed[]) => string {
  const { t } = useTranslation("quarantine");
  return (results) => {
    const ok = results.filter((row) => row.ok).length;
    return t("replayed", { count: ok, failed: results.length - ok });
  };
}
