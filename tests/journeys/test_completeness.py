"""Journey 9: finance files the proof that nothing is missing; operations read the past again."""

import json
from datetime import timedelta

import psycopg
from playwright.async_api import Page, expect

from orderhub.infra import clock
from orderhub.sync.certificate import verify
from orderhub.sync.completeness import day_of, span_of
from tests.journeys.screen import button, fetched
from tests.support.hub import RunningHub

CHECK = """
    INSERT INTO sync_checks (shop_id, round, window_from, window_to, state, due_at, channel_count,
        hub_count, ids, ids_hash, gaps, ended_at)
    SELECT %(shop)s, round, hour, hour + interval '1 hour', 'complete', hour, 1, 1, '{}',
        sha256('x'), '{}', now()
    FROM generate_series(%(since)s, %(until)s - interval '1 hour', interval '1 hour') AS hour,
        unnest('{hourly,daily}'::text[]) AS round
    ON CONFLICT (shop_id, round, window_from) DO UPDATE SET state = 'complete', ended_at = now()
"""


async def test_a_certificate_is_downloaded_and_holds(page: Page, hub: RunningHub) -> None:
    shops = (await fetched(page, "/shops"))["items"]
    shop = next(one for one in shops if one["poll_every_s"] is not None)
    day = day_of(clock.now() - timedelta(days=1))
    since, until = span_of(day)
    with psycopg.connect(hub.database.url().replace("+psycopg", "")) as connection:
        connection.execute(CHECK, {"shop": shop["id"], "since": since, "until": until})
    address = f"/completeness?shop={shop['id']}&day={day.isoformat()}"
    for _ in range(150):
        found = await fetched(page, f"/certificates?shop_id={shop['id']}")
        if found["items"]:
            break
        await page.wait_for_timeout(2000)
    await page.goto(address)
    cell = page.get_by_role("button", name=f"{shop['name']} {day.isoformat()}：完整")
    await expect(cell).to_be_visible()
    panel = page.get_by_role("complementary")
    async with page.expect_download() as download:
        await panel.get_by_role("link", name="下载 JSON").click()
    file = (await (await download.value).path()).read_bytes()
    assert verify(file).problem == ""
    assert json.loads(file)["certificate"]["shop"]["name"] == shop["name"]
    async with page.expect_download() as download:
        await panel.get_by_role("link", name="下载 PDF").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF")


async def test_a_backfill_is_begun_and_read_to_its_end(page: Page) -> None:
    await page.goto("/completeness")
    await button(page, "补拉历史订单").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("店铺").click()
    await page.keyboard.press("Enter")
    days = [(clock.now() - timedelta(days=n)).strftime("%Y-%m-%d") for n in (2, 1)]
    first, last = (await dialog.get_by_role("textbox").all())[-2:]
    await first.fill(days[0])
    await page.keyboard.press("Enter")
    await last.fill(days[1])
    await page.keyboard.press("Enter")
    await button(dialog, "开始补拉").click()
    job = page.get_by_role("region", name="补拉").get_by_role("listitem").first
    await expect(job).to_contain_text("完成")
    await expect(job.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
