"""Days and moments as all pages write them: the day first, 24 hours, and moments with their zone."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = r"H:i \U\T\C"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = rf"{DATE_FORMAT}, {TIME_FORMAT}"
POINTS_DECIMAL_SEPARATOR = "."
