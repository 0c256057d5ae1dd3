/** The order's lines. */
import { useTranslation } from "react-i18next";
import type { OrderLine } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { Badge } from "@/ui/Badge";
import { money } from "@/ui/money";

/** Lines that the hub added; what the channel sold has its own numbers. */
const GIFT = "gift:";

export function Goods({ lines, currency }: { lines: readonly OrderLine[]; currency: string }) {
  const { t } = useTranslation("orders");
  return (
    <table className={styles["goods"]}>
      <thead>
        <tr>
          <th scope="col">{t("line.title")}</th>
          <th scope="col" className={styles["end"]}>
            {t("line.unit")}
          </th>
          <th scope="col" className={styles["end"]}>
            {t("line.quantity")}
          </th>
          <th scope="col" className={styles["end"]}>
            {t("line.total")}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.line_no} className={line.closed ? styles["closed"] : undefined}>
            <td>
              {line.closed ? <s>{line.title}</s> : line.title}{" "}
              {line.closed && (
                <Badge tone="quiet" title={t("line.closedWhy")}>
                  {t("line.closed")}
                </Badge>
              )}
              {line.line_no.startsWith(GIFT) && <Badge tone="info">{t("line.gift")}</Badge>}
              <small>{[line.spec, line.sku_no].filter(Boolean).join(" · ")}</small>
            </td>
            <td className={styles["end"]}>{money(line.unit_minor, currency)}</td>
            <td className={styles["end"]}>
              {line.closed ? <s>×{line.quantity}</s> : <>×{line.quantity}</>}
              {line.shipped_quantity > 0 && <small>{t("line.shipped", { count: line.shipped_quantity })}</small>}
            </td>
            <td className={styles["end"]}>{money(line.total_minor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
