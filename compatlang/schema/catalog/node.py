"""The Node object. Source: Kubernetes API, core/v1 `Node`: `metadata`, `status.nodeInfo` and `status.capacity`."""

from __future__ import annotations

from compatlang.schema.catalog.table import attributes
from compatlang.schema.model import Element

_RESOURCES = (
    Element("cpu", "quantity", "processors, as in `64` or `63500m`"),
    Element("memory", "quantity", "memory, as in `512Gi` or `527963648Ki`"),
    Element("pods", "quantity", "number of pods"),
    Element("ephemeral-storage", "quantity", "local disk space for containers"),
    Element("hugepages-2Mi", "quantity", "memory in huge pages of 2 MiB, in bytes, not a number of pages"),
    Element("hugepages-1Gi", "quantity", "memory in huge pages of 1 GiB, in bytes, not a number of pages"),
)

DOMAINS = (
    attributes(
        "node.label",
        "",
        "labels of the node, by full name, as in `nvidia.com/gpu.product`",
        others="string",
        origin="kubernetes",
    ),
    attributes(
        "node.annotation",
        "",
        "annotations of the node, by full name",
        others="string",
        origin="kubernetes",
    ),
    attributes(
        "node.info",
        "",
        "what the kubelet says of its node, `status.nodeInfo`",
        Element("architecture", "string", "as Go names it: `amd64`, `arm64`, `ppc64le`, `s390x`"),
        Element("bootID", "string", "identifier of this boot of the node"),
        Element("containerRuntimeVersion", "string", "container runtime and version, as in `containerd://1.7.2`"),
        Element("kernelVersion", "version", "release of the running kernel, as in `5.15.0-91-generic`"),
        Element("kubeProxyVersion", "version", "version of kube-proxy; deprecated, empty in newer Kubernetes"),
        Element("kubeletVersion", "version", "version of the kubelet, as in `v1.30.4`"),
        Element("machineID", "string", "identifier of the machine, from /etc/machine-id"),
        Element("operatingSystem", "string", "`linux` or `windows`"),
        Element("osImage", "string", "operating system for people, PRETTY_NAME of /etc/os-release"),
        Element("systemUUID", "string", "identifier of the machine, from its firmware"),
        origin="kubernetes",
    ),
    attributes(
        "node.capacity",
        "",
        "all that the node has of each resource, `status.capacity`, device plugins included",
        *_RESOURCES,
        others="quantity",
        origin="kubernetes",
    ),
    attributes(
        "node.allocatable",
        "",
        "what pods can have of each resource, `status.allocatable`, device plugins included",
        *_RESOURCES,
        others="quantity",
        origin="kubernetes",
    ),
)
