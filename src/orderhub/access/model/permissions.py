"""What an actor may do (权限) and the roles that bundle it (角色)."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing an operation may ask for; the policy of a route names one."""

    ORDERS_READ = "orders.read"
    ORDERS_WRITE = "orders.write"
    ORDERS_REVIEW = "orders.review"
    ORDERS_REVEAL = "orders.reveal"
    ORDERS_IMPORT = "orders.import"
    ORDERS_EXPORT = "orders.export"
    SHOPS_READ = "shops.read"
    SHOPS_MANAGE = "shops.manage"
    SYNC_RUN = "sync.run"
    QUARANTINE_READ = "quarantine.read"
    QUARANTINE_REPLAY = "quarantine.replay"
    COMPLETENESS_READ = "completeness.read"
    STOCK_READ = "stock.read"
    STOCK_MANAGE = "stock.manage"
    RULES_READ = "rules.read"
    RULES_MANAGE = "rules.manage"
    MAPPINGS_MANAGE = "mappings.manage"
    USERS_READ = "users.read"
    USERS_MANAGE = "users.manage"
    KEYS_READ = "keys.read"
    KEYS_MANAGE = "keys.manage"
    AUDIT_READ = "audit.read"
    INGEST_PUSH = "ingest.push"
    HEALTH_READ = "health.read"
    HEALTH_MANAGE = "health.manage"
    FULFILMENT_READ = "fulfilment.read"
    FULFILMENT_SCAN = "fulfilment.scan"
    FULFILMENT_MANAGE = "fulfilment.manage"
    DRILLS_RUN = "drills.run"
    PARTNERS_READ = "partners.read"
    PARTNERS_MANAGE = "partners.manage"
    PARTNERS_EXCHANGE = "partners.exchange"
    LISTENERS_READ = "listeners.read"
    LISTENERS_MANAGE = "listeners.manage"
    SOURCES_READ = "sources.read"
    SOURCES_MANAGE = "sources.manage"


class Role(StrEnum):
    """A person's part; permissions of several roles add up."""

    ADMINISTRATOR = "administrator"
    OPERATIONS = "operations"
    CUSTOMER_SERVICE = "customer_service"
    WAREHOUSE = "warehouse"
    FINANCE = "finance"
    AUDITOR = "auditor"


P = Permission
ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.OPERATIONS: frozenset(
        {
            *(p for p in Permission if p.startswith("orders.")),
            *(P.SHOPS_READ, P.SYNC_RUN, P.QUARANTINE_READ, P.QUARANTINE_REPLAY),
            *(P.RULES_READ, P.RULES_MANAGE, P.MAPPINGS_MANAGE, P.COMPLETENESS_READ),
            *(P.HEALTH_READ, P.HEALTH_MANAGE, P.STOCK_READ, P.STOCK_MANAGE),
            *(P.FULFILMENT_READ, P.FULFILMENT_SCAN, P.FULFILMENT_MANAGE, P.PARTNERS_READ),
            *(P.LISTENERS_READ, P.LISTENERS_MANAGE, P.SOURCES_READ),
        }
    ),
    Role.CUSTOMER_SERVICE: frozenset(
        {
            *(P.ORDERS_READ, P.ORDERS_WRITE, P.ORDERS_REVEAL, P.ORDERS_EXPORT, P.SHOPS_READ),
            *(P.FULFILMENT_READ, P.STOCK_READ, P.LISTENERS_READ),
        }
    ),
    Role.WAREHOUSE: frozenset(
        {
            *(P.ORDERS_READ, P.ORDERS_WRITE, P.SHOPS_READ, P.STOCK_READ, P.STOCK_MANAGE),
            *(P.FULFILMENT_READ, P.FULFILMENT_SCAN, P.LISTENERS_READ),
        }
    ),
    Role.FINANCE: frozenset(
        {
            *(P.ORDERS_READ, P.ORDERS_EXPORT, P.AUDIT_READ, P.SHOPS_READ, P.COMPLETENESS_READ),
            P.LISTENERS_READ,
        }
    ),
    Role.AUDITOR: frozenset(p for p in Permission if p.endswith(".read")),
}


def permissions_of(roles: frozenset[str]) -> frozenset[Permission]:
    """Everything these roles allow together; a role this version does not know allows nothing."""
    return frozenset(p for role, allowed in ROLES.items() if role in roles for p in allowed)
