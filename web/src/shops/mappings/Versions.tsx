/** Published versions of a mapping, and the way back to one. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { MappingVersion } from "@/api/shops";
import styles from "@/shops/Shops.module.css";
import { Age } from "@/ui/Time";

interface VersionsProps {
  versions: readonly Pick<MappingVersion, "version" | "published_at" | "published_by" | "restored_from">[];
  isLocked: boolean;
  onRestore(version: number): void;
}

export function Versions({ versions, isLocked, onRestore }: VersionsProps) {
  const { t } = useTranslation("shops");
  if (versions.length === 0) return null;
  return (
    <section className={styles["section"]}>
      <h2>{t("mappings.versions")}</h2>
      <ul className={styles["runs"]}>
        {versions.map((version, at) => (
          <li key={version.version} className={styles["row"]}>
            <b>{t("mappings.version", { version: version.version })}</b>
            <span className={styles["quiet"]}>
              {version.published_by} · <Age at={version.published_at} />
              {version.restored_from !== null && ` · ${t("mappings.restored", { version: version.restored_from })}`}
            </span>
            <span style={{ flex: 1 }} />
            {at === 0 ? (
              <span className={styles["quiet"]}>{t("mappings.inForce")}</span>
            ) : (
              !isLocked && (
                <Button size="small" onClick={() => onRestore(version.version)}>
                  {t("mappings.restore")}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
