/** Where the keyboard stands when something opens, and where it returns to. */
import { type RefObject, useEffect, useRef, useState } from "react";
import { useKeys } from "@/ui/useKeys";

/** When this goes and the focus with it, what had the focus before has it again. */
export function useReturn(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
    },
    [opener],
  );
}

/** As `useReturn`, for what takes the focus as it opens; `isOn` false leaves the focus alone. */
export function useEntered<Place extends HTMLElement>(isOn = true): RefObject<Place | null> {
  useReturn();
  const place = useRef<Place>(null);
  useEffect(() => {
    if (isOn && !place.current?.contains(document.activeElement)) place.current?.focus({ preventScroll: true });
  }, [isOn]);
  return place;
}

/** As `useEntered`, for what stands beside a list and goes with Esc; without `onClose` it belongs to the screen. */
export function useBeside(onClose?: () => void): RefObject<HTMLElement | null> {
  useKeys({ Escape: () => onClose?.() }, onClose !== undefined);
  return useEntered<HTMLElement>(onClose !== undefined);
}
