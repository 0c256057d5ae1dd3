/** Goods, money, people, attributes, tags with their reasons, notes. */
import { useTranslation } from "react-i18next";
import { type ReactNode, Suspense } from "react";
import { useShopNames } from "@/api/shops";
import type { OrderDetail } from "@/api/types";
import { Goods } from "@/orders/drawer/Goods";
import { Parts } from "@/orders/drawer/Parts";
import { Notes } from "@/orders/drawer/Notes";
import { ListenerRuns, Parcels } from "@/orders/drawer/Related";
import styles from "@/orders/drawer/Overview.module.css";
import { PeopleBlock } from "@/orders/drawer/PeopleBlock";
import { TagReasons } from "@/orders/drawer/TagReasons";
import { SellerNote } from "@/orders/drawer/SellerNote";
import { StatusWord } from "@/orders/list/cells";
import { useFieldWords } from "@/orders/drawer/useFieldWords";
import { money } from "@/ui/money";
import { When } from "@/ui/Time";

const status = (code: string) => (code && code !== "none" ? <StatusWord key={code} code={code} /> : null);

export function Overview({ order }: { order: OrderDetail }) {
  const { t } = useTranslation("orders");
  const names = useShopNames();
  return (
    <div className={styles["overview"]}>
      <Section title={t("section.goods")}>
        <Goods lines={order.lines} currency={order.currency} />
        <Amounts order={order} />
      </Section>
      <Section title={t("section.people")}>
        <PeopleBlock key={order.number} order={order} />
      </Section>
      <Section title={t("section.order")}>
        <Facts
          pairs={[
            [t("column.external_no"), order.external_no],
            [t("column.shop"), `${names.shop(order.shop_id)} · ${names.channel(order.channel)}`],
            [t("column.channel_status"), order.channel_status_raw ?? order.channel_status],
            [t("field.fulfilment_status"), status(order.fulfilment_status)],
            [t("field.after_sale_status"), status(order.after_sale_status)],
            [t("column.placed_at"), <When key="placed" at={order.placed_at} />],
            [t("column.paid_at"), order.paid_at && <When key="paid" at={order.paid_at} />],
            [t("column.shipped_at"), order.shipped_at && <When key="shipped" at={order.shipped_at} />],
          ]}
        />
      </Section>
      <Suspense>
        <Parts order={order} />
        <Parcels order={order} />
      </Suspense>
      {order.attributes.length > 0 && (
        <Section title={t("section.attributes")}>
          <Attributes order={order} />
        </Section>
      )}
      {order.tags.length > 0 && (
        <Section title={t("section.tags")}>
          <TagReasons tags={order.tags} />
        </Section>
      )}
      <Suspense>
        <ListenerRuns number={order.number} />
      </Suspense>
      <Section title={t("section.notes")}>
        <Notes order={order} />
        <Suspense>
          <SellerNote order={order} />
        </Suspense>
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Facts({ pairs }: { pairs: [string, ReactNode][] }) {
  return (
    <dl className={styles["facts"]}>
      {pairs
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Attributes({ order }: { order: OrderDetail }) {
  const words = useFieldWords();
  return (
    <Facts
      pairs={order.attributes.map((attribute) => [
        attribute.label,
        words.value(attribute.type === "money" ? "amount_minor" : attribute.type === "time" ? "value_at" : "", attribute.value),
      ])}
    />
  );
}

function Amounts({ order }: { order: OrderDetail }) {
  const { t } = useTranslation("orders");
  const { amounts, currency } = order;
  const parts = [
    ["goods", amounts.goods_minor],
    ["freight", amounts.freight_minor],
    ["discount", amounts.discount_minor === 0 ? 0 : -Math.abs(amounts.discount_minor)],
  ] as const;
  return (
    <dl className={styles["amounts"]}>
      {parts.map(([name, minor]) => (
        <div key={name}>
          <dt>{t(`amount.${name}`)}</dt>
          <dd>{money(minor, currency)}</dd>
        </div>
      ))}
      <div data-total="true">
        <dt>{t("amount.total")}</dt>
        <dd>{money(amounts.total_minor, currency)}</dd>
      </div>
      {Boolean(amounts.refunded_minor) && (
        <div>
          <dt>{t("amount.refunded")}</dt>
          <dd>{money(amounts.refunded_minor, currency)}</dd>
        </div>
      )}
    </dl>
  );
}
