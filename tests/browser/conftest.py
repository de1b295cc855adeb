"""The product and the people of the browser tests: each file has a fresh copy of the example programme, served."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import product as products
from tests.browser.visitor import Visitor, launch


@pytest.fixture(scope="session")
def example(tmp_path_factory, worker_id):
    """The folder of the example programme, made once for all workers of a run."""
    folder = tmp_path_factory.getbasetemp()
    return products.example(folder if worker_id == "master" else folder.parent)


@pytest.fixture(scope="module")
def product(example, tmp_path_factory):
    copy = shutil.copytree(example, tmp_path_factory.mktemp("product") / "var")
    with products.served(copy, products.example_passwords(example)) as product:
        yield product


@pytest.fixture(scope="module")
def browser():
    # Not for the whole session: while Playwright runs, Django refuses the database to other tests of this process.
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, product):
    """Call it with a role's name to get its person, signed in; without a name, somebody at the door."""
    opened: list[Visitor] = []

    def come(username: str | None = None) -> Visitor:
        visitor = Visitor(browser, product)
        opened.append(visitor)
        return visitor.sign_in(username) if username else visitor

    yield come
    problems = [problem for visitor in opened for problem in visitor.problems]
    for visitor in opened:
        visitor.close()
    assert not problems, "\n".join(problems)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Show what the product has printed beside a failure."""
    report = yield
    product = getattr(item, "funcargs", {}).get("product")
    if report.failed and product is not None:
        report.sections.append(("the product's log", product.log[-6000:]))
    return report
