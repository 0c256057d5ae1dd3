"""Masks hide enough in both profiles, whatever way a value is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.vault.mask import MASKS, Profile, mask

MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LANDLINE = st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{6,7}", fullmatch=True)
FULL_WIDTH = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")
TEXT = st.text(min_size=1, max_size=60)


SPELLINGS = ("{0}", "{1} {2} {3}", "{1}-{2}-{3}", "+86{0}", "0086 {0}", "+86-{0}", " {0}\u200b")


def spell(form: str, number: str) -> str:
    return form.format(number, number[:3], number[3:7], number[7:])


@pytest.mark.parametrize(
    ("kind", "value", "screen", "waybill"),
    [
        ("recipient_phone", "13812341234", "138****1234", "138******34"),
        ("recipient_phone", "138****1234", "138****1234", "138******34"),
        ("recipient_phone", "0571-88156789", "0571-****6789", "0571-******89"),
        ("recipient_phone", "010 8815678-801", "010-****678", "010-******8"),
        ("recipient_phone", "13212345774-1234", "13212345774-1234", "13212345774-1234"),
        ("recipient_phone", "无", "****", "****"),
        ("recipient_name", "张三丰", "张**", "张**"),
        ("recipient_name", "王", "*", "*"),
        ("recipient_name", "林**", "林**", "林**"),
        ("recipient_address", "文一西路969号3幢5单元1201室", "****", "文一西路969号****"),
        ("recipient_address", "浙江省****", "浙江省****", "浙江省****"),
        ("recipient_address", "文一西路969号****", "文一西路969号****", "文一西路969号****"),
        ("recipient_address", "3幢501室 ****", "****", "****"),
        ("id_no", "110101199003071234", "1****************4", ""),
        ("bank_card", "6222 0212 3456 7890 123", "****0123", ""),
        ("email", "li.lei@example.com", "l***@example.com", "l***@example.com"),
        ("buyer_no", "AAE123xyz", "A***", "A***"),
        ("something_new", "13812341234", "****", ""),
    ],
)
def test_examples_of_the_reference(kind: str, value: str, screen: str, waybill: str) -> None:
    assert (mask(kind, value), mask(kind, value, "waybill")) == (screen, waybill)


@given(number=MOBILE, form=st.sampled_from(SPELLINGS), wide=st.booleans())
def test_a_mobile_hides_four_digits_on_screen_and_six_on_a_waybill(
    *, number: str, form: str, wide: bool
) -> None:
    value = spell(form, number).translate(FULL_WIDTH if wide else {})
    assert mask("phone", value) == f"{number[:3]}****{number[-4:]}"
    assert mask("phone", value, "waybill") == f"{number[:3]}******{number[-2:]}"


@given(number=LANDLINE, wide=st.booleans())
def test_a_landline_hides_four_and_six_digits_behind_its_area_code(
    *, number: str, wide: bool
) -> None:
    value = number.translate(FULL_WIDTH if wide else {})
    assert mask("phone", value).count("*") >= 4
    assert mask("phone", value, "waybill").count("*") >= 6


@pytest.mark.parametrize("profile", ["screen", "waybill"])
@pytest.mark.parametrize("kind", sorted(MASKS))
@given(value=TEXT)
def test_a_mask_of_a_mask_is_itself_and_nothing_raises(
    kind: str, profile: Profile, value: str
) -> None:
    once = mask(kind, value, profile)
    assert mask(kind, once, profile) == once


@pytest.mark.parametrize(("profile", "hidden"), [("screen", 4), ("waybill", 6)])
@given(digits=st.from_regex(r"[0-9]{1,20}", fullmatch=True))
def test_any_digits_hide_at_least_four_and_six(profile: Profile, hidden: int, digits: str) -> None:
    shown = sum(c.isdigit() for c in mask("phone", digits, profile))
    assert shown <= max(0, len(digits) - hidden)


@given(house=st.integers(1, 999), building=st.integers(1, 99), room=st.integers(100, 9999))
def test_a_waybill_shows_the_street_and_no_room(house: int, building: int, room: int) -> None:
    shown = mask("address", f"文一西路{house}号{building}幢{room}室", "waybill")
    assert shown == f"文一西路{house}号****"
