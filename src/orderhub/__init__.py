"""OrderHub (全渠道订单中心): one true state of every order."""
