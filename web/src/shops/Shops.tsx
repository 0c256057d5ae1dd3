/** Shops: how each fares, and everything done with one. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { type Shop, shopsQuery, useShopNames } from "@/api/shops";
import { useFresh } from "@/live/useFresh";
import { Returned } from "@/shops/Returned";
import { shopColumns } from "@/shops/shopColumns";
import type { ShopsSearch } from "@/shops/shopsSearch";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";

const ShopPanel = lazy(() => import("@/shops/ShopPanel"));
const ConnectDialog = lazy(() => import("@/shops/ConnectDialog"));

const idOf = (shop: Shop) => String(shop.id);

export function Shops() {
  const { t } = useTranslation(["shops", "common"]);
  const may = useMay();
  const search = useSearch({ from: "/hub/shops" });
  const navigate = useNavigate({ from: "/shops" });
  const query = useQuery({ ...shopsQuery, refetchInterval: 15_000 });
  const { channel } = useShopNames();
  const change = (next: Partial<ShopsSearch>) => void navigate({ search: (now) => ({ ...now, ...next }) });
  useFresh(["shops", "runs"], ["shops"], 1500);
  const columns = useMemo(
    () => shopColumns({ t, channel, open: (shop) => void navigate({ search: { shop: idOf(shop) } }) }),
    [t, channel, navigate],
  );
  const opened = query.data?.find((shop) => idOf(shop) === search.shop);
  const connect = may("shops.manage") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ connect: "1" })}>
      {t("connect.title")}
    </Button>
  );
  return (
    <Screen title={t("common:area.shops")} lead={t("lead")} action={connect}>
      {search.consent && <Returned outcome={search.consent} onClose={() => change({ consent: undefined })} />}
      <Answered query={query} what={t("common:area.shops")}>
        {(shops) =>
          shops.length === 0 ? (
            <Notice tone="info" title={t("empty.title")} text={t("empty.next")} action={connect} />
          ) : (
            <DataTable
              label={t("common:area.shops")}
              rows={shops}
              rowKey={idOf}
              columns={columns}
              density="comfortable"
              opened={search.shop ?? null}
              onOpen={(shop) => change({ shop: idOf(shop) })}
            />
          )
        }
      </Answered>
      <Suspense>
        {opened && (
          <ShopPanel
            key={opened.id}
            shop={opened}
            pane={search.pane ?? "runs"}
            onPane={(pane) => change({ pane })}
            onClose={() => change({ shop: undefined, pane: undefined })}
          />
        )}
        {search.connect && (
          <ConnectDialog
            onClose={() => change({ connect: undefined })}
            onConnected={(id) => change({ connect: undefined, shop: String(id) })}
          />
        )}
      </Suspense>
    </Screen>
  );
}
