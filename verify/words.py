"""What is said of an export, in Vietnamese and in English."""

WORDS = {
    "vi": {
        "verified": "NGUYÊN VẸN: đúng như bản đã được ký, và được ký bằng khóa tin cậy.",
        "whole": "NGUYÊN VẸN so với chữ ký, nhưng chưa xác nhận khóa: hãy đối chiếu dấu vân tay dưới đây với đơn vị "
        "lập bản trích xuất, hoặc chạy lại với --key.",
        "altered": "ĐÃ BỊ THAY ĐỔI: không đúng như bản đã được ký.",
        "refused": "KHÔNG XEM XÉT: không phải bản trích xuất của hệ thống, hoặc không an toàn.",
        "unsafe": "Không mở: {file}",
        "other_key": "KHÓA KHÁC: nguyên vẹn so với chữ ký, nhưng không được ký bằng khóa tin cậy.",
        "changed": "Bị thay đổi: {file}",
        "missing": "Bị thiếu: {file}",
        "extra": "Thừa, không có trong bản kê: {file}",
        "container": "Tệp ZIP không còn như khi được lập: {file}",
        "where": "(byte {start}–{end})",
        "key": "Dấu vân tay của khóa: {key}",
        "made": "Người lập: {by}; lúc {at}; lý do: {why}",
        "range": "Khoảng thời gian yêu cầu (UTC): {start} – {end}",
        "file": "  {name}: {kind}",
        "kind_original": "bản gốc, không mã hóa lại",
        "kind_copy": "BẢN SAO có đóng dấu hình, không phải bản gốc",
    },
    "en": {
        "verified": "VERIFIED: as it was signed, and signed with the trusted key.",
        "whole": "WHOLE as signed, but nobody has said whose key it is: compare the fingerprint below with the office "
        "that made the export, or run again with --key.",
        "altered": "ALTERED: not as it was signed.",
        "refused": "REFUSED: not an export of this system, or not safe to look into.",
        "unsafe": "Not opened: {file}",
        "other_key": "OTHER KEY: whole as signed, but not signed with the trusted key.",
        "changed": "Changed: {file}",
        "missing": "Missing: {file}",
        "extra": "Extra, not in the list: {file}",
        "container": "The ZIP is not as it was made: {file}",
        "where": "(bytes {start}–{end})",
        "key": "Fingerprint of the key: {key}",
        "made": "Made by: {by}; at {at}; why: {why}",
        "range": "Range asked for (UTC): {start} – {end}",
        "file": "  {name}: {kind}",
        "kind_original": "original, not re-encoded",
        "kind_copy": "watermarked COPY, not the original",
    },
}
