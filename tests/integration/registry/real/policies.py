"""Policies that are attached, and saved nodes that they are checked on."""

from __future__ import annotations

from tests.cli import fleet

TRAIN = """\
edition 1

import pci
import "./site.compat" as site

## Needs a GPU and a way to it.
policy train "training image" {
  include site.kernel
  require gpu: any pci.device { vendor == pci.nvidia }

  profile fast weight 10 tag "fast" { require gds: kernel.loadedmodule has "nvidia_fs" }
  profile slow weight 1 tag "slow" { require verbs: kernel.loadedmodule has "ib_uverbs" }
}
"""

SITE = """\
edition 1

## What every node of the site has.
policy kernel { require recent: kernel.version >= 5.15 }
"""

STRICT = """\
edition 1

## What no node can have.
policy strict "newer image" { require future: kernel.version >= 99 }
"""

COUNTED = """\
edition 1

## NFD has no way to count.
policy counted { require gpus: count pci.device { vendor == 0x10de } >= 2 }
"""

SPEC = """\
version: v1alpha1
compatibilities:
- description: any kernel from 5
  rules:
  - name: kernel
    matchFeatures:
    - feature: kernel.version
      matchExpressions:
        full: {op: InRegexp, value: ['\\A[5-9]\\.']}
"""

FILES = {
    "train.compat": TRAIN,
    "site.compat": SITE,
    "strict.compat": STRICT,
    "counted.compat": COUNTED,
    "spec.yaml": SPEC,
}

NODES = {
    "yes": fleet.node("yes"),
    "no": fleet.node("no", kernel="5.4.0-150-generic"),
    "unknown": fleet.node("unknown", pci=False),
    "slow": fleet.node("slow", modules=("ib_uverbs",)),
}
"""Nodes on which `train` is compatible, incompatible and unknown, and one on which it is compatible in its slow profile."""
