/** Splits an order: how many units of each line go into which part; the first part takes the rest. */
import { InputNumber, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Shown, splitOrder } from "@/api/fulfilment";
import type { OrderDetail } from "@/api/types";
import styles from "@/orders/drawer/Overview.module.css";
import { newNumbers, planned } from "@/orders/drawer/parts";
import { Dialog } from "@/ui/Dialog";
import { useWrite } from "@/ui/useWrite";

const COUNTS = [2, 3, 4];
const MOST = 4;

interface SplitDialogProps {
  order: OrderDetail;
  shown: Shown;
  onClose(): void;
}

export default function SplitDialog({ order, shown, onClose }: SplitDialogProps) {
  const { t } = useTranslation("orders");
  const before = planned(shown);
  const [count, setCount] = useState(COUNTS.find((n) => n === before.length) ?? 2);
  /** Units by line of every part but the first. */
  const [chosen, setChosen] = useState<Record<string, number>[]>(
    [1, 2, 3].map((place) => (before.length <= MOST ? (before[place] ?? {}) : {})),
  );
  const others = chosen.slice(0, count - 1);
  const numbers = newNumbers(shown, count);
  const [firstNo, ...otherNos] = numbers;
  const lines = order.lines.flatMap((line) => {
    const quantity = shown.free[line.line_no] ?? 0;
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
  const rest = (line: OrderDetail["lines"][number]) =>
    line.quantity - others.reduce((sum, part) => sum + (part[line.line_no] ?? 0), 0);
  const first = Object.fromEntries(lines.map((line) => [line.line_no, rest(line)]));
  const parts = [first, ...others].map((part) => Object.fromEntries(Object.entries(part).filter(([, n]) => n > 0)));
  const isWhole = parts.every((part) => Object.keys(part).length > 0);
  const split = useWrite({
    run: splitOrder,
    done: t("parts.done", { count }),
    touches: [["fulfilment"], ["orders"]],
    after: onClose,
  });
  const set = (place: number, line: string, n: number) =>
    setChosen(chosen.map((part, at) => (at === place ? { ...part, [line]: n } : part)));
  return (
    <Dialog
      open
      width={620}
      title={t("parts.title", { number: order.number })}
      okText={t("parts.split")}
      okButtonProps={{ disabled: !isWhole }}
      confirmLoading={split.isPending}
      onOk={() => split.mutate({ number: order.number, parts })}
      onCancel={onClose}
    >
      <p className={styles["told"]}>
        {t("parts.text", { n: firstNo })} {t(`parts.told.${shown.told_in}`)}
      </p>
      <Segmented
        aria-label={t("parts.count")}
        value={count}
        options={COUNTS.map((n) => ({ value: n, label: t("parts.of", { count: n }) }))}
        onChange={setCount}
      />
      <table className={`${styles["goods"]} ${styles["splitting"]}`}>
        <thead>
          <tr>
            <th scope="col">{t("line.title")}</th>
            {numbers.map((n) => (
              <th scope="col" key={n} className={styles["end"]}>
                {t("parts.part", { n })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line_no}>
              <td>
                {line.title} ×{line.quantity}
                <small>{[line.spec, line.sku_no].filter(Boolean).join(" · ")}</small>
              </td>
              <td className={styles["end"]}>{rest(line)}</td>
              {others.map((part, place) => (
                <td key={otherNos[place]} className={styles["end"]}>
                  <InputNumber
                    size="small"
                    min={0}
                    max={(part[line.line_no] ?? 0) + rest(line)}
                    precision={0}
                    value={part[line.line_no] ?? 0}
                    aria-label={t("parts.units", { n: otherNos[place], title: `${line.title} ${line.sku_no}` })}
                    onChange={(n) => set(place, line.line_no, n ?? 0)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
