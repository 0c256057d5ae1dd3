/** What each channel has on sale of a SKU, what it is told next where that differs, and its part. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useShopNames } from "@/api/shops";
import { type Offer, type Part, STOCK, allocate } from "@/api/stock";
import { PartInputs } from "@/stock/PartInputs";
import styles from "@/stock/Stock.module.css";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { count } from "@/ui/money";
import { When } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

const TONES: Record<NonNullable<Offer["state"]>, BadgeTone> = {
  waiting: "info",
  sending: "info",
  told: "ok",
  unknown: "warn",
  refused: "bad",
};

interface OffersProps {
  skuId: number;
  available: number;
  offers: Offer[];
  isLocked: boolean;
}

export function Offers({ skuId, available, offers, isLocked }: OffersProps) {
  const { t } = useTranslation("stock");
  const { shop } = useShopNames();
  if (offers.length === 0) return <p>{t("offers.none")}</p>;
  const together = offers.reduce((sum, offer) => sum + (offer.on_sale ?? 0), 0);
  return (
    <>
      {together > available && (
        <p className={styles["hint"]}>
          {t("offers.atRisk", {
            together: count(together),
            available: count(available),
            risk: count(together - available),
          })}
        </p>
      )}
      <table className={styles["plain"]}>
        <thead>
          <tr>
            <th scope="col">{t("column.shop")}</th>
            <th scope="col">{t("column.onSale")}</th>
            <th scope="col">{t("column.planned")}</th>
            <th scope="col">{t("column.part")}</th>
          </tr>
        </thead>
        <tbody>
          {offers.map((offer) => (
            <tr key={offer.listing_id}>
              <td>
                {shop(offer.shop_id)}
                <small>{[offer.listing_no, offer.sku_code].filter(Boolean).join(" · ")}</small>
              </td>
              <td>
                <OnSale offer={offer} />
              </td>
              <td>
                <Planned offer={offer} />
              </td>
              <td>
                <PartCell key={`${offer.mode}.${offer.amount}.${offer.safety}`} skuId={skuId} offer={offer} isLocked={isLocked} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function OnSale({ offer }: { offer: Offer }) {
  const { t } = useTranslation("stock");
  if (!offer.publish) return <>{t("offers.silent")}</>;
  return (
    <>
      {count(offer.on_sale)} ·{" "}
      <Badge tone={TONES[offer.state ?? "waiting"]} title={offer.trouble ?? undefined}>
        {t(`told.${offer.state ?? "waiting"}`)}
      </Badge>
      {offer.told_at && (
        <small>
          {t("offers.told", { told: count(offer.told) })} <When at={offer.told_at} />
        </small>
      )}
    </>
  );
}

function Planned({ offer }: { offer: Offer }) {
  const { t } = useTranslation("stock");
  if (offer.planned_why === null) return <span aria-hidden="true">–</span>;
  return (
    <>
      {count(offer.planned)}
      <small>
        {t(`offers.planned.${offer.planned_why}`)} {offer.planned_at && <When at={offer.planned_at} />}
      </small>
    </>
  );
}

function PartCell({ skuId, offer, isLocked }: { skuId: number; offer: Offer; isLocked: boolean }) {
  const { t } = useTranslation(["stock", "common"]);
  const [part, setPart] = useState<Part | null>(null);
  const save = useWrite({
    run: (next: Part | null) => allocate(offer.shop_id, skuId, next),
    done: t("offers.saved"),
    touches: [STOCK],
  });
  if (part)
    return (
      <span className={styles["row"]}>
        <PartInputs part={part} onChange={setPart} />
        <Button size="small" type="primary" loading={save.isPending} onClick={() => save.mutate(part)}>
          {t("common:action.save")}
        </Button>
        {offer.own && (
          <Button size="small" onClick={() => save.mutate(null)}>
            {t("offers.own")}
          </Button>
        )}
        <Button size="small" type="text" onClick={() => setPart(null)}>
          {t("common:action.cancel")}
        </Button>
      </span>
    );
  return (
    <span className={styles["row"]}>
      {t(`mode.${offer.mode}`)}
      {offer.mode === "share" && ` ${offer.amount}%`}
      {offer.mode === "fixed" && ` ${offer.amount}`}
      {!isLocked && (
        <Button
          size="small"
          type="text"
          onClick={() => setPart({ mode: offer.mode, amount: offer.amount, safety: offer.safety })}
        >
          {t("offers.change")}
        </Button>
      )}
    </span>
  );
}
