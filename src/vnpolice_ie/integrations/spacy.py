"""spaCy: a component that reads documents, and a tokenizer whose tokens our spans fit.

import spacy
nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "vnpolice_ie.Syllables.v1"}}})
nlp.add_pipe("vnpolice_ie")

spaCy finds both by entry points, so nothing of ours needs to be imported for that. What a document then
has is described in `vnpolice_ie.io.spacy_layers`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final
from weakref import finalize

from vnpolice_ie.certainty import check_min_score
from vnpolice_ie.errors import InputError
from vnpolice_ie.extras import require
from vnpolice_ie.integrations.shared import check_model, model_files, write_model
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.io.spacy_tokens import words_and_spaces
from vnpolice_ie.pipeline import Pipeline, load
from vnpolice_ie.streaming import Failure, Item, batched
from vnpolice_ie.types import Doc

require("spacy", "spacy")

import spacy  # noqa: E402
import srsly  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.pipeline import Pipe  # noqa: E402
from spacy.tokens import Doc as SpacyDoc  # noqa: E402
from spacy.util import DummyTokenizer, registry  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

from vnpolice_ie.io.spacy_layers import EXTENSIONS, set_layers  # noqa: E402

NAME: Final = "vnpolice_ie"
TOKENIZER: Final = "vnpolice_ie.Syllables.v1"
LANGUAGES: Final = ("vi", "xx")
"""Languages of pipelines that may have the component."""
_SETTINGS: Final = "settings.json"
_MODEL: Final = "model"


class Syllables(DummyTokenizer):
    """Cuts texts into syllables, numbers and marks; `doc.text` is the text unchanged."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> SpacyDoc:
        """Cut one text."""
        words, spaces = words_and_spaces(text)
        return SpacyDoc(self.vocab, words=words, spaces=spaces)

    def __reduce__(self) -> tuple[Any, ...]:
        return Syllables, (self.vocab,)


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]
def make_tokenizer() -> Callable[[Language], Syllables]:
    """Return what makes the tokenizer of a pipeline."""

    def tokenizer_of(nlp: Language) -> Syllables:
        return Syllables(nlp.vocab)

    return tokenizer_of


def blank(model: str | Path | None = None) -> Language:
    """Return a Vietnamese spaCy pipeline with our tokenizer and component; it needs no pyvi.

    Args:
        model: what `vnpolice_ie.load` takes.

    Raises:
        InputError, ResourceError: as of `make_component`.
    """
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe(NAME, config={"model": None if model is None else str(model)})
    return nlp


class Component(Pipe):
    """Reads documents: spans into `doc.ents` and `doc.spans["vnpolice_ie"]`, facts into the extensions.

    The dateline of a document is `doc._.vie_date`, its id `doc._.vie_id`, both set before it is read. The
    model is loaded at the first document, once for each process.

    Args:
        name: its name in the pipeline.
        model: what `vnpolice_ie.load` takes.
        min_score: what has a lower score is left out.
        overwrite_ents: whether entities that stand in `doc.ents` make way for ours, or ours for them.
    """

    def __init__(self, name: str, model: str | None, *, min_score: float, overwrite_ents: bool) -> None:
        self.name = name
        self.model = model
        self.min_score = min_score
        self.overwrite_ents = overwrite_ents
        self._pipeline: Pipeline | None = None
        self._warned = False

    def __reduce__(self) -> tuple[Any, ...]:
        return _component, (self.name, self.to_bytes())

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline that reads."""
        if self._pipeline is None:
            self._pipeline = load(self.model, min_score=self.min_score)
        return self._pipeline

    def __call__(self, doc: SpacyDoc) -> SpacyDoc:
        """Read one document.

        Raises:
            InputError: `doc._.vie_date` is no date.
            ResourceError: there is no such model, or it cannot be run.
        """
        found = self.pipeline(doc.text, id=doc._.vie_id or "", date=doc._.vie_date)
        return self._put(doc, found)

    def pipe(self, stream: Iterable[SpacyDoc], *, batch_size: int = 128) -> Iterator[SpacyDoc]:
        """Read a stream, documents of a batch together.

        One that cannot be read goes to the pipeline's error handler, which by default raises.
        """
        handle = self.get_error_handler()
        for first, docs in batched(stream, batch_size):
            items: list[Item] = [(doc._.vie_id or "", doc.text, doc._.vie_date) for doc in docs]
            for doc, found in zip(docs, self.pipeline.read_batch(first, items), strict=True):
                if isinstance(found, Failure):
                    handle(self.name, self, [doc], found.error)
                else:
                    yield self._put(doc, found)

    def _put(self, doc: SpacyDoc, found: Doc) -> SpacyDoc:
        set_layers(doc, found, overwrite_ents=self.overwrite_ents)
        if doc._.vie_widened and not self._warned:
            self._warned = True
            warnings.warn(
                "The tokenizer's tokens do not end where spans do, so some spans were widened to whole"
                " tokens: doc._.vie_widened names them, doc._.vie has the exact offsets. The tokenizer"
                f" {TOKENIZER!r} fits.",
                stacklevel=2,
            )
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the settings and, of a model folder, its files."""
        data: bytes = srsly.msgpack_dumps({"settings": self._settings(), "files": model_files(self.model)})
        return data

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Component:
        """Take back what `to_bytes` gave; the files of a model then lie in a temporary folder.

        Raises:
            InputError: it is something else.
        """
        record = srsly.msgpack_loads(data)
        self._restore(record["settings"])
        if record["files"]:
            self.model = mkdtemp(prefix="vnpolice-ie-")
            finalize(self, rmtree, self.model, ignore_errors=True)
            write_model(record["files"], Path(self.model))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the settings and, of a model folder, a copy of it: the pipeline can be moved as a whole.

        Raises:
            OutputError: it cannot be written.
        """
        with OutputFile(Path(path) / _SETTINGS) as file:
            file.write(srsly.json_dumps(self._settings()).encode())
        write_model(model_files(self.model), Path(path) / _MODEL)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Component:
        """Read what `to_disk` wrote."""
        self._restore(srsly.read_json(Path(path) / _SETTINGS))
        if (Path(path) / _MODEL).is_dir():
            self.model = str(Path(path) / _MODEL)
        return self

    def _settings(self) -> dict[str, Any]:
        return {"model": self.model, "min_score": self.min_score, "overwrite_ents": self.overwrite_ents}

    def _restore(self, settings: dict[str, Any]) -> None:
        self.model = settings["model"]
        self.min_score = settings["min_score"]
        self.overwrite_ents = settings["overwrite_ents"]
        self._pipeline = None


@Language.factory(
    NAME,
    default_config={"model": None, "min_score": 0.0, "overwrite_ents": True},
    assigns=["doc.ents", "doc.spans", *(f"doc._.{name}" for name in EXTENSIONS)],
    retokenizes=False,
)
def make_component(
    nlp: Language, name: str, model: str | None, min_score: float, overwrite_ents: bool
) -> Component:
    """Return the component of a pipeline; what its settings mean, `Component` says.

    Raises:
        InputError: the pipeline is of another language, there is no such model, or `min_score` is not between
            0 and 1.
        ResourceError: the folder is no model that this library can run.
    """
    if nlp.lang not in LANGUAGES:
        raise InputError(
            f"the component {NAME!r} reads Vietnamese, and the pipeline's language is {nlp.lang!r}",
            remedy='Add it to spacy.blank("vi"), or where several languages come to spacy.blank("xx")',
        )
    check_model(model)
    check_min_score(min_score)
    return Component(name, model, min_score=min_score, overwrite_ents=overwrite_ents)


def _component(name: str, data: bytes) -> Component:
    return Component(name, None, min_score=0.0, overwrite_ents=True).from_bytes(data)
