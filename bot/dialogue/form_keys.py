"""Which keys a form knows, so that a misspelt one can be set right.

Rule: types only; no file is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def known_keys(model: type[BaseModel], loc: Sequence[str | int]) -> tuple[str, ...]:
    """The keys, as authors write them, of the form at `loc` inside `model` (pydantic's way of saying where)."""
    here: list[Any] = [model]
    for step in loc:
        here = [inner for kind in here for inner in _inside(kind, step)]
    return tuple(key for kind in here for form in _members(kind) if _is_form(form) for key in _keys(form))


def _inside(kind: Any, step: str | int) -> Iterator[Any]:
    for member in _members(kind):
        if _is_form(member):
            if member.__name__ == step:
                yield member
            for name, field in member.model_fields.items():
                if step in (field.alias, name):
                    yield field.annotation
        elif isinstance(step, int):
            yield from _items(member, step)
        elif isinstance(get_origin(member), type) and issubclass(get_origin(member), Mapping):
            yield get_args(member)[1]
        elif get_origin(member) is tuple:
            yield member  # the name of one of several tuples, which pydantic puts into the way


def _items(member: Any, position: int) -> Iterator[Any]:
    arguments = get_args(member)
    if not arguments:
        return
    if get_origin(member) is tuple and arguments[-1] is not Ellipsis:
        yield from arguments[position : position + 1]
    else:
        yield arguments[0]


def _members(kind: Any) -> Iterator[Any]:
    """The alternatives of a type, without what is only said about it."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _members(get_args(kind)[0])
    elif origin in (Union, UnionType):
        for member in get_args(kind):
            yield from _members(member)
    else:
        yield kind


def _is_form(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _keys(form: type[BaseModel]) -> Iterator[str]:
    for name, field in form.model_fields.items():
        yield field.alias or name
