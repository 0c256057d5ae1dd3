/** Webhooks to ERP and CRM: where events go, and what became of each. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Endpoint } from "@/api/partners";
import { useMay } from "@/api/session";
import { Deliveries } from "@/partners/Deliveries";
import { Endpoints } from "@/partners/Endpoints";
import { Filters } from "@/partners/Filters";
import { PANES, type PartnersSearch } from "@/partners/partnersSearch";
import { Loading } from "@/ui/Loading";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";

const EndpointDialog = lazy(() => import("@/partners/EndpointDialog"));
const DeliveryPanel = lazy(() => import("@/partners/DeliveryPanel"));

export function Partners() {
  const { t } = useTranslation(["partners", "common"]);
  const search = useSearch({ from: "/hub/partners" });
  const navigate = useNavigate({ from: "/partners" });
  const isManager = useMay()("partners.manage");
  const [editing, setEditing] = useState<Endpoint | "new" | null>(null);
  const pane = search.pane ?? "endpoints";
  const change = (next: Partial<PartnersSearch>) => void navigate({ search: (now) => ({ ...now, ...next }) });
  const { delivery, pane: _, ...filter } = search;
  return (
    <Screen
      title={t("title")}
      lead={t("lead")}
      action={
        isManager && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
            {t("add")}
          </Button>
        )
      }
      bar={
        <>
          <Segments
            label={t("pane.label")}
            value={pane}
            options={PANES.map((value) => ({ value, label: t(`pane.${value}`) }))}
            onChange={(next) => change({ pane: next, delivery: undefined })}
          />
          {pane === "deliveries" && <Filters filter={filter} onChange={change} />}
        </>
      }
    >
      {pane === "endpoints" ? (
        <Endpoints isManager={isManager} onAdd={() => setEditing("new")} onEdit={setEditing} />
      ) : (
        <Deliveries
          filter={filter}
          isManager={isManager}
          opened={delivery}
          onOpen={(id) => change({ delivery: id })}
        />
      )}
      <Suspense fallback={<Loading rows={4} />}>
        {pane === "deliveries" && delivery && (
          <DeliveryPanel id={Number(delivery)} isManager={isManager} onClose={() => change({ delivery: undefined })} />
        )}
        {editing && <EndpointDialog endpoint={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      </Suspense>
    </Screen>
  );
}
