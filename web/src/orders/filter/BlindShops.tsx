/** Which shops a search by phone or buyer cannot reach, because their channel gives nothing to search by. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Shop, shopsQuery } from "@/api/shops";
import styles from "@/orders/filter/FilterChips.module.css";
import type { OrderSearch } from "@/orders/orderSearch";

type Kind = "phone" | "buyer";

export function blindShops(shops: readonly Shop[], search: OrderSearch, kind: Kind): string[] {
  const asked = search.shop_id;
  return shops
    .filter((shop) => !asked || asked.includes(String(shop.id)))
    .filter((shop) => (shop.searchable[kind] ?? "none") === "none")
    .map((shop) => shop.name);
}

export function BlindShops({ search }: { search: OrderSearch }) {
  const { t } = useTranslation("orders");
  const shops = useQuery(shopsQuery).data ?? [];
  const kind: Kind | null = search.phone || search.last4 ? "phone" : search.buyer ? "buyer" : null;
  if (!kind) return null;
  const blind = blindShops(shops, search, kind);
  if (blind.length === 0) return null;
  return (
    <p className={styles["blind"]} role="note">
      {t("search.blind", { shops: blind.join(t("filter.or")), by: t(`search.by.${kind}`) })}
    </p>
  );
}
