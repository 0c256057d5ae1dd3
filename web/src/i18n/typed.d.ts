import "i18next";
import type audit from "./locales/zh-CN/audit.json";
import type common from "./locales/zh-CN/common.json";
import type fulfilment from "./locales/zh-CN/fulfilment.json";
import type exceptions from "./locales/zh-CN/exceptions.json";
import type flow from "./locales/zh-CN/flow.json";
import type health from "./locales/zh-CN/health.json";
import type dependencies from "./locales/zh-CN/dependencies.json";
import type completeness from "./locales/zh-CN/completeness.json";
import type imports from "./locales/zh-CN/imports.json";
import type drills from "./locales/zh-CN/drills.json";
import type incidents from "./locales/zh-CN/incidents.json";
import type listeners from "./locales/zh-CN/listeners.json";
import type notify from "./locales/zh-CN/notify.json";
import type orders from "./locales/zh-CN/orders.json";
import type partners from "./locales/zh-CN/partners.json";
import type people from "./locales/zh-CN/people.json";
import type quarantine from "./locales/zh-CN/quarantine.json";
import type rules from "./locales/zh-CN/rules.json";
import type shops from "./locales/zh-CN/shops.json";
import type sources from "./locales/zh-CN/sources.json";
import type stock from "./locales/zh-CN/stock.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    returnNull: false;
    resources: {
      audit: typeof audit;
      common: typeof common;
      fulfilment: typeof fulfilment;
      drills: typeof drills;
      exceptions: typeof exceptions;
      flow: typeof flow;
      health: typeof health;
      completeness: typeof completeness;
      dependencies: typeof dependencies;
      imports: typeof imports;
      incidents: typeof incidents;
      listeners: typeof listeners;
      notify: typeof notify;
      orders: typeof orders;
      partners: typeof partners;
      people: typeof people;
      quarantine: typeof quarantine;
      rules: typeof rules;
      shops: typeof shops;
      sources: typeof sources;
      stock: typeof stock;
    };
  }
}
