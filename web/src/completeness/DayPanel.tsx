/** One shop's day: the certificate to download, and each hour with the numbers that were missing. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Check, type CompletenessDay, certificateAddress, checkAgain, checksQuery } from "@/api/completeness";
import { useMay } from "@/api/session";
import { useShopNames } from "@/api/shops";
import styles from "@/completeness/Completeness.module.css";
import { Answered } from "@/ui/Answered";
import { Badge, type BadgeTone } from "@/ui/Badge";
import { codeWords } from "@/ui/explain";
import { count } from "@/ui/money";
import { SidePanel } from "@/ui/Screen";
import { When } from "@/ui/Time";
import { shortInstant } from "@/ui/time";
import { useWrite } from "@/ui/useWrite";

export const TONES: Record<string, BadgeTone> = { complete: "ok", filled: "info", open: "bad", waiting: "quiet" };

interface DayPanelProps {
  shopId: number;
  day: string;
  cell: CompletenessDay | undefined;
  onClose(): void;
}

export default function DayPanel({ shopId, day, cell, onClose }: DayPanelProps) {
  const { t } = useTranslation(["completeness", "common"]);
  const may = useMay();
  const { shop } = useShopNames();
  const query = useQuery(checksQuery(shopId, day));
  const again = useWrite({
    run: () => checkAgain(shopId, day),
    done: (checks) => t("again.asked", { count: checks }),
    touches: [["completeness"]],
  });
  const title = `${shop(shopId)} · ${day}`;
  return (
    <SidePanel
      label={title}
      title={title}
      actions={
        <>
          {may("sync.run") && (
            <Button loading={again.isPending} onClick={() => again.mutate(undefined)} title={t("again.hint")}>
              {t("again.go")}
            </Button>
          )}
          <Button type="text" icon={<CloseOutlined />} aria-label={t("common:action.close")} onClick={onClose} />
        </>
      }
    >
      {cell && (
        <p className={styles["sum"]}>
          <Badge tone={TONES[cell.state] ?? "quiet"}>{t(`state.${cell.state}`)}</Badge>
          <span>{t("cell", { channel: count(cell.channel_count), hub: count(cell.hub_count) })}</span>
          {cell.gaps > 0 && <span>{t("gaps", { count: cell.gaps })}</span>}
          {cell.unread > 0 && (
            <Link to="/quarantine" search={{ shop_id: String(shopId) }}>
              {t("unread", { count: cell.unread })}
            </Link>
          )}
        </p>
      )}
      <Certificate shopId={shopId} day={day} version={cell?.certificate ?? null} />
      <Answered query={query}>{(checks) => <Hours checks={checks} />}</Answered>
    </SidePanel>
  );
}

function Certificate({ shopId, day, version }: { shopId: number; day: string; version: number | null }) {
  const { t } = useTranslation("completeness");
  if (version === null) return <p className={styles["quiet"]}>{t("certificate.later")}</p>;
  return (
    <p className={styles["certificate"]}>
      <b>{t("certificate.title", { version })}</b>
      <Button size="small" type="primary" href={certificateAddress(shopId, day, "pdf")} download>
        {t("certificate.pdf")}
      </Button>
      <Button size="small" href={certificateAddress(shopId, day, "json")} download>
        {t("certificate.json")}
      </Button>
      <small>{t("certificate.verify")}</small>
    </p>
  );
}

function Hours({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslation("completeness");
  return (
    <table className={styles["hours"]}>
      <thead>
        <tr>
          {(["hour", "round", "state", "channel", "hub", "checkedAt"] as const).map((name) => (
            <th key={name} scope="col">
              {t(`hours.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {checks.map((check) => (
          <tr key={check.id} data-quiet={check.state === "waiting"}>
            <td>{shortInstant(check.from).slice(-5)}</td>
            <td>{t(`round.${check.round}`)}</td>
            <td>
              <Badge tone={TONES[check.state] ?? "quiet"}>{t(`state.${check.state}`)}</Badge>
              <Numbers check={check} />
            </td>
            <td>{check.state === "waiting" ? "–" : count(check.channel_count)}</td>
            <td>{check.state === "waiting" ? "–" : count(check.hub_count)}</td>
            <td>{check.checked_at ? <When at={check.checked_at} /> : t("due", { at: shortInstant(check.due_at) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Numbers({ check }: { check: Check }) {
  const { t } = useTranslation(["completeness", "common"]);
  return (
    <>
      {check.error && <small className={styles["bad"]}>{codeWords(check.error["code"] ?? "", check.error["message"] ?? "")}</small>}
      {check.findings.map((finding) => (
        <small key={finding} className={styles["bad"]}>
          {t(`finding.${finding as "volume_fell"}`)}
        </small>
      ))}
      {check.gaps.length > 0 && <small>{t("gapNumbers", { numbers: check.gaps.join(t("common:comma")) })}</small>}
      {check.unread.length > 0 && <small>{t("unreadNumbers", { numbers: check.unread.join(t("common:comma")) })}</small>}
    </>
  );
}
