/** Users with their roles and shops; API keys. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "@/api/people";
import { useMay } from "@/api/session";
import { Keys } from "@/people/Keys";
import { PEOPLE_TABS, type PeopleTab } from "@/people/peopleSearch";
import { Users } from "@/people/Users";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";

const UserDialog = lazy(() => import("@/people/UserDialog"));
const PasswordReset = lazy(() => import("@/people/PasswordReset"));
const KeyDialog = lazy(() => import("@/people/KeyDialog"));

type Doing = { what: "user"; user: User | null } | { what: "password"; user: User } | { what: "key" } | null;

const READS: Record<PeopleTab, "users.read" | "keys.read"> = { users: "users.read", keys: "keys.read" };
const MANAGES: Record<PeopleTab, "users.manage" | "keys.manage"> = { users: "users.manage", keys: "keys.manage" };

export function People() {
  const { t } = useTranslation(["people", "common"]);
  const may = useMay();
  const search = useSearch({ from: "/hub/people" });
  const navigate = useNavigate({ from: "/people" });
  const [doing, setDoing] = useState<Doing>(null);
  const tabs = PEOPLE_TABS.filter((key) => may(READS[key]) || may(MANAGES[key]));
  const tab = search.tab ?? tabs[0] ?? "users";
  const add: Doing = tab === "users" ? { what: "user", user: null } : { what: "key" };
  const stop = () => setDoing(null);
  return (
    <Screen
      title={t("common:area.people")}
      lead={t(`lead.${tab}`)}
      action={
        may(MANAGES[tab]) && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setDoing(add)}>
            {t(`add.${tab}`)}
          </Button>
        )
      }
      bar={
        tabs.length > 1 && (
          <Segments
            label={t("common:area.people")}
            value={tab}
            options={tabs.map((key) => ({ value: key, label: t(`tab.${key}`) }))}
            onChange={(next) => void navigate({ search: { tab: next } })}
          />
        )
      }
    >
      {tab === "users" ? (
        <Users
          onEdit={(user) => setDoing({ what: "user", user })}
          onPassword={(user) => setDoing({ what: "password", user })}
        />
      ) : (
        <Keys />
      )}
      <Suspense>
        {doing?.what === "user" && <UserDialog user={doing.user} onClose={stop} />}
        {doing?.what === "password" && <PasswordReset user={doing.user} onClose={stop} />}
        {doing?.what === "key" && <KeyDialog onClose={stop} />}
      </Suspense>
    </Screen>
  );
}

