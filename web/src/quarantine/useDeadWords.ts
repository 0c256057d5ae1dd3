/** Who could not handle a message, which timer keeps failing, and why, in the reader's words. */
import { useTranslation } from "react-i18next";

export function useDeadWords() {
  const { t } = useTranslation("quarantine");
  return {
    consumer: (name: string) => t(`dead.consumer.${name as "listeners"}`, { defaultValue: name }),
    timer: (kind: string) => t(`dead.timer.${kind as "notify.send"}`, { defaultValue: kind }),
    /** By the kind of error that the reason begins with. */
    why: (reason: string) => t(`dead.why.${reason.split(":", 1)[0] as "ProcessDied"}`, { defaultValue: reason }),
  };
}
