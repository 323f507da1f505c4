"""The document of the interface is good enough for a generator: a typed client is made of it, checked, and used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.house import House
from tests.api.served import served
from tests.api.signed_in import signed_in, token_for

# made by `make test-all`; with the generator come the libraries that a generated client stands on
TOOLS = Path(__file__).parents[2] / "var" / "tools" / "bin" / "python"
CONFIG = """
content_type_overrides:
  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: application/octet-stream
  text/calendar: text/html
post_hooks: []
"""
USE = """
import sys
from http import HTTPStatus

from matcher_client import AuthenticatedClient
from matcher_client.api.matches import rank_posts_v1_candidates_id_matches_get as rank_posts
from matcher_client.api.candidates import put_candidate_v1_candidates_id_put as put_candidate
from matcher_client.api.posts import list_page_v1_posts_get as list_posts
from matcher_client.api.posts import put_post_v1_posts_id_put as put_post
from matcher_client.api.posts import read_post_v1_posts_id_get as read_post
from matcher_client.models import CandidateBody, PostRanking, PostAnswer, PostBody, PostPage, Problem

with AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2]) as client:
    body = PostBody(title="软件测试见习生", employer="某公司", headcount=3)
    new = put_post.sync_detailed("P/1", client=client, body=body, if_none_match="*")
    assert new.status_code is HTTPStatus.CREATED
    assert isinstance(new.parsed, PostAnswer)
    assert new.parsed.headcount == 3
    tag = new.headers["ETag"]

    again = put_post.sync("P/1", client=client, body=PostBody(title="a", employer="b"), if_match='"x"')
    assert isinstance(again, Problem)
    assert (again.status, again.code) == (412, "changed_meanwhile")
    body.headcount = 4
    changed = put_post.sync("P/1", client=client, body=body, if_match=tag)
    assert isinstance(changed, PostAnswer)
    assert changed.headcount == 4

    page = list_posts.sync(client=client, limit=10)
    assert isinstance(page, PostPage)
    assert [one.id for one in page.items] == ["P/1"]

    put_candidate.sync("C1", client=client, body=CandidateBody(wish="软件测试"))
    matches = rank_posts.sync("C1", client=client)
    assert isinstance(matches, PostRanking)
    assert [one.post_id for one in matches.items] == ["P/1"]

    missing = read_post.sync("P404", client=client)
    assert isinstance(missing, Problem)
    assert (missing.status, missing.code) == (404, "not_found")
    assert missing.errors == []

    refused = put_post.sync("P2", client=client, body=PostBody(title="a", employer="b", headcount=0))
    assert isinstance(refused, Problem)
    assert isinstance(refused.errors, list)
    assert refused.errors[0].field == "headcount"
print("used")
"""


def test_no_two_bodies_have_one_name(shared_client: TestClient) -> None:
    """Where two do, the framework names them after files, and a client finds neither."""
    document = shared_client.get("/openapi.json").json()
    assert [name for name in document["components"]["schemas"] if name.startswith("api__")] == []
    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))


def run(*arguments: str, cwd: Path, python: str = sys.executable) -> str:
    done = subprocess.run([python, *arguments], cwd=cwd, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not (TOOLS.exists() or "CI" in os.environ), reason="make test-all brings the generator")
def test_a_typed_client_is_made_checked_and_used(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "generated"
    folder.mkdir()
    document = signed_in(house).get("/openapi.json").json()
    (folder / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    made = ("--path", "openapi.json", "--config", "config.yaml", "--output-path", "matcher_client", "--meta", "none")
    told = run("-m", "openapi_python_client", "generate", "--fail-on-warning", *made, cwd=folder, python=str(TOOLS))
    assert "WARNING" not in told
    (folder / "use.py").write_text(USE, encoding="utf-8")
    strictly = ("--strict", "--follow-imports=silent", "--config-file=", "--python-executable", str(TOOLS))
    run("-m", "mypy", *strictly, "use.py", cwd=folder)
    with served(app_over(house)) as port:
        arguments = ("use.py", f"http://127.0.0.1:{port}", token_for(house))
        assert "used" in run(*arguments, cwd=folder, python=str(TOOLS))
