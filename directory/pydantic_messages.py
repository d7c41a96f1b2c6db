"""Errors that Pydantic finds in settings and links, as sentences for staff."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

#: What must be given, by the type of a Pydantic error.
_WANTED = {
    "string_type": "write a text",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "float_type": "write a number, such as 1.5",
    "float_parsing": "write a number, such as 1.5",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "finite_number": "write a number that is not infinite",
    "list_type": "write a list, in brackets",
    "tuple_type": "write a list, in brackets",
    "dict_type": "write a table",
    "path_type": "write the path of a file",
    "date_type": "write a day, such as 2027-01-31",
    "date_parsing": "write a day, such as 2027-01-31",
    "date_from_datetime_parsing": "write a day, such as 2027-01-31",
    "date_from_datetime_inexact": "write a day, such as 2027-01-31",
}
_BOUNDS = {
    "greater_than": ("gt", "write a number greater than {}"),
    "greater_than_equal": ("ge", "write {} or a greater number"),
    "less_than": ("lt", "write a number less than {}"),
    "less_than_equal": ("le", "write {} or a smaller number"),
    "string_too_short": ("min_length", "this is shorter than {} characters"),
    "string_too_long": ("max_length", "this is longer than {} characters"),
}


def problem(error: Mapping[str, Any]) -> str:
    """Return one error of a Pydantic ValidationError, without its field: what to write instead."""
    kind = error["type"]
    if kind == "enum":
        return f"“{error['input']}” is not one of {error['ctx']['expected']}"
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        bound = error["ctx"][name]
        return words.format(f"{bound:g}" if isinstance(bound, float) else bound)
    return _WANTED.get(kind) or str(error["msg"]).removeprefix("Value error, ")


def setting_problem(
    error: Mapping[str, Any], known: Collection[str], elsewhere: Mapping[str, str]
) -> str:
    """Return an error of a setting, with its name.

    known: the names of all settings; elsewhere: for former settings, where the value is stored now.
    """
    name = str(error["loc"][0])
    if error["type"] != "extra_forbidden":
        return f"{name}: {problem(error)}"
    if name in elsewhere:
        return f"{name}: this is not a setting. {elsewhere[name]}"
    likely = get_close_matches(name, known, n=1)
    return f"{name}: there is no such setting" + (f"; did you mean {likely[0]}?" if likely else "")
