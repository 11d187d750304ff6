"""The registers. The tables are the rule: what stands in none of them cannot be written.

No register holds a citizen's name, address or telephone number: the journal is never changed, and
so could never forget one. They stay on the paper, whose number stands here.

Sources: Nghị định 20/2008/NĐ-CP, Điều 7 (what a phản ánh, kiến nghị must have); Nghị định
61/2018/NĐ-CP, Điều 19.9 (an apology in time, a new date once); Thông tư 01/2018/TT-VPCP, Điều 10.2
(numbers in their order, closed at the end of the year).
"""

from __future__ import annotations

from typing import Final

from queue_server.core.registers.checks import (
    any_of,
    free_seat,
    in_order,
    not_above,
    not_after_today,
    only_one,
    with_end,
    working_day,
)
from queue_server.core.registers.fields import Choice, Field
from queue_server.core.registers.register import Register

PETITIONS: Final = Register(
    name="petitions",
    title="Sổ phản ánh, kiến nghị",
    what="Mỗi phản ánh, kiến nghị nhận được là một dòng, có hạn trả lời theo ngày làm việc.",
    own=(
        Field("received_on", "Ngày tiếp nhận", "date", is_needed=True, proposed="today"),
        Field(
            "channel",
            "Hình thức",
            "choice",
            is_needed=True,
            choices=(
                Choice("letter", "Văn bản, phiếu"),
                Choice("in-person", "Trực tiếp"),
                Choice("phone", "Điện thoại"),
                Choice("portal", "Cổng Dịch vụ công"),
                Choice("box", "Hòm thư góp ý"),
            ),
            is_listed=False,
        ),
        Field(
            "paper",
            "Số đơn giấy hoặc mã trên Cổng",
            is_needed=True,
            hint="Họ tên, địa chỉ, điện thoại chỉ ghi trên đơn; ở đây ghi số của đơn để tìm lại.",
        ),
        Field(
            "identified",
            "Đơn có đủ họ tên, địa chỉ, số điện thoại",
            "tick",
            is_needed=True,
            hint="Thiếu thì là góp ý, chưa phải phản ánh, kiến nghị (NĐ 20/2008/NĐ-CP, Điều 7).",
            is_listed=False,
        ),
        Field("service", "Lĩnh vực", "service"),
        Field("content", "Nội dung", "text", is_needed=True, hint="Không ghi tên người dân."),
        Field("handler", "Người xử lý", is_needed=True),
        Field("due", "Hạn trả lời", "date", is_needed=True, proposed="due"),
        Field(
            "state",
            "Tình trạng",
            "choice",
            is_needed=True,
            is_result=True,
            choices=(
                Choice("open", "Đang xử lý"),
                Choice("answered", "Đã trả lời", is_final=True),
                Choice("passed-on", "Đã chuyển cơ quan khác", is_final=True),
                Choice("withdrawn", "Người dân đã rút", is_final=True),
            ),
        ),
        Field("ended_on", "Ngày trả lời hoặc chuyển", "date", is_result=True),
        Field("answer", "Kết quả xử lý", "text", is_result=True, is_listed=False),
    ),
    checks=(
        not_after_today("received_on"),
        in_order("received_on", "due"),
        with_end("ended_on", "answer"),
        not_after_today("ended_on"),
        in_order("received_on", "ended_on"),
    ),
    due="due",
)

APOLOGIES: Final = Register(
    name="apologies",
    title="Sổ hồ sơ quá hạn và xin lỗi",
    what="Mỗi hồ sơ không trả được đúng hẹn là một dòng: lý do, ngày hẹn lại và thư xin lỗi.",
    own=(
        Field(
            "dossier",
            "Mã hồ sơ",
            "dossier",
            is_needed=True,
            hint="Như trên giấy tiếp nhận và hẹn trả.",
        ),
        Field("service", "Lĩnh vực", "service", is_needed=True),
        Field("due", "Ngày hẹn trả lần đầu", "date", is_needed=True),
        Field(
            "reason",
            "Lý do quá hạn",
            "choice",
            is_needed=True,
            choices=(
                Choice("other-agency", "Chờ kết quả của cơ quan phối hợp"),
                Choice("verification", "Cần xác minh thêm"),
                Choice("staff", "Công chức xử lý vắng mặt hoặc quá tải"),
                Choice("system", "Hệ thống thông tin gặp sự cố"),
                Choice("other", "Lý do khác của cơ quan"),
            ),
            hint="In trên phiếu xin lỗi, nên chọn sẵn, không gõ tên ai.",
        ),
        Field(
            "apologised_on",
            "Ngày xin lỗi",
            "date",
            is_needed=True,
            proposed="today",
            hint="Chậm nhất một ngày trước ngày hẹn trả (NĐ 61/2018/NĐ-CP, Điều 19.9).",
        ),
        Field(
            "new_due",
            "Ngày hẹn lại",
            "date",
            is_needed=True,
            is_once=True,
            hint="Chỉ được hẹn lại một lần; lưu rồi không đổi được.",
        ),
        Field(
            "state",
            "Tình trạng",
            "choice",
            is_needed=True,
            is_result=True,
            choices=(
                Choice("open", "Chờ trả kết quả"),
                Choice("returned", "Đã trả kết quả", is_final=True),
            ),
        ),
        Field("ended_on", "Ngày trả kết quả", "date", is_result=True),
    ),
    checks=(
        not_after_today("apologised_on"),
        in_order("due", "new_due", is_strict=True),
        in_order("apologised_on", "new_due"),
        working_day("new_due"),
        with_end("ended_on"),
        not_after_today("ended_on"),
        in_order("apologised_on", "ended_on"),
        only_one("dossier"),
    ),
    due="new_due",
)

RANKS: Final = Register(
    name="ranks",
    title="Sổ xếp hạng",
    what="Hạng mà cấp trên công bố cho đơn vị, ví dụ chỉ số CCHC năm 2023: 9/20.",
    own=(
        Field("ranked_year", "Năm xếp hạng", "year", is_needed=True),
        Field("index", "Chỉ số", is_needed=True, hint="Ví dụ: Chỉ số CCHC, SIPAS, DDCI."),
        Field("rank", "Hạng", "count", is_needed=True),
        Field("of", "Trên tổng số", "count", is_needed=True),
        Field("source", "Nguồn công bố", is_needed=True, hint="Số và ngày của văn bản công bố."),
    ),
    checks=(not_above("rank", "of"),),
    is_imported=True,
)

INDICATORS: Final = Register(
    name="indicators",
    title="Sổ chỉ tiêu do hệ thống khác cung cấp",
    what="Số hồ sơ và các tỷ lệ của hệ thống một cửa điện tử. Không tính từ phiếu lấy số.",
    own=(
        Field("period", "Kỳ", "period", is_needed=True),
        Field("dossiers", "Số hồ sơ", "count"),
        Field("on_time", "Đúng và trước hạn (%)", "share"),
        Field("online", "Nộp trực tuyến (%)", "share"),
        Field("digitised", "Số hóa (%)", "share"),
        Field("paid_online", "Thanh toán trực tuyến (%)", "share"),
        Field("source", "Nguồn", is_needed=True, hint="Hệ thống nào, xuất ngày nào."),
    ),
    checks=(
        any_of("dossiers", "on_time", "online", "digitised", "paid_online"),
        only_one("period"),
    ),
    key="period",
    is_imported=True,
)

ROSTER: Final = Register(
    name="roster",
    title="Sổ phân công",
    what="Công chức nào ngồi quầy nào, buổi nào, từ ngày nào đến ngày nào.",
    own=(
        Field("first", "Từ ngày", "date", is_needed=True, proposed="today"),
        Field("last", "Đến ngày", "date", is_needed=True, proposed="today"),
        Field(
            "session",
            "Buổi",
            "choice",
            is_needed=True,
            choices=(
                Choice("day", "Cả ngày"),
                Choice("morning", "Sáng"),
                Choice("afternoon", "Chiều"),
            ),
        ),
        Field("counter", "Quầy", "counter", is_needed=True),
        Field("service", "Lĩnh vực", "service", hint="Để trống: mọi lĩnh vực của quầy."),
        Field("officer", "Công chức", is_needed=True),
        Field(
            "part",
            "Vai trò",
            "choice",
            is_needed=True,
            choices=(Choice("main", "Chính"), Choice("reserve", "Dự phòng")),
        ),
    ),
    checks=(in_order("first", "last"), free_seat()),
    span=("first", "last"),
    is_imported=True,
)

PROCEDURES: Final = Register(
    name="procedures",
    title="Thủ tục niêm yết",
    what="Thủ tục công khai tại cơ quan, và ngày đối chiếu lần cuối với quy định.",
    own=(
        Field("code", "Mã thủ tục", is_needed=True, also=("mã", "mã số", "mã tthc", "mã số tthc")),
        Field("service", "Lĩnh vực", "service", is_needed=True, also=("mã lĩnh vực",)),
        Field("name", "Tên thủ tục", is_needed=True, also=("tên tthc", "thủ tục", "tên")),
        Field(
            "time",
            "Thời gian giải quyết",
            is_needed=True,
            also=("thời hạn giải quyết", "thời hạn", "thời gian"),
        ),
        Field("fee", "Phí", "fee"),
        Field("charge", "Lệ phí", "fee"),
        Field(
            "papers",
            "Thành phần hồ sơ",
            "list",
            is_listed=False,
            hint="Mỗi giấy tờ một dòng.",
            also=("hồ sơ",),
        ),
        Field(
            "steps",
            "Quy trình",
            "list",
            is_listed=False,
            hint="Mỗi bước một dòng.",
            also=("trình tự thực hiện", "trình tự", "các bước"),
        ),
        Field("basis", "Căn cứ pháp lý", is_listed=False, also=("căn cứ",)),
        Field(
            "valid_from",
            "Có hiệu lực từ",
            "date",
            is_listed=False,
            also=("hiệu lực", "hiệu lực từ"),
        ),
        Field(
            "updated_on",
            "Ngày rà soát",
            "date",
            proposed="today",
            hint="Ngày gần nhất có người đối chiếu với quyết định công bố.",
            also=("rà soát", "ngày cập nhật", "cập nhật"),
        ),
    ),
    checks=(not_after_today("updated_on"), only_one("code")),
    key="code",
    is_imported=True,
    is_yearly=False,
    review="updated_on",
)

REGISTERS: Final = {
    one.name: one for one in (PETITIONS, APOLOGIES, RANKS, INDICATORS, ROSTER, PROCEDURES)
}
