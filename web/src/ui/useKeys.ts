/** Single-key commands that stay silent while a person types or a dialog is open. */
import { useEffect, useRef } from "react";

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox], [role=slider]";

const DIALOG = "[role=dialog][aria-modal=true]:not([aria-hidden=true])";
/** Lies over the screen without stopping it: Escape takes it away before anything else. */
const POPPED = ".ant-popover:not(.ant-popover-hidden), .ant-dropdown:not(.ant-dropdown-hidden), .ant-select-dropdown:not(.ant-select-dropdown-hidden)";

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function isBusy(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target instanceof Element ? event.target : null;
  const isCheckbox = target instanceof HTMLInputElement && target.type === "checkbox";
  if (!isCheckbox && isTyping(event.target)) return true;
  const activates = (event.key === "Enter" || event.key === " ") && target?.closest("button, a, input");
  if (activates) return true;
  return document.querySelector(event.key === "Escape" ? `${DIALOG}, ${POPPED}` : DIALOG) !== null;
}

export function useKeys(keys: KeyMap, isOn = true): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (isBusy(event)) return;
      const run = latest.current[event.key === " " ? "Space" : event.key];
      if (!run) return;
      event.preventDefault();
      run(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOn]);
}
