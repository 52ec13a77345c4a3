"""Photos against a phone, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gifthorse.analysis.photo import names
from gifthorse.errors import EvidenceError, FormatError, GifthorseError
from gifthorse.evidence import Node, open_evidence
from gifthorse.photo.match import store, worker
from gifthorse.photo.match.claims import Habits, habits, saved
from gifthorse.photo.match.facts import BYTES_LIMIT, Facts, facts
from gifthorse.photo.match.fingerprint import SHOTS_MAX, SHOTS_MIN, build
from gifthorse.photo.match.grey import Picture
from gifthorse.photo.match.phone import Phone, Reference
from gifthorse.photo.match.probe import survives
from gifthorse.photo.match.residual import FINE, SIGMA
from gifthorse.photo.match.score import Query, Score, query
from gifthorse.photo.match.search import Found, at, search
from gifthorse.photo.match.shot import shot
from gifthorse.photo.match.store import Group, Kept
from gifthorse.photo.match.verdict import Noise, Verdict, decide, fits

FINGERPRINTS_MAX: Final = 8
AGREES: Final = 4.0
"""Reference shots must fit each other by this deviate in the middle, or they are of several sensors."""
PLACES_MAX: Final = 24
"""Ways of lying in a fingerprint that are tried for one photo, over all fingerprints."""
PROBABLE: Final = 0.1
"""The least share of the usual gain that a shot of the sensor shows: 0.09 was the lowest measured (docs/photos.md)."""
EXPECTED: Final = 8.0
"""A fingerprint that would show by this deviate even so ..."""
SILENT: Final = 3.0
"""... and does not show by this one is absent."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one photo: a verdict, or the sentence why there is none."""

    path: str
    verdict: Verdict | None
    problem: str | None = None


class Matcher:
    """A phone, made ready for any number of photos."""

    def __init__(self, phone: Phone, *, others: Phone | None = None, asked: Iterable[str] = (), tell: Tell) -> None:
        """Make the fingerprints of the phone, or take those that its case keeps.

        `asked` are digests of the photos in question, which count for no fingerprint; `others` is the same model.
        """
        self._phone = phone
        left = frozenset(asked)
        self.few: list[str] = []
        self.kept = _fingerprints(phone, left, tell, self.few)
        self._others = _fingerprints(others, left, tell, []) if others else None
        own = habits(r.facts for r in phone.references if r.facts.sha256 not in left)
        self._habits = own if phone.references else _joined(k.habits for k in self.kept)
        named = {names.plain(model) for kept in self.kept for model in kept.models}
        self._known = phone.known or frozenset(named)

    def answer(self, node: Node) -> Answer:
        """The verdict on one photo; a photo that cannot be used ends as a sentence."""
        try:
            data = node.map(BYTES_LIMIT)
            told = facts(data)
            claim = names.model_agrees((told.model, told.market_name), told.make, self._known)
            noise = self._noise(told, _decoded(node, told)) if self.kept else Noise(None, None, self._why_none())
        except GifthorseError as error:
            return Answer(node.path, None, str(error))
        return Answer(node.path, decide(claim, _said(told, claim), saved(told, self._habits), noise))

    def _why_none(self) -> str:
        if self.few:
            return self.few[0]
        return "There are no reference shots of this phone, so its noise was not looked at."

    def _noise(self, told: Facts, picture: Picture) -> Noise:
        """What the noise says: the first place that fits, else the best of all that were tried."""
        size = (picture.grey.shape[1], picture.grey.shape[0])
        as_shot = any(kept.group.size in (size, size[::-1]) for kept in self.kept)
        sigma = SIGMA if as_shot else FINE
        asked = query(shot(picture.grey, sigma))
        best: tuple[Found, Kept] | None = None
        plain: tuple[Found, Kept] | None = None
        tried, ways = 0, 0
        for kept in _likeliest(self.kept, told):
            zoom = (told.zoom or 1.0) / (kept.group.zoom or 1.0)
            for found in search(asked, size, kept.fingerprint.pattern, tried, zoom=zoom):
                tried, ways = found.searched, ways + 1
                if (
                    plain is None
                    and found.aligned
                    and found.turn == 0
                    and size == kept.group.size
                    and _same_lens(kept.group, told)
                ):
                    plain = found, kept
                if best is None or (fits(found), found.score.strength) > (fits(best[0]), best[0].score.strength):
                    best = found, kept
                if fits(found) or ways >= PLACES_MAX:
                    break
            if (best and fits(best[0])) or ways >= PLACES_MAX:
                break
        if best is None:
            return Noise(None, None, "No fingerprint is as large as it is, so its noise was not looked at.")
        found, kept = best
        found = replace(found, searched=tried) if not fits(found) else found
        share = survives(picture.grey, picture.tables, sigma)
        expected = plain[0].score.reach * _usual(plain[1], share) * PROBABLE if plain else 0.0
        return Noise(
            found=found,
            lens=kept.group.lens,
            why_not=None,
            absent=plain is not None and expected >= EXPECTED and plain[0].score.strength < SILENT,
            steady=plain is not None and not plain[1].fingerprint.left_out and told.editor is None,
            confirmed=found.score.gain / _usual(kept, share),
            unshared=self._unshared(asked, size, found, kept) if self._others is not None else None,
        )

    def _unshared(self, asked: Query, size: tuple[int, int], found: Found, kept: Kept) -> Score | None:
        """How the photo fits what other phones of the model do not have, at the place where it fits this one.

        Both fingerprints hold what the model shares, alike: their difference holds none of it. The worst counts; None
        where the others have no fingerprint of that size.
        """
        own = kept.fingerprint.pattern
        others = [k.fingerprint.pattern for k in self._others or () if k.fingerprint.pattern.shape == own.shape]
        scores = [at(asked, size, own - other, found) for other in others]
        return min(scores, key=lambda score: score.strength, default=None)


def photos(paths: Iterable[Path]) -> Iterator[Node | Answer]:
    """Every photo that was named or lies in a folder that was; what is no photo ends as a sentence."""
    for path in paths:
        try:
            nodes = [n for n in open_evidence([path]).nodes if n.kind == "photo"]
        except EvidenceError as error:
            yield Answer(str(path), None, str(error))
            continue
        if not nodes:
            yield Answer(str(path), None, "It is no photo and no folder with any.")
        for node in nodes:
            yield replace(node, path=str(path) if path.is_file() else node.path, phone_path=None)


def digest(node: Node) -> str | None:
    """The SHA-256 of a photo, None where it cannot be read."""
    try:
        return facts(node.map(BYTES_LIMIT)).sha256
    except GifthorseError:
        return None


def _fingerprints(phone: Phone, left: frozenset[str], tell: Tell, few: list[str]) -> list[Kept]:
    """The fingerprints of a phone's groups of shots; a sentence in `few` for groups too small or at odds."""
    before = store.load(phone.case) if phone.case else {}
    if not phone.references:
        return list(before.values())[:FINGERPRINTS_MAX]
    made: list[Kept] = []
    for group, all_shots in list(phone.groups().items())[:FINGERPRINTS_MAX]:
        # Chosen first: a fingerprint that a photo in question has no part in is the one that was made before
        shots = [r for r in _spread_out(all_shots) if r.facts.sha256 not in left]
        of = f"{group.lens or 'this phone'} at {group.width} x {group.height}"
        if len(shots) < SHOTS_MIN:
            few.append(f"There are {len(shots)} reference shots of {of}, and a fingerprint needs {SHOTS_MIN}.")
            continue
        key = store.key(group, (r.facts.sha256 for r in shots))
        kept = before.get(key)
        if kept is None:
            tell(f"making the fingerprint of {of} from {len(shots)} shots")
            fingerprint = build(_pictures(shots), len(shots))
            if fingerprint is None:
                few.append(f"The reference shots of {of} cannot be decoded.")
                continue
            models = tuple(sorted({r.facts.model for r in shots if r.facts.model}))
            kept = Kept(key, group, fingerprint, models, habits(r.facts for r in all_shots), store.now())
            if phone.case:
                store.save(phone.case, kept)
        if kept.fingerprint.shots < SHOTS_MIN or kept.fingerprint.agreement < AGREES:
            few.append(f"The reference shots of {of} do not share a sensor's noise, or show too little of it.")
            continue
        made.append(kept)
    if phone.case:
        store.list_in(phone.case, made)
        store.forget(phone.case, {kept.key for kept in made})
    return made


def _spread_out(shots: list[Reference]) -> list[Reference]:
    """At most as many shots as are used, from all over the list."""
    if len(shots) <= SHOTS_MAX:
        return shots
    return [shots[number * len(shots) // SHOTS_MAX] for number in range(SHOTS_MAX)]


def _pictures(shots: Iterable[Reference]) -> Iterator[Picture]:
    references = list(shots)
    made = worker.pictures([(r.node, r.facts) for r in references])
    for reference, (picture, _) in zip(references, made, strict=True):
        if picture is not None and picture.grey.shape == (reference.facts.height, reference.facts.width):
            yield picture


def _decoded(node: Node, told: Facts) -> Picture:
    ((picture, sentence),) = worker.pictures([(node, told)])
    if picture is None:
        raise FormatError(sentence)
    return picture


def _likeliest(kept: list[Kept], told: Facts) -> list[Kept]:
    """The fingerprints in the order in which a photo is compared: that of the lens it names first."""
    return sorted(kept, key=lambda k: (k.group.lens != told.lens, k.group.zoom != told.zoom, -k.fingerprint.shots))


def _usual(kept: Kept, share: float) -> float:
    """The gain that a photo of this sensor usually shows in which such a share of a pattern survives."""
    return max(kept.fingerprint.gain * share / max(kept.fingerprint.survives, 1e-3), 1e-6)


def _same_lens(group: Group, told: Facts) -> bool:
    zoom = round(told.zoom, 2) if told.zoom else None
    return (group.lens in (told.lens, None)) and group.zoom == zoom and group.mirrored == told.mirrored


def _joined(all_habits: Iterable[Habits]) -> Habits:
    found = list(all_habits)
    return Habits(
        frozenset().union(*(h.sizes for h in found)),
        frozenset().union(*(h.tables for h in found)),
        frozenset().union(*(h.orders for h in found)),
    )


def _said(told: Facts, claim: bool | None) -> str:
    camera = told.market_name or told.model
    if camera is None:
        return "It does not say which camera took it."
    if claim is None:
        return f"It says that {camera} took it, and the phone's model is not known."
    return f"It says that {camera} took it, which {'is' if claim else 'is not'} this phone's model."
