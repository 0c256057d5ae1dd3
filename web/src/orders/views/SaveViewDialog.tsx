/** Keeps the filters, order and columns of now under a name. */
import { App, Checkbox, Form, Input } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { saveView, viewsQuery } from "@/api/orders";
import { preferences } from "@/app/preferences";
import { stringifySearch } from "@/app/search";
import type { OrderSearch } from "@/orders/orderSearch";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";

interface Draft {
  name: string;
  shared: boolean;
}

export default function SaveViewDialog({ search, onClose }: { search: OrderSearch; onClose(): void }) {
  const { t } = useTranslation(["orders", "common"]);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Draft>();
  const save = useMutation({
    mutationFn: (draft: Draft) => {
      const { open: _open, pane: _pane, as_of: _asOf, ignored: _ignored, ...kept } = search;
      const query = stringifySearch(kept).slice(1);
      return saveView({ ...draft, query, columns: preferences().columns["orders"] ?? null });
    },
    onSuccess: async (view) => {
      await queries.invalidateQueries(viewsQuery);
      void message.success(t("view.saved", { name: view.name }));
      onClose();
    },
    onError: (problem) => form.setFields([{ name: "name", errors: [explain(problem)] }]),
  });
  return (
    <Dialog
      open
      width={380}
      title={t("view.keep")}
      okText={t("common:action.save")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" initialValues={{ shared: false }} onFinish={(draft) => save.mutate(draft)}>
        <Form.Item name="name" label={t("view.name")} rules={[{ required: true, whitespace: true, message: t("view.nameNeeded") }]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="shared" valuePropName="checked" noStyle>
          <Checkbox>{t("view.share")}</Checkbox>
        </Form.Item>
      </Form>
    </Dialog>
  );
}
