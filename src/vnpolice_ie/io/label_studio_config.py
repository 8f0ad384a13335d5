"""The labelling configuration of Label Studio for a label set: marks, relations, and a key for each mark."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from vnpolice_ie.display.labels import LOOKS
from vnpolice_ie.io.assembly import SAME
from vnpolice_ie.io.label_sets import OURS, LabelSet
from vnpolice_ie.io.label_studio import KEY_FIELD, LABEL_FIELD, TEXT_FIELD

_PLAIN = "#6b7280"
_BOX = "position: sticky; top: 0; z-index: 1; background: var(--color-neutral-background, white)"
"""The labels stay in view, on the ground of Label Studio's theme, light or dark."""
_ROOM = '[class*="htx-richtext"] { padding-left: 4em } [class*="richtext__line"] { line-height: 2.4 }'
"""Room for the names of relations, which stand between the lines and before them."""


def labelling_config(labels: LabelSet = OURS) -> str:
    """Return the XML to paste into Label Studio under Settings, Labeling Interface.

    Args:
        labels: the labels to choose from; relations and roles are both relations there.
    """
    view = ET.Element("View")
    ET.SubElement(view, "Style").text = _ROOM
    box = ET.SubElement(view, "View", style=_BOX)
    choices = ET.SubElement(box, "Labels", name=LABEL_FIELD, toName=TEXT_FIELD)
    colours = {str(label): look.light for label, look in LOOKS.items()}
    for tag in sorted(labels.tags):
        ET.SubElement(choices, "Label", value=tag, background=colours.get(tag.partition(".")[0], _PLAIN))
    relations = ET.SubElement(view, "Relations")
    for name in [*sorted(labels.relations or ()), *sorted(labels.roles or ()), SAME]:
        ET.SubElement(relations, "Relation", value=name)
    ET.SubElement(view, "Text", name=TEXT_FIELD, value=f"${TEXT_FIELD}", showLabels="true")
    ET.SubElement(
        view,
        "TextArea",
        name=KEY_FIELD,
        toName=TEXT_FIELD,
        perRegion="true",
        displayMode="region-list",
        maxSubmissions="1",
        editable="true",
        placeholder="p1, v1, 2019-08-27, d1 = 44-KL/TW",
    )
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"
