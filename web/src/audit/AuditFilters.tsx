/** What narrows the audit log. */
import { Button, DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { AuditSearch } from "@/audit/auditSearch";

interface AuditFiltersProps {
  search: AuditSearch;
  onSearch(change: AuditSearch): void;
}

const TEXTS = ["actor", "action", "object"] as const;

export function AuditFilters({ search, onSearch }: AuditFiltersProps) {
  const { t } = useTranslation(["audit", "common"]);
  const isNarrowed = Object.keys(search).length > 0;
  return (
    <>
      {TEXTS.map((key) => (
        <Input.Search
          key={`${key} ${search[key] ?? ""}`}
          allowClear
          style={{ width: 200 }}
          aria-label={t(`filter.${key}`)}
          placeholder={t(`filter.${key}`)}
          defaultValue={search[key] ?? ""}
          onSearch={(text) => onSearch({ [key]: text.trim() || undefined })}
        />
      ))}
      <DatePicker.RangePicker
        aria-label={t("filter.dates")}
        allowEmpty={[true, true]}
        value={[search.from ? dayjs(search.from) : null, search.to ? dayjs(search.to) : null]}
        onChange={(range) =>
          onSearch({ from: range?.[0]?.format("YYYY-MM-DD"), to: range?.[1]?.format("YYYY-MM-DD") })
        }
      />
      {isNarrowed && (
        <Button
          type="text"
          onClick={() => onSearch({ actor: undefined, action: undefined, object: undefined, from: undefined, to: undefined })}
        >
          {t("common:action.clear")}
        </Button>
      )}
    </>
  );
}
