"""`duologue train`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

SMOKE = "smoke"
"""Recipe of `--smoke`."""


@click.group()
def train() -> None:
    """Train what is shipped in models/."""


@train.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="TOML file.")
@click.option("--seed", type=int, help="In place of the one in the configuration.")
@click.option("--second", is_flag=True, help="Only the second look, beside the layers in OUT: minutes.")
def sentiment(data: Path, out: Path, config: Path | None, seed: int | None, second: bool) -> None:
    """Train the sentiment model on DATA, a TSV (.xz) with columns set, split, language, label, text.

    A run that was broken off goes on where it stopped, given the same OUT.
    """
    from nlp.errors import NlpError
    from nlp.training.sentiment.recipe import read_recipe
    from nlp.training.sentiment.train import look_again
    from nlp.training.sentiment.train import train as fit

    try:
        (look_again if second else fit)(data, out, read_recipe(config).seeded(seed), click.echo)
    except NlpError as error:
        raise click.ClickException(str(error)) from error


@train.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--seed", default=7, show_default=True)
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Dialogues (.jsonl.xz)."
)
@click.option(
    "--talks", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Small talk (.tsv.xz)."
)
def replies(out: Path, seed: int, data: Path | None, talks: Path | None) -> None:
    """Fit the head of the suggested replies on nlp/tasks/replies/set; do this after editing the set.

    With --data (JSON lines, .xz) and --talks (the table of `train sentiment`), also learn from recorded
    dialogues what people say next.
    """
    from nlp.training.replies.next_reply import train_next
    from nlp.training.replies.train import train as fit

    fit(out, seed=seed)
    if data and talks:
        train_next(data, talks, out, click.echo, seed=seed)


@train.command()
@click.option("--config", "recipe", default="en-de-cpu", show_default=True, help="TOML file, or a name.")
@click.option("--smoke", is_flag=True, help="The whole of it in a minute, on a few sentences of our own.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="In place of corpus.folder.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of this training.")
@click.option("--seed", type=int, help="In place of training.seed.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in OUT.")
@click.option("--prepare", "only_prepare", is_flag=True, help="Stop before training proper.")
def translation(
    recipe: str,
    smoke: bool,
    data: Path | None,
    out: Path | None,
    seed: int | None,
    resume: bool,
    only_prepare: bool,
) -> None:
    """Train a translation model: filter, learn, export, measure, and write its card. See docs/training.md."""
    from nlp.errors import NlpError
    from nlp.training.translation.config import find_recipe, read_recipe
    from nlp.training.translation.prepared import prepare
    from nlp.training.translation.recipe import PREPARED, train_translation
    from nlp.training.translation.templates import write_templates

    try:
        chosen = read_recipe(find_recipe(SMOKE if smoke else recipe)).seeded(seed)
        if out is None and not smoke:
            raise click.UsageError("name a folder for this training: --out DIR")
        folder = out or Path(tempfile.mkdtemp(prefix="duologue-smoke-"))
        source = write_templates(folder / "data") if smoke else data or Path(chosen.corpus.folder)
        if only_prepare:
            prepare(chosen, source, folder / PREPARED, click.echo)
        else:
            train_translation(chosen, source, folder, click.echo, go_on=resume)
    except NlpError as error:
        raise click.ClickException(str(error)) from error


@train.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--language", "languages", multiple=True, help="Only these; by default all of the configuration."
)
@click.option("--measure/--no-measure", default=True, help="Keystrokes saved, of all models in OUT.")
def autocomplete(
    data: Path, out: Path, config: Path | None, languages: tuple[str, ...], measure: bool
) -> None:
    """Train predictive text on DATA, a folder with parallel/; measured on its eval/."""
    from nlp.training.autocomplete.train import train_all

    train_all(data, out, config, languages, measure, click.echo)


@train.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--limit", default=600, show_default=True, help="Most sentences of one pair and direction.")
@click.option("--seed", default=7, show_default=True)
def confidence(data: Path, out: Path, limit: int, seed: int) -> None:
    """Fit the confidence of translations on DATA, a folder of `en-pt.tsv.xz` and so on."""
    from nlp.training.confidence.train import train as fit

    fit(data, out, limit=limit, seed=seed)


@train.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--limit", default=200, show_default=True, help="Most sentences of one pair and direction.")
@click.option("--seed", default=11, show_default=True)
def choice(data: Path, out: Path, limit: int, seed: int) -> None:
    """Fit the choice among several translations on DATA, a folder of `en-pt.tsv.xz` and so on."""
    from nlp.training.choice.train import train as fit

    fit(data, out, limit=limit, seed=seed)
