"""The vocabulary of Vietnamese agency names: words that open a name, name groups or name fields of government."""

import re
from functools import lru_cache

from parindex.core.words import fold

# Fields that name ministries, provincial departments and district offices (Decrees 24/2014, 37/2014, 45/2025, 150/2025,
# and ministries since 2016). A field is whole: "Hạ tầng" alone names no office, so it is not here.
FIELDS = """
    Nội vụ; Tư pháp; Tài chính; Tài chính - Kế hoạch; Kế hoạch; Kế hoạch và Đầu tư; Kế hoạch - Tài chính; Công
    Thương; Khoa học và Công nghệ; Khoa học, Công nghệ và Môi trường; Thông tin và Truyền thông; Văn hóa và Thông
    tin; Văn hóa - TT; Văn hóa; Văn hóa và Thể thao; Văn hóa, Thể thao và Du lịch; Văn hóa, Thông tin và Thể thao;
    Văn hóa, Thông tin, Thể thao và Du lịch; Văn hóa, Khoa học và Thông tin; Văn hóa - Xã hội; Du lịch; Y tế; Dân
    số; Lao động - Thương binh và Xã hội; Lao động, Người có công và Xã hội; Giáo dục và Đào tạo; Giáo dục; Nông
    nghiệp và Phát triển nông thôn; Nông nghiệp và PTNT; Nông nghiệp và Môi trường; Nông nghiệp; Kinh tế; Kinh tế và
    Hạ tầng; Kinh tế, Hạ tầng và Đô thị; Kinh tế - Xã hội; Tài nguyên và Môi trường; Xây dựng; Xây dựng và Môi
    trường; Giao thông vận tải; Giao thông vận tải - Xây dựng; Giao thông - Xây dựng; Quy hoạch - Kiến trúc; Quản lý
    đô thị; Đô thị; Dân tộc; Dân tộc và Tôn giáo; Tôn giáo; Ngoại vụ; Ngoại giao; Quốc phòng; Công an; Thanh tra;
    Thống kê; Thuế; Hải quan; Tổ chức - Nội vụ; An toàn thực phẩm; Tuyên giáo; Tuyên giáo và Dân vận; Dân vận; Tổ
    chức; Kiểm tra; Nội chính; Báo và Phát thanh, Truyền hình
"""

# Words that open the name of one body. Written with a capital they always begin a new name.
KINDS = """
    Sở; Bộ; Ban; Phòng; Cục; Tổng cục; Chi cục; Vụ; Viện; Trường; Học viện; Đại học; Công an; Văn phòng; VP; Trung
    tâm; UBND; HĐND; Ủy ban; Uỷ ban; Hội; Hội đồng; Hiệp hội; Liên hiệp; Liên minh; Liên đoàn; Ban Quản lý; BQL;
    BQLDA; Thanh tra; Đoàn; Tỉnh đoàn; Huyện đoàn; Thành đoàn; Mặt trận; MTTQ; Bộ phận; Tổ; Đội; Trạm; Đài; Báo; Bảo
    hiểm; BHXH; Kho bạc; KBNN; Ngân hàng; Tòa án; Toà án; TAND; VKSND; Tập đoàn; Tổng công ty; Công ty; Doanh
    nghiệp; Hợp tác xã; Quỹ; Bưu điện; Điện lực; Đảng ủy; Đảng uỷ; Huyện ủy; Tỉnh ủy; Thành ủy; Thị ủy; Huyện uỷ;
    Tỉnh uỷ; Thành uỷ; Quân khu; Quân đoàn; Chính phủ; Quốc hội; Tổng Liên đoàn; Cơ quan; Đơn vị; Địa phương; Lãnh
    đạo; Thường trực; Thủ trưởng; Người đứng đầu; Trưởng; Chánh; Giám đốc; Chủ tịch; Phó Chủ tịch; Xã; Phường; Thị
    trấn; Thị xã; Huyện; Quận; Thành phố; Tỉnh; Đặc khu; Các; Những; Một số; Toàn thể; Tất cả; Mọi; Từng; Mỗi; Thống
    kê
"""

# Openers that begin a new name even without a capital; shorter words ("phòng", "ban") need a name behind.
LOWER_KINDS = """
    các; những; một số; toàn thể; tất cả; mọi; văn phòng; trung tâm; bộ phận; công an; ban quản lý; ban chỉ đạo;
    thanh tra; hội đồng; ủy ban; uỷ ban; chi cục; bảo hiểm xã hội; kho bạc; lãnh đạo; thủ trưởng; trưởng; chánh;
    giám đốc; chủ tịch; người đứng đầu; huyện đoàn; tỉnh đoàn; thành đoàn; liên đoàn; tòa án; viện kiểm sát; mặt
    trận; tổ công tác; tổ kiểm tra; ban chỉ huy
"""

# Words for kinds of bodies that a group strings together: "các sở, ban, ngành", "UBND các xã, phường, thị trấn".
GENERIC = """
    cơ quan; đơn vị; địa phương; phòng; ban; ngành; sở; bộ; đoàn thể; hội; xã; phường; thị trấn; thị xã; huyện;
    quận; thành phố; tỉnh; đặc khu; tổ chức; cá nhân; doanh nghiệp; trường;
    trường học; cấp; hội đoàn thể; tổ; đội; vụ; cục; tổng cục; viện; học viện
"""

# What a deadline, a reason or a blank looks like; in a column of agencies it names nobody.
NOT_NAMES = re.compile(
    r"^(theo|thường xuyên|năm|tháng|quý|ngày|hàng|hằng|trước|sau|khi|hoàn thành|định kỳ|không|nt|như trên|"
    r"tùy|căn cứ|có)\b",
    re.I,
)

# What an office does, where a verb follows its name.
DUTY_VERBS = re.compile(
    r"\s+(?:thúc đẩy|theo dõi|hướng dẫn|tổng hợp|rà soát|tiến hành|thực hiện|triển khai|xây dựng|tổ chức|báo cáo|"
    r"đôn đốc|kiểm tra|bảo đảm|đảm bảo|bố trí|ban hành|cung cấp|chỉ đạo|quán triệt|đăng ký|cập nhật|tham mưu|công bố|"
    r"công khai)(?!\w)"
)

# What may stand between a name and the end of it without changing who is meant.
LEVELS = r"(?:huyện|tỉnh|thành phố|thị xã|quận|xã|phường|thị trấn|đặc khu|trung ương|TP|TW|cấp \w+)"

# The committees of the Party that an office may belong to.
COMMITTEES = r"(?:Thành|Tỉnh|Huyện|Thị|Quận|Đảng) (?:ủy|uỷ)"

# Capital letters of Vietnamese, for character classes.
UPPER = "".join(char for code in (*range(0x41, 0x1B1), *range(0x1EA0, 0x1EFA)) if (char := chr(code)).isupper())


def words(text: str) -> tuple[str, ...]:
    """Split one of the lists above."""
    return tuple(" ".join(word.split()) for word in text.split(";"))


@lru_cache(maxsize=1 << 16)  # A plan names the same offices in every row.
def loose(text: str) -> str:
    """Return `text` folded, with dashes, commas, ampersands and "và" as spaces: hasty spellings of a name are alike."""
    bare = re.sub(r"[^\w]+", " ", fold(text).replace("_", " "))
    return " ".join(word for word in bare.split() if word != "va")


KNOWN_FIELDS = frozenset(loose(field) for field in words(FIELDS))
OPENS = re.compile(r"^(?:" + "|".join(sorted(words(KINDS), key=len, reverse=True)) + r")(?!\w)")
OPENS_LOWER = re.compile(r"^(?:" + "|".join(sorted(words(LOWER_KINDS), key=len, reverse=True)) + r")(?!\w)")
OPENS_SHORT = re.compile(
    r"^(?:phòng|sở|bộ|ban|hội|xã|phường|thị trấn|huyện|tỉnh|thành phố|đoàn|cục|UBND)\s+(?P<rest>.+)$"
)
IS_GENERIC = re.compile(r"^(?:" + "|".join(sorted(words(GENERIC), key=len, reverse=True)) + r")(?!\w)", re.I)
ACRONYM = re.compile(r"^[A-ZĐ][A-ZĐ0-9&.-]+$")
