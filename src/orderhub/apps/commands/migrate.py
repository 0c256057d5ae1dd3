"""`orderhub migrate`: the schema's newest revision."""

import json

import typer

from orderhub.apps.installation import current_settings, database_url
from orderhub.apps.options import AsJson, commands
from orderhub.infra.migrate import migrate as bring_up

app = commands(group=False)


@app.command()
def migrate(*, as_json: AsJson = False) -> None:
    """Bring the database's schema up to date; harmless when it is."""
    with database_url(current_settings()) as url:
        before, after = bring_up(url)
    if as_json:
        print(json.dumps({"ok": True, "before": before, "after": after}))
    else:
        typer.echo(f"{before or 'empty'} → {after}")
