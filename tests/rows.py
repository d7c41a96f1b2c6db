"""Tables of cases: one test for all rows, where there are many and each takes no time."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def each(
    names: str | Sequence[str],
    rows: Iterable[Any],
    ids: Callable[[Any], str] | Sequence[str] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test on each row, as `pytest.mark.parametrize` does, but as a single test.

    Pytest spends milliseconds on each test of its own. Rows share the fixtures, so a test that
    changes them needs the real thing. Fails with all rows that are wrong, each with its traceback.
    """
    arguments = names.replace(",", " ").split() if isinstance(names, str) else list(names)
    table = [row if len(arguments) > 1 else (row,) for row in rows]
    assert table, "a test without rows cannot fail"
    labels = ids if isinstance(ids, Sequence) else [_label(row, ids) for row in table]

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            errors = []
            for label, row in zip(labels, table, strict=True):
                try:
                    test(**fixtures, **dict(zip(arguments, row, strict=True)))
                except Exception as error:
                    error.add_note(f"row: {label}")
                    errors.append(error)
            if errors:
                raise ExceptionGroup(f"{len(errors)} of {len(table)} rows are wrong", errors)

        signature = inspect.signature(test)
        kept = [part for name, part in signature.parameters.items() if name not in arguments]
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return run

    return decorate


def _label(row: Sequence[Any], ids: Callable[[Any], str] | None) -> str:
    return "-".join(str(ids(value)) if ids is not None else repr(value)[:80] for value in row)
