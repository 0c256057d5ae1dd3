/** The error book: every code that is known, its cause and its remedy. */
import { Input } from "antd";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BookEntry, errorBookQuery, said } from "@/api/health";
import { useShopNames } from "@/api/shops";
import styles from "@/health/Health.module.css";
import { useKinds } from "@/health/useKinds";
import { Answered } from "@/ui/Answered";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";

const keyOf = (entry: BookEntry) => `${entry.channel} ${entry.codes.join()} ${entry.cause}`;

export default function ErrorBook() {
  const { t } = useTranslation(["health", "common"]);
  const [sought, setSought] = useState("");
  const query = useQuery(errorBookQuery);
  const names = useShopNames();
  const kinds = useKinds();
  const channel = (code: string) => kinds(names.channel(code));
  const matches = (entry: BookEntry) =>
    [channel(entry.channel), ...entry.codes, entry.cause, said(entry.what), said(entry.remedy)]
      .join(" ")
      .toLowerCase()
      .includes(sought.trim().toLowerCase());
  return (
    <div className={styles["side"]}>
      <div className={styles["tools"]}>
        <Input.Search
          allowClear
          style={{ width: 300 }}
          aria-label={t("seek")}
          placeholder={t("seek")}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      </div>
      <Answered query={query} what={t("pane.errors")}>
        {(items) => {
          const rows = items.filter(matches);
          if (rows.length === 0) return <Notice title={t("notInBook.title")} text={t("notInBook.next")} />;
          return (
            <DataTable
              label={t("pane.errors")}
              rows={rows}
              rowKey={keyOf}
              columns={columns(t, channel)}
              density="comfortable"
            />
          );
        }}
      </Answered>
    </div>
  );
}

function columns(
  t: TFunction<readonly ["health", "common"]>,
  channel: (code: string) => string,
): Column<BookEntry>[] {
  return [
    {
      key: "channel",
      title: t("column.channel"),
      width: 110,
      frozen: true,
      cell: (entry) => (entry.channel ? channel(entry.channel) : t("everyChannel")),
    },
    { key: "codes", title: t("column.codes"), width: 160, cell: (entry) => <Whole code text={entry.codes.join(t("common:comma")) || "–"} /> },
    { key: "what", title: t("column.cause"), width: 240, cell: (entry) => <Whole text={said(entry.what)} /> },
    {
      key: "remedy",
      title: t("column.remedy"),
      width: 300,
      grow: true,
      cell: (entry) => <Whole text={said(entry.remedy)} />,
    },
    { key: "heals", title: t("column.heals"), width: 130, cell: (entry) => t(entry.heals ? "heals" : "needsPerson") },
  ];
}

/** In as many lines as the row has room for, and all of it where the pointer rests. */
function Whole({ text, code = false }: { text: string; code?: boolean }) {
  const Tag = code ? "code" : "span";
  return (
    <Tag className={styles["whole"]} title={text}>
      {text}
    </Tag>
  );
}
