/** One of a few, side by side; where they do not fit, the chosen one is in sight. */
import { useLayoutEffect, useRef } from "react";
import styles from "@/ui/Segments.module.css";

interface SegmentsProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange(value: Value): void;
}

export function Segments<Value extends string>({ label, value, options, onChange }: SegmentsProps<Value>) {
  const group = useRef<HTMLDivElement>(null);
  const words = options.map((option) => option.label).join(" ");
  useLayoutEffect(() => {
    const chosen = group.current?.querySelector<HTMLElement>("[aria-pressed=true]");
    if (group.current && chosen) group.current.scrollLeft = chosen.offsetLeft + chosen.offsetWidth - group.current.clientWidth + 40;
  }, [value, words]);
  return (
    <div ref={group} className={styles["segments"]} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
