"""`orderhub certificates`: check a completeness certificate, tell by which key they are signed."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from orderhub.apps.options import AsJson, commands
from orderhub.apps.output import say, with_hub
from orderhub.infra import clock
from orderhub.infra.crypto import load_master_key
from orderhub.infra.db import Database
from orderhub.infra.settings import Settings
from orderhub.kernel.errors import ConfigError
from orderhub.sync.facade import public_fingerprint, verify_certificate

app = commands("Completeness certificates: verify, show the key.")


@app.callback()
def certificates() -> None:
    """Completeness certificates."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The JSON file of the certificate.")],
    *,
    key: Annotated[
        str, typer.Option(help="Fingerprint that the issuer publishes; another one fails.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check the signature; needs no installation. Exit 1 when it does not fit."""
    try:
        found = verify_certificate(file.read_bytes())
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None
    problem = found.problem
    if not problem and key and key != found.signer:
        problem = f"signed by another key: {found.signer}"
    said = found.certificate
    lines = (
        [problem]
        if problem
        else [
            f"the signature fits; key {found.signer}",
            f"{said['shop']['name']}  {said['day']}  {said['outcome']}",
            f"channel {said['channel_count']}  hub {said['hub_count']}"
            f"  gaps filled {said['gaps_filled']}  in quarantine {said['in_quarantine']}",
        ]
    )
    answer = {"ok": not problem, "problem": problem, "key": found.signer, "certificate": said}
    say(answer, as_json=as_json, lines=lines)
    if problem:
        sys.exit(1)


@app.command("key")
def show_key(*, as_json: AsJson = False) -> None:
    """Print the fingerprint of the key that this installation signs with."""

    async def use(db: Database, settings: Settings) -> str:
        master = load_master_key(settings.master_key_path, create=True)
        async with db.transaction() as tx:
            return await public_fingerprint(tx, master, clock.now())

    told = with_hub(use)
    say({"fingerprint": told}, as_json=as_json, lines=[told])
