/** The orders that this one travels with as one delivery; taken apart while no warehouse has them. */
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { partOrders } from "@/api/fulfilment";
import { useWrite } from "@/ui/useWrite";

interface Props {
  number: string;
  others: string[];
  mayPart: boolean;
}

export function Together({ number, others, mayPart }: Props) {
  const { t } = useTranslation("orders");
  const apart = useWrite({ run: partOrders, done: t("parts.parted"), touches: [["fulfilment"], ["orders"]] });
  if (others.length === 0) return null;
  return (
    <p>
      {t("parts.together")}
      {others.map((other) => (
        <span key={other}>
          {" "}
          <Link to="/orders" search={{ open: other }}>
            {other}
          </Link>
        </span>
      ))}{" "}
      {mayPart && (
        <Button size="small" loading={apart.isPending} onClick={() => apart.mutate(number)}>
          {t("parts.apart")}
        </Button>
      )}
    </p>
  );
}
