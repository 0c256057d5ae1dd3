"""How a call ends other than by its answer: the platform refuses, or a fault strikes."""

from collections.abc import Callable, Mapping

from fastapi import Response


class Refused(Exception):
    """The platform says no in its own words; HTTP 200 unless it is said otherwise."""

    def __init__(self, code: str, answer: Mapping[str, object], status: int = 200) -> None:
        super().__init__(code)
        self.code = code
        self.answer = answer
        self.status = status
        self.headers: dict[str, str] = {}


class Struck(Exception):
    """A fault answers in the platform's place."""

    def __init__(self, kind: str, response: Response) -> None:
        super().__init__(kind)
        self.kind = kind
        self.response = response


Refuse = Callable[[str, str], Refused]
"""(kind of refusal, detail) → the platform's own answer."""
