"""The operating system and the machine. Source: NFD `source/system/system.go`, os-release(5)."""

from __future__ import annotations

from compatlang.schema.catalog.table import attributes
from compatlang.schema.model import Element

DOMAINS = (
    attributes(
        "system.osrelease",
        "v0.10",
        "identification of the operating system, every line of /etc/os-release",
        Element("ID", "string", "short name of the distribution, as in `ubuntu`, `rhel`, `rhcos` or `amzn`"),
        Element("ID_LIKE", "string", "distributions it derives from, with blanks between, as in `rhel centos fedora`"),
        Element("NAME", "string", "name for people, as in `Ubuntu`"),
        Element("PRETTY_NAME", "string", "name and version for people, as in `Ubuntu 22.04.4 LTS`"),
        Element("VERSION", "string", "version for people, as in `22.04.4 LTS (Jammy Jellyfish)`"),
        # Numbers by the definition of os-release(5); VERSION, BUILD_ID and IMAGE_VERSION are free text.
        Element("VERSION_ID", "version", "version, as in `22.04` or `9.4`; absent in rolling distributions"),
        Element("VERSION_ID.major", "int", "first number of VERSION_ID, as in `22`"),
        Element("VERSION_ID.minor", "int", "second number of VERSION_ID, as in `4`; absent where there is none"),
        Element("VERSION_CODENAME", "string", "name of the release, as in `jammy`"),
        Element("VARIANT", "string", "edition for people, as in `Server Edition`"),
        Element("VARIANT_ID", "string", "edition, as in `server` or `coreos`"),
        Element("BUILD_ID", "string", "build of the system image, as in `rolling` or a date"),
        Element("IMAGE_ID", "string", "name of the system image, for systems shipped as one"),
        Element("IMAGE_VERSION", "string", "version of that image"),
        Element("PLATFORM_ID", "string", "platform that packages are built for, as in `platform:el9`"),
        Element("CPE_NAME", "string", "name in the Common Platform Enumeration"),
        Element("UBUNTU_CODENAME", "string", "release of Ubuntu that it is based on, as in `jammy`"),
        Element("OPENSHIFT_VERSION", "version", "version of OpenShift, on RHEL CoreOS, as in `4.16`"),
        Element("RHEL_VERSION", "version", "version of RHEL that RHEL CoreOS is built from, as in `9.4`"),
        others="string",
    ),
    attributes(
        "system.dmiid",
        "v0.16",
        "what the firmware calls the machine, from /sys/devices/virtual/dmi/id",
        Element("bios_date", "string", "release date of the firmware, month first, as in `04/01/2024`", "v0.19"),
        Element("bios_vendor", "string", "vendor of the firmware", "v0.19"),
        Element("bios_version", "string", "version of the firmware, in the vendor's own format", "v0.19"),
        Element("board_asset_tag", "string", "asset tag of the main board", "v0.19"),
        Element("board_name", "string", "name of the main board", "v0.19"),
        Element("board_vendor", "string", "vendor of the main board", "v0.19"),
        Element("board_version", "string", "version of the main board", "v0.19"),
        Element("chassis_asset_tag", "string", "asset tag of the chassis", "v0.19"),
        Element("chassis_type", "int", "type of the chassis by SMBIOS number, as in `23` (rack mount)", "v0.19"),
        Element("chassis_vendor", "string", "vendor of the chassis", "v0.19"),
        Element("chassis_version", "string", "version of the chassis", "v0.19"),
        Element("product_family", "string", "family of the machine", "v0.19"),
        Element("product_name", "string", "model of the machine, as in `PowerEdge R750` or `p5.48xlarge`", "v0.17"),
        Element("product_sku", "string", "stock number of the machine", "v0.19"),
        Element("product_version", "string", "version of the machine", "v0.19"),
        Element("sys_vendor", "string", "vendor of the machine, as in `Dell Inc.`, `Amazon EC2` or `QEMU`"),
    ),
    attributes(
        "system.name",
        "v0.10",
        "the name of the node",
        Element("nodename", "string", "name of the Kubernetes node, from the variable NODE_NAME; may be empty"),
    ),
)
