/** Who sees to an incident; anybody who may work on it can take or give it. */
import { Button, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Incident, assign } from "@/api/health";
import { usersQuery } from "@/api/people";
import { useMay, useSession } from "@/api/session";
import styles from "@/incidents/Incidents.module.css";
import { useWrite } from "@/ui/useWrite";

export function Owner({ incident }: { incident: Incident }) {
  const { t } = useTranslation("incidents");
  const may = useMay();
  const me = useSession()?.user.username;
  const users = useQuery({ ...usersQuery, enabled: may("users.read") }).data ?? [];
  const give = useWrite({
    run: (owner: string | null) => assign(incident.id, owner),
    done: (after) => (after.owner === null ? t("unassigned") : t("assigned", { owner: after.owner })),
    touches: [["incidents"]],
  });
  if (!may("health.manage") || incident.state === "resolved") return incident.owner ?? t("nobody");
  return (
    <span className={styles["owner"]}>
      {users.length > 0 ? (
        <Select
          allowClear
          showSearch
          size="small"
          style={{ width: 180 }}
          aria-label={t("assign")}
          placeholder={t("nobody")}
          value={incident.owner}
          options={users.map((user) => ({ value: user.username, label: user.display_name }))}
          onChange={(owner: string | undefined) => give.mutate(owner ?? null)}
        />
      ) : (
        (incident.owner ?? t("nobody"))
      )}
      {me && me !== incident.owner && (
        <Button size="small" type="link" onClick={() => give.mutate(me)}>
          {t("assignMe")}
        </Button>
      )}
    </span>
  );
}
