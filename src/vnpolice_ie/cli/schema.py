"""`vnpolice-ie schema`: the form of the output and of the configuration, for programs."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from vnpolice_ie.output_schema import json_schema


class Form(StrEnum):
    """What a schema describes."""

    OUTPUT = "output"
    TRAINING = "training"
    MANIFEST = "manifest"


def schema(
    form: Annotated[
        Form,
        typer.Argument(
            metavar="[output|training|manifest]",
            help="Of what: a line of the output, a configuration, or the manifest of shards.",
        ),
    ] = Form.OUTPUT,
) -> None:
    """Print the JSON Schema of the output (one document, a line of the file), a configuration or a manifest.

    [bold]Examples[/]

    \b
    vnpolice-ie schema > output.schema.json
    vnpolice-ie schema training > config.schema.json
    """
    if form is Form.TRAINING:
        from vnpolice_ie.training.config import config_schema

        described = config_schema()
    elif form is Form.MANIFEST:
        from vnpolice_ie.shards.manifest import manifest_schema

        described = manifest_schema()
    else:
        described = json_schema()
    typer.echo(json.dumps(described, ensure_ascii=False, indent=1))
