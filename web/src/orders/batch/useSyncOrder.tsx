/** Reads one order again from its channel and says what was different. */
import { App } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { syncOrder } from "@/api/orders";
import type { OrderRow } from "@/api/types";
import { Changes } from "@/orders/drawer/Changes";
import { codeWords, explain } from "@/ui/explain";

type Named = Pick<OrderRow, "number" | "external_no" | "shop_id">;

export function useSyncOrder(): (order: Named) => void {
  const { t } = useTranslation("orders");
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  return useCallback(
    ({ number, external_no, shop_id }) => {
      const key = `sync-${number}`;
      void message.open({ key, type: "loading", content: t("sync.running", { number }), duration: 0 });
      syncOrder(shop_id, external_no)
        .then(({ difference, error }) => {
          void message.destroy(key);
          if (error) {
            void message.error(t("sync.failed", { number, why: codeWords(error["code"] ?? "", error["message"] ?? "") }));
            return;
          }
          const hasChanged = (difference?.length ?? 0) > 0;
          notification.info({
            title: t(hasChanged ? "sync.changed" : "sync.same", { number, count: difference?.length ?? 0 }),
            description: hasChanged && difference ? <Changes changes={difference} /> : undefined,
            duration: 8,
          });
          for (const part of ["one", "timeline", "raw", "counts"]) {
            void queries.invalidateQueries({ queryKey: ["orders", part] });
          }
        })
        .catch((problem: unknown) => {
          void message.destroy(key);
          void message.error(explain(problem));
        });
    },
    [message, notification, queries, t],
  );
}
