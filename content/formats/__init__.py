"""Questions as text: parsers and writers for the formats that others speak (P5). No database, no web."""
