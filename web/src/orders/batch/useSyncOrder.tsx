/** Reads one order again from its channel and says what was different. */
import { App } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { syncOrder } from "@/api/orders";
import { Changes } from "@/orders/drawer/Changes";
import { explain } from "@/ui/explain";

export function useSyncOrder(): (number: string) => void {
  const { t } = useTranslation("orders");
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  return useCallback(
    (number) => {
      const key = `sync-${number}`;
      void message.open({ key, type: "loading", content: t("sync.running", { number }), duration: 0 });
      syncOrder(number)
        .then(({ difference }) => {
          void message.destroy(key);
          const hasChanged = (difference?.length ?? 0) > 0;
          notification.info({
            title: t(hasChanged ? "sync.changed" : "sync.same", { number, count: difference?.length ?? 0 }),
            description: hasChanged && difference ? <Changes changes={difference} /> : undefined,
            duration: 8,
          });
          void queries.invalidateQueries({ queryKey: ["orders"] });
        })
        .catch((problem: unknown) => {
          void message.destroy(key);
          void message.error(explain(problem));
        });
    },
    [message, notification, queries, t],
  );
}
