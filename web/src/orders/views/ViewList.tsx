/** One's own and shared views. */
import { DeleteOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { Link } from "@tanstack/react-router";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { removeView, viewsQuery } from "@/api/orders";
import type { OrderView } from "@/api/types";
import { prefer, preferences } from "@/app/preferences";
import { parseSearch } from "@/app/search";
import { parseOrderSearch } from "@/orders/orderSearch";
import styles from "@/orders/views/Views.module.css";
import { explain } from "@/ui/explain";

export default function ViewList({ onClose, onSave }: { onClose(): void; onSave(): void }) {
  const { t } = useTranslation(["orders", "common"]);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data: views } = useQuery(viewsQuery);
  const remove = useMutation({
    mutationFn: removeView,
    onSuccess: () => queries.invalidateQueries(viewsQuery),
    onError: (problem) => void message.error(explain(problem)),
  });
  const choose = (view: OrderView) => {
    if (view.columns) prefer({ columns: { ...preferences().columns, orders: view.columns } });
    onClose();
  };
  return (
    <div className={styles["views"]}>
      {views?.length === 0 && <p>{t("view.none")}</p>}
      <ul>
        {views?.map((view) => (
          <li key={view.id}>
            <Link to="/orders" search={parseOrderSearch(parseSearch(view.query))} onClick={() => choose(view)}>
              {view.name}
            </Link>
            {view.shared && <small>{t("view.shared")}</small>}
            {view.owned !== false && (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t("view.remove", { name: view.name })}
                onClick={() => remove.mutate(view.id)}
              />
            )}
          </li>
        ))}
      </ul>
      <Button block onClick={onSave}>
        {t("view.keep")}
      </Button>
    </div>
  );
}
