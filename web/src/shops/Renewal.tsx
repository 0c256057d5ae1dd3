/** Lead the seller to the platform's page again, where the platform has one. */
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { beginRenewal, channelsQuery, type Shop } from "@/api/shops";
import { useWrite } from "@/ui/useWrite";

export function Renewal({ shop }: { shop: Shop }) {
  const { t } = useTranslation("shops");
  const channel = useQuery(channelsQuery).data?.find((one) => one.code === shop.channel);
  const renew = useWrite({ run: () => beginRenewal(shop.id), touches: [], after: (url) => window.location.assign(url) });
  if (!channel?.capabilities.includes("exchange_code")) return null;
  return (
    <Button loading={renew.isPending} onClick={() => renew.mutate(undefined)}>
      {t("consent.again")}
    </Button>
  );
}
