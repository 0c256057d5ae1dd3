"""What the command line tells when it cannot do what it was asked."""

from pathlib import Path

import pytest

from orderhub.apps.cli import COMMANDS, main


@pytest.mark.parametrize("words", [("orders", "import", "--shop", "1"), ("shops", "add")])
def test_a_file_that_is_not_there_is_told_in_one_line(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing.csv")
    shop = ("--channel", "taobao", "--name", "一号店", "--credentials")
    with pytest.raises(SystemExit) as left:
        main([*words, *(shop if words[0] == "shops" else ()), missing])
    assert left.value.code == 1
    assert capsys.readouterr().err == f"orderhub: {missing}: No such file or directory\n"


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"sandbox"}))
def test_the_help_of_a_command_is_plain_and_offers_no_completion(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    told = capsys.readouterr().out
    assert left.value.code == 0
    assert "--help" in told
    assert "completion" not in told
    assert "─" not in told


@pytest.mark.parametrize("name", ["bench", "drill"])
def test_a_group_without_a_command_tells_its_commands(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([name])
    assert "Commands:\n" in capsys.readouterr().err
