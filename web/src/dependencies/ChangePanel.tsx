/** One change request: what, why, who, what it stops, and what the calls after it showed. */
import { useTranslation } from "react-i18next";
import type { Change } from "@/api/dependencies";
import { useShopNames } from "@/api/shops";
import { ChangeActions } from "@/dependencies/ChangeActions";
import styles from "@/dependencies/Dependencies.module.css";
import { ImpactPart } from "@/dependencies/ImpactPart";
import { stateTone } from "@/dependencies/states";
import { Badge } from "@/ui/Badge";
import { codeWords } from "@/ui/explain";
import { SidePanel } from "@/ui/Screen";
import { When } from "@/ui/Time";

export function ChangePanel({ change, onClose }: { change: Change; onClose(): void }) {
  const { t } = useTranslation(["dependencies", "common"]);
  const label = t("changes.panel", { id: change.id });
  return (
    <SidePanel
      label={label}
      title={label}
      width={560}
      onClose={onClose}
    >
      <ChangeActions change={change} />
      <Facts change={change} />
      <ImpactPart impact={change.impact} title={t("impact.proposed")} />
      {change.impact_approved && (
        <div className={styles["panelPart"]}>
          <h3>{t("impact.approved")}</h3>
          <ImpactPart impact={change.impact_approved} title={t("impact.approved")} />
        </div>
      )}
      {change.verification && <Verified change={change} />}
    </SidePanel>
  );
}

function Facts({ change }: { change: Change }) {
  const { t } = useTranslation("dependencies");
  return (
    <dl className={styles["facts"]}>
      <dt>{t("changes.state")}</dt>
      <dd>
        <Badge tone={stateTone(change.state)}>{t(`state.${change.state}`)}</Badge>
      </dd>
      <dt>{t(`kind.${change.kind}`)}</dt>
      <dd>
        <code>{change.subject || "–"}</code> → <code>{change.planned}</code>
      </dd>
      <dt>{t("changes.at")}</dt>
      <dd>
        <When at={change.planned_at} />
      </dd>
      <dt>{t("propose.reason")}</dt>
      <dd>{change.reason}</dd>
      <dt>{t("changes.proposer")}</dt>
      <dd>
        {change.proposer} · <When at={change.proposed_at} />
      </dd>
      {change.decider && (
        <>
          <dt>{t("changes.decider")}</dt>
          <dd>
            {change.decider} · <When at={change.decided_at} /> {change.decision}
          </dd>
        </>
      )}
      {change.doer && (
        <>
          <dt>{t("changes.doer")}</dt>
          <dd>
            {change.doer} · <When at={change.done_at} />
          </dd>
        </>
      )}
    </dl>
  );
}

function Verified({ change }: { change: Change }) {
  const { t } = useTranslation("dependencies");
  const { shop } = useShopNames();
  const { verification } = change;
  return (
    <section className={styles["panelPart"]} aria-label={t("verification.title")}>
      <h3>
        {t("verification.title")} · <When at={change.verified_at} />
      </h3>
      {verification?.code && <p className={styles["refused"]}>{codeWords(verification.code, verification.code)}</p>}
      <table className={styles["plain"]}>
        <thead>
          <tr>
            <th scope="col">{t("map.shop")}</th>
            <th scope="col">{t("verification.answer")}</th>
          </tr>
        </thead>
        <tbody>
          {verification?.shops.map((one) => (
            <tr key={one.shop_id}>
              <td>{shop(one.shop_id)}</td>
              <td>
                {one.code === "not_asked" ? (
                  <Badge tone="quiet">{t("verification.notAsked")}</Badge>
                ) : (
                  <Badge tone={one.ok ? "ok" : "bad"}>{one.ok ? t("verification.good") : codeWords(one.code, one.code)}</Badge>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
