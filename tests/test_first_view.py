"""What the first page and the page of findings take: worked out once for a build, before the first visitor comes where a service is started."""

from __future__ import annotations

import time

from service import create_app
from service.pipeline import open_service


def test_the_first_view_of_a_service_that_was_made_ready_takes_a_moment(config):
    service = open_service(config)
    examples = service.examples()
    client = create_app(config, service).test_client()
    start = time.thread_time()
    page = client.get("/").get_data(as_text=True)
    assert time.thread_time() - start < 0.3
    assert all(question in page for kind in examples for question in kind.questions)


def test_findings_are_looked_up_once_for_a_build(config):
    client = create_app(config).test_client()
    first = client.get("/audit").get_data(as_text=True)
    start = time.thread_time()
    assert client.get("/audit").get_data(as_text=True) == first
    assert time.thread_time() - start < 0.2
