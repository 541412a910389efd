"""The door to gradio: its environment, its theme, and a part of the page that we render."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from importlib.resources import files

# Both are read while gradio is imported: no telemetry, and uploads in a folder of our own.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
if "GRADIO_TEMP_DIR" not in os.environ:
    os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="report-assistant-")
    atexit.register(shutil.rmtree, os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)

import gradio as gr  # after the environment above

from assistant.page.markup import Html

__all__ = ["asset", "gr", "part", "theme"]


def asset(name: str) -> str:
    """The text of a file beside this one."""
    return files("assistant.page").joinpath(name).read_text("utf-8")


def part(value: Html, name: str) -> gr.HTML:
    """A part of the page that our views render; its clicks come back as events."""
    return gr.HTML(value, elem_id=name, js_on_load=asset("events.js"), apply_default_css=False)


def theme() -> gr.themes.Base:
    """Gradio's plain theme without any font file; the look is `style.css`."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", radius_size="md", spacing_size="sm",
        font=["sans-serif"], font_mono=["monospace"],
    )  # fmt: skip
