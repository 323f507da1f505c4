"""Documents that stand by themselves, under a policy that names their style by its hash."""

from __future__ import annotations

import pytest

from tests.api.signed_in import token_for
from tests.browser.conftest import Office
from tests.browser.judged import faults_of

DOCUMENTS = {
    "a print of a fair": "/v1/fairs/2023-09/prints/employers",
    "an access report": "/v1/candidates/JN0000002/access-report?purpose=test",
    "a page of links": "/r/unknown",
}


@pytest.mark.parametrize("path", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_styled_and_nothing_in_it_is_refused(office: Office, path: str) -> None:
    page, said = office.open(None), []
    page.on("console", lambda message: said.append(message.text))
    page.set_extra_http_headers({"Authorization": f"Bearer {token_for(office.house)}", "Accept": "text/html"})
    answer = page.goto(path)
    assert answer is not None
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert [text for text in said if "404" not in text] == []
    assert "sans-serif" in str(page.evaluate("getComputedStyle(document.body).fontFamily"))
    assert faults_of(page) == []
