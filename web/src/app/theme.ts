/** Ant Design's tokens for both appearances: compact, 13 px, one accent. */
import { type ThemeConfig, theme } from "antd";
import type { MapToken, SeedToken } from "antd/es/theme/interface";

const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans", sans-serif';

const SHARED: ThemeConfig["token"] = {
  fontFamily: FONT,
  fontFamilyCode: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
  fontSize: 13,
  borderRadius: 5,
  wireframe: false,
  motionDurationMid: "0.14s",
  motionDurationSlow: "0.2s",
};

const LIGHT: ThemeConfig["token"] = {
  colorPrimary: "#2f54c9",
  colorPrimaryHover: "#3f62d6",
  colorLink: "#2f54c9",
  colorError: "#c0271c",
  colorWarning: "#b26a00",
  colorSuccess: "#177245",
  colorTextBase: "#1b2330",
  colorBgLayout: "#f4f5f8",
  colorTextSecondary: "#4f5a6b",
  colorTextTertiary: "#626d7e",
  colorTextDescription: "#5b6677",
  colorTextPlaceholder: "#68727f",
  colorBorder: "#d3d8e0",
  colorBorderSecondary: "#e6e9ee",
};

const DARK: ThemeConfig["token"] = {
  colorPrimary: "#4c6ce0",
  colorPrimaryHover: "#5370de",
  colorLink: "#93abff",
  colorLinkHover: "#b3c4ff",
  colorError: "#e5645a",
  colorWarning: "#e0a63f",
  colorSuccess: "#4fb783",
  colorTextBase: "#e7eaf0",
  colorBgBase: "#171b23",
  colorBgContainer: "#171b23",
  colorBgElevated: "#212733",
  colorBgLayout: "#11141a",
  colorTextSecondary: "#b1bac8",
  colorTextTertiary: "#98a3b3",
  colorTextDescription: "#a3adbc",
  colorTextPlaceholder: "#8d98a8",
  colorBorder: "#3a4250",
  colorBorderSecondary: "#2a303b",
};

/** On dark ground the accent as text must be lighter than as a filled button. */
const DARK_BUTTON = { defaultHoverColor: "#93abff", defaultHoverBorderColor: "#93abff" };

/** The compact algorithm shrinks type below what is readable; sizes are put back to the 13 px scale. */
function readable(_seed: SeedToken, map?: MapToken): MapToken {
  return {
    ...(map ?? theme.defaultAlgorithm(_seed)),
    fontSize: 13,
    fontSizeSM: 12,
    fontSizeLG: 15,
    fontSizeXL: 18,
    lineHeight: 20 / 13,
    lineHeightSM: 18 / 12,
    lineHeightLG: 22 / 15,
  };
}

export function antTheme(isDark: boolean, isStill: boolean): ThemeConfig {
  return {
    algorithm: [isDark ? theme.darkAlgorithm : theme.defaultAlgorithm, theme.compactAlgorithm, readable],
    token: { ...SHARED, ...(isDark ? DARK : LIGHT), motion: !isStill },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", ...(isDark && DARK_BUTTON) },
      Segmented: { trackPadding: 2 },
    },
  };
}
