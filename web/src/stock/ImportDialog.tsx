/** Goods from a file: read, shown row by row, then brought in at once. */
import { InboxOutlined } from "@ant-design/icons";
import { Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type GoodsPreview, STOCK, commitGoods, previewGoods } from "@/api/stock";
import styles from "@/stock/Stock.module.css";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { count } from "@/ui/money";
import { useWrite } from "@/ui/useWrite";

const SHOWN = 50;

export function ImportDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(["stock", "common"]);
  const [seen, setSeen] = useState<GoodsPreview | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const read = useWrite({
    run: previewGoods,
    touches: [],
    after: setSeen,
    refused: (problem) => setRefusal(explain(problem)),
  });
  const commit = useWrite({
    run: commitGoods,
    done: (done) => t("import.done", { skus: done.skus, mapped: done.mapped, counted: done.counted }),
    touches: [STOCK, ["orders"]],
    after: onClose,
    refused: (problem) => setRefusal(explain(problem)),
  });
  return (
    <Dialog
      open
      width={720}
      title={t("import.title")}
      okText={seen ? t("import.commit", { count: seen.ok }) : t("import.commitNone")}
      okButtonProps={{ disabled: !seen?.ok }}
      cancelText={t("common:action.cancel")}
      confirmLoading={commit.isPending}
      onOk={() => {
        if (seen) commit.mutate(seen.id);
      }}
      onCancel={onClose}
    >
      <Upload.Dragger
        accept=".xlsx,.csv"
        maxCount={1}
        showUploadList={false}
        disabled={read.isPending}
        beforeUpload={(file) => {
          setRefusal(null);
          setSeen(null);
          read.mutate(file);
          return false;
        }}
      >
        <p className={styles["drop"]}>
          <InboxOutlined />
        </p>
        <p>{t(read.isPending ? "import.reading" : "import.drop")}</p>
        <p className={styles["quiet"]}>{t("import.hint")}</p>
      </Upload.Dragger>
      {refusal && (
        <p className={styles["bad"]} role="alert">
          {refusal}
        </p>
      )}
      {seen && <Seen seen={seen} />}
    </Dialog>
  );
}

function Seen({ seen }: { seen: GoodsPreview }) {
  const { t } = useTranslation("stock");
  return (
    <section aria-label={t("import.found")}>
      <p role="status" className={styles["found"]}>
        {t("import.rows", { rows: count(seen.rows), ok: count(seen.ok), bad: count(seen.rows - seen.ok) })}
      </p>
      {seen.errors.length > 0 && (
        <table className={styles["plain"]}>
          <thead>
            <tr>
              <th scope="col">{t("import.row")}</th>
              <th scope="col">{t("import.column")}</th>
              <th scope="col">{t("import.wrong")}</th>
            </tr>
          </thead>
          <tbody>
            {seen.errors.slice(0, SHOWN).map((error) => (
              <tr key={`${error.row}.${error.column}.${error.code}`}>
                <td>{error.row}</td>
                <td>{t(`file.${error.column as "code"}`, { defaultValue: error.column })}</td>
                <td>{t(`wrong.${error.code as "missing"}`, { defaultValue: error.detail })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
