/** One listener in the builder: when, if, then, how often; saved as a version, switched on or paused. */
import { Button, Input, InputNumber } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Choices, type Listener, type Spec, saveListener, switchListener } from "@/api/listeners";
import { ActionsPart } from "@/listeners/ActionsPart";
import { ConditionPart } from "@/listeners/ConditionPart";
import { EventsPart } from "@/listeners/EventsPart";
import { ListenerSide } from "@/listeners/ListenerSide";
import { StateBadge } from "@/listeners/ListenerList";
import styles from "@/listeners/Listeners.module.css";
import { isSame, newSpec, specOf, wanting } from "@/listeners/draft";
import type { ListenerPane } from "@/listeners/listenersSearch";
import { explain } from "@/ui/explain";
import { Age } from "@/ui/Time";
import { useWrite } from "@/ui/useWrite";

interface EditorProps {
  listener: Listener | null;
  choices: Choices;
  isLocked: boolean;
  pane: ListenerPane;
  onPane(pane: ListenerPane): void;
  onSaved(id: number): void;
}

export function Editor({ listener, choices, isLocked, pane, onPane, onSaved }: EditorProps) {
  const { t } = useTranslation("listeners");
  const [spec, setSpec] = useState<Spec>(() => (listener ? specOf(listener) : newSpec(t("newName"))));
  const [refusal, setRefusal] = useState<string | null>(null);
  const isDirty = listener === null || !isSame(specOf(listener), spec);
  const edit = (next: Partial<Spec>) => {
    setRefusal(null);
    setSpec((now) => ({ ...now, ...next }));
  };
  const refused = (problem: unknown) => setRefusal(explain(problem));
  const save = useWrite({
    run: () => saveListener(listener, spec),
    done: (made) => t("saved", { version: made.version }),
    touches: [["listeners"]],
    after: (made) => onSaved(made.id),
    refused,
  });
  const turn = useWrite({
    run: (one: Listener) => switchListener(one, one.state === "live" ? "paused" : "live"),
    done: (made) => t(made.state === "live" ? "switchedOn" : "pausedNow"),
    touches: [["listeners"]],
    refused,
  });
  return (
    <>
      <form
        className={styles["editor"]}
        aria-label={t("builder")}
        onSubmit={(event) => {
          event.preventDefault();
          const want = wanting(spec);
          if (want) setRefusal(t(`action.wants.${want.what}`, { nth: want.nth }));
          else save.mutate(undefined);
        }}
      >
        <header className={styles["head"]}>
          <Input
            className={styles["name"] ?? ""}
            aria-label={t("name")}
            maxLength={60}
            disabled={isLocked}
            value={spec.name}
            onChange={(event) => edit({ name: event.target.value })}
          />
          {listener && <StateBadge state={listener.state} />}
          {!isLocked && (
            <span className={styles["buttons"]}>
              <Button htmlType="submit" type={isDirty ? "primary" : "default"} disabled={!isDirty} loading={save.isPending}>
                {t(listener ? "save" : "saveDraft")}
              </Button>
              {listener && (
                <Button
                  type={isDirty || listener.state === "live" ? "default" : "primary"}
                  disabled={isDirty}
                  loading={turn.isPending}
                  onClick={() => turn.mutate(listener)}
                >
                  {t(listener.state === "live" ? "pause" : "switchOn")}
                </Button>
              )}
            </span>
          )}
        </header>
        {listener && (
          <p className={styles["quiet"]}>
            {t("version", { version: listener.version, by: listener.changed_by })} · <Age at={listener.changed_at} />
            {isDirty && <b className={styles["dirty"]}> {t("dirty")}</b>}
          </p>
        )}
        {refusal && (
          <p className={styles["bad"]} role="alert">
            {refusal}
          </p>
        )}
        <EventsPart spec={spec} isLocked={isLocked} onChange={edit} />
        <ConditionPart when={spec.when} variables={choices.variables} isLocked={isLocked} onChange={(when) => edit({ when })} />
        <ActionsPart actions={spec.actions} choices={choices} isLocked={isLocked} onChange={(actions) => edit({ actions })} />
        <fieldset className={styles["part"]} disabled={isLocked}>
          <legend>{t("part.often")}</legend>
          <label className={styles["row"]}>
            {t("debounce")}
            <InputNumber
              min={0}
              max={10_080}
              value={spec.debounce_minutes}
              onChange={(n) => edit({ debounce_minutes: n ?? 0 })}
            />
            {t("minutes")}
          </label>
          <label className={styles["row"]}>
            {t("cap")}
            <InputNumber min={1} max={10_000} value={spec.runs_per_hour} onChange={(n) => edit({ runs_per_hour: n ?? 1 })} />
            {t("times")}
          </label>
        </fieldset>
      </form>
      <ListenerSide listener={listener} spec={spec} isLocked={isLocked} pane={pane} onPane={onPane} />
    </>
  );
}
