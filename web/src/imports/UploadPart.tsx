/** Choose the shop and the file; the hub reads it and shows what would come in. */
import { InboxOutlined } from "@ant-design/icons";
import { Select, Upload } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ImportColumn, type Preview, importColumnsQuery, previewImport } from "@/api/imports";
import { shopsQuery } from "@/api/shops";
import { templateCsv } from "@/imports/template";
import styles from "@/imports/Imports.module.css";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

function download(columns: readonly ImportColumn[]): void {
  const url = URL.createObjectURL(new Blob([templateCsv(columns)], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: "orders.csv" });
  link.click();
  URL.revokeObjectURL(url);
}

export function UploadPart({ onPreview }: { onPreview(preview: Preview): void }) {
  const { t } = useTranslation("imports");
  const shops = useQuery(shopsQuery).data ?? [];
  const columns = useQuery(importColumnsQuery).data ?? [];
  const [chosen, setChosen] = useState<number | null>(null);
  const shopId = chosen ?? (shops.length === 1 ? (shops[0]?.id ?? null) : null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const read = useWrite({
    run: (file: File) => previewImport(file, shopId ?? 0),
    touches: [["order-imports"]],
    after: onPreview,
    refused: (problem) => setRefusal(explain(problem)),
  });
  return (
    <section className={styles["part"]}>
      <h2>{t("upload.title")}</h2>
      <div className={styles["row"]}>
        <Select
          aria-label={t("upload.shop")}
          placeholder={t("upload.shop")}
          style={{ width: 240 }}
          value={shopId}
          options={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
          onChange={setChosen}
        />
        <button type="button" className={`bare ${styles["link"]}`} onClick={() => download(columns)}>
          {t("upload.template")}
        </button>
      </div>
      <Upload.Dragger
        accept=".xlsx,.csv"
        maxCount={1}
        showUploadList={false}
        disabled={shopId === null || read.isPending}
        beforeUpload={(file) => {
          setRefusal(null);
          read.mutate(file);
          return false;
        }}
      >
        <p className={styles["drop"]}>
          <InboxOutlined />
        </p>
        <p className={styles["ask"]}>{t(read.isPending ? "upload.reading" : shopId === null ? "upload.shopFirst" : "upload.drop")}</p>
        <p className={styles["quiet"]}>{t("upload.hint")}</p>
      </Upload.Dragger>
      {refusal && (
        <p className={styles["bad"]} role="alert">
          {refusal}
        </p>
      )}
      <details className={styles["columns"]}>
        <summary>{t("upload.columns")}</summary>
        <p>
          {columns.map(({ code, title, required }) => (
            <span key={code} title={code}>
              {title}
              {required && " *"}
            </span>
          ))}
        </p>
      </details>
    </section>
  );
}
