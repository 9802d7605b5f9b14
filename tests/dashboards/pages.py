"""Pages as Streamlit's own test runner draws them, and what stands on them."""

import re
from html import unescape

from streamlit.testing.v1 import AppTest

EVERYDAY = ("overview", "translation", "sentiment", "replies")
SUPPORT = ("conversations", "response", "people")
PAGES = (*EVERYDAY, *SUPPORT)


def one_page(path: str) -> None:
    from dashboards.app import show

    show(path)


def open_page(path: str, **query: str) -> AppTest:
    page = AppTest.from_function(one_page, kwargs={"path": path}, default_timeout=120)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception, [one.message for one in page.exception]
    return page


def figures(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def text(page: AppTest) -> str:
    parts = (page.markdown, page.caption, page.warning, page.error, page.title, page.header)
    return "\n".join(str(one.value) for part in parts for one in part)


def charts(page: AppTest) -> int:
    return len(page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart"))


def html_of(page: AppTest) -> str:
    """The table of a page; empty where there is none."""
    return next((one.proto.body for one in page.get("html") if "<table>" in one.proto.body), "")


def rows(page: AppTest) -> list[dict[str, str]]:
    """Of the table of a page."""
    html = html_of(page)
    head = [unescape(one) for one in re.findall(r'<th scope="col">(.*?)</th>', html)]
    cells = [unescape(one) for one in re.findall(r"<td[^>]*>(?:<a [^>]*>)?(.*?)(?:</a>)?</td>", html)]
    return [dict(zip(head, row, strict=True)) for row in zip(*[iter(cells)] * len(head), strict=True)]
