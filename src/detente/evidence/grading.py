"""How far a claim can be believed: deterministic, explained in a sentence, never one number silently.

Three axes: reliability of the outlet (A to F), sourcing class, credibility (1 to 6; AJP-2.1). Classes, best first:
``P`` primary document held · ``R1`` named, on record · ``R2`` spokesperson or institution · ``D`` document seen by the
reporter · ``X2`` anonymous, of two sides · ``X1+`` two or more anonymous · ``X1`` one anonymous · ``E`` named expert ·
``T`` told by one who was told · ``V`` the reporter's own voice. The rules g1 to g5 and the caps are our judgement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import final

from detente.evidence.dossier import Dossier
from detente.evidence.records import Attribution, Claim, Override, Source

__all__ = ["CLASSES", "Evidence", "Grade", "Scale", "Voice", "credibility", "grade", "voices"]

CLASSES = ("P", "R1", "R2", "D", "X2", "X1+", "X1", "E", "T", "V")
WORDS = {
    "P": "the act or statement itself",
    "R1": "a named person on record",
    "R2": "a spokesperson or institution on record",
    "D": "a document seen by the reporter",
    "X2": "anonymous sources of two sides",
    "X1+": "two or more anonymous sources",
    "X1": "one anonymous source",
    "E": "a named expert",
    "T": "hearsay",
    "V": "the reporter's own word",
}
ON_RECORD = ("P", "R1", "R2")
FIRM = (*ON_RECORD, "D")


@final
@dataclass(frozen=True, slots=True)
class Scale:
    """What each credibility is worth.

    Attributes
    ----------
    weight
        Weight in a model, by credibility 1 to 6.
    confidence
        Confidence of STIX 2.1, by credibility; 6 has none.
    caps
        Credibility that each cap allows at best.
    version
        Version of the table.
    """

    weight: Mapping[int, float]
    confidence: Mapping[int, int]
    caps: Mapping[str, int]
    version: int


@final
@dataclass(frozen=True, slots=True)
class Voice:
    """One source of one claim in one document.

    Attributes
    ----------
    group
        Those who count once: a person, an institution, a chain of anonymous sources, a document with its copies.
    code
        Sourcing class.
    side
        Code of the side, third, or unknown.
    outlet
        Outlet that carries it; a copy has that of its original.
    acting
        True if the side speaks on its own public act.
    interested
        True if the speaker has something at stake.
    """

    group: str
    code: str
    side: str
    outlet: str
    acting: bool = False
    interested: bool = False


@final
@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at.

    Attributes
    ----------
    voices
        Who says it, those of supporting and repeating claims included.
    letters
        Reliability of each outlet.
    denied
        True if a party concerned denies it on record.
    refuted
        True if a primary document, or a claim that reaches 1, contradicts it.
    caps
        Names of the caps that hold for what it says: motive, success, belief.
    """

    voices: tuple[Voice, ...]
    letters: Mapping[str, str]
    denied: bool = False
    refuted: bool = False
    caps: tuple[str, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Grade:
    """A graded claim.

    Attributes
    ----------
    claim
        Its id.
    outlet
        Best letter of the outlets that carry it.
    sourcing
        Best sourcing class; empty where no text of the day is held.
    credibility
        1 best to 5 worst; 6 cannot be judged. After an override, the typed value.
    computed
        Credibility by the rules.
    groups, sides
        Independent groups of sources, and sides among them.
    flags
        interested, denied, no-response, first-reported, single-outlet, held-later.
    rule
        Rule and caps that decided.
    sentence
        All of it in words.
    weight, confidence
        Weight in a model, and STIX confidence.
    override
        What a person typed instead, or None.
    """

    claim: str
    outlet: str
    sourcing: str
    credibility: int
    computed: int
    groups: int
    sides: tuple[str, ...]
    flags: tuple[str, ...]
    rule: str
    sentence: str
    weight: float
    confidence: int | None
    override: Override | None = None

    @property
    def tag(self) -> str:
        """Outlet and credibility, for instance B2."""
        return f"{self.outlet}{self.credibility}"


def credibility(evidence: Evidence, scale: Scale) -> tuple[int, str]:
    """Credibility and the rule that gave it; the first rule that holds decides, then the caps.

    Returns
    -------
    tuple
        1 to 6, and for instance ``g4, cap motive``.
    """
    value, rule = _base(evidence)
    if evidence.refuted:
        return 5, "g1"
    groups = {voice.group for voice in evidence.voices}
    caps = list(evidence.caps)
    if evidence.voices and all(voice.code == "T" for voice in evidence.voices):
        caps.append("hearsay")
    if evidence.denied:
        caps.append("denied" if len(groups) >= 2 else "denied-alone")
        if value == 6:
            value = scale.caps["denied-alone"]
            return value, f"{rule}, cap denied-alone"
    if value == 6:
        return value, rule
    held = [cap for cap in caps if scale.caps[cap] > value]
    worst = max((scale.caps[cap] for cap in held), default=value)
    return worst, ", ".join([rule, *(f"cap {cap}" for cap in held if scale.caps[cap] == worst)])


def _base(evidence: Evidence) -> tuple[int, str]:
    """Rules g2 to g5."""
    voices = evidence.voices
    codes = {voice.code for voice in voices}
    groups, outlets = {voice.group for voice in voices}, {voice.outlet for voice in voices}
    sides = {voice.side for voice in voices if voice.code in ON_RECORD and voice.side != "unknown"}
    if "P" in codes or len(sides) >= 2 or (len(groups) >= 3 and len(outlets) >= 2 and codes & set(FIRM)):
        return 1, "g2"
    if any(v.code in ("R1", "R2") and v.acting for v in voices) or (len(groups) >= 2 and len(outlets) >= 2):
        return 2, "g3"
    anonymous = [voice for voice in voices if voice.code in ("X1", "X1+", "X2")]
    if "X2" in codes or len({voice.side for voice in anonymous} - {"unknown"}) >= 2:
        return 2, "g3"
    several = "X1+" in codes or len({voice.group for voice in anonymous}) >= 2
    trusted = any(voice.code == "V" and evidence.letters.get(voice.outlet, "F") in "AB" for voice in voices)
    if codes & {"R1", "R2", "D"} or several or trusted:
        return 3, "g4"
    return 6, "g5"


def voices(dossier: Dossier, claim: Claim) -> tuple[Voice, ...]:
    """Who says a claim: its own attributions that do not deny it, and the reporter where the text speaks itself."""
    found = [
        _voice(dossier, dossier.attributions[name], claim)
        for name in claim.attributions
        if dossier.attributions[name].polarity != "denies"
    ]
    for name in claim.passages if claim.voice == "reporter" else ():
        document = dossier.origin(dossier.passages[name].document)
        outlet = dossier.documents[document].outlet
        found.append(Voice(f"outlet:{outlet}", "V", "unknown", outlet))
    return tuple(dict.fromkeys(found))


def _voice(dossier: Dossier, attribution: Attribution, claim: Claim) -> Voice:
    source = dossier.sources[attribution.source]
    document = dossier.documents[dossier.origin(dossier.document_of(attribution).id)]
    code = _code(source, attribution, primary=_primary(dossier, document.outlet))
    return Voice(
        group=_group(dossier, source, document.id),
        code=code,
        side=source.side,
        outlet=document.outlet,
        acting=bool(claim.acting) and claim.acting == source.side,
        interested=source.interest in ("party", "rival", "commercial"),
    )


def _primary(dossier: Dossier, outlet: str) -> bool:
    return outlet in dossier.outlets and dossier.outlets[outlet].primary


def _code(source: Source, attribution: Attribution, *, primary: bool) -> str:
    if attribution.depth >= 2:
        return "T"
    if source.class_ == "reporter":
        return "V"
    if source.class_ == "document":
        return "P" if primary else "D"
    if source.class_ == "named":
        return "E" if source.expert else "R1"
    if source.class_ in ("spokesperson", "institution"):
        return "R2"
    if len({group.side for group in source.count.groups} - {"unknown"}) >= 2:
        return "X2"
    return "X1+" if source.count.min >= 2 else "X1"


def _group(dossier: Dossier, source: Source, document: str) -> str:
    if source.class_ == "reporter":
        return f"outlet:{dossier.documents[document].outlet}"
    if source.class_ == "document":
        return f"document:{source.actor or source.id}"
    if not source.anonymous and source.actor:
        return f"actor:{source.actor}"
    # Possible identity counts as identity: the same anonymous persons must never be counted twice.
    reached, todo = set[str](), [source.id]
    while todo:
        name = todo.pop()
        if name in reached or name not in dossier.sources:
            continue
        reached.add(name)
        todo += [same.source for same in dossier.sources[name].same_as]
        todo += [row.id for row in dossier.sources.values() if any(same.source == name for same in row.same_as)]
    return f"source:{min(reached)}"


def grade(dossier: Dossier, claim: str, scale: Scale) -> Grade:
    """Grade one claim from the records of a dossier (cut it by ``as_of`` first).

    Parameters
    ----------
    dossier
        The records.
    claim
        Id of the claim.
    scale
        Weights and caps.

    Returns
    -------
    Grade
        With its sentence; an override stands beside the computed value.
    """
    row = dossier.claims[claim]
    evidence = _evidence(dossier, row)
    computed, rule = credibility(evidence, scale)
    override = next((o for o in dossier.overrides.values() if o.claim == claim), None)
    value = override.credibility if override else computed
    codes = {voice.code for voice in evidence.voices}
    sourcing = next((code for code in CLASSES if code in codes), "")
    outlets = {voice.outlet for voice in evidence.voices}
    letter = min((evidence.letters.get(outlet, "F") for outlet in outlets), default="F")
    flags = _flags(dossier, row, evidence)
    groups = len({voice.group for voice in evidence.voices})
    return Grade(
        claim=claim,
        outlet=letter,
        sourcing=sourcing,
        credibility=value,
        computed=computed,
        groups=groups,
        sides=tuple(sorted({voice.side for voice in evidence.voices} - {"unknown"})),
        flags=flags,
        rule=rule,
        sentence=_sentence(computed, rule, sourcing, groups, letter, outlets, flags, override),
        weight=scale.weight[value],
        confidence=scale.confidence.get(value),
        override=override,
    )


def _evidence(dossier: Dossier, claim: Claim) -> Evidence:
    spoken, denied, refuted = list(voices(dossier, claim)), _self_denied(dossier, claim), False
    for link in dossier.links.values():
        ends = (link.from_, link.to)
        if claim.id not in ends or not set(ends) <= set(dossier.claims):
            continue
        other = dossier.claims[ends[0] if link.to == claim.id else ends[1]]
        if link.kind == "repeats" or (link.kind == "supports" and link.to == claim.id):
            spoken += voices(dossier, other)
        elif link.kind == "contradicts" or (link.kind == "denies" and link.to == claim.id):
            against = voices(dossier, other)
            denied |= link.kind == "denies" and any(voice.code in ON_RECORD for voice in against)
            # A denial is the act of denying: that it was issued does not make it true.
            refuted |= link.kind == "contradicts" and _base(Evidence(against, {}))[0] == 1
    letters = {row.id: row.reliability for row in dossier.outlets.values()}
    return Evidence(tuple(dict.fromkeys(spoken)), letters, denied, refuted, tuple(dict.fromkeys(claim.judges)))


def _self_denied(dossier: Dossier, claim: Claim) -> bool:
    rows = (dossier.attributions[name] for name in claim.attributions)
    return any(
        row.polarity == "denies" and dossier.sources[row.source].class_ in ("named", "spokesperson", "institution")
        for row in rows
    )


def _flags(dossier: Dossier, claim: Claim, evidence: Evidence) -> tuple[str, ...]:
    found = {
        "interested": any(voice.interested for voice in evidence.voices),
        "denied": evidence.denied,
        "no-response": any(claim.id in row.about for row in dossier.nonresponses.values()),
        "first-reported": claim.first_reported,
        "single-outlet": len({voice.outlet for voice in evidence.voices}) == 1,
        "held-later": not evidence.voices,
    }
    return tuple(name for name, held in found.items() if held)


def _sentence(
    value: int,
    rule: str,
    sourcing: str,
    groups: int,
    letter: str,
    outlets: Iterable[str],
    flags: tuple[str, ...],
    override: Override | None,
) -> str:
    who = WORDS.get(sourcing, "public then, but the text at hand is of a later day")
    if groups > 1:
        who = f"{who} among {groups} independent groups"
    names = ", ".join(sorted(outlets))
    where = f"; outlet {letter} ({names})" if names else ""
    denial = "denied on record" if "denied" in flags else "no denial on record"
    typed = f"; set to {override.credibility} by {override.by}: {override.reason}" if override else ""
    return f"{value}: {who}{where}; {denial}; rule {rule}{typed}"
