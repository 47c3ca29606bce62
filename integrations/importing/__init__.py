"""Taking over the meldingen of another system: a mapping says how its export reads, the rest is the same for all.

mapping: the TOML file; source: the export as rows; story: the rows of one melding, checked; history: its timeline;
actions: into the database, a batch at a time.
"""
