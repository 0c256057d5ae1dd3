/** One box for every number, phone, SKU and buyer; a pasted list looks up up to 500 at once. */
import { SearchOutlined } from "@ant-design/icons";
import { App } from "antd";
import { type ClipboardEvent, type KeyboardEvent, type Ref, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { LOOKUP_MOST } from "@/api/orders";
import { type Guess, guesses, searchFor, splitTerms, typedFor } from "@/orders/filter/searchGuess";
import styles from "@/orders/filter/SearchBox.module.css";
import type { OrderSearch } from "@/orders/orderSearch";

interface SearchBoxProps {
  search: OrderSearch;
  onSearch(change: Partial<OrderSearch>): void;
  ref: Ref<HTMLInputElement>;
}

export function SearchBox({ search, onSearch, ref }: SearchBoxProps) {
  const { t } = useTranslation(["orders", "common"]);
  const { message } = App.useApp();
  const id = useId();
  const kept = typedFor(search);
  const [draft, setDraft] = useState({ text: kept, over: kept });
  const typed = draft.over === kept ? draft.text : kept;
  const setTyped = (text: string) => setDraft({ text, over: kept });
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const meanings = guesses(typed);

  const take = (guess: Guess | null) => {
    if (guess && guess.terms.length > LOOKUP_MOST) {
      void message.warning(t("search.tooMany", { most: LOOKUP_MOST, n: guess.terms.length }));
      return;
    }
    setOpen(false);
    if (guess?.kind === "terms") setTyped("");
    onSearch(searchFor(guess));
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text");
    const terms = splitTerms(text);
    const [first] = guesses(text);
    if (first?.kind !== "terms") return;
    event.preventDefault();
    take({ kind: "terms", text, terms });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setOpen(true);
      setAt((now) => (now + step + meanings.length) % Math.max(1, meanings.length));
    } else if (event.key === "Enter") {
      take(meanings[at] ?? null);
      event.currentTarget.blur();
    } else if (event.key === "Escape") {
      if (isOpen) setOpen(false);
      else event.currentTarget.blur();
    }
  };
  const isShown = isOpen && meanings.length > 0;

  return (
    <div className={styles["box"]}>
      <SearchOutlined aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        role="combobox"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown ? `${id}-${at}` : undefined}
        aria-label={t("search.label")}
        placeholder={t("search.hint")}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setOpen(true);
          if (event.target.value === "" && kept) take(null);
        }}
        onPaste={onPaste}
        onKeyDown={onKeyDown}
        onFocus={() => setOpen(typed !== kept)}
        onBlur={() => setOpen(false)}
      />
      <kbd aria-hidden="true">/</kbd>
      <div id={`${id}-list`} role="listbox" aria-label={t("search.meanings")} className={styles["list"]} hidden={!isShown}>
        {meanings.map((guess, index) => (
          // Focus stays in the input (combobox pattern); the keyboard works through it.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={guess.kind}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles["option"]}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(guess)}
          >
            <span>{t(`search.kind.${guess.kind}`, { n: guess.terms.length })}</span>
            <b>{guess.kind === "terms" ? guess.terms.slice(0, 3).join(t("common:comma")) : guess.text}</b>
          </div>
        ))}
      </div>
    </div>
  );
}
