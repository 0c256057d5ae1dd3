/** The words of lanes, their ages and the bands of ages. */
import { useTranslation } from "react-i18next";
import { type LaneNow, isBeside } from "@/flow/flowSearch";
import { lasting } from "@/ui/time";

const DAY = 24;

export function useLaneWords() {
  const { t } = useTranslation(["flow", "orders"]);
  return {
    lane: (lane: LaneNow["lane"]) =>
      isBeside(lane) ? t(`flow:lane.${lane}`) : t(`orders:lane.${lane}`),
    /** How long before `now`; the hub counts by the hour. */
    since: (at: string, now: string) => {
      const seconds = (Date.parse(now) - Date.parse(at)) / 1000;
      return seconds < 3600 ? t("flow:fresh") : lasting(Math.floor(seconds / 3600) * 3600);
    },
    /** Of each band between two bounds, the first and the last open. */
    bands: (bounds: readonly number[]) =>
      [...bounds, null].map((to, band) => {
        const from = bounds[band - 1] ?? 0;
        if (to === null) return t("flow:age.over", { a: from / DAY });
        if (from >= DAY) return t("flow:age.days", { a: from / DAY, b: to / DAY });
        return from === 0 ? t("flow:age.under", { h: to }) : t("flow:age.between", { a: from, b: to });
      }),
  };
}
