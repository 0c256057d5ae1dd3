"""The GraphQL documents that are sent, by the field that they ask for (channels reference §7.2)."""

from collections.abc import Mapping

LIST, DETAIL, LINES, PROBE = "orders", "order", "order.lineItems", "shop"
FULFILMENTS, FULFIL, RETRACK = (
    "order.fulfillmentOrders",
    "fulfillmentCreate",
    "fulfillmentTrackingInfoUpdate",
)
LEVELS, SET_STOCK = "productVariant", "inventorySetQuantities"
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
    FULFILMENTS: """
query Fulfilments($id: ID!) {
  order(id: $id) {
    fulfillments { id status trackingInfo { company number } }
    fulfillmentOrders(first: 20) {
      nodes {
        id status
        lineItems(first: 250) { nodes { id remainingQuantity lineItem { id } } }
      }
    }
  }
}""",
    FULFIL: """
mutation Fulfil($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id status }
    userErrors { field message code }
  }
}""",
    RETRACK: """
mutation Retrack($id: ID!, $tracking: FulfillmentTrackingInput!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking) {
    fulfillment { id status }
    userErrors { field message code }
  }
}""",
    LEVELS: """
query Levels($id: ID!) {
  productVariant(id: $id) {
    inventoryItem { id inventoryLevels(first: 50) { nodes { location { id } } } }
  }
}""",
    SET_STOCK: """
mutation SetStock($input: InventorySetQuantitiesInput!) {
  inventorySetQuantities(input: $input) {
    inventoryAdjustmentGroup { id }
    userErrors { field message code }
  }
}""",
}
