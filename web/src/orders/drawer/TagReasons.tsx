/** Why each tag is there. */
import { useTranslation } from "react-i18next";
import type { TagWhy } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { TagLabel } from "@/orders/list/cells";

export function TagReasons({ tags }: { tags: readonly TagWhy[] }) {
  const { t } = useTranslation("orders");
  return (
    <ul className={styles["reasons"]}>
      {tags.map((chip) => (
        <li key={chip.tag}>
          <TagLabel chip={chip} />
          {chip.why ? (
            <p>
              {chip.why.reason} <small>{t("why.rule", { rule: chip.why.rule, version: chip.why.version })}</small>
            </p>
          ) : (
            <p>{t("why.byHand")}</p>
          )}
        </li>
      ))}
    </ul>
  );
}
