/** Who is on call, by which endpoint, from which severity, for which shops and hours. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type Duty, type NotifySettings, saveDuties } from "@/api/notify";
import { useQuery } from "@tanstack/react-query";
import { channelsQuery, shopsQuery } from "@/api/shops";
import { DutyForm } from "@/notify/DutyForm";
import { type Day, clock } from "@/notify/hours";
import styles from "@/notify/Notify.module.css";
import { Confirm } from "@/ui/Confirm";
import { useWrite } from "@/ui/useWrite";

const WEEK = 7;

export function Duties({ settings, isLocked }: { settings: NotifySettings; isLocked: boolean }) {
  const { t } = useTranslation(["notify", "common"]);
  const { duties, endpoints } = settings;
  const save = useWrite({ run: saveDuties, done: t("duties.saved"), touches: [["notify"]] });
  return (
    <section className={styles["part"]} aria-label={t("duties.title")}>
      <h2>{t("duties.title")}</h2>
      {duties.length === 0 && <p>{t("duties.empty")}</p>}
      <ul className={styles["list"]}>
        {duties.map((duty) => (
          <li key={JSON.stringify(duty)}>
            <b>{duty.person}</b>
            <span>{endpoints.find((one) => one.id === duty.endpoint_id)?.name}</span>
            <Severity of={duty.severity ?? "warning"} />
            <Covered duty={duty} />
            {!isLocked && (
              <span className={styles["steps"]}>
                <Confirm
                  title={t("duties.removeAsk", { person: duty.person })}
                  okText={t("common:action.remove")}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => save.mutate(duties.filter((one) => one !== duty))}
                >
                  <Button size="small" danger>
                    {t("common:action.remove")}
                  </Button>
                </Confirm>
              </span>
            )}
          </li>
        ))}
      </ul>
      {!isLocked && endpoints.length > 0 && (
        <DutyForm
          endpoints={endpoints}
          isSaving={save.isPending}
          onAdd={(duty, after) => save.mutate([...duties, duty], { onSuccess: after })}
        />
      )}
    </section>
  );
}

/** From which severity on; nothing is above the highest. */
function Severity({ of }: { of: NonNullable<Duty["severity"]> }) {
  const { t } = useTranslation("notify");
  const severity = t(`severity.${of}`);
  return <span>{of === "urgent" ? severity : t("duties.atLeast", { severity })}</span>;
}

function Covered({ duty }: { duty: Duty }) {
  const { t } = useTranslation("notify");
  const shops = useQuery(shopsQuery).data ?? [];
  const channels = useQuery(channelsQuery).data ?? [];
  const { shop_ids = [], channels: of = [], weekdays = [], from_minute = 0, until_minute = 0 } = duty;
  const parts = [
    shop_ids.length > 0 && shop_ids.map((id) => shops.find((one) => one.id === id)?.name ?? id).join(" "),
    of.length > 0 && of.map((code) => channels.find((one) => one.code === code)?.label ?? code).join(" "),
    weekdays.length < WEEK && weekdays.map((day) => t(`weekday.${day as Day}`)).join(" "),
    from_minute === until_minute ? t("duties.always") : `${clock(from_minute)}–${clock(until_minute)}`,
  ];
  return <span className={styles["covered"]}>{parts.filter(Boolean).join(" · ")}</span>;
}
