"""What hatchling does besides: the wheel says which packages it was locked and tested with (PEP 770)."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PINNED = re.compile(r"^([a-z0-9][a-z0-9-]*)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)
_NAME = "feedsvc.cdx.json"


class SbomHook(BuildHookInterface[Any]):
    """Puts a bill of materials in CycloneDX 1.6 into `.dist-info/sboms/`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is built."""
        self._folder = tempfile.TemporaryDirectory()
        bill = bill_of_materials(
            Path(self.root, "requirements.lock").read_text("utf-8"), self.metadata.version
        )
        file = Path(self._folder.name, _NAME)
        file.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
        build_data["sbom_files"].append(str(file))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called afterwards."""
        self._folder.cleanup()


def bill_of_materials(lock: str, version: str) -> dict[str, Any]:
    """A CycloneDX document of the packages in a lock file; the same lock gives the same bytes."""
    product = {"type": "application", "bom-ref": "feedsvc", "name": "feedsvc", "version": version}
    components = [
        {
            "type": "library",
            "bom-ref": (reference := f"pkg:pypi/{name}@{pinned}"),
            "name": name,
            "version": pinned,
            "purl": reference,
            **({"properties": [{"name": "feedsvc:marker", "value": marker}]} if marker else {}),
        }
        for name, pinned, marker in _PINNED.findall(lock)
    ]
    depends_on = [{"ref": "feedsvc", "dependsOn": [component["bom-ref"] for component in components]}]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": product | {"purl": f"pkg:pypi/feedsvc@{version}"}},
        "components": components,
        "dependencies": depends_on,
    }
