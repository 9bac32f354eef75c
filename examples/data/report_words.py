"""What people and officers of the example data of four provinces write: reports by subject, and the words of the acts.

A subject is a field of a pack, or a field that another pack calls by another name (SUBJECT), or a kind of report. Reports on
many subjects are those of generate_reports.py, but for what is bound to a month. {p} is the place, {t} a public service.
"""

import re

from generate_reports import RESULTS, TEXTS
from storyteller import rows_of

SUBJECT = {
    "transport": "roads", "water": "water_fault", "water_supply": "water_fault", "power": "power_fault", "land": "land_violations",
    "building_order": "building_violations", "social_affairs": "social_security", "insurance": "insurance", "trade": "smuggling",
    "social_insurance": "insurance", "market": "smuggling",
}

OWN = """
traffic_order | Xe tải dừng đỗ kín lòng đường tại {p} giờ cao điểm, xe máy phải đi vào làn ngược.
traffic_order | Thanh niên tụ tập chạy xe lạng lách tại {p} mỗi tối cuối tuần.
traffic_order | Ngã tư tại {p} không có vạch kẻ và biển báo, đã xảy ra va chạm nhiều lần.
irrigation | Cống ngăn mặn tại {p} hư cửa van, nước mặn vào ruộng.
irrigation | Kênh nội đồng tại {p} bồi lắng, không lấy được nước cho vụ lúa.
irrigation | Trạm bơm tại {p} ngưng chạy ba ngày, lúa sắp trổ thiếu nước.
agriculture | Vịt chạy đồng tại {p} chết rải rác, đề nghị cán bộ thú y kiểm tra.
agriculture | Cửa hàng tại {p} bán phân bón không rõ nhãn mác cho nông dân.
agriculture | Đề nghị hướng dẫn phòng bọ xít trên vườn cây ăn trái tại {p}.
culture | Loa kẹo kéo tại {p} hát đến 23 giờ, người già không ngủ được.
culture | Pano quảng cáo tại {p} rách, gió lớn có thể rơi xuống đường.
culture | Nhà văn hóa tại {p} đóng cửa nhiều tháng, đề nghị cho bà con sử dụng.
security | Nhóm người lạ tại {p} cho vay nặng lãi, dán tờ rơi khắp xóm.
security | Khu trọ tại {p} mất trộm xe đạp điện ba lần trong một tháng.
security | Quán tại {p} tụ tập đánh bạc ban đêm, xin kiểm tra.
fire | Kho phế liệu tại {p} không có bình chữa cháy, sát nhà dân.
fire | Lối thoát hiểm của khu chợ tại {p} bị hàng hóa chắn kín.
fire | Trụ nước chữa cháy tại {p} bị gãy nắp, không lấy được nước.
administration | Nộp hồ sơ trực tuyến đã quá hẹn năm ngày, chưa có kết quả.
administration | Bộ phận một cửa tại {p} yêu cầu bản sao chứng thực dù đã nộp bản điện tử.
administration | Tài khoản dịch vụ công báo lỗi khi ký số, xin hướng dẫn.
tax | Hộ kinh doanh tại {p} bị tính thuế khoán hai lần trong một quý, xin kiểm tra.
tax | Cửa hàng tại {p} không xuất hóa đơn điện tử dù khách yêu cầu.
tax | Xin hướng dẫn hoàn thuế thu nhập cá nhân nộp thừa.
urban_order | Hàng quán tại {p} chiếm hết vỉa hè, người đi bộ phải xuống lòng đường.
urban_order | Chợ tự phát tại {p} họp giữa đường mỗi sáng, xe cứu thương không qua được.
urban_order | Bảng hiệu tại {p} che khuất biển báo giao thông.
defence | Hỏi thời gian và giấy tờ đăng ký nghĩa vụ quân sự lần đầu cho người tạm trú tại {p}.
defence | Xin hướng dẫn xác nhận thời gian phục vụ tại ngũ để hưởng trợ cấp.
society | Hỏi thủ tục hỗ trợ học nghề cho người thất nghiệp cư trú tại {p}.
society | Trung tâm ngoại ngữ tại {p} ngưng hoạt động, không hoàn học phí cho học viên.
other | Người bán vé số tại {p} bị ép lấy quá số lượng, đề nghị cơ quan hỗ trợ.
other | Đàn chó thả rông tại {p} rượt trẻ em đi học.
other | Trạm rút tiền tại {p} hư gần một tháng, bà con phải đi xa.
roads matter | Đề nghị cho biết khi nào mở rộng con đường tại {p} như đã công bố.
roads matter | Xin ý kiến về việc làm gờ giảm tốc trước cổng trường tại {p}.
water_supply matter | Hỏi thủ tục gắn đồng hồ nước cho hộ mới chuyển về {p}.
drainage matter | Hỏi kế hoạch cải tạo cống thoát nước tại {p} trong năm nay.
trees matter | Đề nghị trồng thêm cây bóng mát tại {p}.
lighting matter | Đề nghị lắp đèn chiếu sáng cho con hẻm tại {p}.
power matter | Hỏi cách tính tiền điện cho người thuê trọ tại {p}.
telecoms matter | Hỏi kế hoạch bó gọn cáp viễn thông trên các tuyến đường tại {p}.
initiative | Sáng kiến: đặt mã quét trên trụ đèn để người dân báo hư hỏng đúng vị trí.
initiative | Sáng kiến: dùng bản đồ chung cho các đơn vị đào đường để không đào một chỗ nhiều lần.
initiative | Sáng kiến: tổ chức đổi rác tái chế lấy cây xanh mỗi tháng tại {p}.
directed | Nội dung được giao xử lý riêng: tình trạng ngập lặp lại tại {p}.
directed | Nội dung được giao xử lý riêng: tiến độ sửa cầu tại {p}.
question | Xin hỏi hồ sơ, nơi nộp và thời hạn giải quyết thủ tục {t}.
question | Tôi cần làm thủ tục {t}, xin hướng dẫn các bước nộp trực tuyến.
rule_report | Quy định về thủ tục {t} đòi hai loại giấy có cùng nội dung, đề nghị xem lại.
rule_report | Mẫu đơn của thủ tục {t} trên Cổng dịch vụ công khác mẫu niêm yết tại quầy.
conduct_report | Nộp hồ sơ {t} đã quá hẹn mà không có thư xin lỗi, mỗi lần hỏi lại hẹn thêm.
conduct_report | Cán bộ nhận hồ sơ {t} yêu cầu bổ sung ba lần, mỗi lần một giấy khác nhau.
proposal | Đề xuất cho nhận kết quả thủ tục {t} qua bưu điện và thanh toán trực tuyến.
proposal | Đề xuất rút ngắn thời gian giải quyết thủ tục {t} cho người ở xã vùng cao.
postal_service | Xin nhận kết quả hồ sơ tại nhà qua bưu điện, địa chỉ {p}.
postal_service | Nhờ bưu điện đến {p} thu gom hồ sơ nộp cho Trung tâm.
other_service | Xin đặt lịch hẹn nộp hồ sơ tại quầy vào sáng thứ Năm.
other_service | Báo mất sóng di động tại {p}, xin chuyển đơn vị cung cấp dịch vụ.
"""

# The public services of a sector.
SERVICES = """
home_affairs | cấp phép thành lập hội | xác nhận thâm niên công tác
justice | cấp phiếu lý lịch tư pháp | đăng ký công chứng viên
investment | đăng ký doanh nghiệp | cấp giấy chứng nhận đăng ký đầu tư
finance | xác nhận nguồn gốc tài sản thanh lý | đăng ký giá dịch vụ
industry | cấp giấy chứng nhận bán lẻ xăng dầu | đăng ký hoạt động bán hàng đa cấp
agriculture | cấp chứng nhận an toàn thực phẩm nông sản | đăng ký mã số vùng trồng
transport | đổi giấy phép lái xe | cấp phù hiệu xe hợp đồng
construction | cấp giấy phép xây dựng | cấp chứng chỉ hành nghề xây dựng
land_environment | tách thửa đất | cấp đổi giấy chứng nhận quyền sử dụng đất
information | cấp phép xuất bản bản tin | đăng ký họp báo
labour | hưởng trợ cấp người có công | cấp giấy phép lao động cho người nước ngoài
culture | cấp phép biểu diễn nghệ thuật | công nhận hạng cơ sở lưu trú
science | đăng ký nhãn hiệu sản phẩm | đăng ký đề tài khoa học
education | chuyển trường trung học phổ thông | cấp bản sao văn bằng
health | cấp chứng chỉ hành nghề khám bệnh, chữa bệnh | công bố đủ điều kiện tiêm chủng
inspection | giải quyết kiến nghị sau thanh tra | xác minh kê khai tài sản
ethnic_affairs | công nhận người có uy tín | xác nhận hộ thuộc chương trình dân tộc
industrial_parks | cấp phép đầu tư trong khu công nghiệp | xác nhận hoàn thành hạ tầng thuê đất
general | liên thông khai sinh, thẻ bảo hiểm y tế | cấp tài khoản dịch vụ công
police | cấp căn cước | đăng ký tạm trú
social_insurance | cấp lại sổ bảo hiểm xã hội | hưởng bảo hiểm thất nghiệp
power | lắp công tơ điện mới | thay đổi chủ hợp đồng mua bán điện
post | chuyển phát kết quả hồ sơ | thu phí hộ qua bưu điện
telecoms | chuyển địa điểm lắp đặt mạng | đổi chủ thuê bao
other_service | đặt lịch hẹn tại quầy | sao y giấy tờ tại chỗ
"""

# The words of an act: by event and fact, else by fact.
WORDS = """
happened_at | sáng nay | từ hôm qua | ba ngày nay | cả tuần này
occurred | sáng nay | từ chiều hôm qua | suốt tuần này | mấy ngày gần đây
workplace | Hợp tác xã Thí Dụ | Công ty Thí Dụ | Trường Mẫu
public_content | Nội dung phản ánh đã bỏ thông tin cá nhân.
question | Việc này thuộc cơ quan nào chủ trì? | Xin ý kiến cơ quan về thẩm quyền và địa bàn.
response | Việc thuộc lĩnh vực chúng tôi quản lý. | Đề nghị chuyển cơ quan quản lý địa bàn chủ trì, chúng tôi phối hợp.
refuse.reason | Nội dung không phù hợp quy định tiếp nhận. | Không đủ thông tin để xử lý.
untrue.reason | Nội dung không đúng sự thật khi xác minh.
unreachable.reason | Đã gọi nhiều lần nhưng không liên hệ được người gửi.
incomplete.reason | Thiếu thông tin bắt buộc, chưa được bổ sung.
insulting.reason | Lời lẽ xúc phạm, không nêu sự việc nào.
complaint.reason | Nội dung là khiếu nại, tố cáo, có thủ tục riêng.
administrative_rule.reason | Nội dung là kiến nghị về quy định hành chính, có kênh tiếp nhận riêng.
unfit.reason | Nội dung quảng cáo, không phải phản ánh.
content.reason | Nội dung không thuộc phạm vi tiếp nhận.
requirements.reason | Không đáp ứng yêu cầu về hình thức và thông tin người gửi.
escalate.reason | Các cơ quan chưa thống nhất thẩm quyền. | Người gửi không đồng ý với kết quả.
find_unclear.reason | Không xác định được vị trí nêu trong phản ánh. | Nội dung trùng việc đã xử lý.
report_no_agreement.reason | Cơ quan chủ trì và cơ quan phối hợp chưa thống nhất. | Hai cơ quan hiểu khác nhau về địa bàn.
report_danger.reason | Có nguy cơ sập, cần nhiều lực lượng. | Sự cố lan rộng, vượt khả năng của đơn vị.
send_back.reason | Kết quả chưa trả lời đúng nội dung, thiếu hình ảnh. | Văn bản chưa có chữ ký số.
reject_return.reason | Vị trí nằm trong phạm vi đơn vị đang quản lý. | Hồ sơ bàn giao cho thấy thuộc đơn vị.
keep_result.reason | Kết quả đã đúng quy định, đã giải thích qua điện thoại. | Việc còn lại ngoài phạm vi phản ánh ban đầu.
send_to_leader.reason | Nội dung liên quan nhiều sở, chưa rõ nơi chủ trì. | Yêu cầu chưa có trong danh mục.
direct.reason | Việc đã có kết luận trước đây. | Không đủ căn cứ để xử lý tiếp.
reason | Địa điểm không thuộc địa bàn quản lý. | Nội dung thuộc chức năng của cơ quan khác. | Công trình chưa bàn giao cho đơn vị.
return_grounds | Quy định chức năng, nhiệm vụ của cơ quan. | Biên bản phân cấp quản lý tuyến đường.
return_proposal | Đề nghị chuyển cơ quan quản lý địa bàn. | Đề nghị chuyển đơn vị quản lý công trình.
exemption_grounds | Phải chờ vật tư và thời tiết. | Cần đo đạc lại, chưa xác định được thời gian.
directed_to | Ban Tiếp công dân | Thanh tra theo quy định về khiếu nại, tố cáo | Tổng đài của đơn vị chuyên ngành
guidance | Vui lòng bổ sung thông tin còn thiếu rồi gửi lại.
official | Cán bộ Mẫu A, bộ phận tiếp nhận | Cán bộ Mẫu B, phòng chuyên môn
replacement_official | Cán bộ Mẫu C | Cán bộ Mẫu D
answer_source | Thủ tục đã công bố trên Cổng dịch vụ công của tỉnh
file_status | Đã giao kết quả tại nhà | Đã thu gom và nộp hồ sơ | Đã hẹn lịch
answer_at_once.result | Đã hướng dẫn thành phần hồ sơ, nơi nộp và thời hạn. | Đã tra cứu và báo tình trạng hồ sơ.
relay_result.result | Kết quả như phản ánh đầu tiên: đã khắc phục xong.
published_result | Cơ quan có trách nhiệm đã kiểm tra và xử lý xong. | Đã yêu cầu khắc phục, sẽ tiếp tục theo dõi.
verification | Đúng như phản ánh. | Có sự việc, mức độ nhẹ hơn phản ánh.
end_false.verification | Kiểm tra hiện trường: không có sự cố như phản ánh.
treat_as_matter.verification | Không phải sự cố hạ tầng, cần xử lý theo thẩm quyền.
return.verification | Công trình không thuộc đơn vị.
propose_return.verification | Công trình không thuộc đơn vị.
sub_unit_name | Đội quản lý số 1 | Đội duy tu số 2 | Xí nghiệp khu vực Mẫu
safety_measure | Rào chắn, đặt biển báo và đèn cảnh báo. | Cắt nguồn, cử người canh giữ.
progress | Đã khảo sát, đang chờ vật tư. | Đang thi công, xong khoảng một nửa.
measures | Thay thế đoạn hư hỏng. | Nạo vét và thay nắp.
reminder | Đề nghị sớm cập nhật kết quả xử lý. | Phản ánh sắp đến hạn.
ask_back.feedback | Xin nói rõ hơn việc đã làm ở đoạn nào. | Bao giờ làm xong phần còn lại?
feedback | Chưa xử lý đúng chỗ đã phản ánh. | Trả lời còn chung chung. | Sửa xong hai ngày lại hư như cũ.
satisfied.feedback | Cảm ơn đã trả lời. | Xử lý nhanh, cảm ơn cơ quan.
very_satisfied.feedback | Rất hài lòng, sự việc đã được giải quyết.
normal.feedback | Mong xử lý nhanh hơn. | Trả lời tạm được.
clarification | Phần còn lại nằm trong kế hoạch quý sau. | Đã làm rõ và gửi kèm hình ảnh.
summary | Báo cáo tóm tắt nội dung, quá trình xử lý và kiến nghị.
direction_note | Giao cơ quan được nêu chủ trì, báo cáo kết quả. | Xử lý dứt điểm, trả lời người dân.
completion_reason | Chờ vật tư thay thế. | Cần khảo sát và lập dự toán.
leader_note | Bổ sung hình ảnh trước khi trình lại. | Nêu rõ thời gian đã xử lý.
contribution | Đã bố trí lực lượng phối hợp. | Cung cấp hồ sơ quản lý công trình. | Thống nhất phương án xử lý.
requesting_body | Cơ quan chủ trì xử lý | Công an cấp huyện
"""


def by_subject(rows):
    table = {}
    for name, *texts in rows:
        table.setdefault(name, []).extend(texts)
    return table


# What speaks of a month, a quarter or a year would be out of place in another.
DATED = re.compile(r"tháng \d|quý|20\d\d|30/4")
REPORTS = by_subject([row for row in TEXTS if not DATED.search(row[1])] + rows_of(OWN))
SERVICES_OF = by_subject(rows_of(SERVICES))
WORDS_OF = by_subject(rows_of(WORDS))
INSPECTED = ["traffic_order", "security", "fire", "urban_order", "culture", "irrigation", "agriculture", "tax", "society"]


def reports_on(field, kind):
    """What people write on a field, for a kind of report; {t} is filled where a sector's services are meant."""
    texts = REPORTS.get(f"{field} {kind}") or REPORTS.get(kind) or REPORTS[SUBJECT.get(field, field)]
    return [text.replace("{t}", service) for text in texts for service in (SERVICES_OF.get(field, [""]) if "{t}" in text else [""])]


def results_on(field, kind):
    """How a report ends: something is mended, or inspected, or answered."""
    (mends, mended), (inspects, inspected), (_, answered) = (
        (fields.split(), [text for text in texts if not DATED.search(text)]) for fields, texts in RESULTS.items())
    subject = SUBJECT.get(field, field)
    if kind not in (None, "fault"):
        return answered
    return mended if subject in mends else inspected if subject in inspects + INSPECTED else answered
