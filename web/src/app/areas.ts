/** The work areas of the rail: address, permission and icon. */
import {
  AlertOutlined,
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BarcodeOutlined,
  BellOutlined,
  CarOutlined,
  CloudDownloadOutlined,
  ExceptionOutlined,
  ExperimentOutlined,
  FileDoneOutlined,
  FileSearchOutlined,
  FunctionOutlined,
  FundProjectionScreenOutlined,
  ImportOutlined,
  SendOutlined,
  ShopOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";
import type { Permission } from "@/api/types";

export type AreaCode =
  | "orders"
  | "flow"
  | "fulfilment"
  | "scan"
  | "exceptions"
  | "stock"
  | "imports"
  | "shops"
  | "quarantine"
  | "completeness"
  | "health"
  | "incidents"
  | "notify"
  | "partners"
  | "sources"
  | "rules"
  | "listeners"
  | "people"
  | "audit"
  | "drills";

export interface Area {
  code: AreaCode;
  path: string;
  /** Any one of these lets a person in. */
  permissions: readonly Permission[];
  icon: ComponentType;
}

export const AREAS: readonly Area[] = [
  { code: "orders", path: "/orders", permissions: ["orders.read"], icon: UnorderedListOutlined },
  { code: "flow", path: "/flow", permissions: ["orders.read"], icon: FundProjectionScreenOutlined },
  { code: "fulfilment", path: "/fulfilment", permissions: ["fulfilment.read"], icon: CarOutlined },
  { code: "scan", path: "/scan", permissions: ["fulfilment.scan"], icon: BarcodeOutlined },
  { code: "exceptions", path: "/exceptions", permissions: ["orders.read"], icon: ExceptionOutlined },
  { code: "stock", path: "/stock", permissions: ["stock.read"], icon: AppstoreOutlined },
  { code: "imports", path: "/imports", permissions: ["orders.import", "orders.export"], icon: ImportOutlined },
  { code: "shops", path: "/shops", permissions: ["shops.read"], icon: ShopOutlined },
  { code: "quarantine", path: "/quarantine", permissions: ["quarantine.read"], icon: FileSearchOutlined },
  { code: "health", path: "/health", permissions: ["health.read"], icon: ApiOutlined },
  { code: "incidents", path: "/incidents", permissions: ["health.read"], icon: AlertOutlined },
  { code: "notify", path: "/notify", permissions: ["health.read"], icon: BellOutlined },
  { code: "partners", path: "/partners", permissions: ["partners.read"], icon: SendOutlined },
  { code: "sources", path: "/sources", permissions: ["sources.read"], icon: CloudDownloadOutlined },
  { code: "completeness", path: "/completeness", permissions: ["completeness.read"], icon: FileDoneOutlined },
  { code: "rules", path: "/rules", permissions: ["rules.read"], icon: FunctionOutlined },
  { code: "listeners", path: "/listeners", permissions: ["listeners.read"], icon: ThunderboltOutlined },
  { code: "people", path: "/people", permissions: ["users.read", "keys.read"], icon: TeamOutlined },
  { code: "audit", path: "/audit", permissions: ["audit.read"], icon: AuditOutlined },
  { code: "drills", path: "/drills", permissions: ["drills.run"], icon: ExperimentOutlined },
];

export function areaOf(path: string): Area | undefined {
  return AREAS.find((area) => path === area.path || path.startsWith(`${area.path}/`));
}
