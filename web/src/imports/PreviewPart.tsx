/** What the file holds: how many orders can come in, what keeps the others out, a sample. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type Preview, commitImport } from "@/api/imports";
import { ErrorTable } from "@/imports/ErrorTable";
import styles from "@/imports/Imports.module.css";
import { useFieldWords } from "@/orders/drawer/useFieldWords";
import { count } from "@/ui/money";
import { useWrite } from "@/ui/useWrite";

export function PreviewPart({ preview, onEnd }: { preview: Preview; onEnd(): void }) {
  const { t } = useTranslation(["imports", "common"]);
  const commit = useWrite({
    run: () => commitImport(preview.id),
    done: (made) => t("committed", { count: made.new, changed: made.changed, unchanged: made.unchanged }),
    touches: [["order-imports"], ["orders"]],
    after: onEnd,
  });
  return (
    <section className={styles["part"]}>
      <h2>{t("preview.title")}</h2>
      <div className={styles["row"]}>
        <b className={styles["big"]}>{t("preview.ok", { count: preview.ok })}</b>
        <span className={styles["quiet"]}>{t("preview.rows", { rows: count(preview.rows) })}</span>
        {preview.errors.length > 0 && (
          <span className={styles["bad"]}>{t("preview.errors", { count: preview.errors.length })}</span>
        )}
        <span style={{ flex: 1 }} />
        <Button onClick={onEnd}>{t("common:action.cancel")}</Button>
        <Button type="primary" disabled={preview.ok === 0} loading={commit.isPending} onClick={() => commit.mutate(undefined)}>
          {t("preview.commit", { count: preview.ok })}
        </Button>
      </div>
      {preview.errors.length > 0 && <ErrorTable errors={preview.errors} />}
      {preview.sample.length > 0 && <SampleTable sample={preview.sample} />}
    </section>
  );
}

function SampleTable({ sample }: { sample: Preview["sample"] }) {
  const { t } = useTranslation("imports");
  const words = useFieldWords();
  const names = Object.keys(sample[0] ?? {}).filter((name) => typeof sample[0]?.[name] !== "object");
  return (
    <>
      <h3>{t("preview.sample")}</h3>
      <div className={styles["scroll"]} tabIndex={0} role="group" aria-label={t("preview.sample")}>
        <table>
          <thead>
            <tr>
              {names.map((name) => (
                <th key={name} scope="col">
                  {words.field(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((row) => (
              <tr key={JSON.stringify(row)}>
                {names.map((name) => (
                  <td key={name}>{words.value(name, row[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
