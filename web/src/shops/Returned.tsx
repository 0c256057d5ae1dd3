/** How a seller's consent ended, told where the browser comes back. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import styles from "@/shops/Shops.module.css";
import type { ConsentOutcome } from "@/shops/shopsSearch";

const GOOD: ReadonlySet<ConsentOutcome> = new Set(["connected", "renewed"]);

export function Returned({ outcome, onClose }: { outcome: ConsentOutcome; onClose(): void }) {
  const { t } = useTranslation(["shops", "common"]);
  const isGood = GOOD.has(outcome);
  return (
    <div className={styles["returned"]} data-good={isGood} role={isGood ? "status" : "alert"}>
      <p>{t(`consent.outcome.${outcome}`)}</p>
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("common:action.close")} onClick={onClose} />
    </div>
  );
}
