/** Rows set aside: why each could not be taken, tried again, dismissed. */
import { Button } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Aside, type Replayed, type Source, asideQuery, replay } from "@/api/sources";
import { useMay } from "@/api/session";
import { AsideEntry } from "@/sources/AsideEntry";
import styles from "@/sources/Sources.module.css";
import { useTroubleWords } from "@/sources/useTroubleWords";
import { Answered } from "@/ui/Answered";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

interface AsidePaneProps {
  source: Source;
  entry: string | undefined;
  onEntry(id: string | undefined): void;
  onMapping(): void;
}

const STATES = ["open", "replayed", "dismissed"] as const;

export function AsidePane({ source, entry, onEntry, onMapping }: AsidePaneProps) {
  const { t } = useTranslation(["sources", "common"]);
  const words = useTroubleWords();
  const mayReplay = useMay()("quarantine.replay");
  const [state, setState] = useState<Aside["state"]>("open");
  const list = useInfiniteQuery(asideQuery(source.id, state));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const again = useWrite({
    run: (ids: string[] | null) => replay(source.id, ids),
    done: (results: Replayed[]) => {
      const closed = results.filter((one) => one.closed).length;
      return t("replayed", { closed, count: results.length });
    },
    touches: [["sources"], ["orders"]],
  });
  if (entry) {
    return (
      <AsideEntry
        sourceId={source.id}
        id={entry}
        mayReplay={mayReplay}
        onReplay={() => again.mutateAsync([entry])}
        onBack={() => onEntry(undefined)}
        onMapping={onMapping}
      />
    );
  }
  return (
    <>
      <div className={styles["row"]}>
        <Segments<Aside["state"]>
          label={t("aside.state")}
          value={state}
          options={STATES.map((value) => ({ value, label: t(`asideState.${value}`) }))}
          onChange={(next) => setState(next)}
        />
        <span style={{ flex: 1 }} />
        {mayReplay && state === "open" && rows.length > 0 && (
          <Button type="primary" loading={again.isPending} onClick={() => again.mutate(null)}>
            {t("aside.replayAll")}
          </Button>
        )}
      </div>
      <Answered query={list} what={t("pane.aside")}>
        {() =>
          rows.length === 0 ? (
            <Notice title={t(`empty.aside.${state}`)} text={t("empty.asideNext")} />
          ) : (
            <ul className={styles["list"]} aria-label={t("pane.aside")}>
              {rows.map((one) => (
                <li key={one.id}>
                  <Button type="link" size="small" onClick={() => onEntry(one.id)}>
                    {one.label || t(one.whole ? "aside.document" : "aside.row", { id: one.id })}
                  </Button>
                  <span>{words(one)}</span>
                  <small>
                    {one.tries > 0 && `${t("aside.tries", { count: one.tries })} · `}
                    <Age at={one.received_at} />
                  </small>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common:action.loadMore")}
        </Button>
      )}
    </>
  );
}
