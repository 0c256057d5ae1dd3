/** One source: what came, its mapping, what was set aside, how it is reached. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type Source, pauseSource, resumeSource } from "@/api/sources";
import { AsidePane } from "@/sources/AsidePane";
import { MappingPane } from "@/sources/MappingPane";
import { Receipts } from "@/sources/Receipts";
import { SettingsPane } from "@/sources/SettingsPane";
import { PANES, type Pane, type SourcesSearch } from "@/sources/sourcesSearch";
import { SidePanel } from "@/ui/Screen";
import { Tabs } from "@/ui/Tabs";
import { useWrite } from "@/ui/useWrite";

interface SourcePanelProps {
  source: Source;
  pane: Pane;
  entry: string | undefined;
  isManager: boolean;
  onChange(next: SourcesSearch): void;
}

export default function SourcePanel({ source, pane, entry, isManager, onChange }: SourcePanelProps) {
  const { t } = useTranslation(["sources", "common"]);
  const isActive = source.state === "active";
  const turn = useWrite({ run: isActive ? pauseSource : resumeSource, touches: [["sources"]] });
  return (
    <SidePanel
      onClose={() => onChange({ source: undefined, pane: undefined, entry: undefined })}
      label={source.name}
      title={`${source.name} · ${t(`kind.${source.kind}`)}`}
      width={760}
      actions={
        isManager && (
          <Button loading={turn.isPending} onClick={() => turn.mutate(source.id)}>
            {t(isActive ? "pause" : "resume")}
          </Button>
        )
      }
    >
      <Tabs
        label={source.name}
        value={pane}
        tabs={PANES.map((key) => ({ key, title: t(`pane.${key}`, { count: source.set_aside }) }))}
        onChange={(next) => onChange({ pane: next, entry: undefined })}
      />
      {pane === "receipts" && <Receipts source={source} onSettings={() => onChange({ pane: "settings" })} />}
      {pane === "mapping" && <MappingPane source={source} isManager={isManager} />}
      {pane === "aside" && (
        <AsidePane
          source={source}
          entry={entry}
          onEntry={(id) => onChange({ entry: id })}
          onMapping={() => onChange({ pane: "mapping", entry: undefined })}
        />
      )}
      {pane === "settings" && (
        <SettingsPane
          source={source}
          isManager={isManager}
          onGone={() => onChange({ source: undefined, pane: undefined })}
        />
      )}
    </SidePanel>
  );
}
