/** Asks before something is done; the question has the keyboard until it is answered. */
import { Popconfirm, type PopconfirmProps } from "antd";
import type { ReactNode } from "react";
import { useEntered } from "@/ui/useFocus";

interface ConfirmProps extends Omit<PopconfirmProps, "title"> {
  title: ReactNode;
}

export function Confirm({ title, ...rest }: ConfirmProps) {
  return <Popconfirm destroyOnHidden title={<Question>{title}</Question>} {...rest} />;
}

function Question({ children }: { children: ReactNode }) {
  const place = useEntered<HTMLSpanElement>();
  return (
    <span ref={place} tabIndex={-1}>
      {children}
    </span>
  );
}
