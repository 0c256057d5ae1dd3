/** What each shop offers of a SKU, what its channel heard last, and the allocation behind it. */
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

/** What one channel may still sell before it is told again; a fixed part counts its own sales down. */
function onSale(offer: Offer): number {
  const told = offer.publish ? (offer.told ?? 0) : 0;
  return offer.mode === "fixed" ? Math.min(told, offer.offered) : told;
}

export function Offers({ skuId, available, offers, isLocked }: OffersProps) {
  const { t } = useTranslation("stock");
  const { shop } = useShopNames();
  if (offers.length === 0) return <p>{t("offers.none")}</p>;
  const together = offers.reduce((sum, offer) => sum + onSale(offer), 0);
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
            <th scope="col">{t("column.offered")}</th>
            <th scope="col">{t("column.told")}</th>
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
              <td>{count(offer.offered)}</td>
              <td>
                <Told offer={offer} />
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

function Told({ offer }: { offer: Offer }) {
  const { t } = useTranslation("stock");
  if (!offer.publish) return <>{t("offers.silent")}</>;
  return (
    <>
      {count(offer.told)} ·{" "}
      <Badge tone={TONES[offer.state ?? "waiting"]} title={offer.trouble ?? undefined}>
        {t(`told.${offer.state ?? "waiting"}`)}
      </Badge>
      <small>{offer.told_at ? <When at={offer.told_at} /> : null}</small>
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
