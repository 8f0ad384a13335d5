"""Short generated reports, of some 300 characters, as JSON Lines.

Names, numbers, places and days vary, so that no cache helps more than it would elsewhere.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path


def _words(text: str) -> list[str]:
    return text.split()


FAMILY = _words("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Kiều Tráng Lò Quàng")
MIDDLE = _words("Văn Thị Hữu Đức Minh Thanh Quang Ngọc Xuân Hoài Công Bá Đình Thế Mạnh")
GIVEN = _words("An Bình Chi Dũng Giang Hà Hùng Khánh Lan Long Mai Nam Oanh Phúc Quân Sang Tâm Uyên Vinh Yến")
PLACE = _words("Bình Phú Tân Nậm Hòa An Yên Vĩnh Lạc Sơn Khánh Lao Thịnh Mường Thạnh Lộc")
RANK = ["Đại úy", "Thiếu tá", "Trung tá", "Thượng tá", "Đại tá", "Thượng úy"]
OFFENCE = [
    "Đánh bạc",
    "Trộm cắp tài sản",
    "Mua bán trái phép chất ma túy",
    "Cố ý gây thương tích",
    "Cướp giật tài sản",
]
FRAMES = (
    "Ngày {day}, Công an tỉnh {place} tổ chức Hội nghị sơ kết thực hiện Kế hoạch số {number}/KH-BCA của"
    " Bộ Công an. {rank} {name}, Phó Giám đốc Công an tỉnh, chủ trì Hội nghị. Dự Hội nghị có {rank2} {name2},"
    " Trưởng Công an huyện {place2}. Sau {count} tháng, toàn tỉnh đã điều tra, khám phá {number2} vụ phạm"
    " pháp hình sự.",
    "Cơ quan Cảnh sát điều tra Công an huyện {place} vừa ra Quyết định khởi tố bị can, bắt tạm giam {name}"
    " ({count} tuổi, trú tại xã {place2}) về tội “{offence}” theo khoản {clause} Điều {article} Bộ luật"
    " Hình sự. Trước đó, ngày {day}, tổ công tác do {rank} {name2} chỉ huy phát hiện đối tượng cùng"
    " {number2} triệu đồng.",
    "Ban Thường vụ Tỉnh ủy {place} vừa ban hành Chỉ thị số {number}-CT/TU ngày {day} về tăng cường bảo đảm"
    " an ninh, trật tự. {rank} {name}, Giám đốc Công an tỉnh, yêu cầu Công an các xã của huyện {place2}"
    " thực hiện nghiêm. Dịp này, {rank2} {name2} được tặng Bằng khen của Bộ Công an vì {count} năm công tác.",
)


def documents(count: int, seed: int = 0) -> Iterator[dict[str, str]]:
    """Make short documents."""
    chance = random.Random(seed)
    pick = chance.choice

    def name() -> str:
        return f"{pick(FAMILY)} {pick(MIDDLE)} {pick(GIVEN)}"

    def place() -> str:
        return f"{pick(PLACE)} {pick(PLACE)}"

    for n in range(count):
        text = pick(FRAMES).format(
            **{"day": f"{chance.randint(1, 28)}/{chance.randint(1, 12)}", "count": chance.randint(3, 60)},
            **{"name": name(), "name2": name(), "place": place(), "place2": place()},
            **{"rank": pick(RANK), "rank2": pick(RANK), "offence": pick(OFFENCE)},
            **{"number": chance.randint(1, 9999), "number2": chance.randint(1, 999)},
            **{"clause": chance.randint(1, 4), "article": chance.randint(123, 360)},
        )
        yield {"id": f"d{n}", "text": text, "date": f"{chance.randint(2010, 2024)}-12-31"}


def write_documents(path: Path, count: int) -> int:
    """Write `documents` as JSON Lines; return how many characters their texts have."""
    characters = 0
    with path.open("w", encoding="utf-8") as file:
        for document in documents(count):
            characters += len(document["text"])
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
    return characters
