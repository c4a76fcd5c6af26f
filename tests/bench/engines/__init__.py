"""The engines that are compared, one a file, all behind `protocol`."""

from __future__ import annotations

from tests.bench.engines.cedar import Cedar
from tests.bench.engines.cel import CelExpressions, CelList
from tests.bench.engines.celpy import Celpy
from tests.bench.engines.protocol import Engine
from tests.bench.engines.rego import Rego
from tests.bench.engines.rule_engine import RuleEngine
from tests.bench.engines.zen import ZenGraph, ZenList

PEERS: tuple[Engine, ...] = (ZenGraph(), ZenList(), Cedar(), CelExpressions(), CelList(), Rego(), RuleEngine(), Celpy())
"""Other engines, in some way of using them that is quick or usual."""
