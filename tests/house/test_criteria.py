"""Shipped criteria sets do not change: a correction is a new version in its own folder; last year's score stays."""

from parindex.core.criteria_reading import load_set, shipped_sets

LOCKED = {
    "qd766@2022": "6231fcb8fedd553b9b6aa2d3d836bbdd23ecd92b3795ab131370a07c16fc2c41",
    "tt01-9-chi-so@2018": "1e3f10f807de365b75e94cb8a5a0f966b7c09b4cffd0bc09ab6b0db31362a24c",
    "tuy-phuoc-huyen@2023": "b61087ad1a5e1c90da07e567466f70eba278aaf21f25da7918cb7ec61e3067fa",
    "tuy-phuoc-phong@2023": "7c3b13cc9b8dd641f49a18391f034bd392ecbaefa0683550958da8f4f9e9028a",
    "tuy-phuoc-xa@2023": "33dbdb4e7bb5724af3bfbf1c1d725d9b97200982c356597dad8a24d55ae3214a",
}


def test_each_shipped_set_is_as_it_was_published():
    found = {name: load_set(name).fingerprint for name in shipped_sets()}
    assert found == LOCKED, "một bộ đã phát hành không sửa; hãy lập phiên bản mới theo docs/howto/criteria-set.md"
