"""What the Care Quality Commission calls a service, as a round's sector, tag and care context.

Its current directory has a column for each service; the weekly list and extracts of it name them
in one cell, in other words.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Service(NamedTuple):
    """What a service is in a round."""

    pattern: str
    sector: str
    tags: tuple[str, ...]
    care_context: str


KINDS: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("social_care", "close_to_home"): {
        "care homes? service with nursing|nursing homes?": ("care_home", "nursing"),
        "care homes? service without nursing|residential homes?": ("care_home",),
        "specialist college service|residential substance misuse.*": (),
    },
    ("social_care", "at_home"): {
        "domiciliary care service|homecare agenc(y|ies)": ("home_care",),
        "extra care housing services?": ("extra_care",),
        "supported living( service)?": ("supported_living",),
        "shared lives": ("shared_lives",),
    },
    ("acute", "in_hospital"): {
        "acute services with(out)? overnight beds.*|hospitals?": ("hospital",),
    },
    ("mental_health", "in_hospital"): {
        "hospital services for people with mental health needs.*": ("hospital",),
        "hospitals? mental health.*": ("hospital",),
    },
    ("mental_health", "close_to_home"): {
        "community based services for people.* mental health.*": (),
        "community services mental health.*": (),
    },
    ("community", "close_to_home"): {
        "community based services for people.*": (),
        "community healthcare service|community services healthcare": (),
        "community health care services.*": (),
        "urgent care (services?|centres?)": ("urgent_care",),
    },
    ("community", ""): {
        "rehabilitation.*": ("rehabilitation",),
        "long term conditions services?": (),
    },
    ("primary", "close_to_home"): {
        "doctors (consultation|treatment) service|doctors gps|mobile doctors.*": (),
        "dental service|dentists?": ("dental",),
    },
    ("voluntary", "at_home"): {"hospice services at home": ("hospice",)},
    ("voluntary", "close_to_home"): {"hospice services|hospices?": ("hospice",)},
    ("other", ""): {
        "ambulance service|ambulances?": ("ambulance",),
        "prison healthcare services": ("prison",),
        "blood and transplant service|hyperbaric chamber|remote clinical advice.*": (),
    },
}
"""Sector and care context → pattern of a service's whole name, in small letters without marks →
tags. The first pattern that fits counts."""
SERVICES = tuple(
    Service(pattern, sector, tags, context)
    for (sector, context), services in KINDS.items()
    for pattern, tags in services.items()
)

CATEGORIES = {
    "residential social care": "social_care",
    "community based adult social care services": "social_care",
    "gp practices": "primary",
    "dentists": "primary",
    "hospice services": "voluntary",
    "acute hospital.*": "acute",
    "mental health.*": "mental_health",
    "community health.*": "community",
    "ambulance service": "other",
}
"""Primary inspection category → sector, for places with services of several sectors."""


def services_of(names: list[str]) -> list[Service]:
    """Return the services named that a round has a word for, in the order of ``SERVICES``."""
    plain = [" ".join(re.findall(r"[a-z0-9]+", name.casefold())) for name in names]
    found = {next((s for s in SERVICES if re.fullmatch(s.pattern, name)), None) for name in plain}
    return [service for service in SERVICES if service in found]


def sector_of(services: list[Service], category: str) -> tuple[str, str]:
    """Return the sector, blank where it cannot be told, and a remark on how it was told."""
    sectors = list(dict.fromkeys(service.sector for service in services))
    if len(sectors) == 1:
        return sectors[0], ""
    name = " ".join(re.findall(r"[a-z0-9]+", category.casefold()))
    for pattern, sector in CATEGORIES.items():
        if re.fullmatch(pattern, name):
            return sector, f"sector by its primary inspection category, {category}"
    return (
        "",
        f"services of several sectors: {', '.join(sectors)}" if sectors else "no service named",
    )


def context_of(services: list[Service]) -> str:
    """Return where care is given, if all services agree."""
    contexts = {service.care_context for service in services}
    return contexts.pop() if len(contexts) == 1 else ""
