/** Everything of an endpoint once more, since a moment of the last 30 days. */
import { DatePicker, Form } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Endpoint, replaySince } from "@/api/partners";
import { Dialog } from "@/ui/Dialog";
import { fieldOf, instantOf } from "@/ui/time";
import { useWrite } from "@/ui/useWrite";

const DAYS = 30;
const FIELD = "YYYY-MM-DDTHH:mm";
const DAY = 86_400_000;

/** What the Shanghai clock shows so many milliseconds ago, for a picker that knows the browser's only. */
const ago = (ms: number) => dayjs(fieldOf(new Date(Date.now() - ms)));

export function ReplayDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose(): void }) {
  const { t } = useTranslation("partners");
  const [since, setSince] = useState<Dayjs>(() => ago(DAY));
  const replay = useWrite({
    run: replaySince,
    done: (count) => t("replay.done", { count }),
    touches: [["partners"]],
    after: onClose,
  });
  const oldest = ago(DAYS * DAY).add(1, "minute");
  return (
    <Dialog
      open
      title={t("replay.title", { name: endpoint.name })}
      okText={t("replay.go")}
      confirmLoading={replay.isPending}
      onOk={() => replay.mutate({ id: endpoint.id, since: instantOf(since.format(FIELD)) })}
      onCancel={onClose}
    >
      <p>{t("replay.text")}</p>
      <Form layout="vertical">
        <Form.Item label={t("replay.since")} htmlFor="replay-since" extra={t("replay.days")}>
          <DatePicker
            id="replay-since"
            showTime={{ format: "HH:mm" }}
            allowClear={false}
            value={since}
            minDate={oldest}
            maxDate={ago(0)}
            onChange={(next) => next && setSince(next.isBefore(oldest) ? oldest : next)}
          />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
