"""The words by which Vietnamese plans set thresholds, as patterns: each says what it takes for what."""

import re

NUMBER_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
DIGITS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
NUMBER = re.compile(
    rf"(?<![\w.,/-])(?P<number>{DIGITS})(?!\d|/\d)(?:\s*\((?:một|hai|ba|bốn|năm)\))?\s*(?P<percent>%|phần trăm)?"
)
LEAST_WORDS = r"ít nhất|tối thiểu|không dưới|không thấp hơn|không ít hơn|không nhỏ hơn|chí ít|lớn hơn hoặc bằng|≥|>="
WORD_NUMBER = re.compile(
    rf"(?:{LEAST_WORDS})\s+(?:là\s+|có\s+|từ\s+)?(?P<number>{'|'.join(NUMBER_WORDS)})\s+(?![\d]|nhất)", re.I
)

LINK = r"(?:\s*(?:là|phải|đạt|có|từ|được|bằng|mức|tỷ lệ|tỉ lệ|khoảng))*\s*$"
LEAST = re.compile(rf"(?:(?<!\w)(?:{LEAST_WORDS})){LINK}", re.I)
MORE = re.compile(rf"(?:(?<!\w)(?:trên|hơn|cao hơn|lớn hơn)|>){LINK}", re.I)
MOST = re.compile(
    rf"(?:(?<!\w)(?:không quá|không vượt quá|không hơn|không lớn hơn|tối đa|nhiều nhất)|≤|<=){LINK}", re.I
)
UNDER = re.compile(rf"(?:(?<!\w)(?:dưới|thấp hơn|nhỏ hơn)|<){LINK}", re.I)
UPWARD = re.compile(r"^\s*(?:[^\d,.;()]{0,40}?\s)?trở lên(?!\w)", re.I)
RISE = re.compile(r"(?<!\w)(?:tăng|tăng thêm|nâng thêm)(?:\s+(?:thêm|bình quân))*\s*$", re.I)
FALL = re.compile(r"(?<!\w)(?:giảm|cắt giảm|rút ngắn|tiết kiệm)(?:\s+(?:thêm|được|bình quân|thời gian))*\s*$", re.I)
TO_LEVEL = re.compile(r"(?<!\w)(?:xuống|còn|ở mức|duy trì)(?:\s+(?:còn|mức))*\s*$", re.I)
REACH = re.compile(
    r"(?<!\w)(?:đạt|đạt được|lên|lên đến|đạt tỷ lệ|đạt tỉ lệ|đạt mức)(?:\s*(?:từ|là|khoảng|tỷ lệ|tỉ lệ))*\s*$", re.I
)
AIM = re.compile(
    r"(?<!\w)(?:phấn đấu|đảm bảo|bảo đảm|phải|cần|mục tiêu|chỉ tiêu|yêu cầu|hướng tới|duy trì)(?!\w)", re.I
)
AIM_FIRMLY = re.compile(
    r"(?<!\w)(?:phấn đấu|mục tiêu|chỉ tiêu|(?:phải|cần|đảm bảo|bảo đảm) (?:đạt|có|hoàn thành))(?!\w)", re.I
)
UNTIL = re.compile(
    r"(?<!\w)(?:đến|hết|cuối|trước)\s+(?:hết\s+|cuối\s+|ngày\s+[\d/]+\s+)?(?:năm\s+)?(?P<year>20\d\d)(?!\d)", re.I
)
LASTING = re.compile(r"(?<!\w)(?:công khai|niêm yết|đăng tải|trưng bày)[^,.;\d]{0,40}$", re.I)
WHO_SHARES = re.compile(
    r"(?:^|[,:]|(?<!\w)(?:và|có|cho|với|tại|đối với|hoàn thành|giải quyết|thực hiện|cung cấp))\s*$", re.I
)

# A number that tells what was, or what happens to those below it, is no threshold to reach.
PAST = re.compile(
    r"(?<!\w)(?:đã|hiện nay|hiện tại|hiện có|hiện đạt|hiện mới|mới đạt|chỉ đạt|mới chỉ|trước đây|vừa qua|"
    r"kết quả năm|thực tế đạt)(?!\w)",
    re.I,
)
PAST_YEAR = re.compile(r"(?<!so với )(?<!hơn )(?<!\w)năm (?P<year>20\d\d)", re.I)
CONDITION = re.compile(
    r"(?<!\w)(?:nếu|(?:không|chưa) (?:đạt|hoàn thành)|không đề xuất|"
    r"không xét|chưa xét|không xem xét|không khen|không bình xét|"
    r"(?:xử lý|xem xét|quy|truy cứu|chịu) (?:trách nhiệm|kỷ luật|xử lý|đối với)|phê bình|kiểm điểm|"
    r"những (?:cơ quan|đơn vị|địa phương)[^.;]* (?:có|đạt|để))(?!\w)",
    re.I,
)
SINCE_DAY = re.compile(r"^\s*(?:kể từ|tính từ|từ ngày|sau|trước)(?!\w)", re.I)
FORMULA = re.compile(r"[x×*=/+]\s*$")
OWNED = re.compile(r"^\s*vốn (?:nhà nước|đầu tư nước ngoài|nước ngoài|điều lệ|tư nhân)", re.I)
RANGE_BEFORE = re.compile(r"\d\s*%?\s*(?:[-–]|đến)\s*(?:dưới\s*)?$", re.I)
RANGE_AFTER = re.compile(r"^\s*(?:[-–]|đến(?: dưới)?)\s*\d", re.I)
SINCE = re.compile(r"so với\s+(?P<what>[^,.;()]+)", re.I)
_EXCEPT_REST = (
    rf"\s*(?:,|:)?\s*(?:phải\s+)?(?:đạt\s*)?(?:(?:tỷ|tỉ) lệ\s*)?(?:là\s*)?"
    rf"(?:(?:ít nhất|tối thiểu|trên|≥|>=)\s*)?(?:từ\s*)?(?P<number>{DIGITS})\s*%(?:\s*trở lên)?"
)
EXCEPT = re.compile(
    rf"(?<!\w)(?P<opens>(?:trong đó,?\s+)?riêng|trong đó)[,:]?\s+(?:đối với\s+)?"
    rf"(?P<what>(?!(?:có|ít nhất|tối thiểu|trên|đạt|phải|khoảng)(?!\w))[^\d;%]{{1,120}}?){_EXCEPT_REST}",
    re.I,
)
# The exceptions that follow the first: "trong đó cấp xã 70%, cấp huyện 90%".
EXCEPT_MORE = re.compile(
    rf"\s*(?:,|(?<!\w)và(?!\w))\s*(?:riêng\s+)?(?:đối với\s+)?"
    rf"(?P<what>(?:cấp|lĩnh vực|ngành|khối|nhóm|cơ quan)\s[^\d;,%]{{1,60}}?){_EXCEPT_REST}",
    re.I,
)
# What "trong đó" singles out is an exception unless it is measured otherwise: "trong đó tỷ lệ thanh toán đạt 60%".
MEASURE = re.compile(r"(?:(?:tỷ|tỉ) lệ|mức độ|chỉ số|số)(?:\s+[^\W\d_]+){2}", re.I)
OTHER_CHANGE = re.compile(r"(?<!\w)(?:không quá|tối đa|dưới|giảm|tăng|xuống|còn)(?!\w)", re.I)
# A number that shares the verb before it: "giảm 5% số vụ và 10% số người chết"; one that says a share does not.
SHARES_CHANGE = re.compile(r"^[^.;:(%]{0,100}(?:,|(?<!\w)và)\s*$", re.I)
SAYS_SHARE = re.compile(
    r"^[^,;.]*?(?<!\w)(?:được|đạt|đúng|đảm bảo|bảo đảm|hài lòng|hoàn thành|có|trực tuyến|trở lên|tỷ lệ|tỉ lệ)(?!\w)",
    re.I,
)
EQUALS = re.compile(
    r"(?<!\w)(?:đúng|khớp|bằng)(?:\s+(?:đúng|khớp))?(?:\s+(?:với|bằng))?\s+"
    r"(?P<what>số (?:lượng |liệu |hồ sơ )?[^,.;()]*?thực tế[^,.;()]*)",
    re.I,
)

MEASURES_OF_PEOPLE = frozenset(("tuổi", "năm", "tháng", "ngày", "giờ", "người", "lao", "thành", "tầng"))
TIMES = r"năm|quý|tháng|tuần|ngày|kỳ|đợt|nhiệm kỳ"
BODIES = (
    r"(?:cơ quan|đơn vị|địa phương|phòng|ban|ngành|sở|xã|phường|thị trấn|huyện|thôn|tổ dân phố|trường học|trường|"
    r"công chức|cán bộ|người|khu phố|khu dân cư|khu vực|ấp|khóm|bản|buôn|làng|khối phố|chi bộ|chi hội|đoàn thể|hội|"
    r"hợp tác xã|doanh nghiệp|hộ gia đình|hộ|bộ phận|lĩnh vực|tổ)"
)
EACH = re.compile(rf"(?<!\w)(?:mỗi|từng)\s+(?P<who>{BODIES}(?:,?\s+(?:và\s+)?{BODIES})*)(?!\w)", re.I)
OFTEN_FIRST = re.compile(rf"^\W*(?:định kỳ\s+)?(?:hàng|hằng|mỗi)\s+(?P<time>{TIMES})(?!\w|\s+20\d\d)", re.I)
OFTEN_NEAR = re.compile(
    rf"(?<!\w)(?P<each>hàng|hằng|mỗi)\s+(?P<time>{TIMES})(?:\s+[^\W\d_]+){{0,4}}\s+(?:{LEAST_WORDS}){LINK}", re.I
)
OFTEN_AFTER = re.compile(rf"^\s*(?:/\s*(?:1\s*|01\s*)?|(?:mỗi|hàng|hằng|trong|một)\s+)(?P<time>{TIMES})(?!\w)", re.I)
WHO_AFTER = re.compile(rf"^\s*(?:/|cho mỗi\s|mỗi\s)\s*(?P<who>{BODIES})(?!\w)(?:\s*/\s*(?P<time>{TIMES})(?!\w))?", re.I)
STOP = re.compile(
    r"(?:về|trên|trở|mỗi|của|cho|được|khác|trong|để|tại|đã|có|và|từ|theo|ở|với|do|là|phải|hàng|hằng|so|đối|đến|như|trước|"
    r"sau|vào|bằng|qua|hoặc|thì|nhằm|nếu|chưa|không|thuộc|riêng|liên|dưới|kể)",
    re.I,
)
