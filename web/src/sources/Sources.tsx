/** Systems that speak their own JSON: which there are, how they fare, and one of them in full. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Source, sourcesQuery } from "@/api/sources";
import { sessionQuery, useMay } from "@/api/session";
import { useFresh } from "@/live/useFresh";
import { sourceColumns } from "@/sources/sourceColumns";
import type { SourcesSearch } from "@/sources/sourcesSearch";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";
import { Loading } from "@/ui/Loading";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";

const SourceDialog = lazy(() => import("@/sources/SourceDialog"));
const SourcePanel = lazy(() => import("@/sources/SourcePanel"));
const idOf = (one: Source) => String(one.id);

export function Sources() {
  const { t } = useTranslation(["sources", "common"]);
  const search = useSearch({ from: "/hub/sources" });
  const navigate = useNavigate({ from: "/sources" });
  const seesAll = useQuery(sessionQuery).data?.shops === null;
  const isManager = useMay()("sources.manage") && seesAll;
  const query = useQuery({ ...sourcesQuery, enabled: seesAll });
  const [isAdding, setAdding] = useState(false);
  useFresh(["sources"], ["sources"]);
  const change = (next: SourcesSearch) => void navigate({ search: (now) => ({ ...now, ...next }) });
  if (!seesAll) return <Notice title={t("someShops")} text={t("someShopsNext")} />;
  const add = isManager && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("add")}
    </Button>
  );
  const opened = query.data?.items.find((one) => idOf(one) === search.source);
  return (
    <Screen title={t("title")} lead={t("lead")} action={add}>
      <Answered query={query} what={t("title")}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t("empty.sources")} text={t("empty.sourcesNext")} {...(add && { action: add })} />
          ) : (
            <DataTable
              label={t("title")}
              rows={items}
              rowKey={idOf}
              columns={sourceColumns(t, (id) => change({ source: id, pane: "aside" }))}
              density="comfortable"
              opened={search.source ?? null}
              onOpen={(one) => change({ source: idOf(one) })}
            />
          )
        }
      </Answered>
      <Suspense fallback={<Loading rows={4} />}>
        {opened && (
          <SourcePanel
            key={opened.id}
            source={opened}
            pane={search.pane ?? (opened.version === null ? "mapping" : "receipts")}
            entry={search.entry}
            isManager={isManager}
            onChange={change}
          />
        )}
        {isAdding && (
          <SourceDialog
            onClose={(made) => {
              setAdding(false);
              if (made) change({ source: String(made), pane: "settings" });
            }}
          />
        )}
      </Suspense>
    </Screen>
  );
}
