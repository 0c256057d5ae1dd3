/** How many columns the window has no room for; shows them all, or the fitting ones again. */
import { useTranslation } from "react-i18next";
import styles from "@/ui/DataTable.module.css";

interface SpareColumnsProps {
  columns: readonly { title: string }[];
  isShown: boolean;
  onShow(isShown: boolean): void;
}

export function SpareColumns({ columns, isShown, onShow }: SpareColumnsProps) {
  const { t } = useTranslation();
  const names = columns.map(({ title }) => title).join(t("comma"));
  const said = t(isShown ? "table.fewer" : "table.more", { count: columns.length });
  return (
    <button
      type="button"
      className={styles["spare"]}
      aria-expanded={isShown}
      aria-label={t("named", { name: said, value: names })}
      title={t(isShown ? "table.fewerMeans" : "table.moreMeans", { names })}
      onClick={() => onShow(!isShown)}
    >
      {said}
    </button>
  );
}
