#!/usr/bin/env python3
"""Makes tien-giang-2024.jsonl: a month of invented reports of Tiền Giang province, one act a line.

    python3 examples/data/generate_reports.py                 writes tien-giang-2024.jsonl beside this file
    python3 examples/data/generate_reports.py --output FILE   writes FILE; --seed N draws others
    python3 examples/data/generate_reports.py --coverage      what the reports exercise; fails where something is missing

The reports are received from 2024-04-15 to 2024-05-15 and told until 2024-05-20 08:00; what would come later is left out,
so that some are still open. They cross Hùng Kings' day (18 April), the holidays of 30 April and 1 May, and the swap of
Monday 29 April for Saturday 4 May. All people, streets, telephone numbers and matters are invented.

Every act is checked against rules/province/tien-giang by the small interpreter of pack_model.py, which reads the pack itself:
an act that the pack refuses stops the program. Nothing here uses the engine. Numbers are drawn by an own generator, in whole
numbers, so that a seed gives the same bytes everywhere.
"""

import argparse
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from pack_model import SECOND, Rules, holds
from storyteller import ROOT, Cut, Draw, Storyteller, receipt, rows_of, text_of, write_lines

PACK = "province/tien-giang"
OUTPUT = Path(__file__).resolve().parent / "tien-giang-2024.jsonl"
SEED = 1022
END = datetime(2024, 5, 20, 8)

# What people write, at least three for each field. {p} is the place.
REPORTS = """
economy | Hộ kinh doanh tại {p} hỏi về hỗ trợ lãi suất vay vốn cho doanh nghiệp nhỏ năm 2024.
economy | Đề nghị cho biết danh mục dự án kêu gọi đầu tư tại {p} và cách tiếp cận.
economy | Cụm công nghiệp gần {p} chậm triển khai nhiều năm, đề nghị cho biết tiến độ.
society | Người lang thang ngủ nhiều đêm tại {p}, đề nghị cơ quan hỗ trợ đưa về cơ sở chăm sóc.
society | Quán karaoke tại {p} mở nhạc lớn sau 23 giờ, ảnh hưởng người già và trẻ em.
society | Đề nghị tổ chức lớp học nghề cho lao động nông thôn tại {p}.
education | Trường học tại {p} thu nhiều khoản không có trong thông báo đầu năm, đề nghị kiểm tra.
education | Hỏi về tuyến tuyển sinh lớp 6 năm học 2024-2025 cho học sinh tạm trú tại {p}.
education | Cổng trường tại {p} không có người giữ trật tự giờ tan học, xe dừng kín đường.
health | Trạm y tế tại {p} hết thuốc huyết áp cho người có thẻ bảo hiểm y tế hai tuần nay.
health | Phòng khám tại {p} không niêm yết giá dịch vụ, đề nghị kiểm tra.
health | Hỏi lịch tiêm chủng mở rộng tháng 5 cho trẻ 18 tháng tại {p}.
insurance | Nghỉ việc từ tháng 3 nhưng công ty chưa chốt sổ bảo hiểm xã hội, xin hướng dẫn.
insurance | Thẻ bảo hiểm y tế hộ gia đình sai ngày sinh, xin hỏi nơi đổi thẻ gần {p}.
insurance | Đóng bảo hiểm xã hội tự nguyện 6 năm, xin hỏi mức đóng một lần cho những năm còn thiếu.
social_security | Người cao tuổi 80 tuổi tại {p} chưa được nhận trợ cấp hằng tháng từ đầu năm.
social_security | Gia đình tại {p} thuộc hộ cận nghèo nhưng chưa nhận hỗ trợ tiền điện quý I.
social_security | Hỏi thủ tục xác định lại mức độ khuyết tật cho người thân ở {p}.
epidemics | Khu nhà trọ tại {p} có bốn người sốt xuất huyết trong một tuần, đề nghị phun thuốc.
epidemics | Lớp mẫu giáo tại {p} có sáu trẻ mắc tay chân miệng, đề nghị khử khuẩn và hướng dẫn phụ huynh.
epidemics | Đàn gà khoảng 300 con tại {p} chết nhanh trong hai ngày, lo ngại cúm gia cầm.
food_safety | Bốn người ăn bánh mì mua tại {p} bị đau bụng, nôn; đề nghị kiểm tra cơ sở.
food_safety | Cơ sở làm chả lụa tại {p} để nguyên liệu dưới nền nhà, có mùi lạ.
food_safety | Căn tin gần {p} bán nước ngọt hết hạn sử dụng cho học sinh.
environment | Cơ sở xay xát tại {p} xả bụi trấu cả ngày, nhà dân chung quanh phải đóng kín cửa.
environment | Nước kênh tại {p} đen và hôi từ khi trại heo hoạt động.
environment | Đốt dây điện lấy đồng mỗi tối tại {p}, khói khét không thở được.
construction | Chủ đầu tư khu dân cư tại {p} chưa làm xong hệ thống thoát nước đã giao nền cho dân.
construction | Hỏi quy định về khoảng lùi khi xây nhà ở riêng lẻ tại {p}.
construction | Công trình tại {p} để vật liệu chiếm hết lề đường, không có rào chắn.
public_transport | Xe buýt qua {p} bỏ chuyến 6 giờ 15 sáng ba ngày liền.
public_transport | Nhà chờ xe buýt tại {p} mất mái che, hành khách đứng nắng.
public_transport | Phụ xe buýt thu tiền vé cao hơn giá niêm yết tại {p}.
power_service | Hóa đơn tiền điện tháng 4 của hộ tại {p} tăng gấp ba, đề nghị kiểm tra công tơ.
power_service | Nộp đơn gắn điện kế mới tại {p} hơn mười ngày chưa được khảo sát.
power_service | Xin hỏi lịch tạm ngưng cung cấp điện tuần tới tại {p}.
water_service | Xin lắp đồng hồ nước tại {p} đã nộp tiền nhưng chưa được lắp.
water_service | Chỉ số nước ghi trên hóa đơn tháng 4 không đúng đồng hồ của hộ tại {p}.
water_service | Hỏi cách thanh toán tiền nước qua ngân hàng cho hộ tại {p}.
waste | Bãi rác tự phát tại {p} ngày càng lớn, mùi hôi lan vào nhà dân.
waste | Xe rác không qua {p} năm ngày nay, rác chất đầy trước nhà.
waste | Có người đổ xà bần ban đêm xuống mương tại {p}.
disasters | Bờ sông tại {p} sạt lở sâu khoảng 4 mét, còn 2 mét là đến móng nhà.
disasters | Lốc xoáy làm tốc mái ba căn nhà tại {p}, đề nghị hỗ trợ.
disasters | Nước mặn vào kênh nội đồng tại {p}, vườn sầu riêng có nguy cơ chết, đề nghị đóng cống.
procedure_filing | Xin hỏi hồ sơ cấp lại giấy phép lái xe bị mất gồm những gì, nộp ở đâu.
procedure_filing | Xin hỏi thời hạn giải quyết hồ sơ tách thửa cho đất tại {p}.
procedure_filing | Nhận kết quả đăng ký hộ kinh doanh qua bưu điện về {p} được không.
procedure_status | Hồ sơ sang tên quyền sử dụng đất tại {p} nộp đã 25 ngày, xin cho biết tình trạng.
procedure_status | Hồ sơ giảm thuế trước bạ nộp qua mạng chưa thấy phản hồi, xin tra cứu giúp.
procedure_status | Đến ngày hẹn trả kết quả cấp phép xây dựng tại {p} nhưng chưa có tin nhắn.
online_services | Không đăng nhập được Cổng dịch vụ công của tỉnh bằng tài khoản định danh.
online_services | Thanh toán lệ phí trực tuyến bị trừ tiền nhưng hồ sơ vẫn báo chưa nộp.
online_services | Tải tệp đính kèm lên hồ sơ trực tuyến báo lỗi dung lượng dù tệp chỉ 2 MB.
procedure_comments | Góp ý: nên cho nộp bản chụp thay cho bản sao chứng thực khi đăng ký khai sinh trực tuyến.
procedure_comments | Góp ý: phiếu hẹn trả kết quả nên ghi số điện thoại người phụ trách.
procedure_comments | Góp ý: bớt tờ khai giấy ở bộ phận một cửa tại {p} khi đã nộp qua mạng.
procedure_obstacles | Hai văn bản yêu cầu hai mẫu đơn khác nhau cho cùng thủ tục cấp số nhà tại {p}.
procedure_obstacles | Thủ tục chuyển mục đích sử dụng đất đòi giấy xác nhận mà xã nói không còn cấp.
procedure_obstacles | Quy định bắt nộp sổ hộ khẩu giấy dù đã bỏ, đề nghị sửa.
procedure_conduct | Bộ phận một cửa tại {p} trả hồ sơ ba lần, mỗi lần yêu cầu bổ sung một giấy khác nhau.
procedure_conduct | Hồ sơ nộp tại {p} trễ hẹn 12 ngày, không có thư xin lỗi theo quy định.
procedure_conduct | Đến nộp hồ sơ tại {p} lúc 14 giờ nhưng quầy không có người trực.
roads | Mặt đường tại {p} có ổ gà sâu, đêm qua hai người đi xe máy bị ngã.
roads | Nắp cống giữa đường tại {p} bị bể, rất nguy hiểm cho xe máy.
roads | Lan can cầu tại {p} gãy một đoạn khoảng 3 mét, đề nghị rào chắn.
roads | Đèn tín hiệu giao thông tại {p} không hoạt động, xe kẹt kéo dài.
water_fault | Ống nước chính tại {p} bể, nước tràn ra đường từ tối qua.
water_fault | Nước máy tại {p} đục và có mùi tanh hai ngày nay.
water_fault | Mất nước không báo trước tại {p}, đề nghị cho biết khi nào có lại.
drainage | Mưa khoảng 30 phút là đường tại {p} ngập đến nửa bánh xe.
drainage | Cống tại {p} nghẹt rác, nước thải tràn vào nhà.
drainage | Hố ga tại {p} mất nắp đan, chưa có biển báo.
trees | Cây dầu tại {p} nghiêng ra đường sau cơn giông, sợ đổ.
trees | Nhánh cây chạm dây điện tại {p}, đề nghị mé nhánh.
trees | Hàng cây mới trồng tại {p} chết khô gần hết.
lighting | Cả dãy đèn đường tại {p} không sáng ba đêm nay.
lighting | Đèn đường tại {p} sáng cả ban ngày, lãng phí điện.
lighting | Trụ đèn tại {p} bị xe tông nghiêng, hở dây điện.
power_fault | Mất điện tại {p} hơn ba giờ, gọi số của đơn vị không ai nghe máy.
power_fault | Dây điện đứt rơi xuống lề đường tại {p}, đề nghị cắt điện và sửa.
power_fault | Trạm biến áp tại {p} phát tia lửa khi trời mưa.
telecoms | Mạng cáp quang tại {p} mất tín hiệu hai ngày, đã báo nhưng chưa có thợ đến.
telecoms | Cáp viễn thông tại {p} chùng thấp, vướng xe tải.
telecoms | Tủ cáp tại {p} bị mở nắp, dây lòi ra ngoài.
smuggling | Cửa hàng tại {p} bán thuốc lá điếu nhập lậu cho khách quen.
smuggling | Mua mỹ phẩm tại {p} nghi là hàng giả, tem chống giả không quét được.
smuggling | Điểm bán xăng lẻ tại {p} đong thiếu, máy không dán tem kiểm định.
building_violations | Nhà đang xây tại {p} vượt số tầng trong giấy phép treo ở cổng.
building_violations | Hộ tại {p} xây tường lấn ra hẻm chung, xe cứu thương không vào được.
building_violations | Nhà xưởng tại {p} dựng trên đất vườn, không thấy giấy phép.
land_violations | San lấp ruộng lúa tại {p} để phân lô bán nền.
land_violations | Lấn chiếm bờ kênh công cộng tại {p} làm quán nước.
land_violations | Khai thác đất mặt ban đêm tại {p}, xe tải chạy hư đường.
cameras | Camera giao thông tại {p} không xem được trên ứng dụng một tuần nay.
cameras | Đề nghị lắp camera an ninh tại {p} vì hay mất trộm vặt.
cameras | Camera tại {p} bị nhánh cây che khuất.
wifi | Wifi công cộng tại {p} kết nối được nhưng không vào mạng.
wifi | Wifi tại {p} đòi số điện thoại rồi không gửi mã xác nhận.
wifi | Đề nghị mở thêm điểm wifi miễn phí tại {p}.
tourism | Bản đồ du lịch trên ứng dụng chỉ sai vị trí bến tàu tại {p}.
tourism | Hỏi giá vé và giờ mở cửa điểm tham quan gần {p} dịp lễ 30/4.
tourism | Màn hình tra cứu du lịch tại {p} bị treo.
other>ngan-hang-nha-nuoc-tinh | Máy rút tiền tại {p} trả tiền rách, ngân hàng hẹn mà chưa đổi.
other>cong-an-tinh | Đề nghị cấp lại căn cước lưu động cho người già yếu tại {p}.
other>cuc-thong-ke | Điều tra viên đến hộ tại {p} không mang thẻ, xin xác minh có đợt điều tra không.
other>kho-bac-nha-nuoc-tinh | Nộp phạt qua kho bạc bị ghi sai số biên lai, xin hướng dẫn chỉnh.
"""

REPUTATION = """
food_safety | Có tin quán ăn Thí Dụ tại {p} dùng dầu ăn đã qua sử dụng; xin xác minh trước khi nêu tên quán.
education | Phản ánh cô giáo lớp Thí Dụ tại {p} ép học thêm; người gửi xin không công khai tên.
procedure_conduct | Phản ánh một cán bộ tại {p} gợi ý bồi dưỡng khi nhận hồ sơ.
building_violations | Phản ánh nhà của một lãnh đạo tại {p} xây sai phép; chưa rõ đúng hay không.
"""

# What operators answer from the approved material.
ANSWERS = {
    "procedure_filing": "Đã hướng dẫn thành phần hồ sơ, nơi nộp và thời hạn theo bộ thủ tục hành chính.",
    "procedure_status": "Đã tra cứu mã hồ sơ, báo tình trạng và ngày hẹn trả kết quả.",
    "online_services": "Đã hướng dẫn đăng nhập lại và xóa bộ nhớ tạm; người gọi đã thao tác được.",
    "insurance": "Đã hướng dẫn theo tài liệu hỏi đáp và nơi liên hệ gần nhất.",
    "tourism": "Đã cung cấp giờ mở cửa, giá vé theo tài liệu du lịch được duyệt.",
    "power_service": "Đã cung cấp lịch tạm ngưng cung cấp điện theo thông báo trong tuần.",
    "health": "Đã cung cấp lịch tiêm chủng theo tài liệu được duyệt.",
}
RESULTS = {
    "roads water_fault drainage trees lighting power_fault telecoms cameras wifi disasters epidemics waste": [
        "Đã cử người đến kiểm tra, khắc phục xong; xin cảm ơn phản ánh.",
        "Đã khắc phục tạm thời và đưa vào kế hoạch sửa chữa trong quý II/2024.",
        "Đã kiểm tra hiện trường, phối hợp đơn vị liên quan xử lý dứt điểm."],
    "smuggling building_violations land_violations food_safety environment construction": [
        "Đã kiểm tra, lập biên bản và yêu cầu khắc phục trong 15 ngày.",
        "Đã kiểm tra thực tế, chưa phát hiện vi phạm như phản ánh; sẽ tiếp tục theo dõi.",
        "Đã nhắc nhở, cho cam kết không tái phạm và giao địa phương giám sát."],
    "": ["Đã rà soát và trả lời cụ thể cho người gửi bằng văn bản kèm theo.",
         "Đã tiếp thu góp ý và chuyển bộ phận chuyên môn điều chỉnh.",
         "Đã hướng dẫn người gửi và cung cấp thông tin theo quy định."],
}
SUBJECTS = {
    "police_113": ["Có nhóm thanh niên đánh nhau tại {p}, xin cho người đến.", "Mất xe máy vừa xong tại {p}."],
    "fire_114": ["Cháy bãi cỏ lan gần nhà dân tại {p}.", "Có người rơi xuống kênh tại {p}."],
    "ambulance_115": ["Người bị tai nạn nằm bất tỉnh tại {p}.", "Người già khó thở tại {p}, cần xe cấp cứu."],
    "citizens_reception": ["Gửi đơn khiếu nại quyết định thu hồi đất tại {p}.", "Tố cáo một cán bộ tại {p}, có đơn kèm theo."],
    "unfit": ["Nội dung quảng cáo bán đất nền, không phải phản ánh.", "Lời lẽ xúc phạm, không nêu sự việc nào.",
              "Chia sẻ lại tin chưa kiểm chứng ở địa phương khác.", "Yêu cầu cung cấp số điện thoại riêng của người khác."],
    "secret": ["Phản ánh có nhắc một tài liệu (giả định) đóng dấu Mật.", "Kèm một văn bản (giả định) có dấu độ mật.",
               "Nội dung dẫn một sơ đồ (giả định) thuộc khu vực cấm."],
}
NOT_OURS = ["Địa điểm không thuộc địa bàn quản lý.", "Nội dung thuộc chức năng của cơ quan khác.",
            "Tuyến đường do đơn vị khác quản lý.", "Công trình chưa bàn giao cho đơn vị."]
UNHAPPY = ["Chưa xử lý đúng chỗ đã phản ánh.", "Trả lời chung chung, sự việc vẫn còn.", "Sửa xong hai ngày lại hư như cũ.",
           "Không đồng ý với kết quả, đề nghị xem lại."]
KEPT = ["Kết quả đã xử lý đúng quy định, đã giải thích qua điện thoại.", "Việc còn lại ngoài phạm vi phản ánh ban đầu."]
LACKING = {
    "name": "Thiếu tên người gửi.", "address": "Thiếu địa chỉ người gửi.", "content": "Chỉ có tệp đính kèm, không có nội dung.",
    "contact": "Không có số điện thoại hoặc thư điện tử.", "language": "Nội dung không phải tiếng Việt."}

REMINDERS = ["Đề nghị sớm cập nhật kết quả.", "Người gửi đã gọi lại hỏi kết quả.", "Đề nghị báo rõ nguyên nhân chậm."]

# How often people use a channel and write about a field; every field is dealt once before the rest.
CHANNELS = {"app": 30, "web": 24, "phone": 18, "zalo": 12, "facebook": 8, "email": 6, "other": 2}
COMMON = {"roads": 10, "waste": 9, "lighting": 6, "power_fault": 6, "water_fault": 5, "drainage": 5, "trees": 4, "environment": 4,
          "building_violations": 4, "procedure_status": 4, "procedure_conduct": 2, "telecoms": 2, "education": 2, "health": 2}

# Moments that a calendar must get right: the edges of sessions, each holiday, the swapped days.
MOMENTS = ["2024-04-15T07:30:00", "2024-04-17T17:00:00", "2024-04-18T09:00:00", "2024-04-19T11:30:00", "2024-04-25T09:10:00",
           "2024-04-26T16:00:00", "2024-04-29T10:00:00", "2024-04-30T08:15:00", "2024-05-01T23:59:59", "2024-05-02T00:00:00",
           "2024-05-04T07:29:59", "2024-05-04T16:30:00", "2024-05-05T00:00:00", "2024-05-07T12:00:00"]


class Story(Storyteller):
    """A report as the plan tells it."""

    def __init__(self, rules, number, moment, draw, field, channel):
        districts = {name: label["vi"] for name, label in rules.pack["facts"]["district"]["values"].items()}
        super().__init__(rules, f"TG-2024-{number:06}", moment, draw, END, districts)
        self.channel = channel
        self.about(field)

    def tell(self, script):
        """Runs the steps of a line of the plan, until they are told or the data ends."""
        try:
            for word in script.split():
                step, *words = word.split(":")
                getattr(self, f"do_{step}")(*words)
        except Cut:
            pass

    # Subjects.

    def about(self, field, texts=()):
        """What the report is about, and where it goes: a row of the routing table, as the facts that choose it, or a named
        authority where the table has none."""
        self.field, self.texts = field, texts
        named = [name.partition(">")[2] for name, _ in TEXTS if name.startswith(field + ">")]
        if named and self.draw.chance(70):
            self.lead = self.draw.pick(named)
            self.route = {"lead": self.lead}
            return
        rows = [row for row in self.rules.pack["routing"] if row["lead"] not in self.tried and row["id"] != "unclear"
                and holds({"field": row["when"].get("field", field)}, {"field": field})]
        own = [row for row in rows if "field" in row["when"]]
        row = self.draw.pick(own if own and self.draw.chance(75) else rows)
        self.route = {name: self.draw.pick(value) if isinstance(value, list) else value
                      for name, value in row["when"].items() if name != "field"}
        self.lead = row["lead"]

    def content(self):
        texts = self.texts or [text for name, text in TEXTS if name in (self.field, f"{self.field}>{self.lead}")]
        return self.draw.pick(texts or TEXTS_OF_OTHER).replace("{p}", self.matter)

    def document(self, sender):
        return f"cong-van/2024/{sender}/{self.draw.between(100, 999)}"

    def on_friday(self):
        """In the last afternoon before the end."""
        return datetime(2024, 5, 17, 15, 10) + timedelta(seconds=self.draw.between(0, 6000))

    def when(self, name, timing):
        """When a duty is met: in view of its limit, or on Friday."""
        if timing == "friday":
            return self.on_friday()
        duty = self.case.running(name)
        by_clock = duty.late_from - duty.start < timedelta(hours=1)
        return self.against(duty.late_from, timing, by_clock, 90000 if name == "handle" else 18000)

    def officer(self, role, authority):
        return {"operator": f"tdv-{self.draw.between(1, 8):02}", "office": f"vp-{self.draw.between(1, 3):02}", "department": "stttt-01",
                "authority": f"cb-{authority}-{self.draw.between(1, 2)}"}.get(role)

    # Steps. The words are those of the plan.

    def do_receive(self, *kinds):
        more = {}
        for kind in kinds:
            if kind in ("question", "call"):
                self.channel, more["answerable"] = "phone", kind == "question"
            if kind == "question":
                self.about(self.draw.pick(list(ANSWERS)))
            elif kind == "urgent":
                self.about(self.draw.pick(["disasters", "epidemics"]))
                more["urgent"] = True
            elif kind in ("reputation", "rumour"):  # a rumour: nobody has seen yet that it touches a reputation
                field, text = self.draw.pick(rows_of(REPUTATION))
                self.about(field, [text])
                more.update({"reputation": True} if kind == "reputation" else {})
            elif kind in SUBJECTS:
                self.texts = SUBJECTS[kind]
        self.matter = self.place("đường Thí Dụ")
        facts = {"channel": self.channel, "content": self.content(), **self.person()}
        if self.draw.chance(50) and self.matter in facts["content"]:
            facts["place"] = self.matter
        if self.channel == "phone":
            facts["recording"] = f"ghi-am/{self.id}.mp3"
        elif self.draw.chance(30) or "lacking" in kinds:
            facts["attachments"] = f"tep/{self.id}-1.jpg"
        self.lacking = self.draw.pick(list(LACKING))
        if "lacking" in kinds and self.lacking == "language":
            facts.update(content="The street light in front of my guest house is broken. Please repair it.", vietnamese=False)
        elif "lacking" in kinds:
            for name in {"contact": ["phone", "email"]}.get(self.lacking, [self.lacking]):
                facts.pop(name, None)
        recorded = None  # what is copied in by hand, or waits for the morning, is recorded later
        opens, _ = next(self.hours.spans(self.now))
        if not more and self.channel != "phone" and (self.channel == "other" or opens > self.now and self.draw.chance(35)):
            recorded = self.at_work(4, 50)
        self.act("receive", self.now, recorded=recorded, **facts, **more)

    def do_answer_call(self):
        source = self.rules.pack["facts"]["field"]["values"][self.field]["vi"]
        self.act("answer_at_once", self.soon(2, 9), result=ANSWERS[self.field], answer_source=f"Bộ hỏi đáp 1022, phần {source}",
                 field=self.field)

    def do_transfer(self, timing="early"):
        self.act("transfer_call", self.when("transfer_call", timing), field=self.field, **self.route)

    def do_forward(self, timing="early"):
        at = self.when("forward", timing)
        facts = {} if self.case.state == "steered" else {"field": self.field, **self.route}
        if self.case.facts["urgent"]:
            facts["contacted_at"] = text_of(self.now + (at - self.now) // 2 // SECOND * SECOND)
        if self.case.facts["reputation"]:
            facts["dispatch_document"] = self.document("1022")
        self.act("forward", at, **facts)

    def do_refuse(self, ground="incomplete"):
        facts = {"reason": LACKING[self.lacking], "guidance": "Vui lòng bổ sung theo khoản 1 Điều 5 rồi gửi lại."}
        if ground == "unfit":
            facts = {"reason": "Nội dung không phù hợp quy định pháp luật."}
        self.act("refuse", self.when("forward", "early"), refusal_ground=ground, **facts)

    def do_tell_refusal(self, timing="early"):
        self.act("tell_refusal", self.when("tell_refusal", timing))

    def do_complete(self):
        person = {**self.person(), "content": self.content(), "vietnamese": True}
        names = {"contact": ["phone", "email"], "language": ["content", "vietnamese"]}.get(self.lacking, [self.lacking])
        facts = {name: person[name] for name in names if name in person}
        if self.draw.chance(60):
            self.act("complete", self.by_day(3, 50), "reporter", **facts)
        else:
            at = self.at_work(200, 1500)
            self.act("complete", at, recorded=self.hours.add(at, self.draw.between(60, 3600)), **facts)

    def do_redirect(self, to):
        self.act("redirect", self.soon(2, 15), directed_to=to)

    def do_to_office(self):
        self.act("send_to_office", self.when("forward", "early"), **({"field": self.field} if self.draw.chance(50) else {}))

    def do_decide(self, timing=None):
        route = {name: value for name, value in self.route.items() if name != "lead"}
        at = self.soon(20, 60) if self.case.facts["urgent"] else self.on_friday() if timing == "friday" else self.at_work(60, 900)
        self.act("decide", at, "office", lead=self.lead, field=self.field, **route)

    def do_tell_decision(self):
        self.act("tell_decision", self.soon(3, 20))

    def do_return(self, *how):
        days = 1 + ("inspected" in how) + 2 * ("late" in how) + ("inspected" in how and "late" in how)
        at = self.on_friday() if "friday" in how else self.at_work(max(30, days * 480 - 470), days * 480 - 60)
        facts = {"site_inspected": True} if "inspected" in how else {}
        self.act("return", at, "authority", reason=self.draw.pick(NOT_OURS), **facts)
        self.tried.append(self.lead)
        self.about(self.field)

    def do_promise(self, dated_back=False):
        at = self.at_work(120, 1200)
        recorded = self.hours.add(at, self.draw.between(1800, 28000)) if dated_back else None
        due = self.case.running("handle").late_from - SECOND
        day = self.hours.day_end(due, self.draw.between(1, 5)).date() - timedelta(days=1)
        self.act("commit_completion", at, "authority", recorded, expected_completion=day.isoformat(),
                 completion_document=self.document(self.lead))

    def do_tell_completion(self):
        self.act("tell_completion", self.at_work(10, 240))

    def do_overdue(self, ground):
        handle = [duty for duty in self.case.duties if duty.name == "handle"][-1]
        over = self.hours.day_end(handle.start, 3) if ground == "no_word" else handle.late_from
        at = max(self.hours.add(over, self.draw.between(600, 9000)), self.at_work(5, 60))
        self.act("record_overdue", at, overdue_ground=ground)

    def do_remind(self, role):
        """Before the limit ends, or after it."""
        late = role == "office"
        handle = self.case.running("handle")
        at = self.hours.add(handle.late_from, self.draw.between(600, 9000)) if late else self.at_work(500, 1200)
        self.act("remind", at, role, reminder=self.draw.pick(REMINDERS))

    def do_recording(self):
        self.act("request_recording", self.at_work(20, 400), "authority")

    def do_result(self, timing="early"):
        facts = {"result": self.draw.pick(next(texts for fields, texts in RESULTS.items() if not fields or self.field in fields.split()))}
        if self.draw.chance(40):
            facts["result_document"] = self.document(self.case.facts["lead"])
        if timing == "reputation":
            facts["reputation"] = True
        at = self.soon(90, 1200) if self.case.facts["urgent"] else self.when("handle", timing)
        self.act("enter_result", at, "authority", **facts)

    def do_answer(self, timing="early"):
        self.act("send_answer", self.when("answer", timing), **({"reputation": True} if timing == "reputation" else {}))

    def do_dislike(self, role="reporter"):
        words = {"feedback": self.draw.pick(UNHAPPY)} if self.draw.chance(70) else {}
        self.act("rate", self.by_day(2, 40), role, rating="not_satisfied", **words)

    def do_disagree(self, role="reporter"):
        self.act("disagree", self.by_day(2, 30), role, feedback=self.draw.pick(UNHAPPY))

    def do_rehandle(self, role="operator"):
        facts = {"field": self.field, **self.route} if self.case.facts["answered_at_once"] else {}
        self.act("rehandle", self.at_work(60, 600), role, **facts)

    def do_keep(self, role="operator"):
        self.act("keep_result", self.at_work(60, 900), role, reason=self.draw.pick(KEPT))

    def do_close(self):
        self.act("close", self.at_work(1900, 3300))

    def do_finish(self):
        """Most people do not rate; the operator closes after a while."""
        if self.draw.chance(45):
            by = "reporter" if self.draw.chance(85) else "operator"
            self.act("rate", self.by_day(1, 20), by, rating="satisfied" if self.draw.chance(75) else "normal")
            self.act("close", self.at_work(10, 300))
        else:
            self.act("close", self.at_work(400, 1000))

    def do_secrecy(self, role="operator"):
        self.act("move_to_secrecy", self.soon(1, 20), role)


# How many reports, received from and until which day of 2024, and how they go: the steps of Story.
PLAN = [
    (296, "04-15", "05-15", "receive forward result answer finish"),
    (10, "04-15", "05-13", "receive forward:late result answer finish"),
    (7, "04-15", "05-09", "receive forward result:late answer finish"),
    (8, "04-15", "05-09", "receive forward overdue:past_limit result answer finish"),
    (2, "04-15", "05-06", "receive forward result:late overdue:past_limit answer finish"),
    (3, "04-15", "05-08", "receive forward overdue:no_word result answer finish"),
    (3, "04-15", "05-09", "receive forward remind:department result answer finish"),
    (2, "04-15", "05-06", "receive forward remind:office result answer finish"),
    (9, "04-15", "05-12", "receive forward result answer:late finish"),
    (1, "04-20", "04-30", "receive forward:last result answer:first_late finish"),
    (1, "04-20", "04-30", "receive forward:first_late result answer:last finish"),
    (1, "04-20", "04-30", "receive forward result:last answer finish"),
    (1, "04-20", "04-30", "receive forward result:first_late answer finish"),
    (11, "04-15", "05-15", "receive:urgent forward result answer finish"),
    (2, "04-15", "05-12", "receive:urgent forward:late result answer finish"),
    (1, "04-22", "05-10", "receive:urgent to_office decide forward result answer finish"),
    (62, "04-15", "05-15", "receive:question answer_call finish"),
    (4, "04-15", "05-08", "receive:question answer_call disagree rehandle result answer finish"),
    (14, "04-15", "05-15", "receive:call transfer result answer finish"),
    (8, "04-15", "05-15", "receive:call transfer recording result answer finish"),
    (3, "04-15", "05-10", "receive:call transfer:late result answer finish"),
    (12, "04-15", "05-12", "receive:lacking refuse tell_refusal complete forward result answer finish"),
    (2, "04-15", "05-08", "receive:lacking refuse tell_refusal:late complete forward result answer finish"),
    (6, "04-15", "05-08", "receive:lacking refuse tell_refusal close"),
    (7, "04-15", "05-15", "receive:unfit refuse:unfit tell_refusal"),
    *[(3, "04-15", "05-15", f"receive:{to} redirect:{to}") for to in ("police_113", "fire_114", "ambulance_115", "citizens_reception")],
    (6, "04-15", "05-10", "receive to_office decide tell_decision forward result answer finish"),
    (4, "04-15", "05-10", "receive to_office decide forward tell_decision result answer finish"),
    (2, "04-15", "05-08", "receive:reputation to_office decide forward result answer finish"),
    (6, "04-15", "05-09", "receive forward return forward result answer finish"),
    (3, "04-15", "05-08", "receive forward return:inspected forward result answer finish"),
    (3, "04-15", "05-06", "receive forward return:late forward result answer finish"),
    (1, "04-15", "05-03", "receive forward return:inspected:late forward result answer finish"),
    (2, "04-15", "05-06", "receive forward return to_office decide forward result answer finish"),
    (1, "04-15", "05-12", "receive:citizens_reception forward return redirect:citizens_reception"),
    (1, "04-15", "05-07", "receive:reputation forward return forward result answer finish"),
    (7, "04-15", "05-03", "receive forward promise tell_completion result answer finish"),
    (3, "04-15", "05-02", "receive forward promise:dated_back tell_completion result answer finish"),
    (3, "04-15", "04-29", "receive forward promise tell_completion overdue:past_commitment result answer finish"),
    (3, "04-15", "04-29", "receive forward promise result:late answer finish"),
    (2, "04-15", "05-03", "receive forward promise return:inspected forward result answer finish"),
    (4, "04-15", "05-09", "receive:reputation forward result answer finish"),
    (2, "04-15", "05-09", "receive:rumour forward result:reputation answer finish"),
    (1, "04-15", "05-09", "receive:rumour forward result answer:reputation finish"),
    (4, "04-15", "05-06", "receive forward result answer dislike rehandle result answer finish"),
    (2, "04-15", "05-06", "receive forward result answer dislike:operator rehandle:authority result answer finish"),
    (2, "04-15", "05-06", "receive forward result answer disagree rehandle result answer finish"),
    (2, "04-15", "05-06", "receive forward result answer dislike disagree:operator rehandle result answer finish"),
    (3, "04-15", "05-07", "receive forward result answer dislike keep finish"),
    (1, "04-15", "05-07", "receive forward result answer dislike keep:authority finish"),
    *[(1, "04-15", "05-08", f"receive:secret{steps}") for steps in (
        " secrecy", ":lacking refuse secrecy", ":lacking refuse tell_refusal secrecy", " to_office secrecy", " to_office secrecy:office",
        " to_office decide secrecy", " forward secrecy", " forward secrecy:authority", " forward return secrecy",
        " forward result secrecy", " forward result answer secrecy", " forward result answer dislike secrecy")],
    # Still open at the end.
    (2, "05-15", "05-15", "receive"),
    (4, "05-06", "05-15", "receive:lacking refuse tell_refusal"),
    (3, "05-09", "05-15", "receive to_office"),
    (2, "05-14", "05-15", "receive to_office decide:friday"),
    (2, "05-15", "05-15", "receive forward return:inspected:friday"),
    (4, "05-14", "05-15", "receive forward result:friday"),
    (4, "05-10", "05-14", "receive forward promise tell_completion"),
    (4, "04-24", "05-08", "receive forward"),
    (5, "04-24", "05-08", "receive forward overdue:past_limit"),
    (3, "05-07", "05-10", "receive forward result answer dislike"),
]


TEXTS = rows_of(REPORTS)
TEXTS_OF_OTHER = [text for name, text in TEXTS if name.startswith("other>")]


def deal(draw, weights, count):
    """`count` values: each once, then as often as their weights say, shuffled."""
    return draw.shuffled(list(weights) + [draw.weighted(weights) for _ in range(count - len(weights))])


def generate(rules, seed):
    draw, fixed, planned = Draw(seed), [datetime.fromisoformat(text) for text in MOMENTS], []
    for count, first, last, script in PLAN:
        for _ in range(count):
            moment = receipt(draw, rules.hours, date.fromisoformat(f"2024-{first}"), date.fromisoformat(f"2024-{last}"))
            planned.append((fixed.pop() if fixed else moment, script))  # the first line of the plan has the fixed ones
    planned.sort()
    fields = deal(draw, {field: COMMON.get(field, 1) for field in rules.pack["facts"]["field"]["values"]}, len(planned))
    channels = deal(draw, CHANNELS, len(planned))
    stories = []
    for number, ((moment, script), field, channel) in enumerate(zip(planned, fields, channels), 1):
        stories.append(Story(rules, number, moment, Draw(seed, number), field, channel))
        stories[-1].tell(script)
    return stories


def coverage(rules, stories):
    """What the reports should exercise, with how often they do."""
    pack, wanted, counts = rules.pack, [], Counter()

    def transition(row, part):
        return f"transition {pack['transitions'].index(row):2} {row['on']} -> {row['to']}, {part}"

    for row in pack["transitions"]:
        wanted += [transition(row, f"from {state}") for state in row.get("from", [None])]
        wanted += [transition(row, f"by {role}") for role in row["by"]]
    wanted += [f"routing {row['id']}" for row in pack["routing"]] + [f"channel {channel}" for channel in CHANNELS]
    wanted += [f"{name} {value}" for name, fact in pack["facts"].items() for value in fact.get("values", [])]
    wanted += [f"late {name}" for name, duty in pack["duties"].items() if "within" in duty]
    wanted += ["late after a promise", "late return", "dated back", "open at the end"]
    for story in stories:
        for row, before, late_act, routed, role in story.steps:
            counts.update([transition(row, f"from {before}"), transition(row, f"by {role}"), f"routing {routed}"])
            counts["late return"] += late_act
            counts.update(f"{name} {value}" for name, value in row.get("sets", {}).items() if pack["facts"][name]["type"] == "choice")
        for *_, line in story.lines:
            counts["dated back"] += "recorded_at" in line
            counts.update(f"{name} {value}" for name, value in line["facts"].items() if pack["facts"][name]["type"] in ("choice", "channel"))
        for duty in story.case.duties:
            if duty.late_at(duty.end or END):
                counts[f"late {duty.name}"] += 1
                counts["late after a promise"] += duty.extended
        counts["open at the end"] += not story.case.ended()
    return {what: counts[what] for what in wanted}


def is_late(story):
    return any(duty.late_at(duty.end or END) for duty in story.case.duties) or any(late_act for _, _, late_act, _, _ in story.steps)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--output", type=Path, default=OUTPUT)
    options.add_argument("--coverage", action="store_true")
    asked = options.parse_args()
    rules = Rules(ROOT, PACK)
    stories = generate(rules, asked.seed)
    if not asked.coverage:
        write_lines(asked.output, stories)
        return 0
    counts = coverage(rules, stories)
    for what, count in counts.items():
        print(f"{count:6}  {what}")
    states = Counter(story.case.state for story in stories if not story.case.ended())
    print(f"{len(stories)} reports, {sum(len(story.lines) for story in stories)} acts, {sum(map(is_late, stories))} late somewhere")
    print("open:", ", ".join(f"{states[state]} {state}" for state in rules.pack["states"] if states[state]))
    missing = [what for what, count in counts.items() if not count]
    for what in missing:
        print(f"never: {what}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
