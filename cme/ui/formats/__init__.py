"""How days and moments are written where a template does not say it."""
