"""Doudian's carrier codes, as `logisticsCompanyList` tells them."""

CARRIERS = {
    "shunfeng": "顺丰速运",
    "zhongtong": "中通快递",
    "yuantong": "圆通速递",
    "yunda": "韵达快递",
    "shentong": "申通快递",
    "jd": "京东快递",
    "ems": "EMS",
    "jtexpress": "极兔速递",
}
