"""`vnpolice-ie schema`: the form of the output."""

from __future__ import annotations

import json

import typer

from vnpolice_ie.output_schema import json_schema


def schema() -> None:
    """Print the JSON Schema of the output: of one document, a line of the file.

    [bold]Example[/]

    \b
    vnpolice-ie schema > output.schema.json
    """
    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))
