"""Stages that read the whole scheme with grammar and word lists alone: the explainable baseline."""

from __future__ import annotations

from vnpolice_ie.linking.dates import DateLinkingStage
from vnpolice_ie.linking.events import EventLinkingStage
from vnpolice_ie.linking.people import PeopleLinkingStage
from vnpolice_ie.linking.references import ReferenceLinkingStage
from vnpolice_ie.rules.arguments import ArgumentStage
from vnpolice_ie.rules.awards import AwardStage
from vnpolice_ie.rules.dates import DateStage
from vnpolice_ie.rules.documents.mentions import DocumentStage
from vnpolice_ie.rules.documents.relations import DocumentRelationStage
from vnpolice_ie.rules.offences import OffenceStage
from vnpolice_ie.rules.organisations.stage import OrganisationStage
from vnpolice_ie.rules.people.persons import PersonStage
from vnpolice_ie.rules.people.positions import PositionStage
from vnpolice_ie.rules.people.relations import PersonRelationStage
from vnpolice_ie.rules.places.stage import PlaceStage
from vnpolice_ie.rules.ranks import RankStage
from vnpolice_ie.rules.triggers import TriggerStage
from vnpolice_ie.stage import Stage


def span_stages() -> tuple[Stage, ...]:
    """The stages that find spans, from the surest to the least sure."""
    return (
        DocumentStage(),
        DateStage(),
        RankStage(),
        AwardStage(),
        OffenceStage(),
        OrganisationStage(),
        PlaceStage(),
        PositionStage(),
        PersonStage(),
        TriggerStage(),
    )


def link_stages() -> tuple[Stage, ...]:
    """The stages that link spans: dates, documents, people, events and their arguments."""
    return (
        DateLinkingStage(),
        DocumentRelationStage(),
        ReferenceLinkingStage(),
        PersonRelationStage(),
        PeopleLinkingStage(),
        EventLinkingStage(),
        ArgumentStage(),
    )


def rule_stages() -> tuple[Stage, ...]:
    """All stages in order: spans first, then what links them."""
    return (*span_stages(), *link_stages())
