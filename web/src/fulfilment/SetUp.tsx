/** Opens one of the settings of fulfilment, for those who may change them. */
import { Button } from "antd";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";

const DIALOGS = {
  tracking: lazy(() => import("@/fulfilment/TrackingDialog")),
  merging: lazy(() => import("@/fulfilment/MergingDialog")),
};

export function SetUp({ what }: { what: keyof typeof DIALOGS }) {
  const { t } = useTranslation("fulfilment");
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const Dialog = DIALOGS[what];
  if (!may("fulfilment.manage")) return null;
  return (
    <>
      <Button style={{ marginLeft: "auto" }} onClick={() => setOpen(true)}>
        {t(`${what}.title`)}
      </Button>
      <Suspense>{isOpen && <Dialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
