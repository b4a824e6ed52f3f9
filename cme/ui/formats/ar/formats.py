"""Days and moments in Arabic, with the digits and the decimal point of the articles beside them."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j F Y"
TIME_FORMAT = r"H:i \U\T\C"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = f"j F Y، {TIME_FORMAT}"
# Formats that templates write out; Django looks them up here by the very name.
globals().update({f"j {rest}, H:i": f"j {rest}، H:i" for rest in ("F Y", "F", "M Y")})
DECIMAL_SEPARATOR = "."  # one page must not write 1.5 and 1,5 (docs/decisions/0027)
# The number is read first and then its currency, whatever stands around them: isolated, from right to left.
MONEY = "\u2067{number}\u00a0{sign}\u2069"
MONEY_DECIMAL_SEPARATOR = "."
MONEY_THOUSAND_SEPARATOR = ","
POINTS_DECIMAL_SEPARATOR = "."
