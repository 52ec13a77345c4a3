"""Four verdicts from claims, habits and noise. None of them is a proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gifthorse.photo.match.claims import Saved
from gifthorse.photo.match.score import Score
from gifthorse.photo.match.search import Found
from gifthorse.photo.match.tail import false_alarm_rate

PCE_ALIGNED: Final = 20.0
PCE_SEARCHED: Final = 60.0
"""60: Goljan, Fridrich and Filler 2009, over a million photos, with a search over places. Pixel on pixel no unrelated
pair measured had both 20 and the strength (docs/photos.md)."""
RATE: Final = 1e-4
SPREAD: Final = 3.0
CONFIRMED: Final = 0.3
CONFIRMED_MOVED: Final = 0.15
"""Below this share of what a photo of this phone usually shows, the part that fits may be what all phones of the model
have in common. Where a copy's blocks of 8 do not lie on those of the original, each loses other frequencies: less is
asked of it."""


@dataclass(frozen=True, slots=True)
class Noise:
    """What the sensor's noise says: the best place found, and why it may say nothing.

    `absent`: a photo of the lens that it names would show the fingerprint plainly, pixel on pixel; this one does not.
    `steady`: every reference shot of that lens showed it, and no program says that it changed the photo. `confirmed` is
    the found share of what one usually shows. `unshared` is how it fits what other phones of the model do not have,
    None where none of that size were given.
    """

    found: Found | None
    lens: str | None
    why_not: str | None
    absent: bool = False
    steady: bool = False
    confirmed: float = 0.0
    unshared: Score | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one photo, with its numbers."""

    verdict: str
    pce: float | None
    search_size: int | None
    false_alarm_rate: float | None
    because: str


def fits(found: Found) -> bool:
    """Whether the noise at a place is a match by its numbers alone."""
    needed = PCE_ALIGNED if found.searched <= 8 else PCE_SEARCHED
    return found.score.pce >= needed and found.rate <= RATE and found.score.spread >= SPREAD


def decide(model: bool | None, said: str, how: Saved, noise: Noise) -> Verdict:
    """The verdict: noise that fits counts most, then a claim that does not hold, then what merely agrees."""
    reasons, found = [said, *_saved(how)], noise.found
    reasons += _noise(noise)
    matched = found is not None and fits(found)
    if matched and noise.unshared is not None and false_alarm_rate(noise.unshared.strength, 1) > RATE:
        matched = False
        reasons.append("Photos of other phones of the model show the same, so it is no sign of this phone.")
    elif matched and noise.unshared is None and noise.confirmed < _enough(found):
        matched = False
        reasons.append(
            f"It shows {noise.confirmed:.0%} of what a photo of this phone usually does, which may be what all "
            "phones of the model share: give photos of others with --others."
        )
    if matched:
        verdict = "match"
        if model is False:
            reasons.append("What it says of its camera was changed, then.")
        if noise.unshared is None:
            reasons.append(
                "No photos of other phones of this model were given, so what all of them share is not ruled out."
            )
    elif model is False:
        verdict = "contradiction"
    elif model and noise.absent:
        as_saved = noise.steady and how.tables is not False and how.order in ("same", "alike")
        verdict = "contradiction" if as_saved else "inconclusive"
        reasons.append(
            "A photo of this lens would show it plainly: another phone of the model took this one, or it was made anew"
            + ("." if as_saved else ", or a program or another mode of the camera took it away.")
        )
    elif model and how.size is not False and how.order != "other":
        verdict = "consistent"
        reasons.append("Any phone of the model could have taken it.")
    else:
        verdict = "inconclusive"
    return Verdict(
        verdict,
        round(found.score.pce, 1) if found else None,
        found.searched if found else None,
        found.rate if found else None,
        " ".join(reason for reason in reasons if reason),
    )


def _enough(found: Found | None) -> float:
    return CONFIRMED if found and found.aligned else CONFIRMED_MOVED


def _saved(how: Saved) -> list[str]:
    said = []
    if how.size is False:
        said.append("None of the reference shots has its size.")
    if how.tables is not None:
        said.append(
            "Its quantisation is one of theirs."
            if how.tables
            else "None of them has its quantisation: it was saved again or in another mode."
        )
    order = {
        "same": "Its parts lie in the order of theirs.",
        "alike": "Its parts lie in an order like theirs.",
        "other": "Its parts lie in another order than theirs: another program wrote it.",
    }
    if how.order:
        said.append(order[how.order])
    return said


def _noise(noise: Noise) -> list[str]:
    found = noise.found
    if found is None:
        return [noise.why_not or ""]
    where = "pixel on pixel" if found.native else f"at the best of {words(found.searched)}"
    if found.scale != 1.0:
        where += f", made smaller to {found.scale:.1%}" if found.scale < 1.0 else f", zoomed by {found.scale:.2f}"
    lens = f" of {noise.lens}" if noise.lens else ""
    numbers = f"{where}: PCE {found.score.pce:.1f}, strength {found.score.strength:.1f}"
    if fits(found):
        return [f"Its noise fits the fingerprint{lens} {numbers}, which chance reaches at a rate of {found.rate:.1g}."]
    return [f"Its noise does not fit the fingerprint{lens} {numbers}."]


def words(places: int) -> str:
    """A number of places in words."""
    return f"{places:,} place{'s' if places != 1 else ''}"
