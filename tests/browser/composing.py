"""What a person does in the composer."""

from playwright.sync_api import FilePayload, Locator, Page

from infra.workbench.page import editor, messages
from tests.browser import samples_conversation as thread


def composer(page: Page) -> Locator:
    return page.get_by_role("region", name="Reply")


def note_pane(page: Page) -> Locator:
    return page.get_by_role("region", name="Internal note")


def note_editor(page: Page) -> Locator:
    return note_pane(page).get_by_role("textbox", name="Internal note")


def nothing_can_be_sent(page: Page) -> Locator:
    return page.get_by_role("region", name="Nothing can be sent here.")


def paste(page: Page, html: str = "", text: str = "") -> None:
    editor(page).evaluate(
        """(target, [html, text]) => {
          const data = new DataTransfer();
          if (html) data.setData("text/html", html);
          if (text) data.setData("text/plain", text);
          target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, text],
    )


def drag(page: Page, event: str, name: str = "vase.png", kind: str = "image/png", size: int = 900) -> None:
    """A file is dragged over the messages, or dropped on them."""
    messages(page).evaluate(
        """(target, [event, name, type, content]) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(content)], name, { type }));
          target.dispatchEvent(new DragEvent(event, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [event, name, kind, list(thread.png(8, 6).ljust(size, b"\0"))],
    )


def attach(page: Page, *files: tuple[str, str, int]) -> None:
    page.locator("main input[aria-label='Attach files']").set_input_files(
        [FilePayload(name=name, mimeType=kind, buffer=b"x" * size) for name, kind, size in files]
    )
