/** The desk's left side: how many of each kind stand, exact at any time. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ExceptionKind, exceptionGroupsQuery } from "@/api/exceptions";
import styles from "@/exceptions/Exceptions.module.css";
import { KINDS } from "@/exceptions/exceptionsSearch";
import { count } from "@/ui/money";

interface KindListProps {
  chosen: ExceptionKind | undefined;
  onChoose(kind: ExceptionKind | undefined): void;
}

export function KindList({ chosen, onChoose }: KindListProps) {
  const { t } = useTranslation("exceptions");
  const groups = useQuery(exceptionGroupsQuery).data;
  const all = groups ? KINDS.reduce((sum, kind) => sum + (groups.kinds[kind] ?? 0), 0) : null;
  return (
    <nav className={styles["kinds"]} aria-label={t("kinds")}>
      <h2>{t("kinds")}</h2>
      <ul>
        {[undefined, ...KINDS].map((kind) => (
          <li key={kind ?? "all"} data-chosen={kind === chosen}>
            <button type="button" className="bare" aria-pressed={kind === chosen} onClick={() => onChoose(kind)}>
              <span>{kind ? t(`kind.${kind}`) : t("all")}</span>
              <b>{count(kind ? (groups ? (groups.kinds[kind] ?? 0) : null) : all)}</b>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
