/** The inside of a popover: named for those who hear the screen, loaded when opened. */
import { type ReactNode, Suspense } from "react";
import { Loading } from "@/ui/Loading";

export function PopPanel({ label, rows = 4, children }: { label: string; rows?: number; children: ReactNode }) {
  return (
    <div role="dialog" aria-label={label}>
      <Suspense fallback={<Loading rows={rows} />}>{children}</Suspense>
    </div>
  );
}
