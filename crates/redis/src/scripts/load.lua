-- Reads the record.
settled(KEYS[1], number(arg(1)))
return record(KEYS[1])
