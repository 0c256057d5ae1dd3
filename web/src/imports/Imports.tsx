/** Orders from a spreadsheet, with preview and undo; orders into a file. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useState } from "react";
import { type Preview, importsQuery } from "@/api/imports";
import { useMay } from "@/api/session";
import { ExportPart } from "@/imports/ExportPart";
import { History } from "@/imports/History";
import styles from "@/imports/Imports.module.css";
import { PreviewPart } from "@/imports/PreviewPart";
import { UploadPart } from "@/imports/UploadPart";
import { Answered } from "@/ui/Answered";
import { Screen } from "@/ui/Screen";

export function Imports() {
  const { t } = useTranslation(["imports", "common"]);
  const may = useMay();
  const [preview, setPreview] = useState<Preview | null>(null);
  const list = useInfiniteQuery({ ...importsQuery, enabled: may("orders.import") });
  return (
    <Screen title={t("common:area.imports")} lead={t("lead")}>
      <div className={styles["page"]}>
        {may("orders.import") && (
          <>
            {preview ? (
              <PreviewPart preview={preview} onEnd={() => setPreview(null)} />
            ) : (
              <UploadPart onPreview={setPreview} />
            )}
            <Answered query={list} what={t("history.title")} rows={3}>
              {(data) => (
                <History
                  imports={data.pages.flatMap((page) => page.items)}
                  hasMore={list.hasNextPage}
                  onMore={() => void list.fetchNextPage()}
                />
              )}
            </Answered>
          </>
        )}
        {may("orders.export") && <ExportPart />}
      </div>
    </Screen>
  );
}
