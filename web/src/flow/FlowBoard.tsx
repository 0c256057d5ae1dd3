/** 订单状态追踪看板: how many orders stand in each lane, how old, how fast; live. */
import { Select } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { flowQuery } from "@/api/orders";
import { shopsQuery } from "@/api/shops";
import styles from "@/flow/Flow.module.css";
import { LaneCards } from "@/flow/LaneCards";
import { LaneTable } from "@/flow/LaneTable";
import { type LaneNow, isBeside } from "@/flow/flowSearch";
import { Nothing } from "@/flow/Nothing";
import { useFresh } from "@/live/useFresh";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { count } from "@/ui/money";
import { Screen } from "@/ui/Screen";
import { shortInstant } from "@/ui/time";
import { usePhone } from "@/ui/useMedia";

const isOnTheWay = ({ lane }: LaneNow) => !isBeside(lane);
const sum = (lanes: readonly LaneNow[], figure: "n" | "late") =>
  lanes.filter(isOnTheWay).reduce((total, lane) => total + lane[figure], 0);

export function FlowBoard() {
  const { t } = useTranslation(["flow", "common"]);
  const search = useSearch({ from: "/hub/flow" });
  const navigate = useNavigate({ from: "/flow" });
  const flow = useQuery(flowQuery((search.shop_id ?? []).map(Number)));
  const shops = useQuery(shopsQuery).data ?? [];
  useFresh(["orders"], ["orders", "flow"], 1000);
  const Lanes = usePhone() ? LaneCards : LaneTable;
  const board = flow.data;
  const at = board && shortInstant(board.as_of);
  const lead = board && t("lead", { n: count(sum(board.lanes, "n")), late: count(sum(board.lanes, "late")), at });
  return (
    <Screen
      title={t("common:area.flow")}
      lead={flow.isRefetchError ? <span className={styles["stale"]}>{t("stale", { at })}</span> : lead}
      bar={
        <Select
          mode="multiple"
          allowClear
          className={styles["shops"]}
          aria-label={t("shops")}
          placeholder={t("allShops")}
          optionFilterProp="label"
          maxTagCount="responsive"
          value={search.shop_id ?? []}
          options={shops.map((shop) => ({ value: String(shop.id), label: shop.name }))}
          onChange={(chosen) =>
            void navigate({ search: chosen.length > 0 ? { shop_id: chosen } : {}, replace: true })
          }
        />
      }
    >
      <div className={styles["frame"]} tabIndex={0} role="group" aria-label={t("table")}>
        {board ? (
          board.lanes.every(({ n }) => n === 0) ? (
            <Nothing />
          ) : (
            <Lanes board={board} search={search} />
          )
        ) : flow.isError ? (
          <Failed problem={flow.error} what={t("what")} onRetry={() => void flow.refetch()} />
        ) : (
          <Loading label={t("what")} />
        )}
      </div>
    </Screen>
  );
}
