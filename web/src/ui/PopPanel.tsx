/** The inside of a popover, which is gone when it is closed: has the keyboard while it is open, named for those who hear the screen, loaded when opened. */
import { type ReactNode, Suspense } from "react";
import { Loading } from "@/ui/Loading";
import { useEntered } from "@/ui/useFocus";

export function PopPanel({ label, rows = 4, children }: { label: string; rows?: number; children: ReactNode }) {
  const place = useEntered<HTMLDivElement>();
  return (
    <div ref={place} tabIndex={-1} role="dialog" aria-label={label}>
      <Suspense fallback={<Loading rows={rows} />}>{children}</Suspense>
    </div>
  );
}
