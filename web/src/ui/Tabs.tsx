/** Tabs of a panel. */
import styles from "@/ui/Tabs.module.css";

interface TabsProps<Key extends string> {
  label: string;
  value: Key;
  tabs: readonly { key: Key; title: string }[];
  onChange(key: Key): void;
}

export function Tabs<Key extends string>({ label, value, tabs, onChange }: TabsProps<Key>) {
  return (
    <div className={styles["tabs"]} role="group" aria-label={label}>
      {tabs.map((tab) => (
        <button key={tab.key} type="button" aria-pressed={tab.key === value} onClick={() => onChange(tab.key)}>
          {tab.title}
        </button>
      ))}
    </div>
  );
}
