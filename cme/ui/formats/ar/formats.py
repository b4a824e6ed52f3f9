"""Days and moments in Arabic, with the digits and the decimal point of the articles beside them."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j F Y"
TIME_FORMAT = r"H:i \U\T\C"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = f"j F Y، {TIME_FORMAT}"
DECIMAL_SEPARATOR = "."  # one page must not write 1.5 and 1,5 (docs/decisions/0027)
