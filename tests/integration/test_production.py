"""The application as it is served for real: HTTPS only, a trusted proxy believed and nobody else, cookies for HTTPS."""

import json
import os
import subprocess
import sys

import pytest

from tests.shared import ROOT

CALL = """
import json, sys
from wsgiref.util import setup_testing_defaults
from parindex.config.wsgi import application

def call(sender, headers):
    environ = {"REMOTE_ADDR": sender, "HTTP_HOST": "cchc.example", "PATH_INFO": "/dang-nhap/", **headers}
    setup_testing_defaults(environ)
    answer = {}
    application(environ, lambda status, sent: answer.update(status=int(status[:3]), headers=sent))
    return answer

print(json.dumps([call(*words) for words in json.load(sys.stdin)]))
"""
OVER_HTTPS = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "10.1.2.3"}
CALLS = {"proxy": ["127.0.0.1", OVER_HTTPS], "stranger": ["10.9.9.9", OVER_HTTPS], "plain": ["127.0.0.1", {}]}


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict:
    """What the production application answers to each of CALLS, in a process of its own."""
    var = tmp_path_factory.mktemp("production")
    variables = {
        "PARINDEX_ENV": "production",
        "PARINDEX_VAR": str(var),
        "PARINDEX_PROXIES": "127.0.0.1",
        "ALLOWED_HOSTS": "cchc.example",
        "DATABASE_URL": "",
    }

    def python(*words: str, given: str = "") -> str:
        command = [sys.executable, *words]
        environment = os.environ | variables
        done = subprocess.run(
            command, cwd=ROOT, env=environment, input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    python("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    given = json.dumps(list(CALLS.values()))
    return dict(zip(CALLS, json.loads(python("-c", CALL, given=given).splitlines()[-1]), strict=True))


def test_a_page_behind_the_trusted_proxy(answers):
    assert answers["proxy"]["status"] == 200
    headers = [(name.lower(), value) for name, value in answers["proxy"]["headers"]]
    assert dict(headers)["strict-transport-security"].startswith("max-age=31536000")
    cookies = [value for name, value in headers if name == "set-cookie"]
    assert cookies
    assert [cookie for cookie in cookies if "secure" not in cookie.lower()] == []


@pytest.mark.parametrize("caller", ["stranger", "plain"])
def test_everybody_else_is_sent_to_https(answers, caller):
    assert answers[caller]["status"] == 301
    assert ["Location", "https://cchc.example/dang-nhap/"] in answers[caller]["headers"]
