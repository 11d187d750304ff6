"""The kiosk's words."""

TEXTS = {
    "vi": {
        "opens-at": "Kiosk cấp số lại từ {when}.",
        "closed-for-long": "Hiện không cấp số.",
        "trouble-unknown-service": "Không có lĩnh vực này.",
    },
    "en": {"opens-at": "Numbers again from {when}.", "closed-for-long": "No numbers at present."},
}
