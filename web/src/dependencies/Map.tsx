/** The graph of dependencies, with the same as a table for who cannot see or point. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Dependencies } from "@/api/dependencies";
import { graphOf, heightOf, optionOf } from "@/dependencies/graph";
import { Chart, type Palette } from "@/health/Chart";
import { shortInstant } from "@/ui/time";

export default function Map({ found }: { found: Dependencies }) {
  const { t } = useTranslation(["dependencies", "common"]);
  const graph = useMemo(
    () =>
      graphOf(found, {
        hub: t("map.hub"),
        unknown: t("egress.unknown"),
        admission: (app) => t(`admission.${app.admission}`),
        ends: (host) =>
          host.ends_at ? t("hosts.ends", { at: shortInstant(host.ends_at) }) : t(host.secured ? "hosts.unseen" : "hosts.plain"),
      }),
    [found, t],
  );
  const option = useMemo(() => (palette: Palette) => optionOf(graph, palette), [graph]);
  const risk = found.apps.filter((app) => app.admission === "at_risk");
  const shops = risk.flatMap((app) => app.shops);
  return (
    <Chart
      title={risk.length > 0 ? t("map.risk", { apps: risk.length, count: shops.length }) : t("map.calm", { count: found.apps.length })}
      height={heightOf(graph) + 20}
      option={option}
      head={[t("map.app"), t("map.admission"), t("map.shop"), t("map.hosts")]}
      rows={found.apps.flatMap((app) =>
        app.shops.map((shop) => [
          `${app.label} ${app.app_key}`,
          t(`admission.${app.admission}`),
          shop.name,
          shop.hosts.join(t("common:comma")),
        ]),
      )}
    />
  );
}
