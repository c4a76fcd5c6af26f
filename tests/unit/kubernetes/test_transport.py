"""What a transport does before it asks: it has the client renew credentials, and says so where that fails."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes.client import Configuration
from kubernetes.config import ConfigException

from compatlang.integrations.kubernetes.errors import ClusterError, LostError
from compatlang.integrations.kubernetes.target import Target
from compatlang.integrations.kubernetes.transport import Transport


@pytest.mark.parametrize("raised", [ConfigException("secret"), FileNotFoundError("secret"), KeyError("secret")])
def test_credentials_that_cannot_be_renewed_are_said_so_and_not_shown(raised: Exception) -> None:
    def renew(configuration: Configuration) -> None:
        raise raised

    configuration: Any = Configuration(host="https://one.example", api_key={"BearerToken": "a", "authorization": "a"})
    configuration.refresh_api_key_hook = renew
    transport = Transport(Target("one.example", configuration), 1)
    with pytest.raises(ClusterError) as refused, transport.opened("/version"):
        pass
    assert not isinstance(refused.value, LostError)
    assert str(refused.value) == f"the credentials for `one.example` cannot be renewed ({type(raised).__name__})"
