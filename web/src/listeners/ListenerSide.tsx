/** Beside the builder: the trial, what it did and why, its versions. */
import { useTranslation } from "react-i18next";
import type { Listener, Spec } from "@/api/listeners";
import { LISTENER_PANES, type ListenerPane } from "@/listeners/listenersSearch";
import { RunsPane } from "@/listeners/RunsPane";
import { TrialPane } from "@/listeners/TrialPane";
import { VersionsPane } from "@/listeners/VersionsPane";
import { SidePanel } from "@/ui/Screen";
import { Tabs } from "@/ui/Tabs";

interface ListenerSideProps {
  listener: Listener | null;
  spec: Spec;
  isLocked: boolean;
  pane: ListenerPane;
  onPane(pane: ListenerPane): void;
}

export function ListenerSide({ listener, spec, isLocked, pane, onPane }: ListenerSideProps) {
  const { t } = useTranslation("listeners");
  const panes = listener ? LISTENER_PANES : (["trial"] as const);
  const shown = listener ? pane : "trial";
  return (
    <SidePanel label={t("side")} title={t("side")} width={420} stays>
      <Tabs label={t("side")} value={shown} tabs={panes.map((key) => ({ key, title: t(`pane.${key}`) }))} onChange={onPane} />
      {shown === "trial" && <TrialPane spec={spec} />}
      {listener && shown === "runs" && <RunsPane id={listener.id} />}
      {listener && shown === "versions" && <VersionsPane listener={listener} isLocked={isLocked} />}
    </SidePanel>
  );
}
