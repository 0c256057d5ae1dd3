/** Opens how long orders wait for each other, for those who may change it. */
import { Button } from "antd";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";

const MergingDialog = lazy(() => import("@/fulfilment/MergingDialog"));

export function SetUpMerging() {
  const { t } = useTranslation("fulfilment");
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!may("fulfilment.manage")) return null;
  return (
    <>
      <Button style={{ marginLeft: "auto" }} onClick={() => setOpen(true)}>
        {t("merging.title")}
      </Button>
      <Suspense>{isOpen && <MergingDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
