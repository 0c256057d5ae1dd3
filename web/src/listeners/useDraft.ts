/** The draft of a listener and the version it began from: one saved meanwhile by somebody else is told, not taken unasked. */
import { useState } from "react";
import type { Listener, Spec } from "@/api/listeners";
import { isSame, newSpec, specOf } from "@/listeners/draft";

interface Draft {
  spec: Spec;
  /** What the draft began from; null for a new listener. */
  base: Listener | null;
  isDirty: boolean;
  /** The version of somebody else that this draft does not know of. */
  overtaking: Listener | null;
  edit(next: Partial<Spec>): void;
  /** Their version, the draft dropped. */
  take(theirs: Listener): void;
  /** The draft, to be saved after their version. */
  keep(theirs: Listener): void;
}

export function useDraft(listener: Listener | null, name: string): Draft {
  const [base, setBase] = useState(listener);
  const [spec, setSpec] = useState(() => (listener ? specOf(listener) : newSpec(name)));
  const isDirty = base === null || !isSame(specOf(base), spec);
  const newer = listener && base && listener.version > base.version ? listener : null;
  const take = (theirs: Listener) => {
    setBase(theirs);
    setSpec(specOf(theirs));
  };
  if (newer && (!isDirty || isSame(specOf(newer), spec))) take(newer);
  return {
    spec,
    base,
    isDirty,
    overtaking: newer,
    edit: (next) => setSpec((now) => ({ ...now, ...next })),
    take,
    keep: setBase,
  };
}
