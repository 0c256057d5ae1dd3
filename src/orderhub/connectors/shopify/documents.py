"""The GraphQL documents that are sent, by the field that they ask for (channels reference §7.2)."""

from collections.abc import Mapping

LIST, DETAIL, LINES, PROBE = "orders", "order", "order.lineItems", "shop"
LINES_SIZE = 50
_MONEY = "{ shopMoney { amount currencyCode } }"
_LINES = f"""
    nodes {{
      id sku title variantTitle quantity currentQuantity
      originalUnitPriceSet {_MONEY} discountedTotalSet {_MONEY}
      variant {{ id }}
    }}
    pageInfo {{ hasNextPage endCursor }}
"""
_ORDER = f"""
  id legacyResourceId name createdAt updatedAt processedAt cancelledAt
  displayFinancialStatus displayFulfillmentStatus note email phone
  currentTotalPriceSet {_MONEY} totalShippingPriceSet {_MONEY} totalDiscountsSet {_MONEY}
  shippingAddress {{ name phone address1 address2 city province zip countryCodeV2 }}
  lineItems(first: {LINES_SIZE}) {{ {_LINES} }}
"""
DOCUMENTS: Mapping[str, str] = {
    LIST: f"""
query Orders($first: Int!, $after: String, $query: String!) {{
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {{
    nodes {{ {_ORDER} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}""",
    DETAIL: f"query Order($id: ID!) {{ order(id: $id) {{ {_ORDER} }} }}",
    LINES: f"""
query Lines($id: ID!, $after: String!) {{
  order(id: $id) {{ lineItems(first: {LINES_SIZE}, after: $after) {{ {_LINES} }} }}
}}""",
    PROBE: """
query Probe {
  shop { myshopifyDomain }
  orders(first: 1, sortKey: UPDATED_AT, reverse: true) { nodes { id updatedAt } }
}""",
}
