"""Pure meaning: no Django, no clock, no network, no files but rules/."""
