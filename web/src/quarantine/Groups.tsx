/** Why payloads wait: one line for each cause, with the replay of all of them. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type QuarantineGroup, quarantineGroupsQuery, replay } from "@/api/quarantine";
import { useMay } from "@/api/session";
import { useShopNames } from "@/api/shops";
import { reasonWords } from "@/quarantine/quarantineColumns";
import styles from "@/quarantine/Quarantine.module.css";
import type { QuarantineSearch } from "@/quarantine/quarantineSearch";
import { useReplayWords } from "@/quarantine/useReplayWords";
import { count } from "@/ui/money";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

interface GroupsProps {
  chosen: QuarantineSearch;
  onChoose(group: Pick<QuarantineGroup, "reason" | "shop_id">): void;
}

export function Groups({ chosen, onChoose }: GroupsProps) {
  const { t } = useTranslation(["quarantine", "common"]);
  const may = useMay();
  const { shop } = useShopNames();
  const words = useReplayWords();
  const groups = useQuery(quarantineGroupsQuery).data;
  const again = useWrite({
    run: ({ reason, shop_id }: QuarantineGroup) => replay({ reason, shop_id }),
    done: words,
    touches: [["quarantine"]],
  });
  if (!groups || groups.length === 0) return null;
  return (
    <nav className={styles["groups"]} aria-label={t("groups")}>
      <h2>{t("groups")}</h2>
      <ul>
        {groups.map((group) => {
          const isChosen = chosen.reason === group.reason && chosen.shop_id === String(group.shop_id);
          return (
            <li key={`${group.shop_id} ${group.reason} ${group.field}`} data-chosen={isChosen}>
              <button type="button" className="bare" aria-pressed={isChosen} onClick={() => onChoose(group)}>
                <b>{reasonWords(t, group.reason)}</b>
                <span className={styles["n"]}>{count(group.n)}</span>
                <small>
                  {shop(group.shop_id)} · {group.field && `${group.field} · `}
                  <Age at={group.oldest_at} />
                </small>
              </button>
              {may("quarantine.replay") && (
                <Button
                  size="small"
                  type="link"
                  loading={again.isPending && again.variables === group}
                  onClick={() => again.mutate(group)}
                >
                  {t("replayAll")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
