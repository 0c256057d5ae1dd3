/** The rail: one icon and word for each area a person may enter. */
import { SearchOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AccountMenu } from "@/app/AccountMenu";
import type { Area } from "@/app/areas";
import styles from "@/app/Rail.module.css";
import { useAreas } from "@/app/useAreas";
import { LiveDot } from "@/live/LiveDot";
import { useOpenQuarantine } from "@/quarantine/useOpenQuarantine";

interface RailProps {
  onPalette(): void;
  onKeys(): void;
}

export function Rail({ onPalette, onKeys }: RailProps) {
  const { t } = useTranslation();
  const waiting = useOpenQuarantine();
  const areas = useAreas();
  return (
    <nav className={styles["rail"]} aria-label={t("areas")}>
      <Link to="/orders" className={styles["brand"]} aria-label={t("brand")}>
        <img src="/favicon.svg" alt="" width={28} height={28} />
      </Link>
      <button type="button" className={styles["item"]} onClick={onPalette} title="⌘K">
        <SearchOutlined />
        <span>{t("palette.open")}</span>
      </button>
      <hr className={styles["rule"]} />
      {areas.map((area) => (
        <RailLink key={area.code} area={area} badge={area.code === "quarantine" ? waiting : 0} />
      ))}
      <div className={styles["foot"]}>
        <LiveDot />
        <AccountMenu onKeys={onKeys} />
      </div>
    </nav>
  );
}

function RailLink({ area, badge }: { area: Area; badge: number }) {
  const { t } = useTranslation();
  const Icon = area.icon;
  return (
    <Link
      to={area.path}
      className={styles["item"]}
      activeProps={{ className: styles["active"], "aria-current": "page" }}
      activeOptions={{ includeSearch: false }}
    >
      <Icon />
      <span>{t(`area.${area.code}`)}</span>
      {badge > 0 && <b className={styles["badge"]}>{badge > 99 ? "99+" : badge}</b>}
    </Link>
  );
}
