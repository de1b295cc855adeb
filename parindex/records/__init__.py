"""The only room with a memory: tables (models), reads (queries), writes (actions)."""
