/** Listings that are no SKU yet, each with its likely SKU one click away. */
import { Button } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useShopNames } from "@/api/shops";
import { type Listing, STOCK, listingsQuery, mapListing } from "@/api/stock";
import { SkuDialog } from "@/stock/SkuDialog";
import { SkuSelect } from "@/stock/SkuSelect";
import styles from "@/stock/Stock.module.css";
import { Answered } from "@/ui/Answered";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

const WHICH = ["unmapped", "mapped"] as const;
type Which = (typeof WHICH)[number];

interface MappingDeskProps {
  isLocked: boolean;
  /** Only what this order waits for. */
  order: string | undefined;
  onAll(): void;
}

export function MappingDesk({ isLocked, order, onAll }: MappingDeskProps) {
  const { t } = useTranslation("stock");
  const [which, setWhich] = useState<Which>("unmapped");
  const list = useInfiniteQuery(listingsQuery(which === "mapped", order));
  const { shop } = useShopNames();
  return (
    <div className={styles["pane"]}>
      <div className={styles["filters"]}>
        <Segments<Which>
          label={t("mapping.label")}
          value={which}
          options={WHICH.map((key) => ({ value: key, label: t(`mapping.${key}`) }))}
          onChange={setWhich}
        />
        {order && (
          <button type="button" className="bare" onClick={onAll}>
            {t("mapping.ofOrder", { order })} ×
          </button>
        )}
      </div>
      <Answered query={list} what={t("pane.mapping")}>
        {({ pages }) => {
          const listings = pages.flatMap((page) => page.items);
          if (listings.length === 0)
            return order ? (
              <Notice title={t("mapping.orderNone", { order })} text={t("mapping.orderNoneNext")} />
            ) : (
              <Notice title={t(`mapping.${which}None`)} text={t(`mapping.${which}NoneNext`)} />
            );
          return (
            <table className={styles["plain"]}>
              <caption className="visually-hidden">{t("pane.mapping")}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("mapping.listing")}</th>
                  <th scope="col">{t("column.shop")}</th>
                  <th scope="col">{t("mapping.waiting")}</th>
                  <th scope="col">{t("mapping.sku")}</th>
                </tr>
              </thead>
              <tbody>
                {listings.map((listing) => (
                  <Row key={`${listing.id}.${listing.version}`} listing={listing} shop={shop(listing.shop_id)} isLocked={isLocked} />
                ))}
              </tbody>
            </table>
          );
        }}
      </Answered>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </div>
  );
}

function Row({ listing, shop, isLocked }: { listing: Listing; shop: string; isLocked: boolean }) {
  const { t } = useTranslation("stock");
  const save = useWrite({
    run: (skuId: number | null) => mapListing(listing, skuId),
    done: (lines) => t("mapping.done", { count: lines }),
    touches: [STOCK, ["orders"]],
  });
  const [isAdding, setAdding] = useState(false);
  const likely = listing.suggestions[0];
  return (
    <tr>
      <td>
        <b>{listing.title || listing.sku_code}</b>
        <small>
          {[listing.listing_no, listing.sku_code, listing.spec].filter(Boolean).join(" · ")} · <Age at={listing.seen_at} />
        </small>
      </td>
      <td data-label={t("column.shop")}>{shop}</td>
      <td data-label={t("mapping.waiting")}>{listing.orders ? t("mapping.orders", { count: listing.orders }) : "–"}</td>
      <td>
        {listing.sku_id !== null && (
          <span className={styles["row"]}>
            {listing.sku_title} <code>{listing.code}</code>
            {!isLocked && (
              <Button size="small" type="text" loading={save.isPending} onClick={() => save.mutate(null)}>
                {t("mapping.undo")}
              </Button>
            )}
          </span>
        )}
        {listing.sku_id === null && !isLocked && (
          <span className={styles["row"]}>
            {likely && (
              <Button size="small" type="primary" loading={save.isPending} onClick={() => save.mutate(likely.sku_id)}>
                {t(likely.by === "code" ? "mapping.byCode" : "mapping.byName", {
                  code: likely.code,
                  percent: likely.percent,
                })}
              </Button>
            )}
            <SkuSelect label={t("mapping.choose")} onChoose={(id) => save.mutate(id)} />
            {!likely && (
              <Button size="small" onClick={() => setAdding(true)}>
                {t("sku.add")}
              </Button>
            )}
            {isAdding && (
              <SkuDialog
                first={{ code: listing.sku_code, title: listing.title, spec: listing.spec }}
                onClose={() => setAdding(false)}
                onDone={(sku) => save.mutate(sku.id)}
              />
            )}
          </span>
        )}
      </td>
    </tr>
  );
}
