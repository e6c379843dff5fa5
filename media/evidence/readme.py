"""What lies beside the files of an export, for whoever is handed it."""

README = "README.txt"
_TEXT = """\
BẢN TRÍCH XUẤT HÌNH ẢNH CÓ CHỮ KÝ SỐ

Các tệp .mp4 là bản gốc, không mã hóa lại; tệp có đuôi _copy.mp4 (nếu có) là bản sao có đóng dấu hình.
manifest.json ghi: camera, thời gian (UTC), các khoảng không có hình, người lập, lý do, lịch sử xử lý và mã SHA-256.
manifest.sig là chữ ký Ed25519. Kiểm tra bằng lệnh:  python -m verify <tệp ZIP hoặc thư mục> --key "<dấu vân tay>"
Dấu vân tay của khóa phải được đối chiếu với đơn vị lập bản trích xuất qua một kênh khác:
  {key}

SIGNED EXPORT OF RECORDINGS

The .mp4 files are originals, not re-encoded; those that end in _copy.mp4 (if any) are watermarked copies.
manifest.json lists cameras, times (UTC), gaps, who, why, how the recordings were handled, and SHA-256 of each file.
manifest.sig is its Ed25519 signature. Check it:  python -m verify <ZIP or folder> --key "<fingerprint>"
Compare the fingerprint of the key above with the office that made this export, by another way than this file.
"""


def readme(key: str) -> str:
    return _TEXT.format(key=key)
