/** The frame of every screen: rail on the left, work in the middle. */
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery, useMay, useSession } from "@/api/session";
import { areaOf } from "@/app/areas";
import { Rail } from "@/app/Rail";
import styles from "@/app/Shell.module.css";
import { useOverlays } from "@/app/useOverlays";
import { LiveProvider } from "@/live/LiveProvider";
import { Denied } from "@/ui/Denied";

const Palette = lazy(() => import("@/app/Palette"));
const PasswordDialog = lazy(() => import("@/app/PasswordDialog"));
const KeySheet = lazy(() => import("@/app/KeySheet"));

export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  const may = useMay();
  const location = useLocation();
  const navigate = useNavigate();
  const overlays = useOverlays();
  const queries = useQueryClient();
  const area = areaOf(location.pathname);

  useEffect(() => {
    if (session === null) void navigate({ to: "/sign-in", search: { back: location.href } });
    // Only the loss of the session moves a person away, not where they are.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [session]);

  useEffect(() => {
    document.title = area ? `${t(`area.${area.code}`)} · OrderHub` : "OrderHub";
  }, [area, t]);

  if (!session) return null;
  const isAllowed = !area || area.permissions.some((permission) => may(permission));
  return (
    <LiveProvider>
      <a className={styles["skip"]} href="#work">
        {t("skip")}
      </a>
      <div className={styles["frame"]}>
        <Rail onPalette={overlays.openPalette} onKeys={overlays.openKeys} />
        <main id="work" className={styles["work"]} tabIndex={-1}>
          {isAllowed ? <Outlet /> : <Denied area={area.code} permission={area.permissions[0]} />}
        </main>
      </div>
      <Suspense>
        {session.must_change_password && (
          <PasswordDialog isForced onClose={() => void queries.invalidateQueries(sessionQuery)} />
        )}
        {overlays.palette && <Palette onClose={overlays.close} onKeys={overlays.openKeys} />}
        {overlays.keys && <KeySheet onClose={overlays.close} />}
      </Suspense>
    </LiveProvider>
  );
}
