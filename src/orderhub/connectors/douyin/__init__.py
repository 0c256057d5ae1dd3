"""Douyin shop (抖店), the Doudian open platform."""
