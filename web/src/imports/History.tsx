/** Earlier imports, and the way to take one back. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type OrderImport, undoImport } from "@/api/imports";
import { useShopNames } from "@/api/shops";
import styles from "@/imports/Imports.module.css";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { Confirm } from "@/ui/Confirm";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

interface HistoryProps {
  imports: readonly OrderImport[];
  hasMore: boolean;
  onMore(): void;
}

const TONES: Record<string, BadgeTone> = { preview: "quiet", committed: "ok", undone: "warn" };

export function History({ imports, hasMore, onMore }: HistoryProps) {
  const { t } = useTranslation(["imports", "common"]);
  const { shop } = useShopNames();
  const undo = useWrite({
    run: undoImport,
    done: ({ results }) => {
      const kept = results.filter((row) => !row.ok).length;
      return t("undone", { count: results.length - kept, kept });
    },
    touches: [["order-imports"], ["orders"]],
  });
  if (imports.length === 0) return null;
  return (
    <section className={styles["part"]}>
      <h2>{t("history.title")}</h2>
      <ul className={styles["history"]}>
        {imports.map((one) => (
          <li key={one.id}>
            <b>{one.file_name}</b>
            <Badge tone={TONES[one.state] ?? "quiet"}>{t(`history.state.${one.state as "committed"}`, { defaultValue: one.state })}</Badge>
            <span className={styles["quiet"]}>
              {shop(one.shop_id)} · {t("preview.ok", { count: one.ok })} · {one.actor} · <Age at={one.created_at} />
            </span>
            {one.state === "committed" && (
              <Confirm title={t("history.undoAsk")} okText={t("common:action.undo")} onConfirm={() => undo.mutate(one.id)}>
                <Button size="small" loading={undo.isPending && undo.variables === one.id}>
                  {t("history.undo")}
                </Button>
              </Confirm>
            )}
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button type="text" onClick={onMore}>
          {t("common:action.loadMore")}
        </Button>
      )}
    </section>
  );
}
