"""The credentials for a store, from the environment alone."""

from collections.abc import Generator, Mapping

import httpx2

from kg.errors import PublishError

__all__ = ["read_credentials"]

_USER, _PASSWORD, _TOKEN = "KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN"


def read_credentials(environment: Mapping[str, str]) -> httpx2.Auth | None:
    """Return what authenticates a request, by the variables of `environment`; None where there are none.

    KG_STORE_USER and KG_STORE_PASSWORD answer what the store challenges for: Basic or Digest. KG_STORE_TOKEN is sent
    as a bearer token.

    Raises PublishError where there is a user without a password or the other way round.

    >>> read_credentials({}) is None
    True
    """
    user, password, token = (environment.get(name, "") for name in (_USER, _PASSWORD, _TOKEN))
    if bool(user) != bool(password):
        given, missing = (_USER, _PASSWORD) if user else (_PASSWORD, _USER)
        raise PublishError(f"{given} is set but {missing} is not; set both, or none of them")
    if user:
        return _ChallengedAuth(user, password)
    return _BearerAuth(token) if token else None


class _BearerAuth(httpx2.Auth):
    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers["Authorization"] = self._header
        yield request


class _ChallengedAuth(httpx2.Auth):
    """Waits for the first challenge, then keeps to its scheme."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx2.DigestAuth(user, password)
        self._basic = httpx2.BasicAuth(user, password)
        self._chosen: httpx2.Auth | None = None

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != httpx2.codes.UNAUTHORIZED:
                return
            challenges = ",".join(response.headers.get_list("www-authenticate")).lower()
            self._chosen = self._digest if "digest" in challenges else self._basic
        yield from self._chosen.auth_flow(request)
