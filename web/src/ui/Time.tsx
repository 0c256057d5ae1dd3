/** A time in a list: short, exact on hover. */
import { age, instant, shortInstant } from "@/ui/time";
import { useMinute } from "@/ui/useMinute";

export function When({ at }: { at: string | null }) {
  if (!at) return <span aria-hidden="true">–</span>;
  return (
    <time dateTime={at} title={instant(at)}>
      {shortInstant(at)}
    </time>
  );
}

export function Age({ at }: { at: string | null }) {
  const now = useMinute();
  return (
    <time dateTime={at ?? undefined} title={instant(at)}>
      {age(at, now)}
    </time>
  );
}
