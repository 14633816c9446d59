"""Inputs that lie beside the checkout, where somebody has them; tests that need them skip."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[1].parent / "shared"


def shared(name: str) -> Path:
    """Return a file or folder of the shared inputs, or skip the test."""
    if not (SHARED / name).exists():
        pytest.skip(f"the shared input {name} is not beside the checkout")
    return SHARED / name
