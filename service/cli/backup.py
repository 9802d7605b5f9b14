"""`duologue backup`."""

from __future__ import annotations

from pathlib import Path

import click

from wire.home import at_home


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copy all that is kept on this host into FOLDER, while people write.

    Started with this folder as DUOLOGUE_HOME, an installation goes on from there. Treat it as the home:
    whoever reads it reads all that people have written.
    """
    from service.supervisor.backup import BackupFailed, save

    settings = at_home()
    try:
        done = save(settings, folder)
    except (BackupFailed, OSError) as error:
        raise click.ClickException(str(error)) from error
    for name, size in done.size.items():
        click.echo(f"{size:>15,}  {name}")
    for one in done.elsewhere:
        click.echo(f"not copied, for it lies elsewhere: {one}")
