/** Whether every order of every channel is here: shops by days, the hours of a day, backfills. */
import { Button } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { daysQuery } from "@/api/completeness";
import { useMay } from "@/api/session";
import { type Shop, shopsQuery } from "@/api/shops";
import { Backfills } from "@/completeness/Backfills";
import { type CompletenessSearch, SPANS, daysUpTo } from "@/completeness/completenessSearch";
import { Grid } from "@/completeness/Grid";
import { useFresh } from "@/live/useFresh";
import { Answered } from "@/ui/Answered";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { Segments } from "@/ui/Segments";
import { calendarDay } from "@/ui/time";
import { useMinute } from "@/ui/useMinute";

const DayPanel = lazy(() => import("@/completeness/DayPanel"));
const USUAL = "14";
const BackfillDialog = lazy(() => import("@/completeness/BackfillDialog"));

type Change = (next: Partial<CompletenessSearch>) => void;

export function Completeness() {
  const { t } = useTranslation(["completeness", "common"]);
  const may = useMay();
  const search = useSearch({ from: "/hub/completeness" });
  const navigate = useNavigate({ from: "/completeness" });
  const [isBeginning, setBeginning] = useState(false);
  const asked = useQuery(shopsQuery).data?.filter((shop) => shop.poll_every_s !== null);
  const change: Change = (next) => void navigate({ search: (now) => ({ ...now, ...next }) });
  useFresh(["backfills"], ["backfills"], 1000);
  const begin = may("sync.run") && (
    <Button type="primary" onClick={() => setBeginning(true)} disabled={!asked || asked.length === 0}>
      {t("backfill.begin")}
    </Button>
  );
  return (
    <Screen title={t("common:area.completeness")} lead={t("lead")} action={begin} bar={<Bar search={search} change={change} />}>
      {search.pane === "backfills" ? <Backfills /> : <Days shops={asked} search={search} change={change} />}
      <Suspense>
        {isBeginning && (
          <BackfillDialog
            shops={asked ?? []}
            onClose={() => setBeginning(false)}
            onBegun={() => {
              setBeginning(false);
              change({ pane: "backfills", shop: undefined, day: undefined });
            }}
          />
        )}
      </Suspense>
    </Screen>
  );
}

function Bar({ search, change }: { search: CompletenessSearch; change: Change }) {
  const { t } = useTranslation("completeness");
  return (
    <>
      <Segments
        label={t("pane.label")}
        value={search.pane ?? "days"}
        options={(["days", "backfills"] as const).map((value) => ({ value, label: t(`pane.${value}`) }))}
        onChange={(pane) => change({ pane: pane === "days" ? undefined : pane, shop: undefined, day: undefined })}
      />
      {!search.pane && (
        <Segments
          label={t("span.label")}
          value={search.span ?? USUAL}
          options={SPANS.map((value) => ({ value, label: t("span.days", { count: Number(value) }) }))}
          onChange={(span) => change({ span })}
        />
      )}
    </>
  );
}

function Days({ shops, search, change }: { shops: Shop[] | undefined; search: CompletenessSearch; change: Change }) {
  const { t } = useTranslation(["completeness", "common"]);
  const days = daysUpTo(calendarDay(useMinute()), Number(search.span ?? USUAL));
  const query = useQuery(daysQuery(days[0] ?? "", days.at(-1) ?? ""));
  const { shop, day } = search;
  return (
    <>
      <Answered query={{ ...query, data: shops && query.data }} what={t("common:area.completeness")}>
        {(cells) =>
          shops && shops.length > 0 ? (
            <Grid
              shops={shops}
              days={days}
              cells={cells}
              opened={shop && day ? `${shop} ${day}` : null}
              onOpen={(id, which) => change({ shop: String(id), day: which })}
            />
          ) : (
            <Notice title={t("empty.title")} text={t("empty.next")} />
          )
        }
      </Answered>
      <Suspense>
        {shop && day && (
          <DayPanel
            key={`${shop} ${day}`}
            shopId={Number(shop)}
            day={day}
            cell={query.data?.find((one) => String(one.shop_id) === shop && one.day === day)}
            onClose={() => change({ shop: undefined, day: undefined })}
          />
        )}
      </Suspense>
    </>
  );
}
