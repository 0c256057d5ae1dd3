"""What the command line tells when it cannot do what it was asked."""

from pathlib import Path

import pytest

from orderhub.apps.cli import main


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
