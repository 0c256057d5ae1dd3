/** Listeners: all of them at the left, one in the builder, what it would do and did at the right. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Choices, type Listener, choicesQuery, listenersQuery } from "@/api/listeners";
import { useMay, useSession } from "@/api/session";
import { Editor } from "@/listeners/Editor";
import styles from "@/listeners/Listeners.module.css";
import { ListenerList } from "@/listeners/ListenerList";
import { type ListenersSearch, NEW } from "@/listeners/listenersSearch";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";

export function Listeners() {
  const { t } = useTranslation(["listeners", "common"]);
  const list = useQuery({ ...listenersQuery, refetchInterval: 15_000 });
  const choices = useQuery(choicesQuery);
  if (list.data && choices.data) return <Loaded listeners={list.data} choices={choices.data} />;
  const error = list.error ?? choices.error;
  const retry = () => void Promise.all([list.refetch(), choices.refetch()]);
  return (
    <Screen title={t("common:area.listeners")} lead={t("lead")}>
      {error ? <Failed problem={error} what={t("common:area.listeners")} onRetry={retry} /> : <Loading />}
    </Screen>
  );
}

function Loaded({ listeners, choices }: { listeners: readonly Listener[]; choices: Choices }) {
  const { t } = useTranslation(["listeners", "common"]);
  const search = useSearch({ from: "/hub/listeners" });
  const navigate = useNavigate({ from: "/listeners" });
  const seesAll = useSession()?.shops === null;
  const isLocked = !useMay()("listeners.manage") || !seesAll;
  const change = (next: Partial<ListenersSearch>) => void navigate({ search: (now) => ({ ...now, ...next }) });
  const opened = listeners.find((one) => String(one.id) === search.open) ?? null;
  const isNew = search.open === NEW && !isLocked;
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ open: NEW, pane: "trial" })}>
      {t("add")}
    </Button>
  );
  return (
    <Screen title={t("common:area.listeners")} lead={t("lead")} action={!isLocked && add}>
      {listeners.length > 0 && (
        <ListenerList listeners={listeners} opened={opened?.id ?? null} onOpen={(id) => change({ open: String(id) })} />
      )}
      {opened || isNew ? (
        <Editor
          key={opened?.id ?? NEW}
          listener={opened}
          choices={choices}
          isLocked={isLocked}
          pane={search.pane ?? "trial"}
          onPane={(pane) => change({ pane })}
          onSaved={(id) => change({ open: String(id) })}
        />
      ) : (
        <Blank isEmpty={listeners.length === 0} isLocked={isLocked} />
      )}
    </Screen>
  );
}

function Blank({ isEmpty, isLocked }: { isEmpty: boolean; isLocked: boolean }) {
  const { t } = useTranslation("listeners");
  const blank = isEmpty ? "empty" : "choose";
  return (
    <div className={styles["nothing"]}>
      <Notice title={t(`${blank}.title`)} text={t(isEmpty && isLocked ? "empty.locked" : `${blank}.next`)} />
    </div>
  );
}
