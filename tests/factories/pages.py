"""What tests of pages read an answer with."""


def text(response, status: int = 200) -> str:
    """The page as text; an answer with another status fails with what it says."""
    page = response.content.decode()
    assert response.status_code == status, page[:2000]
    return page
