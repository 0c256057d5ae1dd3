/** What a manager does with an endpoint. */
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import {
  type Endpoint,
  pauseEndpoint,
  pingEndpoint,
  removeEndpoint,
  resumeEndpoint,
  rotateSecret,
} from "@/api/partners";
import { answerWords } from "@/partners/partnersSearch";
import { Confirm } from "@/ui/Confirm";
import { useWrite } from "@/ui/useWrite";

interface EndpointStepsProps {
  endpoint: Endpoint;
  onEdit(endpoint: Endpoint): void;
  onSecret(secret: string): void;
  onReplay(): void;
}

const TOUCHES = [["partners"]];

export function EndpointSteps({ endpoint, onEdit, onSecret, onReplay }: EndpointStepsProps) {
  const { t } = useTranslation(["partners", "common"]);
  const { message } = App.useApp();
  const { id, state } = endpoint;
  const ping = useWrite({
    run: pingEndpoint,
    touches: [],
    after: ({ outcome, code, ms }) => {
      const words = t(`pinged.${outcome}`, { code: answerWords(code), ms });
      void (outcome === "ok" ? message.success(words) : message.error(words));
    },
  });
  const turn = useWrite({ run: state === "active" ? pauseEndpoint : resumeEndpoint, touches: TOUCHES });
  const rotate = useWrite({ run: rotateSecret, touches: TOUCHES, after: (made) => onSecret(made.secret) });
  const remove = useWrite({ run: removeEndpoint, done: t("removed"), touches: TOUCHES });
  return (
    <span role="group" aria-label={t("stepsOf", { name: endpoint.name })} style={{ display: "flex", gap: 4 }}>
      <Button size="small" loading={ping.isPending} onClick={() => ping.mutate(id)}>
        {t("step.ping")}
      </Button>
      <Button size="small" onClick={() => onEdit(endpoint)}>
        {t("step.edit")}
      </Button>
      <Button size="small" loading={turn.isPending} onClick={() => turn.mutate(id)}>
        {t(state === "active" ? "step.pause" : "step.resume")}
      </Button>
      <Confirm title={t("rotateAsk")} okText={t("step.rotate")} onConfirm={() => rotate.mutate(id)}>
        <Button size="small" loading={rotate.isPending}>
          {t("step.rotate")}
        </Button>
      </Confirm>
      <Button size="small" onClick={onReplay}>
        {t("step.replay")}
      </Button>
      <Confirm title={t("removeAsk")} okText={t("step.remove")} onConfirm={() => remove.mutate(id)}>
        <Button size="small" loading={remove.isPending}>
          {t("step.remove")}
        </Button>
      </Confirm>
    </span>
  );
}
