"""Days and moments in German, where the day is an ordinal number; decimals as in the articles beside them."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j. M Y"
TIME_FORMAT = r"H:i \U\T\C"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = rf"{DATE_FORMAT}, {TIME_FORMAT}"
# One page must not write 1.5 and 1,5: articles are English (docs/decisions/0027).
DECIMAL_SEPARATOR = "."
# Formats that templates write out; Django looks them up here by the very name.
globals().update(
    {f"j {rest}": f"j. {rest}" for rest in ("F Y", "M Y", "F", "F Y, H:i", "F, H:i", "F, H:i:s", "M Y, H:i")}
)
# Amounts of money stand in no article, so they are wholly German; the number and its currency stay on one line.
MONEY = "{number}\u00a0{sign}"
MONEY_DECIMAL_SEPARATOR = ","
MONEY_THOUSAND_SEPARATOR = "."
# Scores stand in no article either.
POINTS_DECIMAL_SEPARATOR = ","
