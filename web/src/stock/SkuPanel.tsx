/** One SKU: where it lies, what each shop offers of it, and everything that moved it. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Movement, type Offer, type SkuDetail, skuQuery } from "@/api/stock";
import { SkuState } from "@/stock/Goods";
import { Offers } from "@/stock/Offers";
import { CountForm } from "@/stock/CountForm";
import styles from "@/stock/Stock.module.css";
import { Answered } from "@/ui/Answered";
import { count } from "@/ui/money";
import { SidePanel } from "@/ui/Screen";
import { When } from "@/ui/Time";

interface SkuPanelProps {
  id: number;
  isLocked: boolean;
  onClose(): void;
}

export default function SkuPanel({ id, isLocked, onClose }: SkuPanelProps) {
  const { t } = useTranslation(["stock", "common"]);
  const query = useQuery(skuQuery(id));
  const title = query.data?.sku.title ?? t("sku.panel", { id });
  return (
    <SidePanel
      label={title}
      title={title}
      width={680}
      onClose={onClose}
    >
      <Answered query={query}>{(detail) => <Body detail={detail} isLocked={isLocked} />}</Answered>
    </SidePanel>
  );
}

function Body({ detail, isLocked }: { detail: SkuDetail; isLocked: boolean }) {
  const { t } = useTranslation("stock");
  const { sku } = detail;
  return (
    <>
      <p className={styles["under"]}>
        <code>{sku.code}</code> {sku.spec && `${sku.spec} `}· <SkuState sku={sku} />
      </p>
      <dl className={styles["figures"]}>
        {!sku.bundle && <Figure name={t("column.on_hand")} value={sku.on_hand} />}
        {!sku.bundle && <Figure name={t("column.reserved")} value={sku.reserved} />}
        <Figure name={t("column.available")} value={sku.available} />
        <Figure name={t("column.short")} value={sku.short} />
        <Figure name={t("column.safety")} value={sku.safety} />
      </dl>
      {sku.bundle ? (
        <Part title={t("part.parts")}>
          <ul>
            {detail.parts.map((part) => (
              <li key={part.sku_id}>
                {part.title} <code>{part.code}</code> × {part.quantity}
              </li>
            ))}
          </ul>
        </Part>
      ) : (
        <Part title={t("part.warehouses")}>
          <Warehouses detail={detail} />
          {!isLocked && <CountForm sku={sku} warehouses={detail.warehouses.map((one) => one.warehouse)} />}
        </Part>
      )}
      <Part title={t("part.offers")}>
        <Offers skuId={sku.id} available={sku.available} offers={detail.offers as Offer[]} isLocked={isLocked} />
      </Part>
      {!sku.bundle && (
        <Part title={t("part.movements")}>
          <Movements movements={detail.movements as Movement[]} />
        </Part>
      )}
    </>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{count(value)}</dd>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={styles["part"]} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Warehouses({ detail }: { detail: SkuDetail }) {
  const { t } = useTranslation("stock");
  if (detail.warehouses.length === 0) return <p>{t("warehouses.none")}</p>;
  return (
    <table className={styles["plain"]}>
      <thead>
        <tr>
          <th scope="col">{t("column.warehouse")}</th>
          <th scope="col">{t("column.on_hand")}</th>
          <th scope="col">{t("column.reported")}</th>
          <th scope="col">{t("column.updated")}</th>
        </tr>
      </thead>
      <tbody>
        {detail.warehouses.map((one) => (
          <tr key={one.warehouse}>
            <td>{one.warehouse}</td>
            <td>{count(one.quantity)}</td>
            <td>{count(one.reported)}</td>
            <td>
              <When at={one.updated_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const signed = (units: number) => (units === 0 ? "–" : units > 0 ? `+${count(units)}` : count(units));

function Movements({ movements }: { movements: Movement[] }) {
  const { t } = useTranslation("stock");
  if (movements.length === 0) return <p>{t("movements.none")}</p>;
  return (
    <table className={styles["plain"]}>
      <thead>
        <tr>
          <th scope="col">{t("column.at")}</th>
          <th scope="col">{t("column.kind")}</th>
          <th scope="col">{t("column.available")}</th>
          <th scope="col">{t("column.reserved")}</th>
          <th scope="col">{t("column.shipped")}</th>
          <th scope="col">{t("column.reason")}</th>
        </tr>
      </thead>
      <tbody>
        {movements.map((one) => (
          <tr key={one.id}>
            <td>
              <When at={one.at} />
            </td>
            <td>{t(`kind.${one.kind}`)}</td>
            <td>{signed(one.available)}</td>
            <td>{signed(one.reserved)}</td>
            <td>{signed(one.shipped)}</td>
            <td>{[one.warehouse, one.reason, one.actor].filter(Boolean).join(" · ") || "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
