/** Addresses of the console; each area is its own chunk with its own words. */
import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { sessionQuery } from "@/api/session";
import { Crashed } from "@/app/Crashed";
import { NotHere } from "@/app/NotHere";
import { parseSearch, one, stringifySearch } from "@/app/search";
import { queryClient } from "@/app/queryClient";
import { Shell } from "@/app/Shell";
import { parseAuditSearch } from "@/audit/auditSearch";
import { parseCompletenessSearch } from "@/completeness/completenessSearch";
import { parseExceptionsSearch } from "@/exceptions/exceptionsSearch";
import { parseFulfilmentSearch } from "@/fulfilment/fulfilmentSearch";
import { parseFlowSearch } from "@/flow/flowSearch";
import i18n from "@/i18n";
import { parseHealthSearch } from "@/health/healthSearch";
import { parseIncidentsSearch } from "@/incidents/incidentsSearch";
import { parseOrderSearch } from "@/orders/orderSearch";
import { parseImportsSearch } from "@/imports/importsSearch";
import { parseNotifySearch } from "@/notify/notifySearch";
import { parsePartnersSearch } from "@/partners/partnersSearch";
import { parsePeopleSearch } from "@/people/peopleSearch";
import { parseQuarantineSearch } from "@/quarantine/quarantineSearch";
import { parseListenersSearch } from "@/listeners/listenersSearch";
import { parseRulesSearch } from "@/rules/rulesSearch";
import { parseShopsSearch } from "@/shops/shopsSearch";
import { parseSourcesSearch } from "@/sources/sourcesSearch";
import { parseStockSearch } from "@/stock/stockSearch";

const words = (...areas: string[]) => async () => {
  await i18n.loadNamespaces(areas);
};

const root = createRootRoute({ component: Outlet, errorComponent: Crashed });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { back?: string } => {
    const back = one(search["back"]);
    return back ? { back } : {};
  },
  component: lazyRouteComponent(() => import("@/app/SignIn"), "SignIn"),
});

const hub = createRoute({
  getParentRoute: () => root,
  id: "hub",
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/sign-in", search: { back: location.href } });
  },
  component: Shell,
  errorComponent: Crashed,
});

const toOrders = () => {
  throw redirect({ to: "/orders" });
};
const home = createRoute({ getParentRoute: () => hub, path: "/", beforeLoad: toOrders });

const orders = createRoute({
  getParentRoute: () => hub,
  path: "/orders",
  validateSearch: parseOrderSearch,
  loader: words("orders", "exceptions"),
  component: lazyRouteComponent(() => import("@/orders/OrderCentre"), "OrderCentre"),
});

const flow = createRoute({
  getParentRoute: () => hub,
  path: "/flow",
  validateSearch: parseFlowSearch,
  loader: words("flow", "orders"),
  component: lazyRouteComponent(() => import("@/flow/FlowBoard"), "FlowBoard"),
});

const exceptions = createRoute({
  getParentRoute: () => hub,
  path: "/exceptions",
  validateSearch: parseExceptionsSearch,
  loader: words("exceptions", "orders"),
  component: lazyRouteComponent(() => import("@/exceptions/Exceptions"), "Exceptions"),
});

const stock = createRoute({
  getParentRoute: () => hub,
  path: "/stock",
  validateSearch: parseStockSearch,
  loader: words("stock"),
  component: lazyRouteComponent(() => import("@/stock/Stock"), "Stock"),
});

const fulfilment = createRoute({
  getParentRoute: () => hub,
  path: "/fulfilment",
  validateSearch: parseFulfilmentSearch,
  loader: words("fulfilment"),
  component: lazyRouteComponent(() => import("@/fulfilment/Fulfilment"), "Fulfilment"),
});

const scan = createRoute({
  getParentRoute: () => hub,
  path: "/scan",
  loader: words("fulfilment"),
  component: lazyRouteComponent(() => import("@/scan/ScanPage"), "ScanPage"),
});

const imports = createRoute({
  getParentRoute: () => hub,
  path: "/imports",
  validateSearch: parseImportsSearch,
  loader: words("imports", "orders"),
  component: lazyRouteComponent(() => import("@/imports/Imports"), "Imports"),
});

const shops = createRoute({
  getParentRoute: () => hub,
  path: "/shops",
  validateSearch: parseShopsSearch,
  loader: words("shops", "orders"),
  component: lazyRouteComponent(() => import("@/shops/Shops"), "Shops"),
});

const quarantine = createRoute({
  getParentRoute: () => hub,
  path: "/quarantine",
  validateSearch: parseQuarantineSearch,
  loader: words("quarantine"),
  component: lazyRouteComponent(() => import("@/quarantine/Quarantine"), "Quarantine"),
});

const health = createRoute({
  getParentRoute: () => hub,
  path: "/health",
  validateSearch: parseHealthSearch,
  loader: words("health", "shops", "dependencies"),
  component: lazyRouteComponent(() => import("@/health/Health"), "Health"),
});

const incidents = createRoute({
  getParentRoute: () => hub,
  path: "/incidents",
  validateSearch: parseIncidentsSearch,
  loader: words("incidents", "shops"),
  component: lazyRouteComponent(() => import("@/incidents/Incidents"), "Incidents"),
});

const notify = createRoute({
  getParentRoute: () => hub,
  path: "/notify",
  validateSearch: parseNotifySearch,
  loader: words("notify"),
  component: lazyRouteComponent(() => import("@/notify/Notify"), "Notify"),
});

const completeness = createRoute({
  getParentRoute: () => hub,
  path: "/completeness",
  validateSearch: parseCompletenessSearch,
  loader: words("completeness"),
  component: lazyRouteComponent(() => import("@/completeness/Completeness"), "Completeness"),
});

const rules = createRoute({
  getParentRoute: () => hub,
  path: "/rules",
  validateSearch: parseRulesSearch,
  loader: words("rules", "orders"),
  component: lazyRouteComponent(() => import("@/rules/Rules"), "Rules"),
});

const listeners = createRoute({
  getParentRoute: () => hub,
  path: "/listeners",
  validateSearch: parseListenersSearch,
  loader: words("listeners", "orders"),
  component: lazyRouteComponent(() => import("@/listeners/Listeners"), "Listeners"),
});

const partners = createRoute({
  getParentRoute: () => hub,
  path: "/partners",
  validateSearch: parsePartnersSearch,
  loader: words("partners", "people"),
  component: lazyRouteComponent(() => import("@/partners/Partners"), "Partners"),
});

const sources = createRoute({
  getParentRoute: () => hub,
  path: "/sources",
  validateSearch: parseSourcesSearch,
  loader: words("sources", "shops"),
  component: lazyRouteComponent(() => import("@/sources/Sources"), "Sources"),
});

const people = createRoute({
  getParentRoute: () => hub,
  path: "/people",
  validateSearch: parsePeopleSearch,
  loader: words("people"),
  component: lazyRouteComponent(() => import("@/people/People"), "People"),
});

const audit = createRoute({
  getParentRoute: () => hub,
  path: "/audit",
  validateSearch: parseAuditSearch,
  loader: words("audit"),
  component: lazyRouteComponent(() => import("@/audit/AuditLog"), "AuditLog"),
});

const drills = createRoute({
  getParentRoute: () => hub,
  path: "/drills",
  loader: words("drills"),
  component: lazyRouteComponent(() => import("@/drills/Drills"), "Drills"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    hub.addChildren([
      home, orders, flow, exceptions, fulfilment, scan, stock, imports,
      shops, quarantine, completeness, health, incidents, notify, partners, sources,
      rules, listeners, people, audit, drills,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  search: { strict: true },
  defaultPreload: "intent",
  defaultPendingMs: 200,
  defaultNotFoundComponent: NotHere,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
