/** One of our SKUs by its code: typed, or found by code or name. */
import { AutoComplete } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type CSSProperties, useDeferredValue } from "react";
import { useMay } from "@/api/session";
import { type Sku, skusQuery } from "@/api/stock";

interface SkuInputProps {
  id?: string;
  label?: string;
  value?: string;
  style?: CSSProperties;
  isDisabled?: boolean;
  onChange?(code: string): void;
  /** Chosen from those that were found. */
  onPick?(sku: Sku): void;
}

export function SkuInput({ id, label, value = "", style, isDisabled = false, onChange, onPick }: SkuInputProps) {
  const may = useMay();
  const text = useDeferredValue(value.trim());
  const isAsked = text.length > 0 && !isDisabled && may("stock.read");
  const found = useInfiniteQuery({ ...skusQuery(text, undefined), enabled: isAsked }).data;
  const skus = isAsked ? (found?.pages.flatMap((page) => page.items) ?? []).slice(0, 20) : [];
  return (
    <AutoComplete
      {...(id && { id })}
      {...(style && { style })}
      aria-label={label}
      placeholder={label}
      value={value}
      disabled={isDisabled}
      popupMatchSelectWidth={320}
      options={skus.map((sku) => ({ value: sku.code, label: `${sku.code} · ${sku.title}` }))}
      onChange={(code: string) => onChange?.(code.trim())}
      onSelect={(code: string) => {
        const sku = skus.find((one) => one.code === code);
        if (sku) onPick?.(sku);
      }}
    />
  );
}
