/** Why each tag is there. */
import { useTranslation } from "react-i18next";
import type { TagWhy } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { useRuleNames } from "@/orders/drawer/useRuleNames";
import { TagLabel } from "@/orders/list/cells";

export function TagReasons({ tags }: { tags: readonly TagWhy[] }) {
  const { t } = useTranslation("orders");
  const nameOf = useRuleNames();
  return (
    <ul className={styles["reasons"]}>
      {tags.map((chip) => (
        <li key={chip.tag}>
          <TagLabel chip={chip} />
          {chip.why.rule === "person" ? (
            <p>{t("why.byHand")}</p>
          ) : (
            <p>
              {chip.why.reason}{" "}
              <small>{chip.why.rule.startsWith("listener:") ? t("why.listener") : t("why.rule", { rule: nameOf(chip.why.rule), version: chip.why.version ?? "?" })}</small>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
