/** One API of one shop or peer: how it stands, what its codes mean, its calls over time. */
import { useTranslation } from "react-i18next";
import { type ApiHealth, type Window, said } from "@/api/health";
import Charts from "@/health/Charts";
import { rate } from "@/health/figures";
import styles from "@/health/Health.module.css";
import { type Owner, calledBy } from "@/health/owner";
import { count } from "@/ui/money";
import { SidePanel } from "@/ui/Screen";
import { Age, When } from "@/ui/Time";

interface ApiPanelProps {
  owner: Owner;
  api: ApiHealth;
  window: Window;
  onClose(): void;
}

export default function ApiPanel({ owner, api, window, onClose }: ApiPanelProps) {
  const { t } = useTranslation(["health", "common"]);
  const isFailing = api.failures > 0 && api.breaker === "closed";
  return (
    <SidePanel label={api.method} title={api.method} onClose={onClose}>
      <dl className={styles["facts"]}>
        <dt>{owner.shopId === null ? owner.label : t("column.shop")}</dt>
        <dd>{owner.shopId === null ? owner.name : `${owner.name} · ${owner.label}`}</dd>
        <dt>{t("column.how")}</dt>
        <dd>
          {isFailing ? t("failing", { count: api.failures }) : t(`breaker.${api.breaker}`)} · {rate(api.ok_rate)}
          {api.refused > 0 && ` · ${t("refused", { count: api.refused })}`}
        </dd>
        <dt>{t("column.since")}</dt>
        <dd>{api.failing_since ? <When at={api.failing_since} /> : "–"}</dd>
        <dt>{t("column.lastGood")}</dt>
        <dd>
          <Age at={api.last_good_at} />
        </dd>
      </dl>
      {api.codes.length > 0 && <Meanings api={api} />}
      <Charts of={{ window, ...calledBy(owner), method: api.method }} isNarrow />
    </SidePanel>
  );
}

function Meanings({ api }: { api: ApiHealth }) {
  const { t } = useTranslation("health");
  return (
    <table className={styles["plain"]}>
      <thead>
        <tr>
          <th scope="col">{t("column.codes")}</th>
          <th scope="col">{t("column.cause")}</th>
          <th scope="col">{t("column.remedy")}</th>
        </tr>
      </thead>
      <tbody>
        {api.codes.map((code) => (
          <tr key={code.code}>
            <td>
              <code>{code.code}</code> ×{count(code.n)}
            </td>
            <td>{said(code.means.what)}</td>
            <td>{said(code.means.remedy)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
