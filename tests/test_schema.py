"""The one table of the annotation scheme."""

from __future__ import annotations

from vnpolice_ie import schema


def test_every_event_type_has_roles_and_every_role_has_fillers() -> None:
    assert len(schema.EVENT_TYPES) == 8
    for kind in schema.EVENT_TYPES:
        assert schema.roles_of(kind)
        for role in schema.roles_of(kind):
            assert schema.fillers_of(role) <= set(schema.LABELS)


def test_nesting() -> None:
    assert schema.may_nest("POSITION", "ORG")
    assert not schema.may_nest("ORG", "LOC")
    assert not schema.may_nest("POSITION", "PERSON")


def test_signatures_name_labels() -> None:
    assert len(schema.RELATIONS) == len(schema.RELATION_TYPES) == 7
    for heads, tails in schema.RELATIONS.values():
        assert heads | tails <= set(schema.LABELS)


def test_tags() -> None:
    assert schema.tag_of("EVENT", "MEETING") == "EVENT.MEETING"
    assert schema.tag_of("ORG", None) == "ORG"
