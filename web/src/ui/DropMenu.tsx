/** A menu under its button; it has the keyboard while it is open. */
import { Dropdown, type DropdownProps } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { useReturn } from "@/ui/useFocus";

const entered = (menu: ReactNode) => <Entered>{menu}</Entered>;

export function DropMenu(props: DropdownProps) {
  return <Dropdown destroyOnHidden trigger={["click"]} popupRender={entered} {...props} />;
}

function Entered({ children }: { children: ReactNode }) {
  useReturn();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector<HTMLElement>("[role^=menuitem]:not([aria-disabled=true])")?.focus({ preventScroll: true }), []);
  return <div ref={place}>{children}</div>;
}
