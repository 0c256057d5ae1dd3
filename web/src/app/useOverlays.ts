/** ⌘K opens the command palette, ? the key sheet, from anywhere. */
import { useCallback, useEffect, useState } from "react";
import { isTyping } from "@/ui/useKeys";

type Overlay = "palette" | "keys" | null;

export interface Overlays {
  palette: boolean;
  keys: boolean;
  openPalette(): void;
  openKeys(): void;
  close(): void;
}

export function useOverlays(): Overlays {
  const [open, setOpen] = useState<Overlay>(null);
  const openPalette = useCallback(() => setOpen("palette"), []);
  const openKeys = useCallback(() => setOpen("keys"), []);
  const close = useCallback(() => setOpen(null), []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen((now) => (now === "palette" ? null : "palette"));
      } else if (event.key === "?" && !isTyping(event.target)) {
        event.preventDefault();
        setOpen("keys");
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return { palette: open === "palette", keys: open === "keys", openPalette, openKeys, close };
}
