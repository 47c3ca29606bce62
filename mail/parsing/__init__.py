"""Raw bytes of a received mail become plain values. Pure: no database, no clock; runs in a child process."""
