/** Runs an action on few orders: shown at once, taken back when refused, with undo afterwards. */
import { App, Button } from "antd";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { runBatch, undoBatch } from "@/api/orders";
import type { BatchAction, BatchArgs, OrderPage } from "@/api/types";
import { expected } from "@/orders/batch/actions";
import { useTagChoices } from "@/orders/useTagChoices";
import { explain } from "@/ui/explain";

type Pages = InfiniteData<OrderPage>;

export type QuickAction = (action: BatchAction, numbers: readonly string[], args?: BatchArgs) => Promise<void>;

export function useQuickAction(): QuickAction {
  const { t } = useTranslation(["orders", "common"]);
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  const chips = useTagChoices();

  return useCallback(
    async (action, numbers, args = {}) => {
      const before = queries.getQueriesData<Pages>({ queryKey: ["orders", "list"] });
      const takeBack = () => {
        for (const [key, pages] of before) queries.setQueryData(key, pages);
      };
      queries.setQueriesData<Pages>({ queryKey: ["orders", "list"] }, (pages) =>
        pages && {
          ...pages,
          pages: pages.pages.map((page) => ({
            ...page,
            items: page.items.map((row) =>
              numbers.includes(row.number) ? expected(row, action, args, chips) : row,
            ),
          })),
        },
      );
      const settle = () => {
        void queries.invalidateQueries({ queryKey: ["orders", "counts"] });
        void queries.invalidateQueries({ queryKey: ["orders", "one"] });
        void queries.invalidateQueries({ queryKey: ["orders", "timeline"] });
      };
      const undo = async (id: number) => {
        notification.destroy(String(id));
        try {
          await undoBatch(id);
          takeBack();
          void message.success(t("batch.undone"));
        } catch (problem) {
          void message.error(explain(problem));
        }
        settle();
      };
      try {
        const answer = await runBatch({ action, numbers, args: { ...args } });
        const refused = answer.results.filter((row) => !row.ok);
        const done = answer.results.length - refused.length;
        if (refused.length > 0) takeBack();
        const [first] = refused;
        if (first) {
          void message.warning(
            t("batch.refusedOne", { number: first.number, why: t(`refusal.${first.code as "held"}`, { defaultValue: first.detail ?? first.code ?? "" }) }),
          );
        }
        const id = answer.batch_id;
        if (done > 0 && id) {
          notification.success({
            key: String(id),
            title: t("batch.doneShort", { action: t(`action.${action}`), count: done }),
            duration: 8,
            actions: answer.undoable_until ? (
              <Button size="small" onClick={() => void undo(id)}>
                {t("common:action.undo")}
              </Button>
            ) : null,
          });
        }
      } catch (problem) {
        takeBack();
        void message.error(explain(problem));
      }
      settle();
    },
    [queries, chips, message, notification, t],
  );
}
