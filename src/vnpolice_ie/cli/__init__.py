"""The command line, `vnpolice-ie`: one file a command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from vnpolice_ie import __version__
from vnpolice_ie.cli.annotate import annotate
from vnpolice_ie.cli.benchmark import benchmark
from vnpolice_ie.cli.build_store import build_store
from vnpolice_ie.cli.common import complain
from vnpolice_ie.cli.compare import compare
from vnpolice_ie.cli.consensus import consensus
from vnpolice_ie.cli.convert import convert
from vnpolice_ie.cli.evaluate import evaluate
from vnpolice_ie.cli.export import export
from vnpolice_ie.cli.export_store import export_store
from vnpolice_ie.cli.generate import generate
from vnpolice_ie.cli.pretrain import pretrain
from vnpolice_ie.cli.review import review
from vnpolice_ie.cli.schema import schema
from vnpolice_ie.cli.show import explain, show
from vnpolice_ie.cli.suggest import suggest
from vnpolice_ie.cli.train import train
from vnpolice_ie.cli.view import view
from vnpolice_ie.errors import VnPoliceError

app = typer.Typer(
    name="vnpolice-ie",
    help="Structured facts from Vietnamese news and official text about the police, the Party and the State.",
    epilog="Exit status: 0 all is well; 1 a document could not be read through (the others came out);"
    " 2 wrong usage, input or output.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vnpolice-ie {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    pass


COMMANDS = (
    *(annotate, show, view, explain, evaluate, compare, convert),
    *(build_store, export_store),
    *(suggest, consensus, generate, pretrain, train, export, benchmark, schema),
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(review)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit status.

    Args:
        arguments: what follows the program's name; by default what the shell gave.
    """
    try:
        app(args=arguments, prog_name="vnpolice-ie")
    except VnPoliceError as error:
        complain(error)
        sys.exit(2)
