/** What a change does to shops, in one line and then platform by platform. */
import { useTranslation } from "react-i18next";
import type { Impact } from "@/api/dependencies";
import { useShopNames } from "@/api/shops";
import styles from "@/dependencies/Dependencies.module.css";

function toneOf(impact: Impact): "bad" | "warn" | "ok" {
  if (impact.stops > 0) return "bad";
  return impact.uncertain > 0 ? "warn" : "ok";
}

export function ImpactPart({ impact, title }: { impact: Impact; title: string }) {
  const { t } = useTranslation(["dependencies", "common"]);
  const { shop } = useShopNames();
  return (
    <section className={styles["impact"]} data-tone={toneOf(impact)} aria-label={title}>
      <b>{useImpactWords()(impact)}</b>
      <ul>
        {impact.parts.map((part) => (
          <li key={`${part.effect} ${part.channel}`}>
            {t(`effect.${part.effect}`)} · {t("common:named", { name: part.label, value: part.shop_ids.map(shop).join(t("common:comma")) })}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `停 6 家店铺,可能停 2 家`. */
export function useImpactWords(): (impact: Impact) => string {
  const { t } = useTranslation("dependencies");
  return (impact) =>
    [
      impact.stops > 0 && t("impact.stops", { count: impact.stops }),
      impact.uncertain > 0 && t("impact.uncertain", { count: impact.uncertain }),
      impact.keeps > 0 && t("impact.keeps", { count: impact.keeps }),
    ]
      .filter(Boolean)
      .join(t("impact.and")) || t("impact.none");
}
