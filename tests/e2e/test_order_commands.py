"""What the command line tells a person about orders and backups, and what it refuses."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from orderhub.infra.postgres import EmbeddedPostgres
from tests.support.terminal import Done, Terminal

HEADER = "订单号,状态,下单时间,商家编码,商品名称,数量,单价"
ROW = "W-{},待发货,2026-01-05 09:00,SKU-1,短袖,1,10"
CREDENTIALS = '{"app_key": "1", "app_secret": "2", "session": "3", "refresh_token": "4"}'
NO_SHOP = (1, "", "orderhub: there is no such shop\n")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A home with two shops; nothing was taken in yet."""
    terminal = Terminal(tmp_path_factory.mktemp("commands") / "home")
    with EmbeddedPostgres(terminal.home, 32):
        for name in ("一号店", "二号店"):
            shop = ("--channel", "taobao", "--name", name, "--credentials", "-")
            terminal.answer("shops", "add", *shop, given=CREDENTIALS)
        yield terminal


def imported(terminal: Terminal, file: Path, *rows: str) -> Done:
    file.write_text("\n".join((HEADER, *rows)))
    return terminal.run("orders", "import", str(file), "--shop", "1")


def left(done: Done) -> tuple[int | None, str, str]:
    return done.returncode, done.stdout, done.stderr


def test_a_shop_that_is_not_there_is_refused_and_no_file_is_written(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    words = ("--format", "csv", "--output", str(file))
    assert left(terminal.run("orders", "export", "--shop", "99", *words)) == NO_SHOP
    assert left(terminal.run("orders", "export", "--shop", "-1")) == NO_SHOP
    assert left(terminal.run("orders", "list", "--shop", "99")) == NO_SHOP
    assert not file.exists()


def test_an_export_replaces_a_file_only_when_it_is_told_to(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("mine")
    words = ("orders", "export", "--shop", "2", "--format", "csv", "--output", str(file))
    refused = terminal.run(*words)
    assert (refused.returncode, file.read_text()) == (1, "mine")
    assert "--overwrite" in refused.stderr
    assert terminal.run(*words, "--overwrite").returncode == 0
    assert file.read_text() != "mine"


@pytest.mark.parametrize(("form", "lines"), [("csv", 1), ("jsonl", 0)])
def test_a_shop_without_orders_is_exported_as_none_and_said_to_have_none(
    terminal: Terminal, form: str, lines: int
) -> None:
    done = terminal.run("orders", "export", "--shop", "2", "--format", form)
    assert (done.returncode, done.stderr) == (0, "there are no orders to export\n")
    assert len(done.stdout.splitlines()) == lines


def test_an_import_is_told_in_singular_and_plural(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    assert left(imported(terminal, file, ROW.format(1))) == (0, "1 order of 1 row\n", "")
    two = (ROW.format(2), ROW.format(3), ROW.format(3))
    assert left(imported(terminal, file, *two)) == (0, "2 orders of 3 rows\n", "")


def test_an_order_is_shown_in_words_a_person_reads(terminal: Terminal, tmp_path: Path) -> None:
    imported(terminal, tmp_path / "orders.csv", ROW.format(4))
    text = terminal.run("orders", "export", "--format", "csv").stdout.removeprefix("\ufeff")
    orders = {row["external_no"]: row for row in csv.DictReader(io.StringIO(text))}
    done = terminal.run("orders", "show", orders["W-4"]["number"])
    assert "presale                no\n" in done.stdout
    assert not {"True", "False", "None"} & set(done.stdout.split())
    assert orders["W-4"]["placed_at"] == "2026-01-05T09:00:00+08:00"


@pytest.mark.parametrize(
    "words",
    [
        ("orders", "list", "--stage", "nope"),
        ("users", "add", "wang", "--role", "nope"),
        ("keys", "create", "till", "--permission", "nope"),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_those_that_are(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    done = terminal.run(*words, given="a long enough password\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'nope' is not one of '" in " ".join(done.stderr.split())


def test_a_user_and_a_key_get_what_they_are_given(terminal: Terminal) -> None:
    typed = "a long enough password\n"
    roles = ("--role", "finance", "--role", "auditor")
    terminal.answer("users", "add", "li", given=typed)
    terminal.answer("users", "add", "zhao", *roles, given=typed)
    key = ("keys", "create", "till", "--permission", "ingest.push", "--permission", "orders.read")
    terminal.answer(*key)
    assert stored(terminal, "SELECT username, roles FROM users ORDER BY id") == [
        ("li", ["operations"]),
        ("zhao", ["auditor", "finance"]),
    ]
    assert stored(terminal, "SELECT permissions FROM api_keys") == [
        (["ingest.push", "orders.read"],)
    ]


def stored(terminal: Terminal, question: LiteralString) -> list[tuple[Any, ...]]:
    with EmbeddedPostgres(terminal.home, 32) as url:
        plain = url.replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(plain) as connection:
            return connection.execute(question).fetchall()


def test_a_password_that_is_too_short_is_called_one(terminal: Terminal) -> None:
    done = terminal.run("users", "add", "wang", given="short\n")
    assert left(done) == (1, "", "orderhub: a password has at least 10 characters\n")


def test_a_backup_replaces_a_file_only_when_told_to(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "hub.tar"
    file.write_text("kept")
    refused = (1, "", f"orderhub: {file} is there already; --overwrite replaces it\n")
    assert left(terminal.run("backup", str(file))) == refused
    assert file.read_text() == "kept"
    assert terminal.answer("backup", str(file), "--overwrite")["recovery_phrase"]
    assert left(terminal.run("backup", str(file))) == refused
    assert file.stat().st_size > 100_000


def test_a_backup_goes_into_a_file_of_a_folder_that_is_there(
    terminal: Terminal, tmp_path: Path
) -> None:
    told = f"orderhub: {tmp_path}: Is a directory\n"
    assert left(terminal.run("backup", str(tmp_path), "--overwrite")) == (1, "", told)
    missing = tmp_path / "missing"
    told = f"orderhub: {missing}: No such file or directory\n"
    assert left(terminal.run("backup", str(missing / "hub.tar"))) == (1, "", told)
