/** The raw payload beside what we made of it; pointing at a field lights up its place. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { rawQuery } from "@/api/orders";
import { jsonLines, samePath } from "@/orders/drawer/jsonLines";
import styles from "@/orders/drawer/RawPane.module.css";
import { useFieldWords } from "@/orders/drawer/useFieldWords";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { Notice } from "@/ui/Notice";

export function RawPane({ number }: { number: string }) {
  const { t } = useTranslation("orders");
  const words = useFieldWords();
  const { data, error, isPending, refetch } = useQuery(rawQuery(number));
  const [lit, setLit] = useState<string | null>(null);
  const lines = useMemo(() => (data ? jsonLines(data.payload) : []), [data]);
  const code = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (lit) code.current?.querySelector("[data-lit=true]")?.scrollIntoView({ block: "nearest" });
  }, [lit]);
  if (isPending) return <Loading rows={14} />;
  if (error) return <Failed problem={error} what={t("pane.raw")} onRetry={() => void refetch()} />;
  if (data.payload === null) return <Notice title={t("raw.gone")} text={t("raw.goneNext")} />;
  const mappedAt = (path: string) => data.mapped.some((field) => samePath(field.path, path));
  return (
    <div className={styles["raw"]}>
      <pre ref={code} className={styles["code"]} aria-label={t("raw.payload")} tabIndex={0}>
        {lines.map((line) => (
          <div
            key={line.no}
            data-lit={lit !== null && line.path !== "" && samePath(lit, line.path)}
            data-mapped={mappedAt(line.path)}
            style={{ paddingLeft: `${line.depth * 12 + 6}px` }}
          >
            {line.key && <b>{line.key}: </b>}
            {line.text}
          </div>
        ))}
      </pre>
      <ul className={styles["fields"]} aria-label={t("raw.mapped")}>
        {data.mapped.map((field) => (
          <li key={`${field.path}-${field.field}`}>
            <button
              type="button"
              className="bare"
              aria-pressed={lit === field.path}
              onMouseEnter={() => setLit(field.path)}
              onFocus={() => setLit(field.path)}
              onClick={() => setLit(field.path)}
            >
              <span>{words.field(field.field)}</span>
              <b>{words.value(field.field, field.value)}</b>
              <small>{field.path}</small>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles["hint"]}>{t("raw.masked")}</p>
    </div>
  );
}
