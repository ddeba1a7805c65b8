"""Pages leave the format of every picture to the browser's ``Accept``."""

from __future__ import annotations

from html.parser import HTMLParser

from flask.testing import FlaskClient

from tvdbproxy.wiring import Services


class Images(HTMLParser):
    """The attributes of each ``img`` that is no placeholder."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "img" and not told["src"].startswith("data:"):
            self.found.append(told)


def test_every_address_of_a_picture_is_negotiated(stored: Services, client: FlaskClient) -> None:
    shown = 0
    for page in ("/", "/title/series/1"):
        for image in Images(client.get(page).get_data(as_text=True)).found:
            shown += 1
            addresses = [part.split()[0] for part in image["srcset"].split(", ")]
            assert len(addresses) > 1
            for address in [*addresses, image["src"]]:
                path = address.partition("?")[0]
                assert "." not in path.rpartition("/")[2], address
                for accept, mime in (("image/webp", "image/webp"), ("image/png", "image/jpeg")):
                    answer = client.get(address, headers={"Accept": accept})
                    assert (answer.mimetype, answer.headers["Vary"]) == (mime, "Accept")
    assert shown >= 3
