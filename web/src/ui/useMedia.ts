/** What the browser says of its window, followed as it changes. */
import { useSyncExternalStore } from "react";

export function useMedia(media: MediaQueryList): boolean {
  return useSyncExternalStore(
    (listener) => {
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => media.matches,
  );
}

const PHONE = matchMedia("(max-width: 600px)");

/** True where one column is all there is room for. */
export function usePhone(): boolean {
  return useMedia(PHONE);
}
