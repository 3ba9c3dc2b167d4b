"""Judges a value by a JSON Schema: as much of the standard as dialogues/schema.json uses, and no more.

Rule: a keyword that is not known here is an error, so that nothing in the schema goes untested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
}
_SILENT = frozenset({"$schema", "title", "description", "definitions"})


class Judge:
    """Judges by one schema and the definitions in it."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema

    def refusals(self, value: Any) -> list[str]:
        """Why `value` is not what the schema asks for; nothing when it is."""
        return list(self._by(self._schema, value))

    def _by(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        for keyword in schema.keys() - _SILENT:
            yield from _KEYWORDS[keyword](self, schema, value)

    def ref(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        yield from self._by(self._schema["definitions"][schema["$ref"].rpartition("/")[2]], value)

    def type(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(isinstance(value, _TYPES[name]) for name in names):
            yield f"{value} is not {names}"

    def enum(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        if value not in schema["enum"]:
            yield f"{value} is none of {schema['enum']}"

    def pattern(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        if isinstance(value, str) and not re.search(schema["pattern"], value):
            yield f"{value} does not look like {schema['pattern']}"

    def any_of(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        if all(list(self._by(one, value)) for one in schema["anyOf"]):
            yield f"{value} has none of the forms"

    def excluded(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        if not list(self._by(schema["not"], value)):
            yield f"{value} is excluded"

    def items(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        for item in value if isinstance(value, list) else ():
            yield from self._by(schema["items"], item)

    def properties(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        for key in schema["properties"].keys() & (value if isinstance(value, dict) else {}).keys():
            yield from self._by(schema["properties"][key], value[key])

    def other_properties(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        rule = schema["additionalProperties"]
        for key in (value if isinstance(value, dict) else {}).keys() - schema.get("properties", {}).keys():
            yield from [f"no key {key}"] if rule is False else self._by(rule, value[key])

    def names(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        for key in value if isinstance(value, dict) else ():
            yield from self._by(schema["propertyNames"], key)

    def required(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        for key in schema["required"] if isinstance(value, dict) else ():
            if key not in value:
                yield f"no key {key}"

    def count(self, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
        kind, least, most = (
            (list, "minItems", "") if isinstance(value, list) else (dict, "minProperties", "maxProperties")
        )
        if isinstance(value, kind) and not schema.get(least, 0) <= len(value) <= schema.get(most, len(value)):
            yield f"{len(value)} entries"


_KEYWORDS: Mapping[str, Callable[[Judge, Mapping[str, Any], Any], Iterator[str]]] = {
    "$ref": Judge.ref,
    "type": Judge.type,
    "enum": Judge.enum,
    "pattern": Judge.pattern,
    "anyOf": Judge.any_of,
    "not": Judge.excluded,
    "items": Judge.items,
    "minItems": Judge.count,
    "minProperties": Judge.count,
    "maxProperties": Judge.count,
    "properties": Judge.properties,
    "additionalProperties": Judge.other_properties,
    "propertyNames": Judge.names,
    "required": Judge.required,
}
