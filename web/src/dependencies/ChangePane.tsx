/** Change requests: the list, one beside it, and the form for a new one. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { type Change, type Impact, changesQuery } from "@/api/dependencies";
import { useMay } from "@/api/session";
import { ChangePanel } from "@/dependencies/ChangePanel";
import styles from "@/dependencies/Dependencies.module.css";
import { useImpactWords } from "@/dependencies/ImpactPart";
import { ProposeDialog } from "@/dependencies/ProposeDialog";
import { stateTone } from "@/dependencies/states";
import health from "@/health/Health.module.css";
import { Answered } from "@/ui/Answered";
import { Badge } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { When } from "@/ui/Time";

interface ChangePaneProps {
  opened: string | undefined;
  onOpen(id: string | undefined): void;
}

const idOf = (change: Change) => String(change.id);

export default function ChangePane({ opened, onOpen }: ChangePaneProps) {
  const { t } = useTranslation(["dependencies", "common"]);
  const [isProposing, setProposing] = useState(false);
  const query = useQuery(changesQuery);
  const words = useImpactWords();
  const mayPropose = useMay()("health.manage");
  const shown = query.data?.find((change) => idOf(change) === opened);
  return (
    <>
      <div className={health["side"]}>
        <div className={health["tools"]}>
          <span>{t("changes.lead")}</span>
          {mayPropose && (
            <Button type="primary" style={{ marginLeft: "auto" }} onClick={() => setProposing(true)}>
              {t("propose.title")}
            </Button>
          )}
        </div>
        <Answered query={query} what={t("changes.title")}>
          {(changes) =>
            changes.length === 0 ? (
              <Notice title={t("changes.empty")} text={t("changes.emptyNext")} />
            ) : (
              <DataTable
                label={t("changes.title")}
                rows={changes}
                rowKey={idOf}
                columns={columns(t, words, (change) => onOpen(idOf(change)))}
                density="comfortable"
                opened={opened ?? null}
                onOpen={(change) => onOpen(idOf(change))}
              />
            )
          }
        </Answered>
      </div>
      {shown && <ChangePanel key={shown.id} change={shown} onClose={() => onOpen(undefined)} />}
      {isProposing && (
        <ProposeDialog
          onClose={(made) => {
            setProposing(false);
            if (made) onOpen(idOf(made));
          }}
        />
      )}
    </>
  );
}

function columns(
  t: TFunction<readonly ["dependencies", "common"]>,
  words: (impact: Impact) => string,
  open: (change: Change) => void,
): Column<Change>[] {
  return [
    {
      key: "what",
      title: t("changes.what"),
      width: 300,
      frozen: true,
      grow: true,
      cell: (change) => (
        <span className={styles["what"]}>
          <button type="button" className="bare" onClick={() => open(change)}>
            {t("common:named", { name: t(`kind.${change.kind}`), value: change.planned })}
          </button>
          <small>{change.reason}</small>
        </span>
      ),
    },
    {
      key: "state",
      title: t("changes.state"),
      width: 160,
      cell: (change) => <Badge tone={stateTone(change.state)}>{t(`state.${change.state}`)}</Badge>,
    },
    {
      key: "impact",
      title: t("changes.impact"),
      width: 250,
      cell: (change) => words(change.impact_approved ?? change.impact),
    },
    { key: "at", title: t("changes.at"), width: 110, cell: (change) => <When at={change.planned_at} /> },
    { key: "proposer", title: t("changes.proposer"), width: 110, spare: 1, cell: (change) => change.proposer },
    { key: "decider", title: t("changes.decider"), width: 110, cell: (change) => change.decider || "–" },
  ];
}
