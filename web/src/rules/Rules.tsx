/** Rules: ordered cards of CEL conditions; try on recent orders, publish, go back. */
import { GiftOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Switch } from "antd";
import { useBlocker, useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type RuleDraft, type RuleSet, checkRules, publishRules, ruleSetsQuery } from "@/api/rules";
import { useMay } from "@/api/session";
import { usePreferences } from "@/app/preferences";
import { RuleCards } from "@/rules/RuleCards";
import { RuleSide } from "@/rules/RuleSide";
import styles from "@/rules/Rules.module.css";
import { type SetDraft, draftOf, isChanged, newGiftRule, newRule } from "@/rules/ruleDraft";
import type { RulesSearch } from "@/rules/rulesSearch";
import { Failed } from "@/ui/Failed";
import { Loading } from "@/ui/Loading";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";
import { useWrite } from "@/ui/useWrite";

export function Rules() {
  const { t } = useTranslation(["rules", "common"]);
  const { language } = usePreferences();
  const search = useSearch({ from: "/hub/rules" });
  const navigate = useNavigate({ from: "/rules" });
  const { data: sets, error, refetch } = useQuery(ruleSetsQuery);
  const change = (next: Partial<RulesSearch>) => void navigate({ search: (now) => ({ ...now, ...next }) });
  const set = sets?.find((one) => String(one.id) === search.set) ?? sets?.[0];
  if (!set) {
    return (
      <Screen title={t("common:area.rules")}>
        {error ? (
          <Failed problem={error} what={t("common:area.rules")} onRetry={() => void refetch()} />
        ) : (
          sets ? <Notice title={t("empty.title")} text={t("empty.next")} /> : <Loading />
        )}
      </Screen>
    );
  }
  const choose = (
    <Segments
      label={t("sets")}
      value={String(set.id)}
      options={(sets ?? []).map((one) => ({
        value: String(one.id),
        label: language === "en" ? one.name_en : one.name_zh,
      }))}
      onChange={(id) => change({ set: id })}
    />
  );
  return <Editor key={`${set.id}@${set.version}`} set={set} choose={choose} search={search} onSearch={change} />;
}

interface EditorProps {
  set: RuleSet;
  choose: React.ReactNode;
  search: RulesSearch;
  onSearch(next: Partial<RulesSearch>): void;
}

function Editor({ set, choose, search, onSearch }: EditorProps) {
  const { t } = useTranslation(["rules", "common"]);
  const { modal } = App.useApp();
  const isLocked = !useMay()("rules.manage");
  const [draft, setDraft] = useState<SetDraft>(() => draftOf(set));
  const isDirty = isChanged(set, draft);
  const check = useWrite({ run: () => checkRules(draft.rules), touches: [] });
  const publish = useWrite({
    run: async () => {
      const faults = await check.mutateAsync(undefined);
      return faults.length > 0 ? null : publishRules(set, draft.rules, draft.enabled);
    },
    done: (made) => (made ? t("published", { version: made.version }) : ""),
    touches: [["rule-sets"], ["tags"]],
  });
  useBlocker({
    shouldBlockFn: () =>
      isDirty && !publish.isSuccess
        ? new Promise<boolean>((answer) => {
            void modal.confirm({
              title: t("leave.title"),
              content: t("leave.text"),
              okText: t("leave.go"),
              onOk: () => answer(false),
              onCancel: () => answer(true),
            });
          })
        : false,
  });
  const edit = (next: Partial<SetDraft>) => {
    check.reset();
    setDraft((now) => ({ ...now, ...next }));
  };
  const adds = useRef<HTMLDivElement>(null);
  const add = (rule: RuleDraft) => {
    edit({ rules: [...draft.rules, rule] });
    requestAnimationFrame(() => adds.current?.scrollIntoView({ block: "end" }));
  };
  return (
    <Screen
      title={t("common:area.rules")}
      lead={t("lead")}
      action={
        !isLocked && (
          <>
            <Button disabled={!isDirty} onClick={() => setDraft(draftOf(set))}>
              {t("discard")}
            </Button>
            <Button type="primary" disabled={!isDirty} loading={publish.isPending} onClick={() => publish.mutate(undefined)}>
              {t("publish")}
            </Button>
          </>
        )
      }
      bar={
        <>
          {choose}
          <span className={styles["version"]}>{t("version", { version: set.version })}</span>
          <label className={styles["switch"]}>
            <Switch
              size="small"
              disabled={isLocked}
              checked={draft.enabled}
              onChange={(enabled) => edit({ enabled })}
              aria-label={t("enabled")}
            />
            {t(draft.enabled ? "setOn" : "setOff")}
          </label>
          {isDirty && <b className={styles["dirty"]}>{t("dirty")}</b>}
        </>
      }
    >
      <div className={styles["cards"]}>
        <RuleCards
          set={set}
          rules={draft.rules}
          faults={check.data ?? []}
          isLocked={isLocked}
          onChange={(rules) => edit({ rules })}
        />
        {!isLocked && (
          <div ref={adds} className={styles["adds"]}>
            <Button icon={<PlusOutlined />} onClick={() => add(newRule(draft.rules))}>
              {t("add")}
            </Button>
            <Button icon={<GiftOutlined />} onClick={() => add(newGiftRule(draft.rules))}>
              {t("addGift")}
            </Button>
          </div>
        )}
      </div>
      <RuleSide
        set={set}
        rules={draft.rules}
        pane={search.pane ?? "trial"}
        isLocked={isLocked}
        onPane={(pane) => onSearch({ pane })}
      />
    </Screen>
  );
}
