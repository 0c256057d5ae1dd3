/** Then: what it does, one line an action. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Action, ActionKind, Choices } from "@/api/listeners";
import styles from "@/listeners/Listeners.module.css";
import { ACTIONS, newAction } from "@/listeners/draft";
import { useTagChoices } from "@/orders/useTagChoices";

const MOST = 10;
const SEVERITIES = ["info", "warning", "urgent"] as const;

interface ActionsPartProps {
  actions: readonly Action[];
  choices: Choices;
  isLocked: boolean;
  onChange(actions: Action[]): void;
}

export function ActionsPart({ actions, choices, isLocked, onChange }: ActionsPartProps) {
  const { t } = useTranslation("listeners");
  const set = (place: number, next: Action) => onChange(actions.map((one, at) => (at === place ? next : one)));
  return (
    <fieldset className={styles["part"]} disabled={isLocked}>
      <legend>{t("part.then")}</legend>
      {actions.map((action, place) => (
        // An action has no name of its own: its place is what it is.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={place} className={styles["row"]} role="group" aria-label={`${t("action.nth", { nth: place + 1 })}`}>
          <Select
            className={styles["chooser"] ?? ""}
            aria-label={t("action.kind")}
            disabled={isLocked}
            value={action.kind}
            options={ACTIONS.map((kind) => ({ value: kind, label: t(`action.${kind}`) }))}
            onChange={(kind: ActionKind) => set(place, newAction(kind))}
          />
          <Details action={action} choices={choices} isLocked={isLocked} onChange={(next) => set(place, { ...action, ...next })} />
          {!isLocked && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("action.remove", { nth: place + 1 })}
              onClick={() => onChange(actions.filter((_one, at) => at !== place))}
            />
          )}
        </div>
      ))}
      {!isLocked && actions.length < MOST && (
        <Button type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...actions, newAction("tag")])}>
          {t("action.add")}
        </Button>
      )}
    </fieldset>
  );
}

interface DetailsProps {
  action: Action;
  choices: Choices;
  isLocked: boolean;
  onChange(next: Partial<Action>): void;
}

function Details({ action, choices, isLocked, onChange }: DetailsProps) {
  const { t } = useTranslation("listeners");
  const tags = useTagChoices();
  switch (action.kind) {
    case "tag":
    case "untag":
      return (
        <Select
          className={styles["several"] ?? ""}
          aria-label={t("action.tagName")}
          placeholder={t("action.tagName")}
          disabled={isLocked}
          value={action.tag || null}
          options={tags.map((one) => ({ value: one.tag, label: one.label }))}
          onChange={(tag: string) => onChange({ tag })}
        />
      );
    case "hold":
    case "note":
      return (
        <Input
          className={styles["several"] ?? ""}
          aria-label={t(`action.text.${action.kind}`)}
          placeholder={t(`action.text.${action.kind}`)}
          maxLength={300}
          value={action.text}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      );
    case "notify":
    case "webhook":
      return <Told action={action} choices={choices} isLocked={isLocked} onChange={onChange} />;
    default:
      return null;
  }
}

/** Who is told, by which endpoint, in which words. */
function Told({ action, choices, isLocked, onChange }: DetailsProps) {
  const { t } = useTranslation("listeners");
  const speaks = action.kind === "notify";
  const hooks = choices.endpoints.filter((one) => speaks || one.kind === "webhook");
  return (
    <>
      {speaks && (
        <Select
          mode="multiple"
          className={styles["several"] ?? ""}
          aria-label={t("action.people")}
          placeholder={t("action.people")}
          disabled={isLocked}
          value={action.people}
          options={choices.people.map((name) => ({ value: name, label: name }))}
          onChange={(people: string[]) => onChange({ people })}
        />
      )}
      <Select
        mode="multiple"
        className={styles["several"] ?? ""}
        aria-label={t("action.endpoints")}
        placeholder={t(hooks.length > 0 ? "action.endpoints" : "action.noEndpoints")}
        disabled={isLocked}
        value={action.endpoints}
        options={hooks.map((one) => ({ value: one.id, label: one.name }))}
        onChange={(endpoints: number[]) => onChange({ endpoints })}
      />
      {speaks && (
        <>
          <Select
            aria-label={t("action.severity")}
            disabled={isLocked}
            value={action.severity}
            options={SEVERITIES.map((word) => ({ value: word, label: t(`severity.${word}`) }))}
            onChange={(severity) => onChange({ severity })}
          />
          <Input
            className={styles["several"] ?? ""}
            aria-label={t("action.text.notify")}
            placeholder={t("action.text.notify")}
            maxLength={300}
            value={action.text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        </>
      )}
    </>
  );
}
