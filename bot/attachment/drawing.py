"""The picture `attachment_map`: a calm plane with a soft patch where the belief lies, as SVG text.

Rule: drawn from plain numbers and words alone (the picture's data); every word comes in through the data and
is escaped; no number here says anything about a person.

Units: the drawing is 1080 wide. What costs time when it is drawn are large gradients and clipped groups (each makes a
layer of full size): so each corner's gradient has its own square, rounded by itself, and a patch is clipped only where
it reaches over the edge. One font family for all scripts: Hind (Regular and Medium).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape

import msgspec

from bot.attachment.picture_data import Data

FONT: Final = "Hind"
WIDTH: Final = 1080
HEIGHT: Final = 1180

_LEFT, _TOP, _SIDE, _ROUND = 128.0, 150.0, 832.0, 36.0
_RIGHT, _BOTTOM, _HALF = _LEFT + _SIDE, _TOP + _SIDE, _SIDE / 2
_REACH = 2.8
"""Standard deviations from the middle of the plane to its edge."""
_FURTHEST = 2.1
"""A patch's middle is drawn no further out, so that it is always seen whole enough."""

_INK, _SOFT, _QUIET, _PAPER, _PLANE, _LINE = "#33373d", "#50545b", "#5d6168", "#faf6f0", "#fffdf9", "#d3cabb"
_CORNERS: Final = ("#a9cdb4", "#f0c6a0", "#abc4e0", "#cdb5d8")
"""Bottom left, bottom right, top left, top right: four tints of one weight, none of them a warning."""
_PATCHES: Final = ("#0072b2", "#d55e00", "#009e73", "#7a3b78")
"""The colours of patches, in order: told apart also without red or green (Okabe and Ito 2008; its purple darker)."""
_DASHES: Final = ("", "22 12", "3 13", "26 11 3 11")
"""The outline of a patch's 90 % region, so that no patch is known by its colour alone: whole, dashed, dotted, mixed."""

_HALF_MASS, _MOST_MASS = 1.177, 2.146
"""Radii, in standard deviations, inside which half and nine tenths of a two-dimensional normal lie."""
_FADED = 2.4
_FADE: Final = tuple((step / 8, math.exp(-((step / 8 * _FADED) ** 2) / 2) * (1 - (step / 8) ** 4)) for step in range(9))
"""How a patch fades from its middle (0) to its rim (1): a normal's shape, brought to nothing at the rim."""
_DENSE = 0.72
"""How dense the middle of a patch is."""
_INNER, _OUTER = 0.26, 0.12
"""Among others a patch is even in each region: four fading ones would take half as long again, and blur each other."""

_ROW = 58
"""The height of a row of names below the plane; two names stand in a row."""


class _Patch(msgspec.Struct, frozen=True):
    """An ellipse on the drawing: centre, half axes for one standard deviation, angle in degrees. place: which of the
    relationships it belongs to."""

    place: int
    earlier: bool
    x: float
    y: float
    wide: float
    high: float
    angle: float

    @property
    def colour(self) -> str:
        return _PATCHES[self.place % len(_PATCHES)]


def height_of(data: Data) -> int:
    """How high the drawing is: higher with names below the plane."""
    rows = (len(data.present) + 1) // 2 if len(data.present) > 1 else 0
    return HEIGHT + rows * _ROW


def svg(data: Data) -> str:
    """The picture as SVG text. Pure: the same data, the same text."""
    patches = [_patch(data, number) for number in range(len(data.names))]
    several, height = len(data.present) > 1, height_of(data)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" font-family="{FONT}" fill="{_INK}">',
            "<defs>",
            f'<clipPath id="plane"><rect {_box(_LEFT, _TOP, _SIDE)} rx="{_ROUND:g}"/></clipPath>',
            *(_corner_fade(number) for number in range(4)),
            *(_patch_fade(number, patch) for number, patch in enumerate(patches) if not (patch.earlier or several)),
            "</defs>",
            f'<rect width="{WIDTH}" height="{height}" fill="{_PAPER}"/>',
            *_plane(),
            *(_drawn(number, patch, several) for number, patch in enumerate(patches)),
            *_ways(patches),
            *(_middle(patch) for patch in patches if patch.earlier or several),
            *_words(data, height),
            *(_name(data, place, number) for place, number in enumerate(data.present) if several),
            "</svg>",
        ]
    )


def _plane() -> Iterator[str]:
    yield f'<rect {_box(_LEFT, _TOP, _SIDE)} rx="{_ROUND:g}" fill="{_PLANE}"/>'
    for number in range(4):
        yield f'<path d="{_corner(number)}" fill="url(#corner{number})"/>'
    across, down = _LEFT + _HALF, _TOP + _HALF
    style = f'stroke="{_LINE}" stroke-width="2" stroke-dasharray="2 10" stroke-linecap="round"'
    yield f'<path d="M{across:g} {_TOP:g}V{_BOTTOM:g}M{_LEFT:g} {down:g}H{_RIGHT:g}" {style}/>'
    yield f'<rect {_box(_LEFT, _TOP, _SIDE)} rx="{_ROUND:g}" fill="none" stroke="{_LINE}" stroke-width="2"/>'


def _outer(number: int) -> tuple[float, float, int, int]:
    """The outer point of a corner, and the directions from there to the middle of the plane."""
    x, right = ((_LEFT, 1), (_RIGHT, -1))[number % 2]
    y, down = ((_BOTTOM, -1), (_TOP, 1))[number // 2]
    return x, y, right, down


def _corner(number: int) -> str:
    """A corner's own square as a path, with its outer point rounded."""
    x, y, right, down = _outer(number)
    inner = f"M{x:g} {y + down * _HALF:g}H{x + right * _HALF:g}V{y:g}H{x + right * _ROUND:g}"
    return f"{inner}Q{x:g} {y:g} {x:g} {y + down * _ROUND:g}Z"


def _corner_fade(number: int) -> str:
    x, y, _, _ = _outer(number)
    return (
        f'<radialGradient id="corner{number}" gradientUnits="userSpaceOnUse" cx="{x:g}" cy="{y:g}" r="{_HALF:g}">'
        f'<stop offset="0" stop-color="{_CORNERS[number]}" stop-opacity="0.85"/>'
        f'<stop offset="0.55" stop-color="{_CORNERS[number]}" stop-opacity="0.34"/>'
        f'<stop offset="1" stop-color="{_CORNERS[number]}" stop-opacity="0"/></radialGradient>'
    )


def _patch(data: Data, number: int) -> _Patch:
    """The ellipse of one patch: the axes are the square roots of the covariance's eigenvalues."""
    across, up = data.anxiety_sd[number], data.avoidance_sd[number]
    both = data.correlation[number] * across * up
    middle, apart = (across**2 + up**2) / 2, (across**2 - up**2) / 2
    span = math.hypot(apart, both)
    scale = _HALF / _REACH
    return _Patch(
        place=[data.names[one] for one in data.present].index(data.names[number]),
        earlier=data.is_earlier(number),
        x=_LEFT + _HALF + _inside(data.anxiety[number]) * scale,
        y=_TOP + _HALF - _inside(data.avoidance[number]) * scale,
        wide=math.sqrt(middle + span) * scale,
        high=math.sqrt(max(middle - span, 0.0)) * scale,
        # Upwards is less on a drawing: the angle turns round.
        angle=-math.degrees(math.atan2(both, apart) / 2),
    )


def _inside(value: float) -> float:
    return min(max(value, -_FURTHEST), _FURTHEST)


def _patch_fade(number: int, patch: _Patch) -> str:
    stops = (
        f'<stop offset="{at:g}" stop-color="{patch.colour}" stop-opacity="{_DENSE * left:.3f}"/>' for at, left in _FADE
    )
    return f'<radialGradient id="patch{number}">{"".join(stops)}</radialGradient>'


def _drawn(number: int, patch: _Patch, several: bool) -> str:
    turned = f'transform="translate({patch.x:.1f} {patch.y:.1f}) rotate({patch.angle:.1f})"'
    regions = _pale(patch) if patch.earlier else _regions(number, patch, several)
    drawn = f"<g {turned}>{regions}</g>"
    return f'<g clip-path="url(#plane)">{drawn}</g>' if _reaches_over(patch) else drawn


def _regions(number: int, patch: _Patch, several: bool) -> str:
    """The patch, fading when it is alone, and the outlines of its 50 % and 90 % regions."""
    stroke, dashes = f'stroke="{patch.colour}" stroke-linecap="round"', _DASHES[patch.place % len(_DASHES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    inner, outer = (_even(patch, dense) if several else 'fill="none"' for dense in (_INNER, _OUTER))
    fading = "" if several else f'{_ellipse(patch, _FADED)} fill="url(#patch{number})"/>'
    return (
        f'{fading}{_ellipse(patch, _MOST_MASS)} {outer} {stroke} stroke-width="5" stroke-opacity="0.85"{dashed}/>'
        f'{_ellipse(patch, _HALF_MASS)} {inner} {stroke} stroke-width="3" stroke-opacity="0.55"/>'
    )


def _even(patch: _Patch, dense: float) -> str:
    return f'fill="{patch.colour}" fill-opacity="{dense:g}"'


def _pale(patch: _Patch) -> str:
    """An earlier result: its 50 % region alone, and pale."""
    rim = f'stroke="{patch.colour}" stroke-width="2" stroke-opacity="0.45"'
    return f'{_ellipse(patch, _HALF_MASS)} fill="{patch.colour}" fill-opacity="0.14" {rim}/>'


def _ways(patches: list[_Patch]) -> Iterator[str]:
    """A thin way from each earlier result to what came after it."""
    for earlier, later in pairwise(patches):
        if earlier.earlier and earlier.place == later.place:
            way = f"M{earlier.x:.1f} {earlier.y:.1f}L{later.x:.1f} {later.y:.1f}"
            yield f'<path d="{way}" stroke="{earlier.colour}" stroke-width="3" stroke-opacity="0.5"/>'


def _middle(patch: _Patch) -> str:
    if patch.earlier:
        return f'<circle cx="{patch.x:.1f}" cy="{patch.y:.1f}" r="9" fill="{_PLANE}" stroke="{patch.colour}" {_THIN}/>'
    return _mark(patch.place, patch.x, patch.y)


_THIN: Final = 'stroke-width="3" stroke-opacity="0.7"'
_MARKS: Final = (
    '<circle r="17"',
    '<path d="M-16 -16H16V16H-16Z"',
    '<path d="M0 -21L20 15H-20Z"',
    '<path d="M0 -23L20 0L0 23L-20 0Z"',
)
"""Circle, square, triangle, diamond: the marks of the patches in order."""


def _mark(place: int, x: float, y: float) -> str:
    """The mark of a relationship, at the middle of its patch and before its name."""
    colour, shape = _PATCHES[place % len(_PATCHES)], _MARKS[place % len(_MARKS)]
    look = f'fill="{colour}" stroke="{_PLANE}" stroke-width="5" paint-order="stroke"'
    return f'<g transform="translate({x:.1f} {y:.1f})" {look}>{shape}/></g>'


def _reaches_over(patch: _Patch) -> bool:
    widest = max(patch.wide, patch.high) * _FADED + 3
    across = min(patch.x - _LEFT, _RIGHT - patch.x)
    up = min(patch.y - _TOP, _BOTTOM - patch.y)
    return widest > min(across, up)


def _ellipse(patch: _Patch, radius: float) -> str:
    return f'<ellipse rx="{patch.wide * radius:.1f}" ry="{patch.high * radius:.1f}"'


class _Look(msgspec.Struct, frozen=True):
    """How words are set: size in units, where they are anchored, weight, colour, and further attributes."""

    size: int = 34
    anchor: str = "start"
    weight: int = 400
    colour: str = _INK
    more: str = ""


def _words(data: Data, height: int) -> Iterator[str]:
    yield _text(data.title, WIDTH / 2, 96, _Look(50, "middle", 500))
    left, right, bottom, top = data.ends
    under = _BOTTOM + 52
    yield _text(left, _LEFT + 8, under, _Look())
    yield _text(right, _RIGHT - 8, under, _Look(anchor="end"))
    yield _upwards(bottom, _BOTTOM - 8, "start")
    yield _upwards(top, _TOP + 8, "end")
    inner = 34.0
    for number, name in enumerate(data.corners):
        x, anchor = ((_LEFT + inner, "start"), (_RIGHT - inner, "end"))[number % 2]
        y = (_BOTTOM - inner, _TOP + inner + 26)[number // 2]
        yield _text(name, x, y, _Look(anchor=anchor, colour=_SOFT))
    for number, note in enumerate(reversed(data.notes)):
        yield _text(note, WIDTH / 2, height - 36 - 44 * number, _Look(32, "middle", colour=_QUIET))


def _upwards(words: str, y: float, anchor: str) -> str:
    x = _LEFT - 30
    return _text(words, x, y, _Look(anchor=anchor, more=f' transform="rotate(-90 {x:g} {y:g})"'))


def _name(data: Data, place: int, number: int) -> str:
    """A relationship's mark and name, below the plane."""
    x = (_LEFT + 24, WIDTH / 2 + 24)[place % 2]
    y = _BOTTOM + 122 + place // 2 * _ROW
    return _mark(place, x, y - 12) + _text(data.names[number], x + 40, y, _Look(36, weight=500))


def _text(words: str, x: float, y: float, look: _Look) -> str:
    place = f'x="{x:g}" y="{y:g}" font-size="{look.size}" font-weight="{look.weight}"'
    return f'<text {place} text-anchor="{look.anchor}" fill="{look.colour}"{look.more}>{escape(words)}</text>'


def _box(x: float, y: float, side: float) -> str:
    return f'x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}"'
