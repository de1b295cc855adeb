"""What scripts/vendor.py copies fits the content policy: no inlined picture, no address elsewhere, nothing missing."""

import re

from tests.house.rule import text_of
from tests.shared import ROOT

VENDOR = ROOT / "parindex/web/static/vendor"


def test_the_style_sheet_points_to_files_that_are_there():
    styles = (VENDOR / "tabler.min.css").read_text("utf-8")
    pointed = {found.strip("\"'") for found in re.findall(r"url\(([^)]*)\)", styles)}
    assert len(pointed) > 10
    assert sorted(name for name in pointed if not (VENDOR / name).is_file()) == []


def test_no_picture_is_inlined_and_no_map_is_missed():
    styles = (VENDOR / "tabler.min.css").read_text("utf-8")
    assert "sourceMappingURL" not in styles
    assert not re.search(r"url\([\"']?(data:|https?:|//)|@import", styles)


def test_the_sprite_holds_each_icon_of_the_list_once():
    names = re.findall(r'<symbol id="([a-z0-9-]+)"', (VENDOR / "icons.svg").read_text("utf-8"))
    assert names == text_of("parindex/web/icons.txt").split()
