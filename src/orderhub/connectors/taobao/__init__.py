"""Taobao and Tmall (淘宝/天猫), the TOP open platform."""
