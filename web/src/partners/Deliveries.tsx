/** Deliveries, newest first; some of them once more. */
import { Button } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Delivery, type DeliveryFilter, deliveriesQuery, replay } from "@/api/partners";
import { deliveryColumns } from "@/partners/deliveryColumns";
import { idOf, toReplay } from "@/partners/replaying";
import { Answered } from "@/ui/Answered";
import { Confirm } from "@/ui/Confirm";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { useSelection } from "@/ui/selection";
import { useWrite } from "@/ui/useWrite";

interface DeliveriesProps {
  filter: DeliveryFilter;
  isManager: boolean;
  opened: string | undefined;
  onOpen(id: string): void;
}


export function Deliveries({ filter, isManager, opened, onOpen }: DeliveriesProps) {
  const { t } = useTranslation(["partners", "common"]);
  const list = useInfiniteQuery(deliveriesQuery(filter));
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const selection = useSelection(rows.map(idOf));
  const again = useWrite({
    run: replay,
    done: (count) => t("replay.done", { count }),
    touches: [["partners"]],
    after: selection.clear,
  });
  const isFiltered = Object.values(filter).some(Boolean);
  const hasTicked = selection.extent !== "none";
  const chosen = toReplay(rows, selection.keys, isFiltered);
  const open = (one: Delivery) => onOpen(idOf(one));
  const footer = isManager && chosen.length > 0 && (
    <Confirm
      title={t("replay.ask", { count: chosen.length })}
      okText={t("replay.go")}
      onConfirm={() => again.mutate(chosen.map((one) => one.id))}
    >
      <Button size="small" loading={again.isPending}>
        {t(hasTicked ? "replay.ticked" : "replay.shown", { count: chosen.length })}
      </Button>
    </Confirm>
  );
  return (
    <Answered query={list} what={t("pane.deliveries")}>
      {() =>
        rows.length === 0 ? (
          <Notice
            title={t(isFiltered ? "empty.filtered" : "empty.deliveries")}
            text={t(isFiltered ? "empty.filteredNext" : "empty.deliveriesNext")}
          />
        ) : (
          <DataTable
            label={t("pane.deliveries")}
            rows={rows}
            rowKey={idOf}
            columns={deliveryColumns(t, open)}
            opened={opened ?? null}
            onOpen={open}
            {...(isManager && { selection })}
            footer={footer}
            onEnd={() => {
              if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
            }}
          />
        )
      }
    </Answered>
  );
}
