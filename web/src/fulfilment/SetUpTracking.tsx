/** Opens the account at the tracking service, for those who may change it. */
import { Button } from "antd";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";

const TrackingDialog = lazy(() => import("@/fulfilment/TrackingDialog"));

export function SetUpTracking() {
  const { t } = useTranslation("fulfilment");
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!may("fulfilment.manage")) return null;
  return (
    <>
      <Button style={{ marginLeft: "auto" }} onClick={() => setOpen(true)}>
        {t("tracking.title")}
      </Button>
      <Suspense>{isOpen && <TrackingDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
