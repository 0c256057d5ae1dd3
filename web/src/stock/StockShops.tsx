/** How each shop takes part: reserves, is told quantities, and what part it may offer. */
import { Button, InputNumber, Switch } from "antd";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Mode, STOCK, type StockShop, saveStockShop, stockShopsQuery } from "@/api/stock";
import { PartInputs } from "@/stock/PartInputs";
import styles from "@/stock/Stock.module.css";
import { Answered } from "@/ui/Answered";
import { Notice } from "@/ui/Notice";
import { useWrite } from "@/ui/useWrite";

export function StockShops({ isLocked }: { isLocked: boolean }) {
  const { t } = useTranslation("stock");
  const list = useQuery(stockShopsQuery);
  return (
    <div className={styles["pane"]}>
      <p className={styles["hint"]}>{t("shops.hint")}</p>
      <Answered query={list} what={t("pane.shops")}>
        {(shops) =>
          shops.length === 0 ? (
            <Notice title={t("shops.none")} text={t("shops.noneNext")} />
          ) : (
            <table className={styles["plain"]}>
              <caption className="visually-hidden">{t("pane.shops")}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("column.shop")}</th>
                  <th scope="col">{t("shops.active")}</th>
                  <th scope="col">{t("shops.byCode")}</th>
                  <th scope="col">{t("shops.publish")}</th>
                  <th scope="col">{t("shops.shipShort")}</th>
                  <th scope="col">{t("shops.unpaid")}</th>
                  <th scope="col">{t("column.part")}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {shops.map((shop) => (
                  <ShopRow key={JSON.stringify(shop)} shop={shop} isLocked={isLocked} />
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
    </div>
  );
}

function ShopRow({ shop, isLocked }: { shop: StockShop; isLocked: boolean }) {
  const { t } = useTranslation(["stock", "common"]);
  const [draft, setDraft] = useState(shop);
  const save = useWrite({ run: saveStockShop, done: t("shops.saved", { name: shop.name }), touches: [STOCK] });
  const set = (next: Partial<StockShop>) => setDraft({ ...draft, ...next });
  const toggle = (key: "active" | "by_code" | "publish" | "ship_short", label: string): ReactNode => (
    <Switch
      size="small"
      aria-label={`${shop.name} ${label}`}
      disabled={isLocked || (key === "publish" && !shop.can_publish)}
      checked={draft[key] ?? false}
      onChange={(on) => set({ [key]: on })}
    />
  );
  const part = { mode: (draft.mode ?? "pool") as Mode, amount: draft.amount ?? 0, safety: draft.safety ?? 0 };
  const isChanged = JSON.stringify(draft) !== JSON.stringify(shop);
  return (
    <tr>
      <td>
        <b>{shop.name}</b>
      </td>
      <td data-label={t("shops.active")}>{toggle("active", t("shops.active"))}</td>
      <td data-label={t("shops.byCode")}>{toggle("by_code", t("shops.byCode"))}</td>
      <td data-label={t("shops.publish")} title={shop.can_publish ? undefined : t("shops.cannot")}>{toggle("publish", t("shops.publish"))}</td>
      <td data-label={t("shops.shipShort")} title={t("shops.shipShortHint")}>{toggle("ship_short", t("shops.shipShort"))}</td>
      <td data-label={t("shops.unpaid")}>
        <InputNumber
          size="small"
          aria-label={`${shop.name} ${t("shops.unpaid")}`}
          min={0}
          precision={0}
          style={{ width: 84 }}
          disabled={isLocked}
          value={draft.unpaid_minutes ?? 0}
          onChange={(minutes) => set({ unpaid_minutes: minutes ?? 0 })}
        />
      </td>
      <td data-label={t("column.part")}>
        <span className={styles["row"]}>
          <PartInputs part={part} disabled={isLocked} onChange={set} />
        </span>
      </td>
      <td>
        {!isLocked && (
          <Button size="small" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate(draft)}>
            {t("common:action.save")}
          </Button>
        )}
      </td>
    </tr>
  );
}
