/** One listener in the builder: when, if, then, how often; saved as a version, switched on or paused. */
import { Button, Input, InputNumber } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Choices, type Listener, saveListener, switchListener } from "@/api/listeners";
import { ActionsPart } from "@/listeners/ActionsPart";
import { ConditionPart } from "@/listeners/ConditionPart";
import { EventsPart } from "@/listeners/EventsPart";
import { ListenerSide } from "@/listeners/ListenerSide";
import { StateBadge } from "@/listeners/ListenerList";
import styles from "@/listeners/Listeners.module.css";
import { wanting } from "@/listeners/draft";
import type { ListenerPane } from "@/listeners/listenersSearch";
import { Overtaken } from "@/listeners/Overtaken";
import { useDraft } from "@/listeners/useDraft";
import { explain } from "@/ui/explain";
import { Age } from "@/ui/Time";
import { useEntered } from "@/ui/useFocus";
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
  const queries = useQueryClient();
  const form = useEntered<HTMLFormElement>();
  const draft = useDraft(listener, t("newName"));
  const { spec, isDirty } = draft;
  const [refusal, setRefusal] = useState<string | null>(null);
  const edit: typeof draft.edit = (next) => {
    setRefusal(null);
    draft.edit(next);
  };
  const refused = (problem: unknown) => {
    setRefusal(explain(problem));
    void queries.invalidateQueries({ queryKey: ["listeners"] });
  };
  const save = useWrite({
    run: () => saveListener(draft.base, spec),
    done: (made) => t("saved", { version: made.version }),
    touches: [["listeners"]],
    after: (made) => {
      form.current?.focus();
      onSaved(made.id);
    },
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
        ref={form}
        tabIndex={-1}
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
              <Button
                htmlType="submit"
                type={isDirty ? "primary" : "default"}
                disabled={!isDirty || draft.overtaking !== null}
                loading={save.isPending}
              >
                {t(listener ? "save" : "saveDraft")}
              </Button>
              {listener && (
                <Turn listener={listener} isDirty={isDirty} isTurning={turn.isPending} onTurn={turn.mutate} />
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
        {draft.overtaking && <Overtaken theirs={draft.overtaking} onTake={draft.take} onKeep={draft.keep} />}
        {refusal && !draft.overtaking && (
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

interface TurnProps {
  listener: Listener;
  isDirty: boolean;
  isTurning: boolean;
  onTurn(listener: Listener): void;
}

/** On or off: as saved, so not with changes in hand. */
function Turn({ listener, isDirty, isTurning, onTurn }: TurnProps) {
  const { t } = useTranslation("listeners");
  const isLive = listener.state === "live";
  return (
    <Button
      type={isDirty || isLive ? "default" : "primary"}
      disabled={isDirty}
      loading={isTurning}
      onClick={() => onTurn(listener)}
    >
      {t(isLive ? "pause" : "switchOn")}
    </Button>
  );
}
