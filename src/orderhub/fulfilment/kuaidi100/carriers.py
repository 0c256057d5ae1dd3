"""Our codes of carriers in the service's words. Only `yuantong` stands in the reference (§10.1);
where a code is not known here, the service guesses it from the number (`autoCom`)."""

COMPANIES = {
    "SF": "shunfeng",
    "ZTO": "zhongtong",
    "YTO": "yuantong",
    "YUNDA": "yunda",
    "STO": "shentong",
    "JTSD": "jtexpress",
    "EMS": "ems",
    "POSTB": "youzhengguonei",
    "DBKD": "debangkuaidi",
}
# These tell nothing without the last four digits of a phone of the parcel (§10.1).
ASKS_PHONE = frozenset({"SF"})
