"""Serving the page: nothing is fetched from, sent to or kept anywhere else."""

from __future__ import annotations

from starlette.middleware import Middleware

from assistant.page.door import asset, theme
from assistant.page.layout import Page
from assistant.page.pictures import Pictures
from assistant.page.policy import OnlyHere
from assistant.page.session import PageAssistant

OPEN_SESSIONS = 500  # beyond this many readers the one idle longest starts afresh


def serve(
    assistant: PageAssistant, host: str, port: int, *, max_upload_bytes: int, in_browser: bool
) -> None:
    """Serve the page until interrupted.

    Raises:
        OSError: the port is taken, or the host is not this machine's.
    """
    page = Page(assistant)
    page.blocks.queue(api_open=False)
    around = [Middleware(OnlyHere), Middleware(Pictures, assistant=assistant)]
    page.blocks.launch(
        server_name=host, server_port=port, inbrowser=in_browser, quiet=True, share=False,
        footer_links=[], run_history=False, allowed_paths=[], enable_monitoring=False,
        ssr_mode=False, pwa=False, mcp_server=False, max_file_size=max_upload_bytes,
        state_session_capacity=OPEN_SESSIONS, theme=theme(),
        css=asset("style.css") + asset("check.css") + asset("library.css"),
        head=f"<script>{asset('drop.js')}</script>",
        app_kwargs={"middleware": around},
    )  # fmt: skip
