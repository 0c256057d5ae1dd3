"""Pure decisions of access: roles, grants, standing, passwords, the audit chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderhub.access.decide.chain import extend, first_break, link
from orderhub.access.decide.grants import judge_grant
from orderhub.access.decide.passwords import common_passwords, judge_password
from orderhub.access.decide.standing import key_stands, session_stands, worth_noting
from orderhub.access.decide.users import decide_change
from orderhub.access.model.actor import Actor, ActorKind, system
from orderhub.access.model.audit import GENESIS, Entry
from orderhub.access.model.credentials import csrf_token, secret_hash
from orderhub.access.model.permissions import ROLES, Permission, Role, permissions_of
from orderhub.access.model.session import Session
from orderhub.access.model.user import ApiKey, User, UserChange, UserState
from orderhub.kernel.types import Refusal

NOW = datetime(2026, 1, 5, 4, tzinfo=UTC)
USER = User(
    id=7,
    username="mei",
    display_name="Mei",
    password_hash="",
    roles=frozenset({"administrator"}),
    shops=None,
    state=UserState.ACTIVE,
    must_change_password=False,
    created_at=NOW,
    signed_in_at=None,
    version=3,
)
KEY = ApiKey(
    id=1,
    name="till",
    hint="ohk_abcd",
    permissions=frozenset({"ingest.push"}),
    shops=frozenset({2}),
    created_at=NOW,
    created_by="mei",
    expires_at=None,
    used_at=None,
    revoked_at=None,
)
SESSION = Session(user=USER, created_at=NOW, seen_at=NOW, expires_at=NOW + timedelta(hours=12))
ENTRY = Entry(
    id=1,
    at=NOW,
    actor_kind="user",
    actor_id=7,
    actor_name="mei",
    action="orders.review",
    object="order:ORD-1",
    shop_id=2,
    detail={"b": 1, "a": "中"},
)


def test_the_auditor_reads_everything_and_writes_and_reveals_nothing() -> None:
    held = ROLES[Role.AUDITOR]
    assert held == {p for p in Permission if p.endswith(".read")}
    assert Permission.ORDERS_REVEAL not in held


def test_roles_add_up_and_unknown_ones_add_nothing() -> None:
    both = permissions_of(frozenset({"warehouse", "finance", "wizard"}))
    assert both == ROLES[Role.WAREHOUSE] | ROLES[Role.FINANCE]
    assert permissions_of(frozenset({"wizard"})) == frozenset()


def test_only_the_administrator_manages_users_keys_and_shops() -> None:
    for role, held in ROLES.items():
        manages = {"users.manage", "keys.manage", "shops.manage"} & held
        assert bool(manages) == (role is Role.ADMINISTRATOR)


def test_an_actor_sees_the_shops_of_its_scope() -> None:
    assert USER.actor().sees(99)
    assert KEY.actor().sees(2)
    assert not KEY.actor().sees(3)
    assert not replace(KEY.actor(), shops=frozenset[int]()).sees(2)


def test_references_tell_actors_apart() -> None:
    assert USER.actor().reference == "user:7"
    assert KEY.actor().reference == "key:1"
    assert system("sync").reference == "system:sync"


@given(
    own=st.frozensets(st.sampled_from(list(Permission))),
    given_away=st.frozensets(st.sampled_from(list(Permission))),
    own_shops=st.none() | st.frozensets(st.integers(1, 5)),
    shops=st.none() | st.frozensets(st.integers(1, 5)),
)
def test_nobody_gives_more_than_they_have(
    own: frozenset[str],
    given_away: frozenset[str],
    own_shops: frozenset[int] | None,
    shops: frozenset[int] | None,
) -> None:
    actor = Actor(kind=ActorKind.USER, id=1, name="a", permissions=own, shops=own_shops)
    allowed = judge_grant(actor, given_away, shops) is None
    every = frozenset(range(1, 6)) | {99}
    assert allowed == (
        given_away <= own
        and (every if shops is None else shops) <= (every if own_shops is None else own_shops)
    )


@pytest.mark.parametrize(
    ("change", "others", "code"),
    [
        (UserChange(roles=frozenset({"auditor"})), 0, "last_administrator"),
        (UserChange(shops=frozenset({1})), 0, "last_administrator"),
        (UserChange(state=UserState.DISABLED), 0, "last_administrator"),
        (UserChange(roles=frozenset({"auditor"})), 1, None),
        (UserChange(display_name="M"), 0, None),
    ],
)
def test_one_administrator_remains(change: UserChange, others: int, code: str | None) -> None:
    outcome = decide_change(system("cli"), USER, change, others)
    assert (outcome.code if isinstance(outcome, Refusal) else None) == code


def test_a_change_leaves_out_what_it_does_not_name() -> None:
    scoped = replace(USER, shops=frozenset({1}))
    renamed = decide_change(system("cli"), scoped, UserChange(display_name="M"), 1)
    assert renamed == replace(scoped, display_name="M", version=4)
    freed = decide_change(system("cli"), scoped, UserChange(every_shop=True), 1)
    assert freed == replace(scoped, shops=None, version=4)


def test_nobody_disables_themselves() -> None:
    outcome = decide_change(USER.actor(), USER, UserChange(state=UserState.DISABLED), 5)
    assert outcome == Refusal("own_account", "nobody disables their own account")


@pytest.mark.parametrize(
    ("session", "stands"),
    [
        (SESSION, True),
        (replace(SESSION, seen_at=NOW - timedelta(hours=2)), False),
        (replace(SESSION, seen_at=NOW - timedelta(minutes=119)), True),
        (replace(SESSION, expires_at=NOW), False),
        (replace(SESSION, user=replace(USER, state=UserState.DISABLED)), False),
    ],
)
def test_a_session_stands_while_used_young_and_of_an_active_user(
    session: Session, *, stands: bool
) -> None:
    assert session_stands(session, NOW) is stands


@pytest.mark.parametrize(
    ("key", "stands"),
    [
        (KEY, True),
        (replace(KEY, expires_at=NOW), False),
        (replace(KEY, expires_at=NOW + timedelta(seconds=1)), True),
        (replace(KEY, revoked_at=NOW), False),
    ],
)
def test_a_key_stands_until_revoked_or_expired(key: ApiKey, *, stands: bool) -> None:
    assert key_stands(key, NOW) is stands


def test_a_use_is_noted_once_a_minute() -> None:
    assert worth_noting(None, NOW)
    assert not worth_noting(NOW - timedelta(seconds=59), NOW)
    assert worth_noting(NOW - timedelta(seconds=60), NOW)


def test_the_list_of_common_passwords_is_there_and_holds_only_long_ones() -> None:
    assert len(common_passwords()) > 1500
    assert all(len(password) >= 10 for password in common_passwords())


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ninechars", "password_too_short"),
        ("1Q2W3E4R5T", "password_common"),
        ("abababababab", "password_common"),
        ("mei.lin.2026", "password_like_username"),
        ("y" + "x" * 128, "password_too_long"),
    ],
)
def test_a_weak_password_is_refused_by_name(password: str, code: str) -> None:
    refusal = judge_password(password, "mei.lin.20")
    assert refusal is not None
    assert refusal.code == code


def test_a_long_sentence_needs_no_digits_or_signs() -> None:
    assert judge_password("four words in a row", "mei") is None


def test_the_csrf_token_does_not_tell_what_is_stored() -> None:
    assert csrf_token("secret") != secret_hash("secret").hex()
    assert "secret" not in csrf_token("secret")


def sealed_chain(count: int) -> list[Entry]:
    entries = [replace(ENTRY, id=n + 10, object=f"order:{n}") for n in range(count)]
    links = extend(GENESIS, 0, entries)
    return [replace(e, seq=q, hash=h) for e, (_, q, h) in zip(entries, links, strict=True)]


def test_an_untouched_chain_has_no_break_however_it_is_cut() -> None:
    chain = sealed_chain(6)
    for cut in range(7):
        head, tail = chain[:cut], chain[cut:]
        previous = head[-1].hash if head else GENESIS
        assert first_break(GENESIS, 0, head) is None
        assert first_break(previous or GENESIS, cut, tail) is None


@given(place=st.integers(0, 5), field=st.sampled_from(sorted(Entry.__dataclass_fields__)))
def test_any_changed_field_breaks_the_chain_at_its_place(place: int, field: str) -> None:
    chain = sealed_chain(6)
    before = chain[place]
    changed: dict[str, object] = {
        "at": NOW + timedelta(microseconds=1),
        "detail": {"a": "中", "b": 2},
        "hash": bytes(32),
        "id": 999,
        "actor_id": None,
        "shop_id": None,
        "seq": 77,
    }
    value = changed.get(field, str(getattr(before, field)) + "x")
    chain[place] = replace(before, **{field: value})
    broken = first_break(GENESIS, 0, chain)
    assert broken is not None
    assert broken.seq == place + 1


def test_a_missing_or_swapped_entry_breaks_the_chain() -> None:
    chain = sealed_chain(4)
    for broken in ([*chain[:1], *chain[2:]], [chain[0], chain[2], chain[1], chain[3]]):
        assert first_break(GENESIS, 0, broken) is not None


def test_the_place_in_the_chain_and_the_link_before_count() -> None:
    assert link(GENESIS, 1, ENTRY) != link(GENESIS, 2, ENTRY)
    assert link(GENESIS, 1, ENTRY) != link(bytes(31) + b"\1", 1, ENTRY)
    seen = [h for _, _, h in extend(GENESIS, 0, [ENTRY] * 3)]
    assert all(a != b for a, b in pairwise(seen))
