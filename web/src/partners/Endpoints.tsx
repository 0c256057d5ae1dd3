/** The endpoints: how each stands, what waits, and what can be done with it. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Endpoint, endpointsQuery } from "@/api/partners";
import { useShopNames } from "@/api/shops";
import { EndpointSteps } from "@/partners/EndpointSteps";
import { endpointColumns } from "@/partners/endpointColumns";
import { ReplayDialog } from "@/partners/ReplayDialog";
import { SecretDialog } from "@/partners/SecretDialog";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";

interface EndpointsProps {
  isManager: boolean;
  onAdd(): void;
  onEdit(endpoint: Endpoint): void;
}

const idOf = (one: Endpoint) => String(one.id);

export function Endpoints({ isManager, onAdd, onEdit }: EndpointsProps) {
  const { t } = useTranslation(["partners", "common"]);
  const { shop } = useShopNames();
  const query = useQuery(endpointsQuery);
  const [secret, setSecret] = useState<string | null>(null);
  const [replaying, setReplaying] = useState<Endpoint | null>(null);
  const steps = (endpoint: Endpoint) =>
    isManager && (
      <EndpointSteps endpoint={endpoint} onEdit={onEdit} onSecret={setSecret} onReplay={() => setReplaying(endpoint)} />
    );
  const action = isManager && (
    <Button type="primary" onClick={onAdd}>
      {t("add")}
    </Button>
  );
  return (
    <>
      <Answered query={query} what={t("pane.endpoints")}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t("empty.endpoints")} text={t("empty.endpointsNext")} {...(action && { action })} />
          ) : (
            <DataTable
              label={t("pane.endpoints")}
              rows={items}
              rowKey={idOf}
              columns={endpointColumns(t, shop, steps)}
              density="comfortable"
            />
          )
        }
      </Answered>
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
      {replaying && <ReplayDialog endpoint={replaying} onClose={() => setReplaying(null)} />}
    </>
  );
}
