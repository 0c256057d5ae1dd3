/** A dialog that begins where a person types, not at the cross, and ends where it was opened. */
import { Modal, type ModalProps } from "antd";
import { useRef } from "react";
import { useReturn } from "@/ui/useFocus";

const FIELD = "input:not([type=hidden], [type=file], :disabled), textarea:not(:disabled)";

export function Dialog({ children, ...rest }: ModalProps) {
  useReturn();
  const body = useRef<HTMLDivElement>(null);
  const begin = (isOpen: boolean) => {
    if (isOpen && !body.current?.contains(document.activeElement)) body.current?.querySelector<HTMLElement>(FIELD)?.focus();
  };
  return (
    <Modal {...rest} afterOpenChange={begin}>
      <div ref={body}>{children}</div>
    </Modal>
  );
}
