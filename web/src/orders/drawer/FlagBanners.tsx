/** What stands in the order's way: reason, who, since when, and the remedy as a button. */
import { Button } from "antd";
import { Link, useLocation } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { exceptionsQuery } from "@/api/exceptions";
import type { Flag, OrderDetail } from "@/api/types";
import { reasonWords } from "@/exceptions/exceptionColumns";
import { useOrderActions } from "@/orders/batch/OrderActions";
import styles from "@/orders/drawer/OrderDrawer.module.css";
import { FlagChip, PresaleWait } from "@/orders/list/cells";
import { remedyFor } from "@/orders/list/remedy";
import { Age } from "@/ui/Time";

const DESK = "/exceptions";

/** A presale waits in good order: to let it go is offered here only, not in every row. */
const remedyOf = (flag: Flag, { stage }: OrderDetail) =>
  flag === "presale_held" ? "presale_release" : remedyFor({ flags: [flag], stage });

/** The exceptions behind the flag; a shortage has a flag of its own. */
function useStanding(order: OrderDetail, isPast: boolean): string | null {
  const { t } = useTranslation(["exceptions", "common"]);
  const isAsked = !isPast && order.flags.includes("exception");
  const found = useInfiniteQuery({ ...exceptionsQuery({ number: order.number }), enabled: isAsked });
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const standing = rows.filter(({ kind }) => kind !== "no_stock" && kind !== "manual");
  return standing.map((row) => t("common:named", { name: t(`kind.${row.kind}`), value: reasonWords(row, t) })).join(t("common:comma")) || null;
}

export function FlagBanners({ order, isPast }: { order: OrderDetail; isPast: boolean }) {
  const standing = useStanding(order, isPast);
  return order.flags
    .filter((flag) => flag !== "at_warehouse")
    .map((flag) =>
      flag === "exception" && standing ? (
        <Stopped key={flag} order={order} why={standing} />
      ) : (
        <Banner key={flag} order={order} flag={flag} isPast={isPast} />
      ),
    );
}

/** What stops it is dealt with at the desk, by its own remedy; nobody is sent there who is there. */
function Stopped({ order, why }: { order: OrderDetail; why: string }) {
  const { t } = useTranslation("orders");
  const isAtDesk = useLocation({ select: ({ pathname }) => pathname === DESK });
  return (
    <div className={styles["banner"]}>
      <FlagChip flag="exception" />
      <p>{why}</p>
      {!isAtDesk && (
        <Link to={DESK} search={{ number: order.number }}>
          {t("atDesk")}
        </Link>
      )}
    </div>
  );
}

function Banner({ order, flag, isPast }: { order: OrderDetail; flag: Flag; isPast: boolean }) {
  const { t } = useTranslation("orders");
  const actions = useOrderActions();
  const why = order.flag_reasons?.[flag];
  const remedy = isPast ? null : remedyOf(flag, order);
  return (
    <div className={styles["banner"]}>
      <FlagChip flag={flag} word={flag === "presale_held" ? <PresaleWait row={order} /> : undefined} />
      <p>
        {why?.reason ?? t(`flagMeans.${flag}`)}
        {why && (why.by ?? why.since) && (
          <small>
            {" "}
            {why.by} {why.since && <Age at={why.since} />}
          </small>
        )}
      </p>
      {remedy && actions.may(remedy) && (
        <Button size="small" onClick={() => actions.remedy(remedy, order)}>
          {t(`remedy.${remedy}`)}
        </Button>
      )}
    </div>
  );
}
