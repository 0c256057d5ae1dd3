/** A dialog that begins where a person types: the first field has the focus, not the cross. */
import { Modal, type ModalProps } from "antd";
import { useRef } from "react";

const FIELD = "input:not([type=hidden], [type=file], :disabled), textarea:not(:disabled)";

export function Dialog({ children, ...rest }: ModalProps) {
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
