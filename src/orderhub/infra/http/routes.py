"""Routes that need a policy and keep a write's answer inside the write's transaction."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends, Form
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from orderhub.infra.http.bodies import whole_body
from orderhub.infra.http.claims import IDEMPOTENCY_HEADER, StoredAnswer, claim_of
from orderhub.infra.http.credentials import EVERY, PUBLIC
from orderhub.infra.http.density import VALUES, refuse_dense
from orderhub.infra.http.dependencies import transaction
from orderhub.infra.http.problems import problem_response

BODY_LIMIT = 1_000_000  # bytes; the app's default
BULK_BODY_LIMIT = 10_000_000  # bytes; declared by a route: `max_body_size=BULK_BODY_LIMIT`
WRITE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEY_PARAMETER = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "required": False,
    "description": "Repeat of the same request with the same key gets the first answer again.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}
STANDARD_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: problem_response("Nobody is signed in."),
    403: problem_response("The caller lacks the permission, or the CSRF token is missing."),
    422: problem_response("The input's shape is wrong; `errors` names where."),
    503: problem_response("The hub cannot serve just now; try again."),
}
WRITE_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: problem_response("The body is neither JSON nor a form that can be read."),
    409: problem_response("A rule refused it, or a request with the same key is still running."),
    413: problem_response("The body is larger than this operation takes."),
}


class HubRoute(APIRoute):
    """A route with a policy; `keep` runs inside the function-scoped transaction."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        dependencies = cast(Sequence[Depends], options.get("dependencies") or ())
        policy = declared_policy(dependencies)
        if policy is None:
            raise TypeError(f"{path} ({endpoint.__name__}) declares no policy")
        methods: set[str] = set(options.get("methods") or {"GET"})
        extra: dict[str, Any] = {"x-policy": policy, **(options.get("openapi_extra") or {})}
        if policy != PUBLIC:
            extra["security"] = EVERY
        standard = dict(STANDARD_PROBLEMS)
        if "{" in path:
            standard[404] = problem_response("There is no such thing in the caller's shops.")
        if methods & WRITE_METHODS:
            extra["parameters"] = [*extra.get("parameters", []), KEY_PARAMETER]
            standard |= WRITE_PROBLEMS
        options["openapi_extra"] = extra
        options["responses"] = standard | (options.get("responses") or {})
        super().__init__(path, endpoint, **options)

    @property
    def one_transaction(self) -> bool:
        """Whether the endpoint does its work in the request's own transaction."""
        return _asks_for_transaction(self.dependant)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        reads_json = _reads_json(self)

        async def answer(request: Request) -> Response:
            if request.method in WRITE_METHODS:
                admit_write(request)
            if reads_json:
                refuse_dense(await whole_body(request), VALUES)
            elif IDEMPOTENCY_HEADER in request.headers:
                # Its digest is needed later, when a form has used up the stream.
                await whole_body(request)
            return await _answered(handle, request)

        return answer


class Router(APIRouter):
    """The router of every slice: its routes need a policy. What it includes stands in it as if
    declared there, and it looks at its routes only where the path can be one of theirs: FastAPI
    asks included routers one after the other, at each level twice. For the same reason what FastAPI
    keeps of the routes is good until a route is added anywhere, with no walk through them all."""

    _changes = 0

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=HubRoute, **options)
        self._heads: frozenset[str] | None = None

    def include_router(self, router: APIRouter, **options: Any) -> None:
        """Take the routes of `router` as they stand; neither side may ask for more than that."""
        if options or self.prefix or self.tags or self.dependencies:
            raise TypeError("a router that includes others has nothing to add to their routes")
        self.routes.extend(router.routes)
        self._mark_routes_changed()

    def _mark_routes_changed(self) -> None:
        Router._changes += 1
        self._heads = None

    def _get_routes_version(self, seen: set[int] | None = None) -> int:  # noqa: ARG002
        return Router._changes

    def heads(self) -> frozenset[str]:
        """The first segments of its paths; "" where that may be anything."""
        if self._heads is None:
            self._heads = frozenset(_head(r.path) for r in self.routes if isinstance(r, APIRoute))
        return self._heads

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As FastAPI's; NONE at once for the paths of others."""
        path: str = scope["path"]
        for head in self.heads():
            if head in path:
                return super().matches(scope)
        return Match.NONE, {}


def _head(path: str) -> str:
    literal = path.partition("{")[0]
    return "/".join(literal.split("/")[:2])


def admit_write(request: Request) -> None:
    """Raises what `app.state.admit_write` has against a write just now; not every app has it."""
    check: Callable[[Request], None] | None = getattr(request.app.state, "admit_write", None)
    if check is not None:
        check(request)


def declared_policy(dependencies: Sequence[Depends]) -> str | None:
    """The policy among a route's dependencies, None when there is none."""
    for dependency in dependencies:
        policy: object = getattr(dependency.dependency, "policy", None)
        if isinstance(policy, str):
            return policy
    return None


async def _answered(
    handle: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
) -> Response:
    """The answer, kept for repeats where there is a key; the first one where this is a repeat."""
    try:
        response = await handle(request)
    except StoredAnswer as stored:
        return stored.response
    except BaseException:
        if (claim := claim_of(request)) is not None:
            await claim.abandon()
        raise
    if (claim := claim_of(request)) is not None:
        await claim.keep(response)
    return response


def _reads_json(route: APIRoute) -> bool:
    taken = route.body_field
    return taken is not None and not isinstance(taken.field_info, Form)


def _asks_for_transaction(dependant: Dependant) -> bool:
    return dependant.call is transaction or any(map(_asks_for_transaction, dependant.dependencies))
