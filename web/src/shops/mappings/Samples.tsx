/** What a draft makes of stored orders. */
import { useTranslation } from "react-i18next";
import type { Wire } from "@/api/http";
import { useFieldWords } from "@/orders/drawer/useFieldWords";
import styles from "@/shops/Shops.module.css";
import { Notice } from "@/ui/Notice";

export function Samples({ samples, names }: { samples: readonly Wire["SampleOut"][]; names: readonly string[] }) {
  const { t } = useTranslation("shops");
  const words = useFieldWords();
  if (samples.length === 0) return <Notice title={t("mappings.noSamples")} text={t("mappings.noSamplesNext")} />;
  return (
    <div className={styles["samples"]} tabIndex={0} role="group" aria-label={t("mappings.samples")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("mappings.order")}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {samples.map((sample) => (
            <tr key={sample.external_no ?? JSON.stringify(sample)}>
              <th scope="row">{sample.external_no ?? "–"}</th>
              {names.map((name) => {
                const problem = sample.problems[name];
                return (
                  <td key={name} className={problem ? styles["bad"] : undefined} title={problem}>
                    {problem ?? words.value(name, sample.values[name])}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
