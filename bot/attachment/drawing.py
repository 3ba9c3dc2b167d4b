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
_FURTHEST = 1.9
"""A patch's middle is drawn no further out, so that it is always seen whole enough."""

_INK, _SOFT, _QUIET, _PAPER, _PLANE, _LINE = "#3a3e45", "#50545b", "#666a71", "#faf6f0", "#fffdf9", "#ddd5c8"
_CORNERS: Final = ("#a9cdb4", "#f0c6a0", "#abc4e0", "#cdb5d8")
"""Bottom left, bottom right, top left, top right: four tints of one weight, none of them a warning."""
_PATCHES: Final = ("#2f6673", "#a45c36", "#64548a", "#557a3c")
"""The colours of patches, in order; none belongs to a corner."""

_HALF_MASS, _MOST_MASS = 1.177, 1.794
"""Radii, in standard deviations, inside which half and four fifths of a two-dimensional normal lie."""
_FADED = 2.6
_FADE: Final = tuple((step / 8, math.exp(-((step / 8 * _FADED) ** 2) / 2) * (1 - (step / 8) ** 4)) for step in range(9))
"""How a patch fades from its middle (0) to its rim (1): a normal's shape, brought to nothing at the rim."""


class _Patch(msgspec.Struct, frozen=True):
    """An ellipse on the drawing: centre, half axes for one standard deviation, angle in degrees."""

    name: str
    colour: str
    x: float
    y: float
    wide: float
    high: float
    angle: float


def svg(data: Data) -> str:
    """The picture as SVG text. Pure: the same data, the same text."""
    patches = [_patch(data, number) for number in range(len(data.names))]
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}" fill="{_INK}">',
            "<defs>",
            f'<clipPath id="plane"><rect {_box(_LEFT, _TOP, _SIDE)} rx="{_ROUND:g}"/></clipPath>',
            *(_corner_fade(number) for number in range(4)),
            *(_patch_fade(number, patch) for number, patch in enumerate(patches)),
            "</defs>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>',
            *_plane(),
            *(_drawn(number, patch) for number, patch in enumerate(patches)),
            *_words(data),
            *(_label(patch) for patch in patches if len(patches) > 1),
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
        name=data.names[number],
        colour=_PATCHES[number % len(_PATCHES)],
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
        f'<stop offset="{at:g}" stop-color="{patch.colour}" stop-opacity="{0.72 * left:.3f}"/>' for at, left in _FADE
    )
    return f'<radialGradient id="patch{number}">{"".join(stops)}</radialGradient>'


def _drawn(number: int, patch: _Patch) -> str:
    turned = f'transform="translate({patch.x:.1f} {patch.y:.1f}) rotate({patch.angle:.1f})"'
    rim = f'fill="none" stroke="{patch.colour}"'
    drawn = (
        f'<g {turned}>{_ellipse(patch, _FADED)} fill="url(#patch{number})"/>'
        f'{_ellipse(patch, _HALF_MASS)} {rim} stroke-width="3" stroke-opacity="0.75"/>'
        f'{_ellipse(patch, _MOST_MASS)} {rim} stroke-width="2" stroke-opacity="0.4" stroke-dasharray="2 9" '
        'stroke-linecap="round"/></g>'
    )
    return f'<g clip-path="url(#plane)">{drawn}</g>' if _reaches_over(patch) else drawn


def _reaches_over(patch: _Patch) -> bool:
    widest = max(patch.wide, patch.high) * _FADED
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


_HALO: Final = f' paint-order="stroke" stroke="{_PLANE}" stroke-opacity="0.8" stroke-width="6" stroke-linejoin="round"'


def _words(data: Data) -> Iterator[str]:
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
        yield _text(note, WIDTH / 2, HEIGHT - 36 - 44 * number, _Look(32, "middle", colour=_QUIET))


def _upwards(words: str, y: float, anchor: str) -> str:
    x = _LEFT - 30
    return _text(words, x, y, _Look(anchor=anchor, more=f' transform="rotate(-90 {x:g} {y:g})"'))


def _label(patch: _Patch) -> str:
    """A patch's name, above it (below, when there is no room above)."""
    turn = math.radians(patch.angle)
    tall = math.hypot(patch.wide * math.sin(turn), patch.high * math.cos(turn)) * _MOST_MASS
    above = patch.y - tall - 12
    y = above if above > _TOP + 110 else patch.y + tall + 36
    x = min(max(patch.x, _LEFT + 130), _RIGHT - 130)
    return _text(patch.name, x, y, _Look(anchor="middle", weight=500, colour=patch.colour, more=_HALO))


def _text(words: str, x: float, y: float, look: _Look) -> str:
    place = f'x="{x:g}" y="{y:g}" font-size="{look.size}" font-weight="{look.weight}"'
    return f'<text {place} text-anchor="{look.anchor}" fill="{look.colour}"{look.more}>{escape(words)}</text>'


def _box(x: float, y: float, side: float) -> str:
    return f'x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}"'
